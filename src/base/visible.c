/* SPDX-License-Identifier: Apache-2.0 */
/* What a text of a stranger could hide, or do to the text around it (Unicode
 * Technical Report 36, 2.5 and 3.5; Unicode Standard Annex 9, 2). */
#include "base/visible.h"

#include "base/utf8.h"

/* More marks on one letter than any language writes grow over other lines. */
#define MARKS_MAX 3

typedef struct range {
    uint32_t first, last;
} range;

/*
 * Controls, directional marks, overrides and isolates, zero-width characters,
 * line separators, blank letters, the joiner that joins nothing, variation and
 * tag characters that carry text unseen. U+200C and U+200D: see `joins`.
 */
static const range HIDDEN[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x34f, 0x34f},
    {0x61c, 0x61c},   {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0x2800, 0x2800}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

/* Marks that stand over or under the letter before them. */
static const range MARKS[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x5bf, 0x5bf},
    {0x5c1, 0x5c2},   {0x5c4, 0x5c5},   {0x5c7, 0x5c7},   {0x610, 0x61a},
    {0x64b, 0x65f},   {0x670, 0x670},   {0x6d6, 0x6dc},   {0x6df, 0x6e4},
    {0x6e7, 0x6e8},   {0x6ea, 0x6ed},   {0x730, 0x74a},   {0xe31, 0xe31},
    {0xe34, 0xe3a},   {0xe47, 0xe4e},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

static const range SPACES[] = {
    {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
    {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
};

static bool in(const range *ranges, size_t count, uint32_t code)
{
    size_t i = 0;
    while (i < count && code > ranges[i].last) {
        i++;
    }
    return i < count && code >= ranges[i].first;
}

#define IN(ranges, code) in(ranges, sizeof(ranges) / sizeof *(ranges), code)

bool visible_hides(uint32_t code)
{
    return IN(HIDDEN, code);
}

bool visible_is_space(uint32_t code)
{
    return IN(SPACES, code);
}

static bool is_joiner(uint32_t code)
{
    return code == 0x200c || code == 0x200d;
}

/* A joiner between two letters of a script that needs it is plain spelling. */
static bool joins(uint32_t before, const char *after, const char *end)
{
    uint32_t code = 0;
    return before >= 0x600 && after < end && utf8_read(&code, after, end) > 0 &&
           code >= 0x600 && !visible_hides(code) && !is_joiner(code);
}

/* Bytes of printable ASCII at the front. */
static size_t plain_length(const char *p, const char *end)
{
    const char *begin = p;
    while (p < end && *p >= 0x20 && *p < 0x7f) {
        p++;
    }
    return (size_t)(p - begin);
}

void visible_write(crd_buffer *out, crd_span text)
{
    const char *p = text.data, *end = text.len ? p + text.len : p;
    uint32_t before = 0;
    unsigned marks = 0;
    while (p < end) {
        uint32_t code = 0;
        size_t size = plain_length(p, end);
        if (size > 0) {
            crd_buffer_append(out, p, size);
            p += size;
            before = (unsigned char)p[-1];
            marks = 0;
            continue;
        }
        size = utf8_read(&code, p, end);
        marks = IN(MARKS, code) ? marks + 1 : 0;
        if (size == 0) {
            crd_buffer_printf(out, "<0x%02X>", (unsigned char)*p);
        } else if (visible_hides(code) || marks > MARKS_MAX ||
                   (is_joiner(code) && !joins(before, p + size, end))) {
            crd_buffer_printf(out, "<U+%04X>", (unsigned)code);
        } else {
            crd_buffer_append(out, p, size);
        }
        before = code;
        p += size ? size : 1;
    }
}
