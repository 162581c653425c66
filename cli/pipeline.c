/* SPDX-License-Identifier: Apache-2.0 */
/* Batches read in order, worked on by threads, written in order. */
#include "cli/pipeline.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Batches in flight for each worker: one worked on, one waiting, one done. */
enum { BATCHES_PER_JOB = 3 };

/* A batch of more than this is worked on before any other is read, so that
 * memory does not grow with the number of jobs. */
enum { LARGE = 1 << 20 };

typedef enum batch_state { FREE = 0, READY, BUSY, DONE } batch_state;

/* A ring: batch number n lives in slot n % slots. */
typedef struct ring {
    const cli_pipeline *pipeline;
    cli_batch *batches;
    batch_state *states;
    uint64_t slots;
    uint64_t read;    /* number of the next batch to be read */
    uint64_t taken;   /* of the next to be worked on */
    uint64_t written; /* of the next to be written */
    bool closed;      /* nothing more will be read */
    pthread_mutex_t lock;
    pthread_cond_t ready;
    pthread_cond_t done;
} ring;

typedef struct worker {
    ring *ring;
    void *context;
    pthread_t thread;
} worker;

static void batch_init(cli_batch *batch)
{
    const crd_allocator *a = crd_allocator_default();
    memset(batch, 0, sizeof *batch);
    crd_arena_init(&batch->arena, a, 0);
    crd_buffer_init(&batch->in, a, SIZE_MAX / 2);
    crd_buffer_init(&batch->out, a, SIZE_MAX / 2);
    crd_buffer_init(&batch->log, a, 1 << 20);
}

static void batch_reset(cli_batch *batch)
{
    crd_arena_reset(&batch->arena);
    crd_buffer_clear(&batch->in);
    crd_buffer_clear(&batch->out);
    crd_buffer_clear(&batch->log);
    memset(batch->tally, 0, sizeof batch->tally);
    batch->items = NULL;
    batch->ends = NULL;
    batch->count = 0;
    batch->rc = CRD_OK;
    crd_error_clear(&batch->error);
}

static void batch_free(cli_batch *batch)
{
    crd_arena_free(&batch->arena);
    crd_buffer_free(&batch->in);
    crd_buffer_free(&batch->out);
    crd_buffer_free(&batch->log);
}

static void *work_loop(void *argument)
{
    worker *self = argument;
    ring *r = self->ring;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->taken == r->read && !r->closed) {
            pthread_cond_wait(&r->ready, &r->lock);
        }
        if (r->taken == r->read) {
            break;
        }
        uint64_t slot = r->taken++ % r->slots;
        cli_batch *batch = &r->batches[slot];
        r->states[slot] = BUSY;
        pthread_mutex_unlock(&r->lock);
        batch->rc = r->pipeline->work(self->context, batch, &batch->error);
        pthread_mutex_lock(&r->lock);
        r->states[slot] = DONE;
        pthread_cond_signal(&r->done);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static void let_go(crd_buffer *buffer)
{
    if (buffer->capacity > LARGE) {
        crd_buffer_free(buffer);
    }
}

/* Writes a finished batch; a failed one is written as far as it came. What it
 * took beyond the measure is given back. */
static crd_rc write_batch(const cli_pipeline *p, cli_batch *batch,
                          crd_error *error)
{
    crd_rc rc = p->write(p->context, batch, error);
    if (rc == CRD_OK && batch->rc != CRD_OK) {
        rc = batch->rc;
        if (error) {
            *error = batch->error;
        }
    }
    let_go(&batch->in);
    let_go(&batch->out);
    return rc;
}

static crd_rc run_alone(const cli_pipeline *p, crd_error *error)
{
    cli_batch batch;
    bool more = true;
    crd_rc rc = CRD_OK;
    batch_init(&batch);
    while (rc == CRD_OK) {
        batch_reset(&batch);
        rc = p->read(p->context, &batch, &more, error);
        if (rc != CRD_OK || !more) {
            break;
        }
        batch.rc = p->work(p->workers[0], &batch, &batch.error);
        rc = write_batch(p, &batch, error);
    }
    batch_free(&batch);
    return rc;
}

/* The oldest batch, once it is done. */
static cli_batch *wait_for_oldest(ring *r)
{
    uint64_t slot = r->written % r->slots;
    pthread_mutex_lock(&r->lock);
    while (r->states[slot] != DONE) {
        pthread_cond_wait(&r->done, &r->lock);
    }
    r->states[slot] = FREE;
    pthread_mutex_unlock(&r->lock);
    return &r->batches[slot];
}

/* Reads as far as there is room, writes as soon as the oldest is done. */
static crd_rc feed(ring *r, crd_error *error)
{
    const cli_pipeline *p = r->pipeline;
    bool more = true, large = false;
    crd_rc rc = CRD_OK;
    while (rc == CRD_OK && (more || r->written < r->read)) {
        if (more && !large && r->read - r->written < r->slots) {
            cli_batch *batch = &r->batches[r->read % r->slots];
            batch_reset(batch);
            rc = p->read(p->context, batch, &more, error);
            if (rc == CRD_OK && more) {
                large = batch->in.len > LARGE;
                pthread_mutex_lock(&r->lock);
                r->states[r->read % r->slots] = READY;
                r->read++;
                pthread_cond_signal(&r->ready);
                pthread_mutex_unlock(&r->lock);
            }
            continue;
        }
        rc = write_batch(p, wait_for_oldest(r), error);
        r->written++;
        large = large && r->written < r->read;
    }
    /* A failure to read leaves whole batches: they still count. */
    while (rc != CRD_OK && r->written < r->read) {
        crd_error later;
        crd_rc failed = write_batch(p, wait_for_oldest(r), &later);
        r->written++;
        if (failed != CRD_OK) {
            break;
        }
    }
    return rc;
}

/* Signals are for the thread that reads and writes, not for the workers. */
static uint32_t start(ring *r, worker *workers)
{
    uint32_t started = 0;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (started < r->pipeline->jobs) {
        worker *w = &workers[started];
        *w = (worker){.ring = r, .context = r->pipeline->workers[started]};
        if (pthread_create(&w->thread, NULL, work_loop, w) != 0) {
            break;
        }
        started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

/* glibc would come to take even large pieces from a heap of each thread, and
 * give none of it back for the others. */
static void give_back_large(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}

static crd_rc run_threads(ring *r, worker *workers, crd_error *error)
{
    give_back_large();
    uint32_t started = start(r, workers);
    crd_rc rc = started ? feed(r, error)
                        : crd_fail(error, CRD_CODE_RESOURCES,
                                   "the system gave no thread to work on");
    pthread_mutex_lock(&r->lock);
    r->closed = true;
    pthread_cond_broadcast(&r->ready);
    pthread_mutex_unlock(&r->lock);
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    return rc;
}

crd_rc cli_pipeline_run(const cli_pipeline *pipeline, crd_error *error)
{
    crd_arena arena;
    ring r = {.pipeline = pipeline,
              .slots = (uint64_t)pipeline->jobs * BATCHES_PER_JOB};
    worker *workers;
    crd_rc rc;

    if (pipeline->jobs <= 1) {
        return run_alone(pipeline, error);
    }
    crd_arena_init(&arena, crd_allocator_default(), 0);
    r.batches = CRD_NEW_N(&arena, cli_batch, r.slots);
    r.states = crd_arena_calloc(&arena, r.slots, sizeof *r.states);
    workers = CRD_NEW_N(&arena, worker, pipeline->jobs);
    if (!r.batches || !r.states || !workers) {
        crd_arena_free(&arena);
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint64_t i = 0; i < r.slots; i++) {
        batch_init(&r.batches[i]);
    }
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.ready, NULL);
    pthread_cond_init(&r.done, NULL);
    rc = run_threads(&r, workers, error);
    pthread_cond_destroy(&r.done);
    pthread_cond_destroy(&r.ready);
    pthread_mutex_destroy(&r.lock);
    for (uint64_t i = 0; i < r.slots; i++) {
        batch_free(&r.batches[i]);
    }
    crd_arena_free(&arena);
    return rc;
}

uint32_t cli_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 256 ? 256 : (uint32_t)n;
}
