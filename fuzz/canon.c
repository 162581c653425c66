/* SPDX-License-Identifier: Apache-2.0 */
/* Any N-Quads, canonicalised: the same dataset under other labels and in the
 * opposite order has the same canonical form, and that is its own. */
#include "credimur/canon.h"
#include "target.h"

static crd_limits small_limits(void)
{
    crd_limits limits = crd_limits_default();
    limits.canon_calls = 500; /* the more inputs a second */
    limits.canon_permutations = 200;
    return limits;
}

/* The same statements, last first, blank nodes numbered from the last term. */
static crd_dataset *disguise(crd_arena *arena, const crd_dataset *d)
{
    crd_limits limits = small_limits();
    crd_dataset *out;
    if (crd_dataset_new(&out, arena, &limits, NULL) != CRD_OK) {
        return NULL;
    }
    for (uint32_t i = d->quad_count; i-- > 0;) {
        const crd_quad *q = &d->quads[i];
        uint32_t terms[] = {q->subject, q->predicate, q->object, q->graph};
        for (int k = 0; k < 4; k++) {
            const crd_term *t = &d->terms[terms[k]];
            if (terms[k] == CRD_NO_TERM) {
                continue;
            }
            if (t->kind == CRD_TERM_BLANK) {
                crd_span label = crd_arena_printf(
                    arena, "c14n%u", (unsigned)(d->term_count - terms[k]));
                terms[k] = crd_dataset_blank(out, label);
            } else {
                terms[k] = crd_dataset_intern(out, (crd_term_kind)t->kind,
                                              t->text, t->len, t->hash);
            }
            must_hold(terms[k] != CRD_NO_TERM);
        }
        must_hold(crd_dataset_add(
                      out, (crd_quad){terms[0], terms[1], terms[2], terms[3]},
                      NULL) == CRD_OK);
    }
    return out;
}

static bool canonicalise(crd_buffer *out, crd_arena *arena, crd_dataset *d)
{
    crd_limits limits = small_limits();
    crd_canon_map map;
    crd_error error;
    crd_rc rc = crd_rdfc10(out, &map, arena, d, CRD_SHA256, &limits, &error);
    must_hold(rc == CRD_OK ||
              (error.code == CRD_CODE_CANON_WORK && out->len == 0));
    return rc == CRD_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_limits limits = small_limits();
    crd_span text = {(const char *)data, size};
    crd_arena arena;
    crd_dataset *d, *other;
    crd_buffer first, second;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&first, NULL, (size_t)1 << 28);
    crd_buffer_init(&second, NULL, (size_t)1 << 28);
    if (crd_nquads_parse(&d, &arena, text, &limits, NULL) == CRD_OK &&
        (other = disguise(&arena, d)) && canonicalise(&first, &arena, d) &&
        canonicalise(&second, &arena, other)) {
        must_hold(
            crd_span_equal(crd_buffer_span(&first), crd_buffer_span(&second)));
        crd_buffer_clear(&second);
        must_hold(crd_nquads_parse(&d, &arena, crd_buffer_span(&first), &limits,
                                   NULL) == CRD_OK);
        if (canonicalise(&second, &arena, d)) {
            must_hold(crd_span_equal(crd_buffer_span(&first),
                                     crd_buffer_span(&second)));
        }
    }
    crd_buffer_free(&first);
    crd_buffer_free(&second);
    crd_arena_free(&arena);
    return 0;
}
