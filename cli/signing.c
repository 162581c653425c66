/* SPDX-License-Identifier: Apache-2.0 */
/* Issuer, secret and key, opened for one run. */
#include "cli/signing.h"

#include "cli/home.h"
#include "cli/input.h"
#include "cli/message.h"
#include "cli/passphrase.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { SMALL_FILE = 1 << 20 };

crd_instant cli_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (crd_instant){now.tv_sec, 0};
}

const char *cli_key_folder(cli_app *app)
{
    return cli_home_path(app, "keys");
}

static bool key_begins(const crd_keyring_entry *entry, const char *word)
{
    char did[CRD_DID_KEY_TEXT_MAX];
    size_t n = strlen(word);
    if (strncmp(entry->name, word, n) == 0) {
        return true;
    }
    return n >= 4 && entry->key.kind != CRD_KEY_NONE &&
           crd_did_key_write(did, &entry->key, NULL) == CRD_OK &&
           (strncmp(did, word, n) == 0 ||
            strncmp(did + sizeof "did:key:" - 1, word, n) == 0);
}

int cli_key_find(cli_app *app, const char *word, const char **name)
{
    const char *folder = cli_key_folder(app);
    crd_keyring_entry *entries = NULL;
    const crd_keyring_entry *found = NULL;
    size_t count = 0;
    crd_error error;

    if (!folder) {
        return cli_fail(app, CRD_CODE_NO_HOME, "%s", "");
    }
    if (!*word) {
        return cli_usage(app, "credimur key list",
                         "the name of the key is "
                         "empty");
    }
    if (crd_keyring_list(&entries, &count, &app->arena, folder, &error) !=
        CRD_OK) {
        return cli_error(app, folder, &error);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].name, word) == 0) {
            *name = entries[i].name;
            return 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (key_begins(&entries[i], word)) {
            if (found) {
                return cli_fail(app, CRD_CODE_AMBIGUOUS,
                                "\"%s\" may be the key %s or %s", word,
                                found->name, entries[i].name);
            }
            found = &entries[i];
        }
    }
    if (!found) {
        return cli_fail(app, CRD_CODE_KEY_FILE_NOT_FOUND,
                        "there is no key \"%s\"", word);
    }
    *name = found->name;
    return 0;
}

static int read_small(cli_app *app, const char *path, crd_span *out)
{
    crd_buffer text;
    crd_error error;
    crd_buffer_init(&text, crd_allocator_default(), SMALL_FILE + 1);
    crd_rc rc = cli_read_file(&text, path, SMALL_FILE, &error);
    if (rc == CRD_OK) {
        *out = crd_arena_copy(&app->arena, crd_buffer_span(&text));
    }
    crd_buffer_free(&text);
    return rc == CRD_OK ? 0 : cli_error(app, path, &error);
}

static int read_profile(cli_app *app, cli_signing *out)
{
    const char *path = cli_home_path(app, "issuer.json");
    crd_limits limits = crd_limits_default();
    crd_json *root;
    crd_span text;
    crd_error error;

    if (!path || !cli_file_exists(path)) {
        return cli_fail(app, CRD_CODE_NOT_SET_UP, "%s",
                        "there is no issuer here yet");
    }
    int status = read_small(app, path, &text);
    if (status) {
        return status;
    }
    crd_rc rc = crd_json_parse(&root, &app->arena, text, &limits, &error);
    if (rc == CRD_OK) {
        rc = crd_json_copy(&out->profile, &app->arena, root, &error);
    }
    return rc == CRD_OK ? 0 : cli_error(app, path, &error);
}

enum { SECRET_TEXT_MAX = 256 };

static int read_secret(cli_app *app, cli_signing *out)
{
    const char *path = cli_home_path(app, "secret");
    char bytes[SECRET_TEXT_MAX];
    crd_span text = {bytes, 0};
    size_t len = 0;
    crd_error error;
    int fd = -1;
    int status = cli_open_private(app, path, CRD_CODE_SECRET_OPEN, &fd);
    ssize_t n = status ? 0 : read(fd, bytes, sizeof bytes);
    if (fd >= 0) {
        close(fd);
    }
    if (status) {
        return status;
    }
    text.len = n > 0 ? (size_t)n : 0;
    while (text.len && text.data[text.len - 1] == '\n') {
        text.len--;
    }
    if (crd_base64url_read(out->secret, &len, sizeof out->secret, text,
                           &error) != CRD_OK ||
        len != sizeof out->secret) {
        /* The decoder's message might quote the text: ours does not. */
        return cli_fail(app, CRD_CODE_SECRET_SHORT,
                        "%s is not the secret that init wrote", path);
    }
    crd_wipe(bytes, sizeof bytes);
    out->issuer.secret = out->secret;
    out->issuer.secret_len = len;
    return 0;
}

/* With its passphrase if it is sealed; one that is not needed is not read. */
static int open_key(cli_app *app, crd_keyring_key **out, const char *name)
{
    cli_passphrase passphrase = CRD_SPAN_NONE;
    crd_error error;
    crd_rc rc =
        crd_keyring_open(out, cli_key_folder(app), crd_span_of(name), &error);
    if (rc != CRD_OK && error.code == CRD_CODE_KEY_SEALED) {
        int status = cli_passphrase_get(app, name, false, &passphrase);
        if (status) {
            return status;
        }
        crd_error_clear(&error);
        rc = crd_keyring_open_sealed(out, cli_key_folder(app),
                                     crd_span_of(name), passphrase, &error);
        cli_passphrase_free(&passphrase);
    }
    return rc == CRD_OK ? 0 : cli_error(app, NULL, &error);
}

int cli_signing_open_key(cli_app *app, cli_signing *out)
{
    const char *word = cli_value(app, "key");
    const char *suite = cli_value(app, "suite");
    const char *name = NULL;
    char method[2 * CRD_DID_KEY_TEXT_MAX];
    crd_error error;

    memset(out, 0, sizeof *out);
    int status = cli_key_find(app, word ? word : CLI_FIRST_KEY, &name);
    if (status == 0) {
        status = open_key(app, &out->key, name);
    }
    if (status) {
        return status;
    }
    out->issuer.signer = crd_keyring_signer(out->key);
    out->issuer.suite =
        suite ? crd_suite_find(crd_span_of(suite)) : CRD_SUITE_EDDSA_RDFC_2022;
    crd_rc rc =
        crd_did_key_method_write(method, &out->issuer.signer->key, &error);
    if (rc == CRD_OK) {
        out->issuer.verification_method =
            crd_arena_copy(&app->arena, crd_span_of(method));
    }
    return rc == CRD_OK ? 0 : cli_error(app, NULL, &error);
}

/*
 * A did:key is its key. An issuer known by the did:key of one key and signing
 * with another would be believed by nobody: with --key the id follows.
 */
static void follow_key(cli_app *app, cli_signing *s)
{
    crd_span method = s->issuer.verification_method;
    const char *hash = memchr(method.data, '#', method.len);
    crd_span did = {method.data,
                    hash ? (size_t)(hash - method.data) : method.len};
    crd_span id = crd_json_get_text(s->profile, "id");
    if (crd_span_starts(id, "did:key:") && !crd_span_equal(id, did)) {
        (void)crd_json_set(&app->arena, s->profile, CRD_SPAN("id"),
                           crd_json_string(did));
        cli_note(app, "Issuing as %.*s: the id of this key.", (int)did.len,
                 did.data);
    }
}

int cli_signing_open(cli_app *app, cli_signing *out)
{
    memset(out, 0, sizeof *out);
    const char *path = cli_home_path(app, "issuer.json");
    if (!path || !cli_file_exists(path)) {
        return cli_fail(app, CRD_CODE_NOT_SET_UP, "%s",
                        "there is no issuer here yet");
    }
    int status = cli_signing_open_key(app, out);
    if (status == 0) {
        status = read_profile(app, out);
    }
    if (status == 0) {
        status = read_secret(app, out);
    }
    if (status == 0) {
        follow_key(app, out);
        out->issuer.profile = out->profile;
    } else {
        cli_signing_close(out);
    }
    return status;
}

void cli_signing_close(cli_signing *signing)
{
    crd_keyring_close(signing->key);
    crd_wipe(signing->secret, sizeof signing->secret);
    signing->key = NULL;
}
