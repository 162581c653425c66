/* SPDX-License-Identifier: Apache-2.0 */
/* The cryptosuite eddsa-jcs-2022: Data Integrity EdDSA Cryptosuites 1.0, 3.3
 * (transformation 3.3.3, hashing 3.3.4, proof configuration 3.3.5). */
#include "proof/integrity.h"

static crd_rc canonicalize(crd_buffer *text, uint8_t hash[CRD_SHA256_BYTES],
                           const crd_json *object, const char *without,
                           crd_error *error)
{
    crd_buffer_clear(text);
    CRD_TRY(without ? crd_jcs_write_without(text, object, crd_span_of(without),
                                            error)
                    : crd_jcs_write(text, object, error));
    CRD_TRY(crd_buffer_rc(text, error));
    crd_suite_sha256(hash, text);
    return CRD_OK;
}

static crd_rc transform(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                        const crd_json *unsecured, crd_error *error)
{
    return canonicalize(&bench->canonical, hash, unsecured, NULL, error);
}

/* The options are hashed as they stand: `@context` is one of them already. */
static crd_rc configure(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                        const crd_json *unsecured, const crd_json *proof,
                        bool want_text, crd_error *error)
{
    (void)unsecured;
    (void)want_text;
    return canonicalize(&bench->config, hash, proof, "proofValue", error);
}

const crd_suite_steps crd_eddsa_jcs_2022 = {
    .name = "eddsa-jcs-2022",
    .document = transform,
    .options = configure,
};
