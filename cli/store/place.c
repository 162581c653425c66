/* SPDX-License-Identifier: Apache-2.0 */
/* The store of the command line, and lines of JSON. */
#include "cli/store/place.h"

#include "cli/home.h"

#include <sodium.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static crd_rc draw(void *context, uint8_t *out, size_t len, crd_error *error)
{
    (void)context;
    (void)error;
    randombytes_buf(out, len);
    return CRD_OK;
}

crd_env cli_store_env(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    crd_env env =
        crd_env_default((crd_instant){now.tv_sec, (uint32_t)now.tv_nsec});
    env.random = draw;
    return env;
}

/* What was named by --store or CREDIMUR_STORE; NULL: nothing was. */
static const char *named_url(cli_app *app)
{
    const char *url = cli_value(app, "store");
    if (!url) {
        url = getenv("CREDIMUR_STORE");
        url = url && url[0] ? url : NULL;
    }
    return url;
}

int cli_store_url(cli_app *app, const char **url)
{
    const char *path = cli_home_path(app, "store.sqlite");
    *url = named_url(app);
    if (*url) {
        return 0;
    }
    if (!path) {
        return cli_fail(app, CRD_CODE_NO_HOME, "%s", "");
    }
    *url = crd_arena_printf(&app->arena, "sqlite:%s", path).data;
    return *url ? 0 : cli_fail(app, CRD_CODE_MEMORY, "%s", "");
}

int cli_store_open(cli_app *app, crd_store **out,
                   const crd_store_options *options)
{
    const char *url;
    crd_error error;
    int status = cli_store_url(app, &url);
    if (status) {
        return status;
    }
    /* Where nobody named the place, it is this user's folder, made here. */
    if (options && options->create && !named_url(app) &&
        cli_home_make(app, &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    return crd_store_open(out, url, options, &error) == CRD_OK
               ? 0
               : cli_error(app, NULL, &error);
}

crd_rc cli_store_record(cli_app *app, crd_store_tx *tx, const crd_env *env,
                        const char *action, crd_span subject,
                        const crd_json *detail, crd_error *error)
{
    /* The account of the system: its number, not the name of a person. */
    crd_span actor = crd_arena_printf(&app->arena, "system-user:%lu",
                                      (unsigned long)geteuid());
    crd_audit_event event = {.actor = actor,
                             .role = CRD_SPAN("operator"),
                             .action = crd_span_of(action),
                             .subject = subject,
                             .detail = detail};
    if (!actor.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return crd_audit_append(NULL, tx, env, &event, error);
}

/* ---- JSON ---------------------------------------------------------------- */

void cli_member_text(crd_buffer *out, const char *name, crd_span text)
{
    crd_buffer_printf(out, ",\"%s\":", name);
    crd_json_write_string(out, text);
}

void cli_member_number(crd_buffer *out, const char *name, int64_t number)
{
    crd_buffer_printf(out, ",\"%s\":%lld", name, (long long)number);
}

void cli_member_instant(crd_buffer *out, const char *name, crd_instant at)
{
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(text, at);
    cli_member_text(out, name, crd_span_of(text));
}

void cli_member_id(crd_buffer *out, const char *name, crd_uuid id)
{
    char text[CRD_UUID_TEXT_MAX];
    crd_uuid_write(text, id);
    cli_member_text(out, name, crd_span_of(text));
}

void cli_put_line(cli_app *app, crd_buffer *line)
{
    crd_buffer_append_text(line, "}\n");
    if (line->rc == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(line));
    }
    crd_buffer_free(line);
}
