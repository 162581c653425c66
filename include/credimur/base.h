/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room base: what every other room stands on.
 *
 * Rules of all public headers, stated once:
 *  - Argument order: context, outputs, in/out, inputs; a length right after
 *    its array; a callback and its pointer next to last; `crd_error *` last.
 *  - A function that can fail returns `crd_rc` and fills the caller's
 *    `crd_error` (which may be NULL). The output is untouched on failure.
 *  - Memory is one of three kinds: from the caller's arena (freed with it),
 *    an object with `_new` and `_free` (`_free(NULL)` is fine), or the
 *    caller's fixed buffer. A `const` result is borrowed.
 *  - Text is UTF-8 in a `crd_span`: a pointer and a length, never a C string
 *    that a NUL could cut (security case 13).
 *  - No function reads a clock, a file, a socket, the locale or a global.
 *  - Functions are safe to call from any thread as long as no two threads
 *    use the same non-const object at once.
 */
#ifndef CREDIMUR_BASE_H
#define CREDIMUR_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define CRD_API __attribute__((visibility("default")))
#define CRD_MUST_USE __attribute__((warn_unused_result))
#define CRD_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define CRD_LIKELY(x) __builtin_expect(!!(x), 1)
#define CRD_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define CRD_API
#define CRD_MUST_USE
#define CRD_PRINTF(f, a)
#define CRD_LIKELY(x) (x)
#define CRD_UNLIKELY(x) (x)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Return codes and the one table of codes ---------------------------- */

/** Whether a call could do its work. A verdict is not an error. */
typedef enum crd_rc {
    CRD_OK = 0,
    CRD_E_MEMORY,      /**< an allocation failed */
    CRD_E_LIMIT,       /**< a limit of `crd_limits` was reached */
    CRD_E_SYNTAX,      /**< the bytes are not in the format they claim */
    CRD_E_VALUE,       /**< well-formed, but a value breaks a rule */
    CRD_E_UNSUPPORTED, /**< well-formed, but not something we do */
    CRD_E_NOT_FOUND,   /**< the thing named is not there */
    CRD_E_REFUSED,     /**< a precondition or policy says no */
    CRD_E_CONFLICT,    /**< it exists already, or its state forbids this */
    CRD_E_PERMISSION,  /**< not signed in, or not allowed */
    CRD_E_UNAVAILABLE, /**< a document, key or service did not answer */
    CRD_E_IO,          /**< reading or writing failed */
    CRD_E_USAGE,       /**< the caller's arguments make no sense */
    CRD_E_INTERNAL     /**< a fault of ours */
} crd_rc;

/**
 * Every code that an error, a check or a door can show. The table itself is
 * codes.def: one kebab-case word each, with return code, exit code, HTTP
 * status, problem type, title and remedy. Codes are never re-used.
 */
typedef enum crd_code {
#define CRD_CODE(id, word, rc, exit, http, problem, title, remedy)             \
    CRD_CODE_##id,
#include "credimur/codes.def"
#undef CRD_CODE
    CRD_CODE_COUNT
} crd_code;

/** One row of the table. All texts are static and end in NUL. */
typedef struct crd_code_info {
    const char *word;    /**< "signature-mismatch" */
    crd_rc rc;           /**< what a function returns with it */
    int exit_status;     /**< of the command */
    int http_status;     /**< of the API */
    const char *problem; /**< problem type of the W3C texts, or "" */
    const char *title;   /**< one plain sentence: what happened */
    const char *remedy;  /**< one plain sentence: what to do, or "" */
} crd_code_info;

/** The row of `code`; CRD_CODE_NONE's row for a value outside the table. */
CRD_API const crd_code_info *crd_code_get(crd_code code);

/** The code with this kebab-case word; CRD_CODE_NONE if there is none. */
CRD_API crd_code crd_code_find(const char *word);

#define CRD_NO_OFFSET SIZE_MAX

/** Detail of a failure: what happened and where. Plain data, no ownership. */
typedef struct crd_error {
    crd_code code;
    size_t offset;    /**< byte in the input, or CRD_NO_OFFSET */
    uint32_t line;    /**< 1-based, 0 unknown */
    uint32_t column;  /**< 1-based, in code points, 0 unknown */
    bool has_pointer; /**< `pointer` is meaningful ("" is the whole document) */
    char message[256]; /**< one English sentence, never empty on failure */
    char pointer[256]; /**< JSON pointer (RFC 6901); cut with "..." if longer */
} crd_error;

/** Clears `error` (may be NULL). */
CRD_API void crd_error_clear(crd_error *error);

/**
 * Fills `error` (may be NULL) and returns the return code of `code`. An empty
 * format takes the title of the code. Offset and pointer are cleared.
 */
CRD_API crd_rc crd_fail(crd_error *error, crd_code code, const char *format,
                        ...) CRD_PRINTF(3, 4);

/** `crd_fail` with the byte offset where it happened. */
CRD_API crd_rc crd_fail_at(crd_error *error, crd_code code, size_t offset,
                           const char *format, ...) CRD_PRINTF(4, 5);

/** A short name of a return code, for logs: "limit". */
CRD_API const char *crd_strerror(crd_rc rc);

/** Returns from the calling function if `expression` is not CRD_OK. */
#define CRD_TRY(expression)                                                    \
    do {                                                                       \
        crd_rc crd_try_rc_ = (expression);                                     \
        if (CRD_UNLIKELY(crd_try_rc_ != CRD_OK)) {                             \
            return crd_try_rc_;                                                \
        }                                                                      \
    } while (0)

/* ---- Spans --------------------------------------------------------------- */

/** Bytes somebody else owns. `data` may be NULL when `len` is 0. */
typedef struct crd_span {
    const char *data;
    size_t len;
} crd_span;

/** A span over a string literal; for constants too. */
#define CRD_SPAN(literal) ((crd_span){("" literal), sizeof(literal) - 1})
#define CRD_SPAN_NONE ((crd_span){NULL, 0})

static inline crd_span crd_span_of(const char *text)
{
    crd_span s = {text, text ? strlen(text) : 0};
    return s;
}

/** Equal bytes. Most texts compared are short names, for which a call of
 *  memcmp costs more than the comparison. */
static inline bool crd_bytes_equal(const char *a, const char *b, size_t len)
{
    uint64_t x, y, z, w;
    if (len > 32) {
        return memcmp(a, b, len) == 0;
    }
    while (len > 16) {
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        if (x != y) {
            return false;
        }
        a += 8;
        b += 8;
        len -= 8;
    }
    if (len >= 8) {
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        memcpy(&z, a + len - 8, 8);
        memcpy(&w, b + len - 8, 8);
        return ((x ^ y) | (z ^ w)) == 0;
    }
    while (len && *a == *b) {
        a++;
        b++;
        len--;
    }
    return len == 0;
}

static inline bool crd_span_equal(crd_span a, crd_span b)
{
    return a.len == b.len && crd_bytes_equal(a.data, b.data, a.len);
}

static inline bool crd_span_is(crd_span a, const char *text)
{
    size_t n = strlen(text);
    return a.len == n && crd_bytes_equal(a.data, text, n);
}

static inline bool crd_span_starts(crd_span a, const char *prefix)
{
    size_t n = strlen(prefix);
    return a.len >= n && (n == 0 || memcmp(a.data, prefix, n) == 0);
}

/** Byte order, the shorter first; negative, 0 or positive. */
static inline int crd_span_compare(crd_span a, crd_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.data, b.data, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* ---- Memory -------------------------------------------------------------- */

/** Where memory comes from. `alloc` may return NULL. */
typedef struct crd_allocator {
    void *(*alloc)(void *context, size_t size);
    void (*release)(void *context, void *memory);
    void *context;
} crd_allocator;

/** malloc and free of the C library. */
CRD_API const crd_allocator *crd_allocator_default(void);

/**
 * An arena: memory for one job, freed at once. Members are private; the
 * struct is visible so that allocation can be inlined.
 */
typedef struct crd_arena {
    char *next;
    char *end;
    struct crd_arena_chunk *chunks;
    const crd_allocator *allocator;
    size_t total;
    size_t limit;
    bool full; /* an allocation failed for the limit */
} crd_arena;

/**
 * Prepares `arena`; takes no memory yet. `limit` bounds the bytes it may ever
 * hold (0: 1 GiB); beyond it allocation fails as if memory were out.
 */
CRD_API void crd_arena_init(crd_arena *arena, const crd_allocator *allocator,
                            size_t limit);
/** Frees everything. The arena may be used again. */
CRD_API void crd_arena_free(crd_arena *arena);
/** Forgets everything but keeps the largest chunk for the next job. */
CRD_API void crd_arena_reset(crd_arena *arena);
/** The same, but keeps no chunk of more than `keep` bytes. */
CRD_API void crd_arena_shrink(crd_arena *arena, size_t keep);
/**
 * Returns `rc` as it is; but if it says that memory was out and it was only
 * that the arena is full, fails with CRD_CODE_LIMIT_MEMORY.
 */
CRD_API CRD_MUST_USE crd_rc crd_arena_explain(const crd_arena *arena, crd_rc rc,
                                              crd_error *error);
CRD_API void *crd_arena_alloc_slow(crd_arena *arena, size_t size);

/** `size` bytes aligned for any object, not cleared; NULL if there are none. */
static inline void *crd_arena_alloc(crd_arena *arena, size_t size)
{
    size_t want = (size + 15u) & ~(size_t)15u;
    if (CRD_UNLIKELY(want < size ||
                     want > (size_t)(arena->end - arena->next))) {
        return crd_arena_alloc_slow(arena, size);
    }
    void *p = arena->next;
    arena->next += want;
    return p;
}

/** `count * size` bytes, all zero; NULL on overflow or if there are none. */
CRD_API void *crd_arena_calloc(crd_arena *arena, size_t count, size_t size);

/** `count * size` bytes, not cleared; NULL on overflow or if there are none. */
static inline void *crd_arena_array(crd_arena *arena, size_t count, size_t size)
{
    return count > SIZE_MAX / size ? NULL
                                   : crd_arena_alloc(arena, count * size);
}

#define CRD_NEW(arena, type) ((type *)crd_arena_alloc((arena), sizeof(type)))
#define CRD_NEW_N(arena, type, n)                                              \
    ((type *)crd_arena_array((arena), (n), sizeof(type)))

/** A copy of `span` in the arena, followed by a NUL; `.data` NULL on failure.
 */
CRD_API crd_span crd_arena_copy(crd_arena *arena, crd_span span);
/** printf into the arena; `.data` NULL on failure. Locale "C" is assumed. */
CRD_API crd_span crd_arena_printf(crd_arena *arena, const char *format, ...)
    CRD_PRINTF(2, 3);

/**
 * A growing byte buffer with a ceiling. Failures stick: append freely and
 * look at `crd_buffer_rc` once at the end.
 */
typedef struct crd_buffer {
    char *data;
    size_t len;
    size_t capacity;
    size_t limit;
    const crd_allocator *allocator;
    crd_rc rc;
} crd_buffer;

/** Prepares an empty buffer that never grows beyond `limit` bytes. */
CRD_API void crd_buffer_init(crd_buffer *buffer, const crd_allocator *allocator,
                             size_t limit);
CRD_API void crd_buffer_free(crd_buffer *buffer);
/** Makes room for `more` bytes; false (and the failure sticks) if it cannot. */
CRD_API bool crd_buffer_reserve(crd_buffer *buffer, size_t more);
CRD_API void crd_buffer_printf(crd_buffer *buffer, const char *format, ...)
    CRD_PRINTF(2, 3);

static inline void crd_buffer_append(crd_buffer *buffer, const void *data,
                                     size_t len)
{
    if (CRD_UNLIKELY(len > buffer->capacity - buffer->len) &&
        !crd_buffer_reserve(buffer, len)) {
        return;
    }
    if (len) {
        memcpy(buffer->data + buffer->len, data, len);
        buffer->len += len;
    }
}

static inline void crd_buffer_append_span(crd_buffer *buffer, crd_span span)
{
    crd_buffer_append(buffer, span.data, span.len);
}

static inline void crd_buffer_append_text(crd_buffer *buffer, const char *text)
{
    crd_buffer_append(buffer, text, strlen(text));
}

static inline void crd_buffer_append_char(crd_buffer *buffer, char c)
{
    crd_buffer_append(buffer, &c, 1);
}

/** Empties the buffer, keeps its memory, forgets a failure. */
static inline void crd_buffer_clear(crd_buffer *buffer)
{
    buffer->len = 0;
    buffer->rc = CRD_OK;
}

static inline crd_span crd_buffer_span(const crd_buffer *buffer)
{
    crd_span s = {buffer->data, buffer->len};
    return s;
}

/** CRD_OK, or the failure that stuck (with its text in `error`). */
CRD_API CRD_MUST_USE crd_rc crd_buffer_rc(const crd_buffer *buffer,
                                          crd_error *error);

/* ---- Hash of a byte string ------------------------------------------------
 */

/** A fast, unkeyed 32-bit hash for tables; never for security. */
static inline uint32_t crd_hash(const char *data, size_t len)
{
    uint64_t h = 0x9e3779b97f4a7c15u ^ (len * 0xff51afd7ed558ccdu);
    uint64_t w;
    while (len >= 8) {
        memcpy(&w, data, 8);
        h = (h ^ w) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
        data += 8;
        len -= 8;
    }
    if (len) {
        w = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        /* The loop below, without a loop: reads that overlap agree. */
        if (len >= 4) {
            uint32_t front, back;
            memcpy(&front, data, 4);
            memcpy(&back, data + len - 4, 4);
            w = front | (uint64_t)back << (8 * (len - 4));
        } else {
            w = (uint64_t)(unsigned char)data[0] |
                (uint64_t)(unsigned char)data[len / 2] << (8 * (len / 2)) |
                (uint64_t)(unsigned char)data[len - 1] << (8 * (len - 1));
        }
#else
        for (size_t i = 0; i < len; i++) {
            w |= (uint64_t)(unsigned char)data[i] << (8 * i);
        }
#endif
        h = (h ^ w) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
    }
    /* Tables take the low bits, so every bit of the text must reach them. */
    return (uint32_t)((h * 0xd6e8feb86659fd93u) >> 32);
}

/* ---- Time ------------------------------------------------------------------
 */

/** A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds. */
typedef struct crd_instant {
    int64_t seconds;
    uint32_t nanoseconds;
} crd_instant;

static inline int crd_instant_compare(crd_instant a, crd_instant b)
{
    if (a.seconds != b.seconds) {
        return a.seconds < b.seconds ? -1 : 1;
    }
    return (a.nanoseconds > b.nanoseconds) - (a.nanoseconds < b.nanoseconds);
}

/**
 * Reads an XML Schema 1.1 dateTimeStamp ("2026-05-03T09:00:00Z", a zone is
 * required). Years 0001 to 9999; a leap second (:60), offset beyond 14:00,
 * year 0 and a 30 February are CRD_CODE_TIME_MALFORMED (security case 175).
 */
CRD_API CRD_MUST_USE crd_rc crd_instant_parse(crd_instant *out, crd_span text,
                                              crd_error *error);
/** Reads a plain date "2026-05-03" as its midnight, UTC. */
CRD_API CRD_MUST_USE crd_rc crd_date_parse(crd_instant *out, crd_span text,
                                           crd_error *error);
#define CRD_INSTANT_TEXT_MAX 40
/** Writes RFC 3339 in UTC, without a fraction when it is 0; ends in NUL. */
CRD_API void crd_instant_write(char out[CRD_INSTANT_TEXT_MAX],
                               crd_instant instant);

/* ---- Limits and the environment --------------------------------------------
 */

/** Ceilings, so that no document costs more than it may. Sizes in bytes. */
typedef struct crd_limits {
    size_t document_bytes;       /**< a document, decoded: 16 MiB */
    size_t document_memory;      /**< an arena for one document: 128 MiB */
    uint32_t json_depth;         /**< nesting: 64 */
    uint32_t json_values;        /**< values of a document: 2,000,000 */
    uint32_t json_members;       /**< members of one object: 100,000 */
    uint32_t json_number_bytes;  /**< text of one number: 1,024 */
    uint32_t quads;              /**< of one dataset: 250,000 */
    uint32_t canon_calls;        /**< Hash N-Degree Quads calls: see canon.h */
    uint32_t canon_permutations; /**< permutations tried in all: see canon.h */
    uint32_t context_depth;      /**< remote contexts inside each other: 8 */
    uint32_t proofs;             /**< of one document: 16 */
    uint32_t credentials;        /**< inside one presentation: 1,000 */
    size_t image_bytes;          /**< a baked image: 16 MiB */
    int64_t clock_skew_s;        /**< tolerated, seconds: 300 */
} crd_limits;

/** The defaults above. */
CRD_API crd_limits crd_limits_default(void);

/** What a fetch function gives back; memory from the arena it was handed. */
typedef struct crd_fetched {
    crd_span body;
    crd_span media_type;
    crd_instant fetched_at;
} crd_fetched;

/** What a document is fetched for; the fetcher chooses its limits by it. */
typedef enum crd_fetch_kind {
    CRD_FETCH_CONTROLLER_DOCUMENT,
    CRD_FETCH_STATUS_LIST,
    CRD_FETCH_SCHEMA,
    CRD_FETCH_CONTEXT
} crd_fetch_kind;

/** Fetches `url`. CRD_E_UNAVAILABLE when it cannot be had. */
typedef crd_rc (*crd_fetch_fn)(void *context, crd_fetched *out,
                               crd_arena *arena, crd_fetch_kind kind,
                               crd_span url, crd_error *error);

/** Fills `out` with unpredictable bytes. */
typedef crd_rc (*crd_random_fn)(void *context, uint8_t *out, size_t len,
                                crd_error *error);

/** What the caller gives and the library never takes by itself. */
typedef struct crd_env {
    crd_instant now;
    crd_limits limits;
    const crd_allocator *allocator;
    crd_fetch_fn fetch; /**< NULL: offline */
    void *fetch_context;
    crd_random_fn random; /**< NULL: what needs it fails */
    void *random_context;
} crd_env;

/** Defaults: no network, no randomness, C allocator, now = `now`. */
CRD_API crd_env crd_env_default(crd_instant now);

/** The version of the library, "0.1.0". */
CRD_API const char *crd_version(void);

#ifdef __cplusplus
}
#endif
#endif
