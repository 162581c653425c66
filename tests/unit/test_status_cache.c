/* SPDX-License-Identifier: Apache-2.0 */
/* Room status: the cache of decoded lists, and memory that runs out. */
#include "failing_allocator.h"
#include "status_support.h"

static crd_status_cache *new_cache(size_t bytes)
{
    crd_status_cache *cache = NULL;
    assert_int_equal(crd_status_cache_new(&cache, NULL, bytes, 600, 300, NULL),
                     CRD_OK);
    return cache;
}

/* A list that is valid from `from`; "" if it does not say. */
static crd_status_list *list_from(const char *from)
{
    crd_status_list *list = new_list(131072);
    list->has_from = from[0] != '\0';
    if (list->has_from) {
        list->from = instant(from);
    }
    return list;
}

static crd_rc put(crd_status_cache *cache, crd_status_list *list,
                  const char *url, crd_error *error)
{
    crd_rc rc =
        crd_status_cache_put(cache, list, crd_span_of(url), instant(AT), error);
    if (rc != CRD_OK) {
        crd_status_list_free(list);
    }
    return rc;
}

static const crd_status_list *get(crd_status_cache *cache, const char *at)
{
    return crd_status_cache_get(cache, CRD_SPAN(URL), instant(at));
}

static void the_cache_serves_what_is_fresh(void **state)
{
    crd_status_cache *cache = new_cache(0);
    crd_status_list *list = list_from("2026-06-01T00:00:00Z");
    (void)state;
    assert_null(get(cache, AT));
    assert_int_equal(put(cache, list, URL, NULL), CRD_OK);
    assert_ptr_equal(get(cache, AT), list);
    assert_null(crd_status_cache_get(cache, CRD_SPAN(URL "/"), instant(AT)));
    /* Its age, 600 s; and before it began, but for the tolerance. */
    assert_non_null(get(cache, "2026-06-01T12:10:00Z"));
    assert_null(get(cache, "2026-06-01T12:10:01Z"));
    assert_non_null(get(cache, "2026-05-31T23:55:00Z"));
    assert_null(get(cache, "2026-05-31T23:54:59Z"));
    /* A shorter ttl counts, a longer one does not. */
    list = list_from("2026-06-01T00:00:00Z");
    list->has_ttl = true;
    list->ttl_ms = 60000;
    assert_int_equal(put(cache, list, URL, NULL), CRD_OK);
    assert_non_null(get(cache, "2026-06-01T12:01:00Z"));
    assert_null(get(cache, "2026-06-01T12:01:01Z"));
    list = list_from("2026-06-01T00:00:00Z");
    list->has_ttl = true;
    list->ttl_ms = INT64_C(1) << 53;
    assert_int_equal(put(cache, list, URL, NULL), CRD_OK);
    assert_non_null(get(cache, "2026-06-01T12:10:00Z"));
    assert_null(get(cache, "2026-06-01T12:10:01Z"));
    /* Its end, without the tolerance. */
    list = list_from("2026-06-01T00:00:00Z");
    list->has_until = true;
    list->until = instant("2026-06-01T12:02:00Z");
    assert_int_equal(put(cache, list, URL, NULL), CRD_OK);
    assert_non_null(get(cache, "2026-06-01T12:02:00Z"));
    assert_null(get(cache, "2026-06-01T12:02:01Z"));
    crd_status_cache_free(cache);
    crd_status_cache_free(NULL);
}

/* Security case 117: a list older than one seen before is never served, not
 * even after the newer one has made room for others. */
static void the_cache_refuses_a_replayed_list(void **state)
{
    crd_status_cache *cache = new_cache(0);
    crd_error error;
    (void)state;
    assert_int_equal(put(cache, list_from("2026-06-01T00:00:00Z"), URL, NULL),
                     CRD_OK);
    assert_int_equal(put(cache, list_from("2026-06-01T01:00:00Z"), URL, NULL),
                     CRD_OK);
    for (int round = 0; round < 2; round++) {
        assert_code(put(cache, list_from("2026-06-01T00:00:00Z"), URL, &error),
                    &error, CRD_CODE_STATUS_LIST_STALE);
        assert_code(put(cache, list_from(""), URL, &error), &error,
                    CRD_CODE_STATUS_LIST_STALE);
        for (int i = 0; round == 0 && i < 1200; i++) {
            char url[64];
            snprintf(url, sizeof url, "https://other.example/%d", i);
            assert_int_equal(put(cache, list_from(""), url, NULL), CRD_OK);
        }
    }
    assert_null(get(cache, AT));
    assert_int_equal(put(cache, list_from("2026-06-01T01:00:00Z"), URL, NULL),
                     CRD_OK);
    assert_non_null(get(cache, AT));
    crd_status_cache_free(cache);
}

static size_t held; /* bytes of the allocator below */

static void *counting_alloc(void *context, size_t size)
{
    size_t *p = malloc(size + 16);
    (void)context;
    assert_non_null(p);
    p[0] = size;
    held += size;
    return (char *)p + 16;
}

static void counting_release(void *context, void *memory)
{
    size_t *p = (size_t *)(void *)((char *)memory - 16);
    (void)context;
    held -= p[0];
    free(p);
}

static void the_cache_keeps_to_its_bytes_by_use(void **state)
{
    const crd_allocator allocator = {counting_alloc, counting_release, NULL};
    crd_status_cache *cache = NULL;
    char url[CRD_STATUS_URL_MAX + 2];
    (void)state;
    held = 0;
    assert_int_equal(
        crd_status_cache_new(&cache, &allocator, 0, 600, 300, NULL), CRD_OK);
    for (int i = 0; i < 6000; i++) {
        crd_status_list *list = NULL;
        /* One list of the largest size among small ones. */
        uint64_t entries = i == 5000 ? UINT64_C(1) << 26 : 131072;
        assert_int_equal(
            crd_status_list_new(&list, &allocator, entries, 1, NULL), CRD_OK);
        memset(url, 'a', sizeof url);
        memcpy(url, "https://a.example/", 18);
        snprintf(url + (i % 2 ? 4000 : 18), 16, "%d", i);
        assert_int_equal(put(cache, list, i == 0 ? URL : url, NULL), CRD_OK);
        assert_true(held <= CRD_STATUS_CACHE_MIN);
        /* What is asked for stays, all else comes and goes. */
        assert_non_null(get(cache, AT));
    }
    memset(url, 'a', sizeof url);
    url[sizeof url - 1] = '\0';
    {
        crd_status_list *list = NULL;
        crd_error error;
        assert_int_equal(
            crd_status_list_new(&list, &allocator, 131072, 1, NULL), CRD_OK);
        assert_code(put(cache, list, url, &error), &error,
                    CRD_CODE_LIMIT_BYTES);
    }
    crd_status_cache_free(cache);
    assert_int_equal(held, 0);
}

/* ---- Memory ---------------------------------------------------------------
 */

/* Make, read, keep and look up, with every allocation failing once. */
static crd_rc whole_way(failing_allocator *f, const crd_status_list *source,
                        crd_error *error)
{
    crd_status_list_options o = options();
    crd_status_list copy = *source, *list = NULL;
    crd_status_cache *cache = NULL;
    crd_json *root = NULL;
    crd_arena own;
    crd_rc rc;
    crd_arena_init(&own, &f->allocator, 0);
    copy.allocator = &f->allocator;
    rc = crd_status_list_credential_make(&root, &own, &copy, &o, error);
    if (rc == CRD_OK) {
        rc = crd_status_list_read(&list, &f->allocator, root, CRD_SPAN(URL),
                                  instant(AT), 300, error);
    }
    if (rc == CRD_OK) {
        rc = crd_status_cache_new(&cache, &f->allocator, 0, 600, 300, error);
    }
    if (rc == CRD_OK) {
        rc = crd_status_cache_put(cache, list, CRD_SPAN(URL), instant(AT),
                                  error);
        list = rc == CRD_OK ? NULL : list;
    }
    if (rc == CRD_OK) {
        assert_non_null(get(cache, AT));
    }
    crd_status_list_free(list);
    crd_status_cache_free(cache);
    crd_arena_free(&own);
    return rc;
}

static void memory_that_runs_out_is_an_error(void **state)
{
    crd_status_list *source = new_list(131072);
    crd_rc rc = CRD_E_MEMORY;
    (void)state;
    for (size_t n = 0; rc != CRD_OK; n++) {
        failing_allocator f;
        crd_error error;
        failing_init(&f, n);
        rc = whole_way(&f, source, &error);
        assert_int_equal(rc, f.failed ? CRD_E_MEMORY : CRD_OK);
        assert_int_equal(f.held, 0);
        assert_true(n < 50);
    }
    crd_status_list_free(source);
}

/* A list that is renewed is used: others go before it. */
static void the_cache_keeps_what_was_renewed(void **state)
{
    crd_status_cache *cache = new_cache(0);
    char url[64];
    (void)state;
    assert_int_equal(put(cache, list_from(""), URL, NULL), CRD_OK);
    for (int i = 0; i < 1600; i++) {
        snprintf(url, sizeof url, "https://other.example/%d", i);
        assert_int_equal(put(cache, list_from(""), url, NULL), CRD_OK);
        if (i == 800) {
            assert_int_equal(put(cache, list_from(""), URL, NULL), CRD_OK);
        }
    }
    assert_non_null(get(cache, AT));
    assert_null(crd_status_cache_get(cache, CRD_SPAN("https://other.example/0"),
                                     instant(AT)));
    crd_status_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cache_serves_what_is_fresh),
        cmocka_unit_test(the_cache_refuses_a_replayed_list),
        cmocka_unit_test(the_cache_keeps_to_its_bytes_by_use),
        cmocka_unit_test(the_cache_keeps_what_was_renewed),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
