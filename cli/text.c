/* SPDX-License-Identifier: Apache-2.0 */
/* Text of strangers made safe to print (security case 146). */
#include "cli/text.h"

#include "base/utf8.h"

#include <stdio.h>

/* One code point from the front; its length, 0 if the bytes are not UTF-8. */
static size_t decode(uint32_t *out, crd_span text)
{
    static const unsigned char FIRST[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t n = utf8_size(text.data, text.data + text.len);
    uint32_t c = (unsigned char)text.data[0] & FIRST[n];
    for (size_t i = 1; i < n; i++) {
        c = c << 6 | ((unsigned char)text.data[i] & 0x3fu);
    }
    *out = c;
    return n;
}

typedef struct range {
    uint32_t first, last;
} range;

/*
 * Controls, directional marks, overrides and isolates, zero-width characters,
 * line separators, blank letters, variation and tag characters that carry
 * text unseen. U+200C and U+200D are looked at by `joins`.
 */
static const range HIDDEN[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},
    {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180e, 0x180e}, {0x200b, 0x200b},
    {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

static bool is_hidden(uint32_t c)
{
    for (size_t i = 0; i < sizeof HIDDEN / sizeof *HIDDEN; i++) {
        if (c >= HIDDEN[i].first && c <= HIDDEN[i].last) {
            return true;
        }
    }
    return false;
}

bool cli_text_hides(crd_span character)
{
    uint32_t c = 0;
    return decode(&c, character) == 0 || is_hidden(c);
}

/* A joiner between two letters of a script that needs it is plain spelling. */
static bool joins(uint32_t before, crd_span after)
{
    uint32_t c = 0;
    return before >= 0x600 && after.len > 0 && decode(&c, after) > 0 &&
           c >= 0x600 && !is_hidden(c) && c != 0x200c && c != 0x200d;
}

/* Bytes of printable ASCII at the front. */
static size_t plain_length(crd_span text)
{
    size_t n = 0;
    while (n < text.len && text.data[n] >= 0x20 && text.data[n] < 0x7f) {
        n++;
    }
    return n;
}

void cli_text_visible(crd_buffer *out, crd_span text)
{
    uint32_t before = 0;
    while (text.len > 0) {
        uint32_t c = 0;
        size_t plain = plain_length(text);
        if (plain > 0) {
            crd_buffer_append(out, text.data, plain);
            before = (unsigned char)text.data[plain - 1];
            text.data += plain;
            text.len -= plain;
            continue;
        }
        size_t n = decode(&c, text);
        crd_span rest = {text.data + (n ? n : 1), text.len - (n ? n : 1)};
        if (n == 0) {
            crd_buffer_printf(out, "<0x%02X>", (unsigned char)text.data[0]);
        } else if (is_hidden(c) ||
                   ((c == 0x200c || c == 0x200d) && !joins(before, rest))) {
            crd_buffer_printf(out, "<U+%04X>", (unsigned)c);
        } else {
            crd_buffer_append(out, text.data, n);
        }
        before = c;
        text = rest;
    }
}

const char *cli_visible(crd_arena *arena, crd_span text)
{
    crd_buffer buffer;
    crd_buffer_init(&buffer, arena->allocator, (size_t)1 << 30);
    cli_text_visible(&buffer, text);
    crd_span copy = crd_arena_copy(arena, crd_buffer_span(&buffer));
    crd_buffer_free(&buffer);
    return copy.data ? copy.data : "(too long to show)";
}

bool cli_text_is_utf8(crd_span text)
{
    while (text.len > 0) {
        uint32_t c = 0;
        size_t n = decode(&c, text);
        if (n == 0 || c == 0) {
            return false;
        }
        text.data += n;
        text.len -= n;
    }
    return true;
}

size_t cli_text_width(crd_span text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.len; i++) {
        width += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return width;
}

void cli_date_words(char out[CLI_DATE_TEXT_MAX], crd_instant instant)
{
    static const char *const MONTHS[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    char iso[CRD_INSTANT_TEXT_MAX];
    int year = 0, month = 1, day = 1;
    crd_instant_write(iso, instant);
    if (sscanf(iso, "%d-%d-%d", &year, &month, &day) == 3 && month >= 1 &&
        month <= 12) {
        snprintf(out, CLI_DATE_TEXT_MAX, "%d %s %d", day, MONTHS[month - 1],
                 year);
    } else {
        snprintf(out, CLI_DATE_TEXT_MAX, "%.10s", iso);
    }
}
