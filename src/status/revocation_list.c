/* SPDX-License-Identifier: Apache-2.0 */
/* 1EdTechRevocationList (VC Revocation List Status Method 1.0): a document
 * that names the credentials revoked. */
#include "credential/text.h"
#include "status/status.h"

static crd_rc fail_at(crd_error *error, crd_code code, const crd_json *root,
                      const crd_json *place, const char *what)
{
    crd_rc rc = crd_fail(error, code, "%s", what);
    crd_error_point(error, root, place);
    return rc;
}

/* An item names a credential; `revoked` may be left out, which means true. */
static crd_rc read_item(crd_revocation *out, const crd_json *root,
                        const crd_json *item, crd_span credential_id,
                        crd_error *error)
{
    crd_span id = crd_json_get_text(item, "id");
    const crd_json *revoked = crd_json_get(item, "revoked");
    if (!id.data || (revoked && !crd_json_is(revoked, CRD_JSON_TRUE) &&
                     !crd_json_is(revoked, CRD_JSON_FALSE))) {
        return fail_at(error, CRD_CODE_STATUS_LIST_MALFORMED, root, item,
                       "A revoked credential is not named by its id, or "
                       "whether it is revoked is neither true nor false.");
    }
    if (crd_span_equal(id, credential_id) &&
        !crd_json_is(revoked, CRD_JSON_FALSE)) {
        out->revoked = true;
        out->reason = crd_json_get_text(item, "revocationReason");
    }
    return CRD_OK;
}

crd_rc crd_revocation_find(crd_revocation *out, const crd_json *root,
                           const crd_status_entry *entry,
                           crd_span credential_id, crd_error *error)
{
    const crd_json *id = crd_json_get(root, "id");
    const crd_json *issuer = crd_json_get(root, "issuer");
    const crd_json *items = crd_json_get(root, "revokedCredentials");
    crd_revocation found = {0};
    if (credential_id.len == 0) {
        return crd_fail(error, CRD_CODE_STATUS_ENTRY_MALFORMED,
                        "The credential has no id, so no revocation list can "
                        "name it.");
    }
    if (!crd_json_is(root, CRD_JSON_OBJECT) || !items) {
        return fail_at(error, CRD_CODE_STATUS_LIST_MALFORMED, root, root,
                       "The document has no revokedCredentials, so it is no "
                       "1EdTechRevocationList.");
    }
    if (id && (!crd_json_is(id, CRD_JSON_STRING) ||
               !crd_span_equal(crd_json_span(id), entry->list))) {
        return fail_at(error, CRD_CODE_STATUS_LIST_FOREIGN, root, id, "");
    }
    for (uint32_t i = 0; i < crd_many_count(items); i++) {
        CRD_TRY(read_item(&found, root, crd_many_at(items, i), credential_id,
                          error));
    }
    found.issuer = crd_json_is(issuer, CRD_JSON_STRING)
                       ? crd_json_span(issuer)
                       : crd_json_get_text(issuer, "id");
    *out = found;
    return CRD_OK;
}
