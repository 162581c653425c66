/* SPDX-License-Identifier: Apache-2.0 */
/* A flag that a signal sets; it is the one thing a handler may touch. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t came;

/* The first signal is remembered, and the row at hand is finished; at the
 * second nothing is: half a line is cut off by the run that goes on. */
static void remember(int number)
{
    static const char STOPPED[] =
        "\nStopped at once. The same command goes on from there.\n";
    if (came) {
        (void)!write(STDERR_FILENO, STOPPED, sizeof STOPPED - 1);
        _exit(128 + number);
    }
    came = number;
}

void cli_interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int cli_interrupted(void)
{
    return came;
}
