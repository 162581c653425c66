/* SPDX-License-Identifier: Apache-2.0 */
/* Room proof: the form of proofs, what they were made for, sets and chains,
 * and the contexts under which they were made. */
#include "tests/unit/failing_allocator.h"
#include "tests/unit/fixture.h"

typedef struct world {
    crd_env env;
    crd_integrity *bench;
    crd_arena arena;
    fixture_key college, other;
    crd_proof_findings found;
} world;

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->env = fixture_env();
    assert_int_equal(crd_integrity_new(&w->bench, &w->env, NULL), CRD_OK);
    crd_arena_init(&w->arena, NULL, 0);
    fixture_key_make(&w->college, 1);
    fixture_key_make(&w->other, 2);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    crd_integrity_free(w->bench);
    crd_arena_free(&w->arena);
    free(w);
    return 0;
}

static crd_proof_expectation assertion(const world *w)
{
    crd_proof_expectation e = {.purpose = "assertionMethod",
                               .relationship = CRD_REL_ASSERTION_METHOD,
                               .at = w->env.now};
    return e;
}

static crd_result verify_as(world *w, const char *text,
                            const crd_proof_expectation *e)
{
    assert_int_equal(crd_proofs_verify(&w->found, w->bench, &w->arena, &w->env,
                                       fixture_parse(&w->arena, text), e, false,
                                       NULL),
                     CRD_OK);
    return w->found.result;
}

static crd_result verify(world *w, const char *text)
{
    crd_proof_expectation e = assertion(w);
    return verify_as(w, text, &e);
}

/* The first finding that is not a pass. */
static crd_code code_of(const world *w)
{
    for (size_t i = 0; i < w->found.count; i++) {
        if (w->found.each[i].result != CRD_PASS) {
            return w->found.each[i].error.code;
        }
    }
    return CRD_CODE_NONE;
}

static char *signed_badge(world *w, crd_suite suite)
{
    return fixture_sign(&w->arena, w->bench,
                        fixture_badge(&w->arena, w->college.did), &w->college,
                        suite, NULL);
}

static void expect(world *w, const char *text, crd_result result, crd_code code)
{
    crd_result r = verify(w, text);
    if (r != result || code_of(w) != code) {
        print_error("%s: %s\n%s\n", crd_result_word(r),
                    crd_code_get(code_of(w))->word, text);
    }
    assert_int_equal(r, result);
    assert_int_equal(code_of(w), code);
    assert_true((w->found.document != NULL) == (result == CRD_PASS));
}

static void what_is_signed_verifies(void **state)
{
    world *w = *state;
    static const crd_suite SUITES[] = {CRD_SUITE_EDDSA_RDFC_2022,
                                       CRD_SUITE_EDDSA_JCS_2022};
    for (size_t i = 0; i < 2; i++) {
        char *text = signed_badge(w, SUITES[i]);
        expect(w, text, CRD_PASS, CRD_CODE_NONE);
        expect(w, fixture_replace(&w->arena, text, "Food", "Fire"), CRD_FAIL,
               CRD_CODE_SIGNATURE_MISMATCH);
        expect(w,
               fixture_replace(&w->arena, text, "2026-05-03T09:00:00Z\",\"ver",
                               "2026-05-03T09:00:01Z\",\"ver"),
               CRD_FAIL, CRD_CODE_SIGNATURE_MISMATCH);
    }
}

static void options_that_were_kept_are_not_mixed_up(void **state)
{
    world *w = *state;
    char *texts[12];
    for (int i = 0; i < 12; i++) {
        crd_span created =
            crd_arena_printf(&w->arena, "2026-05-03T09:00:%02dZ", i);
        crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                               .created = created};
        texts[i] = fixture_sign(&w->arena, w->bench,
                                fixture_badge(&w->arena, w->college.did),
                                &w->college, CRD_SUITE_EDDSA_RDFC_2022, &o);
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 12; i++) {
            expect(w, texts[i], CRD_PASS, CRD_CODE_NONE);
        }
    }
}

static void keys_that_were_kept_are_not_mixed_up(void **state)
{
    world *w = *state;
    char *texts[20];
    for (int i = 0; i < 20; i++) {
        fixture_key key;
        fixture_key_make(&key, (uint8_t)(100 + i));
        texts[i] =
            fixture_sign(&w->arena, w->bench, fixture_badge(&w->arena, key.did),
                         &key, CRD_SUITE_EDDSA_JCS_2022, NULL);
    }
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20; i++) {
            expect(w, texts[i], CRD_PASS, CRD_CODE_NONE);
            assert_true(
                crd_span_starts(w->found.each[0].method.id, "did:key:"));
            assert_int_equal(w->found.each[0].method.controller.len,
                             strlen(w->college.did));
        }
    }
}

/* Security case 78: type, verificationMethod or proofPurpose is missing. */
static void members_that_must_be_there(void **state)
{
    static const char *const NAMES[] = {"\"type\":\"DataIntegrityProof\",",
                                        "\"proofPurpose\":\"assertionMethod\""
                                        ",",
                                        "\"cryptosuite\":\"eddsa-rdfc-2022\","};
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_RDFC_2022);
    char *method =
        (char *)(uintptr_t)crd_arena_printf(
            &w->arena, "\"verificationMethod\":\"%s\",", w->college.method)
            .data;
    for (size_t i = 0; i < 3; i++) {
        expect(w, fixture_replace(&w->arena, text, NAMES[i], ""), CRD_FAIL,
               CRD_CODE_PROOF_MALFORMED);
    }
    expect(w, fixture_replace(&w->arena, text, method, ""), CRD_FAIL,
           CRD_CODE_PROOF_MALFORMED);
    expect(w,
           fixture_replace(&w->arena, text, "\"proofPurpose\":\"assertionMe",
                           "\"domain\":7,\"proofPurpose\":\"assertionMe"),
           CRD_FAIL, CRD_CODE_PROOF_MALFORMED);
}

/* Security case 79: a suite that is not ours leaves the proof open; one that
 * is written wrongly, or swapped, is a bad proof. */
static void suites(void **state)
{
    static const struct {
        const char *suite;
        crd_result result;
        crd_code code;
    } ROWS[] = {
        {"\"ecdsa-rdfc-2019\"", CRD_NOT_CHECKED, CRD_CODE_SUITE_UNSUPPORTED},
        {"\"bbs-2023\"", CRD_NOT_CHECKED, CRD_CODE_SUITE_UNSUPPORTED},
        {"\"\"", CRD_FAIL, CRD_CODE_PROOF_MALFORMED},
        {"[\"eddsa-rdfc-2022\"]", CRD_FAIL, CRD_CODE_PROOF_MALFORMED},
        {"null", CRD_FAIL, CRD_CODE_PROOF_MALFORMED},
        {"\"EDDSA-rdfc-2022\"", CRD_FAIL, CRD_CODE_PROOF_MALFORMED},
        {"\"eddsa rdfc 2022\"", CRD_FAIL, CRD_CODE_PROOF_MALFORMED},
        /* swapped: no contexts were signed with it */
        {"\"eddsa-jcs-2022\"", CRD_FAIL, CRD_CODE_PROOF_CONTEXT},
    };
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_RDFC_2022);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        expect(w,
               fixture_replace(&w->arena, text, "\"eddsa-rdfc-2022\"",
                               ROWS[i].suite),
               ROWS[i].result, ROWS[i].code);
    }
    expect(w,
           fixture_replace(&w->arena, signed_badge(w, CRD_SUITE_EDDSA_JCS_2022),
                           "eddsa-jcs-2022", "eddsa-rdfc-2022"),
           CRD_FAIL, CRD_CODE_SIGNATURE_MISMATCH);
    expect(w,
           fixture_replace(&w->arena, text, "DataIntegrityProof",
                           "Ed25519Signature2020"),
           CRD_NOT_CHECKED, CRD_CODE_SUITE_UNSUPPORTED);
}

/* Security case 84: proofValue in another multibase, padded, with white space,
 * of another length, or not canonical. */
static void proof_values(void **state)
{
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_JCS_2022);
    static const char *const PREFIXES[] = {"u", "m", "f", "", "zz", "z ", "z1"};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++) {
        char to[64];
        snprintf(to, sizeof to, "\"proofValue\":\"%s", PREFIXES[i]);
        expect(w, fixture_replace(&w->arena, text, "\"proofValue\":\"z", to),
               CRD_FAIL, CRD_CODE_PROOF_MALFORMED);
    }
    expect(w,
           fixture_replace(&w->arena, text, "\"proofValue\":\"z",
                           "\"proofValue\":\"z0OIl"),
           CRD_FAIL, CRD_CODE_PROOF_MALFORMED);
}

static char *with_options(world *w, crd_proof_options o)
{
    return fixture_sign(&w->arena, w->bench,
                        fixture_badge(&w->arena, w->college.did), &w->college,
                        CRD_SUITE_EDDSA_RDFC_2022, &o);
}

/* Security case 85: a proof that expired, or was made in the future. */
static void dates(void **state)
{
    static const struct {
        const char *created, *expires;
        crd_code code;
    } ROWS[] = {
        {"2026-06-01T12:04:59Z", "", CRD_CODE_NONE},
        {"2026-06-01T12:05:01Z", "", CRD_CODE_PROOF_NOT_YET_VALID},
        {"2026-05-03T09:00:00Z", "2026-06-01T11:55:01Z", CRD_CODE_NONE},
        {"2026-05-03T09:00:00Z", "2026-06-01T11:54:59Z",
         CRD_CODE_PROOF_EXPIRED},
        {"", "2026-05-03T09:00:00Z", CRD_CODE_PROOF_EXPIRED},
        {"", "", CRD_CODE_NONE},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                               .created = crd_span_of(ROWS[i].created),
                               .expires = crd_span_of(ROWS[i].expires)};
        expect(w, with_options(w, o),
               ROWS[i].code == CRD_CODE_NONE ? CRD_PASS : CRD_FAIL,
               ROWS[i].code);
    }
}

/* Security case 58: a proof for another purpose. */
static void purposes(void **state)
{
    world *w = *state;
    crd_proof_options o = {.purpose = CRD_SPAN("authentication"),
                           .created = CRD_SPAN(FIXTURE_CREATED)};
    expect(w, with_options(w, o), CRD_FAIL, CRD_CODE_PROOF_PURPOSE);
}

/* Security cases 86, 87, 88: domain and challenge. An array of the one domain
 * is the set the specification compares; one with another entry is not. */
static void domain_and_challenge(void **state)
{
    world *w = *state;
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .domain = CRD_SPAN("verifier.example"),
                           .challenge = CRD_SPAN("c-1")};
    crd_proof_expectation e = assertion(w);
    char *bound = with_options(w, o);
    char *unbound = signed_badge(w, CRD_SUITE_EDDSA_RDFC_2022);
    char *array = fixture_replace(&w->arena, bound, "\"verifier.example\"",
                                  "[\"verifier.example\"]");
    char *extra = fixture_replace(&w->arena, bound, "\"verifier.example\"",
                                  "[\"verifier.example\",\"other.example\"]");
    e.has_domain = e.has_challenge = true;
    e.domain = CRD_SPAN("verifier.example");
    e.challenge = CRD_SPAN("c-1");
    assert_int_equal(verify_as(w, bound, &e), CRD_PASS);
    assert_int_equal(verify_as(w, array, &e), CRD_PASS);
    assert_int_equal(verify_as(w, extra, &e), CRD_FAIL);
    assert_int_equal(code_of(w), CRD_CODE_PROOF_DOMAIN);
    assert_int_equal(verify_as(w, unbound, &e), CRD_FAIL);
    assert_int_equal(code_of(w), CRD_CODE_PROOF_DOMAIN);
    e.domain = CRD_SPAN("other.example");
    assert_int_equal(verify_as(w, bound, &e), CRD_FAIL);
    assert_int_equal(code_of(w), CRD_CODE_PROOF_DOMAIN);
    e.has_domain = false;
    e.challenge = CRD_SPAN("c-2");
    assert_int_equal(verify_as(w, bound, &e), CRD_FAIL);
    assert_int_equal(code_of(w), CRD_CODE_PROOF_CHALLENGE);
    assert_int_equal(verify_as(w, unbound, &e), CRD_FAIL);
    assert_int_equal(code_of(w), CRD_CODE_PROOF_CHALLENGE);
}

static char *signed_by_both(world *w, crd_suite first, crd_suite second)
{
    char *once = signed_badge(w, first);
    return fixture_sign(&w->arena, w->bench, once, &w->other, second, NULL);
}

/* Security case 80: one good and one bad proof: the set is invalid. Read word
 * for word, step 6 of 4.5 would let it pass. */
static void one_bad_proof_fails_the_set(void **state)
{
    world *w = *state;
    char *both =
        signed_by_both(w, CRD_SUITE_EDDSA_RDFC_2022, CRD_SUITE_EDDSA_JCS_2022);
    expect(w, both, CRD_PASS, CRD_CODE_NONE);
    assert_int_equal(w->found.count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        crd_json *document = fixture_parse(&w->arena, both);
        crd_json *proofs = crd_json_get(document, "proof");
        crd_json *mine = crd_json_get(&proofs->as.items[i], "proofValue");
        crd_json *others = crd_json_get(&proofs->as.items[1 - i], "proofValue");
        *mine = *others; /* a signature, but of something else */
        verify(w, fixture_write(&w->arena, document));
        assert_int_equal(w->found.result, CRD_FAIL);
        assert_null(w->found.document);
        assert_int_equal(w->found.each[i].error.code,
                         CRD_CODE_SIGNATURE_MISMATCH);
        assert_int_equal(w->found.each[1 - i].result, CRD_PASS);
    }
}

/* Security case 79: a proof of a kind we lack beside a good one leaves the set
 * open. */
static void an_unknown_proof_leaves_the_set_open(void **state)
{
    world *w = *state;
    char *both =
        signed_by_both(w, CRD_SUITE_EDDSA_RDFC_2022, CRD_SUITE_EDDSA_JCS_2022);
    expect(
        w,
        fixture_replace(&w->arena, both, "eddsa-rdfc-2022", "ecdsa-rdfc-2019"),
        CRD_NOT_CHECKED, CRD_CODE_SUITE_UNSUPPORTED);
    assert_int_equal(w->found.each[1].result, CRD_PASS);
}

/* Security case 81: more proofs than the limit. */
static void too_many_proofs(void **state)
{
    world *w = *state;
    crd_proof_expectation e = assertion(w);
    crd_error error;
    char *text = fixture_badge(&w->arena, w->college.did);
    crd_json *document = fixture_parse(&w->arena, text);
    crd_json proofs = crd_json_array();
    for (int i = 0; i < 10000; i++) {
        assert_non_null(crd_json_push(&w->arena, &proofs, crd_json_object()));
    }
    assert_non_null(
        crd_json_set(&w->arena, document, CRD_SPAN("proof"), proofs));
    assert_int_equal(crd_proofs_verify(&w->found, w->bench, &w->arena, &w->env,
                                       document, &e, false, &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_PROOF_LIMIT);
}

/* Security case 81: a few proofs that each build on tens of thousands. */
static void too_many_previous_proofs(void **state)
{
    world *w = *state;
    crd_proof_expectation e = assertion(w);
    crd_error error;
    crd_json *document =
        fixture_parse(&w->arena, fixture_badge(&w->arena, w->college.did));
    crd_json ids = crd_json_array(), proofs = crd_json_array();
    for (int i = 0; i < 40000; i++) {
        assert_non_null(
            crd_json_push(&w->arena, &ids, crd_json_text("urn:proof:1")));
    }
    for (int i = 0; i < 16; i++) {
        crd_json proof = crd_json_object();
        assert_non_null(
            crd_json_add(&w->arena, &proof, CRD_SPAN("previousProof"), ids));
        assert_non_null(crd_json_push(&w->arena, &proofs, proof));
    }
    assert_non_null(
        crd_json_set(&w->arena, document, CRD_SPAN("proof"), proofs));
    assert_int_equal(crd_proofs_verify(&w->found, w->bench, &w->arena, &w->env,
                                       document, &e, false, &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_PROOF_LIMIT);
    assert_string_equal(error.pointer, "/proof/0/previousProof");
}

/* A chain of two: the second proof is over the first. */
static char *chained(world *w, crd_suite suite)
{
    static const crd_span FIRST[] = {{"urn:proof:1", 11}};
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .id = CRD_SPAN("urn:proof:1")};
    char *text = fixture_sign(&w->arena, w->bench,
                              fixture_badge(&w->arena, w->college.did),
                              &w->college, suite, &o);
    o.id = CRD_SPAN("urn:proof:2");
    o.previous_proofs = FIRST;
    o.previous_count = 1;
    return fixture_sign(&w->arena, w->bench, text, &w->other, suite, &o);
}

/* Security cases 82, 83: chains with a proof that is missing, names itself,
 * goes round, or has a double. */
static void chains(void **state)
{
    static const crd_suite SUITES[] = {CRD_SUITE_EDDSA_RDFC_2022,
                                       CRD_SUITE_EDDSA_JCS_2022};
    world *w = *state;
    for (size_t i = 0; i < 2; i++) {
        char *chain = chained(w, SUITES[i]);
        crd_json *document = fixture_parse(&w->arena, chain), *copy;
        expect(w, chain, CRD_PASS, CRD_CODE_NONE);
        /* 83: the endorsed proof taken out */
        assert_int_equal(crd_json_copy(&copy, &w->arena, document, NULL),
                         CRD_OK);
        crd_json *proof = crd_json_get(copy, "proof");
        *proof = proof->as.items[1];
        expect(w, fixture_write(&w->arena, copy), CRD_FAIL,
               CRD_CODE_PROOF_CHAIN);
        /* names itself */
        expect(w,
               fixture_replace(&w->arena, chain,
                               "\"previousProof\":\"urn:proof:1\"",
                               "\"previousProof\":\"urn:proof:2\""),
               CRD_FAIL, CRD_CODE_PROOF_CHAIN);
        /* a circle of two */
        expect(w,
               fixture_replace(&w->arena, chain, "\"id\":\"urn:proof:1\",",
                               "\"id\":\"urn:proof:1\",\"previousProof\":"
                               "\"urn:proof:2\","),
               CRD_FAIL, CRD_CODE_PROOF_CHAIN);
        /* two of one id */
        expect(w,
               fixture_replace(&w->arena, chain, "\"id\":\"urn:proof:2\"",
                               "\"id\":\"urn:proof:1\""),
               CRD_FAIL, CRD_CODE_PROOF_CHAIN);
        /* a name of nothing */
        expect(w,
               fixture_replace(&w->arena, chain,
                               "\"previousProof\":\"urn:proof:1\"",
                               "\"previousProof\":[\"urn:proof:9\"]"),
               CRD_FAIL, CRD_CODE_PROOF_CHAIN);
        /* what the first proof says comes under the second */
        verify(w, fixture_replace(&w->arena, chain, "\"id\":\"urn:proof:1\",",
                                  "\"id\":\"urn:proof:1\",\"nonce\":\"n\","));
        assert_int_equal(w->found.each[0].result, CRD_FAIL);
        assert_int_equal(w->found.each[1].result, CRD_FAIL);
    }
}

#define EXTRA_CONTEXT                                                          \
    "\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\""

/* Security case 43: a context appended after signing: what comes back has the
 * contexts that were signed, not those that were sent. */
static void an_appended_context_does_not_come_back(void **state)
{
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_JCS_2022);
    char *more = fixture_replace(&w->arena, text, "context-3.0.3.json\"]",
                                 "context-3.0.3.json\"," EXTRA_CONTEXT "]");
    const crd_json *contexts;
    expect(w, more, CRD_PASS, CRD_CODE_NONE);
    contexts = crd_json_get(w->found.document, "@context");
    assert_int_equal(contexts->len, 2);
    assert_int_equal(w->found.document->len,
                     fixture_parse(&w->arena, text)->len);
}

/* Security case 44: proof.@context in another order, longer, or missing. */
static void contexts_of_the_proof(void **state)
{
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_JCS_2022);
    char *after = strstr(text, "\"proof\":{");
    char *named = strstr(after, "\"@context\":[");
    crd_json *document = fixture_parse(&w->arena, text), *copy;
    crd_json *proof, *list, swap;
    assert_non_null(named);
    assert_int_equal(crd_json_copy(&copy, &w->arena, document, NULL), CRD_OK);
    proof = crd_json_get(copy, "proof");
    list = crd_json_get(proof, "@context");
    swap = list->as.items[0];
    list->as.items[0] = list->as.items[1];
    list->as.items[1] = swap;
    expect(w, fixture_write(&w->arena, copy), CRD_FAIL, CRD_CODE_PROOF_CONTEXT);
    assert_non_null(crd_json_push(&w->arena, list, swap));
    expect(w, fixture_write(&w->arena, copy), CRD_FAIL, CRD_CODE_PROOF_CONTEXT);
    assert_true(crd_json_remove(proof, CRD_SPAN("@context")));
    expect(w, fixture_write(&w->arena, copy), CRD_FAIL, CRD_CODE_PROOF_CONTEXT);
}

/* Proofs of one set that were made under different contexts do not agree on
 * what the text says. */
static void one_reading_for_a_set(void **state)
{
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_JCS_2022);
    char *more = fixture_replace(&w->arena, text, "context-3.0.3.json\"]",
                                 "context-3.0.3.json\"," EXTRA_CONTEXT "]");
    char *both = fixture_sign(&w->arena, w->bench, more, &w->other,
                              CRD_SUITE_EDDSA_RDFC_2022, NULL);
    expect(w, both, CRD_FAIL, CRD_CODE_PROOF_CONTEXT);
}

/* Security cases 25, 45: what no context defines is no part of the signed
 * statement, whatever the suite. */
static void undefined_terms(void **state)
{
    static const crd_suite SUITES[] = {CRD_SUITE_EDDSA_RDFC_2022,
                                       CRD_SUITE_EDDSA_JCS_2022};
    world *w = *state;
    for (size_t i = 0; i < 2; i++) {
        char *text = signed_badge(w, SUITES[i]);
        verify(w, fixture_replace(&w->arena, text, "\"credentialSubject\":{",
                                  "\"credentialSubject\":{\"memberLevel\":1,"));
        assert_int_equal(w->found.result, CRD_FAIL);
        assert_int_equal(w->found.expansion_error.code,
                         CRD_CODE_JSONLD_UNDEFINED_TERM);
        assert_string_equal(w->found.expansion_error.pointer,
                            "/credentialSubject/memberLevel");
    }
    /* Signed under JCS with the undefined term in it: the signature is good,
     * and yet it cannot be read. */
    char *text = fixture_sign(
        &w->arena, w->bench,
        fixture_replace(&w->arena, fixture_badge(&w->arena, w->college.did),
                        "\"credentialSubject\":{",
                        "\"credentialSubject\":{\"memberLevel\":\"1\","),
        &w->college, CRD_SUITE_EDDSA_JCS_2022, NULL);
    assert_int_equal(verify(w, text), CRD_PASS);
    assert_int_equal(w->found.expansion_error.code,
                     CRD_CODE_JSONLD_UNDEFINED_TERM);
}

typedef struct listing {
    crd_public_key key;
    uint32_t relationships;
    const char *expires, *revoked;
} listing;

static crd_rc resolve_listing(void *context, crd_verification_method *out,
                              crd_arena *arena, const crd_env *env,
                              crd_span url, crd_error *error)
{
    const listing *l = context;
    (void)arena;
    (void)env;
    memset(out, 0, sizeof *out);
    out->id = out->controller = url;
    out->key = l->key;
    out->relationships = l->relationships;
    out->has_expires = l->expires != NULL;
    out->has_revoked = l->revoked != NULL;
    if (l->expires) {
        CRD_TRY(
            crd_instant_parse(&out->expires, crd_span_of(l->expires), error));
    }
    if (l->revoked) {
        CRD_TRY(
            crd_instant_parse(&out->revoked, crd_span_of(l->revoked), error));
    }
    return CRD_OK;
}

/* Security cases 57, 63, 64: a key listed for another use, expired before it
 * signed, or revoked: then `created` is not believed alone, and the stricter
 * answer is taken. */
static void listed_keys(void **state)
{
    static const struct {
        uint32_t relationships;
        const char *expires, *revoked;
        crd_code code;
    } ROWS[] = {
        {CRD_REL_ASSERTION_METHOD, NULL, NULL, CRD_CODE_NONE},
        {CRD_REL_AUTHENTICATION, NULL, NULL, CRD_CODE_METHOD_RELATIONSHIP},
        {CRD_REL_ASSERTION_METHOD, "2026-05-01T00:00:00Z", NULL,
         CRD_CODE_METHOD_EXPIRED},
        {CRD_REL_ASSERTION_METHOD, "2026-05-20T00:00:00Z", NULL, CRD_CODE_NONE},
        {CRD_REL_ASSERTION_METHOD, NULL, "2026-05-01T00:00:00Z",
         CRD_CODE_METHOD_REVOKED},
        {CRD_REL_ASSERTION_METHOD, NULL, "2026-05-20T00:00:00Z",
         CRD_CODE_METHOD_REVOKED},
        {CRD_REL_ASSERTION_METHOD, NULL, "2026-07-01T00:00:00Z", CRD_CODE_NONE},
    };
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_RDFC_2022);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        listing l = {w->college.signer.key, ROWS[i].relationships,
                     ROWS[i].expires, ROWS[i].revoked};
        crd_proof_expectation e = assertion(w);
        e.resolve = resolve_listing;
        e.resolve_context = &l;
        assert_int_equal(verify_as(w, text, &e),
                         ROWS[i].code == CRD_CODE_NONE ? CRD_PASS : CRD_FAIL);
        assert_int_equal(code_of(w), ROWS[i].code);
    }
}

/* Security cases 62, 65, 66, 67: method URLs and did:keys that are none. */
static void bad_methods(void **state)
{
    static const char *const METHODS[] = {
        "#key",
        "did:key:z6Mk#a#b",
        "did:key:z6Mk%23z6Mk",
        "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        /* X25519 */
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc#"
        "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        "did:key:z0OIl#z0OIl",
        "did:key:z6Mk#z6Mk",
    };
    world *w = *state;
    char *text = signed_badge(w, CRD_SUITE_EDDSA_JCS_2022);
    crd_public_key identity = {.kind = CRD_KEY_ED25519, .len = 32};
    char did[2 * CRD_DID_KEY_TEXT_MAX];
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        verify(w,
               fixture_replace(&w->arena, text, w->college.method, METHODS[i]));
        assert_int_not_equal(w->found.result, CRD_PASS);
    }
    identity.bytes[0] = 1;
    if (crd_did_key_method_write(did, &identity, NULL) == CRD_OK) {
        char *forged = fixture_replace(&w->arena, text, w->college.method, did);
        assert_int_not_equal(verify(w, forged), CRD_PASS);
    }
}

/* Security case 51: limits of the graph hold here too, and are a finding. */
static void poison_is_refused(void **state)
{
    world *w = *state;
    crd_env env = w->env;
    crd_proof_expectation e = assertion(w);
    crd_integrity *bench;
    crd_proof_findings found;
    env.limits.quads = 10;
    assert_int_equal(crd_integrity_new(&bench, &env, NULL), CRD_OK);
    assert_int_equal(
        crd_proofs_verify(
            &found, bench, &w->arena, &env,
            fixture_parse(&w->arena,
                          signed_badge(w, CRD_SUITE_EDDSA_RDFC_2022)),
            &e, false, NULL),
        CRD_OK);
    assert_int_equal(found.result, CRD_FAIL);
    crd_integrity_free(bench);
}

static void creating_refuses_nonsense(void **state)
{
    world *w = *state;
    crd_json *document =
        fixture_parse(&w->arena, fixture_badge(&w->arena, w->college.did));
    crd_json *out = NULL;
    crd_proof_options o = {.suite = CRD_SUITE_EDDSA_RDFC_2022,
                           .purpose = CRD_SPAN("assertionMethod"),
                           .verification_method =
                               crd_span_of(w->college.method),
                           .created = CRD_SPAN("yesterday")};
    crd_error error;
    assert_int_equal(crd_proof_create(&out, w->bench, &w->arena, document, &o,
                                      &w->college.signer, NULL, &error),
                     CRD_E_VALUE);
    o.created = CRD_SPAN_NONE;
    o.purpose = CRD_SPAN_NONE;
    assert_int_equal(crd_proof_create(&out, w->bench, &w->arena, document, &o,
                                      &w->college.signer, NULL, &error),
                     CRD_E_VALUE);
    o.purpose = CRD_SPAN("assertionMethod");
    o.suite = CRD_SUITE_NONE;
    assert_int_equal(crd_proof_create(&out, w->bench, &w->arena, document, &o,
                                      &w->college.signer, NULL, &error),
                     CRD_E_VALUE);
    assert_null(out);
}

/* Every allocation fails once: the call says so, and nothing is lost. */
static void memory_runs_out(void **state)
{
    world *w = *state;
    static const crd_suite SUITES[] = {CRD_SUITE_EDDSA_RDFC_2022,
                                       CRD_SUITE_EDDSA_JCS_2022};
    for (size_t s = 0; s < 2; s++) {
        crd_json *document =
            fixture_parse(&w->arena, signed_badge(w, SUITES[s]));
        bool done = false;
        for (size_t n = 0; !done; n++) {
            failing_allocator f;
            crd_env env = w->env;
            crd_integrity *bench = NULL;
            crd_proof_findings found = {0};
            crd_proof_expectation e = assertion(w);
            crd_arena arena;
            crd_rc rc;
            failing_init(&f, n);
            env.allocator = &f.allocator;
            crd_arena_init(&arena, &f.allocator, 0);
            rc = crd_integrity_new(&bench, &env, NULL);
            if (rc == CRD_OK) {
                rc = crd_proofs_verify(&found, bench, &arena, &env, document,
                                       &e, false, NULL);
            }
            done = !f.failed;
            assert_true(rc == CRD_OK || rc == CRD_E_MEMORY);
            assert_true(rc != CRD_OK || found.result == CRD_PASS || f.failed);
            assert_true(!done || found.result == CRD_PASS);
            crd_integrity_free(bench);
            crd_arena_free(&arena);
            assert_int_equal(f.held, 0);
            assert_true(n < 20000);
        }
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_is_signed_verifies),
        T(options_that_were_kept_are_not_mixed_up),
        T(keys_that_were_kept_are_not_mixed_up),
        T(members_that_must_be_there),
        T(suites),
        T(proof_values),
        T(dates),
        T(purposes),
        T(domain_and_challenge),
        T(one_bad_proof_fails_the_set),
        T(an_unknown_proof_leaves_the_set_open),
        T(too_many_proofs),
        T(too_many_previous_proofs),
        T(chains),
        T(an_appended_context_does_not_come_back),
        T(contexts_of_the_proof),
        T(one_reading_for_a_set),
        T(undefined_terms),
        T(listed_keys),
        T(bad_methods),
        T(poison_is_refused),
        T(creating_refuses_nonsense),
        T(memory_runs_out),
    };
    return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
