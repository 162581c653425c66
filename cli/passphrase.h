/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The passphrase of a sealed key: from a file that is its owner's alone, or
 * asked on the terminal without echo. Never from the environment and never
 * from the command line: others can read both.
 */
#ifndef CREDIMUR_CLI_PASSPHRASE_H
#define CREDIMUR_CLI_PASSPHRASE_H

#include "cli/command.h"

/** Flag of every command that may need one. */
#define CLI_PASSPHRASE_FLAG                                                    \
    {                                                                          \
        "passphrase-file", 0, CLI_FILE, "FILE",                                \
            "the passphrase of the key: the first line of FILE"                \
    }

/** A passphrase in secret memory; `.data` NULL: there is none. */
typedef crd_span cli_passphrase;

/**
 * The passphrase of --passphrase-file; else of the terminal, asked `twice` if
 * it is new; else KEY_SEALED. 0, or the exit status after a message.
 */
int cli_passphrase_get(cli_app *app, const char *key, bool twice,
                       cli_passphrase *out);
/** Wipes it. */
void cli_passphrase_free(cli_passphrase *passphrase);

/**
 * Opens a plain file that nobody else can read: FILE_NOT_FOUND,
 * FILE_UNREADABLE, or `code` when others may read it or it is a link. 0, or
 * the exit status after a message.
 */
int cli_open_private(cli_app *app, const char *path, crd_code code, int *fd);

#endif
