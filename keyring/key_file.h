/* SPDX-License-Identifier: Apache-2.0 */
/** The format of a key file, in memory. */
#ifndef KEYRING_KEY_FILE_H
#define KEYRING_KEY_FILE_H

#include "keyring/keyring.h"

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
 * Reads the file of the key `name`. KEY_FILE_MALFORMED when it is not of the
 * form above, whole; KEY_FILE_ALTERED when its public key is not that of its
 * secret or its name is another. `secret` must be secret memory.
 */
CRD_MUST_USE crd_rc crd_key_file_read(crd_keyring_entry *out,
                                      uint8_t secret[CRD_ED25519_SECRET_BYTES],
                                      crd_span name, crd_span text,
                                      crd_error *error);

#endif
