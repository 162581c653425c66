/* SPDX-License-Identifier: Apache-2.0 */
/* Applicators in place: they apply schemas to the very same value (JSON Schema
 * Core, 10.2). */
#include "schema/schema.h"

static bool apply_all_of(const schema_visit *v, const schema_keyword *k)
{
    bool valid = true;
    for (uint32_t i = 0; i < k->as.list.count; i++) {
        if (!schema_apply_here(v, k->as.list.nodes[i])) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

/* Tells why no branch fits. If only one is for a value of this type, its own
 * failures say more than that none fits. */
static bool fits_none(const schema_visit *v, const schema_keyword *k)
{
    const schema_node *only = NULL;
    uint32_t candidates = 0;
    if (!schema_tells(v->run)) {
        return false;
    }
    for (uint32_t i = 0; i < k->as.list.count; i++) {
        if (schema_allows_type(k->as.list.nodes[i], v->place->value)) {
            only = k->as.list.nodes[i];
            candidates++;
        }
    }
    if (candidates == 1) {
        return schema_apply_here(v, only);
    }
    return schema_failed(v, k,
                         "None of the %u forms that are allowed here fits.",
                         (unsigned)k->as.list.count);
}

/* With marks all branches are tried: each that holds adds what it saw. */
static bool apply_any_of(const schema_visit *v, const schema_keyword *k)
{
    bool any = false;
    for (uint32_t i = 0; i < k->as.list.count && (!any || v->marks); i++) {
        any = schema_try_here(v, k->as.list.nodes[i]) || any;
    }
    return any || fits_none(v, k);
}

static bool apply_one_of(const schema_visit *v, const schema_keyword *k)
{
    uint32_t fits = 0;
    for (uint32_t i = 0; i < k->as.list.count && fits < 2; i++) {
        fits += schema_try_here(v, k->as.list.nodes[i]);
    }
    if (fits == 0) {
        return fits_none(v, k);
    }
    return fits == 1 ||
           schema_failed(v, k,
                         "More than one of the %u forms fits; exactly one may.",
                         (unsigned)k->as.list.count);
}

static bool apply_not(const schema_visit *v, const schema_keyword *k)
{
    schema_visit alone = *v;
    alone.marks = NULL;
    return !schema_try_here(&alone, k->as.schema) ||
           schema_failed(v, k, "The value has a form that is forbidden here.");
}

typedef struct condition {
    const schema_node *test, *then, *otherwise; /* the last two may be NULL */
} condition;

/* `then` and `else` are compiled with `if`; without it they mean nothing. */
static crd_rc compile_if(schema_compiler *c, schema_node *node,
                         const crd_json *value, schema_keyword *keyword)
{
    const crd_json *then = crd_json_get(node->json, "then");
    const crd_json *otherwise = crd_json_get(node->json, "else");
    void *memory;
    condition *made;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *made));
    made = memory;
    CRD_TRY(schema_child(c, &made->test, node, value));
    if (then) {
        CRD_TRY(schema_child(c, &made->then, node, then));
    }
    if (otherwise) {
        CRD_TRY(schema_child(c, &made->otherwise, node, otherwise));
    }
    keyword->as.data = made;
    return CRD_OK;
}

static bool apply_if(const schema_visit *v, const schema_keyword *k)
{
    const condition *c = k->as.data;
    const schema_node *next =
        schema_try_here(v, c->test) ? c->then : c->otherwise;
    return !next || schema_apply_here(v, next);
}

const schema_rule schema_applicator_rules[] = {
    {"allOf", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_LIST, SCHEMA_THEN,
     schema_compile_list, apply_all_of},
    {"anyOf", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_LIST, SCHEMA_THEN,
     schema_compile_list, apply_any_of},
    {"oneOf", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_LIST, SCHEMA_THEN,
     schema_compile_list, apply_one_of},
    {"not", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     schema_compile_one, apply_not},
    {"if", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     compile_if, apply_if},
    {"then", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     NULL, NULL},
    {"else", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE, SCHEMA_THEN,
     NULL, NULL},
    {.name = NULL}};
