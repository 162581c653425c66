/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Regular expressions of ECMA-262 with Unicode semantics, without
 * backtracking: all ways to match are followed at once, so that the time is
 * at most the product of the lengths of pattern and text, whatever they are.
 *
 * Not offered, and refused by name: backreferences, lookbehind, modifiers and
 * Unicode properties other than the general category. As in Annex B of
 * ECMA-262, a brace or closing bracket that means nothing stands for itself,
 * and so does an escaped character that is no letter and no digit.
 */
#ifndef SCHEMA_PATTERN_H
#define SCHEMA_PATTERN_H

#include "credimur/base.h"

/** Ceilings: bytes of a pattern, groups inside each other, instructions. */
#define SCHEMA_PATTERN_BYTES_MAX 16384u
#define SCHEMA_PATTERN_DEPTH_MAX 64u
#define SCHEMA_PATTERN_SIZE_MAX 20000u

typedef struct schema_pattern schema_pattern;

/** SCHEMA_PATTERN, SCHEMA_PATTERN_UNSUPPORTED, SCHEMA_SIZE, MEMORY; with the
 *  byte offset in `source`. */
crd_rc schema_pattern_compile(const schema_pattern **out, crd_arena *arena,
                              crd_span source, crd_error *error);

/** How many instructions it has. */
uint32_t schema_pattern_length(const schema_pattern *pattern);

struct schema_threads;

/** Memory for matching, used again from one match to the next. */
typedef struct schema_matcher {
    crd_arena *arena;
    uint64_t work;                  /**< steps that are left */
    struct schema_threads *threads; /**< one for each depth of lookahead */
} schema_matcher;

/** Whether the pattern matches anywhere in `text`. SCHEMA_WORK when no steps
 *  are left, MEMORY. */
crd_rc schema_pattern_match(bool *out, schema_matcher *matcher,
                            const schema_pattern *pattern, crd_span text,
                            crd_error *error);

#endif
