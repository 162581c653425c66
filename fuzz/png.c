/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a PNG: read, baked over, and read again the same. */
#include "credimur/bake.h"
#include "target.h"

#define CREDENTIAL "{\"name\":\"]]> \xc3\xa9\"}"

static void try(const uint8_t *data, size_t size)
{
    crd_limits limits = crd_limits_default();
    crd_span image = {(const char *)data, size};
    crd_unbaked found, again;
    crd_error error;
    crd_arena arena;
    crd_buffer baked;
    crd_rc rc;
    if (crd_image_detect(image) != CRD_IMAGE_PNG) {
        return;
    }
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&baked, NULL, 2 * limits.image_bytes);
    rc = crd_unbake(&limits, &found, &arena, image, &error);
    must_hold(rc == CRD_OK || error.message[0]);
    if (crd_bake(&limits, &baked, image, CRD_SPAN(CREDENTIAL), CRD_BAKE_REPLACE,
                 &error) == CRD_OK) {
        rc = crd_unbake(&limits, &again, &arena, crd_buffer_span(&baked),
                        &error);
        must_hold(rc == CRD_OK && again.payload == CRD_PAYLOAD_JSON &&
                  !again.has_old_beside);
    } else {
        must_hold(baked.len == 0 && error.message[0]);
    }
    crd_buffer_free(&baked);
    crd_arena_free(&arena);
}

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

/* Gives every chunk the checksum it should have: chance would find none. */
static void mend(uint8_t *data, size_t size)
{
    size_t at = 8, len;
    while (at < size && size - at >= 12 &&
           (len = read_u32(data + at)) <= size - at - 12) {
        uint8_t *end = data + at + 8 + len;
        uint32_t c = 0xffffffffu;
        for (uint8_t *p = data + at + 4; p < end; p++) {
            c ^= *p;
            for (int k = 0; k < 8; k++) {
                c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
            }
        }
        c = ~c;
        for (int k = 0; k < 4; k++) {
            end[k] = (uint8_t)(c >> (24 - 8 * k));
        }
        at += 12 + len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *mended = malloc(size ? size : 1);
    try(data, size);
    if (mended) {
        memcpy(mended, data, size);
        mend(mended, size);
        try(mended, size);
        free(mended);
    }
    return 0;
}
