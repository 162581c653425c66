/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room csv: tables as people save them. A reader in constant memory for
 * RFC 4180 and what programs make of it, and a writer whose cells a
 * spreadsheet never runs as formulas.
 *
 * The first row is the header. It decides the delimiter (comma, semicolon or
 * tab) and the width. Rows are counted as a spreadsheet counts them: the
 * header is row 1, and empty rows, which are passed over, count too. A bad
 * row is reported and stops nothing: reading goes on with the next.
 */
#ifndef CREDIMUR_CSV_H
#define CREDIMUR_CSV_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Ceilings of one row; beyond them it is a bad row. */
#define CRD_CSV_CELL_BYTES ((size_t)64 * 1024)
#define CRD_CSV_ROW_BYTES ((size_t)1024 * 1024)
#define CRD_CSV_COLUMNS 1000

typedef enum crd_csv_encoding {
    CRD_CSV_UTF8 = 0,    /**< with or without a byte order mark */
    CRD_CSV_WINDOWS_1252 /**< a guess: tell the user about it */
} crd_csv_encoding;

typedef enum crd_csv_event {
    CRD_CSV_ROW,     /**< a row, the header first */
    CRD_CSV_BAD_ROW, /**< a row that cannot be read; the error says why */
    CRD_CSV_END      /**< no more rows */
} crd_csv_event;

typedef struct crd_csv_row {
    uint64_t number; /**< of the row, the header being 1 */
    uint64_t line;   /**< of the file, where the row begins; differs from
                          `number` after a quoted line break */
    uint32_t column; /**< of a bad row: the cell at fault, from 1; 0: none */
    uint32_t count;  /**< of cells; 0 for a bad row */
    const crd_span *cells; /**< UTF-8, NUL after each; good until the next
                                call for the same reader */
} crd_csv_row;

/**
 * Gives the next bytes: up to `capacity` into `out`, their number into
 * `*got`, 0 at the end.
 */
typedef crd_rc (*crd_csv_read_fn)(void *context, char *out, size_t capacity,
                                  size_t *got, crd_error *error);

typedef struct crd_csv crd_csv;

/**
 * A reader of what `read` gives. It holds 256 KiB and the row at hand, at most
 * 4 MiB, however long the file is.
 */
CRD_API CRD_MUST_USE crd_rc crd_csv_new(crd_csv **out,
                                        const crd_allocator *allocator,
                                        crd_csv_read_fn read, void *context,
                                        crd_error *error);
CRD_API void crd_csv_free(crd_csv *csv);

/**
 * The next row that is not empty. CRD_OK with CRD_CSV_BAD_ROW and `error`
 * filled (CSV_QUOTE, CSV_CELL, CSV_ROW, CSV_COLUMNS, CSV_WIDTH, CSV_NUL,
 * CSV_ENCODING, with the line) for a row that cannot be read; go on calling.
 * Another return code is final: MEMORY, what `read` returned, CSV_ENCODING
 * for UTF-16, CSV_EMPTY for a file without a header, and whatever is wrong
 * with a header.
 *
 * A row shorter than the header is a row; a longer one is bad unless what is
 * over is empty. A quote that is never closed costs its own line only.
 */
CRD_API CRD_MUST_USE crd_rc crd_csv_next(crd_csv *csv, crd_csv_event *event,
                                         crd_csv_row *row, crd_error *error);

/**
 * How the rows so far were read. A file without a byte order mark is
 * Windows-1252 from its first row that is not UTF-8, if no earlier row held
 * anything but ASCII. A row that disagrees with the guess is a bad row.
 */
CRD_API crd_csv_encoding crd_csv_encoding_of(const crd_csv *csv);
/** ',', ';' or '\t'; good once the header was read. */
CRD_API char crd_csv_delimiter(const crd_csv *csv);

/**
 * Writes one row, with commas and CR LF. A cell that begins with = + - @, a
 * tab or a carriage return gets an apostrophe in front, so that a spreadsheet
 * takes it for text (security case 149).
 */
CRD_API void crd_csv_write_row(crd_buffer *out, const crd_span *cells,
                               size_t count);

#ifdef __cplusplus
}
#endif
#endif
