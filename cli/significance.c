/* SPDX-License-Identifier: Apache-2.0 */
/* What a credential says of itself. It is read from
 * the document as it is; only a verdict says whether to believe it. */
#include "cli/significance.h"

#include "cli/text.h"
#include "credimur/credential.h"

#include <stdio.h>

/* The object itself, or the first object of an array. */
static const crd_json *first_object(const crd_json *value)
{
    if (crd_json_is(value, CRD_JSON_ARRAY)) {
        value = value->len ? &value->as.items[0] : NULL;
    }
    return crd_json_is(value, CRD_JSON_OBJECT) ? value : NULL;
}

static const crd_json *achievement_of(const crd_json *document)
{
    const crd_json *subject =
        first_object(crd_json_get(document, "credentialSubject"));
    return first_object(crd_json_get(subject, "achievement"));
}

/* A member of ours, with or without the prefix of its context. */
static const crd_json *own_term(const crd_json *object, const char *name)
{
    char prefixed[64];
    const crd_json *value = crd_json_get(object, name);
    if (!value) {
        snprintf(prefixed, sizeof prefixed, "ext:%s", name);
        value = crd_json_get(object, prefixed);
    }
    return value;
}

typedef struct page {
    crd_buffer *out;
    const char *margin;
} page;

static void put_label(const page *p, const char *label)
{
    crd_buffer_printf(p->out, "%s%-14s ", p->margin, label);
}

static void put_text(const page *p, const char *label, crd_span text)
{
    if (text.data && text.len) {
        put_label(p, label);
        cli_text_visible(p->out, text);
        crd_buffer_append_char(p->out, '\n');
    }
}

/* A text or number as it is, a list with commas, an object by its name. */
static void put_value(crd_buffer *out, const crd_json *value, unsigned depth)
{
    static const char *const NAMES[] = {"name", "text", "value", "title", "id"};
    if (value->type == CRD_JSON_STRING || value->type == CRD_JSON_NUMBER) {
        cli_text_visible(out, crd_json_span(value));
    } else if (value->type == CRD_JSON_TRUE || value->type == CRD_JSON_FALSE) {
        crd_buffer_append_text(out,
                               value->type == CRD_JSON_TRUE ? "yes" : "no");
    } else if (value->type == CRD_JSON_ARRAY && depth < 3) {
        for (uint32_t i = 0; i < value->len && i < 12; i++) {
            crd_buffer_append_text(out, i ? ", " : "");
            put_value(out, &value->as.items[i], depth + 1);
        }
        crd_buffer_append_text(out, value->len > 12 ? " ..." : "");
    } else if (value->type == CRD_JSON_OBJECT && depth < 3) {
        for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
            const crd_json *name = crd_json_get(value, NAMES[i]);
            if (name) {
                put_value(out, name, depth + 1);
                return;
            }
        }
        for (uint32_t i = 0; i < value->len && i < 12; i++) {
            crd_buffer_append_text(out, i ? ", " : "");
            cli_text_visible(out, crd_json_key(&value->as.members[i]));
            crd_buffer_append_char(out, ' ');
            put_value(out, &value->as.members[i].value, depth + 1);
        }
    } else {
        crd_buffer_append_text(out, "...");
    }
}

/* Objects of a list stand on a line each. */
static bool put_term(const page *p, const char *label, const crd_json *value)
{
    bool lines = crd_json_is(value, CRD_JSON_ARRAY) && value->len > 1 &&
                 value->as.items[0].type == CRD_JSON_OBJECT;
    if (!value || value->type == CRD_JSON_NULL) {
        return false;
    }
    for (uint32_t i = 0; lines && i < value->len && i < 20; i++) {
        put_label(p, i == 0 ? label : "");
        put_value(p->out, &value->as.items[i], 1);
        crd_buffer_append_char(p->out, '\n');
    }
    if (!lines) {
        put_label(p, label);
        put_value(p->out, value, 0);
        crd_buffer_append_char(p->out, '\n');
    }
    return true;
}

static void put_date(const page *p, const char *label, bool has,
                     crd_instant instant)
{
    char date[CLI_DATE_TEXT_MAX];
    if (has) {
        cli_date_words(date, instant);
        put_text(p, label, crd_span_of(date));
    }
}

/* Alignments, a line each: levels, skills and quality stand there. */
static void put_alignments(const page *p, const crd_json *achievement)
{
    const crd_json *list = crd_json_get(achievement, "alignment");
    if (!crd_json_is(list, CRD_JSON_ARRAY)) {
        return;
    }
    for (uint32_t i = 0; i < list->len && i < 20; i++) {
        const crd_json *one = &list->as.items[i];
        crd_span kind = crd_json_get_text(one, "targetType");
        crd_span name = crd_json_get_text(one, "targetName");
        crd_span frame = crd_json_get_text(one, "targetFramework");
        put_label(p, i == 0 ? "aligned to" : "");
        cli_text_visible(p->out, name);
        if (kind.len || frame.len) {
            crd_buffer_append_text(p->out, " (");
            cli_text_visible(p->out, kind.len ? kind : frame);
            crd_buffer_append_char(p->out, ')');
        }
        crd_buffer_append_char(p->out, '\n');
    }
}

static void put_results(const page *p, const crd_json *document)
{
    const crd_json *subject =
        first_object(crd_json_get(document, "credentialSubject"));
    const crd_json *list = crd_json_get(subject, "result");
    for (uint32_t i = 0;
         crd_json_is(list, CRD_JSON_ARRAY) && i < list->len && i < 20; i++) {
        const crd_json *one = &list->as.items[i];
        crd_span value = crd_json_get_text(one, "value");
        put_text(p, "result",
                 value.len ? value : crd_json_get_text(one, "status"));
    }
}

bool cli_duration_words(crd_buffer *out, crd_span text)
{
    static const char *const DATE[] = {"Yyear", "Mmonth", "Wweek", "Dday"};
    static const char *const TIME[] = {"Hhour", "Mminute", "Ssecond"};
    size_t before = out->len, i = 1;
    bool time = false, any = false;
    if (!text.len || text.data[0] != 'P') {
        return false;
    }
    while (i < text.len) {
        const char *unit = NULL;
        size_t from = i, units = time ? 3 : 4;
        if (text.data[i] == 'T' && !time) {
            time = true;
            i++;
            continue;
        }
        while (i < text.len && text.data[i] >= '0' && text.data[i] <= '9') {
            i++;
        }
        for (size_t k = 0; i > from && i < text.len && k < units; k++) {
            const char *one = time ? TIME[k] : DATE[k];
            unit = one[0] == text.data[i] ? one + 1 : unit;
        }
        if (!unit) {
            out->len = before;
            return false;
        }
        bool single = i - from == 1 && text.data[from] == '1';
        crd_buffer_printf(out, "%s%.*s %s%s", any ? " " : "", (int)(i - from),
                          text.data + from, unit, single ? "" : "s");
        any = true;
        i++;
    }
    if (!any) {
        out->len = before;
    }
    return any;
}

static bool put_own_duration(const page *p, const char *label,
                             const crd_json *value)
{
    size_t before = p->out->len;
    if (!crd_json_is(value, CRD_JSON_STRING)) {
        return false;
    }
    put_label(p, label);
    if (!cli_duration_words(p->out, crd_json_span(value))) {
        p->out->len = before;
        return false;
    }
    crd_buffer_append_char(p->out, '\n');
    return true;
}

/* Terms of our extension context, in the order in which people ask. What the
 * issuer says of its own quality is marked as the claim that it is. */
static void put_own_terms(const page *p, const crd_json *achievement)
{
    static const char *const TERMS[][2] = {
        {"workload", "workload"},         {"level", "level"},
        {"mode", "participation"},        {"assessment", "assessed by"},
        {"supervision", "supervision"},   {"qa", "quality (the issuer says)"},
        {"prerequisite", "prerequisite"}, {"stackability", "stacking"},
        {"awardingBody", "awarded by"},   {"outcome", "outcomes"},
    };
    for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++) {
        const crd_json *value = own_term(achievement, TERMS[i][0]);
        if (!put_own_duration(p, TERMS[i][1], value)) {
            (void)put_term(p, TERMS[i][1], value);
        }
    }
}

void cli_significance_write(crd_buffer *out, const crd_json *document,
                            const char *margin)
{
    const page p = {out, margin};
    const crd_json *achievement = achievement_of(document);
    const crd_json *endorsed = crd_json_get(document, "endorsement");
    crd_credential credential;
    crd_facts facts = {{0}};

    crd_credential_read(&credential, document);
    crd_credential_facts(&facts, &credential);
    put_text(&p, "credential", facts.achievement_name);
    put_text(&p, "awarded to",
             facts.subject_name.len ? facts.subject_name : facts.subject_id);
    put_text(&p, "issuer", facts.issuer_name);
    put_text(&p, "issuer id", facts.issuer_id);
    put_date(&p, "awarded on", facts.has_awarded, facts.awarded);
    put_date(&p, "valid from", facts.has_valid_from, facts.valid_from);
    put_date(&p, "valid until", facts.has_valid_until, facts.valid_until);
    put_text(&p, "kind", crd_json_get_text(achievement, "achievementType"));
    put_text(&p, "what it is", crd_json_get_text(achievement, "description"));
    (void)put_term(&p, "credits",
                   crd_json_get(achievement, "creditsAvailable"));
    put_own_terms(&p, achievement);
    put_alignments(&p, achievement);
    put_results(&p, document);
    put_text(&p, "id", facts.credential_id);
    if (!endorsed && !crd_json_get(achievement, "endorsement")) {
        crd_buffer_printf(out, "%sNo endorsement is stated.\n", margin);
    }
    if (!own_term(achievement, "accreditation")) {
        crd_buffer_printf(out, "%sNo accreditation is stated.\n", margin);
    }
    if (achievement && !own_term(achievement, "assuranceRoute")) {
        crd_buffer_printf(out, "%sNo review is stated.\n", margin);
    }
    cli_caveats_write(out, document, margin);
}

/* The value says `text`, in whatever of the forms that are signed alike: the
 * text, an array with it, a value object. */
static bool says(const crd_json *value, const char *text)
{
    if (crd_json_is(value, CRD_JSON_ARRAY)) {
        for (uint32_t i = 0; i < value->len; i++) {
            const crd_json *item = &value->as.items[i];
            if (item->type != CRD_JSON_ARRAY && says(item, text)) {
                return true;
            }
        }
        return false;
    }
    return crd_json_is_text(value, text) ||
           crd_json_is_text(crd_json_get(value, "@value"), text);
}

bool cli_is_self_declared(const crd_json *document)
{
    return document &&
           says(own_term(achievement_of(document), "assuranceRoute"),
                "self_declared");
}

void cli_caveats_write(crd_buffer *out, const crd_json *document,
                       const char *margin)
{
    if (cli_is_self_declared(document)) {
        crd_buffer_printf(out, "%sNot reviewed by anyone else.\n", margin);
    }
}

void cli_caveats_line(crd_buffer *out, const crd_json *document)
{
    if (cli_is_self_declared(document)) {
        crd_buffer_append_text(out, " Not reviewed by anyone else.");
    }
}

static const char *dot(const crd_buffer *out)
{
    return out->len ? " \xc2\xb7 " : "";
}

/* The first alignment that is a level of a framework of qualifications. */
static void put_level(crd_buffer *out, const crd_json *achievement)
{
    const crd_json *list = crd_json_get(achievement, "alignment");
    for (uint32_t i = 0;
         crd_json_is(list, CRD_JSON_ARRAY) && i < list->len && i < 20; i++) {
        crd_span kind = crd_json_get_text(&list->as.items[i], "targetType");
        if (crd_span_is(kind, "ext:EQFLevel") ||
            crd_span_is(kind, "ext:QFEHEALevel")) {
            crd_buffer_append_span(
                out, crd_json_get_text(&list->as.items[i], "targetName"));
            return;
        }
    }
    const crd_json *level = own_term(achievement, "level");
    if (crd_json_is(level, CRD_JSON_STRING)) {
        crd_buffer_append_span(out, crd_json_span(level));
    }
}

void cli_level_and_workload(crd_buffer *out, const crd_json *document)
{
    const crd_json *achievement = achievement_of(document);
    const crd_json *workload = own_term(achievement, "workload");
    const crd_json *credits = crd_json_get(achievement, "creditsAvailable");
    const crd_json *system = own_term(achievement, "creditSystem");
    put_level(out, achievement);
    if (crd_json_is(workload, CRD_JSON_STRING)) {
        size_t before = out->len;
        crd_buffer_append_text(out, dot(out));
        if (!cli_duration_words(out, crd_json_span(workload))) {
            out->len = before;
        }
    }
    if (crd_json_is(credits, CRD_JSON_NUMBER)) {
        crd_buffer_append_text(out, dot(out));
        crd_buffer_append_span(out, crd_json_span(credits));
        crd_buffer_append_char(out, ' ');
        crd_buffer_append_span(out, crd_json_is(system, CRD_JSON_STRING)
                                        ? crd_json_span(system)
                                        : CRD_SPAN("credits"));
    }
    if (cli_is_self_declared(document)) {
        crd_buffer_printf(out, "%snot reviewed by anyone else", dot(out));
    }
}
