/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room bake: a credential inside a picture (Open Badges 3.0, Document
 * Formats, "Baked Badge"), in PNG and in SVG. Pixels are never decoded, no
 * XML entity is ever expanded, and every byte that is not the badge stays as
 * it was. What is baked is not looked into beyond its first characters:
 * verify it before baking, and after unbaking.
 */
#ifndef CREDIMUR_BAKE_H
#define CREDIMUR_BAKE_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the bytes are, whatever the file is called (security case 144). */
typedef enum crd_image_kind {
    CRD_IMAGE_NONE = 0,
    CRD_IMAGE_PNG,
    CRD_IMAGE_SVG
} crd_image_kind;

/** Looks at the first bytes only; an SVG is one whose first tag is `svg`. */
CRD_API crd_image_kind crd_image_detect(crd_span bytes);
/** "PNG", "SVG" or "none". */
CRD_API const char *crd_image_kind_name(crd_image_kind kind);

/** The ways a badge was found written. */
typedef enum crd_baked_form {
    CRD_BAKED_NONE = 0,
    CRD_BAKED_PNG_CREDENTIAL, /**< iTXt `openbadgecredential`: 3.0 */
    CRD_BAKED_PNG_ITXT, /**< iTXt `openbadges`: 1.0 to 2.1, drafts of 3.0 */
    CRD_BAKED_PNG_TEXT, /**< tEXt of either name: before 1.0 */
    CRD_BAKED_SVG_CREDENTIAL, /**< `credential`, namespace of 3.0 */
    CRD_BAKED_SVG_OLD         /**< `assertion`, or the namespace of 2.0 */
} crd_baked_form;

/** A line for people: "PNG, iTXt chunk openbadgecredential". */
CRD_API const char *crd_baked_form_name(crd_baked_form form);

/** What the payload looks like from its first characters. */
typedef enum crd_baked_payload {
    CRD_PAYLOAD_NONE = 0,
    CRD_PAYLOAD_JSON, /**< begins with `{` */
    CRD_PAYLOAD_JWS,  /**< three base64url parts with dots between */
    CRD_PAYLOAD_URL   /**< http or https: the badge is hosted there (old) */
} crd_baked_payload;

/** The kind of a payload, white space around it left aside. */
CRD_API crd_baked_payload crd_baked_payload_detect(crd_span text);

typedef struct crd_unbaked {
    crd_image_kind image;
    crd_baked_form form;
    crd_baked_payload payload;
    /** Without white space around it. Borrowed from the image (PNG) or in
     *  the arena (SVG). */
    crd_span text;
    /** A badge in an old form stood beside the one of 3.0; it was not used. */
    bool has_old_beside;
} crd_unbaked;

/**
 * Takes the badge out of `image`. The 3.0 form wins over an old one.
 * CRD_E_NOT_FOUND when the image holds none; every broken image is an error
 * with the byte offset (security cases 137, 138, 139, 142).
 */
CRD_API CRD_MUST_USE crd_rc crd_unbake(const crd_limits *limits,
                                       crd_unbaked *out, crd_arena *arena,
                                       crd_span image, crd_error *error);

/** What to do with a badge the image already holds. */
typedef enum crd_bake_mode {
    CRD_BAKE_NEW = 0, /**< refuse: BAKE_PRESENT */
    CRD_BAKE_REPLACE  /**< take out every old one, in whatever form */
} crd_bake_mode;

/**
 * Appends to `out` the image with `credential` (JSON, or a compact JWS) baked
 * in, in the form of 3.0 alone. An SVG keeps the same JSON, but not the same
 * bytes, where XML cannot hold them: `]]>` and U+FFFE, U+FFFF are written as
 * JSON escapes, and a line end as LF. On failure `out` keeps its length.
 */
CRD_API CRD_MUST_USE crd_rc crd_bake(const crd_limits *limits, crd_buffer *out,
                                     crd_span image, crd_span credential,
                                     crd_bake_mode mode, crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
