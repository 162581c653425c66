/* SPDX-License-Identifier: Apache-2.0 */
/* Room json beside jansson: over many damaged texts both accept or both
 * refuse, and read the same tree. */
#include "json_support.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const SEEDS[] = {
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":"
    "[\"VerifiableCredential\"],\"validFrom\":\"2026-05-03T09:00:00Z\"}",
    "{\"a\":{\"b\":[1,2.5,-3e2,0,{\"c\":null}]},\"d\":true,\"e\":false}",
    "[\"\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/\",\"\xc3\xa9\xf0\x9f\x98\x80\"]",
    "[0,-0,1e5,1E+5,1.5e-5,123456789,0.001]",
    "{\"\":{},\"x\":[],\"y\":[[[[]]]],\"z\":\"\"}",
};

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % n;
}

/* Changes, takes out, doubles or puts in a few bytes. */
static size_t damage(char *text, size_t len, uint64_t *seed)
{
    static const char BYTES[] = "{}[]:,\"\\u0019eE+-.aftn \n\t\x80\xc3\xed/'";
    uint32_t times = 1 + random_below(seed, 3);
    while (times--) {
        uint32_t at = random_below(seed, (uint32_t)len);
        char byte = BYTES[random_below(seed, sizeof BYTES - 1)];
        switch (random_below(seed, 4)) {
        case 0:
            text[at] = byte;
            break;
        case 1:
            memmove(text + at, text + at + 1, len - at - 1);
            len -= len > 1;
            break;
        case 2:
            memmove(text + at + 1, text + at, len - at);
            text[at] = byte;
            len++;
            break;
        default:
            text[at] = text[random_below(seed, (uint32_t)len)];
        }
    }
    return len;
}

static bool same(const crd_json *ours, json_t *theirs);

static bool same_object(const crd_json *ours, json_t *theirs)
{
    if (ours->len != json_object_size(theirs)) {
        return false;
    }
    for (uint32_t i = 0; i < ours->len; i++) {
        const crd_json_member *m = &ours->as.members[i];
        json_t *value = json_object_getn(theirs, m->key, m->key_len);
        if (!value || !same(&m->value, value)) {
            return false;
        }
    }
    return true;
}

static bool same(const crd_json *ours, json_t *theirs)
{
    double value;
    switch (ours->type) {
    case CRD_JSON_STRING:
        return json_is_string(theirs) &&
               crd_span_equal(crd_json_span(ours),
                              (crd_span){json_string_value(theirs),
                                         json_string_length(theirs)});
    case CRD_JSON_NUMBER:
        return json_is_number(theirs) &&
               crd_json_double(&value, ours, NULL) == CRD_OK &&
               value == json_number_value(theirs);
    case CRD_JSON_ARRAY:
        if (!json_is_array(theirs) || ours->len != json_array_size(theirs)) {
            return false;
        }
        for (uint32_t i = 0; i < ours->len; i++) {
            if (!same(&ours->as.items[i], json_array_get(theirs, i))) {
                return false;
            }
        }
        return true;
    case CRD_JSON_OBJECT:
        return json_is_object(theirs) && same_object(ours, theirs);
    default:
        return json_is_null(theirs) ? ours->type == CRD_JSON_NULL
               : json_is_true(theirs)
                   ? ours->type == CRD_JSON_TRUE
                   : json_is_false(theirs) && ours->type == CRD_JSON_FALSE;
    }
}

/* Where the rules differ jansson has a limit of its own: numbers that do not
 * fit its types, and NUL in names. */
static bool is_their_limit(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_numeric_overflow ||
           code == json_error_null_byte_in_key;
}

static void the_peer_agrees(void **state)
{
    enum { TEXTS = 40000 };
    const size_t flags =
        JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
    int accepted = 0, refused = 0;
    uint64_t seed = 20260503;
    for (int i = 0; i < TEXTS; i++) {
        const char *from = SEEDS[i % (sizeof SEEDS / sizeof *SEEDS)];
        char text[512];
        size_t len = strlen(from);
        crd_json *ours = NULL;
        crd_error error = {0};
        json_error_t their_error;
        memcpy(text, from, len);
        len = damage(text, len, &seed);
        crd_rc rc =
            crd_json_parse(&ours, *state, (crd_span){text, len}, NULL, &error);
        json_t *theirs = json_loadb(text, len, flags, &their_error);
        if (!theirs && is_their_limit(&their_error)) {
            continue;
        }
        if ((rc == CRD_OK) != (theirs != NULL)) {
            fail_msg("%.*s: ours: %s, theirs: %s", (int)len, text,
                     rc ? error.message : "ok",
                     theirs ? "ok" : their_error.text);
        }
        if (theirs && !same(ours, theirs)) {
            fail_msg("%.*s is read as two different trees", (int)len, text);
        }
        accepted += rc == CRD_OK;
        refused += rc != CRD_OK;
        json_decref(theirs);
        crd_arena_reset(*state);
    }
    print_message("# %d texts accepted by both, %d refused by both\n", accepted,
                  refused);
    assert_true(accepted > TEXTS / 20 && refused > TEXTS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {WITH_ARENA(the_peer_agrees)};
    return cmocka_run_group_tests_name("json_peer", tests, NULL, NULL);
}
