/* SPDX-License-Identifier: Apache-2.0 */
/* The sentence of a verdict (look.md, "The verdict, everywhere the same"). */
#include "credimur/report.h"

#include <stdio.h>

#define NAME_BYTES_MAX 160

/* Controls, and characters that turn the direction of text, would let a name
 * rewrite the sentence around it: they are shown by their number. */
static bool is_deceptive(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
           (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Decodes one code point of text known to be UTF-8. */
static size_t decode(uint32_t *out, const unsigned char *s, size_t len)
{
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    uint32_t c = n == 1 ? s[0] : s[0] & (0x7fu >> n);
    if (n > len) {
        *out = 0xfffd;
        return len;
    }
    for (size_t i = 1; i < n; i++) {
        c = c << 6 | (s[i] & 0x3fu);
    }
    *out = c;
    return n;
}

static void append_name(crd_buffer *out, crd_span name)
{
    const unsigned char *s = (const unsigned char *)name.data;
    size_t at = 0;
    while (at < name.len) {
        uint32_t c;
        size_t n = decode(&c, s + at, name.len - at);
        if (at + n > NAME_BYTES_MAX) {
            crd_buffer_append_text(out, "...");
            return;
        }
        if (is_deceptive(c)) {
            crd_buffer_printf(out, "<U+%04X>", (unsigned)c);
        } else {
            crd_buffer_append(out, s + at, n);
        }
        at += n;
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
        crd_buffer_append(out, detail.data + 1, len - 1);
    } else {
        crd_buffer_append(out, detail.data, len);
    }
}

static crd_span first_name(crd_span name, crd_span id)
{
    return name.len ? name : id;
}

static void append_valid(crd_buffer *out, const crd_report *report)
{
    const crd_facts *facts = &report->facts;
    crd_span issuer = first_name(facts->issuer_name, facts->issuer_id);
    if (report->kind == CRD_REPORT_PRESENTATION) {
        crd_buffer_printf(out, "Valid. A presentation of %zu credential%s",
                          report->child_count,
                          report->child_count == 1 ? "" : "s");
        if (facts->issuer_id.len) {
            crd_buffer_append_text(out, " by ");
            append_name(out, facts->issuer_id);
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
        append_name(out, issuer);
    }
    if (facts->subject_name.len) {
        crd_buffer_append_text(out, " to ");
        append_name(out, facts->subject_name);
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

void crd_report_headline(crd_buffer *out, const crd_report *report)
{
    const crd_check *check = crd_report_deciding(report);
    if (report->verdict == CRD_VALID) {
        append_valid(out, report);
    } else if (!check) {
        crd_buffer_append_text(out,
                               "Could not be decided: nothing was checked.");
    } else if (report->verdict == CRD_INVALID) {
        append_invalid(out, report, check);
    } else {
        append_undetermined(out, report, check);
    }
}
