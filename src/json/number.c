/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers: from JSON text to the nearest double, and from a double to the
 * shortest text that reads back as it (RFC 8785, 3.2.2.3).
 *
 * strtod and printf take the decimal point from the locale. Neither is ever
 * shown one here: digits and exponent are handed over as an integer with an
 * exponent ("125e-1"), and of printed digits only the digits are taken. */
#include "json/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Digits beyond these cannot change the nearest double except by not being
 * zero: a number halfway between two doubles has at most 767. */
#define DIGITS_MAX 800
/* Exponents beyond this are 0 or infinite for any number of digits kept. */
#define EXPONENT_MAX 100000
#define EXACT_INTEGER ((uint64_t)1 << 53)

/* ---- Text to double -------------------------------------------------------
 */

static double by_strtod(const char *digits, size_t count, int exponent)
{
    char text[DIGITS_MAX + 16];
    snprintf(text, sizeof text, "%.*se%d", (int)count, digits, exponent);
    return strtod(text, NULL);
}

double json_decimal(const char *digits, size_t count, int exponent)
{
    static const double POWERS[] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t integer = 0;
    if (count > 15 || exponent < -22 || exponent > 22) {
        return by_strtod(digits, count, exponent);
    }
    for (size_t i = 0; i < count; i++) {
        integer = integer * 10 + (uint64_t)(digits[i] - '0');
    }
    /* Both factors are exact, so the one operation rounds once. */
    return exponent < 0 ? (double)integer / POWERS[-exponent]
                        : (double)integer * POWERS[exponent];
}

/* Reads an exponent, clamped, from what follows the 'e'. */
static int read_exponent(const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int exponent = 0;
    p += p < end && (*p == '-' || *p == '+');
    for (; p < end && exponent < EXPONENT_MAX; p++) {
        exponent = exponent * 10 + (*p - '0');
    }
    return negative ? -exponent : exponent;
}

crd_rc crd_json_double(double *out, const crd_json *number, crd_error *error)
{
    char digits[DIGITS_MAX];
    size_t count = 0, dropped = 0, fraction = 0;
    bool in_fraction = false, tail = false;
    long long exponent = 0;
    if (!crd_json_is(number, CRD_JSON_NUMBER)) {
        return crd_fail(error, CRD_CODE_JSON_NUMBER_RANGE,
                        "A number was expected here.");
    }
    const char *p = number->as.text, *end = p + number->len;
    bool negative = p < end && *p == '-';
    for (p += negative; p < end && *p != 'e' && *p != 'E'; p++) {
        if (*p == '.') {
            in_fraction = true;
            continue;
        }
        fraction += in_fraction;
        if (count == 0 && *p == '0') {
            continue;
        }
        if (count == DIGITS_MAX - 1) {
            tail = tail || *p != '0';
            dropped++;
            continue;
        }
        digits[count++] = *p;
    }
    if (p < end) {
        exponent = read_exponent(p + 1, end);
    }
    exponent += (long long)dropped - (long long)fraction;
    if (tail) {
        digits[count++] = '1';
        exponent--;
    }
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) {
        exponent = exponent > 0 ? EXPONENT_MAX : -EXPONENT_MAX;
    }
    double value = count ? json_decimal(digits, count, (int)exponent) : 0;
    if (isinf(value)) {
        return crd_fail(error, CRD_CODE_JSON_NUMBER_RANGE,
                        "The number %.*s is larger than a double can hold.",
                        (int)(number->len < 40 ? number->len : 40),
                        number->as.text);
    }
    *out = negative ? -value : value;
    return CRD_OK;
}

/* ---- Double to text -------------------------------------------------------
 */

/* A positive number as `digits` * 10^(exponent - count + 1): the exponent is
 * that of the first digit. */
typedef struct decimal {
    char digits[20];
    size_t count;
    int exponent;
} decimal;

/* Correctly rounded to `count` digits. */
static decimal round_to(double value, size_t count)
{
    char text[40];
    const char *p = text;
    decimal d = {.count = 0};
    snprintf(text, sizeof text, "%.*e", (int)count - 1, value);
    for (; *p != 'e'; p++) {
        if (*p >= '0' && *p <= '9') {
            d.digits[d.count++] = *p;
        }
    }
    d.exponent = (int)strtol(p + 1, NULL, 10);
    return d;
}

static bool reads_back(const decimal *d, double value)
{
    return json_decimal(d->digits, d->count, d->exponent - (int)d->count + 1) ==
           value;
}

static void add_one_unit(decimal *d)
{
    size_t i = d->count;
    while (i > 0 && d->digits[i - 1] == '9') {
        d->digits[--i] = '0';
    }
    if (i > 0) {
        d->digits[i - 1]++;
    } else {
        d->digits[0] = '1';
        d->exponent++;
    }
}

static bool is_power_of_two(double normal)
{
    uint64_t bits;
    memcpy(&bits, &normal, sizeof bits);
    return (bits & (((uint64_t)1 << 52) - 1)) == 0;
}

/* Below a power of two doubles lie twice as close as above it, so the digits
 * nearest to it may read back as its lower neighbour while the next ones up,
 * farther away, read back as itself. */
static bool shortened_to(decimal *d, double value, size_t count)
{
    *d = round_to(value, count);
    if (reads_back(d, value)) {
        return true;
    }
    if (!is_power_of_two(value)) {
        return false;
    }
    add_one_unit(d);
    return reads_back(d, value);
}

/* The fewest digits that read back as `value`, of those the nearest. */
static decimal shortest(double value)
{
    /* Any 15 digits survive a double of full precision, so if 15 do, they
     * are the shortest with zeros behind; near the smallest doubles, which
     * have less precision, every length is tried. */
    size_t count = value > 1e-290 ? 15 : 1;
    decimal d;
    while (!shortened_to(&d, value, count) && count < 17) {
        count++;
    }
    while (d.count > 1 && d.digits[d.count - 1] == '0') {
        d.count--;
    }
    return d;
}

static size_t put(char *out, size_t at, const char *text, size_t len)
{
    memcpy(out + at, text, len);
    return at + len;
}

/* ECMAScript, Number::toString, steps 6 to 11: k digits, and n such that the
 * value is 0.digits * 10^n. */
static size_t write_decimal(char *out, size_t at, const decimal *d)
{
    static const char ZEROS[] = "000000000000000000000";
    size_t k = d->count;
    int n = d->exponent + 1;
    if (n > 0 && n <= 21 && k <= (size_t)n) {
        at = put(out, at, d->digits, k);
        return put(out, at, ZEROS, (size_t)n - k);
    }
    if (n > 0 && n <= 21) {
        at = put(out, at, d->digits, (size_t)n);
        at = put(out, at, ".", 1);
        return put(out, at, d->digits + n, k - (size_t)n);
    }
    if (n > -6 && n <= 0) {
        at = put(out, at, "0.", 2);
        at = put(out, at, ZEROS, (size_t)-n);
        return put(out, at, d->digits, k);
    }
    at = put(out, at, d->digits, 1);
    if (k > 1) {
        at = put(out, at, ".", 1);
        at = put(out, at, d->digits + 1, k - 1);
    }
    return at +
           (size_t)snprintf(out + at, CRD_DOUBLE_TEXT_MAX - at, "e%+d", n - 1);
}

size_t crd_double_write(char out[CRD_DOUBLE_TEXT_MAX], double value)
{
    size_t at = 0;
    decimal d;
    if (!isfinite(value)) {
        return 0;
    }
    if (value < 0) {
        out[at++] = '-';
        value = -value;
    }
    if (value <= (double)EXACT_INTEGER && value == (double)(uint64_t)value) {
        /* -0 is 0 here: it is not less than 0. */
        return at + (size_t)snprintf(out + at, CRD_DOUBLE_TEXT_MAX - at, "%llu",
                                     (unsigned long long)value);
    }
    d = shortest(value);
    return write_decimal(out, at, &d);
}
