/* SPDX-License-Identifier: Apache-2.0 */
/* What a store holds while it is open. Only this room includes it. */
#ifndef PLATFORM_STORE_STORE_STATE_H
#define PLATFORM_STORE_STORE_STATE_H

#include "platform/store/backend.h"

#include <pthread.h>

enum { CRD_STORE_READERS_MAX = 64 };

struct crd_store_tx {
    crd_store *store;
    crd_store_connection *connection; /**< NULL: not begun */
    crd_store_access access;
    bool grouped; /**< of crd_store_write: its end is the queue's */
};

/** A caller of crd_store_write, who waits; it lies on that caller's stack. */
typedef struct crd_store_request {
    crd_store_work_fn work;
    void *context;
    crd_rc rc;
    crd_error error;
    bool done;
    struct crd_store_request *next;
} crd_store_request;

struct crd_store {
    const crd_store_backend *backend;
    char *address;
    crd_store_options options;
    uint32_t reader_count;

    pthread_mutex_t lock; /**< of all that follows */
    pthread_cond_t turn;  /**< a transaction has ended */
    bool writing;         /**< `owner` has the writing connection */
    pthread_t owner;
    crd_store_request *first, **last; /**< waiting for a commit */
    crd_store_tx write_tx;
    crd_store_tx readers[CRD_STORE_READERS_MAX];
    bool reading[CRD_STORE_READERS_MAX];
};

/** Waits until this thread alone may write. STORE_NESTED. */
CRD_MUST_USE crd_rc crd_store_take_turn(crd_store *store, crd_error *error);
void crd_store_give_turn(crd_store *store);

/** STORE_TOO_OLD, STORE_TOO_NEW, STORE_MIGRATION_CHANGED, or CRD_OK. */
CRD_MUST_USE crd_rc crd_store_fit(crd_store *store, bool allow_old,
                                  crd_error *error);

#endif
