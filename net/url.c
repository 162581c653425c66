/* SPDX-License-Identifier: Apache-2.0 */
/* The part of RFC 3986 that addresses of documents need, and nothing more. */
#include "net/url.h"

static const char SCHEME[] = "https://";
#define SCHEME_LEN (sizeof SCHEME - 1)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_of_name(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           is_one_of(c, "-._");
}

static bool is_of_address(char c)
{
    return is_hex(c) || is_one_of(c, ":.");
}

/* The host, which `*at` stands on and is moved over. */
static bool read_host(crd_net_url *out, crd_span text, size_t *at)
{
    bool bracket = *at < text.len && text.data[*at] == '[';
    size_t start = *at + bracket, end = start;
    while (end < text.len && (bracket ? is_of_address(text.data[end])
                                      : is_of_name(text.data[end]))) {
        end++;
    }
    if (end == start || end - start > CRD_NET_HOST_MAX ||
        (bracket && (end == text.len || text.data[end] != ']'))) {
        return false;
    }
    memcpy(out->host, text.data + start, end - start);
    out->host[end - start] = '\0';
    *at = end + bracket;
    return true;
}

/* The port after a colon, if there is one. */
static bool read_port(crd_net_url *out, crd_span text, size_t *at)
{
    uint32_t port = 0;
    size_t digits = 0;
    out->port = 443;
    if (*at == text.len || text.data[*at] != ':') {
        return true;
    }
    for (++*at; *at < text.len && is_digit(text.data[*at]) && digits < 6;
         ++*at) {
        port = 10 * port + (uint32_t)(text.data[*at] - '0');
        digits++;
    }
    out->port = (uint16_t)port;
    return port > 0 && port < 65536;
}

/* Path and query, to the end. */
static bool check_rest(crd_span text, size_t at)
{
    if (at < text.len && text.data[at] != '/' && text.data[at] != '?') {
        return false;
    }
    for (; at < text.len; at++) {
        char c = text.data[at];
        if (c == '%') {
            if (text.len - at < 3 || !is_hex(text.data[at + 1]) ||
                !is_hex(text.data[at + 2])) {
                return false;
            }
        } else if (!is_of_name(c) && !is_one_of(c, "~/?:@!$&'()*+,;=")) {
            return false;
        }
    }
    return true;
}

bool crd_net_url_read(crd_net_url *out, crd_span text)
{
    size_t at = SCHEME_LEN;
    if (text.len > CRD_NET_URL_MAX || !crd_span_starts(text, SCHEME) ||
        !read_host(out, text, &at) || !read_port(out, text, &at) ||
        !check_rest(text, at)) {
        return false;
    }
    memcpy(out->text, text.data, text.len);
    out->text[text.len] = '\0';
    return true;
}
