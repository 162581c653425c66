/* SPDX-License-Identifier: Apache-2.0 */
/* Counting and reporting of suites from outside (conformance.md, 7). */
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum outcome { PASSED, FAILED, SKIPPED, NOT_APPLICABLE, OUTCOMES };

struct entry {
    enum outcome outcome;
    char *name;
    char *why;
};

struct suite {
    char *name;
    char *folder;
    struct entry *entries;
    size_t count, capacity;
    size_t tally[OUTCOMES];
    size_t lines;
};

static const char *const REASONS[] = {
    "needs-http-layer",      "key-document-not-available",
    "context-not-available", "schema-not-available",
    "algorithm-not-offered", "bbs-out-of-scope",
    "i-json-stricter",       "not-built",
    "optional-in-suite"};

static void *must(void *memory)
{
    if (!memory) {
        fputs("Bail out! out of memory\n", stdout);
        exit(99);
    }
    return memory;
}

const char *suite_vectors(void)
{
    static char path[4096];
    const char *given = getenv("CREDIMUR_VECTORS");
    const char *source = getenv("CREDIMUR_SOURCE");
    if (given && *given) {
        return given;
    }
    snprintf(path, sizeof path, "%s/../shared/vectors", source ? source : ".");
    return path;
}

suite *suite_open(const char *name, const char *folder)
{
    char path[4096];
    struct stat st;
    const char *ci = getenv("CI");
    snprintf(path, sizeof path, "%s/%s", suite_vectors(), folder);
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        if (ci && strcmp(ci, "true") == 0) {
            printf("not ok 1 - suite %s is missing: %s\n1..1\n", name, path);
            exit(1);
        }
        printf("ok 1 - suite %s # SKIP suite not at hand: %s\n1..1\n", name,
               path);
        return NULL;
    }
    suite *s = must(calloc(1, sizeof *s));
    s->name = must(strdup(name));
    s->folder = must(strdup(path));
    return s;
}

int suite_missing(void)
{
    return 0;
}

const char *suite_path(const suite *s, const char *file)
{
    static char paths[4][4096];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", s->folder, file);
    return path;
}

crd_span suite_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t len = 0, capacity = 1 << 16;
    char *data;
    if (!f) {
        return CRD_SPAN_NONE;
    }
    data = must(malloc(capacity));
    for (size_t n; (n = fread(data + len, 1, capacity - len - 1, f)) > 0;) {
        len += n;
        if (len + 1 == capacity) {
            capacity *= 2;
            data = must(realloc(data, capacity));
        }
    }
    fclose(f);
    data[len] = '\0';
    return (crd_span){data, len};
}

crd_span suite_file(const suite *s, const char *file)
{
    crd_span text = suite_read(suite_path(s, file));
    if (!text.data) {
        printf("Bail out! cannot read %s: %s\n", suite_path(s, file),
               strerror(errno));
        exit(99);
    }
    return text;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **suite_list(const suite *s, const char *sub)
{
    DIR *dir = opendir(suite_path(s, sub));
    size_t count = 0, capacity = 16;
    char **names = must(malloc(capacity * sizeof *names));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (e->d_name[0] == '.') {
            continue;
        }
        if (count + 1 == capacity) {
            capacity *= 2;
            names = must(realloc(names, capacity * sizeof *names));
        }
        names[count++] = must(strdup(e->d_name));
    }
    if (dir) {
        closedir(dir);
    }
    qsort(names, count, sizeof *names, by_name);
    names[count] = NULL;
    return names;
}

static void record(suite *s, enum outcome outcome, const char *name,
                   const char *why)
{
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 256;
        s->entries =
            must(realloc(s->entries, s->capacity * sizeof *s->entries));
    }
    s->entries[s->count++] = (struct entry){outcome, must(strdup(name)),
                                            must(strdup(why ? why : ""))};
    s->tally[outcome]++;
}

void suite_pass(suite *s, const char *name)
{
    record(s, PASSED, name, NULL);
    printf("ok %zu - %s: %s\n", ++s->lines, s->name, name);
}

void suite_fail(suite *s, const char *name, const char *why, ...)
{
    char text[2048];
    va_list args;
    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    record(s, FAILED, name, text);
    printf("not ok %zu - %s: %s\n# %s\n", ++s->lines, s->name, name, text);
}

void suite_skip(suite *s, const char *name, const char *reason)
{
    bool known = false;
    for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++) {
        known = known || strcmp(REASONS[i], reason) == 0;
    }
    if (!known) {
        suite_fail(s, name, "\"%s\" is no reason of the fixed list", reason);
        return;
    }
    record(s, SKIPPED, name, reason);
    printf("ok %zu - %s: %s # SKIP %s\n", ++s->lines, s->name, name, reason);
}

void suite_not_applicable(suite *s, const char *name)
{
    record(s, NOT_APPLICABLE, name, NULL);
}

bool suite_check(suite *s, bool ok, const char *name, const char *why, ...)
{
    if (ok) {
        suite_pass(s, name);
    } else {
        char text[2048];
        va_list args;
        va_start(args, why);
        vsnprintf(text, sizeof text, why, args);
        va_end(args);
        suite_fail(s, name, "%s", text);
    }
    return ok;
}

static void put_string(FILE *f, const char *text)
{
    fputc('"', f);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            fprintf(f, "\\%c", *c);
        } else if (*c < 0x20) {
            fprintf(f, "\\u%04x", *c);
        } else {
            fputc(*c, f);
        }
    }
    fputc('"', f);
}

/* build/report/SUITE.json: one object a case, so that two runs can be
 * compared case by case. */
static void write_report(const suite *s)
{
    static const char *const WORDS[] = {"passed", "failed", "skipped",
                                        "not-applicable"};
    const char *build = getenv("CREDIMUR_BUILD");
    char path[4096];
    if (!build) {
        return;
    }
    snprintf(path, sizeof path, "%s/report", build);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/report/%s.json", build, s->name);
    FILE *f = fopen(path, "w");
    if (!f) {
        return;
    }
    fputs("[\n", f);
    for (size_t i = 0; i < s->count; i++) {
        fputs("{\"case\":", f);
        put_string(f, s->entries[i].name);
        fprintf(
            f, ",\"outcome\":\"%s\",\"reason\":", WORDS[s->entries[i].outcome]);
        put_string(f, s->entries[i].why);
        fputs(i + 1 < s->count ? "},\n" : "}\n", f);
    }
    fputs("]\n", f);
    fclose(f);
}

int suite_close(suite *s)
{
    size_t total = s->count;
    int failed = s->tally[FAILED] > 0 || s->lines == 0;
    printf("1..%zu\n# suite %s: %zu total, %zu not applicable, %zu passed, "
           "%zu failed, %zu skipped\n",
           s->lines, s->name, total, s->tally[NOT_APPLICABLE], s->tally[PASSED],
           s->tally[FAILED], s->tally[SKIPPED]);
    write_report(s);
    for (size_t i = 0; i < s->count; i++) {
        free(s->entries[i].name);
        free(s->entries[i].why);
    }
    free(s->entries);
    free(s->name);
    free(s->folder);
    free(s);
    return failed;
}
