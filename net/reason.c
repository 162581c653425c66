/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons in words for the one who runs the program, and the one error for the
 * others. */
#include "net/reason.h"

const char *crd_net_reason_text(crd_net_reason reason)
{
    static const char *const TEXTS[CRD_NET_REASON_COUNT] = {
        [CRD_NET_HAD] = "it was had",
        [CRD_NET_KIND] = "documents of this kind are never fetched",
        [CRD_NET_URL] = "this is not an https address that is asked",
        [CRD_NET_PORT] = "its port is not 443",
        [CRD_NET_OFFLINE] = "no fresh copy is kept here, and no network is "
                            "used",
        [CRD_NET_NAME] = "the host has no address",
        [CRD_NET_ADDRESS] = "an address of the host is not on the public "
                            "internet",
        [CRD_NET_CONNECTION] = "the host did not answer, or broke off",
        [CRD_NET_TLS] = "the host could not prove its name with TLS 1.2 or "
                        "later",
        [CRD_NET_TIME] = "the time for one document ran out",
        [CRD_NET_HEADERS] = "the answer has too many lines of header",
        [CRD_NET_SIZE] = "the document is larger than the limit",
        [CRD_NET_REDIRECT] = "the host sends elsewhere, which is not followed",
        [CRD_NET_STATUS] = "the host does not have the document",
        [CRD_NET_MEDIA_TYPE] = "the host gives a document of another type",
        [CRD_NET_CANCELLED] = "it was no longer wanted",
        [CRD_NET_SYSTEM] = "the system did not give what it takes",
    };
    return reason < CRD_NET_REASON_COUNT ? TEXTS[reason] : "for no known cause";
}

crd_rc crd_net_unavailable(crd_span url, crd_error *error)
{
    int len = (int)(url.len < 160 ? url.len : 160);
    for (int i = 0; i < len; i++) {
        if (url.data[i] <= ' ' || url.data[i] > '~') {
            len = i; /* no control characters in a message */
        }
    }
    return crd_fail(error, CRD_CODE_DOCUMENT_UNAVAILABLE,
                    "Nothing that could be used came from %.*s", len, url.data);
}
