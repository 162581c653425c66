/* SPDX-License-Identifier: Apache-2.0 */
/* Wycheproof, Ed25519: every valid signature accepted, every other refused. */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/crypto.h"
#include "credimur/json.h"
#include "tests/support/suite.h"

/* The bytes of a hexadecimal text; false if it is none or does not fit. */
static bool from_hex(uint8_t *out, size_t *len, size_t capacity, crd_span hex)
{
    static const char DIGITS[] = "0123456789abcdef";
    *len = hex.len / 2;
    if (!hex.data || hex.len % 2 || *len > capacity) {
        return false;
    }
    for (size_t i = 0; i < hex.len; i++) {
        const char *digit = memchr(DIGITS, hex.data[i], 16);
        if (!digit) {
            return false;
        }
        out[i / 2] = (uint8_t)(out[i / 2] << 4 | (digit - DIGITS));
    }
    return true;
}

/* Security cases 68, 69: all 151 vectors of Wycheproof, 63 of them invalid. */
static void run_case(suite *s, const crd_public_key *key, const crd_json *test)
{
    uint8_t signature[256] = {0}, message[4096] = {0};
    size_t signature_len, message_len;
    bool valid = crd_json_is_text(crd_json_get(test, "result"), "valid");
    bool good = false;
    crd_error error;
    char name[128];
    snprintf(name, sizeof name, "%.*s %.80s",
             (int)crd_json_get(test, "tcId")->len,
             crd_json_get(test, "tcId")->as.text,
             crd_json_get(test, "comment")->as.text);
    if (!from_hex(signature, &signature_len, sizeof signature,
                  crd_json_get_text(test, "sig")) ||
        !from_hex(message, &message_len, sizeof message,
                  crd_json_get_text(test, "msg"))) {
        suite_fail(s, name, "the vector cannot be read");
        return;
    }
    if (crd_verify_signature(&good, key, signature, signature_len, message,
                             message_len, &error) != CRD_OK) {
        suite_fail(s, name, "%s", error.message);
        return;
    }
    suite_check(s, good == valid, name, "%s, but the vector is %s",
                good ? "accepted" : "refused", valid ? "valid" : "invalid");
}

int main(void)
{
    suite *s = suite_open("wycheproof-ed25519", "wycheproof");
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_json *file, *groups;
    crd_span text;
    if (!s) {
        return suite_missing();
    }
    crd_arena_init(&arena, NULL, 0);
    text = suite_file(s, "ed25519_test.json");
    if (crd_json_parse(&file, &arena, text, &limits, NULL) != CRD_OK) {
        puts("Bail out! the file of vectors cannot be read");
        return 99;
    }
    groups = crd_json_get(file, "testGroups");
    for (uint32_t g = 0; groups && g < groups->len; g++) {
        crd_public_key key = {.kind = CRD_KEY_ED25519, .len = 32};
        const crd_json *tests = crd_json_get(&groups->as.items[g], "tests");
        crd_span pk = crd_json_get_text(
            crd_json_get(&groups->as.items[g], "publicKey"), "pk");
        size_t len;
        if (!from_hex(key.bytes, &len, 32, pk) || len != 32) {
            suite_fail(s, "publicKey", "the key of a group cannot be read");
            continue;
        }
        for (uint32_t t = 0; tests && t < tests->len; t++) {
            run_case(s, &key, &tests->as.items[t]);
        }
    }
    crd_arena_free(&arena);
    free((void *)(uintptr_t)text.data);
    return suite_close(s);
}
