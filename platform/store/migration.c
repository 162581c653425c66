/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of the schema: which were applied, and applying the others. */
#include "platform/store/store_state.h"

#include <stdio.h>

int64_t crd_store_version(const crd_store *store)
{
    int64_t last = 0;
    for (const crd_store_migration *m = store->backend->migrations; m->name;
         m++) {
        last = m->number;
    }
    return last;
}

static size_t known_count(const crd_store *store)
{
    size_t count = 0;
    while (store->backend->migrations[count].name) {
        count++;
    }
    return count;
}

/* One row of schema_migrations into its place of `steps`. */
static crd_rc read_step(crd_store_step *steps, size_t *count, size_t known,
                        size_t capacity, crd_arena *arena,
                        const crd_store_rows *rows,
                        const crd_store_migration *migrations, crd_error *error)
{
    int64_t number = crd_store_column_integer(rows, 0);
    crd_span sha256 = crd_store_column_text(rows, 2);
    crd_store_step *step = NULL;
    for (size_t i = 0; i < known; i++) {
        if (steps[i].number == number) {
            step = &steps[i];
            step->changed = !crd_span_is(sha256, migrations[i].sha256);
        }
    }
    if (!step) {
        crd_span name = crd_arena_copy(arena, crd_store_column_text(rows, 1));
        if (*count >= capacity || !name.data) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
        step = &steps[(*count)++];
        *step = (crd_store_step){.number = number, .name = name.data};
    }
    step->applied = true;
    step->at = crd_store_column_instant(rows, 3);
    return CRD_OK;
}

/* Room for steps of a much newer program; far more than there will ever be. */
enum { FOREIGN_STEPS = 1000 };

static crd_rc read_steps(crd_store_step **out, size_t *count, crd_arena *arena,
                         crd_store_tx *tx, crd_error *error)
{
    const crd_store_migration *migrations = tx->store->backend->migrations;
    size_t known = known_count(tx->store), capacity = known + FOREIGN_STEPS;
    crd_store_step *steps =
        crd_arena_calloc(arena, capacity, sizeof(crd_store_step));
    crd_store_rows rows;
    bool found;
    if (!steps) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = steps;
    *count = known;
    for (size_t i = 0; i < known; i++) {
        steps[i].number = migrations[i].number;
        steps[i].name = migrations[i].name;
        steps[i].known = true;
    }
    CRD_TRY(tx->store->backend->has_migrations(&found, tx->connection, error));
    if (!found) {
        return CRD_OK;
    }
    CRD_TRY(
        crd_store_query(&rows, tx, CRD_SQL_MIGRATIONS_LIST, NULL, 0, error));
    for (;;) {
        CRD_TRY(crd_store_next(&found, &rows, error));
        if (!found) {
            return CRD_OK;
        }
        crd_rc rc = read_step(steps, count, known, capacity, arena, &rows,
                              migrations, error);
        if (rc != CRD_OK) {
            crd_store_end(&rows);
            return rc;
        }
    }
}

crd_rc crd_store_steps(crd_store_step **out, size_t *count, crd_arena *arena,
                       crd_store *store, crd_error *error)
{
    crd_store_tx *tx;
    CRD_TRY(crd_store_begin(&tx, store, CRD_STORE_READ, error));
    crd_rc rc = read_steps(out, count, arena, tx, error);
    crd_store_rollback(tx);
    return rc;
}

/* Whether this program may use a store with these steps. */
static crd_rc judge(const crd_store_step *steps, size_t count, bool allow_old,
                    crd_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!steps[i].known) {
            return crd_fail(error, CRD_CODE_STORE_TOO_NEW,
                            "the store has step %lld of the schema, \"%s\", "
                            "which this program does not know",
                            (long long)steps[i].number, steps[i].name);
        }
        if (steps[i].changed) {
            return crd_fail(error, CRD_CODE_STORE_MIGRATION_CHANGED,
                            "step %lld of the schema, \"%s\", is not the one "
                            "that was applied",
                            (long long)steps[i].number, steps[i].name);
        }
    }
    for (size_t i = 0; i < count && !allow_old; i++) {
        if (!steps[i].applied) {
            return crd_fail(error, CRD_CODE_STORE_TOO_OLD,
                            "the store lacks step %lld of the schema, \"%s\"",
                            (long long)steps[i].number, steps[i].name);
        }
    }
    return CRD_OK;
}

crd_rc crd_store_fit(crd_store *store, bool allow_old, crd_error *error)
{
    crd_arena arena;
    crd_store_step *steps;
    size_t count;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_rc rc = crd_store_steps(&steps, &count, &arena, store, error);
    if (rc == CRD_OK) {
        rc = judge(steps, count, allow_old, error);
    }
    crd_arena_free(&arena);
    return rc;
}

/* ---- Applying ------------------------------------------------------------ */

typedef struct applying {
    const crd_env *env;
    crd_store_work_fn finish;
    void *context;
    crd_arena *arena;
    int64_t before, after; /* versions before and after this transaction */
    bool more;             /* there are further steps */
} applying;

/* The facts of a store that has just got its table of facts. */
static crd_rc write_facts(crd_store_tx *tx, const crd_env *env,
                          crd_error *error)
{
    crd_uuid id;
    char text[CRD_UUID_TEXT_MAX], at[CRD_INSTANT_TEXT_MAX];
    char made[CRD_INSTANT_TEXT_MAX + 64];
    CRD_TRY(crd_uuid_make(&id, env, error));
    crd_uuid_write(text, id);
    crd_instant_write(at, env->now);
    snprintf(made, sizeof made, "%s, credimur %s", at, crd_version());
    CRD_TRY(crd_store_meta_set(tx, CRD_SPAN("store_id"), crd_span_of(text),
                               env->now, error));
    CRD_TRY(crd_store_meta_set(tx, CRD_SPAN("made"), crd_span_of(made),
                               env->now, error));
    return crd_store_meta_set(tx, CRD_SPAN("generation"), CRD_SPAN("1"),
                              env->now, error);
}

static crd_rc add_step(crd_store_tx *tx, const crd_store_migration *m,
                       const crd_env *env, crd_error *error)
{
    CRD_TRY(tx->store->backend->script(tx->connection, m->script, error));
    return crd_store_run(
        NULL, tx, CRD_SQL_MIGRATION_ADD,
        CRD_STORE_VALUES(
            crd_store_integer(m->number), crd_store_text(crd_span_of(m->name)),
            crd_store_text(crd_span_of(m->sha256)), crd_store_instant(env->now),
            crd_store_text(crd_span_of(crd_version()))),
        error);
}

/* One step in one transaction. What is missing is looked up inside it, so that
 * two programs that migrate at once do each step once. */
static crd_rc apply_next(void *context, crd_store_tx *tx, crd_error *error)
{
    applying *a = context;
    const crd_store_migration *migrations = tx->store->backend->migrations;
    crd_store_step *steps;
    size_t count, known = known_count(tx->store), next = 0, missing = 0;
    CRD_TRY(read_steps(&steps, &count, a->arena, tx, error));
    CRD_TRY(judge(steps, count, true, error));
    a->before = a->after = 0;
    for (size_t i = known; i-- > 0;) {
        if (!steps[i].applied) {
            next = i;
            missing++;
        } else if (steps[i].number > a->before) {
            a->before = a->after = steps[i].number;
        }
    }
    a->more = missing > 1;
    if (missing == 0) {
        return CRD_OK;
    }
    if (known == missing) {
        CRD_TRY(
            crd_store_run(NULL, tx, CRD_SQL_MIGRATIONS_CREATE, NULL, 0, error));
    }
    CRD_TRY(add_step(tx, &migrations[next], a->env, error));
    if (known == missing) {
        CRD_TRY(write_facts(tx, a->env, error));
    }
    a->after = migrations[next].number;
    return missing == 1 && a->finish ? a->finish(a->context, tx, error)
                                     : CRD_OK;
}

crd_rc crd_store_migrate(int64_t *from, int64_t *to, crd_store *store,
                         const crd_env *env, crd_store_work_fn finish,
                         void *context, crd_error *error)
{
    crd_arena arena;
    applying a = {.env = env, .finish = finish, .context = context};
    bool first = true;
    crd_rc rc;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    a.arena = &arena;
    do {
        rc = crd_store_write(store, apply_next, &a, error);
        if (rc == CRD_OK && first) {
            *from = a.before;
            first = false;
        }
    } while (rc == CRD_OK && a.more);
    if (rc == CRD_OK) {
        *to = a.after;
    }
    crd_arena_free(&arena);
    return rc;
}
