/* SPDX-License-Identifier: Apache-2.0 */
/* What may be fetched, how far, and how long it is kept (security cases 131,
 * 134 and I4; cases 127 to 136). */
#include "net/fetch.h"
#include "net/cache.h"
#include "net/transfer.h"

#include <time.h>

/* What holds for each kind of document. */
typedef struct kind_rules {
    const char *accept;
    const char *const *media_types; /* besides JSON; NULL-ended */
    unsigned redirects;
    int64_t fresh_max_s;
    bool is_list; /* has the cap of status lists */
} kind_rules;

static const char *const CONTROLLER_TYPES[] = {"application/did",
                                               "application/cid", NULL};
static const char *const LIST_TYPES[] = {"application/vc", "application/jwt",
                                         "application/vc+jwt", NULL};
static const char *const NO_MORE_TYPES[] = {NULL};

/* A context decides what every word means: it is never taken from the web
 * (I4), and has no row. */
static const kind_rules KINDS[] = {
    [CRD_FETCH_CONTROLLER_DOCUMENT] =
        {"application/did+json, application/did+ld+json, application/did, "
         "application/cid, application/ld+json;q=0.9, application/json;q=0.8",
         CONTROLLER_TYPES, 0, CRD_NET_FRESH_KEYS_S, false},
    [CRD_FETCH_STATUS_LIST] =
        {"application/vc, application/vc+ld+json, application/ld+json;q=0.9, "
         "application/json;q=0.8, application/vc+jwt;q=0.7",
         LIST_TYPES, 0, CRD_NET_FRESH_KEYS_S, true},
    [CRD_FETCH_SCHEMA] = {"application/schema+json, application/json;q=0.9",
                          NO_MORE_TYPES, CRD_NET_REDIRECTS_MAX,
                          CRD_NET_FRESH_SCHEMA_S, false},
};

static const kind_rules *rules_of(crd_fetch_kind kind)
{
    size_t i = (size_t)kind;
    return i < sizeof KINDS / sizeof *KINDS && KINDS[i].accept ? &KINDS[i]
                                                               : NULL;
}

/* One fetch. */
typedef struct errand {
    const crd_net_options *options;
    const kind_rules *rules;
    int64_t deadline_ms;
    crd_net_response response;
} errand;

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What is left of the time; 0 when it is over. */
static uint32_t time_left(const errand *e)
{
    int64_t left = e->deadline_ms - clock_ms();
    return left > 0 ? (uint32_t)left : 0;
}

static bool is_port_listed(const crd_net_options *o, uint16_t port)
{
    for (size_t i = 0; i < o->port_count; i++) {
        if (o->ports[i] == port) {
            return true;
        }
    }
    return port == 443;
}

static bool is_allowed(const crd_net_options *o, const crd_net_address *a)
{
    for (size_t i = 0; o->test && i < o->test->allowed_count; i++) {
        if (crd_net_address_equal(a, &o->test->allowed[i])) {
            return true;
        }
    }
    return crd_net_address_is_public(a);
}

/* The addresses of the host, if one may go there: a single private one among
 * them refuses all, for who gave it cannot be trusted with the others
 * (security case 129). */
static crd_net_reason find_addresses(crd_net_addresses *out, const errand *e,
                                     const char *host)
{
    const crd_net_test *test = e->options->test;
    bool late = false, found;
    memset(out, 0, sizeof *out);
    found = test && test->resolve
                ? test->resolve(test->resolve_context, out, host)
                : crd_net_resolve(out, &late, host, time_left(e));
    if (!found) {
        return late ? CRD_NET_TIME : CRD_NET_NAME;
    }
    if (!out->all_public && !test) {
        return CRD_NET_ADDRESS;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (!is_allowed(e->options, &out->each[i])) {
            return CRD_NET_ADDRESS;
        }
    }
    return CRD_NET_HAD;
}

/* One address, from looking at it to its answer. */
static crd_net_reason ask(errand *e, const crd_net_url *url)
{
    const crd_net_options *o = e->options;
    crd_net_addresses addresses;
    crd_net_request request = {.url = url,
                               .addresses = &addresses,
                               .accept = e->rules->accept,
                               .headers_max = o->headers ? o->headers
                                                         : CRD_NET_HEADERS_MAX,
                               .ca_file = o->test ? o->test->ca_file : NULL,
                               .cancelled = o->cancelled,
                               .cancelled_context = o->cancelled_context};
    crd_net_reason reason;
    if (!is_port_listed(o, url->port)) {
        return CRD_NET_PORT;
    }
    reason = find_addresses(&addresses, e, url->host);
    if (reason != CRD_NET_HAD) {
        return reason;
    }
    request.timeout_ms = time_left(e);
    if (request.timeout_ms == 0) {
        return CRD_NET_TIME;
    }
    crd_buffer_clear(&e->response.body);
    return crd_net_transfer(&e->response, &request);
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

/* Follows by hand what may be followed; in the end there is a document. */
static crd_net_reason go(errand *e, crd_net_url *url)
{
    for (unsigned hops = 0;; hops++) {
        crd_net_reason reason = ask(e, url);
        if (reason != CRD_NET_HAD) {
            return reason;
        }
        if (!is_redirect(e->response.status)) {
            return e->response.status == 200 ? CRD_NET_HAD : CRD_NET_STATUS;
        }
        if (hops == e->rules->redirects ||
            !crd_net_url_read(url, crd_span_of(e->response.location))) {
            return CRD_NET_REDIRECT;
        }
    }
}

static bool is_json(crd_span type)
{
    static const char SUFFIX[] = "+json";
    return crd_span_is(type, "application/json") ||
           (crd_span_starts(type, "application/") &&
            type.len > sizeof SUFFIX - 1 &&
            crd_bytes_equal(type.data + type.len - (sizeof SUFFIX - 1), SUFFIX,
                            sizeof SUFFIX - 1));
}

static bool is_wanted(const kind_rules *rules, crd_span type)
{
    for (const char *const *each = rules->media_types; *each; each++) {
        if (crd_span_is(type, *each)) {
            return true;
        }
    }
    return is_json(type);
}

static size_t cap_of(const crd_net_options *o, const kind_rules *rules)
{
    if (rules->is_list) {
        return o->status_list_bytes ? o->status_list_bytes
                                    : CRD_NET_STATUS_LIST_BYTES;
    }
    return o->document_bytes ? o->document_bytes : CRD_NET_DOCUMENT_BYTES;
}

/* Over the network; what came is in `e->response`. */
static crd_net_reason fetch(errand *e, crd_net_url *url)
{
    const crd_net_options *o = e->options;
    crd_net_reason reason;
    e->deadline_ms =
        clock_ms() + (o->timeout_ms ? o->timeout_ms : CRD_NET_TIMEOUT_MS);
    reason = go(e, url);
    if (reason == CRD_NET_HAD &&
        !is_wanted(e->rules, crd_span_of(e->response.media_type))) {
        reason = CRD_NET_MEDIA_TYPE;
    }
    return reason;
}

/* Hands the answer over, and keeps it if its server says for how long. */
static crd_rc hand_over(const errand *e, crd_fetched *out, crd_arena *arena,
                        crd_fetch_kind kind, crd_span url, crd_instant now,
                        crd_error *error)
{
    const char *cache = e->options->cache;
    crd_fetched had = {
        .body = crd_arena_copy(arena, crd_buffer_span(&e->response.body)),
        .media_type =
            crd_arena_copy(arena, crd_span_of(e->response.media_type)),
        .fetched_at = now};
    if (!had.body.data || !had.media_type.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (cache && cache[0] && e->response.fresh_s > 0) {
        crd_net_kept kept = {.kind = kind,
                             .url = url,
                             .media_type = had.media_type,
                             .body = had.body,
                             .fetched_at = now,
                             .fresh_s = e->response.fresh_s};
        crd_net_cache_put(cache, &kept, now);
    }
    *out = had;
    return CRD_OK;
}

/* What is kept is looked at like what comes in: the limits may be others now.
 */
static bool take_kept(const errand *e, crd_fetched *out, crd_arena *arena,
                      crd_fetch_kind kind, crd_span url, crd_instant now)
{
    const char *cache = e->options->cache;
    crd_net_kept kept;
    if (!cache || !cache[0] ||
        !crd_net_cache_get(&kept, arena, cache, kind, url,
                           e->rules->fresh_max_s, now) ||
        kept.body.len > cap_of(e->options, e->rules) ||
        !is_wanted(e->rules, kept.media_type)) {
        return false;
    }
    *out = (crd_fetched){kept.body, kept.media_type, kept.fetched_at};
    return true;
}

crd_rc crd_net_fetch(const crd_net_options *options, crd_fetched *out,
                     crd_net_reason *why, crd_arena *arena, crd_fetch_kind kind,
                     crd_span url, crd_instant now, crd_error *error)
{
    errand e = {.options = options, .rules = rules_of(kind)};
    crd_net_url parts;
    crd_rc rc;
    *why = CRD_NET_HAD;
    if (!e.rules || !crd_net_url_read(&parts, url)) {
        *why = e.rules ? CRD_NET_URL : CRD_NET_KIND;
        return crd_net_unavailable(url, error);
    }
    if (take_kept(&e, out, arena, kind, url, now)) {
        return CRD_OK;
    }
    if (options->offline) {
        *why = CRD_NET_OFFLINE;
        return crd_net_unavailable(url, error);
    }
    crd_buffer_init(&e.response.body, NULL, cap_of(options, e.rules));
    *why = fetch(&e, &parts);
    rc = *why == CRD_NET_HAD ? hand_over(&e, out, arena, kind, url, now, error)
                             : crd_net_unavailable(url, error);
    crd_buffer_free(&e.response.body);
    return rc;
}
