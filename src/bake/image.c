/* SPDX-License-Identifier: Apache-2.0 */
/* Which kind of image and of payload it is, and the way to PNG and SVG
 * (Open Badges 3.0, Document Formats, "Baked Badge"). */
#include "bake/image.h"
#include "base/utf8.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

crd_span crd_bake_trim(crd_span text)
{
    while (text.len && is_space(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len && is_space(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* ---- Kinds of image ------------------------------------------------------ */

/* The rest of `text` after the first `end`, empty if it never comes. */
static crd_span after(crd_span text, const char *end)
{
    size_t n = strlen(end);
    for (size_t i = 0; i + n <= text.len; i++) {
        if (memcmp(text.data + i, end, n) == 0) {
            return (crd_span){text.data + i + n, text.len - i - n};
        }
    }
    return CRD_SPAN_NONE;
}

/* A DOCTYPE ends at the first `>` outside quotes and brackets. */
static crd_span after_doctype(crd_span text)
{
    char quote = 0;
    bool subset = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == ']') {
            subset = c == '[';
        } else if (c == '>' && !subset) {
            return (crd_span){text.data + i + 1, text.len - i - 1};
        }
    }
    return CRD_SPAN_NONE;
}

/* The local name of the tag at the start of `text` is `svg`. */
static bool starts_svg_tag(crd_span text)
{
    size_t name = 1, i = 1;
    while (i < text.len && !is_space(text.data[i]) && text.data[i] != '>' &&
           text.data[i] != '/') {
        name = text.data[i] == ':' ? i + 1 : name;
        i++;
    }
    return i - name == 3 && memcmp(text.data + name, "svg", 3) == 0;
}

crd_image_kind crd_image_detect(crd_span bytes)
{
    crd_span rest = bytes;
    if (crd_span_starts(bytes, PNG_SIGNATURE)) {
        return CRD_IMAGE_PNG;
    }
    if (crd_span_starts(rest, "\xef\xbb\xbf")) {
        rest.data += 3;
        rest.len -= 3;
    }
    for (;;) {
        rest = crd_bake_trim(rest);
        if (crd_span_starts(rest, "<?")) {
            rest = after(rest, "?>");
        } else if (crd_span_starts(rest, "<!--")) {
            rest = after(rest, "-->");
        } else if (crd_span_starts(rest, "<!DOCTYPE")) {
            rest = after_doctype(rest);
        } else {
            break;
        }
    }
    return rest.len && rest.data[0] == '<' && starts_svg_tag(rest)
               ? CRD_IMAGE_SVG
               : CRD_IMAGE_NONE;
}

const char *crd_image_kind_name(crd_image_kind kind)
{
    return kind == CRD_IMAGE_PNG   ? "PNG"
           : kind == CRD_IMAGE_SVG ? "SVG"
                                   : "none";
}

const char *crd_baked_form_name(crd_baked_form form)
{
    switch (form) {
    case CRD_BAKED_PNG_CREDENTIAL:
        return "PNG, iTXt chunk openbadgecredential";
    case CRD_BAKED_PNG_ITXT:
        return "PNG, iTXt chunk openbadges";
    case CRD_BAKED_PNG_TEXT:
        return "PNG, tEXt chunk";
    case CRD_BAKED_SVG_CREDENTIAL:
        return "SVG, element openbadges:credential";
    case CRD_BAKED_SVG_OLD:
        return "SVG, element openbadges:assertion or the old namespace";
    case CRD_BAKED_NONE:
        break;
    }
    return "none";
}

/* ---- Kinds of payload ---------------------------------------------------- */

static bool is_base64url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* RFC 7515, 3.1: header, payload and signature; only the payload of a
 * detached one may be empty, and that is no credential. */
static bool is_compact_jws(crd_span text)
{
    size_t dots = 0, part = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '.') {
            if (part == 0) {
                return false;
            }
            dots++;
            part = 0;
        } else if (is_base64url(text.data[i])) {
            part++;
        } else {
            return false;
        }
    }
    return dots == 2 && part > 0;
}

crd_baked_payload crd_baked_payload_detect(crd_span text)
{
    crd_span t = crd_bake_trim(text);
    if (t.len && t.data[0] == '{') {
        return CRD_PAYLOAD_JSON;
    }
    if (crd_span_starts(t, "https://") || crd_span_starts(t, "http://")) {
        for (size_t i = 0; i < t.len; i++) {
            if ((unsigned char)t.data[i] <= ' ') {
                return CRD_PAYLOAD_NONE;
            }
        }
        return CRD_PAYLOAD_URL;
    }
    return is_compact_jws(t) ? CRD_PAYLOAD_JWS : CRD_PAYLOAD_NONE;
}

crd_rc crd_bake_accept(crd_unbaked *out, crd_span text, size_t offset,
                       crd_error *error)
{
    out->text = crd_bake_trim(text);
    out->payload = crd_baked_payload_detect(out->text);
    if (out->payload == CRD_PAYLOAD_NONE) {
        return crd_fail_at(error, CRD_CODE_BAKE_PAYLOAD, offset,
                           "The badge in this image is neither JSON, nor a "
                           "compact JWS, nor a web address.");
    }
    return CRD_OK;
}

/* ---- The doors of the room ------------------------------------------------
 */

static crd_rc check_image(crd_image_kind *kind, const crd_limits *limits,
                          crd_span image, crd_error *error)
{
    if (image.len > limits->image_bytes) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "The image has %zu bytes; the limit is %zu.", image.len,
                        limits->image_bytes);
    }
    *kind = crd_image_detect(image);
    return *kind == CRD_IMAGE_NONE
               ? crd_fail(error, CRD_CODE_BAKE_NOT_IMAGE, "%s", "")
               : CRD_OK;
}

crd_rc crd_unbake(const crd_limits *limits, crd_unbaked *out, crd_arena *arena,
                  crd_span image, crd_error *error)
{
    crd_unbaked found = {.image = CRD_IMAGE_NONE};
    CRD_TRY(check_image(&found.image, limits, image, error));
    if (found.image == CRD_IMAGE_PNG) {
        CRD_TRY(crd_png_unbake(&found, image, error));
    } else {
        CRD_TRY(crd_svg_unbake(&found, arena, image, error));
    }
    *out = found;
    return CRD_OK;
}

/* UTF-8 without control characters: all that JSON has, and what both formats
 * can hold (PNG, 11.3.3.4: no NUL; XML 1.0, 2.2). */
static bool is_text(crd_span text)
{
    const char *p = text.data, *end = text.data + text.len;
    while (p < end) {
        size_t n = utf8_size(p, end);
        if (n == 0 || ((unsigned char)*p < ' ' && !is_space(*p))) {
            return false;
        }
        p += n;
    }
    return true;
}

crd_rc crd_bake(const crd_limits *limits, crd_buffer *out, crd_span image,
                crd_span credential, crd_bake_mode mode, crd_error *error)
{
    crd_image_kind kind;
    crd_span text = crd_bake_trim(credential);
    crd_baked_payload payload = crd_baked_payload_detect(text);
    size_t before = out->len;
    crd_rc rc;
    CRD_TRY(check_image(&kind, limits, image, error));
    if ((payload != CRD_PAYLOAD_JSON && payload != CRD_PAYLOAD_JWS) ||
        !is_text(text)) {
        return crd_fail(error, CRD_CODE_BAKE_PAYLOAD,
                        "Only a credential in JSON or a compact JWS can be "
                        "baked.");
    }
    rc = kind == CRD_IMAGE_PNG
             ? crd_png_bake(out, image, text, mode, error)
             : crd_svg_bake(out, image, text, payload, mode, error);
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(out, error);
    }
    if (rc == CRD_OK && out->len - before > limits->image_bytes) {
        rc = crd_fail(error, CRD_CODE_LIMIT_BYTES,
                      "The baked image would have %zu bytes; the limit is "
                      "%zu.",
                      out->len - before, limits->image_bytes);
    }
    if (rc != CRD_OK) {
        out->len = before;
    }
    return rc;
}
