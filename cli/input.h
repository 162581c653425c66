/* SPDX-License-Identifier: Apache-2.0 */
/** Reading files and stdin, whole up to a limit or line by line. */
#ifndef CREDIMUR_CLI_INPUT_H
#define CREDIMUR_CLI_INPUT_H

#include "cli/command.h"

/** An open input and what was read from it but not yet used. */
typedef struct cli_input {
    int fd;
    const char *name; /**< as given; "-" is stdin */
    bool ended;       /**< the end of the file was seen */
    crd_buffer ahead; /**< read, not used */
    size_t used;      /**< bytes at the front of `ahead` already used */
} cli_input;

/** Opens `name`, "-" for stdin. FILE_NOT_FOUND, FILE_UNREADABLE. */
CRD_MUST_USE crd_rc cli_input_open(cli_input *in, const char *name,
                                   crd_error *error);
void cli_input_close(cli_input *in);
/** Reads until `want` unused bytes are there or the input ends. */
CRD_MUST_USE crd_rc cli_input_fill(cli_input *in, size_t want,
                                   crd_error *error);
/** What was read and not used. */
static inline crd_span cli_input_unused(const cli_input *in)
{
    crd_span s = {in->ahead.data ? in->ahead.data + in->used : NULL,
                  in->ahead.len - in->used};
    return s;
}

/** Appends what is left of `in`, up to a limit. LIMIT_BYTES. */
CRD_MUST_USE crd_rc cli_input_rest(crd_buffer *out, cli_input *in, size_t limit,
                                   crd_error *error);
/**
 * The whole of `name` into `out`; LIMIT_BYTES beyond `limit`. A terminal on
 * stdin and nothing named is a usage error: the caller asks first.
 */
CRD_MUST_USE crd_rc cli_read_file(crd_buffer *out, const char *name,
                                  size_t limit, crd_error *error);
/** True if `in` holds one JSON object a line. */
CRD_MUST_USE crd_rc cli_is_lines(bool *out, cli_input *in, size_t limit,
                                 crd_error *error);
/** True if no file is named and stdin is a terminal: nothing to read. */
bool cli_nothing_to_read(const cli_app *app);

#endif
