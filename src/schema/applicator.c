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

/* With marks all branches are tried: each that holds adds what it saw. */
static bool apply_any_of(const schema_visit *v, const schema_keyword *k)
{
    bool any = false;
    for (uint32_t i = 0; i < k->as.list.count && (!any || v->marks); i++) {
        any = schema_try_here(v, k->as.list.nodes[i]) || any;
    }
    return any || schema_failed(v, k,
                                "None of the %u forms that are allowed here "
                                "fits.",
                                (unsigned)k->as.list.count);
}

static bool apply_one_of(const schema_visit *v, const schema_keyword *k)
{
    uint32_t fits = 0;
    for (uint32_t i = 0; i < k->as.list.count && fits < 2; i++) {
        fits += schema_try_here(v, k->as.list.nodes[i]);
    }
    if (fits == 1) {
        return true;
    }
    return fits == 0
               ? schema_failed(v, k,
                               "None of the %u forms that are allowed here "
                               "fits.",
                               (unsigned)k->as.list.count)
               : schema_failed(v, k,
                               "More than one of the %u forms fits; exactly "
                               "one may.",
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
