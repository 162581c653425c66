/* SPDX-License-Identifier: Apache-2.0 */
/** Random bytes of the system. */
#ifndef KEYRING_RANDOM_H
#define KEYRING_RANDOM_H

#include "credimur/base.h"

/** Fills `out` by getrandom; waits until the system's pool is ready. */
CRD_MUST_USE crd_rc crd_keyring_random(uint8_t *out, size_t len,
                                       crd_error *error);

#endif
