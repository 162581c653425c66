/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people: made safe to print, measured, dates in words. */
#include "cli/text.h"

#include "base/utf8.h"
#include "base/visible.h"

#include <stdio.h>

bool cli_text_hides(crd_span character)
{
    uint32_t code = 0;
    return utf8_read(&code, character.data, character.data + character.len) ==
               0 ||
           visible_hides(code);
}

void cli_text_visible(crd_buffer *out, crd_span text)
{
    visible_write(out, text);
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
        size_t n = utf8_read(&c, text.data, text.data + text.len);
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
