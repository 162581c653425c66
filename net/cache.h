/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Documents that were fetched, in files of the owner's alone. A file is named
 * after kind and address and says both again; it is believed only if it is
 * the owner's, closed to others, whole, and not older than its server allows.
 * Whatever else is found is fetched again.
 */
#ifndef NET_CACHE_H
#define NET_CACHE_H

#include "credimur/base.h"

/** A document as kept. */
typedef struct crd_net_kept {
    crd_fetch_kind kind;
    crd_span url;
    crd_span media_type;
    crd_span body;
    crd_instant fetched_at;
    int64_t fresh_s; /**< how long after `fetched_at` it may be given */
} crd_net_kept;

/**
 * The document of `kind` at `url` that is fresh at `now`, for at most
 * `fresh_max_s`; false if there is none. Texts are in `arena`.
 */
CRD_MUST_USE bool crd_net_cache_get(crd_net_kept *out, crd_arena *arena,
                                    const char *folder, crd_fetch_kind kind,
                                    crd_span url, int64_t fresh_max_s,
                                    crd_instant now);

/**
 * Keeps it, in place of the one before, and drops what nobody would be given
 * any more. Beyond 64 MiB nothing is added. That it cannot be kept is no
 * failure: it is fetched again.
 */
void crd_net_cache_put(const char *folder, const crd_net_kept *document,
                       crd_instant now);

#endif
