/* SPDX-License-Identifier: Apache-2.0 */
/* For each line of stdin, a line: {"make": {"id", "issuer", "entries", "set"}}
 * gives an unsigned list credential; {"list": credential} gives {"set"}, every
 * index set in it, and with "entry" {"value"}; or {"error"}. */
#include "credimur/status.h"

#include <stdio.h>
#include <stdlib.h>

#define AT 1767225600 /* 2026-01-01 */

static uint64_t integer(const crd_json *value)
{
    double d = 0;
    return value && crd_json_double(&d, value, NULL) == CRD_OK ? (uint64_t)d
                                                               : 0;
}

static crd_rc make(crd_buffer *out, crd_arena *arena, const crd_json *wanted,
                   crd_error *error)
{
    const crd_json *set = crd_json_get(wanted, "set");
    const crd_status_list_options options = {
        .id = crd_json_get_text(wanted, "id"),
        .issuer = crd_json_get_text(wanted, "issuer"),
        .purpose = CRD_SPAN("revocation"),
        .from = {AT - 86400, 0},
        .until = {AT + INT64_C(100) * 366 * 86400, 0},
        .ttl_ms = 300000};
    crd_status_list *list = NULL;
    crd_json *made = NULL;
    crd_rc rc;
    CRD_TRY(crd_status_list_new(
        &list, NULL, integer(crd_json_get(wanted, "entries")), 1, error));
    rc = CRD_OK;
    for (uint32_t i = 0; set && i < set->len && rc == CRD_OK; i++) {
        rc = crd_status_list_set(list, integer(&set->as.items[i]), 1, error);
    }
    if (rc == CRD_OK) {
        rc = crd_status_list_credential_make(&made, arena, list, &options,
                                             error);
    }
    if (rc == CRD_OK) {
        crd_json_write(out, made);
    }
    crd_status_list_free(list);
    return rc;
}

static crd_rc tell(crd_buffer *out, const crd_status_list *list,
                   const crd_json *entry_json, crd_error *error)
{
    const char *between = "";
    if (entry_json) {
        crd_status_entry entry;
        uint8_t value;
        CRD_TRY(crd_status_entry_read(&entry, entry_json, entry_json, error));
        CRD_TRY(crd_status_lookup(&value, list, &entry, error));
        crd_buffer_printf(out, "{\"value\":%u}", value);
        return CRD_OK;
    }
    crd_buffer_append_text(out, "{\"set\":[");
    for (uint64_t i = 0; i < crd_status_list_entries(list); i++) {
        uint8_t value;
        CRD_TRY(crd_status_list_get(&value, list, i, error));
        if (value) {
            crd_buffer_printf(out, "%s%llu", between, (unsigned long long)i);
            between = ",";
        }
    }
    crd_buffer_append_text(out, "]}");
    return CRD_OK;
}

static crd_rc answer(crd_buffer *out, crd_arena *arena, crd_span line,
                     crd_error *error)
{
    const crd_limits limits = crd_limits_default();
    crd_json *question = NULL;
    const crd_json *credential;
    crd_status_list *list = NULL;
    crd_rc rc;
    CRD_TRY(crd_json_parse(&question, arena, line, &limits, error));
    credential = crd_json_get(question, "list");
    if (!credential) {
        return make(out, arena, crd_json_get(question, "make"), error);
    }
    CRD_TRY(crd_status_list_read(&list, NULL, credential,
                                 crd_json_get_text(credential, "id"),
                                 (crd_instant){AT, 0}, 300, error));
    rc = tell(out, list, crd_json_get(question, "entry"), error);
    crd_status_list_free(list);
    return rc;
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    while ((len = getline(&line, &capacity, stdin)) > 0) {
        crd_arena arena;
        crd_buffer out;
        crd_error error = {0};
        crd_arena_init(&arena, NULL, 0);
        crd_buffer_init(&out, NULL, SIZE_MAX / 2);
        if (answer(&out, &arena, (crd_span){line, (size_t)len}, &error) !=
            CRD_OK) {
            crd_buffer_clear(&out);
            crd_buffer_printf(&out, "{\"error\":\"%s\"}",
                              crd_code_get(error.code)->word);
        }
        crd_buffer_append_char(&out, '\n');
        fwrite(out.data, 1, out.len, stdout);
        crd_buffer_free(&out);
        crd_arena_free(&arena);
    }
    free(line);
    return 0;
}
