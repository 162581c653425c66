/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room canon: RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation).
 *
 * Work on hostile graphs is bounded by `limits->canon_calls` (calls of Hash
 * N-Degree Quads, 4.8) and `limits->canon_permutations` (permutations tried in
 * all): CANON_WORK when one is reached (security cases 48 to 51).
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
