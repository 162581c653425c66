/* SPDX-License-Identifier: Apache-2.0 */
/* Writing CSV (RFC 4180, 2) that a spreadsheet does not run. */
#include "credimur/csv.h"

/* OWASP, CSV injection: what a spreadsheet may take for a formula. */
static bool is_formula(crd_span cell)
{
    return cell.len && memchr("=+-@\t\r", cell.data[0], 6);
}

static bool needs_quotes(crd_span cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (memchr(",;\t\"\r\n", cell.data[i], 6)) {
            return true;
        }
    }
    return cell.len && (cell.data[0] == ' ' || cell.data[cell.len - 1] == ' ');
}

static void write_quoted(crd_buffer *out, crd_span cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.data[i] == '"') {
            crd_buffer_append_char(out, '"');
        }
        crd_buffer_append_char(out, cell.data[i]);
    }
}

static void write_cell(crd_buffer *out, crd_span cell)
{
    bool quotes = needs_quotes(cell);
    if (quotes) {
        crd_buffer_append_char(out, '"');
    }
    if (is_formula(cell)) {
        crd_buffer_append_char(out, '\'');
    }
    write_quoted(out, cell);
    if (quotes) {
        crd_buffer_append_char(out, '"');
    }
}

void crd_csv_write_row(crd_buffer *out, const crd_span *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) {
            crd_buffer_append_char(out, ',');
        }
        write_cell(out, cells[i]);
    }
    crd_buffer_append(out, "\r\n", 2);
}
