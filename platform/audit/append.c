/* SPDX-License-Identifier: Apache-2.0 */
/* Writing an event at the end of its chain. */
#include "platform/audit/canonical.h"

static crd_rc read_head(crd_audit_head *head, crd_store_tx *tx, crd_uuid tenant,
                        crd_error *error)
{
    crd_store_rows rows;
    bool found;
    memset(head, 0, sizeof *head);
    head->tenant = tenant;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_AUDIT_HEAD,
                          CRD_STORE_VALUES(crd_store_uuid(&tenant)), error));
    if (!found) {
        return CRD_OK;
    }
    crd_span hash = crd_store_column_blob(&rows, 1);
    bool good = hash.len == sizeof head->hash;
    head->seq = crd_store_column_integer(&rows, 0);
    if (good) {
        memcpy(head->hash, hash.data, sizeof head->hash);
    }
    crd_store_end(&rows);
    return good ? CRD_OK
                : crd_fail(error, CRD_CODE_STORE_CORRUPT,
                           "The end of an audit chain cannot be read.");
}

/* An object in canonical form; "{}" for none. */
static crd_rc canonical(crd_buffer *out, const crd_json *value,
                        crd_error *error)
{
    if (!value) {
        crd_buffer_append_text(out, "{}");
        return crd_buffer_rc(out, error);
    }
    if (!crd_json_is(value, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_AUDIT_DETAIL,
                        "the detail of an audit event is no object");
    }
    return crd_jcs_write(out, value, error);
}

typedef struct appending {
    crd_audit_row row;
    uint8_t previous[CRD_SHA256_BYTES];
    uint8_t hash[CRD_SHA256_BYTES];
    uint8_t commitment[CRD_SHA256_BYTES];
    uint8_t salt[CRD_AUDIT_SALT_BYTES];
    crd_buffer detail, personal, work;
} appending;

static crd_rc commit_personal(appending *a, const crd_env *env,
                              const crd_audit_event *event, crd_error *error)
{
    if (!env->random) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        "a salt needs random bytes, and none were given");
    }
    CRD_TRY(canonical(&a->personal, event->personal, error));
    CRD_TRY(env->random(env->random_context, a->salt, sizeof a->salt, error));
    CRD_TRY(crd_audit_commit(a->commitment, &a->work, a->salt, sizeof a->salt,
                             event->person, crd_buffer_span(&a->personal),
                             error));
    a->row.commitment = a->commitment;
    return CRD_OK;
}

static crd_rc store_event(appending *a, crd_store_tx *tx, crd_error *error)
{
    const crd_audit_row *row = &a->row;
    crd_store_value commitment =
        row->commitment ? crd_store_blob(row->commitment, sizeof a->commitment)
                        : crd_store_null();
    return crd_store_run(
        NULL, tx, CRD_SQL_AUDIT_ADD,
        CRD_STORE_VALUES(
            crd_store_uuid(&row->tenant), crd_store_integer(row->seq),
            crd_store_instant(row->at), crd_store_text(row->actor),
            crd_store_text(row->role), crd_store_text(row->action),
            crd_store_text(row->subject), crd_store_text(row->detail),
            commitment, crd_store_blob(a->previous, sizeof a->previous),
            crd_store_blob(a->hash, sizeof a->hash)),
        error);
}

static crd_rc store_personal(appending *a, crd_store_tx *tx, crd_uuid person,
                             crd_error *error)
{
    return crd_store_run(
        NULL, tx, CRD_SQL_AUDIT_PERSONAL_ADD,
        CRD_STORE_VALUES(crd_store_uuid(&a->row.tenant),
                         crd_store_integer(a->row.seq), crd_store_uuid(&person),
                         crd_store_blob(a->salt, sizeof a->salt),
                         crd_store_text(crd_buffer_span(&a->personal))),
        error);
}

static crd_rc append(appending *a, crd_audit_head *head, crd_store_tx *tx,
                     const crd_env *env, const crd_audit_event *event,
                     crd_error *error)
{
    CRD_TRY(read_head(head, tx, event->tenant, error));
    CRD_TRY(canonical(&a->detail, event->detail, error));
    memcpy(a->previous, head->hash, sizeof a->previous);
    a->row = (crd_audit_row){
        .tenant = event->tenant,
        .seq = head->seq + 1,
        .at = crd_store_instant_of(crd_store_microseconds(env->now)),
        .actor = event->actor,
        .role = event->role,
        .action = event->action,
        .subject = event->subject,
        .detail = crd_buffer_span(&a->detail),
        .previous = a->previous};
    if (event->personal) {
        CRD_TRY(commit_personal(a, env, event, error));
    }
    CRD_TRY(crd_audit_hash(a->hash, &a->work, &a->row, error));
    CRD_TRY(store_event(a, tx, error));
    if (event->personal) {
        CRD_TRY(store_personal(a, tx, event->person, error));
    }
    head->seq = a->row.seq;
    memcpy(head->hash, a->hash, sizeof head->hash);
    return crd_store_run(
        NULL, tx, CRD_SQL_AUDIT_HEAD_SET,
        CRD_STORE_VALUES(crd_store_uuid(&head->tenant),
                         crd_store_integer(head->seq),
                         crd_store_blob(head->hash, sizeof head->hash)),
        error);
}

crd_rc crd_audit_append(crd_audit_head *head, crd_store_tx *tx,
                        const crd_env *env, const crd_audit_event *event,
                        crd_error *error)
{
    appending a;
    crd_audit_head ignored;
    if (event->actor.len == 0 || event->action.len == 0) {
        return crd_fail(error, CRD_CODE_AUDIT_DETAIL, "%s", "");
    }
    crd_buffer_init(&a.detail, env->allocator, CRD_AUDIT_ROW_MAX / 4);
    crd_buffer_init(&a.personal, env->allocator, CRD_AUDIT_ROW_MAX / 4);
    crd_buffer_init(&a.work, env->allocator, CRD_AUDIT_ROW_MAX);
    crd_rc rc = append(&a, head ? head : &ignored, tx, env, event, error);
    crd_buffer_free(&a.detail);
    if (a.personal.len) {
        crd_wipe(a.personal.data, a.personal.len);
    }
    crd_buffer_free(&a.personal);
    crd_buffer_free(&a.work);
    crd_wipe(a.salt, sizeof a.salt);
    return rc;
}
