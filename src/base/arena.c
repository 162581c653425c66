/* SPDX-License-Identifier: Apache-2.0 */
/* The arena: memory for one job, freed at once. */
#include "credimur/base.h"

#include <stdio.h>
#include <stdlib.h>

struct crd_arena_chunk {
    struct crd_arena_chunk *older;
    size_t size; /* of the bytes after the header */
};

#define HEADER ((sizeof(struct crd_arena_chunk) + 15u) & ~(size_t)15u)
#define FIRST_CHUNK ((size_t)64 * 1024)
#define LIMIT_DEFAULT ((size_t)1 << 30)

static void *c_alloc(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void c_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

const crd_allocator *crd_allocator_default(void)
{
    static const crd_allocator c_library = {c_alloc, c_release, NULL};
    return &c_library;
}

void crd_arena_init(crd_arena *arena, const crd_allocator *allocator,
                    size_t limit)
{
    memset(arena, 0, sizeof *arena);
    arena->allocator = allocator ? allocator : crd_allocator_default();
    arena->limit = limit ? limit : LIMIT_DEFAULT;
}

static void release_from(crd_arena *arena, struct crd_arena_chunk *chunk)
{
    while (chunk) {
        struct crd_arena_chunk *older = chunk->older;
        arena->allocator->release(arena->allocator->context, chunk);
        chunk = older;
    }
}

void crd_arena_free(crd_arena *arena)
{
    release_from(arena, arena->chunks);
    arena->chunks = NULL;
    arena->next = arena->end = NULL;
    arena->total = 0;
    arena->full = false;
}

void crd_arena_reset(crd_arena *arena)
{
    struct crd_arena_chunk *keep = arena->chunks;
    arena->full = false;
    if (!keep) {
        return;
    }
    /* Chunks only ever grow, so the newest is the largest, or was made for
     * one large object; either way it serves the next job of this kind. */
    release_from(arena, keep->older);
    keep->older = NULL;
    arena->next = (char *)keep + HEADER;
    arena->end = arena->next + keep->size;
    arena->total = keep->size;
}

void crd_arena_shrink(crd_arena *arena, size_t keep)
{
    crd_arena_reset(arena);
    if (arena->total > keep) {
        crd_arena_free(arena);
    }
}

crd_rc crd_arena_explain(const crd_arena *arena, crd_rc rc, crd_error *error)
{
    if (rc != CRD_E_MEMORY || !arena->full) {
        return rc;
    }
    return crd_fail(error, CRD_CODE_LIMIT_MEMORY,
                    "The document needs more than %zu MiB of working memory.",
                    arena->limit >> 20);
}

void *crd_arena_alloc_slow(crd_arena *arena, size_t size)
{
    size_t want = (size + 15u) & ~(size_t)15u;
    size_t chunk_size = arena->chunks ? arena->chunks->size * 2 : FIRST_CHUNK;
    struct crd_arena_chunk *chunk;
    if (want < size || want > arena->limit - arena->total) {
        arena->full = true;
        return NULL;
    }
    if (chunk_size < want) {
        chunk_size = want;
    }
    if (chunk_size > arena->limit - arena->total) {
        chunk_size = arena->limit - arena->total; /* what is left of it */
    }
    chunk =
        arena->allocator->alloc(arena->allocator->context, HEADER + chunk_size);
    if (!chunk) {
        return NULL;
    }
    chunk->older = arena->chunks;
    chunk->size = chunk_size;
    arena->chunks = chunk;
    arena->total += chunk_size;
    arena->next = (char *)chunk + HEADER + want;
    arena->end = (char *)chunk + HEADER + chunk_size;
    return (char *)chunk + HEADER;
}

void *crd_arena_calloc(crd_arena *arena, size_t count, size_t size)
{
    void *memory;
    if (size && count > SIZE_MAX / size) {
        return NULL;
    }
    memory = crd_arena_alloc(arena, count * size);
    if (memory) {
        memset(memory, 0, count * size);
    }
    return memory;
}

crd_span crd_arena_copy(crd_arena *arena, crd_span span)
{
    char *copy =
        span.len < SIZE_MAX ? crd_arena_alloc(arena, span.len + 1) : NULL;
    if (!copy) {
        return CRD_SPAN_NONE;
    }
    if (span.len) {
        memcpy(copy, span.data, span.len);
    }
    copy[span.len] = '\0';
    return (crd_span){copy, span.len};
}

crd_span crd_arena_printf(crd_arena *arena, const char *format, ...)
{
    va_list args;
    int len;
    char *text;
    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !(text = crd_arena_alloc(arena, (size_t)len + 1))) {
        return CRD_SPAN_NONE;
    }
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (crd_span){text, (size_t)len};
}
