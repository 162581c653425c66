/* SPDX-License-Identifier: Apache-2.0 */
/* The published schemas of Open Badges, CLR, CASE and Verifiable Credentials,
 * and the credentials of the outside suites: schemas.tsv says of each pair
 * what another implementation says of it. */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/schema.h"
#include "tests/support/suite.h"

/* A schema refers to another by an older address of it. */
#define OLD_ADDRESS                                                            \
    "https://www.w3.org/2022/credentials/v2/verifiable-credential-schema.json"
#define ITS_FILE                                                               \
    "schemas/www.w3.org_ns_credentials_verifiable-credential-schema.json"

typedef struct state {
    suite *s;
    crd_arena arena;
    char name[256]; /* of the schema at hand */
    const crd_schema *schema;
    crd_error refused;
} state;

static crd_span read_vector(crd_arena *arena, const char *file)
{
    char path[2048];
    crd_span text, copy;
    snprintf(path, sizeof path, "%s/%s", suite_vectors(), file);
    text = suite_read(path);
    if (!text.data) {
        printf("Bail out! cannot read %s\n", path);
        exit(99);
    }
    copy = crd_arena_copy(arena, text);
    free((void *)(uintptr_t)text.data);
    return copy;
}

static crd_rc load(void *context, crd_span *out, crd_arena *arena, crd_span url,
                   crd_error *error)
{
    (void)context;
    if (!crd_span_is(url, OLD_ADDRESS)) {
        return crd_fail(error, CRD_CODE_SCHEMA_UNAVAILABLE, "%.*s is not here",
                        (int)url.len, url.data);
    }
    *out = read_vector(arena, ITS_FILE);
    return CRD_OK;
}

static crd_json *parse(state *t, const char *file)
{
    crd_json *root = NULL;
    crd_error error;
    if (crd_json_parse(&root, &t->arena, read_vector(&t->arena, file), NULL,
                       &error) != CRD_OK) {
        printf("Bail out! %s: %s\n", file, error.message);
        exit(99);
    }
    return root;
}

static void open_schema(state *t, const char *name)
{
    char file[512];
    if (strcmp(t->name, name) == 0) {
        return;
    }
    crd_arena_reset(&t->arena);
    snprintf(t->name, sizeof t->name, "%s", name);
    snprintf(file, sizeof file, "schemas/%s", name);
    crd_error_clear(&t->refused);
    if (crd_schema_compile(&t->schema, &t->arena, parse(t, file), CRD_SPAN(""),
                           NULL, load, NULL, &t->refused) != CRD_OK) {
        t->schema = NULL;
    }
}

static void run_row(state *t, const char *schema, const char *document,
                    const char *wanted)
{
    const char *found = "compiled";
    crd_schema_outcome outcome = {.listed = 0};
    char name[512];
    open_schema(t, schema);
    snprintf(name, sizeof name, "%s %s", schema, document);
    if (!t->schema) {
        found = crd_code_get(t->refused.code)->word;
    } else if (strcmp(document, "-") != 0) {
        crd_error error;
        crd_rc rc = crd_schema_validate(&outcome, &t->arena, t->schema,
                                        parse(t, document), &error);
        found = rc != CRD_OK    ? error.message
                : outcome.valid ? "valid"
                                : "invalid";
    }
    suite_check(
        t->s, strcmp(found, wanted) == 0, name, "%s, not %s %s %s", found,
        wanted, outcome.listed ? outcome.failures[0].instance.data : "",
        outcome.listed ? outcome.failures[0].message.data : t->refused.message);
}

int main(void)
{
    state t = {.s = suite_open("schemas", "schemas")};
    const char *source = getenv("CREDIMUR_SOURCE");
    char path[2048], line[1024];
    FILE *table;
    if (!t.s) {
        return suite_missing();
    }
    crd_arena_init(&t.arena, NULL, 0);
    snprintf(path, sizeof path, "%s/tests/vectors/schemas.tsv",
             source ? source : ".");
    table = fopen(path, "r");
    while (table && fgets(line, sizeof line, table)) {
        char schema[256], document[256], outcome[64];
        if (line[0] != '#' && sscanf(line, "%255[^\t]\t%255[^\t]\t%63[^\n]",
                                     schema, document, outcome) == 3) {
            run_row(&t, schema, document, outcome);
        }
    }
    if (table) {
        fclose(table);
    }
    crd_arena_free(&t.arena);
    return suite_close(t.s);
}
