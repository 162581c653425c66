/* SPDX-License-Identifier: Apache-2.0 */
/* Room verify: credentials of an issuer that is a did:jwk. */
#include "tests/unit/verify_world.h"

/* `key` again under the name of a did:jwk, with `members` (each with its comma
 * before it) in the JWK. fixture_key's own names are shorter than its. */
typedef struct jwk_name {
    char did[512];
    char method[520];
} jwk_name;

static void name_as_jwk(jwk_name *out, const fixture_key *key,
                        const char *members)
{
    char x[CRD_BASE64URL_TEXT_MAX(32)], jwk[256], text[400];
    int len;
    crd_base64url_write(x, key->signer.key.bytes, key->signer.key.len);
    len = snprintf(jwk, sizeof jwk,
                   "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}", x,
                   members);
    assert_true(len > 0 && (size_t)len < sizeof jwk);
    crd_base64url_write(text, (const uint8_t *)jwk, (size_t)len);
    snprintf(out->did, sizeof out->did, "did:jwk:%s", text);
    snprintf(out->method, sizeof out->method, "did:jwk:%s#0", text);
}

/* A badge in the name of `issuer`, signed with `key` as `method`. */
static char *sign_named(world *w, const char *issuer, const fixture_key *key,
                        const char *method)
{
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .verification_method = crd_span_of(method)};
    return fixture_sign(&w->arena, w->bench, fixture_badge(&w->arena, issuer),
                        key, CRD_SUITE_EDDSA_RDFC_2022, &o);
}

static void a_did_jwk_issuer_verifies(void **state)
{
    static const char *const MEMBERS[] = {"", ",\"use\":\"sig\"",
                                          ",\"alg\":\"EdDSA\",\"kid\":\"k\""};
    world *w = *state;
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        jwk_name college;
        char *text;
        name_as_jwk(&college, &w->college, MEMBERS[i]);
        text = sign_named(w, college.did, &w->college, college.method);
        expect(w, text, CRD_VALID, CRD_CODE_NONE);
        expect(w, swap(w, text, "Food Safety", "Food Savety"), CRD_INVALID,
               CRD_CODE_SIGNATURE_MISMATCH);
    }
    assert_int_equal(w->fetches, 0);
}

/* Security case 53: signed by Mallory in the name of a did:jwk, which lists
 * its own key alone; and by a did:jwk in the name of a did:key. */
static void no_other_key_is_a_did_jwks(void **state)
{
    world *w = *state;
    jwk_name college, again, mallory;
    name_as_jwk(&college, &w->college, "");
    name_as_jwk(&again, &w->college, ",\"use\":\"sig\"");
    name_as_jwk(&mallory, &w->mallory, "");
    expect(w, sign_named(w, college.did, &w->mallory, mallory.method),
           CRD_INVALID, CRD_CODE_ISSUER_NOT_CONTROLLER);
    expect(w, sign_named(w, college.did, &w->mallory, w->mallory.method),
           CRD_INVALID, CRD_CODE_ISSUER_NOT_CONTROLLER);
    expect(w, sign_named(w, w->college.did, &w->mallory, mallory.method),
           CRD_INVALID, CRD_CODE_ISSUER_NOT_CONTROLLER);
    /* Mallory's signature under the college's method. */
    expect(w, sign_named(w, college.did, &w->mallory, college.method),
           CRD_INVALID, CRD_CODE_SIGNATURE_MISMATCH);
    /* The same key in another text is another DID. */
    expect(w, sign_named(w, college.did, &w->college, again.method),
           CRD_INVALID, CRD_CODE_ISSUER_NOT_CONTROLLER);
    assert_int_equal(w->fetches, 0);
}

/* Security cases 7, 57: a did:jwk whose key is not for signing, is a secret,
 * or can be read in two ways; and of a kind that we lack. */
static void a_did_jwk_that_cannot_sign(void **state)
{
    static const struct {
        const char *members;
        crd_verdict verdict;
        crd_code code;
    } CASES[] = {
        {",\"use\":\"enc\"", CRD_INVALID, CRD_CODE_METHOD_RELATIONSHIP},
        {",\"d\":\"AA\"", CRD_INVALID, CRD_CODE_KEY_MALFORMED},
        {",\"crv\":\"Ed25519\"", CRD_INVALID, CRD_CODE_KEY_MALFORMED},
    };
    world *w = *state;
    jwk_name college;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        name_as_jwk(&college, &w->college, CASES[i].members);
        expect(w, sign_named(w, college.did, &w->college, college.method),
               CASES[i].verdict, CASES[i].code);
    }
    /* {"kty":"RSA"} */
    expect(w,
           sign_named(w, "did:jwk:eyJrdHkiOiJSU0EifQ", &w->college,
                      "did:jwk:eyJrdHkiOiJSU0EifQ#0"),
           CRD_UNDETERMINED, CRD_CODE_KEY_UNSUPPORTED);
    /* Its method without the fragment. */
    name_as_jwk(&college, &w->college, "");
    expect(w,
           swap(w, sign_named(w, college.did, &w->college, college.method),
                college.method, college.did),
           CRD_INVALID, CRD_CODE_METHOD_URL_MALFORMED);
    assert_int_equal(w->fetches, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_did_jwk_issuer_verifies),
        T(no_other_key_is_a_did_jwks),
        T(a_did_jwk_that_cannot_sign),
    };
    return cmocka_run_group_tests_name("verify_jwk", tests, NULL, NULL);
}
