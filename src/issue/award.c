/* SPDX-License-Identifier: Apache-2.0 */
/* The credential of one person: an OpenBadgeCredential (Open Badges 3.0) on
 * VC Data Model 2.0. What is the same for all is shared, never copied. */
#include "issue/issuance.h"

/* A document being written; a lack of memory sticks. */
typedef struct draft {
    crd_arena *arena;
    bool failed;
} draft;

static void put(draft *d, crd_json *object, const char *name, crd_json value)
{
    if (!crd_json_add(d->arena, object, crd_span_of(name), value)) {
        d->failed = true;
    }
}

static void put_text(draft *d, crd_json *object, const char *name,
                     crd_span text)
{
    if (text.len) {
        put(d, object, name, crd_json_string(text));
    }
}

static void put_copy(draft *d, crd_json *object, const char *name,
                     const char *text)
{
    crd_span copy = crd_arena_copy(d->arena, crd_span_of(text));
    d->failed |= !copy.data;
    put_text(d, object, name, copy);
}

static void put_instant(draft *d, crd_json *object, const char *name,
                        bool present, crd_instant instant)
{
    char text[CRD_INSTANT_TEXT_MAX];
    if (present) {
        crd_instant_write(text, instant);
        put_copy(d, object, name, text);
    }
}

static void push(draft *d, crd_json *array, crd_json value)
{
    if (!crd_json_push(d->arena, array, value)) {
        d->failed = true;
    }
}

/* The name as people write it; the e-mail hashed, with a salt of its own. */
static void put_identities(draft *d, crd_json *subject, crd_issuance *issuance,
                           const crd_award *award, const crd_person_key *person)
{
    crd_json list = crd_json_array();
    if (award->name.len && !issuance->options.without_name) {
        crd_json name = crd_json_object();
        put(d, &name, "type", crd_json_text("IdentityObject"));
        put(d, &name, "hashed", crd_json_bool(false));
        put(d, &name, "identityHash", crd_json_string(award->name));
        put(d, &name, "identityType", crd_json_text("name"));
        push(d, &list, name);
    }
    if (award->email.len && issuance->options.identify_by_email) {
        crd_json mail = crd_json_object();
        char salt[CRD_SALT_TEXT], hash[CRD_IDENTITY_HASH_TEXT], small[320];
        size_t len =
            award->email.len < sizeof small ? award->email.len : sizeof small;
        for (size_t i = 0; i < len; i++) {
            char c = award->email.data[i];
            small[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        crd_salt(salt, issuance, person);
        crd_identity_hash(hash, (crd_span){small, len}, crd_span_of(salt));
        put(d, &mail, "type", crd_json_text("IdentityObject"));
        put(d, &mail, "hashed", crd_json_bool(true));
        put_copy(d, &mail, "identityHash", hash);
        put(d, &mail, "identityType", crd_json_text("emailAddress"));
        put_copy(d, &mail, "salt", salt);
        push(d, &list, mail);
    }
    if (list.len) {
        put(d, subject, "identifier", list);
    }
}

static void put_results(draft *d, crd_json *subject,
                        const crd_issuance *issuance, const crd_award *award)
{
    crd_json list = crd_json_array();
    for (size_t i = 0; i < award->result_count; i++) {
        const crd_award_result *r = &award->results[i];
        crd_json result = crd_json_object();
        put(d, &result, "type", issuance->result_types);
        put_text(d, &result, "resultDescription", r->description);
        put_text(d, &result, "value", r->value);
        put_text(d, &result, "status", r->status);
        put_text(d, &result, "achievedLevel", r->achieved_level);
        push(d, &list, result);
    }
    if (list.len) {
        put(d, subject, "result", list);
    }
}

static crd_json make_subject(draft *d, crd_issuance *issuance,
                             const crd_award *award,
                             const crd_person_key *person)
{
    crd_json subject = crd_json_object();
    char id[CRD_URN_UUID_TEXT];
    if (award->did.len) {
        put_text(d, &subject, "id", award->did);
    } else {
        crd_subject_id(id, issuance, person);
        put_copy(d, &subject, "id", id);
    }
    put(d, &subject, "type", issuance->subject_types);
    put_identities(d, &subject, issuance, award, person);
    put_instant(d, &subject, "activityStartDate", award->has_activity_start,
                award->activity_start);
    put_instant(d, &subject, "activityEndDate", award->has_activity_end,
                award->activity_end);
    if (award->credits_earned.len) {
        put(d, &subject, "creditsEarned",
            crd_json_number(award->credits_earned));
    }
    put_text(d, &subject, "licenseNumber", award->licence_number);
    put_text(d, &subject, "narrative", award->narrative);
    put_text(d, &subject, "role", award->role);
    put_text(d, &subject, "term", award->term);
    put(d, &subject, "achievement", issuance->achievement);
    put_results(d, &subject, issuance, award);
    return subject;
}

static void put_evidence(draft *d, crd_json *root, const crd_issuance *issuance,
                         const crd_award *award)
{
    crd_json list = crd_json_array();
    for (size_t i = 0; i < award->evidence_count; i++) {
        const crd_award_evidence *e = &award->evidence[i];
        crd_json one = crd_json_object();
        put_text(d, &one, "id", e->id);
        put(d, &one, "type", issuance->evidence_types);
        put_text(d, &one, "name", e->name);
        put_text(d, &one, "description", e->description);
        put_text(d, &one, "narrative", e->narrative);
        put_text(d, &one, "genre", e->genre);
        push(d, &list, one);
    }
    if (list.len) {
        put(d, root, "evidence", list);
    }
}

crd_rc crd_award_document(crd_json *out, crd_issuance *issuance,
                          const crd_award *award, crd_error *error)
{
    draft d = {&issuance->row, false};
    crd_json root = crd_json_object();
    crd_person_key person;
    char id[CRD_URN_UUID_TEXT];
    CRD_TRY(crd_person_key_of(&person, award, error));
    CRD_TRY(crd_award_id(id, issuance, award, error));
    put(&d, &root, "@context", issuance->contexts);
    put_copy(&d, &root, "id", id);
    put(&d, &root, "type", issuance->types);
    put(&d, &root, "issuer", issuance->profile);
    put_instant(&d, &root, "validFrom", true, award->valid_from);
    put_instant(&d, &root, "validUntil", award->has_valid_until,
                award->valid_until);
    put_instant(&d, &root, "awardedDate", award->has_awarded, award->awarded);
    put_text(&d, &root, "name",
             crd_json_get_text(&issuance->achievement, "name"));
    put(&d, &root, "credentialSubject",
        make_subject(&d, issuance, award, &person));
    put_evidence(&d, &root, issuance, award);
    if (d.failed) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = root;
    return CRD_OK;
}
