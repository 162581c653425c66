/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which IRIs the contexts of a document have a term for.
 *
 * A credential is compacted JSON-LD (VC Data Model 2.0, 6.1): what has a term
 * is written by it. A member or type written out as an IRI has the same quads,
 * and so the same signature, but rules that look for the term do not see it:
 * "https://www.w3.org/2018/credentials#validUntil" would never expire. So safe
 * mode refuses an IRI for which any context of the document, at whatever
 * depth of its scoped contexts, has a term. The set is made when the first
 * such IRI is met, which in honest documents is hardly ever.
 */
#include "jsonld/expansion.h"

/* Vocabularies that the rules read. Whoever holds a credential may leave a
 * context out, so that it has no term any more; their IRIs are never written
 * out, whatever the contexts of the document are. */
static bool is_of_the_rules(crd_span text)
{
    static const char *const VOCABULARIES[] = {
        "https://www.w3.org/2018/credentials#",
        "https://www.w3.org/ns/credentials/status#",
        "https://w3id.org/security#",
        "https://purl.imsglobal.org/spec/",
        "https://w3id.org/credimur/",
        "https://w3id.org/openbadges#",
        "https://w3id.org/vc/status-list#",
        "http://purl.org/dc/terms/created",
    };
    for (size_t i = 0; i < sizeof VOCABULARIES / sizeof *VOCABULARIES; i++) {
        if (crd_span_starts(text, VOCABULARIES[i])) {
            return true;
        }
    }
    return false;
}

/* Members with two terms for one IRI in the known contexts, and the one that
 * the rules look for. */
static const struct {
    const char *iri, *term;
} SECOND_NAMES[] = {
    {"https://w3id.org/security#expiration", "expires"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
     "achievement"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Address", "address"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria", "criteria"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates", "geo"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image", "image"},
    {"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile", "creator"},
};

bool name_is_second(crd_span term, crd_span mapping)
{
    for (size_t i = 0; i < sizeof SECOND_NAMES / sizeof *SECOND_NAMES; i++) {
        if (crd_span_is(mapping, SECOND_NAMES[i].iri)) {
            return !crd_span_is(term, SECOND_NAMES[i].term);
        }
    }
    return false;
}

struct iri_set {
    const iri **slots; /* open addressing by hash */
    uint32_t mask;
    uint32_t count;
    /* Scoped contexts that have been looked into. */
    const crd_json **visited;
    uint32_t visited_count, visited_room;
};

/* Scoped contexts inside each other, and in all; embedded contexts have about
 * 120 in all and 4 inside each other. */
#define DEPTH_MAX 16u
#define VISITED_MAX 512u

static crd_rc no_memory(const processing *p)
{
    return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
}

static void insert(const iri **slots, uint32_t mask, const iri *i)
{
    uint32_t s = i->hash & mask;
    while (slots[s]) {
        s = (s + 1) & mask;
    }
    slots[s] = i;
}

static bool contains(const struct iri_set *set, crd_span text, uint32_t hash)
{
    for (uint32_t s = hash & set->mask; set->slots[s];
         s = (s + 1) & set->mask) {
        if (set->slots[s]->hash == hash &&
            crd_span_equal(iri_span(set->slots[s]), text)) {
            return true;
        }
    }
    return false;
}

static crd_rc add(struct iri_set *set, const processing *p, const iri *i)
{
    if (contains(set, iri_span(i), i->hash)) {
        return CRD_OK;
    }
    if (2 * (set->count + 1) > set->mask) {
        uint32_t mask = 2 * set->mask + 1;
        const iri **slots =
            crd_arena_calloc(p->arena, (size_t)mask + 1, sizeof *slots);
        if (!slots) {
            return no_memory(p);
        }
        for (uint32_t s = 0; s <= set->mask; s++) {
            if (set->slots[s]) {
                insert(slots, mask, set->slots[s]);
            }
        }
        set->slots = slots;
        set->mask = mask;
    }
    insert(set->slots, set->mask, i);
    set->count++;
    return CRD_OK;
}

/* True the first time for each scoped context. */
static crd_rc visit(bool *first, struct iri_set *set, const processing *p,
                    const crd_json *local)
{
    *first = false;
    for (uint32_t i = 0; i < set->visited_count; i++) {
        if (set->visited[i] == local) {
            return CRD_OK;
        }
    }
    if (set->visited_count == VISITED_MAX) {
        return crd_fail(p->error, CRD_CODE_JSONLD_CONTEXT_OVERFLOW, "%s", "");
    }
    if (set->visited_count == set->visited_room) {
        uint32_t room = set->visited_room ? 2 * set->visited_room : 128;
        const crd_json **larger = CRD_NEW_N(p->arena, const crd_json *, room);
        if (!larger) {
            return no_memory(p);
        }
        if (set->visited_count) {
            memcpy(larger, set->visited, set->visited_count * sizeof *larger);
        }
        set->visited = larger;
        set->visited_room = room;
    }
    set->visited[set->visited_count++] = local;
    *first = true;
    return CRD_OK;
}

static crd_rc collect(struct iri_set *set, const processing *p, context *c,
                      uint32_t depth)
{
    for (uint32_t s = 0; s <= c->slot_mask; s++) {
        const definition *d = c->slots[s].definition;
        context *scoped;
        bool first;
        if (!d) {
            continue;
        }
        if (d->mapping && !d->mapping->keyword) {
            CRD_TRY(add(set, p, d->mapping));
        }
        if (!d->local || depth == DEPTH_MAX) {
            continue;
        }
        CRD_TRY(visit(&first, set, p, d->local));
        if (first) {
            CRD_TRY(context_derive(&scoped, p, c, d, DERIVE_PROPERTY));
            CRD_TRY(collect(set, p, scoped, depth + 1));
        }
    }
    return CRD_OK;
}

crd_rc context_names(bool *has_term, const processing *p, context *c,
                     crd_span text)
{
    processing own = *p;
    if (is_of_the_rules(text)) {
        *has_term = true;
        return CRD_OK;
    }
    if (!c) {
        *has_term = false;
        return CRD_OK;
    }
    if (!c->names) {
        struct iri_set *set;
        if (c->in_processor) {
            own.arena = processor_arena(p->processor);
            own.in_processor = true;
        }
        set = crd_arena_calloc(own.arena, 1, sizeof *set);
        if (!set) {
            return no_memory(p);
        }
        set->mask = 255;
        set->slots = crd_arena_calloc(own.arena, (size_t)set->mask + 1,
                                      sizeof *set->slots);
        if (!set->slots) {
            return no_memory(p);
        }
        CRD_TRY(collect(set, &own, c, 0));
        c->names = set;
    }
    *has_term = contains(c->names, text, crd_hash(text.data - 1, text.len + 2));
    return CRD_OK;
}
