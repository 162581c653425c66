/* SPDX-License-Identifier: Apache-2.0 */
/* A digest as an SVG rosette: two woven bands and a heart, all hypotrochoids,
 * drawn with integers alone, so that every machine writes the same bytes. */
#include "credimur/rosette.h"

#include <inttypes.h>
#include <stdio.h>

/* The picture is 1000 units wide; arms are kept in 1/65536 of a unit. */
#define UNIT 65536
#define TURN 65536 /* angles: a full turn, so that uint16_t wraps by itself */

/* ---- Sine without libm --------------------------------------------------- */

/* sin of the first quarter turn in 1/2^30, by its series in x = pi/2 * u. */
static int64_t sine_quarter(uint32_t angle)
{
    const int64_t one = (int64_t)1 << 30;
    const int64_t half_pi = 1686629713; /* pi/2 in 1/2^30 */
    int64_t x = half_pi * angle / (TURN / 4);
    int64_t xx = x * x / one;
    int64_t sum = one;
    for (int k = 13; k >= 3; k -= 2) {
        sum = one - xx * sum / one / (k * (k - 1));
    }
    return x * sum / one;
}

static int64_t sine(uint32_t angle)
{
    uint32_t a = angle % TURN;
    uint32_t in_quarter = a % (TURN / 4);
    switch (a / (TURN / 4)) {
    case 0:
        return sine_quarter(in_quarter);
    case 1:
        return sine_quarter(TURN / 4 - in_quarter);
    case 2:
        return -sine_quarter(in_quarter);
    default:
        return -sine_quarter(TURN / 4 - in_quarter);
    }
}

static int64_t cosine(uint32_t angle)
{
    return sine(angle + TURN / 4);
}

/* ---- Curves: arms that turn on one another ------------------------------- */

typedef struct arm {
    int32_t length; /* in 1/UNIT */
    int32_t speed;  /* turns while the curve closes once, either way */
    uint32_t phase; /* of TURN */
} arm;

typedef struct point {
    int64_t x, y; /* in 1/UNIT */
} point;

/* The end of the arms at time `t` of TURN, and how far it moves in a third
 * of the time `TURN / steps`: the handle of a Bezier curve. */
static void arms_at(point *at, point *handle, const arm *arms, size_t count,
                    uint32_t t, int64_t steps)
{
    const int64_t one = (int64_t)1 << 30;
    const int64_t two_pi = 411775; /* 2 pi in 1/UNIT */
    *at = *handle = (point){0, 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t angle = t * (uint32_t)arms[i].speed + arms[i].phase;
        int64_t x = arms[i].length * cosine(angle) / one;
        int64_t y = arms[i].length * sine(angle) / one;
        int64_t pace = arms[i].speed * two_pi / (3 * steps);
        at->x += x;
        at->y += y;
        handle->x -= y * pace / UNIT;
        handle->y += x * pace / UNIT;
    }
}

/* To whole units, halves away from zero. */
static int32_t whole(int64_t value)
{
    int64_t half = value < 0 ? -UNIT / 2 : UNIT / 2;
    return (int32_t)((value + half) / UNIT);
}

/* Two numbers, with no more white space than SVG needs. */
static void append_pair(crd_buffer *out, bool first, int32_t x, int32_t y)
{
    crd_buffer_printf(out, first || x < 0 ? "%" PRId32 : " %" PRId32, x);
    crd_buffer_printf(out, y < 0 ? "%" PRId32 : " %" PRId32, y);
}

/* The closed curve as path data: `s` takes its first handle as the mirror
 * image of the one before, which is exact for equal steps of time. */
static void append_curve(crd_buffer *out, const arm *arms, size_t count,
                         uint32_t steps)
{
    point at, handle;
    int32_t x, y;
    arms_at(&at, &handle, arms, count, 0, steps);
    x = whole(at.x);
    y = whole(at.y);
    crd_buffer_append_char(out, 'M');
    append_pair(out, true, x, y);
    for (uint32_t i = 1; i <= steps; i++) {
        int32_t to_x, to_y;
        if (i == 1) {
            crd_buffer_append_char(out, 'c');
            append_pair(out, true, whole(handle.x), whole(handle.y));
        }
        arms_at(&at, &handle, arms, count, i * TURN / steps, steps);
        to_x = whole(at.x);
        to_y = whole(at.y);
        if (i == 2) {
            crd_buffer_append_char(out, 's');
        }
        append_pair(out, i == 2, whole(at.x - handle.x) - x,
                    whole(at.y - handle.y) - y);
        append_pair(out, false, to_x - x, to_y - y);
        x = to_x;
        y = to_y;
    }
    crd_buffer_append_char(out, 'z');
}

/* ---- Bands ----------------------------------------------------------------
 */

/*
 * A band is one curve of three arms, repeated by turning it:
 *
 *   radius e^(it) + petal e^(i(1 - n)t) + weave e^(i(1 - w)t)
 *
 * The first two arms are a hypotrochoid with `n` petals, which a turn by 1/n
 * maps onto itself. The third is not: with w prime to n the n turned copies
 * run through n evenly spaced phases of the weave.
 */
typedef struct band {
    int32_t radius, petal, weave; /* units */
    int32_t petals;               /* n */
    int32_t weaves;               /* w */
    bool bulging;                 /* petals turn the other way: 1 + n */
    uint32_t phase;
} band;

/* A second use of a curve or a group, turned by `part` of `parts`. */
static void append_turned(crd_buffer *out, const char *id, char letter,
                          int32_t part, int32_t parts)
{
    uint32_t turn = (uint32_t)((36000 * part + parts / 2) / parts);
    crd_buffer_printf(out, "<use href=\"#%s%c\" transform=\"rotate(%" PRIu32,
                      id, letter, turn / 100);
    if (turn % 100) {
        crd_buffer_printf(out, ".%02" PRIu32, turn % 100);
    }
    crd_buffer_append_text(out, ")\"/>");
}

/* An even number of copies is a group of half of them, and the group turned:
 * shorter, and the same lines. */
static void append_band(crd_buffer *out, const band *b, const char *ink,
                        const char *id, char letter)
{
    int32_t n = b->petals;
    int32_t copies = n % 2 ? n : n / 2;
    int32_t most = n > b->weaves ? n : b->weaves;
    arm arms[3] = {{b->radius * UNIT, 1, b->phase},
                   {b->petal * UNIT, b->bulging ? 1 + n : 1 - n, b->phase},
                   {b->weave * UNIT, 1 - b->weaves, b->phase}};
    crd_buffer_printf(out,
                      "<g stroke=\"%s\"><g id=\"%s%c\"><path id=\"%s%c\" d=\"",
                      ink, id, letter, id, letter + 1);
    append_curve(out, arms, 3, (uint32_t)(4 * most));
    crd_buffer_append_text(out, "\"/>");
    for (int32_t i = 1; i < copies; i++) {
        append_turned(out, id, (char)(letter + 1), i, copies);
    }
    crd_buffer_append_text(out, "</g>");
    if (copies < n) {
        append_turned(out, id, letter, 1, n);
    }
    crd_buffer_append_text(out, "</g>");
}

/* ---- From the digest to the bands ---------------------------------------- */

#define REACH 490  /* of the outer band, of the 500 there are */
#define OVERLAP 14 /* of a band with the next one inside */
#define UPWARD (3 * TURN / 4)

/* Inks as banknotes are printed with: each at least 5:1 on our paper. */
static const char *const inks[16] = {
    "#1f3f77", "#0f5a6b", "#0b6152", "#1d6130", "#4d5f14", "#7a5a0a",
    "#8a4312", "#96351f", "#8f2430", "#8f2450", "#842a74", "#652e8a",
    "#443a94", "#2b4a9c", "#3c4a5e", "#5b4636"};

static bool are_coprime(int32_t a, int32_t b)
{
    while (b) {
        int32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a == 1;
}

/* A band from `reach` inwards. Byte 0: bits 0-2 petals, 3 their direction, 4
 * a petal or a gap on top. Byte 1: weaves. Byte 2: how much of the width is
 * petals, how much weave. */
static band band_of(const uint8_t *bytes, int32_t reach, int32_t width,
                    int32_t fewest, int32_t weaves)
{
    band b;
    b.petals = fewest + (bytes[0] & 7) % 6;
    b.bulging = bytes[0] >> 3 & 1;
    b.phase = UPWARD;
    if (bytes[0] >> 4 & 1) {
        b.phase += (uint32_t)(TURN / 2 / b.petals);
    }
    b.weaves = weaves - b.petals + bytes[1] % 8;
    while (!are_coprime(b.weaves, b.petals)) {
        b.weaves++;
    }
    b.petal = width * (12 + bytes[2] % 16) / 128;
    b.weave = width / 2 - b.petal;
    b.radius = reach - width / 2;
    return b;
}

/* The heart is one plain hypotrochoid that goes around several times. */
static void append_heart(crd_buffer *out, const uint8_t *bytes, int32_t reach,
                         const char *ink)
{
    int32_t around = 4 + bytes[0] % 2;
    int32_t back = around + 3 + bytes[1] % 4;
    while (!are_coprime(around, back)) {
        back++;
    }
    const arm arms[2] = {{reach * 5 / 9 * UNIT, around, UPWARD},
                         {reach * 4 / 9 * UNIT, -back, UPWARD}};
    crd_buffer_printf(out, "<path stroke=\"%s\" d=\"", ink);
    append_curve(out, arms, 2, (uint32_t)(4 * back));
    crd_buffer_append_text(out, "\"/>");
}

crd_rc crd_rosette_svg(crd_buffer *out, const uint8_t digest[32],
                       crd_rosette_options options, crd_error *error)
{
    const size_t before = out->len;
    const int first = digest[0] & 15;
    const int second = (first + 3 + (digest[0] >> 4) % 8) & 15;
    const char *const ink_1 = options.monochrome ? "currentColor" : inks[first];
    const char *const ink_2 =
        options.monochrome ? "currentColor" : inks[second];
    const int32_t width_1 = 250 + digest[1] % 64;
    const int32_t reach_2 = REACH - width_1 + OVERLAP;
    const int32_t width_2 = 130 + digest[2] % 32;
    const band outer = band_of(digest + 4, REACH, width_1, 7, 28);
    const band inner = band_of(digest + 8, reach_2, width_2, 5, 19);
    char id[9];
    snprintf(id, sizeof id, "%02x%02x%02x%02x", digest[0], digest[4], digest[8],
             digest[16]);
    crd_buffer_append_text(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    if (options.size) {
        crd_buffer_printf(out, " width=\"%" PRIu32 "\" height=\"%" PRIu32 "\"",
                          options.size, options.size);
    }
    crd_buffer_printf(out,
                      " viewBox=\"-500 -500 1000 1000\" fill=\"none\" "
                      "stroke-width=\"%s\">",
                      options.size && options.size <= 64 ? "4.5" : "2.4");
    append_band(out, &outer, ink_1, id, 'a');
    append_band(out, &inner, ink_2, id, 'c');
    append_heart(out, digest + 12, reach_2 - width_2 + OVERLAP, ink_1);
    crd_buffer_append_text(out, "</svg>\n");
    if (out->rc != CRD_OK) {
        out->len = before;
    }
    return crd_buffer_rc(out, error);
}
