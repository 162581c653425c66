/* SPDX-License-Identifier: Apache-2.0 */
/** Ed25519 (RFC 8032) within the room; the rules stand in crypto.h. */
#ifndef CRYPTO_ED25519_H
#define CRYPTO_ED25519_H

#include "credimur/crypto.h"

/**
 * Rules 2 and 3 for the encoding of a point: its y is written canonically, and
 * it is not one of the eight points of small order. Whether it lies on the
 * curve is left to the verification.
 */
bool crd_ed25519_point_sound(const uint8_t point[32]);

/** Whether `signature` is one by `key` over `message`, by all five rules. */
bool crd_ed25519_verify(const uint8_t key[32],
                        const uint8_t signature[CRD_ED25519_SIGNATURE_BYTES],
                        const void *message, size_t message_len);

#endif
