/* SPDX-License-Identifier: Apache-2.0 */
/* Room json: writing, canonical form and numbers. */
#include "json_support.h"

#include <stdio.h>
#include <stdlib.h>

static crd_code canonical_code(crd_arena *arena, const char *text)
{
    crd_buffer b;
    crd_error error;
    crd_rc rc;
    crd_buffer_init(&b, NULL, 1 << 20);
    crd_error_clear(&error);
    rc = crd_jcs_write(&b, must_parse(arena, text), &error);
    crd_buffer_free(&b);
    return rc == CRD_OK ? CRD_CODE_NONE : error.code;
}

static void assert_canonical(crd_arena *arena, const char *text,
                             const char *wanted)
{
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1 << 20);
    assert_int_equal(crd_jcs_write(&b, must_parse(arena, text), NULL), CRD_OK);
    assert_span(crd_buffer_span(&b), wanted);
    crd_buffer_free(&b);
}

static void assert_double(const char *text, double value)
{
    crd_json number = crd_json_number(crd_span_of(text));
    double got;
    assert_int_equal(crd_json_double(&got, &number, NULL), CRD_OK);
    if (got != value) {
        fail_msg("%s is %.17g, not %.17g", text, got, value);
    }
}

static void assert_shortest(double value, const char *wanted)
{
    char text[CRD_DOUBLE_TEXT_MAX];
    size_t len = crd_double_write(text, value);
    assert_span((crd_span){text, len}, wanted);
}

/* Security case 146: a report that is JSON can be looked at on a terminal. */
static void what_a_terminal_obeys_is_escaped(void **state)
{
    static const char TEXT[] =
        "a\x1b\"\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8d\xd7\x9c\xf3\xa0\x80\xa1z";
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1 << 12);
    crd_json_write_shown(&b, crd_span_of(TEXT));
    assert_span(crd_buffer_span(&b),
                "\"a\\u001b\\\"\\u007f\\u009b\\u202e\xe2\x80\x8d\xd7\x9c"
                "\\udb40\\udc21z\"");
    crd_buffer_append_char(&b, '\0');
    assert_true(crd_span_is(crd_json_span(must_parse(*state, b.data)), TEXT));
    crd_buffer_clear(&b);
    crd_json_write_shown(&b, CRD_SPAN_NONE);
    assert_span(crd_buffer_span(&b), "\"\"");
    crd_buffer_free(&b);
}

static void what_is_read_is_written(void **state)
{
    static const char TEXT[] =
        "{\"z\":[1.50e+3,-0,1E400,12345678901234567890],\"a\":\"\\u0000\\b\\t"
        "\\n\\f\\r\\u001f\\\"\\\\/\x7f\xe2\x80\xa8\",\"\":{},\"e\":[[],{}],"
        "\"l\":[true,false,null]}";
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1 << 20);
    crd_json_write(&b, must_parse(*state, TEXT));
    assert_span(crd_buffer_span(&b), TEXT);
    crd_buffer_clear(&b);
    crd_json_write_pretty(&b, must_parse(*state, "{\"a\":[1,{}],\"b\":[]}"));
    assert_span(crd_buffer_span(&b), "{\n  \"a\": [\n    1,\n    {}\n  ],\n"
                                     "  \"b\": []\n}");
    crd_buffer_free(&b);
}

/* Every length and every place of a byte that must be escaped. */
static void strings_are_escaped_at_every_place(void **state)
{
    (void)state;
    for (size_t len = 1; len < 70; len++) {
        for (size_t at = 0; at < len; at++) {
            char text[80], wanted[80];
            crd_buffer b;
            memset(text, 'a', len);
            text[at] = '\n';
            wanted[0] = '"';
            memset(wanted + 1, 'a', len + 1);
            memcpy(wanted + 1 + at, "\\n", 2);
            memcpy(wanted + len + 2, "\"", 2);
            crd_buffer_init(&b, NULL, 1000);
            crd_json_write_string(&b, (crd_span){text, len});
            assert_span(crd_buffer_span(&b), wanted);
            crd_buffer_free(&b);
        }
    }
}

/* Security case 15: names beyond U+FFFF sort by their UTF-16 units. */
static void names_sort_by_utf16(void **state)
{
    /* U+FB33 is one unit FB33; U+1F600 is D83D DE00, and comes before. */
    assert_canonical(*state,
                     "{\"\xef\xac\xb3\":1,\"\xf0\x9f\x98\x80\":2,"
                     "\"\xee\x80\x80\":3,\"\xed\x9f\xbf\":4,\"z\":5,\"\":6}",
                     "{\"\":6,\"z\":5,\"\xed\x9f\xbf\":4,"
                     "\"\xf0\x9f\x98\x80\":2,\"\xee\x80\x80\":3,"
                     "\"\xef\xac\xb3\":1}");
    /* The same behind a beginning longer than any prefix. */
    assert_canonical(*state,
                     "{\"abcdefgh\xef\xac\xb3\":1,"
                     "\"abcdefgh\xf0\x9f\x98\x80\":2,\"abcdefgh\":3}",
                     "{\"abcdefgh\":3,\"abcdefgh\xf0\x9f\x98\x80\":2,"
                     "\"abcdefgh\xef\xac\xb3\":1}");
    assert_canonical(*state, "{\"a\\u0000\":1,\"a\":2,\"a\\u0000\\u0000\":3}",
                     "{\"a\":2,\"a\\u0000\":1,\"a\\u0000\\u0000\":3}");
}

/* Objects of every size come out sorted, whatever order they come in. */
static void objects_of_every_size_are_sorted(void **state)
{
    for (int count = 1; count < 200; count++) {
        crd_json object = crd_json_object();
        crd_buffer got, wanted;
        crd_buffer_init(&got, NULL, 1 << 20);
        crd_buffer_init(&wanted, NULL, 1 << 20);
        for (int i = 0; i < count; i++) {
            crd_span key =
                crd_arena_printf(*state, "member %03d", (i * 7919) % count);
            if (!crd_json_get_span(&object, key)) {
                crd_json_add(*state, &object, key, crd_json_null());
            }
        }
        for (uint32_t i = 0; i < object.len; i++) {
            crd_buffer_printf(&wanted, "%c\"member %03u\":null", i ? ',' : '{',
                              i);
        }
        crd_buffer_append_char(&wanted, '}');
        if (object.len == (uint32_t)count) {
            assert_int_equal(crd_jcs_write(&got, &object, NULL), CRD_OK);
            assert_true(crd_span_equal(crd_buffer_span(&got),
                                       crd_buffer_span(&wanted)));
        }
        crd_buffer_free(&got);
        crd_buffer_free(&wanted);
        crd_arena_reset(*state);
    }
}

/* Security case 16: U+2028, U+2029 and U+007F are not escaped. */
static void canonical_strings(void **state)
{
    assert_canonical(*state,
                     "\"\\u2028\\u2029\\u007f\\/\\u00e9\\u001F\\u0008\"",
                     "\"\xe2\x80\xa8\xe2\x80\xa9\x7f/\xc3\xa9\\u001f\\b\"");
}

/* Security case 17: one rule for numbers. Not finite, or an integer literal
 * beyond 2^53: refused. -0 is 0, and what is too small for a double is 0. */
static void canonical_numbers(void **state)
{
    static const char *const REFUSED[] = {"1e400",
                                          "-1e400",
                                          "1E999999999999999999999",
                                          "9007199254740993",
                                          "-9007199254740993",
                                          "9223372036854775808",
                                          "100000000000000000000",
                                          "18446744073709551617",
                                          "1e20",
                                          "9007199254740994.0",
                                          "47409954725474099.1"};
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        assert_int_equal(canonical_code(*state, REFUSED[i]),
                         CRD_CODE_JSON_NUMBER_RANGE);
    }
    assert_canonical(*state, "-0", "0");
    assert_canonical(*state, "-0.0e5", "0");
    assert_canonical(*state, "1E-999", "0");
    assert_canonical(*state, "-1e-999999999999999999999", "0");
    assert_canonical(*state, "0e999999999999999999999", "0");
    assert_canonical(*state, "9007199254740992", "9007199254740992");
    assert_canonical(*state, "-9007199254740992", "-9007199254740992");
    assert_canonical(*state, "1.000000000000000005", "1");
    assert_canonical(*state, "9007199254740993.0", "9007199254740992");
    assert_canonical(*state, "1e21", "1e+21");
    assert_canonical(*state, "1e30", "1e+30");
    assert_canonical(*state, "333333333.33333329", "333333333.3333333");
    assert_canonical(*state, "4.50", "4.5");
    assert_canonical(*state, "2e-3", "0.002");
}

static void a_member_is_left_out(void **state)
{
    crd_json *root =
        must_parse(*state, "{\"proof\":1,\"b\":{\"proof\":2},\"a\":0}");
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1000);
    assert_int_equal(crd_jcs_write_without(&b, root, CRD_SPAN("proof"), NULL),
                     CRD_OK);
    assert_span(crd_buffer_span(&b), "{\"a\":0,\"b\":{\"proof\":2}}");
    crd_buffer_clear(&b);
    assert_int_equal(crd_jcs_write_without(&b, root, CRD_SPAN("c"), NULL),
                     CRD_OK);
    assert_span(crd_buffer_span(&b), "{\"a\":0,\"b\":{\"proof\":2},"
                                     "\"proof\":1}");
    crd_buffer_free(&b);
}

static void texts_become_the_nearest_double(void **state)
{
    char digits[900];
    crd_json number;
    crd_error error;
    double value;
    (void)state;
    assert_double("0.1", 0.1);
    assert_double("-12.50", -12.5);
    assert_double("1e22", 1e22);
    assert_double("1e23", 1e23);
    assert_double("123456789012345678", 123456789012345678.0);
    assert_double("0.000000000000000000000000000001", 1e-30);
    assert_double("1000000000000000000000000000000000e-33", 1.0);
    assert_double("2.2250738585072011e-308", 2.2250738585072011e-308);
    assert_double("4.9e-324", 5e-324);
    assert_double("2.4703282292062327e-324", 0);
    assert_double("1.7976931348623157e308", 1.7976931348623157e308);
    /* Halfway between 1 and the next double, and a trifle above: the trifle
     * stands behind more digits than are ever looked at one by one. */
    snprintf(digits, sizeof digits,
             "1.00000000000000011102230246251565404236316680908203125%0*d", 840,
             0);
    assert_double(digits, 1.0);
    digits[strlen(digits) - 1] = '1';
    assert_double(digits, 1.0000000000000002);
    number = crd_json_text("1");
    assert_int_equal(crd_json_double(&value, &number, &error), CRD_E_VALUE);
    number = crd_json_number(CRD_SPAN("1e309"));
    assert_int_equal(crd_json_double(&value, &number, &error), CRD_E_VALUE);
    assert_int_equal(error.code, CRD_CODE_JSON_NUMBER_RANGE);
}

static void doubles_become_the_shortest_text(void **state)
{
    char text[CRD_DOUBLE_TEXT_MAX];
    double infinite = 1e308 * 10;
    (void)state;
    assert_shortest(0.0, "0");
    assert_shortest(-0.0, "0");
    assert_shortest(-1.0, "-1");
    assert_shortest(0.1, "0.1");
    assert_shortest(0.1 + 0.2, "0.30000000000000004");
    assert_shortest(1e20, "100000000000000000000");
    assert_shortest(1e21, "1e+21");
    assert_shortest(123456789012345680000.0, "123456789012345680000");
    assert_shortest(1e-6, "0.000001");
    assert_shortest(1e-7, "1e-7");
    assert_shortest(1.5e-9, "1.5e-9");
    assert_shortest(5e-324, "5e-324");
    assert_shortest(1.7976931348623157e308, "1.7976931348623157e+308");
    assert_shortest(9007199254740992.0, "9007199254740992");
    assert_shortest(9007199254740994.0, "9007199254740994");
    /* 2^-44: the 16 digits nearest to it are those of its lower neighbour. */
    assert_shortest(5.684341886080802e-14, "5.684341886080802e-14");
    assert_int_equal(crd_double_write(text, infinite), 0);
    assert_int_equal(crd_double_write(text, infinite - infinite), 0);
}

/* The digits of `text`, without zeros in front, as a whole number. */
static uint64_t digits_of(const char *text, size_t len)
{
    uint64_t digits = 0;
    for (size_t i = 0; i < len && text[i] != 'e'; i++) {
        if (text[i] != '.') {
            digits = digits * 10 + (uint64_t)(text[i] - '0');
        }
    }
    return digits;
}

/* Of every power of two: the text reads back, and with one digit less neither
 * the number below nor the one above does. */
static void no_text_is_longer_than_needed(void **state)
{
    double power = 5e-324;
    int shortened = 0;
    (void)state;
    for (int i = 0; i < 2098; i++, power *= 2) {
        char text[CRD_DOUBLE_TEXT_MAX], shorter[64];
        size_t len = crd_double_write(text, power);
        text[len] = '\0';
        assert_true(strtod(text, NULL) == power);
        const char *e = strchr(text, 'e');
        uint64_t digits = digits_of(text, len);
        if (!e || digits < 10) {
            continue;
        }
        int exponent = (int)strtol(e + 1, NULL, 10) - (int)(e - text) + 2;
        for (uint64_t up = 0; up < 2; up++) {
            snprintf(shorter, sizeof shorter, "%llue%d",
                     (unsigned long long)(digits / 10 + up), exponent + 1);
            assert_true(strtod(shorter, NULL) != power);
        }
        snprintf(shorter, sizeof shorter, "%llue%d", (unsigned long long)digits,
                 exponent);
        assert_true(strtod(shorter, NULL) == power);
        shortened++;
    }
    assert_true(shortened > 1900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(what_is_read_is_written),
        WITH_ARENA(what_a_terminal_obeys_is_escaped),
        WITH_ARENA(strings_are_escaped_at_every_place),
        WITH_ARENA(names_sort_by_utf16),
        WITH_ARENA(objects_of_every_size_are_sorted),
        WITH_ARENA(canonical_strings),
        WITH_ARENA(canonical_numbers),
        WITH_ARENA(a_member_is_left_out),
        WITH_ARENA(texts_become_the_nearest_double),
        WITH_ARENA(doubles_become_the_shortest_text),
        WITH_ARENA(no_text_is_longer_than_needed),
    };
    return cmocka_run_group_tests_name("json_write", tests, NULL, NULL);
}
