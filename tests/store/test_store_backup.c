/* SPDX-License-Identifier: Apache-2.0 */
/* Room store: backups of a store in use, and stores out of backups. */
#include "place.h"

#include <pthread.h>

typedef struct files {
    char backup[96], other[96], other_url[112];
} files;

static files files_of(const place *p)
{
    files f;
    snprintf(f.backup, sizeof f.backup, "%s/b.backup", p->root);
    snprintf(f.other, sizeof f.other, "%s/other.sqlite", p->root);
    snprintf(f.other_url, sizeof f.other_url, "sqlite:%s", f.other);
    return f;
}

static crd_rc count_up(void *context, crd_store_tx *tx, crd_error *error)
{
    int *n = context;
    char text[16];
    snprintf(text, sizeof text, "%d", ++*n);
    CRD_TRY(crd_store_meta_set(tx, CRD_SPAN("left"), crd_span_of(text),
                               (crd_instant){PLACE_NOW, 0}, error));
    return crd_store_meta_set(tx, CRD_SPAN("right"), crd_span_of(text),
                              (crd_instant){PLACE_NOW, 0}, error);
}

typedef struct writer {
    crd_store *store;
    bool stop; /* under `lock` */
    pthread_mutex_t lock;
    int written;
    crd_rc rc;
} writer;

static void *write_on(void *context)
{
    writer *w = context;
    bool stop = false;
    while (!stop && w->rc == CRD_OK) {
        w->rc = crd_store_write(w->store, count_up, &w->written, NULL);
        pthread_mutex_lock(&w->lock);
        stop = w->stop;
        pthread_mutex_unlock(&w->lock);
    }
    return NULL;
}

/* While another thread writes: each backup is one moment of the store. */
static void test_while_in_use(void **state)
{
    place *p = *state;
    files f = files_of(p);
    writer w = {.store = place_make(p), .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t thread;
    int64_t last = 0;
    assert_int_equal(pthread_create(&thread, NULL, write_on, &w), 0);
    for (int i = 0; i < 20; i++) {
        place_ok(crd_store_backup(w.store, f.backup, true, &p->error),
                 &p->error);
        assert_int_equal(
            place_ask(f.backup, "select count(distinct value) <= 1 from "
                                "store_meta where name in ('left', 'right')"),
            1);
        int64_t now =
            place_ask(f.backup, "select coalesce(max(cast(value as integer)), "
                                "0) from store_meta where name = 'left'");
        assert_true(now >= last);
        last = now;
    }
    pthread_mutex_lock(&w.lock);
    w.stop = true;
    pthread_mutex_unlock(&w.lock);
    pthread_join(thread, NULL);
    assert_int_equal(w.rc, CRD_OK);
    assert_true(last > 0);
    crd_store_close(w.store);
    struct stat info;
    assert_int_equal(stat(f.backup, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

/* A file that is there is kept, and half a backup has another name. */
static void test_names(void **state)
{
    place *p = *state;
    files f = files_of(p);
    crd_store *store = place_make(p);
    char partial[128];
    snprintf(partial, sizeof partial, "%s.partial", f.backup);
    FILE *half = fopen(partial, "w"); /* of a backup that was killed */
    fputs("half", half);
    fclose(half);
    place_ok(crd_store_backup(store, f.backup, false, &p->error), &p->error);
    assert_int_equal(access(partial, F_OK), -1);
    assert_int_equal(crd_store_backup(store, f.backup, false, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_FILE_EXISTS);
    assert_int_equal(crd_store_backup(store, "/nowhere/b", false, &p->error),
                     CRD_E_IO);
    crd_store_close(store);
}

static crd_rc note(void *context, crd_store_tx *tx, crd_error *error)
{
    const crd_env *env = context;
    return crd_store_meta_set(tx, CRD_SPAN("restored"), CRD_SPAN("yes"),
                              env->now, error);
}

static void test_restore(void **state)
{
    place *p = *state;
    files f = files_of(p);
    crd_store *store = place_make(p);
    int n = 41;
    place_ok(crd_store_write(store, count_up, &n, &p->error), &p->error);
    place_ok(crd_store_backup(store, f.backup, false, &p->error), &p->error);
    crd_store_close(store);
    place_ok(crd_store_restore(f.other_url, f.backup, &p->env, note, &p->env,
                               &p->error),
             &p->error);
    assert_int_equal(place_ask(f.other,
                               "select count(*) from store_meta where "
                               "(name = 'left' and value = '42') or "
                               "(name = 'generation' and value = '2') or "
                               "(name = 'restored' and value = 'yes')"),
                     3);
    place_ok(crd_store_open(&store, f.other_url, NULL, &p->error), &p->error);
    assert_true(place_sound(p, store));
    crd_store_close(store);
    /* Nothing of the way there is left. */
    char rest[128];
    snprintf(rest, sizeof rest, "%s.restoring", f.other);
    assert_int_equal(access(rest, F_OK), -1);
    /* A store is never overwritten. */
    assert_int_equal(
        crd_store_restore(p->url, f.backup, &p->env, NULL, NULL, &p->error),
        CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_STORE_NOT_EMPTY);
}

static crd_rc refuse(void *context, crd_store_tx *tx, crd_error *error)
{
    (void)context;
    (void)tx;
    return crd_fail(error, CRD_CODE_STORE_FULL, "%s", "");
}

/* What is no backup, and a restore that fails at its end, leave no store. */
static void test_refused_restores(void **state)
{
    place *p = *state;
    files f = files_of(p);
    assert_int_equal(crd_store_restore(f.other_url, f.backup, &p->env, NULL,
                                       NULL, &p->error),
                     CRD_E_NOT_FOUND);
    FILE *letter = fopen(f.backup, "w");
    for (int i = 0; i < 100; i++) {
        fputs("not a database at all, ", letter);
    }
    fclose(letter);
    assert_int_equal(crd_store_restore(f.other_url, f.backup, &p->env, NULL,
                                       NULL, &p->error),
                     CRD_E_REFUSED);
    unlink(f.backup);
    crd_store *store = place_make(p);
    place_ok(crd_store_backup(store, f.backup, false, &p->error), &p->error);
    crd_store_close(store);
    assert_int_equal(crd_store_restore(f.other_url, f.backup, &p->env, refuse,
                                       NULL, &p->error),
                     CRD_E_IO);
    assert_int_equal(access(f.other, F_OK), -1);
    place_ok(crd_store_restore(f.other_url, f.backup, &p->env, NULL, NULL,
                               &p->error),
             &p->error);
}

/* A backup of an older version gets the steps that it lacks. */
static void test_older_backup(void **state)
{
    place *p = *state;
    files f = files_of(p);
    crd_store *store = place_make(p);
    place_ok(crd_store_backup(store, f.backup, false, &p->error), &p->error);
    crd_store_close(store);
    place_tamper(f.backup, "drop table status_index;"
                           "drop table status_list;"
                           "delete from schema_migrations where number = 4");
    place_ok(crd_store_restore(f.other_url, f.backup, &p->env, NULL, NULL,
                               &p->error),
             &p->error);
    place_ok(crd_store_open(&store, f.other_url, NULL, &p->error), &p->error);
    crd_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_while_in_use), PLACE_TEST(test_names),
        PLACE_TEST(test_restore),      PLACE_TEST(test_refused_restores),
        PLACE_TEST(test_older_backup),
    };
    return cmocka_run_group_tests_name("store_backup", tests, NULL, NULL);
}
