/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room schema: JSON Schema, drafts 2019-09 and 2020-12.
 *
 * A schema is compiled once and then only read, so that many threads can
 * validate with it at once. The metaschemas of both drafts are embedded;
 * other documents come from the caller's load function or not at all.
 *
 * `format` and the `content...` keywords are annotations and assert nothing,
 * as both drafts have it by default; a metaschema that asks for more is
 * refused (SCHEMA_VOCABULARY). Patterns are those of ECMA-262 with Unicode
 * semantics, without backreferences and lookbehind; a schema that uses these
 * is refused (SCHEMA_PATTERN_UNSUPPORTED), never half applied.
 *
 * Numbers are compared by their exact decimal value, whatever their size.
 */
#ifndef CREDIMUR_SCHEMA_H
#define CREDIMUR_SCHEMA_H

#include "credimur/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A compiled schema. It lives in the arena that it was compiled in. */
typedef struct crd_schema crd_schema;

/** Ceilings of one compilation and of each validation with its result. */
typedef struct crd_schema_limits {
    crd_limits json;     /**< of each document that is loaded */
    uint32_t documents;  /**< loaded for one schema: 64 */
    uint32_t subschemas; /**< in all documents together: 100,000 */
    uint32_t depth; /**< subschemas inside each other, in the text of a schema
                         and while it is applied: 256 */
    uint64_t work;  /**< steps of compiling, and of one validation:
                         20,000,000, about a second at worst */
} crd_schema_limits;

/** The defaults above. */
CRD_API crd_schema_limits crd_schema_limits_default(void);

/**
 * Gives the text of the schema at `url` (absolute, without a fragment), with
 * memory from `arena` that lives as long as the compiled schema. Asked once
 * for each URL. Fails with CRD_E_UNAVAILABLE when it cannot be had.
 */
typedef crd_rc (*crd_schema_load_fn)(void *context, crd_span *out,
                                     crd_arena *arena, crd_span url,
                                     crd_error *error);

/**
 * Compiles `root`. The tree is borrowed: it must stay unchanged as long as the
 * result is used. `base_url` is where it was found (may be empty); relative
 * references are resolved against it, or against `$id`. `limits` may be NULL
 * (the defaults), `load` too: then only the embedded metaschemas can be
 * referred to from outside.
 *
 * Without `$schema` the draft is 2020-12, and in a document that is referred
 * to, the draft of the schema that refers. Only what can be reached from the
 * root is compiled.
 *
 * Errors: SCHEMA_KEYWORD, SCHEMA_REFERENCE, SCHEMA_UNAVAILABLE,
 * SCHEMA_DIALECT, SCHEMA_VOCABULARY, SCHEMA_PATTERN,
 * SCHEMA_PATTERN_UNSUPPORTED, SCHEMA_SIZE, SCHEMA_DEPTH, MEMORY, those of
 * `load` and of crd_json_parse; with the pointer into the document that the
 * message names (no name: `root`).
 */
CRD_API CRD_MUST_USE crd_rc crd_schema_compile(
    const crd_schema **out, crd_arena *arena, const crd_json *root,
    crd_span base_url, const crd_schema_limits *limits, crd_schema_load_fn load,
    void *load_context, crd_error *error);

/** At most so many failures are told one by one. */
#define CRD_SCHEMA_FAILURES_MAX 20

/** One thing the schema asks for and the instance does not fulfil. */
typedef struct crd_schema_failure {
    crd_span instance; /**< pointer (RFC 6901) to the value */
    crd_span keyword;  /**< URI of the keyword: base#/properties/name/type */
    crd_span message;  /**< one English sentence */
} crd_schema_failure;

/**
 * What validation found. Failures are those of the keywords that say no by
 * themselves: of an `anyOf` that no branch fits it is told that none fits, not
 * why each does not, unless only one is for a value of that type.
 */
typedef struct crd_schema_outcome {
    bool valid;
    const crd_schema_failure *failures;
    size_t listed; /**< how many are in `failures` */
    size_t total;  /**< how many there are; counting ends with the work limit */
} crd_schema_outcome;

/**
 * Validates `instance`. An instance that does not fit is no error: look at
 * `out->valid`. The failures are in `arena` and hold no part of the schema.
 *
 * Errors: SCHEMA_WORK (the schema is hostile, or far too much for the
 * instance), SCHEMA_DEPTH (it applies itself without end), MEMORY. Then
 * nothing is known of the instance.
 */
CRD_API CRD_MUST_USE crd_rc crd_schema_validate(crd_schema_outcome *out,
                                                crd_arena *arena,
                                                const crd_schema *schema,
                                                const crd_json *instance,
                                                crd_error *error);

/** A schema that is part of the program. */
typedef struct crd_embedded_schema {
    const char *url;
    const char *text; /**< canonical JSON */
    size_t len;
    const char *sha256; /**< of the text, in hexadecimal */
} crd_embedded_schema;

/** All of them, sorted by URL, ended by an entry whose url is NULL. */
CRD_API const crd_embedded_schema *crd_embedded_schemas(void);

#ifdef __cplusplus
}
#endif
#endif
