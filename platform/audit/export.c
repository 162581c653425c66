/* SPDX-License-Identifier: Apache-2.0 */
/* A chain for somebody else to check: each row as it was digested. */
#include "platform/audit/canonical.h"

/* Columns of the statement audit_walk. */
enum {
    SEQ,
    AT,
    ACTOR,
    ROLE,
    ACTION,
    SUBJECT,
    DETAIL,
    COMMITMENT,
    PREVIOUS,
    HASH
};

static crd_rc write_link(crd_buffer *work, const crd_store_rows *rows,
                         crd_uuid tenant, crd_audit_link_fn link, void *context,
                         crd_error *error)
{
    crd_span commitment = crd_store_column_blob(rows, COMMITMENT);
    crd_audit_row row = {.tenant = tenant,
                         .seq = crd_store_column_integer(rows, SEQ),
                         .at = crd_store_column_instant(rows, AT),
                         .actor = crd_store_column_text(rows, ACTOR),
                         .role = crd_store_column_text(rows, ROLE),
                         .action = crd_store_column_text(rows, ACTION),
                         .subject = crd_store_column_text(rows, SUBJECT),
                         .detail = crd_store_column_text(rows, DETAIL),
                         .commitment = commitment.len == CRD_SHA256_BYTES
                                           ? (const uint8_t *)commitment.data
                                           : NULL};
    crd_buffer_clear(work);
    crd_audit_row_write(work, &row);
    CRD_TRY(crd_buffer_rc(work, error));
    crd_audit_link l = {row.seq, crd_buffer_span(work),
                        crd_store_column_blob(rows, PREVIOUS),
                        crd_store_column_blob(rows, HASH)};
    return link(context, &l, error);
}

crd_rc crd_audit_export(crd_store_tx *tx, crd_uuid tenant,
                        crd_audit_link_fn link, void *context, crd_error *error)
{
    crd_store_rows rows;
    crd_buffer work;
    bool found;
    crd_rc rc;
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_AUDIT_WALK,
                            CRD_STORE_VALUES(crd_store_uuid(&tenant)), error));
    crd_buffer_init(&work, crd_allocator_default(), CRD_AUDIT_ROW_MAX);
    while ((rc = crd_store_next(&found, &rows, error)) == CRD_OK && found) {
        rc = write_link(&work, &rows, tenant, link, context, error);
        if (rc != CRD_OK) {
            break;
        }
    }
    crd_buffer_free(&work);
    crd_store_end(&rows);
    return rc;
}
