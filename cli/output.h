/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Results. stdout, or a file that is written beside its name and renamed
 * when the command has succeeded: there is never half a file. Every write is
 * checked; a failure sticks and is told once, at the end.
 */
#ifndef CREDIMUR_CLI_OUTPUT_H
#define CREDIMUR_CLI_OUTPUT_H

#include "credimur/base.h"

typedef struct cli_output {
    int fd;           /**< -1: not open */
    const char *path; /**< as the user named it; NULL: stdout */
    char *temporary;  /**< the file beside it; NULL: written directly */
    bool replace;     /**< an existing file may be replaced */
    bool terminal;    /**< it is a terminal */
    int failure;      /**< errno of the first failure, 0 none */
    crd_buffer text;  /**< not yet written */
} cli_output;

/** stdout. */
void cli_output_stdout(cli_output *out);
/**
 * `path`, which must not exist unless `replace`; a device or pipe is written
 * directly. FILE_EXISTS, OUTPUT_FAILED.
 */
CRD_MUST_USE crd_rc cli_output_file(cli_output *out, const char *path,
                                    bool replace, crd_error *error);
/** Appends bytes; text beyond a page goes out at once. */
void cli_put(cli_output *out, crd_span bytes);
void cli_put_text(cli_output *out, const char *text);
void cli_print(cli_output *out, const char *format, ...) CRD_PRINTF(2, 3);
/** Writes what is buffered, now. */
void cli_output_flush(cli_output *out);
/** Forgets what is buffered and removes the file beside the name. */
void cli_output_discard(cli_output *out);
/** Writes the rest and gives the file its name. OUTPUT_FAILED, FILE_EXISTS. */
CRD_MUST_USE crd_rc cli_output_close(cli_output *out, crd_error *error);

/** Writes all of `bytes` to `fd`; 0 or errno. */
int cli_write_all(int fd, crd_span bytes);
/** "No space is left on the disk." and the like: errno in words. */
const char *cli_errno_words(int number);

#endif
