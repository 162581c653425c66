/* SPDX-License-Identifier: Apache-2.0 */
/* Room report: order of the findings, the verdict they add up to, the
 * sentence, and the JSON that every door writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "credimur/report.h"

static const crd_instant AT = {1780315200, 0}; /* 2026-06-01T12:00:00Z */

static crd_report *make(crd_arena *arena)
{
    crd_report *report = NULL;
    crd_arena_init(arena, NULL, 0);
    assert_int_equal(
        crd_report_new(&report, arena, CRD_REPORT_CREDENTIAL, AT, NULL),
        CRD_OK);
    report->facts.issuer_name = CRD_SPAN("Northfield College");
    report->facts.subject_name = CRD_SPAN("Liat Cohen");
    report->facts.achievement_name = CRD_SPAN("Food Safety");
    report->facts.has_valid_from = true;
    report->facts.valid_from = (crd_instant){1777798800, 0}; /* 3 May 2026 */
    report->facts.has_valid_until = true;
    report->facts.valid_until = (crd_instant){1777798800, 0};
    return report;
}

static void add(crd_report *report, crd_check_id id, crd_result result,
                bool required, crd_code code)
{
    crd_report_add(report, id, result, required, code, "a clause",
                   CRD_SPAN("/x"), "%s", "");
}

static const char *headline(const crd_report *report)
{
    static char text[8192];
    crd_buffer out;
    crd_buffer_init(&out, NULL, sizeof text - 1);
    crd_report_headline(&out, report);
    assert_int_equal(crd_buffer_rc(&out, NULL), CRD_OK);
    memcpy(text, out.data, out.len);
    text[out.len] = '\0';
    crd_buffer_free(&out);
    return text;
}

static void findings_stand_in_the_validators_order(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    crd_report_pass(r, CRD_CHECK_ISSUANCE, "begun");
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    add(r, CRD_CHECK_SUBJECT, CRD_FAIL, true, CRD_CODE_MEMBER_MISSING);
    crd_report_pass(r, CRD_CHECK_JSON_LD, "defined");
    add(r, CRD_CHECK_SUBJECT, CRD_WARN, false, CRD_CODE_IDENTITY_UNSALTED);
    crd_report_pass(r, CRD_CHECK_SUBJECT, "not added: it has findings");
    assert_int_equal(r->check_count, 5);
    for (size_t i = 1; i < r->check_count; i++) {
        assert_true(r->checks[i - 1].id <= r->checks[i].id);
    }
    assert_int_equal(r->checks[1].code, CRD_CODE_MEMBER_MISSING);
    assert_int_equal(r->checks[2].code, CRD_CODE_IDENTITY_UNSALTED);
    crd_arena_free(&arena);
}

static void the_verdict_is_the_worst_that_is_required(void **state)
{
    static const struct {
        crd_result result;
        bool required, fail_on_warn;
        crd_verdict verdict;
        int exit_status;
    } ROWS[] = {
        {CRD_PASS, true, false, CRD_VALID, 0},
        {CRD_WARN, true, false, CRD_VALID, 0},
        {CRD_WARN, false, true, CRD_INVALID, 1},
        {CRD_FAIL, true, false, CRD_INVALID, 1},
        {CRD_FAIL, false, false, CRD_VALID, 0},
        {CRD_NOT_CHECKED, true, false, CRD_UNDETERMINED, 3},
        {CRD_NOT_CHECKED, false, true, CRD_VALID, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_arena arena;
        crd_report *r = make(&arena);
        crd_report_pass(r, CRD_CHECK_PROOF, "good");
        add(r, CRD_CHECK_STATUS, ROWS[i].result, ROWS[i].required,
            CRD_CODE_NOT_BUILT);
        assert_int_equal(crd_report_decide(r, ROWS[i].fail_on_warn, NULL),
                         CRD_OK);
        assert_int_equal(r->verdict, ROWS[i].verdict);
        assert_int_equal(crd_verdict_exit_status(r->verdict),
                         ROWS[i].exit_status);
        assert_true((crd_report_deciding(r) == NULL) ==
                    (r->verdict == CRD_VALID));
        crd_arena_free(&arena);
    }
}

static void a_failure_outweighs_what_was_not_checked(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    add(r, CRD_CHECK_SUBJECT, CRD_NOT_CHECKED, true, CRD_CODE_NOT_BUILT);
    add(r, CRD_CHECK_EXPIRY, CRD_FAIL, true, CRD_CODE_EXPIRED);
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    assert_int_equal(r->verdict, CRD_INVALID);
    assert_int_equal(crd_report_deciding(r)->id, CRD_CHECK_EXPIRY);
    crd_arena_free(&arena);
}

static void nothing_checked_is_not_valid(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    assert_int_equal(r->verdict, CRD_UNDETERMINED);
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    assert_int_equal(r->verdict, CRD_UNDETERMINED);
    assert_string_equal(headline(r),
                        "Could not be decided: nothing was checked.");
    crd_arena_free(&arena);
}

static void a_lost_finding_is_not_valid(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    crd_error error;
    (void)state;
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    r->out_of_memory = true;
    assert_int_equal(crd_report_decide(r, false, &error), CRD_E_MEMORY);
    assert_int_equal(r->verdict, CRD_UNDETERMINED);
    crd_arena_free(&arena);
}

static void the_sentences(void **state)
{
    static const struct {
        crd_check_id id;
        crd_result result;
        crd_code code;
        const char *sentence;
    } ROWS[] = {
        {CRD_CHECK_ISSUANCE, CRD_PASS, CRD_CODE_NONE,
         "Valid. Awarded by Northfield College to Liat Cohen on 3 May 2026."},
        {CRD_CHECK_EXPIRY, CRD_FAIL, CRD_CODE_EXPIRED,
         "Expired on 3 May 2026."},
        {CRD_CHECK_ISSUANCE, CRD_FAIL, CRD_CODE_NOT_YET_VALID,
         "Not yet valid: it begins on 3 May 2026."},
        {CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, CRD_CODE_CONTEXT_INLINE,
         "Not valid: the document brings a @context of its own, which could "
         "give any word any meaning."},
        {CRD_CHECK_STATUS, CRD_NOT_CHECKED, CRD_CODE_ISSUER_KEY_UNBOUND,
         "Could not be decided: nothing here ties the key to the named "
         "issuer. The signature is good."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_arena arena;
        crd_report *r = make(&arena);
        crd_report_pass(r, CRD_CHECK_PROOF, "good");
        if (ROWS[i].result == CRD_PASS) {
            crd_report_pass(r, ROWS[i].id, "begun");
        } else {
            add(r, ROWS[i].id, ROWS[i].result, true, ROWS[i].code);
        }
        assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
        assert_string_equal(headline(r), ROWS[i].sentence);
        crd_arena_free(&arena);
    }
}

static void further_names_are_told(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    r->facts.subject_more = 2;
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    assert_string_equal(headline(r),
                        "Valid. Awarded by Northfield College to Liat Cohen "
                        "and 2 more on 3 May 2026.");
    crd_arena_free(&arena);
}

static void a_changed_text_explains_all_else(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    add(r, CRD_CHECK_SUBJECT, CRD_FAIL, true, CRD_CODE_MEMBER_MISSING);
    add(r, CRD_CHECK_PROOF, CRD_FAIL, true, CRD_CODE_SIGNATURE_MISMATCH);
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    assert_string_equal(headline(r),
                        "Not valid: the text was changed after it was signed.");
    crd_arena_free(&arena);
}

static void a_name_cannot_rewrite_the_sentence(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    char longer[600];
    crd_buffer out;
    (void)state;
    r->facts.subject_name = CRD_SPAN("L\xe2\x80\xaeiat\n\x1b[2K\xd7\x9c");
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    assert_string_equal(headline(r),
                        "Valid. Awarded by Northfield College to "
                        "L<U+202E>iat<U+000A><U+001B>[2K\xd7\x9c on 3 May "
                        "2026.");
    /* isolates, where there is a reader who needs them */
    crd_buffer_init(&out, NULL, 1 << 12);
    r->facts.subject_name = CRD_SPAN("\xd7\x9c\xd7\x99\xd7\x90\xd7\xaa");
    crd_report_headline_isolated(&out, r);
    assert_true(crd_span_is(
        crd_buffer_span(&out),
        "Valid. Awarded by \xe2\x81\xa8Northfield College\xe2\x81\xa9 to "
        "\xe2\x81\xa8\xd7\x9c\xd7\x99\xd7\x90\xd7\xaa\xe2\x81\xa9 on 3 May "
        "2026."));
    crd_buffer_free(&out);
    memset(longer, 'n', sizeof longer);
    r->facts.subject_name = (crd_span){longer, sizeof longer};
    assert_non_null(strstr(headline(r), "nnn... on 3 May 2026."));
    crd_arena_free(&arena);
}

/* Security case 146: a name that reads like the sentence around it, hides, or
 * grows over other lines. */
static void names_are_set_apart(void **state)
{
#define Q(text) "\xe2\x80\x9c" text "\xe2\x80\x9d"
#define MARK "\xcc\x81"
    static const char *const ROWS[][2] = {
        {"Harvard University to Ann Lee on 1 May 2026. Issued through M",
         Q("Harvard University to Ann Lee on 1 May 2026. Issued through M")},
        {"Harvard to Ann", Q("Harvard to Ann")},
        {"St. John's", Q("St. John's")},
        {"Lee, Ann", Q("Lee, Ann")},
        {"A B C D E", "A B C D E"},
        {"A B C D E F", Q("A B C D E F")},
        {"Web.de", "Web.de"},
        {"did:key:z6Mk", "did:key:z6Mk"},
        {"\xe2\x80\x9d to \xe2\x80\x9c", Q("' to '")},
        {"Ann\xe3\x80\x82", Q("Ann\xe3\x80\x82")},
        {"  Ann   \xc2\xa0 Lee ", "Ann Lee"},
        {"A\xcd\x8f"
         "B\xef\xb8\x8f"
         "C\xe2\xa0\x80",
         "A<U+034F>B<U+FE0F>C<U+2800>"},
        {"a" MARK MARK MARK, "a" MARK MARK MARK},
        {"a" MARK MARK MARK MARK, "a" MARK MARK MARK "<U+0301>"},
    };
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_span wanted = crd_arena_printf(
            &arena, "Valid. Awarded by %s to Liat Cohen on 3 May 2026.",
            ROWS[i][1]);
        r->facts.issuer_name = crd_span_of(ROWS[i][0]);
        assert_string_equal(headline(r), wanted.data);
    }
    crd_arena_free(&arena);
}

static void the_envelope(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena), *child;
    crd_buffer out;
    crd_json *json;
    crd_limits limits = crd_limits_default();
    (void)state;
    crd_report_pass(r, CRD_CHECK_PROOF, "good");
    add(r, CRD_CHECK_SUBJECT, CRD_WARN, false, CRD_CODE_IDENTITY_UNSALTED);
    assert_int_equal(
        crd_report_new(&child, &arena, CRD_REPORT_ENDORSEMENT, AT, NULL),
        CRD_OK);
    child->pointer = CRD_SPAN("/endorsement/0");
    crd_report_nest(r, child);
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    crd_buffer_init(&out, NULL, 1 << 16);
    crd_report_write_json(&out, r);
    assert_int_equal(
        crd_json_parse(&json, &arena, crd_buffer_span(&out), &limits, NULL),
        CRD_OK);
    assert_true(
        crd_json_is_text(crd_json_get(json, "schema"), "credimur.verify/1"));
    assert_true(crd_json_is(crd_json_get(json, "ok"), CRD_JSON_TRUE));
    assert_true(crd_json_is_text(crd_json_get(json, "verdict"), "valid"));
    assert_true(
        crd_json_is_text(crd_json_get(json, "at"), "2026-06-01T12:00:00Z"));
    crd_json *check = &crd_json_get(json, "checks")->as.items[0];
    assert_int_equal(check->len, 7);
    assert_true(crd_json_is_text(crd_json_get(check, "id"), "subject"));
    assert_true(crd_json_is_text(crd_json_get(check, "result"), "warn"));
    assert_true(crd_json_is(crd_json_get(check, "required"), CRD_JSON_FALSE));
    assert_true(
        crd_json_is_text(crd_json_get(check, "code"), "identity-unsalted"));
    assert_true(crd_json_is_text(crd_json_get(check, "clause"), "a clause"));
    assert_true(crd_json_is_text(crd_json_get(check, "pointer"), "/x"));
    assert_int_equal(crd_json_get(json, "warnings")->len, 1);
    assert_int_equal(crd_json_get(json, "errors")->len, 0);
    assert_int_equal(crd_json_get(json, "endorsements")->len, 1);
    assert_null(crd_json_get(json, "credentials"));
    crd_buffer_free(&out);
    crd_arena_free(&arena);
}

static void what_is_no_credential_has_no_verdict(void **state)
{
    crd_error error;
    crd_buffer out;
    (void)state;
    (void)crd_fail_at(&error, CRD_CODE_JSON_EMPTY, 0, "%s", "");
    crd_buffer_init(&out, NULL, 1 << 16);
    crd_report_write_json_error(&out, &error);
    assert_true(crd_span_is(
        crd_buffer_span(&out),
        "{\"schema\":\"credimur.verify/1\",\"ok\":false,\"checks\":[],"
        "\"warnings\":[],\"errors\":[{\"check\":null,\"code\":\"json-empty\","
        "\"detail\":\"The input is empty.\",\"pointer\":null,\"offset\":0}]}"));
    crd_buffer_free(&out);
}

static void a_cut_character_stays_text(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    crd_buffer out;
    crd_json *json;
    crd_limits limits = crd_limits_default();
    (void)state;
    crd_report_add(r, CRD_CHECK_SUBJECT, CRD_FAIL, true,
                   CRD_CODE_VALUE_NOT_ALLOWED, "", CRD_SPAN_NONE, "%.*s", 4,
                   "\xd7\x9c\xd7\x99\xd7\x90");
    crd_report_add(r, CRD_CHECK_ISSUER, CRD_FAIL, true,
                   CRD_CODE_VALUE_NOT_ALLOWED, "", CRD_SPAN_NONE, "%.*s", 3,
                   "\xd7\x9c\xd7\x99\xd7\x90");
    assert_true(crd_span_is(r->checks[0].detail, "\xd7\x9c\xd7\x99"));
    assert_true(crd_span_is(r->checks[1].detail, "\xd7\x9c?"));
    assert_int_equal(crd_report_decide(r, false, NULL), CRD_OK);
    crd_buffer_init(&out, NULL, 1 << 16);
    crd_report_write_json(&out, r);
    assert_int_equal(
        crd_json_parse(&json, &arena, crd_buffer_span(&out), &limits, NULL),
        CRD_OK);
    crd_buffer_free(&out);
    crd_arena_free(&arena);
}

static void a_hostile_document_cannot_make_the_report_large(void **state)
{
    crd_arena arena;
    crd_report *r = make(&arena);
    (void)state;
    for (int i = 0; i < 100000; i++) {
        add(r, CRD_CHECK_EVIDENCE, CRD_FAIL, true, CRD_CODE_MEMBER_MISSING);
    }
    add(r, CRD_CHECK_PROOF, CRD_FAIL, true, CRD_CODE_SIGNATURE_MISMATCH);
    assert_int_equal(r->check_count, CRD_REPORT_FINDINGS_MAX + 1);
    assert_true(crd_report_result(r, CRD_CHECK_PROOF, NULL));
    assert_true(arena.total < (1 << 20));
    crd_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_stand_in_the_validators_order),
        cmocka_unit_test(the_verdict_is_the_worst_that_is_required),
        cmocka_unit_test(a_failure_outweighs_what_was_not_checked),
        cmocka_unit_test(nothing_checked_is_not_valid),
        cmocka_unit_test(a_lost_finding_is_not_valid),
        cmocka_unit_test(the_sentences),
        cmocka_unit_test(further_names_are_told),
        cmocka_unit_test(a_changed_text_explains_all_else),
        cmocka_unit_test(a_name_cannot_rewrite_the_sentence),
        cmocka_unit_test(names_are_set_apart),
        cmocka_unit_test(the_envelope),
        cmocka_unit_test(what_is_no_credential_has_no_verdict),
        cmocka_unit_test(a_cut_character_stays_text),
        cmocka_unit_test(a_hostile_document_cannot_make_the_report_large),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
