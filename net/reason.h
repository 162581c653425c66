/* SPDX-License-Identifier: Apache-2.0 */
/** Why a document could not be had: for whoever runs the program. */
#ifndef NET_REASON_H
#define NET_REASON_H

#include "credimur/base.h"

typedef enum crd_net_reason {
    CRD_NET_HAD = 0,
    CRD_NET_KIND,       /**< nothing of this kind is ever fetched */
    CRD_NET_URL,        /**< not an address that is asked */
    CRD_NET_PORT,       /**< neither 443 nor listed */
    CRD_NET_OFFLINE,    /**< not kept, and nothing may be asked */
    CRD_NET_NAME,       /**< the host has no address */
    CRD_NET_ADDRESS,    /**< an address of the host is not public */
    CRD_NET_CONNECTION, /**< nobody answered, or the line broke */
    CRD_NET_TLS,        /**< not the host it should be, or too old a TLS */
    CRD_NET_TIME,       /**< it took too long */
    CRD_NET_HEADERS,    /**< too many lines of header */
    CRD_NET_SIZE,       /**< too many bytes */
    CRD_NET_REDIRECT,   /**< it leads elsewhere, or too often */
    CRD_NET_STATUS,     /**< the server has no such document */
    CRD_NET_MEDIA_TYPE, /**< a document of another kind */
    CRD_NET_CANCELLED,  /**< the one who asked has left */
    CRD_NET_SYSTEM,     /**< this machine did not give what it takes */
    CRD_NET_REASON_COUNT
} crd_net_reason;

/** In words, beginning with a small letter: "the host has no address". */
const char *crd_net_reason_text(crd_net_reason reason);

/** The one error of a document that could not be had (security case 135). */
crd_rc crd_net_unavailable(crd_span url, crd_error *error);

#endif
