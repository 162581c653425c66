/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a job, and what may be asked of it in each. */
#include "platform/jobs/state.h"

static const char *const STATES[CRD_JOB_STATE_COUNT] = {
    "waiting", "running", "paused", "done", "failed", "cancelled"};
static const char *const WISHES[] = {"", "pause", "cancel"};

/* A running job stays running until its worker hears of the wish. A job that
 * has ended stays as it is, but one that failed may be tried afresh. */
static const crd_job_way WAYS[] = {
    {CRD_JOB_WAITING, CRD_JOB_EVENT_PAUSE, CRD_JOB_PAUSED, CRD_JOB_GO_ON,
     false},
    {CRD_JOB_WAITING, CRD_JOB_EVENT_CANCEL, CRD_JOB_CANCELLED, CRD_JOB_GO_ON,
     false},
    {CRD_JOB_RUNNING, CRD_JOB_EVENT_PAUSE, CRD_JOB_RUNNING, CRD_JOB_PAUSE,
     false},
    {CRD_JOB_RUNNING, CRD_JOB_EVENT_RESUME, CRD_JOB_RUNNING, CRD_JOB_GO_ON,
     false},
    {CRD_JOB_RUNNING, CRD_JOB_EVENT_CANCEL, CRD_JOB_RUNNING, CRD_JOB_CANCEL,
     false},
    {CRD_JOB_PAUSED, CRD_JOB_EVENT_RESUME, CRD_JOB_WAITING, CRD_JOB_GO_ON,
     true},
    {CRD_JOB_PAUSED, CRD_JOB_EVENT_CANCEL, CRD_JOB_CANCELLED, CRD_JOB_GO_ON,
     false},
    {CRD_JOB_FAILED, CRD_JOB_EVENT_RESUME, CRD_JOB_WAITING, CRD_JOB_GO_ON,
     true},
};

const crd_job_way *crd_job_way_find(crd_job_state from, crd_job_event event)
{
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        if (WAYS[i].from == from && WAYS[i].event == event) {
            return &WAYS[i];
        }
    }
    return NULL;
}

const char *crd_job_state_word(crd_job_state state)
{
    return state < CRD_JOB_STATE_COUNT ? STATES[state] : "";
}

crd_job_state crd_job_state_find(crd_span word)
{
    for (int i = 0; i < CRD_JOB_STATE_COUNT; i++) {
        if (crd_span_is(word, STATES[i])) {
            return (crd_job_state)i;
        }
    }
    return CRD_JOB_STATE_COUNT;
}

const char *crd_job_wish_word(crd_job_wish wish)
{
    return WISHES[wish];
}

crd_job_wish crd_job_wish_find(crd_span word)
{
    return crd_span_is(word, "pause")    ? CRD_JOB_PAUSE
           : crd_span_is(word, "cancel") ? CRD_JOB_CANCEL
                                         : CRD_JOB_GO_ON;
}

static bool copy(crd_span *out, crd_arena *arena, const crd_store_rows *rows,
                 unsigned column)
{
    crd_span text = crd_store_column_text(rows, column);
    *out = text.data ? crd_arena_copy(arena, text) : CRD_SPAN_NONE;
    return !text.data || out->data;
}

crd_rc crd_job_read(crd_job *out, crd_arena *arena, const crd_store_rows *rows,
                    crd_error *error)
{
    crd_job j = {.id = crd_store_column_uuid(rows, 0),
                 .tenant = crd_store_column_uuid(rows, 1),
                 .state = crd_job_state_find(crd_store_column_text(rows, 5)),
                 .wish = crd_job_wish_find(crd_store_column_text(rows, 6)),
                 .run_after = crd_store_column_instant(rows, 7),
                 .attempts = crd_store_column_integer(rows, 8),
                 .attempts_max = crd_store_column_integer(rows, 9),
                 .backoff_s = crd_store_column_integer(rows, 10),
                 .lease = crd_store_column_uuid(rows, 11),
                 .lease_until = crd_store_column_instant(rows, 12),
                 .progress = {crd_store_column_integer(rows, 14),
                              crd_store_column_integer(rows, 15),
                              crd_store_column_integer(rows, 16)},
                 .created = crd_store_column_instant(rows, 20),
                 .updated = crd_store_column_instant(rows, 21),
                 .finished = crd_store_column_instant(rows, 22),
                 .row_version = crd_store_column_integer(rows, 23)};
    if (!copy(&j.kind, arena, rows, 2) || !copy(&j.key, arena, rows, 3) ||
        !copy(&j.arguments, arena, rows, 4) ||
        !copy(&j.worker, arena, rows, 13) ||
        !copy(&j.result, arena, rows, 17) ||
        !copy(&j.error_code, arena, rows, 18) ||
        !copy(&j.error_message, arena, rows, 19)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = j;
    return CRD_OK;
}
