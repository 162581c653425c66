/* SPDX-License-Identifier: Apache-2.0 */
/** Topics of `credimur help` that are no command. */
#ifndef CREDIMUR_CLI_TOPICS_H
#define CREDIMUR_CLI_TOPICS_H

#include "cli/command.h"

typedef struct cli_topic {
    const char *word; /**< NULL ends the list */
    void (*write)(cli_app *app);
} cli_topic;

extern const cli_topic CLI_TOPICS[];

#endif
