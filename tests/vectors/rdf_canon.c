/* SPDX-License-Identifier: Apache-2.0 */
/* The W3C suite of RDF Dataset Canonicalization (w3c/rdf-canon, tests):
 * canonical N-Quads, issued identifier maps and the poison dataset. */
#include "tests/support/suite.h"

#include "credimur/canon.h"
#include "credimur/json.h"

#include <stdlib.h>

/* Every label of the expected map is issued as it says, and no other. */
static bool map_is(const crd_canon_map *map, const crd_json *expected)
{
    if (expected->len != map->count) {
        return false;
    }
    for (size_t i = 0; i < map->count; i++) {
        const crd_json *to = crd_json_get_span(expected, map->labels[i].from);
        if (!to || !crd_span_equal(crd_json_span(to), map->labels[i].to)) {
            return false;
        }
    }
    return true;
}

/* Security cases 48, 49, 52: the poison graphs that can be computed, the one
 * that must be refused, and every other entry of the suite. */
static void run(suite *s, const crd_json *entry, crd_arena *arena)
{
    const crd_limits limits = crd_limits_default();
    crd_span id = crd_json_get_text(entry, "id");
    crd_span type = crd_json_get_text(entry, "type");
    crd_span hash = crd_json_get_text(entry, "hashAlgorithm");
    crd_span action = crd_json_get_text(entry, "action");
    crd_span result = crd_json_get_text(entry, "result");
    crd_span input = suite_file(s, action.data);
    crd_span expected = CRD_SPAN_NONE;
    crd_dataset *dataset;
    crd_canon_map map;
    crd_buffer out;
    crd_error error;
    crd_error_clear(&error);
    crd_buffer_init(&out, NULL, limits.document_bytes);
    crd_rc rc = crd_nquads_parse(&dataset, arena, input, &limits, &error);
    if (rc == CRD_OK) {
        rc = crd_rdfc10(&out, &map, arena, dataset,
                        crd_span_is(hash, "SHA384") ? CRD_SHA384 : CRD_SHA256,
                        &limits, &error);
    }
    if (crd_span_is(type, "rdfc:RDFC10NegativeEvalTest")) {
        suite_check(s, error.code == CRD_CODE_CANON_WORK, id.data,
                    "the poison dataset was not refused: %d %s", rc,
                    error.message);
    } else if (rc != CRD_OK) {
        suite_fail(s, id.data, "%s", error.message);
    } else if (crd_span_is(type, "rdfc:RDFC10EvalTest")) {
        expected = suite_file(s, result.data);
        suite_check(s, crd_span_equal(crd_buffer_span(&out), expected), id.data,
                    "got:\n%.*s", (int)out.len, out.data);
    } else {
        crd_json *json;
        expected = suite_file(s, result.data);
        suite_check(s,
                    crd_json_parse(&json, arena, expected, &limits, &error) ==
                            CRD_OK &&
                        map_is(&map, json),
                    id.data, "the issued identifiers differ");
    }
    crd_buffer_free(&out);
    free((void *)(uintptr_t)input.data);
    free((void *)(uintptr_t)expected.data);
}

int main(void)
{
    const crd_limits limits = crd_limits_default();
    suite *s = suite_open("rdf-canon", "rdf-canon");
    crd_arena manifest_arena, arena;
    crd_json *manifest;
    crd_span text;
    if (!s) {
        return suite_missing();
    }
    crd_arena_init(&manifest_arena, NULL, 0);
    crd_arena_init(&arena, NULL, 0);
    text = suite_file(s, "manifest.jsonld");
    if (crd_json_parse(&manifest, &manifest_arena, text, &limits, NULL) ==
        CRD_OK) {
        const crd_json *entries = crd_json_get(manifest, "entries");
        for (uint32_t i = 0; entries && i < entries->len; i++) {
            run(s, &entries->as.items[i], &arena);
            crd_arena_reset(&arena);
        }
    }
    crd_arena_free(&arena);
    crd_arena_free(&manifest_arena);
    free((void *)(uintptr_t)text.data);
    return suite_close(s);
}
