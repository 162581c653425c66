/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of room json share. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "credimur/json.h"

/* The container was made by push or add and may grow in place: it has room
 * for json_room(len) elements, or for more after a removal. One without the
 * flag is exactly full, and is copied before it grows. */
#define CRD_JSON_F_GROWS 1u

/* No tree is followed deeper than this, whatever the limits say: functions
 * that call themselves over a tree stop here, so the C stack is bounded. */
#define JSON_DEPTH_CEILING 1024u

static inline uint32_t json_room(uint32_t len)
{
    uint32_t room = 4;
    if (len == 0) {
        return 0;
    }
    while (room < len) {
        room *= 2;
    }
    return room;
}

static inline bool json_is_container(const crd_json *value)
{
    return value->type >= CRD_JSON_ARRAY;
}

/* Sorting members by their names, for canonical form and for finding
 * duplicates: the order of UTF-16 code units (RFC 8785, 3.2.3). `prefix`
 * holds the first eight bytes so that few comparisons touch the names. */
typedef struct json_sorted {
    uint64_t prefix;
    const crd_json_member *member;
} json_sorted;

/* Up to this many members need no spare list. */
#define JSON_SORT_ALONE 24u

/* Fills `list` with `count` members in order; `spare` is as large as `list`,
 * or NULL for a short one. n log n comparisons, whatever the names. */
void json_sort(json_sorted *list, json_sorted *spare,
               const crd_json_member *members, size_t count);

/* The order of two names by UTF-16 code units. */
int json_compare_names(crd_span a, crd_span b);

/* One step of a pointer: a member's name, or (name NULL) an index. */
typedef struct json_step {
    const char *name;
    uint32_t len;
    uint32_t index;
} json_step;

/* Writes the pointer of the steps, up to `capacity` bytes of it and no NUL;
 * returns its full length. */
size_t json_pointer_write(char *out, size_t capacity, const json_step *steps,
                          size_t count);

/* Sets the pointer of `error`, cutting it with "..." where it is too long. */
void json_error_point(crd_error *error, const json_step *steps, size_t count);

/* `digits` * 10^`exponent` as the nearest double, ties to even. */
double json_decimal(const char *digits, size_t count, int exponent);

#endif
