/* SPDX-License-Identifier: Apache-2.0 */
/** A folder of keys of its own for each test of room keyring. */
#ifndef TESTS_UNIT_KEY_PLACE_H
#define TESTS_UNIT_KEY_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyring/keyring.h"

static const crd_instant MADE = {1777798800, 0}; /* 2026-05-03T09:00:00Z */

/* A folder of its own for each test: `root`, and `keys` that it may hold. */
typedef struct place {
    char root[64], keys[96], file[160];
    char *text; /* of the key file "main" */
    size_t len;
} place;

static inline int set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    snprintf(p->root, sizeof p->root, "%.40s/crd-keyring-XXXXXX",
             tmp ? tmp : "/tmp");
    if (!mkdtemp(p->root)) {
        return -1;
    }
    snprintf(p->keys, sizeof p->keys, "%s/keys", p->root);
    snprintf(p->file, sizeof p->file, "%s/main.key", p->keys);
    *state = p;
    return 0;
}

static inline void empty_folder(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        char file[512];
        snprintf(file, sizeof file, "%.96s/%s", path, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            unlink(file) != 0) {
            rmdir(file);
        }
    }
    if (dir) {
        closedir(dir);
    }
    rmdir(path);
}

static inline int tear_down(void **state)
{
    place *p = *state;
    empty_folder(p->keys);
    empty_folder(p->root);
    free(p->text);
    free(p);
    return 0;
}

static inline char *slurp(const char *path, size_t *len)
{
    char *text = malloc(70000);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    *len = fread(text, 1, 70000, f);
    fclose(f);
    return text;
}

/* Puts `len` bytes into the file, keeping its mode. */
static inline void spill(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* Makes the key "main" and keeps the text of its file. */
static inline crd_keyring_entry make_main(place *p)
{
    crd_keyring_entry entry;
    crd_error error;
    crd_rc rc =
        crd_keyring_create(&entry, p->keys, CRD_SPAN("main"), MADE, &error);
    if (rc != CRD_OK) {
        fail_msg("%s", error.message);
    }
    p->text = slurp(p->file, &p->len);
    p->text[p->len] = '\0';
    return entry;
}

/* No 8 characters of the secret, as text or in hexadecimal, stand in `text`.
 */
static inline void assert_no_secret(const place *p, const char *text)
{
    const char *secret = strstr(p->text, "secretKeyMultibase\": \"") + 22;
    size_t len = strcspn(secret, "\"");
    assert_true(len > 40);
    for (size_t i = 0; i + 8 <= len; i++) {
        char piece[9] = {0};
        memcpy(piece, secret + i, 8);
        assert_null(strstr(text, piece));
    }
}

/* Replaces the first `from` of the file by `to`. */
static inline void change(const place *p, const char *from, const char *to)
{
    const char *at = strstr(p->text, from);
    size_t head, new_len;
    char *copy = malloc(p->len + strlen(to) + 1);
    assert_non_null(at);
    head = (size_t)(at - p->text);
    memcpy(copy, p->text, head);
    memcpy(copy + head, to, strlen(to));
    memcpy(copy + head + strlen(to), at + strlen(from),
           p->len - head - strlen(from));
    new_len = p->len - strlen(from) + strlen(to);
    spill(p->file, copy, new_len);
    free(copy);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
