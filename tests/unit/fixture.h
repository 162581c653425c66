/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, a small badge and a way to sign it, for the tests of the rooms from
 * proof to issue. Everything is made from fixed seeds: the same each time. */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/proof.h"

#define FIXTURE_AT "2026-06-01T12:00:00Z"
#define FIXTURE_CREATED "2026-05-03T09:00:00Z"

#define FIXTURE_CONTEXTS                                                       \
    "\"https://www.w3.org/ns/credentials/v2\","                                \
    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""

/* A badge by the issuer %s. */
#define FIXTURE_BADGE                                                          \
    "{\"@context\":[" FIXTURE_CONTEXTS "],"                                    \
    "\"id\":\"urn:uuid:9f2e2a3c-8d0b-4c8e-9f6f-1f0b7f0e2a10\","                \
    "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"             \
    "\"issuer\":{\"id\":\"%s\",\"type\":[\"Profile\"],"                        \
    "\"name\":\"Northfield College\"},"                                        \
    "\"validFrom\":\"2026-05-03T09:00:00Z\","                                  \
    "\"validUntil\":\"2031-05-03T09:00:00Z\","                                 \
    "\"name\":\"Food Safety\","                                                \
    "\"credentialSubject\":{\"id\":\"did:example:liat\","                      \
    "\"type\":[\"AchievementSubject\"],"                                       \
    "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":false,"           \
    "\"identityHash\":\"Liat Cohen\",\"identityType\":\"name\"}],"             \
    "\"achievement\":{\"id\":\"https://northfield.example/food\","             \
    "\"type\":[\"Achievement\"],\"name\":\"Food Safety\","                     \
    "\"description\":\"Handles food safely.\","                                \
    "\"criteria\":{\"narrative\":\"Passed the test.\"}}},"                     \
    "\"evidence\":[{\"id\":\"https://northfield.example/e/1\","                \
    "\"type\":[\"Evidence\"],\"name\":\"Test\"}]}"

typedef struct fixture_key {
    crd_signer signer;
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    char did[CRD_DID_KEY_TEXT_MAX];
    char method[2 * CRD_DID_KEY_TEXT_MAX];
} fixture_key;

static inline crd_rc fixture_sign_bytes(void *context,
                                        uint8_t out[CRD_SIGNATURE_MAX],
                                        size_t *out_len, const void *message,
                                        size_t len, crd_error *error)
{
    (void)error;
    crd_ed25519_sign(out, context, message, len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

static inline void fixture_key_make(fixture_key *key, uint8_t seed_byte)
{
    uint8_t seed[CRD_ED25519_SEED_BYTES];
    memset(seed, seed_byte, sizeof seed);
    crd_ed25519_from_seed(&key->signer.key, key->secret, seed);
    key->signer.sign = fixture_sign_bytes;
    key->signer.context = key->secret;
    assert_int_equal(crd_did_key_write(key->did, &key->signer.key, NULL),
                     CRD_OK);
    assert_int_equal(
        crd_did_key_method_write(key->method, &key->signer.key, NULL), CRD_OK);
}

static inline crd_env fixture_env(void)
{
    crd_instant now;
    assert_int_equal(crd_instant_parse(&now, CRD_SPAN(FIXTURE_AT), NULL),
                     CRD_OK);
    return crd_env_default(now);
}

static inline crd_json *fixture_parse(crd_arena *arena, const char *text)
{
    crd_limits limits = crd_limits_default();
    crd_json *value = NULL;
    crd_error error;
    crd_rc rc =
        crd_json_parse(&value, arena, crd_span_of(text), &limits, &error);
    if (rc != CRD_OK) {
        print_error("%s\n%s\n", error.message, text);
    }
    assert_int_equal(rc, CRD_OK);
    return value;
}

/* JSON text in the arena. */
static inline char *fixture_write(crd_arena *arena, const crd_json *value)
{
    crd_buffer out;
    crd_span copy;
    crd_buffer_init(&out, NULL, (size_t)64 << 20);
    crd_json_write(&out, value);
    assert_int_equal(crd_buffer_rc(&out, NULL), CRD_OK);
    copy = crd_arena_copy(arena, crd_buffer_span(&out));
    assert_non_null(copy.data);
    crd_buffer_free(&out);
    return (char *)(uintptr_t)copy.data;
}

/* The text with the first `from` replaced; it must be there. */
static inline char *fixture_replace(crd_arena *arena, const char *text,
                                    const char *from, const char *to)
{
    const char *at = strstr(text, from);
    size_t before;
    char *out;
    assert_non_null(at);
    before = (size_t)(at - text);
    out = crd_arena_alloc(arena, strlen(text) + strlen(to) + 1);
    assert_non_null(out);
    memcpy(out, text, before);
    memcpy(out + before, to, strlen(to));
    memcpy(out + before + strlen(to), at + strlen(from),
           strlen(at + strlen(from)) + 1);
    return out;
}

static inline char *fixture_badge(crd_arena *arena, const char *issuer)
{
    crd_span text = crd_arena_printf(arena, FIXTURE_BADGE, issuer);
    assert_non_null(text.data);
    return (char *)(uintptr_t)text.data;
}

/* `text` with a proof by `key`; `options` may be NULL: an assertion. */
static inline char *fixture_sign(crd_arena *arena, crd_integrity *bench,
                                 const char *text, const fixture_key *key,
                                 crd_suite suite,
                                 const crd_proof_options *options)
{
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED)};
    crd_json *made = NULL;
    crd_error error;
    crd_rc rc;
    if (options) {
        o = *options;
    }
    o.suite = suite;
    if (!o.verification_method.len) {
        o.verification_method = crd_span_of(key->method);
    }
    rc = crd_proof_create(&made, bench, arena, fixture_parse(arena, text), &o,
                          &key->signer, NULL, &error);
    if (rc != CRD_OK) {
        print_error("%s %s\n", error.message, error.pointer);
    }
    assert_int_equal(rc, CRD_OK);
    return fixture_write(arena, made);
}

#endif
