/* SPDX-License-Identifier: Apache-2.0 */
/* What the two picture formats of this room share. */
#ifndef CRD_BAKE_IMAGE_H
#define CRD_BAKE_IMAGE_H

#include "credimur/bake.h"

#define PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

/* The readers and writers behind crd_unbake and crd_bake; the size of the
 * image and the shape of the credential are already checked. */
crd_rc crd_png_unbake(crd_unbaked *out, crd_span image, crd_error *error);
crd_rc crd_png_bake(crd_buffer *out, crd_span image, crd_span credential,
                    crd_bake_mode mode, crd_error *error);
crd_rc crd_svg_unbake(crd_unbaked *out, crd_arena *arena, crd_span image,
                      crd_error *error);
crd_rc crd_svg_bake(crd_buffer *out, crd_span image, crd_span credential,
                    crd_baked_payload payload, crd_bake_mode mode,
                    crd_error *error);

/* Without the white space of JSON and XML at both ends. */
crd_span crd_bake_trim(crd_span text);

/* Stores the trimmed text and its kind; BAKE_PAYLOAD if it is none. */
crd_rc crd_bake_accept(crd_unbaked *out, crd_span text, size_t offset,
                       crd_error *error);

#endif
