/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a slot, and what is told of it. */
#include "platform/audit/audit.h"
#include "platform/status_list/state.h"

#include <stdio.h>

enum { CODE_MAX = 64, TEXT_MAX = 1024, SUBJECT_MAX = CRD_UUID_TEXT_MAX + 24 };

static const char *const ACTIONS[CRD_SLOT_EVENT_COUNT] = {
    "status.suspend", "status.reinstate", "status.revoke", "status.replace"};

/* ---- Looking ------------------------------------------------------------- */

static bool copy(crd_span *out, crd_arena *arena, const crd_store_rows *rows,
                 unsigned column)
{
    *out = crd_arena_copy(arena, crd_store_column_text(rows, column));
    return out->data != NULL;
}

static crd_rc read_record(crd_slot_record *out, crd_arena *arena,
                          const crd_store_rows *rows, crd_error *error)
{
    crd_slot_record r = {
        .slot = {crd_store_column_uuid(rows, 0),
                 crd_store_column_integer(rows, 1)},
        .tenant = crd_store_column_uuid(rows, 2),
        .purpose = crd_slot_purpose_find(crd_store_column_text(rows, 4)),
        .document = crd_store_column_uuid(rows, 5),
        .state = crd_slot_state_find(crd_store_column_text(rows, 6)),
        .changed = crd_store_column_instant(rows, 10),
        .row_version = crd_store_column_integer(rows, 11)};
    if (!copy(&r.issuer, arena, rows, 3) ||
        !copy(&r.reason_code, arena, rows, 7) ||
        !copy(&r.reason, arena, rows, 8) || !copy(&r.actor, arena, rows, 9)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = r;
    return CRD_OK;
}

crd_rc crd_slots_show(crd_slot_record *out, crd_arena *arena, crd_store_tx *tx,
                      crd_slot slot, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_STATUS_INDEX_GET,
                          CRD_STORE_VALUES(crd_store_uuid(&slot.list),
                                           crd_store_integer(slot.index)),
                          error));
    if (!found) {
        return crd_fail(error, CRD_CODE_SLOT_NOT_FOUND, "%s", "");
    }
    crd_rc rc = read_record(out, arena, &rows, error);
    crd_store_end(&rows);
    return rc;
}

/* ---- Changing ------------------------------------------------------------ */

static crd_rc check_reason(const crd_slot_reason *why, crd_error *error)
{
    bool good = why->code.len > 0 && why->code.len <= CODE_MAX &&
                why->text.len <= TEXT_MAX && why->actor.len > 0;
    for (size_t i = 0; good && i < why->code.len; i++) {
        char c = why->code.data[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    return good ? CRD_OK : crd_fail(error, CRD_CODE_SLOT_REASON, "%s", "");
}

static crd_rc check_way(const crd_slot_way **out, const crd_slot_record *r,
                        crd_slot_event event, crd_error *error)
{
    if (!crd_slot_event_fits(r->purpose, event)) {
        return crd_fail(error, CRD_CODE_SLOT_PURPOSE, "the list is for %s",
                        crd_slot_purpose_word(r->purpose));
    }
    *out = crd_slot_way_find(r->state, event);
    return *out ? CRD_OK
                : crd_fail(error, CRD_CODE_SLOT_STATE, "it is %s",
                           crd_slot_state_word(r->state));
}

static crd_rc write_down(crd_store_tx *tx, const crd_slot_record *r,
                         crd_slot_state to, const crd_slot_reason *why,
                         const crd_env *env, crd_error *error)
{
    uint64_t changed;
    CRD_TRY(crd_store_run(
        &changed, tx, CRD_SQL_STATUS_INDEX_CHANGE,
        CRD_STORE_VALUES(
            crd_store_text(crd_span_of(crd_slot_state_word(to))),
            crd_store_text(why->code), crd_store_text(why->text),
            crd_store_text(why->actor), crd_store_instant(env->now),
            crd_store_uuid(&r->slot.list), crd_store_integer(r->slot.index),
            crd_store_integer(r->row_version)),
        error));
    if (changed != 1) {
        return crd_fail(error, CRD_CODE_SLOT_STATE,
                        "It has changed meanwhile.");
    }
    /* What replaces one meaning of a set bit by another changes no bit, but a
     * list published once too often does no harm. */
    return crd_store_run(NULL, tx, CRD_SQL_STATUS_LIST_TOUCH,
                         CRD_STORE_VALUES(crd_store_instant(env->now),
                                          crd_store_uuid(&r->slot.list)),
                         error);
}

static bool say(crd_arena *arena, crd_json *object, const char *key,
                crd_json value)
{
    return crd_json_set(arena, object, crd_span_of(key), value) != NULL;
}

/* The text of the reason is free, so it may say too much: the chain, from which
 * nothing is ever taken away, holds the code alone. */
static crd_rc audit(crd_store_tx *tx, crd_arena *arena, const crd_env *env,
                    const crd_slot_record *r, crd_slot_event event,
                    crd_slot_state to, const crd_slot_reason *why,
                    crd_error *error)
{
    char list[CRD_UUID_TEXT_MAX], document[CRD_UUID_TEXT_MAX];
    char subject[SUBJECT_MAX];
    crd_json detail = crd_json_object();
    crd_uuid_write(list, r->slot.list);
    crd_uuid_write(document, r->document);
    snprintf(subject, sizeof subject, "%s#%lld", list,
             (long long)r->slot.index);
    if (!say(arena, &detail, "from",
             crd_json_text(crd_slot_state_word(r->state))) ||
        !say(arena, &detail, "to", crd_json_text(crd_slot_state_word(to))) ||
        !say(arena, &detail, "reason", crd_json_string(why->code)) ||
        (!crd_uuid_equal(r->document, CRD_UUID_NIL) &&
         !say(arena, &detail, "document", crd_json_text(document)))) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_audit_event e = {.tenant = r->tenant,
                         .actor = why->actor,
                         .role = why->role,
                         .action = crd_span_of(ACTIONS[event]),
                         .subject = crd_span_of(subject),
                         .detail = &detail};
    return crd_audit_append(NULL, tx, env, &e, error);
}

static crd_rc change(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                     crd_slot_event event, const crd_slot_reason *why,
                     crd_error *error)
{
    crd_arena arena;
    crd_slot_record r;
    const crd_slot_way *way = NULL;
    CRD_TRY(check_reason(why, error));
    crd_arena_init(&arena, env->allocator, 0);
    crd_rc rc = crd_slots_show(&r, &arena, tx, slot, error);
    if (rc == CRD_OK) {
        rc = check_way(&way, &r, event, error);
    }
    if (rc == CRD_OK) {
        rc = write_down(tx, &r, way->to, why, env, error);
    }
    if (rc == CRD_OK) {
        rc = audit(tx, &arena, env, &r, event, way->to, why, error);
    }
    crd_arena_free(&arena);
    return rc;
}

crd_rc crd_slots_suspend(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                         const crd_slot_reason *why, crd_error *error)
{
    return change(tx, env, slot, CRD_SLOT_EVENT_SUSPEND, why, error);
}

crd_rc crd_slots_reinstate(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                           const crd_slot_reason *why, crd_error *error)
{
    return change(tx, env, slot, CRD_SLOT_EVENT_REINSTATE, why, error);
}

crd_rc crd_slots_revoke(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                        const crd_slot_reason *why, crd_error *error)
{
    return change(tx, env, slot, CRD_SLOT_EVENT_REVOKE, why, error);
}

crd_rc crd_slots_replace(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                         const crd_slot_reason *why, crd_error *error)
{
    return change(tx, env, slot, CRD_SLOT_EVENT_REPLACE, why, error);
}
