/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A disk that fails when it is told to: a SQLite VFS over the real one, for
 * the tests alone. It counts what changes a file (write, sync, truncate) and
 * at the n-th does one of the faults. After a power loss nothing works until
 * faulty_restore has made the files what a disk may hold then: what was synced,
 * and of the writes since then any, whole or torn.
 */
#ifndef TESTS_STORE_FAULTY_VFS_H
#define TESTS_STORE_FAULTY_VFS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum faulty_kind {
    FAULTY_NOTHING,
    FAULTY_EIO,        /* the n-th fails, once */
    FAULTY_SYNC_EIO,   /* the n-th sync fails, once */
    FAULTY_FULL,       /* from the n-th on no space is left */
    FAULTY_SHORT,      /* the n-th writes half and fails */
    FAULTY_POWER_LOSS, /* at the n-th the power goes */
    FAULTY_KIND_COUNT
} faulty_kind;

/* Makes it SQLite's default; once in a program. */
void faulty_install(void);
/* Counts anew, and does `kind` at operation `at` (1: the first). */
void faulty_set(faulty_kind kind, int at);
/* What was counted since then, and how many of them were syncs. */
int faulty_count(void);
int faulty_syncs(void);
/* True if the fault has happened. */
bool faulty_happened(void);
/* After a power loss, with every file closed: what the disk holds. */
void faulty_restore(uint32_t seed);

#endif
