/* SPDX-License-Identifier: Apache-2.0 */
/** What a credential says about itself, for people: who, what, how much, how
 * it was assessed, and what is not stated. */
#ifndef CREDIMUR_CLI_SIGNIFICANCE_H
#define CREDIMUR_CLI_SIGNIFICANCE_H

#include "credimur/json.h"

/** Lines "name: value" for one credential; what is absent is said. */
void cli_significance_write(crd_buffer *out, const crd_json *document,
                            const char *margin);
/** What every verdict must say: "Not reviewed by anyone else." */
void cli_caveats_write(crd_buffer *out, const crd_json *document,
                       const char *margin);
/** The same within a line: " Not reviewed by anyone else." */
void cli_caveats_line(crd_buffer *out, const crd_json *document);

/** An ISO 8601 duration in words: PT75H is "75 hours", P1DT2H "1 day 2
 * hours". False if it is none, and nothing is written. */
bool cli_duration_words(crd_buffer *out, crd_span text);

/** "EQF level 5 · 75 hours", as far as it is stated; and that nobody else has
 * reviewed it, where that is so. */
void cli_level_and_workload(crd_buffer *out, const crd_json *document);

/** True if nobody but the issuer has reviewed what it is for; false of NULL. */
bool cli_is_self_declared(const crd_json *document);

#endif
