/* SPDX-License-Identifier: Apache-2.0 */
/* Holding an object against the table of its class: each member is looked up
 * once, in the order the document has it. */
#include "badge/model.h"

/* Deeper than limits->json_depth ever is; a second line of defence. */
#define DEPTH_MAX 128

typedef struct check {
    crd_report *report;
    crd_check_id id;
    const crd_json *root;
} check;

static void fail(const check *c, crd_code code, const crd_badge_class *class_,
                 const crd_json *place, const char *name, const char *what)
{
    crd_report_add(c->report, c->id, CRD_FAIL, true, code, class_->clause,
                   crd_pointer(c->report, c->root, place), "The %s %s.", name,
                   what);
}

static const crd_badge_member *find(const crd_badge_class *class_, crd_span key)
{
    for (uint8_t i = 0; i < class_->count; i++) {
        crd_span name = class_->members[i].name;
        if (name.len == key.len && name.data[0] == key.data[0] &&
            memcmp(name.data, key.data, key.len) == 0) {
            return &class_->members[i];
        }
    }
    return NULL;
}

static bool is_word(const crd_badge_member *member, crd_span word)
{
    for (size_t i = 0; member->words[i]; i++) {
        if (crd_span_is(word, member->words[i])) {
            return true;
        }
    }
    return word.len > 4 && crd_span_starts(word, "ext:");
}

static bool is_localised(const crd_json *value)
{
    return value->type == CRD_JSON_STRING ||
           crd_json_is(crd_json_get(value, "@value"), CRD_JSON_STRING);
}

static bool is_time(const crd_json *value, bool date_only)
{
    crd_instant t;
    return value->type == CRD_JSON_STRING &&
           ((!date_only &&
             crd_instant_parse(&t, crd_json_span(value), NULL) == CRD_OK) ||
            crd_date_parse(&t, crd_json_span(value), NULL) == CRD_OK);
}

/* What is wrong with one value; NULL if it has the form. */
static const char *misfit(const crd_badge_member *member, const crd_json *value)
{
    bool text = value->type == CRD_JSON_STRING;
    bool object = value->type == CRD_JSON_OBJECT;
    switch (member->form) {
    case FORM_TEXT:
        return text ? NULL : "is not text";
    case FORM_URL:
        return text && crd_is_url(crd_json_span(value)) ? NULL : "is not a URL";
    case FORM_TIME:
        return is_time(value, false) ? NULL : "is not a date and time";
    case FORM_DATE:
        return is_time(value, true) ? NULL : "is not a date";
    case FORM_NUMBER:
        return value->type == CRD_JSON_NUMBER ? NULL : "is not a number";
    case FORM_BOOLEAN:
        return value->type == CRD_JSON_TRUE || value->type == CRD_JSON_FALSE
                   ? NULL
                   : "is neither true nor false";
    case FORM_WORD:
        return text ? NULL : "is not a word of its list";
    case FORM_OBJECT:
    case FORM_CREDENTIAL:
        return object ? NULL : "is not an object";
    case FORM_PROFILE:
        return object || (text && crd_is_url(crd_json_span(value)))
                   ? NULL
                   : "is neither a Profile nor the URL of one";
    case FORM_LOCALISED:
        return is_localised(value) ? NULL : "is not text";
    case FORM_ANY:
        break;
    }
    return NULL;
}

static void check_object(const check *c, const crd_json *object,
                         const crd_badge_class *class_, unsigned depth);

static void check_one(const check *c, const crd_badge_class *class_,
                      const crd_badge_member *member, const crd_json *value,
                      unsigned depth)
{
    const char *wrong = misfit(member, value);
    if (wrong) {
        fail(c, CRD_CODE_MEMBER_MALFORMED, class_, value, member->name.data,
             wrong);
    } else if (member->form == FORM_WORD &&
               !is_word(member, crd_json_span(value))) {
        crd_report_add(
            c->report, c->id, CRD_FAIL, true, CRD_CODE_VALUE_NOT_ALLOWED,
            class_->clause, crd_pointer(c->report, c->root, value),
            "The %s is %.*s, which is not one of its list.", member->name.data,
            (int)(value->len < 60 ? value->len : 60), value->as.text);
    } else if (member->object && value->type == CRD_JSON_OBJECT) {
        check_object(c, value, member->object, depth + 1);
    }
}

static void check_member(const check *c, const crd_badge_class *class_,
                         const crd_badge_member *member, const crd_json *value,
                         unsigned depth)
{
    if (value->type != CRD_JSON_ARRAY || member->form == FORM_ANY) {
        check_one(c, class_, member, value, depth);
        return;
    }
    if (!member->many && member->form != FORM_LOCALISED) {
        fail(c, CRD_CODE_MEMBER_MALFORMED, class_, value, member->name.data,
             "is a list, and there can be one only");
        return;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        check_one(c, class_, member, &value->as.items[i], depth);
    }
}

static void check_object(const check *c, const crd_json *object,
                         const crd_badge_class *class_, unsigned depth)
{
    uint32_t seen = 0;
    if (depth > DEPTH_MAX) {
        fail(c, CRD_CODE_JSON_DEPTH, class_, object, "document",
             "is nested too deeply");
        return;
    }
    for (uint32_t i = 0; i < object->len; i++) {
        const crd_json_member *m = &object->as.members[i];
        const crd_badge_member *member =
            m->key_len ? find(class_, crd_json_key(m)) : NULL;
        if (member) {
            seen |= (uint32_t)1 << (member - class_->members);
            check_member(c, class_, member, &m->value, depth);
        }
    }
    for (uint8_t i = 0; i < class_->count; i++) {
        if (class_->members[i].required && !(seen & (uint32_t)1 << i)) {
            fail(c, CRD_CODE_MEMBER_MISSING, class_, object,
                 class_->members[i].name.data, "is missing");
        }
    }
    if (class_->type && crd_json_get(object, "type") &&
        !crd_many_has(crd_json_get(object, "type"), class_->type)) {
        crd_report_add(
            c->report, c->id, CRD_FAIL, true, CRD_CODE_TYPE_MISSING,
            class_->clause,
            crd_pointer(c->report, c->root, crd_json_get(object, "type")),
            "The type does not include %s.", class_->type);
    }
}

void crd_check_class(crd_report *report, crd_check_id id, const crd_json *root,
                     const crd_json *object, const crd_badge_class *class_)
{
    check c = {report, id, root};
    check_object(&c, object, class_, 0);
}

/* ---- Known members (for issuing) ------------------------------------------
 */

typedef struct known {
    crd_extension_fn extends;
    void *context;
    const crd_json *root;
    bool extended;
    crd_error *error;
} known;

static crd_rc know_object(known *k, const crd_json *object,
                          const crd_badge_class *class_, unsigned depth)
{
    for (uint32_t i = 0; i < object->len && depth < DEPTH_MAX; i++) {
        const crd_json_member *m = &object->as.members[i];
        crd_span key = crd_json_key(m);
        const crd_badge_member *member = key.len ? find(class_, key) : NULL;
        if (!member && k->extends && k->extends(k->context, key)) {
            k->extended = true;
            continue;
        }
        if (!member) {
            crd_rc rc = crd_fail(k->error, CRD_CODE_MEMBER_UNKNOWN,
                                 "%.*s is not a member that %s has.",
                                 (int)(key.len < 80 ? key.len : 80), key.data,
                                 class_->clause);
            crd_error_point(k->error, k->root, &m->value);
            return rc;
        }
        for (uint32_t v = 0; member->object && v < crd_many_count(&m->value);
             v++) {
            const crd_json *value = crd_many_at(&m->value, v);
            if (value->type == CRD_JSON_OBJECT) {
                CRD_TRY(know_object(k, value, member->object, depth + 1));
            }
        }
    }
    return CRD_OK;
}

static crd_rc know(bool *extended, const crd_json *object,
                   const crd_badge_class *class_, crd_extension_fn extends,
                   void *context, crd_error *error)
{
    known k = {extends, context, object, false, error};
    if (!crd_json_is(object, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_MEMBER_MALFORMED,
                        "This is not an object of %s.", class_->clause);
    }
    CRD_TRY(know_object(&k, object, class_, 0));
    *extended = k.extended;
    return CRD_OK;
}

crd_rc crd_achievement_known(bool *extended, const crd_json *achievement,
                             crd_extension_fn extends, void *context,
                             crd_error *error)
{
    return know(extended, achievement, &crd_class_achievement, extends, context,
                error);
}

crd_rc crd_profile_known(bool *extended, const crd_json *profile,
                         crd_extension_fn extends, void *context,
                         crd_error *error)
{
    return know(extended, profile, &crd_class_profile, extends, context, error);
}
