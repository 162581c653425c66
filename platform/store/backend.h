/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a database does for room store: a struct of functions with a version,
 * so that another database is another struct and nothing else changes. Only
 * this room includes it. A connection is used by one thread at a time.
 */
#ifndef PLATFORM_STORE_BACKEND_H
#define PLATFORM_STORE_BACKEND_H

#include "platform/store/store.h"

#define CRD_STORE_BACKEND_VERSION 1

/** A row of the table that tools/mksql writes. */
typedef struct crd_store_statement {
    const char *name;
    const char *text; /**< NULL: this database has no such statement */
    unsigned parameters;
} crd_store_statement;

/** A numbered step of the schema; the list ends with a NULL name. */
typedef struct crd_store_migration {
    int64_t number;
    const char *name;
    const char *sha256; /**< of its file, in hexadecimal */
    const char *script;
} crd_store_migration;

/** What a connection is for. */
typedef enum crd_store_role {
    CRD_STORE_WRITER,
    CRD_STORE_READER,
    CRD_STORE_SINGLE_FILE /**< a backup, only read */
} crd_store_role;

/** A connection; each backend puts its own members behind it. */
typedef struct crd_store_connection crd_store_connection;

typedef struct crd_store_backend {
    unsigned version;   /**< CRD_STORE_BACKEND_VERSION */
    const char *scheme; /**< of its addresses: "sqlite" */
    const crd_store_migration *migrations;

    /** Connects and makes sure that every setting holds. */
    crd_rc (*connect)(crd_store_connection **out, const char *address,
                      crd_store_role role, bool create, crd_error *error);
    void (*disconnect)(crd_store_connection *connection);

    crd_rc (*begin)(crd_store_connection *connection, crd_store_access access,
                    crd_error *error);
    crd_rc (*commit)(crd_store_connection *connection, crd_error *error);
    void (*rollback)(crd_store_connection *connection);
    /** False if the database itself has rolled back. */
    bool (*in_transaction)(crd_store_connection *connection);
    /** One request inside a shared transaction: begin, keep or undo it. */
    crd_rc (*mark)(crd_store_connection *connection, crd_error *error);
    crd_rc (*keep)(crd_store_connection *connection, crd_error *error);
    crd_rc (*undo)(crd_store_connection *connection, crd_error *error);

    /** Begins a statement; steps it; reads a column; ends it. */
    crd_rc (*start)(crd_store_connection *connection, void **cursor,
                    crd_sql statement, const crd_store_value *values,
                    size_t count, crd_error *error);
    crd_rc (*step)(crd_store_connection *connection, void *cursor, bool *row,
                   crd_error *error);
    crd_store_value (*column)(void *cursor, unsigned column);
    void (*end)(crd_store_connection *connection, void *cursor);
    /** Rows that the last statement touched. */
    uint64_t (*changed)(crd_store_connection *connection);

    /** Runs the statements of a migration. */
    crd_rc (*script)(crd_store_connection *connection, const char *script,
                     crd_error *error);
    /** Whether the table of migrations is there. */
    crd_rc (*has_migrations)(bool *has, crd_store_connection *connection,
                             crd_error *error);
    crd_rc (*check)(bool *sound, crd_store_connection *connection,
                    crd_store_fault_fn fault, void *context, crd_error *error);
    crd_rc (*settle)(crd_store_connection *connection, crd_error *error);
    /** A snapshot of the connection's store into the new file `path`. */
    crd_rc (*backup)(crd_store_connection *connection, const char *path,
                     crd_error *error);
    /** The backup `path` as a store under a name that nobody opens yet. */
    crd_rc (*unpack)(const char *path, const char *address, crd_error *error);
    /** STORE_NOT_EMPTY if there is anything at `address`, which else is made
     *  ready to take a store. */
    crd_rc (*vacant)(const char *address, crd_error *error);
    /** Gives a file, closed and whole, its name; what has it already is
     *  replaced or STORE_NOT_EMPTY. */
    crd_rc (*rename)(const char *from, const char *to, bool replace,
                     crd_error *error);
    /** Removes what a restore that failed or was killed has left. */
    void (*discard)(const char *address);
} crd_store_backend;

extern const crd_store_backend crd_store_sqlite;
extern const crd_store_statement crd_store_sqlite_statements[CRD_SQL_COUNT];
extern const crd_store_migration crd_store_sqlite_migrations[];

/** The backend whose scheme begins `url`, and what follows it. STORE_URL. */
CRD_MUST_USE crd_rc crd_store_address(const crd_store_backend **backend,
                                      const char **address, const char *url,
                                      crd_error *error);
/** As crd_store_open, with the backend and what follows its scheme. */
CRD_MUST_USE crd_rc crd_store_open_with(crd_store **out,
                                        const crd_store_backend *backend,
                                        const char *address,
                                        const crd_store_options *options,
                                        crd_error *error);

#endif
