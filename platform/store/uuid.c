/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of rows: UUID version 7 (RFC 9562, 5.7), so that new rows lie together in
 * an index. Time and random bytes are the caller's. */
#include "platform/store/store.h"

crd_rc crd_uuid_make(crd_uuid *out, const crd_env *env, crd_error *error)
{
    crd_uuid id;
    uint64_t ms =
        (uint64_t)env->now.seconds * 1000 + env->now.nanoseconds / 1000000;
    if (!env->random) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        "an id needs random bytes, and none were given");
    }
    CRD_TRY(env->random(env->random_context, id.bytes, sizeof id.bytes, error));
    for (int i = 0; i < 6; i++) {
        id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    }
    id.bytes[6] = 0x70 | (id.bytes[6] & 0x0f); /* version 7 */
    id.bytes[8] = 0x80 | (id.bytes[8] & 0x3f); /* variant of RFC 9562 */
    *out = id;
    return CRD_OK;
}

/* The places of 8-4-4-4-12 where a hyphen stands. */
static bool is_hyphen(size_t place)
{
    return place == 8 || place == 13 || place == 18 || place == 23;
}

void crd_uuid_write(char out[CRD_UUID_TEXT_MAX], crd_uuid id)
{
    static const char DIGITS[] = "0123456789abcdef";
    size_t nibble = 0;
    for (size_t i = 0; i < CRD_UUID_TEXT_MAX - 1; i++) {
        if (is_hyphen(i)) {
            out[i] = '-';
            continue;
        }
        uint8_t byte = id.bytes[nibble / 2];
        out[i] = DIGITS[nibble % 2 ? byte & 15 : byte >> 4];
        nibble++;
    }
    out[CRD_UUID_TEXT_MAX - 1] = '\0';
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool crd_uuid_range(crd_uuid *first, crd_uuid *last, crd_span text)
{
    size_t nibble = 0;
    memset(first->bytes, 0x00, sizeof first->bytes);
    memset(last->bytes, 0xff, sizeof last->bytes);
    if (text.len == 0 || text.len >= CRD_UUID_TEXT_MAX) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        int value = digit(text.data[i]);
        if (is_hyphen(i)) {
            if (text.data[i] != '-') {
                return false;
            }
            continue;
        }
        if (value < 0) {
            return false;
        }
        unsigned shift = nibble % 2 ? 0 : 4;
        uint8_t *low = &first->bytes[nibble / 2];
        uint8_t *high = &last->bytes[nibble / 2];
        *low |= (uint8_t)((unsigned)value << shift);
        *high &= (uint8_t) ~((15u ^ (unsigned)value) << shift);
        nibble++;
    }
    return true;
}
