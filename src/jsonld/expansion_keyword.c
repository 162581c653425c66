/* SPDX-License-Identifier: Apache-2.0 */
/* Expansion, step 13.4: members that mean a keyword (json-ld11-api, 5.1). */
#include "jsonld/expansion.h"

static bool is_scalar(const crd_json *v)
{
    return v->type != CRD_JSON_ARRAY && v->type != CRD_JSON_OBJECT &&
           v->type != CRD_JSON_NULL;
}

static crd_rc put(struct expansion *x, struct frame *f, keyword k,
                  crd_json value)
{
    crd_json *present = object_find(f->result, keyword_text(k), k);
    if (present) {
        *present = value;
        return CRD_OK;
    }
    return object_add(x, f->result, keyword_text(k), k, value);
}

/* 13.4.3 */
static crd_rc expand_id(struct expansion *x, struct frame *f,
                        const crd_json *value)
{
    struct expanded e;
    crd_span text;
    crd_json id;
    if (value->type != CRD_JSON_STRING) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_ID_VALUE, value, "%s",
                              "");
    }
    text = crd_json_span(value);
    CRD_TRY(iri_expand(&e, &x->p, f->active, text,
                       crd_hash(text.data, text.len), EXPAND_DOCUMENT_RELATIVE,
                       NULL));
    CRD_TRY(reference_of(x, &id, &e, value));
    return put(x, f, KW_ID, id);
}

crd_rc type_of(struct expansion *x, crd_json *out, const struct expanded *e,
               crd_span text, const crd_json *at)
{
    crd_span bracketed;
    *out = e->text.data ? string_of(e) : crd_json_null();
    if (!x->safe || e->keyword == KW_JSON || out->spare ||
        (!e->keyword && e->text.data && blank_well_formed(e->text))) {
        return CRD_OK;
    }
    if (e->keyword || !e->text.data || !iri_well_formed(e->text)) {
        return expansion_fail(x, CRD_CODE_JSONLD_RELATIVE_TYPE, at,
                              "The type \"%.*s\" is not defined by any "
                              "context, so no signature can cover it.",
                              (int)(text.len > 120 ? 120 : text.len),
                              text.data);
    }
    bracketed = iri_bracket(x->p.arena, e->text);
    if (!bracketed.data) {
        return expansion_no_memory(x);
    }
    return check_compact(x, bracketed, at);
}

static crd_rc expand_one_type(struct expansion *x, struct frame *f,
                              crd_json *out, const crd_json *value)
{
    struct expanded e;
    crd_span text;
    if (value->type != CRD_JSON_STRING) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_TYPE_VALUE, value,
                              "%s", "");
    }
    text = crd_json_span(value);
    CRD_TRY(iri_expand(&e, &x->p, f->type_scoped, text,
                       crd_hash(text.data, text.len),
                       EXPAND_VOCAB | EXPAND_DOCUMENT_RELATIVE, NULL));
    return type_of(x, out, &e, text, value);
}

/* 13.4.4. One type alone stays as it is, for value objects. */
static crd_rc expand_type(struct expansion *x, struct frame *f,
                          const crd_json *value)
{
    crd_json *present = object_find(f->result, keyword_text(KW_TYPE), KW_TYPE);
    bool is_array = value->type == CRD_JSON_ARRAY;
    uint32_t count = is_array ? value->len : 1;
    crd_json one;
    if (!present && is_array) {
        CRD_TRY(put(x, f, KW_TYPE, empty_array()));
        present = object_find(f->result, keyword_text(KW_TYPE), KW_TYPE);
    } else if (present) {
        CRD_TRY(array_of(x, present, *present));
    }
    for (uint32_t i = 0; i < count; i++) {
        CRD_TRY(expand_one_type(x, f, &one,
                                is_array ? &value->as.items[i] : value));
        if (one.type == CRD_JSON_NULL) {
            continue; /* what looks like a keyword and is none */
        }
        if (!present) {
            return put(x, f, KW_TYPE, one);
        }
        CRD_TRY(array_push(x, present, one));
    }
    return CRD_OK;
}

static bool is_node_object(const crd_json *v)
{
    return v->type == CRD_JSON_OBJECT && !keyword_of(v, KW_VALUE) &&
           !keyword_of(v, KW_LIST) && !keyword_of(v, KW_SET);
}

/* 13.4.6 */
static crd_rc expand_included(struct expansion *x, struct frame *f,
                              const crd_json *value)
{
    static const struct property NONE;
    crd_json *present;
    crd_json expanded;
    if (x->p.mode_1_0) {
        return CRD_OK;
    }
    CRD_TRY(expand_element(x, &expanded, f->active, NONE, value, false));
    if (expanded.type != CRD_JSON_NULL) {
        CRD_TRY(array_of(x, &expanded, expanded));
    }
    if (expanded.type == CRD_JSON_NULL || expanded.len == 0) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_INCLUDED_VALUE, value,
                              "%s", "");
    }
    for (uint32_t i = 0; i < expanded.len; i++) {
        if (!is_node_object(&expanded.as.items[i])) {
            return expansion_fail(x, CRD_CODE_JSONLD_INVALID_INCLUDED_VALUE,
                                  value, "%s", "");
        }
    }
    present = object_find(f->result, keyword_text(KW_INCLUDED), KW_INCLUDED);
    return present ? array_append(x, present, &expanded)
                   : put(x, f, KW_INCLUDED, expanded);
}

/* "Input type" of step 12 is @json: by the last value of the first entry, in
 * code point order, that means @type. */
static crd_rc input_type_is_json(struct expansion *x, const struct frame *f,
                                 bool *is_json)
{
    const crd_json_member *first = NULL;
    const crd_json *type;
    struct expanded e;
    *is_json = false;
    for (uint32_t i = 0; i < f->element->len; i++) {
        const crd_json_member *m = &f->element->as.members[i];
        CRD_TRY(iri_expand(&e, &x->p, f->active, crd_json_key(m), m->key_hash,
                           EXPAND_VOCAB, NULL));
        if (e.keyword == KW_TYPE &&
            (!first ||
             crd_span_compare(crd_json_key(m), crd_json_key(first)) < 0)) {
            first = m;
        }
    }
    if (!first) {
        return CRD_OK;
    }
    type = &first->value;
    if (type->type == CRD_JSON_ARRAY && type->len) {
        type = &type->as.items[type->len - 1];
    }
    if (type->type == CRD_JSON_STRING) {
        crd_span text = crd_json_span(type);
        CRD_TRY(iri_expand(&e, &x->p, f->active, text,
                           crd_hash(text.data, text.len), EXPAND_VOCAB, NULL));
        *is_json = e.keyword == KW_JSON;
    }
    return CRD_OK;
}

/* 13.4.7 */
static crd_rc expand_value_keyword(struct expansion *x, struct frame *f,
                                   const crd_json *value)
{
    bool is_json;
    CRD_TRY(input_type_is_json(x, f, &is_json));
    if ((is_json && x->p.mode_1_0) ||
        (!is_json && !is_scalar(value) && value->type != CRD_JSON_NULL)) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_VALUE_OBJECT_VALUE,
                              value, "%s", "");
    }
    return put(x, f, KW_VALUE, *value);
}

/* 13.4.8 to 13.4.10: members of value objects that are plain text. */
static crd_rc expand_text_keyword(struct expansion *x, struct frame *f,
                                  keyword k, const crd_json *value)
{
    if (k == KW_DIRECTION && x->p.mode_1_0) {
        return CRD_OK;
    }
    if (k == KW_DIRECTION && !crd_json_is_text(value, "ltr") &&
        !crd_json_is_text(value, "rtl")) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_BASE_DIRECTION, value,
                              "%s", "");
    }
    if (value->type != CRD_JSON_STRING) {
        return expansion_fail(
            x,
            k == KW_LANGUAGE ? CRD_CODE_JSONLD_INVALID_LANGUAGE_TAGGED_STRING
                             : CRD_CODE_JSONLD_INVALID_INDEX_VALUE,
            value, "%s", "");
    }
    if (k == KW_INDEX) {
        CRD_TRY(check_dropped(x, value, "@index leaves no trace."));
    }
    return put(x, f, k, *value);
}

/* 13.4.11 */
static crd_rc expand_list(struct expansion *x, struct frame *f,
                          const crd_json *value)
{
    crd_json expanded;
    if (!f->property.text.data || crd_span_is(f->property.text, "@graph")) {
        return check_dropped(x, value, "a list that no member holds.");
    }
    CRD_TRY(expand_element(x, &expanded, f->active, f->property, value, false));
    if (expanded.type == CRD_JSON_NULL) {
        expanded = empty_array();
    }
    CRD_TRY(array_of(x, &expanded, expanded));
    return put(x, f, KW_LIST, expanded);
}

crd_rc add_reverse(struct expansion *x, struct frame *f, struct name name,
                   const crd_json *items, const crd_json *source)
{
    crd_span text = keyword_text(KW_REVERSE);
    crd_json empty = plain(CRD_JSON_OBJECT, CRD_SPAN_NONE);
    if (!object_find(f->result, text, KW_REVERSE)) { /* filled at the end */
        CRD_TRY(object_add(x, f->result, text, KW_REVERSE, empty));
    }
    for (uint32_t i = 0; i < (items->type == CRD_JSON_ARRAY ? items->len : 1);
         i++) {
        const crd_json *item =
            items->type == CRD_JSON_ARRAY ? &items->as.items[i] : items;
        if (keyword_of(item, KW_VALUE) || keyword_of(item, KW_LIST)) {
            return expansion_fail(
                x, CRD_CODE_JSONLD_INVALID_REVERSE_PROPERTY_VALUE, source, "%s",
                "");
        }
        CRD_TRY(object_add_value(x, f->reverse, name, item));
    }
    return CRD_OK;
}

static struct name name_of(const crd_json_member *m)
{
    struct name name = {crd_json_key(m), m->key_hash, m->value.spare != 0};
    return name;
}

/* 13.4.13 */
static crd_rc expand_reverse(struct expansion *x, struct frame *f,
                             const crd_json *value)
{
    crd_span name = keyword_text(KW_REVERSE);
    struct property property = {name, crd_hash(name.data, name.len)};
    crd_json expanded;
    if (value->type != CRD_JSON_OBJECT) {
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_REVERSE_VALUE, value,
                              "%s", "");
    }
    CRD_TRY(expand_element(x, &expanded, f->active, property, value, false));
    if (expanded.type != CRD_JSON_OBJECT) {
        return CRD_OK;
    }
    for (uint32_t i = 0; i < expanded.len; i++) {
        const crd_json_member *m = &expanded.as.members[i];
        if (m->key == name.data) { /* reversed twice */
            for (uint32_t j = 0; j < m->value.len; j++) {
                const crd_json_member *r = &m->value.as.members[j];
                CRD_TRY(object_add_value(x, f->result, name_of(r), &r->value));
            }
        } else {
            CRD_TRY(add_reverse(x, f, name_of(m), &m->value, value));
        }
    }
    return CRD_OK;
}

static crd_rc expand_graph(struct expansion *x, struct frame *f,
                           const crd_json *value)
{
    crd_span name = keyword_text(KW_GRAPH);
    struct property property = {name, crd_hash(name.data, name.len)};
    crd_json expanded;
    CRD_TRY(expand_element(x, &expanded, f->active, property, value, false));
    if (expanded.type == CRD_JSON_NULL) {
        expanded = empty_array();
    }
    CRD_TRY(array_of(x, &expanded, expanded));
    return put(x, f, KW_GRAPH, expanded);
}

static crd_rc expand_set(struct expansion *x, struct frame *f,
                         const crd_json *value)
{
    crd_json expanded;
    CRD_TRY(expand_element(x, &expanded, f->active, f->property, value, false));
    return put(x, f, KW_SET, expanded);
}

crd_rc expand_keyword(struct expansion *x, struct frame *f, keyword k,
                      const crd_json_member *member, bool *nest)
{
    const crd_json *value = &member->value;
    if (crd_span_is(f->property.text, "@reverse")) { /* 13.4.1 */
        return expansion_fail(x, CRD_CODE_JSONLD_INVALID_REVERSE_PROPERTY_MAP,
                              value, "%s", "");
    }
    if (object_find(f->result, keyword_text(k), k) &&
        ((k != KW_INCLUDED && k != KW_TYPE) || x->p.mode_1_0)) { /* 13.4.2 */
        return expansion_fail(x, CRD_CODE_JSONLD_COLLIDING_KEYWORDS, value,
                              "Two members mean %s.", keyword_text(k).data);
    }
    switch (k) {
    case KW_ID:
        return expand_id(x, f, value);
    case KW_TYPE:
        return expand_type(x, f, value);
    case KW_GRAPH:
        return expand_graph(x, f, value);
    case KW_INCLUDED:
        return expand_included(x, f, value);
    case KW_VALUE:
        return expand_value_keyword(x, f, value);
    case KW_LANGUAGE:
    case KW_DIRECTION:
    case KW_INDEX:
        return expand_text_keyword(x, f, k, value);
    case KW_LIST:
        return expand_list(x, f, value);
    case KW_SET:
        return expand_set(x, f, value);
    case KW_REVERSE:
        return expand_reverse(x, f, value);
    case KW_NEST:
        *nest = true;
        return CRD_OK;
    default:
        return check_dropped(x, value, "a keyword that means nothing here.");
    }
}
