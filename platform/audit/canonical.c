/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical row and its digest, and commitments to what is personal. */
#include "platform/audit/canonical.h"

static void member(crd_buffer *out, const char *name, crd_span text)
{
    crd_buffer_printf(out, ",\"%s\":", name);
    crd_json_write_string(out, text);
}

/* The members in the order of RFC 8785. The detail goes in as it is stored: one
 * byte that was changed in it is another row. */
void crd_audit_row_write(crd_buffer *out, const crd_audit_row *row)
{
    char at[CRD_INSTANT_TEXT_MAX], tenant[CRD_UUID_TEXT_MAX];
    char commitment[2 * CRD_SHA256_BYTES + 1];
    crd_instant_write(at, row->at);
    crd_uuid_write(tenant, row->tenant);
    crd_buffer_append_text(out, "{\"action\":");
    crd_json_write_string(out, row->action);
    member(out, "actor", row->actor);
    member(out, "at", crd_span_of(at));
    if (row->commitment) {
        crd_hex_write(commitment, row->commitment, CRD_SHA256_BYTES);
        member(out, "commitment", crd_span_of(commitment));
    }
    crd_buffer_append_text(out, ",\"detail\":");
    crd_buffer_append_span(out, row->detail);
    member(out, "role", row->role);
    crd_buffer_printf(out, ",\"seq\":%lld", (long long)row->seq);
    member(out, "subject", row->subject);
    member(out, "tenant", crd_span_of(tenant));
    crd_buffer_append_char(out, '}');
}

crd_rc crd_audit_hash(uint8_t out[CRD_SHA256_BYTES], crd_buffer *work,
                      const crd_audit_row *row, crd_error *error)
{
    crd_buffer_clear(work);
    crd_buffer_append(work, row->previous, CRD_SHA256_BYTES);
    crd_audit_row_write(work, row);
    CRD_TRY(crd_buffer_rc(work, error));
    crd_digest(out, CRD_SHA256, work->data, work->len);
    return CRD_OK;
}

crd_rc crd_audit_commit(uint8_t out[CRD_SHA256_BYTES], crd_buffer *work,
                        const uint8_t *salt, size_t salt_len, crd_uuid person,
                        crd_span text, crd_error *error)
{
    crd_buffer_clear(work);
    crd_buffer_append(work, person.bytes, sizeof person.bytes);
    crd_buffer_append_span(work, text);
    CRD_TRY(crd_buffer_rc(work, error));
    crd_hmac_sha256(out, salt, salt_len, work->data, work->len);
    crd_wipe(work->data, work->len);
    return CRD_OK;
}
