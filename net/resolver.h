/* SPDX-License-Identifier: Apache-2.0 */
/** From the name of a host to its addresses, within a time. */
#ifndef NET_RESOLVER_H
#define NET_RESOLVER_H

#include "net/address.h"

enum { CRD_NET_ADDRESSES_MAX = 16 };

typedef struct crd_net_addresses {
    crd_net_address each[CRD_NET_ADDRESSES_MAX];
    size_t count;
    bool all_public; /**< of all that were given, also those not kept */
} crd_net_addresses;

/** Fills `out` or returns false: there is none, or it cannot be found out. */
typedef bool (*crd_net_resolve_fn)(void *context, crd_net_addresses *out,
                                   const char *host);

/** Adds one; what no longer fits is looked at and forgotten. */
void crd_net_addresses_add(crd_net_addresses *out,
                           const crd_net_address *address);

/**
 * Asks the system's resolver, and waits for it at most `timeout_ms`. The
 * system's call cannot be stopped: a thread of its own sees it to its end.
 * `*late` tells the two ways of false apart.
 */
CRD_MUST_USE bool crd_net_resolve(crd_net_addresses *out, bool *late,
                                  const char *host, uint32_t timeout_ms);

#endif
