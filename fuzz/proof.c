/* SPDX-License-Identifier: Apache-2.0 */
/* Any object, signed by us: its proof verifies, and with any text changed it
 * does not. The first byte chooses the suite. */
#include "credimur/proof.h"
#include "target.h"

static crd_rc sign(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                   size_t *out_len, const void *message, size_t message_len,
                   crd_error *error)
{
    (void)error;
    crd_ed25519_sign(out, context, message, message_len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

typedef struct workplace {
    crd_env env;
    crd_integrity *integrity;
    crd_signer signer;
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    char method[2 * CRD_DID_KEY_TEXT_MAX];
} workplace;

/* Made once, and its workbench anew before contexts fill memory. */
static workplace *the_workplace(void)
{
    static const uint8_t SEED[CRD_ED25519_SEED_BYTES] = {1};
    static workplace w;
    static unsigned uses;
    if (uses == 0) {
        w.env = crd_env_default((crd_instant){1767225600, 0});
        w.env.limits.json_values = 20000;
        w.env.limits.quads = 20000;
        crd_ed25519_from_seed(&w.signer.key, w.secret, SEED);
        w.signer.sign = sign;
        w.signer.context = w.secret;
        must_hold(crd_did_key_method_write(w.method, &w.signer.key, NULL) ==
                  CRD_OK);
    }
    if (uses++ % 1000 == 0) {
        crd_integrity_free(w.integrity);
        must_hold(crd_integrity_new(&w.integrity, &w.env, NULL) == CRD_OK);
    }
    return &w;
}

static crd_result verify(workplace *w, crd_arena *arena,
                         const crd_json *signed_)
{
    crd_proof_findings findings = {0};
    crd_proof_expectation expectation = {.purpose = "assertionMethod",
                                         .relationship =
                                             CRD_REL_ASSERTION_METHOD,
                                         .at = w->env.now};
    must_hold(crd_proofs_verify(&findings, w->integrity, arena, &w->env,
                                signed_, &expectation, false, NULL) == CRD_OK);
    must_hold(findings.count == 1);
    must_hold((findings.document != NULL) == (findings.result == CRD_PASS));
    return findings.result;
}

/* The n-th text of the document, contexts aside; counts `*n` down. The depth
 * is that of the reader. */
static crd_json *find_text(crd_json *value, uint32_t *n)
{
    crd_json *found = NULL;
    if (value->type == CRD_JSON_STRING) {
        return (*n)-- == 0 ? value : NULL;
    }
    for (uint32_t i = 0; !found && i < value->len; i++) {
        if (value->type == CRD_JSON_ARRAY) {
            found = find_text(&value->as.items[i], n);
        } else if (value->type == CRD_JSON_OBJECT &&
                   !crd_span_is(crd_json_key(&value->as.members[i]),
                                "@context")) {
            found = find_text(&value->as.members[i].value, n);
        }
    }
    return found;
}

/*
 * One text is longer, and the signature is of another document: nothing that
 * was signed is without a trace in the canonical form. The label of a blank
 * node is, as it should be.
 */
static void check_changed(workplace *w, crd_arena *arena, crd_json *signed_,
                          uint32_t choice)
{
    crd_json *changed = NULL, *text;
    crd_json proof = *crd_json_get(signed_, "proof");
    uint32_t count = UINT32_MAX, n;
    must_hold(crd_json_copy(&changed, arena, signed_, NULL) == CRD_OK);
    must_hold(crd_json_remove(changed, CRD_SPAN("proof")));
    must_hold(find_text(changed, &count) == NULL);
    count = UINT32_MAX - count;
    n = count ? choice % count : 0;
    text = find_text(changed, &n);
    if (!text || crd_span_starts(crd_json_span(text), "_:")) {
        return;
    }
    crd_span longer =
        crd_arena_printf(arena, "%.*sx", (int)text->len, text->as.text);
    if (longer.len == text->len + 1) { /* it held no NUL */
        *text = crd_json_string(longer);
        must_hold(crd_json_add(arena, changed, CRD_SPAN("proof"), proof));
        must_hold(verify(w, arena, changed) == CRD_FAIL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    workplace *w = the_workplace();
    crd_json *document, *bare = NULL, *signed_ = NULL;
    crd_error error;
    crd_arena arena;
    crd_span text = {(const char *)data + 1, size ? size - 1 : 0};
    crd_proof_options options = {.verification_method = crd_span_of(w->method),
                                 .purpose = CRD_SPAN("assertionMethod"),
                                 .created = CRD_SPAN("2025-12-31T00:00:00Z"),
                                 .suite = size && data[0] & 1
                                              ? CRD_SUITE_EDDSA_RDFC_2022
                                              : CRD_SUITE_EDDSA_JCS_2022};
    crd_arena_init(&arena, NULL, 0);
    if (size && crd_json_parse(&document, &arena, text, &w->env.limits, NULL) ==
                    CRD_OK) {
        must_hold(crd_json_copy(&bare, &arena, document, NULL) == CRD_OK);
        if (crd_json_is(bare, CRD_JSON_OBJECT)) {
            crd_json_remove(bare, CRD_SPAN("proof"));
        }
        crd_rc rc = crd_proof_create(&signed_, w->integrity, &arena, bare,
                                     &options, &w->signer, NULL, &error);
        if (rc == CRD_OK) {
            must_hold(verify(w, &arena, signed_) == CRD_PASS);
            check_changed(w, &arena, signed_, crd_hash(text.data, text.len));
        } else {
            must_hold(error.message[0]);
        }
    }
    crd_arena_free(&arena);
    return 0;
}
