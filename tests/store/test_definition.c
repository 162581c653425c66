/* SPDX-License-Identifier: Apache-2.0 */
/* Room definition: what a framework asks, and what is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "platform/definition/definition_check.h"

#define BASE                                                                   \
    "\"id\":\"urn:x\",\"type\":[\"Achievement\"],\"name\":\"Tables\","         \
    "\"description\":\"d\",\"criteria\":{\"narrative\":\"n\"}"
#define WHOLE BASE ",\"prerequisite\":\"none\",\"stackability\":\"standalone\""

static crd_json *read_json(crd_arena *arena, crd_span text)
{
    crd_limits limits = crd_limits_default();
    crd_json *out;
    crd_error error;
    if (crd_json_parse(&out, arena, text, &limits, &error) != CRD_OK) {
        fail_msg("%s", error.message);
    }
    return out;
}

static crd_span read_file(crd_arena *arena, const char *name)
{
    char path[1024];
    static char text[1 << 16];
    snprintf(path, sizeof path, "%s/%s", getenv("CREDIMUR_SOURCE"), name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text, file);
    assert_true(n < sizeof text);
    fclose(file);
    return crd_arena_copy(arena, (crd_span){text, n});
}

static crd_profile profile_of(crd_arena *arena, const char *id)
{
    char name[64];
    crd_profile p;
    crd_error error;
    crd_profile_general(&p);
    if (id) {
        snprintf(name, sizeof name, "profiles/%s.json", id);
        crd_json *json = read_json(arena, read_file(arena, name));
        if (crd_profile_read(&p, arena, json, &error) != CRD_OK) {
            fail_msg("%s: %s", id, error.message);
        }
        assert_true(crd_span_is(p.id, id));
    }
    return p;
}

static crd_definition_report check(crd_arena *arena, const char *id,
                                   const char *members)
{
    crd_profile p = profile_of(arena, id);
    crd_span text = crd_arena_printf(arena, "{%s}", members);
    crd_definition_report r;
    crd_error error;
    assert_int_equal(
        crd_definition_check(&r, arena, read_json(arena, text), &p, &error),
        CRD_OK);
    return r;
}

static const crd_definition_finding *found(const crd_definition_report *r,
                                           crd_code code, const char *field)
{
    const crd_definition_finding *f = r->first;
    while (f && !(f->code == code && crd_span_is(f->field, field))) {
        f = f->next;
    }
    return f;
}

static const char *const PROFILES[] = {
    "EU-AnnexI-2022", "UNESCO-2022", "AU-NMF-2021",  "ON-2020",
    "NZ-2022",        "MY-2020",     "IE-MicroCreds"};

static void test_r1_profiles_have_source_and_flag(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PROFILES / sizeof *PROFILES; i++) {
        crd_arena a;
        crd_arena_init(&a, crd_allocator_default(), 0);
        crd_profile p = profile_of(&a, PROFILES[i]);
        assert_true(p.source.len > 20);
        assert_false(p.verified); /* none was read in the original */
        crd_arena_free(&a);
    }
}

static void test_r1_every_missing_field_is_named(void **state)
{
    (void)state;
    static const char *const FIELDS[] = {"prerequisite",
                                         "stackability",
                                         "outcome",
                                         "workload",
                                         "assessment.assessmentKind",
                                         "mode",
                                         "qa.qaKind"};
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_definition_report r = check(&a, "EU-AnnexI-2022", BASE);
    assert_false(r.fits);
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
        assert_non_null(found(&r, CRD_CODE_DEFINITION_FIELD, FIELDS[i]));
    }
    r = check(&a, "EU-AnnexI-2022",
              WHOLE ",\"assessment\":[{\"assessmentKind\":[\"testing\"]},{}]");
    assert_non_null(
        found(&r, CRD_CODE_DEFINITION_FIELD, "assessment/1/assessmentKind"));
    assert_null(
        found(&r, CRD_CODE_DEFINITION_FIELD, "assessment/0/assessmentKind"));
    crd_arena_free(&a);
}

static void test_r1_profile_with_a_slip_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "{\"id\":\"x\"}", "[]",
        "{\"id\":\"x\",\"name\":\"n\",\"edition\":\"e\",\"jurisdiction\":\"j\","
        "\"source\":\"s\",\"verifiedAgainstOriginal\":false,\"required\":[],"
        "\"limits\":{\"minWorklod\":\"PT1H\"}}",
        "{\"id\":\"x\",\"name\":\"n\",\"edition\":\"e\",\"jurisdiction\":\"j\","
        "\"source\":\"s\",\"verifiedAgainstOriginal\":\"no\",\"required\":[]}",
        "{\"id\":\"x\",\"name\":\"n\",\"edition\":\"e\",\"jurisdiction\":\"j\","
        "\"source\":\"s\",\"verifiedAgainstOriginal\":false,"
        "\"required\":[{\"when\":\"mode\"}]}"};
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_profile p;
        crd_error error;
        assert_int_not_equal(
            crd_profile_read(&p, &a, read_json(&a, crd_span_of(BAD[i])),
                             &error),
            CRD_OK);
        assert_int_equal(error.code, CRD_CODE_PROFILE_MALFORMED);
    }
    crd_arena_free(&a);
}

static void test_r2_limits_and_size(void **state)
{
    (void)state;
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_definition_report r =
        check(&a, "AU-NMF-2021", WHOLE ",\"workload\":\"PT45M\"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_LIMIT, "workload"));
    r = check(&a, "AU-NMF-2021", WHOLE ",\"workload\":\"PT60M\"");
    assert_null(found(&r, CRD_CODE_DEFINITION_LIMIT, "workload"));
    assert_string_equal(r.size, "unit");
    r = check(&a, "NZ-2022",
              WHOLE ",\"creditsAvailable\":41,\"creditSystem\":\"NZQCF\"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_LIMIT, "creditsAvailable"));
    assert_string_equal(r.size, "macro");
    r = check(&a, "NZ-2022",
              WHOLE ",\"creditsAvailable\":40,\"creditSystem\":\"NZQCF\"");
    assert_null(found(&r, CRD_CODE_DEFINITION_LIMIT, "creditsAvailable"));
    assert_int_equal(r.workload, 400 * 60);
    assert_string_equal(r.size, "micro");
    r = check(&a, NULL, WHOLE ",\"workload\":\"PT75H\",\"sizeClass\":\"unit\"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_SIZE, "sizeClass"));
    crd_arena_free(&a);
}

static void test_r2_title_words(void **state)
{
    (void)state;
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_definition_report r = check(&a, "NZ-2022",
                                    "\"type\":\"Achievement\",\"name\":"
                                    "\"DIPLOMA of Tables\"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_TITLE, "name"));
    r = check(&a, "NZ-2022",
              "\"type\":\"Achievement\",\"name\":\"Mastering Tables\"");
    assert_null(found(&r, CRD_CODE_DEFINITION_TITLE, "name"));
    crd_arena_free(&a);
}

static void test_r10_r15_relation_and_prerequisites(void **state)
{
    (void)state;
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    assert_true(check(&a, NULL, WHOLE).fits);
    crd_definition_report r = check(&a, NULL, BASE ",\"prerequisite\":\"  \"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_FIELD, "stackability"));
    const crd_definition_finding *f =
        found(&r, CRD_CODE_DEFINITION_FIELD, "prerequisite");
    assert_non_null(f);
    assert_non_null(strstr(f->detail.data, "none"));
    crd_arena_free(&a);
}

static void test_r13_f12_workload_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t minutes; /* -1: refused */
    } ROWS[] = {{"PT60M", 60},       {"PT75H", 4500}, {"P1DT2H30M", 1590},
                {"P70D", 100800},    {"P60M", -1},    {"P1Y", -1},
                {"P2W", -1},         {"PT", -1},      {"P", -1},
                {"P1DT", -1},        {"", -1},        {"75", -1},
                {"PT30M1H", -1},     {"PT1H1H", -1},  {"PT1.5H", -1},
                {"-PT1H", -1},       {"PT30S", -1},   {"P5H", -1},
                {"PT99999999H", -1}, {"PTT1H", -1},   {"PT5", -1}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int64_t minutes = -1;
        crd_error error;
        crd_rc rc =
            crd_workload_parse(&minutes, crd_span_of(ROWS[i].text), &error);
        if ((rc == CRD_OK) != (ROWS[i].minutes >= 0) ||
            minutes != ROWS[i].minutes) {
            fail_msg("%s", ROWS[i].text);
        }
        if (strcmp(ROWS[i].text, "P60M") == 0) {
            assert_non_null(strstr(error.message, "months are not a workload"));
        }
    }
}

static void test_r16_parts_are_the_whole(void **state)
{
    (void)state;
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    assert_true(check(&a, NULL,
                      WHOLE ",\"workload\":\"PT35H\","
                            "\"contactWorkload\":\"PT10H\","
                            "\"selfStudyWorkload\":\"PT20H\","
                            "\"assessmentWorkload\":\"PT5H\"")
                    .fits);
    crd_definition_report r = check(&a, NULL,
                                    WHOLE ",\"workload\":\"PT36H\","
                                          "\"contactWorkload\":\"PT10H\","
                                          "\"selfStudyWorkload\":\"PT20H\","
                                          "\"assessmentWorkload\":\"PT5H\"");
    assert_false(r.fits);
    assert_non_null(found(&r, CRD_CODE_DEFINITION_PARTS, "workload"));
    r = check(&a, NULL,
              WHOLE ",\"workload\":\"PT9H\",\"contactWorkload\":\"PT10H\"");
    assert_non_null(found(&r, CRD_CODE_DEFINITION_PARTS, "workload"));
    crd_arena_free(&a);
}

static void test_r20_supervision_maps_row_by_row(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        {"unsupervised", "unsupervised with no identity verification"},
        {"supervised", "supervised with no identity verification"},
        {"online-one-factor", "supervised online with identity verification"},
        {"online-two-factor", "supervised online with identity verification"},
        {"onsite-one-factor", "supervised onsite with identity verification"},
        {"onsite-two-factor", "supervised onsite with identity verification"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *eu = crd_supervision_eu(crd_span_of(ROWS[i][0]));
        assert_non_null(eu);
        assert_string_equal(eu, ROWS[i][1]);
    }
    assert_null(crd_supervision_eu(CRD_SPAN("watched")));
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_definition_report r = check(
        &a, NULL, WHOLE ",\"assessment\":[{\"supervision\":\"watched\"}]");
    assert_non_null(
        found(&r, CRD_CODE_DEFINITION_WORD, "assessment/0/supervision"));
    crd_arena_free(&a);
}

static void test_r22_depth(void **state)
{
    (void)state;
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_definition_report r =
        check(&a, NULL,
              WHOLE ",\"workload\":\"PT5H\",\"outcome\":[1,2,3,4,5,6,7,8,9,10,"
                    "11,12,13,14,15,16,17,18,19,20]");
    assert_true(r.fits); /* a warning, no failure */
    assert_non_null(found(&r, CRD_CODE_DEFINITION_DEPTH, "outcome"));
    r = check(&a, NULL, WHOLE ",\"workload\":\"PT20H\",\"outcome\":[1,2]");
    assert_null(r.first);
    crd_arena_free(&a);
}

static void test_what_is_no_achievement_is_refused(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"[]", "7", "{}",
                                        "{\"type\":[\"Profile\"]}"};
    crd_arena a;
    crd_arena_init(&a, crd_allocator_default(), 0);
    crd_profile p = profile_of(&a, NULL);
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        crd_definition_report r;
        crd_error error;
        assert_int_not_equal(
            crd_definition_check(&r, &a, read_json(&a, crd_span_of(TEXTS[i])),
                                 &p, &error),
            CRD_OK);
        assert_int_equal(error.code, CRD_CODE_DEFINITION_SHAPE);
    }
    crd_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r1_profiles_have_source_and_flag),
        cmocka_unit_test(test_r1_every_missing_field_is_named),
        cmocka_unit_test(test_r1_profile_with_a_slip_is_refused),
        cmocka_unit_test(test_r2_limits_and_size),
        cmocka_unit_test(test_r2_title_words),
        cmocka_unit_test(test_r10_r15_relation_and_prerequisites),
        cmocka_unit_test(test_r13_f12_workload_forms),
        cmocka_unit_test(test_r16_parts_are_the_whole),
        cmocka_unit_test(test_r20_supervision_maps_row_by_row),
        cmocka_unit_test(test_r22_depth),
        cmocka_unit_test(test_what_is_no_achievement_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
