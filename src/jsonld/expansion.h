/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of expansion share (json-ld11-api, 5: Expansion Algorithms).
 *
 * The expanded tree is a crd_json tree with two notes that save work later:
 * a member whose name is an IRI has in `key_hash` the hash of its bracketed
 * form, one whose name is a keyword the number of the keyword. A string with
 * `spare` set is a well-formed IRI that stands between brackets, its hash in
 * `offset`; an array with `spare` set belongs to a property that is a
 * well-formed IRI. crd_jsonld_expand takes the notes away before it gives the
 * tree out.
 */
#ifndef JSONLD_EXPANSION_H
#define JSONLD_EXPANSION_H

#include "jsonld/context.h"

struct expansion {
    processing p;
    const crd_jsonld_options *options;
    bool safe;
    context *declared; /* by the nearest @context around; NULL: none yet */
};

/* The active property: `.text.data` NULL for null. */
struct property {
    crd_span text;
    uint32_t hash;
};

/* An object being built, with an index once it is large. */
struct object {
    crd_json json;
    uint32_t room;
    uint32_t *index; /* open addressing, member + 1 */
    uint32_t index_mask;
};

/* An expanded property: the text stands between brackets. */
struct name {
    crd_span text;
    uint32_t note;
    bool well_formed;
};

/* The Expansion Algorithm. The result is JSON null where the algorithm says
 * null. */
crd_rc expand_element(struct expansion *x, crd_json *out, context *active,
                      struct property property, const crd_json *element,
                      bool from_map);

/* The first value of what decides over a credential that `part` says of a node
 * and `whole` does not; NULL if there is none. `*comparisons` counts the values
 * compared; beyond a limit the answer is whatever comes next. */
const crd_json *description_missing(const crd_json *whole, const crd_json *part,
                                    uint32_t *comparisons);

/* expand() of the API (9.2), with the notes left in; always an array. */
crd_rc expand_document(struct expansion *x, crd_json *out,
                       crd_jsonld *processor, crd_arena *arena,
                       const crd_json *document,
                       const crd_jsonld_options *options, crd_error *error);

/* Value Expansion (5.4.2). `d` is the definition of the active property, or
 * NULL. */
crd_rc expand_value(struct expansion *x, crd_json *out, context *active,
                    const definition *d, const crd_json *value);

/* One object of the input while its members are expanded (steps 13, 14). */
struct frame {
    context *active;
    context *type_scoped;
    struct property property;
    const crd_json *element;
    struct object *result;
    struct object *reverse; /* what @reverse of the result will hold */
};

/* Step 13.4: a member that means the keyword `k`. */
crd_rc expand_keyword(struct expansion *x, struct frame *f, keyword k,
                      const crd_json_member *member, bool *nest);

/* Step 13.7: a language map. */
crd_rc expand_language_map(struct expansion *x, crd_json *out, context *active,
                           const definition *d, const crd_json *map);
/* Step 13.8: an index, id or type map. */
crd_rc expand_index_map(struct expansion *x, crd_json *out, context *active,
                        const definition *d, const crd_json_member *member);

/* Adds `items` to the reverse map of the result (13.13). */
crd_rc add_reverse(struct expansion *x, struct frame *f, struct name name,
                   const crd_json *items, const crd_json *source);

/* ---- Building ---------------------------------------------------------------
 */

/* The members of a map as they come or, `ordered`, in code point order. */
crd_rc members_of(struct expansion *x, const crd_json_member ***out,
                  const crd_json *map, bool ordered);

/* Room for `count` members, in an object that has none yet. */
crd_rc object_reserve(struct expansion *x, struct object *o, uint32_t count);
crd_rc object_add(struct expansion *x, struct object *o, crd_span name,
                  uint32_t note, crd_json value);
crd_json *object_find(const struct object *o, crd_span name, uint32_t note);
/* "Add value" with as array: appends `value`, or each element of it. */
crd_rc object_add_value(struct expansion *x, struct object *o, struct name name,
                        const crd_json *value);
crd_rc array_push(struct expansion *x, crd_json *array, crd_json value);
crd_rc array_append(struct expansion *x, crd_json *array,
                    const crd_json *value);
/* {"@keyword": value} */
crd_rc object_of(struct expansion *x, crd_json *out, keyword k, crd_json value);
/* `value` itself if it is an array, else an array of it. */
crd_rc array_of(struct expansion *x, crd_json *out, crd_json value);

static inline crd_json *keyword_of(const crd_json *object, keyword k)
{
    crd_span text = keyword_text(k);
    for (uint32_t i = 0; i < object->len; i++) {
        if (object->as.members[i].key == text.data) {
            return &object->as.members[i].value;
        }
    }
    return NULL;
}

static inline crd_json plain(crd_json_type type, crd_span text)
{
    crd_json v = {
        .type = (uint8_t)type, .len = (uint32_t)text.len, .as.text = text.data};
    return v;
}

static inline crd_json empty_array(void)
{
    return plain(CRD_JSON_ARRAY, CRD_SPAN_NONE);
}

static inline struct object empty_object(void)
{
    struct object o = {.json = plain(CRD_JSON_OBJECT, CRD_SPAN_NONE)};
    return o;
}

/* A string with the note of a compiled IRI, where there is one. */
static inline crd_json string_of(const struct expanded *e)
{
    crd_json s = plain(CRD_JSON_STRING, e->text);
    if (e->compiled && e->compiled->well_formed) {
        s.spare = 1;
        s.offset = e->compiled->hash;
    }
    return s;
}

/* The value of an expanded @id, with the note where it is a well-formed IRI.
 * In safe mode whatever is neither that nor a blank node identifier is
 * refused. `at` is where it stands in the document. */
crd_rc reference_of(struct expansion *x, crd_json *out,
                    const struct expanded *e, const crd_json *at);

/* The value of an expanded @type, null for a keyword that is none. In safe mode
 * whatever is neither an IRI nor a blank node identifier is refused. `text` is
 * the type as it was written, `at` where it stands in the document. */
crd_rc type_of(struct expansion *x, crd_json *out, const struct expanded *e,
               crd_span text, const crd_json *at);

/* Refuses, in safe mode, an IRI in place of a term that there is. */
crd_rc check_compact(struct expansion *x, crd_span bracketed,
                     const crd_json *at);

crd_rc expansion_fail(const struct expansion *x, crd_code code,
                      const crd_json *at, const char *format, ...)
    CRD_PRINTF(4, 5);
crd_rc expansion_no_memory(const struct expansion *x);

/* In safe mode an error: a value is lost here. Else CRD_OK. */
crd_rc check_dropped(const struct expansion *x, const crd_json *at,
                     const char *why);

/* In safe mode an error: `member` would be lost in a graph, where only nodes
 * with members leave a quad. `at` is where it stands in the document. */
crd_rc check_in_graph(const struct expansion *x, const crd_json *member,
                      const crd_json *at);

#endif
