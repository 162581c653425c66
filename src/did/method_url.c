/* SPDX-License-Identifier: Apache-2.0 */
/* The URL of a verification method (RFC 3986; Controlled Identifiers 1.0,
 * 3.3, steps 1 to 3). */
#include "did/method_url.h"

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A character of RFC 3986, `#` and `%` apart. */
static bool is_url_character(char c)
{
    return is_alpha(c) || is_digit(c) ||
           (c != '\0' && strchr("-._~:/?[]@!$&'()*+,;=", c) != NULL);
}

static crd_rc malformed(crd_error *error, size_t offset, const char *why)
{
    return crd_fail_at(error, CRD_CODE_METHOD_URL_MALFORMED, offset,
                       "The URL of a verification method %s.", why);
}

/* Every character is one of a URL; `*hash` is where the one # stands. */
static crd_rc scan(size_t *hash, crd_span url, crd_error *error)
{
    *hash = url.len;
    for (size_t i = 0; i < url.len; i++) {
        char c = url.data[i];
        if (c == '#') {
            if (*hash != url.len) {
                return malformed(error, i, "has two fragments");
            }
            *hash = i;
        } else if (c == '%') {
            if (url.len - i < 3 || !is_hex(url.data[i + 1]) ||
                !is_hex(url.data[i + 2])) {
                return malformed(error, i, "has a % that escapes nothing");
            }
            if (url.data[i + 1] == '2' && url.data[i + 2] == '3') {
                return malformed(error, i, "has an escaped #");
            }
        } else if (!is_url_character(c)) {
            return malformed(error, i, "has a character that no URL may have");
        }
    }
    if (*hash == url.len) {
        return malformed(error, CRD_NO_OFFSET, "has no fragment");
    }
    if (*hash + 1 == url.len) {
        return malformed(error, *hash, "has an empty fragment");
    }
    return CRD_OK;
}

crd_rc crd_method_url_split(method_url *out, crd_span url, crd_error *error)
{
    size_t hash, colon = 0;
    CRD_TRY(scan(&hash, url, error));
    /* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    while (
        colon < hash &&
        (is_alpha(url.data[colon]) ||
         (colon > 0 && (is_digit(url.data[colon]) || url.data[colon] == '+' ||
                        url.data[colon] == '-' || url.data[colon] == '.')))) {
        colon++;
    }
    if (colon == 0 || colon == hash || url.data[colon] != ':') {
        return malformed(error, 0, "is not absolute");
    }
    if (colon + 1 == hash) {
        return malformed(error, hash, "names no document");
    }
    out->document = (crd_span){url.data, hash};
    out->scheme = (crd_span){url.data, colon};
    out->rest = (crd_span){url.data + colon + 1, hash - colon - 1};
    out->fragment = (crd_span){url.data + hash + 1, url.len - hash - 1};
    return CRD_OK;
}
