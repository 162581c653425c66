/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a credential: VC Data Model 2.0, 4.4 to 4.11 and 5.3 to 5.6;
 * VC Data Model 1.1, 4.2 to 4.9 and 5.4 to 5.7. */
#include "credential/text.h"

/* The clause of both data models for one subject. */
typedef struct clauses {
    const char *v2;
    const char *v1;
} clauses;

static const clauses IDENTIFIERS = {"VC Data Model 2.0, 4.4",
                                    "VC Data Model 1.1, 4.2"};
static const clauses TYPES = {"VC Data Model 2.0, 4.5",
                              "VC Data Model 1.1, 4.3"};
static const clauses NAMES = {"VC Data Model 2.0, 4.6", ""};
static const clauses ISSUER = {"VC Data Model 2.0, 4.7",
                               "VC Data Model 1.1, 4.5"};
static const clauses SUBJECT = {"VC Data Model 2.0, 4.8",
                                "VC Data Model 1.1, 4.4"};
static const clauses RESOURCES = {"VC Data Model 2.0, 5.3", ""};

typedef struct look {
    crd_report *report;
    const crd_credential *credential;
} look;

static const char *clause_of(const look *l, clauses c)
{
    return l->credential->version == CRD_VC_1_1 ? c.v1 : c.v2;
}

static void fail(look *l, crd_check_id id, crd_code code, clauses clause,
                 const crd_json *place, const char *detail)
{
    crd_report_add(l->report, id, CRD_FAIL, true, code, clause_of(l, clause),
                   crd_pointer(l->report, l->credential->root, place), "%s",
                   detail);
}

/* `id`, if it is there, is one URL. True if it may be relied on. */
static bool check_id(look *l, crd_check_id id, const crd_json *object,
                     const char *detail)
{
    const crd_json *value = crd_json_get(object, "id");
    if (value &&
        (value->type != CRD_JSON_STRING || !crd_is_url(crd_json_span(value)))) {
        fail(l, id, CRD_CODE_MEMBER_MALFORMED, IDENTIFIERS, value, detail);
        return false;
    }
    return value != NULL;
}

static bool is_type(const crd_json *type)
{
    for (uint32_t i = 0; i < crd_many_count(type); i++) {
        const crd_json *t = crd_many_at(type, i);
        if (t->type != CRD_JSON_STRING || t->len == 0) {
            return false;
        }
    }
    return crd_many_count(type) > 0;
}

static void check_types(look *l)
{
    const crd_json *root = l->credential->root;
    const crd_json *type = crd_json_get(root, "type");
    if (!type || !is_type(type)) {
        fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_TYPE_MISSING, TYPES,
             type ? type : root,
             "The type must be one or more names of types.");
    } else if (!(l->credential->types & CRD_TYPE_CREDENTIAL)) {
        fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_TYPE_MISSING, TYPES, type,
             "The type does not include VerifiableCredential.");
    }
    check_id(l, CRD_CHECK_CONTEXT_TYPE, root,
             "The id of the credential is not a URL.");
}

/* A text, a language value, or a list of language values. */
static bool is_localised(const crd_json *value)
{
    if (value->type == CRD_JSON_STRING) {
        return true;
    }
    for (uint32_t i = 0; i < crd_many_count(value); i++) {
        const crd_json *v = crd_many_at(value, i);
        if (!crd_json_is(crd_json_get(v, "@value"), CRD_JSON_STRING)) {
            return false;
        }
    }
    return crd_many_count(value) > 0;
}

static void check_names(look *l, crd_check_id id, const crd_json *object)
{
    static const char *const NAMED[] = {"name", "description"};
    for (size_t i = 0; i < 2; i++) {
        const crd_json *value = crd_json_get(object, NAMED[i]);
        if (value && !is_localised(value)) {
            crd_report_add(l->report, id, CRD_FAIL, true,
                           CRD_CODE_MEMBER_MALFORMED, clause_of(l, NAMES),
                           crd_pointer(l->report, l->credential->root, value),
                           "The %s is neither text nor text with a language.",
                           NAMED[i]);
        }
    }
}

static void check_issuer(look *l)
{
    const crd_json *issuer = l->credential->issuer;
    if (!issuer) {
        fail(l, CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MISSING, ISSUER,
             l->credential->root, "No issuer is named.");
    } else if ((issuer->type != CRD_JSON_STRING &&
                issuer->type != CRD_JSON_OBJECT) ||
               !crd_is_url(l->credential->issuer_id)) {
        fail(l, CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MALFORMED, ISSUER, issuer,
             "The issuer is neither a URL nor an object whose id is one.");
    } else if (issuer->type == CRD_JSON_OBJECT) {
        check_names(l, CRD_CHECK_ISSUER, issuer);
    }
}

static void check_subjects(look *l)
{
    const crd_json *subjects = l->credential->subjects;
    if (crd_many_count(subjects) == 0) {
        fail(l, CRD_CHECK_SUBJECT, CRD_CODE_MEMBER_MISSING, SUBJECT,
             subjects ? subjects : l->credential->root,
             "There is no credentialSubject, so nothing is said of anyone.");
    }
    for (uint32_t i = 0; i < crd_many_count(subjects); i++) {
        const crd_json *subject = crd_many_at(subjects, i);
        if (subject->type != CRD_JSON_OBJECT || subject->len == 0) {
            fail(l, CRD_CHECK_SUBJECT, CRD_CODE_MEMBER_MALFORMED, SUBJECT,
                 subject,
                 "A credentialSubject is an object that says something.");
            continue;
        }
        check_id(l, CRD_CHECK_SUBJECT, subject,
                 "The id of the subject is not a URL.");
    }
}

/* Members whose values are objects with a type, and what else they need. */
static const struct {
    const char *name;
    crd_check_id check;
    clauses clause;
    bool id_in_v1, id_in_v2;
} TYPED[] = {
    {"credentialStatus",
     CRD_CHECK_STATUS,
     {"VC Data Model 2.0, 4.10", "VC Data Model 1.1, 4.9"},
     true,
     false},
    {"credentialSchema",
     CRD_CHECK_CREDENTIAL_SCHEMA,
     {"VC Data Model 2.0, 4.11", "VC Data Model 1.1, 5.4"},
     true,
     true},
    {"refreshService",
     CRD_CHECK_REFRESH,
     {"VC Data Model 2.0, 5.4", "VC Data Model 1.1, 5.5"},
     true,
     false},
    {"termsOfUse",
     CRD_CHECK_CONTEXT_TYPE,
     {"VC Data Model 2.0, 5.5", "VC Data Model 1.1, 5.6"},
     false,
     false},
    {"evidence",
     CRD_CHECK_EVIDENCE,
     {"VC Data Model 2.0, 5.6", "VC Data Model 1.1, 5.7"},
     false,
     false},
    {"confidenceMethod",
     CRD_CHECK_CONTEXT_TYPE,
     {"VC Data Model 2.0, 5.10", ""},
     false,
     false},
    {"renderMethod",
     CRD_CHECK_CONTEXT_TYPE,
     {"VC Data Model 2.0, 5.10", ""},
     false,
     false},
};

static void check_typed(look *l, size_t which, const crd_json *value)
{
    bool needs_id = l->credential->version == CRD_VC_1_1
                        ? TYPED[which].id_in_v1
                        : TYPED[which].id_in_v2;
    const crd_json *type = crd_json_get(value, "type");
    const crd_json *place = value;
    const char *what = NULL;
    if (value->type != CRD_JSON_OBJECT) {
        what = "is not an object";
    } else if (!type || !is_type(type)) {
        what = "does not say in its type what it is";
    } else if (crd_json_get(value, "id") &&
               !crd_is_url(crd_json_get_text(value, "id"))) {
        what = "has an id that is not a URL";
        place = crd_json_get(value, "id");
    } else if (needs_id && !crd_json_get(value, "id")) {
        what = "has no id";
    }
    if (what) {
        crd_report_add(l->report, TYPED[which].check, CRD_FAIL, true,
                       CRD_CODE_MEMBER_MALFORMED,
                       clause_of(l, TYPED[which].clause),
                       crd_pointer(l->report, l->credential->root, place),
                       "The %s %s.", TYPED[which].name, what);
    }
}

static void check_typed_members(look *l)
{
    for (size_t k = 0; k < sizeof TYPED / sizeof *TYPED; k++) {
        const crd_json *value =
            crd_json_get(l->credential->root, TYPED[k].name);
        if (value && crd_many_count(value) == 0) {
            crd_report_add(l->report, TYPED[k].check, CRD_FAIL, true,
                           CRD_CODE_MEMBER_MALFORMED,
                           clause_of(l, TYPED[k].clause),
                           crd_pointer(l->report, l->credential->root, value),
                           "The %s is an empty list.", TYPED[k].name);
        }
        for (uint32_t i = 0; i < crd_many_count(value); i++) {
            check_typed(l, k, crd_many_at(value, i));
        }
    }
}

/* No credential relates to more; each is compared with all before it. */
#define RELATED_MAX 1000

/* VC Data Model 2.0, 5.3: each named once, with a digest. */
static void check_related(look *l)
{
    const crd_json *related =
        crd_json_get(l->credential->root, "relatedResource");
    uint32_t count = crd_many_count(related);
    if (count > RELATED_MAX) {
        fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MALFORMED, RESOURCES,
             related, "There are more than 1,000 related resources.");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const crd_json *r = crd_many_at(related, i);
        crd_span id = crd_json_get_text(r, "id");
        if (!crd_is_url(id)) {
            fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MALFORMED,
                 RESOURCES, r, "A related resource has no id that is a URL.");
        } else if (!crd_json_get_text(r, "digestSRI").len &&
                   !crd_json_get_text(r, "digestMultibase").len) {
            fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MISSING, RESOURCES,
                 r, "A related resource has no digest.");
        }
        for (uint32_t k = 0; k < i; k++) {
            if (id.data &&
                crd_span_equal(
                    id, crd_json_get_text(crd_many_at(related, k), "id"))) {
                fail(l, CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MALFORMED,
                     RESOURCES, r, "A related resource is named twice.");
                break;
            }
        }
    }
}

void crd_check_data_model(crd_report *report, const crd_credential *credential)
{
    look l = {report, credential};
    check_types(&l);
    if (credential->version != CRD_VC_1_1) {
        check_names(&l, CRD_CHECK_CONTEXT_TYPE, credential->root);
        check_related(&l);
    }
    check_issuer(&l);
    check_subjects(&l);
    check_typed_members(&l);
}
