/* SPDX-License-Identifier: Apache-2.0 */
/** Memory for secrets: not swapped, between guard pages, wiped when freed. */
#ifndef KEYRING_SECRET_MEMORY_H
#define KEYRING_SECRET_MEMORY_H

#include "credimur/base.h"

/** `size` bytes aligned for any object, or NULL. */
void *crd_secret_alloc(size_t size);
/** Wipes and frees; NULL is fine. */
void crd_secret_free(void *memory);
/** The two above, for arenas. */
const crd_allocator *crd_secret_allocator(void);

#endif
