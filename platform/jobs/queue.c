/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for jobs, looking at them, and steering them. */
#include "platform/jobs/state.h"

enum { ATTEMPTS_DEFAULT = 5, BACKOFF_DEFAULT_S = 30, ARGUMENTS_MAX = 1 << 20 };

/* The job that has the key already; another request under it is refused. */
static crd_rc same_request(crd_uuid *id, crd_store_tx *tx,
                           const crd_job_request *r, crd_span arguments,
                           crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_JOB_BY_KEY,
                          CRD_STORE_VALUES(crd_store_uuid(&r->tenant),
                                           crd_store_text(r->kind),
                                           crd_store_text(r->key)),
                          error));
    bool same =
        found && crd_span_equal(crd_store_column_text(&rows, 1), arguments);
    if (same) {
        *id = crd_store_column_uuid(&rows, 0);
    }
    crd_store_end(&rows);
    return same ? CRD_OK : crd_fail(error, CRD_CODE_JOB_KEY_REUSED, "%s", "");
}

static crd_rc add(crd_uuid *id, bool *fresh, crd_store_tx *tx,
                  const crd_env *env, const crd_job_request *r,
                  crd_span arguments, crd_error *error)
{
    crd_uuid mine;
    uint64_t added;
    int64_t attempts = r->attempts_max ? r->attempts_max : ATTEMPTS_DEFAULT;
    int64_t backoff = r->backoff_s ? r->backoff_s : BACKOFF_DEFAULT_S;
    crd_instant after = r->run_after.seconds ? r->run_after : env->now;
    CRD_TRY(crd_uuid_make(&mine, env, error));
    CRD_TRY(crd_store_run(
        &added, tx, CRD_SQL_JOB_ADD,
        CRD_STORE_VALUES(
            crd_store_uuid(&mine), crd_store_uuid(&r->tenant),
            crd_store_text(r->kind), crd_store_text(r->key),
            crd_store_text(arguments), crd_store_instant(after),
            crd_store_integer(attempts), crd_store_integer(backoff),
            crd_store_integer(r->items_total), crd_store_instant(env->now)),
        error));
    *fresh = added == 1;
    if (*fresh) {
        *id = mine;
        return CRD_OK;
    }
    return same_request(id, tx, r, arguments, error);
}

crd_rc crd_jobs_add(crd_uuid *id, bool *fresh, crd_store_tx *tx,
                    const crd_env *env, const crd_job_request *request,
                    crd_error *error)
{
    crd_buffer arguments;
    if (request->kind.len == 0 || request->key.len == 0 ||
        (request->arguments &&
         !crd_json_is(request->arguments, CRD_JSON_OBJECT))) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        "a job lacks its kind, key or arguments");
    }
    crd_buffer_init(&arguments, env->allocator, ARGUMENTS_MAX);
    crd_rc rc;
    if (request->arguments) {
        rc = crd_jcs_write(&arguments, request->arguments, error);
    } else {
        crd_buffer_append_text(&arguments, "{}");
        rc = crd_buffer_rc(&arguments, error);
    }
    if (rc == CRD_OK) {
        rc = add(id, fresh, tx, env, request, crd_buffer_span(&arguments),
                 error);
    }
    crd_buffer_free(&arguments);
    return rc;
}

/* ---- Looking ------------------------------------------------------------- */

crd_rc crd_jobs_get(crd_job *out, crd_arena *arena, crd_store_tx *tx,
                    crd_uuid id, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_JOB_GET,
                          CRD_STORE_VALUES(crd_store_uuid(&id)), error));
    if (!found) {
        return crd_fail(error, CRD_CODE_JOB_NOT_FOUND, "%s", "");
    }
    crd_rc rc = crd_job_read(out, arena, &rows, error);
    crd_store_end(&rows);
    return rc;
}

static crd_rc collect(crd_job **out, size_t *found, crd_arena *arena,
                      crd_store_rows *rows, crd_error *error)
{
    crd_job *list = NULL;
    size_t n = 0, room = 0;
    bool more;
    for (;;) {
        CRD_TRY(crd_store_next(&more, rows, error));
        if (!more) {
            *out = list;
            *found = n;
            return CRD_OK;
        }
        if (n == room) {
            crd_job *larger = CRD_NEW_N(arena, crd_job, 2 * room + 8);
            if (!larger) {
                return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
            }
            if (n) {
                memcpy(larger, list, n * sizeof *list);
            }
            list = larger;
            room = 2 * room + 8;
        }
        CRD_TRY(crd_job_read(&list[n++], arena, rows, error));
    }
}

crd_rc crd_jobs_list(crd_job **out, size_t *found, crd_arena *arena,
                     crd_store_tx *tx, crd_job_state state, crd_span kind,
                     int64_t count, crd_error *error)
{
    crd_store_rows rows;
    crd_span word = crd_span_of(crd_job_state_word(state));
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_JOB_LIST,
                            CRD_STORE_VALUES(crd_store_text(word),
                                             crd_store_text(kind),
                                             crd_store_integer(count)),
                            error));
    crd_rc rc = collect(out, found, arena, &rows, error);
    crd_store_end(&rows);
    return rc;
}

crd_rc crd_jobs_count(int64_t out[CRD_JOB_STATE_COUNT], crd_store_tx *tx,
                      crd_error *error)
{
    crd_store_rows rows;
    bool found = true;
    memset(out, 0, CRD_JOB_STATE_COUNT * sizeof *out);
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_JOB_COUNTS, NULL, 0, error));
    while (found) {
        CRD_TRY(crd_store_next(&found, &rows, error));
        crd_job_state state =
            found ? crd_job_state_find(crd_store_column_text(&rows, 0))
                  : CRD_JOB_STATE_COUNT;
        if (state < CRD_JOB_STATE_COUNT) {
            out[state] = crd_store_column_integer(&rows, 1);
        }
    }
    return CRD_OK;
}

crd_rc crd_jobs_find(crd_uuid *out, crd_store_tx *tx, crd_span prefix,
                     crd_error *error)
{
    crd_uuid first, last, ids[2];
    crd_store_rows rows;
    bool found = true;
    size_t n = 0;
    if (!crd_uuid_range(&first, &last, prefix)) {
        return crd_fail(error, CRD_CODE_JOB_NOT_FOUND, "%s", "");
    }
    CRD_TRY(crd_store_query(
        &rows, tx, CRD_SQL_JOB_RANGE,
        CRD_STORE_VALUES(crd_store_uuid(&first), crd_store_uuid(&last)),
        error));
    while (found && n < 2) {
        CRD_TRY(crd_store_next(&found, &rows, error));
        if (found) {
            ids[n++] = crd_store_column_uuid(&rows, 0);
        }
    }
    crd_store_end(&rows);
    if (n == 2) {
        char a[CRD_UUID_TEXT_MAX], b[CRD_UUID_TEXT_MAX];
        crd_uuid_write(a, ids[0]);
        crd_uuid_write(b, ids[1]);
        return crd_fail(error, CRD_CODE_AMBIGUOUS, "%.*s is %s or %s",
                        (int)prefix.len, prefix.data, a, b);
    }
    if (n == 0) {
        return crd_fail(error, CRD_CODE_JOB_NOT_FOUND, "%s", "");
    }
    *out = ids[0];
    return CRD_OK;
}

crd_rc crd_jobs_stuck(int64_t *out, crd_store_tx *tx, crd_instant now,
                      crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_JOB_STUCK_COUNT,
                          CRD_STORE_VALUES(crd_store_instant(now)), error));
    *out = found ? crd_store_column_integer(&rows, 0) : 0;
    crd_store_end(&rows);
    return CRD_OK;
}

/* ---- Steering ------------------------------------------------------------ */

static crd_rc take_way(crd_store_tx *tx, const crd_env *env, const crd_job *job,
                       const crd_job_way *way, crd_error *error)
{
    bool ends = way->to == CRD_JOB_CANCELLED;
    uint64_t changed;
    CRD_TRY(crd_store_run(
        &changed, tx, CRD_SQL_JOB_STEER,
        CRD_STORE_VALUES(
            crd_store_text(crd_span_of(crd_job_state_word(way->to))),
            crd_store_text(crd_span_of(crd_job_wish_word(way->wish))),
            crd_store_integer(way->afresh ? 0 : job->attempts),
            crd_store_instant(env->now),
            ends ? crd_store_instant(env->now) : crd_store_null(),
            crd_store_uuid(&job->id), crd_store_integer(job->row_version)),
        error));
    return changed == 1 ? CRD_OK
                        : crd_fail(error, CRD_CODE_JOB_STATE,
                                   "The job has changed meanwhile.");
}

static crd_rc steer(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                    crd_job_event event, crd_error *error)
{
    crd_arena arena;
    crd_job job;
    crd_arena_init(&arena, env->allocator, 0);
    crd_rc rc = crd_jobs_get(&job, &arena, tx, id, error);
    if (rc == CRD_OK) {
        const crd_job_way *way = crd_job_way_find(job.state, event);
        rc = way ? take_way(tx, env, &job, way, error)
                 : crd_fail(error, CRD_CODE_JOB_STATE, "the job is %s",
                            crd_job_state_word(job.state));
    }
    crd_arena_free(&arena);
    return rc;
}

crd_rc crd_jobs_pause(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                      crd_error *error)
{
    return steer(tx, env, id, CRD_JOB_EVENT_PAUSE, error);
}

crd_rc crd_jobs_resume(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                       crd_error *error)
{
    return steer(tx, env, id, CRD_JOB_EVENT_RESUME, error);
}

crd_rc crd_jobs_cancel(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                       crd_error *error)
{
    return steer(tx, env, id, CRD_JOB_EVENT_CANCEL, error);
}
