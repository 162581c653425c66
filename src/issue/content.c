/* SPDX-License-Identifier: Apache-2.0 */
/* What a credential says, whenever it was signed: two that say the same have
 * the same digest, so that a corrected row can be told from an old one. */
#include "issue/issuance.h"

/* Without an awardedDate, validFrom came from the clock and says nothing. */
static bool says_nothing(const crd_json *credential, crd_span member)
{
    return crd_span_is(member, "proof") ||
           (crd_span_is(member, "validFrom") &&
            !crd_json_get(credential, "awardedDate"));
}

crd_rc crd_content_digest(uint8_t out[CRD_SHA256_BYTES], crd_arena *arena,
                          const crd_json *credential, crd_error *error)
{
    crd_json content = crd_json_object();
    crd_buffer text;
    uint8_t digest[CRD_DIGEST_MAX];
    if (!crd_json_is(credential, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL, "%s", "");
    }
    for (uint32_t i = 0; i < credential->len; i++) {
        const crd_json_member *m = &credential->as.members[i];
        if (!says_nothing(credential, crd_json_key(m)) &&
            !crd_json_add(arena, &content, crd_json_key(m), m->value)) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    crd_buffer_init(&text, arena->allocator, SIZE_MAX / 2);
    crd_rc rc = crd_jcs_write(&text, &content, error);
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(&text, error);
    }
    if (rc == CRD_OK) {
        crd_digest(digest, CRD_SHA256, text.data, text.len);
        memcpy(out, digest, CRD_SHA256_BYTES);
    }
    crd_buffer_free(&text);
    return rc;
}

crd_rc crd_award_digest(uint8_t out[CRD_SHA256_BYTES], crd_issuance *issuance,
                        const crd_award *award, crd_error *error)
{
    crd_json document;
    crd_rc rc = crd_award_document(&document, issuance, award, error);
    if (rc == CRD_OK) {
        rc = crd_content_digest(out, &issuance->row, &document, error);
    }
    crd_arena_reset(&issuance->row);
    return rc;
}
