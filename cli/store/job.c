/* SPDX-License-Identifier: Apache-2.0 */
/* credimur job list, show, pause, resume, cancel. */
#include "cli/store/place.h"

#include "cli/text.h"
#include "platform/jobs/jobs.h"

static void put_json(cli_app *app, const crd_job *j)
{
    crd_buffer line;
    crd_buffer_init(&line, crd_allocator_default(), 1 << 23);
    crd_buffer_append_text(&line, "{\"schema\":\"credimur.job/1\"");
    cli_member_id(&line, "id", j->id);
    cli_member_text(&line, "kind", j->kind);
    cli_member_text(&line, "state", crd_span_of(crd_job_state_word(j->state)));
    cli_member_number(&line, "total", j->progress.total);
    cli_member_number(&line, "done", j->progress.done);
    cli_member_number(&line, "failed", j->progress.failed);
    cli_member_number(&line, "attempts", j->attempts);
    cli_member_number(&line, "attemptsMax", j->attempts_max);
    cli_member_text(&line, "key", j->key);
    crd_buffer_append_text(&line, ",\"arguments\":");
    crd_buffer_append_span(&line, j->arguments);
    cli_member_instant(&line, "created", j->created);
    cli_member_instant(&line, "updated", j->updated);
    if (j->state == CRD_JOB_WAITING) {
        cli_member_instant(&line, "runAfter", j->run_after);
    }
    if (j->state == CRD_JOB_RUNNING) {
        cli_member_text(&line, "worker", j->worker);
        cli_member_instant(&line, "leaseUntil", j->lease_until);
    }
    if (j->finished.seconds) {
        cli_member_instant(&line, "finished", j->finished);
    }
    if (j->result.data) {
        crd_buffer_append_text(&line, ",\"result\":");
        crd_buffer_append_span(&line, j->result);
    }
    if (j->error_code.len) {
        cli_member_text(&line, "code", j->error_code);
        cli_member_text(&line, "detail", j->error_message);
    }
    cli_put_line(app, &line);
}

static void put_row(cli_app *app, const crd_job *j)
{
    char id[CRD_UUID_TEXT_MAX], created[CRD_INSTANT_TEXT_MAX];
    crd_uuid_write(id, j->id);
    crd_instant_write(created, (crd_instant){j->created.seconds, 0});
    cli_print(&app->out,
              cli_has(app, "plain")
                  ? "%s\t%s\t%s\t%lld\t%lld\t%lld\t%s\n"
                  : "%s  %-20s  %-9s  %6lld/%-6lld %4lld failed  %s\n",
              id, cli_visible(&app->arena, j->kind),
              crd_job_state_word(j->state), (long long)j->progress.done,
              (long long)j->progress.total, (long long)j->progress.failed,
              created);
}

static crd_rc list(cli_app *app, crd_store_tx *tx, crd_error *error)
{
    const char *state = cli_value(app, "state");
    const char *kind = cli_value(app, "kind");
    crd_job *jobs;
    size_t count;
    CRD_TRY(crd_jobs_list(
        &jobs, &count, &app->arena, tx,
        state ? crd_job_state_find(crd_span_of(state)) : CRD_JOB_STATE_COUNT,
        crd_span_of(kind ? kind : ""), cli_number(app, "limit", 100), error));
    for (size_t i = 0; i < count; i++) {
        if (app->json) {
            put_json(app, &jobs[i]);
        } else {
            put_row(app, &jobs[i]);
        }
    }
    if (count == 0) {
        cli_note(app, "There is no such job.");
    }
    return CRD_OK;
}

static void put_time(cli_app *app, const char *name, crd_instant at)
{
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(text, (crd_instant){at.seconds, 0});
    cli_print(&app->out, "%-10s %s\n", name, text);
}

static void put_words(cli_app *app, const crd_job *j)
{
    char id[CRD_UUID_TEXT_MAX];
    crd_uuid_write(id, j->id);
    cli_print(&app->out, "%-10s %s\n%-10s %s\n%-10s %s\n", "job", id, "kind",
              cli_visible(&app->arena, j->kind), "state",
              crd_job_state_word(j->state));
    cli_print(&app->out, "%-10s %lld of %lld, %lld failed\n", "progress",
              (long long)j->progress.done, (long long)j->progress.total,
              (long long)j->progress.failed);
    cli_print(&app->out, "%-10s %lld of %lld\n", "attempts",
              (long long)j->attempts, (long long)j->attempts_max);
    cli_print(&app->out, "%-10s %s\n", "arguments",
              cli_visible(&app->arena, j->arguments));
    put_time(app, "created", j->created);
    put_time(app, "updated", j->updated);
    if (j->state == CRD_JOB_WAITING) {
        put_time(app, "not before", j->run_after);
    }
    if (j->state == CRD_JOB_RUNNING) {
        cli_print(&app->out, "%-10s %s\n", "worker",
                  cli_visible(&app->arena, j->worker));
        put_time(app, "lease", j->lease_until);
    }
    if (j->finished.seconds) {
        put_time(app, "finished", j->finished);
    }
    if (j->error_code.len) {
        cli_print(&app->out, "%-10s %s\n%-10s %s\n", "failure",
                  cli_visible(&app->arena, j->error_code), "",
                  cli_visible(&app->arena, j->error_message));
    }
}

static crd_rc show(cli_app *app, crd_store_tx *tx, crd_error *error)
{
    crd_uuid id;
    crd_job job;
    CRD_TRY(crd_jobs_find(&id, tx, crd_span_of(app->args[0]), error));
    CRD_TRY(crd_jobs_get(&job, &app->arena, tx, id, error));
    if (app->json) {
        put_json(app, &job);
    } else {
        put_words(app, &job);
    }
    return CRD_OK;
}

/* One reading transaction over the store. */
static int reading(cli_app *app, crd_rc (*read)(cli_app *app, crd_store_tx *tx,
                                                crd_error *error))
{
    crd_store *store;
    crd_store_tx *tx;
    crd_error error;
    int status = cli_store_open(app, &store, NULL);
    if (status) {
        return status;
    }
    crd_rc rc = crd_store_begin(&tx, store, CRD_STORE_READ, &error);
    if (rc == CRD_OK) {
        rc = read(app, tx, &error);
        crd_store_rollback(tx);
    }
    crd_store_close(store);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, NULL, &error);
}

int cli_job_list(cli_app *app)
{
    return reading(app, list);
}

int cli_job_show(cli_app *app)
{
    return reading(app, show);
}

/* ---- Pause, resume, cancel ----------------------------------------------- */

/* What somebody asks of a job: the word, what does it, and what then holds. */
typedef struct wish {
    const char *action; /* of the audit event */
    crd_rc (*ask)(crd_store_tx *tx, const crd_env *env, crd_uuid id,
                  crd_error *error);
    const char *running; /* said while a worker still has to hear of it */
} wish;

static crd_rc ask(cli_app *app, crd_store_tx *tx, const wish *w, crd_job *job,
                  crd_error *error)
{
    crd_env env = cli_store_env();
    crd_uuid id;
    char text[CRD_UUID_TEXT_MAX];
    CRD_TRY(crd_jobs_find(&id, tx, crd_span_of(app->args[0]), error));
    CRD_TRY(w->ask(tx, &env, id, error));
    crd_uuid_write(text, id);
    CRD_TRY(cli_store_record(app, tx, &env, w->action, crd_span_of(text), NULL,
                             error));
    return crd_jobs_get(job, &app->arena, tx, id, error);
}

static void tell_wish(cli_app *app, const wish *w, const crd_job *job)
{
    char id[CRD_UUID_TEXT_MAX];
    if (app->json) {
        put_json(app, job);
        return;
    }
    crd_uuid_write(id, job->id);
    cli_print(&app->out, "%s is %s.\n", id, crd_job_state_word(job->state));
    if (job->wish != CRD_JOB_GO_ON) {
        cli_note(app, "%s", w->running);
    }
}

static int change(cli_app *app, const wish *w)
{
    crd_store *store;
    crd_store_tx *tx;
    crd_error error;
    crd_job job;
    int status = cli_store_open(app, &store, NULL);
    if (status) {
        return status;
    }
    crd_rc rc = crd_store_begin(&tx, store, CRD_STORE_WRITE, &error);
    if (rc == CRD_OK) {
        rc = ask(app, tx, w, &job, &error);
        if (rc == CRD_OK) {
            rc = crd_store_commit(tx, &error);
        } else {
            crd_store_rollback(tx);
        }
    }
    crd_store_close(store);
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    tell_wish(app, w, &job);
    return CLI_EXIT_DONE;
}

int cli_job_pause(cli_app *app)
{
    static const wish PAUSE = {"job.pause", crd_jobs_pause,
                               "It stops after the step it is at."};
    return change(app, &PAUSE);
}

int cli_job_resume(cli_app *app)
{
    static const wish RESUME = {"job.resume", crd_jobs_resume,
                                "It stops after the step it is at."};
    return change(app, &RESUME);
}

int cli_job_cancel(cli_app *app)
{
    static const wish CANCEL = {
        "job.cancel", crd_jobs_cancel,
        "It stops after the step it is at; what is done stays done."};
    return change(app, &CANCEL);
}
