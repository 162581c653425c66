/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A program over the table of commands. `credimur` knows all of them and does
 * what needs few libraries; for the rest it becomes another program (exec),
 * which knows its own rows of the same table and reads the same arguments.
 */
#ifndef CREDIMUR_CLI_PROGRAM_H
#define CREDIMUR_CLI_PROGRAM_H

#include "cli/command.h"

/** A row that says nothing of how it is run, and who runs it here. */
typedef struct cli_own {
    const cli_command *command; /**< NULL ends the list */
    int (*run)(cli_app *app);
} cli_own;

typedef struct cli_program {
    const char *name;
    const cli_command *const *commands; /**< NULL-ended */
    const cli_own *own;                 /**< or NULL */
} cli_program;

/** The whole of main(): the exit status. */
int cli_program_main(const cli_program *program, int argc, char **argv);

#endif
