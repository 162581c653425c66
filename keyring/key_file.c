/* SPDX-License-Identifier: Apache-2.0 */
/* The format of a key file: a Multikey with its secret (Controlled
 * Identifiers 1.0, 2.2.2). */
#include "keyring/key_file.h"
#include "credimur/json.h"
#include "keyring/secret_memory.h"

#include <inttypes.h>
#include <stdio.h>

/* 0x8026: the multicodec of an Ed25519 secret key. */
static const uint8_t SECRET_PREFIX[2] = {0x80, 0x26};
#define SECRET_BYTES (sizeof SECRET_PREFIX + CRD_ED25519_SEED_BYTES)
#define SECRET_TEXT_MAX (CRD_BASE58_TEXT_MAX(SECRET_BYTES) + 1)

/* The texts of every key, and one member more: the secret or its seal. */
static const char *const MEMBERS[] = {"type", "name", "created",
                                      "publicKeyMultibase"};
#define MEMBER_COUNT (sizeof MEMBERS / sizeof *MEMBERS)
enum { TYPE, NAME, CREATED, PUBLIC_KEY };

typedef struct key_members {
    crd_span texts[MEMBER_COUNT];
    crd_span secret;        /**< `.data` NULL: sealed */
    const crd_json *sealed; /**< or NULL */
} key_members;

crd_rc crd_key_file_write(char out[CRD_KEY_FILE_TEXT_MAX], size_t *out_len,
                          const crd_keyring_entry *entry,
                          const uint8_t seed[CRD_ED25519_SEED_BYTES],
                          crd_error *error)
{
    uint8_t bytes[SECRET_BYTES];
    char secret[SECRET_TEXT_MAX] = "z";
    char public_key[CRD_MULTIKEY_TEXT_MAX], created[CRD_INSTANT_TEXT_MAX];
    int len;
    CRD_TRY(crd_multikey_write(public_key, &entry->key, error));
    crd_instant_write(created, entry->created);
    memcpy(bytes, SECRET_PREFIX, sizeof SECRET_PREFIX);
    memcpy(bytes + sizeof SECRET_PREFIX, seed, CRD_ED25519_SEED_BYTES);
    crd_base58_write(secret + 1, bytes, sizeof bytes);
    /* No value here has a character that JSON would escape. */
    len = snprintf(out, CRD_KEY_FILE_TEXT_MAX,
                   "{\n"
                   "  \"type\": \"Multikey\",\n"
                   "  \"name\": \"%s\",\n"
                   "  \"created\": \"%s\",\n"
                   "  \"publicKeyMultibase\": \"%s\",\n"
                   "  \"secretKeyMultibase\": \"%s\"\n"
                   "}\n",
                   entry->name, created, public_key, secret);
    crd_wipe(bytes, sizeof bytes);
    crd_wipe(secret, sizeof secret);
    *out_len = (size_t)len;
    return CRD_OK;
}

#define SEAL_TEXT_MAX (CRD_BASE64URL_TEXT_MAX(CRD_SEAL_BOX_BYTES) + 1)

static void write_bytes(char out[SEAL_TEXT_MAX], const uint8_t *data,
                        size_t len)
{
    out[0] = 'u';
    crd_base64url_write(out + 1, data, len);
}

crd_rc crd_key_file_write_sealed(char out[CRD_KEY_FILE_TEXT_MAX],
                                 size_t *out_len,
                                 const crd_keyring_entry *entry,
                                 const crd_seal *seal, crd_error *error)
{
    char public_key[CRD_MULTIKEY_TEXT_MAX], created[CRD_INSTANT_TEXT_MAX];
    char salt[SEAL_TEXT_MAX], nonce[SEAL_TEXT_MAX], box[SEAL_TEXT_MAX];
    CRD_TRY(crd_multikey_write(public_key, &entry->key, error));
    crd_instant_write(created, entry->created);
    write_bytes(salt, seal->salt, sizeof seal->salt);
    write_bytes(nonce, seal->nonce, sizeof seal->nonce);
    write_bytes(box, seal->box, sizeof seal->box);
    *out_len =
        (size_t)snprintf(out, CRD_KEY_FILE_TEXT_MAX,
                         "{\n"
                         "  \"type\": \"Multikey\",\n"
                         "  \"name\": \"%s\",\n"
                         "  \"created\": \"%s\",\n"
                         "  \"publicKeyMultibase\": \"%s\",\n"
                         "  \"sealed\": {\n"
                         "    \"kdf\": \"" CRD_SEAL_KDF "\",\n"
                         "    \"opslimit\": %" PRIu64 ",\n"
                         "    \"memlimit\": %" PRIu64 ",\n"
                         "    \"salt\": \"%s\",\n"
                         "    \"cipher\": \"" CRD_SEAL_CIPHER "\",\n"
                         "    \"nonce\": \"%s\",\n"
                         "    \"box\": \"%s\"\n"
                         "  }\n"
                         "}\n",
                         entry->name, created, public_key, seal->cost.opslimit,
                         seal->cost.memlimit, salt, nonce, box);
    return CRD_OK;
}

static crd_rc malformed(crd_span name, const char *what, crd_error *error)
{
    return crd_fail(error, CRD_CODE_KEY_FILE_MALFORMED,
                    "The key file %.*s.key %s.", (int)name.len, name.data,
                    what);
}

static crd_rc altered(crd_span name, const char *what, crd_error *error)
{
    return crd_fail(error, CRD_CODE_KEY_FILE_ALTERED,
                    "The key file %.*s.key was altered: %s.", (int)name.len,
                    name.data, what);
}

/* The five members of either form, and no others. */
static crd_rc read_members(key_members *out, crd_arena *arena, crd_span name,
                           crd_span text, crd_error *error)
{
    const crd_limits limits = crd_limits_default();
    crd_json *file;
    crd_rc rc;
    if (text.len == 0) {
        return malformed(name, "is empty", error);
    }
    /* The reader's own words are not passed on: they may quote the text. */
    rc = crd_json_parse(&file, arena, text, &limits, NULL);
    if (rc == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (rc != CRD_OK) {
        return malformed(name, "is cut short or is no JSON", error);
    }
    if (!crd_json_is(file, CRD_JSON_OBJECT) || file->len != MEMBER_COUNT + 1) {
        return malformed(name, "does not have the members of a key", error);
    }
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        out->texts[i] = crd_json_get_text(file, MEMBERS[i]);
        if (!out->texts[i].data) {
            return malformed(name, "does not have the members of a key", error);
        }
    }
    out->secret = crd_json_get_text(file, "secretKeyMultibase");
    out->sealed = crd_json_get(file, "sealed");
    if (!out->secret.data && !crd_json_is(out->sealed, CRD_JSON_OBJECT)) {
        return malformed(name, "does not have the members of a key", error);
    }
    if (!crd_span_is(out->texts[TYPE], "Multikey")) {
        return malformed(name, "is of a type that this version cannot read",
                         error);
    }
    return CRD_OK;
}

/* The pair that follows from the text of the secret. */
static crd_rc read_secret(crd_public_key *derived,
                          uint8_t secret[CRD_ED25519_SECRET_BYTES],
                          crd_span name, crd_span text, crd_error *error)
{
    uint8_t *bytes = crd_secret_alloc(SECRET_BYTES);
    size_t len = 0;
    crd_rc rc = CRD_OK;
    if (!bytes) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (text.len > 0 && text.data[0] == 'z' &&
        crd_multibase_read(bytes, &len, SECRET_BYTES, text, NULL) == CRD_OK &&
        len == SECRET_BYTES &&
        memcmp(bytes, SECRET_PREFIX, sizeof SECRET_PREFIX) == 0) {
        crd_ed25519_from_seed(derived, secret, bytes + sizeof SECRET_PREFIX);
    } else {
        rc = malformed(name, "holds no secret Ed25519 key", error);
    }
    crd_secret_free(bytes);
    return rc;
}

/* A whole number of at most 12 digits, as we write them. */
static bool read_number(uint64_t *out, const crd_json *sealed, const char *name)
{
    const crd_json *value = crd_json_get(sealed, name);
    crd_span text;
    if (!crd_json_is(value, CRD_JSON_NUMBER) || value->len > 12) {
        return false;
    }
    text = crd_json_span(value);
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        *out = 10 * *out + (uint64_t)(text.data[i] - '0');
    }
    return true;
}

static bool read_bytes(uint8_t *out, size_t want, const crd_json *sealed,
                       const char *name)
{
    crd_span text = crd_json_get_text(sealed, name);
    size_t len = 0;
    return text.len > 0 && text.data[0] == 'u' &&
           crd_multibase_read(out, &len, want, text, NULL) == CRD_OK &&
           len == want;
}

static crd_rc read_seal(crd_seal *out, const crd_json *sealed, crd_span name,
                        crd_error *error)
{
    memset(out, 0, sizeof *out);
    if (!crd_json_is_text(crd_json_get(sealed, "kdf"), CRD_SEAL_KDF) ||
        !crd_json_is_text(crd_json_get(sealed, "cipher"), CRD_SEAL_CIPHER)) {
        return malformed(
            name, "is sealed in a way that this version cannot read", error);
    }
    if (sealed->len != 7 ||
        !read_number(&out->cost.opslimit, sealed, "opslimit") ||
        !read_number(&out->cost.memlimit, sealed, "memlimit") ||
        !read_bytes(out->salt, sizeof out->salt, sealed, "salt") ||
        !read_bytes(out->nonce, sizeof out->nonce, sealed, "nonce") ||
        !read_bytes(out->box, sizeof out->box, sealed, "box")) {
        return malformed(name, "has a seal that is not whole", error);
    }
    return CRD_OK;
}

/* The pair in the seal; none when no passphrase is given. */
static crd_rc open_sealed(crd_public_key *derived,
                          uint8_t secret[CRD_ED25519_SECRET_BYTES],
                          const crd_key_file_how *how,
                          const crd_keyring_entry *entry,
                          const crd_json *sealed, crd_error *error)
{
    crd_seal seal;
    uint8_t *seed;
    crd_rc rc;
    CRD_TRY(read_seal(&seal, sealed, crd_span_of(entry->name), error));
    if (!how->weak) {
        CRD_TRY(crd_seal_cost_check(&seal.cost, entry->name, error));
    }
    if (!how->passphrase.data) {
        *derived = entry->key;
        return CRD_OK;
    }
    seed = crd_secret_alloc(CRD_ED25519_SEED_BYTES);
    if (!seed) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    rc = crd_seal_open(seed, &seal, entry, how->passphrase, error);
    if (rc == CRD_OK) {
        crd_ed25519_from_seed(derived, secret, seed);
    }
    crd_secret_free(seed);
    return rc;
}

static crd_rc read_values(crd_keyring_entry *out,
                          uint8_t secret[CRD_ED25519_SECRET_BYTES],
                          const crd_key_file_how *how, crd_span name,
                          const key_members *members, crd_error *error)
{
    crd_public_key derived;
    crd_keyring_entry entry;
    memset(&entry, 0, sizeof entry);
    if (!crd_span_equal(members->texts[NAME], name)) {
        return altered(name, "it names another key", error);
    }
    memcpy(entry.name, name.data, name.len);
    if (crd_instant_parse(&entry.created, members->texts[CREATED], NULL) !=
        CRD_OK) {
        return malformed(name, "does not say when it was made", error);
    }
    if (crd_multikey_read(&entry.key, members->texts[PUBLIC_KEY], NULL) !=
        CRD_OK) {
        return malformed(name, "holds no public key", error);
    }
    entry.sealed = !members->secret.data;
    if (entry.sealed) {
        CRD_TRY(
            open_sealed(&derived, secret, how, &entry, members->sealed, error));
    } else {
        CRD_TRY(read_secret(&derived, secret, name, members->secret, error));
    }
    if (derived.kind != entry.key.kind || derived.len != entry.key.len ||
        memcmp(derived.bytes, entry.key.bytes, derived.len) != 0) {
        return altered(name, "its public key is not that of its secret", error);
    }
    *out = entry;
    return CRD_OK;
}

crd_rc crd_key_file_read(crd_keyring_entry *out,
                         uint8_t secret[CRD_ED25519_SECRET_BYTES],
                         const crd_key_file_how *how, crd_span name,
                         crd_span text, crd_error *error)
{
    key_members members = {0};
    crd_arena arena;
    crd_rc rc;
    /* The tree holds the secret too, so it lives in secret memory. */
    crd_arena_init(&arena, crd_secret_allocator(), 0);
    rc = read_members(&members, &arena, name, text, error);
    if (rc == CRD_OK) {
        rc = read_values(out, secret, how, name, &members, error);
    }
    crd_arena_free(&arena);
    return rc;
}
