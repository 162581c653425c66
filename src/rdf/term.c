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

char *crd_term_escape_literal(char *out, crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        char letter = 0;
        switch (c) {
        case '\b':
            letter = 'b';
            break;
        case '\t':
            letter = 't';
            break;
        case '\n':
            letter = 'n';
            break;
        case '\f':
            letter = 'f';
            break;
        case '\r':
            letter = 'r';
            break;
        case '"':
        case '\\':
            letter = (char)c;
            break;
        default:
            break;
        }
        if (letter) {
            *out++ = '\\';
            *out++ = letter;
        } else if (literal_escapes(c)) {
            out = write_uchar(out, c);
        } else {
            *out++ = (char)c;
        }
    }
    return out;
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
