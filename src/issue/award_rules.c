/* SPDX-License-Identifier: Apache-2.0 */
/* What no rule of Open Badges forbids, and nobody should sign: addresses that
 * do something instead of naming something, days that have not come, and names
 * that hide what they are (security case 146). */
#include <stdio.h>

#include "base/utf8.h"
#include "issue/issuance.h"

#define DAY_S 86400

static crd_rc fail_at(crd_error *error, crd_code code, crd_span pointer)
{
    crd_rc rc = crd_fail(error, code, "%s", "");
    if (error && pointer.len < sizeof error->pointer) {
        memcpy(error->pointer, pointer.data, pointer.len);
        error->pointer[pointer.len] = '\0';
        error->has_pointer = true;
    }
    return rc;
}

/* Schemes that name a thing, or lead to it safely. */
static bool is_harmless(crd_span url)
{
    static const char *const SCHEMES[] = {"https:", "http:", "urn:", "did:"};
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
        size_t n = strlen(SCHEMES[i]), k = 0;
        while (k < n && k < url.len &&
               (url.data[k] |
                (url.data[k] >= 'A' && url.data[k] <= 'Z' ? 0x20 : 0)) ==
                   SCHEMES[i][k]) {
            k++;
        }
        if (k == n) {
            return true;
        }
    }
    return false;
}

/* Controls, line separators, and what turns the direction of the text around
 * it. Marks that only join or separate letters are spelling. */
static bool deceives(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
           (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

crd_rc crd_name_check(crd_span name, crd_span pointer, crd_error *error)
{
    const char *p = name.data, *end = name.len ? p + name.len : p;
    while (p < end) {
        uint32_t code = 0;
        size_t size = utf8_read(&code, p, end);
        if (!size || deceives(code)) {
            return fail_at(error, CRD_CODE_NAME_DECEIVES, pointer);
        }
        p += size;
    }
    return CRD_OK;
}

crd_rc crd_award_check(const crd_award *award, crd_instant now,
                       crd_error *error)
{
    crd_instant tomorrow = {now.seconds + DAY_S, now.nanoseconds};
    CRD_TRY(crd_name_check(
        award->name, CRD_SPAN("/credentialSubject/identifier/0/identityHash"),
        error));
    if (award->has_awarded &&
        crd_instant_compare(award->awarded, tomorrow) > 0) {
        return fail_at(error, CRD_CODE_AWARD_FUTURE, CRD_SPAN("/awardedDate"));
    }
    for (size_t i = 0; i < award->evidence_count; i++) {
        crd_span id = award->evidence[i].id;
        if (id.len && !is_harmless(id)) {
            char pointer[48];
            int n = snprintf(pointer, sizeof pointer, "/evidence/%zu/id", i);
            return fail_at(error, CRD_CODE_EVIDENCE_SCHEME,
                           (crd_span){pointer, (size_t)n});
        }
    }
    return CRD_OK;
}
