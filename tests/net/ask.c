/* SPDX-License-Identifier: Apache-2.0 */
/* Fetches under the setting of a test, and says as JSON what came of it:
 *   ask SETTING key|list|schema|context URL...       a line for each URL */
#include "tests/net/setting.h"

#include "credimur/crypto.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *const REASONS[CRD_NET_REASON_COUNT] = {
    [CRD_NET_HAD] = "had",           [CRD_NET_KIND] = "kind",
    [CRD_NET_URL] = "url",           [CRD_NET_PORT] = "port",
    [CRD_NET_OFFLINE] = "offline",   [CRD_NET_NAME] = "name",
    [CRD_NET_ADDRESS] = "address",   [CRD_NET_CONNECTION] = "connection",
    [CRD_NET_TLS] = "tls",           [CRD_NET_TIME] = "time",
    [CRD_NET_HEADERS] = "headers",   [CRD_NET_SIZE] = "size",
    [CRD_NET_REDIRECT] = "redirect", [CRD_NET_STATUS] = "status",
    [CRD_NET_MEDIA_TYPE] = "type",   [CRD_NET_CANCELLED] = "cancelled",
    [CRD_NET_SYSTEM] = "system",
};

static crd_fetch_kind kind_of(const char *word)
{
    static const char *const WORDS[] = {"key", "list", "schema", "context"};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            return (crd_fetch_kind)i;
        }
    }
    exit(2);
}

/* A message ends with the URL, which is the one thing it may say. */
static void ask(setting *s, crd_fetch_kind kind, const char *url)
{
    struct timespec t;
    uint8_t digest[CRD_SHA256_BYTES];
    char hex[2 * CRD_SHA256_BYTES + 1], when[CRD_INSTANT_TEXT_MAX];
    crd_fetched had = {.body = CRD_SPAN("")};
    crd_net_reason why;
    crd_error error;
    crd_arena arena;
    crd_rc rc;
    clock_gettime(CLOCK_REALTIME, &t);
    crd_arena_init(&arena, NULL, 0);
    crd_error_clear(&error);
    s->resolved = 0;
    rc = crd_net_fetch(&s->options, &had, &why, &arena, kind, crd_span_of(url),
                       (crd_instant){t.tv_sec, (uint32_t)t.tv_nsec}, &error);
    crd_digest(digest, CRD_SHA256, had.body.data, had.body.len);
    crd_hex_write(hex, digest, sizeof digest);
    crd_instant_write(when, had.fetched_at);
    printf("{\"rc\":\"%s\",\"reason\":\"%s\",\"type\":\"%.*s\",\"bytes\":%zu,"
           "\"sha256\":\"%s\",\"at\":\"%s\",\"resolved\":%u,"
           "\"message\":\"%.*s\"}\n",
           rc == CRD_OK ? "ok" : crd_code_get(error.code)->word, REASONS[why],
           (int)had.media_type.len,
           had.media_type.data ? had.media_type.data : "", had.body.len, hex,
           when, s->resolved, (int)strcspn(error.message, "\"\\"),
           error.message);
    fflush(stdout);
    crd_arena_free(&arena);
}

int main(int argc, char **argv)
{
    static setting s;
    if (argc < 4) {
        return 2;
    }
    setting_read(&s, argv[1]);
    for (int i = 3; i < argc; i++) {
        ask(&s, kind_of(argv[2]), argv[i]);
    }
    return 0;
}
