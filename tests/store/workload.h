/* SPDX-License-Identifier: Apache-2.0 */
/* A small workload and what must be true of the store after any fault: nothing
 * acknowledged is lost, nothing doubled, no half rows, and the audit chain
 * agrees with the table. A unit is a job and the event that
 * tells of it, in one transaction. */
#ifndef TESTS_STORE_WORKLOAD_H
#define TESTS_STORE_WORKLOAD_H

#include "place.h"

#include "platform/audit/audit.h"
#include "platform/jobs/jobs.h"

typedef struct unit {
    const crd_env *env;
    int number;
} unit;

static inline crd_rc workload_unit(void *context, crd_store_tx *tx,
                                   crd_error *error)
{
    const unit *u = context;
    char key[32];
    crd_uuid id;
    bool fresh;
    snprintf(key, sizeof key, "unit-%d", u->number);
    crd_job_request q = {.kind = CRD_SPAN("test.unit"),
                         .key = crd_span_of(key)};
    CRD_TRY(crd_jobs_add(&id, &fresh, tx, u->env, &q, error));
    if (!fresh) {
        return CRD_OK; /* the retry of one that was committed */
    }
    crd_audit_event event = {.actor = CRD_SPAN("test"),
                             .action = CRD_SPAN("job.add"),
                             .subject = crd_span_of(key)};
    return crd_audit_append(NULL, tx, u->env, &event, error);
}

/* The four checks, with SQLite's own, over a store that is closed. */
static inline void workload_check(place *p, const bool *acknowledged, int units)
{
    char sql[160];
    crd_audit_finding finding;
    crd_store *store = place_open(p);
    assert_true(place_sound(p, store));
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_READ);
    place_ok(crd_audit_verify(&finding, tx, CRD_UUID_NIL, NULL, &p->error),
             &p->error);
    crd_store_rollback(tx);
    crd_store_close(store);
    assert_int_equal(finding.fault, CRD_CODE_NONE);
    int64_t jobs = place_ask(p->file, "select count(*) from job");
    assert_int_equal(finding.events, jobs);
    assert_int_equal(place_ask(p->file, "select count(distinct subject) from "
                                        "audit_event join job on subject = "
                                        "idempotency_key"),
                     jobs);
    for (int i = 0; i < units; i++) {
        if (acknowledged[i]) {
            snprintf(sql, sizeof sql,
                     "select count(*) from job where idempotency_key = "
                     "'unit-%d'",
                     i);
            assert_int_equal(place_ask(p->file, sql), 1);
        }
    }
}

#endif
