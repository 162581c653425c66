/* SPDX-License-Identifier: Apache-2.0 */
/* Working on a job: taking a lease, keeping it, giving it back. */
#include "platform/jobs/state.h"

enum { BACKOFF_MAX_S = 86400, RESULT_MAX = 1 << 20 };

static crd_instant later(crd_instant now, int64_t seconds)
{
    now.seconds += seconds;
    return now;
}

crd_rc crd_jobs_claim(bool *found, crd_job *out, crd_arena *arena,
                      crd_store_tx *tx, const crd_env *env, crd_span kind,
                      crd_span worker, int64_t lease_s, crd_error *error)
{
    crd_store_rows rows;
    crd_uuid lease;
    crd_store_value now = crd_store_instant(env->now);
    CRD_TRY(crd_store_run(NULL, tx, CRD_SQL_JOB_ABANDON, CRD_STORE_VALUES(now),
                          error));
    CRD_TRY(crd_uuid_make(&lease, env, error));
    CRD_TRY(crd_store_one(
        found, &rows, tx, CRD_SQL_JOB_CLAIM,
        CRD_STORE_VALUES(crd_store_uuid(&lease),
                         crd_store_instant(later(env->now, lease_s)),
                         crd_store_text(worker), now, crd_store_text(kind)),
        error));
    if (!*found) {
        return CRD_OK;
    }
    crd_rc rc = crd_job_read(out, arena, &rows, error);
    crd_store_end(&rows);
    return rc;
}

crd_rc crd_jobs_heartbeat(crd_job_wish *wish, crd_store_tx *tx,
                          const crd_env *env, const crd_job *job,
                          const crd_job_progress *progress, int64_t lease_s,
                          crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(
        &found, &rows, tx, CRD_SQL_JOB_HEARTBEAT,
        CRD_STORE_VALUES(crd_store_instant(later(env->now, lease_s)),
                         crd_store_integer(progress->total),
                         crd_store_integer(progress->done),
                         crd_store_integer(progress->failed),
                         crd_store_instant(env->now), crd_store_uuid(&job->id),
                         crd_store_uuid(&job->lease)),
        error));
    if (!found) {
        return crd_fail(error, CRD_CODE_JOB_LEASE_LOST, "%s", "");
    }
    *wish = crd_job_wish_find(crd_store_column_text(&rows, 0));
    crd_store_end(&rows);
    return CRD_OK;
}

/* How a claim ends. */
typedef struct ending {
    crd_job_state state;
    crd_instant run_after;
    int64_t attempts;
    crd_store_value result;
    const char *code, *message;
} ending;

static crd_rc release(crd_store_tx *tx, const crd_env *env, const crd_job *job,
                      const ending *e, crd_error *error)
{
    bool ends = e->state != CRD_JOB_WAITING && e->state != CRD_JOB_PAUSED;
    uint64_t changed;
    CRD_TRY(crd_store_run(
        &changed, tx, CRD_SQL_JOB_RELEASE,
        CRD_STORE_VALUES(
            crd_store_text(crd_span_of(crd_job_state_word(e->state))),
            crd_store_instant(e->run_after), crd_store_integer(e->attempts),
            e->result, crd_store_text(crd_span_of(e->code)),
            crd_store_text(crd_span_of(e->message)),
            crd_store_instant(env->now),
            ends ? crd_store_instant(env->now) : crd_store_null(),
            crd_store_uuid(&job->id), crd_store_uuid(&job->lease)),
        error));
    return changed == 1 ? CRD_OK
                        : crd_fail(error, CRD_CODE_JOB_LEASE_LOST, "%s", "");
}

crd_rc crd_jobs_done(crd_store_tx *tx, const crd_env *env, const crd_job *job,
                     const crd_json *result, crd_error *error)
{
    ending e = {
        CRD_JOB_DONE, job->run_after, job->attempts, crd_store_null(), "", ""};
    crd_buffer text;
    crd_rc rc = CRD_OK;
    crd_buffer_init(&text, env->allocator, RESULT_MAX);
    if (result) {
        rc = crd_jcs_write(&text, result, error);
        e.result = crd_store_text(crd_buffer_span(&text));
    }
    if (rc == CRD_OK) {
        rc = release(tx, env, job, &e, error);
    }
    crd_buffer_free(&text);
    return rc;
}

/* Twice as long at each attempt, and a day at most. */
static int64_t backoff(const crd_job *job)
{
    int64_t wait = job->backoff_s;
    for (int64_t i = 1; i < job->attempts && wait < BACKOFF_MAX_S; i++) {
        wait *= 2;
    }
    return wait < BACKOFF_MAX_S ? wait : BACKOFF_MAX_S;
}

crd_rc crd_jobs_fail(crd_store_tx *tx, const crd_env *env, const crd_job *job,
                     const crd_error *why, bool again, crd_error *error)
{
    bool retry = again && job->attempts < job->attempts_max;
    ending e = {retry ? CRD_JOB_WAITING : CRD_JOB_FAILED,
                retry ? later(env->now, backoff(job)) : job->run_after,
                job->attempts,
                crd_store_null(),
                crd_code_get(why->code)->word,
                why->message};
    return release(tx, env, job, &e, error);
}

crd_rc crd_jobs_stop(crd_store_tx *tx, const crd_env *env, const crd_job *job,
                     crd_job_wish wish, crd_error *error)
{
    ending e = {wish == CRD_JOB_CANCEL  ? CRD_JOB_CANCELLED
                : wish == CRD_JOB_PAUSE ? CRD_JOB_PAUSED
                                        : CRD_JOB_WAITING,
                env->now,
                job->attempts > 0 ? job->attempts - 1 : 0,
                crd_store_null(),
                "",
                ""};
    return release(tx, env, job, &e, error);
}
