/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room proof: Verifiable Credential Data Integrity 1.0 (W3C Recommendation)
 * with the suites eddsa-rdfc-2022 and eddsa-jcs-2022; proof sets and chains.
 *
 * `crd_integrity` is the workbench: a JSON-LD processor, buffers and a small
 * store of decoded keys, used for one document after another. One serves one
 * thread.
 */
#ifndef CREDIMUR_PROOF_H
#define CREDIMUR_PROOF_H

#include "credimur/did.h"
#include "credimur/jsonld.h"
#include "credimur/report.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum crd_suite {
    CRD_SUITE_NONE = 0,
    CRD_SUITE_EDDSA_RDFC_2022,
    CRD_SUITE_EDDSA_JCS_2022
} crd_suite;

/** "eddsa-rdfc-2022"; "" for CRD_SUITE_NONE. */
CRD_API const char *crd_suite_name(crd_suite suite);
/** The suite of this name, case and all; CRD_SUITE_NONE if we lack it. */
CRD_API crd_suite crd_suite_find(crd_span name);

typedef struct crd_integrity crd_integrity;

/** Takes limits and allocator from `env`. */
CRD_API CRD_MUST_USE crd_rc crd_integrity_new(crd_integrity **out,
                                              const crd_env *env,
                                              crd_error *error);
CRD_API void crd_integrity_free(crd_integrity *integrity);
/** Its processor: for a loader of further contexts. */
CRD_API crd_jsonld *crd_integrity_jsonld(crd_integrity *integrity);

/** The steps between document and signature, for those who compare them. */
typedef struct crd_proof_trace {
    crd_span canonical_document; /**< N-Quads or JCS; in the arena */
    crd_span canonical_config;
    uint8_t document_hash[CRD_SHA256_BYTES];
    uint8_t config_hash[CRD_SHA256_BYTES];
    uint8_t signature[CRD_SIGNATURE_MAX];
    size_t signature_len;
} crd_proof_trace;

/* ---- Making ---------------------------------------------------------------
 */

/** Members of the proof; an empty span leaves the member out. */
typedef struct crd_proof_options {
    crd_suite suite;
    crd_span verification_method; /**< required */
    crd_span purpose;             /**< required: "assertionMethod" ... */
    crd_span created;
    crd_span expires;
    crd_span id;
    crd_span domain;
    crd_span challenge;
    crd_span nonce;
    const crd_span *previous_proofs; /**< ids of proofs of the document */
    size_t previous_count;
} crd_proof_options;

/**
 * Add Proof (4.2) and Add Proof Set/Chain (4.3). Makes a proof over `document`
 * and returns the document that holds it: `document` itself is not changed;
 * its other proofs stay, and those named by `previous_proofs` come under the
 * new signature. `trace` may be NULL. PROOF_TRANSFORMATION codes are those of
 * the JSON-LD and canon rooms.
 */
CRD_API CRD_MUST_USE crd_rc crd_proof_create(
    crd_json **out, crd_integrity *integrity, crd_arena *arena,
    const crd_json *document, const crd_proof_options *options,
    const crd_signer *signer, crd_proof_trace *trace, crd_error *error);

/* ---- Verifying ------------------------------------------------------------
 */

/** Turns a verification method's URL into a key. */
typedef crd_rc (*crd_resolve_fn)(void *context, crd_verification_method *out,
                                 crd_arena *arena, const crd_env *env,
                                 crd_span method_url, crd_error *error);

/** What a proof must be for; the caller's expectations. */
typedef struct crd_proof_expectation {
    const char *purpose; /**< "assertionMethod" or "authentication" */
    crd_relationship relationship;
    crd_instant at;
    bool has_domain, has_challenge;
    crd_span domain;
    crd_span challenge;
    crd_resolve_fn resolve; /**< NULL: crd_resolve_method */
    void *resolve_context;
} crd_proof_expectation;

/** What was found about one proof. */
typedef struct crd_proof_finding {
    const crd_json *proof;
    crd_span pointer;  /**< "/proof" or "/proof/1" */
    crd_result result; /**< pass, fail, or not_checked (suite or key) */
    crd_suite suite;
    crd_error error;                /**< why, unless it passed */
    const char *clause;             /**< static; "" if it passed */
    crd_verification_method method; /**< when `has_method` */
    bool has_method;
    crd_proof_trace *trace; /**< filled if the caller asked for traces */
} crd_proof_finding;

typedef struct crd_proof_findings {
    crd_proof_finding *each;
    size_t count;
    crd_result result; /**< of all together: one bad proof fails the set */
    /** JSON-LD: CRD_OK if the document, as verified, expands in safe mode. */
    crd_rc expansion;
    crd_error expansion_error;
    /** The document as signed; with its proofs. NULL unless all passed. */
    const crd_json *document;
} crd_proof_findings;

/**
 * Verify Proof (4.4) for each proof of `document`, and Verify Proof Sets and
 * Chains (4.5) by its intent: all must be good. A missing proof gives a count
 * of 0. Texts of `out` live in `arena`. Fails only when the work cannot be
 * done (memory, more proofs than the limit).
 */
CRD_API CRD_MUST_USE crd_rc crd_proofs_verify(
    crd_proof_findings *out, crd_integrity *integrity, crd_arena *arena,
    const crd_env *env, const crd_json *document,
    const crd_proof_expectation *expectation, bool want_traces,
    crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
