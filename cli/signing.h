/* SPDX-License-Identifier: Apache-2.0 */
/** The issuer of this installation with its key opened: what init made. */
#ifndef CREDIMUR_CLI_SIGNING_H
#define CREDIMUR_CLI_SIGNING_H

#include "cli/command.h"
#include "cli/passphrase.h"
#include "credimur/issue.h"
#include "keyring/keyring.h"

/** Name of the key that `init` makes. */
#define CLI_FIRST_KEY "issuer"
enum { CLI_SECRET_BYTES = 32 };

typedef struct cli_signing {
    crd_issuer issuer;
    crd_keyring_key *key;
    crd_json *profile;
    uint8_t secret[CLI_SECRET_BYTES];
} cli_signing;

/** The folder of keys; NULL if there is no place for one. */
const char *cli_key_folder(cli_app *app);
/** The name of the key that `word` means: a name, a unique beginning of one
 * or of its did:key. 0, or the exit status after a message. */
int cli_key_find(cli_app *app, const char *word, const char **name);
/** Prints the public part of a key (key.c). */
void cli_key_put(cli_app *app, const crd_keyring_entry *entry);
/** Opens issuer, secret and the key of --key. 0, or the exit status. */
int cli_signing_open(cli_app *app, cli_signing *out);
/** Opens the key of --key alone: no issuer and no secret are needed. */
int cli_signing_open_key(cli_app *app, cli_signing *out);
/** Wipes what is secret. */
void cli_signing_close(cli_signing *signing);
/** The time now. */
crd_instant cli_now(void);

/** Flags of every command that signs. */
#define CLI_SIGNING_FLAGS                                                      \
    {"key", 0, CLI_TEXT, "KEY", "the key to sign with; credimur key list"},    \
        CLI_PASSPHRASE_FLAG,                                                   \
    {                                                                          \
        "suite", 0, CLI_CHOICE, "eddsa-rdfc-2022|eddsa-jcs-2022",              \
            "how to sign; eddsa-rdfc-2022 unless said otherwise"               \
    }

#endif
