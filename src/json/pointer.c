/* SPDX-License-Identifier: Apache-2.0 */
/* JSON pointers (RFC 6901): following them, and writing them for messages. */
#include "json/json.h"

#include <stdio.h>

/* ---- Following ------------------------------------------------------------
 */

/* Section 3: every ~ is followed by 0 or 1, and every token begins with /. */
static bool is_pointer(crd_span pointer)
{
    if (pointer.len && pointer.data[0] != '/') {
        return false;
    }
    for (size_t i = 0; i < pointer.len; i++) {
        if (pointer.data[i] == '~' &&
            (i + 1 == pointer.len ||
             (pointer.data[i + 1] != '0' && pointer.data[i + 1] != '1'))) {
            return false;
        }
    }
    return true;
}

static bool token_is(crd_span token, crd_span name)
{
    size_t n = 0;
    for (size_t i = 0; i < token.len; i++, n++) {
        char c = token.data[i];
        if (c == '~') {
            c = token.data[++i] == '0' ? '~' : '/';
        }
        if (n == name.len || name.data[n] != c) {
            return false;
        }
    }
    return n == name.len;
}

static crd_json *step_into_object(const crd_json *object, crd_span token)
{
    for (uint32_t i = 0; i < object->len; i++) {
        crd_json_member *member = &object->as.members[i];
        if (token_is(token, crd_json_key(member))) {
            return &member->value;
        }
    }
    return NULL;
}

/* Section 4: digits without leading zeros; "-" is past the end. */
static crd_json *step_into_array(const crd_json *array, crd_span token)
{
    uint64_t index = 0;
    if (token.len == 0 || token.len > 10 ||
        (token.data[0] == '0' && token.len > 1)) {
        return NULL;
    }
    for (size_t i = 0; i < token.len; i++) {
        if (token.data[i] < '0' || token.data[i] > '9') {
            return NULL;
        }
        index = index * 10 + (uint64_t)(token.data[i] - '0');
    }
    return index < array->len ? &array->as.items[index] : NULL;
}

crd_rc crd_json_at(crd_json **out, const crd_json *root, crd_span pointer,
                   crd_error *error)
{
    /* The root itself is the caller's and no less changeable than its
     * members; the pointer is const so that a const tree may be looked at. */
    union {
        const crd_json *in;
        crd_json *out;
    } at = {root};
    size_t from = 1;
    if (!is_pointer(pointer)) {
        return crd_fail(
            error, CRD_CODE_JSON_POINTER, "\"%.*s\" is not a JSON pointer.",
            (int)(pointer.len < 80 ? pointer.len : 80), pointer.data);
    }
    while (at.in && from <= pointer.len) {
        size_t to = from;
        while (to < pointer.len && pointer.data[to] != '/') {
            to++;
        }
        crd_span token = {pointer.data + from, to - from};
        at.out = at.in->type == CRD_JSON_OBJECT ? step_into_object(at.in, token)
                 : at.in->type == CRD_JSON_ARRAY ? step_into_array(at.in, token)
                                                 : NULL;
        from = to + 1;
    }
    *out = at.out;
    return CRD_OK;
}

/* ---- Writing --------------------------------------------------------------
 */

static size_t put(char *out, size_t capacity, size_t at, char c)
{
    if (at < capacity) {
        out[at] = c;
    }
    return at + 1;
}

static size_t put_name(char *out, size_t capacity, size_t at,
                       const json_step *step)
{
    for (uint32_t i = 0; i < step->len; i++) {
        char c = step->name[i];
        if (c == '~' || c == '/') {
            at = put(out, capacity, at, '~');
            c = c == '~' ? '0' : '1';
        }
        at = put(out, capacity, at, c);
    }
    return at;
}

size_t json_pointer_write(char *out, size_t capacity, const json_step *steps,
                          size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        at = put(out, capacity, at, '/');
        if (steps[i].name) {
            at = put_name(out, capacity, at, &steps[i]);
        } else {
            char digits[12];
            int len = snprintf(digits, sizeof digits, "%u", steps[i].index);
            for (int k = 0; k < len; k++) {
                at = put(out, capacity, at, digits[k]);
            }
        }
    }
    return at;
}

void json_error_point(crd_error *error, const json_step *steps, size_t count)
{
    const size_t capacity = sizeof error->pointer;
    size_t len = json_pointer_write(error->pointer, capacity, steps, count);
    if (len >= capacity) {
        /* Cut before a whole character, leaving room for the dots. */
        len = capacity - 4;
        while (len > 0 && ((unsigned char)error->pointer[len] & 0xc0) == 0x80) {
            len--;
        }
        memcpy(error->pointer + len, "...", 3);
        len += 3;
    }
    error->pointer[len] = '\0';
    error->has_pointer = true;
}

/* The path to `place`: a walk through the tree without recursion. */
typedef struct path {
    json_step steps[JSON_DEPTH_CEILING];
    const crd_json *containers[JSON_DEPTH_CEILING];
    size_t count;
} path;

static bool find(path *way, const crd_json *root, const crd_json *place)
{
    const crd_json *at = root;
    way->count = 0;
    for (;;) {
        if (at == place) {
            return true;
        }
        if (json_is_container(at) && way->count < JSON_DEPTH_CEILING) {
            way->containers[way->count] = at;
            way->steps[way->count++].index = UINT32_MAX;
        }
        /* The next element of the innermost container that has one. */
        for (at = NULL; !at && way->count;) {
            const crd_json *in = way->containers[way->count - 1];
            json_step *step = &way->steps[way->count - 1];
            if (++step->index == in->len) {
                way->count--;
            } else if (in->type == CRD_JSON_OBJECT) {
                step->name = in->as.members[step->index].key;
                step->len = in->as.members[step->index].key_len;
                at = &in->as.members[step->index].value;
            } else {
                step->name = NULL;
                at = &in->as.items[step->index];
            }
        }
        if (!at) {
            return false;
        }
    }
}

crd_span crd_json_pointer_of(crd_arena *arena, const crd_json *root,
                             const crd_json *place)
{
    path way;
    char *text;
    size_t len;
    if (!root || !place || !find(&way, root, place)) {
        return CRD_SPAN_NONE;
    }
    len = json_pointer_write(NULL, 0, way.steps, way.count);
    if (!(text = crd_arena_alloc(arena, len + 1))) {
        return CRD_SPAN_NONE;
    }
    json_pointer_write(text, len, way.steps, way.count);
    text[len] = '\0';
    return (crd_span){text, len};
}

void crd_error_point(crd_error *error, const crd_json *root,
                     const crd_json *place)
{
    path way;
    if (error && root && place && find(&way, root, place)) {
        json_error_point(error, way.steps, way.count);
    }
}
