/* SPDX-License-Identifier: Apache-2.0 */
/* A secret key under a passphrase: Argon2id (RFC 9106) makes the key of an
 * XChaCha20-Poly1305 box, both by libsodium (security case 176). */
#include "keyring/seal.h"
#include "keyring/random.h"
#include "keyring/secret_memory.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

enum { PASSPHRASE_MIN = 8, PASSPHRASE_MAX = 1024, BOUND_MAX = 512 };
enum { KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES };

_Static_assert(CRD_SEAL_SALT_BYTES == crypto_pwhash_SALTBYTES, "salt");
_Static_assert(CRD_SEAL_NONCE_BYTES ==
                   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
               "nonce");
_Static_assert(CRD_SEAL_BOX_BYTES ==
                   CRD_ED25519_SEED_BYTES +
                       crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "box");

crd_seal_cost crd_seal_cost_default(void)
{
    return (crd_seal_cost){crypto_pwhash_OPSLIMIT_MODERATE,
                           crypto_pwhash_MEMLIMIT_MODERATE};
}

static crd_rc refuse_costly(const char *name, crd_error *error)
{
    return crd_fail(error, CRD_CODE_KEY_SEAL_COSTLY,
                    "The key file %s.key asks for more work than any of ours "
                    "does: 4 passes over 1 GiB are the most.",
                    name);
}

static bool is_too_costly(const crd_seal_cost *cost)
{
    return cost->opslimit > crypto_pwhash_OPSLIMIT_SENSITIVE ||
           cost->memlimit > crypto_pwhash_MEMLIMIT_SENSITIVE;
}

crd_rc crd_seal_cost_check(const crd_seal_cost *cost, const char *name,
                           crd_error *error)
{
    if (is_too_costly(cost)) {
        return refuse_costly(name, error);
    }
    if (cost->opslimit < crypto_pwhash_OPSLIMIT_INTERACTIVE ||
        cost->memlimit < crypto_pwhash_MEMLIMIT_INTERACTIVE) {
        return crd_fail(error, CRD_CODE_KEY_SEAL_WEAK,
                        "The key %s is sealed with less work than is safe "
                        "today. Seal it anew: credimur key seal %s "
                        "--passphrase-file FILE",
                        name, name);
    }
    return CRD_OK;
}

crd_rc crd_passphrase_check(crd_span passphrase, crd_error *error)
{
    if (passphrase.len < PASSPHRASE_MIN || passphrase.len > PASSPHRASE_MAX) {
        return crd_fail(error, CRD_CODE_KEY_PASSPHRASE,
                        "A passphrase has 8 to 1,024 bytes.");
    }
    return CRD_OK;
}

/* What the box is bound to, from the values and not from the text of the file:
 * one line each, and no value holds a line break. */
static crd_rc write_bound(char out[BOUND_MAX], size_t *len,
                          const crd_keyring_entry *entry,
                          const crd_seal_cost *cost, crd_error *error)
{
    char public_key[CRD_MULTIKEY_TEXT_MAX], created[CRD_INSTANT_TEXT_MAX];
    CRD_TRY(crd_multikey_write(public_key, &entry->key, error));
    crd_instant_write(created, entry->created);
    *len = (size_t)snprintf(out, BOUND_MAX,
                            "credimur-key-seal-1\n%s\n%s\n%s\n" CRD_SEAL_KDF
                            "\n%" PRIu64 "\n%" PRIu64 "\n" CRD_SEAL_CIPHER "\n",
                            entry->name, created, public_key, cost->opslimit,
                            cost->memlimit);
    return CRD_OK;
}

/* The key of the box; NULL with the error. The caller frees it. */
static uint8_t *derive(const crd_seal *seal, crd_span passphrase,
                       crd_error *error)
{
    uint8_t *key = crd_secret_alloc(KEY_BYTES);
    if (!key || crypto_pwhash(key, KEY_BYTES, passphrase.data, passphrase.len,
                              seal->salt, seal->cost.opslimit,
                              (size_t)seal->cost.memlimit,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        crd_secret_free(key);
        (void)!crd_fail(error, CRD_CODE_MEMORY,
                        "A passphrase takes %" PRIu64 " MiB of memory to try.",
                        seal->cost.memlimit >> 20);
        return NULL;
    }
    return key;
}

crd_rc crd_seal_close(crd_seal *out, const crd_seal_cost *cost,
                      const crd_keyring_entry *entry,
                      const uint8_t seed[CRD_ED25519_SEED_BYTES],
                      crd_span passphrase, crd_error *error)
{
    char bound[BOUND_MAX];
    size_t bound_len = 0;
    uint8_t *key;
    CRD_TRY(crd_passphrase_check(passphrase, error));
    CRD_TRY(write_bound(bound, &bound_len, entry, cost, error));
    memset(out, 0, sizeof *out);
    out->cost = *cost;
    CRD_TRY(crd_keyring_random(out->salt, sizeof out->salt, error));
    CRD_TRY(crd_keyring_random(out->nonce, sizeof out->nonce, error));
    key = derive(out, passphrase, error);
    if (!key) {
        return CRD_E_MEMORY;
    }
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        out->box, NULL, seed, CRD_ED25519_SEED_BYTES,
        (const unsigned char *)bound, bound_len, NULL, out->nonce, key);
    crd_secret_free(key);
    return CRD_OK;
}

crd_rc crd_seal_open(uint8_t seed[CRD_ED25519_SEED_BYTES], const crd_seal *seal,
                     const crd_keyring_entry *entry, crd_span passphrase,
                     crd_error *error)
{
    char bound[BOUND_MAX];
    size_t bound_len = 0;
    uint8_t *key;
    int opened;
    CRD_TRY(write_bound(bound, &bound_len, entry, &seal->cost, error));
    if (is_too_costly(&seal->cost)) {
        return refuse_costly(entry->name, error);
    }
    key = derive(seal, passphrase, error);
    if (!key) {
        return CRD_E_MEMORY;
    }
    opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        seed, NULL, NULL, seal->box, sizeof seal->box,
        (const unsigned char *)bound, bound_len, seal->nonce, key);
    crd_secret_free(key);
    if (opened != 0) {
        return crd_fail(error, CRD_CODE_KEY_PASSPHRASE_WRONG,
                        "The passphrase does not open the key %s, or its file "
                        "was altered.",
                        entry->name);
    }
    return CRD_OK;
}
