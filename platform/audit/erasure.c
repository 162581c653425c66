/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing what the events say about one person (security case 181). */
#include "platform/audit/audit.h"

static crd_rc count_of(int64_t *out, crd_store_tx *tx, crd_uuid tenant,
                       crd_uuid person, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(
        &found, &rows, tx, CRD_SQL_AUDIT_PERSONAL_COUNT,
        CRD_STORE_VALUES(crd_store_uuid(&tenant), crd_store_uuid(&person)),
        error));
    *out = found ? crd_store_column_integer(&rows, 0) : 0;
    crd_store_end(&rows);
    return CRD_OK;
}

/* The event says how many, and not whose: that would be what was to go. */
static crd_rc append(crd_audit_head *head, crd_store_tx *tx, const crd_env *env,
                     const crd_audit_event *event, int64_t count,
                     crd_error *error)
{
    crd_audit_event erasure = *event;
    crd_arena arena;
    crd_json detail = crd_json_object();
    crd_arena_init(&arena, env->allocator, 0);
    crd_json *set = crd_json_set(&arena, &detail, CRD_SPAN("events"),
                                 crd_json_integer(&arena, count));
    erasure.action = CRD_SPAN("audit.erase");
    erasure.detail = &detail;
    erasure.personal = NULL;
    crd_rc rc = set ? crd_audit_append(head, tx, env, &erasure, error)
                    : crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    crd_arena_free(&arena);
    return rc;
}

crd_rc crd_audit_erase(uint64_t *erased, crd_store_tx *tx, const crd_env *env,
                       const crd_audit_event *event, crd_uuid person,
                       crd_error *error)
{
    crd_audit_head head;
    int64_t count;
    CRD_TRY(count_of(&count, tx, event->tenant, person, error));
    if (count == 0) {
        *erased = 0;
        return CRD_OK;
    }
    CRD_TRY(append(&head, tx, env, event, count, error));
    return crd_store_run(erased, tx, CRD_SQL_AUDIT_PERSONAL_ERASE,
                         CRD_STORE_VALUES(crd_store_integer(head.seq),
                                          crd_store_uuid(&event->tenant),
                                          crd_store_uuid(&person)),
                         error);
}
