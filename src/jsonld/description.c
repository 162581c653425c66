/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing two descriptions of one node in expanded form. */
#include "jsonld/expansion.h"

/* Values compared for one document; honest ones need a few dozen. */
#define COMPARISONS_MAX 100000u

static bool same_item(const crd_json *a, const crd_json *b)
{
    if (a->type == CRD_JSON_OBJECT && b->type == CRD_JSON_OBJECT) {
        const crd_json *x = keyword_of(a, KW_ID), *y = keyword_of(b, KW_ID);
        if (x && y) { /* what is said of it is compared for itself */
            return crd_json_equal(x, y);
        }
    }
    return crd_json_equal(a, b);
}

static uint32_t count_of(const crd_json *v)
{
    return v->type == CRD_JSON_ARRAY ? v->len : 1;
}

static const crd_json *nth(const crd_json *v, uint32_t i)
{
    return v->type == CRD_JSON_ARRAY ? &v->as.items[i] : v;
}

static bool holds_value(const crd_json *values, const crd_json *item,
                        uint32_t *comparisons)
{
    for (uint32_t i = 0; i < count_of(values) && *comparisons < COMPARISONS_MAX;
         i++) {
        ++*comparisons;
        if (same_item(nth(values, i), item)) {
            return true;
        }
    }
    return false;
}

static const crd_json *member_of(const crd_json *node,
                                 const crd_json_member *like)
{
    for (uint32_t i = 0; i < node->len; i++) {
        const crd_json_member *m = &node->as.members[i];
        if (m->key_hash == like->key_hash &&
            crd_span_equal(crd_json_key(m), crd_json_key(like))) {
            return &m->value;
        }
    }
    return NULL;
}

const crd_json *description_missing(const crd_json *whole, const crd_json *part,
                                    uint32_t *comparisons)
{
    for (uint32_t i = 0; i < part->len; i++) {
        const crd_json_member *m = &part->as.members[i];
        const crd_json *values;
        /* An endorsement inside a credential says something of it, and a
         * service may share its identifier. What decides over a credential is
         * of these two vocabularies. */
        if (!crd_span_starts(crd_json_key(m),
                             "https://www.w3.org/2018/credentials#") &&
            !crd_span_starts(crd_json_key(m), "https://w3id.org/security#")) {
            continue;
        }
        values = member_of(whole, m);
        for (uint32_t j = 0; j < count_of(&m->value); j++) {
            const crd_json *item = nth(&m->value, j);
            if (!values || !holds_value(values, item, comparisons)) {
                return item;
            }
        }
    }
    return NULL;
}
