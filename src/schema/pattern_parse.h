/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A pattern as a tree, between its text and its program.
 */
#ifndef SCHEMA_PATTERN_PARSE_H
#define SCHEMA_PATTERN_PARSE_H

#include "schema/pattern_program.h"

typedef enum pattern_kind {
    PATTERN_ONE,         /**< one instruction */
    PATTERN_SEQUENCE,    /**< the children, in turn; none: the empty pattern */
    PATTERN_ALTERNATIVE, /**< one of the children */
    PATTERN_REPEAT,      /**< the child, `min` to `max` times */
    PATTERN_GROUP_LOOK   /**< the child lies ahead, or does not (`negated`) */
} pattern_kind;

#define PATTERN_UNBOUNDED UINT32_MAX

typedef struct pattern_node {
    uint8_t kind; /**< pattern_kind */
    bool negated;
    uint32_t min, max;
    pattern_instruction one;
    struct pattern_node *child; /**< the first */
    struct pattern_node *next;  /**< of the same parent */
} pattern_node;

/** Reads `source`; errors as schema_pattern_compile. */
crd_rc pattern_parse(pattern_node **out, crd_arena *arena, crd_span source,
                     crd_error *error);

#endif
