/* SPDX-License-Identifier: Apache-2.0 */
/* A signer proves itself when it is opened: what it signs, its public key
 * verifies. */
#include "credimur/crypto.h"

/* No document: what is signed here can stand for nothing else. */
static const char PROOF_TEXT[] = "credimur: this key pair belongs together";

crd_rc crd_signer_prove(const crd_signer *signer, crd_error *error)
{
    uint8_t signature[CRD_SIGNATURE_MAX];
    size_t len = 0;
    bool good = false;
    CRD_TRY(signer->sign(signer->context, signature, &len, PROOF_TEXT,
                         sizeof PROOF_TEXT - 1, error));
    if (len <= sizeof signature) {
        CRD_TRY(crd_verify_signature(&good, &signer->key, signature, len,
                                     PROOF_TEXT, sizeof PROOF_TEXT - 1, error));
    }
    if (!good) {
        return crd_fail(error, CRD_CODE_KEY_PAIR_MISMATCH,
                        "The signing key and its public key do not belong "
                        "together; nothing was signed.");
    }
    return CRD_OK;
}
