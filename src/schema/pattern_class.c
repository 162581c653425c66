/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of characters: ECMA-262, CharacterClass and CharacterClassEscape. */
#include "schema/pattern_class.h"

#include "schema/unicode_category.h"

static const pattern_range DIGITS[] = {{'0', '9'}};
static const pattern_range WORD[] = {
    {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
/* WhiteSpace and LineTerminator of ECMA-262. */
static const pattern_range SPACE[] = {
    {0x09, 0x0d},     {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680},
    {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f},
    {0x3000, 0x3000}, {0xfeff, 0xfeff}};

bool pattern_set_add(crd_arena *arena, pattern_set *set, uint32_t first,
                     uint32_t last)
{
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity ? 2 * set->capacity : 8;
        pattern_range *larger = CRD_NEW_N(arena, pattern_range, capacity);
        if (!larger) {
            return false;
        }
        if (set->count) {
            memcpy(larger, set->ranges, set->count * sizeof *larger);
        }
        set->ranges = larger;
        set->capacity = capacity;
    }
    set->ranges[set->count++] = (pattern_range){first, last};
    return true;
}

static bool add_all(crd_arena *arena, pattern_set *set,
                    const pattern_range *ranges, size_t count, bool inverted)
{
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        bool added =
            inverted
                ? pattern_set_add(arena, set, next, ranges[i].first - 1)
                : pattern_set_add(arena, set, ranges[i].first, ranges[i].last);
        if (!added) {
            return false;
        }
        next = ranges[i].last + 1;
    }
    return !inverted || pattern_set_add(arena, set, next, PATTERN_CODE_MAX);
}

bool pattern_set_add_escape(crd_arena *arena, pattern_set *set, char letter)
{
    bool inverted = letter < 'a';
    uint32_t bit = (uint32_t)1 << (letter & 0x1f);
    if (set->escapes & (inverted ? bit : bit >> 1)) {
        return true;
    }
    set->escapes |= inverted ? bit : bit >> 1;
    switch (letter | 0x20) {
    case 'd':
        return add_all(arena, set, DIGITS, sizeof DIGITS / sizeof *DIGITS,
                       inverted);
    case 'w':
        return add_all(arena, set, WORD, sizeof WORD / sizeof *WORD, inverted);
    default:
        return add_all(arena, set, SPACE, sizeof SPACE / sizeof *SPACE,
                       inverted);
    }
}

static bool among(const pattern_range *ranges, size_t count, uint32_t code)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code < ranges[middle].first) {
            high = middle;
        } else if (code > ranges[middle].last) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}

static bool lookup(const pattern_set *set, uint32_t code)
{
    bool found =
        among(set->ranges, set->count, code) ||
        (set->categories && (schema_category_of(code) & set->categories) != 0);
    return found != set->negated;
}

/* Shell sort with Ciura's gaps: short, in place, and not slow for the longest
 * set that a pattern can hold. */
static void sort(pattern_set *set)
{
    static const uint32_t GAPS[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof GAPS / sizeof *GAPS; g++) {
        uint32_t gap = GAPS[g];
        for (uint32_t i = gap; i < set->count; i++) {
            pattern_range range = set->ranges[i];
            uint32_t at = i;
            for (; at >= gap && set->ranges[at - gap].first > range.first;
                 at -= gap) {
                set->ranges[at] = set->ranges[at - gap];
            }
            set->ranges[at] = range;
        }
    }
}

static void merge(pattern_set *set)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        pattern_range range = set->ranges[i];
        if (kept > 0 && range.first <= set->ranges[kept - 1].last) {
            if (range.last > set->ranges[kept - 1].last) {
                set->ranges[kept - 1].last = range.last;
            }
        } else {
            set->ranges[kept++] = range;
        }
    }
    set->count = kept;
}

void pattern_set_close(pattern_set *set)
{
    sort(set);
    merge(set);
    for (uint32_t code = 0; code < 128; code++) {
        if (lookup(set, code)) {
            set->ascii[code / 32] |= (uint32_t)1 << code % 32;
        }
    }
}

bool pattern_set_has(const pattern_set *set, uint32_t code)
{
    return code < 128 ? (set->ascii[code / 32] >> code % 32 & 1) != 0
                      : lookup(set, code);
}

bool pattern_is_word(uint32_t code)
{
    return among(WORD, sizeof WORD / sizeof *WORD, code);
}
