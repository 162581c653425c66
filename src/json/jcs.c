/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical form of JSON (RFC 8785). */
#include "json/json.h"

static crd_rc write_value(crd_buffer *out, const crd_json *value,
                          const crd_span *without, unsigned depth,
                          crd_error *error);

/* An integer literal must be exact as a double: at most 2^53 (RFC 7493, 2.2).
 * A number with a point or an exponent is a double from the start, as
 * ECMAScript reads it, whatever its value. */
static bool is_exact(const crd_json *number)
{
    const char *p = number->as.text, *end = p + number->len;
    uint64_t value = 0;
    p += p < end && *p == '-';
    for (; p < end; p++) {
        if (*p < '0' || *p > '9') {
            return true;
        }
        if (value > ((uint64_t)1 << 53)) {
            continue;
        }
        value = value * 10 + (uint64_t)(*p - '0');
    }
    return value <= (uint64_t)1 << 53;
}

static crd_rc write_number(crd_buffer *out, const crd_json *number,
                           crd_error *error)
{
    char text[CRD_DOUBLE_TEXT_MAX];
    double value;
    CRD_TRY(crd_json_double(&value, number, error));
    if (!is_exact(number)) {
        return crd_fail(error, CRD_CODE_JSON_NUMBER_RANGE,
                        "The integer %.*s is beyond 2^53 and cannot be kept "
                        "exactly.",
                        (int)(number->len < 40 ? number->len : 40),
                        number->as.text);
    }
    crd_buffer_append(out, text, crd_double_write(text, value));
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
