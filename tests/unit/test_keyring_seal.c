/* SPDX-License-Identifier: Apache-2.0 */
/* Room keyring: keys under a passphrase (security case 176). */
#include "tests/unit/key_place.h"

#include "keyring/key_file.h"

#define PASSPHRASE "correct horse battery"
/* The least that is read: tests try many. */
static const crd_seal_cost CHEAP = {2, 64 << 20};

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_sealed_key_needs_its_passphrase),
        EACH(a_sealed_key_makes_the_signatures_of_its_pair),
        EACH(a_key_is_sealed_and_unsealed),
        EACH(a_seal_has_a_cost_of_today),
        EACH(an_altered_seal_does_not_open),
        EACH(a_seal_that_is_not_whole_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
