/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The generated table behind crd_embedded_schemas() (tools/embed).
 */
#ifndef SCHEMA_EMBEDDED_SCHEMAS_H
#define SCHEMA_EMBEDDED_SCHEMAS_H

#include "credimur/schema.h"

/** Sorted by URL, byte by byte; ended by an entry whose url is NULL. */
extern const crd_embedded_schema crd_embedded_schema_list[];
/** How many there are, without the last. */
extern const size_t crd_embedded_schema_count;

#endif
