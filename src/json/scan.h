/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the end of plain text inside a JSON string: the first byte that is
 * a quote, a backslash, a control character or not ASCII. Sixteen bytes at a
 * time where the machine can, else one by one. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "credimur/base.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A text to be scanned without bounds is followed by this many zero bytes. */
#define SCAN_PADDING 32

static inline bool scan_is_plain(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x20 && u < 0x80 && u != '"' && u != '\\';
}

#ifdef __SSE2__
/* One bit for each of the 16 bytes at `p` that is not plain. Compared as
 * signed numbers, bytes beyond ASCII are below 0x20 too. With `keep_high`
 * they count as plain. */
static inline unsigned scan_mask(const char *p, bool keep_high)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    __m128i found;
    if (keep_high) {
        low = _mm_andnot_si128(_mm_cmplt_epi8(bytes, _mm_setzero_si128()), low);
    }
    found = _mm_or_si128(_mm_or_si128(quote, slash), low);
    return (unsigned)_mm_movemask_epi8(found);
}
#endif

/* For the reader: the first byte from `p` that is not plain. */
static inline char *scan_plain(char *p)
{
#ifdef __SSE2__
    unsigned mask;
    while (CRD_LIKELY((mask = scan_mask(p, false)) == 0)) {
        p += 16;
    }
    return p + __builtin_ctz(mask);
#else
    while (scan_is_plain(*p)) {
        p++;
    }
    return p;
#endif
}

static inline uint64_t scan_word(const char *p, size_t bytes)
{
    uint64_t wide;
    uint32_t half;
    if (bytes == 8) {
        memcpy(&wide, p, 8);
        return wide;
    }
    memcpy(&half, p, 4);
    return half;
}

/* For the writer: whether any of the bytes must be escaped. Reads overlap
 * rather than run byte by byte, for most strings are short. */
static inline bool scan_has_escape(const char *p, size_t len)
{
    size_t i = 0;
#ifdef __SSE2__
    if (len >= 4 && len < 16) {
        size_t bytes = len >= 8 ? 8 : 4;
        char both[16];
        uint64_t front = scan_word(p, bytes);
        uint64_t back = scan_word(p + len - bytes, bytes);
        if (bytes == 4) {
            front = back |= front << 32;
        }
        memcpy(both, &front, 8);
        memcpy(both + 8, &back, 8);
        return scan_mask(both, true) != 0;
    }
    for (; i + 16 <= len; i += 16) {
        if (scan_mask(p + i, true)) {
            return true;
        }
    }
    if (len >= 16) {
        return scan_mask(p + len - 16, true) != 0;
    }
#endif
    while (i < len && (scan_is_plain(p[i]) || (unsigned char)p[i] >= 0x80)) {
        i++;
    }
    return i < len;
}

/* memcpy for short texts. */
static inline void scan_copy(char *to, const char *from, size_t len)
{
    if (len >= 8 && len <= 16) {
        uint64_t front = scan_word(from, 8);
        uint64_t back = scan_word(from + len - 8, 8);
        memcpy(to, &front, 8);
        memcpy(to + len - 8, &back, 8);
    } else if (len >= 4 && len < 8) {
        uint32_t front = (uint32_t)scan_word(from, 4);
        uint32_t back = (uint32_t)scan_word(from + len - 4, 4);
        memcpy(to, &front, 4);
        memcpy(to + len - 4, &back, 4);
    } else if (len) {
        memcpy(to, from, len);
    }
}

/* For the writer: the first byte before `end` that must be escaped. */
static inline const char *scan_unescaped(const char *p, const char *end)
{
#ifdef __SSE2__
    while (end - p >= 16) {
        unsigned mask = scan_mask(p, true);
        if (mask) {
            return p + __builtin_ctz(mask);
        }
        p += 16;
    }
#endif
    while (p < end && (scan_is_plain(*p) || (unsigned char)*p >= 0x80)) {
        p++;
    }
    return p;
}

#endif
