/* SPDX-License-Identifier: Apache-2.0 */
/* Verification by the kind of the key: the key fixes the algorithm, never the
 * signature or its container. */
#include "crypto/ed25519.h"

crd_rc crd_verify_signature(bool *good, const crd_public_key *key,
                            const uint8_t *signature, size_t signature_len,
                            const void *message, size_t message_len,
                            crd_error *error)
{
    switch (key->kind) {
    case CRD_KEY_ED25519:
        *good = key->len == 32 &&
                signature_len == CRD_ED25519_SIGNATURE_BYTES &&
                crd_ed25519_verify(key->bytes, signature, message, message_len);
        return CRD_OK;
    case CRD_KEY_P256:
    case CRD_KEY_P384:
        return crd_fail(error, CRD_CODE_KEY_UNSUPPORTED,
                        "The key is of the kind %s, which this version does "
                        "not verify with.",
                        key->kind == CRD_KEY_P256 ? "P-256" : "P-384");
    case CRD_KEY_NONE:
        break;
    }
    return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                    "There is no key to verify the signature with.");
}
