/* SPDX-License-Identifier: Apache-2.0 */
/* Expansion, steps 13.7 and 13.8: language maps, and index, id and type maps
 * (json-ld11-api, 5.1). */
#include "jsonld/expansion.h"

static uint32_t count_of(const crd_json *v)
{
    return v->type == CRD_JSON_ARRAY ? v->len : 1;
}

static const crd_json *nth(const crd_json *v, uint32_t i)
{
    return v->type == CRD_JSON_ARRAY ? &v->as.items[i] : v;
}

static crd_rc expand_language_value(struct expansion *x, crd_json *array,
                                    const crd_json *item, crd_span language,
                                    unsigned direction)
{
    struct object v = empty_object();
    if (item->type == CRD_JSON_NULL) {
        return CRD_OK;
    }
    if (item->type != CRD_JSON_STRING) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_LANGUAGE_MAP_VALUE,
                              item, "%s", "");
    }
    CRD_TRY(object_add(x, &v, keyword_text(KW_VALUE), KW_VALUE, *item));
    if (language.data) {
        CRD_TRY(object_add(x, &v, keyword_text(KW_LANGUAGE), KW_LANGUAGE,
                           plain(CRD_JSON_STRING, language)));
    }
    if (direction == DIRECTION_LTR || direction == DIRECTION_RTL) {
        CRD_TRY(object_add(
            x, &v, keyword_text(KW_DIRECTION), KW_DIRECTION,
            crd_json_string(direction_text((base_direction)direction))));
    }
    return array_push(x, array, v.json);
}

crd_rc expand_language_map(struct expansion *x, crd_json *out, context *active,
                           const definition *d, const crd_json *map)
{
    unsigned direction =
        d->direction != DIRECTION_UNSET ? d->direction : active->direction;
    const crd_json_member **members;
    crd_json array = empty_array();
    CRD_TRY(members_of(x, &members, map, x->options->ordered));
    for (uint32_t i = 0; i < map->len; i++) {
        const crd_json_member *m = members[i];
        crd_span language = crd_json_key(m);
        struct expanded e;
        CRD_TRY(iri_expand(&e, &x->p, active, language, m->key_hash,
                           EXPAND_VOCAB, NULL));
        if (e.keyword == KW_NONE) {
            language = CRD_SPAN_NONE;
        }
        for (uint32_t j = 0; j < count_of(&m->value); j++) {
            CRD_TRY(expand_language_value(x, &array, nth(&m->value, j),
                                          language, direction));
        }
    }
    *out = array;
    return CRD_OK;
}

/* One entry of an index, id or type map. */
struct entry {
    context *active;
    context *map_context;
    const definition *d;
    const crd_json_member *map; /* the property */
    const crd_json_member *m;   /* index and index value */
    struct expanded index;      /* "expanded index" */
};

static crd_rc as_object(struct object *o, const crd_json *json)
{
    memset(o, 0, sizeof *o);
    o->json = *json;
    o->room = json->len; /* copied before it grows */
    return CRD_OK;
}

/* 13.8.3.7.2: a property-valued index. */
static crd_rc add_index_property(struct expansion *x, const struct entry *e,
                                 struct object *item)
{
    crd_span key = e->d->index;
    uint32_t hash = crd_hash(key.data, key.len);
    const definition *kd = context_find(e->active, key, hash);
    crd_json index = crd_json_string(crd_json_key(e->m));
    crd_json value, values = empty_array(), *present;
    struct expanded name;
    uint32_t note;
    CRD_TRY(expand_value(x, &value, e->active, kd, &index));
    CRD_TRY(iri_expand(&name, &x->p, e->active, key, hash, EXPAND_VOCAB, NULL));
    if (!name.text.data || name.keyword) {
        return CRD_OK;
    }
    if (x->safe && !iri_well_formed(name.text)) {
        return expansion_fail(x, CRD_CODE_JSONLD_UNDEFINED_TERM, &e->m->value,
                              "The name of an index is no absolute URL, so no "
                              "signature can cover what stands under it.");
    }
    if (!name.compiled) {
        name.text = iri_bracket(x->p.arena, name.text);
        if (!name.text.data) {
            return expansion_no_memory(x);
        }
    }
    note = name.compiled ? name.compiled->hash
                         : crd_hash(name.text.data - 1, name.text.len + 2);
    CRD_TRY(array_push(x, &values, value));
    present = object_find(item, name.text, note);
    if (present) {
        CRD_TRY(array_append(x, &values, present));
        *present = values;
    } else {
        CRD_TRY(object_add(x, item, name.text, note, values));
    }
    if (keyword_of(&item->json, KW_VALUE)) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_VALUE_OBJECT,
                              &e->m->value, "%s", "");
    }
    return CRD_OK;
}

static crd_rc add_id(struct expansion *x, const struct entry *e,
                     struct object *item)
{
    struct expanded e_id;
    crd_json id;
    CRD_TRY(iri_expand(&e_id, &x->p, e->active, crd_json_key(e->m),
                       e->m->key_hash, EXPAND_DOCUMENT_RELATIVE, NULL));
    CRD_TRY(reference_of(x, &id, &e_id, &e->m->value));
    return object_add(x, item, keyword_text(KW_ID), KW_ID, id);
}

static crd_rc add_type(struct expansion *x, const struct entry *e,
                       struct object *item)
{
    crd_json types = empty_array(), type;
    crd_json *present = keyword_of(&item->json, KW_TYPE);
    CRD_TRY(type_of(x, &type, &e->index, crd_json_key(e->m), &e->m->value));
    if (type.type == CRD_JSON_NULL) {
        return CRD_OK; /* what looks like a keyword and is none */
    }
    CRD_TRY(array_push(x, &types, type));
    if (present) {
        CRD_TRY(array_append(x, &types, present));
        *present = types;
        return CRD_OK;
    }
    return object_add(x, item, keyword_text(KW_TYPE), KW_TYPE, types);
}

/* A graph object (json-ld11, 4.9) has no entries but these. */
static bool is_graph_object(const crd_json *item)
{
    uint32_t known = 1u + (keyword_of(item, KW_ID) != NULL) +
                     (keyword_of(item, KW_INDEX) != NULL);
    return keyword_of(item, KW_GRAPH) && item->len == known;
}

/* 13.8.3.7 for one item. */
static crd_rc add_item(struct expansion *x, const struct entry *e,
                       crd_json *array, crd_json json)
{
    unsigned container = e->d->container;
    bool is_none = e->index.keyword == KW_NONE;
    struct object item;
    if ((container & CONTAINER_GRAPH) && !is_graph_object(&json)) {
        CRD_TRY(check_in_graph(x, &json, &e->m->value));
        CRD_TRY(array_of(x, &json, json));
        CRD_TRY(object_of(x, &json, KW_GRAPH, json));
    }
    CRD_TRY(as_object(&item, &json));
    if ((container & CONTAINER_INDEX) && e->d->index.data && !is_none) {
        CRD_TRY(add_index_property(x, e, &item));
    } else if ((container & CONTAINER_INDEX) && !is_none) {
        CRD_TRY(check_dropped(x, &e->m->value, "the name it has in a map."));
        if (!keyword_of(&item.json, KW_INDEX)) {
            CRD_TRY(object_add(x, &item, keyword_text(KW_INDEX), KW_INDEX,
                               crd_json_string(crd_json_key(e->m))));
        }
    } else if ((container & CONTAINER_ID) && !is_none) {
        if (!keyword_of(&item.json, KW_ID)) {
            CRD_TRY(add_id(x, e, &item));
        }
    } else if ((container & CONTAINER_TYPE) && !is_none) {
        CRD_TRY(add_type(x, e, &item));
    }
    return array_push(x, array, item.json);
}

static crd_rc expand_entry(struct expansion *x, crd_json *array,
                           struct entry *e)
{
    struct property property = {crd_json_key(e->map), e->map->key_hash};
    crd_json list = empty_array(), items;
    e->map_context = e->active;
    if (e->d->container & (CONTAINER_ID | CONTAINER_TYPE)) {
        const definition *scoped;
        if (e->active->previous) { /* 13.8.3.1 */
            e->map_context = e->active->previous;
        }
        scoped =
            context_find(e->map_context, crd_json_key(e->m), e->m->key_hash);
        if ((e->d->container & CONTAINER_TYPE) && scoped && scoped->local) {
            CRD_TRY(context_derive(&e->map_context, &x->p, e->map_context,
                                   scoped, 0)); /* 13.8.3.2 */
        }
    }
    CRD_TRY(iri_expand(&e->index, &x->p, e->active, crd_json_key(e->m),
                       e->m->key_hash, EXPAND_VOCAB, NULL)); /* 13.8.3.4 */
    CRD_TRY(array_of(x, &list, e->m->value));
    CRD_TRY(expand_element(x, &items, e->map_context, property, &list, true));
    for (uint32_t i = 0; i < items.len; i++) {
        CRD_TRY(add_item(x, e, array, items.as.items[i]));
    }
    return CRD_OK;
}

crd_rc expand_index_map(struct expansion *x, crd_json *out, context *active,
                        const definition *d, const crd_json_member *member)
{
    const crd_json_member **members;
    crd_json array = empty_array();
    CRD_TRY(members_of(x, &members, &member->value, x->options->ordered));
    for (uint32_t i = 0; i < member->value.len; i++) {
        struct entry e = {
            .active = active, .d = d, .map = member, .m = members[i]};
        CRD_TRY(expand_entry(x, &array, &e));
    }
    *out = array;
    return CRD_OK;
}
