/* SPDX-License-Identifier: Apache-2.0 */
/* The core vocabulary: references (JSON Schema Core, 8.2.3 and 8.2.4). */
#include "schema/schema.h"

typedef struct dynamic_reference {
    const schema_node *target; /* where it leads at first */
    crd_span name;
} dynamic_reference;

static crd_rc compile_ref(schema_compiler *c, schema_node *node,
                          const crd_json *value, schema_keyword *keyword)
{
    schema_node *target;
    crd_span name;
    CRD_TRY(schema_resolve(c, &target, &name, node, value));
    schema_enqueue(c, target);
    node->reference = target;
    keyword->as.schema = target;
    return CRD_OK;
}

static bool apply_ref(const schema_visit *v, const schema_keyword *k)
{
    return schema_apply_here(v, k->as.schema);
}

static crd_rc keep_dynamic(schema_compiler *c, schema_keyword *keyword,
                           const schema_node *target, crd_span name)
{
    void *memory;
    dynamic_reference *reference;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *reference));
    reference = memory;
    reference->target = target;
    reference->name = name;
    keyword->as.data = reference;
    return CRD_OK;
}

/* The outermost resource of the dynamic scope that has such an anchor. */
static bool apply_dynamic(const schema_visit *v, const schema_keyword *k)
{
    const dynamic_reference *reference = k->as.data;
    const schema_node *found = reference->target;
    for (const schema_scope *s = v->scope; s; s = s->outer) {
        for (const schema_anchor *a = s->resource->dynamic; a; a = a->next) {
            if (!schema_spend(v->run, 1)) {
                return false;
            }
            /* A resource of one draft has no anchors of the other. */
            if (crd_span_equal(a->name, reference->name)) {
                found = a->node;
            }
        }
    }
    return schema_apply_here(v, found);
}

/* 2020-12, 8.2.3.2: dynamic only if it leads to a `$dynamicAnchor` first. */
static crd_rc compile_dynamic_ref(schema_compiler *c, schema_node *node,
                                  const crd_json *value,
                                  schema_keyword *keyword)
{
    schema_node *target;
    crd_span name;
    CRD_TRY(schema_resolve(c, &target, &name, node, value));
    schema_enqueue(c, target);
    if (name.len && crd_span_equal(target->dynamic_anchor, name)) {
        return keep_dynamic(c, keyword, target, name);
    }
    keyword->apply = apply_ref;
    keyword->as.schema = target;
    return CRD_OK;
}

/* 2019-09, 8.2.4.2: dynamic only if the resource says so at its root. */
static crd_rc compile_recursive_ref(schema_compiler *c, schema_node *node,
                                    const crd_json *value,
                                    schema_keyword *keyword)
{
    schema_node *target = node->resource->node;
    if (!crd_json_is_text(value, "#")) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "\"$recursiveRef\" is not \"#\".");
    }
    schema_enqueue(c, target);
    if (node->resource->dynamic) {
        return keep_dynamic(c, keyword, target, CRD_SPAN_NONE);
    }
    keyword->apply = apply_ref;
    keyword->as.schema = target;
    return CRD_OK;
}

const schema_rule schema_core_rules[] = {
    {"$ref", SCHEMA_BOTH, SCHEMA_CORE, SCHEMA_HOLDS_NONE, SCHEMA_THEN,
     compile_ref, apply_ref},
    {"$dynamicRef", SCHEMA_2020_12, SCHEMA_CORE, SCHEMA_HOLDS_NONE, SCHEMA_THEN,
     compile_dynamic_ref, apply_dynamic},
    {"$recursiveRef", SCHEMA_2019_09, SCHEMA_CORE, SCHEMA_HOLDS_NONE,
     SCHEMA_THEN, compile_recursive_ref, apply_dynamic},
    {"$defs", SCHEMA_BOTH, SCHEMA_CORE, SCHEMA_HOLDS_MAP, SCHEMA_THEN, NULL,
     NULL},
    /* The name of `$defs` in older drafts; both metaschemas still know it. */
    {"definitions", SCHEMA_BOTH, SCHEMA_CORE, SCHEMA_HOLDS_MAP, SCHEMA_THEN,
     NULL, NULL},
    {"contentSchema", SCHEMA_BOTH, SCHEMA_CONTENT, SCHEMA_HOLDS_ONE,
     SCHEMA_THEN, NULL, NULL},
    {.name = NULL}};
