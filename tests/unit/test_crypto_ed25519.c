/* SPDX-License-Identifier: Apache-2.0 */
/* Room crypto: Ed25519 by the five rules of crypto.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <sodium.h>

#include "credimur/crypto.h"

static void from_hex(uint8_t *out, size_t len, const char *hex)
{
    size_t done;
    assert_int_equal(
        sodium_hex2bin(out, len, hex, strlen(hex), NULL, &done, NULL), 0);
    assert_int_equal(done, len);
}

static bool verifies(const uint8_t key[32], const uint8_t *signature,
                     size_t signature_len, const void *message,
                     size_t message_len)
{
    crd_public_key k = {.kind = CRD_KEY_ED25519, .len = 32};
    bool good = true;
    memcpy(k.bytes, key, 32);
    assert_int_equal(crd_verify_signature(&good, &k, signature, signature_len,
                                          message, message_len, NULL),
                     CRD_OK);
    return good;
}

/* RFC 8032, 7.1, tests 1, 2 and 3. */
static void signatures_match_rfc_8032(void **state)
{
    static const struct {
        const char *seed, *key, *message, *signature;
    } TESTS[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88"
         "21590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
         "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac"
         "1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
         "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9"
         "b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
        uint8_t seed[32], expected_key[32], message[2], expected[64];
        uint8_t secret[CRD_ED25519_SECRET_BYTES], signature[64];
        size_t len = strlen(TESTS[i].message) / 2;
        crd_public_key key;
        from_hex(seed, 32, TESTS[i].seed);
        from_hex(expected_key, 32, TESTS[i].key);
        from_hex(message, len, TESTS[i].message);
        from_hex(expected, 64, TESTS[i].signature);
        crd_ed25519_from_seed(&key, secret, seed);
        assert_int_equal(key.kind, CRD_KEY_ED25519);
        assert_int_equal(key.len, 32);
        assert_memory_equal(key.bytes, expected_key, 32);
        crd_ed25519_sign(signature, secret, message, len);
        assert_memory_equal(signature, expected, 64);
        assert_true(verifies(key.bytes, signature, 64, message, len));
        assert_false(verifies(key.bytes, signature, 64, "?", 1));
    }
}

static void make_pair(crd_public_key *key,
                      uint8_t secret[CRD_ED25519_SECRET_BYTES], uint8_t fill)
{
    uint8_t seed[CRD_ED25519_SEED_BYTES];
    memset(seed, fill, sizeof seed);
    crd_ed25519_from_seed(key, secret, seed);
}

static void any_changed_bit_is_refused(void **state)
{
    crd_public_key key;
    uint8_t secret[CRD_ED25519_SECRET_BYTES], signature[64];
    uint8_t message[24] = "a message to be changed";
    (void)state;
    make_pair(&key, secret, 3);
    crd_ed25519_sign(signature, secret, message, sizeof message);
    for (size_t bit = 0; bit < 8 * sizeof signature; bit++) {
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(
            verifies(key.bytes, signature, 64, message, sizeof message));
        signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * sizeof message; bit++) {
        message[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(
            verifies(key.bytes, signature, 64, message, sizeof message));
        message[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(verifies(key.bytes, signature, 64, message, sizeof message));
}

/* a + b for numbers of 32 bytes, the lowest first; the carry is dropped. */
static void add(uint8_t a[32], const uint8_t b[32])
{
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)a[i] + b[i];
        a[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

/* Security case 69: S at or above the group order, truncated, 65 bytes. */
static void a_signature_has_one_form(void **state)
{
    static const char ORDER[] =
        "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    crd_public_key key;
    uint8_t secret[CRD_ED25519_SECRET_BYTES], signature[65] = {0}, order[32];
    (void)state;
    make_pair(&key, secret, 4);
    crd_ed25519_sign(signature, secret, "m", 1);
    assert_true(verifies(key.bytes, signature, 64, "m", 1));
    for (size_t len = 0; len < 64; len++) {
        assert_false(verifies(key.bytes, signature, len, "m", 1));
    }
    assert_false(verifies(key.bytes, signature, 65, "m", 1));
    /* S + n * order holds in the equation just as well; fifteen of them fit
     * into 256 bits. */
    from_hex(order, 32, ORDER);
    for (int n = 1; n < 16; n++) {
        add(signature + 32, order);
        assert_false(verifies(key.bytes, signature, 64, "m", 1));
    }
}

/* The eight points of small order as they are written canonically, then the
 * other writings of the same points: y + p where that fits into 255 bits, and
 * the sign of an x that is 0. The last column is the order. */
static const struct {
    const char *hex;
    unsigned order;
} SMALL[] = {
    {"0100000000000000000000000000000000000000000000000000000000000000", 1},
    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", 2},
    {"0000000000000000000000000000000000000000000000000000000000000000", 4},
    {"0000000000000000000000000000000000000000000000000000000000000080", 4},
    {"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", 8},
    {"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", 8},
    {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", 8},
    {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", 8},
    {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", 1},
    {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1},
    {"0100000000000000000000000000000000000000000000000000000000000080", 1},
    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 2},
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", 4},
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 4},
};

/* k = SHA-512(R, A, M) modulo the group order. */
static void challenge(uint8_t k[32], const uint8_t r[32], const uint8_t a[32],
                      const uint8_t *message, size_t len)
{
    crypto_hash_sha512_state hash;
    uint8_t wide[64];
    crypto_hash_sha512_init(&hash);
    crypto_hash_sha512_update(&hash, r, 32);
    crypto_hash_sha512_update(&hash, a, 32);
    crypto_hash_sha512_update(&hash, message, len);
    crypto_hash_sha512_final(&hash, wide);
    crypto_core_ed25519_scalar_reduce(k, wide);
}

/* Security cases 67, 68: keys of small order, for which anyone can sign. */
static void keys_of_small_order_verify_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++) {
        uint8_t key[32], signature[64] = {0}, k[32], message[8] = {0};
        unsigned tried = 0;
        from_hex(key, 32, SMALL[i].hex);
        /* Any S, and R = [S]B: the equation holds whenever [k]A is the
         * identity, which is one message in `order`. */
        signature[32] = 42;
        assert_int_equal(
            crypto_scalarmult_ed25519_base_noclamp(signature, signature + 32),
            0);
        for (unsigned found = 0; found < 3; tried++) {
            message[0] = (uint8_t)tried;
            message[1] = (uint8_t)(tried >> 8);
            challenge(k, signature, key, message, sizeof message);
            if (k[0] % SMALL[i].order == 0) {
                found++;
                assert_false(
                    verifies(key, signature, 64, message, sizeof message));
            }
        }
        /* And they are refused as keys wherever one is read. */
        {
            char text[CRD_MULTIKEY_TEXT_MAX];
            crd_public_key small = {.kind = CRD_KEY_ED25519, .len = 32}, out;
            crd_error error;
            memcpy(small.bytes, key, 32);
            assert_int_equal(crd_multikey_write(text, &small, NULL), CRD_OK);
            assert_int_equal(crd_multikey_read(&out, crd_span_of(text), &error),
                             CRD_E_VALUE);
            assert_int_equal(error.code, CRD_CODE_KEY_MALFORMED);
        }
    }
}

/* The secret scalar of a pair: RFC 8032, 5.1.5, steps 1 and 2. */
static void secret_scalar(uint8_t out[32],
                          const uint8_t secret[CRD_ED25519_SECRET_BYTES])
{
    uint8_t hash[64];
    crypto_hash_sha512(hash, secret, 32);
    hash[0] &= 248;
    hash[31] &= 127;
    hash[31] |= 64;
    memset(hash + 32, 0, 32);
    crypto_core_ed25519_scalar_reduce(out, hash);
}

/* Security cases 68, 69: R of small order, in all its writings. The holder of
 * the key makes S = k a, so that with R the identity the equation holds. */
static void a_nonce_point_of_small_order_is_refused(void **state)
{
    crd_public_key key;
    uint8_t secret[CRD_ED25519_SECRET_BYTES], a[32];
    (void)state;
    make_pair(&key, secret, 5);
    secret_scalar(a, secret);
    for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++) {
        uint8_t signature[64], k[32];
        from_hex(signature, 32, SMALL[i].hex);
        challenge(k, signature, key.bytes, (const uint8_t *)"m", 1);
        crypto_core_ed25519_scalar_mul(signature + 32, k, a);
        assert_false(verifies(key.bytes, signature, 64, "m", 1));
    }
}

/* Security case 69: A and R not written canonically. Of the values from p to
 * 2^255 - 1 each is y + p for a y below 19. */
static void non_canonical_points_are_refused(void **state)
{
    crd_public_key key;
    uint8_t secret[CRD_ED25519_SECRET_BYTES], good[64];
    (void)state;
    make_pair(&key, secret, 6);
    crd_ed25519_sign(good, secret, "m", 1);
    for (unsigned y = 0; y < 2 * 19; y++) {
        uint8_t point[32], signature[64];
        char text[CRD_MULTIKEY_TEXT_MAX];
        crd_public_key other = {.kind = CRD_KEY_ED25519, .len = 32}, out;
        memset(point, 0xff, sizeof point);
        point[0] = (uint8_t)(0xed + y / 2);
        point[31] = y % 2 ? 0xff : 0x7f;
        memcpy(other.bytes, point, 32);
        assert_int_equal(crd_multikey_write(text, &other, NULL), CRD_OK);
        assert_int_equal(crd_multikey_read(&out, crd_span_of(text), NULL),
                         CRD_E_VALUE);
        assert_false(verifies(point, good, 64, "m", 1));
        memcpy(signature, good, 64);
        memcpy(signature, point, 32);
        assert_false(verifies(key.bytes, signature, 64, "m", 1));
    }
}

static void other_kinds_are_told_apart_from_wrong(void **state)
{
    crd_public_key key = {.kind = CRD_KEY_P256, .len = 33};
    uint8_t signature[64] = {0};
    bool good = false;
    crd_error error;
    (void)state;
    assert_int_equal(
        crd_verify_signature(&good, &key, signature, 64, "m", 1, &error),
        CRD_E_UNSUPPORTED);
    assert_int_equal(error.code, CRD_CODE_KEY_UNSUPPORTED);
    key.kind = CRD_KEY_P384;
    assert_int_equal(
        crd_verify_signature(&good, &key, signature, 64, "m", 1, &error),
        CRD_E_UNSUPPORTED);
    key.kind = CRD_KEY_NONE;
    assert_int_equal(
        crd_verify_signature(&good, &key, signature, 64, "m", 1, &error),
        CRD_E_VALUE);
    key.kind = CRD_KEY_ED25519; /* with the length of another kind */
    assert_int_equal(
        crd_verify_signature(&good, &key, signature, 64, "m", 1, &error),
        CRD_OK);
    assert_false(good);
}

static crd_rc sign_here(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                        size_t *out_len, const void *message,
                        size_t message_len, crd_error *error)
{
    (void)error;
    crd_ed25519_sign(out, context, message, message_len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

static crd_rc sign_never(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                         size_t *out_len, const void *message,
                         size_t message_len, crd_error *error)
{
    (void)context, (void)out, (void)out_len, (void)message, (void)message_len;
    return crd_fail(error, CRD_CODE_INTERNAL, "the token is gone");
}

static crd_rc sign_short(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                         size_t *out_len, const void *message,
                         size_t message_len, crd_error *error)
{
    CRD_TRY(sign_here(context, out, out_len, message, message_len, error));
    *out_len = CRD_SIGNATURE_MAX + 1;
    return CRD_OK;
}

static void a_signer_proves_itself(void **state)
{
    uint8_t secret[CRD_ED25519_SECRET_BYTES], other[CRD_ED25519_SECRET_BYTES];
    crd_public_key other_key;
    crd_signer signer = {.sign = sign_here, .context = secret};
    crd_error error;
    (void)state;
    make_pair(&signer.key, secret, 7);
    assert_int_equal(crd_signer_prove(&signer, &error), CRD_OK);
    make_pair(&other_key, other, 8);
    signer.context = other;
    assert_int_equal(crd_signer_prove(&signer, &error), CRD_E_VALUE);
    assert_int_equal(error.code, CRD_CODE_KEY_PAIR_MISMATCH);
    signer.context = secret;
    signer.sign = sign_short;
    assert_int_equal(crd_signer_prove(&signer, &error), CRD_E_VALUE);
    signer.sign = sign_never;
    assert_int_equal(crd_signer_prove(&signer, &error), CRD_E_INTERNAL);
    assert_string_equal(error.message, "the token is gone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_match_rfc_8032),
        cmocka_unit_test(any_changed_bit_is_refused),
        cmocka_unit_test(a_signature_has_one_form),
        cmocka_unit_test(keys_of_small_order_verify_nothing),
        cmocka_unit_test(a_nonce_point_of_small_order_is_refused),
        cmocka_unit_test(non_canonical_points_are_refused),
        cmocka_unit_test(other_kinds_are_told_apart_from_wrong),
        cmocka_unit_test(a_signer_proves_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
