/* SPDX-License-Identifier: Apache-2.0 */
/* The cryptosuite eddsa-rdfc-2022: Data Integrity EdDSA Cryptosuites 1.0, 3.2
 * (transformation 3.2.3, hashing 3.2.4, proof configuration 3.2.5). */
#include "proof/integrity.h"

/*
 * Expansion to RDF in safe mode, RDFC-1.0, SHA-256. The suite does not say
 * what becomes of a text's base direction (w3c/vc-data-integrity, issue 366):
 * as elsewhere it is signed in the datatype, i18n-datatype.
 */
static crd_rc canonicalize(crd_integrity *bench, crd_buffer *text,
                           uint8_t hash[CRD_SHA256_BYTES],
                           const crd_json *document, crd_error *error)
{
    static const crd_jsonld_options SAFE = {
        .safe = true, .rdf_direction = CRD_RDF_DIRECTION_I18N_DATATYPE};
    crd_dataset *dataset;
    crd_buffer_clear(text);
    CRD_TRY(crd_jsonld_to_rdf(&dataset, bench->jsonld, &bench->scratch,
                              document, &SAFE, error));
    CRD_TRY(crd_rdfc10(text, NULL, &bench->scratch, dataset, CRD_SHA256,
                       &bench->limits, error));
    CRD_TRY(crd_buffer_rc(text, error));
    crd_suite_sha256(hash, text);
    return CRD_OK;
}

static crd_rc transform(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                        const crd_json *unsecured, crd_error *error)
{
    return canonicalize(bench, &bench->canonical, hash, unsecured, error);
}

static const kept_options *find_kept(const crd_integrity *bench)
{
    for (size_t i = 0; i < KEPT_OPTIONS; i++) {
        if (bench->options[i].text.len &&
            crd_span_equal(crd_buffer_span(&bench->options[i].text),
                           crd_buffer_span(&bench->key))) {
            return &bench->options[i];
        }
    }
    return NULL;
}

static void keep(crd_integrity *bench, const uint8_t hash[CRD_SHA256_BYTES])
{
    kept_options *slot = &bench->options[bench->next_options++ % KEPT_OPTIONS];
    crd_buffer_clear(&slot->text);
    crd_buffer_append_span(&slot->text, crd_buffer_span(&bench->key));
    if (slot->text.rc != CRD_OK) {
        crd_buffer_clear(&slot->text); /* not kept, nothing lost */
    }
    memcpy(slot->hash, hash, CRD_SHA256_BYTES);
}

static crd_rc configure(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                        const crd_json *unsecured, const crd_json *proof,
                        bool want_text, crd_error *error)
{
    const crd_json *context = crd_json_get(unsecured, "@context");
    const kept_options *kept;
    crd_json options;
    /* Step 1: a clone of the options. */
    CRD_TRY(crd_object_without(&options, &bench->scratch, proof, "proofValue",
                               "@context", error));
    /* Step 4: the context of the document. */
    if (context && !crd_json_add(&bench->scratch, &options,
                                 CRD_SPAN("@context"), *context)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_buffer_clear(&bench->key);
    CRD_TRY(crd_jcs_write(&bench->key, &options, error));
    CRD_TRY(crd_buffer_rc(&bench->key, error));
    kept = want_text ? NULL : find_kept(bench);
    if (kept) {
        memcpy(hash, kept->hash, CRD_SHA256_BYTES);
        return CRD_OK;
    }
    /* Step 5: its canonical form. */
    CRD_TRY(canonicalize(bench, &bench->config, hash, &options, error));
    keep(bench, hash);
    return CRD_OK;
}

const crd_suite_steps crd_eddsa_rdfc_2022 = {
    .name = "eddsa-rdfc-2022",
    .document = transform,
    .options = configure,
};
