/* SPDX-License-Identifier: Apache-2.0 */
/* credimur key seal, unseal: a key under a passphrase, and out of it. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/passphrase.h"
#include "cli/signing.h"

#include <stdio.h>

static int change(cli_app *app, bool seal)
{
    cli_passphrase passphrase;
    crd_keyring_entry entry;
    const char *name = NULL;
    crd_error error;
    int status = cli_key_find(app, app->args[0], &name);
    if (status == 0) {
        status = cli_passphrase_get(app, name, seal, &passphrase);
    }
    if (status) {
        return status;
    }
    crd_rc rc = seal
                    ? crd_keyring_seal(&entry, cli_key_folder(app),
                                       crd_span_of(name), passphrase, &error)
                    : crd_keyring_unseal(&entry, cli_key_folder(app),
                                         crd_span_of(name), passphrase, &error);
    cli_passphrase_free(&passphrase);
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    cli_key_put(app, &entry);
    return CLI_EXIT_DONE;
}

static int run_seal(cli_app *app)
{
    int status = change(app, true);
    if (status == CLI_EXIT_DONE) {
        cli_note(app, "Without its passphrase nobody can sign with this key "
                      "again. Copies made before this are not sealed.");
    }
    return status;
}

static const cli_flag FLAGS[] = {CLI_PASSPHRASE_FLAG, {NULL}};

const cli_command CLI_KEY_SEAL = {
    .noun = "key",
    .verb = "seal",
    .summary = "Seals a key by a passphrase.",
    .usage = "KEY [--passphrase-file FILE]",
    .about = "The secret in the file of the key is then under Argon2id and "
             "XChaCha20-Poly1305. The passphrase is the first line of a file "
             "of mode 0600, or is asked on the terminal; it has at least 8 "
             "bytes. A key that is sealed by it already is sealed anew, at "
             "today's strength.",
    .args_min = 1,
    .args_max = 1,
    .flags = FLAGS,
    .examples = {"credimur key seal for-tests --passphrase-file pass.txt",
                 "credimur key seal --json for-tests --passphrase-file "
                 "pass.txt",
                 NULL},
    .next = {"credimur sign FILE --key for-tests --passphrase-file pass.txt",
             "credimur key list", "credimur key unseal KEY", NULL},
    .exits = "0 done, 2 no passphrase can be that, 3 it is another "
             "passphrase, or its file is open to others, 5 there is no such "
             "key.",
    .run = run_seal,
};

static int run_unseal(cli_app *app)
{
    return change(app, false);
}

const cli_command CLI_KEY_UNSEAL = {
    .noun = "key",
    .verb = "unseal",
    .summary = "Takes the seal from a key.",
    .usage = "KEY [--passphrase-file FILE]",
    .about = "Whoever reads the file of the key can then sign with it.",
    .args_min = 1,
    .args_max = 1,
    .flags = FLAGS,
    .examples = {"credimur key unseal sealed --passphrase-file pass.txt",
                 "credimur key unseal --json sealed --passphrase-file pass.txt",
                 NULL},
    .next = {"credimur key seal KEY --passphrase-file pass.txt",
             "credimur key list", NULL},
    .exits = "0 done, 2 no passphrase can be that, 3 it is another "
             "passphrase, or its file is open to others, 5 there is no such "
             "key, 7 it is not sealed.",
    .run = run_unseal,
};
