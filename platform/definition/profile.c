/* SPDX-License-Identifier: Apache-2.0 */
/* Framework profiles read from JSON, and workload as xsd:duration
 * (XML Schema 1.1 Part 2, 3.3.6) without what has no fixed length. */
#include "platform/definition/profile.h"

#include <stdio.h>

enum { HOUR = 60, DAY = 24 * HOUR, DIGITS_MAX = 7 };

/* ---- Workload ------------------------------------------------------------ */

static crd_rc refuse(crd_error *error, const char *why, crd_span text)
{
    return crd_fail(error, CRD_CODE_DEFINITION_WORKLOAD, "\"%.*s\": %s",
                    (int)(text.len < 40 ? text.len : 40), text.data, why);
}

/* Why a part of a duration cannot count: NULL if it can. */
static const char *fault_of_unit(char unit, bool time)
{
    switch (unit) {
    case 'Y':
        return "years are not a workload";
    case 'M':
        return time ? NULL
                    : "months are not a workload; 60 minutes are PT60M, 60 "
                      "hours PT60H";
    case 'W':
        return "weeks do not exist in xsd:duration; write hours";
    case 'D':
        return time ? "days stand before the T" : NULL;
    case 'H':
        return time ? NULL : "hours stand after a T, such as PT75H";
    case 'S':
        return "a workload has no seconds";
    default:
        return "this is no duration of hours and minutes, such as PT75H";
    }
}

crd_rc crd_workload_parse(int64_t *minutes, crd_span text, crd_error *error)
{
    static const char *const NONE = "it holds no days, hours or minutes";
    int64_t sum = 0, last = INT64_MAX;
    size_t i = 1;
    bool time = false, ended = false;
    if (!text.len || text.data[0] != 'P') {
        return refuse(error, fault_of_unit(0, false), text);
    }
    while (i < text.len) {
        if (text.data[i] == 'T' && !time) {
            time = true;
            ended = false;
            i++;
            continue;
        }
        int64_t number = 0;
        size_t start = i;
        while (i < text.len && text.data[i] >= '0' && text.data[i] <= '9' &&
               i - start < DIGITS_MAX) {
            number = number * 10 + (text.data[i++] - '0');
        }
        const char *fault =
            fault_of_unit(i < text.len ? text.data[i] : 0, time);
        if (i == start || fault) {
            return refuse(error, fault ? fault : NONE, text);
        }
        int64_t unit = text.data[i] == 'D'   ? DAY
                       : text.data[i] == 'H' ? HOUR
                                             : 1;
        if (unit >= last) {
            return refuse(error, "its parts are out of order", text);
        }
        sum += number * unit;
        last = unit;
        ended = true;
        i++;
    }
    if (!ended) {
        return refuse(error, NONE, text);
    }
    *minutes = sum;
    return CRD_OK;
}

void crd_workload_words(char out[CRD_WORKLOAD_TEXT_MAX], int64_t minutes)
{
    long long h = minutes / HOUR, m = minutes % HOUR;
    if (!h) {
        snprintf(out, CRD_WORKLOAD_TEXT_MAX, "%lld min", m);
    } else if (!m) {
        snprintf(out, CRD_WORKLOAD_TEXT_MAX, "%lld h", h);
    } else {
        snprintf(out, CRD_WORKLOAD_TEXT_MAX, "%lld h %lld min", h, m);
    }
}

/* ---- What holds for every definition ------------------------------------- */

void crd_profile_general(crd_profile *out)
{
    /* CRD_SPAN is no constant expression in ISO C. */
#define NEED(word)                                                             \
    {                                                                          \
        {                                                                      \
            word, sizeof word - 1                                              \
        }                                                                      \
    }
    static const crd_profile_need NEEDS[] = {
        NEED("id"),       NEED("name"),         NEED("description"),
        NEED("criteria"), NEED("prerequisite"), NEED("stackability")};
#undef NEED
    *out =
        (crd_profile){.needs = NEEDS,
                      .need_count = sizeof NEEDS / sizeof *NEEDS,
                      .outcomes_per_10h = 10,
                      .size_max = {10 * HOUR, 50 * HOUR, (int64_t)750 * HOUR}};
}

/* ---- Reading ------------------------------------------------------------- */

static crd_rc malformed(crd_error *error, const char *member, const char *why)
{
    return crd_fail(error, CRD_CODE_PROFILE_MALFORMED, "%s %s", member, why);
}

/* Every member of `object` is one of `names`, parted by '|'. */
static crd_rc known_only(const crd_json *object, const char *where,
                         const char *names, crd_error *error)
{
    if (!crd_json_is(object, CRD_JSON_OBJECT)) {
        return malformed(error, where, "is no object");
    }
    for (uint32_t i = 0; i < object->len; i++) {
        crd_span key = crd_json_key(&object->as.members[i]);
        const char *at = names;
        bool known = false;
        while (*at && !known) {
            size_t len = strcspn(at, "|");
            known = crd_span_equal(key, (crd_span){at, len});
            at += len + (at[len] == '|');
        }
        if (!known) {
            return crd_fail(error, CRD_CODE_PROFILE_MALFORMED,
                            "%s has a member \"%.*s\", which says nothing here",
                            where, (int)(key.len < 40 ? key.len : 40),
                            key.data);
        }
    }
    return CRD_OK;
}

static crd_rc read_text(crd_span *out, const crd_json *object, const char *name,
                        bool needed, crd_error *error)
{
    *out = crd_json_get_text(object, name);
    if (!out->data && (needed || crd_json_get(object, name))) {
        return malformed(error, name, "is no text");
    }
    return CRD_OK;
}

static crd_rc read_workload(int64_t *out, const crd_json *object,
                            const char *name, crd_error *error)
{
    crd_span text;
    CRD_TRY(read_text(&text, object, name, false, error));
    return text.data ? crd_workload_parse(out, text, error) : CRD_OK;
}

static crd_rc read_number(double *out, const crd_json *object, const char *name,
                          crd_error *error)
{
    const crd_json *value = crd_json_get(object, name);
    if (!value) {
        return CRD_OK;
    }
    if (!crd_json_is(value, CRD_JSON_NUMBER)) {
        return malformed(error, name, "is no number");
    }
    CRD_TRY(crd_json_double(out, value, error));
    return *out > 0 && *out < 1e9 ? CRD_OK
                                  : malformed(error, name, "is out of range");
}

static crd_rc read_texts(const crd_json **out, const crd_json *object,
                         const char *name, crd_error *error)
{
    *out = crd_json_get(object, name);
    if (*out && !crd_json_is(*out, CRD_JSON_ARRAY)) {
        return malformed(error, name, "is no list");
    }
    for (uint32_t i = 0; *out && i < (*out)->len; i++) {
        if (!crd_json_is(&(*out)->as.items[i], CRD_JSON_STRING)) {
            return malformed(error, name, "holds what is no text");
        }
    }
    return CRD_OK;
}

static crd_rc read_limits(crd_profile *p, const crd_json *limits,
                          crd_error *error)
{
    static const char *const CLASSES[] = {"unit", "course", "micro"};
    const crd_json *size = crd_json_get(limits, "size");
    double per_credit = 0;
    CRD_TRY(known_only(limits, "limits",
                       "minWorkload|maxWorkload|maxCredits|creditSystem|"
                       "minutesPerCredit|titleForbidden|outcomesPer10Hours|"
                       "size",
                       error));
    CRD_TRY(read_workload(&p->min_workload, limits, "minWorkload", error));
    CRD_TRY(read_workload(&p->max_workload, limits, "maxWorkload", error));
    CRD_TRY(read_number(&p->max_credits, limits, "maxCredits", error));
    CRD_TRY(read_text(&p->credit_system, limits, "creditSystem", false, error));
    CRD_TRY(read_number(&per_credit, limits, "minutesPerCredit", error));
    p->minutes_per_credit = (int64_t)per_credit;
    CRD_TRY(
        read_number(&p->outcomes_per_10h, limits, "outcomesPer10Hours", error));
    CRD_TRY(read_texts(&p->title_forbidden, limits, "titleForbidden", error));
    if (!size) {
        return CRD_OK;
    }
    CRD_TRY(known_only(size, "size", "unit|course|micro", error));
    for (int i = 0; i < CRD_SIZE_CLASSES - 1; i++) {
        CRD_TRY(read_workload(&p->size_max[i], size, CLASSES[i], error));
    }
    return CRD_OK;
}

static crd_rc read_needs(crd_profile *p, crd_arena *arena, const crd_json *list,
                         crd_error *error)
{
    if (!crd_json_is(list, CRD_JSON_ARRAY)) {
        return malformed(error, "required", "is no list");
    }
    size_t given = p->need_count;
    crd_profile_need *needs =
        CRD_NEW_N(arena, crd_profile_need, given + list->len);
    if (!needs) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(needs, p->needs, given * sizeof *needs);
    for (uint32_t i = 0; i < list->len; i++) {
        const crd_json *row = &list->as.items[i];
        crd_profile_need need;
        bool twice = false;
        CRD_TRY(known_only(row, "required", "field|when|ifApplicable", error));
        CRD_TRY(read_text(&need.field, row, "field", true, error));
        CRD_TRY(read_text(&need.when, row, "when", false, error));
        CRD_TRY(
            read_text(&need.if_applicable, row, "ifApplicable", false, error));
        for (size_t k = 0; k < given; k++) {
            twice = twice || crd_span_equal(needs[k].field, need.field);
        }
        if (!twice) {
            needs[p->need_count++] = need;
        }
    }
    p->needs = needs;
    return CRD_OK;
}

crd_rc crd_profile_read(crd_profile *out, crd_arena *arena,
                        const crd_json *json, crd_error *error)
{
    crd_profile p;
    crd_profile_general(&p);
    const crd_json *verified = crd_json_get(json, "verifiedAgainstOriginal");
    const crd_json *limits = crd_json_get(json, "limits");
    CRD_TRY(known_only(json, "the profile",
                       "id|name|edition|jurisdiction|source|"
                       "verifiedAgainstOriginal|required|limits|"
                       "notInDefinition",
                       error));
    CRD_TRY(read_text(&p.id, json, "id", true, error));
    CRD_TRY(read_text(&p.name, json, "name", true, error));
    CRD_TRY(read_text(&p.edition, json, "edition", true, error));
    CRD_TRY(read_text(&p.jurisdiction, json, "jurisdiction", true, error));
    CRD_TRY(read_text(&p.source, json, "source", true, error));
    p.verified = crd_json_is(verified, CRD_JSON_TRUE);
    if (!p.verified && !crd_json_is(verified, CRD_JSON_FALSE)) {
        return malformed(error, "verifiedAgainstOriginal",
                         "is neither true nor false");
    }
    CRD_TRY(read_needs(&p, arena, crd_json_get(json, "required"), error));
    CRD_TRY(read_texts(&p.not_in_definition, json, "notInDefinition", error));
    if (limits) {
        CRD_TRY(read_limits(&p, limits, error));
    }
    *out = p;
    return CRD_OK;
}
