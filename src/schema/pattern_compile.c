/* SPDX-License-Identifier: Apache-2.0 */
/* From the tree of a pattern to its program: Thompson's construction, with
 * counted repetitions written out. */
#include "schema/pattern_parse.h"

typedef struct emitter {
    crd_arena *arena;
    crd_error *error;
    pattern_instruction *program;
    uint32_t length, capacity;
} emitter;

/* Adds an instruction; its place is the length before. */
static crd_rc put(emitter *e, pattern_instruction one)
{
    if (e->length == SCHEMA_PATTERN_SIZE_MAX) {
        return crd_fail(e->error, CRD_CODE_SCHEMA_SIZE,
                        "The pattern is longer than %u steps when its "
                        "repetitions are written out.",
                        SCHEMA_PATTERN_SIZE_MAX);
    }
    if (e->length == e->capacity) {
        uint32_t capacity = e->capacity ? 2 * e->capacity : 32;
        pattern_instruction *larger =
            CRD_NEW_N(e->arena, pattern_instruction, capacity);
        if (!larger) {
            return crd_fail(e->error, CRD_CODE_MEMORY, "%s", "");
        }
        if (e->length) {
            memcpy(larger, e->program, e->length * sizeof *larger);
        }
        e->program = larger;
        e->capacity = capacity;
    }
    e->program[e->length++] = one;
    return CRD_OK;
}

static crd_rc put_jump(emitter *e, pattern_op op, uint32_t x, uint32_t y)
{
    pattern_instruction one = {.op = (uint8_t)op, .x = x, .y = y};
    return put(e, one);
}

static crd_rc emit(emitter *e, const pattern_node *node);

/* child*: split to the child and to what follows; back again. */
static crd_rc emit_loop(emitter *e, const pattern_node *child)
{
    uint32_t split = e->length;
    CRD_TRY(put_jump(e, PATTERN_SPLIT, split + 1, 0));
    CRD_TRY(emit(e, child));
    CRD_TRY(put_jump(e, PATTERN_JUMP, split, 0));
    e->program[split].y = e->length;
    return CRD_OK;
}

/* At most `count` times: each split can leave to the end. The splits are
 * chained through `y` until the end is known. */
static crd_rc emit_optional(emitter *e, const pattern_node *child,
                            uint32_t count)
{
    uint32_t last = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t split = e->length;
        CRD_TRY(put_jump(e, PATTERN_SPLIT, split + 1, last));
        CRD_TRY(emit(e, child));
        last = split;
        if (e->length == split + 1) {
            break; /* the child is empty, and so are all its repetitions */
        }
    }
    while (last != UINT32_MAX) {
        uint32_t before = e->program[last].y;
        e->program[last].y = e->length;
        last = before;
    }
    return CRD_OK;
}

static crd_rc emit_repeat(emitter *e, const pattern_node *node)
{
    for (uint32_t i = 0; i < node->min; i++) {
        uint32_t before = e->length;
        CRD_TRY(emit(e, node->child));
        if (e->length == before) {
            break;
        }
    }
    return node->max == PATTERN_UNBOUNDED
               ? emit_loop(e, node->child)
               : emit_optional(e, node->child, node->max - node->min);
}

/* Splits before all but the last; each jumps to the end, chained likewise. */
static crd_rc emit_alternative(emitter *e, const pattern_node *node)
{
    uint32_t last = UINT32_MAX;
    for (const pattern_node *child = node->child; child; child = child->next) {
        uint32_t split = e->length;
        if (child->next) {
            CRD_TRY(put_jump(e, PATTERN_SPLIT, split + 1, 0));
        }
        CRD_TRY(emit(e, child));
        if (child->next) {
            CRD_TRY(put_jump(e, PATTERN_JUMP, last, 0));
            last = e->length - 1;
            e->program[split].y = e->length;
        }
    }
    while (last != UINT32_MAX) {
        uint32_t before = e->program[last].x;
        e->program[last].x = e->length;
        last = before;
    }
    return CRD_OK;
}

static crd_rc emit_look(emitter *e, const pattern_node *node)
{
    uint32_t look = e->length;
    CRD_TRY(put_jump(e, node->negated ? PATTERN_LOOK_NOT : PATTERN_LOOK, 0, 0));
    CRD_TRY(emit(e, node->child));
    CRD_TRY(put_jump(e, PATTERN_MATCH, 0, 0));
    e->program[look].x = e->length;
    return CRD_OK;
}

static crd_rc emit(emitter *e, const pattern_node *node)
{
    switch (node->kind) {
    case PATTERN_ONE:
        return put(e, node->one);
    case PATTERN_ALTERNATIVE:
        return emit_alternative(e, node);
    case PATTERN_REPEAT:
        return emit_repeat(e, node);
    case PATTERN_GROUP_LOOK:
        return emit_look(e, node);
    default:
        for (const pattern_node *c = node->child; c; c = c->next) {
            CRD_TRY(emit(e, c));
        }
        return CRD_OK;
    }
}

crd_rc schema_pattern_compile(const schema_pattern **out, crd_arena *arena,
                              crd_span source, crd_error *error)
{
    emitter e = {.arena = arena, .error = error};
    pattern_node *tree;
    schema_pattern *made;
    if (source.len > SCHEMA_PATTERN_BYTES_MAX) {
        return crd_fail(error, CRD_CODE_SCHEMA_SIZE,
                        "A pattern is longer than %u bytes.",
                        SCHEMA_PATTERN_BYTES_MAX);
    }
    CRD_TRY(pattern_parse(&tree, arena, source, error));
    CRD_TRY(emit(&e, tree));
    CRD_TRY(put_jump(&e, PATTERN_MATCH, 0, 0));
    made = CRD_NEW(arena, schema_pattern);
    if (!made) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    made->program = e.program;
    made->length = e.length;
    made->anchored = e.program[0].op == PATTERN_START;
    *out = made;
    return CRD_OK;
}

uint32_t schema_pattern_length(const schema_pattern *pattern)
{
    return pattern->length;
}
