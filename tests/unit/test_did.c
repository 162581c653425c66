/* SPDX-License-Identifier: Apache-2.0 */
/* Room did: did:key, did:web, controller documents, resolving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/did.h"

#define KEY_A "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu"
#define KEY_B "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
#define P256 "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"
#define DOC "https://college.example/issuer"

#define ALL                                                                    \
    (CRD_REL_AUTHENTICATION | CRD_REL_ASSERTION_METHOD |                       \
     CRD_REL_CAPABILITY_INVOCATION | CRD_REL_CAPABILITY_DELEGATION)

/* The key that a Multikey text stands for. */
static crd_public_key key_of(const char *text)
{
    crd_public_key key;
    assert_int_equal(crd_multikey_read(&key, crd_span_of(text), NULL), CRD_OK);
    return key;
}

static void did_key_is_written_and_resolved(void **state)
{
    static const char *const KEYS[] = {KEY_A, KEY_B, P256};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        crd_public_key key = key_of(KEYS[i]);
        char did[CRD_DID_KEY_TEXT_MAX], url[2 * CRD_DID_KEY_TEXT_MAX];
        crd_verification_method method;
        assert_int_equal(crd_did_key_write(did, &key, NULL), CRD_OK);
        assert_true(strncmp(did, "did:key:z", 9) == 0);
        assert_string_equal(did + 8, KEYS[i]);
        assert_int_equal(crd_did_key_method_write(url, &key, NULL), CRD_OK);
        assert_int_equal(crd_did_key_resolve(&method, crd_span_of(url), NULL),
                         CRD_OK);
        assert_true(crd_span_is(method.id, url));
        assert_true(crd_span_is(method.controller, did));
        assert_memory_equal(&method.key, &key, sizeof key);
        assert_int_equal(method.relationships, ALL);
        assert_false(method.has_expires);
        assert_false(method.has_revoked);
    }
}

static void assert_code(crd_rc rc, const crd_error *error, crd_code code)
{
    assert_string_equal(crd_code_get(error->code)->word,
                        crd_code_get(code)->word);
    assert_int_equal(rc, crd_code_get(code)->rc);
    assert_true(error->message[0] != '\0');
}

/* Security case 62: URLs that name no method, or that can be read two ways. */
static void method_urls_are_absolute_with_one_fragment(void **state)
{
    static const char *const BAD[] = {
        "",
        "#",
        "#" KEY_A,
        "key-1",
        "/issuer#key-1",
        "//college.example/issuer#key-1",
        "did:x#a#b",
        "did:key:" KEY_A,
        "did:key:" KEY_A "#",
        "did:key:" KEY_A "%23" KEY_A,
        "did:key:" KEY_A "%23x#" KEY_A,
        "did:key:" KEY_A "#" KEY_A "#" KEY_A,
        "did:key:" KEY_A "#" KEY_B,
        "did:key:" KEY_A "#key-1",
        "did:key:" KEY_A "# " KEY_A,
        "did:key:" KEY_A "#" KEY_A "\n",
        "did:#a",
        "did::#a",
        "did:key#a",
        "did:key:#a",
        "https:#a",
        "1https://college.example/#a",
        "https://college.example/%zz#a",
        "https://college.example/%2#a",
        "https://college.example/\xc3\xa9#a",
        "https://college.example/<>#a",
    };
    crd_env env = crd_env_default((crd_instant){0, 0});
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_verification_method method;
        crd_error error;
        crd_rc rc = crd_resolve_method(&method, &arena, &env,
                                       crd_span_of(BAD[i]), &error);
        assert_code(rc, &error, CRD_CODE_METHOD_URL_MALFORMED);
    }
    {
        /* A NUL does not end the text. */
        static const char NUL[] = "did:key:" KEY_A "#" KEY_A "\0x";
        crd_verification_method method;
        crd_error error;
        crd_rc rc = crd_resolve_method(&method, &arena, &env,
                                       (crd_span){NUL, sizeof NUL - 1}, &error);
        assert_code(rc, &error, CRD_CODE_METHOD_URL_MALFORMED);
    }
    crd_arena_free(&arena);
}

/* Security cases 65, 66: did:key of other kinds, lengths and characters. */
static void did_key_is_a_whole_key(void **state)
{
    static const struct {
        const char *key;
        crd_code code;
    } BAD[] = {
        /* X25519: for key agreement */
        {"z6LShs9GGnqk85isEBzzshkuVWrVKsRp24GnDuHk8QWkARMW",
         CRD_CODE_KEY_MALFORMED},
        /* secp256k1 */
        {"zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
         CRD_CODE_KEY_UNSUPPORTED},
        {"z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cx",
         CRD_CODE_KEY_MALFORMED},
        {"z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxuu",
         CRD_CODE_KEY_MALFORMED},
        {"z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cx0",
         CRD_CODE_KEY_MALFORMED},
        {"1.1:" KEY_A, CRD_CODE_KEY_MALFORMED},
        {KEY_A "/path", CRD_CODE_KEY_MALFORMED},
        {KEY_A "?versionId=1", CRD_CODE_KEY_MALFORMED},
        {"Z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu",
         CRD_CODE_KEY_MALFORMED},
    };
    size_t long_len = 100000;
    char *text = malloc(2 * long_len + 16);
    crd_verification_method method;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char url[256];
        size_t n = strlen(BAD[i].key);
        memcpy(url, "did:key:", 8);
        memcpy(url + 8, BAD[i].key, n);
        url[8 + n] = '#';
        memcpy(url + 9 + n, BAD[i].key, n + 1);
        assert_code(crd_did_key_resolve(&method, crd_span_of(url), &error),
                    &error, BAD[i].code);
    }
    memcpy(text, "did:key:z", 9);
    memset(text + 9, 'z', long_len);
    text[9 + long_len] = '#';
    memset(text + 10 + long_len, 'z', long_len);
    assert_code(crd_did_key_resolve(
                    &method, (crd_span){text, 2 * long_len + 10}, &error),
                &error, CRD_CODE_KEY_MALFORMED);
    free(text);
}

/* Looks for `url` in the document `text`, had from `from`. The method is good
 * as long as the arena of the test is. */
static crd_rc look_up(crd_verification_method *out, crd_arena *arena,
                      const char *text, const char *from, const char *url,
                      crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_json *document;
    assert_int_equal(
        crd_json_parse(&document, arena, crd_span_of(text), &limits, NULL),
        CRD_OK);
    return crd_controller_document_method(
        out, arena, document, crd_span_of(from), crd_span_of(url), error);
}

#define METHOD(id, key)                                                        \
    "{\"id\":\"" id "\",\"type\":\"Multikey\",\"controller\":\"" DOC           \
    "\",\"publicKeyMultibase\":\"" key "\"}"
#define METHOD_WITH(id, key, more)                                             \
    "{\"id\":\"" id "\",\"type\":\"Multikey\",\"controller\":\"" DOC           \
    "\",\"publicKeyMultibase\":\"" key "\"," more "}"
#define ENDS(member) "\"" member "\":\"2026-05-03T09:00:00Z\""
#define DOCUMENT(members) "{\"id\":\"" DOC "\"," members "}"

static void a_document_lists_its_methods(void **state)
{
    static const char TEXT[] =
        DOCUMENT("\"verificationMethod\":[" METHOD(DOC "#a", KEY_A) "," METHOD(
            "#b", KEY_B) "],\"assertionMethod\":[\"" DOC
                         "#a\",\"https://other.example/#a\"],"
                         "\"authentication\":[\"#b\"," METHOD("#c", P256) "]");
    crd_arena arena;
    crd_verification_method method;
    crd_public_key a = key_of(KEY_A), b = key_of(KEY_B), c = key_of(P256);
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#a", NULL),
                     CRD_OK);
    assert_true(crd_span_is(method.id, DOC "#a"));
    assert_true(crd_span_is(method.controller, DOC));
    assert_memory_equal(&method.key, &a, sizeof a);
    assert_int_equal(method.relationships, CRD_REL_ASSERTION_METHOD);
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#b", NULL),
                     CRD_OK);
    assert_memory_equal(&method.key, &b, sizeof b);
    assert_int_equal(method.relationships, CRD_REL_AUTHENTICATION);
    /* Embedded: for that relationship alone. */
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#c", NULL),
                     CRD_OK);
    assert_memory_equal(&method.key, &c, sizeof c);
    assert_int_equal(method.relationships, CRD_REL_AUTHENTICATION);
    crd_arena_free(&arena);
}

/* Security case 57: a key that is listed, but not for what it was used. */
static void a_key_serves_its_relationships_alone(void **state)
{
    static const char TEXT[] = DOCUMENT("\"verificationMethod\":[" METHOD(
        "#a", KEY_A) "," METHOD("#b", KEY_B) "],\"authentication\":[\"#a\"]");
    crd_instant now = {1000, 0};
    crd_arena arena;
    crd_verification_method method;
    crd_error error;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#a", NULL),
                     CRD_OK);
    assert_int_equal(
        crd_method_permits(&method, CRD_REL_AUTHENTICATION, now, now, NULL),
        CRD_OK);
    assert_code(
        crd_method_permits(&method, CRD_REL_ASSERTION_METHOD, now, now, &error),
        &error, CRD_CODE_METHOD_RELATIONSHIP);
    assert_string_equal(crd_code_get(error.code)->problem,
                        "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD");
    assert_non_null(strstr(error.message, "assertionMethod"));
    /* In the document, but under no relationship at all. */
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#b", NULL),
                     CRD_OK);
    assert_int_equal(method.relationships, 0);
    assert_code(
        crd_method_permits(&method, CRD_REL_AUTHENTICATION, now, now, &error),
        &error, CRD_CODE_METHOD_RELATIONSHIP);
    crd_arena_free(&arena);
}

/* Documents that give no key, each with its code. */
static const struct {
    const char *text;
    crd_code code;
} BAD_DOCUMENTS[] = {
    {"[]", CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {"{}", CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {"{\"id\":1}", CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {DOCUMENT("\"verificationMethod\":{}"),
     CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[\"" DOC "#a\"]"),
     CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD(
         "#a", KEY_A) "],\"authentication\":\"" DOC "#a\""),
     CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    {DOCUMENT("\"authentication\":[7]"),
     CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED},
    /* Another's document, in the place of this one. */
    {"{\"id\":\"https://mallory.example/\",\"verificationMethod\":[" METHOD(
         DOC "#a", KEY_A) "]}",
     CRD_CODE_CONTROLLER_DOCUMENT_ID},
    {"{\"id\":\"" DOC "/\",\"verificationMethod\":[" METHOD("#a", KEY_A) "]}",
     CRD_CODE_CONTROLLER_DOCUMENT_ID},
    {DOCUMENT("\"verificationMethod\":[]"), CRD_CODE_METHOD_NOT_FOUND},
    {DOCUMENT("\"verificationMethod\":[" METHOD("#A", KEY_A) "]"),
     CRD_CODE_METHOD_NOT_FOUND},
    {DOCUMENT("\"service\":[" METHOD(DOC "#a", KEY_A) "]"),
     CRD_CODE_METHOD_NOT_FOUND},
    {DOCUMENT("\"assertionMethod\":[\"" DOC "#a\"]"),
     CRD_CODE_METHOD_NOT_FOUND},
    /* One name twice: by the same spelling, by two, and in two members. */
    {DOCUMENT("\"verificationMethod\":[" METHOD("#a", KEY_A) "," METHOD(
         "#a", KEY_B) "]"),
     CRD_CODE_METHOD_AMBIGUOUS},
    {DOCUMENT("\"verificationMethod\":[" METHOD("#a", KEY_A) "," METHOD(
         DOC "#a", KEY_B) "]"),
     CRD_CODE_METHOD_AMBIGUOUS},
    {DOCUMENT("\"verificationMethod\":[" METHOD(
         "#a", KEY_A) "],\"assertionMethod\":[" METHOD("#a", KEY_B) "]"),
     CRD_CODE_METHOD_AMBIGUOUS},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":\"Multikey\","
              "\"controller\":\"https://mallory.example/\","
              "\"publicKeyMultibase\":\"" KEY_A "\"}]"),
     CRD_CODE_METHOD_CONTROLLER},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":\"Multikey\","
              "\"publicKeyMultibase\":\"" KEY_A "\"}]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":\"Multikey\","
              "\"controller\":[\"" DOC "\"],"
              "\"publicKeyMultibase\":\"" KEY_A "\"}]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"controller\":\"" DOC
              "\",\"publicKeyMultibase\":\"" KEY_A "\"}]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":[\"Multikey\"],"
              "\"controller\":\"" DOC "\",\"publicKeyMultibase\":\"" KEY_A
              "\"}]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":\"Multikey\","
              "\"controller\":\"" DOC "\"}]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD_WITH(
         "#a", KEY_A, "\"publicKeyJwk\":{}") "]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD_WITH(
         "#a", KEY_A, "\"secretKeyMultibase\":\"z3u2\"") "]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD_WITH(
         "#a", KEY_A, "\"expires\":\"2026-05-03\"") "]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD_WITH("#a", KEY_A,
                                                     "\"revoked\":null") "]"),
     CRD_CODE_METHOD_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[" METHOD("#a", "z6Mk") "]"),
     CRD_CODE_KEY_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\","
              "\"type\":\"Ed25519VerificationKey2020\",\"controller\":\"" DOC
              "\",\"publicKeyMultibase\":\"" P256 "\"}]"),
     CRD_CODE_KEY_MALFORMED},
    {DOCUMENT("\"verificationMethod\":[{\"id\":\"#a\",\"type\":\"JsonWebKey\","
              "\"controller\":\"" DOC "\",\"publicKeyJwk\":{}}]"),
     CRD_CODE_KEY_UNSUPPORTED},
};

/* Security cases 59, 60, 61: another controller, another document, one name
 * for two keys; and documents and methods without their form. */
static void a_wrong_document_gives_no_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BAD_DOCUMENTS / sizeof *BAD_DOCUMENTS; i++) {
        crd_verification_method method = {.relationships = 99};
        crd_arena arena;
        crd_error error;
        crd_rc rc;
        crd_arena_init(&arena, NULL, 0);
        rc = look_up(&method, &arena, BAD_DOCUMENTS[i].text, DOC, DOC "#a",
                     &error);
        assert_code(rc, &error, BAD_DOCUMENTS[i].code);
        assert_int_equal(method.relationships, 99);
        crd_arena_free(&arena);
    }
}

/* Security case 60: a method is looked for in its own document only. */
static void a_method_belongs_to_its_own_document(void **state)
{
    crd_verification_method method;
    crd_arena arena;
    crd_error error;
    crd_rc rc;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    rc = look_up(&method, &arena,
                 DOCUMENT("\"verificationMethod\":[" METHOD(
                     "https://other.example/#a", KEY_A) "]"),
                 DOC, "https://other.example/#a", &error);
    assert_code(rc, &error, CRD_CODE_METHOD_NOT_FOUND);
    crd_arena_free(&arena);
}

/* Security cases 63, 64: a key after its end; a `created` before it helps an
 * expired key and no revoked one. */
static void a_key_ends_when_it_says(void **state)
{
    static const char TEXT[] = DOCUMENT("\"assertionMethod\":[" METHOD_WITH(
        "#a", KEY_A, ENDS("expires")) "," METHOD_WITH("#b", KEY_B,
                                                      ENDS("revoked")) "]");
    crd_instant end, before, after;
    crd_arena arena;
    crd_verification_method method;
    crd_error error;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(
        crd_instant_parse(&end, CRD_SPAN("2026-05-03T09:00:00Z"), NULL),
        CRD_OK);
    before = (crd_instant){end.seconds - 1, 999999999};
    after = (crd_instant){end.seconds + 1, 0};
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#a", NULL),
                     CRD_OK);
    assert_true(method.has_expires);
    assert_false(method.has_revoked);
    assert_int_equal(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD,
                                        before, before, NULL),
                     CRD_OK);
    assert_code(
        crd_method_permits(&method, CRD_REL_ASSERTION_METHOD, end, end, &error),
        &error, CRD_CODE_METHOD_EXPIRED);
    /* It stands for what it signed in its time. */
    assert_int_equal(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD,
                                        before, after, NULL),
                     CRD_OK);
    assert_int_equal(look_up(&method, &arena, TEXT, DOC, DOC "#b", NULL),
                     CRD_OK);
    assert_int_equal(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD,
                                        before, before, NULL),
                     CRD_OK);
    /* A thief of a revoked key writes an earlier time: it is not believed. */
    assert_code(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD, before,
                                   after, &error),
                &error, CRD_CODE_METHOD_REVOKED);
    assert_code(
        crd_method_permits(&method, CRD_REL_ASSERTION_METHOD, end, end, &error),
        &error, CRD_CODE_METHOD_REVOKED);
    assert_code(crd_method_permits(&method, CRD_REL_ASSERTION_METHOD, after,
                                   after, &error),
                &error, CRD_CODE_METHOD_REVOKED);
    assert_string_equal(error.message,
                        "The key was revoked at 2026-05-03T09:00:00Z.");
    crd_arena_free(&arena);
}

/* What a test's network holds: one document, or none. */
typedef struct network {
    const char *body;
    crd_rc rc;
    unsigned asked;
    const char *url; /* what may be asked for; NULL: DOC */
} network;

static crd_rc fetch(void *context, crd_fetched *out, crd_arena *arena,
                    crd_fetch_kind kind, crd_span url, crd_error *error)
{
    network *n = context;
    n->asked++;
    assert_int_equal(kind, CRD_FETCH_CONTROLLER_DOCUMENT);
    assert_true(crd_span_is(url, n->url ? n->url : DOC));
    if (n->rc == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (n->rc != CRD_OK) {
        return crd_fail(error, CRD_CODE_KEY_UNAVAILABLE, "No route to host.");
    }
    out->body = crd_arena_copy(arena, crd_span_of(n->body));
    return CRD_OK;
}

static void an_https_method_is_fetched_once(void **state)
{
    network net = {DOCUMENT("\"assertionMethod\":[" METHOD("#a", KEY_A) "]"),
                   CRD_OK, 0, NULL};
    crd_env env = crd_env_default((crd_instant){0, 0});
    crd_verification_method method;
    crd_public_key key = key_of(KEY_A);
    crd_arena arena;
    crd_error error;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    env.fetch = fetch;
    env.fetch_context = &net;
    assert_int_equal(
        crd_resolve_method(&method, &arena, &env, CRD_SPAN(DOC "#a"), &error),
        CRD_OK);
    assert_int_equal(net.asked, 1);
    assert_memory_equal(&method.key, &key, sizeof key);
    assert_true(crd_span_is(method.controller, DOC));
    assert_int_equal(method.relationships, CRD_REL_ASSERTION_METHOD);
    net.body = "<html>";
    assert_code(
        crd_resolve_method(&method, &arena, &env, CRD_SPAN(DOC "#a"), &error),
        &error, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED);
    net.rc = CRD_E_UNAVAILABLE;
    assert_code(
        crd_resolve_method(&method, &arena, &env, CRD_SPAN(DOC "#a"), &error),
        &error, CRD_CODE_KEY_UNAVAILABLE);
    assert_non_null(strstr(error.message, "No route to host."));
    net.rc = CRD_E_MEMORY;
    assert_code(
        crd_resolve_method(&method, &arena, &env, CRD_SPAN(DOC "#a"), &error),
        &error, CRD_CODE_MEMORY);
    crd_arena_free(&arena);
}

#define LABEL_62                                                               \
    "a123456789b123456789c123456789d123456789e123456789f123456789-z"

/* Each did:web with the URL of its document (did:web, "Create"). */
static void a_did_web_is_an_address(void **state)
{
    static const char *const GOOD[][2] = {
        {"did:web:w3c-ccg.github.io",
         "https://w3c-ccg.github.io/.well-known/did.json"},
        {"did:web:w3c-ccg.github.io:user:alice",
         "https://w3c-ccg.github.io/user/alice/did.json"},
        {"did:web:example.com%3A3000:user:alice",
         "https://example.com:3000/user/alice/did.json"},
        {"did:web:example.com%3A3000",
         "https://example.com:3000/.well-known/did.json"},
        {"did:web:example.com%3A65535",
         "https://example.com:65535/.well-known/did.json"},
        {"did:web:1.2.3.example", "https://1.2.3.example/.well-known/did.json"},
        {"did:web:xn--caf-dma.example",
         "https://xn--caf-dma.example/.well-known/did.json"},
        {"did:web:" LABEL_62 "a.example",
         "https://" LABEL_62 "a.example/.well-known/did.json"},
        /* A path has its own letters, and is case-sensitive. */
        {"did:web:example.com:Staff:a.b_c-d",
         "https://example.com/Staff/a.b_c-d/did.json"},
        {"did:web:example.com:caf%C3%A9",
         "https://example.com/caf%C3%A9/did.json"},
        {"did:web:example.com:...x", "https://example.com/...x/did.json"},
        {"did:web:example.com:.well-known:a",
         "https://example.com/.well-known/a/did.json"},
    };
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        crd_span url = CRD_SPAN_NONE;
        assert_int_equal(
            crd_did_web_url(&url, &arena, crd_span_of(GOOD[i][0]), NULL),
            CRD_OK);
        assert_string_equal(url.data, GOOD[i][1]);
        assert_int_equal(url.len, strlen(GOOD[i][1]));
    }
    crd_arena_free(&arena);
}

/* Security case 132: what is not the one address of one document, with a code
 * of its own. A port that is written as the method says is none of them: the
 * fetcher refuses it (case 131), unless it is listed. */
static const char *const BAD_DID_WEBS[] = {
    "",
    "did:web:",
    "did:WEB:example.com",
    "DID:web:example.com",
    "did:web:example",
    "did:web:localhost",
    "did:web:.example.com",
    "did:web:example..com",
    "did:web:example.com.",
    "did:web:-a.example",
    "did:web:a-.example",
    "did:web:" LABEL_62 "ab.example",
    /* Upper case; an internationalised name in other letters. */
    "did:web:Example.com",
    "did:web:example.COM",
    "did:web:caf\xc3\xa9.example",
    "did:web:caf%C3%A9.example",
    "did:web:\xd0\xb0pple.example",
    /* Addresses, in their own form and in others. */
    "did:web:127.0.0.1",
    "did:web:10.1",
    "did:web:2130706433",
    "did:web:0x7f000001",
    "did:web:0177.0.0.1",
    "did:web:127.0.0.0x1",
    "did:web:[::1]",
    "did:web:%5B%3A%3A1%5D",
    /* Ports that are none. */
    "did:web:example.com%3A",
    "did:web:example.com%3A0",
    "did:web:example.com%3A65536",
    "did:web:example.com%3A99999999999",
    "did:web:example.com%3A0443",
    "did:web:example.com%3A443x",
    "did:web:example.com%3A-1",
    "did:web:example.com%3A443%3A443",
    "did:web:example.com%3a443",
    "did:web:%3A443",
    /* Slashes, user names, queries and fragments, plain and escaped. */
    "did:web:example.com/path",
    "did:web:example.com%2Fpath",
    "did:web:example.com%2F..%2Fx",
    "did:web:user@example.com",
    "did:web:example.com%40evil.example",
    "did:web:evil.example%23.example.com",
    "did:web:example.com?x=1",
    "did:web:example.com#key",
    "did:web:example.com:a/b",
    "did:web:example.com:a%2Fb",
    "did:web:example.com:a%2fb",
    "did:web:example.com:a%5Cb",
    "did:web:example.com:a\\b",
    "did:web:example.com:%2E%2E",
    "did:web:example.com:a?b",
    "did:web:example.com:a%3Fb",
    "did:web:example.com:a#b",
    "did:web:example.com:a%23b",
    "did:web:example.com:a@b",
    "did:web:example.com:a;b",
    "did:web:example.com:a%00",
    "did:web:example.com:a%0D%0Ab",
    "did:web:example.com:a\r\nb",
    "did:web:example.com:a b",
    "did:web:example.com:a%",
    "did:web:example.com:a%C",
    "did:web:example.com:a%c3%a9",
    "did:web:example.com:a%GG",
    /* Paths that lead elsewhere. */
    "did:web:example.com:",
    "did:web:example.com::a",
    "did:web:example.com:a:",
    "did:web:example.com:a::b",
    "did:web:example.com:.",
    "did:web:example.com:..",
    "did:web:example.com:a:..:b",
    "did:web:example.com:.well-known",
};

static void assert_no_did_web(crd_arena *arena, crd_span did)
{
    crd_span url = CRD_SPAN_NONE;
    crd_error error;
    crd_rc rc = crd_did_web_url(&url, arena, did, &error);
    assert_code(rc, &error, CRD_CODE_DID_WEB_MALFORMED);
    assert_string_equal(crd_code_get(error.code)->problem,
                        "MALFORMED_VALUE_ERROR");
    assert_null(url.data);
}

static void a_malformed_did_web_has_no_address(void **state)
{
    char *text;
    size_t n = 10 * 1024;
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof BAD_DID_WEBS / sizeof *BAD_DID_WEBS; i++) {
        assert_no_did_web(&arena, crd_span_of(BAD_DID_WEBS[i]));
    }
    /* A NUL that a C string would end at. */
    assert_no_did_web(&arena, CRD_SPAN("did:web:example.com\0.evil.example"));
    assert_no_did_web(&arena, CRD_SPAN("did:web:example.com:a\0b"));
    /* 10 kB, in the host and in the path; and just beyond each limit. */
    text = malloc(n + 1);
    assert_non_null(text);
    memset(text, 'a', n);
    memcpy(text, "did:web:", 8);
    assert_no_did_web(&arena, (crd_span){text, n});
    memcpy(text, "did:web:example.com:", 20);
    assert_no_did_web(&arena, (crd_span){text, n});
    assert_no_did_web(&arena, (crd_span){text, CRD_DID_WEB_TEXT_MAX + 1});
    crd_span url;
    assert_int_equal(crd_did_web_url(&url, &arena,
                                     (crd_span){text, CRD_DID_WEB_TEXT_MAX},
                                     NULL),
                     CRD_OK);
    for (size_t i = 8; i < 8 + 254; i += 2) { /* 254 characters of host */
        memcpy(text + i, "a.", 2);
    }
    assert_no_did_web(&arena, (crd_span){text, 8 + 255});
    assert_int_equal(
        crd_did_web_url(&url, &arena, (crd_span){text, 8 + 253}, NULL), CRD_OK);
    free(text);
    crd_arena_free(&arena);
}

#define DID_DOCUMENT(id, method)                                               \
    "{\"id\":\"" id "\",\"assertionMethod\":[{\"id\":\"" method                \
    "\",\"type\":\"Multikey\",\"controller\":\"" id                            \
    "\",\"publicKeyMultibase\":\"" KEY_A "\"}]}"

/* Security case 60: the document at a did:web's address must be that DID's. */
static void a_did_web_method_is_fetched_once(void **state)
{
    static const char DID[] = "did:web:college.example:staff";
    network net = {DID_DOCUMENT("did:web:college.example:staff",
                                "did:web:college.example:staff#a"),
                   CRD_OK, 0, "https://college.example/staff/did.json"};
    crd_env env = crd_env_default((crd_instant){0, 0});
    crd_span method_url = CRD_SPAN("did:web:college.example:staff#a");
    crd_verification_method method;
    crd_public_key key = key_of(KEY_A);
    crd_arena arena;
    crd_error error;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    env.fetch = fetch;
    env.fetch_context = &net;
    assert_int_equal(
        crd_resolve_method(&method, &arena, &env, method_url, &error), CRD_OK);
    assert_int_equal(net.asked, 1);
    assert_memory_equal(&method.key, &key, sizeof key);
    assert_true(crd_span_is(method.controller, DID));
    assert_int_equal(method.relationships, CRD_REL_ASSERTION_METHOD);
    /* The address is not the name: no document may say so. */
    net.body = DID_DOCUMENT("https://college.example/staff/did.json",
                            "did:web:college.example:staff#a");
    assert_code(crd_resolve_method(&method, &arena, &env, method_url, &error),
                &error, CRD_CODE_CONTROLLER_DOCUMENT_ID);
    net.body = DID_DOCUMENT("did:web:college.example",
                            "did:web:college.example:staff#a");
    assert_code(crd_resolve_method(&method, &arena, &env, method_url, &error),
                &error, CRD_CODE_CONTROLLER_DOCUMENT_ID);
    net.body = DID_DOCUMENT("did:web:college.example:staff",
                            "did:web:college.example:staff#b");
    assert_code(crd_resolve_method(&method, &arena, &env, method_url, &error),
                &error, CRD_CODE_METHOD_NOT_FOUND);
    net.rc = CRD_E_UNAVAILABLE;
    assert_code(crd_resolve_method(&method, &arena, &env, method_url, &error),
                &error, CRD_CODE_KEY_UNAVAILABLE);
    net.rc = CRD_E_MEMORY;
    assert_code(crd_resolve_method(&method, &arena, &env, method_url, &error),
                &error, CRD_CODE_MEMORY);
    crd_arena_free(&arena);
}

/* No network is not "wrong", and neither is a method that we lack. */
static void what_cannot_be_resolved_is_undecided(void **state)
{
    static const struct {
        const char *url;
        bool online;
        crd_code code;
    } URLS[] = {
        {DOC "#a", false, CRD_CODE_KEY_UNAVAILABLE},
        {"did:web:college.example#a", false, CRD_CODE_KEY_UNAVAILABLE},
        {"did:web:College.example#a", false, CRD_CODE_DID_WEB_MALFORMED},
        {"did:web:college.example/issuer#a", true, CRD_CODE_DID_WEB_MALFORMED},
        {"https:college.example#a", true, CRD_CODE_METHOD_UNSUPPORTED},
        {"did:webs:college.example#a", true, CRD_CODE_METHOD_UNSUPPORTED},
        {"did:ion:EiClkZMDxPKqC9c#a", true, CRD_CODE_METHOD_UNSUPPORTED},
        {"did:keys:" KEY_A "#" KEY_A, true, CRD_CODE_METHOD_UNSUPPORTED},
        {"http://college.example/issuer#a", true, CRD_CODE_METHOD_UNSUPPORTED},
        {"urn:uuid:0b4bd5e2-6f2c-4a3f-8f59-3b3f8a1f8c11#a", true,
         CRD_CODE_METHOD_UNSUPPORTED},
        {"file:///etc/passwd#a", true, CRD_CODE_METHOD_UNSUPPORTED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof URLS / sizeof *URLS; i++) {
        network net = {"{}", CRD_OK, 0, NULL};
        crd_env env = crd_env_default((crd_instant){0, 0});
        crd_verification_method method;
        crd_arena arena;
        crd_error error;
        crd_rc rc;
        crd_arena_init(&arena, NULL, 0);
        env.fetch = URLS[i].online ? fetch : NULL;
        env.fetch_context = &net;
        rc = crd_resolve_method(&method, &arena, &env, crd_span_of(URLS[i].url),
                                &error);
        assert_code(rc, &error, URLS[i].code);
        assert_int_equal(net.asked, 0);
        crd_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(did_key_is_written_and_resolved),
        cmocka_unit_test(method_urls_are_absolute_with_one_fragment),
        cmocka_unit_test(did_key_is_a_whole_key),
        cmocka_unit_test(a_document_lists_its_methods),
        cmocka_unit_test(a_key_serves_its_relationships_alone),
        cmocka_unit_test(a_wrong_document_gives_no_key),
        cmocka_unit_test(a_method_belongs_to_its_own_document),
        cmocka_unit_test(a_key_ends_when_it_says),
        cmocka_unit_test(an_https_method_is_fetched_once),
        cmocka_unit_test(a_did_web_is_an_address),
        cmocka_unit_test(a_malformed_did_web_has_no_address),
        cmocka_unit_test(a_did_web_method_is_fetched_once),
        cmocka_unit_test(what_cannot_be_resolved_is_undecided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
