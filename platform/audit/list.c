/* SPDX-License-Identifier: Apache-2.0 */
/* Events for people, latest first. */
#include "platform/audit/audit.h"

static crd_rc collect(crd_uuid **out, size_t *count, crd_arena *arena,
                      crd_store_rows *rows, crd_error *error)
{
    size_t room = 0, n = 0;
    crd_uuid *list = NULL;
    bool found;
    for (;;) {
        CRD_TRY(crd_store_next(&found, rows, error));
        if (!found) {
            *out = list;
            *count = n;
            return CRD_OK;
        }
        if (n == room) {
            crd_uuid *more = CRD_NEW_N(arena, crd_uuid, 2 * room + 8);
            if (!more) {
                return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
            }
            if (n) {
                memcpy(more, list, n * sizeof *list);
            }
            list = more;
            room = 2 * room + 8;
        }
        list[n++] = crd_store_column_uuid(rows, 0);
    }
}

crd_rc crd_audit_tenants(crd_uuid **out, size_t *count, crd_arena *arena,
                         crd_store_tx *tx, crd_error *error)
{
    crd_store_rows rows;
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_AUDIT_TENANTS, NULL, 0, error));
    crd_rc rc = collect(out, count, arena, &rows, error);
    crd_store_end(&rows);
    return rc;
}

crd_rc crd_audit_latest(crd_instant *out, crd_store_tx *tx, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(
        crd_store_one(&found, &rows, tx, CRD_SQL_AUDIT_LATEST, NULL, 0, error));
    *out = found ? crd_store_column_instant(&rows, 0) : crd_store_instant_of(0);
    crd_store_end(&rows);
    return CRD_OK;
}

static crd_audit_entry entry_of(const crd_store_rows *rows)
{
    crd_span hash = crd_store_column_blob(rows, 7);
    crd_audit_entry e = {.seq = crd_store_column_integer(rows, 0),
                         .at = crd_store_column_instant(rows, 1),
                         .actor = crd_store_column_text(rows, 2),
                         .role = crd_store_column_text(rows, 3),
                         .action = crd_store_column_text(rows, 4),
                         .subject = crd_store_column_text(rows, 5),
                         .detail = crd_store_column_text(rows, 6),
                         .personal = crd_store_column_text(rows, 8),
                         .erased_by = crd_store_column_integer(rows, 9)};
    if (hash.len == sizeof e.hash) {
        memcpy(e.hash, hash.data, sizeof e.hash);
    }
    return e;
}

crd_rc crd_audit_list(crd_store_tx *tx, crd_uuid tenant, crd_span subject,
                      crd_span action, int64_t count, crd_audit_entry_fn entry,
                      void *context, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    crd_rc rc;
    CRD_TRY(crd_store_query(
        &rows, tx, CRD_SQL_AUDIT_LIST,
        CRD_STORE_VALUES(crd_store_uuid(&tenant), crd_store_text(subject),
                         crd_store_text(action), crd_store_integer(count)),
        error));
    while ((rc = crd_store_next(&found, &rows, error)) == CRD_OK && found) {
        crd_audit_entry e = entry_of(&rows);
        rc = entry(context, &e, error);
        if (rc != CRD_OK) {
            break;
        }
    }
    crd_store_end(&rows);
    return rc;
}
