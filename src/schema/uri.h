/* SPDX-License-Identifier: Apache-2.0 */
/**
 * URI references, as far as schemas need them (RFC 3986).
 */
#ifndef SCHEMA_URI_H
#define SCHEMA_URI_H

#include "credimur/base.h"

/** Cuts `reference` at the first '#'; `*fragment` is what follows it, empty
 *  if nothing does. Returns what comes before. */
crd_span schema_uri_split(crd_span reference, crd_span *fragment);

/** `reference` (without a fragment) resolved against `base` (RFC 3986, 5.2);
 *  `.data` NULL when memory is out. */
crd_span schema_uri_resolve(crd_arena *arena, crd_span base,
                            crd_span reference);

/** The bytes that a percent-encoded `text` stands for; a '%' that no two
 *  hexadecimal digits follow stays. `.data` NULL when memory is out. */
crd_span schema_uri_decode(crd_arena *arena, crd_span text);

#endif
