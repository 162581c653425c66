/* SPDX-License-Identifier: Apache-2.0 */
/* Long lines on a terminal: folded between words, under their own column. */
#include "cli/text.h"

#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 40, LABEL_MAX = 24 };

/* Cells of one character; none of an escape sequence or a later byte. */
static size_t cells_of(crd_span text, size_t *at)
{
    size_t i = *at;
    if (text.data[i] == '\033') {
        while (i < text.len && text.data[i] != 'm') {
            i++;
        }
        *at = i < text.len ? i + 1 : i;
        return 0;
    }
    do {
        i++;
    } while (i < text.len && ((unsigned char)text.data[i] & 0xc0) == 0x80);
    *at = i;
    return 1;
}

/* Where a folded line goes on: under the value beside a label, or a little
 * further in than it began. */
static size_t hanging(crd_span line)
{
    size_t margin = 0, i;
    while (margin < line.len && line.data[margin] == ' ') {
        margin++;
    }
    for (i = margin; i + 1 < line.len && i < margin + LABEL_MAX; i++) {
        if (line.data[i] == ' ' && line.data[i + 1] == ' ') {
            while (i < line.len && line.data[i] == ' ') {
                i++;
            }
            return i;
        }
    }
    return margin < 8 ? margin + 4 : margin;
}

static void fold_line(crd_buffer *out, crd_span line, size_t width)
{
    size_t indent = hanging(line), column = 0, start = 0;
    if (indent > width / 2) {
        indent = 4;
    }
    while (start < line.len) {
        size_t end = start, cells = 0;
        while (end < line.len && line.data[end] == ' ') {
            cells += cells_of(line, &end);
        }
        while (end < line.len && line.data[end] != ' ') {
            cells += cells_of(line, &end);
        }
        if (column > indent && column + cells > width) {
            while (start < end && line.data[start] == ' ') {
                start++;
                cells--;
            }
            crd_buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        crd_buffer_append(out, line.data + start, end - start);
        column += cells;
        start = end;
    }
}

void cli_text_fold(crd_buffer *out, crd_span text, size_t width)
{
    while (text.len) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t len = end ? (size_t)(end - text.data) : text.len;
        fold_line(out, (crd_span){text.data, len}, width);
        crd_buffer_append_text(out, end ? "\n" : "");
        text.data += len + (end ? 1 : 0);
        text.len -= len + (end ? 1 : 0);
    }
}

void cli_put_folded(cli_output *out, crd_span text)
{
    struct winsize size = {0};
    crd_buffer folded;
    if (!out->terminal || ioctl(out->fd, TIOCGWINSZ, &size) != 0 ||
        size.ws_col < NARROWEST) {
        cli_put(out, text);
        return;
    }
    crd_buffer_init(&folded, crd_allocator_default(), SIZE_MAX / 2);
    cli_text_fold(&folded, text, size.ws_col);
    if (crd_buffer_rc(&folded, NULL) == CRD_OK) {
        cli_put(out, crd_buffer_span(&folded));
    } else {
        cli_put(out, text);
    }
    crd_buffer_free(&folded);
}
