/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The credentials that are timed: Open Badges 3.0, made from a number, and the
 * same number always gives the same bytes. Another implementation measured on
 * the same numbers has done the same work.
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "credimur/base.h"

typedef enum workload {
    /** 3 alignments, 2 result descriptions, a rubric, 2 results, evidence,
     *  images, a hashed identifier, status, schema, 3 contexts: 4 kB, 103
     *  quads, 6 blank nodes. */
    WORKLOAD_FULL,
    /** `full` without its credentialSchema and credentialStatus: it can be
     *  verified without asking anybody. */
    WORKLOAD_FULL_NOSTATUS,
    /** What Open Badges requires and no more: 15 quads, one blank node. */
    WORKLOAD_MINIMAL
} workload;

/** Appends credential number `n` of `issuer` (a DID), unsigned, one line
 * without its newline. */
void workload_write(crd_buffer *out, workload kind, uint64_t n,
                    crd_span issuer);

/** The achievement of `full` alone, as `credimur issue` reads one. */
void workload_write_achievement(crd_buffer *out, uint64_t n);

/** An issuer whose credentials are not to be signed. */
#define WORKLOAD_ISSUER                                                        \
    "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"

#endif
