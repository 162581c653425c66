/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519 (RFC 8032), by libsodium, behind rules of our own. */
#include "crypto/ed25519.h"

#include <pthread.h>
#include <sodium.h>

/* The order of the base point, 2^252 + 27742317777372353535851937790883648493,
 * and the prime 2^255 - 19; lowest byte first, as encodings are. */
static const uint8_t GROUP_ORDER[32] = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
    0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
static const uint8_t FIELD_PRIME[32] = {
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

/* The y of the points of order 1, 2, 4 and 8 (two); each stands for both
 * signs of x. */
static const uint8_t SMALL_ORDER_Y[5][32] = {
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05}};

/* Public values only: the time taken may depend on them. */
static bool below(const uint8_t a[32], const uint8_t bound[32])
{
    for (size_t i = 32; i-- > 0;) {
        if (a[i] != bound[i]) {
            return a[i] < bound[i];
        }
    }
    return false;
}

/* libsodium asks to be started once. This chooses the machine's instructions
 * for good; nothing here depends on the answer, for Ed25519 draws no random
 * bytes. */
static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;

static void start_sodium(void)
{
    int started = sodium_init();
    (void)started;
}

bool crd_ed25519_point_sound(const uint8_t point[32])
{
    uint8_t y[32];
    memcpy(y, point, sizeof y);
    y[31] &= 0x7f; /* the sign of x */
    if (!below(y, FIELD_PRIME)) {
        return false;
    }
    for (size_t i = 0; i < sizeof SMALL_ORDER_Y / sizeof *SMALL_ORDER_Y; i++) {
        if (memcmp(y, SMALL_ORDER_Y[i], sizeof y) == 0) {
            return false;
        }
    }
    return true;
}

bool crd_ed25519_verify(const uint8_t key[32],
                        const uint8_t signature[CRD_ED25519_SIGNATURE_BYTES],
                        const void *message, size_t message_len)
{
    pthread_once(&sodium_once, start_sodium);
    /* libsodium applies the same rules today, unless it was built to be
     * compatible with older versions; here they hold however it was built. */
    return crd_ed25519_point_sound(key) && crd_ed25519_point_sound(signature) &&
           below(signature + 32, GROUP_ORDER) &&
           crypto_sign_ed25519_verify_detached(signature, message, message_len,
                                               key) == 0;
}

void crd_ed25519_from_seed(crd_public_key *public_key,
                           uint8_t secret[CRD_ED25519_SECRET_BYTES],
                           const uint8_t seed[CRD_ED25519_SEED_BYTES])
{
    pthread_once(&sodium_once, start_sodium);
    memset(public_key, 0, sizeof *public_key);
    public_key->kind = CRD_KEY_ED25519;
    public_key->len = crypto_sign_ed25519_PUBLICKEYBYTES;
    crypto_sign_ed25519_seed_keypair(public_key->bytes, secret, seed);
}

void crd_ed25519_sign(uint8_t out[CRD_ED25519_SIGNATURE_BYTES],
                      const uint8_t secret[CRD_ED25519_SECRET_BYTES],
                      const void *message, size_t message_len)
{
    pthread_once(&sodium_once, start_sodium);
    crypto_sign_ed25519_detached(out, NULL, message, message_len, secret);
}
