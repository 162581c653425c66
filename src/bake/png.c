/* SPDX-License-Identifier: Apache-2.0 */
/* A badge in a PNG: one walk over the chunks, which are checked and copied
 * but never decompressed (PNG, 5 "Datastream structure" and 11.3.3.4 iTXt;
 * Open Badges 3.0, Document Formats, "PNG"). */
#include "bake/image.h"

#define KEYWORD_NEW "openbadgecredential"
#define KEYWORD_OLD "openbadges"
#define CHUNK_OVERHEAD 12 /* length, type and CRC */

/* ---- CRC-32 (PNG, annex D), eight bytes at a time ------------------------ */

typedef struct crc_table {
    uint32_t row[8][256];
} crc_table;

static void crc_prepare(crc_table *t)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t c = n;
        for (int k = 0; k < 8; k++) {
            c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        }
        t->row[0][n] = c;
    }
    for (uint32_t n = 0; n < 256; n++) {
        for (int k = 1; k < 8; k++) {
            uint32_t c = t->row[k - 1][n];
            t->row[k][n] = t->row[0][c & 255] ^ (c >> 8);
        }
    }
}

static uint32_t crc_of(const crc_table *t, const char *data, size_t len)
{
    const uint8_t *p = (const uint8_t *)data;
    uint32_t c = 0xffffffffu;
    for (; len >= 8; p += 8, len -= 8) {
        c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
             (uint32_t)p[3] << 24;
        c = t->row[7][c & 255] ^ t->row[6][(c >> 8) & 255] ^
            t->row[5][(c >> 16) & 255] ^ t->row[4][c >> 24] ^ t->row[3][p[4]] ^
            t->row[2][p[5]] ^ t->row[1][p[6]] ^ t->row[0][p[7]];
    }
    for (; len; p++, len--) {
        c = t->row[0][(c ^ *p) & 255] ^ (c >> 8);
    }
    return c ^ 0xffffffffu;
}

/* ---- Chunks -------------------------------------------------------------- */

typedef struct chunk {
    const char *type; /* four letters, inside the image */
    crd_span data;
    size_t offset; /* of the length field */
    size_t end;    /* offset after the CRC */
} chunk;

/* A walk over the image. */
typedef struct walk {
    crd_span image;
    size_t next;
    uint64_t count;
    bool ended;
    crc_table crc;
} walk;

static uint32_t read_u32(const char *data)
{
    const uint8_t *p = (const uint8_t *)data;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static bool is_type(const chunk *c, const char *type)
{
    return memcmp(c->type, type, 4) == 0;
}

static bool is_letters(const char *type)
{
    for (int i = 0; i < 4; i++) {
        char lower = (char)(type[i] | 0x20);
        if (lower < 'a' || lower > 'z') {
            return false;
        }
    }
    return true;
}

static void walk_begin(walk *w, crd_span image)
{
    w->image = image;
    w->next = sizeof PNG_SIGNATURE - 1;
    w->count = 0;
    w->ended = false;
    crc_prepare(&w->crc);
}

/* PNG, 5.6: IHDR is the first and IEND the last, each once. */
static crd_rc check_order(walk *w, const chunk *c, crd_error *error)
{
    if (is_type(c, "IHDR") != (w->count == 0)) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->offset,
                           "The first chunk of a PNG, and no other, is IHDR.");
    }
    if (is_type(c, "IHDR") && c->data.len != 13) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->offset,
                           "The IHDR chunk has %zu bytes instead of 13.",
                           c->data.len);
    }
    if (is_type(c, "IEND")) {
        w->ended = true;
        if (c->data.len) {
            return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->offset,
                               "The IEND chunk is not empty.");
        }
        if (c->end != w->image.len) {
            return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->end,
                               "%zu bytes stand after the end of the PNG.",
                               w->image.len - c->end);
        }
    }
    return CRD_OK;
}

/* Reads and checks the chunk at `w->next`; not called once IEND was seen. */
static crd_rc walk_next(walk *w, chunk *c, crd_error *error)
{
    size_t left = w->image.len - w->next;
    const char *at = w->image.data + w->next;
    uint32_t len;
    if (left < CHUNK_OVERHEAD) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, w->next,
                           "The PNG is cut off: no IEND chunk comes.");
    }
    len = read_u32(at);
    if (len > 0x7fffffffu || len > left - CHUNK_OVERHEAD) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, w->next,
                           "A chunk says it has %u bytes, but %zu are left.",
                           (unsigned)len, left - CHUNK_OVERHEAD);
    }
    if (!is_letters(at + 4)) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, w->next + 4,
                           "The type of a chunk is not four letters.");
    }
    if (crc_of(&w->crc, at + 4, (size_t)len + 4) != read_u32(at + 8 + len)) {
        return crd_fail_at(error, CRD_CODE_BAKE_PNG, w->next,
                           "The checksum of the %.4s chunk is wrong.", at + 4);
    }
    c->offset = w->next;
    c->type = at + 4;
    c->data = (crd_span){at + 8, len};
    c->end = w->next + CHUNK_OVERHEAD + len;
    CRD_TRY(check_order(w, c, error));
    w->count++;
    w->next = c->end;
    return CRD_OK;
}

/* ---- Text chunks --------------------------------------------------------- */

/* Cuts `rest` after its first NUL; false if it has none. */
static bool cut_field(crd_span *rest, crd_span *field)
{
    const char *nul = rest->len ? memchr(rest->data, 0, rest->len) : NULL;
    if (!nul) {
        return false;
    }
    field->data = rest->data;
    field->len = (size_t)(nul - rest->data);
    rest->len -= field->len + 1;
    rest->data = nul + 1;
    return true;
}

/* A text chunk with one of the two keywords, whatever is in it. */
static bool is_badge(const chunk *c)
{
    crd_span rest = c->data, keyword;
    return (is_type(c, "iTXt") || is_type(c, "tEXt") || is_type(c, "zTXt")) &&
           cut_field(&rest, &keyword) &&
           (crd_span_is(keyword, KEYWORD_NEW) ||
            crd_span_is(keyword, KEYWORD_OLD));
}

/* The text of a badge chunk. PNG, 11.3.3.4: keyword, NUL, compression flag,
 * compression method, language tag, NUL, translated keyword, NUL, text. */
static crd_rc read_badge(const chunk *c, bool *is_new, crd_baked_form *form,
                         crd_span *text, crd_error *error)
{
    crd_span rest = c->data, keyword = CRD_SPAN_NONE, unused;
    bool compressed = is_type(c, "zTXt");
    cut_field(&rest, &keyword);
    if (is_type(c, "iTXt")) {
        if (rest.len < 2) {
            return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->offset,
                               "The iTXt chunk of the badge is too short.");
        }
        compressed = rest.data[0] != 0;
        rest.data += 2;
        rest.len -= 2;
        if (!compressed &&
            (!cut_field(&rest, &unused) || !cut_field(&rest, &unused))) {
            return crd_fail_at(error, CRD_CODE_BAKE_PNG, c->offset,
                               "The iTXt chunk of the badge is too short.");
        }
    }
    if (compressed) {
        return crd_fail_at(error, CRD_CODE_BAKE_COMPRESSED, c->offset, "%s",
                           "");
    }
    *text = rest;
    *is_new = crd_span_is(keyword, KEYWORD_NEW);
    *form = !is_type(c, "iTXt") ? CRD_BAKED_PNG_TEXT
            : *is_new           ? CRD_BAKED_PNG_CREDENTIAL
                                : CRD_BAKED_PNG_ITXT;
    return CRD_OK;
}

/* The badge under one of the keywords. */
typedef struct found_badge {
    chunk chunk; /* `.type` NULL: none */
    crd_baked_form form;
    crd_span text;
} found_badge;

crd_rc crd_png_unbake(crd_unbaked *out, crd_span image, crd_error *error)
{
    walk w;
    chunk c;
    found_badge current = {0}, old = {0};
    const found_badge *chosen;
    walk_begin(&w, image);
    /* The specification lets a reader stop at the first badge. We read on: a
     * second one under a keyword, in a chunk of whichever type, means that two
     * readers may see two badges (case 138). */
    while (!w.ended) {
        found_badge one = {0}, *place;
        bool is_new = false;
        CRD_TRY(walk_next(&w, &c, error));
        if (!is_badge(&c)) {
            continue;
        }
        CRD_TRY(read_badge(&c, &is_new, &one.form, &one.text, error));
        place = is_new ? &current : &old;
        if (place->chunk.type) {
            return crd_fail_at(error, CRD_CODE_BAKE_TWICE, c.offset, "%s", "");
        }
        one.chunk = c;
        *place = one;
    }
    if (!current.chunk.type && !old.chunk.type) {
        return crd_fail(error, CRD_CODE_BAKE_NO_BADGE, "%s", "");
    }
    chosen = current.chunk.type ? &current : &old;
    out->form = chosen->form;
    out->has_old_beside = current.chunk.type && old.chunk.type;
    return crd_bake_accept(out, chosen->text, chosen->chunk.offset, error);
}

/* ---- Writing ------------------------------------------------------------- */

static void append_u32(crd_buffer *out, uint32_t value)
{
    char bytes[4] = {(char)(value >> 24), (char)(value >> 16),
                     (char)(value >> 8), (char)value};
    crd_buffer_append(out, bytes, 4);
}

static void append_badge(crd_buffer *out, const crc_table *crc,
                         crd_span credential)
{
    /* Not compressed; no language, no translated keyword. */
    static const char head[] = "iTXt" KEYWORD_NEW "\0\0\0\0";
    size_t start = out->len + 4;
    append_u32(out, (uint32_t)(sizeof head - 4 + credential.len));
    crd_buffer_append(out, head, sizeof head);
    crd_buffer_append_span(out, credential);
    if (out->rc == CRD_OK) {
        append_u32(out, crc_of(crc, out->data + start, out->len - start));
    }
}

crd_rc crd_png_bake(crd_buffer *out, crd_span image, crd_span credential,
                    crd_bake_mode mode, crd_error *error)
{
    walk w;
    chunk c;
    bool done = false;
    if (credential.len > 0x7fffff00u) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES, "%s", "");
    }
    walk_begin(&w, image);
    crd_buffer_append(out, image.data, w.next);
    while (!w.ended) {
        CRD_TRY(walk_next(&w, &c, error));
        if (is_badge(&c)) {
            if (mode != CRD_BAKE_REPLACE) {
                return crd_fail_at(error, CRD_CODE_BAKE_PRESENT, c.offset, "%s",
                                   "");
            }
            continue;
        }
        /* Before the pixels, so that a reader of a stream has it early. */
        if (!done && (is_type(&c, "IDAT") || is_type(&c, "IEND"))) {
            append_badge(out, &w.crc, credential);
            done = true;
        }
        crd_buffer_append(out, image.data + c.offset, c.end - c.offset);
    }
    return crd_buffer_rc(out, error);
}
