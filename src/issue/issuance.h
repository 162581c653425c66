/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for all persons, inside room issue. */
#ifndef ISSUE_ISSUANCE_H
#define ISSUE_ISSUANCE_H

#include "credimur/badge.h"
#include "credimur/issue.h"

#define CRD_SALT_TEXT 33

struct crd_issuance {
    const crd_allocator *allocator;
    crd_env env;
    crd_issuer issuer;
    crd_issue_options options;
    crd_arena kept; /* what is below, until the issuance is freed */
    crd_arena row;  /* of the person at hand */
    crd_integrity *integrity;
    crd_json contexts;
    crd_json types;
    crd_json subject_types;
    crd_json result_types;
    crd_json evidence_types;
    crd_json profile;
    crd_json achievement;
    uint8_t achievement_digest[CRD_SHA256_BYTES]; /* of its id */
    char created[CRD_INSTANT_TEXT_MAX];
};

/* By what a person is told from others: external id, DID, e-mail, or
 * name, the first that there is. */
typedef struct crd_person_key {
    char kind; /* 'i', 'd', 'e', 'n' */
    uint8_t digest[CRD_SHA256_BYTES];
} crd_person_key;

crd_rc crd_person_key_of(crd_person_key *out, const crd_award *award,
                         crd_error *error);
/* The id of the person as a subject, the same for all achievements. */
void crd_subject_id(char out[CRD_URN_UUID_TEXT], const crd_issuance *issuance,
                    const crd_person_key *person);
/* 128 bits for this person and achievement alone, as text. */
void crd_salt(char out[CRD_SALT_TEXT], const crd_issuance *issuance,
              const crd_person_key *person);

/* NAME_DECEIVES, at `pointer`, for a name that is not what it looks like. */
crd_rc crd_name_check(crd_span name, crd_span pointer, crd_error *error);
/* What is not signed though no rule of the standards forbids it. */
crd_rc crd_award_check(const crd_award *award, crd_instant now,
                       crd_error *error);

/* The unsigned credential of one person, in the row's arena. */
crd_rc crd_award_document(crd_json *out, crd_issuance *issuance,
                          const crd_award *award, crd_error *error);

/* The first failure of `report` as an error, or CRD_OK. */
crd_rc crd_report_error(const crd_report *report, crd_error *error);

#endif
