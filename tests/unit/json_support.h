/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of room json share. */
#ifndef TESTS_UNIT_JSON_SUPPORT_H
#define TESTS_UNIT_JSON_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "credimur/json.h"

/* Every test of a file gets a fresh arena as its state. */
static inline int arena_setup(void **state)
{
    static crd_arena arena;
    crd_arena_init(&arena, NULL, 0);
    *state = &arena;
    return 0;
}

static inline int arena_teardown(void **state)
{
    crd_arena_free(*state);
    return 0;
}

#define WITH_ARENA(test)                                                       \
    cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)

/* The tree of a text that must be JSON. */
static inline crd_json *must_parse(crd_arena *arena, const char *text)
{
    crd_json *root = NULL;
    crd_error error;
    crd_error_clear(&error);
    if (crd_json_parse(&root, arena, crd_span_of(text), NULL, &error) !=
        CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    return root;
}

/* The code with which a text is refused; CRD_CODE_NONE if it is not. */
static inline crd_code refusal(crd_arena *arena, crd_span text,
                               const crd_limits *limits, crd_error *error)
{
    crd_json untouched = {0}, *root = &untouched;
    crd_rc rc = crd_json_parse(&root, arena, text, limits, error);
    if (rc == CRD_OK) {
        return CRD_CODE_NONE;
    }
    assert_ptr_equal(root, &untouched);
    assert_int_equal(rc, crd_code_get(error->code)->rc);
    assert_true(error->message[0] != '\0');
    return error->code;
}

static inline void assert_refused(crd_arena *arena, const char *text,
                                  crd_code code)
{
    crd_error error;
    crd_code got = refusal(arena, crd_span_of(text), NULL, &error);
    if (got != code) {
        fail_msg("%s gave %s, not %s", text, crd_code_get(got)->word,
                 crd_code_get(code)->word);
    }
}

static inline void assert_span(crd_span span, const char *text)
{
    if (!crd_span_is(span, text)) {
        fail_msg("\"%.*s\" is not \"%s\"", (int)span.len, span.data, text);
    }
}

#endif
