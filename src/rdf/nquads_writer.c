/* SPDX-License-Identifier: Apache-2.0 */
/* Writes canonical N-Quads (RDF Dataset Canonicalization, appendix A). */
#include "rdf/term.h"

static size_t line_length(const crd_term *terms, const crd_quad *q)
{
    size_t n = (size_t)terms[q->subject].len + terms[q->predicate].len +
               terms[q->object].len + sizeof "   .\n" - 1;
    return q->graph == CRD_NO_TERM ? n : n + terms[q->graph].len + 1;
}

size_t crd_nquads_length(const crd_dataset *dataset)
{
    size_t total = 0;
    for (uint32_t i = 0; i < dataset->quad_count; i++) {
        total += line_length(dataset->terms, &dataset->quads[i]);
    }
    return total;
}

void crd_nquads_write(crd_buffer *out, const crd_dataset *dataset)
{
    const crd_term *terms = dataset->terms;
    size_t total = crd_nquads_length(dataset);
    char *p;
    if (!total || !crd_buffer_reserve(out, total)) {
        return;
    }
    p = out->data + out->len;
    for (uint32_t i = 0; i < dataset->quad_count; i++) {
        const crd_quad *q = &dataset->quads[i];
        p = crd_term_put(p, &terms[q->subject]);
        p = crd_term_put(p, &terms[q->predicate]);
        p = crd_term_put(p, &terms[q->object]);
        if (q->graph != CRD_NO_TERM) {
            p = crd_term_put(p, &terms[q->graph]);
        }
        *p++ = '.';
        *p++ = '\n';
    }
    out->len += total;
}

void crd_nquads_escape(crd_buffer *out, crd_span text)
{
    if (crd_term_literal_is_plain(text)) {
        crd_buffer_append_span(out, text);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        char escaped[CRD_ESCAPE_MAX];
        crd_span one = {text.data + i, 1};
        char *end = crd_term_escape_literal(escaped, one);
        crd_buffer_append(out, escaped, (size_t)(end - escaped));
    }
}
