/* SPDX-License-Identifier: Apache-2.0 */
/**
 * General categories of Unicode, for \p{...} in patterns.
 */
#ifndef SCHEMA_UNICODE_CATEGORY_H
#define SCHEMA_UNICODE_CATEGORY_H

#include "credimur/base.h"

/** How many there are; a set of them is a word with a bit for each. */
#define SCHEMA_CATEGORIES 30
#define SCHEMA_CATEGORIES_ALL (((uint32_t)1 << SCHEMA_CATEGORIES) - 1)

/** The generated table (tools/unicode-categories). */
extern const uint32_t schema_category_runs[];
extern const size_t schema_category_run_count;

/** The bit of the category of `code`. */
uint32_t schema_category_of(uint32_t code);

/** The categories that `name` ("Letter", "Lu", "Decimal_Number") stands for;
 *  0 if it names none. */
uint32_t schema_category_set(crd_span name);

#endif
