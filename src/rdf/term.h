/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical text of terms (RDF Dataset Canonicalization, 5). */
#ifndef RDF_TERM_H
#define RDF_TERM_H

#include "credimur/rdf.h"

/* The datatype that is never written. */
#define CRD_XSD_STRING "http://www.w3.org/2001/XMLSchema#string"

/** Bytes that the escaped form of one byte of a literal can take. */
#define CRD_ESCAPE_MAX 6

/** True if `text` is its own canonical form inside a literal. */
bool crd_term_literal_is_plain(crd_span text);
/** True if `text` may stand between < and > as it is. */
bool crd_term_iri_is_plain(crd_span text);
/** Bytes that the function below will write. */
size_t crd_term_literal_length(crd_span text);
/** Writes the escaped inside of a literal; returns the end. */
char *crd_term_escape_literal(char *out, crd_span text);
/** Bytes that the function below will write. */
size_t crd_term_iri_length(crd_span text);
/** Writes `text` with whatever may not stand in an IRI as \u00XX. */
char *crd_term_escape_iri(char *out, crd_span text);

/** True for a character that may be the first of a blank node's label. */
bool crd_term_label_begins(uint32_t c);
/** True for one that may be any other, but for the dot: not the last. */
bool crd_term_label_goes_on(uint32_t c);
/** True if a label may go on with `text` to its end. */
bool crd_term_label_fits(crd_span text);

/** Bytes that crd_nquads_write will append. */
size_t crd_nquads_length(const crd_dataset *dataset);

static inline bool crd_quad_same(const crd_quad *a, const crd_quad *b)
{
    return a->subject == b->subject && a->predicate == b->predicate &&
           a->object == b->object && a->graph == b->graph;
}

/** The order of two terms in a line; see crd_quad_compare. */
static inline int crd_term_compare(const crd_term *a, const crd_term *b)
{
    uint32_t n = a->len < b->len ? a->len : b->len;
    int c = memcmp(a->text, b->text, n);
    return c ? c : (a->len > b->len) - (a->len < b->len);
}

/* Comparing term by term is comparing the lines. Where two terms at the same
 * place differ at a byte that both have, the lines differ there too. Where
 * one is the beginning of the other, the shorter must sort first:
 *  - never with IRIs: ">" ends them and stands nowhere else;
 *  - a label, a literal or a language tag is followed by a space, which is
 *    below every byte that could continue it ("-", ".", a digit, a letter,
 *    "@", "^", any byte from 0x80 on);
 *  - without a graph the next byte is "." (0x2E), below "<" and "_".
 * UTF-8 keeps the order of code points under memcmp. */

/** Order of the canonical lines of two quads with the same subject. */
static inline int crd_quad_compare_tail(const crd_term *terms,
                                        const crd_quad *a, const crd_quad *b)
{
    if (a->predicate != b->predicate) {
        return crd_term_compare(&terms[a->predicate], &terms[b->predicate]);
    }
    if (a->object != b->object) {
        return crd_term_compare(&terms[a->object], &terms[b->object]);
    }
    if (a->graph == b->graph) {
        return 0;
    }
    if (a->graph == CRD_NO_TERM || b->graph == CRD_NO_TERM) {
        return a->graph == CRD_NO_TERM ? -1 : 1;
    }
    return crd_term_compare(&terms[a->graph], &terms[b->graph]);
}

/** Writes a term and the space after it; returns the end. */
static inline char *crd_term_put(char *out, const crd_term *term)
{
    memcpy(out, term->text, term->len);
    out[term->len] = ' ';
    return out + term->len + 1;
}

#endif
