/* SPDX-License-Identifier: Apache-2.0 */
/* The report: findings in the validator's order, and the verdict they add up
 * to (a required failure decides, then a required check not made). */
#include "credimur/report.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define DETAIL_MAX 512

crd_rc crd_report_new(crd_report **out, crd_arena *arena, crd_report_kind kind,
                      crd_instant at, crd_error *error)
{
    crd_report *report = crd_arena_calloc(arena, 1, sizeof *report);
    if (!report) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    report->kind = kind;
    report->verdict = CRD_UNDETERMINED;
    report->at = at;
    report->arena = arena;
    report->pointer = CRD_SPAN("");
    *out = report;
    return CRD_OK;
}

/* The place for a new finding of `id`: after those of the same check. */
static crd_check *open_place(crd_report *report, crd_check_id id)
{
    size_t i = report->check_count;
    if (i == report->check_capacity) {
        size_t capacity = i ? 2 * i : CRD_CHECK_COUNT + 4;
        crd_check *checks = CRD_NEW_N(report->arena, crd_check, capacity);
        if (!checks) {
            report->out_of_memory = true;
            return NULL;
        }
        if (i) {
            memcpy(checks, report->checks, i * sizeof *checks);
        }
        report->checks = checks;
        report->check_capacity = capacity;
    }
    while (i > 0 && report->checks[i - 1].id > id) {
        report->checks[i] = report->checks[i - 1];
        i--;
    }
    report->check_count++;
    return &report->checks[i];
}

static bool is_more_of_the_same(const crd_report *report,
                                const crd_check *check)
{
    if (!crd_report_is_full(report)) {
        return false;
    }
    for (size_t i = 0; i < report->check_count; i++) {
        const crd_check *old = &report->checks[i];
        if (old->id == check->id && old->result == check->result &&
            old->required == check->required) {
            return true;
        }
    }
    return false;
}

static void add(crd_report *report, const crd_check *check)
{
    crd_check *place = is_more_of_the_same(report, check)
                           ? NULL
                           : open_place(report, check->id);
    if (place) {
        *place = *check;
    }
}

/* A text of the document may have been cut inside a character to fit: each
 * byte of the rest becomes a question mark, so that what is written stays
 * UTF-8. */
static void mend(char *text)
{
    char *end = text + strlen(text);
    while (text < end) {
        size_t size = utf8_size(text, end);
        if (size == 0) {
            *text = '?';
            size = 1;
        }
        text += size;
    }
}

static crd_span kept(crd_report *report, const char *text)
{
    crd_span copy = crd_arena_copy(report->arena, crd_span_of(text));
    if (!copy.data) {
        report->out_of_memory = true;
        return CRD_SPAN("");
    }
    return copy;
}

void crd_report_add(crd_report *report, crd_check_id id, crd_result result,
                    bool required, crd_code code, const char *clause,
                    crd_span pointer, const char *format, ...)
{
    char detail[DETAIL_MAX];
    crd_check check = {.id = id,
                       .result = result,
                       .required = required,
                       .code = code,
                       .clause = crd_span_of(clause),
                       .pointer = pointer};
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    mend(detail);
    check.detail = detail[0] && !crd_report_is_full(report)
                       ? kept(report, detail)
                       : crd_span_of(crd_code_get(code)->title);
    add(report, &check);
}

void crd_report_pass(crd_report *report, crd_check_id id, const char *detail)
{
    if (!crd_report_result(report, id, NULL)) {
        crd_check check = {.id = id,
                           .result = CRD_PASS,
                           .required = true,
                           .code = CRD_CODE_NONE,
                           .detail = crd_span_of(detail),
                           .clause = CRD_SPAN(""),
                           .pointer = CRD_SPAN_NONE};
        add(report, &check);
    }
}

void crd_report_add_error(crd_report *report, crd_check_id id,
                          crd_result result, bool required, const char *clause,
                          const crd_error *error)
{
    crd_check check = {.id = id,
                       .result = result,
                       .required = required,
                       .code = error->code,
                       .detail = CRD_SPAN(""),
                       .clause = crd_span_of(clause),
                       .pointer = CRD_SPAN_NONE};
    char text[sizeof error->message];
    memcpy(text, error->message, sizeof text);
    mend(text);
    check.detail = kept(report, text);
    if (error->has_pointer) {
        memcpy(text, error->pointer, sizeof error->pointer);
        mend(text);
        check.pointer = kept(report, text);
    }
    add(report, &check);
}

void crd_report_nest(crd_report *report, crd_report *child)
{
    if (report->child_count == report->child_capacity) {
        size_t capacity = report->child_count ? 2 * report->child_count : 4;
        crd_report **children =
            CRD_NEW_N(report->arena, crd_report *, capacity);
        if (!children) {
            report->out_of_memory = true;
            return;
        }
        if (report->child_count) {
            memcpy(children, report->children,
                   report->child_count * sizeof *children);
        }
        report->children = children;
        report->child_capacity = capacity;
    }
    report->children[report->child_count++] = child;
}

bool crd_report_result(const crd_report *report, crd_check_id id,
                       crd_result *result)
{
    /* From best to worst; a check not made is worse than a warning. */
    static const uint8_t RANK[] = {
        [CRD_PASS] = 0, [CRD_WARN] = 1, [CRD_NOT_CHECKED] = 2, [CRD_FAIL] = 3};
    bool found = false;
    crd_result worst = CRD_PASS;
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].id == id) {
            crd_result r = report->checks[i].result;
            worst = !found || RANK[r] > RANK[worst] ? r : worst;
            found = true;
        }
    }
    if (found && result) {
        *result = worst;
    }
    return found;
}

crd_rc crd_report_decide(crd_report *report, bool fail_on_warn,
                         crd_error *error)
{
    crd_verdict verdict = CRD_VALID;
    report->verdict = CRD_UNDETERMINED;
    if (report->out_of_memory) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (size_t i = 0; i < report->check_count; i++) {
        const crd_check *check = &report->checks[i];
        if ((check->required && check->result == CRD_FAIL) ||
            (fail_on_warn && check->result == CRD_WARN)) {
            report->verdict = CRD_INVALID;
            return CRD_OK;
        }
        if (check->required && check->result == CRD_NOT_CHECKED) {
            verdict = CRD_UNDETERMINED;
        }
    }
    /* What nothing was found about is not valid. */
    report->verdict = report->check_count ? verdict : CRD_UNDETERMINED;
    return CRD_OK;
}

static const crd_check *first_of(const crd_report *report, crd_result result,
                                 bool required)
{
    for (size_t i = 0; i < report->check_count; i++) {
        const crd_check *check = &report->checks[i];
        if (check->result == result && (check->required || !required)) {
            return check;
        }
    }
    return NULL;
}

const crd_check *crd_report_deciding(const crd_report *report)
{
    const crd_check *check = NULL;
    switch (report->verdict) {
    case CRD_VALID:
        break;
    case CRD_INVALID:
        check = first_of(report, CRD_FAIL, true);
        if (!check) {
            check = first_of(report, CRD_WARN, false);
        }
        break;
    case CRD_UNDETERMINED:
        check = first_of(report, CRD_NOT_CHECKED, true);
        break;
    }
    return check;
}

int crd_verdict_exit_status(crd_verdict verdict)
{
    return verdict == CRD_VALID ? 0 : verdict == CRD_INVALID ? 1 : 3;
}

const char *crd_verdict_word(crd_verdict verdict)
{
    switch (verdict) {
    case CRD_VALID:
        return "valid";
    case CRD_INVALID:
        return "invalid";
    case CRD_UNDETERMINED:
        break;
    }
    return "undetermined";
}

const char *crd_result_word(crd_result result)
{
    switch (result) {
    case CRD_PASS:
        return "pass";
    case CRD_WARN:
        return "warn";
    case CRD_FAIL:
        return "fail";
    case CRD_NOT_CHECKED:
        break;
    }
    return "not_checked";
}

const char *crd_check_word(crd_check_id id)
{
    static const char *const WORDS[CRD_CHECK_COUNT] = {
        [CRD_CHECK_JSON_LD] = "json-ld",
        [CRD_CHECK_CONTEXT_TYPE] = "context-type",
        [CRD_CHECK_JSON_SCHEMA] = "json-schema",
        [CRD_CHECK_CREDENTIAL_SCHEMA] = "credential-schema",
        [CRD_CHECK_SUBJECT] = "subject",
        [CRD_CHECK_EVIDENCE] = "evidence",
        [CRD_CHECK_ISSUER] = "issuer",
        [CRD_CHECK_PROOF] = "proof",
        [CRD_CHECK_REFRESH] = "refresh",
        [CRD_CHECK_STATUS] = "status",
        [CRD_CHECK_EXPIRY] = "expiry",
        [CRD_CHECK_ISSUANCE] = "issuance",
        [CRD_CHECK_ENDORSEMENTS] = "endorsements",
        [CRD_CHECK_CREDENTIALS] = "credentials",
        [CRD_CHECK_RECIPIENT] = "recipient",
        [CRD_CHECK_TRUST] = "trust",
    };
    return (unsigned)id < CRD_CHECK_COUNT ? WORDS[id] : "unknown";
}
