/* SPDX-License-Identifier: Apache-2.0 */
/* Room store: group commit. Many callers share a commit, each is answered after
 * it, and what fails is nobody else's failure. */
#include "place.h"

#include "faulty_vfs.h"
#include "platform/store/store_state.h"

#include <pthread.h>
#include <time.h>

enum { CALLERS = 24 };

typedef struct caller {
    crd_store *store;
    int number;
    bool fails;
    crd_rc rc;
    crd_error error;
    pthread_t thread;
} caller;

static crd_rc write_one(void *context, crd_store_tx *tx, crd_error *error)
{
    caller *c = context;
    char name[32];
    snprintf(name, sizeof name, "caller-%d", c->number);
    CRD_TRY(crd_store_meta_set(tx, crd_span_of(name), CRD_SPAN("x"),
                               (crd_instant){PLACE_NOW, 0}, error));
    return c->fails ? crd_fail(error, CRD_CODE_JOB_STATE, "mine alone")
                    : CRD_OK;
}

static void *call(void *context)
{
    caller *c = context;
    c->rc = crd_store_write(c->store, write_one, c, &c->error);
    return NULL;
}

static int waiting(crd_store *store)
{
    int n = 0;
    pthread_mutex_lock(&store->lock);
    for (const crd_store_request *r = store->first; r; r = r->next) {
        n++;
    }
    pthread_mutex_unlock(&store->lock);
    return n;
}

/* All callers stand in the queue before the first of them can write. */
static void call_together(place *p, crd_store *store, caller *callers,
                          int count, faulty_kind kind)
{
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    for (int i = 0; i < count; i++) {
        callers[i].store = store;
        callers[i].number = i;
        assert_int_equal(
            pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    while (waiting(store) < count) {
        struct timespec moment = {0, 1000000};
        nanosleep(&moment, NULL);
    }
    faulty_set(kind, 1);
    crd_store_rollback(tx);
}

static void join(caller *callers, int count)
{
    for (int i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
    }
}

static int64_t stored(place *p)
{
    return place_ask(p->file, "select count(*) from store_meta where name like "
                              "'caller-%'");
}

static void test_shared(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    caller callers[CALLERS] = {0};
    call_together(p, store, callers, CALLERS, FAULTY_NOTHING);
    join(callers, CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        place_ok(callers[i].rc, &callers[i].error);
    }
    /* One commit, so one sync of the log. */
    assert_int_equal(faulty_syncs(), 1);
    assert_int_equal(stored(p), CALLERS);
    crd_store_close(store);
}

/* Requests that fail by themselves leave nothing, and nobody else fails. */
static void test_one_of_them_fails(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    caller callers[CALLERS] = {0};
    for (int i = 0; i < CALLERS; i += 3) {
        callers[i].fails = true;
    }
    call_together(p, store, callers, CALLERS, FAULTY_NOTHING);
    join(callers, CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(callers[i].rc,
                         callers[i].fails ? CRD_E_CONFLICT : CRD_OK);
    }
    assert_string_equal(callers[0].error.message, "mine alone");
    assert_int_equal(stored(p), CALLERS - CALLERS / 3);
    crd_store_close(store);
}

/* The commit they share fails: all have failed, and nothing is stored. */
static void test_the_commit_fails(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    for (faulty_kind kind = FAULTY_EIO; kind <= FAULTY_SHORT; kind++) {
        caller callers[CALLERS] = {0};
        call_together(p, store, callers, CALLERS, kind);
        join(callers, CALLERS);
        assert_true(faulty_happened());
        faulty_set(FAULTY_NOTHING, 0);
        for (int i = 0; i < CALLERS; i++) {
            assert_int_equal(callers[i].rc, CRD_E_IO);
            assert_int_equal(callers[i].error.code, kind == FAULTY_FULL
                                                        ? CRD_CODE_STORE_FULL
                                                        : CRD_CODE_STORE_IO);
        }
        assert_int_equal(stored(p), 0);
    }
    /* The disk works again, and so does the store. */
    caller after = {.store = store, .number = 1000};
    call(&after);
    place_ok(after.rc, &after.error);
    assert_int_equal(stored(p), 1);
    assert_true(place_sound(p, store));
    crd_store_close(store);
}

/* Threads that come and go as they like: each write is there when it is
 * acknowledged, seen by another connection. */
static void *call_often(void *context)
{
    caller *c = context;
    for (int i = 0; i < 50; i++) {
        c->number += 1000;
        c->rc = crd_store_write(c->store, write_one, c, &c->error);
        if (c->rc != CRD_OK) {
            return NULL;
        }
        crd_store_tx *tx;
        crd_arena arena;
        crd_span value = CRD_SPAN_NONE;
        char name[32];
        snprintf(name, sizeof name, "caller-%d", c->number);
        crd_arena_init(&arena, crd_allocator_default(), 0);
        c->rc = crd_store_begin(&tx, c->store, CRD_STORE_READ, &c->error);
        if (c->rc == CRD_OK) {
            c->rc = crd_store_meta_get(&value, &arena, tx, crd_span_of(name),
                                       &c->error);
            crd_store_rollback(tx);
        }
        bool there = value.data != NULL;
        crd_arena_free(&arena);
        if (!there) {
            c->rc = CRD_E_NOT_FOUND;
            return NULL;
        }
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    caller callers[8] = {0};
    for (int i = 0; i < 8; i++) {
        callers[i] = (caller){.store = store, .number = i};
        assert_int_equal(
            pthread_create(&callers[i].thread, NULL, call_often, &callers[i]),
            0);
    }
    join(callers, 8);
    for (int i = 0; i < 8; i++) {
        place_ok(callers[i].rc, &callers[i].error);
    }
    assert_int_equal(stored(p), 400);
    assert_true(place_sound(p, store));
    crd_store_close(store);
}

/* More callers than a batch takes: several commits, all served. */
static void test_batches(void **state)
{
    place *p = *state;
    crd_store_options options = {.batch_max = 5};
    crd_store *store;
    caller callers[CALLERS] = {0};
    crd_store_close(place_make(p));
    place_ok(crd_store_open(&store, p->url, &options, &p->error), &p->error);
    call_together(p, store, callers, CALLERS, FAULTY_NOTHING);
    join(callers, CALLERS);
    assert_int_equal(stored(p), CALLERS);
    assert_true(faulty_syncs() >= (CALLERS + 4) / 5);
    crd_store_close(store);
}

int main(void)
{
    faulty_install();
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_shared),           PLACE_TEST(test_one_of_them_fails),
        PLACE_TEST(test_the_commit_fails), PLACE_TEST(test_many_threads),
        PLACE_TEST(test_batches),
    };
    return cmocka_run_group_tests_name("store_commit", tests, NULL, NULL);
}
