/* SPDX-License-Identifier: Apache-2.0 */
/* Handling of secrets: wiping them and comparing them. */
#include "credimur/crypto.h"

#include <sodium.h>

void crd_wipe(void *memory, size_t len)
{
    sodium_memzero(memory, len);
}

bool crd_equal_constant_time(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}
