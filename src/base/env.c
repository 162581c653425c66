/* SPDX-License-Identifier: Apache-2.0 */
/* The default limits, and what the caller gives. */
#include "credimur/base.h"

crd_limits crd_limits_default(void)
{
    crd_limits limits = {
        .document_bytes = (size_t)16 << 20,
        .document_memory = (size_t)128 << 20,
        .json_depth = 64,
        .json_values = 2000000,
        .json_members = 100000,
        .json_number_bytes = 1024,
        .quads = 250000,
        .canon_calls = 20000,
        .canon_permutations = 1000,
        .context_depth = 8,
        .proofs = 16,
        .credentials = 1000,
        .image_bytes = (size_t)16 << 20,
        .clock_skew_s = 300,
    };
    return limits;
}

crd_env crd_env_default(crd_instant now)
{
    crd_env env = {.now = now,
                   .limits = crd_limits_default(),
                   .allocator = crd_allocator_default()};
    return env;
}

const char *crd_version(void)
{
    return "0.1.0";
}
