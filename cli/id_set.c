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
    while (set->ids[i].marks &&
           memcmp(set->ids[i].id, id, CLI_UUID_BYTES) != 0) {
        i = (i + 1) & (set->slots - 1);
    }
    return i;
}

/* The set again in a table of `slots`, with one mark taken off. */
static bool rebuild(cli_id_set *set, size_t slots, uint8_t without)
{
    const crd_allocator *a = crd_allocator_default();
    cli_id_set next = {.slots = slots};
    next.ids = a->alloc(a->context, slots * sizeof *next.ids);
    if (!next.ids) {
        return false;
    }
    memset(next.ids, 0, slots * sizeof *next.ids);
    for (size_t i = 0; i < set->slots; i++) {
        cli_id *one = &set->ids[i];
        one->marks = (uint8_t)(one->marks & ~without);
        if (one->marks) {
            next.ids[slot_of(&next, one->id)] = *one;
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

cli_id *cli_id_set_place(cli_id_set *set, const uint8_t id[CLI_UUID_BYTES])
{
    if (set->count * 2 >= set->slots &&
        !rebuild(set, set->slots ? 2 * set->slots : 1024, 0)) {
        return NULL;
    }
    cli_id *place = &set->ids[slot_of(set, id)];
    if (!place->marks) {
        memcpy(place->id, id, CLI_UUID_BYTES);
        set->count++;
    }
    return place;
}

void cli_id_set_free(cli_id_set *set)
{
    const crd_allocator *a = crd_allocator_default();
    a->release(a->context, set->ids);
    memset(set, 0, sizeof *set);
}
