/* SPDX-License-Identifier: Apache-2.0 */
/* Room canon: what RDFC-1.0 must not depend on, and what it must refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "canon/canon.h"

/* N-Quads being made for a test. */
static crd_buffer quads;

static int open_quads(void **state)
{
    (void)state;
    crd_buffer_init(&quads, NULL, (size_t)1 << 26);
    return 0;
}

static int close_quads(void **state)
{
    (void)state;
    crd_buffer_free(&quads);
    return 0;
}

/* What one canonicalisation took and gave. */
typedef struct outcome {
    crd_rc rc;
    crd_error error;
    crd_buffer out;
    size_t memory;
} outcome;

static outcome canonicalise(crd_span text, crd_hash_kind hash, size_t room)
{
    const crd_limits limits = crd_limits_default();
    outcome o = {.rc = CRD_OK};
    crd_arena arena;
    crd_dataset *d;
    crd_error_clear(&o.error);
    crd_buffer_init(&o.out, NULL, room);
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(crd_nquads_parse(&d, &arena, text, &limits, &o.error),
                     CRD_OK);
    o.rc = crd_rdfc10(&o.out, NULL, &arena, d, hash, &limits, &o.error);
    o.memory = arena.total;
    crd_arena_free(&arena);
    return o;
}

static void assert_canonical(const char *text, const char *expected)
{
    outcome o = canonicalise(crd_span_of(text), CRD_SHA256, (size_t)1 << 20);
    assert_int_equal(o.rc, CRD_OK);
    crd_buffer_append_char(&o.out, '\0');
    assert_string_equal(o.out.data, expected);
    crd_buffer_free(&o.out);
}

/* Canonicalises `quads`, which must give the same as `expected`, or fill it. */
static void assert_same(crd_buffer *expected)
{
    outcome o =
        canonicalise(crd_buffer_span(&quads), CRD_SHA256, (size_t)1 << 26);
    assert_int_equal(o.rc, CRD_OK);
    if (!expected->len) {
        crd_buffer_append_span(expected, crd_buffer_span(&o.out));
    }
    assert_true(
        crd_span_equal(crd_buffer_span(expected), crd_buffer_span(&o.out)));
    crd_buffer_free(&o.out);
}

static void assert_refused(size_t memory_max)
{
    outcome o =
        canonicalise(crd_buffer_span(&quads), CRD_SHA256, (size_t)1 << 26);
    assert_int_equal(o.rc, CRD_E_LIMIT);
    assert_int_equal(o.error.code, CRD_CODE_CANON_WORK);
    assert_string_equal(crd_code_get(o.error.code)->problem,
                        "PROOF_TRANSFORMATION_ERROR");
    assert_int_equal(o.out.len, 0);
    assert_true(o.memory <= memory_max);
    crd_buffer_free(&o.out);
}

static void ground_quads_are_sorted_and_kept_once(void **state)
{
    (void)state;
    assert_canonical("", "");
    assert_canonical("<u:b> <u:p> \"\\u0041\" .\n"
                     "<u:a> <u:p> \"x\"^^"
                     "<http://www.w3.org/2001/XMLSchema#string> .\n"
                     "<u:b> <u:p> \"A\" .\n",
                     "<u:a> <u:p> \"x\" .\n"
                     "<u:b> <u:p> \"A\" .\n");
}

static void one_blank_node_is_c14n0(void **state)
{
    (void)state;
    assert_canonical("_:x <u:p> _:x _:x .\n<u:a> <u:p> _:x .\n"
                     "_:x <u:p> _:x _:x .\n",
                     "<u:a> <u:p> _:c14n0 .\n"
                     "_:c14n0 <u:p> _:c14n0 _:c14n0 .\n");
}

/* A repeated quad must not count twice in any hash. */
static void repeated_quads_change_no_hash(void **state)
{
    crd_buffer expected;
    (void)state;
    crd_buffer_init(&expected, NULL, 1 << 16);
    for (int times = 1; times < 4; times++) {
        crd_buffer_clear(&quads);
        for (int i = 0; i < times; i++) {
            crd_buffer_append_text(&quads, "_:a <u:p> _:b .\n"
                                           "_:b <u:p> _:c .\n"
                                           "_:c <u:p> _:a .\n"
                                           "_:c <u:q> _:d <u:g> .\n");
        }
        assert_same(&expected);
    }
    crd_buffer_free(&expected);
}

/* Security case 47: labels given by the sender change nothing. */
static void labels_of_the_sender_change_nothing(void **state)
{
    static const char *const LABELS[][3] = {
        {"a", "b", "c"}, {"c14n2", "c14n1", "c14n0"}, {"b1", "b0", "b10"}};
    crd_buffer expected;
    (void)state;
    crd_buffer_init(&expected, NULL, 1 << 16);
    for (size_t i = 0; i < 3; i++) {
        const char *const *l = LABELS[i];
        crd_buffer_clear(&quads);
        crd_buffer_printf(&quads,
                          "_:%s <u:p> _:%s .\n_:%s <u:p> _:%s .\n"
                          "_:%s <u:q> \"1\" .\n_:%s <u:q> \"1\" .\n"
                          "_:%s <u:r> _:%s .\n",
                          l[0], l[2], l[1], l[2], l[0], l[1], l[2], l[1]);
        assert_same(&expected);
    }
    crd_buffer_free(&expected);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Writes the edges in random order, the nodes under random labels. */
static void write_shuffled(uint8_t (*edges)[3], uint32_t count, uint32_t nodes,
                           uint32_t *random)
{
    uint32_t label[16], order[64];
    for (uint32_t i = 0; i < nodes; i++) {
        uint32_t j = next_random(random) % (i + 1);
        label[i] = label[j];
        label[j] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = next_random(random) % (i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    crd_buffer_clear(&quads);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *e = edges[order[i]];
        crd_buffer_printf(&quads, "_:n%u <u:p%u> _:n%u .\n", label[e[0]], e[1],
                          label[e[2]]);
    }
}

/* Equal graphs, differently written, have one canonical form. */
static void order_and_labels_never_matter(void **state)
{
    uint32_t random = 1;
    (void)state;
    for (int graph = 0; graph < 400; graph++) {
        uint8_t edges[64][3];
        uint32_t nodes = 2 + next_random(&random) % 5;
        uint32_t count = 1 + next_random(&random) % 12;
        crd_buffer expected;
        crd_buffer_init(&expected, NULL, 1 << 16);
        for (uint32_t i = 0; i < count; i++) {
            edges[i][0] = (uint8_t)(next_random(&random) % nodes);
            edges[i][1] = (uint8_t)(next_random(&random) % 2);
            edges[i][2] = (uint8_t)(next_random(&random) % nodes);
        }
        for (int round = 0; round < 4; round++) {
            write_shuffled(edges, count, nodes, &random);
            assert_same(&expected);
        }
        crd_buffer_free(&expected);
    }
}

/* Two triangles and a hexagon: alike from every node, and not the same. */
static void different_graphs_stay_different(void **state)
{
    outcome triangles, hexagon;
    (void)state;
    for (int i = 0; i < 6; i++) {
        crd_buffer_printf(&quads, "_:n%d <u:p> _:n%d .\n", i,
                          i / 3 * 3 + (i + 1) % 3);
    }
    triangles = canonicalise(crd_buffer_span(&quads), CRD_SHA256, 1 << 16);
    crd_buffer_clear(&quads);
    for (int i = 0; i < 6; i++) {
        crd_buffer_printf(&quads, "_:n%d <u:p> _:n%d .\n", i, (i + 1) % 6);
    }
    hexagon = canonicalise(crd_buffer_span(&quads), CRD_SHA256, 1 << 16);
    assert_int_equal(triangles.rc, CRD_OK);
    assert_int_equal(hexagon.rc, CRD_OK);
    assert_false(crd_span_equal(crd_buffer_span(&triangles.out),
                                crd_buffer_span(&hexagon.out)));
    crd_buffer_free(&triangles.out);
    crd_buffer_free(&hexagon.out);
}

static void the_map_names_every_blank_node(void **state)
{
    const crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_dataset *d;
    crd_canon_map map;
    crd_buffer out;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&out, NULL, 1 << 16);
    assert_int_equal(crd_nquads_parse(&d, &arena,
                                      CRD_SPAN("_:left <u:p> _:right .\n"),
                                      &limits, NULL),
                     CRD_OK);
    assert_int_equal(
        crd_rdfc10(&out, &map, &arena, d, CRD_SHA384, &limits, NULL), CRD_OK);
    assert_int_equal(map.count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool left = crd_span_is(map.labels[i].from, "left");
        crd_buffer_clear(&quads);
        assert_true(left || crd_span_is(map.labels[i].from, "right"));
        crd_buffer_printf(&quads, left ? "_:%.*s <u:p> " : " <u:p> _:%.*s .\n",
                          (int)map.labels[i].to.len, map.labels[i].to.data);
        crd_buffer_append_char(&out, '\0');
        crd_buffer_append_char(&quads, '\0');
        assert_non_null(strstr(out.data, quads.data));
    }
    crd_buffer_free(&out);
    crd_arena_free(&arena);
}

static void write_clique(unsigned nodes)
{
    crd_buffer_clear(&quads);
    for (unsigned i = 0; i < nodes; i++) {
        crd_buffer_printf(&quads, "<u:credential> <u:evidence> _:e%u .\n", i);
        for (unsigned j = 0; j < nodes; j++) {
            if (i != j) {
                crd_buffer_printf(&quads, "_:e%u <u:p> _:e%u .\n", i, j);
            }
        }
    }
}

/* Security case 50: cliques of six to twelve evidence nodes are refused. */
static void cliques_are_refused(void **state)
{
    crd_buffer expected;
    (void)state;
    for (unsigned nodes = 6; nodes <= 12; nodes++) {
        write_clique(nodes);
        assert_refused((size_t)64 << 20);
    }
    crd_buffer_init(&expected, NULL, 1 << 16);
    write_clique(5);
    assert_same(&expected);
    crd_buffer_free(&expected);
}

#define MANY 10000u

/* Security case 51: ten thousand blank nodes in a star are linear work. */
static void a_great_star_is_linear(void **state)
{
    outcome o;
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        crd_buffer_printf(&quads, "_:c <u:p> _:e%u .\n", i);
    }
    o = canonicalise(crd_buffer_span(&quads), CRD_SHA256, (size_t)1 << 26);
    assert_int_equal(o.rc, CRD_OK);
    assert_true(o.memory <= (size_t)64 << 20);
    crd_buffer_free(&o.out);
}

/* Security case 51: as a chain they are refused, without a deep stack. */
static void a_great_chain_is_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i + 1 < MANY; i++) {
        crd_buffer_printf(&quads, "_:e%u <u:p> _:e%u .\n", i, i + 1);
    }
    assert_refused((size_t)64 << 20);
}

/* Security case 51: as a double circle, too. */
static void a_great_double_circle_is_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        crd_buffer_printf(&quads,
                          "_:e%u <u:next> _:e%u .\n_:e%u <u:prev> _:e%u .\n", i,
                          (i + 1) % MANY, (i + 1) % MANY, i);
    }
    assert_refused((size_t)64 << 20);
}

/* Two hubs with thousands of equal leaves each: their permutations are known
 * to be too many before one is tried. */
static void equal_leaves_of_equal_hubs_are_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        crd_buffer_printf(&quads, "_:c%u <u:p> _:e%u .\n", i % 2, i);
    }
    assert_refused((size_t)64 << 20);
}

/* A long predicate is hashed for each related blank node: bytes count. */
static void long_predicates_are_charged(void **state)
{
    static char predicate[1 << 16];
    (void)state;
    memset(predicate, 'p', sizeof predicate - 1);
    for (unsigned i = 0; i < 100; i++) {
        crd_buffer_printf(&quads, "_:e%u <u:%s> _:e%u .\n", i, predicate,
                          (i + 1) % 100);
    }
    assert_refused((size_t)64 << 20);
}

/* One term of 64 kB in a thousand quads would be 64 MB of text. It is refused
 * before it is compared a thousand times. */
static void text_beyond_the_room_is_refused_first(void **state)
{
    const crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_dataset *d;
    crd_buffer out;
    crd_error error;
    crd_quad quad = {0, 0, 0, CRD_NO_TERM};
    char *text = malloc(1 << 16);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', 1 << 16);
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&out, NULL, 1 << 24);
    assert_int_equal(crd_dataset_new(&d, &arena, &limits, NULL), CRD_OK);
    for (int i = 0; i < 1000; i++) {
        text[(1 << 16) - 1] = (char)('a' + i % 2);
        quad.predicate = crd_dataset_iri(d, (crd_span){text, 1 << 16});
        quad.subject = quad.object = crd_dataset_blank(d, CRD_SPAN("b"));
        assert_int_equal(crd_dataset_add(d, quad, NULL), CRD_OK);
    }
    assert_int_equal(
        crd_rdfc10(&out, NULL, &arena, d, CRD_SHA256, &limits, &error),
        CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_LIMIT_BYTES);
    assert_int_equal(out.len, 0);
    crd_buffer_free(&out);
    crd_arena_free(&arena);
    free(text);
}

static void orders_are_all_different_and_counted(void **state)
{
    static const struct {
        uint32_t items[6], count;
        uint64_t orders;
    } CASES[] = {{{1}, 1, 1},
                 {{1, 2}, 2, 2},
                 {{4, 4, 4, 4}, 4, 1},
                 {{1, 1, 2, 3}, 4, 12},
                 {{1, 1, 2, 2, 3, 3}, 6, 90},
                 {{1, 2, 3, 4, 5, 6}, 6, 720}};
    uint32_t distinct[40];
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        uint32_t items[6];
        uint64_t orders = 0;
        memcpy(items, CASES[i].items, sizeof items);
        assert_int_equal(crd_permuter_count(items, CASES[i].count),
                         CASES[i].orders);
        do {
            orders++;
        } while (crd_permuter_next(items, CASES[i].count));
        assert_int_equal(orders, CASES[i].orders);
    }
    for (uint32_t i = 0; i < 40; i++) {
        distinct[i] = i;
    }
    assert_int_equal(crd_permuter_count(distinct, 40),
                     (uint64_t)UINT32_MAX + 1);
}

/* A ceiling makes the arena fail at each of its allocations in turn. */
static void every_allocation_may_fail(void **state)
{
    const crd_limits limits = crd_limits_default();
    bool done = false;
    (void)state;
    for (int i = 0; i < 20; i++) {
        crd_buffer_printf(&quads,
                          "_:a%d <u:p> _:b%d .\n_:a%d <u:p> _:c%d _:g .\n"
                          "_:b%d <u:q> _:a%d .\n",
                          i, i, i, i, i, (i + 1) % 20);
    }
    for (size_t ceiling = 64; !done; ceiling += 512) {
        crd_arena arena, scratch;
        crd_dataset *d;
        crd_canon_map map = {NULL, 0};
        crd_error error;
        crd_buffer out;
        crd_rc rc;
        crd_arena_init(&arena, NULL, 0);
        crd_arena_init(&scratch, NULL, ceiling);
        crd_buffer_init(&out, NULL, 1 << 16);
        assert_int_equal(crd_nquads_parse(&d, &arena, crd_buffer_span(&quads),
                                          &limits, NULL),
                         CRD_OK);
        d->arena = &scratch;
        rc = crd_rdfc10(&out, &map, &scratch, d, CRD_SHA256, &limits, &error);
        done = rc == CRD_OK;
        assert_true(done || (rc == CRD_E_MEMORY &&
                             error.code == CRD_CODE_MEMORY && !map.labels));
        crd_buffer_free(&out);
        crd_arena_free(&scratch);
        crd_arena_free(&arena);
        assert_true(ceiling < (size_t)1 << 24);
    }
}

#define CASE(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_quads, close_quads)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ground_quads_are_sorted_and_kept_once),
        CASE(one_blank_node_is_c14n0),
        CASE(repeated_quads_change_no_hash),
        CASE(labels_of_the_sender_change_nothing),
        CASE(order_and_labels_never_matter),
        CASE(different_graphs_stay_different),
        CASE(the_map_names_every_blank_node),
        CASE(cliques_are_refused),
        CASE(a_great_star_is_linear),
        CASE(a_great_chain_is_refused),
        CASE(a_great_double_circle_is_refused),
        CASE(equal_leaves_of_equal_hubs_are_refused),
        CASE(long_predicates_are_charged),
        CASE(text_beyond_the_room_is_refused_first),
        CASE(orders_are_all_different_and_counted),
        CASE(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("canon", tests, NULL, NULL);
}
