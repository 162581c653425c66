/* SPDX-License-Identifier: Apache-2.0 */
/* For each line of stdin, a JSON-LD document, a line {"nquads"} or {"error"}:
 * its canonical N-Quads, as they are hashed for eddsa-rdfc-2022. */
#include "credimur/canon.h"
#include "credimur/jsonld.h"

#include <stdio.h>
#include <stdlib.h>

static crd_rc canonicalize(crd_buffer *out, crd_jsonld *processor,
                           crd_arena *arena, crd_span text, crd_error *error)
{
    const crd_jsonld_options options = {
        .safe = true, .rdf_direction = CRD_RDF_DIRECTION_I18N_DATATYPE};
    const crd_limits limits = crd_limits_default();
    crd_json *document;
    crd_dataset *dataset;
    CRD_TRY(crd_json_parse(&document, arena, text, &limits, error));
    CRD_TRY(crd_jsonld_to_rdf(&dataset, processor, arena, document, &options,
                              error));
    CRD_TRY(crd_rdfc10(out, NULL, arena, dataset, CRD_SHA256, &limits, error));
    return crd_buffer_rc(out, error);
}

static void answer(crd_jsonld *processor, crd_span text)
{
    crd_arena arena;
    crd_buffer nquads, line;
    crd_error error;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&nquads, NULL, SIZE_MAX / 2);
    crd_buffer_init(&line, NULL, SIZE_MAX / 2);
    if (canonicalize(&nquads, processor, &arena, text, &error) == CRD_OK) {
        crd_buffer_append_text(&line, "{\"nquads\":");
        crd_json_write_string(&line, crd_buffer_span(&nquads));
    } else {
        crd_buffer_append_text(&line, "{\"error\":");
        crd_json_write_string(&line,
                              crd_span_of(crd_code_get(error.code)->word));
    }
    crd_buffer_append_text(&line, "}\n");
    fwrite(line.data, 1, line.len, stdout);
    crd_buffer_free(&line);
    crd_buffer_free(&nquads);
    crd_arena_free(&arena);
}

int main(void)
{
    const crd_limits limits = crd_limits_default();
    crd_jsonld *processor;
    crd_error error;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    if (crd_jsonld_new(&processor, crd_allocator_default(), &limits, &error) !=
        CRD_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    while ((len = getline(&line, &capacity, stdin)) > 0) {
        answer(processor, (crd_span){line, (size_t)len});
    }
    free(line);
    crd_jsonld_free(processor);
    return 0;
}
