/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing, at most half full; grown by doubling. */
#include "schema/table.h"

/* No honest key is so far from its place in a table half full. */
#define PROBES_MAX 1024

/* The slot of `key`, or the free one where it would go; NULL when there are
 * too many steps between the two. */
static schema_slot *find(const schema_table *table, crd_span key, uint32_t hash)
{
    size_t mask = table->capacity - 1;
    size_t at = hash & mask;
    for (size_t probes = 0; probes < PROBES_MAX; probes++) {
        schema_slot *slot = &table->slots[at];
        if (!slot->value ||
            (slot->hash == hash && crd_span_equal(slot->key, key))) {
            return slot;
        }
        at = (at + 1) & mask;
    }
    return NULL;
}

void *schema_table_get(const schema_table *table, crd_span key)
{
    schema_slot *slot =
        table->capacity ? find(table, key, crd_hash(key.data, key.len)) : NULL;
    return slot ? slot->value : NULL;
}

static crd_rc crowded(crd_error *error)
{
    return crd_fail(error, CRD_CODE_SCHEMA_SIZE,
                    "The names in the schema were chosen to make reading it "
                    "slow.");
}

static crd_rc grow(schema_table *table, crd_arena *arena, crd_error *error)
{
    schema_table larger = {.capacity =
                               table->capacity ? 2 * table->capacity : 64};
    larger.slots =
        crd_arena_calloc(arena, larger.capacity, sizeof *larger.slots);
    if (!larger.slots) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (size_t i = 0; i < table->capacity; i++) {
        const schema_slot *old = &table->slots[i];
        if (old->value) {
            schema_slot *slot = find(&larger, old->key, old->hash);
            if (!slot) {
                return crowded(error);
            }
            *slot = *old;
            larger.count++;
        }
    }
    *table = larger;
    return CRD_OK;
}

crd_rc schema_table_put(schema_table *table, crd_arena *arena, crd_span key,
                        void *value, crd_error *error)
{
    uint32_t hash = crd_hash(key.data, key.len);
    schema_slot *slot;
    if (2 * table->count >= table->capacity) {
        CRD_TRY(grow(table, arena, error));
    }
    slot = find(table, key, hash);
    if (!slot) {
        return crowded(error);
    }
    *slot = (schema_slot){key, hash, value};
    table->count++;
    return CRD_OK;
}
