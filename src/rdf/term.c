/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical text of terms and its order (RDF Dataset Canonicalization, 5;
 * RDF 1.1 N-Quads, 4: characters that an IRI may not hold). */
#include "rdf/term.h"

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
