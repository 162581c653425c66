/* SPDX-License-Identifier: Apache-2.0 */
/* The test vectors of the Data Integrity EdDSA Cryptosuites: every step from
 * the document to the signed document, byte for byte, made anew and verified.
 * Their keys are not bound to their issuers, so this is about proofs, not
 * about verdicts. Ed25519Signature2020 is a suite we do not offer. */
#include <stdlib.h>

#include "credimur/proof.h"
#include "tests/vectors/loader.h"

typedef struct bench {
    suite *s;
    crd_integrity *integrity;
    crd_arena arena;
    crd_env env;
} bench;

typedef struct key_pair {
    crd_signer signer;
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
} key_pair;

static crd_rc sign(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                   size_t *out_len, const void *message, size_t len,
                   crd_error *error)
{
    (void)error;
    crd_ed25519_sign(out, context, message, len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

/* The text of a file, in the arena. */
static crd_span load(bench *b, const char *file)
{
    crd_span text = suite_file(b->s, file);
    crd_span copy = crd_arena_copy(&b->arena, text);
    free((void *)(uintptr_t)text.data);
    return copy;
}

static crd_json *parse(bench *b, const char *file)
{
    crd_json *value;
    crd_error error;
    if (crd_json_parse(&value, &b->arena, load(b, file), &b->env.limits,
                       &error) != CRD_OK) {
        printf("Bail out! %s: %s\n", file, error.message);
        exit(99);
    }
    return value;
}

/* privateKeyMultibase: multicodec 0x1300, varint 0x80 0x26, then the seed. */
static void open_key(key_pair *key, const crd_json *pair)
{
    uint8_t bytes[34];
    size_t len;
    if (crd_multibase_read(bytes, &len, sizeof bytes,
                           crd_json_get_text(pair, "privateKeyMultibase"),
                           NULL) != CRD_OK ||
        len != 34 || bytes[0] != 0x80 || bytes[1] != 0x26) {
        printf("Bail out! the key pair cannot be read\n");
        exit(99);
    }
    crd_ed25519_from_seed(&key->signer.key, key->secret, bytes + 2);
    key->signer.sign = sign;
    key->signer.context = key->secret;
}

static crd_span trimmed(crd_span text)
{
    while (text.len && strchr(" \r\n", text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

static void same_text(bench *b, const char *name, crd_span made, crd_span file)
{
    suite_check(b->s, crd_span_equal(made, file), name,
                "made %zu bytes, the file has %zu", made.len, file.len);
}

static void same_hex(bench *b, const char *name, const uint8_t *bytes,
                     size_t len, crd_span file)
{
    char hex[2 * 96 + 1];
    crd_hex_write(hex, bytes, len);
    suite_check(b->s, crd_span_is(trimmed(file), hex), name, "made %s", hex);
}

static void read_options(crd_proof_options *out, crd_span previous[4],
                         const crd_json *config)
{
    const crd_json *p = crd_json_get(config, "previousProof");
    memset(out, 0, sizeof *out);
    out->suite = crd_suite_find(crd_json_get_text(config, "cryptosuite"));
    out->verification_method = crd_json_get_text(config, "verificationMethod");
    out->purpose = crd_json_get_text(config, "proofPurpose");
    out->created = crd_json_get_text(config, "created");
    out->id = crd_json_get_text(config, "id");
    out->previous_proofs = previous;
    if (crd_json_is(p, CRD_JSON_STRING)) {
        previous[out->previous_count++] = crd_json_span(p);
    }
    for (uint32_t i = 0; crd_json_is(p, CRD_JSON_ARRAY) && i < p->len; i++) {
        previous[out->previous_count++] = crd_json_span(&p->as.items[i]);
    }
}

static crd_json *create(bench *b, const crd_json *document,
                        const crd_json *config, const key_pair *key,
                        crd_proof_trace *trace)
{
    crd_proof_options options;
    crd_span previous[4];
    crd_json *made = NULL;
    crd_error error;
    read_options(&options, previous, config);
    if (crd_proof_create(&made, b->integrity, &b->arena, document, &options,
                         &key->signer, trace, &error) != CRD_OK) {
        printf("# %s %s\n", error.message, error.pointer);
    }
    return made;
}

/* All proofs of the file are good; with the trace of its last one. */
static bool verifies(bench *b, const crd_json *document, crd_proof_trace *last)
{
    crd_proof_expectation expectation = {.purpose = "assertionMethod",
                                         .relationship =
                                             CRD_REL_ASSERTION_METHOD,
                                         .at = b->env.now};
    crd_proof_findings found;
    crd_error error;
    if (crd_proofs_verify(&found, b->integrity, &b->arena, &b->env, document,
                          &expectation, last != NULL, &error) != CRD_OK) {
        printf("# %s\n", error.message);
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        if (found.each[i].result != CRD_PASS) {
            printf("# %s\n", found.each[i].error.message);
        } else if (last) {
            *last = *found.each[i].trace;
        }
    }
    return found.result == CRD_PASS && found.count > 0 &&
           found.expansion == CRD_OK;
}

/* One document of one suite: nine files, each a step. */
static void run_document(bench *b, const char *folder, const char *suffix,
                         const char *unsigned_file)
{
    static const char *const STEPS[] = {"canonDoc",  "proofCanon",   "docHash",
                                        "proofHash", "combinedHash", "sigHex",
                                        "sigBTC58"};
    char names[9][128];
    crd_proof_trace made = {0}, seen = {0};
    uint8_t both[2 * CRD_SHA256_BYTES];
    key_pair key;
    crd_json *signed_made, *signed_file;
    for (size_t i = 0; i < 7; i++) {
        snprintf(names[i], sizeof names[i], "%s/%s%s.txt", folder, STEPS[i],
                 suffix);
    }
    snprintf(names[7], sizeof names[7], "%s/signed%s.json", folder, suffix);
    snprintf(names[8], sizeof names[8], "%s/proofConfig%s.json", folder,
             suffix);
    open_key(&key, parse(b, "keyPair.json"));
    signed_file = parse(b, names[7]);
    signed_made =
        create(b, parse(b, unsigned_file), parse(b, names[8]), &key, &made);
    suite_check(b->s, signed_made != NULL, names[8], "no proof was made");
    same_text(b, names[0], made.canonical_document, load(b, names[0]));
    same_text(b, names[1], made.canonical_config, load(b, names[1]));
    same_hex(b, names[2], made.document_hash, 32, load(b, names[2]));
    same_hex(b, names[3], made.config_hash, 32, load(b, names[3]));
    memcpy(both, made.config_hash, 32);
    memcpy(both + 32, made.document_hash, 32);
    same_hex(b, names[4], both, 64, load(b, names[4]));
    same_hex(b, names[5], made.signature, made.signature_len,
             load(b, names[5]));
    suite_check(
        b->s,
        crd_span_equal(
            crd_json_get_text(crd_json_get(signed_made, "proof"), "proofValue"),
            trimmed(load(b, names[6]))),
        names[6], "the proofValue differs");
    suite_check(
        b->s,
        crd_json_equal(signed_made, signed_file) &&
            verifies(b, signed_file, &seen) &&
            crd_span_equal(seen.canonical_document, made.canonical_document) &&
            crd_span_equal(seen.canonical_config, made.canonical_config),
        names[7], "it differs, or does not verify");
}

/* The last proof of `made` is the one the file holds. */
static void same_proof(bench *b, const char *file, const crd_json *made)
{
    const crd_json *proof = crd_json_get(made, "proof");
    if (crd_json_is(proof, CRD_JSON_ARRAY)) {
        proof = &proof->as.items[proof->len - 1];
    }
    suite_check(b->s, proof && crd_json_equal(proof, parse(b, file)), file,
                "the proof differs");
}

static void same_document(bench *b, const char *file, const crd_json *made)
{
    crd_json *expected = parse(b, file);
    suite_check(b->s,
                crd_json_equal(made, expected) && verifies(b, expected, NULL),
                file, "it differs, or does not verify");
}

static void run_set_and_chain(bench *b)
{
    crd_json *pairs = parse(b, "proof-set-chain/multiKeyPairs.json");
    crd_json *plain = parse(b, "proof-set-chain/unsigned.json");
    crd_json *set1, *set2, *chain1, *chain2;
    key_pair keys[4];
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "keyPair%d", i + 1);
        open_key(&keys[i], crd_json_get(pairs, name));
    }
    set1 = create(b, plain, parse(b, "proof-set-chain/proofSetConfig1.json"),
                  &keys[0], NULL);
    same_proof(b, "proof-set-chain/proofSetConfigSigned1.json", set1);
    same_document(b, "proof-set-chain/signedProofSet1.json", set1);
    set2 = create(b, set1, parse(b, "proof-set-chain/proofSetConfig2.json"),
                  &keys[1], NULL);
    same_proof(b, "proof-set-chain/proofSetConfigSigned2.json", set2);
    same_document(b, "proof-set-chain/signedProofSet2.json", set2);
    chain1 = create(b, set2, parse(b, "proof-set-chain/proofChainConfig1.json"),
                    &keys[2], NULL);
    same_proof(b, "proof-set-chain/proofChainConfigSigned1.json", chain1);
    same_document(b, "proof-set-chain/signedProofChain1.json", chain1);
    chain2 =
        create(b, chain1, parse(b, "proof-set-chain/proofChainConfig2.json"),
               &keys[3], NULL);
    same_proof(b, "proof-set-chain/proofChainConfigSigned2.json", chain2);
    same_document(b, "proof-set-chain/signedProofChain2.json", chain2);
}

int main(void)
{
    bench b = {.s = suite_open("vc-di-eddsa", "vc-di-eddsa")};
    crd_instant now;
    char **names;
    if (!b.s) {
        return suite_missing();
    }
    if (crd_instant_parse(&now, CRD_SPAN("2026-01-01T00:00:00Z"), NULL) !=
        CRD_OK) {
        return 99;
    }
    b.env = crd_env_default(now);
    crd_arena_init(&b.arena, NULL, 0);
    if (crd_integrity_new(&b.integrity, &b.env, NULL) != CRD_OK) {
        return 99;
    }
    crd_jsonld_set_loader(crd_integrity_jsonld(b.integrity), loader_load, NULL);
    run_document(&b, "eddsa-rdfc-2022", "DataInt", "unsigned.json");
    run_document(&b, "eddsa-rdfc-2022/employ", "DataInt",
                 "employmentAuth.json");
    run_document(&b, "eddsa-jcs-2022", "JCS", "unsigned.json");
    run_set_and_chain(&b);
    names = suite_list(b.s, "Ed25519Signature2020");
    for (size_t i = 0; names && names[i]; i++) {
        char name[256];
        snprintf(name, sizeof name, "Ed25519Signature2020/%s", names[i]);
        suite_skip(b.s, name, "algorithm-not-offered");
        free(names[i]);
    }
    free(names);
    crd_integrity_free(b.integrity);
    crd_arena_free(&b.arena);
    return suite_close(b.s);
}
