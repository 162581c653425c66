/* SPDX-License-Identifier: Apache-2.0 */
/* Status entries and the one status list that others publish as test data:
 * the files of the Open Badges validator and specification, and the examples
 * of the VC Data Model (conformance.md, 4). */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/status.h"
#include "tests/support/suite.h"

#define FOLDER "open-badges-3/validator-tests/"
#define LIST_URL "https://example.com/credentials/status/3"

/* What reading every status entry of a file gives. The validator's own revoked
 * badges give their index as a number, which the Recommendation does not allow
 * (security case 109): they are refused, and never read as "not revoked". */
static const struct {
    const char *file;
    unsigned entries;
    crd_code code;
} FILES[] = {
    {FOLDER "complete.json", 6, CRD_CODE_NONE},
    {FOLDER "complete_v1.json", 6, CRD_CODE_NONE},
    {FOLDER "credential-status-revoked.json", 1, CRD_CODE_NONE},
    {FOLDER "endorsement-err-schema-status-refresh.json", 1, CRD_CODE_NONE},
    {"open-badges-3/spec-examples/fullOpenBadge-1.json", 6, CRD_CODE_NONE},
    {FOLDER "bit-string-list/credential-status-revoked.json", 1,
     CRD_CODE_STATUS_ENTRY_MALFORMED},
    {FOLDER "bit-string-list/credential-status-revoked-blank-nodes.json", 1,
     CRD_CODE_STATUS_ENTRY_MALFORMED},
    {"vc-data-model/schema/verifiable-credential/example-13.json", 1,
     CRD_CODE_STATUS_TYPE_UNKNOWN},
    {"vc-data-model/schema/verifiable-presentation/example-45.json", 1,
     CRD_CODE_STATUS_TYPE_UNKNOWN},
};

static crd_json *parse(const suite *s, crd_arena *arena, const char *file)
{
    const crd_limits limits = crd_limits_default();
    crd_span text = suite_file(s, file);
    crd_json *root = NULL;
    if (crd_json_parse(&root, arena, text, &limits, NULL) != CRD_OK) {
        printf("Bail out! %s cannot be read\n", file);
        exit(99);
    }
    free((void *)(uintptr_t)text.data);
    return root;
}

/* Counts the entries at any depth, and those that do not give `code`. */
static void walk(const crd_json *root, const crd_json *value, crd_code code,
                 unsigned *count, unsigned *wrong)
{
    for (uint32_t i = 0; value->type >= CRD_JSON_ARRAY && i < value->len; i++) {
        const crd_json *inner = value->type == CRD_JSON_ARRAY
                                    ? &value->as.items[i]
                                    : &value->as.members[i].value;
        if (value->type == CRD_JSON_OBJECT &&
            crd_span_is(crd_json_key(&value->as.members[i]),
                        "credentialStatus")) {
            crd_status_entry entry;
            crd_error error = {0};
            crd_rc rc = crd_status_entry_read(&entry, root, inner, &error);
            ++*count;
            *wrong += rc != crd_code_get(code)->rc || error.code != code;
        } else {
            walk(root, inner, code, count, wrong);
        }
    }
}

/* The list says 131,072 entries, of which number 23 alone is set. */
static void run_list(suite *s, const crd_json *root, crd_instant at)
{
    crd_status_list *list = NULL;
    crd_error error = {0};
    uint64_t set = 0, where = 0;
    crd_rc rc = crd_status_list_read(&list, NULL, root, CRD_SPAN(LIST_URL), at,
                                     300, &error);
    if (!suite_check(s, rc == CRD_OK, "testlist is read", "%s",
                     error.message)) {
        return;
    }
    for (uint64_t i = 0; i < crd_status_list_entries(list); i++) {
        uint8_t value = 0;
        if (crd_status_list_get(&value, list, i, NULL) == CRD_OK && value) {
            set++;
            where = i;
        }
    }
    suite_check(s, list->bytes == 16384 && set == 1 && where == 23,
                "testlist: entry 23 is set and no other",
                "%zu bytes, %llu set, the last %llu", list->bytes,
                (unsigned long long)set, (unsigned long long)where);
    suite_check(s,
                crd_span_is(list->issuer, "https://1edtech.edu/issuers/"
                                          "565049"),
                "testlist: its issuer", "%.*s", (int)list->issuer.len,
                list->issuer.data);
    crd_status_list_free(list);
}

/* The badges that name the list have it from another address than its id. */
static void run_foreign(suite *s, const crd_json *list_root,
                        const crd_json *badge, crd_instant at)
{
    crd_span url = crd_json_get_text(crd_json_get(badge, "credentialStatus"),
                                     "statusListCredential");
    crd_status_list *list = NULL;
    crd_error error = {0};
    crd_rc rc =
        crd_status_list_read(&list, NULL, list_root, url, at, 300, &error);
    suite_check(s, rc != CRD_OK && error.code == CRD_CODE_STATUS_LIST_FOREIGN,
                "testlist from the address in the badge", "%s", error.message);
    crd_status_list_free(list);
}

int main(void)
{
    const crd_instant at = {1767225600, 0};
    suite *s = suite_open("status", "");
    crd_arena arena;
    crd_json *list;
    if (!s) {
        return suite_missing();
    }
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        const crd_json *root = parse(s, &arena, FILES[i].file);
        unsigned count = 0, wrong = 0;
        walk(root, root, FILES[i].code, &count, &wrong);
        suite_check(s, count == FILES[i].entries && wrong == 0, FILES[i].file,
                    "%u entries, %u otherwise than expected", count, wrong);
    }
    list = parse(s, &arena, FOLDER "bit-string-list/testlist");
    run_list(s, list, at);
    run_foreign(s, list,
                parse(s, &arena,
                      FOLDER "bit-string-list/credential-status-revoked.json"),
                at);
    crd_arena_free(&arena);
    return suite_close(s);
}
