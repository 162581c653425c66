/* SPDX-License-Identifier: Apache-2.0 */
/** Shared by the readers of text encodings. */
#ifndef CRYPTO_ENCODING_H
#define CRYPTO_ENCODING_H

#include "credimur/base.h"

/**
 * ENCODING_MALFORMED: the character at `offset` of `text` is not one of
 * `encoding`. Says which character, unless it is not printable.
 */
crd_rc crd_encoding_foreign(crd_error *error, const char *encoding,
                            crd_span text, size_t offset);

#endif
