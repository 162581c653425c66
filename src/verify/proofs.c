/* SPDX-License-Identifier: Apache-2.0 */
/* From the findings about proofs to the checks json-ld and proof. */
#include "verify/pipeline.h"

#define CLAUSE_SECURING "VC Data Model 2.0, 4.12"
#define CLAUSE_SAFE "VC Data Integrity 1.0, 2.4.4"

static crd_rc add_missing(crd_report *report, const crd_json *root)
{
    const crd_json *proof = crd_json_get(root, "proof");
    crd_report_add(report, CRD_CHECK_PROOF, CRD_FAIL, true,
                   CRD_CODE_PROOF_MISSING, CLAUSE_SECURING,
                   proof ? CRD_SPAN("/proof") : CRD_SPAN(""), "%s", "");
    return CRD_OK;
}

/* The pointer of a finding: the proof's own, and below it the error's. */
static crd_span pointer_of(const crd_report *report, const crd_proof_finding *f)
{
    return f->error.has_pointer && f->error.pointer[0]
               ? crd_arena_copy(report->arena, crd_span_of(f->error.pointer))
               : f->pointer;
}

static void add_finding(crd_report *report, const crd_proof_findings *all,
                        const crd_proof_finding *f)
{
    crd_result result = f->result;
    if (result == CRD_PASS) {
        return;
    }
    /* What cannot be read as JSON-LD fails there; no proof was tried. */
    if (all->expansion != CRD_OK &&
        f->error.code == all->expansion_error.code) {
        result = CRD_NOT_CHECKED;
    }
    crd_report_add(report, CRD_CHECK_PROOF, result, true, f->error.code,
                   f->clause, pointer_of(report, f), "%s", f->error.message);
}

/* Before a signature is good, the one document that may be fetched is the
 * issuer's own: a proof cannot send us elsewhere. */
typedef struct guard {
    crd_fetch_fn fetch;
    void *context;
    crd_span url; /* empty: the issuer has no document */
} guard;

static crd_rc fetch_own(void *context, crd_fetched *out, crd_arena *arena,
                        crd_fetch_kind kind, crd_span url, crd_error *error)
{
    guard *g = context;
    if (!crd_span_equal(url, g->url)) {
        return crd_fail(error, CRD_CODE_KEY_UNAVAILABLE,
                        "The key is not at the issuer's own address, and "
                        "nothing else is asked before a signature is good.");
    }
    return g->fetch(g->context, out, arena, kind, url, error);
}

static bool any_failed(const crd_report *report)
{
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].required &&
            report->checks[i].result == CRD_FAIL) {
            return true;
        }
    }
    return false;
}

crd_rc crd_verify_proofs(crd_inquiry *inquiry, crd_report *report,
                         crd_proof_findings *findings, const crd_json *root,
                         crd_span who, bool presentation, crd_error *error)
{
    const crd_verify_options *o = inquiry->options;
    guard g = {inquiry->env.fetch, inquiry->env.fetch_context, CRD_SPAN_NONE};
    crd_env env = inquiry->env;
    crd_proof_expectation expectation = {
        .purpose = presentation ? "authentication" : "assertionMethod",
        .relationship =
            presentation ? CRD_REL_AUTHENTICATION : CRD_REL_ASSERTION_METHOD,
        .at = inquiry->env.now,
        .has_challenge = presentation && o->has_challenge,
        .challenge = o->challenge,
        .has_domain = presentation && o->has_domain,
        .domain = o->domain,
        .resolve = o->resolve,
        .resolve_context = o->resolve_context};
    if (crd_controller_document_url(&g.url, inquiry->arena, who, NULL) ==
        CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    env.fetch = g.fetch && !any_failed(report) ? fetch_own : NULL;
    env.fetch_context = &g;
    CRD_TRY(crd_proofs_verify(findings, inquiry->verifier->integrity,
                              inquiry->arena, &env, root, &expectation, false,
                              error));
    if (findings->expansion == CRD_OK) {
        crd_report_pass(report, CRD_CHECK_JSON_LD,
                        "Every member is defined by a known context.");
    } else {
        crd_report_add_error(report, CRD_CHECK_JSON_LD, CRD_FAIL, true,
                             CLAUSE_SAFE, &findings->expansion_error);
    }
    if (findings->count == 0) {
        return add_missing(report, root);
    }
    for (size_t i = 0; i < findings->count; i++) {
        add_finding(report, findings, &findings->each[i]);
    }
    crd_report_pass(report, CRD_CHECK_PROOF,
                    findings->count == 1
                        ? "The text is as it was signed."
                        : "The text is as it was signed, by every proof.");
    return CRD_OK;
}
