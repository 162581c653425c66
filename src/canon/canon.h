/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The canonicalization state (RDFC-1.0, 4.2) and the algorithms that share
 * it. Blank nodes are numbered from 0 in order of first mention; the number
 * is the `mark` of their term. Ids are numbers, too: the 3 of "c14n3" or
 * "b3".
 */
#ifndef CANON_CANON_H
#define CANON_CANON_H

#include "credimur/canon.h"

#define CRD_NO_ID UINT32_MAX

/** Identifier issuer (RDFC-1.0, 4.3): what was issued, in order. */
typedef struct crd_issuer {
    uint32_t *id_of;  /**< by blank node, or CRD_NO_ID */
    uint32_t *issued; /**< by id: the blank node */
    uint32_t count;
} crd_issuer;

crd_rc crd_issuer_new(crd_issuer *out, crd_arena *arena, uint32_t blanks,
                      crd_error *error);
/** Issue Identifier (4.5). */
uint32_t crd_issuer_issue(crd_issuer *issuer, uint32_t blank);
/** Takes back every id from `count` on. */
void crd_issuer_rewind(crd_issuer *issuer, uint32_t count);

static inline bool crd_issuer_has(const crd_issuer *issuer, uint32_t blank)
{
    return issuer->id_of[blank] != CRD_NO_ID;
}

/** One blank node: its part of the blank node to quads map (4.2). */
typedef struct crd_blank {
    uint32_t term;
    uint32_t first; /**< in `mentions` */
    uint32_t count;
    uint8_t digest[CRD_DIGEST_MAX]; /**< first degree hash */
} crd_blank;

/** A growing scratch array in the arena. */
typedef struct crd_scratch {
    void *data;
    size_t size;
} crd_scratch;

/** What is left of the work that a dataset may cost; see credimur/canon.h. */
typedef struct crd_budget {
    uint64_t calls;
    uint64_t permutations;
    uint64_t bytes;
} crd_budget;

typedef struct crd_canon {
    crd_dataset *dataset;
    crd_arena *arena;
    crd_error *error;
    crd_hash_kind hash;
    size_t digest_size;
    crd_blank *blanks;
    uint32_t blank_count;
    uint32_t *mentions; /**< quads, grouped by blank node */
    uint32_t *spare;    /**< room for sorting as many */
    crd_issuer canonical;
    crd_issuer temporary;
    crd_budget left;
    crd_scratch text;            /**< what is being hashed */
    struct crd_gossip **gossips; /**< by depth of recursion */
} crd_canon;

/** At least `size` bytes in `scratch`, the old ones not kept. */
crd_rc crd_canon_scratch(crd_canon *c, crd_scratch *scratch, size_t size);

/** "_:c14n3" or "_:b3" at `out`; returns its end. */
char *crd_canon_label_write(char *out, const char *prefix, uint32_t id);
#define CRD_LABEL_MAX 16

static inline bool crd_canon_is_blank(const crd_canon *c, uint32_t term)
{
    return term != CRD_NO_TERM &&
           c->dataset->terms[term].kind == CRD_TERM_BLANK;
}

/** Hash First Degree Quads (4.6): sets the digest of `blank`. */
crd_rc crd_hash_first_degree(crd_canon *c, uint32_t blank);

/**
 * Hash N-Degree Quads (4.8): the hash of `blank`; the temporary issuer is
 * left as the chosen one. `depth` is 0 for the caller.
 */
crd_rc crd_hash_n_degree(crd_canon *c, uint8_t out[CRD_DIGEST_MAX],
                         uint32_t blank, uint32_t depth);

/** How many different orders `items`, sorted, have; at most UINT32_MAX + 1. */
uint64_t crd_permuter_count(const uint32_t *items, uint32_t count);
/** The next order of `items`; false after the last one. */
bool crd_permuter_next(uint32_t *items, uint32_t count);

#endif
