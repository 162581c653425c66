/* SPDX-License-Identifier: Apache-2.0 */
/* Any JSON as JSON-LD. The first byte chooses options. What a processor has
 * seen before never changes what it says, expanding again settles, and quads
 * can be written and read. */
#include "credimur/jsonld.h"
#include "target.h"

enum { BYTES_MAX = 1 << 28, USES_MAX = 1000, FRESH_ONE_IN = 16 };

static crd_limits limits;

static crd_jsonld *new_processor(void)
{
    crd_jsonld *processor = NULL;
    must_hold(crd_jsonld_new(&processor, crd_allocator_default(), &limits,
                             NULL) == CRD_OK);
    return processor;
}

/* One that has seen much; made anew before all those contexts fill memory. */
static crd_jsonld *used_processor(void)
{
    static crd_jsonld *processor;
    static unsigned uses;
    if (uses++ % USES_MAX == 0) {
        crd_jsonld_free(processor);
        processor = new_processor();
    }
    return processor;
}

static crd_jsonld_options options_of(uint8_t byte)
{
    crd_jsonld_options options = {.safe = byte & 1,
                                  .mode_1_0 = byte & 2,
                                  .ordered = byte & 4,
                                  .produce_generalized_rdf = byte & 8};
    options.rdf_direction = (crd_rdf_direction)((byte >> 4) % 3);
    if (byte & 64) {
        options.base = CRD_SPAN("https://example.org/a/b?c#d");
    }
    return options;
}

/* A copy of `value` that borrows nothing: what expansion gives is good only
 * until the processor is given the next document. NULL: nested too deeply to
 * read. */
static const crd_json *own_copy(crd_arena *arena, const crd_json *value)
{
    crd_buffer text;
    crd_json *copy = NULL;
    crd_buffer_init(&text, crd_allocator_default(), BYTES_MAX);
    crd_json_write(&text, value);
    if (text.rc != CRD_OK ||
        crd_json_parse(&copy, arena, crd_buffer_span(&text), &limits, NULL) !=
            CRD_OK) {
        copy = NULL;
    }
    crd_buffer_free(&text);
    return copy;
}

/* Expanding what is expanded settles at once: a value in a graph container is
 * free-floating only when it is read again, and a datatype that a term names
 * may be refused in a value object, but then nothing changes any more. */
static void check_expanded(crd_jsonld *processor, crd_arena *arena,
                           const crd_json *expanded, crd_jsonld_options options)
{
    crd_json *again = NULL, *third = NULL;
    const crd_json *second;
    options.safe = false;
    expanded = own_copy(arena, expanded);
    if (!expanded || crd_jsonld_expand(&again, processor, arena, expanded,
                                       &options, NULL) != CRD_OK) {
        return;
    }
    second = own_copy(arena, again);
    if (second) {
        must_hold(crd_jsonld_expand(&third, processor, arena, second, &options,
                                    NULL) == CRD_OK);
        must_hold(crd_json_equal(second, third));
    }
}

/* Costs a processor and its contexts: for some documents only. */
static void check_fresh(crd_arena *arena, const crd_json *document,
                        const crd_jsonld_options *options,
                        const crd_json *expanded, const crd_error *error)
{
    crd_jsonld *fresh = new_processor();
    crd_json *other = NULL;
    crd_error other_error;
    crd_rc rc = crd_jsonld_expand(&other, fresh, arena, document, options,
                                  &other_error);
    must_hold((rc == CRD_OK) == (expanded != NULL));
    if (rc == CRD_OK) {
        must_hold(crd_json_equal(expanded, other));
    } else {
        must_hold(error->code == other_error.code &&
                  !strcmp(error->pointer, other_error.pointer));
    }
    crd_jsonld_free(fresh);
}

static void check_quads(crd_jsonld *processor, crd_arena *arena,
                        const crd_json *document,
                        const crd_jsonld_options *options)
{
    crd_dataset *dataset = NULL, *again = NULL;
    crd_error error;
    crd_rc rc = crd_jsonld_to_rdf(&dataset, processor, arena, document, options,
                                  &error);
    must_hold(rc == CRD_OK || error.message[0]);
    if (rc != CRD_OK || options->produce_generalized_rdf) {
        return;
    }
    crd_buffer text;
    crd_buffer_init(&text, NULL, BYTES_MAX);
    crd_nquads_write(&text, dataset);
    must_hold(crd_nquads_parse(&again, arena, crd_buffer_span(&text), &limits,
                               NULL) == CRD_OK);
    crd_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_json *document, *expanded = NULL;
    crd_error error;
    crd_arena arena;
    limits = crd_limits_default();
    limits.json_values = 20000;
    limits.quads = 20000;
    if (size < 1) {
        return 0;
    }
    crd_jsonld_options options = options_of(data[0]);
    crd_span text = {(const char *)data + 1, size - 1};
    crd_arena_init(&arena, NULL, 0);
    if (crd_json_parse(&document, &arena, text, &limits, NULL) == CRD_OK) {
        crd_jsonld *used = used_processor();
        crd_rc rc = crd_jsonld_expand(&expanded, used, &arena, document,
                                      &options, &error);
        if (crd_hash(text.data, text.len) % FRESH_ONE_IN == 0) {
            check_fresh(&arena, document, &options, expanded, &error);
        }
        if (rc == CRD_OK) {
            check_expanded(used, &arena, expanded, options);
        } else {
            must_hold(error.message[0]);
        }
        check_quads(used, &arena, document, &options);
    }
    crd_arena_free(&arena);
    return 0;
}
