/* SPDX-License-Identifier: Apache-2.0 */
/** A secret key under a passphrase: Argon2id and XChaCha20-Poly1305. */
#ifndef KEYRING_SEAL_H
#define KEYRING_SEAL_H

#include "keyring/keyring.h"

#define CRD_SEAL_KDF "argon2id13"
#define CRD_SEAL_CIPHER "xchacha20poly1305-ietf"
#define CRD_SEAL_SALT_BYTES 16
#define CRD_SEAL_NONCE_BYTES 24
#define CRD_SEAL_BOX_BYTES (CRD_ED25519_SEED_BYTES + 16)

/** What the derivation costs, in the units of libsodium's crypto_pwhash. */
typedef struct crd_seal_cost {
    uint64_t opslimit; /**< passes over the memory */
    uint64_t memlimit; /**< bytes */
} crd_seal_cost;

typedef struct crd_seal {
    crd_seal_cost cost;
    uint8_t salt[CRD_SEAL_SALT_BYTES];
    uint8_t nonce[CRD_SEAL_NONCE_BYTES];
    uint8_t box[CRD_SEAL_BOX_BYTES];
} crd_seal;

/** What a new seal costs: MODERATE, 3 passes over 256 MiB. */
crd_seal_cost crd_seal_cost_default(void);
/**
 * Whether the cost of a file is one to pay: KEY_SEAL_WEAK below INTERACTIVE
 * (2 passes, 64 MiB), KEY_SEAL_COSTLY above SENSITIVE (4 passes, 1 GiB).
 */
CRD_MUST_USE crd_rc crd_seal_cost_check(const crd_seal_cost *cost,
                                        const char *name, crd_error *error);

/** KEY_PASSPHRASE unless it has 8 to 1,024 bytes. */
CRD_MUST_USE crd_rc crd_passphrase_check(crd_span passphrase, crd_error *error);

/**
 * Seals `seed`. The rest of `entry` and the cost are bound to the box: with
 * any of them changed it does not open.
 */
CRD_MUST_USE crd_rc crd_seal_close(crd_seal *out, const crd_seal_cost *cost,
                                   const crd_keyring_entry *entry,
                                   const uint8_t seed[CRD_ED25519_SEED_BYTES],
                                   crd_span passphrase, crd_error *error);

/**
 * Opens the box into `seed`, which must be secret memory. Says only
 * KEY_PASSPHRASE_WRONG, whether the passphrase or the file is another. Pays a
 * cost below the floor (not above the ceiling): the caller checks.
 */
CRD_MUST_USE crd_rc crd_seal_open(uint8_t seed[CRD_ED25519_SEED_BYTES],
                                  const crd_seal *seal,
                                  const crd_keyring_entry *entry,
                                  crd_span passphrase, crd_error *error);

#endif
