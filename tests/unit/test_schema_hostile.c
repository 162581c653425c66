/* SPDX-License-Identifier: Apache-2.0 */
/* Room schema against schemas that mean harm, and when memory is out. */
#include "schema_support.h"

#include "failing_allocator.h"

static void assert_ended(crd_arena *arena, const char *schema,
                         const char *instance, crd_code code)
{
    crd_schema_outcome untouched = {.total = 99}, outcome = untouched;
    crd_error error;
    crd_error_clear(&error);
    assert_int_equal(crd_schema_validate(&outcome, arena,
                                         compiled(arena, schema),
                                         must_parse(arena, instance), &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, code);
    assert_memory_equal(&outcome, &untouched, sizeof outcome);
}

static void circles_come_to_an_end(void **state)
{
    assert_ended(*state, "{\"$ref\":\"#\"}", "1", CRD_CODE_SCHEMA_DEPTH);
    assert_ended(*state,
                 "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"not\":{\"$ref\":"
                 "\"#/$defs/b\"}},\"b\":{\"if\":{\"$ref\":\"#/$defs/a\"}}}}",
                 "1", CRD_CODE_SCHEMA_DEPTH);
    assert_ended(*state, "{\"$dynamicAnchor\":\"a\",\"$dynamicRef\":\"#a\"}",
                 "1", CRD_CODE_SCHEMA_DEPTH);
    assert_ended(*state, "{" DRAFT_2019 ",\"$recursiveRef\":\"#\"}", "1",
                 CRD_CODE_SCHEMA_DEPTH);
    assert_ended(*state, "{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"},true]}",
                 "1", CRD_CODE_SCHEMA_DEPTH);
}

/* Forty definitions, each trying the next one twice. */
static void doubling_comes_to_an_end(void **state)
{
    static const char *const KEYWORDS[] = {"anyOf", "allOf", "oneOf"};
    for (size_t k = 0; k < 3; k++) {
        crd_buffer text;
        crd_buffer_init(&text, NULL, 1 << 20);
        crd_buffer_append_text(&text, "{\"$ref\":\"#/$defs/0\",\"$defs\":{");
        for (int i = 0; i < 40; i++) {
            crd_buffer_printf(&text,
                              "\"%d\":{\"%s\":[{\"$ref\":\"#/$defs/%d\"},"
                              "{\"$ref\":\"#/$defs/%d\"}]},",
                              i, KEYWORDS[k], i + 1, i + 1);
        }
        crd_buffer_printf(&text, "\"40\":%s}}", k == 1 ? "true" : "false");
        crd_buffer_append_char(&text, '\0');
        assert_ended(*state, text.data, "1", CRD_CODE_SCHEMA_WORK);
        crd_buffer_free(&text);
    }
}

static void a_catastrophic_pattern_is_none(void **state)
{
    crd_buffer text;
    crd_buffer_init(&text, NULL, 1 << 20);
    crd_buffer_append_char(&text, '"');
    for (int i = 0; i < 100000; i++) {
        crd_buffer_append_char(&text, 'a');
    }
    crd_buffer_append_text(&text, "!\"");
    crd_buffer_append_char(&text, '\0');
    assert_valid(*state, "{\"pattern\":\"^(a+)+$\"}", text.data, false);
    /* At the limit it ends, by name. */
    assert_ended(*state, "{\"pattern\":\"(a?){1000}b\"}", text.data,
                 CRD_CODE_SCHEMA_WORK);
    crd_buffer_free(&text);
}

/* Made in memory, deeper than the reader of JSON would let through. */
static crd_json *nested(crd_arena *arena, const char *keyword, int depth)
{
    crd_json *schema = CRD_NEW(arena, crd_json);
    *schema = crd_json_bool(true);
    for (int i = 0; i < depth; i++) {
        crd_json *outer = CRD_NEW(arena, crd_json);
        *outer = crd_json_object();
        crd_json *list =
            crd_json_add(arena, outer, crd_span_of(keyword), crd_json_array());
        assert_non_null(crd_json_push(arena, list, *schema));
        schema = outer;
    }
    return schema;
}

static void deep_schemas_are_refused(void **state)
{
    const crd_schema *schema;
    crd_schema_outcome o;
    crd_json value = crd_json_null();
    crd_error error;
    assert_int_equal(crd_schema_compile(&schema, *state,
                                        nested(*state, "allOf", 10000),
                                        CRD_SPAN(""), NULL, NULL, NULL, &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_DEPTH);
    assert_int_equal(crd_schema_compile(&schema, *state,
                                        nested(*state, "allOf", 250),
                                        CRD_SPAN(""), NULL, NULL, NULL, &error),
                     CRD_OK);
    assert_int_equal(crd_schema_validate(&o, *state, schema, &value, &error),
                     CRD_OK);
    assert_true(o.valid);
}

static void limits_are_kept(void **state)
{
    const crd_schema *schema;
    crd_schema_limits limits = crd_schema_limits_default();
    crd_schema_outcome o;
    crd_error error;
    limits.subschemas = 3;
    assert_int_equal(compile_with(&schema, *state,
                                  "{\"allOf\":[true,true,true]}", NULL, &limits,
                                  &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_SIZE);
    limits.work = 5;
    assert_int_equal(compile_with(&schema, *state, "{\"items\":true}", NULL,
                                  &limits, &error),
                     CRD_OK);
    assert_int_equal(crd_schema_validate(&o, *state, schema,
                                         must_parse(*state, "[1,2,3,4,5,6]"),
                                         &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_WORK);
    assert_true(strstr(error.message, "more than 5 steps") != NULL);
}

/* Each of many references would look through as many definitions, and short
 * patterns ask for long programs. */
static void compiling_comes_to_an_end(void **state)
{
    enum { COUNT = 30000 };
    const crd_schema *schema;
    crd_error error;
    crd_buffer text;
    crd_buffer_init(&text, NULL, (size_t)8 << 20);
    crd_buffer_append_text(&text, "{\"$defs\":{\"x\":true");
    for (int i = 0; i < COUNT; i++) {
        crd_buffer_printf(&text, ",\"%d\":true", i);
    }
    crd_buffer_append_text(&text, "},\"allOf\":[true");
    for (int i = 0; i < COUNT; i++) {
        crd_buffer_printf(&text, ",{\"$ref\":\"#/$defs/%d\"}", i);
    }
    crd_buffer_append_text(&text, "]}");
    crd_buffer_append_char(&text, '\0');
    assert_int_equal(
        compile_with(&schema, *state, text.data, NULL, NULL, &error),
        CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_SIZE);
    crd_buffer_clear(&text);
    crd_buffer_append_text(&text, "{\"allOf\":[true");
    for (int i = 0; i < 1000; i++) {
        crd_buffer_append_text(&text, ",{\"pattern\":\"a{9999}\"}");
    }
    crd_buffer_append_text(&text, "]}");
    crd_buffer_append_char(&text, '\0');
    assert_int_equal(
        compile_with(&schema, *state, text.data, NULL, NULL, &error),
        CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_SIZE);
    crd_buffer_free(&text);
}

/* 100,001 items, two of them equal and written differently. */
static void large_values_are_not_compared_in_pairs(void **state)
{
    crd_buffer text;
    crd_buffer_init(&text, NULL, (size_t)8 << 20);
    crd_buffer_append_char(&text, '[');
    for (int i = 0; i < 100000; i++) {
        crd_buffer_printf(&text, "{\"n\":%d,\"s\":\"%d\"},", i, i);
    }
    crd_buffer_append_text(&text, "{\"s\":\"70000\",\"n\":7e4}]");
    crd_buffer_append_char(&text, '\0');
    assert_failure(*state, "{\"uniqueItems\":true}", text.data, "",
                   "https://example.org/s#/uniqueItems",
                   "The items 70000 and 100000 are equal.");
    crd_buffer_free(&text);
}

/* ---- Memory ---------------------------------------------------------------
 */

static const char EVERYTHING[] =
    "{\"$id\":\"https://example.org/all\",\"$ref\":\"#/$defs/n\","
    "\"$dynamicAnchor\":\"d\",\"properties\":{\"a\":{\"type\":\"string\"},"
    "\"d\":{\"$dynamicRef\":\"#d\"}},\"patternProperties\":{\"^p\":{\"enum\":"
    "[1,2]}},\"additionalProperties\":{\"contains\":{\"const\":1}},"
    "\"dependencies\":{\"a\":[\"b\"],\"b\":true},\"if\":{\"required\":[\"a\"]},"
    "\"then\":{\"minProperties\":1},\"$defs\":{\"n\":{\"$anchor\":\"n\","
    "\"anyOf\":[{\"unevaluatedProperties\":true},{\"type\":\"array\"}]},"
    "\"m\":{\"$ref\":\"https://json-schema.org/draft/2019-09/schema\"}},"
    "\"not\":{\"$ref\":\"#/$defs/m\",\"uniqueItems\":true,"
    "\"required\":[\"zzz\"]},\"unevaluatedProperties\":false}";

static crd_rc whole_life(crd_span instance, const crd_allocator *allocator,
                         crd_error *error)
{
    crd_arena arena;
    crd_json *root, *value;
    const crd_schema *schema;
    crd_schema_outcome o = {.valid = true};
    crd_rc rc;
    crd_arena_init(&arena, allocator, 0);
    rc = crd_json_parse(&root, &arena, crd_span_of(EVERYTHING), NULL, error);
    if (rc == CRD_OK) {
        rc = crd_schema_compile(&schema, &arena, root, CRD_SPAN(""), NULL, NULL,
                                NULL, error);
    }
    if (rc == CRD_OK) {
        rc = crd_json_parse(&value, &arena, instance, NULL, error);
    }
    if (rc == CRD_OK) {
        rc = crd_schema_validate(&o, &arena, schema, value, error);
        assert_true(rc != CRD_OK || (!o.valid && o.listed > 1));
    }
    crd_arena_free(&arena);
    return rc;
}

static void every_allocation_may_fail(void **state)
{
    crd_buffer instance;
    (void)state;
    crd_buffer_init(&instance, NULL, 1 << 20);
    crd_buffer_append_text(&instance, "{\"a\":1,\"p\":3,\"d\":{\"a\":2}");
    for (int i = 0; i < 200; i++) {
        crd_buffer_printf(&instance, ",\"member %d\":[2,{\"x\":[%d]}]", i, i);
    }
    crd_buffer_append_char(&instance, '}');
    for (size_t allowed = 0;; allowed++) {
        failing_allocator f;
        crd_error error;
        failing_init(&f, allowed);
        crd_rc rc =
            whole_life(crd_buffer_span(&instance), &f.allocator, &error);
        assert_int_equal(f.held, 0);
        if (!f.failed) {
            assert_int_equal(rc, CRD_OK);
            assert_true(allowed > 10);
            break;
        }
        assert_int_equal(rc, CRD_E_MEMORY);
        assert_int_equal(error.code, CRD_CODE_MEMORY);
    }
    crd_buffer_free(&instance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(circles_come_to_an_end),
        WITH_ARENA(doubling_comes_to_an_end),
        WITH_ARENA(a_catastrophic_pattern_is_none),
        WITH_ARENA(deep_schemas_are_refused),
        WITH_ARENA(limits_are_kept),
        WITH_ARENA(compiling_comes_to_an_end),
        WITH_ARENA(large_values_are_not_compared_in_pairs),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("schema_hostile", tests, NULL, NULL);
}
