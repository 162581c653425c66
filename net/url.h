/* SPDX-License-Identifier: Apache-2.0 */
/** The address of a document, taken apart before anybody else reads it. */
#ifndef NET_URL_H
#define NET_URL_H

#include "credimur/base.h"

enum { CRD_NET_URL_MAX = 2048, CRD_NET_HOST_MAX = 253 };

typedef struct crd_net_url {
    char text[CRD_NET_URL_MAX + 1];
    char host[CRD_NET_HOST_MAX + 1]; /**< of IPv6, without its brackets */
    uint16_t port;
} crd_net_url;

/**
 * Reads an https: URL of the characters of RFC 3986, without user name and
 * fragment; its host is a name of letters, digits, dots, hyphens and
 * underscores, or an address in brackets. False for all else: what two
 * readers could take for two hosts is nobody's (security case 131).
 */
CRD_MUST_USE bool crd_net_url_read(crd_net_url *out, crd_span text);

#endif
