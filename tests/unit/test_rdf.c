/* SPDX-License-Identifier: Apache-2.0 */
/* Room rdf: interning, the canonical text of terms, order, N-Quads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/rdf.h"

static crd_arena arena;

static int open_arena(void **state)
{
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    crd_arena_free(&arena);
    return 0;
}

static crd_dataset *dataset_new(void)
{
    const crd_limits limits = crd_limits_default();
    crd_dataset *d;
    assert_int_equal(crd_dataset_new(&d, &arena, &limits, NULL), CRD_OK);
    return d;
}

static crd_dataset *parse(const char *text)
{
    const crd_limits limits = crd_limits_default();
    crd_dataset *d = NULL;
    crd_error error;
    if (crd_nquads_parse(&d, &arena, crd_span_of(text), &limits, &error) !=
        CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    return d;
}

static void assert_written(const crd_dataset *d, const char *expected)
{
    crd_buffer out;
    crd_buffer_init(&out, NULL, 1 << 20);
    crd_nquads_write(&out, d);
    assert_int_equal(crd_buffer_rc(&out, NULL), CRD_OK);
    crd_buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    crd_buffer_free(&out);
}

static void assert_term(const crd_dataset *d, uint32_t term, const char *text)
{
    assert_int_not_equal(term, CRD_NO_TERM);
    assert_int_equal(d->terms[term].len, strlen(text));
    assert_memory_equal(d->terms[term].text, text, strlen(text));
    assert_int_equal(d->terms[term].hash, crd_hash(text, strlen(text)));
}

static void equal_terms_have_equal_indices(void **state)
{
    crd_dataset *d = dataset_new();
    uint32_t iri = crd_dataset_iri(d, CRD_SPAN("http://e/a"));
    uint32_t blank = crd_dataset_blank(d, CRD_SPAN("a"));
    uint32_t plain =
        crd_dataset_literal(d, CRD_SPAN("a"), CRD_SPAN_NONE, CRD_SPAN_NONE);
    (void)state;
    assert_term(d, iri, "<http://e/a>");
    assert_term(d, blank, "_:a");
    assert_term(d, plain, "\"a\"");
    assert_int_equal(crd_dataset_iri(d, CRD_SPAN("http://e/a")), iri);
    assert_int_equal(crd_dataset_blank(d, CRD_SPAN("a")), blank);
    assert_int_equal(
        crd_dataset_literal(d, CRD_SPAN("a"),
                            CRD_SPAN("http://www.w3.org/2001/XMLSchema#string"),
                            CRD_SPAN_NONE),
        plain);
    assert_int_equal(crd_dataset_intern(d, CRD_TERM_IRI, "<http://e/a>", 12,
                                        crd_hash("<http://e/a>", 12)),
                     iri);
    assert_int_equal(d->term_count, 3);
}

static void literals_differ_by_type_and_language(void **state)
{
    crd_dataset *d = dataset_new();
    (void)state;
    assert_term(d,
                crd_dataset_literal(d, CRD_SPAN("1"), CRD_SPAN("http://e/int"),
                                    CRD_SPAN_NONE),
                "\"1\"^^<http://e/int>");
    assert_term(
        d,
        crd_dataset_literal(d, CRD_SPAN("1"), CRD_SPAN_NONE, CRD_SPAN("de-CH")),
        "\"1\"@de-CH");
    assert_term(d,
                crd_dataset_literal(d, CRD_SPAN("1"), CRD_SPAN("http://e/int"),
                                    CRD_SPAN("fr")),
                "\"1\"@fr");
    assert_term(
        d, crd_dataset_literal(d, CRD_SPAN(""), CRD_SPAN_NONE, CRD_SPAN_NONE),
        "\"\"");
    assert_int_equal(d->term_count, 4);
}

/* Canonical N-Quads: seven characters by ECHAR, other controls by UCHAR with
 * upper-case digits, everything else as itself. */
static void literals_are_escaped_canonically(void **state)
{
    crd_dataset *d = dataset_new();
    char controls[40];
    crd_buffer out;
    (void)state;
    for (int i = 0; i < 0x20; i++) {
        controls[i] = (char)i;
    }
    memcpy(controls + 0x20, "\"\\'\x7f\xc3\xa9", 6);
    assert_term(
        d,
        crd_dataset_literal(d, (crd_span){controls, 0x26}, CRD_SPAN_NONE,
                            CRD_SPAN_NONE),
        "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n"
        "\\u000B\\f\\r\\u000E\\u000F\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015"
        "\\u0016\\u0017\\u0018\\u0019\\u001A\\u001B\\u001C\\u001D\\u001E\\u001F"
        "\\\"\\\\'\\u007F\xc3\xa9\"");
    crd_buffer_init(&out, NULL, 100);
    crd_nquads_escape(&out, CRD_SPAN("plain, then \"quoted\"\n"));
    assert_true(
        crd_span_is(crd_buffer_span(&out), "plain, then \\\"quoted\\\"\\n"));
    crd_buffer_free(&out);
}

/* A value must never end its term and begin another quad. */
static void no_value_can_end_its_term(void **state)
{
    crd_dataset *d = dataset_new();
    (void)state;
    assert_term(
        d, crd_dataset_iri(d, CRD_SPAN("http://e/> <http://e/b> \"c\" .\n")),
        "<http://e/\\u003E\\u0020\\u003Chttp://e/b\\u003E\\u0020"
        "\\u0022c\\u0022\\u0020.\\u000A>");
    assert_term(d,
                crd_dataset_literal(d, CRD_SPAN("a"), CRD_SPAN("http://e/>{"),
                                    CRD_SPAN_NONE),
                "\"a\"^^<http://e/\\u003E\\u007B>");
}

static void long_terms_are_kept_whole(void **state)
{
    crd_dataset *d = dataset_new();
    static char text[100000];
    uint32_t term, again;
    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, "http://e/", 9);
    term = crd_dataset_iri(d, (crd_span){text, sizeof text});
    again = crd_dataset_iri(d, (crd_span){text, sizeof text});
    assert_int_equal(term, again);
    assert_int_equal(d->terms[term].len, sizeof text + 2);
    memset(text, '\n', sizeof text);
    term = crd_dataset_literal(d, (crd_span){text, sizeof text}, CRD_SPAN_NONE,
                               CRD_SPAN_NONE);
    assert_int_equal(d->terms[term].len, 2 * sizeof text + 2);
}

/* A long term that comes often takes its memory once. */
static void repeated_long_terms_take_memory_once(void **state)
{
    crd_dataset *d = dataset_new();
    static char text[100000];
    (void)state;
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 1000; i++) {
        assert_int_not_equal(crd_dataset_iri(d, (crd_span){text, sizeof text}),
                             CRD_NO_TERM);
    }
    assert_true(arena.total < 1 << 20);
}

/* Numbered names hash alike; they are honest and must not look like an
 * attack. */
static void a_quarter_million_numbered_names_fit(void **state)
{
    static const char *const FORMATS[] = {"b%u", "e1x%u", "http://e/p%u",
                                          "urn:uuid:%08x-aaaa-bbbb"};
    (void)state;
    for (size_t f = 0; f < sizeof FORMATS / sizeof *FORMATS; f++) {
        crd_dataset *d = dataset_new();
        char text[64];
        for (unsigned i = 0; i < 250000; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            int len = snprintf(text, sizeof text, FORMATS[f], i);
#pragma GCC diagnostic pop
            assert_int_equal(crd_dataset_iri(d, (crd_span){text, (size_t)len}),
                             i);
        }
        assert_false(d->flooded);
        crd_arena_reset(&arena);
    }
}

/* The hash has no key: whoever writes the document can make its terms fall on
 * one slot. That costs them the document, not us the time. */
static void colliding_terms_are_refused(void **state)
{
    crd_dataset *d = dataset_new();
    crd_error error;
    static char texts[600][8];
    uint32_t term = 0;
    int made = 0;
    (void)state;
    for (; made < 600 && term != CRD_NO_TERM; made++) {
        int len = snprintf(texts[made], sizeof texts[made], "_:%d", made);
        term = crd_dataset_intern(d, CRD_TERM_BLANK, texts[made], (uint32_t)len,
                                  12345);
    }
    assert_in_range(made, 200, 400);
    assert_int_equal(crd_dataset_failure(d, &error), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_RDF_TERMS);
}

static void quads_are_limited(void **state)
{
    crd_limits limits = crd_limits_default();
    crd_dataset *d;
    crd_error error;
    crd_quad quad = {0, 1, 2, CRD_NO_TERM};
    (void)state;
    limits.quads = 300;
    assert_int_equal(crd_dataset_new(&d, &arena, &limits, NULL), CRD_OK);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(crd_dataset_add(d, quad, &error), CRD_OK);
    }
    assert_int_equal(crd_dataset_add(d, quad, &error), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_RDF_QUADS);
    assert_int_equal(d->quad_count, 300);
}

/* Terms of which one is the beginning of the other, and graphs: in lines, the
 * byte after the term decides. */
static void order_is_that_of_the_lines(void **state)
{
    crd_dataset *d = parse("<http://e/s> <http://e/p> \"a\"@en-US .\n"
                           "<http://e/s> <http://e/p> \"a\"@en .\n"
                           "<http://e/s> <http://e/p> \"a\"^^<http://e/t> .\n"
                           "<http://e/s> <http://e/p> \"a\" _:g .\n"
                           "<http://e/s> <http://e/p> \"a\" <http://e/g> .\n"
                           "<http://e/s> <http://e/p> \"a\" .\n"
                           "<http://e/s> <http://e/p> \"a!\" .\n"
                           "<http://e/s> <http://e/p> _:b10 .\n"
                           "<http://e/s> <http://e/p> _:b1 .\n"
                           "<http://e/s> <http://e/p> \"a\" .\n"
                           "_:b1 <http://e/p> \"a\" .\n"
                           "<http://e/s/t> <http://e/p> \"a\" .\n");
    (void)state;
    assert_int_equal(crd_dataset_sort(d, NULL), CRD_OK);
    assert_written(d, "<http://e/s/t> <http://e/p> \"a\" .\n"
                      "<http://e/s> <http://e/p> \"a!\" .\n"
                      "<http://e/s> <http://e/p> \"a\" .\n"
                      "<http://e/s> <http://e/p> \"a\" <http://e/g> .\n"
                      "<http://e/s> <http://e/p> \"a\" _:g .\n"
                      "<http://e/s> <http://e/p> \"a\"@en .\n"
                      "<http://e/s> <http://e/p> \"a\"@en-US .\n"
                      "<http://e/s> <http://e/p> \"a\"^^<http://e/t> .\n"
                      "<http://e/s> <http://e/p> _:b1 .\n"
                      "<http://e/s> <http://e/p> _:b10 .\n"
                      "_:b1 <http://e/p> \"a\" .\n");
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(a, b);
}

#define MANY 3000
#define LINE 64

/* The sorted quads are the sorted lines, for many quads in any order. */
static void sorting_many_is_sorting_lines(void **state)
{
    static char lines[MANY][LINE], text[MANY * LINE + 1];
    uint32_t random = 7;
    size_t len = 0;
    crd_dataset *d;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        random = random * 1664525 + 1013904223;
        snprintf(lines[i], LINE, "<u:%x> <p:%x> \"%x\"%s .\n", random >> 29,
                 random >> 24 & 7, random >> 16 & 63,
                 random & 4096 ? " <g:1>" : "");
        len += (size_t)snprintf(text + len, sizeof text - len, "%s", lines[i]);
    }
    d = parse(text);
    assert_int_equal(crd_dataset_sort(d, NULL), CRD_OK);
    qsort(lines, MANY, LINE, compare_lines);
    len = 0;
    for (int i = 0; i < MANY; i++) {
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0) {
            len +=
                (size_t)snprintf(text + len, sizeof text - len, "%s", lines[i]);
        }
    }
    assert_true(d->quad_count < MANY);
    assert_written(d, text);
}

static void reads_what_the_grammar_allows(void **state)
{
    crd_dataset *d =
        parse("# a comment\r\n\n"
              "<http://e/\\u00E9><http://e/p>\"\\U0001F600\\'\"@EN-gb.#x\r"
              "\t_:a.b  <http://e/p>\t_:1\xc2\xb7 <http://e/g> . # end");
    (void)state;
    assert_written(d, "<http://e/\xc3\xa9> <http://e/p> "
                      "\"\xf0\x9f\x98\x80'\"@EN-gb .\n"
                      "_:a.b <http://e/p> _:1\xc2\xb7 <http://e/g> .\n");
    assert_written(parse(""), "");
    assert_written(parse("_:a <p:> _:b."), "_:a <p:> _:b .\n");
}

static void refuses_with_the_place(void **state)
{
    static const struct {
        const char *text;
        size_t offset;
    } CASES[] = {
        {"<http://e/s> <http://e/p> <relative> .", 26},
        {"<http://e/s> <http://e/p> <1:x> .", 26},
        {"<http://e/s> <http://e/p> <http://e/\\u0020> .", 26},
        {"<http://e/s> <http://e/p> <http://e/\\n> .", 36},
        {"<http://e/s> <http://e/p> <http://e/", 26},
        {"<http://e/s> <http://e/p> \"\\uD83D\\uDE00\" .", 27},
        {"<http://e/s> <http://e/p> \"\\U00110000\" .", 27},
        {"<http://e/s> <http://e/p> \"\\u00G0\" .", 31},
        {"<http://e/s> <http://e/p> \"\\x\" .", 27},
        {"<http://e/s> <http://e/p> \"a\nb\" .", 26},
        {"<http://e/s> <http://e/p> \"a\\", 26},
        {"<http://e/s> <http://e/p> \"a\"@ .", 29},
        {"<http://e/s> <http://e/p> \"a\"@1 .", 29},
        {"<http://e/s> <http://e/p> \"a\"@en- .", 29},
        {"<http://e/s> <http://e/p> \"a\"^^b .", 31},
        {"<http://e/s> _:p <http://e/o> .", 13},
        {"\"s\" <http://e/p> <http://e/o> .", 0},
        {"<http://e/s> <http://e/p> <http://e/o> \"g\" .", 39},
        {"<http://e/s> <http://e/p> <http://e/o>", 38},
        {"<http://e/s> <http://e/p> _: .", 28},
        {"<http://e/s> <http://e/p> _:-a .", 28},
        {"<http://e/s> <http://e/p> _", 26},
        {"<a:> <a:> <a:> . <a:> <a:> <a:> .", 17},
        {"<a:> <a:> \"\xc0\xaf\" .", 11},
        {"<a:> <a:> \"\xed\xa0\x80\" .", 11},
        {"<a:> <a:> \"\xf4\x90\x80\x80\" .", 11},
        {"<a:> <a:> \"\xc3", 11},
        {"\xef\xbb\xbf<a:> <a:> <a:> .", 0},
    };
    const crd_limits limits = crd_limits_default();
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_dataset *d = NULL;
        crd_error error;
        crd_rc rc = crd_nquads_parse(&d, &arena, crd_span_of(CASES[i].text),
                                     &limits, &error);
        if (rc != CRD_E_SYNTAX || error.offset != CASES[i].offset || d) {
            fail_msg("%s: %d at %zu, not at %zu: %s", CASES[i].text, (int)rc,
                     error.offset, CASES[i].offset, error.message);
        }
        assert_int_equal(error.code, CRD_CODE_RDF_SYNTAX);
    }
}

static void errors_name_line_and_column(void **state)
{
    const crd_limits limits = crd_limits_default();
    crd_dataset *d;
    crd_error error;
    (void)state;
    assert_int_equal(crd_nquads_parse(&d, &arena,
                                      CRD_SPAN("<a:> <a:> <a:> .\n"
                                               "<a:> <a:> \"\xc3\xa9\" x ."),
                                      &limits, &error),
                     CRD_E_SYNTAX);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 15);
}

/* Memory may run out at any point: every failure is clean. A ceiling makes
 * the arena fail at each of its allocations in turn. */
static void every_allocation_may_fail(void **state)
{
    const crd_limits limits = crd_limits_default();
    static char text[300 * LINE];
    size_t len = 0;
    bool done = false;
    (void)state;
    for (int i = 0; i < 300; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "<u:%d> <http://e/p> \"\\n\"@en _:g .\n", i);
    }
    for (size_t ceiling = 64; !done; ceiling += 64) {
        crd_arena small;
        crd_dataset *d = NULL;
        crd_error error;
        crd_rc rc;
        crd_arena_init(&small, NULL, ceiling);
        rc = crd_nquads_parse(&d, &small, (crd_span){text, len}, &limits,
                              &error);
        if (rc == CRD_OK) {
            rc = crd_dataset_sort(d, &error);
            done = rc == CRD_OK;
        }
        assert_true(done ||
                    (rc == CRD_E_MEMORY && error.code == CRD_CODE_MEMORY));
        crd_arena_free(&small);
        assert_true(ceiling < 1000000);
    }
}

#define CASE(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(equal_terms_have_equal_indices),
        CASE(literals_differ_by_type_and_language),
        CASE(literals_are_escaped_canonically),
        CASE(no_value_can_end_its_term),
        CASE(long_terms_are_kept_whole),
        CASE(repeated_long_terms_take_memory_once),
        CASE(a_quarter_million_numbered_names_fit),
        CASE(colliding_terms_are_refused),
        CASE(quads_are_limited),
        CASE(order_is_that_of_the_lines),
        CASE(sorting_many_is_sorting_lines),
        CASE(reads_what_the_grammar_allows),
        CASE(refuses_with_the_place),
        CASE(errors_name_line_and_column),
        CASE(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("rdf", tests, NULL, NULL);
}
