/* SPDX-License-Identifier: Apache-2.0 */
/* The vectors of the did:key method: the identifier follows from the key, and
 * the key from the identifier, for the kinds we verify with and by prefix and
 * bytes for the others. Documents are not compared: they are of old key types
 * (conformance.md, 4). */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/did.h"
#include "tests/support/suite.h"

#define KEY_MAX 700

/* A key as a vector gives it, and what its kind needs. */
typedef struct vector {
    const char *prefix; /* two bytes */
    uint8_t key[KEY_MAX];
    size_t len;
    crd_code code; /* what resolving it gives */
} vector;

/* By the first characters of the identifier, which the prefix fixes. */
static const struct {
    const char *start, *prefix;
    crd_code code;
} KINDS[] = {
    {"z6Mk", "\xed\x01", CRD_CODE_NONE},            /* Ed25519 */
    {"zDn", "\x80\x24", CRD_CODE_NONE},             /* P-256 */
    {"z82", "\x81\x24", CRD_CODE_NONE},             /* P-384 */
    {"z2J9", "\x82\x24", CRD_CODE_KEY_UNSUPPORTED}, /* P-521 */
    {"zQ3s", "\xe7\x01", CRD_CODE_KEY_UNSUPPORTED}, /* secp256k1 */
    {"zUC7", "\xeb\x01", CRD_CODE_KEY_UNSUPPORTED}, /* BLS12-381 G2 */
    {"z4MX", "\x85\x24", CRD_CODE_KEY_UNSUPPORTED}, /* RSA 2048 */
    {"zggh", "\x85\x24", CRD_CODE_KEY_UNSUPPORTED}, /* RSA 4096 */
    {"z6LS", "\xec\x01", CRD_CODE_KEY_MALFORMED},   /* X25519 */
};

static bool find_kind(vector *v, crd_span identifier)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (crd_span_starts(identifier, KINDS[i].start)) {
            v->prefix = KINDS[i].prefix;
            v->code = KINDS[i].code;
            return true;
        }
    }
    return false;
}

/* Appends one DER integer that is not negative; returns where it ends. */
static uint8_t *put_integer(uint8_t *p, const uint8_t *n, size_t len)
{
    size_t whole = len + (n[0] >> 7);
    *p++ = 0x02;
    if (whole > 255) {
        *p++ = 0x82;
        *p++ = (uint8_t)(whole >> 8);
    } else if (whole > 127) {
        *p++ = 0x81;
    }
    *p++ = (uint8_t)whole;
    if (n[0] >> 7) {
        *p++ = 0;
    }
    memcpy(p, n, len);
    return p + len;
}

/* RSAPublicKey (RFC 8017, A.1.1), whose length takes two bytes here. */
static bool rsa_key(vector *v, const crd_json *jwk)
{
    uint8_t n[520], e[8], *p = v->key + 4;
    size_t n_len, e_len, body;
    if (crd_base64url_read(n, &n_len, sizeof n, crd_json_get_text(jwk, "n"),
                           NULL) != CRD_OK ||
        crd_base64url_read(e, &e_len, sizeof e, crd_json_get_text(jwk, "e"),
                           NULL) != CRD_OK) {
        return false;
    }
    p = put_integer(p, n, n_len);
    p = put_integer(p, e, e_len);
    v->len = (size_t)(p - v->key);
    body = v->len - 4;
    v->key[0] = 0x30;
    v->key[1] = 0x82;
    v->key[2] = (uint8_t)(body >> 8);
    v->key[3] = (uint8_t)body;
    return true;
}

/* x alone for OKP; with the sign of y before it for EC (SEC 1, 2.3.3). */
static bool curve_key(vector *v, const crd_json *jwk)
{
    uint8_t y[80];
    size_t y_len = 0, first = 0;
    crd_span y_text = crd_json_get_text(jwk, "y");
    if (y_text.data) {
        if (crd_base64url_read(y, &y_len, sizeof y, y_text, NULL) != CRD_OK ||
            y_len == 0) {
            return false;
        }
        v->key[first++] = (uint8_t)(2 + (y[y_len - 1] & 1));
    }
    if (crd_base64url_read(v->key + first, &v->len, KEY_MAX - first,
                           crd_json_get_text(jwk, "x"), NULL) != CRD_OK) {
        return false;
    }
    v->len += first;
    return true;
}

/* The key's bytes from `publicKeyBase58` or `publicKeyJwk` of `holder`. */
static bool read_key(vector *v, const crd_json *holder)
{
    crd_span text = crd_json_get_text(holder, "publicKeyBase58");
    const crd_json *jwk = crd_json_get(holder, "publicKeyJwk");
    if (text.data) {
        return crd_base58_read(v->key, &v->len, KEY_MAX, text, NULL) == CRD_OK;
    }
    if (!jwk) {
        return false;
    }
    return crd_json_is_text(crd_json_get(jwk, "kty"), "RSA")
               ? rsa_key(v, jwk)
               : curve_key(v, jwk);
}

/* What `crd_did_key_resolve` says of the identifier. */
static bool resolves_as_expected(const vector *v, crd_span did)
{
    char url[2 * CRD_BASE58_TEXT_MAX(KEY_MAX) + 32];
    crd_verification_method method;
    crd_error error;
    snprintf(url, sizeof url, "%.*s#%.*s", (int)did.len, did.data,
             (int)did.len - 8, did.data + 8);
    crd_error_clear(&error);
    if (crd_did_key_resolve(&method, crd_span_of(url), &error) != CRD_OK) {
        return error.code == v->code;
    }
    return v->code == CRD_CODE_NONE && method.key.len == v->len &&
           memcmp(method.key.bytes, v->key, v->len) == 0 &&
           crd_span_equal(method.controller, did);
}

/* NULL if all holds for the DID and the key that `holder` gives, else what
 * does not. */
static const char *check(crd_span did, const crd_json *holder)
{
    static vector v;
    uint8_t bytes[KEY_MAX + 2], read[KEY_MAX + 2];
    char text[CRD_BASE58_TEXT_MAX(KEY_MAX + 2) + 1] = "z";
    size_t len, read_len;
    crd_span identifier = {did.data + 8, did.len - 8};
    memset(&v, 0, sizeof v);
    if (!find_kind(&v, identifier) || !read_key(&v, holder)) {
        return "the vector cannot be read";
    }
    len = v.len + 2;
    memcpy(bytes, v.prefix, 2);
    memcpy(bytes + 2, v.key, v.len);
    crd_base58_write(text + 1, bytes, len);
    if (!crd_span_is(identifier, text)) {
        return "the identifier made from the key is another";
    }
    if (crd_multibase_read(read, &read_len, sizeof read, identifier, NULL) !=
            CRD_OK ||
        read_len != len || memcmp(read, bytes, len) != 0) {
        return "the key read from the identifier is another";
    }
    return resolves_as_expected(&v, did) ? NULL : "it resolves otherwise";
}

/* The Ed25519 vectors give their seed: the key and the DID follow from it. */
static const char *check_seed(crd_span did, crd_span seed_text)
{
    uint8_t seed[CRD_ED25519_SEED_BYTES] = {0};
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    char text[CRD_DID_KEY_TEXT_MAX];
    crd_public_key key;
    if (!crd_span_starts(did, "did:key:z6Mk") || seed_text.len != 64) {
        return NULL;
    }
    for (size_t i = 0; i < 64; i++) {
        char c = seed_text.data[i];
        seed[i / 2] =
            (uint8_t)(seed[i / 2] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10));
    }
    crd_ed25519_from_seed(&key, secret, seed);
    if (crd_did_key_write(text, &key, NULL) != CRD_OK ||
        !crd_span_is(did, text)) {
        return "the DID made from the seed is another";
    }
    return NULL;
}

static const crd_json *holder_of(const crd_json *value)
{
    static const char *const NAMES[] = {"verificationKeyPair",
                                        "verificationMethod"};
    for (size_t i = 0; i < 2; i++) {
        const crd_json *holder = crd_json_get(value, NAMES[i]);
        if (crd_json_is(holder, CRD_JSON_ARRAY) && holder->len > 0) {
            return &holder->as.items[0];
        }
        if (holder) {
            return holder;
        }
    }
    return value; /* RSA: the key stands beside the document */
}

static void run_case(suite *s, const char *file, const crd_json_member *member)
{
    crd_span did = crd_json_key(member);
    const char *why;
    char name[160];
    snprintf(name, sizeof name, "%s %.60s", file, did.data);
    /* One BLS12-381 vector names two keys and gives but the first. */
    if (crd_span_starts(did, "did:key:z5Tc")) {
        suite_skip(s, name, "algorithm-not-offered");
        return;
    }
    why = check(did, holder_of(&member->value));
    if (!why) {
        why = check_seed(did, crd_json_get_text(&member->value, "seed"));
    }
    suite_check(s, why == NULL, name, "%s", why ? why : "");
}

/* x25519.json is one vector: a document of four DIDs. */
static void run_x25519(suite *s, const crd_json *documents)
{
    const char *why = documents ? NULL : "the vector cannot be read";
    for (uint32_t i = 0; documents && !why && i < documents->len; i++) {
        const crd_json_member *each = &documents->as.members[i];
        why = check(crd_json_key(each), holder_of(&each->value));
    }
    suite_check(s, why == NULL, "x25519.json", "%s", why ? why : "");
}

static void run_file(suite *s, const char *name)
{
    const crd_limits limits = crd_limits_default();
    crd_span text = suite_file(s, name);
    crd_arena arena;
    crd_json *file;
    crd_arena_init(&arena, NULL, 0);
    if (crd_json_parse(&file, &arena, text, &limits, NULL) != CRD_OK) {
        suite_fail(s, name, "the file cannot be read");
    } else if (crd_json_get(file, "didDocument")) {
        run_x25519(s, crd_json_get(file, "didDocument"));
    } else {
        for (uint32_t i = 0; i < file->len; i++) {
            run_case(s, name, &file->as.members[i]);
        }
    }
    crd_arena_free(&arena);
    free((void *)(uintptr_t)text.data);
}

int main(void)
{
    suite *s = suite_open("did-key", "did-key");
    char **files;
    if (!s) {
        return suite_missing();
    }
    files = suite_list(s, "");
    for (size_t i = 0; files[i]; i++) {
        if (strstr(files[i], ".json")) {
            run_file(s, files[i]);
        }
        free(files[i]);
    }
    free(files);
    return suite_close(s);
}
