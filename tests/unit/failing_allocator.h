/* SPDX-License-Identifier: Apache-2.0 */
/* An allocator whose n-th allocation fails, and which counts what is held. */
#ifndef TESTS_UNIT_FAILING_ALLOCATOR_H
#define TESTS_UNIT_FAILING_ALLOCATOR_H

#include <stdlib.h>

#include "credimur/base.h"

typedef struct failing_allocator {
    crd_allocator allocator;
    size_t until_failure; /* allocations that still succeed */
    size_t held;
    bool failed;
} failing_allocator;

static inline void *failing_alloc(void *context, size_t size)
{
    failing_allocator *f = context;
    if (f->until_failure == 0) {
        f->failed = true;
        return NULL;
    }
    f->until_failure--;
    f->held++;
    return malloc(size);
}

static inline void failing_release(void *context, void *memory)
{
    failing_allocator *f = context;
    f->held -= memory != NULL;
    free(memory);
}

static inline void failing_init(failing_allocator *f, size_t until_failure)
{
    f->allocator.alloc = failing_alloc;
    f->allocator.release = failing_release;
    f->allocator.context = f;
    f->until_failure = until_failure;
    f->held = 0;
    f->failed = false;
}

#endif
