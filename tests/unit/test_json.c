/* SPDX-License-Identifier: Apache-2.0 */
/* Room json: what the reader takes, what it refuses, and what it says. */
#include "json_support.h"

#include <stdio.h>
#include <stdlib.h>

#define A70                                                                    \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B70                                                                    \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static crd_span repeat(crd_arena *arena, const char *text, size_t times)
{
    size_t len = strlen(text);
    char *out = crd_arena_alloc(arena, len * times + 1);
    assert_non_null(out);
    for (size_t i = 0; i < times; i++) {
        memcpy(out + i * len, text, len);
    }
    return (crd_span){out, len * times};
}

static void values_keep_their_texts(void **state)
{
    crd_json *root =
        must_parse(*state, " { \"a\" : [ 1.50e+3 , -0 , true,false,null ] ,"
                           "\"b\\u0061\\n\":\"\xc3\xa9\\u00e9\\ud83d\\ude00\","
                           "\"\":{},\"c\":[]}\r\n\t ");
    crd_json *a = crd_json_get(root, "a");
    assert_true(crd_json_is(root, CRD_JSON_OBJECT));
    assert_int_equal(root->len, 4);
    assert_int_equal(root->offset, 1);
    assert_int_equal(a->len, 5);
    assert_span(crd_json_span(&a->as.items[0]), "1.50e+3");
    assert_int_equal(a->as.items[0].as.text[7], '\0');
    assert_int_equal(a->as.items[0].offset, 11);
    assert_span(crd_json_span(&a->as.items[1]), "-0");
    assert_true(crd_json_is(&a->as.items[2], CRD_JSON_TRUE));
    assert_true(crd_json_is(&a->as.items[3], CRD_JSON_FALSE));
    assert_true(crd_json_is(&a->as.items[4], CRD_JSON_NULL));
    assert_span(crd_json_key(&root->as.members[1]), "ba\n");
    assert_span(crd_json_span(&root->as.members[1].value),
                "\xc3\xa9\xc3\xa9\xf0\x9f\x98\x80");
    assert_true(crd_json_is(crd_json_get(root, ""), CRD_JSON_OBJECT));
    for (uint32_t i = 0; i < root->len; i++) {
        crd_span key = crd_json_key(&root->as.members[i]);
        assert_int_equal(root->as.members[i].key_hash,
                         crd_hash(key.data, key.len));
        assert_int_equal(key.data[key.len], '\0');
    }
}

/* Strings of every length, with the interesting byte at every place, so that
 * no way of looking at several bytes at once goes wrong at an edge. */
static void strings_of_every_length(void **state)
{
    static const char *const WRITTEN[] = {"", "\\n", "\xc3\xa9", "\\u00e9",
                                          "\xf0\x9f\x98\x80"};
    static const char *const MEANT[] = {"", "\n", "\xc3\xa9", "\xc3\xa9",
                                        "\xf0\x9f\x98\x80"};
    for (int len = 0; len < 70; len++) {
        for (int at = 0; at <= len; at++) {
            for (size_t m = 0; m < 5; m++) {
                crd_span text =
                    crd_arena_printf(*state, "[\"%.*s%s%.*s\"]", at, A70,
                                     WRITTEN[m], len - at, B70);
                crd_span meant = crd_arena_printf(*state, "%.*s%s%.*s", at, A70,
                                                  MEANT[m], len - at, B70);
                crd_json *root = must_parse(*state, text.data);
                assert_span(crd_json_span(&root->as.items[0]), meant.data);
            }
        }
        crd_arena_reset(*state);
    }
}

/* Security case 1: an empty body, white space, a byte order mark, scalars.
 * The reader takes scalars; that they are no credential is said elsewhere. */
static void nothing_and_nearly_nothing(void **state)
{
    assert_refused(*state, "", CRD_CODE_JSON_EMPTY);
    assert_refused(*state, " \t\r\n ", CRD_CODE_JSON_EMPTY);
    assert_refused(*state, "\xef\xbb\xbf", CRD_CODE_JSON_BOM);
    assert_true(crd_json_is(must_parse(*state, "1"), CRD_JSON_NUMBER));
    assert_true(crd_json_is(must_parse(*state, " 1 "), CRD_JSON_NUMBER));
    assert_true(crd_json_is_text(must_parse(*state, "\"x\""), "x"));
    assert_true(crd_json_is(must_parse(*state, "null"), CRD_JSON_NULL));
    assert_true(crd_json_is(must_parse(*state, "[]"), CRD_JSON_ARRAY));
}

/* Security cases 5, 6, 7: duplicate member names, also spelt with escapes, at
 * the top and inside. */
static void duplicate_names(void **state)
{
    static const struct {
        const char *text, *pointer;
        size_t offset;
    } CASES[] = {
        {"{\"issuer\":\"did:A\",\"issuer\":\"did:B\"}", "/issuer", 18},
        {"{\"issuer\":1,\"\\u0069ssuer\":1}", "/issuer", 12},
        {"{\"a\":[0,{\"proof\":{\"x/~\":1,\"y\":2,\"x\\/~\":3}}]}",
         "/a/1/proof/x~1~0", 32},
        {"[{\"\":1,\"\":2}]", "/0/", 7},
        {"{\"jwk\":{\"kid\":\"a\",\"k\":[{}],\"kid\":\"b\"}}", "/jwk/kid", 27},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_error error;
        assert_int_equal(
            refusal(*state, crd_span_of(CASES[i].text), NULL, &error),
            CRD_CODE_JSON_DUPLICATE_KEY);
        assert_true(error.has_pointer);
        assert_string_equal(error.pointer, CASES[i].pointer);
        assert_int_equal(error.offset, CASES[i].offset);
        assert_int_equal(error.line, 1);
        assert_int_equal(error.column, CASES[i].offset + 1);
    }
    /* The same name in different objects is no duplicate. */
    must_parse(*state, "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}");
}

static crd_span many_members(crd_arena *arena, uint32_t count, uint32_t twice)
{
    crd_buffer b;
    crd_span text;
    crd_buffer_init(&b, NULL, 1 << 28);
    crd_buffer_append_char(&b, '{');
    for (uint32_t i = 0; i < count; i++) {
        crd_buffer_printf(&b, "%s\"k%u\":0", i ? "," : "", i);
    }
    crd_buffer_printf(&b, ",\"k%u\":0}", twice);
    text = crd_arena_copy(arena, crd_buffer_span(&b));
    crd_buffer_free(&b);
    return text;
}

static void duplicates_are_found_in_objects_of_any_size(void **state)
{
    for (uint32_t count = 1; count < 300; count += 7) {
        for (uint32_t twice = 0; twice < count; twice += 5) {
            crd_error error;
            crd_span text = many_members(*state, count, twice);
            char pointer[16];
            snprintf(pointer, sizeof pointer, "/k%u", twice);
            assert_int_equal(refusal(*state, text, NULL, &error),
                             CRD_CODE_JSON_DUPLICATE_KEY);
            assert_string_equal(error.pointer, pointer);
            assert_int_equal(error.offset, text.len - 4 - strlen(pointer));
            crd_arena_reset(*state);
        }
    }
}

/* Security cases 8, 9, 10: half a character, or its halves reversed, in a
 * value and in a name. */
static void lone_surrogates(void **state)
{
    static const char *const CASES[] = {
        "\"\\ud800\"",           "\"\\udc00\"",          "\"\\ud800x\"",
        "\"\\ude00\\ud83d\"",    "\"\\ud83d\\ud83d\"",   "\"\\ud83d\\u0041\"",
        "\"\\ud83d\\n\"",        "{\"\\ud800\":1}",      "{\"a\\udfff\":1}",
        "[\"\\udBFF \\udfff\"]", "\"\\ud83d\\\\ude00\"", "\"\\ud83d\\uZZZZ\"",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_refused(*state, CASES[i], CRD_CODE_JSON_SURROGATE);
    }
    assert_span(crd_json_span(must_parse(*state, "\"\\uD83D\\uDE00\"")),
                "\xf0\x9f\x98\x80");
    assert_span(crd_json_span(must_parse(*state, "\"\\uDBFF\\uDFFF\"")),
                "\xf4\x8f\xbf\xbf");
    assert_refused(*state, "\"\\u12G4\"", CRD_CODE_JSON_SYNTAX);
    assert_refused(*state, "\"\\u12", CRD_CODE_JSON_SYNTAX);
}

/* Security case 11: bytes that are not UTF-8, in a value, in a name, outside
 * of strings. */
static void bad_utf8(void **state)
{
    static const char *const BAD[] = {
        "\xff",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xc3\x28",
        "\xe2\x28\xa1",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\x80",
        "\xbf",
        "\xf8\x88\x80\x80\x80",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char text[64];
        snprintf(text, sizeof text, "[\"%s\"]", BAD[i]);
        assert_refused(*state, text, CRD_CODE_JSON_UTF8);
        snprintf(text, sizeof text, "{\"long enough a name %s\":1}", BAD[i]);
        assert_refused(*state, text, CRD_CODE_JSON_UTF8);
        snprintf(text, sizeof text, "[%s]", BAD[i]);
        assert_refused(*state, text, CRD_CODE_JSON_UTF8);
    }
    /* Noncharacters are characters enough (RFC 7493 only advises). */
    must_parse(*state, "\"\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90\\ufffe\"");
    must_parse(*state, "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"");
}

/* Security case 12: UTF-16 and UTF-32, and UTF-8 with a byte order mark. */
static void other_encodings(void **state)
{
    static const struct {
        crd_span text;
        crd_code code;
    } CASES[] = {
        {{"\xef\xbb\xbf{}", 5}, CRD_CODE_JSON_BOM},
        {{"\xff\xfe{\0}\0", 6}, CRD_CODE_JSON_UTF8},
        {{"\xfe\xff\0{\0}", 6}, CRD_CODE_JSON_UTF8},
        {{"\xff\xfe\0\0{\0\0\0}\0\0\0", 12}, CRD_CODE_JSON_UTF8},
        {{"\0\0\xfe\xff\0\0\0{", 8}, CRD_CODE_JSON_SYNTAX},
        {{"{\0}\0", 4}, CRD_CODE_JSON_SYNTAX},
        {{"\0{\0}", 4}, CRD_CODE_JSON_SYNTAX},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_error error;
        assert_int_equal(refusal(*state, CASES[i].text, NULL, &error),
                         CASES[i].code);
    }
    assert_refused(*state, "{} \xef\xbb\xbf", CRD_CODE_JSON_SYNTAX);
}

/* Security case 13: a NUL in a string cuts nothing. */
static void nul_in_strings(void **state)
{
    crd_json *root =
        must_parse(*state, "{\"id\":\"a\\u0000b\",\"i\\u0000d\":\"c\"}");
    crd_span id = crd_json_get_text(root, "id");
    assert_int_equal(id.len, 3);
    assert_memory_equal(id.data, "a\0b", 3);
    assert_false(crd_json_is_text(crd_json_get(root, "id"), "a"));
    assert_null(crd_json_get(root, "i"));
    assert_non_null(crd_json_get_span(root, (crd_span){"i\0d", 3}));
    /* As a byte it is a control character like others. */
    crd_error error;
    assert_int_equal(refusal(*state, (crd_span){"\"a\0b\"", 5}, NULL, &error),
                     CRD_CODE_JSON_SYNTAX);
    assert_int_equal(refusal(*state, (crd_span){"[]\0", 3}, NULL, &error),
                     CRD_CODE_JSON_SYNTAX);
    assert_int_equal(refusal(*state, (crd_span){"12\0", 3}, NULL, &error),
                     CRD_CODE_JSON_SYNTAX);
}

/* Security case 14: composed and decomposed forms are different bytes. */
static void nothing_is_normalised(void **state)
{
    crd_json *root = must_parse(
        *state, "{\"\xc3\xa9\":\"\xc3\xa9\",\"e\xcc\x81\":\"e\xcc\x81\"}");
    assert_int_equal(root->len, 2);
    assert_span(crd_json_get_text(root, "\xc3\xa9"), "\xc3\xa9");
    assert_span(crd_json_get_text(root, "e\xcc\x81"), "e\xcc\x81");
    assert_false(
        crd_json_equal(&root->as.members[0].value, &root->as.members[1].value));
}

/* Security case 18: a number of a megabyte of digits, or of exponent. */
static void numbers_have_a_length(void **state)
{
    crd_error error;
    crd_span digits = repeat(*state, "7", 1 << 20);
    assert_int_equal(refusal(*state, digits, NULL, &error),
                     CRD_CODE_JSON_NUMBER_LENGTH);
    crd_span exponent =
        crd_arena_printf(*state, "[1e%.*s]", (int)digits.len, digits.data);
    assert_int_equal(refusal(*state, exponent, NULL, &error),
                     CRD_CODE_JSON_NUMBER_LENGTH);
    assert_int_equal(error.offset, 1);
    digits.len = 1024;
    assert_int_equal(refusal(*state, digits, NULL, &error), CRD_CODE_NONE);
    digits.len = 1025;
    assert_int_equal(refusal(*state, digits, NULL, &error),
                     CRD_CODE_JSON_NUMBER_LENGTH);
}

/* Security case 19: 100,000 arrays or objects inside each other. */
static void depth_is_limited(void **state)
{
    crd_error error;
    crd_limits limits = crd_limits_default();
    assert_int_equal(refusal(*state, repeat(*state, "[", 100000), NULL, &error),
                     CRD_CODE_JSON_DEPTH);
    assert_int_equal(error.offset, 64);
    assert_int_equal(
        refusal(*state, repeat(*state, "{\"a\":", 100000), NULL, &error),
        CRD_CODE_JSON_DEPTH);
    crd_span fits =
        crd_arena_printf(*state, "%.*s%.*s", 64, repeat(*state, "[", 64).data,
                         64, repeat(*state, "]", 64).data);
    assert_int_equal(refusal(*state, fits, NULL, &error), CRD_CODE_NONE);
    /* The limit can be raised, but not beyond what the C stack bears. */
    limits.json_depth = 1000000;
    assert_int_equal(
        refusal(*state, repeat(*state, "[", 100000), &limits, &error),
        CRD_CODE_JSON_DEPTH);
    assert_int_equal(error.offset, 1024);
    limits.json_depth = 1000;
    fits = crd_arena_printf(*state, "%.*s%.*s", 1000,
                            repeat(*state, "[", 1000).data, 1000,
                            repeat(*state, "]", 1000).data);
    assert_int_equal(refusal(*state, fits, &limits, &error), CRD_CODE_NONE);
}

/* Security case 20: a million members in one object, and too many values. The
 * object is left at its first member too many, before anything is sorted. */
static void members_and_values_are_limited(void **state)
{
    crd_error error;
    crd_limits limits = crd_limits_default();
    crd_span text = many_members(*state, 1000000, 0);
    assert_int_equal(refusal(*state, text, NULL, &error),
                     CRD_CODE_JSON_MEMBERS);
    assert_true(error.offset < 1200000);
    crd_arena_reset(*state);
    text = many_members(*state, 99999, 99999);
    assert_int_equal(refusal(*state, text, NULL, &error), CRD_CODE_NONE);
    limits.json_values = 5;
    assert_int_equal(refusal(*state, CRD_SPAN("[1,2,3,4]"), &limits, &error),
                     CRD_CODE_NONE);
    assert_int_equal(refusal(*state, CRD_SPAN("[1,2,3,[4]]"), &limits, &error),
                     CRD_CODE_JSON_VALUES);
}

/* Fills `name` with 16 plain characters whose crd_hash is always the same:
 * the second word undoes what the first did to the state. */
static void colliding_name(char name[17], uint64_t *seed)
{
    for (;;) {
        uint64_t state = 0x9e3779b97f4a7c15u ^ (16 * 0xff51afd7ed558ccdu);
        uint64_t first, second;
        bool plain = true;
        for (int i = 0; i < 8; i++) {
            *seed = *seed * 6364136223846793005u + 1442695040888963407u;
            name[i] = (char)('a' + (*seed >> 33) % 26);
        }
        memcpy(&first, name, 8);
        state = (state ^ first) * 0x9fb21c651e98df25u;
        state ^= state >> 32;
        second = state ^ 0x4142434445464748u;
        memcpy(name + 8, &second, 8);
        name[16] = '\0';
        for (int i = 8; i < 16; i++) {
            plain = plain && name[i] >= 0x20 && name[i] < 0x7f &&
                    name[i] != '"' && name[i] != '\\';
        }
        if (plain) {
            return;
        }
    }
}

/* Security case 20: names chosen to have one hash are told apart, and a
 * duplicate among them is found. */
static void colliding_names(void **state)
{
    enum { NAMES = 500 };
    crd_buffer b;
    crd_error error;
    char name[17];
    uint64_t seed = 1;
    uint32_t hash = 0;
    crd_buffer_init(&b, NULL, 1 << 20);
    for (int i = 0; i < NAMES; i++) {
        colliding_name(name, &seed);
        hash = i ? hash : crd_hash(name, 16);
        assert_int_equal(crd_hash(name, 16), hash);
        crd_buffer_printf(&b, "%c\"%s\":%d", i ? ',' : '{', name, i);
    }
    crd_buffer_append_char(&b, '}');
    crd_span text = crd_arena_copy(*state, crd_buffer_span(&b));
    assert_int_equal(refusal(*state, text, NULL, &error), CRD_CODE_NONE);
    crd_json *root = must_parse(*state, text.data);
    assert_int_equal(root->len, NAMES);
    assert_ptr_equal(crd_json_get(root, name),
                     &root->as.members[NAMES - 1].value);
    b.len--;
    crd_buffer_printf(&b, ",\"%s\":0}", name);
    assert_int_equal(refusal(*state, crd_buffer_span(&b), NULL, &error),
                     CRD_CODE_JSON_DUPLICATE_KEY);
    crd_buffer_free(&b);
}

/* Security case 20: names that differ at their very end only. */
static void alike_names(void **state)
{
    crd_buffer b;
    crd_error error;
    crd_buffer_init(&b, NULL, 1 << 28);
    for (int i = 0; i < 20000; i++) {
        crd_buffer_printf(&b, "%c\"%0200d\":0", i ? ',' : '{',
                          (i * 7919) % 20000);
    }
    crd_buffer_append_char(&b, '}');
    assert_int_equal(refusal(*state, crd_buffer_span(&b), NULL, &error),
                     CRD_CODE_NONE);
    crd_buffer_free(&b);
}

/* Security case 21: a string of 64 MB, and one byte over the limit. */
static void documents_have_a_size(void **state)
{
    crd_limits limits = crd_limits_default();
    crd_error error;
    crd_span text = repeat(*state, " ", 64 << 20);
    assert_int_equal(refusal(*state, text, NULL, &error), CRD_CODE_LIMIT_BYTES);
    limits.document_bytes = 10;
    assert_int_equal(refusal(*state, CRD_SPAN("\"12345678\""), &limits, &error),
                     CRD_CODE_NONE);
    assert_int_equal(
        refusal(*state, CRD_SPAN("\"123456789\""), &limits, &error),
        CRD_CODE_LIMIT_BYTES);
}

/* Security case 22: what looks like JSON to others. */
static void trailing_bytes_and_loose_syntax(void **state)
{
    static const char *const CASES[] = {
        "{} {}",
        "{}x",
        "[],",
        "1 2",
        "12x",
        "\"a\"\"b\"",
        "{}//",
        "/**/{}",
        "{\"a\":1,}",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "{,}",
        "{'a':1}",
        "['a']",
        "[NaN]",
        "[Infinity]",
        "[-]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[01]",
        "[-01]",
        "[1e]",
        "[1e+]",
        "[0x10]",
        "[True]",
        "[nul]",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\"}",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "[",
        "{",
        "{\"a\"",
        "{\"a\":",
        "[1",
        "[1,",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u\"",
        "]",
        "}",
        ",",
        ":",
        "[\"\t\"]",
        "[\"\x1f\"]",
        "[1\v]",
        "[\"\n\"]",
        "{1:2}",
        "{\"a\":1 \"b\":2}",
        "tru",
        "truex",
        "-",
        "--1",
        "[1e1.5]",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_refused(*state, CASES[i], CRD_CODE_JSON_SYNTAX);
    }
}

static void a_refusal_names_its_place(void **state)
{
    crd_error error;
    assert_int_equal(
        refusal(*state, CRD_SPAN("{\n \"\xc3\xa9\": x}"), NULL, &error),
        CRD_CODE_JSON_SYNTAX);
    assert_int_equal(error.offset, 9);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 7);
    assert_false(error.has_pointer);
    assert_string_equal(error.message, "Expected a value, found x.");
    refusal(*state, CRD_SPAN("[1,\r\n2,\r3,\n\n 4"), NULL, &error);
    assert_int_equal(error.line, 5);
    assert_int_equal(error.column, 3);
    assert_string_equal(error.message,
                        "The text ends where a comma or ] was expected.");
    refusal(*state, CRD_SPAN("12x"), NULL, &error);
    assert_string_equal(
        error.message,
        "Expected the end of the text after the value, found x.");
}

static void a_prefix_can_be_read(void **state)
{
    static const struct {
        const char *text;
        size_t used;
    } CASES[] = {
        {"{\"a\":[\"]}\\\"\"]}\n{\"b\":1}", 15},
        {" 12  13", 5},
        {"[] x", 3},
        {"\"a\"x", 3},
        {"{}", 2},
        {"{}{}", 2},
        {"true\r\n\r\nfalse", 8},
        {"[[],[1]]]", 8},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_json *root;
        crd_error error;
        size_t used = 99;
        assert_int_equal(crd_json_parse_prefix(&root, &used, *state,
                                               crd_span_of(CASES[i].text), NULL,
                                               &error),
                         CRD_OK);
        assert_int_equal(used, CASES[i].used);
    }
    static const char *const BAD[] = {"",  " ", "[1",   "{\"a\":]}",
                                      "]", "x", "\"\\", "\""};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_json *root;
        crd_error error;
        size_t used;
        assert_int_not_equal(crd_json_parse_prefix(&root, &used, *state,
                                                   crd_span_of(BAD[i]), NULL,
                                                   &error),
                             CRD_OK);
    }
}

/* Reading line by line costs what the lines cost, not their square: the arena
 * would not hold a copy of the rest of the text for each of them. */
static void a_prefix_copies_only_itself(void **state)
{
    crd_arena small;
    crd_span text = repeat(*state, "{\"a\":[1,2,3]}\n", 20000);
    size_t lines = 0;
    crd_arena_init(&small, NULL, 16 << 20);
    while (text.len) {
        crd_json *root;
        crd_error error;
        size_t used;
        assert_int_equal(
            crd_json_parse_prefix(&root, &used, &small, text, NULL, &error),
            CRD_OK);
        text.data += used;
        text.len -= used;
        lines++;
    }
    assert_int_equal(lines, 20000);
    crd_arena_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(values_keep_their_texts),
        WITH_ARENA(strings_of_every_length),
        WITH_ARENA(nothing_and_nearly_nothing),
        WITH_ARENA(duplicate_names),
        WITH_ARENA(duplicates_are_found_in_objects_of_any_size),
        WITH_ARENA(lone_surrogates),
        WITH_ARENA(bad_utf8),
        WITH_ARENA(other_encodings),
        WITH_ARENA(nul_in_strings),
        WITH_ARENA(nothing_is_normalised),
        WITH_ARENA(numbers_have_a_length),
        WITH_ARENA(depth_is_limited),
        WITH_ARENA(members_and_values_are_limited),
        WITH_ARENA(colliding_names),
        WITH_ARENA(alike_names),
        WITH_ARENA(documents_have_a_size),
        WITH_ARENA(trailing_bytes_and_loose_syntax),
        WITH_ARENA(a_refusal_names_its_place),
        WITH_ARENA(a_prefix_can_be_read),
        WITH_ARENA(a_prefix_copies_only_itself),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
