/* SPDX-License-Identifier: Apache-2.0 */
/* credimur backup create, verify, restore. */
#include "cli/store/place.h"

#include <sys/stat.h>

static void put_done(cli_app *app, const char *schema, const char *file,
                     int64_t events)
{
    crd_buffer line;
    crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
    crd_buffer_printf(&line, "{\"schema\":\"%s\",\"ok\":true", schema);
    cli_member_text(&line, "file", crd_span_of(file));
    if (events >= 0) {
        cli_member_number(&line, "events", events);
    }
    cli_put_line(app, &line);
}

int cli_backup_create(cli_app *app)
{
    const char *file = app->args[0];
    crd_store *store;
    crd_error error;
    struct stat info = {0};
    int status = cli_store_open(app, &store, NULL);
    if (status) {
        return status;
    }
    crd_rc rc = crd_store_backup(store, file, app->yes, &error);
    crd_store_close(store);
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    if (app->json) {
        put_done(app, "credimur.backup/1", file, -1);
    } else if (stat(file, &info) == 0) {
        cli_print(&app->out, "%s: %lld bytes, readable by you alone\n", file,
                  (long long)info.st_size);
    }
    cli_note(app, "Next: credimur backup verify %s", file);
    return CLI_EXIT_DONE;
}

/* ---- verify -------------------------------------------------------------- */

static void put_fault(void *context, const char *fault)
{
    cli_warn(context, "%s", fault);
}

/* Pages, then chains; 0 if all is sound, 1 if not, or another status. */
static int examine(cli_app *app, const char *file, crd_code *fault,
                   int64_t *events)
{
    crd_store_options options = {.single_file = true};
    const char *url = crd_arena_printf(&app->arena, "sqlite:%s", file).data;
    crd_store *store;
    crd_error error;
    bool sound = false;
    *fault = CRD_CODE_NONE;
    *events = 0;
    if (!url) {
        return cli_fail(app, CRD_CODE_MEMORY, "%s", "");
    }
    if (crd_store_open(&store, url, &options, &error) != CRD_OK) {
        return cli_error(app, file, &error);
    }
    int status = CLI_EXIT_NEGATIVE;
    if (crd_store_check(&sound, store, put_fault, app, &error) != CRD_OK) {
        status = cli_error(app, file, &error);
    } else if (!sound) {
        *fault = CRD_CODE_STORE_CORRUPT;
    } else {
        status = cli_audit_walk(app, store, NULL, 0, true, fault, events);
    }
    crd_store_close(store);
    return status;
}

static int tell_bad(cli_app *app, const char *file, crd_code fault)
{
    const crd_code_info *info = crd_code_get(fault);
    if (app->json) {
        crd_buffer line;
        crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
        crd_buffer_append_text(
            &line, "{\"schema\":\"credimur.backup-verify/1\",\"ok\":true,"
                   "\"sound\":false");
        cli_member_text(&line, "file", crd_span_of(file));
        cli_member_text(&line, "code", crd_span_of(info->word));
        cli_put_line(app, &line);
    } else {
        cli_print(&app->out, "%s: not sound: %s\n", file, info->title);
    }
    return CLI_EXIT_NEGATIVE;
}

int cli_backup_verify(cli_app *app)
{
    char words[CLI_EVENTS_TEXT_MAX];
    crd_code fault;
    int64_t events;
    const char *file = app->args[0];
    int status = examine(app, file, &fault, &events);
    if (status == CLI_EXIT_NEGATIVE && fault != CRD_CODE_NONE) {
        return tell_bad(app, file, fault);
    }
    if (status) {
        return status;
    }
    if (app->json) {
        crd_buffer line;
        crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
        crd_buffer_append_text(
            &line, "{\"schema\":\"credimur.backup-verify/1\",\"ok\":true,"
                   "\"sound\":true");
        cli_member_text(&line, "file", crd_span_of(file));
        cli_member_number(&line, "events", events);
        cli_put_line(app, &line);
    } else {
        cli_print(&app->out, "%s: sound; audit chain of %s, unbroken\n", file,
                  cli_events_words(words, events));
    }
    return CLI_EXIT_DONE;
}

/* ---- restore ------------------------------------------------------------- */

typedef struct restoring {
    cli_app *app;
    crd_env env;
} restoring;

static crd_rc record(void *context, crd_store_tx *tx, crd_error *error)
{
    restoring *r = context;
    return cli_store_record(r->app, tx, &r->env, "store.restore",
                            CRD_SPAN("store"), NULL, error);
}

int cli_backup_restore(cli_app *app)
{
    restoring r = {app, cli_store_env()};
    const char *url, *file = app->args[0];
    char words[CLI_EVENTS_TEXT_MAX];
    crd_code fault;
    crd_error error;
    int64_t events;
    int status = cli_store_url(app, &url);
    if (status == 0) {
        status = examine(app, file, &fault, &events);
    }
    if (status == CLI_EXIT_NEGATIVE && fault != CRD_CODE_NONE) {
        return tell_bad(app, file, fault);
    }
    if (status) {
        return status;
    }
    if (crd_store_restore(url, file, &r.env, record, &r, &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    if (app->json) {
        put_done(app, "credimur.restore/1", file, events + 1);
    } else {
        cli_print(&app->out, "Restored from %s: audit chain of %s.\n", file,
                  cli_events_words(words, events + 1));
    }
    cli_note(app, "What was done since the backup is not in it. Next: "
                  "credimur doctor");
    return CLI_EXIT_DONE;
}
