/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room store: records that are kept. One interface for every database; a
 * backend (backend.h) does the work, today SQLite's alone.
 *
 *  - Acknowledged means on the disk: a call that commits returns CRD_OK only
 *    after the commit did, with synchronous=FULL.
 *  - All SQL lies in sql/, in named statements; values are bound, never
 *    pasted.
 *  - Integers, text, bytes, instants and ids are all there is. An instant is
 *    kept in microseconds; there are no floating point numbers.
 *  - A `crd_store` may be used by any number of threads; a transaction by one.
 *
 * Codes: STORE_*; MEMORY. After an error other than STORE_CONFLICT and
 * STORE_CONSTRAINT a transaction is good for nothing but the rollback.
 */
#ifndef PLATFORM_STORE_STORE_H
#define PLATFORM_STORE_STORE_H

#include "credimur/base.h"
#include "platform/store/statements.h"

/* ---- Ids ----------------------------------------------------------------- */

/** A UUID (RFC 9562), in the order in which it is written. */
typedef struct crd_uuid {
    uint8_t bytes[16];
} crd_uuid;

#define CRD_UUID_TEXT_MAX 37

/** The tenant that is the installation itself. */
#define CRD_UUID_NIL ((crd_uuid){{0}})

/** A UUIDv7 of `env->now` and its random bytes; fails only as these do. */
CRD_MUST_USE crd_rc crd_uuid_make(crd_uuid *out, const crd_env *env,
                                  crd_error *error);
/** In lower case, with a NUL. */
void crd_uuid_write(char out[CRD_UUID_TEXT_MAX], crd_uuid id);
/**
 * The ids that are written so, or begin so: the first and the last of them.
 * At least one character; a hyphen may stand where it belongs. False for a
 * text that no id begins with.
 */
bool crd_uuid_range(crd_uuid *first, crd_uuid *last, crd_span text);
static inline bool crd_uuid_equal(crd_uuid a, crd_uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* ---- Opening ------------------------------------------------------------- */

typedef struct crd_store crd_store;

typedef struct crd_store_options {
    bool create;        /**< make it if it is not there; else STORE_NOT_FOUND */
    bool any_version;   /**< do not refuse another version of the schema */
    bool single_file;   /**< a backup: one file, only read, nothing beside it */
    uint32_t readers;   /**< reading transactions at once; 0: 4, at most 64 */
    uint32_t batch_max; /**< requests that share a commit; 0: 256 */
} crd_store_options;
#define CRD_STORE_OPTIONS_INIT ((crd_store_options){0})

/**
 * Opens the store at `url`: "sqlite:PATH". The file has mode 0600 in a folder
 * of mode 0700, or STORE_OPEN_TO_OTHERS with the command that mends it; the
 * folder is made if its parent is there. Every setting is read back, and one
 * that does not hold is STORE_SETTING. STORE_URL, STORE_NOT_FOUND,
 * STORE_FOREIGN, STORE_TOO_OLD (migrate first), STORE_TOO_NEW,
 * STORE_MIGRATION_CHANGED. `options` may be NULL.
 */
CRD_MUST_USE crd_rc crd_store_open(crd_store **out, const char *url,
                                   const crd_store_options *options,
                                   crd_error *error);
/** Closes it; every transaction has ended. NULL is fine. */
void crd_store_close(crd_store *store);

/* ---- Transactions -------------------------------------------------------- */

typedef struct crd_store_tx crd_store_tx;

typedef enum crd_store_access {
    CRD_STORE_READ, /**< one snapshot; waits for no writer */
    CRD_STORE_WRITE /**< alone: waits for other writers */
} crd_store_access;

/**
 * Begins a transaction, which this thread ends. A thread that is writing
 * already is refused: STORE_NESTED. STORE_BUSY if another process keeps the
 * store for too long.
 */
CRD_MUST_USE crd_rc crd_store_begin(crd_store_tx **out, crd_store *store,
                                    crd_store_access access, crd_error *error);
/** Ends it and keeps what was written; on failure nothing of it is kept. */
CRD_MUST_USE crd_rc crd_store_commit(crd_store_tx *tx, crd_error *error);
/** Ends it and forgets what was written. NULL is fine. */
void crd_store_rollback(crd_store_tx *tx);

/** One request's writes. Whatever it returns but CRD_OK undoes them. */
typedef crd_rc (*crd_store_work_fn)(void *context, crd_store_tx *tx,
                                    crd_error *error);

/**
 * Runs `work` in a transaction that it may share with the requests of other
 * threads (group commit), and returns after the commit. A request that fails
 * by itself undoes itself alone; if the commit fails, all that shared it have
 * failed and nothing is stored. `work` may run on another thread while its
 * caller waits; it neither begins nor ends a transaction (STORE_NESTED).
 */
CRD_MUST_USE crd_rc crd_store_write(crd_store *store, crd_store_work_fn work,
                                    void *context, crd_error *error);

/* ---- Statements ---------------------------------------------------------- */

typedef enum crd_store_type {
    CRD_STORE_NULL,
    CRD_STORE_INTEGER,
    CRD_STORE_TEXT,
    CRD_STORE_BLOB
} crd_store_type;

/** A value to bind, or one that was read. Bytes are borrowed. */
typedef struct crd_store_value {
    crd_store_type type;
    int64_t integer;
    crd_span bytes;
} crd_store_value;

static inline crd_store_value crd_store_null(void)
{
    return (crd_store_value){CRD_STORE_NULL, 0, CRD_SPAN_NONE};
}

static inline crd_store_value crd_store_integer(int64_t value)
{
    return (crd_store_value){CRD_STORE_INTEGER, value, CRD_SPAN_NONE};
}

static inline crd_store_value crd_store_text(crd_span text)
{
    return (crd_store_value){CRD_STORE_TEXT, 0, text};
}

static inline crd_store_value crd_store_blob(const void *data, size_t len)
{
    return (crd_store_value){CRD_STORE_BLOB, 0, {data, len}};
}

/** `*id` must live as long as the value. */
static inline crd_store_value crd_store_uuid(const crd_uuid *id)
{
    return crd_store_blob(id->bytes, sizeof id->bytes);
}

/** Microseconds since 1970, what is below them cut off. */
int64_t crd_store_microseconds(crd_instant instant);
/** The instant that is kept for `instant`. */
crd_instant crd_store_instant_of(int64_t microseconds);

static inline crd_store_value crd_store_instant(crd_instant instant)
{
    return crd_store_integer(crd_store_microseconds(instant));
}

/**
 * Runs a statement that gives no rows; `*changed` (may be NULL) is how many
 * rows it touched. STORE_CONFLICT: such a row is there already.
 * STORE_CONSTRAINT: a rule of the schema says no. The number of values is that
 * of the statement's parameters, or INTERNAL.
 */
CRD_MUST_USE crd_rc crd_store_run(uint64_t *changed, crd_store_tx *tx,
                                  crd_sql statement,
                                  const crd_store_value *values, size_t count,
                                  crd_error *error);

/** Rows of a statement, read one by one. */
typedef struct crd_store_rows {
    crd_store_tx *tx;
    void *cursor; /**< NULL: ended */
} crd_store_rows;

/** Begins; one reading of a statement at a time in a transaction. */
CRD_MUST_USE crd_rc crd_store_query(crd_store_rows *rows, crd_store_tx *tx,
                                    crd_sql statement,
                                    const crd_store_value *values, size_t count,
                                    crd_error *error);
/** The next row; `*found` false at the end, or on failure. */
CRD_MUST_USE crd_rc crd_store_next(bool *found, crd_store_rows *rows,
                                   crd_error *error);
/** A column of the row, from 0; its bytes are good until the next call. */
crd_store_value crd_store_column(const crd_store_rows *rows, unsigned column);
/** The same by type; 0, nil or an empty span if it is of another. */
int64_t crd_store_column_integer(const crd_store_rows *rows, unsigned column);
crd_span crd_store_column_text(const crd_store_rows *rows, unsigned column);
crd_span crd_store_column_blob(const crd_store_rows *rows, unsigned column);
crd_uuid crd_store_column_uuid(const crd_store_rows *rows, unsigned column);
crd_instant crd_store_column_instant(const crd_store_rows *rows,
                                     unsigned column);
/** Ends it before or after the last row; twice is fine. */
void crd_store_end(crd_store_rows *rows);

/**
 * The first row of a statement, if there is one: `crd_store_query`,
 * `crd_store_next`. The caller ends `rows` when CRD_OK is returned.
 */
CRD_MUST_USE crd_rc crd_store_one(bool *found, crd_store_rows *rows,
                                  crd_store_tx *tx, crd_sql statement,
                                  const crd_store_value *values, size_t count,
                                  crd_error *error);

/** `crd_store_run` and the others over an array literal of values. */
#define CRD_STORE_VALUES(...)                                                  \
    (const crd_store_value[]){__VA_ARGS__},                                    \
        sizeof((const crd_store_value[]){__VA_ARGS__}) /                       \
            sizeof(crd_store_value)

/* ---- Facts of the store -------------------------------------------------- */

/** A fact of store_meta; `.data` NULL if it is not there. In the arena. */
CRD_MUST_USE crd_rc crd_store_meta_get(crd_span *out, crd_arena *arena,
                                       crd_store_tx *tx, crd_span name,
                                       crd_error *error);
CRD_MUST_USE crd_rc crd_store_meta_set(crd_store_tx *tx, crd_span name,
                                       crd_span value, crd_instant now,
                                       crd_error *error);

/* ---- Migrations ---------------------------------------------------------- */

/** One step of the schema, known to this program, to the store, or to both. */
typedef struct crd_store_step {
    int64_t number;
    const char *name;
    bool known;   /**< to this program; if not, the store is newer */
    bool applied; /**< to this store */
    bool changed; /**< the file is not the one that was applied */
    crd_instant at;
} crd_store_step;

/** All steps by number, in the arena. */
CRD_MUST_USE crd_rc crd_store_steps(crd_store_step **out, size_t *count,
                                    crd_arena *arena, crd_store *store,
                                    crd_error *error);
/** The number of the last step this program knows. */
int64_t crd_store_version(const crd_store *store);

/**
 * Applies what is missing, each step in a transaction of its own, so that one
 * that is killed has not happened. A new store gets its facts. `finish` (may
 * be NULL) runs in the transaction of the last step; it records who did it.
 * `*from` and `*to` are the versions before and after, equal if there was
 * nothing to do. STORE_TOO_NEW, STORE_MIGRATION_CHANGED. The store was opened
 * with `any_version`.
 */
CRD_MUST_USE crd_rc crd_store_migrate(int64_t *from, int64_t *to,
                                      crd_store *store, const crd_env *env,
                                      crd_store_work_fn finish, void *context,
                                      crd_error *error);

/* ---- Care ---------------------------------------------------------------- */

/** Called with each fault that is found; English, at most 20 of them. */
typedef void (*crd_store_fault_fn)(void *context, const char *fault);

/**
 * Reads the whole store: every page, every index, every foreign key. Damage
 * is a fault that is told, and no failure of the call.
 */
CRD_MUST_USE crd_rc crd_store_check(bool *sound, crd_store *store,
                                    crd_store_fault_fn fault, void *context,
                                    crd_error *error);

/**
 * Empties the log that stands beside the file, so that what was erased is
 * found nowhere. STORE_BUSY while a reader still needs it.
 */
CRD_MUST_USE crd_rc crd_store_settle(crd_store *store, crd_error *error);

/**
 * Writes what the store holds at this moment to the new file `path`, mode
 * 0600; others read and write meanwhile. There is never half a backup under
 * that name. FILE_EXISTS unless `replace`.
 */
CRD_MUST_USE crd_rc crd_store_backup(crd_store *store, const char *path,
                                     bool replace, crd_error *error);

/**
 * Makes the store at `url` from the backup `path`: nothing may be there,
 * STORE_NOT_EMPTY. Steps that the backup lacks are applied, the generation is
 * raised, and `finish` records who did it; only then has the store its name.
 */
CRD_MUST_USE crd_rc crd_store_restore(const char *url, const char *path,
                                      const crd_env *env,
                                      crd_store_work_fn finish, void *context,
                                      crd_error *error);

#endif
