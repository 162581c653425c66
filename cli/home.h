/* SPDX-License-Identifier: Apache-2.0 */
/** The folder where the issuer, the keys and the secret live. */
#ifndef CREDIMUR_CLI_HOME_H
#define CREDIMUR_CLI_HOME_H

#include "cli/command.h"

/** The path of `name` in $XDG_DATA_HOME/credimur, "" for the folder itself;
 * NULL if there is no such place. In the arena. */
const char *cli_home_path(cli_app *app, const char *name);
/** $XDG_CACHE_HOME/credimur, or ""; in the arena. */
const char *cli_cache_path(cli_app *app);
/** True for anything that can be stat'ed. */
bool cli_file_exists(const char *path);
/** Makes the folder and those above it, for the owner alone. */
CRD_MUST_USE crd_rc cli_home_make(cli_app *app, crd_error *error);
/** Writes a new file for the owner alone, whole or not at all. */
CRD_MUST_USE crd_rc cli_home_write(cli_app *app, const char *name,
                                   crd_span text, bool replace,
                                   crd_error *error);

#endif
