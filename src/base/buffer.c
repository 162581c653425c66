/* SPDX-License-Identifier: Apache-2.0 */
/* The growing buffer with a ceiling. */
#include "credimur/base.h"

#include <stdio.h>

void crd_buffer_init(crd_buffer *buffer, const crd_allocator *allocator,
                     size_t limit)
{
    memset(buffer, 0, sizeof *buffer);
    buffer->allocator = allocator ? allocator : crd_allocator_default();
    buffer->limit = limit;
}

void crd_buffer_free(crd_buffer *buffer)
{
    if (buffer->data) {
        buffer->allocator->release(buffer->allocator->context, buffer->data);
    }
    buffer->data = NULL;
    buffer->len = buffer->capacity = 0;
    buffer->rc = CRD_OK;
}

bool crd_buffer_reserve(crd_buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    char *data;
    if (buffer->rc != CRD_OK) {
        return false;
    }
    if (more <= buffer->capacity - buffer->len) {
        return true;
    }
    if (more > buffer->limit || buffer->len > buffer->limit - more) {
        buffer->rc = CRD_E_LIMIT;
        return false;
    }
    while (capacity < buffer->len + more) {
        capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
    }
    data = buffer->allocator->alloc(buffer->allocator->context, capacity);
    if (!data) {
        buffer->rc = CRD_E_MEMORY;
        return false;
    }
    if (buffer->data) {
        memcpy(data, buffer->data, buffer->len);
        buffer->allocator->release(buffer->allocator->context, buffer->data);
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void crd_buffer_printf(crd_buffer *buffer, const char *format, ...)
{
    va_list args;
    int len;
    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* One byte more: vsnprintf ends its text with a NUL. */
    if (len < 0 || !crd_buffer_reserve(buffer, (size_t)len + 1)) {
        return;
    }
    va_start(args, format);
    vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, args);
    va_end(args);
    buffer->len += (size_t)len;
}

crd_rc crd_buffer_rc(const crd_buffer *buffer, crd_error *error)
{
    switch (buffer->rc) {
    case CRD_OK:
        return CRD_OK;
    case CRD_E_LIMIT:
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "The output would be larger than %zu bytes.",
                        buffer->limit);
    default:
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
}
