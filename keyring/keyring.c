/* SPDX-License-Identifier: Apache-2.0 */
/* Making, listing and opening keys; the signer in this process. */
#include "keyring/keyring.h"
#include "keyring/folder.h"
#include "keyring/key_file.h"
#include "keyring/random.h"
#include "keyring/secret_memory.h"

#include <sodium.h>

/* All of it is secret memory, made read-only once it is filled. */
struct crd_keyring_key {
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    crd_keyring_entry entry;
    crd_signer signer;
};

/* What writing a key holds in secret memory. */
typedef struct new_key {
    uint8_t seed[CRD_ED25519_SEED_BYTES];
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    char text[CRD_KEY_FILE_TEXT_MAX];
} new_key;

/* The text of the file, sealed if there is a passphrase. */
static crd_rc write_key(new_key *key, size_t *len, crd_keyring_entry *entry,
                        crd_span passphrase, crd_error *error)
{
    const crd_seal_cost cost = crd_seal_cost_default();
    crd_seal seal;
    entry->sealed = passphrase.data != NULL;
    if (!entry->sealed) {
        return crd_key_file_write(key->text, len, entry, key->seed, error);
    }
    CRD_TRY(crd_seal_close(&seal, &cost, entry, key->seed, passphrase, error));
    return crd_key_file_write_sealed(key->text, len, entry, &seal, error);
}

static crd_rc make_key(new_key *key, crd_keyring_entry *entry,
                       const char *folder_path, crd_span passphrase,
                       crd_error *error)
{
    crd_key_folder folder;
    crd_span name = crd_span_of(entry->name);
    crd_span text = {key->text, 0};
    crd_rc rc;
    CRD_TRY(crd_keyring_random(key->seed, sizeof key->seed, error));
    crd_ed25519_from_seed(&entry->key, key->secret, key->seed);
    CRD_TRY(write_key(key, &text.len, entry, passphrase, error));
    CRD_TRY(crd_key_folder_open(&folder, folder_path, true, error));
    rc = crd_key_folder_store(&folder, name, text, error);
    crd_key_folder_close(&folder);
    return rc;
}

static crd_rc create(crd_keyring_entry *out, const char *folder, crd_span name,
                     crd_instant created, crd_span passphrase, crd_error *error)
{
    crd_keyring_entry entry;
    new_key *key;
    crd_rc rc;
    CRD_TRY(crd_key_name_check(name, error));
    key = crd_secret_alloc(sizeof *key);
    if (!key) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(&entry, 0, sizeof entry);
    memcpy(entry.name, name.data, name.len);
    entry.created = created;
    rc = make_key(key, &entry, folder, passphrase, error);
    crd_secret_free(key);
    if (rc == CRD_OK) {
        *out = entry;
    }
    return rc;
}

crd_rc crd_keyring_create(crd_keyring_entry *out, const char *folder,
                          crd_span name, crd_instant created, crd_error *error)
{
    return create(out, folder, name, created, CRD_SPAN_NONE, error);
}

crd_rc crd_keyring_create_sealed(crd_keyring_entry *out, const char *folder,
                                 crd_span name, crd_instant created,
                                 crd_span passphrase, crd_error *error)
{
    CRD_TRY(crd_passphrase_check(passphrase, error));
    return create(out, folder, name, created, passphrase, error);
}

/* Reads one key, whole and checked. */
static crd_rc read_key(crd_keyring_entry *out,
                       uint8_t secret[CRD_ED25519_SECRET_BYTES],
                       const crd_key_folder *folder, crd_span name,
                       const crd_key_file_how *how, crd_error *error)
{
    crd_span text;
    crd_rc rc;
    CRD_TRY(crd_key_folder_read(&text, folder, name, error));
    rc = crd_key_file_read(out, secret, how, name, text, error);
    crd_secret_free((void *)(uintptr_t)text.data);
    return rc;
}

/* The same for those who want no secret. */
static crd_rc read_public(crd_keyring_entry *out, const crd_key_folder *folder,
                          crd_span name, crd_error *error)
{
    const crd_key_file_how how = {CRD_SPAN_NONE, false};
    uint8_t *secret = crd_secret_alloc(CRD_ED25519_SECRET_BYTES);
    crd_rc rc;
    if (!secret) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    rc = read_key(out, secret, folder, name, &how, error);
    crd_secret_free(secret);
    return rc;
}

static crd_rc list_folder(crd_keyring_entry **out, size_t *count,
                          crd_arena *arena, const crd_key_folder *folder,
                          crd_error *error)
{
    crd_span *names;
    crd_keyring_entry *entries;
    size_t n;
    CRD_TRY(crd_key_folder_names(&names, &n, arena, folder, error));
    entries = CRD_NEW_N(arena, crd_keyring_entry, n ? n : 1);
    if (!entries) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (size_t i = 0; i < n; i++) {
        crd_error problem;
        memset(&entries[i], 0, sizeof entries[i]);
        crd_error_clear(&problem);
        if (read_public(&entries[i], folder, names[i], &problem) != CRD_OK) {
            memcpy(entries[i].name, names[i].data, names[i].len);
        }
        entries[i].problem = problem;
    }
    *out = entries;
    *count = n;
    return CRD_OK;
}

crd_rc crd_keyring_list(crd_keyring_entry **out, size_t *count,
                        crd_arena *arena, const char *folder_path,
                        crd_error *error)
{
    crd_key_folder folder;
    crd_rc rc = crd_key_folder_open(&folder, folder_path, false, error);
    if (rc == CRD_E_NOT_FOUND) {
        crd_error_clear(error);
        *out = NULL;
        *count = 0;
        return CRD_OK;
    }
    CRD_TRY(rc);
    rc = list_folder(out, count, arena, &folder, error);
    crd_key_folder_close(&folder);
    return rc;
}

crd_rc crd_keyring_show(crd_keyring_entry *out, const char *folder_path,
                        crd_span name, crd_error *error)
{
    crd_key_folder folder;
    crd_rc rc;
    CRD_TRY(crd_key_name_check(name, error));
    CRD_TRY(crd_key_folder_open(&folder, folder_path, false, error));
    rc = read_public(out, &folder, name, error);
    crd_key_folder_close(&folder);
    return rc;
}

static crd_rc sign_here(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                        size_t *out_len, const void *message,
                        size_t message_len, crd_error *error)
{
    const crd_keyring_key *key = context;
    (void)error;
    crd_ed25519_sign(out, key->secret, message, message_len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

static crd_rc open_key(crd_keyring_key *key, const char *folder_path,
                       crd_span name, crd_span passphrase, crd_error *error)
{
    const crd_key_file_how how = {passphrase, false};
    crd_key_folder folder;
    crd_rc rc;
    CRD_TRY(crd_key_folder_open(&folder, folder_path, false, error));
    rc = read_key(&key->entry, key->secret, &folder, name, &how, error);
    crd_key_folder_close(&folder);
    CRD_TRY(rc);
    if (key->entry.sealed && !passphrase.data) {
        return crd_fail(error, CRD_CODE_KEY_SEALED,
                        "The key %s is sealed by a passphrase.",
                        key->entry.name);
    }
    key->signer =
        (crd_signer){.key = key->entry.key, .sign = sign_here, .context = key};
    return crd_signer_prove(&key->signer, error);
}

static crd_rc open_or_free(crd_keyring_key **out, const char *folder,
                           crd_span name, crd_span passphrase, crd_error *error)
{
    crd_keyring_key *key;
    crd_rc rc;
    CRD_TRY(crd_key_name_check(name, error));
    key = crd_secret_alloc(sizeof *key);
    if (!key) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    rc = open_key(key, folder, name, passphrase, error);
    if (rc != CRD_OK) {
        crd_secret_free(key);
        return rc;
    }
    sodium_mprotect_readonly(key);
    *out = key;
    return CRD_OK;
}

crd_rc crd_keyring_open(crd_keyring_key **out, const char *folder,
                        crd_span name, crd_error *error)
{
    return open_or_free(out, folder, name, CRD_SPAN_NONE, error);
}

crd_rc crd_keyring_open_sealed(crd_keyring_key **out, const char *folder,
                               crd_span name, crd_span passphrase,
                               crd_error *error)
{
    CRD_TRY(crd_passphrase_check(passphrase, error));
    return open_or_free(out, folder, name, passphrase, error);
}

/* Reads the key with its passphrase and writes it with or without a seal. */
static crd_rc change_seal(new_key *key, crd_keyring_entry *entry,
                          const crd_key_folder *folder, crd_span name,
                          crd_span passphrase, bool seal, crd_error *error)
{
    const crd_key_file_how how = {passphrase, true};
    crd_span text = {key->text, 0};
    CRD_TRY(read_key(entry, key->secret, folder, name, &how, error));
    if (!seal && !entry->sealed) {
        return crd_fail(error, CRD_CODE_KEY_NOT_SEALED,
                        "The key %s is not sealed.", entry->name);
    }
    /* The secret key of libsodium begins with its seed (RFC 8032, 5.1.5). */
    memcpy(key->seed, key->secret, sizeof key->seed);
    CRD_TRY(write_key(key, &text.len, entry, seal ? passphrase : CRD_SPAN_NONE,
                      error));
    return crd_key_folder_replace(folder, name, text, error);
}

static crd_rc reseal(crd_keyring_entry *out, const char *folder_path,
                     crd_span name, crd_span passphrase, bool seal,
                     crd_error *error)
{
    crd_key_folder folder;
    crd_keyring_entry entry;
    new_key *key;
    crd_rc rc;
    CRD_TRY(crd_key_name_check(name, error));
    CRD_TRY(crd_passphrase_check(passphrase, error));
    CRD_TRY(crd_key_folder_open(&folder, folder_path, false, error));
    key = crd_secret_alloc(sizeof *key);
    rc = key ? change_seal(key, &entry, &folder, name, passphrase, seal, error)
             : crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    crd_secret_free(key);
    crd_key_folder_close(&folder);
    if (rc == CRD_OK) {
        *out = entry;
    }
    return rc;
}

crd_rc crd_keyring_seal(crd_keyring_entry *out, const char *folder,
                        crd_span name, crd_span passphrase, crd_error *error)
{
    return reseal(out, folder, name, passphrase, true, error);
}

crd_rc crd_keyring_unseal(crd_keyring_entry *out, const char *folder,
                          crd_span name, crd_span passphrase, crd_error *error)
{
    return reseal(out, folder, name, passphrase, false, error);
}

const crd_signer *crd_keyring_signer(const crd_keyring_key *key)
{
    return &key->signer;
}

const crd_keyring_entry *crd_keyring_describe(const crd_keyring_key *key)
{
    return &key->entry;
}

void crd_keyring_close(crd_keyring_key *key)
{
    crd_secret_free(key);
}
