/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a job as a table. Only this room includes it. */
#ifndef PLATFORM_JOBS_STATE_H
#define PLATFORM_JOBS_STATE_H

#include "platform/jobs/jobs.h"

typedef enum crd_job_event {
    CRD_JOB_EVENT_PAUSE,
    CRD_JOB_EVENT_RESUME,
    CRD_JOB_EVENT_CANCEL,
    CRD_JOB_EVENT_COUNT
} crd_job_event;

/** A row: in this state, when this is asked, this follows. */
typedef struct crd_job_way {
    crd_job_state from;
    crd_job_event event;
    crd_job_state to;
    crd_job_wish wish;
    bool afresh; /**< its attempts are counted anew */
} crd_job_way;

/** The row, or NULL: there is no such way. */
const crd_job_way *crd_job_way_find(crd_job_state from, crd_job_event event);

const char *crd_job_wish_word(crd_job_wish wish);
crd_job_wish crd_job_wish_find(crd_span word);

/** Reads the columns of job_get, job_list and job_claim. */
CRD_MUST_USE crd_rc crd_job_read(crd_job *out, crd_arena *arena,
                                 const crd_store_rows *rows, crd_error *error);

#endif
