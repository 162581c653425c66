/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the subschemas, bases and anchors of a document (JSON Schema Core,
 * 8.2). Only keywords that are known to hold schemas are followed, so that an
 * `$id` in an `enum`, or in a keyword nobody knows, is no identifier. */
#include "schema/schema.h"
#include "schema/uri.h"

schema_node *schema_node_find(const schema_compiler *c, const crd_json *json)
{
    return schema_table_get(&c->nodes,
                            (crd_span){(const char *)&json, sizeof json});
}

crd_span schema_anchor_key(schema_compiler *c, const schema_resource *resource,
                           crd_span name)
{
    crd_span uri = resource->uri;
    char *key = crd_arena_alloc(c->arena, uri.len + 1 + name.len);
    if (!key) {
        return CRD_SPAN_NONE;
    }
    if (uri.len) {
        memcpy(key, uri.data, uri.len);
    }
    key[uri.len] = '#';
    if (name.len) {
        memcpy(key + uri.len + 1, name.data, name.len);
    }
    return (crd_span){key, uri.len + 1 + name.len};
}

/* ---- Resources ------------------------------------------------------------
 */

static crd_rc register_resource(schema_compiler *c, schema_resource *resource)
{
    if (schema_table_get(&c->resources, resource->uri)) {
        return schema_refuse(
            c, resource->node, resource->node->json, CRD_CODE_SCHEMA_KEYWORD,
            "Two schemas have the address %.*s.",
            (int)(resource->uri.len < 120 ? resource->uri.len : 120),
            resource->uri.data);
    }
    return schema_table_put(&c->resources, c->arena, resource->uri, resource,
                            c->error);
}

/* 8.2.1: `$id` is resolved against the base around it; its fragment is empty.
 */
static crd_rc identify(schema_compiler *c, crd_span *out,
                       const schema_node *node, crd_span base,
                       const crd_json *id)
{
    crd_span fragment, reference;
    if (!id) {
        *out = base;
        return CRD_OK;
    }
    if (!crd_json_is(id, CRD_JSON_STRING)) {
        return schema_refuse(c, node, id, CRD_CODE_SCHEMA_KEYWORD,
                             "\"$id\" is not text.");
    }
    reference = schema_uri_split(crd_json_span(id), &fragment);
    if (fragment.len) {
        return schema_refuse(c, node, id, CRD_CODE_SCHEMA_KEYWORD,
                             "\"$id\" has a fragment; use \"$anchor\".");
    }
    *out = schema_uri_resolve(c->arena, base, reference);
    return out->data ? CRD_OK : crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
}

/* The resource that the node begins. Until it is made, the node is in the one
 * around it, so that errors have a place. */
static crd_rc begin_resource(schema_compiler *c, schema_node *node,
                             const crd_json *id)
{
    schema_resource *around = node->resource, *resource;
    const crd_json *metaschema = crd_json_get(node->json, "$schema");
    void *memory;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *resource));
    resource = memory;
    *resource = *around;
    resource->dynamic = NULL;
    resource->reached = false;
    CRD_TRY(identify(c, &resource->uri, node, around->uri, id));
    if (metaschema) {
        CRD_TRY(schema_dialect_of(c, &resource->dialect, node, metaschema));
    }
    resource->node = node;
    node->resource = resource;
    return register_resource(c, resource);
}

/* ---- Anchors --------------------------------------------------------------
 */

static crd_rc add_dynamic(schema_compiler *c, schema_node *node, crd_span name)
{
    void *memory;
    schema_anchor *anchor;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *anchor));
    anchor = memory;
    *anchor = (schema_anchor){name, node, node->resource->dynamic};
    node->resource->dynamic = anchor;
    return CRD_OK;
}

static crd_rc add_anchor(schema_compiler *c, schema_node *node,
                         const char *keyword)
{
    const crd_json *value = crd_json_get(node->json, keyword);
    crd_span key;
    if (!value) {
        return CRD_OK;
    }
    if (!crd_json_is(value, CRD_JSON_STRING) || value->len == 0) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "\"%s\" is not a name.", keyword);
    }
    key = schema_anchor_key(c, node->resource, crd_json_span(value));
    if (!key.data) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    if (schema_table_get(&c->anchors, key)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "Two places have the anchor \"%.*s\".",
                             (int)(value->len < 80 ? value->len : 80),
                             value->as.text);
    }
    return schema_table_put(&c->anchors, c->arena, key, node, c->error);
}

static crd_rc add_anchors(schema_compiler *c, schema_node *node)
{
    const crd_json *dynamic = crd_json_get(node->json, "$dynamicAnchor");
    CRD_TRY(add_anchor(c, node, "$anchor"));
    if (node->resource->dialect.draft == SCHEMA_2019_09) {
        /* 2019-09, 8.2.4.2.2: only at the root of a resource. */
        bool recursive =
            node->resource->node == node &&
            crd_json_is(crd_json_get(node->json, "$recursiveAnchor"),
                        CRD_JSON_TRUE);
        return recursive ? add_dynamic(c, node, CRD_SPAN_NONE) : CRD_OK;
    }
    if (!dynamic) {
        return CRD_OK;
    }
    CRD_TRY(add_anchor(c, node, "$dynamicAnchor"));
    node->dynamic_anchor = crd_json_span(dynamic);
    return add_dynamic(c, node, node->dynamic_anchor);
}

/* ---- Nodes ----------------------------------------------------------------
 */

static crd_rc index_node(schema_compiler *c, schema_node **out,
                         const crd_json *json, schema_node *parent,
                         schema_resource *resource, schema_step step,
                         uint32_t depth);

static crd_rc index_list(schema_compiler *c, schema_node *parent,
                         const crd_json *list, crd_span keyword, uint32_t depth)
{
    for (uint32_t i = 0; i < list->len; i++) {
        schema_step step = {
            .keyword = keyword, .index = i, .kind = SCHEMA_STEP_INDEX};
        CRD_TRY(index_node(c, NULL, &list->as.items[i], parent,
                           parent->resource, step, depth));
    }
    return CRD_OK;
}

static crd_rc index_map(schema_compiler *c, schema_node *parent,
                        const crd_json *map, crd_span keyword, bool some,
                        uint32_t depth)
{
    for (uint32_t i = 0; i < map->len; i++) {
        const crd_json_member *member = &map->as.members[i];
        schema_step step = {.keyword = keyword,
                            .name = crd_json_key(member),
                            .kind = SCHEMA_STEP_NAME};
        if (some && crd_json_is(&member->value, CRD_JSON_ARRAY)) {
            continue;
        }
        CRD_TRY(index_node(c, NULL, &member->value, parent, parent->resource,
                           step, depth));
    }
    return CRD_OK;
}

/* Values of the wrong type are left to the keyword's compile function. */
static crd_rc index_member(schema_compiler *c, schema_node *node,
                           const crd_json_member *member, uint32_t depth)
{
    const crd_json *value = &member->value;
    crd_span name = crd_json_key(member);
    const schema_rule *rule =
        schema_rule_find(c, node->resource->dialect, name);
    schema_holds holds = rule ? rule->holds : SCHEMA_HOLDS_NONE;
    schema_step step = {.keyword = name, .kind = SCHEMA_STEP_KEYWORD};
    if (holds == SCHEMA_HOLDS_ONE_OR_LIST) {
        holds = crd_json_is(value, CRD_JSON_ARRAY) ? SCHEMA_HOLDS_LIST
                                                   : SCHEMA_HOLDS_ONE;
    }
    if (holds == SCHEMA_HOLDS_ONE) {
        return index_node(c, NULL, value, node, node->resource, step, depth);
    }
    if (holds == SCHEMA_HOLDS_LIST && crd_json_is(value, CRD_JSON_ARRAY)) {
        return index_list(c, node, value, name, depth);
    }
    if (holds >= SCHEMA_HOLDS_MAP && crd_json_is(value, CRD_JSON_OBJECT)) {
        return index_map(c, node, value, name,
                         holds == SCHEMA_HOLDS_SOME_OF_MAP, depth);
    }
    return CRD_OK;
}

static crd_rc new_node(schema_compiler *c, schema_node **out,
                       const crd_json *json, schema_node *parent,
                       schema_resource *resource, schema_step step)
{
    void *memory;
    schema_node *node;
    if (c->node_count == c->limits.subschemas) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_SIZE,
                        "The schema has more than %u subschemas.",
                        (unsigned)c->limits.subschemas);
    }
    c->node_count++;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *node));
    node = memory;
    node->json = json;
    node->parent = parent;
    node->resource = resource;
    node->step = step;
    *out = node;
    return schema_table_put(
        &c->nodes, c->arena,
        (crd_span){(const char *)&node->json, sizeof node->json}, node,
        c->error);
}

static crd_rc index_object(schema_compiler *c, schema_node *node,
                           uint32_t depth)
{
    const crd_json *json = node->json;
    const crd_json *id = crd_json_get(json, "$id");
    if (id || !node->parent) {
        CRD_TRY(begin_resource(c, node, id));
    }
    CRD_TRY(add_anchors(c, node));
    for (uint32_t i = 0; i < json->len; i++) {
        CRD_TRY(index_member(c, node, &json->as.members[i], depth + 1));
    }
    return CRD_OK;
}

static crd_rc index_node(schema_compiler *c, schema_node **out,
                         const crd_json *json, schema_node *parent,
                         schema_resource *resource, schema_step step,
                         uint32_t depth)
{
    schema_node *node = schema_node_find(c, json);
    if (node) { /* reached by a pointer through a keyword nobody knows */
        if (out) {
            *out = node;
        }
        return CRD_OK;
    }
    if (depth > c->limits.depth) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_DEPTH,
                        "Subschemas lie inside each other deeper than %u.",
                        (unsigned)c->limits.depth);
    }
    CRD_TRY(new_node(c, &node, json, parent, resource, step));
    if (out) {
        *out = node;
    }
    if (crd_json_is(json, CRD_JSON_OBJECT)) {
        return index_object(c, node, depth);
    }
    if (json->type != CRD_JSON_TRUE && json->type != CRD_JSON_FALSE) {
        return schema_refuse(c, node, json, CRD_CODE_SCHEMA_KEYWORD,
                             "A schema is an object, true or false.");
    }
    return CRD_OK;
}

crd_rc schema_index(schema_compiler *c, schema_node **out, const crd_json *json,
                    schema_node *parent, schema_step step)
{
    return index_node(c, out, json, parent, parent->resource, step, 0);
}

/* The document itself is the resource around its root, until the root begins
 * one; `true` and `false` stay in it. */
crd_rc schema_index_document(schema_compiler *c, schema_resource **out,
                             const schema_document *document,
                             schema_dialect dialect)
{
    schema_resource *resource;
    schema_node *node;
    void *memory;
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *resource));
    resource = memory;
    *resource = (schema_resource){
        .uri = document->url, .document = document, .dialect = dialect};
    CRD_TRY(index_node(c, &node, document->root, NULL, resource,
                       (schema_step){.kind = SCHEMA_STEP_KEYWORD}, 0));
    resource->node = node;
    if (node->resource == resource) {
        CRD_TRY(register_resource(c, resource));
    } else if (!schema_table_get(&c->resources, document->url)) {
        CRD_TRY(schema_table_put(&c->resources, c->arena, document->url,
                                 node->resource, c->error));
    }
    *out = node->resource;
    return CRD_OK;
}
