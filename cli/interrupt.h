/* SPDX-License-Identifier: Apache-2.0 */
/** Ctrl-C in long work: the first stops at a row, the second at once. */
#ifndef CREDIMUR_CLI_INTERRUPT_H
#define CREDIMUR_CLI_INTERRUPT_H

/** From now on a first SIGINT or SIGTERM is only remembered. */
void cli_interrupt_watch(void);
/** The signal that came, or 0. */
int cli_interrupted(void);

#endif
