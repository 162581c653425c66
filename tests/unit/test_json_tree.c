/* SPDX-License-Identifier: Apache-2.0 */
/* Room json: looking into trees, changing them, and pointers. */
#include "json_support.h"

static void assert_written(const crd_json *value, const char *wanted)
{
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1 << 20);
    crd_json_write(&b, value);
    assert_int_equal(crd_buffer_rc(&b, NULL), CRD_OK);
    assert_span(crd_buffer_span(&b), wanted);
    crd_buffer_free(&b);
}

static void looking_at_what_is_not_there(void **state)
{
    crd_json *root = must_parse(*state, "{\"a\":\"x\",\"b\":1}");
    assert_null(crd_json_get(root, "c"));
    assert_null(crd_json_get(NULL, "a"));
    assert_null(crd_json_get(crd_json_get(root, "a"), "a"));
    assert_null(crd_json_get_span(root, CRD_SPAN_NONE));
    assert_null(crd_json_get_text(root, "b").data);
    assert_null(crd_json_get_text(root, "c").data);
    assert_span(crd_json_get_text(root, "a"), "x");
    assert_false(crd_json_is(NULL, CRD_JSON_NULL));
}

static void a_tree_is_made(void **state)
{
    crd_arena *arena = *state;
    crd_json root = crd_json_object();
    crd_json *list =
        crd_json_add(arena, &root, CRD_SPAN("list"), crd_json_array());
    for (int i = -20; i < 20; i++) {
        assert_non_null(crd_json_push(arena, list, crd_json_integer(arena, i)));
    }
    assert_int_equal(list->len, 40);
    assert_span(crd_json_span(&list->as.items[39]), "19");
    list->len = 2;
    crd_json_add(arena, &root, CRD_SPAN("t"), crd_json_text("a\"b"));
    crd_json_add(arena, &root, CRD_SPAN("n"), crd_json_null());
    crd_json_add(arena, &root, CRD_SPAN("y"), crd_json_bool(true));
    crd_json_add(arena, &root, CRD_SPAN("x"),
                 crd_json_number(CRD_SPAN("1.50")));
    assert_written(&root, "{\"list\":[-20,-19],\"t\":\"a\\\"b\",\"n\":null,"
                          "\"y\":true,\"x\":1.50}");
    crd_json_set(arena, &root, CRD_SPAN("n"), crd_json_bool(false));
    crd_json_set(arena, &root, CRD_SPAN("new"), crd_json_text(""));
    assert_true(crd_json_remove(&root, CRD_SPAN("list")));
    assert_false(crd_json_remove(&root, CRD_SPAN("list")));
    assert_written(&root, "{\"t\":\"a\\\"b\",\"n\":false,\"y\":true,"
                          "\"x\":1.50,\"new\":\"\"}");
}

/* What the reader made is exactly full; what grows must not run into what
 * lies behind it, whatever was removed before. */
static void containers_of_the_reader_may_grow(void **state)
{
    for (uint32_t len = 0; len < 20; len++) {
        for (uint32_t removed = 0; removed <= len; removed++) {
            crd_arena *arena = *state;
            crd_json *root = must_parse(arena, "{\"a\":{},\"behind\":[1,2]}");
            crd_json *a = crd_json_get(root, "a");
            for (uint32_t i = 0; i < len; i++) {
                crd_span key = crd_arena_printf(arena, "k%u", i);
                crd_json_add(arena, a, key, crd_json_null());
            }
            for (uint32_t i = 0; i < removed; i++) {
                assert_true(
                    crd_json_remove(a, crd_arena_printf(arena, "k%u", i)));
            }
            for (uint32_t i = 0; i < removed + 3; i++) {
                crd_span key = crd_arena_printf(arena, "n%u", i);
                crd_json_add(arena, a, key, crd_json_null());
            }
            assert_int_equal(a->len, len + 3);
            assert_written(crd_json_get(root, "behind"), "[1,2]");
        }
        crd_arena_reset(*state);
    }
    crd_json *list = must_parse(*state, "[[1,2,3,4],[5]]");
    crd_json_push(*state, &list->as.items[0], crd_json_null());
    assert_written(list, "[[1,2,3,4,null],[5]]");
}

static void a_copy_is_apart(void **state)
{
    crd_json *root = must_parse(*state, "{\"a\":[1,{\"b\":[]}],\"c\":\"d\"}");
    crd_json *copy;
    assert_int_equal(crd_json_copy(&copy, *state, root, NULL), CRD_OK);
    assert_true(crd_json_equal(root, copy));
    crd_json_push(*state, crd_json_get(copy, "a"), crd_json_null());
    crd_json_remove(copy, CRD_SPAN("c"));
    assert_written(root, "{\"a\":[1,{\"b\":[]}],\"c\":\"d\"}");
    assert_written(copy, "{\"a\":[1,{\"b\":[]},null]}");
    assert_false(crd_json_equal(root, copy));
}

static void equality_is_of_data(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } CASES[] = {
        {"{\"a\":1,\"b\":[true]}", "{\"b\":[true],\"a\":1.0}", true},
        {"{\"a\":1}", "{\"a\":1,\"b\":1}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"[1,2]", "[2,1]", false},
        {"[1,2]", "[1]", false},
        {"100", "1e2", true},
        {"0.1", "1E-1", true},
        {"-0", "0", true},
        {"1", "\"1\"", false},
        {"\"a\"", "\"\\u0061\"", true},
        {"null", "false", false},
        {"1e400", "1e400", true},
        {"1e400", "2e400", false},
        {"{}", "[]", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_json *a = must_parse(*state, CASES[i].a);
        crd_json *b = must_parse(*state, CASES[i].b);
        assert_int_equal(crd_json_equal(a, b), CASES[i].equal);
        assert_int_equal(crd_json_equal(b, a), CASES[i].equal);
        assert_true(crd_json_equal(a, a));
    }
    assert_true(crd_json_equal(NULL, NULL));
    assert_false(crd_json_equal(NULL, must_parse(*state, "1")));
}

/* The document and the answers of RFC 6901, 5, and some more. */
static void pointers_are_followed_and_written(void **state)
{
    static const struct {
        const char *pointer, *value;
    } CASES[] = {
        {"/foo", "[\"bar\",\"baz\"]"},
        {"/foo/0", "\"bar\""},
        {"/", "0"},
        {"/a~1b", "1"},
        {"/c%d", "2"},
        {"/e^f", "3"},
        {"/g|h", "4"},
        {"/i\\j", "5"},
        {"/k\"l", "6"},
        {"/ ", "7"},
        {"/m~0n", "8"},
        {"/o//1", "[9]"},
        {"/o//1/0", "9"},
    };
    crd_json *root = must_parse(
        *state, "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,"
                "\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,"
                "\"m~n\":8,\"o\":{\"\":[0,[9]]}}");
    crd_json *found;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_span pointer = crd_span_of(CASES[i].pointer);
        assert_int_equal(crd_json_at(&found, root, pointer, NULL), CRD_OK);
        assert_non_null(found);
        assert_written(found, CASES[i].value);
        assert_span(crd_json_pointer_of(*state, root, found), CASES[i].pointer);
    }
    assert_int_equal(crd_json_at(&found, root, CRD_SPAN_NONE, NULL), CRD_OK);
    assert_ptr_equal(found, root);
    assert_span(crd_json_pointer_of(*state, root, root), "");
    assert_null(crd_json_pointer_of(*state, root, &(crd_json){0}).data);
}

static void pointers_to_nothing(void **state)
{
    static const char *const ABSENT[] = {
        "/x",       "/foo/2", "/foo/-",           "/foo/00",
        "/foo/",    "/foo/a", "/foo/0/x",         "/foo/4294967296",
        "/foo/1e0", "/o",     "/foo/99999999999", "//"};
    static const char *const BAD[] = {"foo", "#/foo", "/~", "/~2", "/a~"};
    crd_json *root = must_parse(*state, "{\"foo\":[\"bar\",\"baz\"]}");
    crd_json *found;
    crd_error error;
    for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++) {
        found = root;
        assert_int_equal(
            crd_json_at(&found, root, crd_span_of(ABSENT[i]), &error), CRD_OK);
        assert_null(found);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        found = root;
        assert_int_equal(crd_json_at(&found, root, crd_span_of(BAD[i]), &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_JSON_POINTER);
        assert_ptr_equal(found, root);
    }
}

static void an_error_points_and_cuts(void **state)
{
    crd_error error;
    crd_json *root = must_parse(*state, "{\"a\":[0,{\"b~\":1}]}");
    crd_json *place = &root->as.members[0].value.as.items[1].as.members->value;
    crd_fail(&error, CRD_CODE_JSON_SYNTAX, "x");
    crd_error_point(&error, root, place);
    assert_true(error.has_pointer);
    assert_string_equal(error.pointer, "/a/1/b~0");
    crd_error_point(NULL, root, place);
    crd_error_clear(&error);
    crd_error_point(&error, root, NULL);
    crd_error_point(&error, NULL, place);
    assert_false(error.has_pointer);
    /* Names of two-byte characters: never half of one is left. */
    for (int shift = 0; shift < 4; shift++) {
        crd_json long_name = crd_json_object();
        char name[403];
        memset(name, 'a', 3);
        for (int i = 0; i < 200; i++) {
            memcpy(name + shift + 2 * i, "\xc3\xa9", 2);
        }
        place = crd_json_add(*state, &long_name,
                             (crd_span){name, (size_t)shift + 400},
                             crd_json_null());
        crd_error_point(&error, &long_name, place);
        size_t len = strlen(error.pointer);
        assert_true(len > 200 && len < sizeof error.pointer);
        assert_string_equal(error.pointer + len - 3, "...");
        assert_int_equal((unsigned char)error.pointer[len - 4], 0xa9);
    }
}

/* A tree made by a program may be deeper than any text: it is refused, not
 * followed until the stack ends. */
static void made_trees_have_a_depth_too(void **state)
{
    crd_arena *arena = *state;
    crd_json root = crd_json_array();
    crd_json *at = &root, *copy;
    crd_buffer b;
    crd_error error;
    for (int i = 0; i < 5000; i++) {
        at = crd_json_push(arena, at, crd_json_array());
        assert_non_null(at);
    }
    crd_buffer_init(&b, NULL, 1 << 20);
    crd_json_write(&b, &root);
    assert_int_equal(crd_buffer_rc(&b, NULL), CRD_E_LIMIT);
    crd_buffer_clear(&b);
    assert_int_equal(crd_jcs_write(&b, &root, &error), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_JSON_DEPTH);
    crd_buffer_free(&b);
    assert_int_equal(crd_json_copy(&copy, arena, &root, &error), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_JSON_DEPTH);
    assert_false(crd_json_equal(&root, &root));
    assert_null(crd_json_pointer_of(arena, &root, at).data);
}

static crd_json numbered(crd_arena *arena, int count, int from, int step)
{
    crd_json root = crd_json_object();
    for (int i = 0; i < count; i++, from += step) {
        crd_span name = crd_arena_printf(arena, "%d", from);
        assert_non_null(
            crd_json_add(arena, &root, name, crd_json_integer(arena, from)));
    }
    return root;
}

/* Security case 20: members in another order, as far as that is reasonable. */
static void comparing_ends_in_reasonable_time(void **state)
{
    crd_arena *arena = *state;
    crd_json a = numbered(arena, 14000, 0, 1);
    crd_json b = numbered(arena, 14000, 13999, -1);
    assert_true(crd_json_equal(&a, &b));
    a = numbered(arena, 100000, 0, 1);
    b = numbered(arena, 100000, 99999, -1);
    assert_false(crd_json_equal(&a, &b));
    assert_true(crd_json_equal(&a, &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(looking_at_what_is_not_there),
        WITH_ARENA(a_tree_is_made),
        WITH_ARENA(containers_of_the_reader_may_grow),
        WITH_ARENA(a_copy_is_apart),
        WITH_ARENA(equality_is_of_data),
        WITH_ARENA(pointers_are_followed_and_written),
        WITH_ARENA(pointers_to_nothing),
        WITH_ARENA(an_error_points_and_cuts),
        WITH_ARENA(made_trees_have_a_depth_too),
        WITH_ARENA(comparing_ends_in_reasonable_time),
    };
    return cmocka_run_group_tests_name("json_tree", tests, NULL, NULL);
}
