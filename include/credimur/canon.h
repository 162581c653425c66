/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room canon: RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation).
 *
 * Telling equal-looking blank nodes apart takes, at worst, work beyond any
 * measure (RDFC-1.0, 7.1), so it is bounded; CANON_WORK says that a bound was
 * reached (security cases 48 to 51):
 *  - `limits->canon_calls`, 20,000: calls of Hash N-Degree Quads (4.8). It
 *    takes one for each blank node that shares its first degree hash, if
 *    their neighbours do not: 10,000 equal leaves of one node fit. The
 *    hardest graph of the W3C suite that must be computed takes 468.
 *  - 1,024 bytes hashed by each such call, on average over the dataset, so
 *    that neither many neighbours nor long predicates multiply the time.
 *  - `limits->canon_permutations`, 1,000: orders tried (step 5.4 of 4.8) of
 *    lists that have more than one. The W3C suite takes up to 336, a clique
 *    of five nodes 240, of six 1,440. The orders of a list are counted before
 *    the first is tried, so seven equal nodes are refused without any work.
 *  - gossip paths 1,000 nodes deep, for the sake of the stack.
 * Together they keep the worst dataset below 0.1 s.
 */
#ifndef CREDIMUR_CANON_H
#define CREDIMUR_CANON_H

#include "credimur/crypto.h"
#include "credimur/rdf.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One entry of the issued identifiers map: input label to canonical label. */
typedef struct crd_canon_label {
    crd_span from; /**< without "_:" */
    crd_span to;   /**< "c14n0" */
} crd_canon_label;

typedef struct crd_canon_map {
    crd_canon_label *labels;
    size_t count;
} crd_canon_map;

/**
 * Canonicalises `dataset` with `hash` (CRD_SHA256 or CRD_SHA384): appends the
 * serialized canonical form to `out` and, if `map` is not NULL, fills it with
 * the issued identifiers (memory from `arena`, in order of issue). The dataset
 * is used up: its blank nodes are relabelled and its quads sorted. `arena`
 * holds the scratch space and may be the dataset's own.
 */
CRD_API CRD_MUST_USE crd_rc crd_rdfc10(crd_buffer *out, crd_canon_map *map,
                                       crd_arena *arena, crd_dataset *dataset,
                                       crd_hash_kind hash,
                                       const crd_limits *limits,
                                       crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
