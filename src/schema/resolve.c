/* SPDX-License-Identifier: Apache-2.0 */
/* From a reference to the subschema it names (JSON Schema Core, 9). */
#include "schema/schema.h"
#include "schema/uri.h"

static crd_rc memory(schema_compiler *c)
{
    return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
}

static crd_rc nowhere(schema_compiler *c, const schema_node *node,
                      const crd_json *value)
{
    return schema_refuse(c, node, value, CRD_CODE_SCHEMA_REFERENCE,
                         "Nothing is where \"%.*s\" leads.",
                         (int)(value->len < 120 ? value->len : 120),
                         value->as.text);
}

/* The resource at `uri`: one that has been met, or a document to be read. */
static crd_rc find_resource(schema_compiler *c, schema_resource **out,
                            crd_span uri, schema_dialect dialect)
{
    const schema_document *document;
    *out = schema_table_get(&c->resources, uri);
    if (*out) {
        return CRD_OK;
    }
    CRD_TRY(schema_document_get(c, &document, uri));
    return schema_index_document(c, out, document, dialect);
}

/* ---- JSON pointers --------------------------------------------------------
 */

/* Removes the first step from `*pointer`, which begins with '/'. */
static crd_rc take_step(schema_compiler *c, crd_span *step, crd_span *pointer)
{
    const char *p = pointer->data + 1, *end = pointer->data + pointer->len;
    char *out = crd_arena_alloc(c->arena, pointer->len);
    size_t len = 0;
    if (!out) {
        return memory(c);
    }
    for (; p < end && *p != '/'; p++) {
        char ch = *p;
        if (ch == '~' && p + 1 < end && (p[1] == '0' || p[1] == '1')) {
            ch = *++p == '0' ? '~' : '/';
        }
        out[len++] = ch;
    }
    *step = (crd_span){out, len};
    *pointer = (crd_span){p, (size_t)(end - p)};
    return CRD_OK;
}

static bool is_index(uint32_t *out, crd_span step)
{
    uint64_t value = 0;
    if (step.len == 0 || step.len > 10 ||
        (step.len > 1 && step.data[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < step.len; i++) {
        if (step.data[i] < '0' || step.data[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(step.data[i] - '0');
    }
    *out = (uint32_t)value;
    return value <= UINT32_MAX;
}

static const crd_json *descend(const crd_json *at, crd_span step)
{
    uint32_t index;
    if (crd_json_is(at, CRD_JSON_ARRAY)) {
        return is_index(&index, step) && index < at->len ? &at->as.items[index]
                                                         : NULL;
    }
    return crd_json_get_span(at, step);
}

/* The value is a schema by being referred to, even where no keyword that is
 * known says so; then it is in the resource of the schema around it. */
static crd_rc by_pointer(schema_compiler *c, schema_node **out,
                         const schema_resource *resource, crd_span pointer)
{
    const crd_json *at = resource->node->json;
    schema_node *node = resource->node;
    crd_span rest = pointer;
    *out = NULL;
    while (pointer.len > 0) {
        schema_node *met;
        crd_span step = CRD_SPAN_NONE;
        CRD_TRY(take_step(c, &step, &pointer));
        CRD_TRY(schema_compile_spend(c, at->len / 16 + 1));
        at = descend(at, step);
        if (!at) {
            return CRD_OK;
        }
        met = schema_node_find(c, at);
        if (met) {
            node = met;
            rest = pointer;
        }
    }
    if (node->json == at) {
        *out = node;
        return CRD_OK;
    }
    return schema_index(
        c, out, at, node,
        (schema_step){.keyword = rest, .kind = SCHEMA_STEP_POINTER});
}

/* ---- References -----------------------------------------------------------
 */

static crd_rc by_fragment(schema_compiler *c, schema_node **out, crd_span *name,
                          schema_resource *resource, crd_span fragment)
{
    crd_span key;
    *name = CRD_SPAN_NONE;
    fragment = schema_uri_decode(c->arena, fragment);
    if (!fragment.data) {
        return memory(c);
    }
    if (fragment.len == 0) {
        *out = resource->node;
        return CRD_OK;
    }
    if (fragment.data[0] == '/') {
        return by_pointer(c, out, resource, fragment);
    }
    *name = fragment;
    key = schema_anchor_key(c, resource, fragment);
    if (!key.data) {
        return memory(c);
    }
    *out = schema_table_get(&c->anchors, key);
    return CRD_OK;
}

crd_rc schema_resolve(schema_compiler *c, schema_node **out, crd_span *name,
                      const schema_node *node, const crd_json *value)
{
    schema_resource *resource = node->resource;
    crd_span reference, fragment;
    if (!crd_json_is(value, CRD_JSON_STRING)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "A reference is not text.");
    }
    reference = schema_uri_split(crd_json_span(value), &fragment);
    if (reference.len > 0) {
        crd_span uri = schema_uri_resolve(c->arena, resource->uri, reference);
        if (!uri.data) {
            return memory(c);
        }
        CRD_TRY(find_resource(c, &resource, uri, node->resource->dialect));
    }
    CRD_TRY(by_fragment(c, out, name, resource, fragment));
    return *out ? CRD_OK : nowhere(c, node, value);
}
