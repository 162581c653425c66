/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of CSV: RFC 4180, 2, with any line ends, spaces around quotes
 * and quotes inside unquoted cells, in constant memory. */
#include "csv/csv.h"

#include <stdio.h>

/* More than twice the longest cell, which must stay in the window while its
 * closing quote is sought. */
#define WINDOW ((size_t)256 * 1024)
#define NOWHERE SIZE_MAX

enum state {
    CELL_START, /* spaces may still turn out to stand before a quote */
    PLAIN,
    QUOTED,
    CLOSED /* after the closing quote; only spaces may follow */
};

struct crd_csv {
    const crd_allocator *allocator;
    crd_csv_read_fn read;
    void *context;

    char *window;
    size_t at, filled;
    bool ended;
    /* In a quoted cell, the line after the one where it was opened: where
     * reading goes on should the quote never be closed. */
    size_t resume;
    uint64_t resume_line;

    bool started, with_bom, beyond_ascii;
    crd_csv_encoding encoding;
    char delimiter;
    uint32_t width;    /* of the header */
    uint64_t number;   /* of the row at hand */
    uint64_t row_line; /* where it begins */
    uint64_t line;     /* of the byte at hand */

    /* The row at hand: the bytes of its cells, a NUL after each. */
    crd_buffer text;
    crd_buffer converted;
    size_t cell; /* where the cell at hand begins in `text` */
    uint32_t count;
    uint64_t quote_line;
    bool high; /* it holds bytes beyond ASCII */
    crd_code problem;
    uint32_t problem_column;
    uint64_t problem_line;

    bool failed;
    crd_error failure;
    crd_rc failure_rc;
    size_t ends[CRD_CSV_COLUMNS];
    crd_span cells[CRD_CSV_COLUMNS];
};

crd_rc crd_csv_new(crd_csv **out, const crd_allocator *allocator,
                   crd_csv_read_fn read, void *context, crd_error *error)
{
    const crd_allocator *a = allocator ? allocator : crd_allocator_default();
    crd_csv *csv = a->alloc(a->context, sizeof *csv);
    char *window = csv ? a->alloc(a->context, WINDOW) : NULL;
    if (!window) {
        if (csv) {
            a->release(a->context, csv);
        }
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(csv, 0, sizeof *csv);
    csv->allocator = a;
    csv->read = read;
    csv->context = context;
    csv->window = window;
    csv->resume = NOWHERE;
    csv->line = 1;
    /* A NUL after each cell comes on top of the bytes of the row; a byte of
     * Windows-1252 becomes up to three. */
    crd_buffer_init(&csv->text, a, CRD_CSV_ROW_BYTES + CRD_CSV_COLUMNS);
    crd_buffer_init(&csv->converted, a,
                    3 * (CRD_CSV_ROW_BYTES + CRD_CSV_COLUMNS));
    *out = csv;
    return CRD_OK;
}

void crd_csv_free(crd_csv *csv)
{
    if (csv) {
        const crd_allocator *a = csv->allocator;
        crd_buffer_free(&csv->text);
        crd_buffer_free(&csv->converted);
        a->release(a->context, csv->window);
        a->release(a->context, csv);
    }
}

crd_csv_encoding crd_csv_encoding_of(const crd_csv *csv)
{
    return csv->encoding;
}

char crd_csv_delimiter(const crd_csv *csv)
{
    return csv->delimiter;
}

/* ---- Bytes ----------------------------------------------------------------
 */

/* Makes `rc`, whose text is in `csv->failure`, the answer from now on. */
static void fail_for_good(crd_csv *csv, crd_rc rc)
{
    csv->failed = true;
    csv->failure_rc = rc;
}

/* Reads on; false at the end and on failure. Bytes from `resume` are kept. */
static bool refill(crd_csv *csv)
{
    size_t keep = csv->resume < csv->at ? csv->resume : csv->at;
    size_t got = 0;
    crd_rc rc;
    if (csv->ended || csv->failed) {
        return false;
    }
    memmove(csv->window, csv->window + keep, csv->filled - keep);
    csv->at -= keep;
    csv->filled -= keep;
    if (csv->resume != NOWHERE) {
        csv->resume -= keep;
    }
    rc = csv->read(csv->context, csv->window + csv->filled,
                   WINDOW - csv->filled, &got, &csv->failure);
    if (rc != CRD_OK) {
        fail_for_good(csv, rc);
        return false;
    }
    csv->filled += got;
    csv->ended = got == 0;
    return got > 0;
}

/* The byte at hand, -1 at the end. */
static inline int peek(crd_csv *csv)
{
    if (csv->at == csv->filled && !refill(csv)) {
        return -1;
    }
    return (unsigned char)csv->window[csv->at];
}

/* Steps over a line end that begins with `c`. */
static void end_line(crd_csv *csv, int c)
{
    csv->line++;
    if (c == '\r' && peek(csv) == '\n') {
        csv->at++;
    }
}

/* A first line that names the delimiter is no row, but it is counted. */
static void step_over_name(struct crd_csv *csv)
{
    crd_span text = {csv->window + csv->at, csv->filled - csv->at};
    size_t named = csv_named_delimiter(&csv->delimiter, text);
    if (named) {
        int end = (unsigned char)text.data[named];
        csv->at += named + 1;
        csv->number++;
        end_line(csv, end);
    }
}

/* Looks at the front of the file: byte order mark and delimiter. */
static void start(crd_csv *csv)
{
    csv->started = true;
    while (!csv_guess_delimiter(&csv->delimiter,
                                (crd_span){csv->window, csv->filled}) &&
           csv->filled < CRD_CSV_CELL_BYTES && refill(csv)) {
    }
    if (csv->filled >= 3 && memcmp(csv->window, "\xef\xbb\xbf", 3) == 0) {
        csv->with_bom = true;
        csv->at = 3;
        if (csv->filled >= 6 &&
            memcmp(csv->window + 3, "\xef\xbb\xbf", 3) == 0) {
            fail_for_good(csv, crd_fail(&csv->failure, CRD_CODE_CSV_ENCODING,
                                        "The file begins with two byte order "
                                        "marks. Save it anew as UTF-8."));
        }
    } else if (csv->filled >= 2 && (memcmp(csv->window, "\xff\xfe", 2) == 0 ||
                                    memcmp(csv->window, "\xfe\xff", 2) == 0)) {
        fail_for_good(csv, crd_fail(&csv->failure, CRD_CODE_CSV_ENCODING,
                                    "This file is UTF-16. Save it as UTF-8: in "
                                    "Excel choose CSV UTF-8."));
    }
    step_over_name(csv);
}

/* ---- One row --------------------------------------------------------------
 */

/* The first thing wrong with a row is what is reported. `column` counts from
 * 1; 0 is the whole row. */
static void blame(crd_csv *csv, crd_code problem, uint64_t line,
                  uint32_t column)
{
    if (csv->problem == CRD_CODE_NONE) {
        csv->problem = problem;
        csv->problem_line = line;
        csv->problem_column = column;
    }
}

/* The cell at hand is at fault. */
static void blame_cell(crd_csv *csv, crd_code problem)
{
    blame(csv, problem, csv->line, csv->count + 1);
}

/* Keeps a byte of the cell; what is beyond the limits is dropped. */
static inline void take(crd_csv *csv, char c)
{
    if (csv->text.len - csv->cell >= CRD_CSV_CELL_BYTES) {
        blame_cell(csv, CRD_CODE_CSV_CELL);
        return;
    }
    if (csv->text.len - csv->count >= CRD_CSV_ROW_BYTES) {
        blame_cell(csv, CRD_CODE_CSV_ROW);
        return;
    }
    if (c == '\0') {
        blame_cell(csv, CRD_CODE_CSV_NUL);
    }
    csv->high = csv->high || (unsigned char)c >= 0x80;
    crd_buffer_append_char(&csv->text, c);
}

static void end_cell(crd_csv *csv)
{
    csv->resume = NOWHERE;
    if (csv->count == CRD_CSV_COLUMNS) {
        blame_cell(csv, CRD_CODE_CSV_COLUMNS);
        csv->text.len = csv->cell;
        return;
    }
    csv->ends[csv->count++] = csv->text.len;
    crd_buffer_append_char(&csv->text, '\0');
    csv->cell = csv->text.len;
}

/* The quote is not closed where a cell must end at the latest. Its line is
 * lost; reading goes on with the next one, if the quote went so far. */
static void give_up_quote(crd_csv *csv)
{
    csv->problem = CRD_CODE_NONE;
    blame(csv, CRD_CODE_CSV_QUOTE, csv->quote_line, csv->count + 1);
    csv->at = csv->resume;
    csv->line = csv->resume_line;
    csv->resume = NOWHERE;
}

/* A byte inside quotes, already consumed. False when the quote is given up.
 */
static bool in_quotes(crd_csv *csv, int c, enum state *state)
{
    if (c == '"') {
        if (peek(csv) != '"') {
            *state = CLOSED;
            csv->resume = NOWHERE;
            return true;
        }
        csv->at++;
    } else if (c == '\n' || (c == '\r' && peek(csv) != '\n')) {
        csv->line++;
        if (csv->resume == NOWHERE) {
            csv->resume = csv->at;
            csv->resume_line = csv->line;
        }
    }
    take(csv, (char)c);
    /* A cell of doubled quotes is twice as long in the file. */
    if (csv->resume != NOWHERE &&
        (csv->text.len - csv->cell >= CRD_CSV_CELL_BYTES ||
         csv->at - csv->resume >= 2 * CRD_CSV_CELL_BYTES)) {
        give_up_quote(csv);
        return false;
    }
    return true;
}

static void begin_row(crd_csv *csv)
{
    crd_buffer_clear(&csv->text);
    csv->cell = 0;
    csv->count = 0;
    csv->high = false;
    csv->problem = CRD_CODE_NONE;
    csv->number++;
    csv->row_line = csv->line;
}

/* Reads the cells of one row into `text`. */
static void read_cells(crd_csv *csv)
{
    enum state state = CELL_START;
    int c;
    while ((c = peek(csv)) >= 0) {
        csv->at++;
        if (state == QUOTED) {
            if (!in_quotes(csv, c, &state)) {
                return;
            }
        } else if (c == csv->delimiter) {
            end_cell(csv);
            state = CELL_START;
        } else if (c == '\n' || c == '\r') {
            end_cell(csv);
            end_line(csv, c);
            return;
        } else if (c == '"' && state == CELL_START) {
            csv->text.len = csv->cell;
            csv->quote_line = csv->line;
            state = QUOTED;
        } else if (state == CLOSED) {
            if (c != ' ') {
                blame_cell(csv, CRD_CODE_CSV_QUOTE);
            }
        } else {
            state = c == ' ' ? state : PLAIN;
            take(csv, (char)c);
        }
    }
    if (state != QUOTED) {
        end_cell(csv);
    } else if (csv->resume != NOWHERE) {
        give_up_quote(csv);
    } else {
        blame(csv, CRD_CODE_CSV_QUOTE, csv->quote_line, csv->count + 1);
    }
}

/* ---- Text -----------------------------------------------------------------
 */

static uint32_t column_of(const crd_csv *csv, size_t offset)
{
    uint32_t column = 0;
    while (column < csv->count && csv->ends[column] < offset) {
        column++;
    }
    return column + 1;
}

/* Points `cells` into `text`, the bytes of the row. */
static void set_cells(crd_csv *csv)
{
    size_t begin = 0;
    for (uint32_t i = 0; i < csv->count; i++) {
        csv->cells[i].data = csv->text.data + begin;
        csv->cells[i].len = csv->ends[i] - begin;
        begin = csv->ends[i] + 1;
    }
}

/* Converts the row; its cells point into `converted` then. */
static void convert(crd_csv *csv)
{
    size_t begin = 0;
    crd_buffer_clear(&csv->converted);
    for (uint32_t i = 0; i < csv->count; i++) {
        if (!csv_from_windows_1252(&csv->converted, csv->cells[i])) {
            blame(csv, CRD_CODE_CSV_ENCODING, csv->row_line, i + 1);
            return;
        }
        csv->ends[i] = csv->converted.len;
        crd_buffer_append_char(&csv->converted, '\0');
    }
    for (uint32_t i = 0; csv->converted.rc == CRD_OK && i < csv->count; i++) {
        csv->cells[i].data = csv->converted.data + begin;
        csv->cells[i].len = csv->ends[i] - begin;
        begin = csv->ends[i] + 1;
    }
}

/* Decides what the bytes beyond ASCII mean. */
static void decode(crd_csv *csv)
{
    crd_span text = crd_buffer_span(&csv->text);
    size_t valid = csv_utf8_prefix(text);
    bool is_utf8 = valid == text.len;
    if (csv->encoding == CRD_CSV_UTF8 && !is_utf8 && !csv->with_bom &&
        !csv->beyond_ascii) {
        csv->encoding = CRD_CSV_WINDOWS_1252;
    }
    if (csv->encoding == CRD_CSV_UTF8) {
        csv->beyond_ascii = true;
        if (!is_utf8) {
            blame(csv, CRD_CODE_CSV_ENCODING, csv->row_line,
                  column_of(csv, valid));
        }
        return;
    }
    /* Text that is UTF-8 by chance is rare: this row is of another kind. */
    if (is_utf8) {
        blame(csv, CRD_CODE_CSV_ENCODING, csv->row_line, 0);
    } else {
        convert(csv);
    }
}

/* A longer row than the header is as good as one of its width if what is over
 * is empty. */
static void fit_width(crd_csv *csv)
{
    while (csv->count > csv->width && csv->cells[csv->count - 1].len == 0) {
        csv->count--;
    }
    if (csv->count > csv->width) {
        blame(csv, CRD_CODE_CSV_WIDTH, csv->row_line, csv->width + 1);
    }
}

/* ---- Rows -----------------------------------------------------------------
 */

static bool is_empty_row(const crd_csv *csv)
{
    return csv->problem == CRD_CODE_NONE && csv->text.len == csv->count;
}

static crd_rc report_problem(const crd_csv *csv, crd_error *error)
{
    char place[64] = "";
    if (csv->problem_column) {
        snprintf(place, sizeof place, ", column %u", csv->problem_column);
    }
    crd_rc rc = crd_fail(error, csv->problem, "Row %llu%s: %s",
                         (unsigned long long)csv->number, place,
                         crd_code_get(csv->problem)->title);
    if (error) {
        error->line = (uint32_t)csv->problem_line;
    }
    return rc;
}

/* Reads one row that is not empty; false at the end and on failure. */
static bool read_row(crd_csv *csv)
{
    do {
        if (peek(csv) < 0) {
            return false;
        }
        begin_row(csv);
        read_cells(csv);
        if (csv->text.rc != CRD_OK) {
            fail_for_good(csv, crd_buffer_rc(&csv->text, &csv->failure));
        }
    } while (!csv->failed && is_empty_row(csv));
    return !csv->failed;
}

static void check_row(crd_csv *csv)
{
    set_cells(csv);
    if (csv->high) {
        decode(csv);
        if (csv->converted.rc != CRD_OK) {
            fail_for_good(csv, crd_buffer_rc(&csv->converted, &csv->failure));
            return;
        }
    }
    if (csv->width == 0) {
        csv->width = csv->count;
    } else {
        fit_width(csv);
    }
}

static crd_rc final_answer(const crd_csv *csv, crd_error *error)
{
    if (error) {
        *error = csv->failure;
    }
    return csv->failure_rc;
}

crd_rc crd_csv_next(crd_csv *csv, crd_csv_event *event, crd_csv_row *row,
                    crd_error *error)
{
    crd_csv_row found = {0};
    bool is_header = csv->width == 0;
    bool more;
    if (!csv->started) {
        start(csv);
    }
    more = !csv->failed && read_row(csv);
    if (more && csv->problem == CRD_CODE_NONE) {
        check_row(csv);
    }
    if (!csv->failed && is_header && !more) {
        fail_for_good(csv,
                      crd_fail(&csv->failure, CRD_CODE_CSV_EMPTY, "%s", ""));
    }
    if (!csv->failed && is_header && csv->problem != CRD_CODE_NONE) {
        fail_for_good(csv, report_problem(csv, &csv->failure));
    }
    if (csv->failed) {
        return final_answer(csv, error);
    }
    if (!more) {
        *event = CRD_CSV_END;
        return CRD_OK;
    }
    found.number = csv->number;
    found.line = csv->row_line;
    if (csv->problem != CRD_CODE_NONE) {
        *event = CRD_CSV_BAD_ROW;
        found.column = csv->problem_column;
        (void)report_problem(csv, error);
    } else {
        *event = CRD_CSV_ROW;
        found.count = csv->count;
        found.cells = csv->cells;
    }
    *row = found;
    return CRD_OK;
}
