/* SPDX-License-Identifier: Apache-2.0 */
/* credimur init: an issuer, its key and its secret, without a store.
 * issuer.json is written last: where it stands, init is done. */
#include "cli/commands.h"
#include "cli/example.h"
#include "cli/home.h"
#include "cli/message.h"
#include "cli/signing.h"

#include "credimur/json.h"

#include <sodium.h>

static crd_rc make_secret(cli_app *app, crd_error *error)
{
    uint8_t secret[CLI_SECRET_BYTES];
    char text[2 * CLI_SECRET_BYTES];
    const char *path = cli_home_path(app, "secret");
    if (cli_file_exists(path)) {
        return CRD_OK; /* of a run that was interrupted: ids depend on it */
    }
    randombytes_buf(secret, sizeof secret);
    size_t len = crd_base64url_write(text, secret, sizeof secret);
    text[len++] = '\n';
    crd_rc rc =
        cli_home_write(app, "secret", (crd_span){text, len}, false, error);
    crd_wipe(secret, sizeof secret);
    crd_wipe(text, sizeof text);
    return rc;
}

/* The first key; that of an interrupted run is taken as it is. */
static crd_rc make_key(cli_app *app, crd_keyring_entry *entry, crd_error *error)
{
    const char *folder = cli_key_folder(app);
    crd_rc rc = crd_keyring_create(entry, folder, CRD_SPAN(CLI_FIRST_KEY),
                                   cli_now(), error);
    if (rc == CRD_E_CONFLICT) {
        rc = crd_keyring_show(entry, folder, CRD_SPAN(CLI_FIRST_KEY), error);
    }
    return rc;
}

static crd_rc write_profile(cli_app *app, const char *did, const char *name,
                            crd_error *error)
{
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
    crd_buffer_append_text(&text, "{\n  \"id\": ");
    crd_json_write_string(&text, crd_span_of(did));
    crd_buffer_append_text(&text,
                           ",\n  \"type\": [\"Profile\"],\n  \"name\": ");
    crd_json_write_string(&text, crd_span_of(name));
    crd_buffer_append_text(&text, "\n}\n");
    crd_rc rc = crd_buffer_rc(&text, error);
    if (rc == CRD_OK) {
        rc = cli_home_write(app, "issuer.json", crd_buffer_span(&text), false,
                            error);
    }
    crd_buffer_free(&text);
    return rc;
}

/* Nobody else has reviewed what this issuer takes over: the route says so. */
static crd_rc write_example(cli_app *app, crd_buffer *out, crd_error *error)
{
    crd_span text = {(const char *)cli_example_text, cli_example_len};
    crd_limits limits = crd_limits_default();
    crd_json *root, *mine;
    CRD_TRY(crd_json_parse(&root, &app->arena, text, &limits, error));
    CRD_TRY(crd_json_copy(&mine, &app->arena, root, error));
    (void)crd_json_remove(mine, CRD_SPAN("qa")); /* it is not this issuer's */
    if (!crd_json_set(&app->arena, mine, CRD_SPAN("assuranceRoute"),
                      crd_json_text("self_declared"))) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_json_write_pretty(out, mine);
    crd_buffer_append_char(out, '\n');
    return crd_buffer_rc(out, error);
}

static crd_rc add_example(cli_app *app, crd_error *error)
{
    const char *path = cli_home_path(app, "example.json");
    crd_buffer text;
    if (path && cli_file_exists(path)) {
        return CRD_OK;
    }
    crd_buffer_init(&text, crd_allocator_default(), 1 << 22);
    crd_rc rc = write_example(app, &text, error);
    if (rc == CRD_OK) {
        rc = cli_home_write(app, "example.json", crd_buffer_span(&text), false,
                            error);
    }
    crd_buffer_free(&text);
    return rc;
}

static crd_rc set_up(cli_app *app, const char *name, char *did,
                     crd_error *error)
{
    crd_keyring_entry entry;
    CRD_TRY(cli_home_make(app, error));
    CRD_TRY(make_secret(app, error));
    CRD_TRY(make_key(app, &entry, error));
    CRD_TRY(crd_did_key_write(did, &entry.key, error));
    if (cli_has(app, "example")) {
        CRD_TRY(add_example(app, error));
    }
    return write_profile(app, did, name, error);
}

static void tell(cli_app *app, const char *did, const char *name)
{
    crd_buffer text;
    if (app->json) {
        crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
        crd_buffer_append_text(&text, "{\"schema\":\"credimur.init/1\",\"ok\":"
                                      "true,\"name\":");
        crd_json_write_string(&text, crd_span_of(name));
        crd_buffer_printf(&text, ",\"id\":\"%s\",\"folder\":", did);
        crd_json_write_string(&text, crd_span_of(cli_home_path(app, "")));
        crd_buffer_printf(&text, ",\"example\":%s}\n",
                          cli_has(app, "example") ? "true" : "false");
        cli_put(&app->out, crd_buffer_span(&text));
        crd_buffer_free(&text);
        return;
    }
    cli_print(&app->out, "%s can issue now.\n  id      %s\n  folder  %s\n",
              name, did, cli_home_path(app, ""));
    if (cli_has(app, "example")) {
        cli_put_text(
            &app->out,
            "  An example achievement is there, declared by yourself and "
            "reviewed by nobody else.\n");
    }
    cli_print(&app->out,
              "Keep a copy of %s: without it nobody can issue as you again.\n",
              cli_home_path(app, ""));
    cli_put_text(&app->out,
                 "Credentials of a did:key cannot be revoked, and its key "
                 "cannot be replaced.\n");
    cli_note(app,
             "Next: credimur issue --achievement %s --to "
             "ann@example.org --name \"Ann Lee\" -o ann.json",
             cli_has(app, "example") ? "example" : "A.json");
}

/* The name: given, asked for, or that of the example. */
static int find_name(cli_app *app, const char **name)
{
    *name = cli_value(app, "name");
    if (!*name) {
        *name = cli_ask(app, "Name of the institution or teacher that "
                             "issues: ");
    }
    if (!*name && cli_has(app, "example")) {
        *name = "Example College";
    }
    if (!*name || !(*name)[0]) {
        return cli_usage(app, "credimur init --name \"Northfield College\"",
                         "the name of who issues is missing: --name");
    }
    return 0;
}

static int run_init(cli_app *app)
{
    char did[CRD_DID_KEY_TEXT_MAX];
    const char *path = cli_home_path(app, "issuer.json");
    const char *name;
    crd_error error;

    if (!path) {
        return cli_fail(app, CRD_CODE_NO_HOME, "%s", "");
    }
    if (cli_file_exists(path)) {
        if (cli_has(app, "example") && !cli_value(app, "name") &&
            !cli_file_exists(cli_home_path(app, "example.json"))) {
            if (add_example(app, &error) != CRD_OK) {
                return cli_error(app, NULL, &error);
            }
            cli_note(app, "The example achievement was added.");
            return CLI_EXIT_DONE;
        }
        return cli_fail(app, CRD_CODE_SET_UP_ALREADY,
                        "an issuer is set up in %s already",
                        cli_home_path(app, ""));
    }
    int status = find_name(app, &name);
    if (status) {
        return status;
    }
    if (set_up(app, name, did, &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    tell(app, did, name);
    return CLI_EXIT_DONE;
}

static const cli_flag FLAGS[] = {
    {"name", 0, CLI_TEXT, "NAME", "the institution or teacher that issues"},
    {"example", 0, CLI_SWITCH, NULL,
     "also an example achievement: issue --achievement example"},
    {NULL},
};

const cli_command CLI_INIT = {
    .noun = "",
    .verb = "init",
    .summary = "Sets up an issuer: a key, a name, and nothing else to edit.",
    .usage = "[--name NAME] [--example]",
    .about = "The issuer's id is the did:key of its key: no web site is "
             "needed to verify what it issues.",
    .flags = FLAGS,
    .examples = {"credimur init --example",
                 "XDG_DATA_HOME=$PWD/college credimur init --name "
                 "\"Northfield College\"",
                 NULL},
    .next = {"credimur issue --achievement example --to ann@example.org "
             "--name \"Ann Lee\" -o ann.json",
             "credimur key list", NULL},
    .exits = "0 done, 2 the name is missing, 3 not writable, 7 an issuer is "
             "set up already.",
    .run = run_init,
};
