/* SPDX-License-Identifier: Apache-2.0 */
/* Applying a compiled schema to an instance. First it is only asked whether it
 * is valid, and the first fault ends that; if it is not, it is applied once
 * more to tell the failures. */
#include <stdio.h>

#include "schema/schema.h"

bool schema_spend(schema_run *run, uint64_t steps)
{
    if (run->rc != CRD_OK) {
        return false;
    }
    if (run->matcher.work < steps) {
        run->matcher.work = 0;
        run->rc = crd_fail(run->error, CRD_CODE_SCHEMA_WORK,
                           "Applying the schema takes more than %llu steps.",
                           (unsigned long long)run->limits->work);
        return false;
    }
    run->matcher.work -= steps;
    return true;
}

/* ---- Failures -------------------------------------------------------------
 */

static void append_step(crd_buffer *out, crd_span name)
{
    crd_buffer_append_char(out, '/');
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (c == '~' || c == '/') {
            crd_buffer_append_text(out, c == '~' ? "~0" : "~1");
        } else {
            crd_buffer_append_char(out, c);
        }
    }
}

/* The ways from a value or a node to its root are linked inward out; they are
 * written from the root, by recursion as deep as the limit on depth. */
static void append_place(crd_buffer *out, const schema_place *place)
{
    if (!place->outer) {
        return;
    }
    append_place(out, place->outer);
    if (place->member) {
        append_step(out, crd_json_key(place->member));
    } else {
        crd_buffer_printf(out, "/%u", (unsigned)place->index);
    }
}

static void append_node(crd_buffer *out, const schema_node *node)
{
    const schema_step *step = &node->step;
    if (node == node->resource->node) {
        crd_buffer_append_span(out, node->resource->uri);
        crd_buffer_append_char(out, '#');
        return;
    }
    append_node(out, node->parent);
    if (step->kind == SCHEMA_STEP_POINTER) {
        crd_buffer_append_span(out, step->keyword);
        return;
    }
    append_step(out, step->keyword);
    if (step->kind == SCHEMA_STEP_NAME) {
        append_step(out, step->name);
    } else if (step->kind == SCHEMA_STEP_INDEX) {
        crd_buffer_printf(out, "/%u", (unsigned)step->index);
    }
}

/* Long enough for any pointer that helps, short enough for twenty of them. */
#define LOCATION_MAX ((size_t)1 << 20)

/* What the buffer holds, in the arena; the buffer is empty again. */
static bool keep(schema_run *run, crd_span *out, crd_buffer *buffer)
{
    *out = CRD_SPAN_NONE;
    if (buffer->rc == CRD_OK) {
        *out = crd_arena_copy(run->arena, crd_buffer_span(buffer));
    } else if (buffer->rc == CRD_E_LIMIT) {
        *out = CRD_SPAN("");
    }
    if (!out->data) {
        run->rc = crd_fail(run->error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_buffer_clear(buffer);
    return out->data != NULL;
}

static void tell(schema_run *run, const schema_place *place,
                 const schema_node *node, const schema_keyword *keyword,
                 const char *message)
{
    crd_schema_failure *failure;
    crd_buffer buffer;
    run->total++;
    if (run->listed == CRD_SCHEMA_FAILURES_MAX) {
        return;
    }
    failure = &run->failures[run->listed];
    crd_buffer_init(&buffer, run->arena->allocator, LOCATION_MAX);
    append_place(&buffer, place);
    if (keep(run, &failure->instance, &buffer)) {
        append_node(&buffer, node);
        if (keyword) {
            append_step(&buffer, keyword->name);
        }
        if (keep(run, &failure->keyword, &buffer)) {
            crd_buffer_append_text(&buffer, message);
            if (keep(run, &failure->message, &buffer)) {
                run->listed++;
            }
        }
    }
    crd_buffer_free(&buffer);
}

#define MESSAGE_MAX 256

bool schema_failed(const schema_visit *v, const schema_keyword *keyword,
                   const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;
    if (schema_tells(v->run) && v->run->rc == CRD_OK) {
        va_start(args, format);
        vsnprintf(message, sizeof message, format, args);
        va_end(args);
        tell(v->run, v->place, keyword->node, keyword, message);
    }
    return false;
}

/* ---- Applying -------------------------------------------------------------
 */

/* What depends on the others says nothing true once one of them has failed. */
static bool apply_keywords(const schema_visit *v, const schema_node *node)
{
    bool valid = true;
    for (uint32_t i = 0; i < node->count; i++) {
        const schema_keyword *keyword = &node->keywords[i];
        if (keyword->late && !valid) {
            break;
        }
        if (!keyword->apply(v, keyword)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

static bool is_container(const crd_json *value)
{
    return value->type >= CRD_JSON_ARRAY;
}

static bool apply_object(schema_run *run, const schema_node *node,
                         const schema_place *place, const schema_scope *scope,
                         schema_marks *outer)
{
    schema_scope inner = {node->resource, scope};
    schema_marks marks;
    schema_visit visit = {run, place, scope, NULL};
    bool valid;
    if (!scope || scope->resource != node->resource) {
        visit.scope = &inner;
    }
    if ((outer || node->unevaluated) && is_container(place->value)) {
        if (!schema_marks_open(run, &marks, place->value->len)) {
            return false;
        }
        visit.marks = &marks;
    }
    valid = apply_keywords(&visit, node);
    if (visit.marks) {
        if (valid && outer) {
            schema_marks_add(run, outer, &marks);
        }
        schema_marks_close(run, &marks);
    }
    return valid;
}

bool schema_apply(schema_run *run, const schema_node *node,
                  const schema_place *place, const schema_scope *scope,
                  schema_marks *marks)
{
    bool valid;
    if (!schema_spend(run, 1)) {
        return false;
    }
    if (node->json->type != CRD_JSON_OBJECT) {
        valid = node->json->type == CRD_JSON_TRUE;
        if (!valid && schema_tells(run)) {
            tell(run, place, node, NULL, "Nothing may stand here.");
        }
        return valid;
    }
    if (run->depth == run->limits->depth) {
        run->rc = crd_fail(run->error, CRD_CODE_SCHEMA_DEPTH,
                           "The schema applies itself, or other schemas, "
                           "deeper than %u.",
                           (unsigned)run->limits->depth);
        return false;
    }
    run->depth++;
    valid = apply_object(run, node, place, scope, marks);
    run->depth--;
    return valid && run->rc == CRD_OK;
}

bool schema_apply_here(const schema_visit *v, const schema_node *node)
{
    return schema_apply(v->run, node, v->place, v->scope, v->marks);
}

bool schema_try_here(const schema_visit *v, const schema_node *node)
{
    bool valid;
    v->run->quiet++;
    valid = schema_apply_here(v, node);
    v->run->quiet--;
    return valid;
}

bool schema_apply_member(const schema_visit *v, const schema_node *node,
                         const crd_json_member *member)
{
    schema_place place = {&member->value, v->place, member, 0};
    return schema_apply(v->run, node, &place, v->scope, NULL);
}

bool schema_apply_item(const schema_visit *v, const schema_node *node,
                       uint32_t index)
{
    schema_place place = {&v->place->value->as.items[index], v->place, NULL,
                          index};
    return schema_apply(v->run, node, &place, v->scope, NULL);
}

/* ---- The whole ------------------------------------------------------------
 */

/* One application with the full number of steps. */
static crd_rc apply_root(schema_run *run, bool *valid, const crd_schema *schema,
                         const crd_json *instance)
{
    schema_place place = {instance, NULL, NULL, 0};
    run->matcher.work = schema->limits.work;
    *valid = schema_apply(run, schema->root, &place, NULL, NULL);
    return run->rc;
}

/* That the instance is not valid is known; how many failures there are may
 * take more steps than the limit, and then those found will do. */
static crd_rc tell_all(schema_run *run, const crd_schema *schema,
                       const crd_json *instance)
{
    bool valid;
    crd_rc rc;
    run->failures = crd_arena_calloc(run->arena, CRD_SCHEMA_FAILURES_MAX,
                                     sizeof *run->failures);
    if (!run->failures) {
        return crd_fail(run->error, CRD_CODE_MEMORY, "%s", "");
    }
    rc = apply_root(run, &valid, schema, instance);
    if (rc == CRD_E_LIMIT) {
        crd_error_clear(run->error);
        rc = CRD_OK;
    }
    return rc;
}

crd_rc crd_schema_validate(crd_schema_outcome *out, crd_arena *arena,
                           const crd_schema *schema, const crd_json *instance,
                           crd_error *error)
{
    schema_run run = {.arena = arena,
                      .error = error,
                      .limits = &schema->limits,
                      .matcher = {.arena = arena}};
    bool valid;
    CRD_TRY(apply_root(&run, &valid, schema, instance));
    if (!valid) {
        CRD_TRY(tell_all(&run, schema, instance));
    }
    *out = (crd_schema_outcome){.valid = valid,
                                .failures = run.failures,
                                .listed = run.listed,
                                .total = run.total};
    return CRD_OK;
}
