/* SPDX-License-Identifier: Apache-2.0 */
/* Tests a definition against a profile; everything is found, not the first. */
#include "platform/definition/definition_check.h"

#include <stdio.h>

typedef struct check {
    crd_arena *arena;
    const crd_json *definition;
    const crd_profile *profile;
    crd_definition_report *report;
    crd_definition_finding **end;
    bool failed_memory;
} check;

static void find(check *c, crd_finding_result result, crd_code code,
                 crd_span field, crd_span detail)
{
    crd_definition_finding *f = CRD_NEW(c->arena, crd_definition_finding);
    if (!f || !field.data || !detail.data) {
        c->failed_memory = true;
        return;
    }
    *f = (crd_definition_finding){NULL, result, code, field, detail};
    *c->end = f;
    c->end = &f->next;
    c->report->fits = c->report->fits && result != CRD_FINDING_FAIL;
}

/* For a message: the front of a text, whole characters or not at all. */
static int shown(crd_span text)
{
    size_t len = text.len < 60 ? text.len : 60;
    while (len < text.len && len > 0 && (text.data[len] & 0xC0) == 0x80) {
        len--;
    }
    return (int)len;
}

/* ---- Looking ------------------------------------------------------------- */

static bool is_blank(const crd_json *value)
{
    if (!value || value->type == CRD_JSON_NULL) {
        return true;
    }
    if (value->type == CRD_JSON_STRING) {
        crd_span text = crd_json_span(value);
        size_t i = 0;
        while (i < text.len && (unsigned char)text.data[i] <= ' ') {
            i++;
        }
        return i == text.len;
    }
    return (value->type == CRD_JSON_ARRAY || value->type == CRD_JSON_OBJECT) &&
           value->len == 0;
}

/* A value that is alone stands for a list of one. */
static uint32_t count_of(const crd_json *value)
{
    return crd_json_is(value, CRD_JSON_ARRAY) ? value->len : value != NULL;
}

static const crd_json *item_of(const crd_json *value, uint32_t i)
{
    return crd_json_is(value, CRD_JSON_ARRAY) ? &value->as.items[i] : value;
}

/* `value` or, of a list, an element is the text `want`, or true if that is
 * "true". */
static bool says(const crd_json *value, crd_span want)
{
    for (uint32_t i = 0; i < count_of(value); i++) {
        const crd_json *item = item_of(value, i);
        if ((crd_json_is(item, CRD_JSON_STRING) &&
             crd_span_equal(crd_json_span(item), want)) ||
            (crd_json_is(item, CRD_JSON_TRUE) && crd_span_is(want, "true"))) {
            return true;
        }
    }
    return false;
}

/* Cuts `text` at `mark`: what stands before it; `*rest` what follows. */
static crd_span cut(crd_span text, char mark, crd_span *rest)
{
    const char *at = text.len ? memchr(text.data, mark, text.len) : NULL;
    *rest = CRD_SPAN_NONE;
    if (!at) {
        return text;
    }
    size_t len = (size_t)(at - text.data);
    *rest = (crd_span){at + 1, text.len - len - 1};
    return (crd_span){text.data, len};
}

static bool applies(const check *c, crd_span when)
{
    crd_span value;
    if (!when.data) {
        return true;
    }
    if (crd_span_starts(when, "!")) {
        crd_span name = {when.data + 1, when.len - 1};
        return is_blank(crd_json_get_span(c->definition, name));
    }
    crd_span name = cut(when, '=', &value);
    const crd_json *member = crd_json_get_span(c->definition, name);
    return value.data ? says(member, value) : !is_blank(member);
}

/* ---- Required fields ----------------------------------------------------- */

/* `alignment[targetFramework=NZQCF]`: an element says so. */
static bool has_element(const crd_json *list, crd_span condition)
{
    crd_span value;
    crd_span name = cut(condition, '=', &value);
    if (value.len) {
        value.len--; /* the bracket */
    }
    for (uint32_t i = 0; i < count_of(list); i++) {
        if (says(crd_json_get_span(item_of(list, i), name), value)) {
            return true;
        }
    }
    return false;
}

static void miss(check *c, const crd_profile_need *need, crd_span field)
{
    const crd_json *there = crd_json_get_span(c->definition, need->field);
    crd_span detail =
        need->if_applicable.data
            ? crd_arena_printf(
                  c->arena, "it is not there; it is asked for %.*s",
                  (int)need->if_applicable.len, need->if_applicable.data)
        : there && crd_span_is(need->field, "prerequisite")
            ? CRD_SPAN("it is blank; say \"none\" if nothing is needed")
        : there ? CRD_SPAN("it is blank")
                : CRD_SPAN("it is not there");
    find(c, need->if_applicable.data ? CRD_FINDING_WARN : CRD_FINDING_FAIL,
         CRD_CODE_DEFINITION_FIELD, field, detail);
}

static void check_need(check *c, const crd_profile_need *need)
{
    crd_span sub, condition;
    crd_span name = cut(need->field, '[', &condition);
    if (condition.data) {
        if (!has_element(crd_json_get_span(c->definition, name), condition)) {
            miss(c, need, need->field);
        }
        return;
    }
    name = cut(need->field, '.', &sub);
    const crd_json *value = crd_json_get_span(c->definition, name);
    if (is_blank(value)) {
        miss(c, need, need->field);
        return;
    }
    for (uint32_t i = 0; sub.data && i < count_of(value); i++) {
        if (is_blank(crd_json_get_span(item_of(value, i), sub))) {
            miss(c, need,
                 crd_arena_printf(c->arena, "%.*s/%u/%.*s", (int)name.len,
                                  name.data, i, (int)sub.len, sub.data));
        }
    }
}

/* ---- Words of the vocabularies ------------------------------------------- */

static const struct {
    const char *list, *member, *words;
} WORDS[] = {
    {NULL, "assuranceRoute", "reviewed|self_declared"},
    {NULL, "sizeClass", "unit|course|micro|macro"},
    {NULL, "learningSetting", "formal|non-formal|informal"},
    {NULL, "mode", "online|onsite|blended|volunteering|work-experience"},
    {NULL, "purpose", "upskill|reskill|cpd|pathway|access|compliance"},
    {NULL, "stackability", "standalone|integrated"},
    {"outcome", "outcomeKind", "knowledge|skill|attitude-autonomy"},
    {"assessment", "assessmentKind",
     "testing|application|portfolio|rpl|performance|observation|interview"},
    {"assessment", "complexity",
     "none|recall|skill-routine|skill-complex|skills-routine|skills-complex|"
     "portfolio-reflective"},
    {"assessment", "supervision",
     "unsupervised|supervised|online-one-factor|online-two-factor|"
     "onsite-one-factor|onsite-two-factor"},
    {"assessment", "mode",
     "online|onsite|blended|volunteering|work-experience"},
    {"qa", "qaKind", "internal|external|both"},
};

static bool is_word(const char *words, const crd_json *value)
{
    crd_span rest = crd_span_of(words);
    bool found = false;
    while (rest.data && !found) {
        crd_span word = cut(rest, '|', &rest);
        found = crd_json_is(value, CRD_JSON_STRING) &&
                crd_span_equal(crd_json_span(value), word);
    }
    return found;
}

static void check_words(check *c, const crd_json *object, size_t row,
                        uint32_t at)
{
    const char *list = WORDS[row].list, *member = WORDS[row].member;
    const crd_json *value = crd_json_get(object, member);
    for (uint32_t i = 0; i < count_of(value); i++) {
        const crd_json *item = item_of(value, i);
        if (is_blank(item) || is_word(WORDS[row].words, item)) {
            continue; /* what is blank is found as missing, where needed */
        }
        crd_span text = crd_json_is(item, CRD_JSON_STRING)
                            ? crd_json_span(item)
                            : CRD_SPAN("what is no text");
        find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_WORD,
             list ? crd_arena_printf(c->arena, "%s/%u/%s", list, at, member)
                  : crd_span_of(member),
             crd_arena_printf(c->arena, "it says %.*s; it may be %s",
                              shown(text), text.data, WORDS[row].words));
    }
}

static void check_vocabulary(check *c)
{
    for (size_t row = 0; row < sizeof WORDS / sizeof *WORDS; row++) {
        const crd_json *list =
            WORDS[row].list ? crd_json_get(c->definition, WORDS[row].list)
                            : c->definition;
        for (uint32_t i = 0; i < count_of(list); i++) {
            check_words(c, item_of(list, i), row, i);
        }
    }
}

/* Council Recommendation 2022/C 243/02, Annex I: supervision and identity
 * verification during assessment; the six levels refine its four. */
static const char *const SUPERVISION[][2] = {
    {"unsupervised", "unsupervised with no identity verification"},
    {"supervised", "supervised with no identity verification"},
    {"online-one-factor", "supervised online with identity verification"},
    {"online-two-factor", "supervised online with identity verification"},
    {"onsite-one-factor", "supervised onsite with identity verification"},
    {"onsite-two-factor", "supervised onsite with identity verification"},
};

const char *crd_supervision_eu(crd_span word)
{
    for (size_t i = 0; i < sizeof SUPERVISION / sizeof *SUPERVISION; i++) {
        if (crd_span_is(word, SUPERVISION[i][0])) {
            return SUPERVISION[i][1];
        }
    }
    return NULL;
}

/* ---- Workload, credits, size --------------------------------------------- */

/* The minutes of a member: false if it is absent or was refused. */
static bool read_time(check *c, const char *member, int64_t *minutes)
{
    const crd_json *value = crd_json_get(c->definition, member);
    crd_error error;
    if (is_blank(value)) {
        return false;
    }
    if (crd_workload_parse(minutes, crd_json_get_text(c->definition, member),
                           &error) == CRD_OK) {
        return true;
    }
    find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_WORKLOAD, crd_span_of(member),
         crd_arena_copy(c->arena, crd_span_of(error.message)));
    return false;
}

/* What it says of its parts: all three are the whole, fewer not more. */
static void check_parts(check *c, bool known, int64_t whole)
{
    static const char *const PARTS[] = {"contactWorkload", "selfStudyWorkload",
                                        "assessmentWorkload"};
    enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };
    char sum_words[CRD_WORKLOAD_TEXT_MAX], words[CRD_WORKLOAD_TEXT_MAX];
    int64_t sum = 0;
    int count = 0;
    for (int i = 0; i < PART_COUNT; i++) {
        int64_t part = 0;
        count += read_time(c, PARTS[i], &part);
        sum += part;
    }
    if (!known || sum == whole || (count < PART_COUNT && sum < whole)) {
        return;
    }
    crd_workload_words(sum_words, sum);
    crd_workload_words(words, whole);
    find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_PARTS, CRD_SPAN("workload"),
         crd_arena_printf(c->arena, "its parts are %s together, it is %s",
                          sum_words, words));
}

static int64_t minutes_per_credit(const check *c, crd_span system)
{
    static const struct {
        const char *system;
        int64_t minutes; /* the lower end where it is a range */
    } RATES[] = {{"ECTS", 25 * 60},
                 {"CATS", 10 * 60},
                 {"NZQF", 10 * 60},
                 {"NZQCF", 10 * 60}};
    if (c->profile->minutes_per_credit) {
        return c->profile->minutes_per_credit;
    }
    for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
        if (crd_span_is(system, RATES[i].system)) {
            return RATES[i].minutes;
        }
    }
    return 0;
}

static void check_credits(check *c, double *credits, crd_span system)
{
    const crd_profile *p = c->profile;
    const crd_json *value = crd_json_get(c->definition, "creditsAvailable");
    if (!value) {
        return;
    }
    if (!crd_json_is(value, CRD_JSON_NUMBER) ||
        crd_json_double(credits, value, NULL) != CRD_OK || *credits < 0 ||
        *credits > 1e6) {
        *credits = 0;
        find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_LIMIT,
             CRD_SPAN("creditsAvailable"), CRD_SPAN("it is no number of them"));
        return;
    }
    if (p->max_credits > 0 && *credits > p->max_credits) {
        find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_LIMIT,
             CRD_SPAN("creditsAvailable"),
             crd_arena_printf(c->arena,
                              "%.10g credits; at most %.10g are allowed",
                              *credits, p->max_credits));
    }
    if (p->credit_system.data && !crd_span_equal(p->credit_system, system)) {
        find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_LIMIT,
             CRD_SPAN("creditSystem"),
             crd_arena_printf(c->arena, "credits are counted in %.*s here",
                              (int)p->credit_system.len,
                              p->credit_system.data));
    }
}

static void check_limits(check *c, crd_span field, int64_t minutes)
{
    const crd_profile *p = c->profile;
    char words[CRD_WORKLOAD_TEXT_MAX], limit[CRD_WORKLOAD_TEXT_MAX];
    bool less = p->min_workload && minutes < p->min_workload;
    if (!less && !(p->max_workload && minutes > p->max_workload)) {
        return;
    }
    crd_workload_words(words, minutes);
    crd_workload_words(limit, less ? p->min_workload : p->max_workload);
    find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_LIMIT, field,
         crd_arena_printf(c->arena, "%s; it has to be at %s %s", words,
                          less ? "least" : "most", limit));
}

static void check_size(check *c, int64_t minutes)
{
    static const char *const CLASSES[CRD_SIZE_CLASSES] = {"unit", "course",
                                                          "micro", "macro"};
    const crd_json *stated = crd_json_get(c->definition, "sizeClass");
    int i = 0;
    while (i < CRD_SIZE_CLASSES - 1 && minutes > c->profile->size_max[i]) {
        i++;
    }
    c->report->size = CLASSES[i];
    if (!is_blank(stated) && !crd_json_is_text(stated, CLASSES[i])) {
        find(
            c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_SIZE,
            CRD_SPAN("sizeClass"),
            crd_arena_printf(c->arena, "by its workload it is %s", CLASSES[i]));
    }
}

static void check_depth(check *c, int64_t minutes)
{
    double outcomes = count_of(crd_json_get(c->definition, "outcome"));
    double most = c->profile->outcomes_per_10h * (double)minutes / 600.0;
    char words[CRD_WORKLOAD_TEXT_MAX];
    if (outcomes <= most || outcomes < 2) {
        return;
    }
    crd_workload_words(words, minutes);
    find(c, CRD_FINDING_WARN, CRD_CODE_DEFINITION_DEPTH, CRD_SPAN("outcome"),
         crd_arena_printf(c->arena,
                          "%.0f outcomes in %s; more than %.10g in 10 h "
                          "leave little depth",
                          outcomes, words, c->profile->outcomes_per_10h));
}

static void check_workload(check *c)
{
    crd_span system = crd_json_get_text(c->definition, "creditSystem");
    crd_span field = CRD_SPAN("workload");
    int64_t minutes = 0;
    double credits = 0;
    bool known = read_time(c, "workload", &minutes);
    check_parts(c, known, minutes);
    check_credits(c, &credits, system);
    if (!known && is_blank(crd_json_get(c->definition, "workload"))) {
        int64_t rate = minutes_per_credit(c, system);
        field = CRD_SPAN("creditsAvailable");
        minutes = (int64_t)(credits * (double)rate);
        known = minutes > 0;
    }
    if (known) {
        c->report->workload = minutes;
        check_limits(c, field, minutes);
        check_size(c, minutes);
        check_depth(c, minutes);
    }
}

/* ---- The title ----------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* `word` stands in `text` as a word of its own, in whatever case. */
static bool holds_word(crd_span text, crd_span word)
{
    for (size_t at = 0; word.len && at + word.len <= text.len; at++) {
        size_t i = 0, end = at + word.len;
        while (i < word.len &&
               lower(text.data[at + i]) == lower(word.data[i])) {
            i++;
        }
        if (i == word.len && (at == 0 || !is_letter(text.data[at - 1])) &&
            (end == text.len || !is_letter(text.data[end]))) {
            return true;
        }
    }
    return false;
}

static void check_title(check *c)
{
    crd_span name = crd_json_get_text(c->definition, "name");
    const crd_json *words = c->profile->title_forbidden;
    for (uint32_t i = 0; words && i < words->len; i++) {
        crd_span word = crd_json_span(&words->as.items[i]);
        if (holds_word(name, word)) {
            find(c, CRD_FINDING_FAIL, CRD_CODE_DEFINITION_TITLE,
                 CRD_SPAN("name"),
                 crd_arena_printf(c->arena,
                                  "it holds the word \"%.*s\", which no title "
                                  "may",
                                  (int)word.len, word.data));
        }
    }
}

/* ---- The whole ----------------------------------------------------------- */

crd_rc crd_definition_check(crd_definition_report *out, crd_arena *arena,
                            const crd_json *definition,
                            const crd_profile *profile, crd_error *error)
{
    check c = {arena, definition, profile, out, &out->first, false};
    *out = (crd_definition_report){.fits = true, .size = ""};
    if (!says(crd_json_get(definition, "type"), CRD_SPAN("Achievement"))) {
        return crd_fail(error, CRD_CODE_DEFINITION_SHAPE, "%s", "");
    }
    for (size_t i = 0; i < profile->need_count; i++) {
        if (applies(&c, profile->needs[i].when)) {
            check_need(&c, &profile->needs[i]);
        }
    }
    check_vocabulary(&c);
    check_workload(&c);
    check_title(&c);
    const crd_json *outside = profile->not_in_definition;
    for (uint32_t i = 0; outside && i < outside->len; i++) {
        find(&c, CRD_FINDING_NOT_CHECKED, CRD_CODE_DEFINITION_ELSEWHERE,
             CRD_SPAN(""), crd_json_span(&outside->as.items[i]));
    }
    return c.failed_memory ? crd_fail(error, CRD_CODE_MEMORY, "%s", "")
                           : CRD_OK;
}
