/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Long work in bounded memory: batches are read in order, worked on by any
 * number of threads, and written in the order in which they were read.
 */
#ifndef CREDIMUR_CLI_PIPELINE_H
#define CREDIMUR_CLI_PIPELINE_H

#include "credimur/base.h"

/** A piece of the work. The kinds of work decide what the members mean. */
typedef struct cli_batch {
    crd_arena arena; /**< for reading; reset when the batch is used again */
    crd_buffer in;   /**< what was read */
    crd_buffer out;  /**< what is to be written */
    crd_buffer log;  /**< messages of the worker, for stderr */
    void *items;     /**< in `arena` */
    size_t count;
    uint64_t first;    /**< number of its first line or row */
    uint64_t tally[5]; /**< results, counted as the work likes */
    size_t *ends;      /**< in `arena`: where each item's output ends */
    crd_error error;   /**< why the work stopped */
    crd_rc rc;
} cli_batch;

/**
 * The three steps. `read` and `write` run in the calling thread, `work` in
 * any; its `worker` is its own. Each returns CRD_OK to go on.
 */
typedef struct cli_pipeline {
    void *context;
    /** Fills the batch; `*more` false: there was nothing left to read. */
    crd_rc (*read)(void *context, cli_batch *batch, bool *more,
                   crd_error *error);
    crd_rc (*work)(void *worker, cli_batch *batch, crd_error *error);
    crd_rc (*write)(void *context, cli_batch *batch, crd_error *error);
    void **workers; /**< one for each job */
    uint32_t jobs;
} cli_pipeline;

/**
 * Runs until `read` has nothing left or a step fails. What was worked on
 * before the failure, in order, is written.
 */
CRD_MUST_USE crd_rc cli_pipeline_run(const cli_pipeline *pipeline,
                                     crd_error *error);

/** Threads to use: --jobs, or one for each processor. */
uint32_t cli_processors(void);

#endif
