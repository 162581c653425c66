/* SPDX-License-Identifier: Apache-2.0 */
/* AchievementCredential and EndorsementCredential: Open Badges 3.0. */
#include "badge/model.h"

#define CLAUSE_CREDENTIAL "Open Badges 3.0, AchievementCredential"
#define CLAUSE_ENDORSEMENT "Open Badges 3.0, EndorsementCredential"
#define CLAUSE_SUBJECT "Open Badges 3.0, AchievementSubject"
#define CONTEXT_PREFIX "https://purl.imsglobal.org/spec/ob/v3p0/context"

/* "The second item is a URI with the value ..." of one of the editions. */
static void check_context(crd_report *report, const crd_credential *credential,
                          const char *clause)
{
    const crd_json *contexts = crd_json_get(credential->root, "@context");
    const crd_json *second =
        crd_many_count(contexts) > 1 ? crd_many_at(contexts, 1) : NULL;
    if (!crd_json_is(second, CRD_JSON_STRING) ||
        !crd_span_starts(crd_json_span(second), CONTEXT_PREFIX)) {
        crd_report_add(
            report, CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, true,
            CRD_CODE_CONTEXT_BADGE, clause,
            crd_pointer(report, credential->root, second ? second : contexts),
            "%s", "");
    }
}

static void check_issuer(crd_report *report, const crd_credential *credential)
{
    if (crd_json_is(credential->issuer, CRD_JSON_OBJECT)) {
        crd_check_profile(report, CRD_CHECK_ISSUER, credential->root,
                          credential->issuer);
    }
}

/* The one subject of a credential; a finding and NULL if there are others. */
static const crd_json *only_subject(crd_report *report,
                                    const crd_credential *credential,
                                    const char *clause)
{
    uint32_t count = crd_many_count(credential->subjects);
    const crd_json *subject =
        count == 1 ? crd_many_at(credential->subjects, 0) : NULL;
    if (count > 1) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_FAIL, true,
                       CRD_CODE_MEMBER_MALFORMED, clause,
                       CRD_SPAN("/credentialSubject"),
                       "There are several credentialSubjects, and there can "
                       "be one only.");
    }
    return crd_json_is(subject, CRD_JSON_OBJECT) ? subject : NULL;
}

static void check_activity(crd_report *report, const crd_json *root,
                           const crd_json *subject)
{
    crd_span start = crd_json_get_text(subject, "activityStartDate");
    crd_span end = crd_json_get_text(subject, "activityEndDate");
    crd_instant from, until;
    if (start.data && end.data &&
        crd_instant_parse(&from, start, NULL) == CRD_OK &&
        crd_instant_parse(&until, end, NULL) == CRD_OK &&
        crd_instant_compare(until, from) < 0) {
        crd_report_add(
            report, CRD_CHECK_SUBJECT, CRD_FAIL, true, CRD_CODE_DATES_REVERSED,
            CLAUSE_SUBJECT,
            crd_pointer(report, root, crd_json_get(subject, "activityEndDate")),
            "The activity ended before it began.");
    }
}

static void check_subject(crd_report *report, const crd_credential *credential)
{
    const crd_json *root = credential->root;
    const crd_json *subject =
        only_subject(report, credential, CLAUSE_CREDENTIAL);
    if (!subject) {
        return;
    }
    crd_check_class(report, CRD_CHECK_SUBJECT, root, subject,
                    &crd_class_achievement_subject);
    if (!crd_json_get(subject, "id") &&
        crd_many_count(crd_json_get(subject, "identifier")) == 0) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_FAIL, true,
                       CRD_CODE_MEMBER_MISSING, CLAUSE_SUBJECT,
                       CRD_SPAN("/credentialSubject"),
                       "The subject has neither an id nor an identifier.");
    }
    check_activity(report, root, subject);
    crd_check_identities(report, root, subject);
    crd_check_result_descriptions(report, CRD_CHECK_SUBJECT, root,
                                  crd_json_get(subject, "achievement"));
    crd_check_results(report, root, subject);
}

static void check_evidence(crd_report *report, const crd_credential *credential)
{
    const crd_json *all = crd_json_get(credential->root, "evidence");
    for (uint32_t i = 0; i < crd_many_count(all); i++) {
        const crd_json *one = crd_many_at(all, i);
        if (one->type == CRD_JSON_OBJECT) {
            crd_check_class(report, CRD_CHECK_EVIDENCE, credential->root, one,
                            &crd_class_evidence);
        }
    }
}

static void check_endorsement(crd_report *report,
                              const crd_credential *credential)
{
    const crd_json *subject =
        only_subject(report, credential, CLAUSE_ENDORSEMENT);
    crd_check_class(report, CRD_CHECK_CONTEXT_TYPE, credential->root,
                    credential->root, &crd_class_endorsement_credential);
    if (subject) {
        crd_check_class(report, CRD_CHECK_SUBJECT, credential->root, subject,
                        &crd_class_endorsement_subject);
    }
}

void crd_check_badge(crd_report *report, const crd_credential *credential)
{
    if (credential->types & CRD_TYPE_ACHIEVEMENT) {
        check_context(report, credential, CLAUSE_CREDENTIAL);
        crd_check_class(report, CRD_CHECK_CONTEXT_TYPE, credential->root,
                        credential->root, &crd_class_achievement_credential);
        check_issuer(report, credential);
        check_subject(report, credential);
        check_evidence(report, credential);
    } else if (credential->types & CRD_TYPE_ENDORSEMENT) {
        check_context(report, credential, CLAUSE_ENDORSEMENT);
        check_issuer(report, credential);
        check_endorsement(report, credential);
    }
}

void crd_check_achievement(crd_report *report, crd_check_id id,
                           const crd_json *root, const crd_json *achievement)
{
    crd_check_class(report, id, root, achievement, &crd_class_achievement);
    crd_check_result_descriptions(report, id, root, achievement);
}

void crd_check_profile(crd_report *report, crd_check_id id,
                       const crd_json *root, const crd_json *profile)
{
    crd_check_class(report, id, root, profile, &crd_class_profile);
}
