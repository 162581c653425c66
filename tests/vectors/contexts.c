/* SPDX-License-Identifier: Apache-2.0 */
/* The embedded contexts against copies of what was published: the same content
 * member by member, in canonical form, and the digest that SOURCES gives for
 * the published bytes is theirs. */
#include "tests/support/suite.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

#include "credimur/jsonld.h"

/* Reads JSON or ends the program: the files are not what is tested. */
static crd_json *parse(crd_arena *arena, crd_span text, const char *what)
{
    const crd_limits limits = crd_limits_default();
    crd_error error;
    crd_json *value;
    if (crd_json_parse(&value, arena, text, &limits, &error) != CRD_OK) {
        printf("Bail out! %s: %s\n", what, error.message);
        exit(99);
    }
    return value;
}

/* The first member of `ours` or `theirs` that the other has not, or has
 * otherwise; one level down, where the terms are. */
static const char *difference(const crd_json *ours, const crd_json *theirs)
{
    const crd_json *a = crd_json_get(ours, "@context");
    const crd_json *b = crd_json_get(theirs, "@context");
    for (int turn = 0; turn < 2; turn++) {
        for (uint32_t i = 0; crd_json_is(a, CRD_JSON_OBJECT) && i < a->len;
             i++) {
            const crd_json_member *m = &a->as.members[i];
            const crd_json *other = crd_json_get_span(b, crd_json_key(m));
            if (!other || !crd_json_equal(&m->value, other)) {
                return m->key;
            }
        }
        const crd_json *swap = a;
        a = b;
        b = swap;
    }
    return "@context itself";
}

static void check_content(suite *s, const crd_embedded_context *ours,
                          crd_span published)
{
    char name[256];
    crd_arena arena;
    crd_buffer canonical;
    crd_error error;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&canonical, NULL, 1 << 20);
    crd_json *a = parse(&arena, (crd_span){ours->text, ours->len}, ours->url);
    crd_json *b = parse(&arena, published, ours->url);
    snprintf(name, sizeof name, "%s: content", ours->url);
    suite_check(s, crd_json_equal(a, b), name, "they differ in %s",
                difference(a, b));
    snprintf(name, sizeof name, "%s: canonical form", ours->url);
    suite_check(s,
                crd_jcs_write(&canonical, b, &error) == CRD_OK &&
                    crd_span_equal(crd_buffer_span(&canonical),
                                   (crd_span){ours->text, ours->len}),
                name, "the JCS form of what was published is another");
    crd_buffer_free(&canonical);
    crd_arena_free(&arena);
}

/* Column 5 of the line of SOURCES that begins with `url`. */
static crd_span listed_digest(crd_span sources, const char *url)
{
    size_t url_len = strlen(url);
    const char *line = sources.data;
    while (line) {
        if (strncmp(line, url, url_len) == 0 && line[url_len] == '\t') {
            for (int column = 1; column < 5 && line; column++) {
                line = strchr(line, '\t');
                line = line ? line + 1 : NULL;
            }
            return (crd_span){line, line ? strcspn(line, "\t\n") : 0};
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return CRD_SPAN_NONE;
}

static void check_digest(suite *s, const char *url, crd_span listed,
                         crd_span published)
{
    char name[256], hex[2 * SHA256_DIGEST_LENGTH + 1];
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)published.data, published.len, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    snprintf(name, sizeof name, "%s: digest of the published bytes", url);
    suite_check(s, crd_span_is(listed, hex), name, "SOURCES says %.*s, not %s",
                (int)listed.len, listed.data ? listed.data : "", hex);
}

static crd_span read_sources(void)
{
    const char *root = getenv("CREDIMUR_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/contexts/SOURCES", root ? root : ".");
    crd_span text = suite_read(path);
    if (!text.data) {
        printf("Bail out! cannot read %s\n", path);
        exit(99);
    }
    return text;
}

int main(void)
{
    suite *s = suite_open("contexts", "contexts");
    if (!s) {
        return suite_missing();
    }
    size_t compared = 0, embedded = 0;
    crd_arena arena;
    crd_arena_init(&arena, NULL, 0);
    crd_span sources = read_sources();
    crd_span text = suite_file(s, "index.json");
    crd_json *list =
        crd_json_get(parse(&arena, text, "index.json"), "contexts");
    for (uint32_t i = 0; list && i < list->len; i++) {
        const crd_json *entry = &list->as.items[i];
        crd_span url = crd_json_get_text(entry, "url");
        const crd_embedded_context *ours = crd_embedded_context_find(url);
        if (!ours) { /* test material, or of a suite that is not built */
            suite_not_applicable(s, url.data);
            continue;
        }
        crd_span published =
            suite_file(s, crd_json_get_text(entry, "file").data);
        check_content(s, ours, published);
        check_digest(s, ours->url, listed_digest(sources, ours->url),
                     published);
        free((void *)(uintptr_t)published.data);
        compared++;
    }
    for (const crd_embedded_context *c = crd_embedded_contexts(); c->url; c++) {
        embedded += strcmp(c->url, "https://w3id.org/credimur/v1") != 0;
    }
    suite_check(s, compared == embedded, "every embedded context is compared",
                "%zu of %zu", compared, embedded);
    free((void *)(uintptr_t)text.data);
    free((void *)(uintptr_t)sources.data);
    crd_arena_free(&arena);
    return suite_close(s);
}
