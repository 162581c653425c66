/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Messages: everything that is not the result. They go to stderr in one form
 * (error[code], file, why, try); under --json an error is also one object on
 * stdout.
 */
#ifndef CREDIMUR_CLI_MESSAGE_H
#define CREDIMUR_CLI_MESSAGE_H

#include "cli/command.h"

/** Exit statuses that are not a row of codes.def. */
enum {
    CLI_EXIT_DONE = 0,
    CLI_EXIT_NEGATIVE = 1,
    CLI_EXIT_USAGE = 2,
    CLI_EXIT_UNDECIDED = 3,
    CLI_EXIT_PARTLY = 6
};

/** Tells of `error`, met in `file` (NULL: none); returns its exit status. */
int cli_error(cli_app *app, const char *file, const crd_error *error);
/** The same, with what to do in this command; NULL: what the code says. */
int cli_error_try(cli_app *app, const char *file, const crd_error *error,
                  const char *hint);
/** Tells of a failure in words of ours; returns the exit status of `code`. */
int cli_fail(cli_app *app, crd_code code, const char *format, ...)
    CRD_PRINTF(3, 4);
/** As cli_fail with code `usage`, and a line "try: ..." of its own; NULL: the
 * help of the command. */
int cli_usage(cli_app *app, const char *hint, const char *format, ...)
    CRD_PRINTF(3, 4);
/** A line for people on stderr; nothing with --quiet. */
void cli_note(cli_app *app, const char *format, ...) CRD_PRINTF(2, 3);
/** A warning line on stderr; nothing with --quiet. */
void cli_warn(cli_app *app, const char *format, ...) CRD_PRINTF(2, 3);
/** A line on stderr with --verbose only. */
void cli_detail(cli_app *app, const char *format, ...) CRD_PRINTF(2, 3);
/** Asks on the terminal; NULL if nobody can be asked. In the arena. */
const char *cli_ask(cli_app *app, const char *question);
/** Writes `error` as a JSON object (no newline); `hint` is what to do, NULL:
 * what the code says. */
void cli_error_write(crd_buffer *out, const char *file, const crd_error *error,
                     const char *hint);

#endif
