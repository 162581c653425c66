/* SPDX-License-Identifier: Apache-2.0 */
/* Applicators to the members of an object (JSON Schema Core, 10.3.2 and
 * 10.2.2.4). */
#include "schema/schema.h"

/* ---- Schemas by name ------------------------------------------------------
 */

static int compare(const schema_property *a, const schema_property *b)
{
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return crd_span_compare(a->name, b->name);
}

static void sift_down(schema_property *list, uint32_t at, uint32_t count)
{
    schema_property moved = list[at];
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        child +=
            child + 1 < count && compare(&list[child], &list[child + 1]) < 0;
        if (compare(&moved, &list[child]) >= 0) {
            break;
        }
        list[at] = list[child];
    }
    list[at] = moved;
}

void schema_properties_sort(schema_properties *map)
{
    for (uint32_t i = map->count / 2; i-- > 0;) {
        sift_down(map->list, i, map->count);
    }
    for (uint32_t i = map->count; i-- > 1;) {
        schema_property last = map->list[i];
        map->list[i] = map->list[0];
        map->list[0] = last;
        sift_down(map->list, 0, i);
    }
}

const schema_property *schema_property_find(const schema_properties *map,
                                            const crd_json_member *member)
{
    const schema_property wanted = {crd_json_key(member), member->key_hash,
                                    NULL};
    uint32_t low = 0, high = map->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(&wanted, &map->list[middle]);
        if (order == 0) {
            return &map->list[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

/* ---- properties, patternProperties, additionalProperties --------------------
 */

/* Applies a schema to a member and marks it: it has been looked at, whatever
 * came of it, so that one fault is told once. */
static bool apply_marked(const schema_visit *v, const schema_node *node,
                         uint32_t index)
{
    if (v->marks) {
        schema_mark(v->marks, index);
    }
    return schema_apply_member(v, node, &v->place->value->as.members[index]);
}

static bool apply_properties(const schema_visit *v, const schema_keyword *k)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT || !schema_spend(v->run, value->len)) {
        return true;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        const schema_property *property =
            schema_property_find(k->as.data, &value->as.members[i]);
        if (property && !apply_marked(v, property->schema, i)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

typedef struct patterned {
    const schema_pattern *pattern;
    const schema_node *schema;
} patterned;

typedef struct patterned_list {
    patterned *list;
    uint32_t count;
} patterned_list;

static crd_rc compile_patterns(schema_compiler *c, patterned_list *out,
                               schema_node *node, const crd_json *value)
{
    void *memory;
    if (!crd_json_is(value, CRD_JSON_OBJECT)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "An object of schemas was expected here.");
    }
    CRD_TRY(
        schema_allocate(c, &memory, (size_t)value->len + 1, sizeof *out->list));
    out->list = memory;
    out->count = value->len;
    for (uint32_t i = 0; i < value->len; i++) {
        const crd_json_member *member = &value->as.members[i];
        CRD_TRY(schema_compile_pattern(c, &out->list[i].pattern, node,
                                       &member->value, crd_json_key(member)));
        CRD_TRY(schema_child(c, &out->list[i].schema, node, &member->value));
    }
    return CRD_OK;
}

static crd_rc compile_pattern_properties(schema_compiler *c, schema_node *node,
                                         const crd_json *value,
                                         schema_keyword *keyword)
{
    void *memory;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof(patterned_list)));
    keyword->as.data = memory;
    return compile_patterns(c, memory, node, value);
}

static bool matches(const schema_visit *v, const schema_pattern *pattern,
                    crd_span text)
{
    schema_run *r = v->run;
    bool found = false;
    if (r->rc == CRD_OK) {
        r->rc =
            schema_pattern_match(&found, &r->matcher, pattern, text, r->error);
    }
    return found;
}

static bool apply_pattern_properties(const schema_visit *v,
                                     const schema_keyword *k)
{
    const patterned_list *patterns = k->as.data;
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT) {
        return true;
    }
    for (uint32_t i = 0; i < value->len && v->run->rc == CRD_OK; i++) {
        crd_span name = crd_json_key(&value->as.members[i]);
        for (uint32_t n = 0; n < patterns->count; n++) {
            if (matches(v, patterns->list[n].pattern, name) &&
                !apply_marked(v, patterns->list[n].schema, i)) {
                valid = false;
                if (!schema_tells(v->run)) {
                    return false;
                }
            }
        }
    }
    return valid;
}

typedef struct additional {
    const schema_node *schema;
    schema_properties names;
    patterned_list patterns;
} additional;

/* 10.3.2.3: members that no neighbour in the same schema object is for. */
static crd_rc compile_additional(schema_compiler *c, schema_node *node,
                                 const crd_json *value, schema_keyword *keyword)
{
    const crd_json *names = crd_json_get(node->json, "properties");
    const crd_json *patterns = crd_json_get(node->json, "patternProperties");
    void *memory;
    additional *made;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *made));
    made = memory;
    CRD_TRY(schema_child(c, &made->schema, node, value));
    if (names) {
        schema_keyword properties;
        CRD_TRY(schema_compile_map(c, node, names, &properties));
        made->names = *(const schema_properties *)properties.as.data;
    }
    if (patterns) {
        CRD_TRY(compile_patterns(c, &made->patterns, node, patterns));
    }
    keyword->as.data = made;
    return CRD_OK;
}

static bool is_additional(const schema_visit *v, const additional *a,
                          const crd_json_member *member)
{
    if (schema_property_find(&a->names, member)) {
        return false;
    }
    for (uint32_t i = 0; i < a->patterns.count; i++) {
        if (matches(v, a->patterns.list[i].pattern, crd_json_key(member))) {
            return false;
        }
    }
    return true;
}

static bool apply_additional(const schema_visit *v, const schema_keyword *k)
{
    const additional *a = k->as.data;
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT ||
        (a->schema->json->type == CRD_JSON_TRUE && !v->marks) ||
        !schema_spend(v->run, value->len)) {
        return true;
    }
    for (uint32_t i = 0; i < value->len && v->run->rc == CRD_OK; i++) {
        if (is_additional(v, a, &value->as.members[i]) &&
            !apply_marked(v, a->schema, i)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

/* ---- propertyNames, dependentSchemas, dependencies
 * ---------------------------
 */

static bool apply_property_names(const schema_visit *v, const schema_keyword *k)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT) {
        return true;
    }
    for (uint32_t i = 0; i < value->len && v->run->rc == CRD_OK; i++) {
        const crd_json_member *member = &value->as.members[i];
        crd_json name = crd_json_string(crd_json_key(member));
        schema_place place = {&name, v->place, member, 0};
        if (!schema_apply(v->run, k->as.schema, &place, v->scope, NULL)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

static bool apply_dependents(const schema_visit *v,
                             const schema_properties *map)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT || !schema_spend(v->run, value->len)) {
        return true;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        const schema_property *property =
            schema_property_find(map, &value->as.members[i]);
        if (property && !schema_apply_here(v, property->schema)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

static bool apply_dependent_schemas(const schema_visit *v,
                                    const schema_keyword *k)
{
    return apply_dependents(v, k->as.data);
}

/* The keyword of older drafts, which both metaschemas still know: a schema
 * for the value, or a list of names that must be there too. */
typedef struct dependencies {
    schema_properties schemas;
    const crd_json *lists;
} dependencies;

static crd_rc compile_dependencies(schema_compiler *c, schema_node *node,
                                   const crd_json *value,
                                   schema_keyword *keyword)
{
    dependencies *made;
    void *memory;
    if (!crd_json_is(value, CRD_JSON_OBJECT)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "An object was expected here.");
    }
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *made));
    made = memory;
    made->lists = value;
    CRD_TRY(schema_allocate(c, &memory, (size_t)value->len + 1,
                            sizeof *made->schemas.list));
    made->schemas.list = memory;
    for (uint32_t i = 0; i < value->len; i++) {
        const crd_json_member *member = &value->as.members[i];
        schema_property *p = &made->schemas.list[made->schemas.count];
        if (!schema_is_names(&member->value)) {
            CRD_TRY(schema_child(c, &p->schema, node, &member->value));
            p->name = crd_json_key(member);
            p->hash = member->key_hash;
            made->schemas.count++;
        }
    }
    schema_properties_sort(&made->schemas);
    keyword->as.data = made;
    return CRD_OK;
}

static bool apply_dependencies(const schema_visit *v, const schema_keyword *k)
{
    const dependencies *d = k->as.data;
    return schema_requires_dependents(v, k, d->lists) &&
           apply_dependents(v, &d->schemas);
}

const schema_rule schema_object_rules[] = {
    {"properties", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_MAP,
     SCHEMA_THEN, schema_compile_map, apply_properties},
    {"patternProperties", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_MAP,
     SCHEMA_THEN, compile_pattern_properties, apply_pattern_properties},
    {"additionalProperties", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE,
     SCHEMA_THEN, compile_additional, apply_additional},
    {"propertyNames", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_ONE,
     SCHEMA_THEN, schema_compile_one, apply_property_names},
    {"dependentSchemas", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_MAP,
     SCHEMA_THEN, schema_compile_map, apply_dependent_schemas},
    {"dependencies", SCHEMA_BOTH, SCHEMA_APPLICATOR, SCHEMA_HOLDS_SOME_OF_MAP,
     SCHEMA_THEN, compile_dependencies, apply_dependencies},
    {.name = NULL}};
