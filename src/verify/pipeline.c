/* SPDX-License-Identifier: Apache-2.0 */
/* The pipeline: cheap checks first, then keys and signatures, then what needs
 * a genuine document; reported in the order of the 1EdTech validator. */
#include "verify/pipeline.h"

#define CLAUSE_PRESENTATION "VC Data Model 2.0, 4.13"

static crd_rc count_document(crd_inquiry *inquiry, crd_error *error)
{
    if (inquiry->documents++ >= inquiry->env.limits.credentials) {
        return crd_fail(error, CRD_CODE_JSON_VALUES,
                        "There are more than %u credentials inside this one.",
                        (unsigned)inquiry->env.limits.credentials);
    }
    return CRD_OK;
}

/* Rooms that are not built yet say so themselves. */
static void add_not_built(crd_report *report, crd_check_id id, bool required,
                          const crd_json *root, const char *member,
                          const char *clause, const char *absent,
                          const char *detail)
{
    const crd_json *value = crd_json_get(root, member);
    if (value) {
        crd_report_add(report, id, CRD_NOT_CHECKED, required,
                       CRD_CODE_NOT_BUILT, clause,
                       crd_pointer(report, root, value), "%s", detail);
    } else {
        crd_report_pass(report, id, absent);
    }
}

static void check_unbuilt(crd_report *report, const crd_credential *credential)
{
    const crd_json *root = credential->root;
    crd_report_add(report, CRD_CHECK_JSON_SCHEMA, CRD_NOT_CHECKED, false,
                   CRD_CODE_NOT_BUILT, "VC Data Model 2.0, 4.11", CRD_SPAN_NONE,
                   "The rules of the standard are checked one by one; the "
                   "published schema is not run beside them.");
    add_not_built(report, CRD_CHECK_CREDENTIAL_SCHEMA, false, root,
                  "credentialSchema", "VC Data Model 2.0, 4.11",
                  "It names no schema of its own.",
                  "This version does not check the schemas a credential names "
                  "yet.");
    add_not_built(report, CRD_CHECK_REFRESH, false, root, "refreshService",
                  "VC Data Model 2.0, 5.4", "It names no refresh service.",
                  "This version does not ask refresh services yet.");
    if (credential->types & CRD_TYPE_CLR) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_NOT_CHECKED, true,
                       CRD_CODE_NOT_BUILT, "CLR 2.0", CRD_SPAN_NONE,
                       "This is a learner record, whose contents this version "
                       "cannot check yet.");
    }
}

static void check_rules(crd_inquiry *inquiry, crd_report *report,
                        const crd_credential *credential)
{
    crd_check_data_model(report, credential);
    crd_check_badge(report, credential);
    crd_check_validity(report, credential, inquiry->env.limits.clock_skew_s);
    check_unbuilt(report, credential);
    crd_report_pass(report, CRD_CHECK_CONTEXT_TYPE,
                    "Contexts and types are as they must be.");
    crd_report_pass(report, CRD_CHECK_SUBJECT, "The subject is as it must be.");
    crd_report_pass(report, CRD_CHECK_EVIDENCE,
                    crd_json_get(credential->root, "evidence")
                        ? "The evidence is as it must be."
                        : "No evidence is stated.");
}

/* Nothing is read under contexts that are not known. */
static void skip_proofs(crd_report *report, const crd_json *root)
{
    crd_report_add(report, CRD_CHECK_JSON_LD, CRD_NOT_CHECKED, true,
                   CRD_CODE_CONTEXT_UNKNOWN, "VC Data Integrity 1.0, 4.6",
                   CRD_SPAN_NONE,
                   "What it says is not clear, since its contexts are not "
                   "known.");
    if (crd_json_get(root, "proof")) {
        crd_report_add(report, CRD_CHECK_PROOF, CRD_NOT_CHECKED, true,
                       CRD_CODE_CONTEXT_UNKNOWN, "VC Data Integrity 1.0, 4.6",
                       CRD_SPAN("/proof"),
                       "The proof was not tried, since the contexts are not "
                       "known.");
    } else {
        crd_report_add(report, CRD_CHECK_PROOF, CRD_FAIL, true,
                       CRD_CODE_PROOF_MISSING, "VC Data Model 2.0, 4.12",
                       CRD_SPAN(""), "%s", "");
    }
}

static bool contexts_are_known(crd_inquiry *inquiry, crd_report *report,
                               const crd_credential *credential)
{
    const crd_verify_options *o = inquiry->options;
    crd_check_contexts(report, credential, o->known_context,
                       o->resolve_context);
    return !crd_report_result(report, CRD_CHECK_CONTEXT_TYPE, NULL);
}

static bool was_good(const crd_report *report, crd_check_id id)
{
    crd_result result;
    return crd_report_result(report, id, &result) && result == CRD_PASS;
}

static bool has_failed(const crd_report *report, crd_check_id id)
{
    crd_result result;
    return crd_report_result(report, id, &result) && result == CRD_FAIL;
}

/* Good signatures, read under known contexts, by no foreign key. */
static void keep_document(crd_report *report, const crd_proof_findings *found)
{
    if (was_good(report, CRD_CHECK_PROOF) &&
        was_good(report, CRD_CHECK_JSON_LD) &&
        !has_failed(report, CRD_CHECK_ISSUER)) {
        report->verified_document = found->document;
    }
}

/* A status list is verified as a credential is, but for what only concerns
 * people and achievements; its status is not followed (security case 123). */
crd_rc crd_verify_genuine(crd_inquiry *inquiry, bool *genuine,
                          const crd_json *root, crd_error *error)
{
    crd_proof_findings found = {0};
    crd_credential credential;
    crd_report *report;
    *genuine = false;
    CRD_TRY(crd_report_new(&report, inquiry->arena, CRD_REPORT_CREDENTIAL,
                           inquiry->env.now, error));
    crd_credential_read(&credential, root);
    if (!contexts_are_known(inquiry, report, &credential)) {
        return CRD_OK;
    }
    CRD_TRY(crd_verify_proofs(inquiry, report, &found, root,
                              credential.issuer_id, false, error));
    CRD_TRY(crd_check_binding(inquiry, report, &found, credential.issuer_id,
                              false, error));
    *genuine = was_good(report, CRD_CHECK_PROOF) &&
               was_good(report, CRD_CHECK_JSON_LD) &&
               was_good(report, CRD_CHECK_ISSUER);
    return CRD_OK;
}

/* Endorsements ask for no key over the network before the document around
 * them is known to be genuine (security case 122). */
static crd_rc look_inside(crd_inquiry *inquiry, crd_report *report,
                          const crd_credential *credential, crd_error *error)
{
    crd_fetch_fn fetch = inquiry->env.fetch;
    crd_rc rc;
    if (!report->verified_document) {
        inquiry->env.fetch = NULL;
    }
    rc = crd_verify_endorsements(inquiry, report, credential, error);
    inquiry->env.fetch = fetch;
    return rc;
}

/* Security cases 87, 88: whoever has seen a credential has it, so that it
 * answers nothing: only a presentation is signed for one question. */
static void check_answer(const crd_inquiry *inquiry, crd_report *report)
{
    if (inquiry->options->has_challenge) {
        crd_report_add(report, CRD_CHECK_PROOF, CRD_FAIL, true,
                       CRD_CODE_PROOF_CHALLENGE, CLAUSE_PRESENTATION,
                       CRD_SPAN(""),
                       "A fresh answer was asked for, and this is no "
                       "presentation.");
    } else if (inquiry->options->has_domain) {
        crd_report_add(report, CRD_CHECK_PROOF, CRD_FAIL, true,
                       CRD_CODE_PROOF_DOMAIN, CLAUSE_PRESENTATION, CRD_SPAN(""),
                       "A presentation for this verifier was asked for, and "
                       "this is none.");
    }
}

crd_rc crd_verify_credential(crd_inquiry *inquiry, crd_report **out,
                             const crd_json *root, crd_report_kind kind,
                             crd_error *error)
{
    crd_proof_findings found = {0};
    crd_credential credential;
    crd_report *report;
    bool known;
    CRD_TRY(count_document(inquiry, error));
    CRD_TRY(
        crd_report_new(&report, inquiry->arena, kind, inquiry->env.now, error));
    crd_credential_read(&credential, root);
    crd_credential_facts(&report->facts, &credential);
    known = contexts_are_known(inquiry, report, &credential);
    check_rules(inquiry, report, &credential);
    if (inquiry->documents == 1) {
        check_answer(inquiry, report);
    }
    if (known) {
        CRD_TRY(crd_verify_proofs(inquiry, report, &found, root,
                                  credential.issuer_id, false, error));
    } else {
        skip_proofs(report, root);
    }
    CRD_TRY(crd_check_binding(inquiry, report, &found, credential.issuer_id,
                              false, error));
    keep_document(report, &found);
    CRD_TRY(crd_check_status(inquiry, report, &credential, error));
    if (kind != CRD_REPORT_ENDORSEMENT) {
        CRD_TRY(look_inside(inquiry, report, &credential, error));
        if (inquiry->options->recipient.len) {
            crd_check_recipient(report, &credential,
                                inquiry->options->recipient);
        }
        crd_check_trust(inquiry, report, credential.issuer_id);
    }
    CRD_TRY(crd_report_decide(report, inquiry->options->fail_on_warn, error));
    *out = report;
    return CRD_OK;
}

/* ---- Presentations --------------------------------------------------------
 */

/* Who presents: the holder by name; where none is named, whoever signed. */
typedef struct presenters {
    crd_span holder;
    const crd_proof_findings *found;
} presenters;

static bool presents(const presenters *who, crd_span subject)
{
    if (who->holder.len) {
        return crd_span_equal(who->holder, subject);
    }
    for (size_t i = 0; i < who->found->count; i++) {
        const crd_proof_finding *f = &who->found->each[i];
        if (f->result == CRD_PASS && f->has_method &&
            crd_span_equal(f->method.controller, subject)) {
            return true;
        }
    }
    return false;
}

/* Security case 89: a presenter with a DID of their own presents what was
 * awarded to them; where the subject has another DID the stricter answer is
 * taken. An opaque subject cannot be compared. A presentation that names no
 * holder claims nothing about the subject, unless it answers a challenge. */
static void check_presenter(crd_inquiry *inquiry, crd_report *report,
                            const presenters *who, const crd_json *inside,
                            crd_span pointer)
{
    const crd_json *subjects = crd_json_get(inside, "credentialSubject");
    bool claims = who->holder.len || inquiry->options->has_challenge;
    for (uint32_t i = 0; i < crd_many_count(subjects); i++) {
        crd_span id = crd_json_get_text(crd_many_at(subjects, i), "id");
        if (id.len && presents(who, id)) {
            continue;
        }
        if (claims && crd_span_starts(id, "did:")) {
            crd_report_add(report, CRD_CHECK_CREDENTIALS, CRD_FAIL, true,
                           CRD_CODE_HOLDER_MISMATCH, CLAUSE_PRESENTATION,
                           pointer, "%s", "");
        } else {
            crd_report_add(report, CRD_CHECK_CREDENTIALS, CRD_WARN, false,
                           CRD_CODE_HOLDER_MISMATCH, CLAUSE_PRESENTATION,
                           pointer,
                           "Nothing ties the one who presents to the person "
                           "it was awarded to.");
        }
    }
}

static crd_rc verify_inside(crd_inquiry *inquiry, crd_report *report,
                            const crd_credential *presentation,
                            const crd_proof_findings *found,
                            const crd_json *one, crd_error *error)
{
    crd_span pointer = crd_pointer(report, presentation->root, one);
    presenters who = {presentation->holder_id, found};
    crd_report *child;
    if (one->type != CRD_JSON_OBJECT ||
        crd_types_of(one) & CRD_TYPE_ENVELOPED) {
        CRD_TRY(crd_verify_not_built(inquiry, &child,
                                     "a credential in an envelope", error));
    } else {
        CRD_TRY(crd_verify_credential(inquiry, &child, one,
                                      CRD_REPORT_CREDENTIAL, error));
        check_presenter(inquiry, report, &who, one, pointer);
    }
    child->pointer = pointer;
    crd_report_nest(report, child);
    if (child->verdict == CRD_INVALID) {
        crd_report_add(report, CRD_CHECK_CREDENTIALS, CRD_FAIL, true,
                       CRD_CODE_CREDENTIAL_INSIDE, CLAUSE_PRESENTATION, pointer,
                       "%s", "");
    } else if (child->verdict == CRD_UNDETERMINED) {
        crd_report_add(report, CRD_CHECK_CREDENTIALS, CRD_NOT_CHECKED, true,
                       CRD_CODE_CREDENTIAL_INSIDE, CLAUSE_PRESENTATION, pointer,
                       "A credential inside could not be decided.");
    }
    return CRD_OK;
}

static crd_rc verify_holder(crd_inquiry *inquiry, crd_report *report,
                            const crd_proof_findings *found,
                            const crd_credential *presentation,
                            crd_error *error)
{
    if (!presentation->holder_id.len) {
        crd_report_pass(report, CRD_CHECK_ISSUER, "No holder is named.");
        return CRD_OK;
    }
    return crd_check_binding(inquiry, report, found, presentation->holder_id,
                             true, error);
}

crd_rc crd_verify_presentation(crd_inquiry *inquiry, crd_report **out,
                               const crd_json *root, crd_error *error)
{
    const crd_json *inside = crd_json_get(root, "verifiableCredential");
    crd_proof_findings found = {0};
    crd_credential presentation;
    crd_report *report;
    bool known;
    CRD_TRY(count_document(inquiry, error));
    CRD_TRY(crd_report_new(&report, inquiry->arena, CRD_REPORT_PRESENTATION,
                           inquiry->env.now, error));
    crd_credential_read(&presentation, root);
    crd_credential_facts(&report->facts, &presentation);
    known = contexts_are_known(inquiry, report, &presentation);
    crd_check_presentation(report, &presentation);
    crd_report_pass(report, CRD_CHECK_CONTEXT_TYPE,
                    "Contexts and types are as they must be.");
    if (known) {
        CRD_TRY(crd_verify_proofs(inquiry, report, &found, root,
                                  presentation.holder_id, true, error));
    } else {
        skip_proofs(report, root);
    }
    CRD_TRY(verify_holder(inquiry, report, &found, &presentation, error));
    keep_document(report, &found);
    for (uint32_t i = 0; i < crd_many_count(inside); i++) {
        CRD_TRY(verify_inside(inquiry, report, &presentation, &found,
                              crd_many_at(inside, i), error));
    }
    crd_report_pass(report, CRD_CHECK_CREDENTIALS,
                    "Every credential inside is valid.");
    CRD_TRY(crd_report_decide(report, inquiry->options->fail_on_warn, error));
    *out = report;
    return CRD_OK;
}
