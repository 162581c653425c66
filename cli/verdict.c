/* SPDX-License-Identifier: Apache-2.0 */
/* A report for people and for programs. Every text of a stranger is made
 * visible on its way. */
#include "cli/verdict.h"

#include "cli/significance.h"
#include "cli/text.h"
#include "credimur/csv.h"

#include <stdio.h>

static const char *const VERDICT_COLOR[] = {"\033[33m", "\033[32m", "\033[31m"};
static const char *const VERDICT_MARK[] = {"?", "\xe2\x9c\x93", "\xe2\x9c\x97"};
static const char *const RESULT_COLOR[] = {"\033[33m", "\033[32m", "\033[33m",
                                           "\033[31m"};
static const char *const RESULT_MARK[] = {"-", "\xe2\x9c\x93", "!",
                                          "\xe2\x9c\x97"};
static const char *const RESULT_WORDS[] = {"not checked", "passed", "warning",
                                           "failed"};

static void painted(crd_buffer *out, const cli_verdict_style *style,
                    const char *color, const char *text)
{
    if (style->color) {
        crd_buffer_append_text(out, color);
    }
    crd_buffer_append_text(out, text);
    if (style->color) {
        crd_buffer_append_text(out, "\033[0m");
    }
}

static void put_headline(crd_buffer *out, const cli_verdict_style *style,
                         const crd_report *report)
{
    if (style->terminal) {
        crd_report_headline_isolated(out, report);
    } else {
        crd_report_headline(out, report);
    }
}

static void put_name(crd_buffer *out, cli_source source)
{
    cli_text_visible(
        out,
        crd_span_of(strcmp(source.file, "-") == 0 ? "stdin" : source.file));
    if (source.line) {
        crd_buffer_printf(out, ":%llu", (unsigned long long)source.line);
    }
}

/* ---- Words --------------------------------------------------------------- */

static void put_check(crd_buffer *out, const cli_verdict_style *style,
                      const crd_check *check, const char *margin)
{
    const crd_code_info *info = crd_code_get(check->code);
    crd_buffer_append_text(out, margin);
    painted(out, style, RESULT_COLOR[check->result],
            RESULT_MARK[check->result]);
    crd_buffer_printf(out, " %-17s %-11s  ", crd_check_word(check->id),
                      RESULT_WORDS[check->result]);
    cli_text_visible(out, check->detail);
    crd_buffer_append_char(out, '\n');
    if (check->result == CRD_PASS) {
        return;
    }
    if (check->clause.len || check->pointer.data) {
        crd_buffer_printf(out, "%s    %s: ", margin, info->word);
        crd_buffer_append_span(out, check->clause);
        if (check->pointer.data) {
            crd_buffer_append_text(out, check->clause.len ? "; at " : "at ");
            cli_text_visible(out, check->pointer.len
                                      ? check->pointer
                                      : CRD_SPAN("the whole document"));
        }
        crd_buffer_append_char(out, '\n');
    }
    /* What does not count towards the verdict needs no other verifier. */
    if (info->remedy[0] &&
        (check->required || check->result != CRD_NOT_CHECKED)) {
        crd_buffer_printf(out, "%s    try: %s\n", margin, info->remedy);
    }
}

/* Warnings, and for a negative what else is wrong, beside the sentence. */
static void put_notes(crd_buffer *out, const cli_verdict_style *style,
                      const crd_report *report, const char *margin)
{
    const crd_check *decided = crd_report_deciding(report);
    unsigned told = 0;
    for (size_t i = 0; i < report->check_count && told < 20; i++) {
        const crd_check *check = &report->checks[i];
        if (check == decided || check->result == CRD_PASS ||
            (check->result == CRD_NOT_CHECKED && !check->required)) {
            continue;
        }
        crd_buffer_append_text(out, margin);
        painted(out, style, RESULT_COLOR[check->result],
                RESULT_MARK[check->result]);
        crd_buffer_printf(out, " %s: ", crd_check_word(check->id));
        cli_text_visible(out, check->detail);
        crd_buffer_append_char(out, '\n');
        told++;
    }
    if (decided && decided->pointer.data && decided->pointer.len) {
        crd_buffer_printf(out, "%s  at ", margin);
        cli_text_visible(out, decided->pointer);
        crd_buffer_append_char(out, '\n');
    }
    if (decided && crd_code_get(decided->code)->remedy[0]) {
        crd_buffer_printf(out, "%s  try: %s\n", margin,
                          crd_code_get(decided->code)->remedy);
    }
}

static void put_sentence(crd_buffer *out, const cli_verdict_style *style,
                         const crd_report *report, const char *margin)
{
    crd_buffer_append_text(out, margin);
    painted(out, style, VERDICT_COLOR[report->verdict],
            VERDICT_MARK[report->verdict]);
    crd_buffer_append_char(out, ' ');
    put_headline(out, style, report);
    crd_buffer_append_char(out, '\n');
}

static void put_explained(crd_buffer *out, const cli_verdict_style *style,
                          cli_source source, const crd_report *report)
{
    char at[CRD_INSTANT_TEXT_MAX];
    if (style->many || source.line) {
        put_name(out, source);
        crd_buffer_append_char(out, '\n');
    }
    put_sentence(out, style, report, "");
    crd_buffer_append_text(out, "\nTrue?\n");
    for (size_t i = 0; i < report->check_count; i++) {
        put_check(out, style, &report->checks[i], "  ");
    }
    for (size_t c = 0; c < report->child_count; c++) {
        const crd_report *child = report->children[c];
        crd_buffer_append_text(out, "\nInside, at ");
        cli_text_visible(out, child->pointer);
        crd_buffer_append_char(out, '\n');
        put_sentence(out, style, child, "  ");
        for (size_t i = 0; i < child->check_count; i++) {
            put_check(out, style, &child->checks[i], "    ");
        }
    }
    if (report->verified_document) {
        crd_buffer_append_text(out, "\nSignificant?\n");
        cli_significance_write(out, report->verified_document, "  ");
    }
    crd_instant_write(at, report->at);
    crd_buffer_printf(
        out,
        "\nWhat this does not tell you: whether the issuer is who the name "
        "suggests,\nand how good the learning was.\n"
        "Checked as of %s with credimur %s.\n%s",
        at, crd_version(), style->many || source.line ? "\n" : "");
}

static void put_words(crd_buffer *out, const cli_verdict_style *style,
                      const crd_report *report)
{
    put_sentence(out, style, report, "");
    put_notes(out, style, report, "  ");
    if (report->verified_document) {
        cli_caveats_write(out, report->verified_document, "  ");
    }
    for (size_t c = 0; c < report->child_count; c++) {
        put_sentence(out, style, report->children[c], "  ");
        put_notes(out, style, report->children[c], "    ");
        if (report->children[c]->verified_document) {
            cli_caveats_write(out, report->children[c]->verified_document,
                              "    ");
        }
    }
}

static void put_line(crd_buffer *out, const cli_verdict_style *style,
                     cli_source source, const crd_report *report)
{
    painted(out, style, VERDICT_COLOR[report->verdict],
            VERDICT_MARK[report->verdict]);
    crd_buffer_append_char(out, ' ');
    put_name(out, source);
    crd_buffer_append_text(out, ": ");
    put_headline(out, style, report);
    if (report->verified_document) {
        cli_caveats_line(out, report->verified_document);
    }
    crd_buffer_append_char(out, '\n');
}

/* ---- Columns ------------------------------------------------------------- */

static const char *const COLUMNS =
    "verdict,file,line,credential,issuer,issuer_name,recipient,achievement,"
    "check,code,detail";
enum { COLUMN_COUNT = 11 };

/* As visible as in the table: a program that shows CSV may be a terminal. */
static void put_csv_row(crd_buffer *out, const crd_span cells[COLUMN_COUNT])
{
    crd_span shown[COLUMN_COUNT];
    size_t ends[COLUMN_COUNT], begin = 0;
    crd_buffer text;
    crd_buffer_init(&text, out->allocator, SIZE_MAX / 2);
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        cli_text_visible(&text, cells[i]);
        ends[i] = text.len;
    }
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        shown[i] = (crd_span){text.data + begin, ends[i] - begin};
        begin = ends[i];
    }
    crd_csv_write_row(out, shown, COLUMN_COUNT);
    if (out->rc == CRD_OK) {
        out->rc = text.rc;
    }
    crd_buffer_free(&text);
}

static void put_row(crd_buffer *out, const cli_verdict_style *style,
                    const crd_span cells[COLUMN_COUNT])
{
    if (style->form == CLI_FORM_CSV) {
        put_csv_row(out, cells);
        return;
    }
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        crd_buffer_append_text(out, i ? "\t" : "");
        cli_text_visible(out, cells[i]);
    }
    crd_buffer_append_char(out, '\n');
}

static void put_columns(crd_buffer *out, const cli_verdict_style *style,
                        cli_source source, const crd_report *report)
{
    char line[24];
    const crd_check *decided = crd_report_deciding(report);
    int n =
        snprintf(line, sizeof line, "%llu", (unsigned long long)source.line);
    crd_span cells[COLUMN_COUNT] = {
        crd_span_of(crd_verdict_word(report->verdict)),
        crd_span_of(source.file),
        {line, source.line ? (size_t)n : 0},
        report->facts.credential_id,
        report->facts.issuer_id,
        report->facts.issuer_name,
        report->facts.subject_name,
        report->facts.achievement_name,
        crd_span_of(decided ? crd_check_word(decided->id) : ""),
        crd_span_of(decided ? crd_code_get(decided->code)->word : ""),
        decided ? decided->detail : CRD_SPAN_NONE};
    put_row(out, style, cells);
}

/* ---- JSON ---------------------------------------------------------------- */

/* The envelope as the library writes it; among many, its source in front. */
static void put_json(crd_buffer *out, const cli_verdict_style *style,
                     cli_source source, crd_span envelope)
{
    if (!style->many) {
        crd_buffer_append_span(out, envelope);
    } else {
        crd_buffer_append_text(out, "{\"file\":");
        crd_json_write_shown(out, crd_span_of(source.file));
        if (source.line) {
            crd_buffer_printf(out, ",\"line\":%llu",
                              (unsigned long long)source.line);
        }
        crd_buffer_append_char(out, ',');
        crd_buffer_append(out, envelope.data + 1, envelope.len - 1);
    }
    crd_buffer_append_char(out, '\n');
}

/* ---- The three ways in --------------------------------------------------- */

void cli_verdict_begin(crd_buffer *out, const cli_verdict_style *style)
{
    if (style->form == CLI_FORM_CSV) {
        crd_buffer_append_text(out, COLUMNS);
        crd_buffer_append_text(out, "\r\n");
    }
}

void cli_verdict_write(crd_buffer *out, const cli_verdict_style *style,
                       cli_source source, const crd_report *report)
{
    crd_buffer envelope;
    switch (style->form) {
    case CLI_FORM_SENTENCE:
        put_words(out, style, report);
        break;
    case CLI_FORM_EXPLAIN:
        put_explained(out, style, source, report);
        break;
    case CLI_FORM_LINE:
        put_line(out, style, source, report);
        break;
    case CLI_FORM_PLAIN:
    case CLI_FORM_CSV:
        put_columns(out, style, source, report);
        break;
    case CLI_FORM_JSON:
        if (!style->many) {
            crd_report_write_json(out, report);
            crd_buffer_append_char(out, '\n');
            break;
        }
        crd_buffer_init(&envelope, crd_allocator_default(), SIZE_MAX / 2);
        crd_report_write_json(&envelope, report);
        put_json(out, style, source, crd_buffer_span(&envelope));
        crd_buffer_free(&envelope);
        break;
    }
}

void cli_verdict_write_error(crd_buffer *out, const cli_verdict_style *style,
                             cli_source source, const crd_error *error)
{
    const char *word = crd_code_get(error->code)->word;
    crd_buffer envelope;
    if (style->form == CLI_FORM_JSON) {
        crd_buffer_init(&envelope, crd_allocator_default(), SIZE_MAX / 2);
        crd_report_write_json_error(&envelope, error);
        put_json(out, style, source, crd_buffer_span(&envelope));
        crd_buffer_free(&envelope);
    } else if (style->form == CLI_FORM_PLAIN || style->form == CLI_FORM_CSV) {
        char line[24];
        int n = snprintf(line, sizeof line, "%llu",
                         (unsigned long long)source.line);
        crd_span cells[COLUMN_COUNT] = {
            [1] = crd_span_of(source.file),
            [2] = {line, source.line ? (size_t)n : 0},
            [9] = crd_span_of(word),
            [10] = crd_span_of(error->message)};
        put_row(out, style, cells);
    } else {
        painted(out, style, "\033[33m", "?");
        crd_buffer_append_char(out, ' ');
        put_name(out, source);
        crd_buffer_append_text(out, ": No credential: ");
        cli_text_visible(out, crd_span_of(error->message));
        crd_buffer_printf(out, " [%s]\n", word);
    }
}
