/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as an encodedList, and any object as an entry, a list credential
 * and a list of names: what is read is within its limits, and the bits that
 * are written again give the bits that were read. */
#include "credimur/status.h"
#include "target.h"

#define URL "https://a.example/3"

static void round_trip(const crd_status_list *list)
{
    crd_status_list *again = NULL;
    crd_buffer text;
    crd_buffer_init(&text, NULL, CRD_STATUS_BYTES_MAX * 2);
    must_hold(list->bytes * 8 >= CRD_STATUS_ENTRIES_MIN);
    must_hold(list->bytes <= CRD_STATUS_BYTES_MAX);
    if (crd_status_list_encode(&text, list, NULL) == CRD_OK) {
        must_hold(crd_status_list_decode(&again, NULL, CRD_STATUS_BITSTRING,
                                         crd_buffer_span(&text),
                                         NULL) == CRD_OK);
        must_hold(again->bytes == list->bytes);
        must_hold(memcmp(again->bits, list->bits, list->bytes) == 0);
        crd_status_list_free(again);
    }
    crd_buffer_free(&text);
}

static void decode(crd_status_kind kind, crd_span text)
{
    crd_status_list *list = NULL;
    crd_error error;
    if (crd_status_list_decode(&list, NULL, kind, text, &error) == CRD_OK) {
        round_trip(list);
        crd_status_list_free(list);
    } else {
        must_hold(list == NULL && error.message[0]);
        must_hold(error.code == CRD_CODE_STATUS_LIST_MALFORMED ||
                  error.code == CRD_CODE_STATUS_LIST_SHORT ||
                  error.code == CRD_CODE_STATUS_LIST_LARGE);
    }
}

/* The bytes of a gzip, so that the fuzzer need not write base64. */
static void decode_bytes(const uint8_t *data, size_t size)
{
    static char text[(1 << 20) + 8];
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789-_";
    size_t n = 0;
    uint32_t word = 0;
    unsigned bits = 0;
    text[n++] = 'u';
    for (size_t i = 0; i < size && n < sizeof text - 4; i++) {
        word = word << 8 | data[i];
        for (bits += 8; bits >= 6; bits -= 6) {
            text[n++] = DIGITS[word >> (bits - 6) & 63];
        }
    }
    if (bits) {
        text[n++] = DIGITS[word << (6 - bits) & 63];
    }
    decode(CRD_STATUS_BITSTRING, (crd_span){text, n});
}

static void read_entry(const crd_json *root, const crd_status_list *list)
{
    crd_status_entry entry;
    crd_revocation revocation;
    crd_error error;
    uint8_t value = 0;
    if (crd_status_entry_read(&entry, root, root, &error) != CRD_OK) {
        must_hold(error.message[0]);
        return;
    }
    must_hold(entry.size >= 1 && entry.size <= CRD_STATUS_SIZE_MAX);
    must_hold(entry.list.len > 0 && entry.purpose.len > 0);
    for (unsigned v = 0; v < 1u << entry.size; v++) {
        must_hold(crd_status_entry_message(&entry, (uint8_t)v).data != NULL);
    }
    if (list && crd_status_lookup(&value, list, &entry, NULL) == CRD_OK) {
        must_hold(value < 1u << entry.size);
    }
    if (crd_revocation_find(&revocation, root, &entry, CRD_SPAN("urn:a"),
                            NULL) == CRD_OK) {
        must_hold(crd_json_get(root, "revokedCredentials") != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const crd_limits limits = crd_limits_default();
    const crd_instant at = {1767225600, 0};
    crd_span text = {(const char *)data, size};
    crd_json *root = NULL;
    crd_status_list *list = NULL;
    crd_arena arena;
    crd_arena_init(&arena, NULL, 0);
    decode(CRD_STATUS_BITSTRING, text);
    decode(CRD_STATUS_LIST_2021, text);
    decode_bytes(data, size);
    if (crd_json_parse(&root, &arena, text, &limits, NULL) == CRD_OK) {
        if (crd_status_list_read(&list, NULL, root, CRD_SPAN(URL), at, 300,
                                 NULL) == CRD_OK) {
            must_hold(list->purpose_count > 0 && list->issuer.len > 0);
            round_trip(list);
        }
        read_entry(root, list);
        crd_status_list_free(list);
    }
    crd_arena_free(&arena);
    return 0;
}
