/* SPDX-License-Identifier: Apache-2.0 */
/* credimur migrate status, apply. */
#include "cli/store/place.h"

static const char *state_of(const crd_store_step *step)
{
    return !step->known    ? "unknown"
           : step->changed ? "changed"
           : step->applied ? "applied"
                           : "missing";
}

static void put_step(cli_app *app, const crd_store_step *step)
{
    char at[CRD_INSTANT_TEXT_MAX] = "";
    if (step->applied) {
        crd_instant_write(at, step->at);
    }
    if (app->json) {
        crd_buffer line;
        crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
        crd_buffer_append_text(&line, "{\"schema\":\"credimur.migration/1\"");
        cli_member_number(&line, "number", step->number);
        cli_member_text(&line, "name", crd_span_of(step->name));
        cli_member_text(&line, "state", crd_span_of(state_of(step)));
        if (step->applied) {
            cli_member_instant(&line, "applied", step->at);
        }
        cli_put_line(app, &line);
        return;
    }
    cli_print(&app->out,
              cli_has(app, "plain") ? "%lld\t%s\t%s\t%s\n"
                                    : "%4lld  %-20s  %-8s  %s\n",
              (long long)step->number, step->name, state_of(step), at);
}

static int put_steps(cli_app *app, crd_store *store)
{
    crd_store_step *steps;
    size_t count;
    crd_error error;
    int status = CLI_EXIT_DONE;
    if (crd_store_steps(&steps, &count, &app->arena, store, &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    for (size_t i = 0; i < count; i++) {
        const crd_store_step *s = &steps[i];
        put_step(app, s);
        if (!s->known || s->changed || !s->applied) {
            status = CLI_EXIT_NEGATIVE;
        }
    }
    return status;
}

int cli_migrate_status(cli_app *app)
{
    crd_store_options options = {.any_version = true};
    crd_store *store;
    int status = cli_store_open(app, &store, &options);
    if (status) {
        return status;
    }
    status = put_steps(app, store);
    crd_store_close(store);
    return status;
}

/* ---- apply --------------------------------------------------------------- */

typedef struct applying {
    cli_app *app;
    crd_env env;
    int64_t to;
} applying;

static crd_rc record(void *context, crd_store_tx *tx, crd_error *error)
{
    applying *a = context;
    crd_json detail = crd_json_object();
    if (!crd_json_set(&a->app->arena, &detail, CRD_SPAN("program"),
                      crd_json_text(crd_version())) ||
        !crd_json_set(&a->app->arena, &detail, CRD_SPAN("step"),
                      crd_json_integer(&a->app->arena, a->to))) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return cli_store_record(a->app, tx, &a->env, "store.migrate",
                            CRD_SPAN("store"), &detail, error);
}

static void tell(cli_app *app, int64_t from, int64_t to)
{
    if (app->json) {
        cli_print(&app->out,
                  "{\"schema\":\"credimur.migrate/1\",\"ok\":true,\"from\":"
                  "%lld,\"to\":%lld}\n",
                  (long long)from, (long long)to);
    } else if (from == to) {
        cli_print(&app->out,
                  "Nothing was missing: the schema is at step "
                  "%lld.\n",
                  (long long)to);
    } else {
        cli_print(&app->out, "The schema went from step %lld to step %lld.\n",
                  (long long)from, (long long)to);
    }
}

/* The run without writing: what is missing, in a store that is there. */
static int try_run(cli_app *app)
{
    crd_store_options options = {.any_version = true};
    crd_store *store;
    int status = cli_store_open(app, &store, &options);
    if (status) {
        return status;
    }
    status = put_steps(app, store);
    crd_store_close(store);
    return status == CLI_EXIT_NEGATIVE ? CLI_EXIT_DONE : status;
}

int cli_migrate_apply(cli_app *app)
{
    crd_store_options options = {.create = true, .any_version = true};
    applying a = {.app = app, .env = cli_store_env()};
    int64_t from, to;
    crd_store *store;
    crd_error error;
    if (cli_has(app, "dry-run")) {
        return try_run(app);
    }
    int status = cli_store_open(app, &store, &options);
    if (status) {
        return status;
    }
    a.to = crd_store_version(store);
    crd_rc rc =
        crd_store_migrate(&from, &to, store, &a.env, record, &a, &error);
    crd_store_close(store);
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    tell(app, from, to);
    return CLI_EXIT_DONE;
}
