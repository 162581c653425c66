/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON-LD 1.1 API suite (w3c/json-ld-api): expand and toRdf. Expanded
 * documents are compared as data, datasets by their canonical form. */
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "credimur/canon.h"
#include "credimur/jsonld.h"

#define BASE "https://w3c.github.io/json-ld-api/tests/"

struct run {
    suite *s;
    crd_jsonld *processor;
    crd_limits limits;
    crd_arena arena;
    bool to_rdf;
    char *loaded[1024]; /* texts of contexts */
    size_t loaded_count;
};

/* Conformance rule 4.2: the base URL maps to the folder, all else to nothing.
 */
static crd_rc load(void *context, crd_span *out, crd_span url, crd_error *error)
{
    struct run *run = context;
    char file[512];
    (void)error;
    if (!crd_span_starts(url, BASE)) {
        return CRD_E_NOT_FOUND;
    }
    snprintf(file, sizeof file, "%.*s", (int)(url.len - strlen(BASE)),
             url.data + strlen(BASE));
    *out = suite_read(suite_path(run->s, file));
    if (!out->data ||
        run->loaded_count == sizeof run->loaded / sizeof *run->loaded) {
        return CRD_E_NOT_FOUND;
    }
    run->loaded[run->loaded_count++] = (char *)(uintptr_t)out->data;
    return CRD_OK;
}

static crd_json *parse_into(crd_arena *arena, const struct run *run,
                            crd_span file)
{
    char name[512];
    crd_json *json = NULL;
    crd_error error;
    crd_span text;
    snprintf(name, sizeof name, "%.*s", (int)file.len, file.data);
    text = suite_file(run->s, name);
    if (crd_json_parse(&json, arena, text, &run->limits, &error) != CRD_OK) {
        printf("Bail out! %s: %s\n", name, error.message);
        exit(99);
    }
    free((void *)(uintptr_t)text.data);
    return json;
}

static crd_json *parse_file(struct run *run, crd_span file)
{
    return parse_into(&run->arena, run, file);
}

/* "invalid @id value" is our jsonld-invalid-id-value. */
static crd_code code_of(crd_span name)
{
    char word[128] = "jsonld-";
    size_t at = 7;
    for (size_t i = 0; i < name.len && at + 1 < sizeof word; i++) {
        char c = name.data[i];
        if (c != '@') {
            word[at++] = (char)(c == ' '               ? '-'
                                : c >= 'A' && c <= 'Z' ? c | 32
                                                       : c);
        }
    }
    word[at] = '\0';
    return crd_code_find(word);
}

static crd_jsonld_options options_of(struct run *run, const crd_json *entry)
{
    const crd_json *given = crd_json_get(entry, "option");
    crd_span input = crd_json_get_text(entry, "input");
    crd_span context = crd_json_get_text(given, "expandContext");
    crd_span direction = crd_json_get_text(given, "rdfDirection");
    crd_jsonld_options options = {.ordered = true};
    options.base = crd_json_get_text(given, "base");
    if (!options.base.data) {
        options.base = crd_arena_printf(&run->arena, BASE "%.*s",
                                        (int)input.len, input.data);
    }
    if (context.data) {
        options.expand_context = parse_file(run, context);
    }
    options.mode_1_0 =
        crd_json_is_text(crd_json_get(given, "processingMode"), "json-ld-1.0");
    options.produce_generalized_rdf = crd_json_is(
        crd_json_get(given, "produceGeneralizedRdf"), CRD_JSON_TRUE);
    if (crd_span_is(direction, "i18n-datatype")) {
        options.rdf_direction = CRD_RDF_DIRECTION_I18N_DATATYPE;
    } else if (crd_span_is(direction, "compound-literal")) {
        options.rdf_direction = CRD_RDF_DIRECTION_COMPOUND_LITERAL;
    }
    return options;
}

static bool has_type(const crd_json *entry, const char *type)
{
    const crd_json *types = crd_json_get(entry, "@type");
    for (uint32_t i = 0; i < types->len; i++) {
        if (crd_json_is_text(&types->as.items[i], type)) {
            return true;
        }
    }
    return false;
}

static crd_span canonical(struct run *run, crd_dataset *dataset)
{
    crd_buffer buffer;
    crd_error error;
    crd_span text = CRD_SPAN_NONE;
    crd_buffer_init(&buffer, crd_allocator_default(), (size_t)1 << 24);
    if (crd_rdfc10(&buffer, NULL, &run->arena, dataset, CRD_SHA256,
                   &run->limits, &error) == CRD_OK) {
        text = crd_arena_copy(&run->arena, crd_buffer_span(&buffer));
    }
    crd_buffer_free(&buffer);
    return text;
}

static void compare_expanded(struct run *run, const char *name,
                             const crd_json *got, const crd_json *entry)
{
    const crd_json *want = parse_file(run, crd_json_get_text(entry, "expect"));
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), (size_t)1 << 24);
    crd_json_write(&text, got);
    suite_check(run->s, crd_json_equal(got, want), name, "expanded to %.*s",
                (int)(text.len > 1500 ? 1500 : text.len), text.data);
    crd_buffer_free(&text);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Generalized RDF has blank nodes for predicates, which N-Quads cannot hold.
 * The lines without their labels must be the same, and so must the number of
 * labels; for the suite's one entry that is an isomorphism. */
static crd_span shape(struct run *run, crd_span text)
{
    crd_span copy = crd_arena_copy(&run->arena, text);
    char *bytes = (char *)(uintptr_t)copy.data, *save = NULL;
    char *lines[64], *labels[64], out[8192];
    size_t line_count = 0, label_count = 0, distinct = 0, at = 0;
    for (char *line = strtok_r(bytes, "\n", &save); line && line_count < 64;
         line = strtok_r(NULL, "\n", &save)) {
        char *label = strstr(line, " _:");
        if (label) {
            char *end = strchr(label + 3, ' ');
            labels[label_count++] =
                strndup(label + 3, (size_t)(end - label - 3));
            memmove(label + 3, end, strlen(end) + 1);
        }
        lines[line_count++] = line;
    }
    qsort(lines, line_count, sizeof *lines, by_text);
    qsort(labels, label_count, sizeof *labels, by_text);
    for (size_t i = 0; i < label_count; i++) {
        distinct += i == 0 || strcmp(labels[i], labels[i - 1]) != 0;
    }
    for (size_t i = 0; i < label_count; i++) {
        free(labels[i]);
    }
    at = (size_t)snprintf(out, sizeof out, "%zu labels\n", distinct);
    for (size_t i = 0; i < line_count; i++) {
        at += (size_t)snprintf(out + at, sizeof out - at, "%s\n", lines[i]);
    }
    return crd_arena_copy(&run->arena, (crd_span){out, at});
}

static void compare_generalized(struct run *run, const char *name,
                                const crd_dataset *got, crd_span want)
{
    crd_buffer text;
    crd_span a, b = shape(run, want);
    crd_buffer_init(&text, crd_allocator_default(), (size_t)1 << 20);
    crd_nquads_write(&text, got);
    a = shape(run, crd_buffer_span(&text));
    crd_buffer_free(&text);
    suite_check(run->s, crd_span_equal(a, b), name, "got\n%.*s\nwanted\n%.*s",
                (int)a.len, a.data, (int)b.len, b.data);
}

static void compare_dataset(struct run *run, const char *name, crd_dataset *got,
                            const crd_json *entry, bool generalized)
{
    crd_span file = crd_json_get_text(entry, "expect");
    char path[512];
    crd_dataset *want;
    crd_error error;
    crd_span a, b, text, want_text;
    snprintf(path, sizeof path, "%.*s", (int)file.len, file.data);
    want_text = suite_file(run->s, path);
    text = crd_arena_copy(&run->arena, want_text);
    free((void *)(uintptr_t)want_text.data);
    if (generalized) {
        compare_generalized(run, name, got, text);
        return;
    }
    if (crd_nquads_parse(&want, &run->arena, text, &run->limits, &error) !=
        CRD_OK) {
        suite_fail(run->s, name, "the expected N-Quads: %s", error.message);
        return;
    }
    a = canonical(run, got);
    b = canonical(run, want);
    suite_check(run->s, a.data && b.data && crd_span_equal(a, b), name,
                "got\n%.*s\nwanted\n%.*s", (int)a.len, a.data ? a.data : "",
                (int)b.len, b.data ? b.data : "");
}

static void run_entry(struct run *run, const crd_json *entry)
{
    crd_span id = crd_json_get_text(entry, "@id");
    crd_span title = crd_json_get_text(entry, "name");
    crd_span want = crd_json_get_text(entry, "expectErrorCode");
    const crd_json *given = crd_json_get(entry, "option");
    crd_jsonld_options options;
    crd_json *document, *expanded = NULL;
    crd_dataset *dataset = NULL;
    crd_error error;
    crd_rc rc;
    char name[256];
    snprintf(name, sizeof name, "%s%.*s %.*s", run->to_rdf ? "toRdf" : "expand",
             (int)id.len, id.data, (int)title.len, title.data);
    if (crd_json_is_text(crd_json_get(given, "specVersion"), "json-ld-1.0")) {
        suite_not_applicable(run->s, name);
        return;
    }
    crd_arena_reset(&run->arena);
    crd_error_clear(&error);
    options = options_of(run, entry);
    document = parse_file(run, crd_json_get_text(entry, "input"));
    rc = run->to_rdf ? crd_jsonld_to_rdf(&dataset, run->processor, &run->arena,
                                         document, &options, &error)
                     : crd_jsonld_expand(&expanded, run->processor, &run->arena,
                                         document, &options, &error);
    if (has_type(entry, "jld:NegativeEvaluationTest")) {
        suite_check(run->s, rc != CRD_OK && error.code == code_of(want), name,
                    "wanted \"%.*s\", got %s", (int)want.len, want.data,
                    rc == CRD_OK ? "no error" : crd_code_get(error.code)->word);
    } else if (rc != CRD_OK) {
        suite_fail(run->s, name, "%s %s: %s", crd_code_get(error.code)->word,
                   error.pointer, error.message);
    } else if (has_type(entry, "jld:PositiveSyntaxTest")) {
        suite_pass(run->s, name);
    } else if (run->to_rdf) {
        compare_dataset(run, name, dataset, entry,
                        options.produce_generalized_rdf);
    } else {
        compare_expanded(run, name, expanded, entry);
    }
}

static void run_manifest(struct run *run, const char *file)
{
    crd_arena arena;
    crd_json *manifest;
    const crd_json *sequence;
    crd_arena_init(&arena, NULL, 0);
    manifest = parse_into(&arena, run, crd_span_of(file));
    sequence = crd_json_get(manifest, "sequence");
    for (uint32_t i = 0; i < sequence->len; i++) {
        run_entry(run, &sequence->as.items[i]);
    }
    crd_arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct run run = {.limits = crd_limits_default()};
    const char *which = argc > 1 ? argv[1] : "expand";
    crd_error error;
    int status;
    run.to_rdf = strcmp(which, "toRdf") == 0;
    run.s = suite_open(run.to_rdf ? "json-ld-api-toRdf" : "json-ld-api-expand",
                       "json-ld-api");
    if (!run.s) {
        return suite_missing();
    }
    if (crd_jsonld_new(&run.processor, crd_allocator_default(), &run.limits,
                       &error) != CRD_OK) {
        return 99;
    }
    crd_jsonld_set_loader(run.processor, load, &run);
    crd_arena_init(&run.arena, NULL, 0);
    run_manifest(&run, run.to_rdf ? "toRdf-manifest.jsonld"
                                  : "expand-manifest.jsonld");
    status = suite_close(run.s);
    crd_arena_free(&run.arena);
    crd_jsonld_free(run.processor);
    for (size_t i = 0; i < run.loaded_count; i++) {
        free(run.loaded[i]);
    }
    return status;
}
