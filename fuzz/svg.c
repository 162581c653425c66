/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an SVG: read, baked over, and read again the same. */
#include "credimur/bake.h"
#include "target.h"

#define CREDENTIAL "{\"name\":\"]]> \xc3\xa9\"}"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_limits limits = crd_limits_default();
    crd_span image = {(const char *)data, size};
    crd_unbaked found, again;
    crd_error error;
    crd_arena arena;
    crd_buffer baked;
    crd_rc rc;
    if (crd_image_detect(image) != CRD_IMAGE_SVG) {
        return 0;
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
    return 0;
}
