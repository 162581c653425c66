/* SPDX-License-Identifier: Apache-2.0 */
/* Endorsements inside a credential: Open Badges 3.0, Verification; each is a
 * credential of its own, with a report of its own. */
#include "verify/pipeline.h"

#define CLAUSE "Open Badges 3.0, EndorsementCredential"

/* Organisations above each other; nobody states more. */
#define ORGANISATIONS_MAX 8

typedef struct search {
    crd_inquiry *inquiry;
    crd_report *report;
    const crd_json *root;
    crd_error *error;
    bool any;
} search;

/* An endorsement that expired or could not be checked takes nothing from the
 * credential; one that its endorser never made makes the credential tell an
 * untruth, and the stricter answer is taken. */
static bool is_forged(const crd_report *child)
{
    static const crd_check_id TELLING[] = {CRD_CHECK_PROOF, CRD_CHECK_ISSUER};
    for (size_t i = 0; i < sizeof TELLING / sizeof *TELLING; i++) {
        crd_result result;
        if (crd_report_result(child, TELLING[i], &result) &&
            result == CRD_FAIL) {
            return true;
        }
    }
    return false;
}

/* Open Badges 3.0: an endorsement of the credential makes claims about it, and
 * about the individual and the achievement in it; any other, about the thing
 * that it stands in. */
static bool names(const search *s, const crd_json *holder, crd_span id)
{
    const crd_json *subjects = crd_json_get(s->root, "credentialSubject");
    bool found = crd_span_equal(crd_json_get_text(holder, "id"), id);
    for (uint32_t i = 0; holder == s->root && i < crd_many_count(subjects);
         i++) {
        const crd_json *subject = crd_many_at(subjects, i);
        const crd_json *achievement = crd_json_get(subject, "achievement");
        found = found || crd_span_equal(crd_json_get_text(subject, "id"), id) ||
                crd_span_equal(crd_json_get_text(achievement, "id"), id);
    }
    return found && id.len;
}

static crd_rc check_subjects(search *s, crd_report *child,
                             const crd_json *holder, const crd_json *one)
{
    const crd_json *subjects = crd_json_get(one, "credentialSubject");
    for (uint32_t i = 0; i < crd_many_count(subjects); i++) {
        crd_span id = crd_json_get_text(crd_many_at(subjects, i), "id");
        if (!names(s, holder, id)) {
            crd_report_add(child, CRD_CHECK_ENDORSEMENTS, CRD_FAIL, true,
                           CRD_CODE_ENDORSEMENT_OF_OTHER, CLAUSE,
                           CRD_SPAN("/credentialSubject"), "%s", "");
            break;
        }
    }
    return crd_report_decide(child, s->inquiry->options->fail_on_warn,
                             s->error);
}

static void judge(search *s, const crd_report *child)
{
    if (child->verdict == CRD_VALID) {
        return;
    }
    if (is_forged(child)) {
        crd_report_add(s->report, CRD_CHECK_ENDORSEMENTS, CRD_FAIL, true,
                       CRD_CODE_ENDORSEMENT_INVALID, CLAUSE, child->pointer,
                       "%s", "");
    } else if (crd_report_deciding(child)->code ==
               CRD_CODE_ENDORSEMENT_OF_OTHER) {
        crd_report_add(s->report, CRD_CHECK_ENDORSEMENTS, CRD_WARN, false,
                       CRD_CODE_ENDORSEMENT_OF_OTHER, CLAUSE, child->pointer,
                       "%s", "");
    } else {
        crd_report_add(s->report, CRD_CHECK_ENDORSEMENTS, CRD_WARN, false,
                       CRD_CODE_ENDORSEMENT_INVALID, CLAUSE, child->pointer,
                       child->verdict == CRD_INVALID
                           ? "An endorsement inside is not valid now."
                           : "An endorsement inside could not be checked.");
    }
}

static crd_rc verify_list(search *s, const crd_json *holder)
{
    const crd_json *list = crd_json_get(holder, "endorsement");
    if (crd_json_get(holder, "endorsementJwt")) {
        crd_report_add(s->report, CRD_CHECK_ENDORSEMENTS, CRD_NOT_CHECKED,
                       false, CRD_CODE_NOT_BUILT, CLAUSE,
                       crd_pointer(s->report, s->root,
                                   crd_json_get(holder, "endorsementJwt")),
                       "An endorsement inside is a JSON Web Token, which this "
                       "version cannot check yet.");
        s->any = true;
    }
    for (uint32_t i = 0; i < crd_many_count(list); i++) {
        const crd_json *one = crd_many_at(list, i);
        crd_report *child;
        if (one->type != CRD_JSON_OBJECT) {
            continue; /* found by the rules of its holder */
        }
        CRD_TRY(crd_verify_credential(s->inquiry, &child, one,
                                      CRD_REPORT_ENDORSEMENT, s->error));
        CRD_TRY(check_subjects(s, child, holder, one));
        child->pointer = crd_pointer(s->report, s->root, one);
        crd_report_nest(s->report, child);
        judge(s, child);
        s->any = true;
    }
    return CRD_OK;
}

static crd_rc verify_profile(search *s, const crd_json *profile)
{
    for (int i = 0; profile && i < ORGANISATIONS_MAX; i++) {
        CRD_TRY(verify_list(s, profile));
        profile = crd_json_get(profile, "parentOrg");
    }
    return CRD_OK;
}

crd_rc crd_verify_endorsements(crd_inquiry *inquiry, crd_report *report,
                               const crd_credential *credential,
                               crd_error *error)
{
    search s = {inquiry, report, credential->root, error, false};
    CRD_TRY(verify_list(&s, credential->root));
    CRD_TRY(verify_profile(&s, credential->issuer));
    for (uint32_t i = 0; i < crd_many_count(credential->subjects); i++) {
        const crd_json *subject = crd_many_at(credential->subjects, i);
        const crd_json *achievement = crd_json_get(subject, "achievement");
        CRD_TRY(verify_profile(&s, crd_json_get(subject, "source")));
        CRD_TRY(verify_list(&s, achievement));
        CRD_TRY(verify_profile(&s, crd_json_get(achievement, "creator")));
    }
    crd_report_pass(report, CRD_CHECK_ENDORSEMENTS,
                    s.any ? "Every endorsement inside is valid."
                          : "There are no endorsements inside.");
    return CRD_OK;
}
