/* SPDX-License-Identifier: Apache-2.0 */
/* Datasets: interned terms and quads of indices (RDF 1.1 Concepts, 4). */
#include "rdf/term.h"

/* A credential has about 150 terms and 100 quads. */
#define TERMS_FIRST 256u
#define SLOT_BITS_FIRST 9u
#define QUADS_FIRST 128u
/* Slots are at most half full, where an honest run of a million terms is
 * shorter than 100 with a probability that leaves nothing to wish. A longer
 * one was made on purpose (the hash has no key), and would make interning
 * quadratic: it is refused. */
#define PROBES_MAX 256u
/* Texts up to this length are built on the stack. */
#define LOCAL_TEXT 512u

crd_rc crd_dataset_new(crd_dataset **out, crd_arena *arena,
                       const crd_limits *limits, crd_error *error)
{
    crd_dataset *d = crd_arena_calloc(arena, 1, sizeof *d);
    if (!d) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    d->arena = arena;
    d->quad_limit = limits->quads;
    d->term_capacity = TERMS_FIRST;
    d->quad_capacity = QUADS_FIRST;
    d->slot_bits = SLOT_BITS_FIRST;
    d->terms = CRD_NEW_N(arena, crd_term, TERMS_FIRST);
    d->quads = CRD_NEW_N(arena, crd_quad, QUADS_FIRST);
    d->slots =
        crd_arena_calloc(arena, (size_t)1 << SLOT_BITS_FIRST, sizeof *d->slots);
    if (!d->terms || !d->quads || !d->slots) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = d;
    return CRD_OK;
}

crd_rc crd_dataset_failure(const crd_dataset *dataset, crd_error *error)
{
    if (dataset->flooded) {
        return crd_fail(error, CRD_CODE_RDF_TERMS, "%s", "");
    }
    return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
}

/* Where to look first. The multiplication spreads hashes that differ in few
 * bits, as those of numbered names do; the high bits are the good ones. */
static uint32_t first_slot(uint32_t hash, uint32_t bits)
{
    return (hash * 0x9e3779b1u) >> (32 - bits);
}

static bool grow_terms(crd_dataset *d)
{
    size_t capacity = (size_t)d->term_capacity * 2;
    crd_term *terms;
    uint32_t *slots, mask;
    if (capacity > UINT32_MAX / 4) {
        return false;
    }
    terms = CRD_NEW_N(d->arena, crd_term, capacity);
    slots = crd_arena_calloc(d->arena, capacity * 2, sizeof *d->slots);
    if (!terms || !slots) {
        return false;
    }
    memcpy(terms, d->terms, d->term_count * sizeof *terms);
    mask = (uint32_t)(2 * capacity - 1);
    d->slot_bits++;
    for (uint32_t i = 0; i < d->term_count; i++) {
        uint32_t at = first_slot(terms[i].hash, d->slot_bits);
        while (slots[at]) {
            at = (at + 1) & mask;
        }
        slots[at] = i + 1;
    }
    d->terms = terms;
    d->slots = slots;
    d->term_capacity = (uint32_t)capacity;
    return true;
}

/* The index of the term with this text, or CRD_NO_TERM with `*slot` the free
 * slot for it. Beyond PROBES_MAX the dataset is marked as flooded. */
static uint32_t find(crd_dataset *d, const char *text, uint32_t len,
                     uint32_t hash, uint32_t *slot)
{
    const uint32_t mask = ((uint32_t)1 << d->slot_bits) - 1;
    uint32_t at = first_slot(hash, d->slot_bits);
    for (uint32_t probes = 0; d->slots[at]; probes++) {
        const crd_term *term = &d->terms[d->slots[at] - 1];
        if (term->hash == hash && term->len == len &&
            memcmp(term->text, text, len) == 0) {
            return d->slots[at] - 1;
        }
        if (CRD_UNLIKELY(probes == PROBES_MAX)) {
            d->flooded = true;
            break;
        }
        at = (at + 1) & mask;
    }
    *slot = at;
    return CRD_NO_TERM;
}

static uint32_t append(crd_dataset *d, crd_term_kind kind, const char *text,
                       uint32_t len, uint32_t hash, uint32_t slot)
{
    uint32_t index = d->term_count;
    if (CRD_UNLIKELY(index == d->term_capacity)) {
        if (!grow_terms(d)) {
            return CRD_NO_TERM;
        }
        (void)find(d, text, len, hash, &slot);
    }
    if (CRD_UNLIKELY(d->flooded)) {
        return CRD_NO_TERM;
    }
    d->terms[index] = (crd_term){
        .text = text, .len = len, .hash = hash, .kind = (uint8_t)kind};
    d->slots[slot] = index + 1;
    d->term_count++;
    return index;
}

uint32_t crd_dataset_intern(crd_dataset *dataset, crd_term_kind kind,
                            const char *text, uint32_t len, uint32_t hash)
{
    uint32_t slot;
    uint32_t index = find(dataset, text, len, hash, &slot);
    if (index != CRD_NO_TERM) {
        return index;
    }
    return append(dataset, kind, text, len, hash, slot);
}

/* Interns a text that will not outlive the call. */
static uint32_t intern_copy(crd_dataset *d, crd_term_kind kind,
                            const char *text, const char *end)
{
    size_t len = (size_t)(end - text);
    uint32_t hash = crd_hash(text, len);
    uint32_t slot;
    uint32_t index = find(d, text, (uint32_t)len, hash, &slot);
    char *copy;
    if (index != CRD_NO_TERM) {
        return index;
    }
    copy = crd_arena_alloc(d->arena, len);
    if (!copy) {
        return CRD_NO_TERM;
    }
    memcpy(copy, text, len);
    return append(d, kind, copy, (uint32_t)len, hash, slot);
}

/* Room to build a text of up to `size` bytes; a text takes memory of its own
 * only when it is new, however often it comes. */
static char *room_for(crd_dataset *d, char local[LOCAL_TEXT], size_t size)
{
    if (size <= LOCAL_TEXT) {
        return local;
    }
    if (size > d->scratch_size && size <= UINT32_MAX / 2) {
        size_t room = size > 2 * d->scratch_size ? size : 2 * d->scratch_size;
        d->scratch = crd_arena_alloc(d->arena, room);
        d->scratch_size = d->scratch ? room : 0;
    }
    return size <= d->scratch_size ? d->scratch : NULL;
}

static char *put(char *out, crd_span text)
{
    if (text.len) {
        memcpy(out, text.data, text.len);
    }
    return out + text.len;
}

/* Bytes for `text` between < and >, or 0 if it is beyond all measure. */
static size_t iri_room(crd_span iri, bool plain)
{
    if (iri.len > UINT32_MAX / 8) {
        return 0;
    }
    return 2 + (plain ? iri.len : crd_term_iri_length(iri));
}

static char *put_iri(char *out, crd_span iri, bool plain)
{
    *out++ = '<';
    out = plain ? put(out, iri) : crd_term_escape_iri(out, iri);
    *out++ = '>';
    return out;
}

uint32_t crd_dataset_iri(crd_dataset *dataset, crd_span iri)
{
    char local[LOCAL_TEXT];
    bool plain = crd_term_iri_is_plain(iri);
    size_t size = iri_room(iri, plain);
    char *text = size ? room_for(dataset, local, size) : NULL;
    if (!text) {
        return CRD_NO_TERM;
    }
    return intern_copy(dataset, CRD_TERM_IRI, text, put_iri(text, iri, plain));
}

uint32_t crd_dataset_blank(crd_dataset *dataset, crd_span label)
{
    char local[LOCAL_TEXT];
    char *text = label.len > UINT32_MAX / 8
                     ? NULL
                     : room_for(dataset, local, label.len + 2);
    if (!text) {
        return CRD_NO_TERM;
    }
    memcpy(text, "_:", 2);
    return intern_copy(dataset, CRD_TERM_BLANK, text, put(text + 2, label));
}

uint32_t crd_dataset_literal(crd_dataset *dataset, crd_span value,
                             crd_span datatype, crd_span language)
{
    char local[LOCAL_TEXT];
    bool typed =
        !language.len && datatype.len && !crd_span_is(datatype, CRD_XSD_STRING);
    bool plain = crd_term_literal_is_plain(value);
    bool plain_type = !typed || crd_term_iri_is_plain(datatype);
    size_t type_room = typed ? iri_room(datatype, plain_type) : 0;
    size_t size;
    char *text, *out;
    if (value.len > UINT32_MAX / 8 || language.len > UINT32_MAX / 8 ||
        (typed && !type_room)) {
        return CRD_NO_TERM;
    }
    size = 2 + (plain ? value.len : crd_term_literal_length(value)) + 2 +
           type_room + language.len;
    text = out = room_for(dataset, local, size);
    if (!text) {
        return CRD_NO_TERM;
    }
    *out++ = '"';
    out = plain ? put(out, value) : crd_term_escape_literal(out, value);
    *out++ = '"';
    if (language.len) {
        *out++ = '@';
        out = put(out, language);
    } else if (typed) {
        *out++ = '^';
        *out++ = '^';
        out = put_iri(out, datatype, plain_type);
    }
    return intern_copy(dataset, CRD_TERM_LITERAL, text, out);
}

static crd_rc grow_quads(crd_dataset *d, crd_error *error)
{
    size_t capacity = (size_t)d->quad_capacity * 2;
    crd_quad *quads;
    if (capacity > d->quad_limit) {
        capacity = d->quad_limit;
    }
    if (d->quad_count >= capacity) {
        return crd_fail(error, CRD_CODE_RDF_QUADS,
                        "The document has more than %u statements.",
                        (unsigned)d->quad_limit);
    }
    quads = CRD_NEW_N(d->arena, crd_quad, capacity);
    if (!quads) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(quads, d->quads, d->quad_count * sizeof *quads);
    d->quads = quads;
    d->quad_capacity = (uint32_t)capacity;
    return CRD_OK;
}

crd_rc crd_dataset_add(crd_dataset *dataset, crd_quad quad, crd_error *error)
{
    if (CRD_UNLIKELY(dataset->quad_count >= dataset->quad_capacity ||
                     dataset->quad_count >= dataset->quad_limit)) {
        CRD_TRY(grow_quads(dataset, error));
    }
    dataset->quads[dataset->quad_count++] = quad;
    return CRD_OK;
}
