/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions and statements of one connection. */
#include "platform/store/sqlite/connection.h"

crd_rc crd_sqlite_prepare(sqlite3_stmt **out, sqlite_connection *c,
                          crd_sql name, crd_error *error)
{
    const crd_store_statement *s = &crd_store_sqlite_statements[name];
    if (!c->statements[name]) {
        int answer = s->text ? sqlite3_prepare_v3(c->db, s->text, -1,
                                                  SQLITE_PREPARE_PERSISTENT,
                                                  &c->statements[name], NULL)
                             : SQLITE_MISUSE;
        if (answer == SQLITE_ERROR || answer == SQLITE_MISUSE) {
            return crd_fail(error, CRD_CODE_INTERNAL,
                            "the statement %s cannot be prepared", s->name);
        }
        if (answer != SQLITE_OK) {
            return crd_sqlite_fail(c->db, answer, error);
        }
    }
    *out = c->statements[name];
    return CRD_OK;
}

crd_rc crd_sqlite_number(int64_t *out, sqlite_connection *c, crd_sql name,
                         crd_error *error)
{
    sqlite3_stmt *s;
    CRD_TRY(crd_sqlite_prepare(&s, c, name, error));
    int answer = sqlite3_step(s);
    int64_t value = answer == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    crd_rc rc = CRD_OK;
    if (answer != SQLITE_ROW && answer != SQLITE_DONE) {
        rc = crd_sqlite_fail(c->db, answer, error);
    }
    sqlite3_reset(s);
    if (rc == CRD_OK) {
        *out = value;
    }
    return rc;
}

/* ---- Transactions -------------------------------------------------------- */

static crd_rc do_alone(sqlite_connection *c, crd_sql name, crd_error *error)
{
    int64_t ignored;
    return crd_sqlite_number(&ignored, c, name, error);
}

crd_rc crd_sqlite_begin(crd_store_connection *connection,
                        crd_store_access access, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    bool write = access == CRD_STORE_WRITE;
    CRD_TRY(
        do_alone(c, write ? CRD_SQL_BEGIN_WRITE : CRD_SQL_BEGIN_READ, error));
    c->begun = true;
    /* BEGIN alone takes no snapshot: the first statement does. */
    crd_rc rc = write ? CRD_OK : do_alone(c, CRD_SQL_SNAPSHOT, error);
    if (rc != CRD_OK) {
        crd_sqlite_rollback(connection);
    }
    return rc;
}

/* Statements whose caller did not end them would keep a transaction open. */
static void end_statements(sqlite_connection *c)
{
    for (int i = 0; i < CRD_SQL_COUNT; i++) {
        if (c->busy[i]) {
            sqlite3_reset(c->statements[i]);
            c->busy[i] = false;
        }
    }
}

crd_rc crd_sqlite_commit(crd_store_connection *connection, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    end_statements(c);
    if (sqlite3_get_autocommit(c->db)) {
        return crd_fail(error, CRD_CODE_STORE_IO,
                        "The transaction was lost by an earlier failure.");
    }
    CRD_TRY(do_alone(c, CRD_SQL_COMMIT, error));
    c->begun = false;
    return CRD_OK;
}

void crd_sqlite_rollback(crd_store_connection *connection)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    end_statements(c);
    if (!sqlite3_get_autocommit(c->db)) {
        (void)!do_alone(c, CRD_SQL_ROLLBACK, NULL);
    }
    c->begun = false;
}

bool crd_sqlite_in_transaction(crd_store_connection *connection)
{
    return !sqlite3_get_autocommit(crd_sqlite_of(connection)->db);
}

crd_rc crd_sqlite_mark(crd_store_connection *connection, crd_error *error)
{
    return do_alone(crd_sqlite_of(connection), CRD_SQL_MARK, error);
}

crd_rc crd_sqlite_keep(crd_store_connection *connection, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    end_statements(c);
    return do_alone(c, CRD_SQL_MARK_KEEP, error);
}

crd_rc crd_sqlite_undo(crd_store_connection *connection, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    end_statements(c);
    CRD_TRY(do_alone(c, CRD_SQL_MARK_UNDO, error));
    return do_alone(c, CRD_SQL_MARK_KEEP, error);
}

/* ---- Statements ---------------------------------------------------------- */

/* SQLite reads a NULL pointer as SQL's NULL, also where the length is 0. */
static const char *some(crd_span bytes)
{
    return bytes.data ? bytes.data : "";
}

static int bind(sqlite3_stmt *s, int place, const crd_store_value *value)
{
    switch (value->type) {
    case CRD_STORE_INTEGER:
        return sqlite3_bind_int64(s, place, value->integer);
    case CRD_STORE_TEXT:
        return sqlite3_bind_text64(s, place, some(value->bytes),
                                   value->bytes.len, SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    case CRD_STORE_BLOB:
        return sqlite3_bind_blob64(s, place, some(value->bytes),
                                   value->bytes.len, SQLITE_TRANSIENT);
    case CRD_STORE_NULL:
        break;
    }
    return sqlite3_bind_null(s, place);
}

crd_rc crd_sqlite_start(crd_store_connection *connection, void **cursor,
                        crd_sql statement, const crd_store_value *values,
                        size_t count, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    const crd_store_statement *named = &crd_store_sqlite_statements[statement];
    sqlite3_stmt *s;
    if (c->busy[statement] || count != named->parameters) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        c->busy[statement]
                            ? "the rows of %s are still being read"
                            : "%s was given another number of values",
                        named->name);
    }
    if (!c->begun || sqlite3_get_autocommit(c->db)) {
        /* A statement now would commit by itself. */
        return crd_fail(error, CRD_CODE_STORE_IO,
                        "The transaction was lost by an earlier failure.");
    }
    CRD_TRY(crd_sqlite_prepare(&s, c, statement, error));
    for (size_t i = 0; i < count; i++) {
        int answer = bind(s, (int)i + 1, &values[i]);
        if (answer != SQLITE_OK) {
            sqlite3_clear_bindings(s);
            return crd_sqlite_fail(c->db, answer, error);
        }
    }
    c->busy[statement] = true;
    *cursor = s;
    return CRD_OK;
}

crd_rc crd_sqlite_step(crd_store_connection *connection, void *cursor,
                       bool *row, crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    int answer = sqlite3_step(cursor);
    *row = answer == SQLITE_ROW;
    return *row || answer == SQLITE_DONE
               ? CRD_OK
               : crd_sqlite_fail(c->db, answer, error);
}

crd_store_value crd_sqlite_column(void *cursor, unsigned column)
{
    int i = (int)column;
    crd_span bytes;
    switch (sqlite3_column_type(cursor, i)) {
    case SQLITE_INTEGER:
        return crd_store_integer(sqlite3_column_int64(cursor, i));
    case SQLITE_TEXT:
        bytes.data = (const char *)sqlite3_column_text(cursor, i);
        bytes.len = (size_t)sqlite3_column_bytes(cursor, i);
        return crd_store_text(bytes);
    case SQLITE_BLOB:
        bytes.data = sqlite3_column_blob(cursor, i);
        bytes.len = (size_t)sqlite3_column_bytes(cursor, i);
        return crd_store_blob(bytes.data, bytes.len);
    default:
        return crd_store_null();
    }
}

void crd_sqlite_end(crd_store_connection *connection, void *cursor)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    sqlite3_reset(cursor);
    sqlite3_clear_bindings(cursor); /* they may hold personal data */
    for (int i = 0; i < CRD_SQL_COUNT; i++) {
        if (c->statements[i] == cursor) {
            c->busy[i] = false;
            return;
        }
    }
}

uint64_t crd_sqlite_changed(crd_store_connection *connection)
{
    return (uint64_t)sqlite3_changes64(crd_sqlite_of(connection)->db);
}

crd_rc crd_sqlite_script(crd_store_connection *connection, const char *script,
                         crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    while (*script) {
        sqlite3_stmt *s;
        int answer = sqlite3_prepare_v2(c->db, script, -1, &s, &script);
        if (answer == SQLITE_OK && s) {
            do {
                answer = sqlite3_step(s);
            } while (answer == SQLITE_ROW);
            sqlite3_finalize(s);
        }
        if (answer != SQLITE_OK && answer != SQLITE_DONE) {
            return crd_sqlite_fail(c->db, answer, error);
        }
        while (*script == '\n') {
            script++;
        }
    }
    return CRD_OK;
}
