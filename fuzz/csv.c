/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzing room csv: reading ends, its rows do not depend on the pieces the
 * file comes in, and what is written reads back. */
#include "credimur/csv.h"
#include "target.h"

#define BOM "\xef\xbb\xbf"

typedef struct source {
    crd_span text;
    size_t piece;
} source;

static crd_rc read_source(void *context, char *out, size_t capacity,
                          size_t *got, crd_error *error)
{
    source *s = context;
    size_t n = s->text.len < s->piece ? s->text.len : s->piece;
    (void)error;
    n = n < capacity ? n : capacity;
    if (n) {
        memcpy(out, s->text.data, n);
        s->text.data += n;
        s->text.len -= n;
    }
    *got = n;
    return CRD_OK;
}

/* Writes every good row to `out`, and the number of every bad one. */
static crd_rc rewrite(crd_buffer *out, crd_span text, size_t piece)
{
    source s = {text, piece};
    crd_csv *csv = NULL;
    crd_csv_event event = CRD_CSV_ROW;
    crd_csv_row row = {0};
    crd_error error;
    uint64_t last = 0;
    must_hold(crd_csv_new(&csv, NULL, read_source, &s, &error) == CRD_OK);
    crd_rc rc = crd_csv_next(csv, &event, &row, &error);
    while (rc == CRD_OK && event != CRD_CSV_END) {
        must_hold(row.number > last && row.number <= text.len + 1);
        must_hold(row.count <= CRD_CSV_COLUMNS);
        last = row.number;
        if (event == CRD_CSV_ROW) {
            crd_csv_write_row(out, row.cells, row.count);
        } else {
            must_hold(error.message[0] != '\0' && row.count == 0);
        }
        rc = crd_csv_next(csv, &event, &row, &error);
    }
    crd_csv_free(csv);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span text = {(const char *)data, size};
    crd_buffer whole, pieces, again;
    crd_buffer_init(&whole, NULL, (size_t)1 << 28);
    crd_buffer_init(&pieces, NULL, (size_t)1 << 28);
    crd_buffer_init(&again, NULL, (size_t)1 << 28);
    /* A byte order mark, so that one in the first cell is not taken for it.
     */
    crd_buffer_append_text(&whole, BOM);
    crd_buffer_append_text(&pieces, BOM);
    crd_buffer_append_text(&again, BOM);
    crd_rc rc = rewrite(&whole, text, SIZE_MAX);
    must_hold(rewrite(&pieces, text, 3) == rc);
    must_hold(
        crd_span_equal(crd_buffer_span(&whole), crd_buffer_span(&pieces)));
    /* A first cell that begins with a mark of its own makes two of them, which
     * no file may begin with. */
    bool two_marks = whole.len >= 6 && memcmp(whole.data + 3, BOM, 3) == 0;
    if (rc == CRD_OK && size < CRD_CSV_CELL_BYTES && !two_marks) {
        must_hold(rewrite(&again, crd_buffer_span(&whole), SIZE_MAX) == CRD_OK);
        must_hold(
            crd_span_equal(crd_buffer_span(&whole), crd_buffer_span(&again)));
    }
    crd_buffer_free(&whole);
    crd_buffer_free(&pieces);
    crd_buffer_free(&again);
    return 0;
}
