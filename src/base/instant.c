/* SPDX-License-Identifier: Apache-2.0 */
/* Time values: XML Schema 1.1 dateTimeStamp (3.4.28) and RFC 3339. */
#include "credimur/base.h"

#include <stdio.h>

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar, and
 * back. Years begin in March so that the leap day is the last of its year. */
static int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    int64_t era;
    unsigned yoe, doy, doe;
    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = (unsigned)(y - era * 400);
    doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int64_t)doe - 719468;
}

static void civil_from_days(int64_t z, int64_t *y, unsigned *m, unsigned *d)
{
    int64_t era;
    unsigned doe, yoe, doy, mp;
    z += 719468;
    era = (z >= 0 ? z : z - 146096) / 146097;
    doe = (unsigned)(z - era * 146097);
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = (int64_t)yoe + era * 400 + (*m <= 2);
}

static bool digits(unsigned *out, crd_span text, size_t at, size_t count)
{
    *out = 0;
    if (at + count > text.len) {
        return false;
    }
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        *out = *out * 10 + (unsigned)(text.data[i] - '0');
    }
    return true;
}

static bool is_at(crd_span text, size_t at, char c)
{
    return at < text.len && text.data[at] == c;
}

static unsigned days_in_month(unsigned y, unsigned m)
{
    static const unsigned char DAYS[] = {31, 28, 31, 30, 31, 30,
                                         31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : DAYS[m - 1];
}

/* "YYYY-MM-DD" at the front. */
static bool read_date(crd_span text, int64_t *days)
{
    unsigned y, m, d;
    if (!digits(&y, text, 0, 4) || !is_at(text, 4, '-') ||
        !digits(&m, text, 5, 2) || !is_at(text, 7, '-') ||
        !digits(&d, text, 8, 2)) {
        return false;
    }
    if (y == 0 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m)) {
        return false;
    }
    *days = days_from_civil(y, m, d);
    return true;
}

/* "Z" or "+hh:mm" to the end of the text; the offset in seconds. */
static bool read_zone(crd_span text, size_t at, int64_t *offset)
{
    unsigned hour, minute;
    if (at + 1 == text.len && text.data[at] == 'Z') {
        *offset = 0;
        return true;
    }
    if (at + 6 != text.len || (text.data[at] != '+' && text.data[at] != '-') ||
        !digits(&hour, text, at + 1, 2) || !is_at(text, at + 3, ':') ||
        !digits(&minute, text, at + 4, 2) || minute > 59 ||
        hour * 60 + minute > 14 * 60) {
        return false;
    }
    *offset = (int64_t)hour * 3600 + minute * 60;
    if (text.data[at] == '-') {
        *offset = -*offset;
    }
    return true;
}

static bool read_instant(crd_instant *out, crd_span text)
{
    unsigned hour, minute, second;
    uint32_t ns = 0, place = 100000000;
    int64_t days, offset;
    size_t at = 19;
    if (!read_date(text, &days) || !is_at(text, 10, 'T') ||
        !digits(&hour, text, 11, 2) || !is_at(text, 13, ':') ||
        !digits(&minute, text, 14, 2) || !is_at(text, 16, ':') ||
        !digits(&second, text, 17, 2) || minute > 59 || second > 59) {
        return false;
    }
    if (is_at(text, at, '.')) {
        size_t first = ++at;
        while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9') {
            ns += (uint32_t)(text.data[at++] - '0') * place;
            place /= 10;
        }
        if (at == first) {
            return false;
        }
    }
    /* XML Schema lets 24:00:00 stand for the first instant of the next day. */
    if (hour > 23 && !(hour == 24 && minute == 0 && second == 0 && ns == 0)) {
        return false;
    }
    if (!read_zone(text, at, &offset)) {
        return false;
    }
    out->seconds =
        days * 86400 + (int64_t)hour * 3600 + minute * 60 + second - offset;
    out->nanoseconds = ns;
    return true;
}

static crd_rc malformed(crd_error *error, crd_span text, const char *example)
{
    int shown = text.len > 40 ? 40 : (int)text.len;
    return crd_fail(error, CRD_CODE_TIME_MALFORMED, "\"%.*s\" is not %s.",
                    shown, text.data ? text.data : "", example);
}

crd_rc crd_instant_parse(crd_instant *out, crd_span text, crd_error *error)
{
    crd_instant instant;
    if (!read_instant(&instant, text)) {
        return malformed(error, text,
                         "a date and time with a zone, such as "
                         "2026-05-03T09:00:00Z");
    }
    *out = instant;
    return CRD_OK;
}

crd_rc crd_date_parse(crd_instant *out, crd_span text, crd_error *error)
{
    int64_t days;
    if (text.len != 10 || !read_date(text, &days)) {
        return malformed(error, text, "a date such as 2026-05-03");
    }
    out->seconds = days * 86400;
    out->nanoseconds = 0;
    return CRD_OK;
}

void crd_instant_write(char out[CRD_INSTANT_TEXT_MAX], crd_instant instant)
{
    int64_t days = instant.seconds / 86400, rest = instant.seconds % 86400, y;
    unsigned m, d;
    int n;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    civil_from_days(days, &y, &m, &d);
    n = snprintf(out, CRD_INSTANT_TEXT_MAX, "%04lld-%02u-%02uT%02u:%02u:%02u",
                 (long long)y, m, d, (unsigned)(rest / 3600),
                 (unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
    if (instant.nanoseconds) {
        n += snprintf(out + n, CRD_INSTANT_TEXT_MAX - (size_t)n, ".%09u",
                      (unsigned)instant.nanoseconds);
        while (out[n - 1] == '0') {
            out[--n] = '\0';
        }
    }
    snprintf(out + n, CRD_INSTANT_TEXT_MAX - (size_t)n, "Z");
}
