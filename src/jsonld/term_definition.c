/* SPDX-License-Identifier: Apache-2.0 */
/* Create Term Definition (json-ld11-api, 5.2). */
#include "jsonld/context.h"

/* Each term of a chain takes a place on the stack. */
#define CHAIN_MAX 128u

/* One call of the algorithm. */
struct making {
    const processing *p;
    context *active;
    struct local *l;
    const crd_json *value; /* the map, or NULL for a string or null */
    const crd_json *at;    /* the value as written, for messages */
    crd_span term;
    definition *d;
    bool simple;
    bool give_up; /* the algorithm returns without a definition */
};

static crd_rc fail(const struct making *m, crd_code code, const char *what)
{
    int n = (int)(m->term.len > 80 ? 80 : m->term.len);
    return context_fail(m->p, code, m->at, "The term \"%.*s\": %s", n,
                        m->term.data, what);
}

static crd_rc no_memory(const struct making *m)
{
    return crd_fail(m->p->error, CRD_CODE_MEMORY, "%s", "");
}

static const crd_json *entry(const struct making *m, const char *key)
{
    return m->value ? crd_json_get(m->value, key) : NULL;
}

static bool contains(crd_span s, char c)
{
    return s.len && memchr(s.data, c, s.len);
}

/* A colon anywhere but as the first character. */
static bool colon_inside(crd_span s)
{
    return s.len > 1 && memchr(s.data + 1, ':', s.len - 1);
}

static crd_rc expand(const struct making *m, struct expanded *out,
                     crd_span text)
{
    return iri_expand(out, m->p, m->active, text, crd_hash(text.data, text.len),
                      EXPAND_VOCAB, m->l);
}

static crd_rc set_mapping(const struct making *m, const struct expanded *e)
{
    m->d->mapping = e->keyword    ? iri_keyword(e->keyword)
                    : e->compiled ? e->compiled
                                  : iri_new(m->p->arena, e->text);
    return m->d->mapping ? CRD_OK : no_memory(m);
}

/* Step 4: what "@type" itself may be defined as. */
static crd_rc check_type_keyword(const struct making *m)
{
    bool good = !m->p->mode_1_0 && m->value && m->value->len > 0;
    for (uint32_t i = 0; good && i < m->value->len; i++) {
        const crd_json_member *e = &m->value->as.members[i];
        if (crd_span_is(crd_json_key(e), "@container")) {
            good = crd_json_is_text(&e->value, "@set");
        } else {
            good = crd_span_is(crd_json_key(e), "@protected");
        }
    }
    return good ? CRD_OK
                : fail(m, CRD_CODE_JSONLD_KEYWORD_REDEFINITION,
                       "only @container: @set and @protected are allowed.");
}

/* Step 11 */
static crd_rc set_protected(const struct making *m)
{
    const crd_json *e = entry(m, "@protected");
    if (!e) {
        return CRD_OK;
    }
    if (e->type != CRD_JSON_TRUE && e->type != CRD_JSON_FALSE) {
        return fail(m, CRD_CODE_JSONLD_INVALID_PROTECTED_VALUE,
                    "@protected is neither true nor false.");
    }
    if (m->p->mode_1_0) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "@protected needs JSON-LD 1.1.");
    }
    m->d->is_protected = e->type == CRD_JSON_TRUE;
    return CRD_OK;
}

/* Step 12 */
static crd_rc set_type(const struct making *m)
{
    const crd_json *e = entry(m, "@type");
    struct expanded type;
    bool good;
    if (!e) {
        return CRD_OK;
    }
    if (e->type != CRD_JSON_STRING) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TYPE_MAPPING,
                    "@type is not text.");
    }
    CRD_TRY(expand(m, &type, crd_json_span(e)));
    switch (type.keyword) {
    case KW_ID:
    case KW_VOCAB:
        good = true;
        break;
    case KW_JSON:
    case KW_NONE:
        good = !m->p->mode_1_0;
        break;
    default:
        good = !type.keyword && type.text.data && iri_has_scheme(type.text);
    }
    if (!good) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TYPE_MAPPING,
                    "@type is neither an IRI nor @id, @vocab, @json, @none.");
    }
    m->d->type = type.keyword    ? iri_keyword(type.keyword)
                 : type.compiled ? type.compiled
                                 : iri_new(m->p->arena, type.text);
    return m->d->type ? CRD_OK : no_memory(m);
}

/* Step 13 */
static crd_rc set_reverse(struct making *m, const crd_json *e)
{
    const crd_json *container = entry(m, "@container");
    struct expanded mapping;
    if (entry(m, "@id") || entry(m, "@nest")) {
        return fail(m, CRD_CODE_JSONLD_INVALID_REVERSE_PROPERTY,
                    "@reverse stands beside @id or @nest.");
    }
    if (e->type != CRD_JSON_STRING) {
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "@reverse is not text.");
    }
    if (keyword_form(crd_json_span(e))) {
        m->give_up = true;
        return CRD_OK;
    }
    CRD_TRY(expand(m, &mapping, crd_json_span(e)));
    if (!mapping.text.data || mapping.keyword ||
        (!iri_has_scheme(mapping.text) && !iri_is_blank(mapping.text))) {
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "@reverse is not an absolute IRI.");
    }
    CRD_TRY(set_mapping(m, &mapping));
    if (container && container->type != CRD_JSON_NULL &&
        !crd_json_is_text(container, "@set") &&
        !crd_json_is_text(container, "@index")) {
        return fail(m, CRD_CODE_JSONLD_INVALID_REVERSE_PROPERTY,
                    "a reverse property can only be @set or @index.");
    }
    m->d->reverse = true;
    return CRD_OK;
}

static bool ends_in_gen_delim(crd_span text)
{
    return text.len && memchr(":/?#[]@", text.data[text.len - 1], 7);
}

/* Step 14.2.4: a term that looks like an IRI must mean that IRI. */
static crd_rc check_iri_term(const struct making *m, uint32_t number)
{
    struct expanded own;
    m->l->states[number] = 2;
    CRD_TRY(expand(m, &own, m->term));
    if (!own.text.data || !crd_span_equal(own.text, iri_span(m->d->mapping))) {
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "it is itself an IRI, but another one.");
    }
    return CRD_OK;
}

/* Step 14 */
static crd_rc set_id(struct making *m, crd_span id, uint32_t number)
{
    struct expanded mapping;
    crd_span s = m->term;
    if (keyword_form(id) && !keyword_find(id)) {
        m->give_up = true;
        return CRD_OK;
    }
    CRD_TRY(expand(m, &mapping, id));
    if (!mapping.text.data ||
        (!mapping.keyword && !iri_has_scheme(mapping.text) &&
         !iri_is_blank(mapping.text))) {
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "its @id is not an absolute IRI.");
    }
    if (mapping.keyword == KW_CONTEXT) {
        return fail(m, CRD_CODE_JSONLD_INVALID_KEYWORD_ALIAS,
                    "@context cannot have another name.");
    }
    CRD_TRY(set_mapping(m, &mapping));
    if ((s.len > 2 && memchr(s.data + 1, ':', s.len - 2)) || contains(s, '/')) {
        return check_iri_term(m, number);
    }
    if (!contains(s, ':') && m->simple && !mapping.keyword &&
        (ends_in_gen_delim(mapping.text) || iri_is_blank(mapping.text))) {
        m->d->prefix = true;
    }
    return CRD_OK;
}

/* Step 15 */
static crd_rc set_from_compact_iri(const struct making *m)
{
    const char *colon = memchr(m->term.data + 1, ':', m->term.len - 1);
    crd_span prefix = {m->term.data, (size_t)(colon - m->term.data)};
    uint32_t number = local_find(m->l, prefix);
    const definition *of;
    struct expanded e = {m->term, KW_NOT, NULL};
    if (number != UINT32_MAX && !iri_is_blank(m->term)) {
        CRD_TRY(term_define(m->p, m->active, m->l, number));
    }
    of = context_find(m->active, prefix, crd_hash(prefix.data, prefix.len));
    if (of && of->mapping && !of->mapping->keyword) {
        e.text = iri_join(m->p->arena, iri_span(of->mapping),
                          (crd_span){colon + 1, m->term.len - prefix.len - 1});
        if (!e.text.data) {
            return no_memory(m);
        }
    }
    return set_mapping(m, &e);
}

/* Steps 16 and 18: relative to the vocabulary. */
static crd_rc set_from_vocab(const struct making *m)
{
    struct expanded e;
    if (contains(m->term, '/')) { /* 16; the term is no term here */
        CRD_TRY(iri_expand(&e, m->p, m->active, m->term, m->d->hash,
                           EXPAND_VOCAB, NULL));
        if (!e.text.data || !iri_has_scheme(e.text)) {
            return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                        "it does not expand to an absolute IRI.");
        }
        return set_mapping(m, &e);
    }
    if (!m->active->vocab.data) { /* 18 */
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "it has no @id, and the context has no @vocab.");
    }
    e.keyword = KW_NOT;
    e.compiled = NULL;
    e.text = iri_join(m->p->arena, m->active->vocab, m->term);
    return e.text.data ? set_mapping(m, &e) : no_memory(m);
}

/* Steps 13 to 18: the IRI mapping. */
static crd_rc set_iri_mapping(struct making *m, uint32_t number)
{
    const crd_json *e = entry(m, "@reverse");
    if (e) {
        return set_reverse(m, e);
    }
    e = entry(m, "@id");
    if (m->at->type == CRD_JSON_NULL || crd_json_is(e, CRD_JSON_NULL)) {
        return CRD_OK; /* 14.1 */
    }
    if (m->at->type == CRD_JSON_STRING) {
        e = m->at;
    }
    if (e && e->type != CRD_JSON_STRING) {
        return fail(m, CRD_CODE_JSONLD_INVALID_IRI_MAPPING,
                    "its @id is not text.");
    }
    if (e && !crd_span_equal(crd_json_span(e), m->term)) {
        return set_id(m, crd_json_span(e), number);
    }
    if (colon_inside(m->term)) {
        return set_from_compact_iri(m);
    }
    if (crd_span_is(m->term, "@type")) { /* 17 */
        m->d->mapping = iri_keyword(KW_TYPE);
        return CRD_OK;
    }
    return set_from_vocab(m);
}

static unsigned container_bit(const crd_json *text)
{
    switch (crd_json_is(text, CRD_JSON_STRING)
                ? keyword_find(crd_json_span(text))
                : KW_NOT) {
    case KW_GRAPH:
        return CONTAINER_GRAPH;
    case KW_ID:
        return CONTAINER_ID;
    case KW_INDEX:
        return CONTAINER_INDEX;
    case KW_LANGUAGE:
        return CONTAINER_LANGUAGE;
    case KW_LIST:
        return CONTAINER_LIST;
    case KW_SET:
        return CONTAINER_SET;
    case KW_TYPE:
        return CONTAINER_TYPE;
    default:
        return 0;
    }
}

/* Which keywords a container may combine. */
static bool container_allowed(unsigned bits)
{
    unsigned rest = bits & ~(unsigned)CONTAINER_SET;
    if (bits & CONTAINER_GRAPH) {
        rest &= ~(unsigned)CONTAINER_GRAPH;
        return rest == 0 || rest == CONTAINER_ID || rest == CONTAINER_INDEX;
    }
    if (bits & CONTAINER_LIST) {
        return bits == CONTAINER_LIST;
    }
    return (rest & (rest - 1)) == 0; /* at most one beside @set */
}

/* Step 19 */
static crd_rc set_container(const struct making *m)
{
    const crd_json *e = entry(m, "@container");
    unsigned bits = 0;
    bool good = true;
    if (!e || (e->type == CRD_JSON_NULL && m->d->reverse)) {
        return CRD_OK;
    }
    if (e->type == CRD_JSON_ARRAY) {
        good = e->len > 0 && !m->p->mode_1_0;
        for (uint32_t i = 0; good && i < e->len; i++) {
            unsigned bit = container_bit(&e->as.items[i]);
            good = bit && !(bits & bit);
            bits |= bit;
        }
    } else {
        bits = container_bit(e);
        good = bits &&
               !(m->p->mode_1_0 &&
                 (bits & (CONTAINER_GRAPH | CONTAINER_ID | CONTAINER_TYPE)));
    }
    if (!good || !container_allowed(bits)) {
        return fail(m, CRD_CODE_JSONLD_INVALID_CONTAINER_MAPPING,
                    "its @container is not one that JSON-LD knows.");
    }
    m->d->container = (uint8_t)bits;
    if (bits & CONTAINER_TYPE) {
        if (!m->d->type) {
            m->d->type = iri_keyword(KW_ID);
        } else if (m->d->type->keyword != KW_ID &&
                   m->d->type->keyword != KW_VOCAB) {
            return fail(m, CRD_CODE_JSONLD_INVALID_TYPE_MAPPING,
                        "a @type container needs @type @id or @vocab.");
        }
    }
    return CRD_OK;
}

/* Step 20 */
static crd_rc set_index(const struct making *m)
{
    const crd_json *e = entry(m, "@index");
    struct expanded index;
    if (!e) {
        return CRD_OK;
    }
    if (m->p->mode_1_0 || !(m->d->container & CONTAINER_INDEX) ||
        e->type != CRD_JSON_STRING) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "@index needs a container @index and text.");
    }
    CRD_TRY(expand(m, &index, crd_json_span(e)));
    if (!index.text.data || index.keyword || !iri_has_scheme(index.text)) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "@index does not expand to an IRI.");
    }
    m->d->index = crd_json_span(e);
    return CRD_OK;
}

/* Step 21: a scoped context is tried once, so that its errors show here. Those
 * of embedded contexts are known to be good: a test tries them all. */
static crd_rc set_scoped_context(const struct making *m)
{
    const crd_json *e = entry(m, "@context");
    struct process_options options = *m->l->options;
    context *unused;
    crd_rc rc;
    if (!e) {
        return CRD_OK;
    }
    if (m->p->mode_1_0) {
        return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "a scoped context needs JSON-LD 1.1.");
    }
    m->d->local = e;
    m->d->base_url = options.base_url;
    if (options.base_url.data && crd_embedded_context_find(options.base_url)) {
        return CRD_OK;
    }
    options.override_protected = true;
    options.skip_known_remotes = true;
    options.no_propagate = false;
    options.chain = m->l->chain;
    rc = context_process(&unused, m->p, m->active, e, &options);
    if (rc == CRD_E_MEMORY) {
        return rc;
    }
    if (rc != CRD_OK) {
        return fail(m, CRD_CODE_JSONLD_INVALID_SCOPED_CONTEXT,
                    "its own context has an error.");
    }
    return CRD_OK;
}

/* Steps 22 and 23 */
static crd_rc set_language_and_direction(const struct making *m)
{
    const crd_json *e = entry(m, "@language");
    if (entry(m, "@type")) {
        return CRD_OK;
    }
    if (e) {
        if (e->type != CRD_JSON_NULL && e->type != CRD_JSON_STRING) {
            return fail(m, CRD_CODE_JSONLD_INVALID_LANGUAGE_MAPPING,
                        "@language is neither text nor null.");
        }
        m->d->has_language = true;
        if (e->type == CRD_JSON_STRING) {
            m->d->language = crd_json_span(e);
        }
    }
    e = entry(m, "@direction");
    if (e) {
        if (e->type == CRD_JSON_NULL) {
            m->d->direction = DIRECTION_NULL;
        } else if (crd_json_is_text(e, "ltr")) {
            m->d->direction = DIRECTION_LTR;
        } else if (crd_json_is_text(e, "rtl")) {
            m->d->direction = DIRECTION_RTL;
        } else {
            return fail(m, CRD_CODE_JSONLD_INVALID_BASE_DIRECTION,
                        "@direction is neither ltr nor rtl.");
        }
    }
    return CRD_OK;
}

/* Steps 24 and 25 */
static crd_rc set_nest_and_prefix(const struct making *m)
{
    const crd_json *e = entry(m, "@nest");
    if (e) {
        if (m->p->mode_1_0) {
            return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                        "@nest needs JSON-LD 1.1.");
        }
        if (e->type != CRD_JSON_STRING ||
            (keyword_find(crd_json_span(e)) && !crd_json_is_text(e, "@nest"))) {
            return fail(m, CRD_CODE_JSONLD_INVALID_NEST_VALUE,
                        "its @nest is no term.");
        }
        m->d->nest = crd_json_span(e);
    }
    e = entry(m, "@prefix");
    if (e) {
        if (m->p->mode_1_0 || contains(m->term, ':') ||
            contains(m->term, '/')) {
            return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                        "it cannot be a prefix.");
        }
        if (e->type != CRD_JSON_TRUE && e->type != CRD_JSON_FALSE) {
            return fail(m, CRD_CODE_JSONLD_INVALID_PREFIX_VALUE,
                        "@prefix is neither true nor false.");
        }
        m->d->prefix = e->type == CRD_JSON_TRUE;
        if (m->d->prefix && m->d->mapping && m->d->mapping->keyword) {
            return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                        "a keyword cannot be a prefix.");
        }
    }
    return CRD_OK;
}

/* Step 26 */
static crd_rc check_entries(const struct making *m)
{
    for (uint32_t i = 0; m->value && i < m->value->len; i++) {
        switch (keyword_find(crd_json_key(&m->value->as.members[i]))) {
        case KW_ID:
        case KW_REVERSE:
        case KW_CONTAINER:
        case KW_CONTEXT:
        case KW_DIRECTION:
        case KW_INDEX:
        case KW_LANGUAGE:
        case KW_NEST:
        case KW_PREFIX:
        case KW_PROTECTED:
        case KW_TYPE:
            break;
        default:
            return fail(m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                        "it has an entry that JSON-LD does not know.");
        }
    }
    return CRD_OK;
}

static bool same_iri(const iri *a, const iri *b)
{
    return a == b || (a && b && crd_span_equal(iri_span(a), iri_span(b)));
}

static bool same_span(crd_span a, crd_span b)
{
    return !a.data == !b.data && crd_span_equal(a, b);
}

/* Step 27: equal in all but the protected flag. */
static bool same_definition(const definition *a, const definition *b)
{
    return same_iri(a->mapping, b->mapping) && same_iri(a->type, b->type) &&
           a->container == b->container && a->direction == b->direction &&
           a->prefix == b->prefix && a->reverse == b->reverse &&
           a->has_language == b->has_language &&
           same_span(a->language, b->language) &&
           same_span(a->index, b->index) && same_span(a->nest, b->nest) &&
           !a->local == !b->local &&
           (!a->local || crd_json_equal(a->local, b->local));
}

/* Steps 10 to 26 */
static crd_rc fill(struct making *m, uint32_t number)
{
    m->d->term = m->term;
    m->d->hash = crd_hash(m->term.data, m->term.len);
    m->d->is_protected = m->l->is_protected;
    CRD_TRY(set_protected(m));
    CRD_TRY(set_type(m));
    CRD_TRY(set_iri_mapping(m, number));
    if (m->give_up) {
        return CRD_OK;
    }
    CRD_TRY(set_container(m));
    CRD_TRY(set_index(m));
    CRD_TRY(set_scoped_context(m));
    CRD_TRY(set_language_and_direction(m));
    CRD_TRY(set_nest_and_prefix(m));
    return check_entries(m);
}

static crd_rc define(const processing *p, context *active, struct local *l,
                     uint32_t number)
{
    const crd_json_member *member = &l->map->as.members[number];
    struct making m = {.p = p,
                       .active = active,
                       .l = l,
                       .term = crd_json_key(member),
                       .at = &member->value};
    const definition *previous;
    if (l->states[number] == 2) { /* 1 */
        return CRD_OK;
    }
    if (l->states[number] == 1) {
        return fail(&m, CRD_CODE_JSONLD_CYCLIC_IRI_MAPPING,
                    "it is defined by itself.");
    }
    if (m.term.len == 0) { /* 2 */
        return fail(&m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "a term may not be empty.");
    }
    l->states[number] = 1;
    if (m.at->type == CRD_JSON_OBJECT) { /* 3, 7 to 9 */
        m.value = m.at;
    } else if (m.at->type == CRD_JSON_STRING) {
        m.simple = true;
    }
    if (crd_span_is(m.term, "@type")) { /* 4 */
        CRD_TRY(check_type_keyword(&m));
    } else if (keyword_find(m.term)) { /* 5 */
        return fail(&m, CRD_CODE_JSONLD_KEYWORD_REDEFINITION,
                    "it is a keyword.");
    } else if (keyword_form(m.term)) {
        l->states[number] = 2;
        return CRD_OK;
    }
    previous =
        context_find(active, m.term, crd_hash(m.term.data, m.term.len)); /* 6 */
    if (previous) {
        context_remove(active, previous);
    }
    if (!m.value && m.at->type != CRD_JSON_STRING &&
        m.at->type != CRD_JSON_NULL) {
        return fail(&m, CRD_CODE_JSONLD_INVALID_TERM_DEFINITION,
                    "it is neither text, null nor an object.");
    }
    m.d = crd_arena_calloc(p->arena, 1, sizeof *m.d); /* 10 */
    if (!m.d) {
        return no_memory(&m);
    }
    m.d->in_processor = p->in_processor;
    CRD_TRY(fill(&m, number));
    l->states[number] = 2;
    if (m.give_up) {
        return CRD_OK;
    }
    m.d->second_name =
        m.d->mapping && name_is_second(m.term, iri_span(m.d->mapping));
    if (!l->options->override_protected && previous &&
        previous->is_protected) { /* 27 */
        if (!same_definition(m.d, previous)) {
            return fail(&m, CRD_CODE_JSONLD_PROTECTED_TERM_REDEFINITION,
                        "it is protected and would get another meaning.");
        }
        return context_put(p, active, previous);
    }
    return context_put(p, active, m.d); /* 28 */
}

crd_rc term_define(const processing *p, context *active, struct local *l,
                   uint32_t number)
{
    crd_rc rc;
    if (l->chain == CHAIN_MAX) {
        return context_fail(p, CRD_CODE_JSONLD_CONTEXT_OVERFLOW,
                            &l->map->as.members[number].value,
                            "More than %u terms are defined by one another.",
                            CHAIN_MAX);
    }
    l->chain++;
    rc = define(p, active, l, number);
    l->chain--;
    return rc;
}
