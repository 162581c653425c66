/* SPDX-License-Identifier: Apache-2.0 */
/** The parts of `credimur verify`: one document, or a file of lines. */
#ifndef CREDIMUR_CLI_VERIFY_H
#define CREDIMUR_CLI_VERIFY_H

#include "cli/fetch.h"
#include "cli/input.h"
#include "cli/verdict.h"
#include "credimur/verify.h"

/** What a run of `verify` asks, and what it has seen. */
typedef struct cli_verification {
    cli_app *app;
    crd_env env;
    crd_verify_options options;
    cli_fetcher *fetcher; /**< NULL: offline */
    cli_verdict_style style;
    uint32_t jobs;
    uint64_t seen[4];   /**< by crd_verdict, then what is no credential */
    unsigned summaries; /**< of files of lines, told on stdout */
    int worst;          /**< exit status so far, in the order 1, 3, 0 */
} cli_verification;

enum { CLI_SEEN_NO_CREDENTIAL = 3, CLI_SEEN_UNREVIEWED = 4 };

/** Counts a verdict or CLI_SEEN_NO_CREDENTIAL. */
void cli_verification_count(cli_verification *v, unsigned what, uint64_t n);

/** Verifies each line of `in`; one report a line, in order. In words, those
 * that are valid are counted at the end and listed with --verbose only. */
CRD_MUST_USE crd_rc cli_verify_lines(cli_verification *v, cli_input *in,
                                     crd_error *error);

#endif
