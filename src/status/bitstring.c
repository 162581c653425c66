/* SPDX-License-Identifier: Apache-2.0 */
/* The bitstring of a status list in memory: Bitstring Status List 1.0, 7.1,
 * and entries of more than one bit, 2.1. */
#include "status/status.h"

#include <inttypes.h>

#define HEADER ((sizeof(crd_status_list) + 15u) & ~(size_t)15u)

crd_status_list *crd_status_list_alloc(const crd_allocator *allocator,
                                       size_t bytes, size_t extra)
{
    /* After the bits, spans may stand. */
    size_t body = (bytes + 15u) & ~(size_t)15u;
    size_t memory = HEADER + body + extra;
    crd_status_list *list;
    if (!allocator) {
        allocator = crd_allocator_default();
    }
    list = allocator->alloc(allocator->context, memory);
    if (!list) {
        return NULL;
    }
    memset(list, 0, sizeof *list);
    list->size = 1;
    list->bits = (uint8_t *)list + HEADER;
    list->bytes = bytes;
    list->memory = memory;
    list->allocator = allocator;
    return list;
}

crd_rc crd_status_list_new(crd_status_list **out,
                           const crd_allocator *allocator, uint64_t entries,
                           unsigned size, crd_error *error)
{
    size_t bytes;
    if (size < 1 || size > CRD_STATUS_SIZE_MAX) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_MALFORMED,
                        "An entry of a status list has 1 to %d bits, not %u.",
                        CRD_STATUS_SIZE_MAX, size);
    }
    if (entries < CRD_STATUS_ENTRIES_MIN) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_SHORT,
                        "A status list has at least %" PRIu64
                        " entries, not %" PRIu64 ".",
                        CRD_STATUS_ENTRIES_MIN, entries);
    }
    if (entries > CRD_STATUS_BYTES_MAX * 8 / size) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_LARGE,
                        "A status list has at most %zu bits; %" PRIu64
                        " entries of %u need more.",
                        CRD_STATUS_BYTES_MAX * 8, entries, size);
    }
    bytes = (size_t)(entries * size + 7) / 8;
    *out = crd_status_list_alloc(allocator, bytes, 0);
    if (!*out) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    (*out)->size = (uint8_t)size;
    memset((*out)->bits, 0, bytes);
    return CRD_OK;
}

void crd_status_list_free(crd_status_list *list)
{
    if (list) {
        list->allocator->release(list->allocator->context, list);
    }
}

uint64_t crd_status_list_entries(const crd_status_list *list)
{
    return (uint64_t)list->bytes * 8 / list->size;
}

crd_rc crd_status_out_of_range(crd_error *error, uint64_t index,
                               uint64_t entries)
{
    return crd_fail(error, CRD_CODE_STATUS_INDEX_RANGE,
                    "The status list has entries 0 to %" PRIu64
                    ", and none %" PRIu64 ".",
                    entries - 1, index);
}

/* Where an entry lies: in two bytes, the second of which is not touched when
 * it is beyond the end. */
typedef struct place {
    size_t byte;
    unsigned shift; /* from the right of the two bytes */
    unsigned mask;  /* unshifted */
} place;

static place place_of(unsigned size, uint64_t index)
{
    uint64_t bit = index * size;
    return (place){.byte = (size_t)(bit / 8),
                   .shift = 16 - (unsigned)(bit % 8) - size,
                   .mask = (1u << size) - 1};
}

static unsigned two_bytes(const crd_status_list *list, size_t byte)
{
    return (unsigned)list->bits[byte] << 8 |
           (byte + 1 < list->bytes ? list->bits[byte + 1] : 0u);
}

uint8_t crd_status_bits_get(const crd_status_list *list, unsigned size,
                            uint64_t index)
{
    place p = place_of(size, index);
    return (uint8_t)(two_bytes(list, p.byte) >> p.shift & p.mask);
}

crd_rc crd_status_list_get(uint8_t *out, const crd_status_list *list,
                           uint64_t index, crd_error *error)
{
    uint64_t entries = crd_status_list_entries(list);
    if (index >= entries) {
        return crd_status_out_of_range(error, index, entries);
    }
    *out = crd_status_bits_get(list, list->size, index);
    return CRD_OK;
}

crd_rc crd_status_list_set(crd_status_list *list, uint64_t index,
                           unsigned value, crd_error *error)
{
    uint64_t entries = crd_status_list_entries(list);
    place p;
    unsigned both;
    if (index >= entries) {
        return crd_status_out_of_range(error, index, entries);
    }
    p = place_of(list->size, index);
    if (value > p.mask) {
        return crd_fail(error, CRD_CODE_STATUS_INDEX_RANGE,
                        "The value %u does not fit into %u bits.", value,
                        list->size);
    }
    both = two_bytes(list, p.byte);
    both = (both & ~(p.mask << p.shift)) | value << p.shift;
    list->bits[p.byte] = (uint8_t)(both >> 8);
    if (p.byte + 1 < list->bytes) {
        list->bits[p.byte + 1] = (uint8_t)both;
    }
    return CRD_OK;
}
