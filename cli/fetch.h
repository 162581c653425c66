/* SPDX-License-Identifier: Apache-2.0 */
/** Documents from the web, through the program credimur-fetch. */
#ifndef CREDIMUR_CLI_FETCH_H
#define CREDIMUR_CLI_FETCH_H

#include "cli/command.h"

typedef struct cli_fetcher cli_fetcher;

/** Starts nothing yet: the program is started when a document is wanted. */
CRD_MUST_USE crd_rc cli_fetcher_new(cli_fetcher **out, cli_app *app,
                                    uint32_t timeout_s, crd_error *error);
/** Ends the program too. What was fetched is freed. */
void cli_fetcher_free(cli_fetcher *fetcher);

/**
 * The crd_fetch_fn; its context is the fetcher, from any thread. A document is
 * asked for once a run, had or not, so that every credential of a run is
 * judged by the same one and a host that does not answer costs its time once.
 */
CRD_MUST_USE crd_rc cli_fetch(void *fetcher, crd_fetched *out, crd_arena *arena,
                              crd_fetch_kind kind, crd_span url,
                              crd_error *error);

#endif
