/* SPDX-License-Identifier: Apache-2.0 */
/* Reads N-Quads, strictly (RDF 1.1 N-Quads, 2 to 4). */
#include "base/utf8.h"
#include "rdf/term.h"

typedef struct reader {
    const char *start;
    const char *at;
    const char *end;
    crd_dataset *dataset;
    crd_error *error;
} reader;

static crd_rc fail(reader *r, const char *where, const char *what)
{
    crd_rc rc = crd_fail_at(r->error, CRD_CODE_RDF_SYNTAX,
                            (size_t)(where - r->start), "%s", what);
    if (r->error) {
        r->error->line = 1;
        r->error->column = 1;
        for (const char *p = r->start; p < where; p++) {
            if (*p == '\n') {
                r->error->line++;
                r->error->column = 1;
            } else if (((unsigned char)*p & 0xc0) != 0x80) {
                r->error->column++;
            }
        }
    }
    return rc;
}

static bool more(const reader *r)
{
    return r->at < r->end;
}

static bool is_alpha(unsigned c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

/* ---- Characters ---------------------------------------------------------- */

static crd_rc check_utf8(reader *r)
{
    const char *p = r->start;
    uint32_t c = 0;
    while (p < r->end) {
        uint64_t word;
        if (r->end - p >= 8 &&
            (memcpy(&word, p, 8), !(word & 0x8080808080808080u))) {
            p += 8;
            continue;
        }
        size_t n = utf8_read(&c, p, r->end);
        if (!n) {
            return fail(r, p, "A byte here is not UTF-8.");
        }
        p += n;
    }
    return CRD_OK;
}

/* ---- Escapes --------------------------------------------------------------
 */

/* UCHAR, after the backslash: "u" HEX x 4 or "U" HEX x 8. */
static crd_rc read_uchar(reader *r, const char **at, uint32_t *c)
{
    const char *p = *at;
    int digits = *p == 'u' ? 4 : 8;
    uint32_t value = 0;
    p++;
    for (int i = 0; i < digits; i++, p++) {
        unsigned char h = p < r->end ? (unsigned char)*p : 0;
        if (is_digit(h)) {
            value = value << 4 | (h - '0');
        } else if ((h | 0x20) >= 'a' && (h | 0x20) <= 'f') {
            value = value << 4 | ((h | 0x20) - 'a' + 10u);
        } else {
            return fail(r, p, "An escape here lacks hexadecimal digits.");
        }
    }
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        return fail(r, *at - 1, "An escape here is no Unicode character.");
    }
    *at = p;
    *c = value;
    return CRD_OK;
}

/* ECHAR, after the backslash; 0 if it is none. */
static char echar(char c)
{
    switch (c) {
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case '"':
    case '\'':
    case '\\':
        return c;
    default:
        return 0;
    }
}

/* The characters that `raw` spells with escapes, in the arena. In an IRI only
 * UCHAR may be used. */
static crd_rc unescape(reader *r, crd_span *out, crd_span raw, bool iri)
{
    const char *p = raw.data, *end = raw.data + raw.len;
    /* An escape is never shorter than the character it stands for. */
    char *text = crd_arena_alloc(r->dataset->arena, raw.len);
    char *q = text;
    if (!text) {
        return crd_fail(r->error, CRD_CODE_MEMORY, "%s", "");
    }
    while (p < end) {
        uint32_t c = 0;
        if (*p != '\\') {
            *q++ = *p++;
            continue;
        }
        p++;
        if (*p == 'u' || *p == 'U') {
            CRD_TRY(read_uchar(r, &p, &c));
            q += utf8_write(q, c);
        } else if (!iri && echar(*p)) {
            *q++ = echar(*p++);
        } else {
            return fail(r, p - 1, "This escape is not allowed here.");
        }
    }
    *out = (crd_span){text, (size_t)(q - text)};
    return CRD_OK;
}

/* ---- Tokens ---------------------------------------------------------------
 */

static bool is_absolute(crd_span iri)
{
    size_t i = 0;
    if (!iri.len || !is_alpha((unsigned char)iri.data[0])) {
        return false;
    }
    while (i < iri.len &&
           (is_alpha((unsigned char)iri.data[i]) ||
            is_digit((unsigned char)iri.data[i]) || iri.data[i] == '+' ||
            iri.data[i] == '-' || iri.data[i] == '.')) {
        i++;
    }
    return i < iri.len && iri.data[i] == ':';
}

/* IRIREF, of which `at` is the "<". */
static crd_rc read_iri(reader *r, crd_span *out)
{
    const char *open = r->at++;
    bool escapes = false;
    while (more(r) && *r->at != '>' && *r->at != '\n') {
        escapes = escapes || *r->at == '\\';
        r->at++;
    }
    if (!more(r) || *r->at != '>') {
        return fail(r, open, "An IRI here is not closed with \">\".");
    }
    *out = (crd_span){open + 1, (size_t)(r->at - open - 1)};
    r->at++;
    if (escapes) {
        CRD_TRY(unescape(r, out, *out, true));
    }
    if (!crd_term_iri_is_plain(*out)) {
        return fail(r, open, "An IRI here has a character that none may have.");
    }
    if (!is_absolute(*out)) {
        return fail(r, open, "An IRI here is not absolute.");
    }
    return CRD_OK;
}

/* BLANK_NODE_LABEL, of which `at` is the "_". */
static crd_rc read_label(reader *r, crd_span *out)
{
    const char *open = r->at;
    const char *p = open + 2, *last = p;
    if (r->end - open < 3 || open[1] != ':') {
        return fail(r, open, "\"_:\" and a label must stand here.");
    }
    while (p < r->end) {
        uint32_t c = 0;
        size_t n = utf8_read(&c, p, r->end);
        bool fits = p == open + 2 ? crd_term_label_begins(c)
                                  : crd_term_label_goes_on(c) || c == '.';
        if (!fits) {
            break;
        }
        p += n;
        /* A dot may stand within a label, not at its end. */
        last = c == '.' ? last : p;
    }
    if (last == open + 2) {
        return fail(r, last, "A blank node has no label.");
    }
    *out = (crd_span){open + 2, (size_t)(last - open - 2)};
    r->at = last;
    return CRD_OK;
}

/* LANGTAG, of which `at` is the "@". */
static crd_rc read_language(reader *r, crd_span *out)
{
    const char *open = r->at++;
    const char *part = r->at;
    bool first = true;
    for (;; r->at++) {
        while (more(r) && (is_alpha((unsigned char)*r->at) ||
                           (!first && is_digit((unsigned char)*r->at)))) {
            r->at++;
        }
        if (r->at == part) {
            return fail(r, open, "This is no language tag.");
        }
        if (!more(r) || *r->at != '-') {
            break;
        }
        first = false;
        part = r->at + 1;
    }
    *out = (crd_span){open + 1, (size_t)(r->at - open - 1)};
    return CRD_OK;
}

/* literal, of which `at` is the opening quote. */
static crd_rc read_literal(reader *r, uint32_t *term)
{
    const char *open = r->at++;
    crd_span value, datatype = CRD_SPAN_NONE, language = CRD_SPAN_NONE;
    bool escapes = false;
    while (more(r) && *r->at != '"' && *r->at != '\n' && *r->at != '\r') {
        if (*r->at == '\\') {
            escapes = true;
            r->at++;
        }
        r->at += more(r);
    }
    if (!more(r) || *r->at != '"') {
        return fail(r, open, "A literal here is not closed on its line.");
    }
    value = (crd_span){open + 1, (size_t)(r->at - open - 1)};
    r->at++;
    if (escapes) {
        CRD_TRY(unescape(r, &value, value, false));
    }
    if (more(r) && *r->at == '@') {
        CRD_TRY(read_language(r, &language));
    } else if (r->end - r->at >= 2 && memcmp(r->at, "^^", 2) == 0) {
        r->at += 2;
        if (!more(r) || *r->at != '<') {
            return fail(r, r->at, "An IRI must stand after \"^^\".");
        }
        CRD_TRY(read_iri(r, &datatype));
    }
    *term = crd_dataset_literal(r->dataset, value, datatype, language);
    return CRD_OK;
}

/* ---- Statements -----------------------------------------------------------
 */

enum { MAY_BE_IRI = 1, MAY_BE_BLANK = 2, MAY_BE_LITERAL = 4 };

static void skip_space(reader *r)
{
    while (more(r) && (*r->at == ' ' || *r->at == '\t')) {
        r->at++;
    }
}

static crd_rc read_term(reader *r, uint32_t *term, int allowed)
{
    char c;
    crd_span text;
    skip_space(r);
    c = more(r) ? *r->at : '\0';
    if (c == '<' && (allowed & MAY_BE_IRI)) {
        CRD_TRY(read_iri(r, &text));
        *term = crd_dataset_iri(r->dataset, text);
    } else if (c == '_' && (allowed & MAY_BE_BLANK)) {
        CRD_TRY(read_label(r, &text));
        *term = crd_dataset_blank(r->dataset, text);
    } else if (c == '"' && (allowed & MAY_BE_LITERAL)) {
        CRD_TRY(read_literal(r, term));
    } else {
        return fail(r, r->at,
                    allowed == MAY_BE_IRI ? "An IRI must stand here."
                    : allowed & MAY_BE_LITERAL
                        ? "An IRI, a blank node or a literal must stand here."
                        : "An IRI or a blank node must stand here.");
    }
    return *term == CRD_NO_TERM ? crd_dataset_failure(r->dataset, r->error)
                                : CRD_OK;
}

static crd_rc read_statement(reader *r)
{
    crd_quad quad = {.graph = CRD_NO_TERM};
    CRD_TRY(read_term(r, &quad.subject, MAY_BE_IRI | MAY_BE_BLANK));
    CRD_TRY(read_term(r, &quad.predicate, MAY_BE_IRI));
    CRD_TRY(
        read_term(r, &quad.object, MAY_BE_IRI | MAY_BE_BLANK | MAY_BE_LITERAL));
    skip_space(r);
    if (!more(r) || *r->at != '.') {
        CRD_TRY(read_term(r, &quad.graph, MAY_BE_IRI | MAY_BE_BLANK));
        skip_space(r);
    }
    if (!more(r) || *r->at != '.') {
        return fail(r, r->at, "A statement here is not ended by \".\".");
    }
    r->at++;
    return crd_dataset_add(r->dataset, quad, r->error);
}

crd_rc crd_nquads_parse(crd_dataset **out, crd_arena *arena, crd_span text,
                        const crd_limits *limits, crd_error *error)
{
    const char *start = text.data ? text.data : "";
    reader r = {start, start, start + text.len, NULL, error};
    if (text.len > limits->document_bytes) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "The text has %zu bytes; the limit is %zu.", text.len,
                        limits->document_bytes);
    }
    CRD_TRY(check_utf8(&r));
    CRD_TRY(crd_dataset_new(&r.dataset, arena, limits, error));
    while (more(&r)) {
        skip_space(&r);
        if (more(&r) && *r.at != '#' && *r.at != '\n' && *r.at != '\r') {
            CRD_TRY(read_statement(&r));
            skip_space(&r);
        }
        if (more(&r) && *r.at == '#') {
            while (more(&r) && *r.at != '\n' && *r.at != '\r') {
                r.at++;
            }
        }
        if (more(&r) && *r.at != '\n' && *r.at != '\r') {
            return fail(&r, r.at, "A new line must begin here.");
        }
        r.at += more(&r);
    }
    *out = r.dataset;
    return CRD_OK;
}
