/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The generated table behind crd_embedded_contexts() (tools/embed).
 */
#ifndef JSONLD_EMBEDDED_CONTEXTS_H
#define JSONLD_EMBEDDED_CONTEXTS_H

#include "credimur/jsonld.h"

/** Sorted by URL, byte by byte; ended by an entry whose url is NULL. */
extern const crd_embedded_context crd_embedded_context_list[];
/** How many there are, without the last. */
extern const size_t crd_embedded_context_count;

#endif
