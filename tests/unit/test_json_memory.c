/* SPDX-License-Identifier: Apache-2.0 */
/* Room json when memory is out: each allocation fails once, in turn. */
#include "json_support.h"

#include "failing_allocator.h"

/* A text that needs the heap everywhere: more values in one array than the
 * reader's own stack holds, an object large enough to be sorted, and more
 * bytes than the arena's first chunk. */
static void large_text(crd_buffer *b)
{
    crd_buffer_append_text(b, "{\"list\":[0");
    for (int i = 0; i < 3000; i++) {
        crd_buffer_printf(b, ",[%d]", i);
    }
    crd_buffer_append_text(b, "],\"object\":{\"a\":0");
    for (int i = 0; i < 500; i++) {
        crd_buffer_printf(b, ",\"member %d\":{\"deep\":[\"%d\"]}", i, i);
    }
    crd_buffer_append_text(b, "}}");
}

/* Reads, copies, changes and writes; CRD_OK or what failed. */
static crd_rc whole_life(crd_span text, const crd_allocator *allocator,
                         crd_error *error)
{
    crd_arena arena;
    crd_buffer out;
    crd_json *root, *copy;
    crd_rc rc;
    crd_arena_init(&arena, allocator, 0);
    crd_buffer_init(&out, allocator, 1 << 20);
    rc = crd_json_parse(&root, &arena, text, NULL, error);
    if (rc == CRD_OK) {
        rc = crd_json_copy(&copy, &arena, root, error);
    }
    for (int i = 0; rc == CRD_OK && i < 5000; i++) {
        if (!crd_json_push(&arena, crd_json_get(copy, "list"),
                           crd_json_integer(&arena, i))) {
            rc = crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    if (rc == CRD_OK) {
        crd_json_write(&out, root);
        rc = crd_buffer_rc(&out, error);
    }
    if (rc == CRD_OK) {
        crd_buffer_free(&out);
        rc = crd_jcs_write(&out, root, error);
    }
    crd_buffer_free(&out);
    crd_arena_free(&arena);
    return rc;
}

static void every_allocation_may_fail(void **state)
{
    crd_buffer text;
    size_t failures = 0;
    (void)state;
    crd_buffer_init(&text, NULL, 1 << 20);
    large_text(&text);
    for (;;) {
        failing_allocator f;
        crd_error error;
        crd_rc rc;
        failing_init(&f, failures);
        rc = whole_life(crd_buffer_span(&text), &f.allocator, &error);
        assert_int_equal(f.held, 0);
        if (!f.failed) {
            assert_int_equal(rc, CRD_OK);
            break;
        }
        assert_int_equal(rc, CRD_E_MEMORY);
        assert_int_equal(error.code, CRD_CODE_MEMORY);
        failures++;
    }
    assert_true(failures > 10);
    crd_buffer_free(&text);
}

static void a_full_arena_is_no_crash(void **state)
{
    crd_buffer text;
    (void)state;
    crd_buffer_init(&text, NULL, 1 << 20);
    large_text(&text);
    for (size_t limit = 1; limit < (1 << 20); limit += 4099) {
        crd_arena arena;
        crd_json *root;
        crd_error error;
        crd_arena_init(&arena, NULL, limit);
        crd_rc rc =
            crd_json_parse(&root, &arena, crd_buffer_span(&text), NULL, &error);
        assert_true(rc == CRD_OK ||
                    (rc == CRD_E_LIMIT && error.code == CRD_CODE_LIMIT_MEMORY));
        crd_arena_free(&arena);
    }
    crd_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_full_arena_is_no_crash),
    };
    return cmocka_run_group_tests_name("json_memory", tests, NULL, NULL);
}
