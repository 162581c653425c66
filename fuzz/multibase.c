/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as base58, base64url, multibase, a Multikey, a did:key and the URL
 * of a method: what is read is written again as it was. */
#include "credimur/did.h"
#include "target.h"

#define MOST 1024

/* Each of these encodings has one text for a value. */
static void read_encodings(crd_span text)
{
    static uint8_t bytes[MOST + 8];
    static char again[2 * MOST];
    size_t len = 0;
    crd_error error;
    if (crd_base58_read(bytes, &len, MOST, text, &error) == CRD_OK) {
        must_hold(len <= MOST);
        crd_base58_write(again, bytes, len);
        must_hold(crd_span_is(text, again));
    } else {
        must_hold(error.code == CRD_CODE_ENCODING_MALFORMED);
    }
    if (crd_base64url_read(bytes, &len, MOST, text, &error) == CRD_OK) {
        must_hold(len <= MOST);
        crd_base64url_write(again, bytes, len);
        must_hold(crd_span_is(text, again));
    } else {
        must_hold(error.code == CRD_CODE_ENCODING_MALFORMED);
    }
    if (crd_multibase_read(bytes, &len, MOST, text, &error) == CRD_OK) {
        must_hold(len <= MOST && (text.data[0] == 'z' || text.data[0] == 'u'));
    }
}

/* The other way: any bytes are written and read again. */
static void write_encodings(const uint8_t *data, size_t size)
{
    static char text[2 * MOST];
    static uint8_t again[MOST];
    size_t text_len, len = 0;
    if (size > MOST) {
        return;
    }
    text_len = crd_base58_write(text, data, size);
    must_hold(text_len < (size_t)CRD_BASE58_TEXT_MAX(size));
    must_hold(crd_base58_read(again, &len, size, (crd_span){text, text_len},
                              NULL) == CRD_OK);
    must_hold(len == size && (size == 0 || memcmp(again, data, size) == 0));
    text_len = crd_base64url_write(text, data, size);
    must_hold(crd_base64url_read(again, &len, size, (crd_span){text, text_len},
                                 NULL) == CRD_OK);
    must_hold(len == size && (size == 0 || memcmp(again, data, size) == 0));
}

static void read_key(crd_span text)
{
    crd_public_key key;
    crd_verification_method method;
    crd_error error;
    char again[CRD_MULTIKEY_TEXT_MAX], url[2 * CRD_DID_KEY_TEXT_MAX];
    if (crd_multikey_read(&key, text, &error) != CRD_OK) {
        must_hold(error.code == CRD_CODE_KEY_MALFORMED ||
                  error.code == CRD_CODE_KEY_UNSUPPORTED);
        return;
    }
    must_hold(crd_multikey_write(again, &key, NULL) == CRD_OK);
    must_hold(crd_span_is(text, again));
    must_hold(crd_did_key_method_write(url, &key, NULL) == CRD_OK);
    must_hold(crd_did_key_resolve(&method, crd_span_of(url), NULL) == CRD_OK);
    must_hold(memcmp(&method.key, &key, sizeof key) == 0);
}

static void resolve(crd_span url)
{
    crd_env env = crd_env_default((crd_instant){0, 0});
    crd_verification_method method;
    crd_arena arena;
    crd_error error;
    crd_arena_init(&arena, NULL, 0);
    if (crd_resolve_method(&method, &arena, &env, url, &error) == CRD_OK) {
        /* Nothing but a did:key resolves without a network. */
        char again[2 * CRD_DID_KEY_TEXT_MAX];
        must_hold(crd_did_key_method_write(again, &method.key, NULL) == CRD_OK);
        must_hold(crd_span_is(url, again));
    } else {
        must_hold(error.message[0] != '\0');
    }
    crd_arena_free(&arena);
}

/* Any bytes as a key, a signature and a message: an answer, good or not. */
static void verify(const uint8_t *data, size_t size)
{
    crd_public_key key = {.kind = CRD_KEY_ED25519, .len = 32};
    bool good = true;
    if (size < 96) {
        return;
    }
    memcpy(key.bytes, data, 32);
    must_hold(crd_verify_signature(&good, &key, data + 32, 64, data + 96,
                                   size - 96, NULL) == CRD_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span text = {(const char *)data, size};
    read_encodings(text);
    write_encodings(data, size);
    read_key(text);
    resolve(text);
    verify(data, size);
    return 0;
}
