/* SPDX-License-Identifier: Apache-2.0 */
/** Numbers and texts as octets, the highest first: what is read back from a
 *  pipe or a file is never trusted to be as long as it says. */
#ifndef NET_OCTETS_H
#define NET_OCTETS_H

#include "credimur/base.h"

/** What is left to be read. */
typedef struct crd_octets {
    const char *at, *end;
} crd_octets;

/** A number of `size` octets, 8 at most; false if there are fewer. */
static inline bool crd_octets_take(crd_octets *from, uint64_t *out, size_t size)
{
    uint64_t value = 0;
    if ((size_t)(from->end - from->at) < size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | (unsigned char)*from->at++;
    }
    *out = value;
    return true;
}

static inline bool crd_octets_take32(crd_octets *from, uint32_t *out)
{
    uint64_t value;
    if (!crd_octets_take(from, &value, 4)) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

/** A text after its length in two octets. */
static inline bool crd_octets_take_text(crd_octets *from, crd_span *out)
{
    uint64_t len;
    if (!crd_octets_take(from, &len, 2) ||
        len > (uint64_t)(from->end - from->at)) {
        return false;
    }
    *out = (crd_span){from->at, (size_t)len};
    from->at += len;
    return true;
}

static inline crd_span crd_octets_rest(crd_octets *from)
{
    crd_span rest = {from->at, (size_t)(from->end - from->at)};
    from->at = from->end;
    return rest;
}

static inline void crd_octets_put(crd_buffer *out, uint64_t value, size_t size)
{
    while (size-- > 0) {
        crd_buffer_append_char(out, (char)(value >> (8 * size)));
    }
}

/** At most 65,535 octets; the caller knows that there are no more. */
static inline void crd_octets_put_text(crd_buffer *out, crd_span text)
{
    crd_octets_put(out, text.len, 2);
    crd_buffer_append_span(out, text);
}

#endif
