/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room verify: the verifying pipeline, from bytes to the report. Cheap checks
 * come first; nothing is fetched before them.
 *
 * A `crd_verifier` serves one thread and is used for one document after
 * another: its compiled contexts, buffers and keys stay.
 */
#ifndef CREDIMUR_VERIFY_H
#define CREDIMUR_VERIFY_H

#include "credimur/credential.h"
#include "credimur/proof.h"
#include "credimur/report.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crd_verifier crd_verifier;

/** `env` is copied; what it points to must outlive the verifier. */
CRD_API CRD_MUST_USE crd_rc crd_verifier_new(crd_verifier **out,
                                             const crd_env *env,
                                             crd_error *error);
CRD_API void crd_verifier_free(crd_verifier *verifier);
/** Its processor: for a loader of further contexts (tests, `expand`). */
CRD_API crd_jsonld *crd_verifier_jsonld(crd_verifier *verifier);

/** An issuer that the verifier knows; `keys` may be empty: any of its keys. */
typedef struct crd_trusted_issuer {
    crd_span id;
    crd_span name;
    const crd_span *keys; /**< publicKeyMultibase of each */
    size_t key_count;
} crd_trusted_issuer;

typedef struct crd_trust {
    crd_trusted_issuer *issuers;
    size_t count;
} crd_trust;

/**
 * Reads a trust register: `{"issuers": [{"id", "name"?, "keys"?: [...]}]}`.
 * An unknown member is refused by its pointer. Memory from `arena`.
 */
CRD_API CRD_MUST_USE crd_rc crd_trust_read(crd_trust *out, crd_arena *arena,
                                           const crd_json *root,
                                           crd_error *error);

/** What is asked. All zero: verify now, nothing else. */
typedef struct crd_verify_options {
    bool has_at; /**< false: `env.now` */
    crd_instant at;
    crd_span recipient; /**< an e-mail address (R109); empty: not asked */
    bool has_challenge, has_domain;
    crd_span challenge; /**< a presentation must answer this: no other can */
    crd_span domain;    /**< and be made for this */
    bool fail_on_warn;
    bool offline;           /**< what needs the network is not checked */
    const crd_trust *trust; /**< NULL: no register */
    bool require_trusted;   /**< an issuer outside the register fails */
    /** For test loaders only: resolves methods the product would not, and
     *  knows contexts it does not hold. */
    crd_resolve_fn resolve;
    crd_known_context_fn known_context;
    void *resolve_context;
} crd_verify_options;

/**
 * Verifies the bytes of one document in any container we recognise: a JSON
 * credential or presentation, or a PNG or SVG with one baked in. Report and
 * document live in `arena`. `options` may be NULL.
 *
 * What is not a credential at all is an error and gives
 * no report: exit status 3 by its code.
 */
CRD_API CRD_MUST_USE crd_rc crd_verify(crd_verifier *verifier,
                                       crd_report **report, crd_arena *arena,
                                       crd_span bytes,
                                       const crd_verify_options *options,
                                       crd_error *error);

/**
 * The same for a value already read by crd_json_parse (a line of NDJSON).
 * `value` must live as long as `arena`.
 */
CRD_API CRD_MUST_USE crd_rc crd_verify_json(
    crd_verifier *verifier, crd_report **report, crd_arena *arena,
    const crd_json *value, const crd_verify_options *options, crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
