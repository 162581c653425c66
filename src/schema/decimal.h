/* SPDX-License-Identifier: Apache-2.0 */
/**
 * JSON numbers as exact decimals: two texts of one value are one number, and
 * no digit is ever lost to a double.
 */
#ifndef SCHEMA_DECIMAL_H
#define SCHEMA_DECIMAL_H

#include "credimur/json.h"

/** More digits than these have no multipleOf (the default limit of the reader
 *  is 1,024 bytes for a number). */
#define SCHEMA_DIGITS_MAX 1024u

/** A view of a number's text: value = digits * 10^exponent. The digits begin
 *  and end with one that is not 0; zero has none. */
typedef struct schema_decimal {
    const char *text; /**< the digits, with at most one '.' among them */
    uint32_t digits;  /**< how many, without the '.' */
    int64_t exponent; /**< clamped beyond a million million */
    bool negative;    /**< never for zero */
} schema_decimal;

/** The view of `number`, whose text is that of a JSON number. */
schema_decimal schema_decimal_of(const crd_json *number);

bool schema_decimal_is_integer(schema_decimal a);

/** Negative, 0 or positive. */
int schema_decimal_compare(schema_decimal a, schema_decimal b);

/** True if `a` is `b` times an integer; `b` is greater than 0 and both have at
 *  most SCHEMA_DIGITS_MAX digits. */
bool schema_decimal_is_multiple(schema_decimal a, schema_decimal b);

/** The same for equal numbers. */
uint64_t schema_decimal_hash(schema_decimal a);

/** A non-negative integer, the greatest that fits for larger ones; false if
 *  `a` is none. */
bool schema_decimal_to_bound(uint64_t *out, schema_decimal a);

#endif
