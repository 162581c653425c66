/* SPDX-License-Identifier: Apache-2.0 */
/** The URL of a verification method, taken apart. */
#ifndef DID_METHOD_URL_H
#define DID_METHOD_URL_H

#include "credimur/base.h"

/** Parts of one text; all borrowed from it. */
typedef struct method_url {
    crd_span document; /**< the primary resource, before the # */
    crd_span scheme;   /**< without the colon */
    crd_span rest;     /**< of `document`, after the colon */
    crd_span fragment; /**< after the # */
} method_url;

/**
 * Retrieve Verification Method, steps 1 to 3 (Controlled Identifiers 1.0,
 * 3.3): an absolute URL with exactly one fragment, of the characters of RFC
 * 3986 alone. A # written %23 is refused, for it reads in two ways (security
 * case 62). METHOD_URL_MALFORMED.
 */
CRD_MUST_USE crd_rc crd_method_url_split(method_url *out, crd_span url,
                                         crd_error *error);

#endif
