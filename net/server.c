/* SPDX-License-Identifier: Apache-2.0 */
/* Questions in, answers out (net/protocol.h), one at a time. */
#include "net/server.h"
#include "net/protocol.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_DONE = 0, EXIT_FAULT = 70 };

/* Whether `len` octets came; `*ended` if there was not even one. */
static bool read_all(int fd, char *to, size_t len, bool *ended)
{
    size_t done = 0;
    while (done < len) {
        ssize_t n = read(fd, to + done, len - done);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            *ended = done == 0;
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool write_all(int fd, crd_span text)
{
    size_t done = 0;
    while (done < text.len) {
        ssize_t n = write(fd, text.data + done, text.len - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* The one who asks has gone: nobody waits for what is being fetched. */
static bool has_left(void *context)
{
    struct pollfd in = {.fd = *(const int *)context, .events = POLLIN};
    return poll(&in, 1, 0) > 0 && (in.revents & (POLLHUP | POLLERR)) != 0;
}

static crd_instant clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (crd_instant){(int64_t)t.tv_sec, (uint32_t)t.tv_nsec};
}

/* One question to its answer; false if there is nobody to answer. */
static bool answer(int out, const crd_net_options *given,
                   const crd_net_question *question)
{
    crd_net_options options = *given;
    crd_net_answer result = {.reason = CRD_NET_SYSTEM};
    crd_arena arena;
    crd_buffer text;
    crd_error error;
    bool sent;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&text, NULL, CRD_NET_ANSWER_MAX);
    options.timeout_ms = question->timeout_ms;
    options.offline = question->offline;
    options.cache = crd_arena_copy(&arena, question->cache).data;
    if (options.cache &&
        crd_net_fetch(&options, &result.fetched, &result.reason, &arena,
                      question->kind, question->url, clock_now(),
                      &error) == CRD_E_MEMORY) {
        result = (crd_net_answer){.reason = CRD_NET_SYSTEM};
    }
    crd_net_answer_write(&text, &result);
    if (crd_buffer_rc(&text, NULL) != CRD_OK) {
        crd_buffer_clear(&text);
        result = (crd_net_answer){.reason = CRD_NET_SYSTEM};
        crd_net_answer_write(&text, &result);
    }
    sent = result.reason != CRD_NET_CANCELLED &&
           write_all(out, crd_buffer_span(&text));
    crd_buffer_free(&text);
    crd_arena_free(&arena);
    return sent;
}

int crd_net_serve(int in, int out, const crd_net_options *options)
{
    char length[CRD_NET_LENGTH_OCTETS], octets[CRD_NET_QUESTION_MAX];
    crd_net_options own = *options;
    bool ended = false;
    own.cancelled = has_left;
    own.cancelled_context = &in;
    while (read_all(in, length, sizeof length, &ended)) {
        crd_span text = {octets, crd_net_length_read(length)};
        crd_net_question question;
        if (text.len > sizeof octets ||
            !read_all(in, octets, text.len, &ended) ||
            crd_net_question_read(&question, text, NULL) != CRD_OK) {
            return EXIT_FAULT;
        }
        if (!answer(out, &own, &question)) {
            return EXIT_DONE;
        }
    }
    return ended ? EXIT_DONE : EXIT_FAULT;
}
