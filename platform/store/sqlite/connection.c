/* SPDX-License-Identifier: Apache-2.0 */
/* Opening SQLite: every setting is made, read back, and believed only then.
 * Builds of SQLite differ in their defaults, and some leave a setting out. */
#include "platform/store/sqlite/connection.h"

typedef struct setting {
    crd_sql set, get;
    int64_t value;
    const char *name;
} setting;

static const setting SETTINGS[] = {
    {CRD_SQL_BUSY_TIMEOUT_SET, CRD_SQL_BUSY_TIMEOUT, 10000, "busy_timeout"},
    {CRD_SQL_CELL_SIZE_CHECK_SET, CRD_SQL_CELL_SIZE_CHECK, 1,
     "cell_size_check"},
    {CRD_SQL_TRUSTED_SCHEMA_SET, CRD_SQL_TRUSTED_SCHEMA, 0, "trusted_schema"},
    {CRD_SQL_FOREIGN_KEYS_SET, CRD_SQL_FOREIGN_KEYS, 1, "foreign_keys"},
    {CRD_SQL_SECURE_DELETE_SET, CRD_SQL_SECURE_DELETE, 1, "secure_delete"},
    {CRD_SQL_SYNCHRONOUS_SET, CRD_SQL_SYNCHRONOUS, 2, "synchronous"},
    {CRD_SQL_TEMP_STORE_SET, CRD_SQL_TEMP_STORE, 2, "temp_store"},
    {CRD_SQL_MMAP_SIZE_SET, CRD_SQL_MMAP_SIZE, 0, "mmap_size"},
};

typedef struct option {
    int number;
    int value;
    const char *name;
} option;

static const option OPTIONS[] = {
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "load_extension"},
    {SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive"},
    {SQLITE_DBCONFIG_DQS_DML, 0, "dqs_dml"},
    {SQLITE_DBCONFIG_DQS_DDL, 0, "dqs_ddl"},
};

static crd_rc does_not_hold(const char *name, crd_error *error)
{
    return crd_fail(error, CRD_CODE_STORE_SETTING,
                    "the setting %s of SQLite %s does not hold", name,
                    sqlite3_libversion());
}

static crd_rc set_options(sqlite_connection *c, crd_error *error)
{
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        int held = -1;
        if (sqlite3_db_config(c->db, OPTIONS[i].number, OPTIONS[i].value,
                              &held) != SQLITE_OK ||
            held != OPTIONS[i].value) {
            return does_not_hold(OPTIONS[i].name, error);
        }
    }
    /* No statement of ours opens a second file. */
    sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
    return CRD_OK;
}

static crd_rc set_settings(sqlite_connection *c, crd_error *error)
{
    for (size_t i = 0; i < sizeof SETTINGS / sizeof *SETTINGS; i++) {
        int64_t value = -1;
        CRD_TRY(crd_sqlite_number(&value, c, SETTINGS[i].set, error));
        CRD_TRY(crd_sqlite_number(&value, c, SETTINGS[i].get, error));
        if (value != SETTINGS[i].value) {
            return does_not_hold(SETTINGS[i].name, error);
        }
    }
    return CRD_OK;
}

/* A journal mode is answered as a word. */
static crd_rc set_journal(sqlite_connection *c, crd_error *error)
{
    sqlite3_stmt *s;
    int64_t ignored;
    CRD_TRY(crd_sqlite_number(&ignored, c, CRD_SQL_JOURNAL_MODE_SET, error));
    CRD_TRY(crd_sqlite_prepare(&s, c, CRD_SQL_JOURNAL_MODE, error));
    int answer = sqlite3_step(s);
    const char *mode =
        answer == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    bool held = mode && strcmp(mode, "wal") == 0;
    sqlite3_reset(s);
    return held ? CRD_OK : does_not_hold("journal_mode", error);
}

/* An empty file becomes ours; one of another program is left alone. */
static crd_rc recognise(sqlite_connection *c, bool create, crd_error *error)
{
    int64_t id, pages, ignored;
    CRD_TRY(crd_sqlite_number(&id, c, CRD_SQL_APPLICATION_ID, error));
    CRD_TRY(crd_sqlite_number(&pages, c, CRD_SQL_PAGE_COUNT, error));
    if (id == CRD_SQLITE_APPLICATION_ID) {
        return CRD_OK;
    }
    if (pages > 0 || !create) {
        return crd_fail(error, CRD_CODE_STORE_FOREIGN, "%s", "");
    }
    return crd_sqlite_number(&ignored, c, CRD_SQL_APPLICATION_ID_SET, error);
}

static crd_rc prepare_for(sqlite_connection *c, crd_store_role role,
                          bool create, crd_error *error)
{
    int64_t held = 0;
    CRD_TRY(set_options(c, error));
    CRD_TRY(set_settings(c, error));
    CRD_TRY(recognise(c, create, error));
    if (role != CRD_STORE_SINGLE_FILE) {
        CRD_TRY(set_journal(c, error));
    }
    if (role != CRD_STORE_WRITER) {
        CRD_TRY(crd_sqlite_number(&held, c, CRD_SQL_QUERY_ONLY_SET, error));
        CRD_TRY(crd_sqlite_number(&held, c, CRD_SQL_QUERY_ONLY, error));
        if (held != 1) {
            return does_not_hold("query_only", error);
        }
    }
    return CRD_OK;
}

crd_rc crd_sqlite_connect(crd_store_connection **out, const char *path,
                          crd_store_role role, bool create, crd_error *error)
{
    const crd_allocator *a = crd_allocator_default();
    bool single = role == CRD_STORE_SINGLE_FILE;
    if (!sqlite3_threadsafe()) {
        return does_not_hold("threadsafe", error);
    }
    CRD_TRY(single ? crd_sqlite_file_there(path, error)
                   : crd_sqlite_file_ready(path, create, error));
    sqlite_connection *c = a->alloc(a->context, sizeof *c);
    if (!c) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(c, 0, sizeof *c);
    int answer = sqlite3_open_v2(
        path, &c->db,
        (single ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
            SQLITE_OPEN_EXRESCODE,
        NULL);
    crd_store_connection *connection = (crd_store_connection *)(void *)c;
    crd_rc rc = answer == SQLITE_OK ? prepare_for(c, role, create, error)
                                    : crd_sqlite_fail(c->db, answer, error);
    if (rc != CRD_OK) {
        crd_sqlite_disconnect(connection);
        return rc;
    }
    *out = connection;
    return CRD_OK;
}

void crd_sqlite_disconnect(crd_store_connection *connection)
{
    const crd_allocator *a = crd_allocator_default();
    sqlite_connection *c = crd_sqlite_of(connection);
    for (int i = 0; i < CRD_SQL_COUNT; i++) {
        sqlite3_finalize(c->statements[i]);
    }
    sqlite3_close(c->db);
    a->release(a->context, c);
}
