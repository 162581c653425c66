/* SPDX-License-Identifier: Apache-2.0 */
/* The W3C suite of RDF 1.1 N-Quads: what must be read and what refused. What
 * is read is written in canonical form, which must read and write as itself. */
#include "tests/support/suite.h"

#include "credimur/rdf.h"

#include <stdlib.h>

/* Writes `text`, read as N-Quads, to `out`. */
static crd_rc rewrite(crd_buffer *out, crd_span text, crd_error *error)
{
    const crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_dataset *dataset;
    crd_rc rc;
    crd_arena_init(&arena, NULL, 0);
    rc = crd_nquads_parse(&dataset, &arena, text, &limits, error);
    if (rc == CRD_OK) {
        crd_nquads_write(out, dataset);
        rc = crd_buffer_rc(out, error);
    }
    crd_arena_free(&arena);
    return rc;
}

static void accepts(suite *s, const char *name, crd_span text)
{
    crd_buffer once, twice;
    crd_error error;
    crd_buffer_init(&once, NULL, 1 << 20);
    crd_buffer_init(&twice, NULL, 1 << 20);
    if (rewrite(&once, text, &error) != CRD_OK) {
        suite_fail(s, name, "refused at byte %zu: %s", error.offset,
                   error.message);
    } else if (rewrite(&twice, crd_buffer_span(&once), &error) != CRD_OK) {
        suite_fail(s, name, "its canonical form is refused: %s", error.message);
    } else {
        suite_check(
            s, crd_span_equal(crd_buffer_span(&once), crd_buffer_span(&twice)),
            name, "its canonical form is not written as itself");
    }
    crd_buffer_free(&once);
    crd_buffer_free(&twice);
}

static void refuses(suite *s, const char *name, crd_span text)
{
    crd_buffer out;
    crd_error error;
    crd_error_clear(&error);
    crd_buffer_init(&out, NULL, 1 << 20);
    suite_check(s,
                rewrite(&out, text, &error) == CRD_E_SYNTAX &&
                    error.code == CRD_CODE_RDF_SYNTAX &&
                    error.offset <= text.len,
                name, "not refused as a fault of syntax");
    crd_buffer_free(&out);
}

int main(void)
{
    suite *s = suite_open("rdf-n-quads", "rdf-n-quads");
    char **names;
    if (!s) {
        return suite_missing();
    }
    names = suite_list(s, "");
    for (size_t i = 0; names[i]; i++) {
        size_t len = strlen(names[i]);
        if (len > 3 && strcmp(names[i] + len - 3, ".nq") == 0) {
            crd_span text = suite_file(s, names[i]);
            if (strstr(names[i], "-bad-")) {
                refuses(s, names[i], text);
            } else {
                accepts(s, names[i], text);
            }
            free((void *)(uintptr_t)text.data);
        }
        free(names[i]);
    }
    free(names);
    return suite_close(s);
}
