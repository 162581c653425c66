/* SPDX-License-Identifier: Apache-2.0 */
/** The folder of keys: what it takes for a file in it to be believed. */
#ifndef KEYRING_FOLDER_H
#define KEYRING_FOLDER_H

#include "keyring/keyring.h"

/** A folder of keys, opened. */
typedef struct crd_key_folder {
    int fd;
    const char *path; /**< for messages; borrowed */
} crd_key_folder;

/** KEY_NAME unless `name` is [a-z0-9-]{1,64}. */
CRD_MUST_USE crd_rc crd_key_name_check(crd_span name, crd_error *error);

/**
 * Opens the folder; makes it, mode 0700, if `make`. KEY_FILE_NOT_FOUND if it
 * is not there, KEY_FILE_OPEN if others may write to it.
 */
CRD_MUST_USE crd_rc crd_key_folder_open(crd_key_folder *out, const char *path,
                                        bool make, crd_error *error);
void crd_key_folder_close(crd_key_folder *folder);

/** The names of all keys, sorted, in the arena; each ends in NUL. */
CRD_MUST_USE crd_rc crd_key_folder_names(crd_span **out, size_t *count,
                                         crd_arena *arena,
                                         const crd_key_folder *folder,
                                         crd_error *error);

/**
 * Reads the file of a key, at most CRD_KEY_FILE_MAX bytes, into secret memory
 * that the caller frees: a plain file of mode 0600 and no link, else
 * KEY_FILE_LINK, KEY_FILE_OPEN or KEY_FILE_LARGE.
 */
CRD_MUST_USE crd_rc crd_key_folder_read(crd_span *out,
                                        const crd_key_folder *folder,
                                        crd_span name, crd_error *error);

/**
 * Stores a new file, whole and on the disk, or nothing. KEY_FILE_EXISTS if
 * there is one of this name.
 */
CRD_MUST_USE crd_rc crd_key_folder_store(const crd_key_folder *folder,
                                         crd_span name, crd_span text,
                                         crd_error *error);

/**
 * Stores a file in the place of one that is there, in one step: whoever looks
 * finds the old or the new one, whole.
 */
CRD_MUST_USE crd_rc crd_key_folder_replace(const crd_key_folder *folder,
                                           crd_span name, crd_span text,
                                           crd_error *error);

#endif
