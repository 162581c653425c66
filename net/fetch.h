/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room net: the one guarded fetcher. Nothing else in the product opens an
 * outgoing HTTP connection, and whoever gives it an address may be an enemy
 * (security cases 127 to 136):
 *
 *  - https on port 443 or a listed one; TLS 1.2 or later, verified;
 *  - the addresses of a host are looked at before one is connected to, and
 *    one that is not public refuses them all;
 *  - no redirect for key documents and status lists; elsewhere at most
 *    three, each looked at like the first;
 *  - a time for the whole, a cap on the decoded bytes and on the headers;
 *  - no proxy, cookie, credential or variable of the environment;
 *  - every failure looks the same to whoever caused it: `crd_net_reason` is
 *    for the operator alone.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include "net/reason.h"
#include "net/resolver.h"

#define CRD_NET_TIMEOUT_MS 5000u
#define CRD_NET_DOCUMENT_BYTES ((size_t)1 << 20)
/** A list of 8 MiB that does not compress, as base64url, in its credential. */
#define CRD_NET_STATUS_LIST_BYTES                                              \
    (((size_t)8 << 20) / 3 * 4 + ((size_t)1 << 16))
#define CRD_NET_HEADERS_MAX 100u
#define CRD_NET_REDIRECTS_MAX 3u

/** How long an answer may be kept, whatever its max-age says, in seconds. */
#define CRD_NET_FRESH_KEYS_S 3600
#define CRD_NET_FRESH_SCHEMA_S 86400

/**
 * For the tests of this room only: another authority, names that lead where
 * the test says, and addresses that may be asked though they are not public.
 * No program that is shipped sets it.
 */
typedef struct crd_net_test {
    const char *ca_file;        /**< instead of the system's authorities */
    crd_net_resolve_fn resolve; /**< NULL: the system's */
    void *resolve_context;
    const crd_net_address *allowed;
    size_t allowed_count;
} crd_net_test;

/** All zero: the limits above, port 443 alone, no cache. Borrowed. */
typedef struct crd_net_options {
    uint32_t timeout_ms;      /**< for the whole of one fetch; 0: 5,000 */
    size_t document_bytes;    /**< 0: 1 MiB */
    size_t status_list_bytes; /**< 0: CRD_NET_STATUS_LIST_BYTES */
    uint32_t headers;         /**< lines of header; 0: 100 */
    const uint16_t *ports;    /**< that may be asked beside 443 */
    size_t port_count;
    bool offline;      /**< no socket is opened: what is kept, or nothing */
    const char *cache; /**< folder; NULL or empty: nothing is kept */
    bool (*cancelled)(void *context); /**< asked while waiting; may be NULL */
    void *cancelled_context;
    const crd_net_test *test; /**< NULL, but in tests */
} crd_net_options;

/**
 * Fetches the document at `url`, or takes it from the cache: `out->fetched_at`
 * is when it was had. Body and media type are in `arena`. On failure `*why`
 * says more than `error`, which is the same for every cause:
 * DOCUMENT_UNAVAILABLE. MEMORY.
 */
CRD_MUST_USE crd_rc crd_net_fetch(const crd_net_options *options,
                                  crd_fetched *out, crd_net_reason *why,
                                  crd_arena *arena, crd_fetch_kind kind,
                                  crd_span url, crd_instant now,
                                  crd_error *error);

#endif
