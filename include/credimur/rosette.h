/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room rosette: a digest as a guilloche rosette, so that the eye can compare
 * what the digest compares exactly. It never replaces the check.
 */
#ifndef CREDIMUR_ROSETTE_H
#define CREDIMUR_ROSETTE_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** No rosette is larger. */
#define CRD_ROSETTE_BYTES_MAX 4096

typedef struct crd_rosette_options {
    /** Width and height in pixels; 0 leaves them to the page. Up to 64 the
     *  lines are bolder. */
    uint32_t size;
    /** One colour: that of the text around it, black where there is none. */
    bool monochrome;
} crd_rosette_options;

/**
 * Appends the SVG image of `digest` to `out`: the same bytes on every machine
 * for the same digest and options. Its ids begin with digits of the digest,
 * so that several rosettes may stand in one page. Fails only as the buffer
 * does.
 */
CRD_API CRD_MUST_USE crd_rc crd_rosette_svg(crd_buffer *out,
                                            const uint8_t digest[32],
                                            crd_rosette_options options,
                                            crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
