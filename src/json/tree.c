/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of values: looking into it, comparing, making and changing it. */
#include "json/json.h"

#include <stdio.h>

/* ---- Looking --------------------------------------------------------------
 */

static crd_json_member *find(const crd_json *object, crd_span key)
{
    uint32_t hash;
    if (!crd_json_is(object, CRD_JSON_OBJECT)) {
        return NULL;
    }
    hash = crd_hash(key.data, key.len);
    for (uint32_t i = 0; i < object->len; i++) {
        crd_json_member *member = &object->as.members[i];
        if (member->key_hash == hash &&
            crd_span_equal(crd_json_key(member), key)) {
            return member;
        }
    }
    return NULL;
}

crd_json *crd_json_get_span(const crd_json *object, crd_span key)
{
    crd_json_member *member = find(object, key);
    return member ? &member->value : NULL;
}

crd_json *crd_json_get(const crd_json *object, const char *key)
{
    return crd_json_get_span(object, crd_span_of(key));
}

crd_span crd_json_get_text(const crd_json *object, const char *key)
{
    const crd_json *value = crd_json_get(object, key);
    return crd_json_is(value, CRD_JSON_STRING) ? crd_json_span(value)
                                               : CRD_SPAN_NONE;
}

static bool equal_numbers(const crd_json *a, const crd_json *b)
{
    double x, y;
    if (crd_span_equal(crd_json_span(a), crd_json_span(b))) {
        return true;
    }
    return crd_json_double(&x, a, NULL) == CRD_OK &&
           crd_json_double(&y, b, NULL) == CRD_OK && x == y;
}

/* Members that may be looked at to find those that stand elsewhere: 14,000 may
 * come in any order, and hostile objects cost a fraction of a second. */
#define LOOKS_MAX 200000000u

static bool equal(const crd_json *a, const crd_json *b, unsigned depth,
                  uint32_t *looks);

static bool equal_members(const crd_json *a, const crd_json *b, unsigned depth,
                          uint32_t *looks)
{
    for (uint32_t i = 0; i < a->len; i++) {
        const crd_json_member *m = &a->as.members[i];
        const crd_json_member *other = &b->as.members[i];
        /* Mostly the order is the same. */
        if (m->key_hash != other->key_hash ||
            !crd_span_equal(crd_json_key(m), crd_json_key(other))) {
            if (b->len > *looks) {
                return false;
            }
            *looks -= b->len;
            other = find(b, crd_json_key(m));
        }
        if (!other || !equal(&m->value, &other->value, depth, looks)) {
            return false;
        }
    }
    return true;
}

static bool equal(const crd_json *a, const crd_json *b, unsigned depth,
                  uint32_t *looks)
{
    if (a->type != b->type || depth > JSON_DEPTH_CEILING) {
        return false;
    }
    switch (a->type) {
    case CRD_JSON_NUMBER:
        return equal_numbers(a, b);
    case CRD_JSON_STRING:
        return crd_span_equal(crd_json_span(a), crd_json_span(b));
    case CRD_JSON_ARRAY:
        if (a->len != b->len) {
            return false;
        }
        for (uint32_t i = 0; i < a->len; i++) {
            if (!equal(&a->as.items[i], &b->as.items[i], depth + 1, looks)) {
                return false;
            }
        }
        return true;
    case CRD_JSON_OBJECT:
        return a->len == b->len && equal_members(a, b, depth + 1, looks);
    default:
        return true;
    }
}

bool crd_json_equal(const crd_json *a, const crd_json *b)
{
    uint32_t looks = LOOKS_MAX;
    if (!a || !b) {
        return a == b;
    }
    return equal(a, b, 0, &looks);
}

/* ---- Making ---------------------------------------------------------------
 */

static crd_json make(crd_json_type type, const char *text, size_t len)
{
    crd_json value;
    memset(&value, 0, sizeof value);
    value.type = (uint8_t)type;
    value.len = (uint32_t)len;
    value.as.text = text;
    return value;
}

crd_json crd_json_string(crd_span text)
{
    return make(CRD_JSON_STRING, text.data ? text.data : "", text.len);
}

crd_json crd_json_text(const char *text)
{
    return crd_json_string(crd_span_of(text));
}

crd_json crd_json_bool(bool value)
{
    return make(value ? CRD_JSON_TRUE : CRD_JSON_FALSE, NULL, 0);
}

crd_json crd_json_null(void)
{
    return make(CRD_JSON_NULL, NULL, 0);
}

crd_json crd_json_number(crd_span text)
{
    return make(CRD_JSON_NUMBER, text.data, text.len);
}

crd_json crd_json_integer(crd_arena *arena, int64_t value)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)value);
    crd_span text = crd_arena_copy(arena, (crd_span){digits, (size_t)len});
    return text.data ? crd_json_number(text) : crd_json_null();
}

crd_json crd_json_array(void)
{
    return make(CRD_JSON_ARRAY, NULL, 0);
}

crd_json crd_json_object(void)
{
    return make(CRD_JSON_OBJECT, NULL, 0);
}

/* Makes room for one element more of `size` bytes. A container that is not
 * known to have room moves, so one of the reader's stays within its bounds. */
static bool make_room(crd_arena *arena, crd_json *container, void **elements,
                      size_t size)
{
    bool grows = container->flags & CRD_JSON_F_GROWS;
    void *larger;
    if (grows && container->len < json_room(container->len)) {
        return true;
    }
    if (container->len > UINT32_MAX / 4) {
        return false;
    }
    larger =
        crd_arena_alloc(arena, (size_t)json_room(container->len + 1) * size);
    if (!larger) {
        return false;
    }
    if (container->len) {
        memcpy(larger, *elements, container->len * size);
    }
    *elements = larger;
    container->flags |= CRD_JSON_F_GROWS;
    return true;
}

crd_json *crd_json_push(crd_arena *arena, crd_json *array, crd_json value)
{
    void *items = array->as.items;
    if (!make_room(arena, array, &items, sizeof value)) {
        return NULL;
    }
    array->as.items = items;
    array->as.items[array->len] = value;
    return &array->as.items[array->len++];
}

crd_json *crd_json_add(crd_arena *arena, crd_json *object, crd_span key,
                       crd_json value)
{
    void *members = object->as.members;
    crd_json_member *member;
    if (key.len > UINT32_MAX ||
        !make_room(arena, object, &members, sizeof *member)) {
        return NULL;
    }
    object->as.members = members;
    member = &object->as.members[object->len++];
    member->key = key.data ? key.data : "";
    member->key_len = (uint32_t)key.len;
    member->key_hash = crd_hash(member->key, key.len);
    member->value = value;
    return &member->value;
}

crd_json *crd_json_set(crd_arena *arena, crd_json *object, crd_span key,
                       crd_json value)
{
    crd_json *place = crd_json_get_span(object, key);
    if (!place) {
        return crd_json_add(arena, object, key, value);
    }
    *place = value;
    return place;
}

bool crd_json_remove(crd_json *object, crd_span key)
{
    crd_json_member *member = find(object, key);
    size_t after;
    if (!member) {
        return false;
    }
    after = object->len - (size_t)(member - object->as.members) - 1;
    memmove(member, member + 1, after * sizeof *member);
    object->len--;
    return true;
}

static crd_rc copy_into(crd_json *to, crd_arena *arena, const crd_json *from,
                        unsigned depth)
{
    size_t room = json_room(from->len);
    *to = *from;
    if (!json_is_container(from)) {
        return CRD_OK;
    }
    if (depth >= JSON_DEPTH_CEILING) {
        return CRD_E_LIMIT;
    }
    to->flags |= CRD_JSON_F_GROWS;
    to->as.items = NULL;
    if (room == 0) {
        return CRD_OK;
    }
    if (from->type == CRD_JSON_ARRAY) {
        to->as.items = CRD_NEW_N(arena, crd_json, room);
        for (uint32_t i = 0; to->as.items && i < from->len; i++) {
            CRD_TRY(copy_into(&to->as.items[i], arena, &from->as.items[i],
                              depth + 1));
        }
        return to->as.items ? CRD_OK : CRD_E_MEMORY;
    }
    to->as.members = CRD_NEW_N(arena, crd_json_member, room);
    for (uint32_t i = 0; to->as.members && i < from->len; i++) {
        to->as.members[i] = from->as.members[i];
        CRD_TRY(copy_into(&to->as.members[i].value, arena,
                          &from->as.members[i].value, depth + 1));
    }
    return to->as.members ? CRD_OK : CRD_E_MEMORY;
}

crd_rc crd_json_copy(crd_json **out, crd_arena *arena, const crd_json *value,
                     crd_error *error)
{
    crd_json *copy = CRD_NEW(arena, crd_json);
    crd_rc rc = copy ? copy_into(copy, arena, value, 0) : CRD_E_MEMORY;
    if (rc != CRD_OK) {
        return crd_fail(
            error, rc == CRD_E_LIMIT ? CRD_CODE_JSON_DEPTH : CRD_CODE_MEMORY,
            "%s", "");
    }
    *out = copy;
    return CRD_OK;
}
