/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses are on the public internet (IANA IPv4 and IPv6 Special-
 * Purpose Address Registries; RFC 6890, RFC 4291, RFC 6052). */
#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

/* The first `bits` bits of an address. */
typedef struct range {
    uint8_t bits;
    uint8_t prefix[16];
} range;

static const range PRIVATE_V4[] = {
    {8, {0}},             /* this network; 0.0.0.0 is this machine */
    {8, {10}},            /* private */
    {10, {100, 64}},      /* behind a carrier's translation */
    {8, {127}},           /* this machine */
    {16, {169, 254}},     /* this link; metadata of clouds */
    {12, {172, 16}},      /* private */
    {24, {192, 0, 0}},    /* protocol assignments */
    {24, {192, 0, 2}},    /* documentation */
    {24, {192, 88, 99}},  /* relays to IPv6, withdrawn */
    {16, {192, 168}},     /* private */
    {15, {198, 18}},      /* benchmarks */
    {24, {198, 51, 100}}, /* documentation */
    {24, {203, 0, 113}},  /* documentation */
    {4, {224}},           /* multicast */
    {4, {240}},           /* reserved, broadcast */
};

/* Of the one range that global unicast addresses are given out of. */
static const range GLOBAL_V6 = {3, {0x20}};
static const range PRIVATE_V6[] = {
    {23, {0x20, 0x01}},             /* protocol assignments, Teredo */
    {32, {0x20, 0x01, 0x0d, 0xb8}}, /* documentation */
    {16, {0x20, 0x02}},             /* 6to4: holds an IPv4 address */
    {20, {0x3f, 0xff}},             /* documentation */
};
/* Networks that have IPv6 alone reach IPv4 through these, which hold the IPv4
 * address in their last four bytes (RFC 6052, 2.1). */
static const range TRANSLATED = {96, {0x00, 0x64, 0xff, 0x9b}};

bool crd_net_address_read(crd_net_address *out, const struct sockaddr *from)
{
    memset(out, 0, sizeof *out);
    if (from->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from, sizeof v4);
        memcpy(out->bytes, &v4.sin_addr, 4);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from, sizeof v6);
        out->is_v6 = true;
        out->scope = v6.sin6_scope_id;
        memcpy(out->bytes, &v6.sin6_addr, 16);
        return true;
    }
    return false;
}

bool crd_net_address_parse(crd_net_address *out, const char *text)
{
    memset(out, 0, sizeof *out);
    out->is_v6 = strchr(text, ':') != NULL;
    return inet_pton(out->is_v6 ? AF_INET6 : AF_INET, text, out->bytes) == 1;
}

void crd_net_address_write(char out[CRD_NET_ADDRESS_TEXT_MAX],
                           const crd_net_address *address)
{
    if (!inet_ntop(address->is_v6 ? AF_INET6 : AF_INET, address->bytes, out,
                   CRD_NET_ADDRESS_TEXT_MAX)) {
        out[0] = '\0';
    }
}

bool crd_net_address_equal(const crd_net_address *a, const crd_net_address *b)
{
    return a->is_v6 == b->is_v6 && a->scope == b->scope &&
           memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static bool lies_in(const uint8_t *address, const range *r)
{
    size_t whole = r->bits / 8;
    unsigned rest = r->bits % 8;
    return memcmp(address, r->prefix, whole) == 0 &&
           (rest == 0 ||
            ((address[whole] ^ r->prefix[whole]) >> (8 - rest)) == 0);
}

static bool is_public_v4(const uint8_t *address)
{
    for (size_t i = 0; i < sizeof PRIVATE_V4 / sizeof *PRIVATE_V4; i++) {
        if (lies_in(address, &PRIVATE_V4[i])) {
            return false;
        }
    }
    return true;
}

bool crd_net_address_is_public(const crd_net_address *address)
{
    if (!address->is_v6) {
        return is_public_v4(address->bytes);
    }
    if (address->scope != 0) {
        return false;
    }
    if (lies_in(address->bytes, &TRANSLATED)) {
        return is_public_v4(address->bytes + 12);
    }
    for (size_t i = 0; i < sizeof PRIVATE_V6 / sizeof *PRIVATE_V6; i++) {
        if (lies_in(address->bytes, &PRIVATE_V6[i])) {
            return false;
        }
    }
    return lies_in(address->bytes, &GLOBAL_V6);
}
