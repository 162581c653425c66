/* SPDX-License-Identifier: Apache-2.0 */
/* Processes that are killed with SIGKILL while they write or migrate. */
#include "workload.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { UNITS = 4000, KILLS = 60, MIGRATIONS = 30 };

static void sleep_ms(long ms)
{
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&wait, NULL);
}

/* Writes units in groups of ten, and tells of each group once it is kept. */
typedef struct group {
    place *p;
    int first;
} group;

static crd_rc write_group(void *context, crd_store_tx *tx, crd_error *error)
{
    const group *g = context;
    for (int i = 0; i < 10; i++) {
        unit u = {&g->p->env, g->first + i};
        CRD_TRY(workload_unit(&u, tx, error));
    }
    return CRD_OK;
}

static void write_on(place *p, int from, int out)
{
    crd_store *store = place_open(p);
    p->drawn = (uint64_t)getpid();
    for (int first = from; first + 10 <= UNITS; first += 10) {
        group g = {p, first};
        if (crd_store_write(store, write_group, &g, &p->error) != CRD_OK ||
            write(out, &first, sizeof first) != (ssize_t)sizeof first) {
            _exit(1);
        }
    }
    crd_store_close(store);
}

/* F1 in miniature: whatever was acknowledged is there, once, with its event. */
static void test_killed_writers(void **state)
{
    place *p = *state;
    static bool acknowledged[UNITS];
    int next = 0, kills = 0;
    crd_store_close(place_make(p));
    for (; kills < KILLS && next < UNITS; kills++) {
        int ends[2], first;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_on(p, next, ends[1]);
            _exit(0);
        }
        close(ends[1]);
        sleep_ms(5 + kills * 13 % 60);
        kill(child, SIGKILL);
        while (read(ends[0], &first, sizeof first) == (ssize_t)sizeof first) {
            memset(acknowledged + first, true, 10);
            next = first + 10;
        }
        close(ends[0]);
        waitpid(child, NULL, 0);
        if (kills % 10 == 9) {
            workload_check(p, acknowledged, next);
        }
    }
    print_message("# %d kills, %d units acknowledged\n", kills, next);
    assert_true(next > 0);
    workload_check(p, acknowledged, next);
    int64_t jobs = place_ask(p->file, "select count(*) from job");
    assert_int_equal(jobs % 10, 0); /* a group is whole or not at all */
    assert_true(jobs >= next && jobs <= next + 10);
}

/* ---- Migrations ---------------------------------------------------------- */

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
    with_more = crd_store_sqlite;
    with_more.migrations = more;
}

static crd_rc migrate_more(place *p, int64_t *from, int64_t *to)
{
    crd_store_options options = {.any_version = true};
    crd_store *store;
    place_ok(
        crd_store_open_with(&store, &with_more, p->file, &options, &p->error),
        &p->error);
    crd_rc rc =
        crd_store_migrate(from, to, store, &p->env, NULL, NULL, &p->error);
    crd_store_close(store);
    return rc;
}

/* F20 in miniature: each step has happened or has not, and what is left is done
 * when it runs again. */
static void test_killed_migrations(void **state)
{
    place *p = *state;
    static const char *const STEPS[] = {
        ("create table a (x integer);\n"
         "insert into a with recursive n (x) as (select 1 union all select x "
         "+ 1 from n where x < 60000) select x from n;\n"),
        ("create table b (x integer);\n"
         "insert into b select x from a;\n"),
        ("create index ab on b (x);\ndelete from a where x > 30000;\n")};
    int64_t from, to;
    unsigned whole = 0, part = 0;
    add_steps(STEPS, 3);
    for (int round = 0; round < MIGRATIONS; round++) {
        place_empty(p->root);
        crd_store_close(place_make(p));
        pid_t child = fork();
        if (child == 0) {
            _exit(migrate_more(p, &from, &to) == CRD_OK ? 0 : 1);
        }
        sleep_ms(1 + round * 7 % 90);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        int64_t steps =
            place_ask(p->file, "select count(*) from schema_migrations");
        assert_true(steps >= 4 && steps <= 7);
        whole += steps == 7;
        part += steps < 7;
        assert_int_equal(place_ask(p->file,
                                   "select count(*) from sqlite_schema where "
                                   "name in ('a', 'b', 'ab')"),
                         steps - 4);
        place_ok(migrate_more(p, &from, &to), &p->error);
        assert_int_equal(from, steps);
        assert_int_equal(to, 7);
        assert_int_equal(place_ask(p->file, "select count(*) from a"), 30000);
        assert_int_equal(place_ask(p->file, "select count(*) from b"), 60000);
        assert_int_equal(place_ask(p->file,
                                   "select integrity_check = 'ok' from "
                                   "pragma_integrity_check"),
                         1);
    }
    print_message("# %u killed before the end, %u after\n", part, whole);
    assert_true(part > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_killed_writers),
        PLACE_TEST(test_killed_migrations),
    };
    return cmocka_run_group_tests_name("store_kill", tests, NULL, NULL);
}
