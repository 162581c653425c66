/* SPDX-License-Identifier: Apache-2.0 */
/* Room store: the steps of the schema, older and newer stores. */
#include "place.h"

static void refused(place *p, crd_code code)
{
    crd_store *store = NULL;
    assert_int_not_equal(crd_store_open(&store, p->url, NULL, &p->error),
                         CRD_OK);
    assert_string_equal(crd_code_get(p->error.code)->word,
                        crd_code_get(code)->word);
}

static crd_rc migrate(place *p, int64_t *from, int64_t *to)
{
    crd_store_options options = {.create = true, .any_version = true};
    crd_store *store;
    place_ok(crd_store_open(&store, p->url, &options, &p->error), &p->error);
    crd_rc rc =
        crd_store_migrate(from, to, store, &p->env, NULL, NULL, &p->error);
    crd_store_close(store);
    return rc;
}

static void test_a_new_store(void **state)
{
    place *p = *state;
    int64_t from, to;
    place_ok(migrate(p, &from, &to), &p->error);
    assert_int_equal(from, 0);
    assert_int_equal(to, 4);
    place_ok(migrate(p, &from, &to), &p->error);
    assert_int_equal(from, 4);
    assert_int_equal(to, 4);
    crd_store *store = place_open(p);
    crd_arena arena;
    crd_store_step *steps;
    size_t count;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    place_ok(crd_store_steps(&steps, &count, &arena, store, &p->error),
             &p->error);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(steps[i].number, i + 1);
        assert_true(steps[i].known && steps[i].applied && !steps[i].changed);
        assert_int_equal(steps[i].at.seconds, PLACE_NOW);
    }
    crd_arena_free(&arena);
    crd_store_close(store);
    assert_int_equal(place_ask(p->file,
                               "select count(*) from store_meta where "
                               "name in ('store_id', 'made') or "
                               "(name = 'generation' and value = '1')"),
                     3);
}

/* An empty store, and one that lacks its last step, are too old. */
static void test_too_old(void **state)
{
    place *p = *state;
    crd_store_options options = {.create = true, .any_version = true};
    crd_store *store;
    int64_t from, to;
    place_ok(crd_store_open(&store, p->url, &options, &p->error), &p->error);
    crd_store_close(store);
    refused(p, CRD_CODE_STORE_TOO_OLD);
    place_ok(migrate(p, &from, &to), &p->error);
    place_tamper(p->file, "drop table status_index;"
                          "drop table status_list;"
                          "delete from schema_migrations where number = 4");
    refused(p, CRD_CODE_STORE_TOO_OLD);
    place_ok(migrate(p, &from, &to), &p->error);
    assert_int_equal(from, 3);
    assert_int_equal(to, 4);
    crd_store_close(place_open(p));
}

static void test_too_new(void **state)
{
    place *p = *state;
    int64_t from, to;
    crd_store_close(place_make(p));
    place_tamper(p->file, "insert into schema_migrations values "
                          "(5, 'wallet', 'x', 0, '9.9')");
    refused(p, CRD_CODE_STORE_TOO_NEW);
    assert_non_null(strstr(p->error.message, "wallet"));
    assert_int_equal(migrate(p, &from, &to), CRD_E_REFUSED);
    assert_int_equal(p->error.code, CRD_CODE_STORE_TOO_NEW);
}

static void test_changed(void **state)
{
    place *p = *state;
    int64_t from, to;
    crd_store_close(place_make(p));
    place_tamper(p->file, "update schema_migrations set sha256 = 'x' "
                          "where number = 2");
    refused(p, CRD_CODE_STORE_MIGRATION_CHANGED);
    assert_int_equal(migrate(p, &from, &to), CRD_E_REFUSED);
}

/* ---- Steps of our own ---------------------------------------------------- */

/* A backend with our steps and then these. */
static crd_store_migration more[16];
static crd_store_backend with_more;

static void add_steps(const char *const scripts[], size_t count)
{
    size_t n = 0;
    for (; crd_store_sqlite_migrations[n].name; n++) {
        more[n] = crd_store_sqlite_migrations[n];
    }
    for (size_t i = 0; i < count; i++, n++) {
        more[n] =
            (crd_store_migration){(int64_t)n + 1, "more", "digest", scripts[i]};
    }
    more[n].name = NULL;
    with_more = crd_store_sqlite;
    with_more.migrations = more;
}

static crd_rc migrate_more(place *p, int64_t *from, int64_t *to,
                           crd_store_work_fn finish, void *context)
{
    crd_store_options options = {.any_version = true};
    crd_store *store;
    place_ok(
        crd_store_open_with(&store, &with_more, p->file, &options, &p->error),
        &p->error);
    crd_rc rc =
        crd_store_migrate(from, to, store, &p->env, finish, context, &p->error);
    crd_store_close(store);
    return rc;
}

static int64_t steps_applied(place *p)
{
    return place_ask(p->file, "select count(*) from schema_migrations");
}

/* A step that fails has not happened; those before it have. */
static void test_a_step_that_fails(void **state)
{
    place *p = *state;
    static const char *const BAD[] = {
        "create table a (x integer);\n",
        "create table b (x integer);\ninsert into nothing values (1);\n"};
    static const char *const GOOD[] = {"create table a (x integer);\n",
                                       "create table b (x integer);\n"};
    int64_t from, to;
    crd_store_close(place_make(p));
    add_steps(BAD, 2);
    assert_int_not_equal(migrate_more(p, &from, &to, NULL, NULL), CRD_OK);
    assert_int_equal(steps_applied(p), 5);
    assert_int_equal(place_ask(p->file, "select count(*) from sqlite_schema "
                                        "where name = 'b'"),
                     0);
    add_steps(GOOD, 2);
    place_ok(migrate_more(p, &from, &to, NULL, NULL), &p->error);
    assert_int_equal(from, 5);
    assert_int_equal(to, 6);
    refused(p, CRD_CODE_STORE_TOO_NEW); /* for the program as it is */
}

static crd_rc refuse(void *context, crd_store_tx *tx, crd_error *error)
{
    (void)tx;
    ++*(int *)context;
    return crd_fail(error, CRD_CODE_STORE_FULL, "%s", "");
}

/* What records a migration fails: the last step is undone with it. */
static void test_the_finish(void **state)
{
    place *p = *state;
    static const char *const STEPS[] = {"create table a (x integer);\n",
                                        "create table b (x integer);\n"};
    int64_t from, to;
    int called = 0;
    crd_store_close(place_make(p));
    add_steps(STEPS, 2);
    assert_int_equal(migrate_more(p, &from, &to, refuse, &called), CRD_E_IO);
    assert_int_equal(called, 1);
    assert_int_equal(steps_applied(p), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_a_new_store),       PLACE_TEST(test_too_old),
        PLACE_TEST(test_too_new),           PLACE_TEST(test_changed),
        PLACE_TEST(test_a_step_that_fails), PLACE_TEST(test_the_finish),
    };
    return cmocka_run_group_tests_name("store_migration", tests, NULL, NULL);
}
