/* SPDX-License-Identifier: Apache-2.0 */
/** One request and its answer over TLS, and what of the answer may come in. */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include "net/fetch.h"
#include "net/resolver.h"
#include "net/url.h"

enum { CRD_NET_MEDIA_TYPE_MAX = 128 };

/** What is asked, and under which limits. */
typedef struct crd_net_request {
    const crd_net_url *url;
    const crd_net_addresses *addresses; /**< connected to: one of these */
    const char *accept;                 /**< value of the header Accept */
    uint32_t timeout_ms;
    uint32_t headers_max;
    const char *ca_file; /**< NULL: the system's authorities */
    bool (*cancelled)(void *context);
    void *cancelled_context;
} crd_net_request;

typedef struct crd_net_response {
    crd_buffer body; /**< decoded; its limit is the cap, set by the caller */
    long status;
    char media_type[CRD_NET_MEDIA_TYPE_MAX]; /**< small letters, no parameter */
    char location[CRD_NET_URL_MAX + 1];      /**< absolute; empty: nowhere */
    int64_t fresh_s; /**< max-age without the time it lay elsewhere */
} crd_net_response;

/** CRD_NET_HAD when an answer of any status came in whole. */
crd_net_reason crd_net_transfer(crd_net_response *response,
                                const crd_net_request *request);

#endif
