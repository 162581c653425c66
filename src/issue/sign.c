/* SPDX-License-Identifier: Apache-2.0 */
/* Signing what somebody else wrote (`credimur sign`): VC Data Integrity 1.0,
 * 4.2, after the checks that `verify` would make. */
#include "issue/issuance.h"

static crd_rc check(crd_arena *arena, const crd_env *env,
                    const crd_credential *credential, crd_error *error)
{
    crd_report *report;
    CRD_TRY(
        crd_report_new(&report, arena, CRD_REPORT_CREDENTIAL, env->now, error));
    crd_check_contexts(report, credential, NULL, NULL);
    if (credential->types & CRD_TYPE_PRESENTATION) {
        crd_check_presentation(report, credential);
    } else {
        crd_check_data_model(report, credential);
        crd_check_period(report, credential);
        crd_check_badge(report, credential);
    }
    return crd_report_error(report, error);
}

static crd_rc check_owner(const crd_issuer *issuer,
                          const crd_credential *credential, crd_error *error)
{
    bool presentation = credential->types & CRD_TYPE_PRESENTATION;
    crd_span who = presentation ? credential->holder_id : credential->issuer_id;
    crd_verification_method method;
    if (!crd_span_starts(issuer->verification_method, "did:key:")) {
        return CRD_OK;
    }
    CRD_TRY(crd_did_key_resolve(&method, issuer->verification_method, error));
    if (crd_span_starts(who, "did:key:") &&
        !crd_span_equal(who, method.controller)) {
        crd_rc rc = crd_fail(error, CRD_CODE_ISSUER_NOT_CONTROLLER,
                             "The key that would sign does not belong to the "
                             "%s named.",
                             presentation ? "holder" : "issuer");
        crd_error_point(
            error, credential->root,
            crd_json_get(credential->root, presentation ? "holder" : "issuer"));
        return rc;
    }
    return CRD_OK;
}

crd_rc crd_issue_sign(crd_json **out, crd_integrity *integrity,
                      crd_arena *arena, const crd_env *env,
                      const crd_issuer *issuer, const crd_json *document,
                      crd_error *error)
{
    static const crd_jsonld_options SAFE = {.safe = true};
    char created[CRD_INSTANT_TEXT_MAX];
    crd_instant now = {env->now.seconds, 0};
    crd_credential credential;
    crd_json *expanded;
    crd_span text;
    crd_proof_options options = {.suite = issuer->suite,
                                 .verification_method =
                                     issuer->verification_method};
    if (!crd_json_is(document, CRD_JSON_OBJECT) ||
        !(crd_types_of(document) &
          (CRD_TYPE_CREDENTIAL | CRD_TYPE_PRESENTATION))) {
        return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL,
                        "Only a verifiable credential or presentation is "
                        "signed; this is neither.");
    }
    crd_credential_read(&credential, document);
    CRD_TRY(check(arena, env, &credential, error));
    CRD_TRY(check_owner(issuer, &credential, error));
    CRD_TRY(crd_jsonld_expand(&expanded, crd_integrity_jsonld(integrity), arena,
                              document, &SAFE, error));
    crd_instant_write(created, now);
    text = crd_arena_copy(arena, crd_span_of(created));
    if (!text.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    options.created = text;
    options.purpose = credential.types & CRD_TYPE_PRESENTATION
                          ? CRD_SPAN("authentication")
                          : CRD_SPAN("assertionMethod");
    return crd_proof_create(out, integrity, arena, document, &options,
                            issuer->signer, NULL, error);
}
