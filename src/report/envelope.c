/* SPDX-License-Identifier: Apache-2.0 */
/* The report as JSON: the envelope credimur.verify/1, the same
 * bytes through every door. */
#include "credimur/report.h"

#define SCHEMA "{\"schema\":\"credimur.verify/1\",\"ok\":"

static void member(crd_buffer *out, const char *name, crd_span value)
{
    crd_buffer_append_text(out, ",\"");
    crd_buffer_append_text(out, name);
    crd_buffer_append_text(out, "\":");
    if (value.data) {
        crd_json_write_shown(out, value);
    } else {
        crd_buffer_append_text(out, "null");
    }
}

static void write_check(crd_buffer *out, const crd_check *check)
{
    crd_buffer_append_text(out, "{\"id\":\"");
    crd_buffer_append_text(out, crd_check_word(check->id));
    crd_buffer_append_text(out, "\",\"result\":\"");
    crd_buffer_append_text(out, crd_result_word(check->result));
    crd_buffer_append_text(out, check->required ? "\",\"required\":true"
                                                : "\",\"required\":false");
    member(out, "code", crd_span_of(crd_code_get(check->code)->word));
    member(out, "detail", check->detail);
    member(out, "clause", check->clause);
    member(out, "pointer", check->pointer);
    crd_buffer_append_char(out, '}');
}

/* One entry of `warnings` or `errors`: the finding in short. */
static void write_short(crd_buffer *out, const crd_check *check)
{
    crd_buffer_append_text(out, "{\"check\":\"");
    crd_buffer_append_text(out, crd_check_word(check->id));
    crd_buffer_append_char(out, '"');
    member(out, "code", crd_span_of(crd_code_get(check->code)->word));
    member(out, "detail", check->detail);
    member(out, "pointer", check->pointer);
    crd_buffer_append_char(out, '}');
}

static void write_list(crd_buffer *out, const crd_report *report,
                       crd_result result)
{
    bool first = true;
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].result == result) {
            if (!first) {
                crd_buffer_append_char(out, ',');
            }
            write_short(out, &report->checks[i]);
            first = false;
        }
    }
}

static void write_report(crd_buffer *out, const crd_report *report,
                         unsigned depth);

static void write_children(crd_buffer *out, const crd_report *report,
                           const char *name, bool endorsements, unsigned depth)
{
    bool any = false;
    for (size_t i = 0; i < report->child_count; i++) {
        const crd_report *child = report->children[i];
        if ((child->kind == CRD_REPORT_ENDORSEMENT) == endorsements) {
            if (!any) {
                crd_buffer_append_text(out, ",\"");
                crd_buffer_append_text(out, name);
                crd_buffer_append_text(out, "\":[");
            } else {
                crd_buffer_append_char(out, ',');
            }
            write_report(out, child, depth + 1);
            any = true;
        }
    }
    if (any) {
        crd_buffer_append_char(out, ']');
    }
}

static void write_headline(crd_buffer *out, const crd_report *report)
{
    char text[4096];
    crd_allocator none = {NULL, NULL, NULL};
    crd_buffer sentence = {.data = text,
                           .capacity = sizeof text,
                           .limit = sizeof text,
                           .allocator = &none};
    crd_report_headline(&sentence, report);
    member(out, "headline", crd_buffer_span(&sentence));
}

static void write_report(crd_buffer *out, const crd_report *report,
                         unsigned depth)
{
    char at[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(at, report->at);
    crd_buffer_append_text(out, SCHEMA "true,\"verdict\":\"");
    crd_buffer_append_text(out, crd_verdict_word(report->verdict));
    crd_buffer_append_char(out, '"');
    write_headline(out, report);
    member(out, "at", crd_span_of(at));
    if (depth > 0) {
        member(out, "pointer", report->pointer);
    }
    crd_buffer_append_text(out, ",\"checks\":[");
    for (size_t i = 0; i < report->check_count; i++) {
        if (i) {
            crd_buffer_append_char(out, ',');
        }
        write_check(out, &report->checks[i]);
    }
    crd_buffer_append_text(out, "],\"warnings\":[");
    write_list(out, report, CRD_WARN);
    crd_buffer_append_text(out, "],\"errors\":[");
    write_list(out, report, CRD_FAIL);
    crd_buffer_append_char(out, ']');
    if (depth < 4) {
        write_children(out, report, "credentials", false, depth);
        write_children(out, report, "endorsements", true, depth);
    }
    crd_buffer_append_char(out, '}');
}

void crd_report_write_json(crd_buffer *out, const crd_report *report)
{
    write_report(out, report, 0);
}

void crd_report_write_json_error(crd_buffer *out, const crd_error *error)
{
    crd_buffer_append_text(out, SCHEMA "false,\"checks\":[],\"warnings\":[],"
                                       "\"errors\":[{\"check\":null");
    member(out, "code", crd_span_of(crd_code_get(error->code)->word));
    member(out, "detail", crd_span_of(error->message));
    member(out, "pointer",
           error->has_pointer ? crd_span_of(error->pointer) : CRD_SPAN_NONE);
    if (error->offset != CRD_NO_OFFSET) {
        crd_buffer_printf(out, ",\"offset\":%zu", error->offset);
    }
    if (error->line) {
        crd_buffer_printf(out, ",\"line\":%u", (unsigned)error->line);
    }
    if (error->column) {
        crd_buffer_printf(out, ",\"column\":%u", (unsigned)error->column);
    }
    crd_buffer_append_text(out, "}]}");
}
