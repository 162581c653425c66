/* SPDX-License-Identifier: Apache-2.0 */
/* The validity period: VC Data Model 2.0, 4.9; VC Data Model 1.1, 4.6 and
 * 4.8, with the tolerance of crd_limits. */
#include "credential/text.h"

static const char *clause(const crd_credential *credential, bool end)
{
    if (credential->version != CRD_VC_1_1) {
        return "VC Data Model 2.0, 4.9";
    }
    return end ? "VC Data Model 1.1, 4.8" : "VC Data Model 1.1, 4.6";
}

/* A date that is there but cannot be read is wrong whatever the time is. */
static void check_form(crd_report *report, const crd_credential *credential,
                       crd_check_id id, const char *name, bool end)
{
    const crd_json *value = crd_json_get(credential->root, name);
    crd_error error;
    crd_instant t;
    if (!crd_json_is(value, CRD_JSON_STRING)) {
        crd_report_add(report, id, CRD_FAIL, true, CRD_CODE_TIME_MALFORMED,
                       clause(credential, end),
                       crd_pointer(report, credential->root, value),
                       "%s is not a date and time.", name);
    } else if (crd_instant_parse(&t, crd_json_span(value), &error) != CRD_OK) {
        crd_report_add(report, id, CRD_FAIL, true, CRD_CODE_TIME_MALFORMED,
                       clause(credential, end),
                       crd_pointer(report, credential->root, value),
                       "%s is not a date and time with a zone, such as "
                       "2026-05-03T09:00:00Z.",
                       name);
    }
}

/* The date members of the other version of the data model. A context of the
 * other version gives the same quads, so that whoever holds a credential could
 * change the version, and with it the members that are looked at. */
static void check_other_version(crd_report *report,
                                const crd_credential *credential)
{
    static const char *const PAIRS[2][2] = {{"validFrom", "validUntil"},
                                            {"issuanceDate", "expirationDate"}};
    const char *const *other = PAIRS[credential->version != CRD_VC_1_1];
    for (int end = 0; end < 2; end++) {
        const crd_json *value = crd_json_get(credential->root, other[end]);
        if (value) {
            crd_report_add(
                report, end ? CRD_CHECK_EXPIRY : CRD_CHECK_ISSUANCE, CRD_FAIL,
                true, CRD_CODE_MEMBER_UNKNOWN, clause(credential, end != 0),
                crd_pointer(report, credential->root, value),
                "%s belongs to another version of the data model.", other[end]);
        }
    }
}

void crd_check_period(crd_report *report, const crd_credential *credential)
{
    const crd_json *root = credential->root;
    const char *from = credential->valid_from_name;
    const char *until = credential->valid_until_name;
    check_other_version(report, credential);
    if (!credential->has_valid_from && crd_json_get(root, from)) {
        check_form(report, credential, CRD_CHECK_ISSUANCE, from, false);
    } else if (!credential->has_valid_from &&
               credential->version == CRD_VC_1_1 &&
               credential->types & CRD_TYPE_CREDENTIAL) {
        crd_report_add(report, CRD_CHECK_ISSUANCE, CRD_FAIL, true,
                       CRD_CODE_MEMBER_MISSING, "VC Data Model 1.1, 4.6",
                       CRD_SPAN(""), "There is no issuanceDate.");
    }
    if (!credential->has_valid_until && crd_json_get(root, until)) {
        check_form(report, credential, CRD_CHECK_EXPIRY, until, true);
    }
    if (credential->has_valid_from && credential->has_valid_until &&
        crd_instant_compare(credential->valid_until, credential->valid_from) <
            0) {
        crd_report_add(report, CRD_CHECK_EXPIRY, CRD_FAIL, true,
                       CRD_CODE_DATES_REVERSED, clause(credential, true),
                       crd_pointer(report, root, crd_json_get(root, until)),
                       "%s", "");
    }
}

static void check_end(crd_report *report, const crd_credential *credential,
                      int64_t skew_s)
{
    const char *name = credential->valid_until_name;
    crd_instant limit = credential->valid_until;
    char text[CRD_INSTANT_TEXT_MAX];
    limit.seconds += skew_s;
    if (credential->has_valid_until &&
        crd_instant_compare(report->at, limit) > 0) {
        crd_instant_write(text, credential->valid_until);
        crd_report_add(report, CRD_CHECK_EXPIRY, CRD_FAIL, true,
                       CRD_CODE_EXPIRED, clause(credential, true),
                       crd_pointer(report, credential->root,
                                   crd_json_get(credential->root, name)),
                       "It expired on %s.", text);
    }
    crd_report_pass(report, CRD_CHECK_EXPIRY,
                    credential->has_valid_until ? "It has not expired."
                                                : "It does not expire.");
}

static void check_start(crd_report *report, const crd_credential *credential,
                        int64_t skew_s)
{
    const char *name = credential->valid_from_name;
    crd_instant limit = credential->valid_from;
    char text[CRD_INSTANT_TEXT_MAX];
    limit.seconds -= skew_s;
    if (credential->has_valid_from &&
        crd_instant_compare(report->at, limit) < 0) {
        crd_instant_write(text, credential->valid_from);
        crd_report_add(report, CRD_CHECK_ISSUANCE, CRD_FAIL, true,
                       CRD_CODE_NOT_YET_VALID, clause(credential, false),
                       crd_pointer(report, credential->root,
                                   crd_json_get(credential->root, name)),
                       "It is not valid before %s.", text);
    }
    crd_report_pass(report, CRD_CHECK_ISSUANCE, "Its time has begun.");
}

void crd_check_validity(crd_report *report, const crd_credential *credential,
                        int64_t skew_s)
{
    crd_check_period(report, credential);
    check_start(report, credential, skew_s);
    check_end(report, credential, skew_s);
}
