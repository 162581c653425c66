/* SPDX-License-Identifier: Apache-2.0 */
/* base64url without padding (RFC 4648, 5; strict as its 3.3 and 3.5 allow). */
#include "credimur/crypto.h"
#include "crypto/encoding.h"

static const char ALPHABET[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#define NO 0xff
/* The value of each ASCII character as a digit. */
static const uint8_t DIGIT[128] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, 62, NO, NO, 52, 53, 54, 55, 56, 57, 58, 59, 60,
    61, NO, NO, NO, NO, NO, NO, NO, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO,
    63, NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
    43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO};

static uint8_t digit(char c)
{
    unsigned char u = (unsigned char)c;
    return u < sizeof DIGIT ? DIGIT[u] : NO;
}

size_t crd_base64url_write(char *out, const uint8_t *data, size_t len)
{
    char *p = out;
    size_t i = 0;
    for (; i + 3 <= len; i += 3) {
        uint32_t w =
            (uint32_t)data[i] << 16 | (uint32_t)data[i + 1] << 8 | data[i + 2];
        *p++ = ALPHABET[w >> 18];
        *p++ = ALPHABET[w >> 12 & 63];
        *p++ = ALPHABET[w >> 6 & 63];
        *p++ = ALPHABET[w & 63];
    }
    if (len - i) {
        uint32_t w = (uint32_t)data[i] << 16 |
                     (len - i == 2 ? (uint32_t)data[i + 1] << 8 : 0);
        *p++ = ALPHABET[w >> 18];
        *p++ = ALPHABET[w >> 12 & 63];
        if (len - i == 2) {
            *p++ = ALPHABET[w >> 6 & 63];
        }
    }
    *p = '\0';
    return (size_t)(p - out);
}

/* Nothing is written before the whole text is known to be good. */
static crd_rc check(crd_span text, size_t capacity, crd_error *error)
{
    size_t rest = text.len % 4;
    if (text.len / 4 * 3 + (rest ? rest - 1 : 0) > capacity) {
        return crd_fail(error, CRD_CODE_ENCODING_MALFORMED,
                        "This base64url text stands for more than %zu bytes.",
                        capacity);
    }
    for (size_t i = 0; i < text.len; i++) {
        if (digit(text.data[i]) == NO) {
            return crd_encoding_foreign(error, "base64url", text, i);
        }
    }
    if (rest == 1) {
        return crd_fail(error, CRD_CODE_ENCODING_MALFORMED,
                        "This base64url text is cut short: no text of bytes "
                        "has %zu characters.",
                        text.len);
    }
    /* RFC 4648, 3.5: bits that stand for no byte must be zero, or one value
     * would have several texts. */
    if (rest &&
        (digit(text.data[text.len - 1]) & (rest == 2 ? 0x0f : 0x03)) != 0) {
        return crd_fail_at(error, CRD_CODE_ENCODING_MALFORMED, text.len - 1,
                           "The last character of this base64url text has "
                           "bits that belong to no byte.");
    }
    return CRD_OK;
}

crd_rc crd_base64url_read(uint8_t *out, size_t *out_len, size_t capacity,
                          crd_span text, crd_error *error)
{
    const char *p = text.data;
    size_t rest = text.len % 4;
    CRD_TRY(check(text, capacity, error));
    *out_len = text.len / 4 * 3 + (rest ? rest - 1 : 0);
    for (size_t n = text.len / 4; n > 0; n--, p += 4) {
        uint32_t w = (uint32_t)digit(p[0]) << 18 | (uint32_t)digit(p[1]) << 12 |
                     (uint32_t)digit(p[2]) << 6 | digit(p[3]);
        *out++ = (uint8_t)(w >> 16);
        *out++ = (uint8_t)(w >> 8);
        *out++ = (uint8_t)w;
    }
    if (rest) {
        *out++ = (uint8_t)(digit(p[0]) << 2 | digit(p[1]) >> 4);
    }
    if (rest == 3) {
        *out++ = (uint8_t)(digit(p[1]) << 4 | digit(p[2]) >> 2);
    }
    return CRD_OK;
}
