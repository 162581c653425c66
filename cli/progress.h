/* SPDX-License-Identifier: Apache-2.0 */
/** Progress of long work on stderr: a line that is rewritten on a terminal,
 * else one line every ten seconds. Nothing with --quiet. */
#ifndef CREDIMUR_CLI_PROGRESS_H
#define CREDIMUR_CLI_PROGRESS_H

#include "cli/command.h"

typedef struct cli_progress {
    cli_app *app;
    const char *verb; /**< "issued" */
    uint64_t total;   /**< 0: unknown */
    double started;
    double told; /**< when the last line was written */
    bool terminal;
    bool drawn;
} cli_progress;

void cli_progress_start(cli_progress *progress, cli_app *app, const char *verb,
                        uint64_t total);
/** `share` of all is done (0 to 1, below 0 unknown): for rate and ETA. */
void cli_progress_tell(cli_progress *progress, uint64_t done, double share,
                       uint64_t errors);
/** Removes the line. */
void cli_progress_end(cli_progress *progress);
/** Seconds of a clock that never steps back. */
double cli_seconds(void);
/** "12,400" */
#define CLI_COUNT_TEXT_MAX 32
const char *cli_count_words(char out[CLI_COUNT_TEXT_MAX], uint64_t n);

#endif
