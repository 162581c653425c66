/* SPDX-License-Identifier: Apache-2.0 */
/* Room schema beyond the outside suite: what is told and what is refused. */
#include "schema_support.h"

#include "schema/decimal.h"
#include "schema/uri.h"

/* ---- What is told ---------------------------------------------------------
 */

static void failures_say_where_and_why(void **state)
{
    crd_arena *a = *state;
    assert_failure(a, "{\"properties\":{\"a/b\":{\"type\":\"string\"}}}",
                   "{\"a/b\":1}", "/a~1b",
                   "https://example.org/s#/properties/a~1b/type",
                   "This must be text, but is a number.");
    assert_failure(a,
                   "{\"properties\":{\"p\":{\"$ref\":\"#/$defs/p\"}},"
                   "\"$defs\":{\"p\":{\"$id\":\"p\",\"required\":[\"n\"]}}}",
                   "{\"p\":{}}", "/p", "https://example.org/p#/required",
                   "The member \"n\" is missing.");
    assert_failure(a, "{\"items\":{\"minimum\":1.50}}", "[2,1]", "/1",
                   "https://example.org/s#/items/minimum",
                   "The number must be at least 1.50.");
    assert_failure(a, "{\"additionalProperties\":false}", "{\"x\":1}", "/x",
                   "https://example.org/s#/additionalProperties",
                   "Nothing may stand here.");
    assert_failure(a, "{\"propertyNames\":{\"maxLength\":2}}", "{\"xyz\":1}",
                   "/xyz", "https://example.org/s#/propertyNames/maxLength",
                   "There are 3 characters; there must be at most 2.");
    assert_failure(a, "{\"uniqueItems\":true}", "[1,{\"a\":1},1.0]", "",
                   "https://example.org/s#/uniqueItems",
                   "The items 0 and 2 are equal.");
    assert_failure(a, "{\"allOf\":[true,{\"pattern\":\"^b\"}]}", "\"a\"", "",
                   "https://example.org/s#/allOf/1/pattern",
                   "The text does not match the pattern ^b");
    assert_failure(a, "false", "0", "", "https://example.org/s#",
                   "Nothing may stand here.");
    assert_failure(a, "{\"$ref\":\"#/x/y\",\"x\":{\"y\":{\"enum\":[1,2]}}}",
                   "3", "", "https://example.org/s#/x/y/enum",
                   "This is none of the 2 values that are allowed.");
}

/* Of an anyOf the one branch for this type tells its own failures. */
static void a_branch_that_was_meant_tells_its_failures(void **state)
{
    static const char SCHEMA[] =
        "{\"anyOf\":[{\"type\":\"string\"},{\"$ref\":\"#/$defs/o\"}],"
        "\"$defs\":{\"o\":{\"type\":\"object\",\"required\":[\"id\"]}}}";
    assert_failure(*state, SCHEMA, "{}", "",
                   "https://example.org/s#/$defs/o/required",
                   "The member \"id\" is missing.");
    assert_failure(*state, SCHEMA, "1", "", "https://example.org/s#/anyOf",
                   "None of the 2 forms that are allowed here fits.");
    assert_failure(*state, "{\"oneOf\":[true,{\"$ref\":\"#/oneOf/0\"}]}", "1",
                   "", "https://example.org/s#/oneOf",
                   "More than one of the 2 forms fits; exactly one may.");
    /* References in a circle do not hold it up. */
    assert_failure(*state,
                   "{\"oneOf\":[false,{\"type\":\"null\","
                   "\"properties\":{\"x\":{\"$ref\":\"#\"}}}]}",
                   "1", "", "https://example.org/s#/oneOf/0",
                   "Nothing may stand here.");
}

static void failures_are_counted_beyond_those_told(void **state)
{
    crd_buffer text;
    crd_schema_outcome o;
    crd_buffer_init(&text, NULL, 1 << 20);
    crd_buffer_append_char(&text, '[');
    for (int i = 0; i < 50; i++) {
        crd_buffer_printf(&text, "%s\"%d\"", i ? "," : "", i);
    }
    crd_buffer_append_text(&text, "]");
    crd_buffer_append_char(&text, '\0');
    o = outcome_of(*state, "{\"items\":{\"type\":\"null\"}}", text.data);
    assert_int_equal(o.listed, CRD_SCHEMA_FAILURES_MAX);
    assert_int_equal(o.total, 50);
    assert_span(o.failures[19].instance, "/19");
    crd_buffer_free(&text);
}

/* One fault is told once: what a failed keyword looked at is not told to be
 * unevaluated as well. */
static void unevaluated_says_nothing_after_a_failure(void **state)
{
    static const char SCHEMA[] =
        "{\"allOf\":[{\"properties\":{\"a\":{\"type\":\"string\"}}}],"
        "\"unevaluatedProperties\":false}";
    assert_failure(*state, SCHEMA, "{\"a\":1}", "/a",
                   "https://example.org/s#/allOf/0/properties/a/type",
                   "This must be text, but is a number.");
    assert_failure(*state, SCHEMA, "{\"a\":\"\",\"b\":1}", "/b",
                   "https://example.org/s#/unevaluatedProperties",
                   "Nothing may stand here.");
}

/* ---- Values ---------------------------------------------------------------
 */

static int compare(const char *a, const char *b)
{
    crd_json x = crd_json_number(crd_span_of(a));
    crd_json y = crd_json_number(crd_span_of(b));
    int c =
        schema_decimal_compare(schema_decimal_of(&x), schema_decimal_of(&y));
    if (c == 0) {
        assert_int_equal(schema_decimal_hash(schema_decimal_of(&x)),
                         schema_decimal_hash(schema_decimal_of(&y)));
    }
    return (c > 0) - (c < 0);
}

static void numbers_are_compared_exactly(void **state)
{
    (void)state;
    assert_int_equal(compare("1", "1.0"), 0);
    assert_int_equal(compare("100", "1e2"), 0);
    assert_int_equal(compare("0.00120", "12E-4"), 0);
    assert_int_equal(compare("0", "-0.000e99"), 0);
    assert_int_equal(compare("9007199254740992", "9007199254740993"), -1);
    assert_int_equal(compare("-9007199254740992", "-9007199254740993"), 1);
    assert_int_equal(compare("1e400", "1e401"), -1);
    assert_int_equal(compare("-1e400", "1e-400"), -1);
    assert_int_equal(compare("1.00000000000000000001", "1"), 1);
    assert_int_equal(compare("99.5", "100"), -1);
    assert_int_equal(compare("1e99999999999999999999", "2"), 1);
    assert_int_equal(compare("1e-99999999999999999999", "0"), 1);
}

static bool is_multiple(const char *a, const char *b)
{
    crd_json x = crd_json_number(crd_span_of(a));
    crd_json y = crd_json_number(crd_span_of(b));
    return schema_decimal_is_multiple(schema_decimal_of(&x),
                                      schema_decimal_of(&y));
}

static void multiples_are_exact(void **state)
{
    (void)state;
    assert_true(is_multiple("0.0075", "0.0001"));
    assert_false(is_multiple("0.00751", "0.0001"));
    assert_true(is_multiple("0.3", "0.1"));
    assert_true(is_multiple("19.99", "0.01"));
    assert_true(is_multiple("-4.5", "1.5"));
    assert_true(is_multiple("0", "7"));
    assert_true(is_multiple("1e308", "0.5"));
    assert_false(is_multiple("1e308", "0.123456789"));
    assert_true(is_multiple("123456789e300", "0.123456789"));
    assert_true(is_multiple("1e999999999999", "1024"));
    assert_false(is_multiple("1e999999999999", "3"));
    assert_false(is_multiple("10", "1e2"));
    assert_true(is_multiple("340282366920938463463374607431768211456",
                            "18446744073709551616"));
    assert_false(is_multiple("340282366920938463463374607431768211457",
                             "18446744073709551616"));
}

static void values_are_equal_as_data(void **state)
{
    crd_arena *a = *state;
    assert_valid(a, "{\"const\":{\"a\":1,\"b\":[1.0]}}",
                 "{\"b\":[1],\"a\":1e0}", true);
    assert_valid(a, "{\"const\":9007199254740993}", "9007199254740992", false);
    assert_valid(a, "{\"enum\":[0,false]}", "null", false);
    assert_valid(a, "{\"enum\":[0]}", "false", false);
    assert_valid(a, "{\"uniqueItems\":true}",
                 "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]", false);
    assert_valid(a, "{\"uniqueItems\":true}",
                 "[1,true,\"1\",[1],{\"1\":1},null,0,false,\"\",[],{}]", true);
    assert_valid(a, "{\"type\":\"integer\"}", "1e400", true);
    assert_valid(a, "{\"type\":\"integer\"}", "1e-400", false);
    assert_valid(a, "{\"maxLength\":1.0}", "\"\xf0\x9f\x90\xb2\"", true);
    assert_valid(a, "{\"minItems\":1e400}", "[1]", false);
}

/* ---- References -----------------------------------------------------------
 */

static void addresses_are_resolved(void **state)
{
    static const char *const CASES[][3] = {
        /* RFC 3986, 5.4 */
        {"http://a/b/c/d;p?q", "g:h", "g:h"},
        {"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
        {"http://a/b/c/d;p?q", "./g", "http://a/b/c/g"},
        {"http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"},
        {"http://a/b/c/d;p?q", "/g", "http://a/g"},
        {"http://a/b/c/d;p?q", "//g", "http://g"},
        {"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
        {"http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y"},
        {"http://a/b/c/d;p?q", ";x", "http://a/b/c/;x"},
        {"http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"},
        {"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
        {"http://a/b/c/d;p?q", "..", "http://a/b/"},
        {"http://a/b/c/d;p?q", "../g", "http://a/b/g"},
        {"http://a/b/c/d;p?q", "../..", "http://a/"},
        {"http://a/b/c/d;p?q", "../../../g", "http://a/g"},
        {"http://a/b/c/d;p?q", "/./g", "http://a/g"},
        {"http://a/b/c/d;p?q", "g.", "http://a/b/c/g."},
        {"http://a/b/c/d;p?q", "..g", "http://a/b/c/..g"},
        {"http://a/b/c/d;p?q", "./g/.", "http://a/b/c/g/"},
        {"http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h"},
        {"http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x"},
        {"http://a", "g", "http://a/g"},
        {"urn:uuid:1", "", "urn:uuid:1"},
        {"", "g", "g"},
        {"", "./g", "g"},
        {"", "a/../../g", "g"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_span(schema_uri_resolve(*state, crd_span_of(CASES[i][0]),
                                       crd_span_of(CASES[i][1])),
                    CASES[i][2]);
    }
    assert_span(schema_uri_decode(*state, CRD_SPAN("a%2Fb%zz%4")), "a/b%zz%4");
}

static void documents_are_asked_for_once(void **state)
{
    static const char *const LIST[][2] = {
        {"https://example.org/a",
         "{\"properties\":{\"b\":{\"$ref\":\"b#n\"},\"s\":{\"$ref\":\"s\"}}}"},
        {"https://example.org/b",
         "{\"$defs\":{\"x\":{\"$anchor\":\"n\",\"minimum\":3}}}"},
        {NULL, NULL}};
    shelf s = {LIST, 0};
    const crd_schema *schema;
    crd_schema_outcome o;
    crd_error error;
    assert_int_equal(compile_with(&schema, *state,
                                  "{\"maxProperties\":2,\"allOf\":[{\"$ref\":"
                                  "\"a\"},{\"$ref\":\"a#/properties/b\"},"
                                  "{\"$ref\":\"b#/$defs/x\"}]}",
                                  &s, NULL, &error),
                     CRD_OK);
    assert_int_equal(s.asked, 2);
    assert_int_equal(crd_schema_validate(&o, *state, schema,
                                         must_parse(*state, "{\"b\":2}"),
                                         &error),
                     CRD_OK);
    assert_int_equal(o.total, 1);
    assert_span(o.failures[0].keyword,
                "https://example.org/b#/$defs/x/minimum");
    assert_int_equal(
        compile_with(&schema, *state, "{\"$ref\":\"c\"}", &s, NULL, &error),
        CRD_E_UNAVAILABLE);
    assert_int_equal(error.code, CRD_CODE_DOCUMENT_UNAVAILABLE);
}

/* Every document names the next. */
static crd_rc load_more(void *context, crd_span *out, crd_arena *arena,
                        crd_span url, crd_error *error)
{
    (void)context;
    (void)error;
    *out =
        crd_arena_printf(arena, "{\"$ref\":\"%.*sx\"}", (int)url.len, url.data);
    return CRD_OK;
}

static void documents_without_end_are_refused(void **state)
{
    const crd_schema *schema;
    crd_error error;
    assert_int_equal(
        crd_schema_compile(&schema, *state,
                           must_parse(*state, "{\"$ref\":\"urn:x\"}"),
                           CRD_SPAN(""), NULL, load_more, NULL, &error),
        CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_SIZE);
}

static void what_cannot_be_compiled_is_refused(void **state)
{
    static const struct {
        const char *text;
        crd_code code;
        const char *pointer;
    } CASES[] = {
        {"1", CRD_CODE_SCHEMA_KEYWORD, ""},
        {"{\"type\":\"text\"}", CRD_CODE_SCHEMA_KEYWORD, "/type"},
        {"{\"type\":[\"null\",1]}", CRD_CODE_SCHEMA_KEYWORD, "/type/1"},
        {"{\"type\":[]}", CRD_CODE_SCHEMA_KEYWORD, "/type"},
        {"{\"minimum\":\"1\"}", CRD_CODE_SCHEMA_KEYWORD, "/minimum"},
        {"{\"multipleOf\":0}", CRD_CODE_SCHEMA_KEYWORD, "/multipleOf"},
        {"{\"multipleOf\":-1}", CRD_CODE_SCHEMA_KEYWORD, "/multipleOf"},
        {"{\"maxLength\":-1}", CRD_CODE_SCHEMA_KEYWORD, "/maxLength"},
        {"{\"maxLength\":1.5}", CRD_CODE_SCHEMA_KEYWORD, "/maxLength"},
        {"{\"enum\":1}", CRD_CODE_SCHEMA_KEYWORD, "/enum"},
        {"{\"pattern\":1}", CRD_CODE_SCHEMA_KEYWORD, "/pattern"},
        {"{\"required\":[1]}", CRD_CODE_SCHEMA_KEYWORD, "/required"},
        {"{\"uniqueItems\":1}", CRD_CODE_SCHEMA_KEYWORD, "/uniqueItems"},
        {"{\"dependentRequired\":{\"a\":1}}", CRD_CODE_SCHEMA_KEYWORD,
         "/dependentRequired"},
        {"{\"dependencies\":{\"a\":1}}", CRD_CODE_SCHEMA_KEYWORD,
         "/dependencies/a"},
        {"{\"properties\":[]}", CRD_CODE_SCHEMA_KEYWORD, "/properties"},
        {"{\"patternProperties\":1}", CRD_CODE_SCHEMA_KEYWORD,
         "/patternProperties"},
        {"{\"allOf\":[]}", CRD_CODE_SCHEMA_KEYWORD, "/allOf"},
        {"{\"allOf\":{}}", CRD_CODE_SCHEMA_KEYWORD, "/allOf"},
        {"{\"not\":1}", CRD_CODE_SCHEMA_KEYWORD, "/not"},
        {"{\"items\":[true]}", CRD_CODE_SCHEMA_KEYWORD, "/items"},
        {"{\"$id\":1}", CRD_CODE_SCHEMA_KEYWORD, "/$id"},
        {"{\"$id\":\"a#b\"}", CRD_CODE_SCHEMA_KEYWORD, "/$id"},
        {"{\"$anchor\":\"\"}", CRD_CODE_SCHEMA_KEYWORD, "/$anchor"},
        {"{\"$anchor\":\"a\",\"not\":{\"$anchor\":\"a\"}}",
         CRD_CODE_SCHEMA_KEYWORD, "/not/$anchor"},
        {"{\"not\":{\"$id\":\"a\"},\"if\":{\"$id\":\"a\"}}",
         CRD_CODE_SCHEMA_KEYWORD, "/if"},
        {"{" DRAFT_2019 ",\"$recursiveRef\":\"#/a\"}", CRD_CODE_SCHEMA_KEYWORD,
         "/$recursiveRef"},
        {"{\"$ref\":1}", CRD_CODE_SCHEMA_KEYWORD, "/$ref"},
        {"{\"$ref\":\"#x\"}", CRD_CODE_SCHEMA_REFERENCE, "/$ref"},
        {"{\"$ref\":\"#/a/0\",\"a\":[]}", CRD_CODE_SCHEMA_REFERENCE, "/$ref"},
        {"{\"$ref\":\"#/a/01\",\"a\":[{},{}]}", CRD_CODE_SCHEMA_REFERENCE,
         "/$ref"},
        {"{\"$ref\":\"#/a\",\"a\":1}", CRD_CODE_SCHEMA_KEYWORD, "/a"},
        {"{\"$ref\":\"other\"}", CRD_CODE_SCHEMA_UNAVAILABLE, NULL},
        {"{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
         CRD_CODE_SCHEMA_DIALECT, "/$schema"},
        {"{\"$schema\":1}", CRD_CODE_SCHEMA_DIALECT, "/$schema"},
        {"{\"$schema\":\"https://json-schema.org/draft/2020-12/meta/"
         "format-assertion\"}",
         CRD_CODE_SCHEMA_VOCABULARY, NULL},
        {"{\"pattern\":\"(\"}", CRD_CODE_SCHEMA_PATTERN, "/pattern"},
        {"{\"patternProperties\":{\"(\":true}}", CRD_CODE_SCHEMA_PATTERN,
         "/patternProperties/("},
        {"{\"pattern\":\"(?<=a)\"}", CRD_CODE_SCHEMA_PATTERN_UNSUPPORTED,
         "/pattern"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_not_compiled(*state, CASES[i].text, CASES[i].code,
                            CASES[i].pointer);
    }
    /* What is never reached does no harm. */
    compiled(*state, "{\"$defs\":{\"x\":{\"$ref\":\"nowhere\"}}}");
}

static void a_metaschema_chooses_the_keywords(void **state)
{
    static const char *const LIST[][2] = {
        {"https://example.org/core-only",
         "{\"$vocabulary\":{\"https://json-schema.org/draft/2020-12/vocab/"
         "core\":true}}"},
        {"https://example.org/like-2019",
         "{\"$schema\":\"https://json-schema.org/draft/2019-09/schema\"}"},
        {"https://example.org/strange",
         "{\"$vocabulary\":{\"https://example.org/v\":true}}"},
        {"https://example.org/none", "{\"$vocabulary\":{}}"},
        {"https://example.org/circle",
         "{\"$schema\":\"https://example.org/circle\"}"},
        {NULL, NULL}};
    static const struct {
        const char *name, *more;
        crd_code code; /* of compiling */
        bool valid;    /* [1] */
    } CASES[] = {
        {"core-only", "\"type\":\"null\",\"items\":false", CRD_CODE_NONE, true},
        {"like-2019", "\"items\":[false]", CRD_CODE_NONE, false},
        {"strange", "\"type\":\"null\"", CRD_CODE_SCHEMA_VOCABULARY, false},
        {"none", "\"type\":\"null\"", CRD_CODE_SCHEMA_DIALECT, false},
        {"circle", "\"type\":\"null\"", CRD_CODE_SCHEMA_DIALECT, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        shelf s = {LIST, 0};
        const crd_schema *schema;
        crd_schema_outcome o;
        crd_error error;
        crd_span text = crd_arena_printf(
            *state, "{\"$schema\":\"https://example.org/%s\",%s}",
            CASES[i].name, CASES[i].more);
        crd_rc rc = compile_with(&schema, *state, text.data, &s, NULL, &error);
        assert_int_equal(rc == CRD_OK ? CRD_CODE_NONE : error.code,
                         CASES[i].code);
        if (rc == CRD_OK) {
            assert_int_equal(crd_schema_validate(&o, *state, schema,
                                                 must_parse(*state, "[1]"),
                                                 NULL),
                             CRD_OK);
            assert_true(o.valid == CASES[i].valid);
        }
    }
}

static void the_metaschemas_describe_themselves(void **state)
{
    size_t count = 0;
    for (const crd_embedded_schema *e = crd_embedded_schemas(); e->url; e++) {
        const char *draft = strstr(e->url, "2019") ? "2019-09" : "2020-12";
        crd_span reference = crd_arena_printf(
            *state, "{\"$ref\":\"https://json-schema.org/draft/%s/schema\"}",
            draft);
        crd_span itself = crd_arena_printf(*state, "{\"$ref\":\"%s\"}", e->url);
        assert_valid(*state, reference.data, e->text, true);
        assert_valid(*state, itself.data, e->text, true);
        assert_valid(*state, reference.data, "{\"minimum\":\"1\"}", false);
        assert_true(count == 0 || strcmp(e[-1].url, e->url) < 0);
        count++;
    }
    assert_int_equal(count, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(failures_say_where_and_why),
        WITH_ARENA(a_branch_that_was_meant_tells_its_failures),
        WITH_ARENA(failures_are_counted_beyond_those_told),
        WITH_ARENA(unevaluated_says_nothing_after_a_failure),
        cmocka_unit_test(numbers_are_compared_exactly),
        cmocka_unit_test(multiples_are_exact),
        WITH_ARENA(values_are_equal_as_data),
        WITH_ARENA(addresses_are_resolved),
        WITH_ARENA(documents_are_asked_for_once),
        WITH_ARENA(documents_without_end_are_refused),
        WITH_ARENA(what_cannot_be_compiled_is_refused),
        WITH_ARENA(a_metaschema_chooses_the_keywords),
        WITH_ARENA(the_metaschemas_describe_themselves),
    };
    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
