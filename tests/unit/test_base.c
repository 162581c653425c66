/* SPDX-License-Identifier: Apache-2.0 */
/* Room base: arena, buffer, the table of codes, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "credimur/base.h"

static void arena_respects_its_limit(void **state)
{
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 1 << 20);
    assert_non_null(crd_arena_alloc(&arena, 1000));
    assert_false(arena.full);
    assert_null(crd_arena_alloc(&arena, 2 << 20));
    assert_true(arena.full);
    assert_null(crd_arena_alloc(&arena, SIZE_MAX));
    assert_null(crd_arena_calloc(&arena, SIZE_MAX, 2));
    assert_non_null(crd_arena_alloc(&arena, 200000));
    /* full is no lack of memory */
    assert_int_equal(crd_arena_explain(&arena, CRD_E_MEMORY, NULL),
                     CRD_E_LIMIT);
    assert_int_equal(crd_arena_explain(&arena, CRD_E_VALUE, NULL), CRD_E_VALUE);
    crd_arena_shrink(&arena, 1000);
    assert_int_equal(arena.total, 0);
    assert_int_equal(crd_arena_explain(&arena, CRD_E_MEMORY, NULL),
                     CRD_E_MEMORY);
    /* all of it can be used, in small pieces too */
    for (int i = 0; i < (1 << 20) / 64 - 4; i++) {
        assert_non_null(crd_arena_alloc(&arena, 64));
    }
    crd_arena_free(&arena);
}

static void arena_memory_is_apart_and_aligned(void **state)
{
    crd_arena arena;
    char *last = NULL;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (int round = 0; round < 3; round++) {
        for (size_t n = 1; n < 5000; n += 37) {
            char *p = crd_arena_alloc(&arena, n);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            assert_ptr_not_equal(p, last);
            memset(p, (int)n, n);
            last = p;
        }
        crd_arena_reset(&arena);
    }
    crd_arena_free(&arena);
}

static void buffer_failure_sticks(void **state)
{
    crd_buffer b;
    crd_error error;
    (void)state;
    crd_buffer_init(&b, NULL, 300);
    for (int i = 0; i < 100; i++) {
        crd_buffer_append_text(&b, "12345");
    }
    assert_int_equal(b.len, 300);
    assert_int_equal(crd_buffer_rc(&b, &error), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_LIMIT_BYTES);
    crd_buffer_clear(&b);
    crd_buffer_printf(&b, "%d-%s", 7, "seven");
    assert_true(crd_span_is(crd_buffer_span(&b), "7-seven"));
    assert_int_equal(crd_buffer_rc(&b, NULL), CRD_OK);
    crd_buffer_free(&b);
}

static void every_code_has_its_words(void **state)
{
    (void)state;
    for (unsigned i = 1; i < CRD_CODE_COUNT; i++) {
        const crd_code_info *info = crd_code_get((crd_code)i);
        assert_true(info->title[0] != '\0');
        assert_int_equal(crd_code_find(info->word), i);
        assert_true(info->exit_status >= 0 && info->exit_status <= 70);
        assert_true(info->http_status >= 200 && info->http_status < 600);
        for (const char *c = info->word; *c; c++) {
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
                        *c == '-');
        }
    }
    assert_int_equal(crd_code_find("no such code"), CRD_CODE_NONE);
}

static void an_error_without_a_format_takes_the_title(void **state)
{
    crd_error error;
    (void)state;
    assert_int_equal(crd_fail(&error, CRD_CODE_MEMORY, "%s", ""), CRD_E_MEMORY);
    assert_string_equal(error.message, crd_code_get(CRD_CODE_MEMORY)->title);
    assert_int_equal(crd_fail(NULL, CRD_CODE_MEMORY, "x"), CRD_E_MEMORY);
}

/* Security case 175: dates that look like dates. */
static void instants(void **state)
{
    static const struct {
        const char *text, *utc;
    } GOOD[] = {
        {"2026-05-03T09:00:00Z", "2026-05-03T09:00:00Z"},
        {"2026-05-03T09:00:00+02:00", "2026-05-03T07:00:00Z"},
        {"2026-05-03T09:00:00-14:00", "2026-05-03T23:00:00Z"},
        {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
        {"2000-02-29T24:00:00Z", "2000-03-01T00:00:00Z"},
        {"2026-05-03T09:00:00.123456789999Z", "2026-05-03T09:00:00.123456789Z"},
    };
    static const char *const BAD[] = {"",
                                      "2026-05-03",
                                      "2026-05-03T09:00:00",
                                      "2026-05-03T09:00:60Z",
                                      "0000-01-01T00:00:00Z",
                                      "2026-13-01T00:00:00Z",
                                      "1900-02-29T00:00:00Z",
                                      "2026-02-30T00:00:00Z",
                                      "2026-05-03T09:00:00+25:00",
                                      "2026-05-03T09:00:00+14:01",
                                      "2026-05-03T25:00:00Z",
                                      "2026-05-03T24:00:01Z",
                                      "2026-05-03 09:00:00Z",
                                      "2026-05-03T09:00:00z",
                                      "2026-05-03T09:00:00.Z",
                                      "+2026-05-03T09:00:00Z",
                                      "2026-05-03T09:00:00Z ",
                                      "2026-5-3T09:00:00Z",
                                      "12026-05-03T09:00:00Z"};
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant t;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        assert_int_equal(crd_instant_parse(&t, crd_span_of(GOOD[i].text), NULL),
                         CRD_OK);
        crd_instant_write(text, t);
        assert_string_equal(text, GOOD[i].utc);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_int_equal(crd_instant_parse(&t, crd_span_of(BAD[i]), &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_TIME_MALFORMED);
    }
    assert_int_equal(crd_date_parse(&t, CRD_SPAN("2024-02-29"), NULL), CRD_OK);
    assert_int_equal(t.seconds, 1709164800);
    assert_int_equal(crd_date_parse(&t, CRD_SPAN("2023-02-29"), NULL),
                     CRD_E_VALUE);
}

/* Every return code has its own short name; a stranger has none. */
static void return_codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(crd_strerror(CRD_OK), "ok");
    assert_string_equal(crd_strerror(CRD_E_INTERNAL), "internal");
    assert_string_equal(crd_strerror((crd_rc)99), "unknown");
    for (int a = CRD_OK; a <= CRD_E_INTERNAL; a++) {
        for (int b = a + 1; b <= CRD_E_INTERNAL; b++) {
            assert_string_not_equal(crd_strerror((crd_rc)a),
                                    crd_strerror((crd_rc)b));
        }
    }
    assert_true(strlen(crd_version()) >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_respects_its_limit),
        cmocka_unit_test(arena_memory_is_apart_and_aligned),
        cmocka_unit_test(buffer_failure_sticks),
        cmocka_unit_test(every_code_has_its_words),
        cmocka_unit_test(an_error_without_a_format_takes_the_title),
        cmocka_unit_test(instants),
        cmocka_unit_test(return_codes_have_names),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
