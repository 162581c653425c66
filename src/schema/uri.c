/* SPDX-License-Identifier: Apache-2.0 */
/* URI references: splitting (RFC 3986, appendix B) and resolving (5.2). */
#include "schema/uri.h"

/* The five components; one that is absent has `.data` NULL. */
typedef struct components {
    crd_span scheme, authority, path, query;
} components;

static crd_span part(const char *from, const char *to)
{
    return (crd_span){from, (size_t)(to - from)};
}

crd_span schema_uri_split(crd_span reference, crd_span *fragment)
{
    const char *hash =
        reference.len ? memchr(reference.data, '#', reference.len) : NULL;
    if (!hash) {
        *fragment = CRD_SPAN_NONE;
        return reference;
    }
    *fragment = part(hash + 1, reference.data + reference.len);
    return part(reference.data, hash);
}

static bool is_scheme_character(char c, bool first)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (!first && ((c >= '0' && c <= '9') || c == '+' ||
                                 c == '-' || c == '.'));
}

static components split(crd_span uri)
{
    components c = {.path = CRD_SPAN("")};
    const char *p = uri.data, *end = p + uri.len, *at = p;
    if (!uri.len) {
        return c;
    }
    while (at < end && is_scheme_character(*at, at == p)) {
        at++;
    }
    if (at > p && at < end && *at == ':') {
        c.scheme = part(p, at);
        p = at + 1;
    }
    if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
        for (at = p + 2; at < end && *at != '/' && *at != '?'; at++) {
        }
        c.authority = part(p + 2, at);
        p = at;
    }
    for (at = p; at < end && *at != '?'; at++) {
    }
    c.path = part(p, at);
    if (at < end) {
        c.query = part(at + 1, end);
    }
    return c;
}

/* 5.2.4: removes "." and ".." segments of the `len` bytes at `path`, in
 * place; returns what is left. A relative path stays one. */
static size_t remove_dot_segments(char *path, size_t len)
{
    size_t in = 0, out = 0;
    bool relative = len > 0 && path[0] != '/';
    while (in < len) {
        size_t end = in + 1;
        size_t name = in + (path[in] == '/');
        while (end < len && path[end] != '/') {
            end++;
        }
        bool last = end == len;
        bool one = end - name == 1 && path[name] == '.';
        bool two =
            end - name == 2 && path[name] == '.' && path[name + 1] == '.';
        if (two) {
            while (out > 0 && path[--out] != '/') {
            }
        }
        if (!one && !two) {
            memmove(path + out, path + in, end - in);
            out += end - in;
        } else if (last && path[in] == '/') {
            path[out++] = '/';
        }
        in = end;
    }
    if (relative && out > 0 && path[0] == '/') {
        memmove(path, path + 1, --out);
    }
    return out;
}

static size_t put(char *out, size_t at, crd_span text)
{
    if (text.len) {
        memcpy(out + at, text.data, text.len);
    }
    return at + text.len;
}

/* 5.2.3: the base's path up to its last '/', then the reference's path. */
static size_t put_merged(char *out, size_t at, const components *base,
                         crd_span path)
{
    crd_span folder = base->path;
    if (base->authority.data && folder.len == 0) {
        at = put(out, at, CRD_SPAN("/"));
    }
    while (folder.len > 0 && folder.data[folder.len - 1] != '/') {
        folder.len--;
    }
    at = put(out, at, folder);
    return put(out, at, path);
}

/* 5.2.2 for what is neither absolute nor has an authority of its own, and
 * 5.3: path and query. */
static size_t put_relative(char *out, size_t at, const components *base,
                           const components *r)
{
    size_t path = at;
    crd_span query = r->query;
    if (r->path.len == 0) {
        at = put(out, at, base->path);
        query = query.data ? query : base->query;
    } else {
        at = r->path.data[0] == '/' ? put(out, at, r->path)
                                    : put_merged(out, at, base, r->path);
        at = path + remove_dot_segments(out + path, at - path);
    }
    if (query.data) {
        at = put(out, at, CRD_SPAN("?"));
        at = put(out, at, query);
    }
    return at;
}

crd_span schema_uri_resolve(crd_arena *arena, crd_span base, crd_span reference)
{
    components b = split(base), r = split(reference);
    /* Every part is copied at most once; the rest is delimiters. */
    char *out = crd_arena_alloc(arena, base.len + reference.len + 16);
    size_t at = 0;
    if (!out) {
        return CRD_SPAN_NONE;
    }
    crd_span scheme = r.scheme.data ? r.scheme : b.scheme;
    bool own = r.scheme.data || r.authority.data;
    crd_span authority = own ? r.authority : b.authority;
    if (scheme.data) {
        at = put(out, at, scheme);
        at = put(out, at, CRD_SPAN(":"));
    }
    if (authority.data) {
        at = put(out, at, CRD_SPAN("//"));
        at = put(out, at, authority);
    }
    if (own) {
        size_t path = at;
        at = put(out, at, r.path);
        at = path + remove_dot_segments(out + path, at - path);
        if (r.query.data) {
            at = put(out, at, CRD_SPAN("?"));
            at = put(out, at, r.query);
        }
    } else {
        at = put_relative(out, at, &b, &r);
    }
    out[at] = '\0';
    return (crd_span){out, at};
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

crd_span schema_uri_decode(crd_arena *arena, crd_span text)
{
    char *out = crd_arena_alloc(arena, text.len + 1);
    size_t at = 0;
    if (!out) {
        return CRD_SPAN_NONE;
    }
    for (size_t i = 0; i < text.len; i++) {
        const char *p = text.data + i;
        if (*p == '%' && text.len - i > 2 && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
            out[at++] = (char)(hex(p[1]) << 4 | hex(p[2]));
            i += 2;
        } else {
            out[at++] = *p;
        }
    }
    out[at] = '\0';
    return (crd_span){out, at};
}
