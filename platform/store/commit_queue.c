/* SPDX-License-Identifier: Apache-2.0 */
/* Group commit: requests that arrive while a commit is under
 * way share the next one. The first of them that wakes does the work of all. */
#include "platform/store/store_state.h"

typedef crd_store_request request;

crd_rc crd_store_take_turn(crd_store *store, crd_error *error)
{
    pthread_mutex_lock(&store->lock);
    if (store->writing && pthread_equal(store->owner, pthread_self())) {
        pthread_mutex_unlock(&store->lock);
        return crd_fail(error, CRD_CODE_STORE_NESTED, "%s", "");
    }
    while (store->writing) {
        pthread_cond_wait(&store->turn, &store->lock);
    }
    store->writing = true;
    store->owner = pthread_self();
    pthread_mutex_unlock(&store->lock);
    return CRD_OK;
}

void crd_store_give_turn(crd_store *store)
{
    pthread_mutex_lock(&store->lock);
    store->writing = false;
    pthread_cond_broadcast(&store->turn);
    pthread_mutex_unlock(&store->lock);
}

/* Runs one request; false if the whole transaction is lost with it. */
static bool run_one(crd_store_tx *tx, request *r, bool alone)
{
    const crd_store_backend *backend = tx->store->backend;
    if (alone) {
        r->rc = r->work(r->context, tx, &r->error);
        return r->rc == CRD_OK;
    }
    r->rc = backend->mark(tx->connection, &r->error);
    if (r->rc != CRD_OK) {
        return false;
    }
    r->rc = r->work(r->context, tx, &r->error);
    if (r->rc == CRD_OK) {
        r->rc = backend->keep(tx->connection, &r->error);
        return r->rc == CRD_OK;
    }
    return backend->in_transaction(tx->connection) &&
           backend->undo(tx->connection, NULL) == CRD_OK;
}

/* All that had succeeded have failed with `rc`, and all that were not run. */
static void fail_all(request *first, crd_rc rc, const crd_error *error)
{
    for (request *r = first; r; r = r->next) {
        if (r->rc == CRD_OK) {
            r->rc = rc;
            r->error = *error;
        }
    }
}

static void run_batch(crd_store *store, request *first)
{
    const crd_store_backend *backend = store->backend;
    crd_store_tx *tx = &store->write_tx;
    crd_error error;
    crd_rc rc = backend->begin(tx->connection, CRD_STORE_WRITE, &error);
    if (rc != CRD_OK) {
        fail_all(first, rc, &error);
        return;
    }
    tx->grouped = true;
    for (request *r = first; r; r = r->next) {
        if (!run_one(tx, r, !first->next)) {
            rc = r->rc;
            error = r->error;
            break;
        }
    }
    tx->grouped = false;
    if (rc == CRD_OK) {
        rc = backend->commit(tx->connection, &error);
    }
    if (rc != CRD_OK) {
        backend->rollback(tx->connection);
        fail_all(first, rc, &error);
    }
}

/* The requests at the head of the queue, taken off it. */
static request *take_batch(crd_store *store)
{
    request *first = store->first, *r = first;
    for (uint32_t n = 1; r->next && n < store->options.batch_max; n++) {
        r = r->next;
    }
    store->first = r->next;
    if (!store->first) {
        store->last = &store->first;
    }
    r->next = NULL;
    return first;
}

/* Does the work of a batch while the lock is open, and wakes its callers. */
static void lead(crd_store *store)
{
    request *batch = take_batch(store);
    store->writing = true;
    store->owner = pthread_self();
    pthread_mutex_unlock(&store->lock);
    run_batch(store, batch);
    pthread_mutex_lock(&store->lock);
    while (batch) {
        request *next = batch->next; /* gone once its caller has seen `done` */
        batch->done = true;
        batch = next;
    }
    store->writing = false;
    pthread_cond_broadcast(&store->turn);
}

crd_rc crd_store_write(crd_store *store, crd_store_work_fn work, void *context,
                       crd_error *error)
{
    request mine = {.work = work, .context = context};
    pthread_mutex_lock(&store->lock);
    if (store->writing && pthread_equal(store->owner, pthread_self())) {
        pthread_mutex_unlock(&store->lock);
        return crd_fail(error, CRD_CODE_STORE_NESTED, "%s", "");
    }
    *store->last = &mine;
    store->last = &mine.next;
    while (!mine.done) {
        if (store->writing) {
            pthread_cond_wait(&store->turn, &store->lock);
        } else {
            lead(store);
        }
    }
    pthread_mutex_unlock(&store->lock);
    if (mine.rc != CRD_OK && error) {
        *error = mine.error;
    }
    return mine.rc;
}
