/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629, 4 defines it: no overlong form, no surrogate, nothing
 * beyond U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "credimur/base.h"

/* Bytes of the character at `p`, 1 to 4; 0 if there is no whole and valid
 * one before `end`. */
static inline size_t utf8_size(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    if (left >= 1 && u[0] < 0x80) {
        return 1;
    }
    if (left < 2 || (u[1] & 0xc0) != 0x80) {
        return 0;
    }
    if (u[0] >= 0xc2 && u[0] <= 0xdf) {
        return 2;
    }
    if (left < 3 || (u[2] & 0xc0) != 0x80) {
        return 0;
    }
    if ((u[0] & 0xf0) == 0xe0) {
        bool overlong = u[0] == 0xe0 && u[1] < 0xa0;
        bool surrogate = u[0] == 0xed && u[1] > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (left < 4 || (u[3] & 0xc0) != 0x80) {
        return 0;
    }
    if (u[0] >= 0xf0 && u[0] <= 0xf4) {
        bool overlong = u[0] == 0xf0 && u[1] < 0x90;
        bool beyond = u[0] == 0xf4 && u[1] > 0x8f;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

/* Reads the character at `p`, a byte before `end`; its size, or 0. */
static inline size_t utf8_read(uint32_t *code, const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t size = utf8_size(p, end);
    if (size) {
        *code = size == 1 ? u[0] : u[0] & (0x7fu >> size);
        for (size_t i = 1; i < size; i++) {
            *code = *code << 6 | (u[i] & 0x3fu);
        }
    }
    return size;
}

/* Writes the UTF-8 of `code`, a Unicode scalar value; returns 1 to 4. */
static inline size_t utf8_write(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

#endif
