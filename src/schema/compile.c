/* SPDX-License-Identifier: Apache-2.0 */
/* From JSON to the graph of nodes: what can be reached from the root is
 * compiled, one node after the other, and each only once. */
#include <stdio.h>

#include "schema/schema.h"
#include "schema/uri.h"

crd_schema_limits crd_schema_limits_default(void)
{
    return (crd_schema_limits){.json = crd_limits_default(),
                               .documents = 64,
                               .subschemas = 100000,
                               .depth = 256,
                               .work = 20000000};
}

crd_rc schema_refuse(schema_compiler *c, const schema_node *node,
                     const crd_json *place, crd_code code, const char *format,
                     ...)
{
    char message[200];
    const schema_document *document = node->resource->document;
    int shown = (int)(document->url.len < 40 ? document->url.len : 40);
    va_list args;
    crd_rc rc;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    rc = crd_fail(c->error, code, shown ? "%s (%.*s)" : "%s", message, shown,
                  document->url.data);
    crd_error_point(c->error, document->root, place);
    return rc;
}

crd_rc schema_allocate(schema_compiler *c, void **out, size_t count,
                       size_t size)
{
    *out = crd_arena_calloc(c->arena, count, size);
    return *out ? CRD_OK : crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
}

/* ---- Rules ----------------------------------------------------------------
 */

static const schema_rule *const RULES[] = {
    schema_core_rules,  schema_applicator_rules,  schema_object_rules,
    schema_array_rules, schema_unevaluated_rules, schema_validation_rules};

static crd_rc add_rule(schema_compiler *c, const schema_rule *rule)
{
    for (unsigned i = 0; i < 2; i++) {
        if (rule->drafts & (i ? SCHEMA_2020_12 : SCHEMA_2019_09)) {
            /* The table holds pointers to what may change; rules do not. */
            CRD_TRY(schema_table_put(&c->rules[i], c->arena,
                                     crd_span_of(rule->name),
                                     (void *)(uintptr_t)rule, c->error));
        }
    }
    return CRD_OK;
}

static crd_rc add_rules(schema_compiler *c)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        for (const schema_rule *rule = RULES[i]; rule->name; rule++) {
            CRD_TRY(add_rule(c, rule));
        }
    }
    return CRD_OK;
}

const schema_rule *schema_rule_find(const schema_compiler *c,
                                    schema_dialect dialect, crd_span name)
{
    const schema_rule *rule =
        schema_table_get(&c->rules[dialect.draft == SCHEMA_2020_12], name);
    return rule && (rule->vocabulary & dialect.vocabularies) ? rule : NULL;
}

/* ---- Nodes ----------------------------------------------------------------
 */

void schema_enqueue(schema_compiler *c, schema_node *node)
{
    if (node->queued) {
        return;
    }
    node->queued = true;
    if (c->last) {
        c->last->next = node;
    } else {
        c->first = node;
    }
    c->last = node;
}

crd_rc schema_child(schema_compiler *c, const schema_node **out,
                    const schema_node *node, const crd_json *value)
{
    schema_node *child = schema_node_find(c, value);
    if (!child) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "A schema was expected here.");
    }
    schema_enqueue(c, child);
    *out = child;
    return CRD_OK;
}

/* What a dynamic reference may find once this resource is in its scope. */
static void reach(schema_compiler *c, schema_resource *resource)
{
    if (!resource->reached) {
        resource->reached = true;
        for (schema_anchor *a = resource->dynamic; a; a = a->next) {
            schema_enqueue(c, a->node);
        }
    }
}

static crd_rc compile_keyword(schema_compiler *c, schema_node *node,
                              const crd_json_member *member,
                              const schema_rule *rule)
{
    schema_keyword *keyword = &node->keywords[node->count];
    keyword->apply = rule->apply;
    keyword->name = crd_json_key(member);
    keyword->node = node;
    keyword->late = rule->phase == SCHEMA_LAST;
    CRD_TRY(rule->compile(c, node, &member->value, keyword));
    if (keyword->apply) {
        node->count++;
    } else {
        memset(keyword, 0, sizeof *keyword);
    }
    return CRD_OK;
}

static crd_rc compile_node(schema_compiler *c, schema_node *node)
{
    const crd_json *json = node->json;
    uint32_t known = 0;
    void *memory;
    reach(c, node->resource);
    if (!crd_json_is(json, CRD_JSON_OBJECT)) {
        return CRD_OK;
    }
    for (uint32_t i = 0; i < json->len; i++) {
        const schema_rule *rule = schema_rule_find(
            c, node->resource->dialect, crd_json_key(&json->as.members[i]));
        known += rule && rule->compile;
    }
    CRD_TRY(
        schema_allocate(c, &memory, (size_t)known + 1, sizeof *node->keywords));
    node->keywords = memory;
    for (unsigned phase = SCHEMA_FIRST; known && phase < SCHEMA_PHASES;
         phase++) {
        for (uint32_t i = 0; i < json->len; i++) {
            const crd_json_member *member = &json->as.members[i];
            const schema_rule *rule = schema_rule_find(
                c, node->resource->dialect, crd_json_key(member));
            if (rule && rule->compile && rule->phase == phase) {
                CRD_TRY(compile_keyword(c, node, member, rule));
            }
        }
    }
    return CRD_OK;
}

/* ---- What many keywords need ------------------------------------------------
 */

crd_rc schema_compile_one(schema_compiler *c, schema_node *node,
                          const crd_json *value, schema_keyword *keyword)
{
    return schema_child(c, &keyword->as.schema, node, value);
}

crd_rc schema_compile_list(schema_compiler *c, schema_node *node,
                           const crd_json *value, schema_keyword *keyword)
{
    const schema_node **nodes;
    void *memory;
    if (!crd_json_is(value, CRD_JSON_ARRAY) || value->len == 0) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "A list of at least one schema was expected "
                             "here.");
    }
    CRD_TRY(schema_allocate(c, &memory, value->len, sizeof *nodes));
    nodes = memory;
    for (uint32_t i = 0; i < value->len; i++) {
        CRD_TRY(schema_child(c, &nodes[i], node, &value->as.items[i]));
    }
    keyword->as.list.nodes = nodes;
    keyword->as.list.count = value->len;
    return CRD_OK;
}

crd_rc schema_compile_map(schema_compiler *c, schema_node *node,
                          const crd_json *value, schema_keyword *keyword)
{
    schema_properties *map;
    void *memory;
    if (!crd_json_is(value, CRD_JSON_OBJECT)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "An object of schemas was expected here.");
    }
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *map));
    map = memory;
    map->count = value->len;
    CRD_TRY(
        schema_allocate(c, &memory, (size_t)map->count + 1, sizeof *map->list));
    map->list = memory;
    for (uint32_t i = 0; i < map->count; i++) {
        const crd_json_member *member = &value->as.members[i];
        map->list[i].name = crd_json_key(member);
        map->list[i].hash = member->key_hash;
        CRD_TRY(schema_child(c, &map->list[i].schema, node, &member->value));
    }
    schema_properties_sort(map);
    keyword->as.data = map;
    return CRD_OK;
}

crd_rc schema_compile_spend(schema_compiler *c, uint64_t steps)
{
    if (c->work < steps) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_SIZE,
                        "Compiling the schema takes more than %llu steps.",
                        (unsigned long long)c->limits.work);
    }
    c->work -= steps;
    return CRD_OK;
}

/* What an instruction counts for: about its share of the work to make it. A
 * short text can ask for many. */
#define INSTRUCTION_STEPS 16

crd_rc schema_compile_pattern(schema_compiler *c, const schema_pattern **out,
                              const schema_node *node, const crd_json *place,
                              crd_span source)
{
    crd_rc rc = schema_pattern_compile(out, c->arena, source, c->error);
    if (rc == CRD_OK) {
        return schema_compile_spend(
            c, INSTRUCTION_STEPS * (uint64_t)schema_pattern_length(*out));
    }
    crd_error_point(c->error, node->resource->document->root, place);
    return rc;
}

crd_rc schema_compile_bound(schema_compiler *c, schema_node *node,
                            const crd_json *value, schema_keyword *keyword)
{
    if (!crd_json_is(value, CRD_JSON_NUMBER) ||
        !schema_decimal_to_bound(&keyword->as.bound,
                                 schema_decimal_of(value))) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "A whole number, 0 or more, was expected here.");
    }
    return CRD_OK;
}

bool schema_is_names(const crd_json *value)
{
    if (!crd_json_is(value, CRD_JSON_ARRAY)) {
        return false;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        if (!crd_json_is(&value->as.items[i], CRD_JSON_STRING)) {
            return false;
        }
    }
    return true;
}

/* ---- The whole ------------------------------------------------------------
 */

static crd_rc compile_all(schema_compiler *c, const crd_schema **out,
                          const schema_document *document)
{
    const schema_dialect newest = {SCHEMA_2020_12, ~0u};
    schema_resource *resource;
    crd_schema *schema;
    void *memory;
    CRD_TRY(add_rules(c));
    CRD_TRY(schema_index_document(c, &resource, document, newest));
    schema_enqueue(c, resource->node);
    for (schema_node *node = c->first; node; node = node->next) {
        CRD_TRY(compile_node(c, node));
    }
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *schema));
    schema = memory;
    schema->root = resource->node;
    schema->limits = c->limits;
    *out = schema;
    return CRD_OK;
}

crd_rc crd_schema_compile(const crd_schema **out, crd_arena *arena,
                          const crd_json *root, crd_span base_url,
                          const crd_schema_limits *limits,
                          crd_schema_load_fn load, void *load_context,
                          crd_error *error)
{
    schema_compiler c = {.arena = arena,
                         .limits =
                             limits ? *limits : crd_schema_limits_default(),
                         .load = load,
                         .load_context = load_context,
                         .error = error};
    schema_document *document = CRD_NEW(arena, schema_document);
    crd_span fragment;
    c.work = c.limits.work;
    if (!document) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    document->root = root;
    document->url =
        crd_arena_copy(arena, schema_uri_split(base_url, &fragment));
    if (!document->url.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return compile_all(&c, out, document);
}
