/* SPDX-License-Identifier: Apache-2.0 */
/* Building expanded trees in the arena of the document. */
#include "rdf/sort.h"

#include "jsonld/expansion.h"

#include <stdio.h>

#define INDEX_FROM 24u /* members; below it looking at each is quicker */

crd_rc expansion_no_memory(const struct expansion *x)
{
    return crd_fail(x->p.error, CRD_CODE_MEMORY, "%s", "");
}

/* The value of the document that was read at `offset`. The expanded tree holds
 * copies of values; their offsets still tell where they come from. */
static const crd_json *value_at(const crd_json *v, uint32_t offset)
{
    const crd_json *found = v->offset == offset ? v : NULL;
    uint32_t count = v->type >= CRD_JSON_ARRAY ? v->len : 0;
    for (uint32_t i = 0; i < count && !found; i++) {
        found = value_at(v->type == CRD_JSON_ARRAY ? &v->as.items[i]
                                                   : &v->as.members[i].value,
                         offset);
    }
    return found;
}

crd_rc expansion_fail(const struct expansion *x, crd_code code,
                      const crd_json *at, const char *format, ...)
{
    char text[256];
    va_list args;
    crd_rc rc;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rc = context_fail(&x->p, code, at, "%s", text);
    if (x->p.error && !x->p.error->has_pointer && x->p.document && at->offset &&
        !at->spare) {
        crd_error_point(x->p.error, x->p.document,
                        value_at(x->p.document, at->offset));
    }
    return rc;
}

/* Room for one element more: containers double, beginning with 2. */
static void *grow(struct expansion *x, void *old, uint32_t len, size_t size,
                  uint32_t *room)
{
    uint32_t larger = len ? len * 2 : 2;
    void *fresh = len <= UINT32_MAX / 4
                      ? crd_arena_alloc(x->p.arena, larger * size)
                      : NULL;
    if (fresh && len) {
        memcpy(fresh, old, len * size);
    }
    *room = larger;
    return fresh;
}

static int by_name(const void *map, uint32_t a, uint32_t b)
{
    const crd_json_member *members = map;
    return crd_span_compare(crd_json_key(&members[a]),
                            crd_json_key(&members[b]));
}

crd_rc members_of(struct expansion *x, const crd_json_member ***out,
                  const crd_json *map, bool ordered)
{
    const crd_json_member **list =
        CRD_NEW_N(x->p.arena, const crd_json_member *, (size_t)map->len + 1);
    uint32_t *numbers =
        CRD_NEW_N(x->p.arena, uint32_t, 2 * (size_t)map->len + 1);
    if (!list || !numbers) {
        return expansion_no_memory(x);
    }
    for (uint32_t i = 0; i < map->len; i++) {
        numbers[i] = i;
    }
    if (ordered) {
        crd_sort(numbers, map->len, numbers + map->len, by_name,
                 map->as.members);
    }
    for (uint32_t i = 0; i < map->len; i++) {
        list[i] = &map->as.members[numbers[i]];
    }
    *out = list;
    return CRD_OK;
}

static crd_rc index_insert(const struct expansion *x, struct object *o,
                           uint32_t member)
{
    uint32_t note = o->json.as.members[member].key_hash;
    for (uint32_t n = 0; n <= PROBES_MAX; n++) {
        uint32_t *slot = &o->index[(note + n) & o->index_mask];
        if (!*slot) {
            *slot = member + 1;
            return CRD_OK;
        }
    }
    return crd_fail(x->p.error, CRD_CODE_RDF_TERMS, "%s", "");
}

static crd_rc index_all(struct expansion *x, struct object *o)
{
    for (o->index_mask = 63; o->index_mask < 4 * (size_t)o->room;) {
        o->index_mask = 2 * o->index_mask + 1;
    }
    o->index = crd_arena_calloc(x->p.arena, (size_t)o->index_mask + 1,
                                sizeof *o->index);
    if (!o->index) {
        return expansion_no_memory(x);
    }
    for (uint32_t i = 0; i < o->json.len; i++) {
        CRD_TRY(index_insert(x, o, i));
    }
    return CRD_OK;
}

crd_rc object_reserve(struct expansion *x, struct object *o, uint32_t count)
{
    o->json.as.members = CRD_NEW_N(x->p.arena, crd_json_member, count);
    o->room = o->json.as.members ? count : 0;
    return o->json.as.members ? CRD_OK : expansion_no_memory(x);
}

crd_rc object_add(struct expansion *x, struct object *o, crd_span name,
                  uint32_t note, crd_json value)
{
    crd_json_member *m;
    bool grew = false;
    if (o->json.len == o->room) {
        crd_json_member *members =
            grow(x, o->json.as.members, o->json.len, sizeof *members, &o->room);
        if (!members) {
            return expansion_no_memory(x);
        }
        o->json.as.members = members;
        grew = true;
    }
    m = &o->json.as.members[o->json.len++];
    m->key = name.data;
    m->key_len = (uint32_t)name.len;
    m->key_hash = note;
    m->value = value;
    if (o->json.len > INDEX_FROM) {
        if (grew || !o->index) {
            return index_all(x, o);
        }
        return index_insert(x, o, o->json.len - 1);
    }
    return CRD_OK;
}

static bool is_name(const crd_json_member *m, crd_span name, uint32_t note)
{
    return m->key_hash == note && m->key_len == name.len &&
           crd_bytes_equal(m->key, name.data, name.len);
}

crd_json *object_find(const struct object *o, crd_span name, uint32_t note)
{
    if (!o->index) {
        for (uint32_t i = 0; i < o->json.len; i++) {
            if (is_name(&o->json.as.members[i], name, note)) {
                return &o->json.as.members[i].value;
            }
        }
        return NULL;
    }
    for (uint32_t n = 0; n <= PROBES_MAX; n++) {
        uint32_t member = o->index[(note + n) & o->index_mask];
        if (!member) {
            return NULL;
        }
        if (is_name(&o->json.as.members[member - 1], name, note)) {
            return &o->json.as.members[member - 1].value;
        }
    }
    return NULL;
}

/* Arrays keep their room in no place: it is the power of two that their
 * length has reached. */
crd_rc array_push(struct expansion *x, crd_json *array, crd_json value)
{
    uint32_t len = array->len, room;
    bool full = len == 0 || (len >= 2 && (len & (len - 1)) == 0);
    if (len == 0) {
        /* Most arrays of an expanded document hold one value. */
        array->as.items = CRD_NEW(x->p.arena, crd_json);
    } else if (len == 1) {
        crd_json *items = CRD_NEW_N(x->p.arena, crd_json, 2);
        if (items) {
            items[0] = array->as.items[0];
        }
        array->as.items = items;
    } else if (full) {
        array->as.items = grow(x, array->as.items, len, sizeof value, &room);
    }
    if (!array->as.items) {
        return expansion_no_memory(x);
    }
    array->as.items[array->len++] = value;
    return CRD_OK;
}

crd_rc array_append(struct expansion *x, crd_json *array, const crd_json *value)
{
    if (value->type != CRD_JSON_ARRAY) {
        return array_push(x, array, *value);
    }
    for (uint32_t i = 0; i < value->len; i++) {
        CRD_TRY(array_push(x, array, value->as.items[i]));
    }
    return CRD_OK;
}

crd_rc object_add_value(struct expansion *x, struct object *o, struct name name,
                        const crd_json *value)
{
    crd_json *present = object_find(o, name.text, name.note);
    crd_json array = empty_array();
    if (present) {
        return array_append(x, present, value);
    }
    if (value->type == CRD_JSON_ARRAY) {
        array = *value;
    } else {
        CRD_TRY(array_push(x, &array, *value));
    }
    array.spare = name.well_formed;
    return object_add(x, o, name.text, name.note, array);
}

crd_rc object_of(struct expansion *x, crd_json *out, keyword k, crd_json value)
{
    struct object o = empty_object();
    CRD_TRY(object_add(x, &o, keyword_text(k), k, value));
    *out = o.json;
    return CRD_OK;
}

crd_rc array_of(struct expansion *x, crd_json *out, crd_json value)
{
    crd_json array = empty_array();
    if (value.type != CRD_JSON_ARRAY) {
        CRD_TRY(array_push(x, &array, value));
        value = array;
    }
    *out = value;
    return CRD_OK;
}

crd_rc reference_of(struct expansion *x, crd_json *out,
                    const struct expanded *e, const crd_json *at)
{
    crd_span text = e->text;
    *out = text.data ? string_of(e) : crd_json_null();
    if (out->spare ||
        (iri_is_blank(text) && (!x->safe || blank_well_formed(text)))) {
        return CRD_OK;
    }
    if (text.data && iri_well_formed(text)) {
        text = iri_bracket(x->p.arena, text);
        if (!text.data) {
            return expansion_no_memory(x);
        }
        out->as.text = text.data;
        out->spare = 1;
        out->offset = crd_hash(text.data - 1, text.len + 2);
        return CRD_OK;
    }
    if (x->safe) {
        return expansion_fail(x, CRD_CODE_JSONLD_RELATIVE_ID, at,
                              "The identifier \"%.*s\" is not an absolute "
                              "URL, so no signature can cover it.",
                              (int)(text.len > 120 ? 120 : text.len),
                              text.data ? text.data : "");
    }
    return CRD_OK;
}

crd_rc check_compact(struct expansion *x, crd_span bracketed,
                     const crd_json *at)
{
    bool has_term = false;
    if (!x->safe) {
        return CRD_OK;
    }
    CRD_TRY(context_names(&has_term, &x->p, x->declared, bracketed));
    if (has_term) {
        return expansion_fail(x, CRD_CODE_JSONLD_NOT_COMPACT, at,
                              "\"%.*s\" is written out although the contexts "
                              "have a term for it.",
                              (int)(bracketed.len > 120 ? 120 : bracketed.len),
                              bracketed.data);
    }
    return CRD_OK;
}

crd_rc check_dropped(const struct expansion *x, const crd_json *at,
                     const char *why)
{
    return x->safe ? expansion_fail(x, CRD_CODE_JSONLD_DROPPED_VALUE, at,
                                    "A value would be lost: %s", why)
                   : CRD_OK;
}
