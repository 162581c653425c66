/* SPDX-License-Identifier: Apache-2.0 */
/* What ties results to the achievement: Open Badges 3.0, Result and
 * ResultDescription. "The linked result description must be in the
 * achievement that is being asserted." */
#include "badge/model.h"

#define CLAUSE_RESULT "Open Badges 3.0, Result"
#define CLAUSE_DESCRIPTION "Open Badges 3.0, ResultDescription"

/* No achievement describes more; each result is compared with all of them. */
#define DESCRIPTIONS_MAX 1000

static const crd_json *find_id(const crd_json *list, crd_span id)
{
    for (uint32_t i = 0; i < crd_many_count(list) && i < DESCRIPTIONS_MAX;
         i++) {
        const crd_json *one = crd_many_at(list, i);
        if (crd_span_equal(crd_json_get_text(one, "id"), id)) {
            return one;
        }
    }
    return NULL;
}

/* The level, wherever in the achievement it stands. */
static const crd_json *find_level(const crd_json *descriptions, crd_span id)
{
    const crd_json *level = NULL;
    for (uint32_t i = 0;
         !level && i < crd_many_count(descriptions) && i < DESCRIPTIONS_MAX;
         i++) {
        level = find_id(
            crd_json_get(crd_many_at(descriptions, i), "rubricCriterionLevel"),
            id);
    }
    return level;
}

static bool to_number(double *out, crd_span text)
{
    crd_json number = crd_json_number(text);
    for (size_t i = 0; i < text.len; i++) {
        if (!strchr("0123456789.-", text.data[i]) || !text.data[i]) {
            return false;
        }
    }
    return text.len && text.len < 32 &&
           crd_json_double(out, &number, NULL) == CRD_OK;
}

/* Where `value` stands among the allowed ones, which are ordered from low to
 * high; their count if it is none of them. */
static uint32_t rank_of(const crd_json *allowed, crd_span value)
{
    uint32_t count = crd_many_count(allowed);
    for (uint32_t i = 0; i < count; i++) {
        const crd_json *a = crd_many_at(allowed, i);
        if (a->type == CRD_JSON_STRING &&
            crd_span_equal(crd_json_span(a), value)) {
            return i;
        }
    }
    return count;
}

/* "87" and, of a percentage, "87 %". */
static bool read_points(double *out, crd_span value)
{
    while (value.len && strchr("% ", value.data[value.len - 1])) {
        value.len--;
    }
    return to_number(out, value);
}

static bool is_allowed(const crd_json *description, crd_span value)
{
    const crd_json *allowed = crd_json_get(description, "allowedValue");
    double v, min, max;
    bool has_min, has_max;
    if (crd_many_count(allowed)) {
        return rank_of(allowed, value) < crd_many_count(allowed);
    }
    has_min = to_number(&min, crd_json_get_text(description, "valueMin"));
    has_max = to_number(&max, crd_json_get_text(description, "valueMax"));
    if (!read_points(&v, value)) {
        return !has_min && !has_max;
    }
    return (!has_min || v >= min) && (!has_max || v <= max);
}

/* By the order of the values allowed, else by number; what cannot be compared
 * is not below. */
static bool is_below(const crd_json *description, crd_span value,
                     crd_span required)
{
    const crd_json *allowed = crd_json_get(description, "allowedValue");
    uint32_t count = crd_many_count(allowed);
    double v, r;
    if (count) {
        uint32_t needed = rank_of(allowed, required);
        return needed < count && rank_of(allowed, value) < needed;
    }
    return read_points(&v, value) && read_points(&r, required) && v < r;
}

static void finding(crd_report *report, crd_check_id id, crd_result result,
                    crd_code code, const char *clause, const crd_json *root,
                    const crd_json *place, const char *detail)
{
    crd_report_add(report, id, result, true, code, clause,
                   crd_pointer(report, root, place), "%s", detail);
}

void crd_check_result_descriptions(crd_report *report, crd_check_id id,
                                   const crd_json *root,
                                   const crd_json *achievement)
{
    const crd_json *all = crd_json_get(achievement, "resultDescription");
    for (uint32_t i = 0; i < crd_many_count(all) && i < DESCRIPTIONS_MAX; i++) {
        const crd_json *d = crd_many_at(all, i);
        const crd_json *level = crd_json_get(d, "requiredLevel");
        const crd_json *value = crd_json_get(d, "requiredValue");
        if (crd_json_is(level, CRD_JSON_STRING) &&
            !find_id(crd_json_get(d, "rubricCriterionLevel"),
                     crd_json_span(level))) {
            finding(report, id, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
                    CLAUSE_DESCRIPTION, root, level,
                    "The required level is not one of the levels described.");
        }
        if (crd_json_is(value, CRD_JSON_STRING) &&
            !is_allowed(d, crd_json_span(value))) {
            finding(report, id, CRD_WARN, CRD_CODE_VALUE_NOT_ALLOWED,
                    CLAUSE_DESCRIPTION, root, value,
                    "The required value is not one of the values allowed.");
        }
    }
}

/* A level of another description is a slip of the pen, seen in the
 * specification's own example; one that is nowhere is a broken reference. */
static void check_level(crd_report *report, const crd_json *root,
                        const crd_json *descriptions,
                        const crd_json *description, const crd_json *level)
{
    crd_span id = crd_json_span(level);
    if (find_id(crd_json_get(description, "rubricCriterionLevel"), id)) {
        return;
    }
    if (find_level(descriptions, id)) {
        finding(report, CRD_CHECK_SUBJECT, CRD_WARN, CRD_CODE_REFERENCE_BROKEN,
                CLAUSE_RESULT, root, level,
                "The level reached belongs to another result than the one "
                "named.");
    } else {
        finding(report, CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
                CLAUSE_RESULT, root, level,
                "The level reached is not one that the achievement describes.");
    }
}

static int shown(crd_span text)
{
    return (int)(text.len < 40 ? text.len : 40);
}

/* A warning: a verifier cannot know whether the list or the result is wrong.
 * Who issues can, and is refused (issue/issuance.c). */
static void check_value(crd_report *report, const crd_json *root,
                        const crd_json *description, const crd_json *value)
{
    crd_span result = crd_json_span(value);
    crd_span required = crd_json_get_text(description, "requiredValue");
    if (!is_allowed(description, result)) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_WARN, true,
                       CRD_CODE_RESULT_NOT_ALLOWED, CLAUSE_DESCRIPTION,
                       crd_pointer(report, root, value),
                       "The result \"%.*s\" is not one that the achievement "
                       "allows.",
                       shown(result), result.data);
    } else if (required.len && is_below(description, result, required)) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_WARN, true,
                       CRD_CODE_RESULT_BELOW_REQUIRED, CLAUSE_DESCRIPTION,
                       crd_pointer(report, root, value),
                       "The result \"%.*s\" is below \"%.*s\", which the "
                       "achievement requires.",
                       shown(result), result.data, shown(required),
                       required.data);
    }
}

static void check_result(crd_report *report, const crd_json *root,
                         const crd_json *descriptions, const crd_json *result)
{
    const crd_json *link = crd_json_get(result, "resultDescription");
    const crd_json *level = crd_json_get(result, "achievedLevel");
    const crd_json *value = crd_json_get(result, "value");
    const crd_json *description =
        crd_json_is(link, CRD_JSON_STRING)
            ? find_id(descriptions, crd_json_span(link))
            : NULL;
    if (crd_json_is(link, CRD_JSON_STRING) && !description) {
        finding(report, CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
                CLAUSE_RESULT, root, link,
                "The result belongs to a description that the achievement "
                "does not have.");
    }
    if (crd_json_is(level, CRD_JSON_STRING)) {
        check_level(report, root, descriptions, description, level);
    }
    if (description &&
        crd_json_is_text(crd_json_get(description, "resultType"), "Status") &&
        !crd_json_get(result, "status")) {
        finding(report, CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_MEMBER_MISSING,
                CLAUSE_RESULT, root, result,
                "The result is a status, but no status is given.");
    }
    if (description && crd_json_is(value, CRD_JSON_STRING)) {
        check_value(report, root, description, value);
    }
}

void crd_check_results(crd_report *report, const crd_json *root,
                       const crd_json *subject)
{
    const crd_json *results = crd_json_get(subject, "result");
    const crd_json *descriptions =
        crd_json_get(crd_json_get(subject, "achievement"), "resultDescription");
    for (uint32_t i = 0; i < crd_many_count(results) && i < DESCRIPTIONS_MAX;
         i++) {
        check_result(report, root, descriptions, crd_many_at(results, i));
    }
}
