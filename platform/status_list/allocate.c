/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing an index, as Bitstring Status List v1.0 advises: at random, in a list
 * large enough that an entry says nothing about who holds it. */
#include "platform/status_list/status_list.h"

/* A list takes no more when three quarters of it are taken: then a draw finds a
 * free index with one chance in four, and 128 draws in a row find none once in
 * 10^16 times. */
enum { DRAWS_MAX = 128 };

/** The list that takes new entries. */
typedef struct list {
    crd_uuid id;
    int64_t number, entries, allocated;
    bool current; /* made since the last restore */
} list;

static crd_rc find_last(list *out, crd_store_tx *tx, const crd_slot_request *r,
                        crd_span generation, crd_error *error)
{
    crd_span purpose = crd_span_of(crd_slot_purpose_word(r->purpose));
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_STATUS_LIST_LAST,
                          CRD_STORE_VALUES(crd_store_uuid(&r->tenant),
                                           crd_store_text(r->issuer),
                                           crd_store_text(purpose)),
                          error));
    *out = (list){.number = 0};
    if (found) {
        *out = (list){
            crd_store_column_uuid(&rows, 0), crd_store_column_integer(&rows, 1),
            crd_store_column_integer(&rows, 2),
            crd_store_column_integer(&rows, 4),
            crd_span_equal(crd_store_column_text(&rows, 3), generation)};
    }
    crd_store_end(&rows);
    return CRD_OK;
}

static crd_rc begin(list *out, crd_store_tx *tx, const crd_env *env,
                    const crd_slot_request *r, crd_span generation,
                    int64_t number, crd_error *error)
{
    crd_span purpose = crd_span_of(crd_slot_purpose_word(r->purpose));
    list l = {.number = number,
              .entries = (int64_t)CRD_STATUS_ENTRIES_MIN,
              .current = true};
    CRD_TRY(crd_uuid_make(&l.id, env, error));
    CRD_TRY(crd_store_run(
        NULL, tx, CRD_SQL_STATUS_LIST_ADD,
        CRD_STORE_VALUES(
            crd_store_uuid(&l.id), crd_store_uuid(&r->tenant),
            crd_store_text(r->issuer), crd_store_text(purpose),
            crd_store_integer(l.number), crd_store_integer(l.entries),
            crd_store_text(generation), crd_store_instant(env->now)),
        error));
    *out = l;
    return CRD_OK;
}

static crd_rc choose(list *out, bool *begun, crd_store_tx *tx,
                     const crd_env *env, const crd_slot_request *r,
                     crd_error *error)
{
    crd_arena arena;
    crd_span generation;
    crd_arena_init(&arena, env->allocator, 0);
    crd_rc rc = crd_store_meta_get(&generation, &arena, tx,
                                   CRD_SPAN("generation"), error);
    if (rc == CRD_OK && !generation.data) {
        rc = crd_fail(error, CRD_CODE_INTERNAL, "the store has no generation");
    }
    if (rc == CRD_OK) {
        rc = find_last(out, tx, r, generation, error);
    }
    if (rc == CRD_OK) {
        *begun =
            !out->current || out->allocated >= out->entries - out->entries / 4;
        if (*begun) {
            rc = begin(out, tx, env, r, generation, out->number + 1, error);
        }
    }
    crd_arena_free(&arena);
    return rc;
}

/* An index below `entries`, each as likely as any other. */
static crd_rc draw(int64_t *out, bool *drawn, const crd_env *env,
                   int64_t entries, crd_error *error)
{
    uint8_t b[4];
    CRD_TRY(env->random(env->random_context, b, sizeof b, error));
    int64_t value =
        (int64_t)b[0] << 24 | (int64_t)b[1] << 16 | (int64_t)b[2] << 8 | b[3];
    int64_t all = (int64_t)1 << 32;
    *drawn = value < all - all % entries; /* else the low ones were likelier */
    *out = value % entries;
    return CRD_OK;
}

static crd_rc take(crd_slot *out, crd_store_tx *tx, const crd_env *env,
                   const list *l, const crd_uuid *document, crd_error *error)
{
    bool anonymous = crd_uuid_equal(*document, CRD_UUID_NIL);
    for (int i = 0; i < DRAWS_MAX; i++) {
        int64_t index;
        bool drawn;
        uint64_t added;
        CRD_TRY(draw(&index, &drawn, env, l->entries, error));
        if (!drawn) {
            continue;
        }
        CRD_TRY(crd_store_run(
            &added, tx, CRD_SQL_STATUS_INDEX_ADD,
            CRD_STORE_VALUES(crd_store_uuid(&l->id), crd_store_integer(index),
                             anonymous ? crd_store_null()
                                       : crd_store_uuid(document),
                             crd_store_instant(env->now)),
            error));
        if (added == 1) {
            *out = (crd_slot){l->id, index};
            return CRD_OK;
        }
    }
    return crd_fail(error, CRD_CODE_SLOT_DRAWS, "%d draws, list %lld",
                    DRAWS_MAX, (long long)l->number);
}

crd_rc crd_slots_allocate(crd_slot *out, bool *begun, crd_store_tx *tx,
                          const crd_env *env, const crd_slot_request *request,
                          crd_error *error)
{
    list l;
    bool fresh;
    crd_slot slot;
    if (!env->random || request->issuer.len == 0 ||
        request->purpose >= CRD_SLOT_PURPOSE_COUNT) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        "a slot lacks random bytes, its issuer or its purpose");
    }
    CRD_TRY(choose(&l, &fresh, tx, env, request, error));
    CRD_TRY(take(&slot, tx, env, &l, &request->document, error));
    CRD_TRY(crd_store_run(NULL, tx, CRD_SQL_STATUS_LIST_ALLOCATED,
                          CRD_STORE_VALUES(crd_store_uuid(&l.id)), error));
    *out = slot;
    if (begun) {
        *begun = fresh;
    }
    return CRD_OK;
}

crd_rc crd_slots_of(crd_slot *out, crd_store_tx *tx, crd_uuid document,
                    crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_STATUS_INDEX_OF,
                          CRD_STORE_VALUES(crd_store_uuid(&document)), error));
    if (!found) {
        return crd_fail(error, CRD_CODE_SLOT_NOT_FOUND, "%s", "");
    }
    *out = (crd_slot){crd_store_column_uuid(&rows, 0),
                      crd_store_column_integer(&rows, 1)};
    crd_store_end(&rows);
    return CRD_OK;
}
