/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sets of characters in patterns: ranges and general categories.
 */
#ifndef SCHEMA_PATTERN_CLASS_H
#define SCHEMA_PATTERN_CLASS_H

#include "credimur/base.h"

#define PATTERN_CODE_MAX 0x10ffffu

typedef struct pattern_range {
    uint32_t first, last;
} pattern_range;

typedef struct pattern_set {
    pattern_range *ranges; /**< sorted and apart, once closed */
    uint32_t count, capacity;
    uint32_t categories; /**< a bit each (unicode_category.h) */
    uint32_t escapes;    /**< the letters added, each once */
    uint32_t ascii[4];   /**< the answers for ASCII, once closed */
    bool negated;
} pattern_set;

/** An empty set is all zero. These add to it; false when memory is out. */
bool pattern_set_add(crd_arena *arena, pattern_set *set, uint32_t first,
                     uint32_t last);
/** What \d, \D, \w, \W, \s or \S stands for, by its letter. */
bool pattern_set_add_escape(crd_arena *arena, pattern_set *set, char letter);

/** Sorts the set; it only answers from now on. */
void pattern_set_close(pattern_set *set);

bool pattern_set_has(const pattern_set *set, uint32_t code);

/** The set of \w. */
bool pattern_is_word(uint32_t code);

#endif
