/* SPDX-License-Identifier: Apache-2.0 */
/** The program credimur-fetch as a child: started when it is first needed. */
#ifndef CREDIMUR_CLI_FETCH_PROGRAM_H
#define CREDIMUR_CLI_FETCH_PROGRAM_H

#include "cli/command.h"
#include "net/protocol.h"

#include <sys/types.h>

typedef struct cli_fetch_program {
    pid_t pid;    /**< 0: it does not run */
    int fd;       /**< our end of the line to it */
    bool missing; /**< it cannot be started, and that was said */
} cli_fetch_program;

void cli_fetch_program_init(cli_fetch_program *program);
/** Ends the child, if it runs. */
void cli_fetch_program_end(cli_fetch_program *program);

/**
 * Asks, and waits no longer than the time of the question and a little more.
 * A child that does not answer, or not in the words of the protocol, is ended
 * and gives a reason like any other; MEMORY. Texts are in `arena`.
 */
CRD_MUST_USE crd_rc cli_fetch_program_ask(cli_fetch_program *program,
                                          cli_app *app, crd_net_answer *answer,
                                          crd_arena *arena,
                                          const crd_net_question *question,
                                          crd_error *error);

#endif
