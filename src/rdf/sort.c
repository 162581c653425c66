/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts quads by their canonical lines (RDF Dataset Canonicalization, 5). */
#include "rdf/sort.h"

#include "rdf/term.h"

/* Quads come grouped by subject more often than not, and the texts of
 * subjects are long and alike: so each distinct subject is compared once, and
 * quads only with those of the same subject. */
typedef struct grouping {
    uint32_t *group_of; /* by term: group + 1, 0 for none */
    uint32_t *sizes;    /* by group */
    uint32_t *sorted;   /* the subjects in order, then the sizes in order */
    uint32_t *order;    /* the quads in order */
    uint32_t *spare;
    uint32_t count;
} grouping;

static int compare_subjects(const void *context, uint32_t a, uint32_t b)
{
    const crd_term *terms = context;
    return crd_term_compare(&terms[a], &terms[b]);
}

static int compare_quads(const void *context, uint32_t a, uint32_t b)
{
    const crd_dataset *d = context;
    return crd_quad_compare_tail(d->terms, &d->quads[a], &d->quads[b]);
}

static bool take_memory(grouping *g, const crd_dataset *d)
{
    size_t quads = d->quad_count;
    uint32_t *block = CRD_NEW_N(d->arena, uint32_t, 4 * quads);
    g->group_of = crd_arena_calloc(d->arena, d->term_count, sizeof(uint32_t));
    if (!block || !g->group_of) {
        return false;
    }
    g->sizes = block;
    g->sorted = block + quads;
    g->order = block + 2 * quads;
    g->spare = block + 3 * quads;
    g->count = 0;
    return true;
}

static void group_by_subject(grouping *g, const crd_dataset *d)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < d->quad_count; i++) {
        uint32_t *group = &g->group_of[d->quads[i].subject];
        if (!*group) {
            g->sorted[g->count] = d->quads[i].subject;
            g->sizes[g->count] = 0;
            *group = ++g->count;
        }
        g->sizes[*group - 1]++;
    }
    crd_sort(g->sorted, g->count, g->spare, compare_subjects, d->terms);
    /* From here on group_of holds where the next quad of a subject goes. */
    for (uint32_t i = 0; i < g->count; i++) {
        uint32_t group = g->group_of[g->sorted[i]] - 1;
        g->group_of[g->sorted[i]] = at;
        g->sorted[i] = g->sizes[group];
        at += g->sizes[group];
    }
    for (uint32_t i = 0; i < d->quad_count; i++) {
        g->order[g->group_of[d->quads[i].subject]++] = i;
    }
}

crd_rc crd_dataset_sort(crd_dataset *dataset, crd_error *error)
{
    grouping g;
    crd_quad *quads;
    uint32_t at = 0, kept = 0;
    if (dataset->quad_count < 2) {
        return CRD_OK;
    }
    quads = CRD_NEW_N(dataset->arena, crd_quad, (size_t)dataset->quad_count);
    if (!quads || !take_memory(&g, dataset)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    group_by_subject(&g, dataset);
    for (uint32_t i = 0; i < g.count; i++) {
        crd_sort(g.order + at, g.sorted[i], g.spare, compare_quads, dataset);
        at += g.sorted[i];
    }
    for (uint32_t i = 0; i < dataset->quad_count; i++) {
        const crd_quad *q = &dataset->quads[g.order[i]];
        if (!kept || !crd_quad_same(q, &quads[kept - 1])) {
            quads[kept++] = *q;
        }
    }
    dataset->quads = quads;
    dataset->quad_capacity = dataset->quad_count;
    dataset->quad_count = kept;
    return CRD_OK;
}
