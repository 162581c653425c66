/* SPDX-License-Identifier: Apache-2.0 */
/* The did:key method: a DID that is its own key (did:key method, "Create" and
 * "Read": the document is expanded from the identifier). */
#include "credimur/did.h"
#include "did/method_url.h"

#include <stdio.h>

static const char PREFIX[] = "did:key:";
#define PREFIX_LEN (sizeof PREFIX - 1)

crd_rc crd_did_key_write(char out[CRD_DID_KEY_TEXT_MAX],
                         const crd_public_key *key, crd_error *error)
{
    char text[CRD_MULTIKEY_TEXT_MAX];
    CRD_TRY(crd_multikey_write(text, key, error));
    snprintf(out, CRD_DID_KEY_TEXT_MAX, "%s%s", PREFIX, text);
    return CRD_OK;
}

crd_rc crd_did_key_method_write(char out[2 * CRD_DID_KEY_TEXT_MAX],
                                const crd_public_key *key, crd_error *error)
{
    char text[CRD_MULTIKEY_TEXT_MAX];
    CRD_TRY(crd_multikey_write(text, key, error));
    snprintf(out, 2 * (size_t)CRD_DID_KEY_TEXT_MAX, "%s%s#%s", PREFIX, text,
             text);
    return CRD_OK;
}

crd_rc crd_did_key_resolve(crd_verification_method *out, crd_span url,
                           crd_error *error)
{
    method_url parts;
    crd_span identifier;
    crd_public_key key;
    CRD_TRY(crd_method_url_split(&parts, url, error));
    if (!crd_span_starts(parts.document, PREFIX)) {
        return crd_fail(error, CRD_CODE_METHOD_URL_MALFORMED,
                        "This is not the URL of a did:key.");
    }
    identifier = (crd_span){parts.document.data + PREFIX_LEN,
                            parts.document.len - PREFIX_LEN};
    /* A path, a query or a version would be part of the identifier here, and
     * none of them is a character of base58. */
    CRD_TRY(crd_multikey_read(&key, identifier, error));
    if (!crd_span_equal(parts.fragment, identifier)) {
        return crd_fail_at(error, CRD_CODE_METHOD_URL_MALFORMED,
                           parts.document.len,
                           "The fragment of a did:key must repeat its key.");
    }
    memset(out, 0, sizeof *out);
    out->id = url;
    out->controller = parts.document;
    out->key = key;
    out->relationships = CRD_REL_AUTHENTICATION | CRD_REL_ASSERTION_METHOD |
                         CRD_REL_CAPABILITY_INVOCATION |
                         CRD_REL_CAPABILITY_DELEGATION;
    return CRD_OK;
}
