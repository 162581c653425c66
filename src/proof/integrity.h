/* SPDX-License-Identifier: Apache-2.0 */
/* The workbench and the steps of a suite, inside room proof. */
#ifndef PROOF_INTEGRITY_H
#define PROOF_INTEGRITY_H

#include "credimur/canon.h"
#include "credimur/proof.h"

/* How many decoded keys and canonical options are kept: a class list comes
 * from one issuer, a wallet from a handful. */
#define KEPT_KEYS 8
#define KEPT_OPTIONS 4

typedef struct kept_key {
    char url[2 * CRD_DID_KEY_TEXT_MAX];
    size_t url_len;
    size_t controller_len;
    crd_verification_method method;
} kept_key;

/* Proof options that were canonicalised before, by their JCS text: equal
 * options have equal canonical N-Quads. */
typedef struct kept_options {
    crd_buffer text;
    uint8_t hash[CRD_SHA256_BYTES];
} kept_options;

struct crd_integrity {
    const crd_allocator *allocator;
    crd_limits limits;
    crd_jsonld *jsonld;
    crd_arena scratch;    /* of the document at hand */
    crd_buffer canonical; /* of the document */
    crd_buffer config;    /* of the proof options */
    crd_buffer key;       /* JCS of the proof options */
    kept_key keys[KEPT_KEYS];
    unsigned next_key;
    kept_options options[KEPT_OPTIONS];
    unsigned next_options;
};

/* What a suite does to a document and to proof options: both leave their
 * text in the workbench's buffers (`canonical`, `config`) and its SHA-256 in
 * `hash`. `unsecured` is the document under the signature. */
typedef struct crd_suite_steps {
    const char *name;
    crd_rc (*document)(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                       const crd_json *unsecured, crd_error *error);
    crd_rc (*options)(crd_integrity *bench, uint8_t hash[CRD_SHA256_BYTES],
                      const crd_json *unsecured, const crd_json *proof,
                      bool want_text, crd_error *error);
} crd_suite_steps;

extern const crd_suite_steps crd_eddsa_rdfc_2022;
extern const crd_suite_steps crd_eddsa_jcs_2022;

/* After a document: its work is forgotten, and the room it took is kept for
 * the next one only if that is little. `rc` tells what became of it. */
crd_rc crd_integrity_rest(crd_integrity *bench, crd_rc rc, crd_error *error);

/* SHA-256 of what a buffer holds. */
void crd_suite_sha256(uint8_t hash[CRD_SHA256_BYTES], const crd_buffer *text);

/* NULL for CRD_SUITE_NONE. */
const crd_suite_steps *crd_suite_get(crd_suite suite);

/* `object` without the members `a` and `b` (may be NULL), room for more. */
crd_rc crd_object_without(crd_json *out, crd_arena *arena,
                          const crd_json *object, const char *a, const char *b,
                          crd_error *error);

/* The proofs of `document` that `previous` (a string or an array of them)
 * names, as an array. PROOF_CHAIN if one is missing or its id is not unique. */
crd_rc crd_proof_chain_matching(crd_json *out, crd_arena *arena,
                                const crd_json *document,
                                const crd_json *previous, crd_error *error);

/* PROOF_CHAIN if the proofs of `document` build on each other in a circle. */
crd_rc crd_proof_chain_is_open(const crd_json *document, crd_error *error);

/* Number of proofs of `document` and the i-th; an object is a set of one. */
size_t crd_proof_count(const crd_json *document);
const crd_json *crd_proof_at(const crd_json *document, size_t index);

/* The form of one proof, member by member (VC Data Integrity, 2.1); `place` is
 * the value at fault. `error` must not be NULL here. */
crd_rc crd_proof_check_form(crd_suite *suite, const crd_json *proof,
                            const crd_json **place, crd_error *error);

#endif
