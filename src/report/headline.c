/* SPDX-License-Identifier: Apache-2.0 */
/* The sentence of a verdict, the same through every door. A
 * name in it is a stranger's: it may not read as a part of the sentence. */
#include "base/utf8.h"
#include "base/visible.h"
#include "credimur/report.h"

#include <stdio.h>

#define NAME_BYTES_MAX 160
#define PLAIN_WORDS_MAX 5

#define OPEN_QUOTE "\xe2\x80\x9c"
#define CLOSE_QUOTE "\xe2\x80\x9d"
#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"
#define POP_ISOLATE "\xe2\x81\xa9"

typedef struct sentence {
    crd_buffer *out;
    bool isolated; /* names cannot turn the text around them */
} sentence;

typedef struct short_name {
    char text[NAME_BYTES_MAX];
    size_t len;
    bool cut;
    bool marked; /* ends a sentence or a clause somewhere */
    unsigned words;
} short_name;

/* Double quotation marks of all kinds: in a name they could end the quote. */
static bool is_quote(uint32_t c)
{
    return c == '"' || c == 0xab || c == 0xbb || (c >= 0x201c && c <= 0x201f) ||
           (c >= 0x300c && c <= 0x300f) || c == 0x301d || c == 0x301e ||
           c == 0xff02;
}

static bool is_mark(uint32_t c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?';
}

/* Those that need no space behind them. */
static bool is_wide_mark(uint32_t c)
{
    return c == 0x589 || c == 0x60c || c == 0x61b || c == 0x61f || c == 0x6d4 ||
           c == 0x964 || (c >= 0x3001 && c <= 0x3002) || c == 0xff01 ||
           c == 0xff0c || c == 0xff0e || c == 0xff1a || c == 0xff1b ||
           c == 0xff1f || c == 0x2026 || c == 0x2014;
}

/* The words of the sentence itself. */
static bool is_ours(crd_span word)
{
    return crd_span_is(word, "by") || crd_span_is(word, "to") ||
           crd_span_is(word, "on") || crd_span_is(word, "more");
}

static void end_word(short_name *n, size_t begin)
{
    crd_span word = {n->text + begin, n->len - begin};
    if (word.len) {
        n->words++;
        n->marked |=
            is_ours(word) || is_mark((unsigned char)n->text[n->len - 1]);
    }
}

/* One space for any run of spaces, none at the ends, and not too long. */
static void shorten(short_name *n, crd_span name)
{
    const char *p = name.data, *end = name.len ? p + name.len : p;
    size_t begin = 0;
    bool space = false;
    memset(n, 0, sizeof *n);
    while (p < end && !n->cut) {
        uint32_t c = 0;
        size_t size = utf8_read(&c, p, end);
        size = size ? size : 1;
        if (visible_is_space(c)) {
            if (!space) {
                end_word(n, begin);
            }
            space = true;
        } else if (n->len + space + size > sizeof n->text) {
            n->cut = true;
        } else {
            if (space && n->len) {
                n->text[n->len++] = ' ';
                begin = n->len;
            }
            space = false;
            n->marked |= is_wide_mark(c) || is_quote(c);
            if (is_quote(c)) {
                n->text[n->len++] = '\'';
            } else {
                memcpy(n->text + n->len, p, size);
                n->len += size;
            }
        }
        p += size;
    }
    if (!space) {
        end_word(n, begin);
    }
}

static void append_name(const sentence *s, crd_span name)
{
    short_name n;
    bool quoted;
    shorten(&n, name);
    quoted = n.marked || n.words > PLAIN_WORDS_MAX;
    if (s->isolated) {
        crd_buffer_append_text(s->out, FIRST_STRONG_ISOLATE);
    }
    crd_buffer_append_text(s->out, quoted ? OPEN_QUOTE : "");
    visible_write(s->out, (crd_span){n.text, n.len});
    crd_buffer_append_text(s->out, n.cut ? "..." : "");
    crd_buffer_append_text(s->out, quoted ? CLOSE_QUOTE : "");
    if (s->isolated) {
        crd_buffer_append_text(s->out, POP_ISOLATE);
    }
}

/* "3 May 2026": the day in UTC. */
static void append_day(crd_buffer *out, crd_instant instant)
{
    static const char *const MONTHS[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(text, instant);
    int month = (text[5] - '0') * 10 + text[6] - '0';
    int day = (text[8] - '0') * 10 + text[9] - '0';
    if (month >= 1 && month <= 12) {
        crd_buffer_printf(out, "%d %s %.4s", day, MONTHS[month - 1], text);
    }
}

/* Appends `detail` inside a sentence: its first letter small, unless it is
 * the first of a name or an abbreviation, and without its full stop. */
static void append_clause(crd_buffer *out, crd_span detail)
{
    size_t len = detail.len;
    if (len && detail.data[len - 1] == '.') {
        len--;
    }
    if (len >= 2 && detail.data[0] >= 'A' && detail.data[0] <= 'Z' &&
        (detail.data[1] == ' ' ||
         (detail.data[1] >= 'a' && detail.data[1] <= 'z'))) {
        crd_buffer_append_char(out, (char)(detail.data[0] - 'A' + 'a'));
        visible_write(out, (crd_span){detail.data + 1, len - 1});
    } else {
        visible_write(out, (crd_span){detail.data, len});
    }
}

static crd_span first_name(crd_span name, crd_span id)
{
    return name.len ? name : id;
}

static void append_valid(const sentence *s, const crd_report *report)
{
    crd_buffer *out = s->out;
    const crd_facts *facts = &report->facts;
    crd_span issuer = first_name(facts->issuer_name, facts->issuer_id);
    if (report->kind == CRD_REPORT_PRESENTATION) {
        crd_buffer_printf(out, "Valid. A presentation of %zu credential%s",
                          report->child_count,
                          report->child_count == 1 ? "" : "s");
        if (facts->issuer_id.len) {
            crd_buffer_append_text(out, " by ");
            append_name(s, facts->issuer_id);
        }
        crd_buffer_append_char(out, '.');
        return;
    }
    crd_buffer_append_text(out, "Valid. ");
    crd_buffer_append_text(out, report->kind == CRD_REPORT_ENDORSEMENT
                                    ? "Endorsed"
                                : facts->achievement_name.len ? "Awarded"
                                                              : "Issued");
    if (issuer.len) {
        crd_buffer_append_text(out, " by ");
        append_name(s, issuer);
    }
    if (facts->subject_name.len) {
        crd_buffer_append_text(out, " to ");
        append_name(s, facts->subject_name);
        if (facts->subject_more) {
            crd_buffer_printf(out, " and %u more",
                              (unsigned)facts->subject_more);
        }
    }
    if (facts->has_awarded || facts->has_valid_from) {
        crd_buffer_append_text(out, " on ");
        append_day(out,
                   facts->has_awarded ? facts->awarded : facts->valid_from);
    }
    crd_buffer_append_char(out, '.');
}

/* A changed text explains everything else that is wrong, so it goes first. */
static const crd_check *signature_finding(const crd_report *report)
{
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].result == CRD_FAIL &&
            report->checks[i].code == CRD_CODE_SIGNATURE_MISMATCH) {
            return &report->checks[i];
        }
    }
    return NULL;
}

static void append_invalid(crd_buffer *out, const crd_report *report,
                           const crd_check *check)
{
    if (signature_finding(report)) {
        crd_buffer_append_text(
            out, "Not valid: the text was changed after it was signed.");
    } else if (check->code == CRD_CODE_EXPIRED &&
               report->facts.has_valid_until) {
        crd_buffer_append_text(out, "Expired on ");
        append_day(out, report->facts.valid_until);
        crd_buffer_append_char(out, '.');
    } else if (check->code == CRD_CODE_NOT_YET_VALID &&
               report->facts.has_valid_from) {
        crd_buffer_append_text(out, "Not yet valid: it begins on ");
        append_day(out, report->facts.valid_from);
        crd_buffer_append_char(out, '.');
    } else if (check->code == CRD_CODE_STATUS_REVOKED) {
        crd_buffer_append_text(out, "Revoked by its issuer.");
    } else if (check->code == CRD_CODE_STATUS_SUSPENDED) {
        crd_buffer_append_text(out, "Suspended by its issuer.");
    } else {
        crd_buffer_append_text(out, "Not valid: ");
        append_clause(out, check->detail);
        crd_buffer_append_char(out, '.');
    }
}

static void append_undetermined(crd_buffer *out, const crd_report *report,
                                const crd_check *check)
{
    crd_result proof;
    crd_buffer_append_text(out, "Could not be decided: ");
    append_clause(out, check->detail);
    crd_buffer_append_char(out, '.');
    if (crd_report_result(report, CRD_CHECK_PROOF, &proof) &&
        proof == CRD_PASS) {
        crd_buffer_append_text(out, " The signature is good.");
    }
}

static void write_sentence(const sentence *s, const crd_report *report)
{
    const crd_check *check = crd_report_deciding(report);
    if (report->verdict == CRD_VALID) {
        append_valid(s, report);
    } else if (!check) {
        crd_buffer_append_text(s->out,
                               "Could not be decided: nothing was checked.");
    } else if (report->verdict == CRD_INVALID) {
        append_invalid(s->out, report, check);
    } else {
        append_undetermined(s->out, report, check);
    }
}

void crd_report_headline(crd_buffer *out, const crd_report *report)
{
    sentence s = {out, false};
    write_sentence(&s, report);
}

void crd_report_headline_isolated(crd_buffer *out, const crd_report *report)
{
    sentence s = {out, true};
    write_sentence(&s, report);
}
