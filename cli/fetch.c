/* SPDX-License-Identifier: Apache-2.0 */
/* The asking side of net/protocol.h: starts the program that fetches, asks,
 * remembers, and gives up when nothing comes back in time. */
#include "cli/fetch.h"
#include "cli/fetch_program.h"
#include "cli/home.h"
#include "cli/message.h"
#include "cli/signing.h"

#include <pthread.h>

enum { MEMOS_MAX = 4096, MEMO_BYTES_MAX = 64 << 20, BUCKETS = 256 };

/* A document that was asked for. It lives as long as the fetcher. */
typedef struct memo {
    struct memo *next;
    crd_fetch_kind kind;
    crd_span url;
    crd_net_answer answer;
} memo;

struct cli_fetcher {
    cli_app *app;
    const char *cache;
    uint32_t timeout_ms;
    cli_fetch_program program;
    crd_instant began;
    pthread_mutex_t asking; /* one question at a time */
    pthread_mutex_t table;  /* what was learnt can be read meanwhile */
    memo *memos[BUCKETS];
    uint32_t memo_count;
    crd_arena arena; /* of the memos; used under `asking` */
};

crd_rc cli_fetcher_new(cli_fetcher **out, cli_app *app, uint32_t timeout_s,
                       crd_error *error)
{
    cli_fetcher *f = crd_arena_calloc(&app->arena, 1, sizeof *f);
    if (!f) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    f->app = app;
    f->cache = cli_cache_path(app);
    f->timeout_ms = timeout_s * 1000;
    f->began = cli_now();
    cli_fetch_program_init(&f->program);
    crd_arena_init(&f->arena, crd_allocator_default(), 0);
    pthread_mutex_init(&f->asking, NULL);
    pthread_mutex_init(&f->table, NULL);
    *out = f;
    return CRD_OK;
}

void cli_fetcher_free(cli_fetcher *fetcher)
{
    if (fetcher) {
        cli_fetch_program_end(&fetcher->program);
        crd_arena_free(&fetcher->arena);
        pthread_mutex_destroy(&fetcher->asking);
        pthread_mutex_destroy(&fetcher->table);
    }
}

static const memo *find(cli_fetcher *f, crd_fetch_kind kind, crd_span url)
{
    memo *m;
    pthread_mutex_lock(&f->table);
    m = f->memos[crd_hash(url.data, url.len) % BUCKETS];
    while (m && (m->kind != kind || !crd_span_equal(m->url, url))) {
        m = m->next;
    }
    pthread_mutex_unlock(&f->table);
    return m;
}

/* What is not remembered is asked for again. */
static void remember(cli_fetcher *f, crd_fetch_kind kind, crd_span url,
                     const crd_net_answer *answer)
{
    memo **first = &f->memos[crd_hash(url.data, url.len) % BUCKETS];
    memo *m = CRD_NEW(&f->arena, memo);
    crd_span copy = crd_arena_copy(&f->arena, url);
    if (m && copy.data) {
        *m = (memo){NULL, kind, copy, *answer};
        pthread_mutex_lock(&f->table);
        m->next = *first;
        *first = m;
        f->memo_count++;
        pthread_mutex_unlock(&f->table);
    }
}

/* Why, and from when: for whoever wants to know more. */
static void tell(const cli_fetcher *f, crd_span url,
                 const crd_net_answer *answer)
{
    char when[CRD_INSTANT_TEXT_MAX];
    int len = (int)(url.len < 200 ? url.len : 200);
    if (answer->reason != CRD_NET_HAD) {
        cli_detail(f->app, "%.*s could not be had: %s", len, url.data,
                   crd_net_reason_text(answer->reason));
        return;
    }
    crd_instant_write(when, answer->fetched.fetched_at);
    cli_detail(f->app, "%.*s is %s of %s", len, url.data,
               answer->fetched.fetched_at.seconds < f->began.seconds
                   ? "a copy kept here,"
                   : "fetched now,",
               when);
}

/* Asks the program, and remembers what it says; `asking` is held. */
static crd_rc ask(cli_fetcher *f, crd_net_answer *answer, crd_arena *arena,
                  crd_fetch_kind kind, crd_span url, crd_error *error)
{
    bool keep =
        f->memo_count < MEMOS_MAX && f->arena.total < (size_t)MEMO_BYTES_MAX;
    crd_net_question question = {.kind = kind,
                                 .timeout_ms = f->timeout_ms,
                                 .cache = crd_span_of(f->cache),
                                 .url = url};
    if (url.len > UINT16_MAX) { /* no text of the protocol is so long */
        *answer = (crd_net_answer){.reason = CRD_NET_URL};
        return CRD_OK;
    }
    CRD_TRY(cli_fetch_program_ask(&f->program, f->app, answer,
                                  keep ? &f->arena : arena, &question, error));
    tell(f, url, answer);
    if (keep) {
        remember(f, kind, url, answer);
    }
    return CRD_OK;
}

crd_rc cli_fetch(void *fetcher, crd_fetched *out, crd_arena *arena,
                 crd_fetch_kind kind, crd_span url, crd_error *error)
{
    cli_fetcher *f = fetcher;
    const memo *known = find(f, kind, url);
    crd_net_answer answer;
    crd_rc rc = CRD_OK;
    if (!known) {
        pthread_mutex_lock(&f->asking);
        known = find(f, kind, url); /* somebody may have asked meanwhile */
        rc = known ? CRD_OK : ask(f, &answer, arena, kind, url, error);
        pthread_mutex_unlock(&f->asking);
    }
    CRD_TRY(rc);
    if (known) {
        answer = known->answer;
    }
    if (answer.reason != CRD_NET_HAD) {
        return crd_net_unavailable(url, error);
    }
    *out = answer.fetched;
    return CRD_OK;
}
