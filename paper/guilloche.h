/* SPDX-License-Identifier: Apache-2.0 */
/** The lines of the rosette on a cairo surface. */
#ifndef CREDIMUR_PAPER_GUILLOCHE_H
#define CREDIMUR_PAPER_GUILLOCHE_H

#include "credimur/base.h"

#include <cairo.h>

/** Draws the rosette of `digest`, `width` wide, about the current origin.
 * `ink` is 1 for its own colours and less to thin them with white. */
CRD_MUST_USE crd_rc paper_guilloche(cairo_t *cr, const uint8_t digest[32],
                                    double width, double ink, crd_error *error);

#endif
