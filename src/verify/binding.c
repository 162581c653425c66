/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the issuer's key? A good
 * signature says that some key signed; only here does it become the issuer's.
 */
#include "verify/pipeline.h"

#define CLAUSE_ISSUER "VC Data Model 2.0, 7.1 and 4.7"
#define CLAUSE_HOLDER "VC Data Model 2.0, 4.13"

typedef enum binding { UNBOUND, BOUND, FOREIGN } binding;

/* Does the document name the method under the relationship, by its id or with
 * all it is? (Controlled Identifiers 1.0, 2.3.) */
static bool lists(const crd_json *document, const char *relationship,
                  crd_span method)
{
    const crd_json *list = crd_json_get(document, relationship);
    for (uint32_t i = 0; i < crd_many_count(list); i++) {
        const crd_json *one = crd_many_at(list, i);
        crd_span id = one->type == CRD_JSON_STRING
                          ? crd_json_span(one)
                          : crd_json_get_text(one, "id");
        if (id.data && crd_span_equal(id, method)) {
            return true;
        }
    }
    return false;
}

/* The issuer's own document, if it is at a web address and may be fetched. One
 * that says it is another's, or does not list the key, does not bind it. */
static crd_rc ask_issuer(crd_inquiry *inquiry, binding *out, crd_span who,
                         const crd_verification_method *method,
                         bool presentation, crd_error *error)
{
    crd_fetched fetched = {0};
    crd_json *document;
    crd_span url;
    crd_error cause;
    crd_rc rc;
    if (!inquiry->env.fetch) {
        return CRD_OK;
    }
    rc = crd_controller_document_url(&url, inquiry->arena, who, NULL);
    if (rc == CRD_OK) {
        rc = inquiry->env.fetch(inquiry->env.fetch_context, &fetched,
                                inquiry->arena, CRD_FETCH_CONTROLLER_DOCUMENT,
                                url, &cause);
    }
    if (rc == CRD_OK) {
        rc = crd_json_parse(&document, inquiry->arena, fetched.body,
                            &inquiry->env.limits, &cause);
    }
    if (rc != CRD_OK) {
        return rc == CRD_E_MEMORY ? crd_fail(error, CRD_CODE_MEMORY, "%s", "")
                                  : CRD_OK;
    }
    *out = crd_span_equal(crd_json_get_text(document, "id"), who) &&
                   lists(document,
                         presentation ? "authentication" : "assertionMethod",
                         method->id)
               ? BOUND
               : FOREIGN;
    return CRD_OK;
}

static crd_rc bind(crd_inquiry *inquiry, binding *out, crd_span who,
                   const crd_verification_method *method, bool presentation,
                   crd_error *error)
{
    *out = UNBOUND;
    if (crd_span_equal(method->controller, who)) {
        *out = BOUND;
    } else if (!presentation && inquiry->options->trust &&
               crd_trust_names_key(inquiry->options->trust, who,
                                   &method->key)) {
        *out = BOUND;
    } else if (crd_span_starts(who, "did:key:") ||
               crd_span_starts(who, "did:jwk:")) {
        /* Its document is the DID itself, and lists its own key alone. */
        *out = FOREIGN;
    } else {
        return ask_issuer(inquiry, out, who, method, presentation, error);
    }
    return CRD_OK;
}

static void report_binding(crd_report *report, binding worst, crd_span who,
                           bool presentation)
{
    const char *clause = presentation ? CLAUSE_HOLDER : CLAUSE_ISSUER;
    crd_span pointer = presentation ? CRD_SPAN("/holder") : CRD_SPAN("/issuer");
    int len = (int)(who.len < 120 ? who.len : 120);
    if (worst == FOREIGN) {
        crd_report_add(report, CRD_CHECK_ISSUER, CRD_FAIL, true,
                       CRD_CODE_ISSUER_NOT_CONTROLLER, clause, pointer,
                       "The key that signed does not belong to %.*s.", len,
                       who.data);
    } else {
        crd_report_add(report, CRD_CHECK_ISSUER, CRD_NOT_CHECKED, true,
                       CRD_CODE_ISSUER_KEY_UNBOUND, clause, pointer,
                       "Nothing here ties the key to the named %s.",
                       presentation ? "holder" : "issuer");
    }
}

/* One proof of the issuer's is enough, where others sign beside it. */
crd_rc crd_check_binding(crd_inquiry *inquiry, crd_report *report,
                         const crd_proof_findings *findings, crd_span who,
                         bool presentation, crd_error *error)
{
    binding worst = UNBOUND;
    bool any = false;
    for (size_t i = 0; i < findings->count; i++) {
        const crd_proof_finding *f = &findings->each[i];
        binding b;
        if (f->result != CRD_PASS) {
            continue;
        }
        CRD_TRY(bind(inquiry, &b, who, &f->method, presentation, error));
        if (b == BOUND) {
            crd_report_pass(report, CRD_CHECK_ISSUER,
                            presentation ? "The key is the holder's."
                                         : "The key is the issuer's.");
            return CRD_OK;
        }
        worst = b == FOREIGN ? FOREIGN : worst;
        any = true;
    }
    if (any) {
        report_binding(report, worst, who, presentation);
    } else {
        crd_report_add(report, CRD_CHECK_ISSUER, CRD_NOT_CHECKED, false,
                       CRD_CODE_ISSUER_UNPROVEN,
                       presentation ? CLAUSE_HOLDER : CLAUSE_ISSUER,
                       CRD_SPAN_NONE, "%s", "");
    }
    return CRD_OK;
}
