/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a did:web: what has an address has one that the fetcher reads
 * in the same way, on the same host, and no other spelling leads there. */
#include "credimur/did.h"
#include "net/url.h"
#include "target.h"

static const char PREFIX[] = "did:web:";
#define PREFIX_LEN (sizeof PREFIX - 1)

static bool ends_with(crd_span text, const char *end)
{
    size_t n = strlen(end);
    return text.len >= n && memcmp(text.data + text.len - n, end, n) == 0;
}

/* The DID that an address came from: the way back. */
static size_t write_did(char *to, crd_span url)
{
    static const char WELL_KNOWN[] = "/.well-known/did.json";
    size_t scheme = strlen("https://"), len = PREFIX_LEN;
    const char *path = strchr(url.data + scheme, '/');
    size_t tail = strlen(strcmp(path, WELL_KNOWN) == 0 ? path : "/did.json");
    memcpy(to, PREFIX, PREFIX_LEN);
    for (size_t i = scheme; i < url.len - tail; i++) {
        if (url.data[i] == ':') {
            memcpy(to + len, "%3A", 3);
            len += 3;
        } else {
            to[len++] = (char)(url.data[i] == '/' ? ':' : url.data[i]);
        }
    }
    return len;
}

static void check(crd_span did, crd_span url)
{
    static char again[2 * CRD_DID_WEB_TEXT_MAX];
    crd_net_url parts;
    must_hold(did.len <= CRD_DID_WEB_TEXT_MAX);
    must_hold(url.data[url.len] == '\0' && strlen(url.data) == url.len);
    must_hold(crd_net_url_read(&parts, url));
    must_hold(strncmp(did.data + PREFIX_LEN, parts.host, strlen(parts.host)) ==
              0);
    must_hold(ends_with(url, "/did.json"));
    must_hold(!strstr(url.data, "/../") && !strstr(url.data, "/./") &&
              !strstr(url.data + strlen("https://"), "//"));
    must_hold(!strpbrk(url.data, "@#?\\"));
    must_hold(crd_span_equal(did, (crd_span){again, write_did(again, url)}));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span did = {(const char *)data, size}, url = CRD_SPAN_NONE;
    crd_arena arena;
    crd_error error;
    crd_arena_init(&arena, NULL, 0);
    if (crd_did_web_url(&url, &arena, did, &error) == CRD_OK) {
        check(did, url);
    } else {
        must_hold(error.code == CRD_CODE_DID_WEB_MALFORMED && !url.data);
    }
    crd_arena_free(&arena);
    return 0;
}
