/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room jobs: background work as a queue in the store. A worker, in any of any
 * number of processes, claims a job under a lease; whoever holds the lease may
 * write for the job. A worker that is killed loses nothing: when its lease is
 * over, another takes the job and goes on from what was committed.
 *
 * Every function works inside the caller's transaction. A step of a job and
 * its crd_jobs_heartbeat belong in one transaction: if the lease has been lost
 * meanwhile, the whole step is undone, so no step is done twice.
 *
 * Times are those of `env->now`; the room keeps no clock and starts nothing.
 */
#ifndef PLATFORM_JOBS_JOBS_H
#define PLATFORM_JOBS_JOBS_H

#include "credimur/json.h"
#include "platform/store/store.h"

typedef enum crd_job_state {
    CRD_JOB_WAITING,
    CRD_JOB_RUNNING,
    CRD_JOB_PAUSED,
    CRD_JOB_DONE,
    CRD_JOB_FAILED,
    CRD_JOB_CANCELLED,
    CRD_JOB_STATE_COUNT
} crd_job_state;

/** "waiting"; and the state of a word, CRD_JOB_STATE_COUNT if it is none. */
const char *crd_job_state_word(crd_job_state state);
crd_job_state crd_job_state_find(crd_span word);

/** What somebody asks of a job; a running one hears of it at a heartbeat. */
typedef enum crd_job_wish {
    CRD_JOB_GO_ON,
    CRD_JOB_PAUSE,
    CRD_JOB_CANCEL
} crd_job_wish;

/** What is to be done. */
typedef struct crd_job_request {
    crd_uuid tenant;
    crd_span kind;             /**< award.issue; not empty */
    crd_span key;              /**< idempotency key; not empty */
    const crd_json *arguments; /**< an object; NULL: {} */
    crd_instant run_after;     /**< 0: at once */
    int64_t attempts_max;      /**< 0: 5 */
    int64_t backoff_s;         /**< after the first failure; 0: 30 */
    int64_t items_total;       /**< 0: not known yet */
} crd_job_request;

/** How far a job has come. */
typedef struct crd_job_progress {
    int64_t total, done, failed;
} crd_job_progress;

/** A job as it stands in the store; its texts are in the arena. */
typedef struct crd_job {
    crd_uuid id, tenant;
    crd_span kind, key, arguments;
    crd_job_state state;
    crd_job_wish wish;
    crd_instant run_after;
    int64_t attempts, attempts_max, backoff_s;
    crd_uuid lease; /**< nil: nobody works on it */
    crd_instant lease_until;
    crd_span worker;
    crd_job_progress progress;
    crd_span result; /**< `.data` NULL before it is done */
    crd_span error_code, error_message;
    crd_instant created, updated;
    crd_instant finished; /**< 0: not yet */
    int64_t row_version;
} crd_job;

/* ---- Asking -------------------------------------------------------------- */

/**
 * Puts a job into the queue. The same key, kind and tenant again with the same
 * arguments gives the same id and `*fresh` false (security cases 171, 173);
 * with others JOB_KEY_REUSED, and nothing is stored (case 172).
 */
CRD_MUST_USE crd_rc crd_jobs_add(crd_uuid *id, bool *fresh, crd_store_tx *tx,
                                 const crd_env *env,
                                 const crd_job_request *request,
                                 crd_error *error);
/** JOB_NOT_FOUND. */
CRD_MUST_USE crd_rc crd_jobs_get(crd_job *out, crd_arena *arena,
                                 crd_store_tx *tx, crd_uuid id,
                                 crd_error *error);
/** Jobs, latest first; `state` CRD_JOB_STATE_COUNT and "" take all. */
CRD_MUST_USE crd_rc crd_jobs_list(crd_job **out, size_t *found,
                                  crd_arena *arena, crd_store_tx *tx,
                                  crd_job_state state, crd_span kind,
                                  int64_t count, crd_error *error);
/**
 * The job whose id is written so or begins so. JOB_NOT_FOUND; AMBIGUOUS, with
 * how they go on.
 */
CRD_MUST_USE crd_rc crd_jobs_find(crd_uuid *out, crd_store_tx *tx,
                                  crd_span prefix, crd_error *error);
/** Jobs whose worker has let its lease run out, and that nobody took over. */
CRD_MUST_USE crd_rc crd_jobs_stuck(int64_t *out, crd_store_tx *tx,
                                   crd_instant now, crd_error *error);
/** How many jobs are in each state. */
CRD_MUST_USE crd_rc crd_jobs_count(int64_t out[CRD_JOB_STATE_COUNT],
                                   crd_store_tx *tx, crd_error *error);

/**
 * Pauses, resumes or cancels. What waits changes at once; what runs is asked.
 * JOB_STATE where the table of state.c has no such way, JOB_NOT_FOUND.
 */
CRD_MUST_USE crd_rc crd_jobs_pause(crd_store_tx *tx, const crd_env *env,
                                   crd_uuid id, crd_error *error);
CRD_MUST_USE crd_rc crd_jobs_resume(crd_store_tx *tx, const crd_env *env,
                                    crd_uuid id, crd_error *error);
CRD_MUST_USE crd_rc crd_jobs_cancel(crd_store_tx *tx, const crd_env *env,
                                    crd_uuid id, crd_error *error);

/* ---- Working ------------------------------------------------------------- */

/**
 * Takes the job that has waited longest, or one whose lease is over, for
 * `lease_s` seconds. `kind` empty: any. `*found` false: there is nothing to
 * do. A job whose workers have all gone is given up when its attempts are:
 * failed, `job-abandoned`.
 */
CRD_MUST_USE crd_rc crd_jobs_claim(bool *found, crd_job *out, crd_arena *arena,
                                   crd_store_tx *tx, const crd_env *env,
                                   crd_span kind, crd_span worker,
                                   int64_t lease_s, crd_error *error);
/**
 * Keeps the lease for another `lease_s` seconds and writes the progress.
 * `*wish` is what somebody asks: then crd_jobs_stop. JOB_LEASE_LOST: another
 * has it; roll back.
 */
CRD_MUST_USE crd_rc crd_jobs_heartbeat(crd_job_wish *wish, crd_store_tx *tx,
                                       const crd_env *env, const crd_job *job,
                                       const crd_job_progress *progress,
                                       int64_t lease_s, crd_error *error);
/** It is done; `result` may be NULL. JOB_LEASE_LOST. */
CRD_MUST_USE crd_rc crd_jobs_done(crd_store_tx *tx, const crd_env *env,
                                  const crd_job *job, const crd_json *result,
                                  crd_error *error);
/**
 * It failed with `why`. If `again` and attempts are left it waits, twice as
 * long each time and a day at most; else it has failed. JOB_LEASE_LOST.
 */
CRD_MUST_USE crd_rc crd_jobs_fail(crd_store_tx *tx, const crd_env *env,
                                  const crd_job *job, const crd_error *why,
                                  bool again, crd_error *error);
/** Stops as was wished: paused or cancelled. JOB_LEASE_LOST. */
CRD_MUST_USE crd_rc crd_jobs_stop(crd_store_tx *tx, const crd_env *env,
                                  const crd_job *job, crd_job_wish wish,
                                  crd_error *error);

#endif
