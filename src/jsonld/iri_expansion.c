/* SPDX-License-Identifier: Apache-2.0 */
/* IRI Expansion (json-ld11-api, 5.3). */
#include "jsonld/context.h"

static crd_rc concatenate(struct expanded *out, const processing *p, crd_span a,
                          crd_span b)
{
    out->text = iri_join(p->arena, a, b);
    return out->text.data ? CRD_OK
                          : crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
}

static void give_compiled(struct expanded *out, const iri *mapping)
{
    out->compiled = mapping;
    out->text = mapping ? iri_span(mapping) : CRD_SPAN_NONE;
    out->keyword = mapping ? mapping->keyword : KW_NOT;
}

/* Defines `term` first if the local context has it and it is not yet done. */
static crd_rc define_first(const processing *p, context *active,
                           struct local *l, crd_span term)
{
    uint32_t number = l ? local_find(l, term) : UINT32_MAX;
    if (number == UINT32_MAX || l->states[number] == 2) {
        return CRD_OK;
    }
    return term_define(p, active, l, number);
}

/* Step 6: an IRI, a compact IRI or a blank node identifier. */
static crd_rc expand_with_colon(bool *done, struct expanded *out,
                                const processing *p, context *active,
                                crd_span value, const char *colon,
                                struct local *l)
{
    crd_span prefix = {value.data, (size_t)(colon - value.data)};
    crd_span suffix = {colon + 1, value.len - prefix.len - 1};
    const definition *d;
    *done = true;
    if (crd_span_is(prefix, "_") || crd_span_starts(suffix, "//")) { /* 6.2 */
        out->text = value;
        return CRD_OK;
    }
    CRD_TRY(define_first(p, active, l, prefix)); /* 6.3 */
    d = context_find(active, prefix, crd_hash(prefix.data, prefix.len));
    if (d && d->mapping && d->prefix) { /* 6.4 */
        return concatenate(out, p, iri_span(d->mapping), suffix);
    }
    if (iri_has_scheme(value)) { /* 6.5 */
        out->text = value;
        return CRD_OK;
    }
    *done = false;
    return CRD_OK;
}

crd_rc iri_expand(struct expanded *out, const processing *p, context *active,
                  crd_span value, uint32_t hash, unsigned flags,
                  struct local *l)
{
    const definition *d;
    const char *colon;
    keyword k =
        value.len && value.data[0] == '@' ? keyword_find(value) : KW_NOT;
    bool done;
    out->keyword = KW_NOT;
    out->compiled = NULL;
    if (k) { /* 1 */
        give_compiled(out, iri_keyword(k));
        return CRD_OK;
    }
    if (keyword_form(value)) { /* 2 */
        out->text = CRD_SPAN_NONE;
        return CRD_OK;
    }
    if (l) {
        CRD_TRY(define_first(p, active, l, value)); /* 3 */
    }
    d = context_find(active, value, hash);
    if (d && ((d->mapping && d->mapping->keyword) ||
              (flags & EXPAND_VOCAB))) { /* 4, 5 */
        give_compiled(out, d->mapping);
        return CRD_OK;
    }
    colon = value.len > 1 ? memchr(value.data + 1, ':', value.len - 1) : NULL;
    if (colon) { /* 6 */
        CRD_TRY(expand_with_colon(&done, out, p, active, value, colon, l));
        if (done) {
            return CRD_OK;
        }
    }
    if ((flags & EXPAND_VOCAB) && active->vocab.data) { /* 7 */
        return concatenate(out, p, active->vocab, value);
    }
    if ((flags & EXPAND_DOCUMENT_RELATIVE) && active->base_iri.data) { /* 8 */
        return iri_resolve(&out->text, p->arena, active->base_iri, value,
                           p->error);
    }
    out->text = value; /* 9 */
    return CRD_OK;
}
