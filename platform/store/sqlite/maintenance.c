/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for damage, emptying the log, copying out and in. */
#include "platform/store/sqlite/connection.h"

#include <stdio.h>

crd_rc crd_sqlite_has_migrations(bool *has, crd_store_connection *connection,
                                 crd_error *error)
{
    int64_t count;
    CRD_TRY(crd_sqlite_number(&count, crd_sqlite_of(connection),
                              CRD_SQL_MIGRATIONS_EXIST, error));
    *has = count > 0;
    return CRD_OK;
}

/* ---- Integrity ----------------------------------------------------------- */

static bool is_damage(int answer)
{
    int kind = answer & 0xff;
    return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
}

/* Rows of integrity_check are sentences; "ok" is the only one when all is. */
static crd_rc check_pages(bool *sound, sqlite_connection *c,
                          crd_store_fault_fn fault, void *context,
                          crd_error *error)
{
    sqlite3_stmt *s;
    int answer;
    CRD_TRY(crd_sqlite_prepare(&s, c, CRD_SQL_INTEGRITY, error));
    while ((answer = sqlite3_step(s)) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(s, 0);
        if (line && strcmp(line, "ok") != 0) {
            *sound = false;
            fault(context, line);
        }
    }
    sqlite3_reset(s);
    if (is_damage(answer)) {
        *sound = false;
        fault(context, "the file is damaged");
        return CRD_OK;
    }
    return answer == SQLITE_DONE ? CRD_OK
                                 : crd_sqlite_fail(c->db, answer, error);
}

static crd_rc check_keys(bool *sound, sqlite_connection *c,
                         crd_store_fault_fn fault, void *context,
                         crd_error *error)
{
    sqlite3_stmt *s;
    int answer;
    unsigned told = 0;
    CRD_TRY(crd_sqlite_prepare(&s, c, CRD_SQL_FOREIGN_KEYS_BROKEN, error));
    while ((answer = sqlite3_step(s)) == SQLITE_ROW && told++ < 20) {
        char line[160];
        const char *table = (const char *)sqlite3_column_text(s, 0);
        const char *parent = (const char *)sqlite3_column_text(s, 2);
        snprintf(line, sizeof line, "a row of %.40s belongs to none of %.40s",
                 table ? table : "a table", parent ? parent : "another");
        *sound = false;
        fault(context, line);
    }
    sqlite3_reset(s);
    return answer == SQLITE_DONE || answer == SQLITE_ROW
               ? CRD_OK
               : crd_sqlite_fail(c->db, answer, error);
}

crd_rc crd_sqlite_check(bool *sound, crd_store_connection *connection,
                        crd_store_fault_fn fault, void *context,
                        crd_error *error)
{
    sqlite_connection *c = crd_sqlite_of(connection);
    bool good = true;
    CRD_TRY(check_pages(&good, c, fault, context, error));
    if (good) {
        CRD_TRY(check_keys(&good, c, fault, context, error));
    }
    *sound = good;
    return CRD_OK;
}

crd_rc crd_sqlite_settle(crd_store_connection *connection, crd_error *error)
{
    int64_t blocked;
    CRD_TRY(crd_sqlite_number(&blocked, crd_sqlite_of(connection),
                              CRD_SQL_CHECKPOINT, error));
    return blocked ? crd_fail(error, CRD_CODE_STORE_BUSY,
                              "A reader still needs the log of the store.")
                   : CRD_OK;
}

/* ---- Copies -------------------------------------------------------------- */

/* All pages of the snapshot that `source` is in. */
static crd_rc copy_pages(sqlite3 *to, sqlite3 *source, crd_error *error)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", source, "main");
    int answer = SQLITE_DONE;
    if (copy) {
        answer = sqlite3_backup_step(copy, -1);
        sqlite3_backup_finish(copy);
    }
    return copy && answer == SQLITE_DONE
               ? CRD_OK
               : crd_sqlite_fail(to, copy ? answer : sqlite3_errcode(to),
                                 error);
}

/* Copies into the new file `path`, which is left closed and on the disk. */
static crd_rc copy_to(const char *path, sqlite_connection *source,
                      crd_error *error)
{
    sqlite_connection to = {0};
    int64_t ignored;
    CRD_TRY(crd_sqlite_file_make(path, error));
    int answer =
        sqlite3_open_v2(path, &to.db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                        NULL);
    crd_rc rc = answer == SQLITE_OK ? copy_pages(to.db, source->db, error)
                                    : crd_sqlite_fail(to.db, answer, error);
    if (rc == CRD_OK) {
        rc = crd_sqlite_number(&ignored, &to, CRD_SQL_JOURNAL_MODE_SINGLE,
                               error);
    }
    for (int i = 0; i < CRD_SQL_COUNT; i++) {
        sqlite3_finalize(to.statements[i]);
    }
    sqlite3_close(to.db);
    if (rc == CRD_OK) {
        rc = crd_sqlite_file_sync(path, error);
    }
    if (rc != CRD_OK) {
        crd_sqlite_discard(path);
    }
    return rc;
}

crd_rc crd_sqlite_backup(crd_store_connection *connection, const char *path,
                         crd_error *error)
{
    return copy_to(path, crd_sqlite_of(connection), error);
}

crd_rc crd_sqlite_unpack(const char *path, const char *address,
                         crd_error *error)
{
    crd_store_connection *source;
    CRD_TRY(
        crd_sqlite_connect(&source, path, CRD_STORE_SINGLE_FILE, false, error));
    crd_rc rc = copy_to(address, crd_sqlite_of(source), error);
    crd_sqlite_disconnect(source);
    return rc;
}
