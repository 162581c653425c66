/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What `credimur` and `libexec/credimur/credimur-fetch` say to each other.
 *
 * The one asks on the other's standard input and reads the answer from its
 * standard output: one question, one answer, as often as it likes. Each is a
 * length in four octets, and so many octets. Numbers have the highest octet
 * first; a text is its length in two octets, and its octets.
 *
 *   question   version 1, flags 1, kind 1, time in milliseconds 4,
 *              folder of the cache (text), URL (text)
 *   answer     version 1, reason 1, had at: seconds 8 and nanoseconds 4,
 *              media type (text), document (the rest)
 *
 * Flag 1 is: offline. The program ends when its standard input does, in the
 * middle of a fetch too; what it cannot read ends it with status 70.
 */
#ifndef NET_PROTOCOL_H
#define NET_PROTOCOL_H

#include "net/reason.h"

#define CRD_NET_PROTOCOL_VERSION 1u

enum {
    CRD_NET_LENGTH_OCTETS = 4,
    CRD_NET_QUESTION_MAX = 8192,
    CRD_NET_ANSWER_MAX = 32 << 20,
    CRD_NET_FOLDER_MAX = 4095
};

typedef struct crd_net_question {
    bool offline;
    crd_fetch_kind kind;
    uint32_t timeout_ms; /**< not 0 */
    crd_span cache;      /**< folder; empty: nothing is kept */
    crd_span url;
} crd_net_question;

typedef struct crd_net_answer {
    crd_net_reason reason; /**< with another than CRD_NET_HAD, nothing else */
    crd_fetched fetched;
} crd_net_answer;

/** The number in the four octets that stand before a question or an answer. */
uint32_t crd_net_length_read(const char octets[CRD_NET_LENGTH_OCTETS]);

/** Writes the whole, its length before it; a failure sticks in `out`. */
void crd_net_question_write(crd_buffer *out, const crd_net_question *question);
void crd_net_answer_write(crd_buffer *out, const crd_net_answer *answer);

/**
 * Reads what followed the length. There is one way to write each, and only
 * that one is read; texts are borrowed. FETCH_PROTOCOL.
 */
CRD_MUST_USE crd_rc crd_net_question_read(crd_net_question *out,
                                          crd_span octets, crd_error *error);
CRD_MUST_USE crd_rc crd_net_answer_read(crd_net_answer *out, crd_span octets,
                                        crd_error *error);

#endif
