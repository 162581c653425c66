/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON (RFC 8259): compact, or indented for people. */
#include "json/json.h"

#include "base/utf8.h"
#include "base/visible.h"
#include "json/scan.h"

/* The escapes of RFC 8785, 3.2.2.2, which are the shortest there are. */
static void write_escape(crd_buffer *out, unsigned char c)
{
    static const char HEX[] = "0123456789abcdef";
    char text[6] = {'\\', 0, '0', '0', 0, 0};
    switch (c) {
    case '"':
    case '\\':
        text[1] = (char)c;
        break;
    case '\b':
        text[1] = 'b';
        break;
    case '\t':
        text[1] = 't';
        break;
    case '\n':
        text[1] = 'n';
        break;
    case '\f':
        text[1] = 'f';
        break;
    case '\r':
        text[1] = 'r';
        break;
    default:
        text[1] = 'u';
        text[4] = HEX[c >> 4];
        text[5] = HEX[c & 15];
        crd_buffer_append(out, text, 6);
        return;
    }
    crd_buffer_append(out, text, 2);
}

static void write_escaped(crd_buffer *out, const char *p, const char *end)
{
    while (p < end) {
        const char *stop = scan_unescaped(p, end);
        crd_buffer_append(out, p, (size_t)(stop - p));
        if (stop == end) {
            return;
        }
        write_escape(out, (unsigned char)*stop);
        p = stop + 1;
    }
}

void crd_json_write_string(crd_buffer *out, crd_span text)
{
    if (CRD_LIKELY(!scan_has_escape(text.data, text.len) &&
                   (text.len + 2 <= out->capacity - out->len ||
                    crd_buffer_reserve(out, text.len + 2)))) {
        char *to = out->data + out->len;
        to[0] = '"';
        scan_copy(to + 1, text.data, text.len);
        to[text.len + 1] = '"';
        out->len += text.len + 2;
        return;
    }
    crd_buffer_append_char(out, '"');
    write_escaped(out, text.data, text.data + text.len);
    crd_buffer_append_char(out, '"');
}

static void write_units(crd_buffer *out, uint32_t code)
{
    if (code > 0xffff) {
        crd_buffer_printf(out, "\\u%04x",
                          (unsigned)(0xd800 + ((code - 0x10000) >> 10)));
        code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    crd_buffer_printf(out, "\\u%04x", (unsigned)code);
}

void crd_json_write_shown(crd_buffer *out, crd_span text)
{
    const char *p = text.data, *end = text.len ? p + text.len : p;
    const char *from = p;
    crd_buffer_append_char(out, '"');
    while (p < end) {
        uint32_t code = (unsigned char)*p;
        size_t size = code < 0x7f ? 1 : utf8_read(&code, p, end);
        if (code >= 0x7f && size && visible_hides(code)) {
            write_escaped(out, from, p);
            write_units(out, code);
            from = p + size;
        }
        p += size ? size : 1;
    }
    write_escaped(out, from, end);
    crd_buffer_append_char(out, '"');
}

static void break_line(crd_buffer *out, bool pretty, unsigned depth)
{
    if (pretty) {
        crd_buffer_append_char(out, '\n');
        for (unsigned i = 0; i < depth; i++) {
            crd_buffer_append(out, "  ", 2);
        }
    }
}

static void write_value(crd_buffer *out, const crd_json *value, bool pretty,
                        unsigned depth);

static void write_container(crd_buffer *out, const crd_json *value, bool pretty,
                            unsigned depth)
{
    bool object = value->type == CRD_JSON_OBJECT;
    crd_buffer_append_char(out, object ? '{' : '[');
    for (uint32_t i = 0; i < value->len; i++) {
        if (i) {
            crd_buffer_append_char(out, ',');
        }
        break_line(out, pretty, depth + 1);
        if (object) {
            const crd_json_member *member = &value->as.members[i];
            crd_json_write_string(out, crd_json_key(member));
            crd_buffer_append(out, ": ", pretty ? 2 : 1);
            write_value(out, &member->value, pretty, depth + 1);
        } else {
            write_value(out, &value->as.items[i], pretty, depth + 1);
        }
    }
    if (value->len) {
        break_line(out, pretty, depth);
    }
    crd_buffer_append_char(out, object ? '}' : ']');
}

static void write_value(crd_buffer *out, const crd_json *value, bool pretty,
                        unsigned depth)
{
    switch (value->type) {
    case CRD_JSON_NULL:
        crd_buffer_append(out, "null", 4);
        break;
    case CRD_JSON_FALSE:
        crd_buffer_append(out, "false", 5);
        break;
    case CRD_JSON_TRUE:
        crd_buffer_append(out, "true", 4);
        break;
    case CRD_JSON_NUMBER:
        crd_buffer_append_span(out, crd_json_span(value));
        break;
    case CRD_JSON_STRING:
        crd_json_write_string(out, crd_json_span(value));
        break;
    default:
        if (depth >= JSON_DEPTH_CEILING) {
            out->rc = out->rc == CRD_OK ? CRD_E_LIMIT : out->rc;
            return;
        }
        write_container(out, value, pretty, depth);
    }
}

void crd_json_write(crd_buffer *out, const crd_json *value)
{
    write_value(out, value, false, 0);
}

void crd_json_write_pretty(crd_buffer *out, const crd_json *value)
{
    write_value(out, value, true, 0);
}
