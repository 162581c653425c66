/* SPDX-License-Identifier: Apache-2.0 */
/* What every fuzz target shares: the entry of libFuzzer, and a way to say
 * that a property does not hold, which holds with NDEBUG too. */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must_hold(bool property)
{
    if (!property) {
        abort();
    }
}

#endif
