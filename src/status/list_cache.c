/* SPDX-License-Identifier: Apache-2.0 */
/* Decoded lists by URL: verified and decompressed once, used until they are
 * stale (Bitstring Status List 1.0, 3.2: verifiers should cache). */
#include "status/status.h"

#define BUCKETS 1024 /* a power of two */

/* A URL. Its list may have made room for others; what was seen of it stays. */
typedef struct node {
    struct node *next_in_bucket;
    struct node *newer, *older; /* by use */
    crd_status_list *list;      /* or NULL */
    crd_instant stale_at;
    bool has_from;
    crd_instant from; /* validFrom of the newest list seen */
    uint32_t hash;
    crd_span url; /* behind the node */
} node;

struct crd_status_cache {
    const crd_allocator *allocator;
    size_t limit, bytes; /* in all */
    size_t url_bytes;    /* of the nodes alone */
    int64_t max_age_s, skew_s;
    node *newest, *oldest;
    node *buckets[BUCKETS];
};

crd_rc crd_status_cache_new(crd_status_cache **out,
                            const crd_allocator *allocator, size_t bytes,
                            int64_t max_age_s, int64_t skew_s, crd_error *error)
{
    crd_status_cache *cache;
    if (!allocator) {
        allocator = crd_allocator_default();
    }
    cache = allocator->alloc(allocator->context, sizeof *cache);
    if (!cache) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(cache, 0, sizeof *cache);
    cache->allocator = allocator;
    cache->limit = bytes < CRD_STATUS_CACHE_MIN ? CRD_STATUS_CACHE_MIN : bytes;
    cache->bytes = sizeof *cache;
    cache->max_age_s = max_age_s;
    cache->skew_s = skew_s;
    *out = cache;
    return CRD_OK;
}

/* ---- Nodes ----------------------------------------------------------------
 */

static node *find(const crd_status_cache *cache, crd_span url, uint32_t hash)
{
    node *n = cache->buckets[hash & (BUCKETS - 1)];
    while (n && (n->hash != hash || !crd_span_equal(n->url, url))) {
        n = n->next_in_bucket;
    }
    return n;
}

static void unlink_use(crd_status_cache *cache, node *n)
{
    *(n->newer ? &n->newer->older : &cache->newest) = n->older;
    *(n->older ? &n->older->newer : &cache->oldest) = n->newer;
}

static void link_newest(crd_status_cache *cache, node *n)
{
    n->newer = NULL;
    n->older = cache->newest;
    *(n->older ? &n->older->newer : &cache->oldest) = n;
    cache->newest = n;
}

static void touch(crd_status_cache *cache, node *n)
{
    if (cache->newest != n) {
        unlink_use(cache, n);
        link_newest(cache, n);
    }
}

static void drop_list(crd_status_cache *cache, node *n)
{
    if (n->list) {
        cache->bytes -= n->list->memory;
        crd_status_list_free(n->list);
        n->list = NULL;
    }
}

static void drop_node(crd_status_cache *cache, node *n)
{
    node **at = &cache->buckets[n->hash & (BUCKETS - 1)];
    drop_list(cache, n);
    while (*at != n) {
        at = &(*at)->next_in_bucket;
    }
    *at = n->next_in_bucket;
    unlink_use(cache, n);
    cache->bytes -= sizeof *n + n->url.len;
    cache->url_bytes -= sizeof *n + n->url.len;
    cache->allocator->release(cache->allocator->context, n);
}

void crd_status_cache_free(crd_status_cache *cache)
{
    if (cache) {
        while (cache->oldest) {
            drop_node(cache, cache->oldest);
        }
        cache->allocator->release(cache->allocator->context, cache);
    }
}

/* Room for `more` bytes beside `spare`: the least used lists go. The URLs
 * beside them take an eighth at most (make_url_room), so this is enough. */
static void make_room(crd_status_cache *cache, size_t more, const node *spare)
{
    for (node *n = cache->oldest; n && more > cache->limit - cache->bytes;
         n = n->newer) {
        if (n != spare) {
            drop_list(cache, n);
        }
    }
}

/* Room for one more URL: of the least used, those that are but remembered go
 * before those that have a list. */
static void make_url_room(crd_status_cache *cache, size_t more)
{
    size_t most = cache->limit / 8;
    for (int pass = 0; pass < 2; pass++) {
        for (node *n = cache->oldest; n && cache->url_bytes + more > most;) {
            node *newer = n->newer;
            if (pass > 0 || !n->list) {
                drop_node(cache, n);
            }
            n = newer;
        }
    }
}

static node *add_node(crd_status_cache *cache, crd_span url, uint32_t hash)
{
    node *n =
        cache->allocator->alloc(cache->allocator->context, sizeof *n + url.len);
    node **bucket = &cache->buckets[hash & (BUCKETS - 1)];
    if (!n) {
        return NULL;
    }
    memset(n, 0, sizeof *n);
    memcpy(n + 1, url.data, url.len);
    n->url = (crd_span){(const char *)(n + 1), url.len};
    n->hash = hash;
    n->next_in_bucket = *bucket;
    *bucket = n;
    link_newest(cache, n);
    cache->bytes += sizeof *n + url.len;
    cache->url_bytes += sizeof *n + url.len;
    return n;
}

/* ---- Time -----------------------------------------------------------------
 */

static crd_instant later(crd_instant t, int64_t seconds)
{
    t.seconds = seconds > 0 && t.seconds > INT64_MAX - seconds
                    ? INT64_MAX
                    : t.seconds + seconds;
    return t;
}

/* The last instant at which a list fetched at `fetched_at` may be used. Its
 * end is not stretched by the tolerance: a new one is to be had by then. */
static crd_instant stale_at(const crd_status_cache *cache,
                            const crd_status_list *list, crd_instant fetched_at)
{
    int64_t age_s = cache->max_age_s;
    crd_instant end;
    if (list->has_ttl && list->ttl_ms / 1000 < age_s) {
        age_s = list->ttl_ms / 1000;
    }
    end = later(fetched_at, age_s);
    if (list->has_until && crd_instant_compare(list->until, end) < 0) {
        end = list->until;
    }
    return end;
}

const crd_status_list *crd_status_cache_get(crd_status_cache *cache,
                                            crd_span url, crd_instant at)
{
    node *n = find(cache, url, crd_hash(url.data, url.len));
    if (!n || !n->list || crd_instant_compare(at, n->stale_at) > 0 ||
        (n->list->has_from &&
         crd_instant_compare(later(at, cache->skew_s), n->list->from) < 0)) {
        return NULL;
    }
    touch(cache, n);
    return n->list;
}

/* A list that does not say when it begins is older than one that does. */
static bool is_older(const crd_status_list *list, const node *n)
{
    return n && n->has_from &&
           (!list->has_from || crd_instant_compare(list->from, n->from) < 0);
}

static crd_rc refuse_older(const node *n, crd_error *error)
{
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(text, n->from);
    return crd_fail(error, CRD_CODE_STATUS_LIST_STALE,
                    "The status list is older than one of %s that was seen "
                    "here before, so it may hide a revocation.",
                    text);
}

crd_rc crd_status_cache_put(crd_status_cache *cache, crd_status_list *list,
                            crd_span url, crd_instant fetched_at,
                            crd_error *error)
{
    uint32_t hash = crd_hash(url.data, url.len);
    node *n = find(cache, url, hash);
    if (is_older(list, n)) {
        return refuse_older(n, error);
    }
    if (url.len > CRD_STATUS_URL_MAX) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "The address of a status list has more than %d bytes.",
                        CRD_STATUS_URL_MAX);
    }
    if (!n) {
        make_url_room(cache, sizeof *n + url.len);
        make_room(cache, sizeof *n + url.len + list->memory, NULL);
        n = add_node(cache, url, hash);
        if (!n) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    } else {
        drop_list(cache, n);
        make_room(cache, list->memory, n);
        touch(cache, n);
    }
    n->list = list;
    n->has_from = list->has_from;
    n->from = list->from;
    n->stale_at = stale_at(cache, list, fetched_at);
    cache->bytes += list->memory;
    return CRD_OK;
}
