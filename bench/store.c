/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to the store, each acknowledged after its commit: a job and the audit
 * event that tells of it. The disk decides, so the figures are per second on
 * the wall, and depend on the machine more than any other line. */
#include "bench/bench.h"

#include "platform/audit/audit.h"
#include "platform/jobs/jobs.h"
#include "platform/store/backend.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CALLERS = 32, BATCH = 100 };

typedef struct caller {
    crd_store *store;
    const crd_env *env;
    double until;
    uint64_t written;
    int number, rows; /* rows of one request */
    pthread_t thread;
} caller;

static crd_rc draw(void *context, uint8_t *out, size_t len, crd_error *error)
{
    (void)context;
    (void)error;
    randombytes_buf(out, len);
    return CRD_OK;
}

static crd_rc write_rows(void *context, crd_store_tx *tx, crd_error *error)
{
    caller *c = context;
    for (int i = 0; i < c->rows; i++) {
        char key[48];
        crd_uuid id;
        bool fresh;
        snprintf(key, sizeof key, "%d-%llu", c->number,
                 (unsigned long long)c->written + (unsigned)i);
        crd_job_request request = {.kind = CRD_SPAN("bench"),
                                   .key = crd_span_of(key)};
        crd_audit_event event = {.actor = CRD_SPAN("bench"),
                                 .action = CRD_SPAN("job.add"),
                                 .subject = crd_span_of(key)};
        CRD_TRY(crd_jobs_add(&id, &fresh, tx, c->env, &request, error));
        CRD_TRY(crd_audit_append(NULL, tx, c->env, &event, error));
    }
    return CRD_OK;
}

static void *call(void *context)
{
    caller *c = context;
    crd_error error;
    while (raw_wall_seconds() < c->until) {
        bench_must(crd_store_write(c->store, write_rows, c, &error), &error,
                   "a write to the store");
        c->written += (unsigned)c->rows;
    }
    return NULL;
}

/* A store of its own for each measurement, in a folder that is ours alone. */
static crd_store *open_store(const bench *b, const crd_env *env, char *folder,
                             size_t size)
{
    crd_store_options options = {.create = true, .any_version = true};
    char url[4096 + 32];
    int64_t from, to;
    crd_store *store;
    crd_error error;
    snprintf(folder, size, "%s/store-XXXXXX", b->folder);
    if (!mkdtemp(folder)) {
        perror(folder);
        exit(1);
    }
    snprintf(url, sizeof url, "sqlite:%s/s.sqlite", folder);
    bench_must(crd_store_open(&store, url, &options, &error), &error,
               "a store");
    bench_must(crd_store_migrate(&from, &to, store, env, NULL, NULL, &error),
               &error, "its schema");
    return store;
}

static void remove_store(const char *folder)
{
    char name[4096 + 32];
    snprintf(name, sizeof name, "%s/s.sqlite", folder);
    crd_store_sqlite.discard(name);
    rmdir(folder);
}

static double rows_per_second(bench *b, double seconds, int callers, int rows)
{
    caller all[CALLERS];
    char folder[4096];
    crd_env env = b->env;
    uint64_t written = 0;
    env.random = draw;
    crd_store *store = open_store(b, &env, folder, sizeof folder);
    double begin = raw_wall_seconds();
    for (int i = 0; i < callers; i++) {
        all[i] = (caller){.store = store,
                          .env = &env,
                          .until = begin + seconds,
                          .number = i,
                          .rows = rows};
        if (pthread_create(&all[i].thread, NULL, call, &all[i]) != 0) {
            perror("thread");
            exit(1);
        }
    }
    for (int i = 0; i < callers; i++) {
        pthread_join(all[i].thread, NULL);
        written += all[i].written;
    }
    double took = raw_wall_seconds() - begin;
    crd_store_close(store);
    remove_store(folder);
    return (double)written / took;
}

static double run_single(bench *b, double seconds)
{
    return rows_per_second(b, seconds, 1, 1);
}

static double run_grouped(bench *b, double seconds)
{
    return rows_per_second(b, seconds, CALLERS, 1);
}

static double run_batches(bench *b, double seconds)
{
    return rows_per_second(b, seconds, 1, BATCH);
}

const bench_line BENCH_STORE_LINES[] = {
    {"store: one caller, a commit each", "1/s", "higher", RAW_NONE, 150, 300,
     false, run_single},
    {"store: 32 callers, grouped commits", "1/s", "higher", RAW_NONE, 1000,
     4000, false, run_grouped},
    {"store: batches of 100", "1/s", "higher", RAW_NONE, 2000, 8000, false,
     run_batches},
    {NULL},
};
