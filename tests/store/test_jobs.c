/* SPDX-License-Identifier: Apache-2.0 */
/* Room jobs: one job for one request, one worker for one job. */
#include "place.h"

#include "platform/jobs/jobs.h"

#include <pthread.h>
#include <sys/wait.h>

static const crd_uuid TENANT = {{1, 2, 3}};

typedef struct room {
    place *p;
    crd_store *store;
    crd_store_tx *tx;
    crd_arena arena;
} room;

static room open_room(place *p)
{
    room r = {.p = p, .store = place_make(p)};
    crd_arena_init(&r.arena, crd_allocator_default(), 0);
    r.tx = place_begin(p, r.store, CRD_STORE_WRITE);
    return r;
}

static void close_room(room *r)
{
    crd_store_rollback(r->tx);
    crd_arena_free(&r->arena);
    crd_store_close(r->store);
}

static crd_job_request request(const char *key)
{
    return (crd_job_request){.tenant = TENANT,
                             .kind = CRD_SPAN("award.issue"),
                             .key = crd_span_of(key)};
}

static crd_uuid add(room *r, const char *key)
{
    crd_job_request q = request(key);
    crd_uuid id;
    bool fresh;
    place_ok(crd_jobs_add(&id, &fresh, r->tx, &r->p->env, &q, &r->p->error),
             &r->p->error);
    assert_true(fresh);
    r->p->env.now.seconds++;
    return id;
}

static bool claim(room *r, crd_job *job, const char *kind)
{
    bool found;
    place_ok(crd_jobs_claim(&found, job, &r->arena, r->tx, &r->p->env,
                            crd_span_of(kind), CRD_SPAN("worker 1"), 60,
                            &r->p->error),
             &r->p->error);
    return found;
}

static crd_job get(room *r, crd_uuid id)
{
    crd_job job;
    place_ok(crd_jobs_get(&job, &r->arena, r->tx, id, &r->p->error),
             &r->p->error);
    return job;
}

/* Security cases 171, 172: a key used twice is one job, or a conflict. */
static void test_idempotency_keys(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_limits limits = crd_limits_default();
    crd_job_request q = request("k");
    crd_json *a, *b, *c;
    crd_uuid first, again;
    bool fresh;
    place_ok(crd_json_parse(&a, &r.arena, CRD_SPAN("{\"x\":1,\"y\":[2]}"),
                            &limits, &p->error),
             &p->error);
    place_ok(crd_json_parse(&b, &r.arena, CRD_SPAN("{ \"y\":[2], \"x\":1.0 }"),
                            &limits, &p->error),
             &p->error);
    place_ok(crd_json_parse(&c, &r.arena, CRD_SPAN("{\"x\":2,\"y\":[2]}"),
                            &limits, &p->error),
             &p->error);
    q.arguments = a;
    place_ok(crd_jobs_add(&first, &fresh, r.tx, &p->env, &q, &p->error),
             &p->error);
    assert_true(fresh);
    q.arguments = b; /* the same, written otherwise */
    place_ok(crd_jobs_add(&again, &fresh, r.tx, &p->env, &q, &p->error),
             &p->error);
    assert_false(fresh);
    assert_true(crd_uuid_equal(first, again));
    q.arguments = c;
    assert_int_equal(crd_jobs_add(&again, &fresh, r.tx, &p->env, &q, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_JOB_KEY_REUSED);
    q.kind = CRD_SPAN("notice.send"); /* the key is its own kind's */
    place_ok(crd_jobs_add(&again, &fresh, r.tx, &p->env, &q, &p->error),
             &p->error);
    assert_true(fresh);
    crd_job *jobs;
    size_t count;
    place_ok(crd_jobs_list(&jobs, &count, &r.arena, r.tx, CRD_JOB_STATE_COUNT,
                           CRD_SPAN(""), 100, &p->error),
             &p->error);
    assert_int_equal(count, 2);
    q.key = CRD_SPAN("");
    assert_int_equal(crd_jobs_add(&again, &fresh, r.tx, &p->env, &q, &p->error),
                     CRD_E_INTERNAL);
    close_room(&r);
}

static void test_from_claim_to_done(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_uuid one = add(&r, "1"), two = add(&r, "2");
    crd_job job, second, none;
    crd_job_wish wish;
    crd_job_progress progress = {10, 4, 1};
    assert_true(claim(&r, &job, ""));
    assert_true(crd_uuid_equal(job.id, one)); /* the oldest */
    assert_int_equal(job.state, CRD_JOB_RUNNING);
    assert_int_equal(job.attempts, 1);
    assert_true(crd_span_is(job.arguments, "{}"));
    assert_true(claim(&r, &second, "award.issue"));
    assert_true(crd_uuid_equal(second.id, two));
    assert_false(crd_uuid_equal(job.lease, second.lease));
    assert_false(claim(&r, &none, ""));
    place_ok(crd_jobs_heartbeat(&wish, r.tx, &p->env, &job, &progress, 60,
                                &p->error),
             &p->error);
    assert_int_equal(wish, CRD_JOB_GO_ON);
    crd_json result = crd_json_object();
    place_ok(crd_jobs_done(r.tx, &p->env, &job, &result, &p->error), &p->error);
    job = get(&r, one);
    assert_int_equal(job.state, CRD_JOB_DONE);
    assert_int_equal(job.progress.done, 4);
    assert_true(crd_span_is(job.result, "{}"));
    assert_int_equal(job.finished.seconds, p->env.now.seconds);
    assert_true(crd_uuid_equal(job.lease, CRD_UUID_NIL));
    /* It is over: whoever still has the lease in hand has it no more. */
    place_ok(crd_jobs_done(r.tx, &p->env, &second, NULL, &p->error), &p->error);
    assert_int_equal(crd_jobs_done(r.tx, &p->env, &second, NULL, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_JOB_LEASE_LOST);
    int64_t counts[CRD_JOB_STATE_COUNT];
    place_ok(crd_jobs_count(counts, r.tx, &p->error), &p->error);
    assert_int_equal(counts[CRD_JOB_DONE], 2);
    assert_int_equal(counts[CRD_JOB_WAITING], 0);
    close_room(&r);
}

static void test_kinds_and_times(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_job_request q = request("later");
    crd_job job;
    crd_uuid id;
    bool fresh;
    q.run_after = (crd_instant){PLACE_NOW + 1000, 0};
    place_ok(crd_jobs_add(&id, &fresh, r.tx, &p->env, &q, &p->error),
             &p->error);
    assert_false(claim(&r, &job, ""));
    p->env.now.seconds = PLACE_NOW + 1000;
    assert_false(claim(&r, &job, "notice.send"));
    assert_true(claim(&r, &job, "award.issue"));
    close_room(&r);
}

/* A worker that is gone: another takes over when the lease ends, not before,
 * and the first can write no more. */
static void test_taken_over(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_uuid id = add(&r, "1");
    crd_job first, second;
    crd_job_wish wish;
    crd_job_progress progress = {0, 0, 0};
    assert_true(claim(&r, &first, ""));
    p->env.now.seconds += 59;
    assert_false(claim(&r, &second, ""));
    place_ok(crd_jobs_heartbeat(&wish, r.tx, &p->env, &first, &progress, 60,
                                &p->error),
             &p->error);
    p->env.now.seconds += 59; /* kept by the heartbeat */
    assert_false(claim(&r, &second, ""));
    p->env.now.seconds += 1;
    assert_true(claim(&r, &second, ""));
    assert_true(crd_uuid_equal(second.id, id));
    assert_int_equal(second.attempts, 2);
    assert_int_equal(crd_jobs_heartbeat(&wish, r.tx, &p->env, &first, &progress,
                                        60, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(crd_jobs_done(r.tx, &p->env, &first, NULL, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(
        crd_jobs_stop(r.tx, &p->env, &first, CRD_JOB_PAUSE, &p->error),
        CRD_E_CONFLICT);
    place_ok(crd_jobs_done(r.tx, &p->env, &second, NULL, &p->error), &p->error);
    close_room(&r);
}

/* A job that ends each of its workers is not handed out for ever. */
static void test_abandoned(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_uuid id = add(&r, "1");
    crd_job job;
    for (int i = 0; i < 5; i++) {
        assert_true(claim(&r, &job, ""));
        p->env.now.seconds += 61;
    }
    assert_false(claim(&r, &job, ""));
    job = get(&r, id);
    assert_int_equal(job.state, CRD_JOB_FAILED);
    assert_true(crd_span_is(job.error_code, "job-abandoned"));
    /* Somebody looked into it, and it begins afresh. */
    place_ok(crd_jobs_resume(r.tx, &p->env, id, &p->error), &p->error);
    assert_true(claim(&r, &job, ""));
    assert_int_equal(job.attempts, 1);
    close_room(&r);
}

static void test_backoff(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_uuid id = add(&r, "1");
    static const int64_t WAITS[] = {30, 60, 120, 240};
    crd_error why;
    crd_job job;
    (void)!crd_fail(&why, CRD_CODE_STORE_BUSY, "%s", "");
    for (int i = 0; i < 4; i++) {
        assert_true(claim(&r, &job, ""));
        place_ok(crd_jobs_fail(r.tx, &p->env, &job, &why, true, &p->error),
                 &p->error);
        job = get(&r, id);
        assert_int_equal(job.state, CRD_JOB_WAITING);
        assert_int_equal(job.run_after.seconds, p->env.now.seconds + WAITS[i]);
        p->env.now.seconds += WAITS[i] - 1;
        assert_false(claim(&r, &job, ""));
        p->env.now.seconds += 1;
    }
    assert_true(claim(&r, &job, ""));
    place_ok(crd_jobs_fail(r.tx, &p->env, &job, &why, true, &p->error),
             &p->error);
    job = get(&r, id);
    assert_int_equal(job.state, CRD_JOB_FAILED);
    assert_true(crd_span_is(job.error_code, "store-busy"));
    assert_true(job.error_message.len > 10);
    /* What another try would not mend fails at once. */
    id = add(&r, "2");
    assert_true(claim(&r, &job, ""));
    place_ok(crd_jobs_fail(r.tx, &p->env, &job, &why, false, &p->error),
             &p->error);
    assert_int_equal(get(&r, id).state, CRD_JOB_FAILED);
    close_room(&r);
}

/* ---- Steering ------------------------------------------------------------ */

typedef crd_rc (*steer_fn)(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                           crd_error *error);

static const steer_fn STEER[] = {crd_jobs_pause, crd_jobs_resume,
                                 crd_jobs_cancel};

/* Brings a fresh job into a state. */
static crd_uuid in_state(room *r, crd_job_state wanted, const char *key)
{
    crd_uuid id = add(r, key);
    crd_error why;
    crd_job job;
    (void)!crd_fail(&why, CRD_CODE_STORE_BUSY, "%s", "");
    if (wanted == CRD_JOB_PAUSED || wanted == CRD_JOB_CANCELLED) {
        place_ok((wanted == CRD_JOB_PAUSED ? crd_jobs_pause : crd_jobs_cancel)(
                     r->tx, &r->p->env, id, &r->p->error),
                 &r->p->error);
    } else if (wanted != CRD_JOB_WAITING) {
        assert_true(claim(r, &job, ""));
        assert_true(crd_uuid_equal(job.id, id));
        if (wanted == CRD_JOB_DONE) {
            place_ok(crd_jobs_done(r->tx, &r->p->env, &job, NULL, &r->p->error),
                     &r->p->error);
        } else if (wanted == CRD_JOB_FAILED) {
            place_ok(crd_jobs_fail(r->tx, &r->p->env, &job, &why, false,
                                   &r->p->error),
                     &r->p->error);
        }
    }
    assert_int_equal(get(r, id).state, wanted);
    return id;
}

/* Every state against everything that can be asked: what follows, or -1. */
static const struct {
    crd_job_state from;
    int to[3]; /* pause, resume, cancel */
} WAYS[] = {
    {CRD_JOB_WAITING, {CRD_JOB_PAUSED, -1, CRD_JOB_CANCELLED}},
    {CRD_JOB_RUNNING, {CRD_JOB_RUNNING, CRD_JOB_RUNNING, CRD_JOB_RUNNING}},
    {CRD_JOB_PAUSED, {-1, CRD_JOB_WAITING, CRD_JOB_CANCELLED}},
    {CRD_JOB_DONE, {-1, -1, -1}},
    {CRD_JOB_FAILED, {-1, CRD_JOB_WAITING, -1}},
    {CRD_JOB_CANCELLED, {-1, -1, -1}},
};

static void test_every_way(void **state)
{
    place *p = *state;
    for (int i = 0; i < CRD_JOB_STATE_COUNT; i++) {
        for (int e = 0; e < 3; e++) {
            place_empty(p->root);
            room r = open_room(p);
            crd_uuid id = in_state(&r, WAYS[i].from, "k");
            crd_rc rc = STEER[e](r.tx, &p->env, id, &p->error);
            if (WAYS[i].to[e] < 0) {
                assert_int_equal(rc, CRD_E_CONFLICT);
                assert_int_equal(p->error.code, CRD_CODE_JOB_STATE);
                assert_int_equal(get(&r, id).state, WAYS[i].from);
            } else {
                place_ok(rc, &p->error);
                assert_int_equal(get(&r, id).state, WAYS[i].to[e]);
            }
            close_room(&r);
        }
    }
}

/* A running job hears of it at its next heartbeat, and stops. */
static void test_wishes(void **state)
{
    place *p = *state;
    room r = open_room(p);
    crd_job_progress progress = {0, 0, 0};
    static const struct {
        steer_fn ask;
        crd_job_wish wish;
        crd_job_state end;
    } ROWS[] = {{crd_jobs_pause, CRD_JOB_PAUSE, CRD_JOB_PAUSED},
                {crd_jobs_cancel, CRD_JOB_CANCEL, CRD_JOB_CANCELLED}};
    for (size_t i = 0; i < 2; i++) {
        crd_job_wish wish;
        crd_job job;
        crd_uuid id = add(&r, i ? "a" : "b");
        assert_true(claim(&r, &job, ""));
        place_ok(ROWS[i].ask(r.tx, &p->env, id, &p->error), &p->error);
        place_ok(crd_jobs_heartbeat(&wish, r.tx, &p->env, &job, &progress, 60,
                                    &p->error),
                 &p->error);
        assert_int_equal(wish, ROWS[i].wish);
        place_ok(crd_jobs_stop(r.tx, &p->env, &job, wish, &p->error),
                 &p->error);
        job = get(&r, id);
        assert_int_equal(job.state, ROWS[i].end);
        assert_int_equal(job.wish, CRD_JOB_GO_ON);
        assert_int_equal(job.finished.seconds != 0, i == 1);
    }
    crd_uuid nobody = {{9}};
    assert_int_equal(crd_jobs_pause(r.tx, &p->env, nobody, &p->error),
                     CRD_E_NOT_FOUND);
    close_room(&r);
}

/* ---- Several at once ----------------------------------------------------- */

typedef struct asking {
    crd_store *store;
    place p; /* its own random bytes */
    crd_uuid id;
    bool fresh;
    crd_rc rc;
    pthread_t thread;
} asking;

static crd_rc add_same(void *context, crd_store_tx *tx, crd_error *error)
{
    asking *a = context;
    crd_job_request q = request("same");
    return crd_jobs_add(&a->id, &a->fresh, tx, &a->p.env, &q, error);
}

static void *ask(void *context)
{
    asking *a = context;
    a->rc = crd_store_write(a->store, add_same, a, &a->p.error);
    return NULL;
}

/* Security case 173: a hundred requests at once with one key are one job. */
static void test_one_key_at_once(void **state)
{
    enum { REQUESTS = 100 };
    place *p = *state;
    crd_store *store = place_make(p);
    asking *all = calloc(REQUESTS, sizeof *all);
    int fresh = 0;
    for (int i = 0; i < REQUESTS; i++) {
        all[i] = (asking){.store = store, .p = *p};
        all[i].p.drawn += (uint64_t)i * 77;
        all[i].p.env.random_context = &all[i].p;
        assert_int_equal(pthread_create(&all[i].thread, NULL, ask, &all[i]), 0);
    }
    for (int i = 0; i < REQUESTS; i++) {
        pthread_join(all[i].thread, NULL);
        place_ok(all[i].rc, &all[i].p.error);
        assert_true(crd_uuid_equal(all[i].id, all[0].id));
        fresh += all[i].fresh;
    }
    assert_int_equal(fresh, 1);
    free(all);
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select count(*) from job"), 1);
}

/* What a worker process does: claims, and says which jobs it had. */
static void work_until_empty(place *p, int out)
{
    crd_store *store = place_open(p);
    crd_arena arena;
    p->drawn = (uint64_t)getpid();
    crd_arena_init(&arena, crd_allocator_default(), 0);
    for (bool found = true; found;) {
        crd_job job;
        crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
        place_ok(crd_jobs_claim(&found, &job, &arena, tx, &p->env, CRD_SPAN(""),
                                CRD_SPAN("w"), 60, &p->error),
                 &p->error);
        if (found) {
            place_ok(crd_jobs_done(tx, &p->env, &job, NULL, &p->error),
                     &p->error);
        }
        place_ok(crd_store_commit(tx, &p->error), &p->error);
        if (found && write(out, job.id.bytes, 16) != 16) {
            _exit(1);
        }
    }
    crd_arena_free(&arena);
    crd_store_close(store);
}

/* Four processes over one store: every job is done, none twice. */
static void test_processes(void **state)
{
    enum { JOBS = 120, PROCESSES = 4 };
    place *p = *state;
    room r = open_room(p);
    char key[16];
    int ends[2];
    for (int i = 0; i < JOBS; i++) {
        snprintf(key, sizeof key, "%d", i);
        add(&r, key);
    }
    place_ok(crd_store_commit(r.tx, &p->error), &p->error);
    crd_arena_free(&r.arena);
    crd_store_close(r.store);
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            work_until_empty(p, ends[1]);
            _exit(0);
        }
    }
    close(ends[1]);
    crd_uuid done[JOBS + 1];
    int n = 0;
    while (n <= JOBS && read(ends[0], done[n].bytes, 16) == 16) {
        for (int i = 0; i < n; i++) {
            assert_false(crd_uuid_equal(done[i], done[n]));
        }
        n++;
    }
    close(ends[0]);
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(n, JOBS);
    assert_int_equal(place_ask(p->file, "select count(*) from job where state "
                                        "= 'done' and attempts = 1"),
                     JOBS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_idempotency_keys), PLACE_TEST(test_from_claim_to_done),
        PLACE_TEST(test_kinds_and_times),  PLACE_TEST(test_taken_over),
        PLACE_TEST(test_abandoned),        PLACE_TEST(test_backoff),
        PLACE_TEST(test_every_way),        PLACE_TEST(test_wishes),
        PLACE_TEST(test_one_key_at_once),  PLACE_TEST(test_processes),
    };
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
