/* SPDX-License-Identifier: Apache-2.0 */
/* Running a pattern: all threads step through the text together, and no two
 * threads are ever at the same instruction, so a step costs no more than the
 * program is long (Thompson 1968). */
#include "schema/pattern_program.h"

/* A set of instructions in the order they were added: `place[pc]` is good
 * only if `list[place[pc]]` is `pc`, so nothing needs clearing. */
typedef struct thread_set {
    uint32_t *list, *place;
    uint32_t count;
} thread_set;

/* What one run needs; lookahead runs inside another one, a depth below. */
typedef struct schema_threads {
    thread_set now, then;
    uint32_t *stack;
    uint32_t capacity;
    struct schema_threads *below;
} schema_threads;

typedef struct text_run {
    schema_matcher *matcher;
    const schema_pattern *pattern;
    const char *begin, *end;
    crd_error *error;
    crd_rc rc;
} text_run;

/* Where a run is in the text, and the character before, for \b. */
typedef struct text_place {
    const char *at;
    uint32_t before; /* UINT32_MAX at the start */
} text_place;

static bool allocate(schema_threads *t, crd_arena *arena, uint32_t length)
{
    /* A split puts two on the stack for the one it takes. */
    uint32_t *memory =
        crd_arena_calloc(arena, (size_t)length * 6 + 2, sizeof *memory);
    if (!memory) {
        return false;
    }
    t->now = (thread_set){memory, memory + length, 0};
    t->then = (thread_set){memory + 2 * (size_t)length,
                           memory + 3 * (size_t)length, 0};
    t->stack = memory + 4 * (size_t)length;
    t->capacity = length;
    return true;
}

static schema_threads *threads_for(schema_matcher *m, schema_threads **slot,
                                   uint32_t length)
{
    schema_threads *t = *slot;
    if (!t) {
        t = *slot = crd_arena_calloc(m->arena, 1, sizeof *t);
    }
    if (!t || (t->capacity < length && !allocate(t, m->arena, length))) {
        return NULL;
    }
    t->now.count = t->then.count = 0;
    return t;
}

static bool spend(text_run *r, uint64_t steps)
{
    if (r->rc != CRD_OK) {
        return false;
    }
    if (r->matcher->work < steps) {
        r->matcher->work = 0;
        r->rc = crd_fail(r->error, CRD_CODE_SCHEMA_WORK,
                         "Matching a pattern takes more steps than the limit.");
        return false;
    }
    r->matcher->work -= steps;
    return true;
}

static bool insert(thread_set *set, uint32_t pc)
{
    if (set->place[pc] < set->count && set->list[set->place[pc]] == pc) {
        return false;
    }
    set->place[pc] = set->count;
    set->list[set->count++] = pc;
    return true;
}

static bool at_boundary(const text_run *r, text_place place)
{
    bool before = place.before != UINT32_MAX && pattern_is_word(place.before);
    bool after = false;
    if (place.at < r->end) {
        size_t size;
        after = pattern_is_word(pattern_decode(&size, place.at, r->end));
    }
    return before != after;
}

static bool run_from(text_run *r, schema_threads **slot, uint32_t start,
                     text_place place, bool anchored);

/* Whether the instruction, which takes no character, lets a thread pass. */
static bool passes(text_run *r, schema_threads *t, uint32_t pc,
                   text_place place)
{
    const pattern_instruction *i = &r->pattern->program[pc];
    switch (i->op) {
    case PATTERN_START:
        return place.at == r->begin;
    case PATTERN_END:
        return place.at == r->end;
    case PATTERN_BOUNDARY:
        return at_boundary(r, place);
    case PATTERN_NOT_BOUNDARY:
        return !at_boundary(r, place);
    default: /* lookahead: the program after it, from here */
        return run_from(r, &t->below, pc + 1, place, true) ==
               (i->op == PATTERN_LOOK);
    }
}

/* Adds a thread at `pc` and all it leads to without taking a character; true
 * if one of them is at the end of the program: a match. */
static bool add(text_run *r, schema_threads *t, thread_set *set, uint32_t pc,
                text_place place)
{
    uint32_t depth = 0, before = set->count;
    t->stack[depth++] = pc;
    while (depth > 0) {
        const pattern_instruction *i;
        pc = t->stack[--depth];
        if (!insert(set, pc)) {
            continue;
        }
        i = &r->pattern->program[pc];
        switch (i->op) {
        case PATTERN_MATCH:
            return true;
        case PATTERN_SPLIT:
            t->stack[depth++] = i->y;
            t->stack[depth++] = i->x;
            break;
        case PATTERN_JUMP:
            t->stack[depth++] = i->x;
            break;
        case PATTERN_CHARACTER:
        case PATTERN_CLASS:
            break;
        case PATTERN_LOOK:
        case PATTERN_LOOK_NOT:
            if (passes(r, t, pc, place)) {
                t->stack[depth++] = i->x;
            }
            break;
        default:
            if (passes(r, t, pc, place)) {
                t->stack[depth++] = pc + 1;
            }
        }
    }
    spend(r, set->count - before);
    return false;
}

/* Moves every thread that takes `code`; true at a match. */
static bool step(text_run *r, schema_threads *t, uint32_t code,
                 text_place after)
{
    for (uint32_t n = 0; n < t->now.count; n++) {
        uint32_t pc = t->now.list[n];
        const pattern_instruction *i = &r->pattern->program[pc];
        bool taken = (i->op == PATTERN_CHARACTER && i->x == code) ||
                     (i->op == PATTERN_CLASS && pattern_set_has(i->set, code));
        if (taken && add(r, t, &t->then, pc + 1, after)) {
            return true;
        }
    }
    return false;
}

static bool run_from(text_run *r, schema_threads **slot, uint32_t start,
                     text_place place, bool anchored)
{
    schema_threads *t = threads_for(r->matcher, slot, r->pattern->length);
    if (!t) {
        r->rc = crd_fail(r->error, CRD_CODE_MEMORY, "%s", "");
        return false;
    }
    if (add(r, t, &t->now, start, place)) {
        return true;
    }
    while (place.at < r->end && t->now.count > 0) {
        size_t size;
        uint32_t code = pattern_decode(&size, place.at, r->end);
        thread_set last = t->now;
        if (!spend(r, t->now.count)) {
            break;
        }
        place = (text_place){place.at + size, code};
        t->then.count = 0;
        if (step(r, t, code, place) ||
            (!anchored && add(r, t, &t->then, start, place))) {
            return true;
        }
        t->now = t->then;
        t->then = last;
    }
    return false;
}

crd_rc schema_pattern_match(bool *out, schema_matcher *matcher,
                            const schema_pattern *pattern, crd_span text,
                            crd_error *error)
{
    text_run r = {.matcher = matcher, .pattern = pattern, .error = error};
    r.begin = text.data ? text.data : "";
    r.end = r.begin + text.len;
    *out = run_from(&r, &matcher->threads, 0, (text_place){r.begin, UINT32_MAX},
                    pattern->anchored) &&
           r.rc == CRD_OK;
    return r.rc;
}
