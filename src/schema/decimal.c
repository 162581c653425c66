/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing and dividing numbers by their decimal digits. */
#include "schema/decimal.h"

/* Far beyond the shift that digits could make good, far from overflow. */
#define EXPONENT_MAX ((int64_t)1000000000000)

/* Reads the digits of a decimal one by one, past the '.'. */
typedef struct digit_reader {
    const char *at;
    uint32_t left;
} digit_reader;

static digit_reader digits_of(schema_decimal a)
{
    return (digit_reader){a.text, a.digits};
}

/* The next digit; 0 when all have been read. */
static int next(digit_reader *r)
{
    if (r->left == 0) {
        return 0;
    }
    r->at += *r->at == '.';
    r->left--;
    return *r->at++ - '0';
}

static int64_t read_exponent(const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int64_t exponent = 0;
    for (p += p < end && (*p == '-' || *p == '+'); p < end; p++) {
        if (exponent < EXPONENT_MAX) {
            exponent = exponent * 10 + (*p - '0');
        }
    }
    return negative ? -exponent : exponent;
}

schema_decimal schema_decimal_of(const crd_json *number)
{
    schema_decimal a = {.text = number->as.text};
    const char *p = number->as.text, *end = p + number->len;
    int64_t after_point = 0;
    uint32_t zeros = 0; /* read since the last other digit */
    bool in_fraction = false;
    bool negative = p < end && *p == '-';
    for (p += negative; p < end && *p != 'e' && *p != 'E'; p++) {
        if (*p == '.') {
            in_fraction = true;
            continue;
        }
        after_point += in_fraction;
        if (*p == '0') {
            zeros += a.digits > 0;
            continue;
        }
        if (a.digits == 0) {
            a.text = p;
        }
        a.digits += zeros + 1;
        zeros = 0;
    }
    if (a.digits > 0) {
        a.negative = negative;
        a.exponent = (p < end ? read_exponent(p + 1, end) : 0) - after_point +
                     (int64_t)zeros;
    }
    return a;
}

bool schema_decimal_is_integer(schema_decimal a)
{
    return a.digits == 0 || a.exponent >= 0;
}

static int compare_magnitude(schema_decimal a, schema_decimal b)
{
    int64_t a_size = a.exponent + a.digits, b_size = b.exponent + b.digits;
    digit_reader x = digits_of(a), y = digits_of(b);
    if (a.digits == 0 || b.digits == 0) {
        return (a.digits > 0) - (b.digits > 0);
    }
    if (a_size != b_size) {
        return a_size < b_size ? -1 : 1;
    }
    while (x.left > 0 || y.left > 0) {
        int c = next(&x) - next(&y);
        if (c != 0) {
            return c;
        }
    }
    return 0;
}

int schema_decimal_compare(schema_decimal a, schema_decimal b)
{
    if (a.negative != b.negative) {
        return a.negative ? -1 : 1;
    }
    int c = compare_magnitude(a, b);
    return a.negative ? -c : c;
}

/* A remainder as decimal digits, the most significant first. */
typedef struct remainder {
    uint8_t digits[SCHEMA_DIGITS_MAX + 1];
    uint8_t by[SCHEMA_DIGITS_MAX + 1]; /* the divisor, as wide */
    uint32_t width;
} remainder;

/* The remainder of 10 times itself plus `digit`. */
static void take_digit(remainder *r, int digit)
{
    memmove(r->digits, r->digits + 1, r->width - 1);
    r->digits[r->width - 1] = (uint8_t)digit;
    while (memcmp(r->digits, r->by, r->width) >= 0) {
        int borrow = 0;
        for (uint32_t i = r->width; i-- > 0;) {
            int d = r->digits[i] - r->by[i] - borrow;
            borrow = d < 0;
            r->digits[i] = (uint8_t)(d + 10 * borrow);
        }
    }
}

static bool is_zero(const remainder *r)
{
    for (uint32_t i = 0; i < r->width; i++) {
        if (r->digits[i] != 0) {
            return false;
        }
    }
    return true;
}

/* a = A * 10^e and b = B * 10^f with integers A and B that do not end in 0.
 * For e < f, b divides a only if 10 divides A, and it does not. Otherwise B
 * must divide A * 10^(e-f). More zeros than B has factors 2 or 5, which are
 * less than four for each of its digits, change nothing. */
bool schema_decimal_is_multiple(schema_decimal a, schema_decimal b)
{
    remainder r;
    digit_reader x = digits_of(a), y = digits_of(b);
    int64_t zeros = a.exponent - b.exponent;
    int64_t enough = 4 * (int64_t)b.digits;
    if (a.digits == 0) {
        return true;
    }
    if (zeros < 0 || a.digits > SCHEMA_DIGITS_MAX ||
        b.digits > SCHEMA_DIGITS_MAX || b.digits == 0) {
        return false;
    }
    r.width = b.digits + 1;
    memset(r.digits, 0, r.width);
    r.by[0] = 0;
    for (uint32_t i = 1; i < r.width; i++) {
        r.by[i] = (uint8_t)next(&y);
    }
    while (x.left > 0) {
        take_digit(&r, next(&x));
    }
    for (int64_t i = 0; i < zeros && i < enough; i++) {
        take_digit(&r, 0);
    }
    return is_zero(&r);
}

uint64_t schema_decimal_hash(schema_decimal a)
{
    digit_reader x = digits_of(a);
    uint64_t h = (uint64_t)a.exponent * 2 + a.negative;
    while (x.left > 0) {
        h = h * 31 + (uint64_t)next(&x) + 1;
    }
    return h;
}

bool schema_decimal_to_bound(uint64_t *out, schema_decimal a)
{
    digit_reader x = digits_of(a);
    uint64_t value = 0;
    if (a.negative || !schema_decimal_is_integer(a)) {
        return false;
    }
    if (a.digits > 0 && a.exponent + a.digits > 19) {
        *out = UINT64_MAX;
        return true;
    }
    for (int64_t left = a.digits ? a.exponent + a.digits : 0; left > 0;
         left--) {
        value = value * 10 + (uint64_t)next(&x);
    }
    *out = value;
    return true;
}
