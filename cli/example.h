/* SPDX-License-Identifier: Apache-2.0 */
/** examples/data-analysis.json, compiled in for `init --example`. */
#ifndef CREDIMUR_CLI_EXAMPLE_H
#define CREDIMUR_CLI_EXAMPLE_H

#include <stddef.h>

extern const unsigned char cli_example_text[];
extern const size_t cli_example_len;

#endif
