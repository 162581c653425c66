/* SPDX-License-Identifier: Apache-2.0 */
/* The Expansion Algorithm (json-ld11-api, 5.1). */
#include "jsonld/expansion.h"

static crd_rc expand_members(struct expansion *x, struct frame *f);

static const definition *definition_of(context *active,
                                       struct property property)
{
    return property.text.data
               ? context_find(active, property.text, property.hash)
               : NULL;
}

static bool is_top(struct property property)
{
    return !property.text.data || crd_span_is(property.text, "@graph");
}

/* Step 4: a scalar. `d` is the property's definition, if any. */
static crd_rc expand_scalar(struct expansion *x, crd_json *out, context *active,
                            struct property property, const definition *d,
                            const crd_json *element)
{
    if (is_top(property)) { /* 4.1 */
        *out = crd_json_null();
        return check_dropped(x, element, "it belongs to no member.");
    }
    if (d && d->local) { /* 4.2 */
        CRD_TRY(context_derive(&active, &x->p, active, d, DERIVE_PROPERTY));
        d = definition_of(active, property);
    }
    return expand_value(x, out, active, d, element); /* 4.3 */
}

/* Step 5: an array. */
static crd_rc expand_array(struct expansion *x, crd_json *out, context *active,
                           struct property property, const definition *d,
                           const crd_json *element, bool from_map)
{
    bool is_list = d && (d->container & CONTAINER_LIST);
    crd_json result = empty_array();
    for (uint32_t i = 0; i < element->len; i++) {
        const crd_json *source = &element->as.items[i];
        crd_json item;
        CRD_TRY(expand_element(x, &item, active, property, source, from_map));
        if (is_list && item.type == CRD_JSON_ARRAY) { /* 5.2.2 */
            if (x->p.mode_1_0) {
                return expansion_fail(x, CRD_CODE_JSONLD_LIST_OF_LISTS, source,
                                      "%s", "");
            }
            CRD_TRY(object_of(x, &item, KW_LIST, item));
        }
        if (item.type != CRD_JSON_NULL) { /* 5.2.3 */
            CRD_TRY(array_append(x, &result, &item));
        }
    }
    *out = result;
    return CRD_OK;
}

/* What a member's name means, without making an IRI of it. Keywords have
 * only two kinds of name: their own, and terms. */
static keyword keyword_of_key(context *active, const crd_json_member *m)
{
    crd_span key = crd_json_key(m);
    const definition *d;
    keyword k = key.len && key.data[0] == '@' ? keyword_find(key) : KW_NOT;
    if (k) {
        return k;
    }
    d = context_find(active, key, m->key_hash);
    return d && d->mapping ? d->mapping->keyword : KW_NOT;
}

/* Step 7: whether a context that does not propagate still holds here. */
static bool keeps_context(context *active, const crd_json *element)
{
    if (element->len == 1 &&
        keyword_of_key(active, &element->as.members[0]) == KW_ID) {
        return true;
    }
    for (uint32_t i = 0; i < element->len; i++) {
        const crd_json_member *m = &element->as.members[i];
        if ((active->has_value_alias || (m->key_len && m->key[0] == '@')) &&
            keyword_of_key(active, m) == KW_VALUE) {
            return true;
        }
    }
    return false;
}

static bool means_type(context *active, const crd_json_member *m)
{
    if (m->key_len && m->key[0] == '@') {
        return crd_span_is(crd_json_key(m), "@type");
    }
    if (active->type_alias_count <= 4) {
        bool candidate = false;
        for (uint32_t i = 0; i < active->type_alias_count; i++) {
            candidate =
                candidate || active->type_aliases[i]->hash == m->key_hash;
        }
        if (!candidate) {
            return false;
        }
    }
    return keyword_of_key(active, m) == KW_TYPE;
}

#define SCOPED_TYPES_MAX 64

/* Collects the definitions with a context of their own among the types. */
static crd_rc collect_scoped(const struct expansion *x, context *type_scoped,
                             const crd_json *value,
                             const definition *found[SCOPED_TYPES_MAX],
                             size_t *count)
{
    uint32_t n = value->type == CRD_JSON_ARRAY ? value->len : 1;
    *count = 0;
    for (uint32_t i = 0; i < n; i++) {
        const crd_json *type =
            value->type == CRD_JSON_ARRAY ? &value->as.items[i] : value;
        const definition *d;
        size_t at;
        if (type->type != CRD_JSON_STRING) {
            continue;
        }
        d = context_find(type_scoped, crd_json_span(type),
                         crd_hash(type->as.text, type->len));
        if (!d || !d->local) {
            continue;
        }
        if (*count == SCOPED_TYPES_MAX) {
            return expansion_fail(x, CRD_CODE_JSONLD_CONTEXT_OVERFLOW, value,
                                  "More than %d types have contexts of their "
                                  "own.",
                                  SCOPED_TYPES_MAX);
        }
        /* In code point order. */
        for (at = *count;
             at > 0 && crd_span_compare(found[at - 1]->term, d->term) > 0;
             at--) {
            found[at] = found[at - 1];
        }
        found[at] = d;
        ++*count;
    }
    return CRD_OK;
}

/* The members that mean @type, in code point order. Mostly there is one, and
 * the list is `*one`. */
static crd_rc type_members(struct expansion *x, const crd_json_member ***out,
                           uint32_t *count, const crd_json_member **one,
                           context *active, const crd_json *element)
{
    crd_json some = plain(CRD_JSON_OBJECT, CRD_SPAN_NONE);
    *count = 0;
    for (uint32_t i = 0; i < element->len; i++) {
        if (means_type(active, &element->as.members[i])) {
            *one = &element->as.members[i];
            ++*count;
        }
    }
    *out = one;
    if (*count <= 1) {
        return CRD_OK;
    }
    some.as.members = CRD_NEW_N(x->p.arena, crd_json_member, *count);
    if (!some.as.members) {
        return expansion_no_memory(x);
    }
    for (uint32_t i = 0; some.len < *count; i++) {
        if (means_type(active, &element->as.members[i])) {
            some.as.members[some.len++] = element->as.members[i];
        }
    }
    return members_of(x, out, &some, true);
}

/* Step 11: type-scoped contexts. */
static crd_rc apply_type_scoped(struct expansion *x, context **active,
                                const crd_json *element)
{
    context *type_scoped = *active;
    const crd_json_member **members, *one;
    uint32_t member_count;
    CRD_TRY(
        type_members(x, &members, &member_count, &one, type_scoped, element));
    for (uint32_t i = 0; i < member_count; i++) {
        const definition *found[SCOPED_TYPES_MAX];
        size_t count;
        CRD_TRY(
            collect_scoped(x, type_scoped, &members[i]->value, found, &count));
        for (size_t j = 0; j < count; j++) {
            CRD_TRY(
                context_derive(active, &x->p, *active, found[j], DERIVE_TYPE));
        }
    }
    return CRD_OK;
}

/* ---- Step 13: the members
 * ------------------------------------------------------ */

static crd_rc undefined_term(struct expansion *x, const crd_json_member *m)
{
    int n = (int)(m->key_len > 120 ? 120 : m->key_len);
    if (!x->safe) {
        return CRD_OK;
    }
    return expansion_fail(x, CRD_CODE_JSONLD_UNDEFINED_TERM, &m->value,
                          "The member \"%.*s\" is not defined by any context, "
                          "so no signature can cover it.",
                          n, m->key);
}

static bool includes(const definition *d, unsigned bits)
{
    return d && (d->container & bits);
}

crd_rc check_in_graph(const struct expansion *x, const crd_json *member,
                      const crd_json *at)
{
    bool only_id = member->len == 1 && keyword_of(member, KW_ID);
    if (only_id || keyword_of(member, KW_VALUE) ||
        keyword_of(member, KW_LIST)) {
        return check_dropped(x, at, "a graph holds only what is described.");
    }
    return CRD_OK;
}

/* 13.11: every value becomes a graph. `source` is where they stand. */
static crd_rc wrap_graphs(struct expansion *x, crd_json *expanded,
                          const crd_json *source)
{
    crd_json all = empty_array(), graph;
    CRD_TRY(array_of(x, expanded, *expanded));
    for (uint32_t i = 0; i < expanded->len; i++) {
        CRD_TRY(check_in_graph(x, &expanded->as.items[i], source));
        CRD_TRY(array_of(x, &graph, expanded->as.items[i]));
        CRD_TRY(object_of(x, &graph, KW_GRAPH, graph));
        CRD_TRY(array_push(x, &all, graph));
    }
    *expanded = all;
    return CRD_OK;
}

static crd_rc expand_json_literal(struct expansion *x, crd_json *out,
                                  const crd_json *value)
{
    struct object o = empty_object();
    CRD_TRY(object_add(x, &o, keyword_text(KW_VALUE), KW_VALUE, *value));
    CRD_TRY(object_add(x, &o, keyword_text(KW_TYPE), KW_TYPE,
                       crd_json_string(keyword_text(KW_JSON))));
    *out = o.json;
    return CRD_OK;
}

/* 13.5 to 13.9: the value of a member that is a property. */
static crd_rc expand_property_value(struct expansion *x, struct frame *f,
                                    crd_json *out, const definition *d,
                                    const crd_json_member *m)
{
    const crd_json *value = &m->value;
    struct property property = {crd_json_key(m), m->key_hash};
    if (d && d->type && d->type->keyword == KW_JSON) { /* 13.6 */
        return expand_json_literal(x, out, value);
    }
    if (value->type == CRD_JSON_OBJECT) {
        if (includes(d, CONTAINER_LANGUAGE)) { /* 13.7 */
            return expand_language_map(x, out, f->active, d, value);
        }
        if (includes(d, CONTAINER_INDEX | CONTAINER_ID | CONTAINER_TYPE)) {
            return expand_index_map(x, out, f->active, d, m); /* 13.8 */
        }
    }
    return expand_element(x, out, f->active, property, value, false); /* 13.9 */
}

/* 13.10 to 13.14 */
static crd_rc add_property(struct expansion *x, struct frame *f,
                           struct name name, const definition *d,
                           crd_json expanded, const crd_json *source)
{
    if (expanded.type == CRD_JSON_NULL) { /* 13.10 */
        return CRD_OK;
    }
    if (includes(d, CONTAINER_LIST) &&
        !(expanded.type == CRD_JSON_OBJECT &&
          keyword_of(&expanded, KW_LIST))) { /* 13.11 */
        CRD_TRY(array_of(x, &expanded, expanded));
        CRD_TRY(object_of(x, &expanded, KW_LIST, expanded));
    }
    if (includes(d, CONTAINER_GRAPH) &&
        !includes(d, CONTAINER_ID | CONTAINER_INDEX)) { /* 13.12 */
        CRD_TRY(wrap_graphs(x, &expanded, source));
    }
    if (d && d->reverse) { /* 13.13 */
        return add_reverse(x, f, name, &expanded, source);
    }
    return object_add_value(x, f->result, name, &expanded);
}

/* 13.2, 13.3: the expanded property. Always with brackets in memory. */
static crd_rc expand_name(struct expansion *x, struct frame *f,
                          struct expanded *name, const definition **d,
                          const crd_json_member *m, bool *skip)
{
    crd_span key = crd_json_key(m);
    *d = context_find(f->active, key, m->key_hash);
    *skip = false;
    if (*d && (*d)->mapping) {
        name->compiled = (*d)->mapping;
        name->text = iri_span((*d)->mapping);
        name->keyword = (*d)->mapping->keyword;
        if (x->safe && (*d)->second_name) {
            return expansion_fail(x, CRD_CODE_JSONLD_NOT_COMPACT, &m->value,
                                  "\"%.*s\" stands where the rules look for "
                                  "another term of the same meaning.",
                                  (int)key.len, key.data);
        }
    } else {
        CRD_TRY(iri_expand(name, &x->p, f->active, key, m->key_hash,
                           EXPAND_VOCAB, NULL));
    }
    if (name->keyword) {
        return CRD_OK;
    }
    if (!name->text.data ||
        !(name->text.len && memchr(name->text.data, ':', name->text.len))) {
        *skip = true;
        return undefined_term(x, m);
    }
    if (!name->compiled) {
        name->text = iri_bracket(x->p.arena, name->text);
        if (!name->text.data) {
            return expansion_no_memory(x);
        }
        CRD_TRY(check_compact(x, name->text, &m->value));
    }
    if (x->safe && !(name->compiled && name->compiled->well_formed) &&
        !iri_well_formed(name->text)) {
        return undefined_term(x, m);
    }
    return CRD_OK;
}

static crd_rc expand_member(struct expansion *x, struct frame *f,
                            const crd_json_member *m, bool *nest)
{
    struct expanded e;
    struct name name;
    const definition *d;
    crd_json expanded;
    bool skip;
    if (crd_span_is(crd_json_key(m), "@context")) { /* 13.1 */
        return CRD_OK;
    }
    CRD_TRY(expand_name(x, f, &e, &d, m, &skip));
    if (skip) {
        return CRD_OK;
    }
    if (e.keyword) {
        return expand_keyword(x, f, e.keyword, m, nest);
    }
    name.text = e.text;
    name.well_formed = e.compiled && e.compiled->well_formed;
    name.note = e.compiled ? e.compiled->hash
                           : crd_hash(e.text.data - 1, e.text.len + 2);
    CRD_TRY(expand_property_value(x, f, &expanded, d, m));
    return add_property(x, f, name, d, expanded, &m->value);
}

/* 14.2 for one nested value. */
static crd_rc expand_nested(struct expansion *x, const struct frame *f,
                            const crd_json_member *nesting,
                            const crd_json *value)
{
    struct frame inner = *f;
    const definition *d =
        context_find(f->active, crd_json_key(nesting), nesting->key_hash);
    bool good = value->type == CRD_JSON_OBJECT;
    for (uint32_t i = 0; good && i < value->len; i++) {
        good = keyword_of_key(f->active, &value->as.members[i]) != KW_VALUE;
    }
    if (!good) { /* 14.2.1 */
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_NEST_VALUE, value,
                              "%s", "");
    }
    inner.element = value;
    inner.property.text = crd_json_key(nesting);
    inner.property.hash = nesting->key_hash;
    if (d && d->local) { /* 3 and 8, repeated */
        CRD_TRY(context_derive(&inner.active, &x->p, f->active, d,
                               DERIVE_PROPERTY));
    }
    return expand_members(x, &inner);
}

/* Steps 13 and 14. */
static crd_rc expand_members(struct expansion *x, struct frame *f)
{
    const crd_json_member **ordered = NULL;
    uint32_t nests = 0;
    if (x->options->ordered) {
        CRD_TRY(members_of(x, &ordered, f->element, true));
    }
    for (uint32_t i = 0; i < f->element->len; i++) {
        bool nest = false;
        CRD_TRY(expand_member(
            x, f, ordered ? ordered[i] : &f->element->as.members[i], &nest));
        nests += nest;
    }
    for (uint32_t i = 0; nests && i < f->element->len; i++) { /* 14 */
        const crd_json_member *m =
            ordered ? ordered[i] : &f->element->as.members[i];
        if (keyword_of_key(f->active, m) != KW_NEST) {
            continue;
        }
        nests--;
        if (m->value.type != CRD_JSON_ARRAY) {
            CRD_TRY(expand_nested(x, f, m, &m->value));
            continue;
        }
        for (uint32_t j = 0; j < m->value.len; j++) {
            CRD_TRY(expand_nested(x, f, m, &m->value.as.items[j]));
        }
    }
    return CRD_OK;
}

/* ---- Steps 15 to 20: what came out
 * ---------------------------------------------- */

static bool is_iri_text(const crd_json *v)
{
    return v->type == CRD_JSON_STRING &&
           (v->spare || iri_well_formed(crd_json_span(v)));
}

/* Step 15: a value object. */
static crd_rc finish_value(struct expansion *x, crd_json *out,
                           const crd_json *result, const crd_json *element)
{
    const crd_json *value = keyword_of(result, KW_VALUE);
    const crd_json *type = keyword_of(result, KW_TYPE);
    const crd_json *language = keyword_of(result, KW_LANGUAGE);
    bool directed = keyword_of(result, KW_DIRECTION) != NULL;
    uint32_t known = 1u + (type != NULL) + (language != NULL) + directed +
                     (keyword_of(result, KW_INDEX) != NULL);
    if (result->len != known || (type && (language || directed))) { /* 15.1 */
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_VALUE_OBJECT, element,
                              "%s", "");
    }
    *out = *result;
    if (type && crd_json_is_text(type, "@json")) { /* 15.2 */
        return CRD_OK;
    }
    if (value->type == CRD_JSON_NULL ||
        (value->type == CRD_JSON_ARRAY && value->len == 0)) { /* 15.3 */
        *out = crd_json_null();
        return CRD_OK;
    }
    if (value->type != CRD_JSON_STRING && language) { /* 15.4 */
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_LANGUAGE_TAGGED_VALUE,
                              element, "%s", "");
    }
    if (type && !is_iri_text(type)) { /* 15.5 */
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_TYPED_VALUE, element,
                              "%s", "");
    }
    return CRD_OK;
}

/* @json says something of values only; of a node it would be lost. */
static crd_rc check_node_types(const struct expansion *x, const crd_json *types,
                               const crd_json *element)
{
    for (uint32_t i = 0; x->safe && i < types->len; i++) {
        if (crd_json_is_text(&types->as.items[i], "@json")) {
            return expansion_fail(x, CRD_CODE_JSONLD_RELATIVE_TYPE, element,
                                  "The type \"@json\" is for values, so no "
                                  "signature can cover it here.");
        }
    }
    return CRD_OK;
}

/* Steps 16 to 19 */
static crd_rc finish_node(struct expansion *x, crd_json *out, crd_json result,
                          struct property property, const crd_json *element)
{
    crd_json *set = keyword_of(&result, KW_SET);
    crd_json *list = keyword_of(&result, KW_LIST);
    crd_json *type = keyword_of(&result, KW_TYPE);
    if (type) { /* 16 */
        CRD_TRY(array_of(x, type, *type));
        CRD_TRY(check_node_types(x, type, element));
    } else if (set || list) { /* 17 */
        if (result.len > (keyword_of(&result, KW_INDEX) ? 2u : 1u)) {
            return expansion_fail(x, CRD_CODE_JSONLD_INVALID_SET_OR_LIST_OBJECT,
                                  element, "%s", "");
        }
        if (set) {
            *out = *set;
            return CRD_OK;
        }
    }
    *out = result;
    if (keyword_of(&result, KW_LANGUAGE) || keyword_of(&result, KW_DIRECTION)) {
        CRD_TRY(check_dropped(x, element, "a language without a text."));
        if (result.len == 1 && keyword_of(&result, KW_LANGUAGE)) { /* 18 */
            *out = crd_json_null();
            return CRD_OK;
        }
    }
    if (is_top(property)) { /* 19 */
        if (result.len == 0 || list) {
            *out = crd_json_null();
            return check_dropped(x, element, "it belongs to no member.");
        }
        if (result.len == 1 && keyword_of(&result, KW_ID)) {
            *out = crd_json_null();
            return check_dropped(x, element,
                                 "an identifier about which nothing is said.");
        }
    }
    return CRD_OK;
}

static const crd_json *local_context(const crd_json *element)
{
    for (uint32_t i = 0; i < element->len; i++) {
        const crd_json_member *m = &element->as.members[i];
        if (m->key_len == 8 && m->key[0] == '@' &&
            memcmp(m->key, "@context", 8) == 0) {
            return &m->value;
        }
    }
    return NULL;
}

/* Steps 6 to 20: an object. `d` is the property's definition in the context
 * as it came. */
static crd_rc expand_object(struct expansion *x, crd_json *out, context *active,
                            struct property property, const definition *d,
                            const crd_json *element, bool from_map)
{
    context *declared = x->declared;
    const crd_json *local;
    struct object result = empty_object(), reverse = empty_object();
    struct frame f = {.property = property,
                      .element = element,
                      .result = &result,
                      .reverse = &reverse};
    if (active->previous && !from_map && !keeps_context(active, element)) {
        active = active->previous; /* 7 */
    }
    if (d && d->local) { /* 8 */
        CRD_TRY(context_derive(&active, &x->p, active, d, DERIVE_PROPERTY));
    }
    local = local_context(element);
    if (local) { /* 9 */
        context *known = NULL;
        CRD_TRY(processor_context_set(&known, &x->p, active, local));
        if (known) {
            active = known;
        } else {
            struct process_options options = {.base_url =
                                                  active->original_base};
            CRD_TRY(context_process(&active, &x->p, active, local, &options));
        }
        x->declared = active;
    }
    CRD_TRY(object_reserve(x, &result, element->len));
    f.type_scoped = active; /* 10 */
    CRD_TRY(apply_type_scoped(x, &active, element));
    f.active = active;
    CRD_TRY(expand_members(x, &f)); /* 12 to 14 */
    x->declared = declared;
    if (reverse.json.len) {
        *keyword_of(&result.json, KW_REVERSE) = reverse.json;
    }
    if (keyword_of(&result.json, KW_VALUE)) { /* 15 */
        CRD_TRY(finish_value(x, out, &result.json, element));
        if (is_top(property)) {
            CRD_TRY(check_dropped(x, element, "it belongs to no member."));
            *out = crd_json_null();
        }
        return CRD_OK;
    }
    return finish_node(x, out, result.json, property, element);
}

crd_rc expand_element(struct expansion *x, crd_json *out, context *active,
                      struct property property, const crd_json *element,
                      bool from_map)
{
    const definition *d = definition_of(active, property); /* 3 */
    switch (element->type) {
    case CRD_JSON_NULL: /* 1 */
        *out = crd_json_null();
        return CRD_OK;
    case CRD_JSON_ARRAY: /* 5 */
        return expand_array(x, out, active, property, d, element, from_map);
    case CRD_JSON_OBJECT: /* 6 */
        return expand_object(x, out, active, property, d, element, from_map);
    default: /* 4 */
        return expand_scalar(x, out, active, property, d, element);
    }
}
