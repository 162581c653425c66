/* SPDX-License-Identifier: Apache-2.0 */
/* The lines about status lists: the smallest list and one of 2^24 entries,
 * one in a hundred set, from bits to text and back; and what a verification
 * pays when the list is at hand. */
#include "bench/bench.h"

#include "credimur/status.h"

#include <stdio.h>
#include <stdlib.h>

#define URL "https://northfield.example/status/3"

/* What one line works on, made when it begins. */
typedef struct workplace {
    crd_status_list *list;
    crd_buffer text;
    crd_status_cache *cache;
    crd_status_entry entry;
    crd_instant at;
    uint64_t random;
} workplace;

static uint64_t next_random(workplace *w)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return w->random;
}

static void open_list(workplace *w, const bench *b, uint64_t entries)
{
    crd_error error;
    memset(w, 0, sizeof *w);
    w->random = 88172645463325252u; /* the same lists each time */
    w->at = b->env.now;
    bench_must(crd_status_list_new(&w->list, NULL, entries, 1, &error), &error,
               "a list");
    for (uint64_t i = 0; i < entries / 100; i++) {
        bench_must(
            crd_status_list_set(w->list, next_random(w) % entries, 1, &error),
            &error, "setting a bit");
    }
    crd_buffer_init(&w->text, NULL, SIZE_MAX / 2);
    bench_must(crd_status_list_encode(&w->text, w->list, &error), &error,
               "encoding");
}

static void close_list(workplace *w)
{
    crd_status_cache_free(w->cache);
    crd_status_list_free(w->list);
    crd_buffer_free(&w->text);
}

static void encode(workplace *w)
{
    crd_error error;
    crd_buffer_clear(&w->text);
    bench_must(crd_status_list_encode(&w->text, w->list, &error), &error,
               "encoding");
}

static void decode(workplace *w)
{
    crd_status_list *list = NULL;
    crd_error error;
    bench_must(crd_status_list_decode(&list, NULL, CRD_STATUS_BITSTRING,
                                      crd_buffer_span(&w->text), &error),
               &error, "decoding");
    if (list->bytes != w->list->bytes) {
        fputs("bench: a decoded list has another length\n", stderr);
        exit(1);
    }
    crd_status_list_free(list);
}

/* As a verification does: from the URL in the entry to the bit. */
static void look_up(workplace *w)
{
    uint8_t value = 0, right = 0;
    crd_error error;
    const crd_status_list *list =
        crd_status_cache_get(w->cache, w->entry.list, w->at);
    w->entry.index = next_random(w) % (w->list->bytes * 8);
    if (!list) {
        fputs("bench: the list is not in the cache\n", stderr);
        exit(1);
    }
    bench_must(crd_status_lookup(&value, list, &w->entry, &error), &error,
               "looking up");
    bench_must(crd_status_list_get(&right, w->list, w->entry.index, &error),
               &error, "looking up");
    if (value != right) {
        fputs("bench: a looked up bit is wrong\n", stderr);
        exit(1);
    }
}

/* Steps per CPU-second; in batches, so that reading the clock costs nothing. */
static double rate_of(workplace *w, double seconds, void (*step)(workplace *))
{
    double start, spent = 0;
    long done = 0;
    step(w);
    start = raw_cpu_seconds();
    for (long batch = 1; spent < seconds || done == 0; batch *= 2) {
        for (long i = 0; i < batch; i++) {
            step(w);
        }
        done += batch;
        spent = raw_cpu_seconds() - start;
        if (spent > seconds / 4) {
            batch = (batch + 1) / 2;
        }
    }
    return (double)done / spent;
}

static double run(const bench *b, uint64_t entries, double seconds,
                  void (*step)(workplace *))
{
    workplace w;
    double rate;
    open_list(&w, b, entries);
    rate = rate_of(&w, seconds, step);
    close_list(&w);
    return rate;
}

#define LEAST CRD_STATUS_ENTRIES_MIN
#define MANY ((uint64_t)1 << 24)

static double run_encode(bench *b, double seconds)
{
    return run(b, LEAST, seconds, encode);
}

static double run_decode(bench *b, double seconds)
{
    return run(b, LEAST, seconds, decode);
}

static double run_encode_many(bench *b, double seconds)
{
    return run(b, MANY, seconds, encode);
}

static double run_decode_many(bench *b, double seconds)
{
    return run(b, MANY, seconds, decode);
}

static double run_look_up(bench *b, double seconds)
{
    const crd_status_list_options options = {
        .id = CRD_SPAN(URL),
        .issuer = CRD_SPAN(WORKLOAD_ISSUER),
        .purpose = CRD_SPAN("revocation"),
        .from = b->env.now,
        .until = {b->env.now.seconds + 604800, 0}};
    crd_status_list *copy = NULL;
    crd_json *credential = NULL;
    crd_error error;
    workplace w;
    double rate;
    open_list(&w, b, LEAST);
    crd_arena_reset(&b->scratch);
    bench_must(crd_status_list_credential_make(&credential, &b->scratch, w.list,
                                               &options, &error),
               &error, "a list credential");
    bench_must(crd_status_list_read(&copy, NULL, credential, CRD_SPAN(URL),
                                    w.at, 300, &error),
               &error, "reading it");
    bench_must(crd_status_cache_new(&w.cache, NULL, 0, 600, 300, &error),
               &error, "a cache");
    bench_must(crd_status_cache_put(w.cache, copy, CRD_SPAN(URL), w.at, &error),
               &error, "keeping it");
    w.entry = (crd_status_entry){
        .list = CRD_SPAN(URL), .purpose = CRD_SPAN("revocation"), .size = 1};
    rate = rate_of(&w, seconds, look_up);
    close_list(&w);
    return rate;
}

/* Encoding and decoding 2^24 entries are bound by memory, not by what a
 * signature costs: their figures are per second. */
const bench_line BENCH_STATUS_LINES[] = {
    {"status list 131,072: encode", "ratio", "higher", RAW_VERIFY, 0.10, 0.4,
     false, run_encode},
    {"status list 131,072: decode", "ratio", "higher", RAW_VERIFY, 2, 5, false,
     run_decode},
    {"status list 16,777,216: encode", "1/s", "higher", RAW_NONE, 14, 45, false,
     run_encode_many},
    {"status list 16,777,216: decode", "1/s", "higher", RAW_NONE, 250, 850,
     false, run_decode_many},
    {"status lookup in a cached list", "ratio", "higher", RAW_VERIFY, 70, 700,
     false, run_look_up},
    {NULL},
};
