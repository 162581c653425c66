/* SPDX-License-Identifier: Apache-2.0 */
/* IRIs: form, resolution (RFC 3986, 5.2), and IRIs ready for N-Quads. */
#ifndef JSONLD_IRI_H
#define JSONLD_IRI_H

#include "credimur/base.h"
#include "jsonld/keyword.h"

/*
 * An IRI, a blank node identifier or a keyword as a compiled context holds
 * it. `text` of an IRI stands between '<' and '>' in memory, so that
 * text - 1 .. len + 2 is its canonical N-Quads form, and `hash` is crd_hash of
 * that form: expansion hands both on, and no quad ever copies or hashes a
 * predicate again.
 */
typedef struct iri {
    const char *text;
    uint32_t len;
    uint32_t hash;
    keyword keyword;  /* KW_NOT for IRIs and blank nodes */
    bool well_formed; /* an IRI that N-Quads can hold */
} iri;

static inline crd_span iri_span(const iri *i)
{
    crd_span s = {i->text, i->len};
    return s;
}

/* Makes an iri of `text` in the arena; NULL when memory is out. */
const iri *iri_new(crd_arena *arena, crd_span text);
/* The iri of a keyword; static. */
const iri *iri_keyword(keyword k);

/* A copy of `text` between '<' and '>' in the arena (the span is without
 * them); `.data` NULL when memory is out. */
crd_span iri_bracket(crd_arena *arena, crd_span text);

/* `a` followed by `b`, and a NUL, in the arena; `.data` NULL when memory is
 * out. Either may hold a NUL. */
crd_span iri_join(crd_arena *arena, crd_span a, crd_span b);

static inline bool iri_is_blank(crd_span text)
{
    return text.len >= 2 && text.data[0] == '_' && text.data[1] == ':';
}

/* A blank node identifier whose label N-Quads can write. */
bool blank_well_formed(crd_span text);

/* Begins with a scheme and a colon (RFC 3987, 2.2). */
bool iri_has_scheme(crd_span text);

/* An absolute IRI without the characters that no IRI may hold. */
bool iri_well_formed(crd_span text);

/* Resolves `reference` against the absolute IRI `base` (RFC 3986, 5.2). */
crd_rc iri_resolve(crd_span *out, crd_arena *arena, crd_span base,
                   crd_span reference, crd_error *error);

#endif
