/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deserialize JSON-LD to RDF (json-ld11-api, 8.1 to 8.3).
 *
 * The specification makes a node map first and quads of that. The node map
 * only brings together what is said of one node in several places, which a
 * dataset of interned terms does by itself; so quads are made straight from
 * the expanded tree. Blank node identifiers of the document get the letter u
 * before them and new ones the letter n, so that the two never meet.
 */
#include "jsonld/expansion.h"

#include <stdio.h>
#include <stdlib.h>

#define RDF_NS "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD_NS "http://www.w3.org/2001/XMLSchema#"
#define I18N_NS "https://www.w3.org/ns/i18n#"

struct conversion {
    struct expansion *x;
    crd_dataset *dataset;
    uint32_t blanks;
    const crd_json *outermost; /* the top-level node being converted */
    uint32_t outermost_subject;
    uint32_t comparisons; /* made so far, of its descriptions */
    /* Terms that every credential needs; CRD_NO_TERM until it does. */
    uint32_t rdf_type;
    uint32_t rdf_first, rdf_rest, rdf_nil;
};

/* The graph that quads go to. A graph whose name is no IRI is left out, but
 * its blank nodes are still met. */
struct graph {
    uint32_t name;
    bool left_out;
};

static crd_rc convert_node(struct conversion *c, uint32_t *subject,
                           struct graph graph, const crd_json *node);

static crd_rc no_memory(const struct conversion *c)
{
    return crd_dataset_failure(c->dataset, c->x->p.error);
}

static crd_rc add(struct conversion *c, struct graph graph, uint32_t subject,
                  uint32_t predicate, uint32_t object)
{
    crd_quad quad = {subject, predicate, object, graph.name};
    if (graph.left_out || subject == CRD_NO_TERM || predicate == CRD_NO_TERM ||
        object == CRD_NO_TERM) {
        /* Expansion has refused whatever leads here; should it ever fail to,
         * nothing that is not signed may look signed. */
        return c->x->safe ? crd_fail(c->x->p.error,
                                     CRD_CODE_JSONLD_DROPPED_VALUE, "%s", "")
                          : CRD_OK;
    }
    return crd_dataset_add(c->dataset, quad, c->x->p.error);
}

static crd_rc fresh_blank(struct conversion *c, uint32_t *out)
{
    char label[16];
    int len = snprintf(label, sizeof label, "n%u", (unsigned)c->blanks++);
    *out = crd_dataset_blank(c->dataset, (crd_span){label, (size_t)len});
    return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
}

/* A well-known IRI. */
static crd_rc known(struct conversion *c, uint32_t *out, crd_span iri_text)
{
    if (*out == CRD_NO_TERM) {
        *out = crd_dataset_iri(c->dataset, iri_text);
        if (*out == CRD_NO_TERM) {
            return no_memory(c);
        }
    }
    return CRD_OK;
}

static crd_rc blank_of(struct conversion *c, uint32_t *out, crd_span text)
{
    char label[128];
    crd_span whole = {label, text.len - 1};
    if (!blank_well_formed(text)) {
        return CRD_OK;
    }
    if (whole.len < sizeof label) {
        label[0] = 'u';
        memcpy(label + 1, text.data + 2, text.len - 2);
    } else {
        whole = iri_join(c->x->p.arena, CRD_SPAN("u"),
                         (crd_span){text.data + 2, text.len - 2});
        if (!whole.data) {
            return expansion_no_memory(c->x);
        }
    }
    *out = crd_dataset_blank(c->dataset, whole);
    return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
}

/* The term of an IRI or blank node identifier; CRD_NO_TERM if it is not
 * well-formed and so leaves no quads. */
static crd_rc resource(struct conversion *c, uint32_t *out,
                       const crd_json *string)
{
    crd_span text = crd_json_span(string);
    *out = CRD_NO_TERM;
    if (string->type != CRD_JSON_STRING) {
        return CRD_OK;
    }
    if (string->spare) {
        *out = crd_dataset_intern(c->dataset, CRD_TERM_IRI, text.data - 1,
                                  string->len + 2, string->offset);
        return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
    }
    if (iri_is_blank(text)) {
        return blank_of(c, out, text);
    }
    if (!iri_well_formed(text)) {
        return CRD_OK;
    }
    *out = crd_dataset_iri(c->dataset, text);
    return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
}

/* The predicate of an expanded member. */
static crd_rc predicate_of(struct conversion *c, uint32_t *out,
                           const crd_json_member *m)
{
    crd_span text = crd_json_key(m);
    *out = CRD_NO_TERM;
    if (m->value.spare) {
        *out = crd_dataset_intern(c->dataset, CRD_TERM_IRI, text.data - 1,
                                  m->key_len + 2, m->key_hash);
        return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
    }
    if (iri_is_blank(text)) {
        return c->x->options->produce_generalized_rdf ? blank_of(c, out, text)
                                                      : CRD_OK;
    }
    if (!iri_well_formed(text)) {
        return CRD_OK;
    }
    *out = crd_dataset_iri(c->dataset, text);
    return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
}

/* ---- Object to RDF Conversion (8.2)
 * ------------------------------------------ */

/* BCP 47, 2.2.9: well-formed as far as RDF asks. */
static bool language_well_formed(crd_span tag)
{
    size_t run = 0;
    bool first = true;
    for (size_t i = 0; i < tag.len; i++) {
        char b = tag.data[i];
        bool alpha = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
        if (b == '-') {
            if (run == 0) {
                return false;
            }
            run = 0;
            first = false;
        } else if (alpha || (!first && b >= '0' && b <= '9')) {
            if (++run > 8) {
                return false;
            }
        } else {
            return false;
        }
    }
    return run > 0;
}

#define NUMBER_TEXT_MAX 64

/* The canonical lexical form of xsd:double (8.6): printf's %1.15E without
 * zeros that say nothing. Between the first digit and the other fifteen stands
 * what the locale has for a point, of any length. */
static size_t write_double(char out[NUMBER_TEXT_MAX], double value)
{
    char text[NUMBER_TEXT_MAX];
    int len = snprintf(text, sizeof text, "%.15E", value);
    const char *exponent = memchr(text, 'E', (size_t)len);
    const char *fraction = exponent - 15;
    const char *sign = text[0] == '-' ? "-" : "";
    int digits = 15;
    while (digits > 1 && fraction[digits - 1] == '0') {
        digits--;
    }
    return (size_t)snprintf(out, NUMBER_TEXT_MAX, "%s%c.%.*sE%d", sign,
                            text[*sign ? 1 : 0], digits, fraction,
                            (int)strtol(exponent + 1, NULL, 10));
}

/* Steps 10 and 11: a number as text, and its datatype if it has none. */
static crd_rc number_text(struct conversion *c, char out[NUMBER_TEXT_MAX],
                          size_t *len, crd_span *datatype,
                          const crd_json *number)
{
    double value;
    bool whole;
    CRD_TRY(crd_json_double(&value, number, c->x->p.error));
    whole = value > -1e21 && value < 1e21 &&
            (value > -9007199254740992.0 && value < 9007199254740992.0
                 ? value == (double)(int64_t)value
                 : true);
    if (!whole || crd_span_is(*datatype, XSD_NS "double")) {
        *len = write_double(out, value);
        if (!datatype->data) {
            *datatype = CRD_SPAN(XSD_NS "double");
        }
        return CRD_OK;
    }
    if (c->x->safe &&
        (value > 9007199254740991.0 || value < -9007199254740991.0)) {
        return expansion_fail(c->x, CRD_CODE_JSON_NUMBER_RANGE, number, "%s",
                              "");
    }
    *len = (size_t)snprintf(out, NUMBER_TEXT_MAX, "%.0f",
                            value == 0 ? 0.0 : value);
    if (!datatype->data) {
        *datatype = CRD_SPAN(XSD_NS "integer");
    }
    return CRD_OK;
}

/* Step 8: a JSON literal, in canonical form. */
static crd_rc json_literal(struct conversion *c, uint32_t *out,
                           const crd_json *value)
{
    crd_buffer buffer;
    crd_rc rc;
    crd_buffer_init(&buffer, c->dataset->arena->allocator,
                    processor_limits(c->x->p.processor)->document_bytes * 2);
    rc = crd_jcs_write(&buffer, value, c->x->p.error);
    if (rc == CRD_OK) {
        *out = crd_dataset_literal(c->dataset, crd_buffer_span(&buffer),
                                   CRD_SPAN(RDF_NS "JSON"), CRD_SPAN_NONE);
        rc = *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
    } else if (rc != CRD_E_MEMORY) {
        rc = expansion_fail(c->x, CRD_CODE_JSON_NUMBER_RANGE, value, "%s", "");
    }
    crd_buffer_free(&buffer);
    return rc;
}

static crd_span lower_case(struct conversion *c, crd_span text)
{
    char *copy = crd_arena_alloc(c->x->p.arena, text.len + 1);
    for (size_t i = 0; copy && i < text.len; i++) {
        char b = text.data[i];
        copy[i] = (char)(b >= 'A' && b <= 'Z' ? b | 0x20 : b);
    }
    return (crd_span){copy, text.len};
}

/* Step 13: a value with a base direction. */
static crd_rc directed_literal(struct conversion *c, uint32_t *out,
                               struct graph graph, crd_span value,
                               const crd_json *language,
                               const crd_json *direction)
{
    crd_span tag = CRD_SPAN_NONE, datatype;
    uint32_t literal, predicate, text;
    if (language) {
        tag = lower_case(c, crd_json_span(language));
        if (!tag.data) {
            return expansion_no_memory(c->x);
        }
    }
    if (c->x->options->rdf_direction == CRD_RDF_DIRECTION_I18N_DATATYPE) {
        datatype = crd_arena_printf(c->x->p.arena, I18N_NS "%.*s_%.*s",
                                    (int)tag.len, tag.data ? tag.data : "",
                                    (int)direction->len, direction->as.text);
        if (!datatype.data) {
            return expansion_no_memory(c->x);
        }
        *out = crd_dataset_literal(c->dataset, value, datatype, CRD_SPAN_NONE);
        return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
    }
    CRD_TRY(fresh_blank(c, &literal));
    predicate = crd_dataset_iri(c->dataset, CRD_SPAN(RDF_NS "value"));
    text = crd_dataset_literal(c->dataset, value, CRD_SPAN_NONE, CRD_SPAN_NONE);
    CRD_TRY(add(c, graph, literal, predicate, text));
    if (tag.data) {
        predicate = crd_dataset_iri(c->dataset, CRD_SPAN(RDF_NS "language"));
        text =
            crd_dataset_literal(c->dataset, tag, CRD_SPAN_NONE, CRD_SPAN_NONE);
        CRD_TRY(add(c, graph, literal, predicate, text));
    }
    predicate = crd_dataset_iri(c->dataset, CRD_SPAN(RDF_NS "direction"));
    text = crd_dataset_literal(c->dataset, crd_json_span(direction),
                               CRD_SPAN_NONE, CRD_SPAN_NONE);
    CRD_TRY(add(c, graph, literal, predicate, text));
    *out = literal;
    return CRD_OK;
}

/* Steps 4 to 15: a value object. */
static crd_rc convert_value(struct conversion *c, uint32_t *out,
                            struct graph graph, const crd_json *item)
{
    const crd_json *value = keyword_of(item, KW_VALUE);
    const crd_json *type = keyword_of(item, KW_TYPE);
    const crd_json *language = keyword_of(item, KW_LANGUAGE);
    const crd_json *direction = keyword_of(item, KW_DIRECTION);
    crd_span datatype = type ? crd_json_span(type) : CRD_SPAN_NONE;
    crd_span text = crd_json_span(value), tag = CRD_SPAN_NONE;
    char number[NUMBER_TEXT_MAX];
    *out = CRD_NO_TERM;
    if (crd_json_is_text(type, "@json")) { /* 8 */
        return json_literal(c, out, value);
    }
    if (type && !type->spare && !iri_well_formed(datatype)) { /* 6 */
        return check_dropped(c->x, value, "its type is not an IRI.");
    }
    if (language && !language_well_formed(crd_json_span(language))) { /* 7 */
        return check_dropped(c->x, value, "its language is no language tag.");
    }
    if (value->type == CRD_JSON_TRUE || value->type == CRD_JSON_FALSE) { /* 9 */
        text =
            value->type == CRD_JSON_TRUE ? CRD_SPAN("true") : CRD_SPAN("false");
        if (!type) {
            datatype = CRD_SPAN(XSD_NS "boolean");
        }
    } else if (value->type == CRD_JSON_NUMBER) { /* 10, 11 */
        text.data = number;
        CRD_TRY(number_text(c, number, &text.len, &datatype, value));
    }
    if (direction) { /* 13 */
        if (c->x->options->rdf_direction != CRD_RDF_DIRECTION_NONE) {
            return directed_literal(c, out, graph, text, language, direction);
        }
        CRD_TRY(check_dropped(c->x, value, "its text direction."));
    }
    if (language) { /* 14; RDF 1.1 Concepts, 3.3: case means nothing, but a
                     * digest sees it, and most implementations sign "en-us" */
        tag = lower_case(c, crd_json_span(language));
        if (!tag.data) {
            return expansion_no_memory(c->x);
        }
    }
    *out = crd_dataset_literal(c->dataset, text, datatype, tag); /* 12 */
    return *out == CRD_NO_TERM ? no_memory(c) : CRD_OK;
}

static crd_rc convert_item(struct conversion *c, uint32_t *out,
                           struct graph graph, const crd_json *item);

/* List to RDF Conversion (8.3). */
static crd_rc convert_list(struct conversion *c, uint32_t *out,
                           struct graph graph, const crd_json *list)
{
    uint32_t previous = CRD_NO_TERM;
    CRD_TRY(known(c, &c->rdf_nil, CRD_SPAN(RDF_NS "nil")));
    *out = c->rdf_nil;
    if (list->len == 0) {
        return CRD_OK;
    }
    CRD_TRY(known(c, &c->rdf_first, CRD_SPAN(RDF_NS "first")));
    CRD_TRY(known(c, &c->rdf_rest, CRD_SPAN(RDF_NS "rest")));
    for (uint32_t i = 0; i < list->len; i++) {
        uint32_t cell, object;
        CRD_TRY(fresh_blank(c, &cell));
        if (i == 0) {
            *out = cell;
        } else {
            CRD_TRY(add(c, graph, previous, c->rdf_rest, cell));
        }
        CRD_TRY(convert_item(c, &object, graph, &list->as.items[i]));
        CRD_TRY(add(c, graph, cell, c->rdf_first, object));
        previous = cell;
    }
    return add(c, graph, previous, c->rdf_rest, c->rdf_nil);
}

static crd_rc convert_item(struct conversion *c, uint32_t *out,
                           struct graph graph, const crd_json *item)
{
    const crd_json *list;
    if (keyword_of(item, KW_VALUE)) {
        return convert_value(c, out, graph, item);
    }
    list = keyword_of(item, KW_LIST);
    if (list) {
        return convert_list(c, out, graph, list);
    }
    return convert_node(c, out, graph, item);
}

/* ---- Nodes
 * ---------------------------------------------------------------------- */

static crd_rc convert_nodes(struct conversion *c, struct graph graph,
                            const crd_json *nodes)
{
    uint32_t unused;
    for (uint32_t i = 0; i < nodes->len; i++) {
        CRD_TRY(convert_node(c, &unused, graph, &nodes->as.items[i]));
    }
    return CRD_OK;
}

static crd_rc convert_types(struct conversion *c, struct graph graph,
                            uint32_t subject, const crd_json *types)
{
    CRD_TRY(known(c, &c->rdf_type, CRD_SPAN(RDF_NS "type")));
    for (uint32_t i = 0; i < types->len; i++) {
        uint32_t type;
        CRD_TRY(resource(c, &type, &types->as.items[i]));
        CRD_TRY(add(c, graph, subject, c->rdf_type, type));
    }
    return CRD_OK;
}

static crd_rc convert_property(struct conversion *c, struct graph graph,
                               uint32_t subject, const crd_json_member *m,
                               bool reverse)
{
    uint32_t predicate;
    CRD_TRY(predicate_of(c, &predicate, m));
    for (uint32_t i = 0; i < m->value.len; i++) {
        uint32_t object;
        CRD_TRY(convert_item(c, &object, graph, &m->value.as.items[i]));
        if (reverse) {
            CRD_TRY(add(c, graph, object, predicate, subject));
        } else {
            CRD_TRY(add(c, graph, subject, predicate, object));
        }
    }
    return CRD_OK;
}

static crd_rc convert_member(struct conversion *c, struct graph graph,
                             uint32_t subject, const crd_json_member *m)
{
    switch (m->key[0] == '@' ? keyword_find(crd_json_key(m)) : KW_NOT) {
    case KW_NOT:
        return convert_property(c, graph, subject, m, false);
    case KW_TYPE:
        return convert_types(c, graph, subject, &m->value);
    case KW_INCLUDED:
        return convert_nodes(c, graph, &m->value);
    case KW_REVERSE:
        for (uint32_t i = 0; i < m->value.len; i++) {
            CRD_TRY(convert_property(c, graph, subject, &m->value.as.members[i],
                                     true));
        }
        return CRD_OK;
    case KW_GRAPH: {
        struct graph inner = {subject,
                              subject == CRD_NO_TERM || graph.left_out};
        return convert_nodes(c, inner, &m->value);
    }
    default:
        return CRD_OK;
    }
}

/* Safe mode: JSON-LD brings together objects with one identifier, so that a
 * member could be moved from the credential to, say, a piece of evidence that
 * bears the credential's identifier, without a change of the signed form. So
 * what is said of the outermost object elsewhere must be said in it too. */
static crd_rc check_split(struct conversion *c, uint32_t subject,
                          struct graph graph, const crd_json *node)
{
    const crd_json *id = keyword_of(node, KW_ID), *missing, *value;
    if (!c->x->safe || subject != c->outermost_subject ||
        node == c->outermost || graph.name != CRD_NO_TERM || !id) {
        return CRD_OK;
    }
    missing = description_missing(c->outermost, node, &c->comparisons);
    if (!missing) {
        return CRD_OK;
    }
    value =
        missing->type == CRD_JSON_OBJECT ? keyword_of(missing, KW_VALUE) : NULL;
    return expansion_fail(c->x, CRD_CODE_JSONLD_SPLIT_NODE,
                          value ? value : missing,
                          "What is said of \"%.*s\" is spread over several "
                          "places.",
                          (int)(id->len > 120 ? 120 : id->len), id->as.text);
}

static crd_rc convert_node(struct conversion *c, uint32_t *subject,
                           struct graph graph, const crd_json *node)
{
    const crd_json *id;
    *subject = CRD_NO_TERM;
    if (node->type != CRD_JSON_OBJECT) {
        return CRD_OK;
    }
    id = keyword_of(node, KW_ID);
    if (id) {
        CRD_TRY(resource(c, subject, id));
    } else {
        CRD_TRY(fresh_blank(c, subject));
    }
    if (!c->outermost) {
        c->outermost = node;
        c->outermost_subject = *subject;
    }
    CRD_TRY(check_split(c, *subject, graph, node));
    for (uint32_t i = 0; i < node->len; i++) {
        CRD_TRY(convert_member(c, graph, *subject, &node->as.members[i]));
    }
    return CRD_OK;
}

crd_rc crd_jsonld_to_rdf(crd_dataset **out, crd_jsonld *processor,
                         crd_arena *arena, const crd_json *document,
                         const crd_jsonld_options *options, crd_error *error)
{
    struct graph default_graph = {CRD_NO_TERM, false};
    struct expansion x;
    struct conversion c = {.x = &x,
                           .outermost_subject = CRD_NO_TERM,
                           .rdf_type = CRD_NO_TERM,
                           .rdf_first = CRD_NO_TERM,
                           .rdf_rest = CRD_NO_TERM,
                           .rdf_nil = CRD_NO_TERM};
    crd_json expanded;
    CRD_TRY(expand_document(&x, &expanded, processor, arena, document, options,
                            error));
    CRD_TRY(
        crd_dataset_new(&c.dataset, arena, processor_limits(processor), error));
    CRD_TRY(convert_nodes(&c, default_graph, &expanded));
    *out = c.dataset;
    return CRD_OK;
}
