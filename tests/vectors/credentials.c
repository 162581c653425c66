/* SPDX-License-Identifier: Apache-2.0 */
/* Every credential, presentation and badge of the outside suites, verified by
 * the library: credentials.tsv says what comes out, and why (conformance.md,
 * 4). A file of those folders that is not in the table fails.
 *
 * The 1EdTech fixtures sign with keys that stand in the fragment of a URL
 * nobody can fetch. The loader here, and only here, takes them from there:
 * in the product that would let anyone sign as anyone. */
#include <stdlib.h>

#include "credimur/verify.h"
#include "tests/vectors/loader.h"

#define AT "2026-01-01T00:00:00Z"
#define COLUMNS 6

static const char *const FOLDERS[] = {
    "vc-data-model/schema/verifiable-credential",
    "vc-data-model/schema/verifiable-presentation",
    "open-badges-3/validator-tests",
    "open-badges-3/validator-tests/bit-string-list",
    "open-badges-3/validator-tests/sd",
    "open-badges-3/spec-examples",
    "clr-2/validator-tests",
    "clr-2/spec-test-vectors",
};

typedef struct row {
    crd_span cells[COLUMNS]; /* file, upstream, ours, check, code, why */
} row;

typedef struct outcome {
    const char *verdict; /* or "error" */
    const char *check;
    const char *code;
    char detail[300];
} outcome;

/* The key of a URL that ends in one, under the URL before it. */
static crd_rc resolve(void *context, crd_verification_method *out,
                      crd_arena *arena, const crd_env *env, crd_span url,
                      crd_error *error)
{
    size_t hash = 0;
    crd_rc rc;
    (void)context;
    while (hash < url.len && url.data[hash] != '#') {
        hash++;
    }
    if (crd_span_starts(url, "did:") || hash + 1 >= url.len ||
        url.data[hash + 1] != 'z') {
        return crd_resolve_method(out, arena, env, url, error);
    }
    memset(out, 0, sizeof *out);
    rc = crd_multikey_read(
        &out->key, (crd_span){url.data + hash + 1, url.len - hash - 1}, error);
    out->id = url;
    out->controller = (crd_span){url.data, hash};
    out->relationships = CRD_REL_ASSERTION_METHOD | CRD_REL_AUTHENTICATION;
    return rc;
}

static void judge(outcome *out, crd_verifier *verifier, crd_arena *arena,
                  crd_span bytes)
{
    static const crd_verify_options OPTIONS = {.resolve = resolve,
                                               .known_context = loader_knows};
    const crd_check *deciding;
    crd_report *report;
    crd_error error;
    if (crd_verify(verifier, &report, arena, bytes, &OPTIONS, &error) !=
        CRD_OK) {
        out->verdict = "error";
        out->check = "-";
        out->code = crd_code_get(error.code)->word;
        snprintf(out->detail, sizeof out->detail, "%s", error.message);
        return;
    }
    deciding = crd_report_deciding(report);
    out->verdict = crd_verdict_word(report->verdict);
    out->check = deciding ? crd_check_word(deciding->id) : "-";
    out->code = deciding ? crd_code_get(deciding->code)->word : "-";
    snprintf(out->detail, sizeof out->detail, "%.*s %.*s",
             deciding ? (int)deciding->detail.len : 0,
             deciding ? deciding->detail.data : "",
             deciding ? (int)deciding->pointer.len : 0,
             deciding && deciding->pointer.data ? deciding->pointer.data : "");
}

/* The next line of the table; comments and the heading are passed over. */
static bool next_row(row *out, crd_span *rest)
{
    while (rest->len) {
        size_t end = 0, column = 0, start = 0;
        while (end < rest->len && rest->data[end] != '\n') {
            end++;
        }
        for (size_t i = 0; i <= end && column < COLUMNS; i++) {
            if (i == end || rest->data[i] == '\t') {
                out->cells[column++] =
                    (crd_span){rest->data + start, i - start};
                start = i + 1;
            }
        }
        bool heading = end == 0 || rest->data[0] == '#';
        rest->data += end < rest->len ? end + 1 : end;
        rest->len -= end < rest->len ? end + 1 : end;
        if (!heading && column == COLUMNS) {
            return true;
        }
    }
    return false;
}

static bool in_table(crd_span table, const char *file)
{
    row r;
    while (next_row(&r, &table)) {
        if (crd_span_is(r.cells[0], file)) {
            return true;
        }
    }
    return false;
}

static void check_row(suite *s, crd_verifier *verifier, const row *r)
{
    char name[512];
    outcome found;
    crd_arena arena;
    crd_span bytes;
    snprintf(name, sizeof name, "%.*s", (int)r->cells[0].len, r->cells[0].data);
    bytes = suite_file(s, name);
    crd_arena_init(&arena, NULL, 0);
    judge(&found, verifier, &arena, bytes);
    suite_check(s,
                crd_span_is(r->cells[2], found.verdict) &&
                    crd_span_is(r->cells[3], found.check) &&
                    crd_span_is(r->cells[4], found.code),
                name, "found %s %s %s: %s", found.verdict, found.check,
                found.code, found.detail);
    crd_arena_free(&arena);
    free((void *)(uintptr_t)bytes.data);
}

/* A file that is a credential or might be one must have a row. */
static void check_complete(suite *s, crd_span table)
{
    for (size_t f = 0; f < sizeof FOLDERS / sizeof *FOLDERS; f++) {
        char **names = suite_list(s, FOLDERS[f]);
        for (size_t i = 0; names && names[i]; i++) {
            char file[512];
            snprintf(file, sizeof file, "%s/%s", FOLDERS[f], names[i]);
            if (!strstr(names[i], "schema.json") && !strstr(names[i], ".txt") &&
                strchr(names[i], '.') && !in_table(table, file)) {
                suite_fail(s, file, "it is not in credentials.tsv");
            }
            free(names[i]);
        }
        free(names);
    }
}

int main(void)
{
    suite *s = suite_open("credentials", ".");
    const char *source = getenv("CREDIMUR_SOURCE");
    crd_verifier *verifier;
    crd_span table, rest;
    crd_instant at;
    char path[1024];
    row r;
    if (!s) {
        return suite_missing();
    }
    snprintf(path, sizeof path, "%s/tests/vectors/credentials.tsv",
             source ? source : ".");
    table = rest = suite_read(path);
    if (!table.data || crd_instant_parse(&at, CRD_SPAN(AT), NULL) != CRD_OK) {
        printf("Bail out! no credentials.tsv\n");
        return 99;
    }
    crd_env env = crd_env_default(at);
    if (crd_verifier_new(&verifier, &env, NULL) != CRD_OK) {
        return 99;
    }
    crd_jsonld_set_loader(crd_verifier_jsonld(verifier), loader_load, NULL);
    while (next_row(&r, &rest)) {
        check_row(s, verifier, &r);
    }
    check_complete(s, table);
    crd_verifier_free(verifier);
    free((void *)(uintptr_t)table.data);
    return suite_close(s);
}
