/* SPDX-License-Identifier: Apache-2.0 */
/* The did:web method: a DID that is the address of its document on the web
 * (did:web Method Specification, "Method-specific identifier" and "Read"). One
 * document has one spelling here: what a server or a resolver could take for
 * another address is refused (security case 132). */
#include "credimur/did.h"

static const char PREFIX[] = "did:web:";
#define PREFIX_LEN (sizeof PREFIX - 1)

enum { HOST_MAX = 253, LABEL_MAX = 63 }; /* RFC 1035, 2.3.4 */

/* One identifier while it is read. */
typedef struct reading {
    crd_span did;
    size_t at;
    crd_error *error;
} reading;

static crd_rc malformed(const reading *r, const char *why)
{
    return crd_fail_at(r->error, CRD_CODE_DID_WEB_MALFORMED, r->at,
                       "This is not a did:web: %s.", why);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The value of an upper-case hexadecimal digit, or -1. The small ones would
 * be a second spelling of the same (RFC 3986, 6.2.2.1). */
static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that the three characters at `at` escape, or -1. */
static int escaped(const reading *r, size_t at)
{
    int high, low;
    if (r->did.len - at < 3) {
        return -1;
    }
    high = hex_value(r->did.data[at + 1]);
    low = hex_value(r->did.data[at + 2]);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

/* One label of the host; `*first` is its first character. */
static crd_rc read_label(reading *r, char *first)
{
    size_t start = r->at;
    while (r->at < r->did.len) {
        char c = r->did.data[r->at];
        if (is_upper(c)) {
            return malformed(r, "a host is written in small letters");
        }
        if (!is_letter(c) && !is_digit(c) && c != '-') {
            break;
        }
        r->at++;
    }
    if (r->at == start || r->at - start > LABEL_MAX ||
        r->did.data[start] == '-' || r->did.data[r->at - 1] == '-') {
        return malformed(r, "its host is not the name of a host (RFC 1123, "
                            "2.1)");
    }
    *first = r->did.data[start];
    return CRD_OK;
}

/* A fully qualified domain name. An IP address is none, in whatever base its
 * last part is written, for no top-level domain begins with a digit. */
static crd_rc read_host(reading *r)
{
    size_t start = r->at, labels = 1;
    char first;
    CRD_TRY(read_label(r, &first));
    while (r->at < r->did.len && r->did.data[r->at] == '.') {
        r->at++;
        labels++;
        CRD_TRY(read_label(r, &first));
    }
    if (labels < 2 || !is_letter(first) || r->at - start > HOST_MAX) {
        return malformed(r, "its host is not a full domain name");
    }
    return CRD_OK;
}

/* A port, after the one escape that a host may be followed by. */
static crd_rc read_port(reading *r)
{
    uint32_t port = 0;
    size_t start;
    if (r->at == r->did.len || r->did.data[r->at] != '%') {
        return CRD_OK;
    }
    if (escaped(r, r->at) != ':') {
        return malformed(r, "only a port, after %3A, may follow its host");
    }
    r->at += 3;
    start = r->at;
    while (r->at < r->did.len && is_digit(r->did.data[r->at]) && port < 65536) {
        port = 10 * port + (uint32_t)(r->did.data[r->at++] - '0');
    }
    if (port == 0 || port > 65535 || r->did.data[start] == '0') {
        return malformed(r, "its port is not a number from 1 to 65535");
    }
    return CRD_OK;
}

/* One directory. An escape stands for a byte that no ASCII character is: %2F
 * would be a slash to one reader and a letter to another. */
static crd_rc read_directory(reading *r)
{
    size_t start = r->at;
    bool dots = true;
    while (r->at < r->did.len && r->did.data[r->at] != ':') {
        char c = r->did.data[r->at];
        if (c == '%') {
            if (escaped(r, r->at) < 0x80) {
                return malformed(r, "an escape may stand for a letter beyond "
                                    "ASCII only, with capital digits");
            }
            r->at += 2;
        } else if (!is_letter(c) && !is_upper(c) && !is_digit(c) &&
                   (c == '\0' || !strchr("._-", c))) {
            return malformed(r, "a character here may not stand in a DID");
        }
        dots = dots && c == '.';
        r->at++;
    }
    if (r->at == start) {
        return malformed(r, "a part of its path is empty");
    }
    if (dots) {
        return malformed(r, "its path leads upward");
    }
    return CRD_OK;
}

/* "Read", steps 1 to 5, of an identifier that was found in order. */
static crd_rc write_url(crd_span *out, crd_arena *arena, const reading *r,
                        size_t host_end)
{
    static const char SCHEME[] = "https://", NAME[] = "/did.json",
                      WELL_KNOWN[] = "/.well-known";
    size_t room = r->did.len + sizeof SCHEME + sizeof WELL_KNOWN + sizeof NAME;
    char *url = crd_arena_alloc(arena, room), *to = url;
    if (!url) {
        return crd_fail(r->error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(to, SCHEME, sizeof SCHEME - 1); /* step 3 */
    to += sizeof SCHEME - 1;
    for (size_t i = PREFIX_LEN; i < r->did.len; i++) {
        char c = r->did.data[i];
        if (c == ':') { /* step 1 */
            *to++ = '/';
        } else if (c == '%' && i < host_end) { /* step 2 */
            *to++ = ':';
            i += 2;
        } else {
            *to++ = c;
        }
    }
    if (host_end == r->did.len) { /* step 4 */
        memcpy(to, WELL_KNOWN, sizeof WELL_KNOWN - 1);
        to += sizeof WELL_KNOWN - 1;
    }
    memcpy(to, NAME, sizeof NAME); /* step 5, and the NUL */
    *out = (crd_span){url, (size_t)(to - url) + sizeof NAME - 1};
    return CRD_OK;
}

crd_rc crd_did_web_url(crd_span *out, crd_arena *arena, crd_span did,
                       crd_error *error)
{
    reading r = {did, 0, error};
    size_t host_end;
    if (!crd_span_starts(did, PREFIX)) {
        return malformed(&r, "it does not begin with did:web:");
    }
    if (did.len > CRD_DID_WEB_TEXT_MAX) {
        return malformed(&r, "it is longer than 1,024 characters");
    }
    r.at = PREFIX_LEN;
    CRD_TRY(read_host(&r));
    CRD_TRY(read_port(&r));
    host_end = r.at;
    if (crd_span_is((crd_span){did.data + host_end, did.len - host_end},
                    ":.well-known")) {
        return malformed(&r, "its path is where the document of the host is");
    }
    while (r.at < did.len) {
        if (did.data[r.at] != ':') {
            return malformed(&r, "a character here may not stand in a host");
        }
        r.at++;
        CRD_TRY(read_directory(&r));
    }
    return write_url(out, arena, &r, host_end);
}
