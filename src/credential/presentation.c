/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a presentation: VC Data Model 2.0, 4.13; 1.1, 4.10. */
#include "credential/text.h"

static const char *clause(const crd_credential *presentation)
{
    return presentation->version == CRD_VC_1_1 ? "VC Data Model 1.1, 4.10"
                                               : "VC Data Model 2.0, 4.13";
}

static void fail(crd_report *report, const crd_credential *presentation,
                 crd_check_id id, crd_code code, const crd_json *place,
                 const char *detail)
{
    crd_report_add(report, id, CRD_FAIL, true, code, clause(presentation),
                   crd_pointer(report, presentation->root, place), "%s",
                   detail);
}

void crd_check_presentation(crd_report *report,
                            const crd_credential *presentation)
{
    const crd_json *root = presentation->root;
    const crd_json *id = crd_json_get(root, "id");
    const crd_json *holder = crd_json_get(root, "holder");
    const crd_json *type = crd_json_get(root, "type");
    const crd_json *inside = crd_json_get(root, "verifiableCredential");
    for (uint32_t i = 0; i < crd_many_count(type); i++) {
        if (crd_many_at(type, i)->type != CRD_JSON_STRING) {
            fail(report, presentation, CRD_CHECK_CONTEXT_TYPE,
                 CRD_CODE_TYPE_MISSING, type,
                 "The type must be one or more names of types.");
        }
    }
    if (id && !crd_is_url(crd_json_get_text(root, "id"))) {
        fail(report, presentation, CRD_CHECK_CONTEXT_TYPE,
             CRD_CODE_MEMBER_MALFORMED, id,
             "The id of the presentation is not a URL.");
    }
    if (holder && !crd_is_url(presentation->holder_id)) {
        fail(report, presentation, CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MALFORMED,
             holder,
             "The holder is neither a URL nor an object whose id is one.");
    }
    if (crd_many_count(inside) == 0) {
        fail(report, presentation, CRD_CHECK_CREDENTIALS,
             CRD_CODE_PRESENTATION_EMPTY, inside ? inside : root, "");
    }
    for (uint32_t i = 0; i < crd_many_count(inside); i++) {
        const crd_json *one = crd_many_at(inside, i);
        if (one->type != CRD_JSON_OBJECT && one->type != CRD_JSON_STRING) {
            fail(report, presentation, CRD_CHECK_CREDENTIALS,
                 CRD_CODE_MEMBER_MALFORMED, one,
                 "What stands here is no credential.");
        }
    }
}
