/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing over ids that are already as good as random. */
#include "cli/id_set.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool cli_uuid_read(uint8_t out[CLI_UUID_BYTES], crd_span text)
{
    if (crd_span_starts(text, "urn:uuid:")) {
        text.data += 9;
        text.len -= 9;
    }
    if (text.len != 36) {
        return false;
    }
    for (size_t i = 0, n = 0; i < 36;) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text.data[i++] != '-') {
                return false;
            }
            continue;
        }
        int high = hex(text.data[i]), low = hex(text.data[i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[n++] = (uint8_t)(high << 4 | low);
        i += 2;
    }
    return true;
}

/* The slot of `id`, or the free one where it would go. */
static size_t slot_of(const cli_id_set *set, const uint8_t id[CLI_UUID_BYTES])
{
    uint64_t h;
    memcpy(&h, id + 8, sizeof h);
    h ^= h >> 32;
    size_t i = (size_t)h & (set->slots - 1);
    while (set->marks[i] && memcmp(set->ids[i], id, CLI_UUID_BYTES) != 0) {
        i = (i + 1) & (set->slots - 1);
    }
    return i;
}

uint8_t cli_id_set_get(const cli_id_set *set, const uint8_t id[CLI_UUID_BYTES])
{
    return set->slots ? set->marks[slot_of(set, id)] : 0;
}

/* The set again in a table of `slots`, without the ids of one mark. */
static bool rebuild(cli_id_set *set, size_t slots, uint8_t without)
{
    const crd_allocator *a = crd_allocator_default();
    cli_id_set next = {.slots = slots};
    next.ids = a->alloc(a->context, slots * sizeof *next.ids);
    next.marks = a->alloc(a->context, slots);
    if (!next.ids || !next.marks) {
        cli_id_set_free(&next);
        return false;
    }
    memset(next.marks, 0, slots);
    for (size_t i = 0; i < set->slots; i++) {
        if (set->marks[i] && set->marks[i] != without) {
            size_t slot = slot_of(&next, set->ids[i]);
            memcpy(next.ids[slot], set->ids[i], CLI_UUID_BYTES);
            next.marks[slot] = set->marks[i];
            next.count++;
        }
    }
    cli_id_set_free(set);
    *set = next;
    return true;
}

bool cli_id_set_forget(cli_id_set *set, uint8_t mark)
{
    return set->slots == 0 || rebuild(set, set->slots, mark);
}

bool cli_id_set_add(cli_id_set *set, const uint8_t id[CLI_UUID_BYTES],
                    uint8_t mark)
{
    if (set->count * 2 >= set->slots &&
        !rebuild(set, set->slots ? 2 * set->slots : 1024, 0)) {
        return false;
    }
    size_t slot = slot_of(set, id);
    if (!set->marks[slot]) {
        memcpy(set->ids[slot], id, CLI_UUID_BYTES);
        set->marks[slot] = mark;
        set->count++;
    }
    return true;
}

void cli_id_set_free(cli_id_set *set)
{
    const crd_allocator *a = crd_allocator_default();
    a->release(a->context, set->ids);
    a->release(a->context, set->marks);
    memset(set, 0, sizeof *set);
}
