/* SPDX-License-Identifier: Apache-2.0 */
/* Room did: did:jwk, a DID that is its own JSON Web Key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/did.h"
#include "tests/unit/failing_allocator.h"

#define SIGNING                                                                \
    (CRD_REL_AUTHENTICATION | CRD_REL_ASSERTION_METHOD |                       \
     CRD_REL_CAPABILITY_INVOCATION | CRD_REL_CAPABILITY_DELEGATION)

/* The public key of RFC 8037, A.2; its bytes are in RFC 8032, 7.1, test 1. */
#define X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define ED25519 "\"kty\":\"OKP\",\"crv\":\"Ed25519\""
#define JWK "{" ED25519 ",\"x\":\"" X "\"}"
#define MULTIKEY "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
/* JWK, as a stranger's base64url writes it. */
#define JWK_TEXT                                                               \
    "eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1"   \
    "FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ"
#define DID "did:jwk:" JWK_TEXT

/* The two examples of the method's specification. */
#define EXAMPLE_P256                                                           \
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3"   \
    "pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00"   \
    "NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9#0"
#define EXAMPLE_X25519                                                         \
    "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3"   \
    "A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9#0"

/* Resolves as a verifier does: by the resolver, without a network. */
static crd_rc resolve(crd_verification_method *out, crd_arena *arena,
                      crd_span url, crd_error *error)
{
    crd_env env = crd_env_default((crd_instant){0, 0});
    return crd_resolve_method(out, arena, &env, url, error);
}

static void expect(crd_span url, crd_code code)
{
    crd_verification_method method;
    crd_arena arena;
    crd_error error;
    crd_rc rc;
    crd_arena_init(&arena, NULL, 0);
    crd_error_clear(&error);
    rc = resolve(&method, &arena, url, &error);
    if (rc == CRD_OK || error.code != code) {
        print_error("%s: %.*s\n", crd_code_get(error.code)->word,
                    (int)(url.len < 300 ? url.len : 300), url.data);
    }
    assert_string_equal(crd_code_get(error.code)->word,
                        crd_code_get(code)->word);
    assert_int_equal(rc, crd_code_get(code)->rc);
    assert_true(error.message[0] != '\0');
    crd_arena_free(&arena);
}

/* The method's URL of the JWK `text`, in the arena. */
static crd_span url_of(crd_arena *arena, crd_span text)
{
    char *out = crd_arena_alloc(arena, text.len * 2 + 64);
    size_t n = sizeof "did:jwk:" - 1;
    assert_non_null(out);
    memcpy(out, "did:jwk:", n);
    n += crd_base64url_write(out + n, (const uint8_t *)text.data, text.len);
    memcpy(out + n, "#0", 3);
    return (crd_span){out, n + 2};
}

static void a_did_jwk_is_its_own_document(void **state)
{
    crd_verification_method method;
    crd_public_key key;
    crd_arena arena;
    crd_span url = CRD_SPAN(DID "#0");
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(crd_multikey_read(&key, CRD_SPAN(MULTIKEY), NULL), CRD_OK);
    assert_int_equal(resolve(&method, &arena, url, NULL), CRD_OK);
    assert_true(crd_span_is(method.id, DID "#0"));
    assert_true(crd_span_is(method.controller, DID));
    assert_memory_equal(&method.key, &key, sizeof key);
    assert_false(method.has_expires);
    assert_false(method.has_revoked);
    /* Ours is the stranger's text. */
    assert_true(crd_span_equal(url_of(&arena, CRD_SPAN(JWK)), url));
    /* Not the resolver of another method. */
    assert_int_equal(crd_did_key_resolve(&method, url, NULL), CRD_E_VALUE);
    crd_arena_free(&arena);
}

/* Security case 57: what a did:jwk's key may be used for is said by `use`
 * alone; its other members mean nothing here. */
static void use_limits_the_relationships(void **state)
{
    static const struct {
        const char *members;
        uint32_t relationships;
    } CASES[] = {
        {"", SIGNING | CRD_REL_KEY_AGREEMENT},
        {",\"use\":\"sig\"", SIGNING},
        {",\"use\":\"enc\"", CRD_REL_KEY_AGREEMENT},
        {",\"us\\u0065\":\"enc\"", CRD_REL_KEY_AGREEMENT},
        {",\"use\":\"badges\"", SIGNING | CRD_REL_KEY_AGREEMENT},
        {",\"use\":\"sig\",\"kid\":\"key-1\",\"alg\":\"EdDSA\",\"y\":[1]",
         SIGNING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_instant now = {0, 0};
        crd_verification_method method;
        crd_arena arena;
        crd_span jwk;
        bool signs = CASES[i].relationships & CRD_REL_ASSERTION_METHOD;
        crd_arena_init(&arena, NULL, 0);
        jwk = crd_arena_printf(&arena, "{" ED25519 ",\"x\":\"" X "\"%s}",
                               CASES[i].members);
        assert_int_equal(resolve(&method, &arena, url_of(&arena, jwk), NULL),
                         CRD_OK);
        assert_int_equal(method.relationships, CASES[i].relationships);
        assert_int_equal(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD,
                                            now, now, NULL) == CRD_OK,
                         signs);
        crd_arena_free(&arena);
    }
}

/* Security case 62: the one method of a did:jwk is #0, whatever its kid. */
static void the_fragment_is_zero(void **state)
{
    static const char *const BAD[] = {
        DID,        DID "#",     DID "#1",     DID "#00",
        DID "#0#",  DID "%230",  DID "#0%20",  DID "#key-1",
        DID "#%30", "did:jwk#0", "did:jwk:#0", DID "#" JWK_TEXT,
    };
    crd_verification_method method;
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_span url;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        expect(crd_span_of(BAD[i]), CRD_CODE_METHOD_URL_MALFORMED);
    }
    crd_arena_init(&arena, NULL, 0);
    url =
        url_of(&arena, CRD_SPAN("{" ED25519 ",\"kid\":\"a\",\"x\":\"" X "\"}"));
    ((char *)(uintptr_t)url.data)[url.len - 1] = 'a';
    expect(url, CRD_CODE_METHOD_URL_MALFORMED);
    assert_int_equal(crd_did_jwk_resolve(&method, &arena, &limits,
                                         CRD_SPAN("did:key:" JWK_TEXT "#0"),
                                         NULL),
                     CRD_E_VALUE);
    crd_arena_free(&arena);
}

/* Security case 102: base64url that is padded, not canonical, or not it. */
static void the_identifier_has_one_spelling(void **state)
{
    static const char *const BAD[] = {
        DID "=#0",
        DID "==#0",
        /* JWK_TEXT, whose last Q has bits that it does not need set. */
        "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3Jm"
        "VlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifR#0",
        DID "A#0",
        DID ".#0",
        DID "%41#0",
        DID "/path#0",
        DID "?versionId=1#0",
        DID ":" JWK_TEXT "#0",
        "did:jwk:+/+/#0",
        "did:jwk:e#0",
        "did:jwk:" MULTIKEY "#0",
    };
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        expect(crd_span_of(BAD[i]), CRD_CODE_KEY_MALFORMED);
    }
}

/* Security case 7: a JWK that names a member twice, or is none; and the ones
 * that hold a secret, or a key of another length. */
static const struct {
    const char *jwk;
    crd_code code;
} BAD_JWKS[] = {
    {"{" ED25519 ",\"x\":\"" X "\",\"x\":\"" X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"\\u0078\":\"" X "\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"EC\"," ED25519 ",\"x\":\"" X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"use\":\"enc\",\"use\":\"sig\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"a\":{\"b\":1,\"b\":2}}",
     CRD_CODE_KEY_MALFORMED},
    /* No JSON, or no object. */
    {"", CRD_CODE_METHOD_URL_MALFORMED},
    {"{", CRD_CODE_KEY_MALFORMED},
    {"{}", CRD_CODE_KEY_MALFORMED},
    {"[" JWK "]", CRD_CODE_KEY_MALFORMED},
    {"\"" X "\"", CRD_CODE_KEY_MALFORMED},
    {"null", CRD_CODE_KEY_MALFORMED},
    {JWK JWK, CRD_CODE_KEY_MALFORMED},
    {JWK "x", CRD_CODE_KEY_MALFORMED},
    {"\xef\xbb\xbf" JWK, CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"kid\":\"\xff\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",}", CRD_CODE_KEY_MALFORMED},
    /* Members of the wrong form. */
    {"{\"crv\":\"Ed25519\",\"x\":\"" X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":[\"OKP\"],\"crv\":\"Ed25519\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"OKP\",\"x\":\"" X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"OKP\",\"crv\":7,\"x\":\"" X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 "}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":null}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "=\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\" " X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp\"}",
     CRD_CODE_KEY_MALFORMED}, /* trailing bits */
    {"{" ED25519 ",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ\"}",
     CRD_CODE_KEY_MALFORMED}, /* 31 bytes */
    {"{" ED25519 ",\"x\":\"" X "A\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X X X X "\"}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"use\":[\"sig\"]}", CRD_CODE_KEY_MALFORMED},
    /* Of small order: anyone can sign for it. */
    {"{" ED25519 ",\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
     CRD_CODE_KEY_MALFORMED},
    /* Secrets, of a kind that is ours or not. */
    {"{" ED25519 ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
     "\"x\":\"" X "\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"d\":null}", CRD_CODE_KEY_MALFORMED},
    {"{" ED25519 ",\"x\":\"" X "\",\"\\u0064\":\"\"}", CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":"
     "\"AA\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"oct\",\"k\":\"AA\"}", CRD_CODE_KEY_MALFORMED},
    /* For key agreement. */
    {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_MALFORMED},
    {"{\"kty\":\"OKP\",\"crv\":\"X448\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_MALFORMED},
    /* Kinds of others: that is not to say that they are wrong. */
    {"{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_UNSUPPORTED},
    {"{\"kty\":\"OKP\",\"crv\":\"ed25519\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_UNSUPPORTED},
    {"{\"kty\":\"okp\",\"crv\":\"Ed25519\",\"x\":\"" X "\"}",
     CRD_CODE_KEY_UNSUPPORTED},
    {"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}",
     CRD_CODE_KEY_UNSUPPORTED},
    {"{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}", CRD_CODE_KEY_UNSUPPORTED},
};

static void a_malformed_jwk_gives_no_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BAD_JWKS / sizeof *BAD_JWKS; i++) {
        crd_arena arena;
        crd_arena_init(&arena, NULL, 0);
        expect(url_of(&arena, crd_span_of(BAD_JWKS[i].jwk)), BAD_JWKS[i].code);
        crd_arena_free(&arena);
    }
    expect(CRD_SPAN(EXAMPLE_P256), CRD_CODE_KEY_UNSUPPORTED);
    expect(CRD_SPAN(EXAMPLE_X25519), CRD_CODE_KEY_MALFORMED);
}

/* Security case 66: a did:jwk of 8,192 characters is read, no longer one; and
 * one that is all brackets is refused by depth. */
static void a_did_jwk_is_bounded(void **state)
{
    enum { BIG = 100000 };
    /* 8,184 characters of base64url stand for this many bytes. */
    const size_t most = (CRD_DID_JWK_TEXT_MAX - 8) / 4 * 3;
    char *text = malloc(BIG);
    crd_verification_method method;
    crd_arena arena;
    (void)state;
    assert_non_null(text);
    crd_arena_init(&arena, NULL, 0);
    memset(text, ' ', BIG);
    memcpy(text, JWK, sizeof JWK - 1);
    assert_int_equal(
        resolve(&method, &arena, url_of(&arena, (crd_span){text, most}), NULL),
        CRD_OK);
    expect(url_of(&arena, (crd_span){text, most + 1}), CRD_CODE_KEY_MALFORMED);
    expect(url_of(&arena, (crd_span){text, BIG}), CRD_CODE_KEY_MALFORMED);
    memset(text, '[', BIG);
    expect(url_of(&arena, (crd_span){text, most}), CRD_CODE_KEY_MALFORMED);
    crd_arena_free(&arena);
    free(text);
}

/* Without memory there is no answer about the key. */
static void memory_can_run_out(void **state)
{
    crd_rc rc = CRD_E_MEMORY;
    size_t n = 0;
    (void)state;
    for (; rc != CRD_OK && n < 100; n++) {
        failing_allocator f = {0};
        crd_verification_method method;
        crd_arena arena;
        crd_error error;
        failing_init(&f, n);
        crd_arena_init(&arena, &f.allocator, 0);
        rc = resolve(&method, &arena, CRD_SPAN(DID "#0"), &error);
        assert_true(rc == CRD_OK || error.code == CRD_CODE_MEMORY);
        crd_arena_free(&arena);
        assert_int_equal(f.held, 0);
    }
    assert_int_equal(rc, CRD_OK);
    assert_true(n > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_did_jwk_is_its_own_document),
        cmocka_unit_test(use_limits_the_relationships),
        cmocka_unit_test(the_fragment_is_zero),
        cmocka_unit_test(the_identifier_has_one_spelling),
        cmocka_unit_test(a_malformed_jwk_gives_no_key),
        cmocka_unit_test(a_did_jwk_is_bounded),
        cmocka_unit_test(memory_can_run_out),
    };
    return cmocka_run_group_tests_name("did_jwk", tests, NULL, NULL);
}
