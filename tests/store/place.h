/* SPDX-License-Identifier: Apache-2.0 */
/* A folder, a clock and random bytes for the tests of the store. */
#ifndef TESTS_STORE_PLACE_H
#define TESTS_STORE_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/store/backend.h"

#define PLACE_NOW 1780000000 /* 2026-05-28T20:26:40Z */

/* A folder of mode 0700 for each test, removed after it. */
typedef struct place {
    char root[64], file[96], url[112];
    crd_env env;
    uint64_t drawn;
    crd_error error;
} place;

/* Bytes that differ at each call and are the same in each run. */
static inline crd_rc place_random(void *context, uint8_t *out, size_t len,
                                  crd_error *error)
{
    place *p = context;
    (void)error;
    for (size_t i = 0; i < len; i++) {
        p->drawn = p->drawn * 6364136223846793005u + 1442695040888963407u;
        out[i] = (uint8_t)(p->drawn >> 56);
    }
    return CRD_OK;
}

static inline int place_set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    snprintf(p->root, sizeof p->root, "%.40s/crd-store-XXXXXX",
             tmp ? tmp : "/tmp");
    if (!mkdtemp(p->root)) {
        return -1;
    }
    snprintf(p->file, sizeof p->file, "%s/store.sqlite", p->root);
    snprintf(p->url, sizeof p->url, "sqlite:%s", p->file);
    p->env = crd_env_default((crd_instant){PLACE_NOW, 0});
    p->env.random = place_random;
    p->env.random_context = p;
    p->drawn = (uint64_t)getpid();
    *state = p;
    return 0;
}

static inline void place_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        char name[1024];
        snprintf(name, sizeof name, "%.600s/%s", folder, e->d_name);
        if (e->d_name[0] != '.' && unlink(name) != 0) {
            place_empty(name);
            rmdir(name);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static inline int place_tear_down(void **state)
{
    place *p = *state;
    place_empty(p->root);
    rmdir(p->root);
    free(p);
    return 0;
}

#define PLACE_TEST(f)                                                          \
    cmocka_unit_test_setup_teardown(f, place_set_up, place_tear_down)

/* Says what went wrong, if it did. */
static inline void place_ok(crd_rc rc, const crd_error *error)
{
    if (rc != CRD_OK) {
        print_error("%s: %s\n", crd_code_get(error->code)->word,
                    error->message);
    }
    assert_int_equal(rc, CRD_OK);
}

/* A new store with its schema. */
static inline crd_store *place_make(place *p)
{
    crd_store_options options = {.create = true, .any_version = true};
    crd_store *store;
    int64_t from, to;
    place_ok(crd_store_open(&store, p->url, &options, &p->error), &p->error);
    place_ok(
        crd_store_migrate(&from, &to, store, &p->env, NULL, NULL, &p->error),
        &p->error);
    return store;
}

static inline crd_store *place_open(place *p)
{
    crd_store *store;
    place_ok(crd_store_open(&store, p->url, NULL, &p->error), &p->error);
    return store;
}

static inline crd_store_tx *place_begin(place *p, crd_store *store,
                                        crd_store_access access)
{
    crd_store_tx *tx;
    place_ok(crd_store_begin(&tx, store, access, &p->error), &p->error);
    return tx;
}

/* What somebody with the file and SQLite, but without Credimur, does. */
static inline void place_tamper(const char *file, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        print_error("%s\n", message);
        fail();
    }
    sqlite3_close(db);
}

/* The integer that a query gives; SQLite alone looks. */
static inline int64_t place_ask(const char *file, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return value;
}

static inline void place_no_fault(void *context, const char *fault)
{
    (void)context;
    print_error("fault: %s\n", fault);
}

static inline bool place_sound(place *p, crd_store *store)
{
    bool sound = false;
    place_ok(crd_store_check(&sound, store, place_no_fault, NULL, &p->error),
             &p->error);
    return sound;
}

/* True if the bytes occur in any file of the folder. */
static inline bool place_holds(place *p, const char *text)
{
    DIR *dir = opendir(p->root);
    bool found = false;
    size_t n = strlen(text);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        char name[1024];
        snprintf(name, sizeof name, "%s/%s", p->root, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(name, "rb");
        if (!f) {
            continue;
        }
        fseek(f, 0, SEEK_END);
        size_t len = (size_t)ftell(f);
        char *bytes = malloc(len + 1);
        rewind(f);
        len = fread(bytes, 1, len, f);
        fclose(f);
        for (size_t i = 0; i + n <= len && !found; i++) {
            found = memcmp(bytes + i, text, n) == 0;
        }
        free(bytes);
    }
    closedir(dir);
    return found;
}

#endif
