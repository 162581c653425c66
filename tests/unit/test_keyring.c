/* SPDX-License-Identifier: Apache-2.0 */
/* Room keyring: making and opening keys, and what is refused. */
#include "tests/unit/key_place.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
