/* SPDX-License-Identifier: Apache-2.0 */
/* Hash First Degree Quads (RDFC-1.0, 4.6). */
#include "canon/canon.h"
#include "rdf/sort.h"
#include "rdf/term.h"

/* The quads of one blank node, seen from it. */
typedef struct view {
    const crd_term *terms;
    const crd_quad *quads;
    uint32_t self;
} view;

/* Order of two terms as they are written here: every blank node is _:a, if it
 * is the one in question, or else _:z. */
static int compare_terms(const view *v, uint32_t a, uint32_t b)
{
    if (a == b) {
        return 0;
    }
    if (a == CRD_NO_TERM || b == CRD_NO_TERM) {
        return a == CRD_NO_TERM ? -1 : 1;
    }
    if (v->terms[a].kind == CRD_TERM_BLANK &&
        v->terms[b].kind == CRD_TERM_BLANK) {
        return (b == v->self) - (a == v->self);
    }
    return crd_term_compare(&v->terms[a], &v->terms[b]);
}

/* Order of the lines (see crd_quad_compare_tail). Quads with the same line are
 * put in the order of their indices, so that a repeated quad stands beside its
 * like. */
static int compare_lines(const void *context, uint32_t a, uint32_t b)
{
    const view *v = context;
    const crd_quad *p = &v->quads[a], *q = &v->quads[b];
    int c = compare_terms(v, p->subject, q->subject);
    c = c ? c : compare_terms(v, p->predicate, q->predicate);
    c = c ? c : compare_terms(v, p->object, q->object);
    c = c ? c : compare_terms(v, p->graph, q->graph);
    c = c ? c : (p->subject > q->subject) - (p->subject < q->subject);
    c = c ? c : (p->object > q->object) - (p->object < q->object);
    return c ? c : (p->graph > q->graph) - (p->graph < q->graph);
}

/* Drops repeated quads: a dataset is a set. Returns how many bytes the lines
 * of the rest may take. */
static size_t drop_repeated(crd_blank *blank, const crd_dataset *d,
                            uint32_t *mentions)
{
    size_t bytes = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < blank->count; i++) {
        const crd_quad *q = &d->quads[mentions[i]];
        if (kept && crd_quad_same(q, &d->quads[mentions[kept - 1]])) {
            continue;
        }
        mentions[kept++] = mentions[i];
        bytes += (size_t)d->terms[q->subject].len + d->terms[q->predicate].len +
                 d->terms[q->object].len + sizeof "_:a_:a_:a    .\n";
        if (q->graph != CRD_NO_TERM) {
            bytes += d->terms[q->graph].len;
        }
    }
    blank->count = kept;
    return bytes;
}

static char *put_term(char *out, const view *v, uint32_t term)
{
    const crd_term *t = &v->terms[term];
    if (t->kind == CRD_TERM_BLANK) {
        /* h1dq.3.1.1.1: a for the node itself, z for any other. */
        memcpy(out, term == v->self ? "_:a " : "_:z ", 4);
        return out + 4;
    }
    return crd_term_put(out, t);
}

static char *put_line(char *out, const view *v, const crd_quad *q)
{
    out = put_term(out, v, q->subject);
    out = put_term(out, v, q->predicate);
    out = put_term(out, v, q->object);
    if (q->graph != CRD_NO_TERM) {
        out = put_term(out, v, q->graph);
    }
    memcpy(out, ".\n", 2);
    return out + 2;
}

crd_rc crd_hash_first_degree(crd_canon *c, uint32_t blank)
{
    crd_blank *b = &c->blanks[blank];
    /* h1dq.2: the quads that mention the node. */
    uint32_t *mentions = c->mentions + b->first;
    view v = {c->dataset->terms, c->dataset->quads, b->term};
    char *out;
    /* h1dq.4, before the lines are written */
    crd_sort(mentions, b->count, c->spare, compare_lines, &v);
    CRD_TRY(
        crd_canon_scratch(c, &c->text, drop_repeated(b, c->dataset, mentions)));
    out = c->text.data;
    /* h1dq.1, h1dq.3 */
    for (uint32_t i = 0; i < b->count; i++) {
        out = put_line(out, &v, &v.quads[mentions[i]]);
    }
    /* h1dq.5 */
    crd_digest(b->digest, c->hash, c->text.data,
               (size_t)(out - (char *)c->text.data));
    return CRD_OK;
}
