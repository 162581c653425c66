/* SPDX-License-Identifier: Apache-2.0 */
/* Text of strangers made safe to show (security case 146). */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "credimur/base.h"

/* Appends `text` with what hides, or changes what stands beside it, written by
 * its number: <U+202E>; a byte that is not UTF-8 as <0xFF>. */
void visible_write(crd_buffer *out, crd_span text);

/* True of a character that is never shown as itself. */
bool visible_hides(uint32_t code);

/* True of a character that is a blank of any width. */
bool visible_is_space(uint32_t code);

#endif
