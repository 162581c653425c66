/* SPDX-License-Identifier: Apache-2.0 */
/* IRIs: form, resolution (RFC 3986, 5.2), and IRIs ready for N-Quads. */
#include "jsonld/iri.h"
#include "rdf/term.h"

crd_span iri_bracket(crd_arena *arena, crd_span text)
{
    char *copy;
    if (text.len > UINT32_MAX - 3 ||
        !(copy = crd_arena_alloc(arena, text.len + 3))) {
        return CRD_SPAN_NONE;
    }
    copy[0] = '<';
    memcpy(copy + 1, text.data, text.len);
    copy[text.len + 1] = '>';
    copy[text.len + 2] = '\0';
    return (crd_span){copy + 1, text.len};
}

crd_span iri_join(crd_arena *arena, crd_span a, crd_span b)
{
    char *text = a.len <= SIZE_MAX - b.len - 1
                     ? crd_arena_alloc(arena, a.len + b.len + 1)
                     : NULL;
    if (!text) {
        return CRD_SPAN_NONE;
    }
    if (a.len) {
        memcpy(text, a.data, a.len);
    }
    if (b.len) {
        memcpy(text + a.len, b.data, b.len);
    }
    text[a.len + b.len] = '\0';
    return (crd_span){text, a.len + b.len};
}

const iri *iri_new(crd_arena *arena, crd_span text)
{
    iri *i = CRD_NEW(arena, iri);
    crd_span copy = iri_bracket(arena, text);
    if (!i || !copy.data) {
        return NULL;
    }
    i->text = copy.data;
    i->len = (uint32_t)copy.len;
    i->hash = crd_hash(copy.data - 1, copy.len + 2);
    i->keyword = KW_NOT;
    i->well_formed = iri_well_formed(text);
    return i;
}

const iri *iri_keyword(keyword k)
{
    static const iri KEYWORDS[KW_COUNT] = {
#define ROW(k, t) [k] = {t, sizeof(t) - 1, 0, k, false}
        ROW(KW_BASE, "@base"),
        ROW(KW_CONTAINER, "@container"),
        ROW(KW_CONTEXT, "@context"),
        ROW(KW_DIRECTION, "@direction"),
        ROW(KW_GRAPH, "@graph"),
        ROW(KW_ID, "@id"),
        ROW(KW_IMPORT, "@import"),
        ROW(KW_INCLUDED, "@included"),
        ROW(KW_INDEX, "@index"),
        ROW(KW_JSON, "@json"),
        ROW(KW_LANGUAGE, "@language"),
        ROW(KW_LIST, "@list"),
        ROW(KW_NEST, "@nest"),
        ROW(KW_NONE, "@none"),
        ROW(KW_PREFIX, "@prefix"),
        ROW(KW_PROPAGATE, "@propagate"),
        ROW(KW_PROTECTED, "@protected"),
        ROW(KW_REVERSE, "@reverse"),
        ROW(KW_SET, "@set"),
        ROW(KW_TYPE, "@type"),
        ROW(KW_VALUE, "@value"),
        ROW(KW_VERSION, "@version"),
        ROW(KW_VOCAB, "@vocab"),
#undef ROW
    };
    return &KEYWORDS[k];
}

/* Labels get a letter before them (to_rdf.c), so any may begin them. */
bool blank_well_formed(crd_span text)
{
    return iri_is_blank(text) &&
           crd_term_label_fits((crd_span){text.data + 2, text.len - 2});
}

/* The number of bytes before the colon of a scheme, or 0. */
static size_t scheme_length(crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool alpha = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (c == ':') {
            return i;
        }
        if (!alpha && (i == 0 || !((c >= '0' && c <= '9') || c == '+' ||
                                   c == '-' || c == '.'))) {
            return 0;
        }
    }
    return 0;
}

bool iri_has_scheme(crd_span text)
{
    return scheme_length(text) > 0;
}

/* Characters that no IRI holds (RFC 3987; IRIREF of N-Quads), and the one
 * that it holds at most once. */
enum { FOREIGN = 1, NUMBER_SIGN = 2 };
static const unsigned char CLASSES[256] = {
    1,         1,         1,         1,         1,         1,
    1,         1,         1,         1,         1,         1,
    1,         1,         1,         1, /* 00 */
    1,         1,         1,         1,         1,         1,
    1,         1,         1,         1,         1,         1,
    1,         1,         1,         1, /* 10 */
    1,         ['"'] = 1, ['#'] = 2, ['<'] = 1, ['>'] = 1, ['\\'] = 1,
    ['^'] = 1, ['`'] = 1, ['{'] = 1, ['|'] = 1, ['}'] = 1, [0x7f] = 1,
};

bool iri_well_formed(crd_span text)
{
    unsigned found = 0;
    if (!iri_has_scheme(text)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        found |= CLASSES[(unsigned char)text.data[i]];
    }
    if (CRD_UNLIKELY(found & NUMBER_SIGN)) {
        const char *first = memchr(text.data, '#', text.len);
        size_t rest = text.len - (size_t)(first + 1 - text.data);
        if (memchr(first + 1, '#', rest)) {
            return false;
        }
    }
    return !(found & FOREIGN);
}

/* The five parts of RFC 3986, appendix B. `.data` NULL: undefined. */
struct parts {
    crd_span scheme, authority, path, query, fragment;
};

static size_t find_any(crd_span s, size_t from, const char *stops)
{
    while (from < s.len && !(s.data[from] && strchr(stops, s.data[from]))) {
        from++;
    }
    return from;
}

static crd_span slice(crd_span s, size_t from, size_t to)
{
    return (crd_span){s.data + from, to - from};
}

static struct parts split(crd_span s)
{
    struct parts p;
    size_t at = 0, end;
    memset(&p, 0, sizeof p);
    end = scheme_length(s);
    if (end) {
        p.scheme = slice(s, 0, end);
        at = end + 1;
    }
    if (s.len - at >= 2 && s.data[at] == '/' && s.data[at + 1] == '/') {
        end = find_any(s, at + 2, "/?#");
        p.authority = slice(s, at + 2, end);
        at = end;
    }
    end = find_any(s, at, "?#");
    p.path = slice(s, at, end);
    at = end;
    if (at < s.len && s.data[at] == '?') {
        end = find_any(s, at + 1, "#");
        p.query = slice(s, at + 1, end);
        at = end;
    }
    if (at < s.len) {
        p.fragment = slice(s, at + 1, s.len);
    }
    return p;
}

/* Remove Dot Segments (RFC 3986, 5.2.4): reads `in`, writes at most in.len
 * bytes to `out`, returns how many. */
static size_t remove_dot_segments(char *out, crd_span in)
{
    size_t at = 0, len = 0;
    while (at < in.len) {
        crd_span rest = slice(in, at, in.len);
        if (crd_span_starts(rest, "../")) { /* 2A */
            at += 3;
        } else if (crd_span_starts(rest, "./")) {
            at += 2;
        } else if (crd_span_starts(rest, "/./")) { /* 2B */
            at += 2;
        } else if (crd_span_is(rest, "/.")) {
            out[len++] = '/';
            break;
        } else if (crd_span_starts(rest, "/../") ||
                   crd_span_is(rest, "/..")) { /* 2C */
            while (len > 0 && out[--len] != '/') {
            }
            if (rest.len == 3) {
                out[len++] = '/';
                break;
            }
            at += 3;
        } else if (crd_span_is(rest, ".") || crd_span_is(rest, "..")) { /* 2D */
            break;
        } else { /* 2E */
            size_t end = find_any(in, at + 1, "/");
            memcpy(out + len, in.data + at, end - at);
            len += end - at;
            at = end;
        }
    }
    return len;
}

/* Merge Paths (RFC 3986, 5.2.3) into `out`; returns the length. */
static size_t merge_paths(char *out, const struct parts *base, crd_span path)
{
    size_t keep = base->path.len;
    if (base->authority.data && base->path.len == 0) {
        out[0] = '/';
        memcpy(out + 1, path.data, path.len);
        return path.len + 1;
    }
    while (keep > 0 && base->path.data[keep - 1] != '/') {
        keep--;
    }
    memcpy(out, base->path.data, keep);
    memcpy(out + keep, path.data, path.len);
    return keep + path.len;
}

static char *put(char *at, const char *before, crd_span text)
{
    size_t n = strlen(before);
    memcpy(at, before, n);
    if (text.len) {
        memcpy(at + n, text.data, text.len);
    }
    return at + n + text.len;
}

/* Transform References (5.2.2) and Component Recomposition (5.3). */
crd_rc iri_resolve(crd_span *out, crd_arena *arena, crd_span base,
                   crd_span reference, crd_error *error)
{
    struct parts b = split(base), r = split(reference);
    const struct parts *prefix = r.scheme.data ? &r : &b;
    crd_span authority = b.authority, query = r.query;
    size_t room = base.len + reference.len + 8, merged_len;
    char *merged = crd_arena_alloc(arena, room);
    char *text = crd_arena_alloc(arena, room), *at = text;
    if (!merged || !text) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (r.scheme.data || r.authority.data) {
        authority = r.authority;
        memcpy(merged, r.path.data, r.path.len);
        merged_len = r.path.len;
    } else if (r.path.len == 0) {
        if (b.path.len) {
            memcpy(merged, b.path.data, b.path.len);
        }
        merged_len = b.path.len;
        query = r.query.data ? r.query : b.query;
    } else if (r.path.data[0] == '/') {
        memcpy(merged, r.path.data, r.path.len);
        merged_len = r.path.len;
    } else {
        merged_len = merge_paths(merged, &b, r.path);
    }
    if (prefix->scheme.data) {
        at = put(at, "", prefix->scheme);
        *at++ = ':';
    }
    if (authority.data) {
        at = put(at, "//", authority);
    }
    if (r.path.len == 0 && !r.scheme.data && !r.authority.data) {
        at = put(at, "", (crd_span){merged, merged_len});
    } else {
        at += remove_dot_segments(at, (crd_span){merged, merged_len});
    }
    if (query.data) {
        at = put(at, "?", query);
    }
    if (r.fragment.data) {
        at = put(at, "#", r.fragment);
    }
    out->data = text;
    out->len = (size_t)(at - text);
    return CRD_OK;
}
