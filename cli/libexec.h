/* SPDX-License-Identifier: Apache-2.0 */
/** The programs of libexec/credimur: where they lie, and becoming one. */
#ifndef CREDIMUR_CLI_LIBEXEC_H
#define CREDIMUR_CLI_LIBEXEC_H

#include "cli/command.h"

/**
 * The path of the program `name`, in the arena: under the folder of this one,
 * as in the build, or where it was installed; never by PATH. NULL if it is in
 * neither place.
 */
const char *cli_libexec_find(cli_app *app, const char *name);
/** Becomes that program, with the same arguments; returns only if it cannot. */
int cli_libexec_run(cli_app *app, const char *name);

#endif
