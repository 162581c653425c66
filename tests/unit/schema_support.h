/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of room schema share. */
#ifndef TESTS_UNIT_SCHEMA_SUPPORT_H
#define TESTS_UNIT_SCHEMA_SUPPORT_H

#include "json_support.h"

#include "credimur/schema.h"

#define DRAFT_2019                                                             \
    "\"$schema\":\"https://json-schema.org/draft/2019-09/schema\""

static inline const crd_schema *compiled(crd_arena *arena, const char *text)
{
    const crd_schema *schema = NULL;
    crd_error error;
    if (crd_schema_compile(&schema, arena, must_parse(arena, text),
                           CRD_SPAN("https://example.org/s"), NULL, NULL, NULL,
                           &error) != CRD_OK) {
        fail_msg("%s: %s %s", text, error.message, error.pointer);
    }
    return schema;
}

static inline crd_schema_outcome
outcome_of(crd_arena *arena, const char *schema, const char *instance)
{
    crd_schema_outcome outcome;
    crd_error error;
    if (crd_schema_validate(&outcome, arena, compiled(arena, schema),
                            must_parse(arena, instance), &error) != CRD_OK) {
        fail_msg("%s: %s", schema, error.message);
    }
    assert_true(outcome.valid == (outcome.total == 0));
    return outcome;
}

static inline void assert_valid(crd_arena *arena, const char *schema,
                                const char *instance, bool valid)
{
    if (outcome_of(arena, schema, instance).valid != valid) {
        fail_msg("%s of %s", schema, instance);
    }
}

/* The one failure of the instance. */
static inline void assert_failure(crd_arena *arena, const char *schema,
                                  const char *instance, const char *place,
                                  const char *keyword, const char *message)
{
    crd_schema_outcome o = outcome_of(arena, schema, instance);
    if (o.total != 1) {
        fail_msg("%s of %s: %zu failures", schema, instance, o.total);
    }
    assert_span(o.failures[0].instance, place);
    assert_span(o.failures[0].keyword, keyword);
    assert_span(o.failures[0].message, message);
}

/* Documents by name, for `load`. */
typedef struct shelf {
    const char *const (*list)[2];
    size_t asked;
} shelf;

static inline crd_rc load(void *context, crd_span *out, crd_arena *arena,
                          crd_span url, crd_error *error)
{
    shelf *s = context;
    (void)arena;
    s->asked++;
    for (size_t i = 0; s->list[i][0]; i++) {
        if (crd_span_is(url, s->list[i][0])) {
            *out = crd_span_of(s->list[i][1]);
            return CRD_OK;
        }
    }
    return crd_fail(error, CRD_CODE_DOCUMENT_UNAVAILABLE, "not on the shelf");
}

static inline crd_rc compile_with(const crd_schema **out, crd_arena *arena,
                                  const char *text, shelf *s,
                                  const crd_schema_limits *limits,
                                  crd_error *error)
{
    crd_error_clear(error);
    return crd_schema_compile(out, arena, must_parse(arena, text),
                              CRD_SPAN("https://example.org/s"), limits,
                              s ? load : NULL, s, error);
}

static inline void assert_not_compiled(crd_arena *arena, const char *text,
                                       crd_code code, const char *pointer)
{
    const crd_schema *schema = NULL;
    crd_error error;
    crd_rc rc = compile_with(&schema, arena, text, NULL, NULL, &error);
    if (rc == CRD_OK || error.code != code) {
        fail_msg("%s gave %s", text,
                 rc == CRD_OK ? "no error" : crd_code_get(error.code)->word);
    }
    assert_int_equal(rc, crd_code_get(code)->rc);
    assert_null(schema);
    if (pointer) {
        assert_true(error.has_pointer);
        assert_string_equal(error.pointer, pointer);
    }
}

#endif
