/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of Open Badges 3.0 as tables: every member with its form, and
 * what must be there (Open Badges 3.0, appendix B, "Data Model"). */
#ifndef BADGE_MODEL_H
#define BADGE_MODEL_H

#include "credential/text.h"
#include "credimur/badge.h"

typedef enum crd_badge_form {
    FORM_TEXT,
    FORM_URL,
    FORM_TIME, /* a date and time, or a plain date */
    FORM_DATE,
    FORM_NUMBER,
    FORM_BOOLEAN,
    FORM_WORD,       /* of `words`, or one that begins with ext: */
    FORM_OBJECT,     /* of `object` */
    FORM_PROFILE,    /* a Profile, or its URL */
    FORM_CREDENTIAL, /* looked at as a credential of its own */
    FORM_LOCALISED,  /* a text, or language values */
    FORM_ANY         /* looked at elsewhere */
} crd_badge_form;

typedef struct crd_badge_class crd_badge_class;

typedef struct crd_badge_member {
    crd_span name;
    crd_badge_form form;
    bool required;
    bool many;
    const crd_badge_class *object;
    const char *const *words;
} crd_badge_member;

struct crd_badge_class {
    const char *type; /* that must be among its types; NULL: none */
    const char *clause;
    const crd_badge_member *members;
    uint8_t count; /* at most 32 */
};

extern const crd_badge_class crd_class_achievement_credential;
extern const crd_badge_class crd_class_endorsement_credential;
extern const crd_badge_class crd_class_achievement_subject;
extern const crd_badge_class crd_class_endorsement_subject;
extern const crd_badge_class crd_class_achievement;
extern const crd_badge_class crd_class_profile;
extern const crd_badge_class crd_class_evidence;

/* What the table of its class says of `object`, and of all inside it. */
void crd_check_class(crd_report *report, crd_check_id id, const crd_json *root,
                     const crd_json *object, const crd_badge_class *class_);

/* The rules that tie one part of a subject to another. */
void crd_check_results(crd_report *report, const crd_json *root,
                       const crd_json *subject);
void crd_check_result_descriptions(crd_report *report, crd_check_id id,
                                   const crd_json *root,
                                   const crd_json *achievement);
void crd_check_identities(crd_report *report, const crd_json *root,
                          const crd_json *subject);

#endif
