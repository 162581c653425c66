/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store, and its transactions: one connection writes, several read.
 */
#include "platform/store/store_state.h"

static const crd_store_backend *const BACKENDS[] = {&crd_store_sqlite};

enum { READERS_DEFAULT = 4, BATCH_DEFAULT = 256 };

static void *allocate(size_t size)
{
    const crd_allocator *a = crd_allocator_default();
    void *memory = a->alloc(a->context, size);
    if (memory) {
        memset(memory, 0, size);
    }
    return memory;
}

static void release(void *memory)
{
    const crd_allocator *a = crd_allocator_default();
    if (memory) {
        a->release(a->context, memory);
    }
}

crd_rc crd_store_address(const crd_store_backend **backend,
                         const char **address, const char *url,
                         crd_error *error)
{
    for (size_t i = 0; i < sizeof BACKENDS / sizeof *BACKENDS; i++) {
        size_t n = strlen(BACKENDS[i]->scheme);
        if (strncmp(url, BACKENDS[i]->scheme, n) == 0 && url[n] == ':' &&
            url[n + 1] != '\0') {
            *address = url + n + 1;
            *backend = BACKENDS[i];
            return CRD_OK;
        }
    }
    if (strncmp(url, "postgres", 8) == 0) {
        return crd_fail(error, CRD_CODE_STORE_URL,
                        "This version keeps its store in SQLite alone.");
    }
    /* It may hold a password, so it is not repeated. */
    return crd_fail(error, CRD_CODE_STORE_URL, "%s", "");
}

crd_rc crd_store_open(crd_store **out, const char *url,
                      const crd_store_options *options, crd_error *error)
{
    const char *address;
    const crd_store_backend *backend;
    CRD_TRY(crd_store_address(&backend, &address, url, error));
    return crd_store_open_with(out, backend, address, options, error);
}

static void free_store(crd_store *store)
{
    for (uint32_t i = 0; i < store->reader_count; i++) {
        if (store->readers[i].connection) {
            store->backend->disconnect(store->readers[i].connection);
        }
    }
    if (store->write_tx.connection) {
        store->backend->disconnect(store->write_tx.connection);
    }
    pthread_cond_destroy(&store->turn);
    pthread_mutex_destroy(&store->lock);
    release(store->address);
    release(store);
}

static crd_store *make_store(const crd_store_backend *backend,
                             const char *address,
                             const crd_store_options *options)
{
    crd_store *store = allocate(sizeof *store);
    char *copy = allocate(strlen(address) + 1);
    if (!store || !copy) {
        release(store);
        release(copy);
        return NULL;
    }
    memcpy(copy, address, strlen(address) + 1);
    store->backend = backend;
    store->address = copy;
    if (options) {
        store->options = *options;
    }
    if (store->options.batch_max == 0) {
        store->options.batch_max = BATCH_DEFAULT;
    }
    store->reader_count =
        store->options.readers ? store->options.readers : READERS_DEFAULT;
    if (store->reader_count > CRD_STORE_READERS_MAX) {
        store->reader_count = CRD_STORE_READERS_MAX;
    }
    store->last = &store->first;
    store->write_tx.store = store;
    store->write_tx.access = CRD_STORE_WRITE;
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->turn, NULL);
    return store;
}

crd_rc crd_store_open_with(crd_store **out, const crd_store_backend *backend,
                           const char *address,
                           const crd_store_options *options, crd_error *error)
{
    if (backend->version != CRD_STORE_BACKEND_VERSION) {
        return crd_fail(error, CRD_CODE_INTERNAL,
                        "a backend of version %u was met", backend->version);
    }
    crd_store *store = make_store(backend, address, options);
    if (!store) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_rc rc = backend->connect(
        &store->write_tx.connection, address,
        store->options.single_file ? CRD_STORE_SINGLE_FILE : CRD_STORE_WRITER,
        store->options.create, error);
    if (rc == CRD_OK && !store->options.any_version) {
        rc = crd_store_fit(store, store->options.single_file, error);
    }
    if (rc != CRD_OK) {
        free_store(store);
        return rc;
    }
    *out = store;
    return CRD_OK;
}

void crd_store_close(crd_store *store)
{
    if (store) {
        free_store(store);
    }
}

/* ---- Transactions -------------------------------------------------------- */

/* A reading connection that is free, and is now this caller's. */
static crd_store_tx *take_reader(crd_store *store)
{
    pthread_mutex_lock(&store->lock);
    for (;;) {
        for (uint32_t i = 0; i < store->reader_count; i++) {
            if (!store->reading[i]) {
                store->reading[i] = true;
                pthread_mutex_unlock(&store->lock);
                store->readers[i].store = store;
                return &store->readers[i];
            }
        }
        pthread_cond_wait(&store->turn, &store->lock);
    }
}

static void give_reader(crd_store_tx *tx)
{
    crd_store *store = tx->store;
    pthread_mutex_lock(&store->lock);
    store->reading[tx - store->readers] = false;
    pthread_cond_broadcast(&store->turn);
    pthread_mutex_unlock(&store->lock);
}

static crd_rc begin_read(crd_store_tx **out, crd_store *store, crd_error *error)
{
    crd_store_tx *tx = take_reader(store);
    crd_rc rc = CRD_OK;
    tx->access = CRD_STORE_READ;
    if (!tx->connection) {
        rc = store->backend->connect(&tx->connection, store->address,
                                     store->options.single_file
                                         ? CRD_STORE_SINGLE_FILE
                                         : CRD_STORE_READER,
                                     false, error);
    }
    if (rc == CRD_OK) {
        rc = store->backend->begin(tx->connection, CRD_STORE_READ, error);
    }
    if (rc != CRD_OK) {
        give_reader(tx);
        return rc;
    }
    *out = tx;
    return CRD_OK;
}

crd_rc crd_store_begin(crd_store_tx **out, crd_store *store,
                       crd_store_access access, crd_error *error)
{
    crd_store_tx *tx = &store->write_tx;
    if (access == CRD_STORE_READ) {
        return begin_read(out, store, error);
    }
    CRD_TRY(crd_store_take_turn(store, error));
    crd_rc rc = store->backend->begin(tx->connection, CRD_STORE_WRITE, error);
    if (rc != CRD_OK) {
        crd_store_give_turn(store);
        return rc;
    }
    tx->grouped = false;
    *out = tx;
    return CRD_OK;
}

static void end(crd_store_tx *tx)
{
    if (tx->access == CRD_STORE_READ) {
        give_reader(tx);
    } else {
        crd_store_give_turn(tx->store);
    }
}

crd_rc crd_store_commit(crd_store_tx *tx, crd_error *error)
{
    const crd_store_backend *backend = tx->store->backend;
    if (tx->grouped) {
        return crd_fail(error, CRD_CODE_STORE_NESTED, "%s", "");
    }
    crd_rc rc = backend->commit(tx->connection, error);
    if (rc != CRD_OK) {
        backend->rollback(tx->connection);
    }
    end(tx);
    return rc;
}

void crd_store_rollback(crd_store_tx *tx)
{
    if (tx && !tx->grouped) {
        tx->store->backend->rollback(tx->connection);
        end(tx);
    }
}

/* ---- Care ---------------------------------------------------------------- */

crd_rc crd_store_check(bool *sound, crd_store *store, crd_store_fault_fn fault,
                       void *context, crd_error *error)
{
    crd_store_tx *tx;
    CRD_TRY(crd_store_begin(&tx, store, CRD_STORE_READ, error));
    crd_rc rc =
        store->backend->check(sound, tx->connection, fault, context, error);
    crd_store_rollback(tx);
    return rc;
}

crd_rc crd_store_settle(crd_store *store, crd_error *error)
{
    CRD_TRY(crd_store_take_turn(store, error));
    crd_rc rc = store->backend->settle(store->write_tx.connection, error);
    crd_store_give_turn(store);
    return rc;
}
