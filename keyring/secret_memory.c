/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for secrets, by libsodium: locked as far as RLIMIT_MEMLOCK allows,
 * left out of core dumps, between guard pages, wiped when freed. */
#include "keyring/secret_memory.h"

#include <sodium.h>

void *crd_secret_alloc(size_t size)
{
    /* The end of what sodium_malloc gives lies on a page boundary: only a
     * whole number of 16 bytes begins aligned for any object. */
    size_t want = (size + 15u) & ~(size_t)15u;
    if (want < size || sodium_init() < 0) {
        return NULL;
    }
    return sodium_malloc(want);
}

void crd_secret_free(void *memory)
{
    sodium_free(memory);
}

static void *arena_alloc(void *context, size_t size)
{
    (void)context;
    return crd_secret_alloc(size);
}

static void arena_release(void *context, void *memory)
{
    (void)context;
    crd_secret_free(memory);
}

const crd_allocator *crd_secret_allocator(void)
{
    static const crd_allocator secret = {arena_alloc, arena_release, NULL};
    return &secret;
}
