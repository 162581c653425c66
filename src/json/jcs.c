/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical form of JSON (RFC 8785). */
#include "json/json.h"

static crd_rc write_value(crd_buffer *out, const crd_json *value,
                          const crd_span *without, unsigned depth,
                          crd_error *error);

#define EXACT ((uint64_t)1 << 53)

/* Whether the text is that of an integer beyond 2^53: no point, no exponent.
 */
static bool is_large_integer(crd_span text)
{
    uint64_t value = 0;
    for (size_t i = text.data[0] == '-'; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        if (value <= EXACT) {
            value = value * 10 + (uint64_t)(text.data[i] - '0');
        }
    }
    return value > EXACT;
}

/* An integer beyond 2^53 is refused (RFC 7493, 2.2), both as it was written
 * and as it would be written: else 1e20 would have a canonical form that is
 * not acceptable itself. What keeps its exponent, as 1e30, is a double. */
static crd_rc write_number(crd_buffer *out, const crd_json *number,
                           crd_error *error)
{
    char text[CRD_DOUBLE_TEXT_MAX];
    double value;
    size_t len;
    CRD_TRY(crd_json_double(&value, number, error));
    len = crd_double_write(text, value);
    if (is_large_integer(crd_json_span(number)) ||
        is_large_integer((crd_span){text, len})) {
        return crd_fail(error, CRD_CODE_JSON_NUMBER_RANGE,
                        "The integer %.*s is beyond 2^53 and cannot be kept "
                        "exactly.",
                        (int)(number->len < 40 ? number->len : 40),
                        number->as.text);
    }
    crd_buffer_append(out, text, len);
    return CRD_OK;
}

static crd_rc write_members(crd_buffer *out, const json_sorted *list,
                            size_t count, const crd_span *without,
                            unsigned depth, crd_error *error)
{
    bool first = true;
    crd_buffer_append_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        const crd_json_member *member = list[i].member;
        if (without && crd_span_equal(crd_json_key(member), *without)) {
            continue;
        }
        if (!first) {
            crd_buffer_append_char(out, ',');
        }
        first = false;
        crd_json_write_string(out, crd_json_key(member));
        crd_buffer_append_char(out, ':');
        CRD_TRY(write_value(out, &member->value, NULL, depth, error));
    }
    crd_buffer_append_char(out, '}');
    return CRD_OK;
}

static crd_rc write_large_object(crd_buffer *out, const crd_json *object,
                                 const crd_span *without, unsigned depth,
                                 crd_error *error)
{
    const crd_allocator *a = out->allocator;
    size_t count = object->len;
    json_sorted *list = a->alloc(a->context, 2 * count * sizeof *list);
    crd_rc rc;
    if (!list) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    json_sort(list, list + count, object->as.members, count);
    rc = write_members(out, list, count, without, depth, error);
    a->release(a->context, list);
    return rc;
}

static crd_rc write_object(crd_buffer *out, const crd_json *object,
                           const crd_span *without, unsigned depth,
                           crd_error *error)
{
    json_sorted list[JSON_SORT_ALONE];
    if (object->len > JSON_SORT_ALONE) {
        return write_large_object(out, object, without, depth, error);
    }
    json_sort(list, NULL, object->as.members, object->len);
    return write_members(out, list, object->len, without, depth, error);
}

static crd_rc write_array(crd_buffer *out, const crd_json *array,
                          unsigned depth, crd_error *error)
{
    crd_buffer_append_char(out, '[');
    for (uint32_t i = 0; i < array->len; i++) {
        if (i) {
            crd_buffer_append_char(out, ',');
        }
        CRD_TRY(write_value(out, &array->as.items[i], NULL, depth, error));
    }
    crd_buffer_append_char(out, ']');
    return CRD_OK;
}

static crd_rc write_value(crd_buffer *out, const crd_json *value,
                          const crd_span *without, unsigned depth,
                          crd_error *error)
{
    if (json_is_container(value) && depth >= JSON_DEPTH_CEILING) {
        return crd_fail(error, CRD_CODE_JSON_DEPTH, "%s", "");
    }
    switch (value->type) {
    case CRD_JSON_NUMBER:
        return write_number(out, value, error);
    case CRD_JSON_ARRAY:
        return write_array(out, value, depth + 1, error);
    case CRD_JSON_OBJECT:
        return write_object(out, value, without, depth + 1, error);
    default:
        crd_json_write(out, value);
        return CRD_OK;
    }
}

crd_rc crd_jcs_write(crd_buffer *out, const crd_json *value, crd_error *error)
{
    CRD_TRY(write_value(out, value, NULL, 0, error));
    return crd_buffer_rc(out, error);
}

crd_rc crd_jcs_write_without(crd_buffer *out, const crd_json *object,
                             crd_span without, crd_error *error)
{
    CRD_TRY(write_value(out, object, &without, 0, error));
    return crd_buffer_rc(out, error);
}
