/* SPDX-License-Identifier: Apache-2.0 */
/** Addresses of machines, and which of them a stranger may send us to. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "credimur/base.h"

struct sockaddr;

/** An IPv4 address in the first four bytes, or an IPv6 address. */
typedef struct crd_net_address {
    bool is_v6;
    uint8_t bytes[16];
    uint32_t scope; /**< of IPv6: the interface of a local address, or 0 */
} crd_net_address;

/** False for what is neither IPv4 nor IPv6. */
bool crd_net_address_read(crd_net_address *out, const struct sockaddr *from);

/** From its text, "192.0.2.1" or "2001:db8::1"; false if it is none. */
bool crd_net_address_parse(crd_net_address *out, const char *text);

#define CRD_NET_ADDRESS_TEXT_MAX 48
/** The text of it, as curl and getaddrinfo read it; ends in NUL. */
void crd_net_address_write(char out[CRD_NET_ADDRESS_TEXT_MAX],
                           const crd_net_address *address);

bool crd_net_address_equal(const crd_net_address *a, const crd_net_address *b);

/**
 * Whether the address is one of a machine on the public internet: none of the
 * special-purpose ranges of IANA (RFC 6890 and its registries), none that
 * carries such an IPv4 address inside, no multicast, nothing not yet given
 * out (security cases 127, 128).
 */
bool crd_net_address_is_public(const crd_net_address *address);

#endif
