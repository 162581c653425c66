/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room definition: tests the definition of a micro-credential (an Open Badges
 * Achievement with the extension terms of docs/extension-context.md) against a
 * framework profile. No store and no clock: what is found depends on the two
 * documents alone.
 */
#ifndef PLATFORM_DEFINITION_DEFINITION_CHECK_H
#define PLATFORM_DEFINITION_DEFINITION_CHECK_H

#include "platform/definition/profile.h"

typedef enum crd_finding_result {
    CRD_FINDING_FAIL,
    CRD_FINDING_WARN,
    CRD_FINDING_NOT_CHECKED /**< a definition does not say it */
} crd_finding_result;

typedef struct crd_definition_finding {
    struct crd_definition_finding *next;
    crd_finding_result result;
    crd_code code;
    crd_span field;  /**< "workload", "assessment/1/supervision" */
    crd_span detail; /**< a sentence without its full stop */
} crd_definition_finding;

typedef struct crd_definition_report {
    crd_definition_finding *first; /**< all of them, in order */
    bool fits;                     /**< nothing failed */
    int64_t workload;              /**< minutes, by credits if need be; 0 */
    const char *size;              /**< "micro" ..., or "" if unknown */
} crd_definition_report;

/** All findings, in the arena; DEFINITION_SHAPE if it is no Achievement. */
CRD_MUST_USE crd_rc crd_definition_check(crd_definition_report *out,
                                         crd_arena *arena,
                                         const crd_json *definition,
                                         const crd_profile *profile,
                                         crd_error *error);

/**
 * The level of supervision and identity that the Council Recommendation of 2022
 * knows for one of our six (docs/extension-context.md, `supervision`); NULL for
 * a word that is none of them.
 */
const char *crd_supervision_eu(crd_span word);

#endif
