/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room keyring: private keys at rest, and signers over them. A key is a file
 * NAME.key of mode 0600 in a folder of mode 0700, and is opened for signing in
 * this process. Its secret lives only in memory that is locked, guarded and
 * wiped (as far as the system lets us lock), and stands in no error and no
 * output (security case 176). A key may be sealed: then
 * its secret stands in the file under a passphrase (key_file.h).
 *
 * Unlike libcredimur, this room touches files and asks the system for random
 * bytes. Codes: KEY_NAME, KEY_FILE_EXISTS, KEY_FILE_NOT_FOUND, KEY_FILE_OPEN
 * (the message holds the command that mends it), KEY_FILE_LINK,
 * KEY_FILE_LARGE, KEY_FILE_MALFORMED, KEY_FILE_ALTERED, KEY_FILE_IO, MEMORY; of
 * sealed keys KEY_SEALED, KEY_PASSPHRASE, KEY_PASSPHRASE_WRONG (also when the
 * file was altered: the two look alike), KEY_SEAL_WEAK, KEY_SEAL_COSTLY,
 * KEY_NOT_SEALED. Passphrases are bytes of the caller, best kept in secret
 * memory (secret_memory.h); trying one takes time and memory.
 */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

#include "credimur/crypto.h"

#define CRD_KEY_NAME_MAX 64

/** One key without its secret. */
typedef struct crd_keyring_entry {
    char name[CRD_KEY_NAME_MAX + 1]; /**< [a-z0-9-]{1,64} */
    crd_public_key key;
    crd_instant created;
    bool sealed;       /**< by a passphrase; its pair is proved on opening */
    crd_error problem; /**< in a list: why it cannot be used, or NONE */
} crd_keyring_entry;

/** A key opened for signing. */
typedef struct crd_keyring_key crd_keyring_key;

/**
 * Makes an Ed25519 key called `name` and stores it; makes the folder when it
 * is not there (its parent must be). Never replaces a key: of two that make
 * the same name at once one gets KEY_FILE_EXISTS. On return the key is on the
 * disk, or there is nothing.
 */
CRD_MUST_USE crd_rc crd_keyring_create(crd_keyring_entry *out,
                                       const char *folder, crd_span name,
                                       crd_instant created, crd_error *error);

/** The same, sealed by `passphrase` from the beginning. */
CRD_MUST_USE crd_rc crd_keyring_create_sealed(crd_keyring_entry *out,
                                              const char *folder, crd_span name,
                                              crd_instant created,
                                              crd_span passphrase,
                                              crd_error *error);

/**
 * Seals a key, in one step on the disk: the file is the old or the new one.
 * One that is sealed already by this passphrase is sealed anew, at today's
 * cost.
 */
CRD_MUST_USE crd_rc crd_keyring_seal(crd_keyring_entry *out, const char *folder,
                                     crd_span name, crd_span passphrase,
                                     crd_error *error);
/** Takes the seal away, in one step on the disk. */
CRD_MUST_USE crd_rc crd_keyring_unseal(crd_keyring_entry *out,
                                       const char *folder, crd_span name,
                                       crd_span passphrase, crd_error *error);

/**
 * All keys of the folder, by name. A file that cannot be used stands in the
 * list with its `problem`, and its key is of kind NONE. No folder: no keys.
 */
CRD_MUST_USE crd_rc crd_keyring_list(crd_keyring_entry **out, size_t *count,
                                     crd_arena *arena, const char *folder,
                                     crd_error *error);

/**
 * The public part of one key. The whole file is checked, but for the box of a
 * sealed one.
 */
CRD_MUST_USE crd_rc crd_keyring_show(crd_keyring_entry *out, const char *folder,
                                     crd_span name, crd_error *error);

/**
 * Opens a key for signing; its pair has then proved itself. KEY_SEALED if it
 * needs a passphrase.
 */
CRD_MUST_USE crd_rc crd_keyring_open(crd_keyring_key **out, const char *folder,
                                     crd_span name, crd_error *error);
/** The same for a key that may be sealed. */
CRD_MUST_USE crd_rc crd_keyring_open_sealed(crd_keyring_key **out,
                                            const char *folder, crd_span name,
                                            crd_span passphrase,
                                            crd_error *error);
/** The signer of an open key; borrowed. Any number of threads may use it. */
const crd_signer *crd_keyring_signer(const crd_keyring_key *key);
/** The name, public key and time of an open key; borrowed. */
const crd_keyring_entry *crd_keyring_describe(const crd_keyring_key *key);
/** Wipes the secret. NULL is fine. */
void crd_keyring_close(crd_keyring_key *key);

#endif
