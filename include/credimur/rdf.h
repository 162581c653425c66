/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room rdf: terms, datasets, and canonical N-Quads (RDF 1.1 N-Quads; the
 * canonical form is that of RDF Dataset Canonicalization, RDFC-1.0, 5).
 *
 * A dataset interns its terms: each distinct term is one `crd_term` and is
 * named by its index; a quad is four indices. Two terms are equal exactly when
 * their indices are. A term holds its canonical N-Quads text, because that is
 * what is compared, sorted and hashed.
 */
#ifndef CREDIMUR_RDF_H
#define CREDIMUR_RDF_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum crd_term_kind {
    CRD_TERM_IRI = 0,
    CRD_TERM_BLANK,
    CRD_TERM_LITERAL
} crd_term_kind;

/** `text` is the canonical N-Quads form: <iri>, _:label, "value"^^<iri>. */
typedef struct crd_term {
    const char *text;
    uint32_t len;
    uint32_t hash;
    uint8_t kind; /**< crd_term_kind */
    uint8_t spare[3];
    uint32_t mark; /**< for the use of whoever walks the dataset */
} crd_term;

#define CRD_NO_TERM UINT32_MAX

/** Indices into `terms`; `graph` is CRD_NO_TERM for the default graph. */
typedef struct crd_quad {
    uint32_t subject;
    uint32_t predicate;
    uint32_t object;
    uint32_t graph;
} crd_quad;

/** Members are public for reading; only the functions below write. */
typedef struct crd_dataset {
    crd_term *terms;
    uint32_t term_count;
    uint32_t term_capacity;
    crd_quad *quads;
    uint32_t quad_count;
    uint32_t quad_capacity;
    uint32_t quad_limit;
    uint32_t *slots;    /**< open addressing over `terms`, index + 1 */
    uint32_t slot_bits; /**< there are 2^slot_bits of them */
    bool flooded;       /**< terms were chosen to collide in `slots` */
    char *scratch;      /**< where long texts are built */
    size_t scratch_size;
    crd_arena *arena;
} crd_dataset;

/** An empty dataset in `arena` that takes `limits->quads` quads at most. */
CRD_API CRD_MUST_USE crd_rc crd_dataset_new(crd_dataset **out, crd_arena *arena,
                                            const crd_limits *limits,
                                            crd_error *error);

/**
 * Interns a term given by its canonical text, borrowed: it must live as long
 * as the arena. `hash` is crd_hash of the text. CRD_NO_TERM:
 * crd_dataset_failure.
 */
CRD_API uint32_t crd_dataset_intern(crd_dataset *dataset, crd_term_kind kind,
                                    const char *text, uint32_t len,
                                    uint32_t hash);

/**
 * Intern an IRI, a blank node (label without "_:"), a literal. Bytes are
 * copied and escaped. `datatype` empty or xsd:string: a simple literal;
 * `language` (kept as given) makes it a language-tagged string and wins. What
 * may not stand in an IRI is escaped, so that no value can end its term.
 */
CRD_API uint32_t crd_dataset_iri(crd_dataset *dataset, crd_span iri);
CRD_API uint32_t crd_dataset_blank(crd_dataset *dataset, crd_span label);
CRD_API uint32_t crd_dataset_literal(crd_dataset *dataset, crd_span value,
                                     crd_span datatype, crd_span language);

/** Why a term could not be interned: MEMORY, or RDF_TERMS (flooding). */
CRD_API crd_rc crd_dataset_failure(const crd_dataset *dataset,
                                   crd_error *error);

/** Adds a quad; duplicates may stay until crd_dataset_sort. */
CRD_API CRD_MUST_USE crd_rc crd_dataset_add(crd_dataset *dataset, crd_quad quad,
                                            crd_error *error);

/**
 * Sorts the quads by the code point order of their canonical lines and drops
 * duplicates. Blank nodes sort by the labels they have now.
 */
CRD_API CRD_MUST_USE crd_rc crd_dataset_sort(crd_dataset *dataset,
                                             crd_error *error);

/** Reads N-Quads; blank node labels are kept. RDF_SYNTAX with the offset. */
CRD_API CRD_MUST_USE crd_rc crd_nquads_parse(crd_dataset **out,
                                             crd_arena *arena, crd_span text,
                                             const crd_limits *limits,
                                             crd_error *error);

/** Writes the quads in their present order, one canonical line each. */
CRD_API void crd_nquads_write(crd_buffer *out, const crd_dataset *dataset);

/** Appends `text` as the inside of a canonical N-Quads literal. */
CRD_API void crd_nquads_escape(crd_buffer *out, crd_span text);

#ifdef __cplusplus
}
#endif
#endif
