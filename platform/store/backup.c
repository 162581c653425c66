/* SPDX-License-Identifier: Apache-2.0 */
/* Backups out of a store in use, and a new store out of a backup. What is being
 * written has a name of its own until it is whole. */
#include "platform/store/store_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* `path` with an ending, in the arena. */
static crd_rc beside(const char **out, crd_arena *arena, const char *path,
                     const char *ending, crd_error *error)
{
    crd_span name = crd_arena_printf(arena, "%s%s", path, ending);
    if (!name.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = name.data;
    return CRD_OK;
}

crd_rc crd_store_backup(crd_store *store, const char *path, bool replace,
                        crd_error *error)
{
    const crd_store_backend *backend = store->backend;
    crd_arena arena;
    crd_store_tx *tx = NULL;
    const char *partial = NULL;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_rc rc = beside(&partial, &arena, path, ".partial", error);
    if (rc == CRD_OK && !replace && access(path, F_OK) == 0) {
        rc = crd_fail(error, CRD_CODE_FILE_EXISTS, "there is a file %s already",
                      path);
    }
    if (rc == CRD_OK) {
        rc = crd_store_begin(&tx, store, CRD_STORE_READ, error);
    }
    if (rc == CRD_OK) {
        backend->discard(partial);
        rc = backend->backup(tx->connection, partial, error);
        crd_store_rollback(tx);
    }
    if (rc == CRD_OK) {
        rc = backend->rename(partial, path, replace, error);
        if (rc != CRD_OK) {
            backend->discard(partial);
        }
    }
    crd_arena_free(&arena);
    return rc;
}

/* ---- Restore ------------------------------------------------------------- */

typedef struct restoring {
    const crd_env *env;
    crd_store_work_fn finish;
    void *context;
} restoring;

/* What was drawn since the backup is unknown here: see 0001_store.sql. */
static crd_rc raise_generation(void *context, crd_store_tx *tx,
                               crd_error *error)
{
    restoring *r = context;
    crd_arena arena;
    crd_span value;
    char text[32];
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_rc rc =
        crd_store_meta_get(&value, &arena, tx, CRD_SPAN("generation"), error);
    if (rc == CRD_OK) {
        long long generation = value.data ? strtoll(value.data, NULL, 10) : 1;
        snprintf(text, sizeof text, "%lld", generation + 1);
        rc = crd_store_meta_set(tx, CRD_SPAN("generation"), crd_span_of(text),
                                r->env->now, error);
    }
    crd_arena_free(&arena);
    if (rc == CRD_OK && r->finish) {
        rc = r->finish(r->context, tx, error);
    }
    return rc;
}

/* The copy, under a name that nobody opens, made ready for use. */
static crd_rc make_ready(const crd_store_backend *backend, const char *address,
                         restoring *r, crd_error *error)
{
    crd_store_options options = {.any_version = true};
    crd_store *store;
    int64_t from, to;
    CRD_TRY(crd_store_open_with(&store, backend, address, &options, error));
    crd_rc rc = crd_store_migrate(&from, &to, store, r->env, NULL, NULL, error);
    if (rc == CRD_OK) {
        rc = crd_store_write(store, raise_generation, r, error);
    }
    if (rc == CRD_OK) {
        rc = crd_store_settle(store, error);
    }
    crd_store_close(store);
    return rc;
}

crd_rc crd_store_restore(const char *url, const char *path, const crd_env *env,
                         crd_store_work_fn finish, void *context,
                         crd_error *error)
{
    const crd_store_backend *backend;
    const char *address, *partial = NULL;
    restoring r = {env, finish, context};
    crd_arena arena;
    CRD_TRY(crd_store_address(&backend, &address, url, error));
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_rc rc = beside(&partial, &arena, address, ".restoring", error);
    if (rc == CRD_OK) {
        rc = backend->vacant(address, error);
    }
    if (rc == CRD_OK) {
        backend->discard(partial);
        rc = backend->unpack(path, partial, error);
    }
    if (rc == CRD_OK) {
        rc = make_ready(backend, partial, &r, error);
        if (rc == CRD_OK) {
            rc = backend->rename(partial, address, false, error);
        }
        if (rc != CRD_OK) {
            backend->discard(partial);
        }
    }
    crd_arena_free(&arena);
    return rc;
}
