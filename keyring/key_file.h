/* SPDX-License-Identifier: Apache-2.0 */
/** The format of a key file, in memory. */
#ifndef KEYRING_KEY_FILE_H
#define KEYRING_KEY_FILE_H

#include "keyring/seal.h"

#define CRD_KEY_FILE_MAX ((size_t)64 * 1024)
#define CRD_KEY_FILE_TEXT_MAX 1024

/**
 * Writes the file of a key, without a NUL:
 *
 *     {"type": "Multikey", "name": ..., "created": ...,
 *      "publicKeyMultibase": ..., "secretKeyMultibase": ...}
 *
 * The members are those of Controlled Identifiers 1.0, 2.2.2; name and created
 * are ours. `out` holds the secret and is to be wiped.
 */
CRD_MUST_USE crd_rc crd_key_file_write(
    char out[CRD_KEY_FILE_TEXT_MAX], size_t *out_len,
    const crd_keyring_entry *entry, const uint8_t seed[CRD_ED25519_SEED_BYTES],
    crd_error *error);

/**
 * Writes the file of a sealed key. In the place of secretKeyMultibase it has
 *
 *     "sealed": {"kdf": "argon2id13", "opslimit": 3, "memlimit": 268435456,
 *                "salt": "u...", "cipher": "xchacha20poly1305-ietf",
 *                "nonce": "u...", "box": "u..."}
 *
 * opslimit and memlimit are those of libsodium's crypto_pwhash (passes, bytes);
 * salt (16 bytes), nonce (24) and box (48: the seed and the tag) are base64url
 * in multibase. The key of the box is Argon2id 1.3 of the passphrase, 32 bytes
 * with one lane; its associated data are these lines, each ended by a newline:
 * credimur-key-seal-1, name, created, publicKeyMultibase, kdf, opslimit,
 * memlimit, cipher.
 */
CRD_MUST_USE crd_rc crd_key_file_write_sealed(char out[CRD_KEY_FILE_TEXT_MAX],
                                              size_t *out_len,
                                              const crd_keyring_entry *entry,
                                              const crd_seal *seal,
                                              crd_error *error);

/** How a file is read. */
typedef struct crd_key_file_how {
    /** Of a sealed key; `.data` NULL: only its public part is wanted, and
     * `secret` is left as it is. */
    crd_span passphrase;
    /** A seal weaker than today's is opened, to be made anew. */
    bool weak;
} crd_key_file_how;

/**
 * Reads the file of the key `name`. KEY_FILE_MALFORMED when it is not of one
 * of the forms above, whole; KEY_FILE_ALTERED when its public key is not that
 * of its secret or its name is another; for a sealed key also what
 * crd_seal_cost_check and crd_seal_open say. `secret` must be secret memory.
 */
CRD_MUST_USE crd_rc crd_key_file_read(crd_keyring_entry *out,
                                      uint8_t secret[CRD_ED25519_SECRET_BYTES],
                                      const crd_key_file_how *how,
                                      crd_span name, crd_span text,
                                      crd_error *error);

#endif
