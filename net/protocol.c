/* SPDX-License-Identifier: Apache-2.0 */
/* Questions and answers as octets (net/protocol.h). */
#include "net/protocol.h"
#include "net/octets.h"

enum { OFFLINE = 1 };

static crd_rc malformed(crd_error *error, const char *what)
{
    return crd_fail(error, CRD_CODE_FETCH_PROTOCOL,
                    "What came over the pipe is not %s of version %u.", what,
                    CRD_NET_PROTOCOL_VERSION);
}

uint32_t crd_net_length_read(const char octets[CRD_NET_LENGTH_OCTETS])
{
    crd_octets from = {octets, octets + CRD_NET_LENGTH_OCTETS};
    uint32_t length = 0;
    (void)crd_octets_take32(&from, &length);
    return length;
}

/* The place of a length is kept and filled in when all is written. */
static size_t begin(crd_buffer *out)
{
    size_t at = out->len;
    crd_octets_put(out, 0, CRD_NET_LENGTH_OCTETS);
    crd_octets_put(out, CRD_NET_PROTOCOL_VERSION, 1);
    return at;
}

static void end(crd_buffer *out, size_t at)
{
    size_t length = out->len - at - CRD_NET_LENGTH_OCTETS;
    for (size_t i = 0; out->rc == CRD_OK && i < CRD_NET_LENGTH_OCTETS; i++) {
        out->data[at + i] = (char)(length >> (8 * (3 - i)));
    }
}

void crd_net_question_write(crd_buffer *out, const crd_net_question *question)
{
    size_t at = begin(out);
    crd_octets_put(out, question->offline ? OFFLINE : 0, 1);
    crd_octets_put(out, (uint64_t)question->kind, 1);
    crd_octets_put(out, question->timeout_ms, 4);
    crd_octets_put_text(out, question->cache);
    crd_octets_put_text(out, question->url);
    end(out, at);
}

void crd_net_answer_write(crd_buffer *out, const crd_net_answer *answer)
{
    const crd_fetched *f = &answer->fetched;
    size_t at = begin(out);
    crd_octets_put(out, (uint64_t)answer->reason, 1);
    crd_octets_put(out, (uint64_t)f->fetched_at.seconds, 8);
    crd_octets_put(out, f->fetched_at.nanoseconds, 4);
    crd_octets_put_text(out, f->media_type);
    crd_buffer_append_span(out, f->body);
    end(out, at);
}

/* False where the octets end early or a number has no meaning. */
static bool take_question(crd_net_question *q, crd_octets *from)
{
    uint64_t version, flags, kind;
    if (!crd_octets_take(from, &version, 1) ||
        !crd_octets_take(from, &flags, 1) || !crd_octets_take(from, &kind, 1) ||
        !crd_octets_take32(from, &q->timeout_ms) ||
        !crd_octets_take_text(from, &q->cache) ||
        !crd_octets_take_text(from, &q->url)) {
        return false;
    }
    q->offline = flags == OFFLINE;
    q->kind = (crd_fetch_kind)kind;
    return version == CRD_NET_PROTOCOL_VERSION && flags <= OFFLINE &&
           kind <= CRD_FETCH_CONTEXT && q->timeout_ms > 0 &&
           q->cache.len <= CRD_NET_FOLDER_MAX &&
           (q->cache.len == 0 ||
            memchr(q->cache.data, '\0', q->cache.len) == NULL) &&
           from->at == from->end;
}

static bool take_answer(crd_net_answer *a, crd_octets *from)
{
    uint64_t version, reason, seconds;
    crd_fetched *f = &a->fetched;
    if (!crd_octets_take(from, &version, 1) ||
        !crd_octets_take(from, &reason, 1) ||
        !crd_octets_take(from, &seconds, 8) ||
        !crd_octets_take32(from, &f->fetched_at.nanoseconds) ||
        !crd_octets_take_text(from, &f->media_type)) {
        return false;
    }
    f->fetched_at.seconds = (int64_t)seconds;
    f->body = crd_octets_rest(from);
    a->reason = (crd_net_reason)reason;
    return version == CRD_NET_PROTOCOL_VERSION &&
           reason < CRD_NET_REASON_COUNT &&
           f->fetched_at.nanoseconds < 1000000000 &&
           (reason == CRD_NET_HAD ||
            (seconds == 0 && f->fetched_at.nanoseconds == 0 &&
             f->media_type.len == 0 && f->body.len == 0));
}

crd_rc crd_net_question_read(crd_net_question *out, crd_span octets,
                             crd_error *error)
{
    crd_octets from = {octets.data, octets.data + octets.len};
    crd_net_question question;
    if (octets.len == 0 || !take_question(&question, &from)) {
        return malformed(error, "a question");
    }
    *out = question;
    return CRD_OK;
}

crd_rc crd_net_answer_read(crd_net_answer *out, crd_span octets,
                           crd_error *error)
{
    crd_octets from = {octets.data, octets.data + octets.len};
    crd_net_answer answer;
    if (octets.len == 0 || !take_answer(&answer, &from)) {
        return malformed(error, "an answer");
    }
    *out = answer;
    return CRD_OK;
}
