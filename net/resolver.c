/* SPDX-License-Identifier: Apache-2.0 */
/* getaddrinfo in a thread of its own, because it takes as long as it likes. */
#include "net/resolver.h"
#include "net/url.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

/* Shared by the one who asks and the thread; the last to leave frees it. */
typedef struct question {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done, found, left;
    crd_net_addresses addresses;
    char host[CRD_NET_HOST_MAX + 1];
} question;

void crd_net_addresses_add(crd_net_addresses *out,
                           const crd_net_address *address)
{
    out->all_public = (out->count == 0 || out->all_public) &&
                      crd_net_address_is_public(address);
    if (out->count < CRD_NET_ADDRESSES_MAX) {
        out->each[out->count++] = *address;
    }
}

static bool look_up(crd_net_addresses *out, const char *host)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    memset(out, 0, sizeof *out);
    if (getaddrinfo(host, NULL, &hints, &found) != 0) {
        return false;
    }
    for (const struct addrinfo *each = found; each; each = each->ai_next) {
        crd_net_address address;
        if (crd_net_address_read(&address, each->ai_addr)) {
            crd_net_addresses_add(out, &address);
        }
    }
    freeaddrinfo(found);
    return out->count > 0;
}

static void question_free(question *q)
{
    const crd_allocator *a = crd_allocator_default();
    pthread_cond_destroy(&q->answered);
    pthread_mutex_destroy(&q->lock);
    a->release(a->context, q);
}

static void *answer(void *context)
{
    question *q = context;
    crd_net_addresses addresses;
    bool found = look_up(&addresses, q->host), left;
    pthread_mutex_lock(&q->lock);
    q->addresses = addresses;
    q->found = found;
    q->done = true;
    left = q->left;
    pthread_cond_signal(&q->answered);
    pthread_mutex_unlock(&q->lock);
    if (left) {
        question_free(q);
    }
    return NULL;
}

static question *question_new(const char *host)
{
    const crd_allocator *a = crd_allocator_default();
    question *q = a->alloc(a->context, sizeof *q);
    pthread_condattr_t clock;
    if (!q) {
        return NULL;
    }
    memset(q, 0, sizeof *q);
    memcpy(q->host, host, strlen(host) + 1);
    pthread_mutex_init(&q->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&q->answered, &clock);
    pthread_condattr_destroy(&clock);
    return q;
}

static struct timespec moment_in(uint32_t ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

bool crd_net_resolve(crd_net_addresses *out, bool *late, const char *host,
                     uint32_t timeout_ms)
{
    struct timespec deadline = moment_in(timeout_ms);
    question *q = question_new(host);
    pthread_t thread;
    bool found, done;
    int waited = 0;
    *late = false;
    if (!q) {
        return false;
    }
    if (pthread_create(&thread, NULL, answer, q) != 0) {
        question_free(q);
        return false;
    }
    pthread_detach(thread);
    pthread_mutex_lock(&q->lock);
    while (!q->done && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&q->answered, &q->lock, &deadline);
    }
    done = q->done;
    found = done && q->found;
    *out = q->addresses;
    q->left = true;
    pthread_mutex_unlock(&q->lock);
    if (done) {
        question_free(q);
    }
    *late = !done;
    return found;
}
