/* SPDX-License-Identifier: Apache-2.0 */
/* Room csv: the tables people save, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "credimur/csv.h"
#include "failing_allocator.h"

/* A text handed out in pieces of `piece` bytes, `times` times over. */
typedef struct source {
    crd_span text;
    size_t at, piece, times;
} source;

static crd_rc read_source(void *context, char *out, size_t capacity,
                          size_t *got, crd_error *error)
{
    source *s = context;
    (void)error;
    if (s->at == s->text.len && s->times > 1) {
        s->at = 0;
        s->times--;
    }
    size_t n = s->text.len - s->at;
    n = n < s->piece ? n : s->piece;
    n = n < capacity ? n : capacity;
    if (n) {
        memcpy(out, s->text.data + s->at, n);
    }
    s->at += n;
    *got = n;
    return CRD_OK;
}

/* All rows as text: "1:name|email 2:!csv-width@3 ..." with the encoding and
 * the delimiter at the end, or the word of what ended it. */
static crd_rc describe(crd_buffer *out, crd_span text, size_t piece,
                       const crd_allocator *allocator, crd_error *error)
{
    source s = {text, 0, piece, 1};
    crd_csv *csv;
    crd_csv_event event = CRD_CSV_ROW;
    crd_csv_row row;
    CRD_TRY(crd_csv_new(&csv, allocator, read_source, &s, error));
    crd_rc rc = crd_csv_next(csv, &event, &row, error);
    while (rc == CRD_OK && event != CRD_CSV_END) {
        crd_buffer_printf(out, "%llu:", (unsigned long long)row.number);
        if (event == CRD_CSV_BAD_ROW) {
            crd_buffer_printf(out, "!%s@%u line %u",
                              crd_code_get(error->code)->word, row.column,
                              error->line);
        }
        for (uint32_t i = 0; i < row.count; i++) {
            crd_buffer_append_text(out, i ? "|" : "");
            crd_buffer_append_span(out, row.cells[i]);
            assert_int_equal(row.cells[i].data[row.cells[i].len], '\0');
        }
        crd_buffer_append_text(out, "\n");
        rc = crd_csv_next(csv, &event, &row, error);
    }
    if (rc != CRD_OK) {
        crd_error again;
        crd_buffer_printf(out, "%s", crd_code_get(error->code)->word);
        assert_int_equal(crd_csv_next(csv, &event, &row, &again), rc);
        assert_int_equal(again.code, error->code);
    } else {
        crd_buffer_append_text(out, crd_csv_encoding_of(csv) == CRD_CSV_UTF8
                                        ? "utf-8 "
                                        : "windows-1252 ");
        crd_buffer_append_char(
            out, crd_csv_delimiter(csv) == '\t' ? 't' : crd_csv_delimiter(csv));
    }
    crd_csv_free(csv);
    return rc;
}

/* The same whatever pieces the text comes in. */
static void assert_table(crd_span text, const char *wanted)
{
    static const size_t PIECES[] = {1, 2, 3, 7, 1 << 20};
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        crd_buffer out;
        crd_error error;
        crd_buffer_init(&out, NULL, 1 << 24);
        (void)describe(&out, text, PIECES[i], NULL, &error);
        if (!crd_span_is(crd_buffer_span(&out), wanted)) {
            fail_msg("%.*s\nis not\n%s", (int)out.len, out.data, wanted);
        }
        crd_buffer_free(&out);
    }
}

static void good_tables(void **state)
{
    (void)state;
    assert_table(CRD_SPAN("name,email\nAnna,a@x\nBo,b@x"),
                 "1:name|email\n2:Anna|a@x\n3:Bo|b@x\nutf-8 ,");
    assert_table(CRD_SPAN("\xef\xbb\xbfname;x\r\n\"Smith; J \"\"J\"\"\";1\r\n"),
                 "1:name|x\n2:Smith; J \"J\"|1\nutf-8 ;");
    assert_table(CRD_SPAN("a\tb, c\r1\t\"two\r\nlines\"\r2\t\r"),
                 "1:a|b, c\n2:1|two\r\nlines\n3:2|\nutf-8 t");
    assert_table(CRD_SPAN("\"a,b;c;d\",x\n1,2\n"),
                 "1:a,b;c;d|x\n2:1|2\nutf-8 ,");
    assert_table(CRD_SPAN("name\nAnna\n"), "1:name\n2:Anna\nutf-8 ,");
    /* Spaces around quotes, and quotes within an unquoted cell. */
    assert_table(CRD_SPAN("a,b\n \"x, y\" , z \nAnna \"Nan\" Smith,5\"\n"),
                 "1:a|b\n2:x, y| z \n3:Anna \"Nan\" Smith|5\"\nutf-8 ,");
    assert_table(CRD_SPAN("a,b\n\"\"\"\",\"\"\n\"\",x\n"),
                 "1:a|b\n2:\"|\n3:|x\nutf-8 ,");
}

/* Excel's own first line; a column of that name is none. */
static void the_delimiter_may_be_named(void **state)
{
    (void)state;
    assert_table(CRD_SPAN("sep=;\r\na,b;c\r\n1;2\r\n"),
                 "2:a,b|c\n3:1|2\nutf-8 ;");
    assert_table(CRD_SPAN("\xef\xbb\xbfsep=,\na;b,c\n1,2\n"),
                 "2:a;b|c\n3:1|2\nutf-8 ,");
    assert_table(CRD_SPAN("sep=,x,b\n1,2,3\n"), "1:sep=|x|b\n2:1|2|3\nutf-8 ,");
    assert_table(CRD_SPAN("sep=\n1\n"), "1:sep=\n2:1\nutf-8 ,");
}

static void rows_are_counted_as_people_count(void **state)
{
    (void)state;
    assert_table(CRD_SPAN("a,b\n\n1,\"x\ny\"\n,\n\r\n2\n"),
                 "1:a|b\n3:1|x\ny\n6:2\nutf-8 ,");
    /* Shorter rows are rows; longer ones only if the rest is empty. */
    assert_table(CRD_SPAN("a,b\n1\n1,2,,\n1,2,3\n\"\n\",2,,4\n"),
                 "1:a|b\n2:1\n3:1|2\n4:!csv-width@3 line 4\n"
                 "5:!csv-width@3 line 5\nutf-8 ,");
}

static void encodings_are_guessed_and_never_mixed(void **state)
{
    (void)state;
    assert_table(CRD_SPAN("name\nplain\nJos\xe9 \x80 \x9f\n\xdcnal\n"),
                 "1:name\n2:plain\n3:Jos\xc3\xa9 \xe2\x82\xac \xc5\xb8\n"
                 "4:\xc3\x9cnal\nwindows-1252 ,");
    assert_table(CRD_SPAN("Pr\xe9nom,x\na,b\n"),
                 "1:Pr\xc3\xa9nom|x\n2:a|b\nwindows-1252 ,");
    /* Once UTF-8, always UTF-8. */
    assert_table(CRD_SPAN("name,x\nJos\xc3\xa9,1\na,Jos\xe9\nb,2\n"),
                 "1:name|x\n2:Jos\xc3\xa9|1\n3:!csv-encoding@2 line 3\n"
                 "4:b|2\nutf-8 ,");
    assert_table(CRD_SPAN("\xef\xbb\xbfname\nJos\xe9\nb\n"),
                 "1:name\n2:!csv-encoding@1 line 2\n3:b\nutf-8 ,");
    /* And the other way round; a byte that means nothing is refused. */
    assert_table(CRD_SPAN("name\nJos\xe9\nJos\xc3\xa9\n\x81\nx\n"),
                 "1:name\n2:Jos\xc3\xa9\n3:!csv-encoding@0 line 3\n"
                 "4:!csv-encoding@1 line 4\n5:x\nwindows-1252 ,");
    /* Halves of a character in two cells are none. */
    assert_table(CRD_SPAN("a,b\n\xc3,\xa9\n"),
                 "1:a|b\n2:\xc3\x83|\xc2\xa9\nwindows-1252 ,");
    assert_table(CRD_SPAN("\xff\xfe"
                          "a\0,\0"),
                 "csv-encoding");
    assert_table(CRD_SPAN("\xfe\xff\0a\0,"), "csv-encoding");
}

static void headers_are_needed(void **state)
{
    (void)state;
    assert_table(CRD_SPAN(""), "csv-empty");
    assert_table(CRD_SPAN("\xef\xbb\xbf"), "csv-empty");
    assert_table(CRD_SPAN("\xef\xbb\xbf\xef\xbb\xbfname\nAnn\n"),
                 "csv-encoding");
    assert_table(CRD_SPAN("\n\r\n\n"), "csv-empty");
    assert_table(CRD_SPAN("a,\"b\nc,d\n"), "csv-quote");
    assert_table(CRD_SPAN("a\0b,c\n1,2\n"), "csv-nul");
    assert_table(CRD_SPAN("\n\na,b\n1,2\n"), "3:a|b\n4:1|2\nutf-8 ,");
}

/* Security case 150: a quote never closed costs its own line; other bad rows
 * their own row; every one is named. */
static void bad_rows_stop_nothing(void **state)
{
    (void)state;
    assert_table(CRD_SPAN("a,b\n1,\"open\n2,x\n3,y\n"),
                 "1:a|b\n2:!csv-quote@2 line 2\n3:2|x\n4:3|y\nutf-8 ,");
    assert_table(CRD_SPAN("a,b\n1,x\n2,\"open"),
                 "1:a|b\n2:1|x\n3:!csv-quote@2 line 3\nutf-8 ,");
    assert_table(CRD_SPAN("a,b\n1,\"x\"y\"\n2,x\n"),
                 "1:a|b\n2:!csv-quote@2 line 2\n3:2|x\nutf-8 ,");
    assert_table(CRD_SPAN("a,b\n1,x\0y\n2,\0\n3,z\n"),
                 "1:a|b\n2:!csv-nul@2 line 2\n3:!csv-nul@2 line 3\n4:3|z\n"
                 "utf-8 ,");
    assert_table(CRD_SPAN("a,b\n=1+1,@x\n=1+1,@x\n"),
                 "1:a|b\n2:=1+1|@x\n3:=1+1|@x\nutf-8 ,");
}

static void append_many(crd_buffer *b, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        crd_buffer_append_text(b, text);
    }
}

/* Security case 150: cells, rows and columns have limits, and a quote that is
 * open where a cell must end gives its line up, however long the rest is. */
static void long_rows(void **state)
{
    static const struct {
        const char *before, *repeated, *after, *wanted;
        size_t times;
    } CASES[] = {
        {"a,b\n1,", "x", "\n2,y\n",
         "1:a|b\n2:!csv-cell@2 line 2\n3:2|y\nutf-8 ,", 65537},
        {"a,b\n1,\"", "x", "\"\n2,y\n",
         "1:a|b\n2:!csv-cell@2 line 2\n3:2|y\nutf-8 ,", 65537},
        {"a,b\n1,\"x\n2,y\n3,", "z", "\n",
         "1:a|b\n2:!csv-quote@2 line 2\n3:2|y\n4:!csv-cell@2 line 4\nutf-8 ,",
         1000000},
        {"a,b\n", ",", "\n2,y\n", "1:a|b\n3:2|y\nutf-8 ,", 999},
        {"a,b\n", ",", "x\n2,y\n",
         "1:a|b\n2:!csv-columns@1001 line 2\n3:2|y\nutf-8 ,", 1000},
        {"a,b\n1,\"", "\"\"", "\n2,y\n",
         "1:a|b\n2:!csv-quote@2 line 2\n3:2|y\nutf-8 ,", 66000},
        {"a,b\n1,\"\n", "\"\"", "\n2,y\n",
         "1:a|b\n2:!csv-quote@2 line 2\n3:!csv-cell@1 line 3\n4:2|y\nutf-8 ,",
         66000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_buffer b;
        crd_buffer_init(&b, NULL, 1 << 24);
        crd_buffer_append_text(&b, CASES[i].before);
        append_many(&b, CASES[i].repeated, CASES[i].times);
        crd_buffer_append_text(&b, CASES[i].after);
        assert_table(crd_buffer_span(&b), CASES[i].wanted);
        crd_buffer_free(&b);
    }
}

static void rows_have_a_length(void **state)
{
    crd_buffer b;
    (void)state;
    crd_buffer_init(&b, NULL, 1 << 24);
    crd_buffer_append_text(&b, "a,b\n");
    for (int cell = 0; cell < 20; cell++) {
        append_many(&b, "x", 60000);
        crd_buffer_append_char(&b, ',');
    }
    crd_buffer_append_text(&b, "\"\n");
    append_many(&b, "y\n", 200000);
    assert_true(b.len > CRD_CSV_ROW_BYTES);
    crd_buffer out;
    crd_error error;
    crd_buffer_init(&out, NULL, 1 << 24);
    assert_int_equal(describe(&out, crd_buffer_span(&b), 5000, NULL, &error),
                     CRD_OK);
    static const char BEGINS[] = "1:a|b\n2:!csv-quote@21 line 2\n3:y\n4:y\n";
    assert_memory_equal(out.data, BEGINS, sizeof BEGINS - 1);
    crd_buffer_free(&out);
    crd_buffer_free(&b);
}

/* Security case 150: any number of rows in the same memory. */
static void memory_does_not_grow(void **state)
{
    static const char ROWS[] =
        "Anna,\"Smith, J\"\nbad,\"x\"y\n\nJos\xc3\xa9,z\n";
    failing_allocator f;
    source s = {{ROWS, sizeof ROWS - 1}, 0, 1 << 16, 200000};
    crd_csv *csv;
    crd_csv_event event;
    crd_csv_row row;
    crd_error error;
    uint64_t good = 0, bad = 0;
    (void)state;
    /* One reader, one window, and a buffer that doubles a few times. */
    failing_init(&f, 8);
    assert_int_equal(crd_csv_new(&csv, &f.allocator, read_source, &s, &error),
                     CRD_OK);
    while (crd_csv_next(csv, &event, &row, &error) == CRD_OK &&
           event != CRD_CSV_END) {
        good += event == CRD_CSV_ROW;
        bad += event == CRD_CSV_BAD_ROW;
    }
    assert_int_equal(good, 400000);
    assert_int_equal(bad, 200000);
    assert_int_equal(row.number, 800000);
    crd_csv_free(csv);
    assert_int_equal(f.held, 0);
    crd_csv_free(NULL);
}

static crd_rc broken_source(void *context, char *out, size_t capacity,
                            size_t *got, crd_error *error)
{
    int *calls = context;
    if ((*calls)++ == 0) {
        assert_true(capacity >= 8);
        memcpy(out, "a,b\n1,2\n", 8);
        *got = 8;
        return CRD_OK;
    }
    return crd_fail(error, CRD_CODE_INTERNAL, "the disk is gone");
}

static void a_broken_source_is_final(void **state)
{
    int calls = 0;
    crd_csv *csv;
    crd_csv_event event;
    crd_csv_row row;
    crd_error error;
    (void)state;
    assert_int_equal(crd_csv_new(&csv, NULL, broken_source, &calls, &error),
                     CRD_OK);
    assert_int_equal(crd_csv_next(csv, &event, &row, &error), CRD_OK);
    assert_int_equal(crd_csv_next(csv, &event, &row, &error), CRD_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(crd_csv_next(csv, &event, &row, &error),
                         CRD_E_INTERNAL);
        assert_string_equal(error.message, "the disk is gone");
    }
    assert_int_equal(calls, 2);
    crd_csv_free(csv);
}

static void every_allocation_may_fail(void **state)
{
    crd_buffer b;
    size_t failures = 0;
    (void)state;
    crd_buffer_init(&b, NULL, 1 << 24);
    crd_buffer_append_text(&b, "a,b\n1,\xe9\n2,");
    append_many(&b, "\xe9", 60000);
    for (;; failures++) {
        failing_allocator f;
        crd_buffer out;
        crd_error error;
        failing_init(&f, failures);
        crd_buffer_init(&out, NULL, 1 << 24);
        crd_rc rc =
            describe(&out, crd_buffer_span(&b), 4096, &f.allocator, &error);
        crd_buffer_free(&out);
        assert_int_equal(f.held, 0);
        assert_int_equal(rc, f.failed ? CRD_E_MEMORY : CRD_OK);
        if (!f.failed) {
            break;
        }
    }
    assert_true(failures > 5);
    crd_buffer_free(&b);
}

/* Security case 149: cells that a spreadsheet would run as formulas. */
static void formulas_are_written_as_text(void **state)
{
    const crd_span cells[] = {
        CRD_SPAN("=1+1"),       CRD_SPAN("+1"),    CRD_SPAN("-1"),
        CRD_SPAN("@SUM(A1)"),   CRD_SPAN("\tx"),   CRD_SPAN("\rx"),
        CRD_SPAN("=\"a\",\"b"), CRD_SPAN("a=1"),   CRD_SPAN(""),
        CRD_SPAN("a,b"),        CRD_SPAN("\"q\""), CRD_SPAN(" x"),
        CRD_SPAN("two\nlines"), CRD_SPAN("a;b")};
    static const char WANTED[] =
        "'=1+1,'+1,'-1,'@SUM(A1),\"'\tx\",\"'\rx\",\"'=\"\"a\"\",\"\"b\",a=1,,"
        "\"a,b\",\"\"\"q\"\"\",\" x\",\"two\nlines\",\"a;b\"\r\n";
    crd_buffer out;
    (void)state;
    crd_buffer_init(&out, NULL, 1000);
    crd_csv_write_row(&out, cells, sizeof cells / sizeof *cells);
    assert_int_equal(crd_buffer_rc(&out, NULL), CRD_OK);
    assert_int_equal(out.len, sizeof WANTED - 1);
    assert_memory_equal(out.data, WANTED, sizeof WANTED - 1);
    crd_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_tables),
        cmocka_unit_test(the_delimiter_may_be_named),
        cmocka_unit_test(rows_are_counted_as_people_count),
        cmocka_unit_test(encodings_are_guessed_and_never_mixed),
        cmocka_unit_test(headers_are_needed),
        cmocka_unit_test(bad_rows_stop_nothing),
        cmocka_unit_test(long_rows),
        cmocka_unit_test(rows_have_a_length),
        cmocka_unit_test(memory_does_not_grow),
        cmocka_unit_test(a_broken_source_is_final),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(formulas_are_written_as_text),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
