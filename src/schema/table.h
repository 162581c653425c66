/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A hash table from bytes to pointers, in an arena.
 */
#ifndef SCHEMA_TABLE_H
#define SCHEMA_TABLE_H

#include "credimur/base.h"

typedef struct schema_slot {
    crd_span key;
    uint32_t hash;
    void *value; /**< NULL: free */
} schema_slot;

/** All zero is an empty table. */
typedef struct schema_table {
    schema_slot *slots;
    size_t count;
    size_t capacity;
} schema_table;

/** The value of `key`, or NULL. */
void *schema_table_get(const schema_table *table, crd_span key);

/** Adds `key`, which must not be there; its bytes are borrowed. MEMORY, or
 *  SCHEMA_SIZE when keys were chosen to have one hash. */
crd_rc schema_table_put(schema_table *table, crd_arena *arena, crd_span key,
                        void *value, crd_error *error);

#endif
