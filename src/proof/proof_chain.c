/* SPDX-License-Identifier: Apache-2.0 */
/* Proof sets and proof chains: VC Data Integrity 1.0, 2.1.1, 2.1.2, 4.3 step
 * 6 and 4.5: which proofs stand under the signature of another. */
#include "proof/integrity.h"

size_t crd_proof_count(const crd_json *document)
{
    const crd_json *proof = crd_json_get(document, "proof");
    if (crd_json_is(proof, CRD_JSON_ARRAY)) {
        return proof->len;
    }
    return crd_json_is(proof, CRD_JSON_OBJECT) ? 1 : 0;
}

const crd_json *crd_proof_at(const crd_json *document, size_t index)
{
    const crd_json *proof = crd_json_get(document, "proof");
    return crd_json_is(proof, CRD_JSON_ARRAY) ? &proof->as.items[index] : proof;
}

/* The only proof with this id, or NULL. */
static const crd_json *find_proof(const crd_json *document, crd_span id)
{
    const crd_json *found = NULL;
    size_t count = crd_proof_count(document);
    for (size_t i = 0; i < count; i++) {
        const crd_json *proof = crd_proof_at(document, i);
        const crd_json *own = crd_json_get(proof, "id");
        if (crd_json_is(own, CRD_JSON_STRING) &&
            crd_span_equal(crd_json_span(own), id)) {
            if (found) {
                return NULL;
            }
            found = proof;
        }
    }
    return found;
}

static size_t previous_count(const crd_json *previous)
{
    return crd_json_is(previous, CRD_JSON_ARRAY) ? previous->len : 1;
}

static crd_span previous_at(const crd_json *previous, size_t i)
{
    return crd_json_span(crd_json_is(previous, CRD_JSON_ARRAY)
                             ? &previous->as.items[i]
                             : previous);
}

/* In the order of allProofs, as the published vectors have it: a set of ids
 * is named, not a sequence. */
crd_rc crd_proof_chain_matching(crd_json *out, crd_arena *arena,
                                const crd_json *document,
                                const crd_json *previous, crd_error *error)
{
    crd_json matching = crd_json_array();
    size_t named = previous_count(previous);
    size_t count = crd_proof_count(document);
    for (size_t i = 0; i < named; i++) {
        crd_span id = previous_at(previous, i);
        if (!find_proof(document, id)) {
            return crd_fail(error, CRD_CODE_PROOF_CHAIN,
                            "The proof builds on %.*s, which is not one of the "
                            "proofs here, or not only one.",
                            (int)(id.len < 120 ? id.len : 120), id.data);
        }
    }
    for (size_t p = 0; p < count; p++) {
        const crd_json *proof = crd_proof_at(document, p);
        for (size_t i = 0; i < named; i++) {
            if (proof == find_proof(document, previous_at(previous, i))) {
                if (!crd_json_push(arena, &matching, *proof)) {
                    return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
                }
                break;
            }
        }
    }
    *out = matching;
    return CRD_OK;
}

/* Every round settles the proofs whose previous ones are all settled; what is
 * left when a round settles none stands in a circle. At most limits->proofs
 * proofs come here, so the bits of one word are enough. */
crd_rc crd_proof_chain_is_open(const crd_json *document, crd_error *error)
{
    size_t count = crd_proof_count(document);
    uint64_t settled = 0, all = 0;
    bool progress = true;
    if (count >= 64) {
        return crd_fail(error, CRD_CODE_PROOF_LIMIT, "%s", "");
    }
    all = ((uint64_t)1 << count) - 1;
    while (settled != all && progress) {
        progress = false;
        for (size_t p = 0; p < count; p++) {
            const crd_json *previous =
                crd_json_get(crd_proof_at(document, p), "previousProof");
            uint64_t needs = 0;
            for (size_t q = 0; previous && q < count; q++) {
                crd_span id =
                    crd_json_get_text(crd_proof_at(document, q), "id");
                for (size_t i = 0; id.data && i < previous_count(previous);
                     i++) {
                    if (crd_span_equal(id, previous_at(previous, i))) {
                        needs |= (uint64_t)1 << q;
                    }
                }
            }
            if (!(settled & (uint64_t)1 << p) && (needs & ~settled) == 0) {
                settled |= (uint64_t)1 << p;
                progress = true;
            }
        }
    }
    if (settled != all) {
        return crd_fail(error, CRD_CODE_PROOF_CHAIN,
                        "The proofs build on each other in a circle.");
    }
    return CRD_OK;
}
