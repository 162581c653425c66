/* SPDX-License-Identifier: Apache-2.0 */
/* What a CSV file does not say about itself: its encoding and its delimiter.
 */
#include "csv/csv.h"

#include "base/utf8.h"

size_t csv_utf8_prefix(crd_span text)
{
    const char *end = text.data + text.len;
    const char *p = text.data;
    for (size_t size; p < end && (size = utf8_size(p, end)) > 0;) {
        p += size;
    }
    return (size_t)(p - text.data);
}

/* WHATWG Encoding, index windows-1252, for 0x80 to 0x9F; 0 where Windows
 * itself defines nothing. */
static const uint16_t WINDOWS_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

bool csv_from_windows_1252(crd_buffer *out, crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        uint32_t code = byte;
        char utf8[4];
        if (byte >= 0x80 && byte < 0xa0) {
            code = WINDOWS_1252[byte - 0x80];
            if (code == 0) {
                return false;
            }
        }
        crd_buffer_append(out, utf8, utf8_write(utf8, code));
    }
    return true;
}

/* Excel writes and reads a first line that names the delimiter. */
size_t csv_named_delimiter(char *delimiter, crd_span text)
{
    size_t n = sizeof "sep=;" - 1;
    if (text.len < n + 1 || memcmp(text.data, "sep=", n - 1) != 0 ||
        !strchr(",;\t", text.data[n - 1])) {
        return 0;
    }
    if (text.data[n] != '\r' && text.data[n] != '\n') {
        return 0;
    }
    *delimiter = text.data[n - 1];
    return n;
}

bool csv_guess_delimiter(char *delimiter, crd_span text)
{
    /* Of two that stand as often, the one rarer in prose. */
    static const char CANDIDATES[] = {'\t', ';', ','};
    size_t counts[3] = {0, 0, 0};
    size_t best = 2;
    bool quoted = false, whole = false;
    for (size_t i = 0; i < text.len && !whole; i++) {
        char c = text.data[i];
        quoted = quoted != (c == '"');
        whole = !quoted && (c == '\n' || c == '\r');
        for (size_t k = 0; !quoted && k < 3; k++) {
            counts[k] += c == CANDIDATES[k];
        }
    }
    for (size_t k = 2; k-- > 0;) {
        best = counts[k] > 0 && counts[k] >= counts[best] ? k : best;
    }
    *delimiter = CANDIDATES[best];
    return whole;
}
