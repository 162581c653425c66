/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room crypto: digests, keys, signatures and their encodings. Ed25519 is
 * libsodium's, which refuses small-order keys and non-canonical encodings;
 * SHA-2 is OpenSSL's. Secrets live in caller buffers and are wiped after use.
 */
#ifndef CREDIMUR_CRYPTO_H
#define CREDIMUR_CRYPTO_H

#include "credimur/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Digests --------------------------------------------------------------
 */

typedef enum crd_hash_kind { CRD_SHA256 = 0, CRD_SHA384 } crd_hash_kind;

#define CRD_SHA256_BYTES 32
#define CRD_SHA384_BYTES 48
#define CRD_DIGEST_MAX 48

/** 32 or 48. */
CRD_API size_t crd_digest_size(crd_hash_kind kind);
/** Digest of `data`; writes crd_digest_size(kind) bytes. Cannot fail. */
CRD_API void crd_digest(uint8_t *out, crd_hash_kind kind, const void *data,
                        size_t len);
/** HMAC-SHA-256 (RFC 2104). */
CRD_API void crd_hmac_sha256(uint8_t out[CRD_SHA256_BYTES], const void *key,
                             size_t key_len, const void *data, size_t len);
/** Lower-case hexadecimal; writes 2 * len + 1 bytes with the NUL. */
CRD_API void crd_hex_write(char *out, const uint8_t *data, size_t len);

/** Overwrites memory in a way the compiler keeps. */
CRD_API void crd_wipe(void *memory, size_t len);
/** Equal bytes, in time that does not depend on where they differ. */
CRD_API bool crd_equal_constant_time(const void *a, const void *b, size_t len);

/* ---- Text encodings -------------------------------------------------------
 */

/** Bytes of base58btc text for `len` bytes, at most (with NUL). */
#define CRD_BASE58_TEXT_MAX(len) ((len)*138 / 100 + 3)
/** No more is written or read as base58: the conversion is quadratic. */
#define CRD_BASE58_BYTES_MAX 1024
/**
 * Writes base58btc without a prefix; returns the length; ends in NUL. `len` is
 * at most CRD_BASE58_BYTES_MAX.
 */
CRD_API size_t crd_base58_write(char *out, const uint8_t *data, size_t len);
/**
 * Reads base58btc into at most `capacity` bytes, and never more than
 * CRD_BASE58_BYTES_MAX. ENCODING_MALFORMED for a foreign character or too long
 * a value; bounded time whatever the length (security case 66).
 */
CRD_API CRD_MUST_USE crd_rc crd_base58_read(uint8_t *out, size_t *out_len,
                                            size_t capacity, crd_span text,
                                            crd_error *error);
/** Bytes of base64url text for `len` bytes (with NUL). */
#define CRD_BASE64URL_TEXT_MAX(len) (((len)*4 + 2) / 3 + 1)
/** base64url without padding (RFC 4648, 5). Returns the length; ends in NUL. */
CRD_API size_t crd_base64url_write(char *out, const uint8_t *data, size_t len);
/** Strict: no padding, no white space, no non-zero trailing bits (case 102). */
CRD_API CRD_MUST_USE crd_rc crd_base64url_read(uint8_t *out, size_t *out_len,
                                               size_t capacity, crd_span text,
                                               crd_error *error);
/**
 * Multibase (Controlled Identifiers 1.0, 2.4): `z` base58btc or `u` base64url
 * without padding; any other prefix is ENCODING_MALFORMED.
 */
CRD_API CRD_MUST_USE crd_rc crd_multibase_read(uint8_t *out, size_t *out_len,
                                               size_t capacity, crd_span text,
                                               crd_error *error);

/* ---- Keys ------------------------------------------------------------------
 */

typedef enum crd_key_kind {
    CRD_KEY_NONE = 0,
    CRD_KEY_ED25519,
    CRD_KEY_P256,
    CRD_KEY_P384
} crd_key_kind;

#define CRD_PUBLIC_KEY_MAX 97
/** A public key: Ed25519 32 bytes; P-256 33 and P-384 49, compressed point. */
typedef struct crd_public_key {
    crd_key_kind kind;
    uint8_t len;
    uint8_t bytes[CRD_PUBLIC_KEY_MAX];
} crd_public_key;

#define CRD_ED25519_SEED_BYTES 32
#define CRD_ED25519_SECRET_BYTES 64
#define CRD_ED25519_SIGNATURE_BYTES 64
#define CRD_SIGNATURE_MAX 96

#define CRD_MULTIKEY_TEXT_MAX 160
/** publicKeyMultibase of a Multikey: z, multicodec prefix, key (CID 2.2.2). */
CRD_API CRD_MUST_USE crd_rc crd_multikey_write(char out[CRD_MULTIKEY_TEXT_MAX],
                                               const crd_public_key *key,
                                               crd_error *error);
/**
 * A public key from its bytes, looked at as crd_multikey_read does: the length,
 * and for Ed25519 rules 2 and 3 below. KEY_MALFORMED.
 */
CRD_API CRD_MUST_USE crd_rc crd_public_key_read(crd_public_key *out,
                                                crd_key_kind kind,
                                                const uint8_t *bytes,
                                                size_t len, crd_error *error);
/**
 * Reads a publicKeyMultibase: prefixes 0xed01, 0x8024, 0x8124 only, with the
 * exact length each needs (security cases 65 and 66), in base58btc only. An
 * Ed25519 key of small order or not canonical is refused here already (rules 2
 * and 3 below). KEY_MALFORMED; KEY_UNSUPPORTED for the multicodec of a key
 * that verifies signatures of a kind we lack. X25519 is none: KEY_MALFORMED.
 */
CRD_API CRD_MUST_USE crd_rc crd_multikey_read(crd_public_key *out,
                                              crd_span text, crd_error *error);

/**
 * Verifies `signature` over `message`. KEY_UNSUPPORTED for a kind we lack, now
 * P-256 and P-384; a wrong signature is no error: `*good` is false.
 *
 * An Ed25519 signature (R, S) by the key A is good if, and only if,
 *  1. it has 64 bytes, and the key 32;
 *  2. A and R are written canonically: their y is below 2^255 - 19;
 *  3. A and R are not of small order (the eight points of order 1, 2, 4, 8);
 *  4. S is below the order of the group, so no signature has a second form;
 *  5. A lies on the curve and [S]B = R + [k]A without a cofactor, compared as
 *     bytes, with k = SHA-512(R, A, message) (RFC 8032, 5.1.7).
 * Rules 2 and 3 are stricter than RFC 8032, rule 5 is its stricter choice. A
 * key of mixed order passes: signatures by it still need its secret.
 */
CRD_API CRD_MUST_USE crd_rc
crd_verify_signature(bool *good, const crd_public_key *key,
                     const uint8_t *signature, size_t signature_len,
                     const void *message, size_t message_len, crd_error *error);

/* ---- Signers ---------------------------------------------------------------
 */

/**
 * Something that signs: a key in this process, in another, in a token. The
 * public key is known; the private one never leaves the signer.
 */
typedef struct crd_signer {
    crd_public_key key;
    crd_rc (*sign)(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                   size_t *out_len, const void *message, size_t message_len,
                   crd_error *error);
    void *context;
} crd_signer;

/** An Ed25519 key pair from a 32-byte seed (RFC 8032). */
CRD_API void crd_ed25519_from_seed(crd_public_key *public_key,
                                   uint8_t secret[CRD_ED25519_SECRET_BYTES],
                                   const uint8_t seed[CRD_ED25519_SEED_BYTES]);
/** Ed25519 signature by a secret of crd_ed25519_from_seed. */
CRD_API void crd_ed25519_sign(uint8_t out[CRD_ED25519_SIGNATURE_BYTES],
                              const uint8_t secret[CRD_ED25519_SECRET_BYTES],
                              const void *message, size_t message_len);

/** Signs and verifies a fixed text: a key pair proves itself once, when opened.
 */
CRD_API CRD_MUST_USE crd_rc crd_signer_prove(const crd_signer *signer,
                                             crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
