/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of room csv share. */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "credimur/csv.h"

/* Where the first byte that is not UTF-8 stands, or the end of the text. */
size_t csv_utf8_prefix(crd_span text);

/* Appends the UTF-8 of Windows-1252 text; false at a byte that means nothing
 * in it. A failure of the buffer sticks there. */
bool csv_from_windows_1252(crd_buffer *out, crd_span text);

/* Which of , ; and tab stands most often outside quotes in the first line of
 * `text`. False if the line is not all there. */
bool csv_guess_delimiter(char *delimiter, crd_span text);

/* The length of a first line "sep=;" without its end, and the delimiter that
 * it names; 0 if there is none. */
size_t csv_named_delimiter(char *delimiter, crd_span text);

#endif
