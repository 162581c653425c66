/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical text of terms and its order (RDF Dataset Canonicalization, 5;
 * RDF 1.1 N-Quads, 4: characters that an IRI may not hold). */
#include "rdf/term.h"
#include "base/utf8.h"

static bool iri_forbids(unsigned char c)
{
    return c <= 0x20 || c == '<' || c == '>' || c == '"' || c == '{' ||
           c == '}' || c == '|' || c == '^' || c == '`' || c == '\\';
}

static bool literal_escapes(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

/* Nearly every text is plain. Blocks of fixed length without an early exit
 * become a few vector instructions; the rest goes byte by byte. */
#define BLOCK 16

bool crd_term_literal_is_plain(crd_span text)
{
    const unsigned char *p = (const unsigned char *)text.data;
    size_t n = text.len;
    for (; n >= BLOCK; p += BLOCK, n -= BLOCK) {
        unsigned char found = 0;
        for (int i = 0; i < BLOCK; i++) {
            found |= (unsigned char)((p[i] < 0x20) | (p[i] == '"') |
                                     (p[i] == '\\') | (p[i] == 0x7f));
        }
        if (found) {
            return false;
        }
    }
    for (; n; p++, n--) {
        if (literal_escapes(*p)) {
            return false;
        }
    }
    return true;
}

bool crd_term_iri_is_plain(crd_span text)
{
    const unsigned char *p = (const unsigned char *)text.data;
    size_t n = text.len;
    for (; n >= BLOCK; p += BLOCK, n -= BLOCK) {
        unsigned char found = 0;
        for (int i = 0; i < BLOCK; i++) {
            found |=
                (unsigned char)((p[i] <= 0x20) | (p[i] == '<') | (p[i] == '>') |
                                (p[i] == '"') | (p[i] == '{') | (p[i] == '}') |
                                (p[i] == '|') | (p[i] == '^') | (p[i] == '`') |
                                (p[i] == '\\'));
        }
        if (found) {
            return false;
        }
    }
    for (; n; p++, n--) {
        if (iri_forbids(*p)) {
            return false;
        }
    }
    return true;
}

static char *write_uchar(char *out, unsigned char c)
{
    static const char HEX[] = "0123456789ABCDEF";
    memcpy(out, "\\u00", 4);
    out[4] = HEX[c >> 4];
    out[5] = HEX[c & 15];
    return out + 6;
}

/* The letter of the ECHAR that must be used for `c`, or 0. */
static char echar_of(unsigned char c)
{
    switch (c) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    case '"':
    case '\\':
        return (char)c;
    default:
        return 0;
    }
}

size_t crd_term_literal_length(crd_span text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        len += !literal_escapes(c) ? 1 : echar_of(c) ? 2 : CRD_ESCAPE_MAX;
    }
    return len;
}

char *crd_term_escape_literal(char *out, crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (!literal_escapes(c)) {
            *out++ = (char)c;
        } else if (echar_of(c)) {
            *out++ = '\\';
            *out++ = echar_of(c);
        } else {
            out = write_uchar(out, c);
        }
    }
    return out;
}

size_t crd_term_iri_length(crd_span text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        len += iri_forbids((unsigned char)text.data[i]) ? CRD_ESCAPE_MAX : 1;
    }
    return len;
}

char *crd_term_escape_iri(char *out, crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (iri_forbids(c)) {
            out = write_uchar(out, c);
        } else {
            *out++ = (char)c;
        }
    }
    return out;
}

/* ---- Labels of blank nodes ------------------------------------------------
 * Productions PN_CHARS_BASE, PN_CHARS_U and PN_CHARS. The text of 2014 allows
 * a colon in labels; its errata and the W3C suite do not. */

typedef struct range {
    uint32_t first, last;
} range;

static bool in_ranges(const range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool crd_term_label_begins(uint32_t c)
{
    static const range BASE[] = {
        {0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x2ff},
        {0x370, 0x37d},   {0x37f, 0x1fff},  {0x200c, 0x200d},
        {0x2070, 0x218f}, {0x2c00, 0x2fef}, {0x3001, 0xd7ff},
        {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff}};
    if (c < 0x80) {
        return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
               (c >= '0' && c <= '9');
    }
    return in_ranges(BASE, sizeof BASE / sizeof *BASE, c);
}

bool crd_term_label_goes_on(uint32_t c)
{
    return crd_term_label_begins(c) || c == '-' || c == 0xb7 ||
           (c >= 0x300 && c <= 0x36f) || (c >= 0x203f && c <= 0x2040);
}

bool crd_term_label_fits(crd_span text)
{
    const char *p = text.data, *end = text.data + text.len;
    uint32_t c = '.';
    while (p < end) {
        size_t n = utf8_read(&c, p, end);
        if (n == 0 || !(crd_term_label_goes_on(c) || c == '.')) {
            return false;
        }
        p += n;
    }
    return c != '.'; /* nor is it empty */
}
