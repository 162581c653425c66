/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the room share: memory of a list, and bits by number. */
#ifndef STATUS_STATUS_H
#define STATUS_STATUS_H

#include "credimur/status.h"

/* A list of `bytes` bytes, whose `bits` are not cleared, with `extra` bytes
 * for what its credential says, at the end of `bits`; NULL if there are
 * none. */
crd_status_list *crd_status_list_alloc(const crd_allocator *allocator,
                                       size_t bytes, size_t extra);

/* The value of `size` bits at `index`, which is within the list. */
uint8_t crd_status_bits_get(const crd_status_list *list, unsigned size,
                            uint64_t index);

/* STATUS_INDEX_RANGE for an index that is not below `entries`. */
crd_rc crd_status_out_of_range(crd_error *error, uint64_t index,
                               uint64_t entries);

/* crd_status_list_decode, with `extra` bytes as above. */
crd_rc crd_status_decode(crd_status_list **out, const crd_allocator *allocator,
                         crd_status_kind kind, crd_span text, size_t extra,
                         crd_error *error);

#endif
