/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a pattern is compiled to.
 */
#ifndef SCHEMA_PATTERN_PROGRAM_H
#define SCHEMA_PATTERN_PROGRAM_H

#include "base/utf8.h"
#include "schema/pattern.h"
#include "schema/pattern_class.h"

typedef enum pattern_op {
    PATTERN_CHARACTER,    /**< `x`: the code point */
    PATTERN_CLASS,        /**< `set` */
    PATTERN_SPLIT,        /**< go on at `x` and at `y` */
    PATTERN_JUMP,         /**< go on at `x` */
    PATTERN_START,        /**< ^ */
    PATTERN_END,          /**< $ */
    PATTERN_BOUNDARY,     /**< \b */
    PATTERN_NOT_BOUNDARY, /**< \B */
    PATTERN_LOOK,         /**< go on at `x` if what follows here, up to a
                               PATTERN_MATCH, matches */
    PATTERN_LOOK_NOT,     /**< the same if it does not */
    PATTERN_MATCH
} pattern_op;

typedef struct pattern_instruction {
    uint8_t op;
    uint32_t x, y;
    const pattern_set *set;
} pattern_instruction;

struct schema_pattern {
    pattern_instruction *program;
    uint32_t length;
    bool anchored; /**< begins with ^: matches at the start or nowhere */
};

/** The character at `p`, which is before `end`, and its bytes. A byte that is
 *  not UTF-8 is U+FFFD. */
static inline uint32_t pattern_decode(size_t *size, const char *p,
                                      const char *end)
{
    uint32_t code = 0xfffd;
    *size = utf8_read(&code, p, end);
    *size += *size == 0;
    return code;
}

#endif
