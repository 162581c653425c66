/* SPDX-License-Identifier: Apache-2.0 */
/* credimur key new, list, show: keys by name; the secret is never printed. */
#include "cli/commands.h"
#include "cli/home.h"
#include "cli/message.h"
#include "cli/signing.h"

#include "credimur/json.h"

#include <stdio.h>

static const char *did_of(cli_app *app, const crd_public_key *key)
{
    char did[CRD_DID_KEY_TEXT_MAX];
    if (key->kind == CRD_KEY_NONE ||
        crd_did_key_write(did, key, NULL) != CRD_OK) {
        return "";
    }
    const char *copy = crd_arena_copy(&app->arena, crd_span_of(did)).data;
    return copy ? copy : "";
}

static void put_json(cli_app *app, const crd_keyring_entry *entry)
{
    char created[CRD_INSTANT_TEXT_MAX], method[2 * CRD_DID_KEY_TEXT_MAX] = "";
    const char *did = did_of(app, &entry->key);
    crd_instant_write(created, entry->created);
    cli_print(&app->out, "{\"schema\":\"credimur.key/1\",\"name\":\"%s\"",
              entry->name);
    if (entry->problem.code != CRD_CODE_NONE) {
        crd_buffer text;
        crd_buffer_init(&text, crd_allocator_default(), 1 << 16);
        cli_error_write(&text, NULL, &entry->problem, NULL);
        cli_put_text(&app->out, ",\"ok\":false,\"problem\":");
        cli_put(&app->out, crd_buffer_span(&text));
        crd_buffer_free(&text);
    } else {
        (void)!crd_did_key_method_write(method, &entry->key, NULL);
        cli_print(&app->out,
                  ",\"ok\":true,\"sealed\":%s,\"created\":\"%s\",\"id\":"
                  "\"%s\",\"verificationMethod\":\"%s\","
                  "\"publicKeyMultibase\":\"%s\"",
                  entry->sealed ? "true" : "false", created, did, method,
                  did + sizeof "did:key:" - 1);
    }
    cli_put_text(&app->out, "}\n");
}

static void put_words(cli_app *app, const crd_keyring_entry *entry)
{
    char created[CRD_INSTANT_TEXT_MAX], method[2 * CRD_DID_KEY_TEXT_MAX] = "";
    crd_instant_write(created, entry->created);
    (void)!crd_did_key_method_write(method, &entry->key, NULL);
    cli_print(&app->out,
              "key      %s\nkind     Ed25519%s\ncreated  %s\nid       %s\n"
              "method   %s\n",
              entry->name, entry->sealed ? ", sealed" : "", created,
              did_of(app, &entry->key), method);
}

void cli_key_put(cli_app *app, const crd_keyring_entry *entry)
{
    if (app->json) {
        put_json(app, entry);
    } else {
        put_words(app, entry);
    }
}

static int need_folder(cli_app *app, const char **folder)
{
    *folder = cli_key_folder(app);
    return *folder ? 0 : cli_fail(app, CRD_CODE_NO_HOME, "%s", "");
}

static int run_new(cli_app *app)
{
    const char *folder;
    cli_passphrase passphrase = CRD_SPAN_NONE;
    crd_keyring_entry entry;
    crd_error error;
    int status = need_folder(app, &folder);
    if (status) {
        return status;
    }
    if (cli_has(app, "passphrase-file")) {
        status = cli_passphrase_get(app, app->args[0], true, &passphrase);
    }
    if (status) {
        return status;
    }
    crd_rc rc = cli_home_make(app, &error);
    if (rc == CRD_OK) {
        crd_span name = crd_span_of(app->args[0]);
        rc = passphrase.data
                 ? crd_keyring_create_sealed(&entry, folder, name, cli_now(),
                                             passphrase, &error)
                 : crd_keyring_create(&entry, folder, name, cli_now(), &error);
    }
    cli_passphrase_free(&passphrase);
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    cli_key_put(app, &entry);
    cli_note(app,
             "This key is an issuer id of its own.\nNext: credimur issue "
             "--achievement example --to ann@example.org --name \"Ann Lee\" "
             "--key %s",
             entry.name);
    return CLI_EXIT_DONE;
}

static const cli_flag NEW_FLAGS[] = {CLI_PASSPHRASE_FLAG, {NULL}};

const cli_command CLI_KEY_NEW = {
    .noun = "key",
    .verb = "new",
    .summary = "Makes an Ed25519 key and keeps it in a file of mode 0600.",
    .usage = "NAME [--passphrase-file FILE]",
    .about = "NAME is made of small letters, digits and hyphens. The secret "
             "is never printed. A key is an issuer id of its own: what "
             "issue --key NAME makes is issued by that id. With "
             "--passphrase-file the key is sealed.",
    .args_min = 1,
    .args_max = 1,
    .flags = NEW_FLAGS,
    .examples = {"credimur key new spring-2026",
                 "credimur key new --json autumn-2026",
                 "credimur key new winter-2026 --passphrase-file pass.txt",
                 NULL},
    .next = {"credimur key list", "credimur key show spring-2026",
             "credimur issue --achievement example --to ann@example.org --name "
             "\"Ann Lee\" --key spring-2026",
             NULL},
    .exits = "0 done, 2 no name for a key or no passphrase, 3 not writable, or "
             "the passphrase is open to others, 7 there is a key "
             "of this name.",
    .run = run_new,
};

static int run_list(cli_app *app)
{
    const char *folder;
    crd_keyring_entry *entries = NULL;
    size_t count = 0;
    crd_error error;
    bool plain = cli_has(app, "plain");
    int status = need_folder(app, &folder);
    if (status) {
        return status;
    }
    if (crd_keyring_list(&entries, &count, &app->arena, folder, &error) !=
        CRD_OK) {
        return cli_error(app, folder, &error);
    }
    for (size_t i = 0; i < count; i++) {
        const crd_keyring_entry *e = &entries[i];
        char created[CRD_INSTANT_TEXT_MAX];
        crd_instant_write(created, e->created);
        if (app->json) {
            put_json(app, e);
        } else if (e->problem.code != CRD_CODE_NONE) {
            (void)cli_error(app, e->name, &e->problem);
            status = CLI_EXIT_NEGATIVE;
        } else {
            cli_print(&app->out, plain ? "%s\t%s\t%s%s\n" : "%-20s  %s  %s%s\n",
                      e->name, created, did_of(app, &e->key),
                      !e->sealed ? plain ? "\t" : ""
                      : plain    ? "\tsealed"
                                 : "  sealed");
        }
        if (e->problem.code != CRD_CODE_NONE) {
            status = CLI_EXIT_NEGATIVE;
        }
    }
    if (count == 0) {
        cli_note(app, "No keys are here yet. Next: credimur init");
    }
    return status;
}

const cli_command CLI_KEY_LIST = {
    .noun = "key",
    .verb = "list",
    .summary = "Lists the keys: name, when made, public id, whether sealed.",
    .usage = "",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_PLAIN,
    .examples = {"credimur key list", "credimur key list --json", NULL},
    .next = {"credimur key show issuer", "credimur key new NAME", NULL},
    .exits = "0 done, also where there is none, 1 a key cannot be used.",
    .run = run_list,
};

static int run_show(cli_app *app)
{
    crd_keyring_entry entry;
    const char *name = NULL;
    crd_error error;
    int status = cli_key_find(app, app->args[0], &name);
    if (status) {
        return status;
    }
    if (crd_keyring_show(&entry, cli_key_folder(app), crd_span_of(name),
                         &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    cli_key_put(app, &entry);
    return CLI_EXIT_DONE;
}

const cli_command CLI_KEY_SHOW = {
    .noun = "key",
    .verb = "show",
    .summary = "Shows the public part of a key.",
    .usage = "KEY",
    .about = "KEY is a name, or a unique beginning of a name or of its "
             "did:key.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .examples = {"credimur key show issuer", "credimur key show --json issuer",
                 NULL},
    .next = {"credimur key list", "credimur sign FILE --key issuer", NULL},
    .exits = "0 done, 2 more than one key begins so, 3 the key cannot be "
             "used, 5 there is none.",
    .run = run_show,
};
