/* SPDX-License-Identifier: Apache-2.0 */
/* Base58btc (Controlled Identifiers 1.0, 3.1 and 3.2): a number in base 58,
 * with a digit 1 for each leading zero byte. */
#include "credimur/crypto.h"
#include "crypto/encoding.h"

#include <assert.h>

/* The conversion is quadratic, so it works on 32-bit limbs and five digits at
 * a time, and never on more than CRD_BASE58_BYTES_MAX bytes. */
#define DIGITS_A_STEP 5
#define STEP 656356768u /* 58^5 */
#define TEXT_MAX CRD_BASE58_TEXT_MAX(CRD_BASE58_BYTES_MAX)
#define LIMBS_MAX (TEXT_MAX * 3 / 4 / 4 + 2) /* a digit is under 6 bits */

static const char ALPHABET[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

#define NO 0xff
/* The value of each ASCII character as a digit. */
static const uint8_t DIGIT[128] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 0,  1,  2,  3,  4,  5,  6,  7,
    8,  NO, NO, NO, NO, NO, NO, NO, 9,  10, 11, 12, 13, 14, 15, 16, NO, 17, 18,
    19, 20, 21, NO, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, NO, NO, NO, NO,
    NO, NO, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, NO, 44, 45, 46, 47, 48,
    49, 50, 51, 52, 53, 54, 55, 56, 57, NO, NO, NO, NO, NO};

/* limbs = limbs * scale + add; the lowest limb comes first. */
static size_t multiply_add(uint32_t *limbs, size_t count, uint32_t scale,
                           uint32_t add)
{
    uint64_t carry = add;
    for (size_t i = 0; i < count; i++) {
        carry += (uint64_t)limbs[i] * scale;
        limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) {
        limbs[count++] = (uint32_t)carry;
    }
    return count;
}

/* limbs = limbs / 58^5, and the remainder; the highest limb comes first. */
static uint32_t divide(uint32_t *limbs, size_t count)
{
    uint64_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t part = rest << 32 | limbs[i];
        limbs[i] = (uint32_t)(part / STEP);
        rest = part % STEP;
    }
    return (uint32_t)rest;
}

size_t crd_base58_write(char *out, const uint8_t *data, size_t len)
{
    uint32_t limbs[LIMBS_MAX] = {0};
    char digits[TEXT_MAX];
    size_t zeros = 0, first = 0, count, at = sizeof digits;
    assert(len <= CRD_BASE58_BYTES_MAX);
    while (zeros < len && data[zeros] == 0) {
        zeros++;
    }
    count = (len - zeros + 3) / 4;
    for (size_t i = zeros; i < len; i++) {
        size_t place = len - 1 - i;
        limbs[count - 1 - place / 4] |= (uint32_t)data[i] << (8 * (place % 4));
    }
    while (first < count) {
        uint32_t rest = divide(limbs + first, count - first);
        while (first < count && limbs[first] == 0) {
            first++;
        }
        /* The highest step is written without its leading zeros. */
        for (int i = 0; i < DIGITS_A_STEP && (first < count || rest); i++) {
            digits[--at] = ALPHABET[rest % 58];
            rest /= 58;
        }
    }
    memset(out, '1', zeros);
    memcpy(out + zeros, digits + at, sizeof digits - at);
    out[zeros + sizeof digits - at] = '\0';
    crd_wipe(digits + at, sizeof digits - at);
    return zeros + sizeof digits - at;
}

static crd_rc too_long(size_t capacity, crd_error *error)
{
    return crd_fail(error, CRD_CODE_ENCODING_MALFORMED,
                    "This base58 text stands for more than %zu bytes.",
                    capacity);
}

crd_rc crd_base58_read(uint8_t *out, size_t *out_len, size_t capacity,
                       crd_span text, crd_error *error)
{
    uint32_t limbs[LIMBS_MAX];
    size_t count = 0, zeros = 0, bytes;
    if (capacity > CRD_BASE58_BYTES_MAX) {
        capacity = CRD_BASE58_BYTES_MAX;
    }
    /* Before the quadratic loop: a text this long cannot fit. */
    if (text.len > CRD_BASE58_TEXT_MAX(capacity)) {
        return too_long(capacity, error);
    }
    while (zeros < text.len && text.data[zeros] == '1') {
        zeros++;
    }
    for (size_t i = zeros; i < text.len;) {
        uint32_t scale = 1, value = 0;
        for (int k = 0; k < DIGITS_A_STEP && i < text.len; k++, i++) {
            unsigned char c = (unsigned char)text.data[i];
            if (c >= sizeof DIGIT || DIGIT[c] == NO) {
                return crd_encoding_foreign(error, "base58", text, i);
            }
            value = value * 58 + DIGIT[c];
            scale *= 58;
        }
        count = multiply_add(limbs, count, scale, value);
    }
    bytes = 4 * count;
    while (bytes && (limbs[(bytes - 1) / 4] >> (8 * ((bytes - 1) % 4))) == 0) {
        bytes--;
    }
    if (zeros + bytes > capacity) {
        return too_long(capacity, error);
    }
    memset(out, 0, zeros);
    for (size_t i = 0; i < bytes; i++) {
        out[zeros + bytes - 1 - i] = (uint8_t)(limbs[i / 4] >> (8 * (i % 4)));
    }
    *out_len = zeros + bytes;
    crd_wipe(limbs, count * sizeof *limbs);
    return CRD_OK;
}
