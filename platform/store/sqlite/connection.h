/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to SQLite, and what the files of this folder share. */
#ifndef PLATFORM_STORE_SQLITE_CONNECTION_H
#define PLATFORM_STORE_SQLITE_CONNECTION_H

#include "platform/store/backend.h"

#include <sqlite3.h>

/** "Cred": a file that says so is ours. */
#define CRD_SQLITE_APPLICATION_ID 0x43726564

typedef struct sqlite_connection {
    sqlite3 *db;
    bool begun; /**< a transaction of ours is open, or was */
    sqlite3_stmt *statements[CRD_SQL_COUNT]; /**< prepared when first used */
    bool busy[CRD_SQL_COUNT];                /**< rows are being read */
} sqlite_connection;

static inline sqlite_connection *crd_sqlite_of(crd_store_connection *connection)
{
    return (sqlite_connection *)(void *)connection;
}

/* failure.c */

/** The code of what SQLite answered last, with a sentence of ours. */
CRD_MUST_USE crd_rc crd_sqlite_fail(sqlite3 *db, int answer, crd_error *error);

/* connection.c */
crd_rc crd_sqlite_connect(crd_store_connection **out, const char *path,
                          crd_store_role role, bool create, crd_error *error);
void crd_sqlite_disconnect(crd_store_connection *connection);

/* statement.c */

/** The statement, prepared; it stays the connection's. */
CRD_MUST_USE crd_rc crd_sqlite_prepare(sqlite3_stmt **out, sqlite_connection *c,
                                       crd_sql name, crd_error *error);
/** Runs a statement without values; its first column, 0 without a row. */
CRD_MUST_USE crd_rc crd_sqlite_number(int64_t *out, sqlite_connection *c,
                                      crd_sql name, crd_error *error);
crd_rc crd_sqlite_begin(crd_store_connection *connection,
                        crd_store_access access, crd_error *error);
crd_rc crd_sqlite_commit(crd_store_connection *connection, crd_error *error);
void crd_sqlite_rollback(crd_store_connection *connection);
bool crd_sqlite_in_transaction(crd_store_connection *connection);
crd_rc crd_sqlite_mark(crd_store_connection *connection, crd_error *error);
crd_rc crd_sqlite_keep(crd_store_connection *connection, crd_error *error);
crd_rc crd_sqlite_undo(crd_store_connection *connection, crd_error *error);
crd_rc crd_sqlite_start(crd_store_connection *connection, void **cursor,
                        crd_sql statement, const crd_store_value *values,
                        size_t count, crd_error *error);
crd_rc crd_sqlite_step(crd_store_connection *connection, void *cursor,
                       bool *row, crd_error *error);
crd_store_value crd_sqlite_column(void *cursor, unsigned column);
void crd_sqlite_end(crd_store_connection *connection, void *cursor);
uint64_t crd_sqlite_changed(crd_store_connection *connection);
crd_rc crd_sqlite_script(crd_store_connection *connection, const char *script,
                         crd_error *error);

/* maintenance.c */
crd_rc crd_sqlite_has_migrations(bool *has, crd_store_connection *connection,
                                 crd_error *error);
crd_rc crd_sqlite_check(bool *sound, crd_store_connection *connection,
                        crd_store_fault_fn fault, void *context,
                        crd_error *error);
crd_rc crd_sqlite_settle(crd_store_connection *connection, crd_error *error);
crd_rc crd_sqlite_backup(crd_store_connection *connection, const char *path,
                         crd_error *error);
crd_rc crd_sqlite_unpack(const char *path, const char *address,
                         crd_error *error);

/* file.c */

/** The folder and file of a store: made where `create`, and for their owner
 *  alone. STORE_NOT_FOUND, STORE_OPEN_TO_OTHERS, STORE_IO. */
CRD_MUST_USE crd_rc crd_sqlite_file_ready(const char *path, bool create,
                                          crd_error *error);
/** A backup, which may lie anywhere. STORE_NOT_FOUND. */
CRD_MUST_USE crd_rc crd_sqlite_file_there(const char *path, crd_error *error);
/** A new empty file of mode 0600; FILE_EXISTS. */
CRD_MUST_USE crd_rc crd_sqlite_file_make(const char *path, crd_error *error);
/** On the disk: the file, and its name in its folder. */
CRD_MUST_USE crd_rc crd_sqlite_file_sync(const char *path, crd_error *error);
crd_rc crd_sqlite_vacant(const char *path, crd_error *error);
crd_rc crd_sqlite_rename(const char *from, const char *to, bool replace,
                         crd_error *error);
void crd_sqlite_discard(const char *path);

#endif
