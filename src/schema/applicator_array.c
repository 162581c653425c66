/* SPDX-License-Identifier: Apache-2.0 */
/* Applicators to the items of an array (JSON Schema Core, 10.3.1). Draft
 * 2019-09 calls `items` and `additionalItems` what 2020-12 calls
 * `prefixItems` and `items`. */
#include "schema/schema.h"

static bool is_array(const schema_visit *v)
{
    return v->place->value->type == CRD_JSON_ARRAY;
}

/* One schema for each of the first items. */
static bool apply_prefix(const schema_visit *v, const schema_keyword *k)
{
    uint32_t count = v->place->value->len;
    bool valid = true;
    if (!is_array(v)) {
        return true;
    }
    for (uint32_t i = 0; i < count && i < k->as.list.count; i++) {
        if (v->marks) {
            schema_mark(v->marks, i);
        }
        if (!schema_apply_item(v, k->as.list.nodes[i], i)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

/* One schema for all items from `first` on. */
static bool apply_from(const schema_visit *v, const schema_node *node,
                       uint32_t first)
{
    uint32_t count = v->place->value->len;
    bool valid = true;
    if (!is_array(v)) {
        return true;
    }
    if (v->marks) {
        v->marks->all = true;
    }
    for (uint32_t i = first; i < count && v->run->rc == CRD_OK; i++) {
        if (!schema_apply_item(v, node, i)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

/* The items after a neighbour's list: as.data, and how long the list is. */
typedef struct rest {
    const schema_node *schema;
    uint32_t first;
} rest;

static bool apply_rest(const schema_visit *v, const schema_keyword *k)
{
    const rest *r = k->as.data;
    return apply_from(v, r->schema, r->first);
}

static crd_rc keep_rest(schema_compiler *c, schema_node *node,
                        const crd_json *value, uint32_t first,
                        schema_keyword *keyword)
{
    void *memory;
    rest *made;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *made));
    made = memory;
    made->first = first;
    keyword->apply = apply_rest;
    keyword->as.data = made;
    return schema_child(c, &made->schema, node, value);
}

/* 2020-12, 10.3.1.2 */
static crd_rc compile_items(schema_compiler *c, schema_node *node,
                            const crd_json *value, schema_keyword *keyword)
{
    const crd_json *prefix = crd_json_get(node->json, "prefixItems");
    return keep_rest(c, node, value,
                     crd_json_is(prefix, CRD_JSON_ARRAY) ? prefix->len : 0,
                     keyword);
}

/* 2019-09, 9.3.1.1: a schema for all, or a list for the first items. */
static crd_rc compile_items_2019(schema_compiler *c, schema_node *node,
                                 const crd_json *value, schema_keyword *keyword)
{
    if (crd_json_is(value, CRD_JSON_ARRAY)) {
        keyword->apply = apply_prefix;
        return schema_compile_list(c, node, value, keyword);
    }
    return keep_rest(c, node, value, 0, keyword);
}

/* 2019-09, 9.3.1.2: ignored where `items` is no list. */
static crd_rc compile_additional_items(schema_compiler *c, schema_node *node,
                                       const crd_json *value,
                                       schema_keyword *keyword)
{
    const crd_json *items = crd_json_get(node->json, "items");
    if (!crd_json_is(items, CRD_JSON_ARRAY)) {
        keyword->apply = NULL;
        return CRD_OK;
    }
    return keep_rest(c, node, value, items->len, keyword);
}

typedef struct containment {
    const schema_node *schema;
    uint64_t min, max;
    bool marks; /* what it contains counts as evaluated (2020-12 only) */
} containment;

static crd_rc take_bound(schema_compiler *c, schema_node *node,
                         const char *name, uint64_t *bound)
{
    const crd_json *value = crd_json_get(node->json, name);
    schema_keyword keyword;
    if (!value || !(node->resource->dialect.vocabularies & SCHEMA_VALIDATION)) {
        return CRD_OK;
    }
    CRD_TRY(schema_compile_bound(c, node, value, &keyword));
    *bound = keyword.as.bound;
    return CRD_OK;
}

/* `minContains` and `maxContains` mean nothing without `contains`. */
static crd_rc compile_contains(schema_compiler *c, schema_node *node,
                               const crd_json *value, schema_keyword *keyword)
{
    void *memory;
    containment *made;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *made));
    made = memory;
    made->min = 1;
    made->max = UINT64_MAX;
    made->marks = node->resource->dialect.draft == SCHEMA_2020_12;
    CRD_TRY(take_bound(c, node, "minContains", &made->min));
    CRD_TRY(take_bound(c, node, "maxContains", &made->max));
    keyword->as.data = made;
    return schema_child(c, &made->schema, node, value);
}

static uint64_t count_contained(const schema_visit *v, const containment *c)
{
    uint32_t count = v->place->value->len;
    bool marks = c->marks && v->marks;
    uint64_t found = 0;
    v->run->quiet++;
    for (uint32_t i = 0; i < count && v->run->rc == CRD_OK; i++) {
        if (!marks && found >= c->min && c->max == UINT64_MAX) {
            break;
        }
        if (schema_apply_item(v, c->schema, i)) {
            found++;
            if (marks) {
                schema_mark(v->marks, i);
            }
        }
    }
    v->run->quiet--;
    return found;
}

static bool apply_contains(const schema_visit *v, const schema_keyword *k)
{
    const containment *c = k->as.data;
    uint64_t found;
    if (!is_array(v)) {
        return true;
    }
    found = count_contained(v, c);
    if (found < c->min) {
        return schema_failed(v, k,
                             "The list has %llu items of a form that at least "
                             "%llu must have.",
                             (unsigned long long)found,
                             (unsigned long long)c->min);
    }
    return found <= c->max ||
           schema_failed(v, k,
                         "The list has %llu items of a form that at most %llu "
                         "may have.",
                         (unsigned long long)found, (unsigned long long)c->max);
}

const schema_rule schema_array_rules[] = {
    {"prefixItems", SCHEMA_2020_12, SCHEMA_APPLICATOR, SCHEMA_HOLDS_LIST,
     SCHEMA_THEN, schema_compile_list, apply_prefix},
    {"items", SCHEMA_2020_12, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     compile_items, apply_rest},
    {"items", SCHEMA_2019_09, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE_OR_LIST,
     SCHEMA_THEN, compile_items_2019, apply_rest},
    {"additionalItems", SCHEMA_2019_09, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE,
     SCHEMA_THEN, compile_additional_items, apply_rest},
    {"contains", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     compile_contains, apply_contains},
    {.name = NULL}};
