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

/** True if nobody but the issuer has reviewed what it is for; false of NULL. */
bool cli_is_self_declared(const crd_json *document);

#endif
