/* SPDX-License-Identifier: Apache-2.0 */
/* Room schema: regular expressions (ECMA-262, 22.2) without backtracking. */
#include "json_support.h"

#include <stdlib.h>

#include "failing_allocator.h"
#include "schema/pattern.h"
#include "schema/unicode_category.h"

#define STEPS 10000000u

static bool matches(crd_arena *arena, const char *pattern, crd_span text)
{
    const schema_pattern *compiled = NULL;
    schema_matcher matcher = {.arena = arena, .work = STEPS};
    crd_error error;
    bool found = false;
    if (schema_pattern_compile(&compiled, arena, crd_span_of(pattern),
                               &error) != CRD_OK) {
        fail_msg("%s: %s", pattern, error.message);
    }
    if (schema_pattern_match(&found, &matcher, compiled, text, &error) !=
        CRD_OK) {
        fail_msg("%s: %s", pattern, error.message);
    }
    return found;
}

typedef struct pattern_case {
    const char *pattern, *yes, *no; /* NULL: none */
} pattern_case;

static void check_all(crd_arena *arena, const pattern_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const pattern_case *c = &cases[i];
        if (c->yes && !matches(arena, c->pattern, crd_span_of(c->yes))) {
            fail_msg("%s does not match \"%s\"", c->pattern, c->yes);
        }
        if (c->no && matches(arena, c->pattern, crd_span_of(c->no))) {
            fail_msg("%s matches \"%s\"", c->pattern, c->no);
        }
    }
}

#define CHECK_ALL(arena, cases)                                                \
    check_all(arena, cases, sizeof(cases) / sizeof *(cases))

static void the_grammar_of_patterns(void **state)
{
    static const pattern_case CASES[] = {
        {"", "", NULL},
        {"a+", "xxaayy", "xyz"},
        {"^a*$", "", "ab"},
        {"^a*$", "aaa", "aab"},
        {"^abc$", "abc", "abc\n"},
        {"^(?:)$", "", "a"},
        {"^a?b$", "b", "aab"},
        {"^a??b$", "ab", "aab"},
        {"^(ab|cd)+?$", "abcdab", "abc"},
        {"^(a|)b$", "b", "cb"},
        {"a|^b|c$", "xxc", "xbx"},
        {"^a{2}$", "aa", "aaa"},
        {"^a{2,}$", "aaaa", "a"},
        {"^a{2,3}$", "aaa", "aaaa"},
        {"^a{0}b$", "b", "ab"},
        {"^(a{2}){2}$", "aaaa", "aaa"},
        {"^(?<year>[0-9]{4})$", "2026", "20 6"},
        {"^.$", "x", "\n"},
        {"^.$", "\xf0\x9f\x90\xb2", "\xe2\x80\xa8"},
        {"^[^]$", "\n", ""},
        {"a[]", NULL, "a"},
        {"^$", "", "a"},
        {"^^a$$", "a", "b"},
        {"(^)*a", "ba", "b"},
    };
    CHECK_ALL(*state, CASES);
}

static void classes_and_escapes(void **state)
{
    static const pattern_case CASES[] = {
        {"^[a-c]$", "b", "d"},
        {"^[^a-c]$", "d", "b"},
        {"^[a-]$", "-", "b"},
        {"^[-a]$", "-", "b"},
        {"^[\\]]$", "]", "["},
        {"^[\\w-.]+$", "a-.9", "!"},
        {"^[\\b]$", "\b", "b"},
        {"^[|-|]$", "|", "-"},
        {"^[z-~a]+$", "a~z|", "b"},
        {"^\\d$", "7", "\xd9\xa7"},
        {"^\\D$", "\xd9\xa7", "7"},
        {"^\\w$", "_", "\xc3\xa9"},
        {"^\\W$", "\xc3\xa9", "_"},
        {"^\\s$", "\xef\xbb\xbf", "_"},
        {"^\\S$", "_", "\xe2\x80\x89"},
        {"^[\\D\\d]$", "7", ""},
        {"^\\t\\n\\v\\f\\r$", "\t\n\v\f\r", "t"},
        {"^\\cC\\cc$", "\003\003", "\\cC"},
        {"^\\x41\\u0042\\u{43}$", "ABC", "abc"},
        {"^\\u{1F432}$", "\xf0\x9f\x90\xb2", "\xf0\x9f\x90\xb3"},
        {"^\\ud83d\\udc32$", "\xf0\x9f\x90\xb2", "\xf0\x9f\x90\xb3"},
        {"^[\\ud83d\\udc32]$", "\xf0\x9f\x90\xb2", "\xf0\x9f\x90\xb3"},
        {"\\ud83d", NULL, "\xf0\x9f\x90\xb2"},
        {"^\\/\\.\\-\\@\\_$", "/.-@_", "/.-@"},
        {"^a{,2}$", "a{,2}", "aa"},
        {"^a{b}]$", "a{b}]", "ab"},
        {"\\bcat\\b", "a cat sat", "concat"},
        {"\\Bcat", "concat", "a cat"},
    };
    CHECK_ALL(*state, CASES);
    assert_true(matches(*state, "^\\0$", (crd_span){"\0", 1}));
    assert_true(matches(*state, "^a.b$", (crd_span){"a\0b", 3}));
}

static void unicode_categories(void **state)
{
    static const pattern_case CASES[] = {
        {"^\\p{Letter}+$", "Hello", "123"},
        {"^\\p{L}$", "\xcf\x80", "1"},
        {"^\\P{L}$", "1", "\xcf\x80"},
        {"^\\p{Lu}\\p{Ll}$", "\xc3\x89\xc3\xa9", "\xc3\xa9\xc3\x89"},
        {"^\\p{General_Category=Nd}$", "\xd9\xa7", "a"},
        {"^\\p{gc=digit}$", "\xe0\xa7\xaa", "\xc2\xbd"},
        {"^[\\p{L}\\p{M} '-]+$", "Ana\xc3\xafs O'Neil-\xe0\xa4\x95\xe0\xa4\xbf",
         "R2D2"},
        {"^[^\\p{L}]$", "!", "\xe4\xb8\xad"},
        {"^\\p{Any}$", "\xf4\x8f\xbf\xbf", ""},
        {"^\\p{Assigned}$", "a", "\xf4\x8f\xbf\xbf"},
        {"^\\p{ASCII}$", "a", "\xc3\xa9"},
        {"^\\P{ASCII}$", "\xc3\xa9", "a"},
    };
    CHECK_ALL(*state, CASES);
    /* Each character has one category, and the table ends with the last. */
    for (uint32_t code = 0; code <= 0x10ffff; code += 7) {
        uint32_t bit = schema_category_of(code);
        assert_true(bit != 0 && (bit & (bit - 1)) == 0);
    }
    assert_int_equal(schema_category_of(0x10ffff),
                     schema_category_set(CRD_SPAN("Unassigned")));
    assert_int_equal(schema_category_of(0xd800),
                     schema_category_set(CRD_SPAN("Cs")));
}

static void lookahead(void **state)
{
    static const pattern_case CASES[] = {
        {"^(?=.*[0-9])(?=.*[a-z]).{4,}$", "ab12", "abcd"},
        {"^(?!http:)", "https://x", "http://x"},
        {"a(?=b)", "ab", "ac"},
        {"a(?!b)", "ac", "ab"},
        {"^(?:(?!foo).)*$", "bar fo", "a foo"},
        {"^(?=(?!b)a)", "a", "b"},
        {"(?=$)", "", NULL},
        {"^(?=a)*b$", "b", "ab"},
    };
    CHECK_ALL(*state, CASES);
}

static void refused(crd_arena *arena, const char *pattern, crd_code code)
{
    const schema_pattern *compiled = NULL;
    crd_error error;
    crd_rc rc =
        schema_pattern_compile(&compiled, arena, crd_span_of(pattern), &error);
    if (rc == CRD_OK || error.code != code) {
        fail_msg("%s gave %s", pattern,
                 rc == CRD_OK ? "no error" : crd_code_get(error.code)->word);
    }
    assert_null(compiled);
}

static void what_is_no_pattern_is_refused(void **state)
{
    static const char *const WRONG[] = {
        "(",           ")",     "a)",     "[",    "[a",     "\\",
        "[\\",         "*a",    "a**",    "|+",   "a{2,1}", "[b-a]",
        "\\u{110000}", "\\u{}", "\\uD8",  "\\x4", "\\q",    "\\00",
        "\\p",         "\\p{L", "(?<>a)", "(?<n", "[\\d-",  "\\c1"};
    static const char *const NOT_OFFERED[] = {
        "(a)\\1", "\\k<n>", "(?<=a)b", "(?<!a)b", "\\p{Script=Latin}",
        "\\p{}",  "(?i:a)", "(?#a)"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        refused(*state, WRONG[i], CRD_CODE_SCHEMA_PATTERN);
    }
    for (size_t i = 0; i < sizeof NOT_OFFERED / sizeof *NOT_OFFERED; i++) {
        refused(*state, NOT_OFFERED[i], CRD_CODE_SCHEMA_PATTERN_UNSUPPORTED);
    }
}

static void sizes_are_bounded(void **state)
{
    crd_buffer text;
    const schema_pattern *compiled;
    refused(*state, "a{100000}", CRD_CODE_SCHEMA_SIZE);
    refused(*state, "((a{100}){100}){100}", CRD_CODE_SCHEMA_SIZE);
    refused(*state, "(a?){99999999999999999999}", CRD_CODE_SCHEMA_SIZE);
    /* What is empty stays empty, however often it is repeated. */
    assert_true(
        matches(*state, "^((a{0}){999999999}){999999999}$", CRD_SPAN("")));
    assert_true(matches(*state, "^((){9}){0,999999999}b", CRD_SPAN("b")));
    crd_buffer_init(&text, NULL, 1 << 20);
    for (int i = 0; i < 65; i++) {
        crd_buffer_append_char(&text, '(');
    }
    crd_buffer_append_char(&text, '\0');
    refused(*state, text.data, CRD_CODE_SCHEMA_SIZE);
    crd_buffer_clear(&text);
    for (unsigned i = 0; i <= SCHEMA_PATTERN_BYTES_MAX; i++) {
        crd_buffer_append_char(&text, 'a');
    }
    assert_int_equal(
        schema_pattern_compile(&compiled, *state, crd_buffer_span(&text), NULL),
        CRD_E_LIMIT);
    crd_buffer_free(&text);
}

/* Patterns that take other matchers forever take steps in proportion to the
 * text here. */
static void no_pattern_is_catastrophic(void **state)
{
    static const char *const HOSTILE[] = {"^(a+)+$",
                                          "^(a|aa)+$",
                                          "^(a|a?)+$",
                                          "^(.*a){12}$",
                                          "^(([a-z])+.)+[A-Z]([a-z])+$",
                                          "(x+x+)+y",
                                          "^a*a*a*a*a*a*a*a*a*a*$",
                                          "^((a*)*)*$",
                                          "^(?=(a+)+$)b"};
    enum { LENGTH = 20000 };
    static char text[LENGTH];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < sizeof HOSTILE / sizeof *HOSTILE; i++) {
        assert_false(
            matches(*state, HOSTILE[i], (crd_span){text, sizeof text}));
    }
}

/* Lookahead at each character is the one way to take more steps than the
 * product of both lengths; the budget ends it. */
static void steps_are_counted(void **state)
{
    const schema_pattern *compiled;
    schema_matcher matcher = {.arena = *state, .work = 100000};
    static char text[10000];
    crd_error error;
    bool found = true;
    memset(text, 'a', sizeof text);
    assert_int_equal(
        schema_pattern_compile(&compiled, *state, CRD_SPAN("(?!.*b)c"), NULL),
        CRD_OK);
    assert_int_equal(schema_pattern_match(&found, &matcher, compiled,
                                          (crd_span){text, sizeof text},
                                          &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_SCHEMA_WORK);
    assert_false(found);
    assert_int_equal(matcher.work, 0);
}

static crd_rc whole_life(const crd_allocator *allocator, crd_error *error)
{
    const schema_pattern *compiled;
    schema_matcher matcher = {.work = STEPS};
    crd_arena arena;
    bool found = false;
    crd_rc rc;
    crd_arena_init(&arena, allocator, 0);
    matcher.arena = &arena;
    rc = schema_pattern_compile(&compiled, &arena,
                                CRD_SPAN("^(?=[a-z\\d\\p{L}]+)(ab?|c){1,800}$"),
                                error);
    if (rc == CRD_OK) {
        rc = schema_pattern_match(&found, &matcher, compiled, CRD_SPAN("abc"),
                                  error);
        assert_true(rc != CRD_OK || found);
    }
    crd_arena_free(&arena);
    return rc;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t allowed = 0;; allowed++) {
        failing_allocator f;
        crd_error error;
        failing_init(&f, allowed);
        crd_rc rc = whole_life(&f.allocator, &error);
        assert_int_equal(f.held, 0);
        if (!f.failed) {
            assert_int_equal(rc, CRD_OK);
            assert_true(allowed > 3);
            return;
        }
        assert_int_equal(rc, CRD_E_MEMORY);
        assert_int_equal(error.code, CRD_CODE_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_grammar_of_patterns),
        WITH_ARENA(classes_and_escapes),
        WITH_ARENA(unicode_categories),
        WITH_ARENA(lookahead),
        WITH_ARENA(what_is_no_pattern_is_refused),
        WITH_ARENA(sizes_are_bounded),
        WITH_ARENA(no_pattern_is_catastrophic),
        WITH_ARENA(steps_are_counted),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("schema_pattern", tests, NULL, NULL);
}
