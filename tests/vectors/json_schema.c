/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema Test Suite: all required tests of a draft, and of the
 * optional ones those in OFFERED, which the product means to pass.
 *
 *     json_schema draft2019-09|draft2020-12
 */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/schema.h"
#include "tests/support/suite.h"

#define REMOTE "http://localhost:1234/"

/* Not offered: formats as assertions, and other drafts than our two, which the
 * cross-draft tests of 2019-09 need. */
static const char *const OFFERED[] = {"anchor.json",
                                      "bignum.json",
                                      "cross-draft.json",
                                      "dependencies-compatibility.json",
                                      "dynamicRef.json",
                                      "ecmascript-regex.json",
                                      "float-overflow.json",
                                      "id.json",
                                      "no-schema.json",
                                      "non-bmp-regex.json",
                                      "refOfUnknownKeyword.json",
                                      "unknownKeyword.json"};

typedef struct run {
    suite *s;
    const char *draft;
    const char *file; /* "optional/bignum.json" */
    bool offered;
    size_t required;
} run;

static crd_rc load(void *context, crd_span *out, crd_arena *arena, crd_span url,
                   crd_error *error)
{
    const run *r = context;
    char path[1024];
    crd_span text;
    if (!crd_span_starts(url, REMOTE)) {
        return crd_fail(error, CRD_CODE_SCHEMA_UNAVAILABLE, "%.*s is not here",
                        (int)url.len, url.data);
    }
    snprintf(path, sizeof path, "remotes/%.*s", (int)(url.len - strlen(REMOTE)),
             url.data + strlen(REMOTE));
    text = suite_read(suite_path(r->s, path));
    if (!text.data) {
        return crd_fail(error, CRD_CODE_SCHEMA_UNAVAILABLE, "%s is not here",
                        path);
    }
    *out = crd_arena_copy(arena, text);
    free((void *)(uintptr_t)text.data);
    return out->data ? CRD_OK : CRD_E_MEMORY;
}

/* Each failure has a place, a keyword and a sentence. */
static bool tells(const crd_schema_outcome *outcome)
{
    if (outcome->valid) {
        return outcome->listed == 0 && outcome->total == 0;
    }
    for (size_t i = 0; i < outcome->listed; i++) {
        const crd_schema_failure *f = &outcome->failures[i];
        if (!f->instance.data || !f->keyword.len || !f->message.len) {
            return false;
        }
    }
    return outcome->listed > 0 && outcome->total >= outcome->listed;
}

static void run_test(run *r, const crd_schema *schema, const crd_error *refused,
                     crd_arena *arena, const crd_json *group,
                     const crd_json *test)
{
    bool valid = crd_json_is(crd_json_get(test, "valid"), CRD_JSON_TRUE);
    crd_schema_outcome outcome;
    crd_error error;
    char name[512];
    crd_rc rc;
    snprintf(name, sizeof name, "%s: %s: %s", r->file,
             crd_json_get_text(group, "description").data,
             crd_json_get_text(test, "description").data);
    for (char *c = name; *c; c++) {
        *c = *c == '#' ? '%' : *c; /* in TAP a directive begins there */
    }
    if (!r->offered) {
        suite_skip(r->s, name, "optional-in-suite");
        return;
    }
    if (!schema) {
        suite_fail(r->s, name, "not compiled: %s %s", refused->message,
                   refused->pointer);
        return;
    }
    crd_error_clear(&error);
    rc = crd_schema_validate(&outcome, arena, schema,
                             crd_json_get(test, "data"), &error);
    if (rc != CRD_OK) {
        suite_fail(r->s, name, "%s", error.message);
    } else if (!tells(&outcome)) {
        suite_fail(r->s, name, "does not tell its failures");
    } else {
        suite_check(r->s, outcome.valid == valid, name, "%s %s",
                    outcome.valid ? "accepted" : "refused:",
                    outcome.valid ? "" : outcome.failures[0].message.data);
    }
}

static void run_group(run *r, crd_arena *arena, const crd_json *group)
{
    const crd_json *tests = crd_json_get(group, "tests");
    const crd_schema *schema = NULL;
    crd_json *root = crd_json_get(group, "schema");
    crd_error error;
    crd_error_clear(&error);
    if (!crd_json_get(root, "$schema") && crd_json_is(root, CRD_JSON_OBJECT) &&
        strcmp(r->draft, "draft2019-09") == 0) {
        /* The suite has schemas without `$schema` read in the draft they are
         * filed under; the product's own choice is the newest. */
        crd_json_add(arena, root, CRD_SPAN("$schema"),
                     crd_json_text("https://json-schema.org/draft/2019-09/"
                                   "schema"));
    }
    if (crd_schema_compile(&schema, arena, root, CRD_SPAN(""), NULL, load, r,
                           &error) != CRD_OK) {
        schema = NULL;
    }
    for (uint32_t i = 0; i < tests->len; i++) {
        run_test(r, schema, &error, arena, group, &tests->as.items[i]);
        r->required += strchr(r->file, '/') == NULL;
    }
}

static void run_file(run *r, const char *file)
{
    char path[512];
    crd_arena arena;
    crd_json *groups = NULL;
    crd_error error;
    crd_span text;
    snprintf(path, sizeof path, "tests/%s/%s", r->draft, file);
    text = suite_file(r->s, path);
    r->file = file;
    crd_arena_init(&arena, NULL, 0);
    if (crd_json_parse(&groups, &arena, text, NULL, &error) != CRD_OK) {
        suite_fail(r->s, file, "%s", error.message);
    } else {
        for (uint32_t i = 0; i < groups->len; i++) {
            run_group(r, &arena, &groups->as.items[i]);
        }
    }
    crd_arena_free(&arena);
    free((void *)(uintptr_t)text.data);
}

static bool is_offered(const run *r, const char *name)
{
    if (strcmp(name, "cross-draft.json") == 0) {
        return strcmp(r->draft, "draft2020-12") == 0;
    }
    for (size_t i = 0; i < sizeof OFFERED / sizeof *OFFERED; i++) {
        if (strcmp(OFFERED[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* `folder` is "", "optional/" or "optional/format/". */
static void run_folder(run *r, const char *folder)
{
    char path[256], file[300];
    char **names;
    snprintf(path, sizeof path, "tests/%s/%s", r->draft, folder);
    names = suite_list(r->s, path);
    for (char **name = names; *name; name++) {
        size_t len = strlen(*name);
        if (len > 5 && strcmp(*name + len - 5, ".json") == 0) {
            snprintf(file, sizeof file, "%s%s", folder, *name);
            r->offered = !*folder || (strcmp(folder, "optional/") == 0 &&
                                      is_offered(r, *name));
            run_file(r, file);
        }
        free(*name);
    }
    free(names);
}

int main(int count, char **arguments)
{
    run r = {.draft = count > 1 ? arguments[1] : "draft2020-12"};
    bool old = strcmp(r.draft, "draft2019-09") == 0;
    size_t wanted = old ? 1259 : 1299;
    r.s = suite_open(old ? "json-schema-2019-09" : "json-schema-2020-12",
                     "json-schema");
    if (!r.s) {
        return suite_missing();
    }
    run_folder(&r, "");
    if (r.required != wanted) {
        suite_fail(r.s, "required tests", "%zu, not %zu", r.required, wanted);
    }
    run_folder(&r, "optional/");
    run_folder(&r, "optional/format/");
    return suite_close(r.s);
}
