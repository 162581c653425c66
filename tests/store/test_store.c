/* SPDX-License-Identifier: Apache-2.0 */
/* Room store: opening, what is refused, statements, transactions, ids. */
#include "place.h"

#include "platform/store/sqlite/connection.h"

static void refused(place *p, const char *url, crd_code code)
{
    crd_store *store = NULL;
    assert_int_not_equal(crd_store_open(&store, url, NULL, &p->error), CRD_OK);
    assert_string_equal(crd_code_get(p->error.code)->word,
                        crd_code_get(code)->word);
    assert_null(store);
}

static void test_addresses(void **state)
{
    place *p = *state;
    char other[128];
    refused(p, "", CRD_CODE_STORE_URL);
    refused(p, "sqlite:", CRD_CODE_STORE_URL);
    refused(p, "sqlite", CRD_CODE_STORE_URL);
    refused(p, "mysql://u:secret@h/d", CRD_CODE_STORE_URL);
    assert_null(strstr(p->error.message, "secret"));
    refused(p, "postgresql://h/d", CRD_CODE_STORE_URL);
    refused(p, p->url, CRD_CODE_STORE_NOT_FOUND);
    snprintf(other, sizeof other, "sqlite:%s/no/store.sqlite", p->root);
    refused(p, other, CRD_CODE_STORE_NOT_FOUND);
    assert_int_equal(access(p->file, F_OK), -1); /* and nothing was made */
}

static unsigned mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

/* The file, and what SQLite puts beside it, are their owner's alone. */
static void test_modes(void **state)
{
    place *p = *state;
    char beside[128];
    mode_t mask = umask(0);
    crd_store *store = place_make(p);
    umask(mask);
    assert_int_equal(mode_of(p->file), 0600);
    snprintf(beside, sizeof beside, "%s-wal", p->file);
    assert_int_equal(mode_of(beside), 0600);
    snprintf(beside, sizeof beside, "%s-shm", p->file);
    assert_int_equal(mode_of(beside), 0600);
    crd_store_close(store);
    chmod(p->file, 0640);
    refused(p, p->url, CRD_CODE_STORE_OPEN_TO_OTHERS);
    assert_non_null(strstr(p->error.message, "chmod 600"));
    chmod(p->file, 0600);
    chmod(p->root, 0755);
    refused(p, p->url, CRD_CODE_STORE_OPEN_TO_OTHERS);
    assert_non_null(strstr(p->error.message, "chmod 700"));
    chmod(p->root, 0700);
    crd_store_close(place_open(p));
}

static void test_makes_its_folder(void **state)
{
    place *p = *state;
    char folder[96];
    snprintf(folder, sizeof folder, "%s/deep", p->root);
    snprintf(p->file, sizeof p->file, "%.80s/s.sqlite", folder);
    snprintf(p->url, sizeof p->url, "sqlite:%s", p->file);
    crd_store_close(place_make(p));
    assert_int_equal(mode_of(folder), 0700);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    fwrite(text, 1, strlen(text), f);
    fclose(f);
    chmod(path, 0600);
}

/* What is not ours is neither read nor changed. */
static void test_foreign_files(void **state)
{
    place *p = *state;
    crd_store_options create = {.create = true, .any_version = true};
    crd_store *store;
    place_tamper(p->file, "create table t (x); insert into t values (1)");
    chmod(p->file, 0600);
    refused(p, p->url, CRD_CODE_STORE_FOREIGN);
    assert_int_equal(crd_store_open(&store, p->url, &create, &p->error),
                     CRD_E_REFUSED);
    assert_int_equal(place_ask(p->file, "select count(*) from t"), 1);
    unlink(p->file);
    write_file(p->file, "This is a letter, and longer than a page header is: "
                        "it goes on and on and says nothing to a database.");
    refused(p, p->url, CRD_CODE_STORE_FOREIGN);
    unlink(p->file);
    assert_int_equal(symlink("/dev/null", p->file), 0);
    refused(p, p->url, CRD_CODE_STORE_FOREIGN);
    unlink(p->file);
    write_file(p->file, "");
    refused(p, p->url, CRD_CODE_STORE_FOREIGN);
}

/* Each setting is what connection.sql asks for, on each kind of connection. */
static void test_settings(void **state)
{
    place *p = *state;
    crd_store_close(place_make(p));
    static const struct {
        crd_sql get;
        int64_t value;
    } HELD[] = {{CRD_SQL_SYNCHRONOUS, 2},      {CRD_SQL_FOREIGN_KEYS, 1},
                {CRD_SQL_TRUSTED_SCHEMA, 0},   {CRD_SQL_SECURE_DELETE, 1},
                {CRD_SQL_BUSY_TIMEOUT, 10000}, {CRD_SQL_TEMP_STORE, 2},
                {CRD_SQL_CELL_SIZE_CHECK, 1},  {CRD_SQL_MMAP_SIZE, 0}};
    for (crd_store_role role = CRD_STORE_WRITER; role <= CRD_STORE_READER;
         role++) {
        crd_store_connection *c;
        int64_t value;
        place_ok(crd_store_sqlite.connect(&c, p->file, role, false, &p->error),
                 &p->error);
        sqlite_connection *s = crd_sqlite_of(c);
        for (size_t i = 0; i < sizeof HELD / sizeof *HELD; i++) {
            place_ok(crd_sqlite_number(&value, s, HELD[i].get, &p->error),
                     &p->error);
            assert_int_equal(value, HELD[i].value);
        }
        place_ok(crd_sqlite_number(&value, s, CRD_SQL_QUERY_ONLY, &p->error),
                 &p->error);
        assert_int_equal(value, role == CRD_STORE_READER);
        char *message = NULL;
        assert_int_not_equal(sqlite3_exec(s->db, "select load_extension('x')",
                                          NULL, NULL, &message),
                             SQLITE_OK);
        sqlite3_free(message);
        crd_store_sqlite.disconnect(c);
    }
}

/* Every statement is prepared against the schema that the migrations make. */
static void test_every_statement(void **state)
{
    place *p = *state;
    crd_store_connection *c;
    unsigned prepared = 0;
    crd_store_close(place_make(p));
    place_ok(crd_store_sqlite.connect(&c, p->file, CRD_STORE_WRITER, false,
                                      &p->error),
             &p->error);
    for (int i = 0; i < CRD_SQL_COUNT; i++) {
        const crd_store_statement *s = &crd_store_sqlite_statements[i];
        sqlite3_stmt *statement;
        assert_non_null(s->name);
        place_ok(crd_sqlite_prepare(&statement, crd_sqlite_of(c), (crd_sql)i,
                                    &p->error),
                 &p->error);
        assert_int_equal(sqlite3_bind_parameter_count(statement),
                         s->parameters);
        prepared++;
    }
    assert_int_equal(prepared, CRD_SQL_COUNT);
    crd_store_sqlite.disconnect(c);
}

/* ---- Transactions -------------------------------------------------------- */

static crd_rc set_meta(crd_store_tx *tx, const char *name, const char *value,
                       crd_error *error)
{
    return crd_store_meta_set(tx, crd_span_of(name), crd_span_of(value),
                              (crd_instant){PLACE_NOW, 0}, error);
}

/* The value of a fact as a new transaction sees it; "" if it is not there. */
static const char *meta(place *p, crd_store *store, const char *name)
{
    static char text[64];
    crd_arena arena;
    crd_span value;
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_READ);
    crd_arena_init(&arena, crd_allocator_default(), 0);
    place_ok(
        crd_store_meta_get(&value, &arena, tx, crd_span_of(name), &p->error),
        &p->error);
    snprintf(text, sizeof text, "%.*s", (int)value.len,
             value.data ? value.data : "");
    crd_arena_free(&arena);
    crd_store_rollback(tx);
    return text;
}

static void test_transactions(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_store_tx *other;
    place_ok(set_meta(tx, "a", "1", &p->error), &p->error);
    assert_string_equal(meta(p, store, "a"), ""); /* others see nothing yet */
    assert_int_equal(crd_store_begin(&other, store, CRD_STORE_WRITE, &p->error),
                     CRD_E_INTERNAL);
    assert_int_equal(p->error.code, CRD_CODE_STORE_NESTED);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    assert_string_equal(meta(p, store, "a"), "1");
    tx = place_begin(p, store, CRD_STORE_WRITE);
    place_ok(set_meta(tx, "a", "2", &p->error), &p->error);
    crd_store_rollback(tx);
    assert_string_equal(meta(p, store, "a"), "1");
    crd_store_rollback(NULL);
    crd_store_close(store);
    store = place_open(p);
    assert_string_equal(meta(p, store, "a"), "1");
    assert_true(place_sound(p, store));
    crd_store_close(store);
    crd_store_close(NULL);
}

/* A reader keeps its snapshot, and cannot write. */
static void test_readers(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *reader = place_begin(p, store, CRD_STORE_READ);
    crd_store_tx *writer = place_begin(p, store, CRD_STORE_WRITE);
    crd_arena arena;
    crd_span value;
    place_ok(set_meta(writer, "a", "1", &p->error), &p->error);
    place_ok(crd_store_commit(writer, &p->error), &p->error);
    crd_arena_init(&arena, crd_allocator_default(), 0);
    place_ok(
        crd_store_meta_get(&value, &arena, reader, CRD_SPAN("a"), &p->error),
        &p->error);
    assert_null(value.data);
    assert_int_not_equal(set_meta(reader, "a", "2", &p->error), CRD_OK);
    crd_store_rollback(reader);
    assert_string_equal(meta(p, store, "a"), "1");
    crd_arena_free(&arena);
    crd_store_close(store);
}

static crd_rc nested(void *context, crd_store_tx *tx, crd_error *error)
{
    crd_store_tx *inner;
    crd_store *store = context;
    if (crd_store_commit(tx, error) != CRD_E_INTERNAL ||
        crd_store_begin(&inner, store, CRD_STORE_WRITE, error) !=
            CRD_E_INTERNAL ||
        crd_store_settle(store, error) != CRD_E_INTERNAL) {
        return CRD_OK;
    }
    return crd_store_write(store, nested, store, error);
}

static void test_nesting_is_refused(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    assert_int_equal(crd_store_write(store, nested, store, &p->error),
                     CRD_E_INTERNAL);
    assert_int_equal(p->error.code, CRD_CODE_STORE_NESTED);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    crd_store_close(store);
}

/* ---- Statements and values ----------------------------------------------- */

static crd_rc add_head(crd_store_tx *tx, const crd_uuid *tenant, int64_t seq,
                       crd_span hash, crd_error *error)
{
    return crd_store_run(NULL, tx, CRD_SQL_AUDIT_HEAD_SET,
                         CRD_STORE_VALUES(crd_store_uuid(tenant),
                                          crd_store_integer(seq),
                                          crd_store_blob(hash.data, hash.len)),
                         error);
}

static void test_values(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_uuid tenant;
    crd_store_rows rows;
    bool found;
    place_ok(crd_uuid_make(&tenant, &p->env, &p->error), &p->error);
    place_ok(
        add_head(tx, &tenant, INT64_MIN, (crd_span){"\0x\0", 3}, &p->error),
        &p->error);
    place_ok(crd_store_one(&found, &rows, tx, CRD_SQL_AUDIT_HEAD,
                           CRD_STORE_VALUES(crd_store_uuid(&tenant)),
                           &p->error),
             &p->error);
    assert_true(found);
    assert_true(crd_store_column_integer(&rows, 0) == INT64_MIN);
    crd_span hash = crd_store_column_blob(&rows, 1);
    assert_int_equal(hash.len, 3);
    assert_memory_equal(hash.data, "\0x\0", 3);
    /* Another type reads as nothing, not as something else. */
    assert_null(crd_store_column_text(&rows, 0).data);
    assert_int_equal(crd_store_column_integer(&rows, 1), 0);
    assert_true(crd_uuid_equal(crd_store_column_uuid(&rows, 1), CRD_UUID_NIL));
    /* A statement whose rows are read is not begun a second time. */
    crd_store_rows again;
    assert_int_equal(crd_store_query(&again, tx, CRD_SQL_AUDIT_HEAD,
                                     CRD_STORE_VALUES(crd_store_uuid(&tenant)),
                                     &p->error),
                     CRD_E_INTERNAL);
    crd_store_end(&rows);
    crd_store_end(&rows);
    /* One value too few. */
    assert_int_equal(
        crd_store_run(NULL, tx, CRD_SQL_AUDIT_HEAD, NULL, 0, &p->error),
        CRD_E_INTERNAL);
    crd_store_rollback(tx);
    crd_store_close(store);
}

/* Security case 164: SQL in a value is a value. */
static void test_bound_values(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    static const char *const NAMES[] = {"' or 1=1 --",
                                        "%",
                                        "_",
                                        "\\",
                                        "\"",
                                        "*",
                                        "NEAR(a b)",
                                        ";drop table x",
                                        "a\xf0\x9f\x8e\x93",
                                        "?1",
                                        ":name",
                                        "--"};
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        place_ok(set_meta(tx, NAMES[i], NAMES[i], &p->error), &p->error);
    }
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        assert_string_equal(meta(p, store, NAMES[i]), NAMES[i]);
    }
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select count(*) from store_meta"),
                     3 + sizeof NAMES / sizeof *NAMES);
}

/* What the schema refuses is told by a code, and leaves the rest alone. */
static void test_constraints(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_store_value step[] = {
        crd_store_integer(1), crd_store_text(CRD_SPAN("")),
        crd_store_text(CRD_SPAN("")), crd_store_integer(0),
        crd_store_text(CRD_SPAN(""))};
    place_ok(set_meta(tx, "a", "1", &p->error), &p->error);
    assert_int_equal(
        crd_store_run(NULL, tx, CRD_SQL_MIGRATION_ADD, step, 5, &p->error),
        CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_STORE_CONFLICT);
    step[0] = crd_store_integer(99);
    step[1] = crd_store_null();
    assert_int_equal(
        crd_store_run(NULL, tx, CRD_SQL_MIGRATION_ADD, step, 5, &p->error),
        CRD_E_VALUE);
    assert_int_equal(p->error.code, CRD_CODE_STORE_CONSTRAINT);
    /* A row that belongs to no event. */
    crd_uuid nobody = CRD_UUID_NIL;
    assert_int_equal(
        crd_store_run(
            NULL, tx, CRD_SQL_AUDIT_PERSONAL_ADD,
            CRD_STORE_VALUES(crd_store_uuid(&nobody), crd_store_integer(7),
                             crd_store_uuid(&nobody), crd_store_blob("s", 1),
                             crd_store_text(CRD_SPAN("{}"))),
            &p->error),
        CRD_E_VALUE);
    /* A table is strict about types. */
    step[1] = crd_store_blob("x", 1);
    assert_int_equal(
        crd_store_run(NULL, tx, CRD_SQL_MIGRATION_ADD, step, 5, &p->error),
        CRD_E_VALUE);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    assert_string_equal(meta(p, store, "a"), "1");
    crd_store_close(store);
}

/* ---- Ids and instants ---------------------------------------------------- */

static void test_ids(void **state)
{
    place *p = *state;
    crd_uuid a, b, first, last;
    char text[CRD_UUID_TEXT_MAX];
    p->env.now =
        (crd_instant){0x017F22E279B0 / 1000, 0x017F22E279B0 % 1000 * 1000000};
    place_ok(crd_uuid_make(&a, &p->env, &p->error), &p->error);
    crd_uuid_write(text, a);
    /* The instant of RFC 9562, A.6, and its version. */
    assert_int_equal(strncmp(text, "017f22e2-79b0-7", 15), 0);
    assert_non_null(strchr("89ab", text[19]));
    p->env.now.seconds++;
    place_ok(crd_uuid_make(&b, &p->env, &p->error), &p->error);
    assert_true(memcmp(a.bytes, b.bytes, 16) < 0);
    assert_true(crd_uuid_range(&first, &last, crd_span_of(text)));
    assert_true(crd_uuid_equal(first, a) && crd_uuid_equal(last, a));
    assert_true(crd_uuid_range(&first, &last, CRD_SPAN("017F22E2-79b")));
    assert_true(memcmp(first.bytes, a.bytes, 16) <= 0);
    assert_true(memcmp(last.bytes, a.bytes, 16) >= 0);
    assert_true(memcmp(last.bytes, b.bytes, 16) < 0);
    assert_int_equal(last.bytes[5], 0xbf);
    assert_int_equal(first.bytes[5], 0xb0);
    assert_false(crd_uuid_range(&first, &last, CRD_SPAN("")));
    assert_false(crd_uuid_range(&first, &last, CRD_SPAN("017f22e279b0")));
    assert_false(crd_uuid_range(&first, &last, CRD_SPAN("g")));
    p->env.random = NULL;
    assert_int_equal(crd_uuid_make(&a, &p->env, &p->error), CRD_E_INTERNAL);
}

static void test_instants(void **state)
{
    (void)state;
    static const crd_instant TIMES[] = {{0, 0},
                                        {1, 999999000},
                                        {-1, 1000},
                                        {-62135596800, 0},
                                        {253402300799, 999999000}};
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
        crd_instant again =
            crd_store_instant_of(crd_store_microseconds(TIMES[i]));
        assert_int_equal(crd_instant_compare(again, TIMES[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_addresses),
        PLACE_TEST(test_modes),
        PLACE_TEST(test_makes_its_folder),
        PLACE_TEST(test_foreign_files),
        PLACE_TEST(test_settings),
        PLACE_TEST(test_every_statement),
        PLACE_TEST(test_transactions),
        PLACE_TEST(test_readers),
        PLACE_TEST(test_nesting_is_refused),
        PLACE_TEST(test_values),
        PLACE_TEST(test_bound_values),
        PLACE_TEST(test_constraints),
        PLACE_TEST(test_ids),
        PLACE_TEST(test_instants),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
