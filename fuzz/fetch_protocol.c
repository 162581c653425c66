/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a question and as an answer of the program that fetches: there
 * is one way to write each, so what is read is written again as it was. */
#include "net/protocol.h"
#include "target.h"

static void must_be_same(const crd_buffer *text, crd_span octets)
{
    must_hold(crd_buffer_rc(text, NULL) == CRD_OK);
    must_hold(text->len == octets.len + CRD_NET_LENGTH_OCTETS);
    must_hold(crd_net_length_read(text->data) == octets.len);
    must_hold(memcmp(text->data + CRD_NET_LENGTH_OCTETS, octets.data,
                     octets.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span octets = {(const char *)data, size};
    crd_net_question question;
    crd_net_answer answer;
    crd_buffer text;
    crd_error error;
    crd_buffer_init(&text, NULL, (size_t)1 << 24);
    if (crd_net_question_read(&question, octets, &error) == CRD_OK) {
        crd_net_question_write(&text, &question);
        must_be_same(&text, octets);
    } else {
        must_hold(error.code == CRD_CODE_FETCH_PROTOCOL);
    }
    crd_buffer_clear(&text);
    if (crd_net_answer_read(&answer, octets, &error) == CRD_OK) {
        must_hold(answer.reason < CRD_NET_REASON_COUNT);
        crd_net_answer_write(&text, &answer);
        must_be_same(&text, octets);
    } else {
        must_hold(error.code == CRD_CODE_FETCH_PROTOCOL);
    }
    crd_buffer_free(&text);
    return 0;
}
