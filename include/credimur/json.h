/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room json: JSON as it is signed. A strict reader (RFC 8259 and I-JSON,
 * RFC 7493), a tree that keeps order and number text, a writer, pointers
 * (RFC 6901) and the canonical form JCS (RFC 8785).
 *
 * One reading of the bytes: duplicate member names compared
 * after unescaping, lone surrogates, bad UTF-8, a byte order mark and trailing
 * bytes are refused. Noncharacters (U+FFFE ...) are kept: they are Unicode.
 */
#ifndef CREDIMUR_JSON_H
#define CREDIMUR_JSON_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum crd_json_type {
    CRD_JSON_NULL = 0,
    CRD_JSON_FALSE,
    CRD_JSON_TRUE,
    CRD_JSON_NUMBER,
    CRD_JSON_STRING,
    CRD_JSON_ARRAY,
    CRD_JSON_OBJECT
} crd_json_type;

struct crd_json_member;

/**
 * One value, 24 bytes. `len` is the number of bytes of a string (unescaped)
 * or of a number's text, of elements of an array, of members of an object.
 * Strings and number texts made by the reader are followed by a NUL.
 */
typedef struct crd_json {
    uint8_t type;  /**< crd_json_type */
    uint8_t flags; /**< CRD_JSON_F_*, private to the room */
    uint16_t spare;
    uint32_t offset; /**< where it begins in the text it was read from */
    uint32_t len;
    union {
        const char *text;
        struct crd_json *items;
        struct crd_json_member *members;
    } as;
} crd_json;

/** A member: name, the hash of its name (crd_hash), and value. */
typedef struct crd_json_member {
    const char *key;
    uint32_t key_len;
    uint32_t key_hash;
    crd_json value;
} crd_json_member;

static inline crd_span crd_json_span(const crd_json *value)
{
    crd_span s = {value->as.text, value->len};
    return s;
}

static inline crd_span crd_json_key(const crd_json_member *member)
{
    crd_span s = {member->key, member->key_len};
    return s;
}

static inline bool crd_json_is(const crd_json *value, crd_json_type type)
{
    return value && value->type == (uint8_t)type;
}

/** True for a string whose bytes equal `text`. `value` may be NULL. */
static inline bool crd_json_is_text(const crd_json *value, const char *text)
{
    return crd_json_is(value, CRD_JSON_STRING) &&
           crd_span_is(crd_json_span(value), text);
}

/* ---- Reading --------------------------------------------------------------
 */

/**
 * Reads one JSON text. The bytes are copied into the arena first and every
 * string of the tree points into that copy: the input is never read again.
 * Errors: JSON_SYNTAX, JSON_EMPTY, JSON_BOM, JSON_UTF8, JSON_SURROGATE,
 * JSON_DUPLICATE_KEY, JSON_DEPTH, JSON_VALUES, JSON_MEMBERS,
 * JSON_NUMBER_LENGTH, LIMIT_BYTES, MEMORY; with offset, line, column and, for
 * a duplicate, the pointer. Time is linear in the text (n log n in the
 * members of an object), the C stack bounded by `limits->json_depth`.
 */
CRD_API CRD_MUST_USE crd_rc crd_json_parse(crd_json **out, crd_arena *arena,
                                           crd_span text,
                                           const crd_limits *limits,
                                           crd_error *error);

/**
 * As crd_json_parse, but reads one value from the front of `text` and stores
 * the bytes it took (with white space after it) in `*used`. For NDJSON.
 */
CRD_API CRD_MUST_USE crd_rc crd_json_parse_prefix(crd_json **out, size_t *used,
                                                  crd_arena *arena,
                                                  crd_span text,
                                                  const crd_limits *limits,
                                                  crd_error *error);

/* ---- Looking --------------------------------------------------------------
 */

/** The member's value, or NULL: absent, or `object` is NULL or no object. */
CRD_API crd_json *crd_json_get(const crd_json *object, const char *key);
CRD_API crd_json *crd_json_get_span(const crd_json *object, crd_span key);
/** The text of a string member; `.data` NULL if it is absent or no string. */
CRD_API crd_span crd_json_get_text(const crd_json *object, const char *key);

/**
 * Equal as data: member order aside, numbers by their value as doubles. Trees
 * deeper than any reader allows (1,024) are never equal, nor are objects so
 * large and so disordered that looking for each member would take too long:
 * any order of 14,000 members is followed.
 */
CRD_API bool crd_json_equal(const crd_json *a, const crd_json *b);

/** The number as an IEEE double (JCS reading); locale-independent. */
CRD_API CRD_MUST_USE crd_rc crd_json_double(double *out, const crd_json *number,
                                            crd_error *error);

/* ---- Making ---------------------------------------------------------------
 */

/** These return plain values; strings are borrowed, not copied. */
CRD_API crd_json crd_json_string(crd_span text);
CRD_API crd_json crd_json_text(const char *text);
CRD_API crd_json crd_json_bool(bool value);
CRD_API crd_json crd_json_null(void);
/** A number from its JSON text, borrowed ("12.5"). */
CRD_API crd_json crd_json_number(crd_span text);
CRD_API crd_json crd_json_integer(crd_arena *arena, int64_t value);
CRD_API crd_json crd_json_array(void);
CRD_API crd_json crd_json_object(void);

/**
 * Appends to an array or object in the arena and returns the place of the new
 * value, NULL when memory is out. The place is good until the next append.
 * `crd_json_add` does not look for duplicates; `crd_json_set` replaces.
 * A container owns its elements: change it where it lies, not a copy of the
 * struct. One made by the reader moves into new memory when it first grows.
 */
CRD_API crd_json *crd_json_push(crd_arena *arena, crd_json *array,
                                crd_json value);
CRD_API crd_json *crd_json_add(crd_arena *arena, crd_json *object, crd_span key,
                               crd_json value);
CRD_API crd_json *crd_json_set(crd_arena *arena, crd_json *object, crd_span key,
                               crd_json value);
/** Removes a member, keeping the order of the others; false if absent. */
CRD_API bool crd_json_remove(crd_json *object, crd_span key);

/** A copy of the tree whose containers may grow; texts are still borrowed. */
CRD_API CRD_MUST_USE crd_rc crd_json_copy(crd_json **out, crd_arena *arena,
                                          const crd_json *value,
                                          crd_error *error);

/* ---- Writing --------------------------------------------------------------
 */

/** Compact JSON with numbers as they were written. No final newline. */
CRD_API void crd_json_write(crd_buffer *out, const crd_json *value);
/** The same, indented by two spaces, for people. */
CRD_API void crd_json_write_pretty(crd_buffer *out, const crd_json *value);
/** One JSON string with its quotes. */
CRD_API void crd_json_write_string(crd_buffer *out, crd_span text);
/** The same for a reader: what a terminal would obey, or not show, is written
 *  as an escape. It reads as the same string. */
CRD_API void crd_json_write_shown(crd_buffer *out, crd_span text);

/**
 * Canonical form (RFC 8785). JSON_NUMBER_RANGE for a number that is not
 * finite or that is written as an integer beyond 2^53, in the text or in the
 * canonical form (security case 17): such a document is refused in anything to
 * be signed or verified. So the canonical form of a document always has
 * itself as canonical form.
 */
CRD_API CRD_MUST_USE crd_rc crd_jcs_write(crd_buffer *out,
                                          const crd_json *value,
                                          crd_error *error);
/**
 * The canonical form without the top-level member `without` (the `proof`).
 */
CRD_API CRD_MUST_USE crd_rc crd_jcs_write_without(crd_buffer *out,
                                                  const crd_json *object,
                                                  crd_span without,
                                                  crd_error *error);

#define CRD_DOUBLE_TEXT_MAX 32
/**
 * The shortest text that reads back as `value`, in the form of ECMAScript's
 * Number::toString (RFC 8785, 3.2.2.3). Returns its length; 0 if not finite.
 */
CRD_API size_t crd_double_write(char out[CRD_DOUBLE_TEXT_MAX], double value);

/* ---- Pointers -------------------------------------------------------------
 */

/** The value at `pointer` (RFC 6901), or NULL; JSON_POINTER if malformed. */
CRD_API CRD_MUST_USE crd_rc crd_json_at(crd_json **out, const crd_json *root,
                                        crd_span pointer, crd_error *error);

/**
 * The pointer of `place`, a value of the tree `root`, found by address. Empty
 * span with `.data` NULL when it is not in the tree or memory is out. Linear
 * in the tree: for messages, not for inner loops.
 */
CRD_API crd_span crd_json_pointer_of(crd_arena *arena, const crd_json *root,
                                     const crd_json *place);

/** Sets `error->pointer` to the place of `place` in `root` (both may be NULL).
 */
CRD_API void crd_error_point(crd_error *error, const crd_json *root,
                             const crd_json *place);

#ifdef __cplusplus
}
#endif
#endif
