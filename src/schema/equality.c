/* SPDX-License-Identifier: Apache-2.0 */
/* Equality of JSON values (JSON Schema Core, 4.2.2) and of the items of an
 * array among themselves. Items are compared only where their hashes are
 * equal, so a long array costs about what sorting it does. */
#include "schema/schema.h"

/* No tree is followed deeper, whatever the limits of its reader were. */
#define DEPTH_MAX 1024u

/* ---- Equality -------------------------------------------------------------
 */

static bool equal(schema_run *run, const crd_json *a, const crd_json *b,
                  uint32_t depth);

/* Mostly the order of members is the same. */
static bool equal_members(schema_run *run, const crd_json *a, const crd_json *b,
                          uint32_t depth)
{
    for (uint32_t i = 0; i < a->len; i++) {
        const crd_json_member *member = &a->as.members[i];
        const crd_json_member *same_place = &b->as.members[i];
        const crd_json *other = &same_place->value;
        if (member->key_hash != same_place->key_hash ||
            !crd_span_equal(crd_json_key(member), crd_json_key(same_place))) {
            if (!schema_spend(run, b->len)) {
                return false;
            }
            other = crd_json_get_span(b, crd_json_key(member));
        }
        if (!other || !equal(run, &member->value, other, depth)) {
            return false;
        }
    }
    return true;
}

static bool equal_items(schema_run *run, const crd_json *a, const crd_json *b,
                        uint32_t depth)
{
    for (uint32_t i = 0; i < a->len; i++) {
        if (!equal(run, &a->as.items[i], &b->as.items[i], depth)) {
            return false;
        }
    }
    return true;
}

static bool equal(schema_run *run, const crd_json *a, const crd_json *b,
                  uint32_t depth)
{
    if (a->type != b->type || depth > DEPTH_MAX || !schema_spend(run, 1)) {
        return false;
    }
    switch (a->type) {
    case CRD_JSON_NUMBER:
        return schema_decimal_compare(schema_decimal_of(a),
                                      schema_decimal_of(b)) == 0;
    case CRD_JSON_STRING:
        return a->len == b->len && schema_spend(run, a->len / 64) &&
               crd_span_equal(crd_json_span(a), crd_json_span(b));
    case CRD_JSON_ARRAY:
        return a->len == b->len && equal_items(run, a, b, depth + 1);
    case CRD_JSON_OBJECT:
        return a->len == b->len && equal_members(run, a, b, depth + 1);
    default:
        return true;
    }
}

bool schema_equal(schema_run *run, const crd_json *a, const crd_json *b)
{
    return equal(run, a, b, 0);
}

/* ---- Hash -----------------------------------------------------------------
 */

static uint64_t mix(uint64_t h, uint64_t more)
{
    h = (h ^ more) * 0x9fb21c651e98df25u;
    return h ^ h >> 32;
}

/* Equal values have equal hashes: members count in any order. */
static uint64_t hash(schema_run *run, const crd_json *a, uint32_t depth)
{
    uint64_t h = mix(a->type, 0x9e3779b97f4a7c15u);
    if (depth > DEPTH_MAX || !schema_spend(run, 1)) {
        return h;
    }
    switch (a->type) {
    case CRD_JSON_NUMBER:
        return mix(h, schema_decimal_hash(schema_decimal_of(a)));
    case CRD_JSON_STRING:
        schema_spend(run, a->len / 64);
        return mix(h, crd_hash(a->as.text, a->len));
    case CRD_JSON_ARRAY:
        for (uint32_t i = 0; i < a->len; i++) {
            h = mix(h, hash(run, &a->as.items[i], depth + 1));
        }
        return h;
    case CRD_JSON_OBJECT:
        for (uint32_t i = 0; i < a->len; i++) {
            const crd_json_member *member = &a->as.members[i];
            h += mix(member->key_hash, hash(run, &member->value, depth + 1));
        }
        return h;
    default:
        return h;
    }
}

/* ---- Uniqueness -----------------------------------------------------------
 */

typedef struct hashed {
    uint64_t hash;
    uint32_t index;
} hashed;

static bool before(hashed a, hashed b)
{
    return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
}

static void sift_down(hashed *list, uint32_t at, uint32_t count)
{
    hashed moved = list[at];
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && before(list[child], list[child + 1]);
        if (!before(moved, list[child])) {
            break;
        }
        list[at] = list[child];
    }
    list[at] = moved;
}

static void sort(hashed *list, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;) {
        sift_down(list, i, count);
    }
    for (uint32_t i = count; i-- > 1;) {
        hashed last = list[i];
        list[i] = list[0];
        list[0] = last;
        sift_down(list, 0, i);
    }
}

static hashed *take_scratch(schema_run *run, uint32_t count)
{
    size_t size = (size_t)count * sizeof(hashed);
    if (run->scratch_size < size) {
        size_t larger = run->scratch_size ? run->scratch_size : 1024;
        while (larger < size) {
            larger *= 2;
        }
        run->scratch = crd_arena_alloc(run->arena, larger);
        run->scratch_size = run->scratch ? larger : 0;
    }
    if (!run->scratch) {
        run->rc = crd_fail(run->error, CRD_CODE_MEMORY, "%s", "");
    }
    return run->scratch;
}

/* The first pair of equal items in a run of equal hashes. */
static bool pair_in(schema_run *run, const crd_json *array, const hashed *list,
                    uint32_t count, uint32_t *first, uint32_t *second)
{
    for (uint32_t i = 0; i + 1 < count && run->rc == CRD_OK; i++) {
        for (uint32_t j = i + 1; j < count && run->rc == CRD_OK; j++) {
            if (schema_equal(run, &array->as.items[list[i].index],
                             &array->as.items[list[j].index])) {
                *first = list[i].index;
                *second = list[j].index;
                return true;
            }
        }
    }
    return false;
}

bool schema_is_unique(schema_run *run, const crd_json *array, uint32_t *first,
                      uint32_t *second)
{
    uint32_t count = array->len;
    hashed *list;
    if (count < 2) {
        return true;
    }
    list = take_scratch(run, count);
    if (!list) {
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        list[i] = (hashed){hash(run, &array->as.items[i], 0), i};
    }
    sort(list, count);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && list[end].hash == list[i].hash;
             end++) {
        }
        if (pair_in(run, array, list + i, end - i, first, second)) {
            return false;
        }
    }
    return true;
}
