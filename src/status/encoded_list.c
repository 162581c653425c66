/* SPDX-License-Identifier: Apache-2.0 */
/* encodedList: Bitstring Status List 1.0, 3.3 and 3.4; gzip is RFC 1952. */
#include "credimur/crypto.h"
#include "status/status.h"

#include <libdeflate.h>

/* libdeflate's own scale; higher ones win a few percent and cost a multiple. */
#define LEVEL 6

#define GZIP_HEADER 10
#define GZIP_FOOTER 8
#define BYTES_MIN ((size_t)(CRD_STATUS_ENTRIES_MIN / 8))

/* ---- Generation, 3.3 ------------------------------------------------------
 */

static crd_rc append_text(crd_buffer *out, const uint8_t *gzip, size_t len,
                          crd_error *error)
{
    if (crd_buffer_reserve(out, 1 + CRD_BASE64URL_TEXT_MAX(len))) {
        crd_buffer_append_char(out, 'u');
        out->len += crd_base64url_write(out->data + out->len, gzip, len);
    }
    return crd_buffer_rc(out, error);
}

crd_rc crd_status_list_encode(crd_buffer *out, const crd_status_list *list,
                              crd_error *error)
{
    const crd_allocator *a = list->allocator;
    struct libdeflate_compressor *compressor =
        libdeflate_alloc_compressor(LEVEL);
    size_t room = libdeflate_gzip_compress_bound(compressor, list->bytes), len;
    uint8_t *gzip = compressor ? a->alloc(a->context, room) : NULL;
    crd_rc rc;
    if (!gzip) {
        libdeflate_free_compressor(compressor);
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    len = libdeflate_gzip_compress(compressor, list->bits, list->bytes, gzip,
                                   room);
    libdeflate_free_compressor(compressor);
    if (len == 0) {
        rc = crd_fail(error, CRD_CODE_INTERNAL,
                      "A status list did not fit into the bound of its gzip.");
    } else if (len > CRD_STATUS_GZIP_MAX) {
        rc = crd_fail(error, CRD_CODE_STATUS_LIST_LARGE,
                      "The status list is so large and so full that its gzip "
                      "takes %zu bytes, more than %zu.",
                      len, CRD_STATUS_GZIP_MAX);
    } else {
        rc = append_text(out, gzip, len, error);
    }
    a->release(a->context, gzip);
    return rc;
}

/* ---- Expansion, 3.4 -------------------------------------------------------
 */

static crd_rc malformed(crd_error *error, const char *what)
{
    return crd_fail(error, CRD_CODE_STATUS_LIST_MALFORMED, "%s", what);
}

/* Base64 with the other alphabet and padding, as some wrote StatusList2021,
 * piece by piece: a copy of all of it would take too much memory. */
static crd_rc read_base64(uint8_t *out, size_t *out_len, size_t capacity,
                          crd_span text, crd_error *error)
{
    char piece[4096];
    size_t done = 0;
    for (size_t i = 0; i < text.len;) {
        size_t n = text.len - i < sizeof piece ? text.len - i : sizeof piece;
        size_t len;
        for (size_t k = 0; k < n; k++) {
            char c = text.data[i + k];
            /* What is of base64url alone is foreign to base64. */
            piece[k] = c == '+'               ? '-'
                       : c == '/'             ? '_'
                       : c == '-' || c == '_' ? '='
                                              : c;
        }
        CRD_TRY(crd_base64url_read(out + done, &len, capacity - done,
                                   (crd_span){piece, n}, error));
        done += len;
        i += n;
    }
    *out_len = done;
    return CRD_OK;
}

static bool is_base64(crd_span text)
{
    return memchr(text.data, '+', text.len) ||
           memchr(text.data, '/', text.len) ||
           (text.len % 4 == 0 && text.data[text.len - 1] == '=');
}

static crd_rc read_text(uint8_t *out, size_t *out_len, size_t capacity,
                        crd_status_kind kind, crd_span text, crd_error *error)
{
    if (kind == CRD_STATUS_LIST_2021 && is_base64(text)) {
        bool padded = text.len % 4 == 0;
        for (int i = 0; padded && i < 2 && text.data[text.len - 1] == '=';
             i++) {
            text.len--;
        }
        return read_base64(out, out_len, capacity, text, error);
    }
    return crd_base64url_read(out, out_len, capacity, text, error);
}

/* What is wrong with the frame of the gzip; NULL if it may be one. */
static const char *frame_fault(const uint8_t *gzip, size_t len)
{
    if (len >= 2 && (gzip[0] & 0x0f) == 8 &&
        (gzip[0] << 8 | gzip[1]) % 31 == 0) {
        return "The status list is compressed as zlib (RFC 1950), not as gzip "
               "(RFC 1952).";
    }
    if (len < GZIP_HEADER + GZIP_FOOTER || gzip[0] != 0x1f || gzip[1] != 0x8b) {
        return "The status list is not gzip (RFC 1952).";
    }
    return NULL;
}

/* The length that the gzip claims to have, if nothing follows it. */
static size_t claimed_length(const uint8_t *gzip, size_t len)
{
    const uint8_t *p = gzip + len - 4;
    return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 |
           (size_t)p[3] << 24;
}

static crd_rc judge(enum libdeflate_result result, size_t claimed,
                    bool all_read, size_t got, crd_error *error)
{
    switch (result) {
    case LIBDEFLATE_SUCCESS:
        break;
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        if (claimed > CRD_STATUS_BYTES_MAX) {
            return crd_fail(error, CRD_CODE_STATUS_LIST_LARGE,
                            "The status list has more than %zu bytes, "
                            "decompressed.",
                            CRD_STATUS_BYTES_MAX);
        }
        return malformed(error, "The status list is longer than its gzip "
                                "says.");
    default:
        return malformed(error, "The gzip of the status list is damaged: its "
                                "bytes, checksum or length.");
    }
    if (!all_read) {
        return malformed(error, "Something follows the gzip of the status "
                                "list.");
    }
    if (got < BYTES_MIN) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_SHORT,
                        "The status list has %zu bits; at least %zu are "
                        "needed.",
                        got * 8, BYTES_MIN * 8);
    }
    return CRD_OK;
}

/* The claim bounds what is taken from memory, but is not believed: what is
 * shorter or longer is found out by decompressing into that much and no more.
 */
static crd_rc gunzip(crd_status_list **out, const crd_allocator *allocator,
                     const uint8_t *gzip, size_t len, size_t extra,
                     crd_error *error)
{
    size_t claimed = claimed_length(gzip, len), used = 0, got = 0;
    size_t room = claimed < BYTES_MIN              ? BYTES_MIN
                  : claimed > CRD_STATUS_BYTES_MAX ? CRD_STATUS_BYTES_MAX
                                                   : claimed;
    struct libdeflate_decompressor *decompressor =
        libdeflate_alloc_decompressor();
    crd_status_list *list =
        decompressor ? crd_status_list_alloc(allocator, room, extra) : NULL;
    enum libdeflate_result result;
    crd_rc rc;
    if (!list) {
        libdeflate_free_decompressor(decompressor);
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    result = libdeflate_gzip_decompress_ex(decompressor, gzip, len, list->bits,
                                           room, &used, &got);
    libdeflate_free_decompressor(decompressor);
    rc = judge(result, claimed, used == len, got, error);
    if (rc != CRD_OK) {
        crd_status_list_free(list);
        return rc;
    }
    *out = list; /* got == claimed == room: the gzip's length was checked */
    return CRD_OK;
}

crd_rc crd_status_decode(crd_status_list **out, const crd_allocator *allocator,
                         crd_status_kind kind, crd_span text, size_t extra,
                         crd_error *error)
{
    size_t capacity, len = 0;
    const char *fault;
    uint8_t *gzip;
    crd_rc rc;
    if (kind == CRD_STATUS_BITSTRING) {
        if (text.len == 0 || text.data[0] != 'u') {
            return malformed(error, "The encodedList does not begin with u, "
                                    "for base64url (multibase).");
        }
        text = (crd_span){text.data + 1, text.len - 1};
    }
    if (text.len == 0) {
        return malformed(error, "The encodedList is empty.");
    }
    capacity = text.len / 4 * 3 + 3;
    if (capacity > CRD_STATUS_GZIP_MAX + 6) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_LARGE,
                        "The gzip of the status list has more than %zu bytes.",
                        CRD_STATUS_GZIP_MAX);
    }
    allocator = allocator ? allocator : crd_allocator_default();
    gzip = allocator->alloc(allocator->context, capacity);
    if (!gzip) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    rc = read_text(gzip, &len, capacity, kind, text, error);
    if (rc != CRD_OK) {
        rc = malformed(error, "The encodedList is not base64url without "
                              "padding.");
    } else if ((fault = frame_fault(gzip, len)) != NULL) {
        rc = malformed(error, fault);
    } else {
        rc = gunzip(out, allocator, gzip, len, extra, error);
    }
    allocator->release(allocator->context, gzip);
    if (rc == CRD_OK) {
        (*out)->kind = kind;
    }
    return rc;
}

crd_rc crd_status_list_decode(crd_status_list **out,
                              const crd_allocator *allocator,
                              crd_status_kind kind, crd_span text,
                              crd_error *error)
{
    return crd_status_decode(out, allocator, kind, text, 0, error);
}
