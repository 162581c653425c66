/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A framework profile: what one framework asks of the definition of a
 * micro-credential. Profiles are data (profiles/), each a JSON object:
 *
 *     id, name, edition, jurisdiction, source   texts
 *     verifiedAgainstOriginal                   false: from second sources
 *     required      [{"field", "when", "ifApplicable"}]
 *     limits        {"minWorkload", "maxWorkload", "maxCredits",
 *                    "creditSystem", "minutesPerCredit", "titleForbidden",
 *                    "outcomesPer10Hours", "size"}
 *     notInDefinition   what it asks and a definition does not say
 *
 * A field is a member ("workload"), a member of each element of one
 * ("assessment.assessmentKind"), or an element that says something
 * ("alignment[targetFramework=NZQCF]"). "when" is a member that is there
 * ("image"), is not ("!workload") or has a value ("stackability=standalone").
 * "ifApplicable" says in words when it is needed; no program can know, so that
 * its absence is a warning. "size" has the most of each class: "unit",
 * "course" and "micro"; above it is macro. A member that is none of these is
 * refused, so that a slip of the pen does not weaken a profile.
 */
#ifndef PLATFORM_DEFINITION_PROFILE_H
#define PLATFORM_DEFINITION_PROFILE_H

#include "credimur/json.h"

enum { CRD_SIZE_CLASSES = 4 };

typedef struct crd_profile_need {
    crd_span field;
    crd_span when;          /**< `.data` NULL: always */
    crd_span if_applicable; /**< `.data` NULL: plainly required */
} crd_profile_need;

typedef struct crd_profile {
    crd_span id, name, edition, jurisdiction, source;
    bool verified; /**< against the original, not second sources */
    const crd_profile_need *needs;
    size_t need_count;
    int64_t min_workload, max_workload;     /**< minutes; 0: no limit */
    double max_credits;                     /**< 0: no limit */
    int64_t minutes_per_credit;             /**< 0: by the credit system */
    crd_span credit_system;                 /**< `.data` NULL: any */
    const crd_json *title_forbidden;        /**< array of words, or NULL */
    const crd_json *not_in_definition;      /**< array of texts, or NULL */
    double outcomes_per_10h;                /**< more is a warning */
    int64_t size_max[CRD_SIZE_CLASSES - 1]; /**< minutes */
} crd_profile;

/** What holds for every definition, whatever the framework. */
void crd_profile_general(crd_profile *out);

/**
 * Reads a profile; it borrows from `json`. PROFILE_MALFORMED with the name of
 * the member.
 */
CRD_MUST_USE crd_rc crd_profile_read(crd_profile *out, crd_arena *arena,
                                     const crd_json *json, crd_error *error);

/**
 * The minutes of an xsd:duration of days, hours and minutes.
 * DEFINITION_WORKLOAD for anything else: months and years have no fixed length
 * and make no workload.
 */
CRD_MUST_USE crd_rc crd_workload_parse(int64_t *minutes, crd_span text,
                                       crd_error *error);

#define CRD_WORKLOAD_TEXT_MAX 48
/** "75 h", "45 min", "1 h 30 min". */
void crd_workload_words(char out[CRD_WORKLOAD_TEXT_MAX], int64_t minutes);

#endif
