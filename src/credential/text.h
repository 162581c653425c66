/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers of the rooms that check documents: pointers and places. */
#ifndef CREDENTIAL_TEXT_H
#define CREDENTIAL_TEXT_H

#include "credimur/credential.h"

/* The pointer of `place` in `root`; none if memory is out, it is absent, or
 * the report is full: finding a pointer walks the tree. */
static inline crd_span crd_pointer(crd_report *report, const crd_json *root,
                                   const crd_json *place)
{
    return place && !crd_report_is_full(report)
               ? crd_json_pointer_of(report->arena, root, place)
               : CRD_SPAN_NONE;
}

/* An array's elements, or a value that stands for one alone. */
static inline uint32_t crd_many_count(const crd_json *value)
{
    return !value ? 0 : value->type == CRD_JSON_ARRAY ? value->len : 1;
}

static inline const crd_json *crd_many_at(const crd_json *value, uint32_t i)
{
    return value->type == CRD_JSON_ARRAY ? &value->as.items[i] : value;
}

/* True if `value` is the text, or an array that holds it. */
static inline bool crd_many_has(const crd_json *value, const char *text)
{
    for (uint32_t i = 0; i < crd_many_count(value); i++) {
        if (crd_json_is_text(crd_many_at(value, i), text)) {
            return true;
        }
    }
    return false;
}

#endif
