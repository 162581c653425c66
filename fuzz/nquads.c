/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as N-Quads: what is read is written as text that reads and writes
 * as itself, sorted or not. */
#include "credimur/rdf.h"
#include "target.h"

static bool rewrite(crd_buffer *out, crd_span text, bool sort)
{
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_dataset *d;
    crd_error error;
    crd_rc rc;
    crd_arena_init(&arena, NULL, 0);
    rc = crd_nquads_parse(&d, &arena, text, &limits, &error);
    if (rc == CRD_OK && sort) {
        rc = crd_dataset_sort(d, &error);
        must_hold(rc == CRD_OK);
    }
    if (rc == CRD_OK) {
        crd_nquads_write(out, d);
    }
    must_hold(rc == CRD_OK || error.message[0]);
    must_hold(rc == CRD_OK || error.offset <= text.len ||
              error.offset == CRD_NO_OFFSET);
    crd_arena_free(&arena);
    return rc == CRD_OK;
}

/* The lines ascend, each once. */
static void must_ascend(crd_span text)
{
    crd_span last = CRD_SPAN_NONE;
    while (text.len) {
        const char *end = memchr(text.data, '\n', text.len);
        crd_span line = {text.data, (size_t)(end - text.data) + 1};
        must_hold(!last.data || crd_span_compare(last, line) < 0);
        last = line;
        text.data += line.len;
        text.len -= line.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span text = {(const char *)data, size};
    crd_buffer once, twice;
    crd_buffer_init(&once, NULL, (size_t)1 << 28);
    crd_buffer_init(&twice, NULL, (size_t)1 << 28);
    if (rewrite(&once, text, false)) {
        must_hold(rewrite(&twice, crd_buffer_span(&once), false));
        must_hold(
            crd_span_equal(crd_buffer_span(&once), crd_buffer_span(&twice)));
        crd_buffer_clear(&once);
        must_hold(rewrite(&once, text, true));
        must_ascend(crd_buffer_span(&once));
    }
    crd_buffer_free(&once);
    crd_buffer_free(&twice);
    return 0;
}
