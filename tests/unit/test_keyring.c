/* SPDX-License-Identifier: Apache-2.0 */
/* Room keyring: making and opening keys, and what is refused. */
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

#include "keyring/key_file.h"
#include "keyring/keyring.h"

static const crd_instant MADE = {1777798800, 0}; /* 2026-05-03T09:00:00Z */

#define PASSPHRASE "correct horse battery"
/* The least that is read: tests try many. */
static const crd_seal_cost CHEAP = {2, 64 << 20};

/* A folder of its own for each test: `root`, and `keys` that it may hold. */
typedef struct place {
    char root[64], keys[96], file[160];
    char *text; /* of the key file "main" */
    size_t len;
} place;

static int set_up(void **state)
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

static void empty_folder(const char *path)
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

static int tear_down(void **state)
{
    place *p = *state;
    empty_folder(p->keys);
    empty_folder(p->root);
    free(p->text);
    free(p);
    return 0;
}

static char *slurp(const char *path, size_t *len)
{
    char *text = malloc(70000);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    *len = fread(text, 1, 70000, f);
    fclose(f);
    return text;
}

/* Puts `len` bytes into the file, keeping its mode. */
static void spill(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* Makes the key "main" and keeps the text of its file. */
static crd_keyring_entry make_main(place *p)
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
static void assert_no_secret(const place *p, const char *text)
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

/* Opening, showing and listing all refuse "main" with `code`. */
static void assert_refused(const place *p, crd_code code)
{
    crd_keyring_key *key = NULL;
    crd_keyring_entry entry, *entries;
    crd_error error;
    crd_arena arena;
    size_t count;
    crd_rc rc = crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error);
    assert_string_equal(crd_code_get(error.code)->word,
                        crd_code_get(code)->word);
    assert_int_equal(rc, crd_code_get(code)->rc);
    assert_null(key);
    assert_no_secret(p, error.message);
    assert_int_equal(
        crd_keyring_show(&entry, p->keys, CRD_SPAN("main"), &error), rc);
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(crd_keyring_list(&entries, &count, &arena, p->keys, NULL),
                     CRD_OK);
    assert_int_equal(count, 1);
    assert_string_equal(entries[0].name, "main");
    assert_int_equal(entries[0].key.kind, CRD_KEY_NONE);
    assert_int_equal(entries[0].problem.code, code);
    assert_no_secret(p, entries[0].problem.message);
    crd_arena_free(&arena);
}

static void a_new_key_signs(void **state)
{
    place *p = *state;
    crd_keyring_entry made, shown;
    crd_keyring_key *key;
    const crd_signer *signer;
    uint8_t signature[CRD_SIGNATURE_MAX];
    size_t len = 0;
    bool good = false;
    struct stat st;
    mode_t before = umask(0);
    made = make_main(p);
    umask(before);
    assert_string_equal(made.name, "main");
    assert_int_equal(made.key.kind, CRD_KEY_ED25519);
    assert_int_equal(stat(p->keys, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(stat(p->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_nlink, 1);
    assert_int_equal(crd_keyring_show(&shown, p->keys, CRD_SPAN("main"), NULL),
                     CRD_OK);
    assert_memory_equal(&shown.key, &made.key, sizeof made.key);
    assert_int_equal(crd_instant_compare(shown.created, MADE), 0);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), NULL),
                     CRD_OK);
    assert_string_equal(crd_keyring_describe(key)->name, "main");
    signer = crd_keyring_signer(key);
    assert_memory_equal(&signer->key, &made.key, sizeof made.key);
    assert_int_equal(
        signer->sign(signer->context, signature, &len, "m", 1, NULL), CRD_OK);
    assert_int_equal(
        crd_verify_signature(&good, &made.key, signature, len, "m", 1, NULL),
        CRD_OK);
    assert_true(good);
    crd_keyring_close(key);
    crd_keyring_close(NULL);
}

/* Security case 76: keys are made here and never brought in, so that none
 * serves two purposes: each is new, and the file of another is refused. */
static void two_keys_are_never_alike(void **state)
{
    place *p = *state;
    crd_keyring_entry a = make_main(p), b;
    crd_keyring_key *key = NULL;
    char *other, path[600];
    size_t len;
    assert_int_equal(
        crd_keyring_create(&b, p->keys, CRD_SPAN("other"), MADE, NULL), CRD_OK);
    assert_memory_not_equal(a.key.bytes, b.key.bytes, 32);
    snprintf(path, sizeof path, "%s/other.key", p->keys);
    other = slurp(path, &len);
    spill(p->file, other, len);
    free(other);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), NULL),
                     crd_code_get(CRD_CODE_KEY_FILE_ALTERED)->rc);
    assert_null(key);
}

static void names_are_small_and_plain(void **state)
{
    static const char *const BAD[] = {
        "",
        ".",
        "..",
        "a.key",
        "A",
        "a b",
        "a/b",
        "../a",
        "a\n",
        "\xc3\xa9",
        "a_b",
        "~",
        "$HOME",
        "main\t",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg"};
    place *p = *state;
    crd_keyring_entry entry;
    crd_keyring_key *key;
    crd_error error;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_span name = crd_span_of(BAD[i]);
        assert_int_equal(
            crd_keyring_create(&entry, p->keys, name, MADE, &error),
            CRD_E_USAGE);
        assert_int_equal(error.code, CRD_CODE_KEY_NAME);
        assert_int_equal(crd_keyring_open(&key, p->keys, name, &error),
                         CRD_E_USAGE);
        assert_int_equal(crd_keyring_show(&entry, p->keys, name, &error),
                         CRD_E_USAGE);
    }
    /* A NUL does not end the name. */
    assert_int_equal(crd_keyring_create(&entry, p->keys, (crd_span){"a\0b", 3},
                                        MADE, &error),
                     CRD_E_USAGE);
    /* Nothing was made for any of them. */
    assert_int_equal(access(p->keys, F_OK), -1);
    assert_int_equal(
        crd_keyring_create(
            &entry, p->keys,
            CRD_SPAN("0-aaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffff"
                     "fffgggg"),
            MADE, &error),
        CRD_OK);
    assert_int_equal(strlen(entry.name), CRD_KEY_NAME_MAX);
}

static void a_key_is_never_replaced(void **state)
{
    place *p = *state;
    crd_keyring_entry entry;
    crd_error error;
    char *again;
    size_t len;
    make_main(p);
    assert_int_equal(
        crd_keyring_create(&entry, p->keys, CRD_SPAN("main"), MADE, &error),
        CRD_E_CONFLICT);
    assert_int_equal(error.code, CRD_CODE_KEY_FILE_EXISTS);
    again = slurp(p->file, &len);
    assert_int_equal(len, p->len);
    assert_memory_equal(again, p->text, len);
    free(again);
}

static void of_many_makers_one_wins(void **state)
{
    enum { MAKERS = 6 };
    place *p = *state;
    pid_t makers[MAKERS];
    int made = 0, entries = 0;
    DIR *dir;
    for (int i = 0; i < MAKERS; i++) {
        makers[i] = fork();
        assert_true(makers[i] >= 0);
        if (makers[i] == 0) {
            crd_keyring_entry entry;
            crd_rc rc = crd_keyring_create(&entry, p->keys, CRD_SPAN("main"),
                                           MADE, NULL);
            _exit(rc == CRD_OK ? 0 : rc == CRD_E_CONFLICT ? 1 : 2);
        }
    }
    for (int i = 0; i < MAKERS; i++) {
        int status;
        assert_int_equal(waitpid(makers[i], &status, 0), makers[i]);
        assert_true(WIFEXITED(status));
        assert_int_not_equal(WEXITSTATUS(status), 2);
        made += WEXITSTATUS(status) == 0;
    }
    assert_int_equal(made, 1);
    /* And nothing was left beside it. */
    dir = opendir(p->keys);
    assert_non_null(dir);
    while (readdir(dir)) {
        entries++;
    }
    closedir(dir);
    assert_int_equal(entries, 3);
}

static void keys_are_listed_by_name(void **state)
{
    static const char *const NAMES[] = {"zeta", "alpha", "main-2", "main"};
    static const char *const SORTED[] = {"alpha", "main", "main-2", "zeta"};
    place *p = *state;
    crd_keyring_entry *entries, entry;
    crd_arena arena;
    size_t count = 77;
    char path[160];
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(crd_keyring_list(&entries, &count, &arena, p->keys, NULL),
                     CRD_OK);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(crd_keyring_create(&entry, p->keys,
                                            crd_span_of(NAMES[i]), MADE, NULL),
                         CRD_OK);
    }
    /* Files that are no keys by their names. */
    snprintf(path, sizeof path, "%s/README", p->keys);
    spill(path, "x", 1);
    snprintf(path, sizeof path, "%s/Main.key", p->keys);
    spill(path, "x", 1);
    snprintf(path, sizeof path, "%s/.new-0123.key", p->keys);
    spill(path, "x", 1);
    assert_int_equal(crd_keyring_list(&entries, &count, &arena, p->keys, NULL),
                     CRD_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(entries[i].name, SORTED[i]);
        assert_int_equal(entries[i].problem.code, CRD_CODE_NONE);
        assert_int_equal(entries[i].key.kind, CRD_KEY_ED25519);
    }
    crd_arena_free(&arena);
}

static void a_folder_holds_many_keys(void **state)
{
    place *p = *state;
    crd_keyring_entry *entries, entry;
    crd_arena arena;
    size_t count = 0;
    char name[16];
    crd_arena_init(&arena, NULL, 0);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "key-%02d", 39 - i);
        assert_int_equal(
            crd_keyring_create(&entry, p->keys, crd_span_of(name), MADE, NULL),
            CRD_OK);
    }
    assert_int_equal(crd_keyring_list(&entries, &count, &arena, p->keys, NULL),
                     CRD_OK);
    assert_int_equal(count, 40);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "key-%02d", i);
        assert_string_equal(entries[i].name, name);
    }
    crd_arena_free(&arena);
}

static void a_key_that_is_not_there_is_said_so(void **state)
{
    place *p = *state;
    crd_keyring_key *key;
    crd_error error;
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error),
                     CRD_E_NOT_FOUND);
    assert_int_equal(error.code, CRD_CODE_KEY_FILE_NOT_FOUND);
    make_main(p);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("mai"), &error),
                     CRD_E_NOT_FOUND);
    assert_int_equal(error.code, CRD_CODE_KEY_FILE_NOT_FOUND);
}

/* Security case 176: a key file cut short, at every length. */
static void a_truncated_file_is_refused(void **state)
{
    place *p = *state;
    make_main(p);
    /* Without its last newline it is still whole. */
    for (size_t len = 0; len + 1 < p->len; len++) {
        spill(p->file, p->text, len);
        assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    }
}

/* Security case 176: a key file altered, in every byte. Only its time may then
 * still be read, for no key depends on it. */
static void an_altered_file_never_signs_as_another(void **state)
{
    place *p = *state;
    crd_keyring_entry made = make_main(p);
    char *copy = malloc(p->len);
    size_t accepted = 0;
    for (size_t i = 0; i < p->len; i++) {
        crd_keyring_entry shown;
        memcpy(copy, p->text, p->len);
        copy[i] = copy[i] == '1' ? '2' : '1';
        spill(p->file, copy, p->len);
        if (crd_keyring_show(&shown, p->keys, CRD_SPAN("main"), NULL) ==
            CRD_OK) {
            accepted++;
            assert_memory_equal(&shown.key, &made.key, sizeof made.key);
            assert_int_not_equal(crd_instant_compare(shown.created, MADE), 0);
        }
    }
    assert_true(accepted < 20);
    free(copy);
}

/* Replaces the first `from` of the file by `to`. */
static void change(const place *p, const char *from, const char *to)
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

/* Security case 176: a file whose parts do not belong together, or that is of
 * another form. */
static void a_file_of_another_form_is_refused(void **state)
{
    place *p = *state;
    crd_keyring_entry made = make_main(p), other;
    char public_key[CRD_MULTIKEY_TEXT_MAX], stranger[CRD_MULTIKEY_TEXT_MAX];
    assert_int_equal(
        crd_keyring_create(&other, p->keys, CRD_SPAN("other"), MADE, NULL),
        CRD_OK);
    assert_int_equal(crd_multikey_write(public_key, &made.key, NULL), CRD_OK);
    assert_int_equal(crd_multikey_write(stranger, &other.key, NULL), CRD_OK);
    {
        char path[160];
        snprintf(path, sizeof path, "%s/other.key", p->keys);
        assert_int_equal(unlink(path), 0);
    }
    change(p, public_key, stranger);
    assert_refused(p, CRD_CODE_KEY_FILE_ALTERED);
    change(p, "\"main\"", "\"mine\"");
    assert_refused(p, CRD_CODE_KEY_FILE_ALTERED);
    change(p, "Multikey", "JsonWebKey");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    change(p, "secretKeyMultibase\": \"z", "secretKeyMultibase\": \"u");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    change(p, "\"created\"", "\"sealed\": true, \"created\"");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    change(p, "\"created\"", "\"createt\"");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    change(p, "2026-05-03T09:00:00Z", "yesterday");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    change(p, "\"name\"", "\"type\": \"Multikey\", \"name\"");
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    spill(p->file, "[]", 2);
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
    spill(p->file, "\0\0\0\0", 4);
    assert_refused(p, CRD_CODE_KEY_FILE_MALFORMED);
}

/* Security case 176: a key file that others may read or write. */
static void a_file_open_to_others_is_refused(void **state)
{
    static const mode_t OPEN[] = {0604, 0602, 0601, 0640, 0620, 0644, 0666};
    place *p = *state;
    crd_keyring_key *key;
    crd_error error;
    make_main(p);
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        char command[256];
        assert_int_equal(chmod(p->file, OPEN[i]), 0);
        assert_refused(p, CRD_CODE_KEY_FILE_OPEN);
        assert_int_equal(
            crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error),
            CRD_E_REFUSED);
        snprintf(command, sizeof command, "chmod 600 '%s'", p->file);
        assert_non_null(strstr(error.message, command));
    }
    assert_int_equal(chmod(p->file, 0400), 0);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error),
                     CRD_OK);
    crd_keyring_close(key);
    /* A folder into which others may put another key. */
    assert_int_equal(chmod(p->keys, 0777), 0);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error),
                     CRD_E_REFUSED);
    assert_int_equal(error.code, CRD_CODE_KEY_FILE_OPEN);
    assert_non_null(strstr(error.message, "chmod 700 '"));
}

/* Security case 176: links, pipes and folders in the place of a key file. */
static void a_file_that_is_not_plain_is_refused(void **state)
{
    place *p = *state;
    char outside[160];
    make_main(p);
    snprintf(outside, sizeof outside, "%s/outside.key", p->root);
    assert_int_equal(rename(p->file, outside), 0);
    assert_int_equal(symlink(outside, p->file), 0);
    assert_refused(p, CRD_CODE_KEY_FILE_LINK);
    assert_int_equal(unlink(p->file), 0);
    assert_int_equal(symlink("/nowhere", p->file), 0);
    assert_refused(p, CRD_CODE_KEY_FILE_LINK);
    assert_int_equal(unlink(p->file), 0);
    assert_int_equal(mkfifo(p->file, 0600), 0);
    assert_refused(p, CRD_CODE_KEY_FILE_LINK);
    assert_int_equal(unlink(p->file), 0);
    assert_int_equal(mkdir(p->file, 0700), 0);
    assert_refused(p, CRD_CODE_KEY_FILE_LINK);
    assert_int_equal(rmdir(p->file), 0);
}

/* Security case 176: a key file beyond 64 KiB. */
static void a_large_file_is_refused(void **state)
{
    enum { MOST = 64 * 1024 };
    place *p = *state;
    char *text = malloc(MOST + 1);
    crd_keyring_key *key;
    make_main(p);
    memset(text, ' ', MOST + 1);
    memcpy(text, p->text, p->len);
    spill(p->file, text, MOST);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), NULL),
                     CRD_OK);
    crd_keyring_close(key);
    spill(p->file, text, MOST + 1);
    assert_refused(p, CRD_CODE_KEY_FILE_LARGE);
    free(text);
}

static void what_the_disk_refuses_is_said_in_words(void **state)
{
    place *p = *state;
    crd_keyring_entry entry;
    crd_error error;
    char path[160];
    snprintf(path, sizeof path, "%s/not/there", p->root);
    assert_int_equal(
        crd_keyring_create(&entry, path, CRD_SPAN("main"), MADE, &error),
        CRD_E_IO);
    assert_int_equal(error.code, CRD_CODE_KEY_FILE_IO);
    assert_non_null(strstr(error.message, "No such file or directory"));
    spill(p->keys, "a file", 6);
    assert_int_equal(
        crd_keyring_create(&entry, p->keys, CRD_SPAN("main"), MADE, &error),
        CRD_E_IO);
    assert_int_equal(unlink(p->keys), 0);
}

/* Makes the key "main", sealed at this cost: the file as one of ours would
 * write it. */
static crd_keyring_entry make_sealed(place *p, crd_seal_cost cost)
{
    crd_keyring_entry entry = make_main(p);
    crd_keyring_entry read;
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    const crd_key_file_how how = {CRD_SPAN_NONE, false};
    crd_seal seal;
    crd_span text = {p->text, p->len};
    assert_int_equal(
        crd_key_file_read(&read, secret, &how, CRD_SPAN("main"), text, NULL),
        CRD_OK);
    assert_int_equal(crd_seal_close(&seal, &cost, &entry, secret,
                                    CRD_SPAN(PASSPHRASE), NULL),
                     CRD_OK);
    assert_int_equal(
        crd_key_file_write_sealed(p->text, &p->len, &entry, &seal, NULL),
        CRD_OK);
    p->text[p->len] = '\0';
    assert_null(strstr(p->text, "secretKeyMultibase"));
    spill(p->file, p->text, p->len);
    return entry;
}

/* What opening "main" with this passphrase says. */
static crd_code opening(const place *p, crd_span passphrase)
{
    crd_keyring_key *key = NULL;
    crd_error error;
    crd_error_clear(&error);
    if (crd_keyring_open_sealed(&key, p->keys, CRD_SPAN("main"), passphrase,
                                &error) == CRD_OK) {
        assert_non_null(key);
        crd_keyring_close(key);
        return CRD_CODE_NONE;
    }
    assert_null(key);
    assert_null(strstr(error.message, PASSPHRASE));
    assert_null(strstr(error.message, "wrong horse"));
    return error.code;
}

/* Security case 176: a sealed key signs with its passphrase and with no other,
 * and its file holds neither the secret nor the passphrase. */
static void a_sealed_key_needs_its_passphrase(void **state)
{
    place *p = *state;
    crd_keyring_entry made, shown;
    crd_keyring_key *key = NULL;
    crd_error error;
    struct stat st;
    assert_int_equal(crd_keyring_create_sealed(&made, p->keys, CRD_SPAN("main"),
                                               MADE, CRD_SPAN(PASSPHRASE),
                                               NULL),
                     CRD_OK);
    assert_true(made.sealed);
    assert_int_equal(stat(p->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    p->text = slurp(p->file, &p->len);
    p->text[p->len] = '\0';
    assert_null(strstr(p->text, "secretKey"));
    assert_null(strstr(p->text, PASSPHRASE));
    assert_non_null(strstr(p->text, "\"opslimit\": 3"));
    assert_non_null(strstr(p->text, "\"memlimit\": 268435456"));
    assert_int_equal(crd_keyring_show(&shown, p->keys, CRD_SPAN("main"), NULL),
                     CRD_OK);
    assert_true(shown.sealed);
    assert_memory_equal(&shown.key, &made.key, sizeof made.key);
    assert_int_equal(crd_keyring_open(&key, p->keys, CRD_SPAN("main"), &error),
                     CRD_E_REFUSED);
    assert_int_equal(error.code, CRD_CODE_KEY_SEALED);
    assert_null(key);
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)), CRD_CODE_NONE);
    assert_int_equal(opening(p, CRD_SPAN("wrong horse")),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    assert_int_equal(opening(p, CRD_SPAN("short")), CRD_CODE_KEY_PASSPHRASE);
}

static void a_sealed_key_makes_the_signatures_of_its_pair(void **state)
{
    place *p = *state;
    crd_keyring_entry made = make_sealed(p, CHEAP);
    crd_keyring_key *key;
    uint8_t signature[CRD_SIGNATURE_MAX];
    size_t len = 0;
    bool good = false;
    assert_int_equal(crd_keyring_open_sealed(&key, p->keys, CRD_SPAN("main"),
                                             CRD_SPAN(PASSPHRASE), NULL),
                     CRD_OK);
    const crd_signer *signer = crd_keyring_signer(key);
    assert_int_equal(
        signer->sign(signer->context, signature, &len, "m", 1, NULL), CRD_OK);
    assert_int_equal(
        crd_verify_signature(&good, &made.key, signature, len, "m", 1, NULL),
        CRD_OK);
    assert_true(good);
    crd_keyring_close(key);
}

static void a_key_is_sealed_and_unsealed(void **state)
{
    place *p = *state;
    crd_keyring_entry made = make_main(p), entry;
    crd_error error;
    char *after;
    size_t len;
    assert_int_equal(crd_keyring_unseal(&entry, p->keys, CRD_SPAN("main"),
                                        CRD_SPAN(PASSPHRASE), &error),
                     CRD_E_CONFLICT);
    assert_int_equal(error.code, CRD_CODE_KEY_NOT_SEALED);
    assert_int_equal(crd_keyring_seal(&entry, p->keys, CRD_SPAN("main"),
                                      CRD_SPAN(PASSPHRASE), NULL),
                     CRD_OK);
    assert_true(entry.sealed);
    after = slurp(p->file, &len);
    after[len] = '\0';
    assert_no_secret(p, after);
    free(after);
    /* Another passphrase changes nothing, either way. */
    assert_int_equal(crd_keyring_seal(&entry, p->keys, CRD_SPAN("main"),
                                      CRD_SPAN("wrong horse"), &error),
                     CRD_E_REFUSED);
    assert_int_equal(crd_keyring_unseal(&entry, p->keys, CRD_SPAN("main"),
                                        CRD_SPAN("wrong horse"), &error),
                     CRD_E_REFUSED);
    assert_int_equal(error.code, CRD_CODE_KEY_PASSPHRASE_WRONG);
    assert_int_equal(crd_keyring_unseal(&entry, p->keys, CRD_SPAN("main"),
                                        CRD_SPAN(PASSPHRASE), NULL),
                     CRD_OK);
    assert_false(entry.sealed);
    assert_memory_equal(&entry.key, &made.key, sizeof made.key);
    after = slurp(p->file, &len);
    assert_int_equal(len, p->len);
    assert_memory_equal(after, p->text, len);
    free(after);
}

/* Security case 176: old parameters of the derivation are refused with what
 * mends them, and so are those that would take the machine. */
static void a_seal_has_a_cost_of_today(void **state)
{
    place *p = *state;
    crd_keyring_key *key = NULL;
    crd_keyring_entry entry;
    crd_error error;
    static const crd_seal_cost OLD[] = {
        {1, 64 << 20}, {2, 32 << 20}, {1, 8192}};
    for (size_t i = 0; i < sizeof OLD / sizeof *OLD; i++) {
        make_sealed(p, OLD[i]);
        assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                         CRD_CODE_KEY_SEAL_WEAK);
        assert_int_equal(unlink(p->file), 0);
        free(p->text);
        p->text = NULL;
    }
    make_sealed(p, OLD[0]);
    assert_int_equal(crd_keyring_open_sealed(&key, p->keys, CRD_SPAN("main"),
                                             CRD_SPAN(PASSPHRASE), &error),
                     CRD_E_REFUSED);
    assert_non_null(strstr(error.message, "credimur key seal main"));
    assert_int_equal(crd_keyring_seal(&entry, p->keys, CRD_SPAN("main"),
                                      CRD_SPAN(PASSPHRASE), NULL),
                     CRD_OK);
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)), CRD_CODE_NONE);
    change(p, "\"opslimit\": 1", "\"opslimit\": 5");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_SEAL_COSTLY);
    change(p, "67108864", "1073741825");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_SEAL_COSTLY);
    /* Sealing anew does not pay it either. */
    assert_int_equal(crd_keyring_seal(&entry, p->keys, CRD_SPAN("main"),
                                      CRD_SPAN(PASSPHRASE), &error),
                     CRD_E_LIMIT);
    change(p, "67108864", "99999999999999999999");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_FILE_MALFORMED);
}

/* Replaces the character at `skip` behind the first `mark`, and opens. */
static crd_code opening_altered(const place *p, const char *mark, size_t skip)
{
    char *copy = malloc(p->len);
    size_t at = (size_t)(strstr(p->text, mark) - p->text) + strlen(mark) + skip;
    memcpy(copy, p->text, p->len);
    copy[at] = copy[at] == 'A' ? 'B' : 'A';
    spill(p->file, copy, p->len);
    free(copy);
    return opening(p, CRD_SPAN(PASSPHRASE));
}

/* Security case 176: whatever of a sealed file is altered, it does not open,
 * and says no more than for another passphrase. */
static void an_altered_seal_does_not_open(void **state)
{
    static const char *const BYTES[] = {"\"salt\": \"u", "\"nonce\": \"u",
                                        "\"box\": \"u"};
    place *p = *state;
    crd_keyring_entry other;
    char mine[CRD_MULTIKEY_TEXT_MAX], strange[CRD_MULTIKEY_TEXT_MAX];
    crd_keyring_entry made = make_sealed(p, CHEAP);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(opening_altered(p, BYTES[i], 0),
                         CRD_CODE_KEY_PASSPHRASE_WRONG);
        assert_int_equal(opening_altered(p, BYTES[i], 11),
                         CRD_CODE_KEY_PASSPHRASE_WRONG);
    }
    assert_int_equal(opening_altered(p, BYTES[2], 63),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    change(p, "2026-05-03", "2026-05-04");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    change(p, "\"opslimit\": 2", "\"opslimit\": 3");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    change(p, "67108864", "67109888");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    assert_int_equal(
        crd_keyring_create(&other, p->keys, CRD_SPAN("other"), MADE, NULL),
        CRD_OK);
    assert_int_equal(crd_multikey_write(mine, &made.key, NULL), CRD_OK);
    assert_int_equal(crd_multikey_write(strange, &other.key, NULL), CRD_OK);
    change(p, mine, strange);
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_PASSPHRASE_WRONG);
    change(p, "\"main\"", "\"mine\"");
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                     CRD_CODE_KEY_FILE_ALTERED);
}

/* Security case 176: a sealed file cut short, at every length, or of another
 * form. */
static void a_seal_that_is_not_whole_is_refused(void **state)
{
    static const char *const CHANGES[][2] = {
        {"argon2id13", "argon2i13"},
        {"xchacha20poly1305-ietf", "none"},
        {"\"box\": \"u", "\"box\": \"uAAAA"},
        {"\"box\": \"u", "\"box\": \"z"},
        {"\"salt\": \"u", "\"salt\": \"\", \"s\": \"u"},
        {"\"opslimit\": 2", "\"opslimit\": 2.0"},
        {"\"opslimit\": 2", "\"opslimit\": \"2\""},
        {"\"opslimit\": 2", "\"opslimit\": -2"},
        {"\"sealed\": {", "\"more\": 1, \"sealed\": {"},
        {"\"kdf\"", "\"more\": 1, \"kdf\""}};
    place *p = *state;
    make_sealed(p, CHEAP);
    for (size_t len = 0; len + 2 < p->len; len++) {
        spill(p->file, p->text, len);
        assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                         CRD_CODE_KEY_FILE_MALFORMED);
    }
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        change(p, CHANGES[i][0], CHANGES[i][1]);
        assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)),
                         CRD_CODE_KEY_FILE_MALFORMED);
    }
    spill(p->file, p->text, p->len);
    assert_int_equal(opening(p, CRD_SPAN(PASSPHRASE)), CRD_CODE_NONE);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_new_key_signs),
        EACH(two_keys_are_never_alike),
        EACH(names_are_small_and_plain),
        EACH(a_key_is_never_replaced),
        EACH(of_many_makers_one_wins),
        EACH(keys_are_listed_by_name),
        EACH(a_folder_holds_many_keys),
        EACH(a_key_that_is_not_there_is_said_so),
        EACH(a_truncated_file_is_refused),
        EACH(an_altered_file_never_signs_as_another),
        EACH(a_file_of_another_form_is_refused),
        EACH(a_file_open_to_others_is_refused),
        EACH(a_file_that_is_not_plain_is_refused),
        EACH(a_large_file_is_refused),
        EACH(what_the_disk_refuses_is_said_in_words),
        EACH(a_sealed_key_needs_its_passphrase),
        EACH(a_sealed_key_makes_the_signatures_of_its_pair),
        EACH(a_key_is_sealed_and_unsealed),
        EACH(a_seal_has_a_cost_of_today),
        EACH(an_altered_seal_does_not_open),
        EACH(a_seal_that_is_not_whole_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
