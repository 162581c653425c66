/* SPDX-License-Identifier: Apache-2.0 */
/* Statements by name: values in, rows out. */
#include "platform/store/store_state.h"

int64_t crd_store_microseconds(crd_instant instant)
{
    return instant.seconds * 1000000 + instant.nanoseconds / 1000;
}

crd_instant crd_store_instant_of(int64_t microseconds)
{
    int64_t seconds = microseconds / 1000000, rest = microseconds % 1000000;
    if (rest < 0) {
        seconds--;
        rest += 1000000;
    }
    return (crd_instant){seconds, (uint32_t)rest * 1000};
}

crd_rc crd_store_query(crd_store_rows *rows, crd_store_tx *tx,
                       crd_sql statement, const crd_store_value *values,
                       size_t count, crd_error *error)
{
    rows->tx = tx;
    rows->cursor = NULL;
    return tx->store->backend->start(tx->connection, &rows->cursor, statement,
                                     values, count, error);
}

crd_rc crd_store_next(bool *found, crd_store_rows *rows, crd_error *error)
{
    *found = false;
    if (!rows->cursor) {
        return CRD_OK;
    }
    crd_rc rc = rows->tx->store->backend->step(rows->tx->connection,
                                               rows->cursor, found, error);
    if (rc != CRD_OK || !*found) {
        *found = false;
        crd_store_end(rows);
    }
    return rc;
}

void crd_store_end(crd_store_rows *rows)
{
    if (rows->cursor) {
        rows->tx->store->backend->end(rows->tx->connection, rows->cursor);
        rows->cursor = NULL;
    }
}

crd_rc crd_store_run(uint64_t *changed, crd_store_tx *tx, crd_sql statement,
                     const crd_store_value *values, size_t count,
                     crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_query(&rows, tx, statement, values, count, error));
    crd_rc rc = crd_store_next(&found, &rows, error);
    if (rc == CRD_OK && changed) {
        *changed = tx->store->backend->changed(tx->connection);
    }
    crd_store_end(&rows);
    return rc;
}

crd_rc crd_store_one(bool *found, crd_store_rows *rows, crd_store_tx *tx,
                     crd_sql statement, const crd_store_value *values,
                     size_t count, crd_error *error)
{
    CRD_TRY(crd_store_query(rows, tx, statement, values, count, error));
    return crd_store_next(found, rows, error);
}

/* ---- Columns ------------------------------------------------------------- */

crd_store_value crd_store_column(const crd_store_rows *rows, unsigned column)
{
    return rows->tx->store->backend->column(rows->cursor, column);
}

int64_t crd_store_column_integer(const crd_store_rows *rows, unsigned column)
{
    crd_store_value v = crd_store_column(rows, column);
    return v.type == CRD_STORE_INTEGER ? v.integer : 0;
}

static crd_span bytes_of(const crd_store_rows *rows, unsigned column,
                         crd_store_type type)
{
    crd_store_value v = crd_store_column(rows, column);
    return v.type == type ? v.bytes : CRD_SPAN_NONE;
}

crd_span crd_store_column_text(const crd_store_rows *rows, unsigned column)
{
    return bytes_of(rows, column, CRD_STORE_TEXT);
}

crd_span crd_store_column_blob(const crd_store_rows *rows, unsigned column)
{
    return bytes_of(rows, column, CRD_STORE_BLOB);
}

crd_uuid crd_store_column_uuid(const crd_store_rows *rows, unsigned column)
{
    crd_uuid id = CRD_UUID_NIL;
    crd_span bytes = crd_store_column_blob(rows, column);
    if (bytes.len == sizeof id.bytes) {
        memcpy(id.bytes, bytes.data, sizeof id.bytes);
    }
    return id;
}

crd_instant crd_store_column_instant(const crd_store_rows *rows,
                                     unsigned column)
{
    return crd_store_instant_of(crd_store_column_integer(rows, column));
}

/* ---- Facts of the store -------------------------------------------------- */

crd_rc crd_store_meta_get(crd_span *out, crd_arena *arena, crd_store_tx *tx,
                          crd_span name, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    crd_span value = CRD_SPAN_NONE;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_META_GET,
                          CRD_STORE_VALUES(crd_store_text(name)), error));
    if (found) {
        value = crd_arena_copy(arena, crd_store_column_text(&rows, 0));
        crd_store_end(&rows);
        if (!value.data) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    *out = value;
    return CRD_OK;
}

crd_rc crd_store_meta_set(crd_store_tx *tx, crd_span name, crd_span value,
                          crd_instant now, crd_error *error)
{
    return crd_store_run(NULL, tx, CRD_SQL_META_SET,
                         CRD_STORE_VALUES(crd_store_text(name),
                                          crd_store_text(value),
                                          crd_store_instant(now)),
                         error);
}
