/* SPDX-License-Identifier: Apache-2.0 */
/* A flag that a signal sets; it is the one thing a handler may touch. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t came;

static void remember(int number)
{
    came = number;
}

void cli_interrupt_watch(void)
{
    /* RESETHAND: the second signal does what signals do. */
    struct sigaction action = {.sa_handler = remember,
                               .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int cli_interrupted(void)
{
    return came;
}
