/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Text of strangers on a terminal: what would move the cursor, reverse the
 * reading order or hide itself is made visible (security case 146).
 */
#ifndef CREDIMUR_CLI_TEXT_H
#define CREDIMUR_CLI_TEXT_H

#include "cli/output.h"

/** Appends `text` with what is hidden made visible: <U+202E>. */
void cli_text_visible(crd_buffer *out, crd_span text);
/** As above, in the arena; never NULL. */
const char *cli_visible(crd_arena *arena, crd_span text);
/** True if one character would hide, or move what stands around it. */
bool cli_text_hides(crd_span character);
/** True for well-formed UTF-8 without NUL. */
bool cli_text_is_utf8(crd_span text);
/** Cells that `text` takes on a terminal, roughly: code points. */
size_t cli_text_width(crd_span text);
/* fold.c */

/** Appends `text` with lines longer than `width` cells folded. */
void cli_text_fold(crd_buffer *out, crd_span text, size_t width);
/** Puts text for people: on a terminal, folded to its width. */
void cli_put_folded(cli_output *out, crd_span text);

/** "3 May 2026", of the UTC day. */
#define CLI_DATE_TEXT_MAX 32
void cli_date_words(char out[CLI_DATE_TEXT_MAX], crd_instant instant);

#endif
