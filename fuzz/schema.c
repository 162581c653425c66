/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzing room schema. The input is a schema and an instance, one JSON text
 * after the other; or, if it is not JSON, a line that is a pattern, and a text.
 * Whatever they are, the answer comes within the limits and is the same when
 * asked again, and what is not valid has a failure that says so. */
#include "credimur/schema.h"
#include "schema/pattern.h"
#include "target.h"

static crd_schema_limits small_limits(void)
{
    crd_schema_limits limits = crd_schema_limits_default();
    limits.subschemas = 2000;
    limits.depth = 64;
    limits.work = 200000;
    return limits;
}

static crd_rc validate(crd_schema_outcome *out, crd_arena *arena,
                       const crd_schema *schema, const crd_json *instance)
{
    crd_error error;
    crd_rc rc = crd_schema_validate(out, arena, schema, instance, &error);
    must_hold(rc == CRD_OK || rc == CRD_E_LIMIT);
    must_hold(rc == CRD_OK || crd_code_get(error.code)->rc == rc);
    return rc;
}

static void check_schema(crd_arena *arena, const crd_json *root,
                         const crd_json *instance)
{
    crd_schema_limits limits = small_limits();
    crd_schema_outcome first, again;
    const crd_schema *schema;
    crd_error error;
    crd_rc rc = crd_schema_compile(&schema, arena, root, CRD_SPAN("urn:x"),
                                   &limits, NULL, NULL, &error);
    if (rc != CRD_OK) {
        must_hold(crd_code_get(error.code)->rc == rc && error.message[0]);
        return;
    }
    rc = validate(&first, arena, schema, instance);
    must_hold(validate(&again, arena, schema, instance) == rc);
    if (rc != CRD_OK) {
        return;
    }
    must_hold(first.valid == again.valid && first.total == again.total);
    must_hold(first.listed <= first.total &&
              first.listed <= CRD_SCHEMA_FAILURES_MAX);
    must_hold(!first.valid || first.total == 0);
    for (size_t i = 0; i < first.listed; i++) {
        must_hold(first.failures[i].message.len > 0);
        must_hold(crd_span_equal(first.failures[i].instance,
                                 again.failures[i].instance));
    }
}

static void check_pattern(crd_arena *arena, const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, '\n', size);
    size_t len = end ? (size_t)(end - data) : size;
    crd_span source = {(const char *)data, len};
    crd_span text = {(const char *)data + len, size - len};
    schema_matcher matcher = {.arena = arena, .work = 1000000};
    const schema_pattern *pattern;
    bool first = false, again = false;
    if (schema_pattern_compile(&pattern, arena, source, NULL) != CRD_OK) {
        return;
    }
    if (schema_pattern_match(&first, &matcher, pattern, text, NULL) == CRD_OK) {
        matcher.work = 1000000;
        must_hold(schema_pattern_match(&again, &matcher, pattern, text, NULL) ==
                  CRD_OK);
        must_hold(first == again);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span text = {(const char *)data, size};
    crd_json *schema = NULL, *instance = NULL;
    crd_arena arena;
    size_t used = 0;
    crd_arena_init(&arena, NULL, (size_t)256 << 20);
    if (crd_json_parse_prefix(&schema, &used, &arena, text, NULL, NULL) ==
            CRD_OK &&
        crd_json_parse(&instance, &arena,
                       (crd_span){text.data + used, size - used}, NULL,
                       NULL) == CRD_OK) {
        check_schema(&arena, schema, instance);
    } else if (size > 0) {
        check_pattern(&arena, data, size);
    }
    crd_arena_free(&arena);
    return 0;
}
