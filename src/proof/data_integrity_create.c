/* SPDX-License-Identifier: Apache-2.0 */
/* Adding proofs: VC Data Integrity 1.0, 4.2 (Add Proof) and 4.3 (Add Proof
 * Set/Chain); the suites' own steps are in their files. */
#include "proof/integrity.h"

static crd_rc out_of_memory(crd_error *error)
{
    return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
}

static crd_rc add_text(crd_json *proof, crd_arena *arena, const char *name,
                       crd_span text, crd_error *error)
{
    if (text.len &&
        !crd_json_add(arena, proof, crd_span_of(name), crd_json_string(text))) {
        return out_of_memory(error);
    }
    return CRD_OK;
}

/* One id stands alone, several in a list. */
static crd_rc make_previous(crd_json *out, crd_arena *arena,
                            const crd_proof_options *o, crd_error *error)
{
    crd_json list = crd_json_array();
    for (size_t i = 0; i < o->previous_count; i++) {
        if (!crd_json_push(arena, &list,
                           crd_json_string(o->previous_proofs[i]))) {
            return out_of_memory(error);
        }
    }
    *out = list.len == 1 ? list.as.items[0] : list;
    return CRD_OK;
}

/* The options as a proof without its value. */
static crd_rc make_options(crd_json *proof, crd_arena *arena,
                           const crd_json *document, const crd_proof_options *o,
                           crd_error *error)
{
    const crd_json *context = crd_json_get(document, "@context");
    *proof = crd_json_object();
    CRD_TRY(
        add_text(proof, arena, "type", CRD_SPAN("DataIntegrityProof"), error));
    CRD_TRY(add_text(proof, arena, "id", o->id, error));
    CRD_TRY(add_text(proof, arena, "cryptosuite",
                     crd_span_of(crd_suite_name(o->suite)), error));
    CRD_TRY(add_text(proof, arena, "created", o->created, error));
    CRD_TRY(add_text(proof, arena, "expires", o->expires, error));
    CRD_TRY(add_text(proof, arena, "verificationMethod", o->verification_method,
                     error));
    CRD_TRY(add_text(proof, arena, "proofPurpose", o->purpose, error));
    CRD_TRY(add_text(proof, arena, "domain", o->domain, error));
    CRD_TRY(add_text(proof, arena, "challenge", o->challenge, error));
    CRD_TRY(add_text(proof, arena, "nonce", o->nonce, error));
    if (o->previous_count) {
        crd_json previous;
        CRD_TRY(make_previous(&previous, arena, o, error));
        if (!crd_json_add(arena, proof, CRD_SPAN("previousProof"), previous)) {
            return out_of_memory(error);
        }
    }
    /* EdDSA Cryptosuites, 3.3.1 step 2. */
    if (o->suite == CRD_SUITE_EDDSA_JCS_2022 && context &&
        !crd_json_add(arena, proof, CRD_SPAN("@context"), *context)) {
        return out_of_memory(error);
    }
    return CRD_OK;
}

/* What comes under the signature: the document without its proofs, or with
 * those that this proof builds on (4.3, step 6). */
static crd_rc make_unsecured(crd_json *out, crd_integrity *bench,
                             const crd_json *document,
                             const crd_proof_options *options, crd_error *error)
{
    crd_json matching, previous;
    CRD_TRY(crd_object_without(out, &bench->scratch, document, "proof", NULL,
                               error));
    if (!options->previous_count) {
        return CRD_OK;
    }
    CRD_TRY(make_previous(&previous, &bench->scratch, options, error));
    CRD_TRY(crd_proof_chain_matching(&matching, &bench->scratch, document,
                                     &previous, error));
    return crd_json_add(&bench->scratch, out, CRD_SPAN("proof"), matching)
               ? CRD_OK
               : out_of_memory(error);
}

static crd_rc sign(crd_json *proof, crd_arena *arena, const crd_signer *signer,
                   const uint8_t hash_data[2 * CRD_SHA256_BYTES],
                   crd_proof_trace *trace, crd_error *error)
{
    char text[1 + CRD_BASE58_TEXT_MAX(CRD_ED25519_SIGNATURE_BYTES)];
    uint8_t signature[CRD_SIGNATURE_MAX];
    size_t len = 0;
    crd_span value;
    CRD_TRY(signer->sign(signer->context, signature, &len, hash_data,
                         2 * CRD_SHA256_BYTES, error));
    if (len != CRD_ED25519_SIGNATURE_BYTES) {
        return crd_fail(error, CRD_CODE_PROOF_KEY_KIND, "%s", "");
    }
    text[0] = 'z';
    crd_base58_write(text + 1, signature, len);
    value = crd_arena_copy(arena, crd_span_of(text));
    if (!value.data || !crd_json_add(arena, proof, CRD_SPAN("proofValue"),
                                     crd_json_string(value))) {
        return out_of_memory(error);
    }
    if (trace) {
        memcpy(trace->signature, signature, len);
        trace->signature_len = len;
    }
    return CRD_OK;
}

static crd_rc keep_trace(crd_proof_trace *trace, const crd_integrity *bench,
                         crd_arena *arena, const uint8_t *hash_data,
                         crd_error *error)
{
    memcpy(trace->config_hash, hash_data, CRD_SHA256_BYTES);
    memcpy(trace->document_hash, hash_data + CRD_SHA256_BYTES,
           CRD_SHA256_BYTES);
    trace->canonical_document =
        crd_arena_copy(arena, crd_buffer_span(&bench->canonical));
    trace->canonical_config =
        crd_arena_copy(arena, crd_buffer_span(&bench->config));
    return trace->canonical_document.data && trace->canonical_config.data
               ? CRD_OK
               : out_of_memory(error);
}

/* The document with the new proof beside those it has. */
static crd_rc attach(crd_json **out, crd_arena *arena, const crd_json *document,
                     crd_json proof, crd_error *error)
{
    const crd_json *old = crd_json_get(document, "proof");
    crd_json *secured = CRD_NEW(arena, crd_json);
    crd_json value = proof;
    if (!secured) {
        return out_of_memory(error);
    }
    CRD_TRY(crd_object_without(secured, arena, document, "proof", NULL, error));
    if (crd_proof_count(document) > 0) {
        value = crd_json_array();
        for (size_t i = 0; i < crd_proof_count(document); i++) {
            if (!crd_json_push(arena, &value, *crd_proof_at(document, i))) {
                return out_of_memory(error);
            }
        }
        if (!crd_json_push(arena, &value, proof)) {
            return out_of_memory(error);
        }
    } else if (old && old->type != CRD_JSON_ARRAY) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "The document has a member proof that is no proof.");
    }
    if (!crd_json_add(arena, secured, CRD_SPAN("proof"), value)) {
        return out_of_memory(error);
    }
    *out = secured;
    return CRD_OK;
}

static crd_rc create(crd_json **out, crd_integrity *bench, crd_arena *arena,
                     const crd_json *document, const crd_proof_options *options,
                     const crd_signer *signer, crd_proof_trace *trace,
                     crd_error *error)
{
    const crd_suite_steps *steps = crd_suite_get(options->suite);
    uint8_t hash_data[2 * CRD_SHA256_BYTES];
    crd_json proof, unsecured;
    crd_instant created;
    if (!steps || !options->verification_method.len || !options->purpose.len ||
        !crd_json_is(document, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "A proof needs a suite, a verification method and a "
                        "purpose.");
    }
    if (signer->key.kind != CRD_KEY_ED25519) {
        return crd_fail(error, CRD_CODE_PROOF_KEY_KIND, "%s", "");
    }
    if (crd_proof_count(document) >= bench->limits.proofs) {
        return crd_fail(error, CRD_CODE_PROOF_LIMIT, "%s", "");
    }
    /* Proof configuration, step 3, of both suites. */
    if (options->created.len) {
        CRD_TRY(crd_instant_parse(&created, options->created, error));
    }
    crd_arena_reset(&bench->scratch);
    CRD_TRY(make_options(&proof, arena, document, options, error));
    CRD_TRY(make_unsecured(&unsecured, bench, document, options, error));
    CRD_TRY(steps->document(bench, hash_data + CRD_SHA256_BYTES, &unsecured,
                            error));
    /* Hashing, step 3: the hash of the options goes first. */
    CRD_TRY(steps->options(bench, hash_data, &unsecured, &proof, trace != NULL,
                           error));
    if (trace) {
        CRD_TRY(keep_trace(trace, bench, arena, hash_data, error));
    }
    CRD_TRY(sign(&proof, arena, signer, hash_data, trace, error));
    return attach(out, arena, document, proof, error);
}

crd_rc crd_proof_create(crd_json **out, crd_integrity *bench, crd_arena *arena,
                        const crd_json *document,
                        const crd_proof_options *options,
                        const crd_signer *signer, crd_proof_trace *trace,
                        crd_error *error)
{
    return crd_integrity_rest(
        bench,
        create(out, bench, arena, document, options, signer, trace, error),
        error);
}
