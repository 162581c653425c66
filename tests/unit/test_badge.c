/* SPDX-License-Identifier: Apache-2.0 */
/* Room badge: the rules of Open Badges 3.0, one break at a time. */
#include "credimur/badge.h"
#include "tests/unit/fixture.h"

typedef struct change {
    const char *from, *to;
    crd_check_id check;
    crd_result result;
    crd_code code;
    const char *pointer;
} change;

/* Every class and nearly every member of Open Badges 3.0, all as it must be. */
#define FULL                                                                   \
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","                 \
    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"         \
    "\"id\":\"urn:uuid:1\","                                                   \
    "\"type\":[\"VerifiableCredential\",\"AchievementCredential\"],"           \
    "\"name\":\"N\",\"awardedDate\":\"2026-05-03T09:00:00Z\","                 \
    "\"image\":{\"id\":\"https://n.example/i\",\"type\":\"Image\"},"           \
    "\"issuer\":{\"id\":\"did:example:i\",\"type\":[\"Profile\"],"             \
    "\"name\":\"I\",\"url\":\"https://n.example\","                            \
    "\"dateOfBirth\":\"1970-01-01\","                                          \
    "\"address\":{\"type\":[\"Address\"],\"addressCountry\":\"CA\","           \
    "\"geo\":{\"type\":\"GeoCoordinates\",\"latitude\":1,\"longitude\":2}},"   \
    "\"otherIdentifier\":[{\"type\":\"IdentifierEntry\","                      \
    "\"identifier\":\"7\",\"identifierType\":\"sourcedId\"}],"                 \
    "\"parentOrg\":{\"id\":\"did:example:p\",\"type\":[\"Profile\"]}},"        \
    "\"validFrom\":\"2026-05-03T09:00:00Z\","                                  \
    "\"credentialSubject\":{\"type\":[\"AchievementSubject\"],"                \
    "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":true,"            \
    "\"identityHash\":\"sha256$"                                               \
    "c7ef86405ba71b85acd8e2e95166c4b111448089f2e1599f42fe1bba46e865c5\","      \
    "\"identityType\":\"emailAddress\",\"salt\":\"a-salt\"}],"                 \
    "\"activityStartDate\":\"2026-01-01T00:00:00Z\","                          \
    "\"activityEndDate\":\"2026-02-01T00:00:00Z\",\"creditsEarned\":2.5,"      \
    "\"result\":[{\"type\":[\"Result\"],\"resultDescription\":\"urn:r:1\","    \
    "\"value\":\"87\"},{\"type\":[\"Result\"],"                                \
    "\"resultDescription\":\"urn:r:2\",\"achievedLevel\":\"urn:l:1\"},"        \
    "{\"type\":[\"Result\"],\"resultDescription\":\"urn:r:3\","                \
    "\"status\":\"Completed\"}],"                                              \
    "\"achievement\":{\"id\":\"https://n.example/a\","                         \
    "\"type\":[\"Achievement\"],\"achievementType\":\"ext:Course\","           \
    "\"name\":\"A\",\"description\":\"D\","                                    \
    "\"criteria\":{\"narrative\":\"C\"},\"creator\":\"did:example:i\","        \
    "\"tag\":[\"t\"],\"alignment\":[{\"type\":[\"Alignment\"],"                \
    "\"targetName\":\"T\",\"targetUrl\":\"https://n.example/t\","              \
    "\"targetType\":\"CFItem\"}],"                                             \
    "\"related\":[{\"id\":\"https://n.example/b\",\"type\":[\"Related\"]}],"   \
    "\"resultDescription\":[{\"id\":\"urn:r:1\","                              \
    "\"type\":[\"ResultDescription\"],\"name\":\"G\","                         \
    "\"resultType\":\"Percent\",\"valueMin\":\"0\",\"valueMax\":\"100\","      \
    "\"requiredValue\":\"50\"},"                                               \
    "{\"id\":\"urn:r:2\",\"type\":[\"ResultDescription\"],\"name\":\"L\","     \
    "\"resultType\":\"RubricCriterionLevel\",\"requiredLevel\":\"urn:l:1\","   \
    "\"rubricCriterionLevel\":[{\"id\":\"urn:l:1\","                           \
    "\"type\":[\"RubricCriterionLevel\"],\"name\":\"Sound\"}]},"               \
    "{\"id\":\"urn:r:3\",\"type\":[\"ResultDescription\"],\"name\":\"S\","     \
    "\"resultType\":\"Status\",\"allowedValue\":[\"A\",\"B\"]}]}},"            \
    "\"evidence\":[{\"id\":\"https://n.example/e\","                           \
    "\"type\":[\"Evidence\"],\"narrative\":\"E\"}]}"

#define S "/credentialSubject"
#define A "/credentialSubject/achievement"

static const change CHANGES[] = {
    {"ob/v3p0/context-3.0.3.json", "ob/v3p0/extensions.json",
     CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, CRD_CODE_CONTEXT_BADGE, "/@context/1"},
    {"\"id\":\"urn:uuid:1\",", "", CRD_CHECK_CONTEXT_TYPE, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, ""},
    {"\"type\":\"Image\"", "\"type\":\"Picture\"", CRD_CHECK_CONTEXT_TYPE,
     CRD_FAIL, CRD_CODE_TYPE_MISSING, "/image/type"},
    {"\"awardedDate\":\"2026-05-03T09:00:00Z\"", "\"awardedDate\":\"then\"",
     CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, CRD_CODE_MEMBER_MALFORMED,
     "/awardedDate"},
    {"\"type\":[\"Profile\"],\"name\":\"I\"",
     "\"type\":[\"Org\"],\"name\":\"I"
     "\"",
     CRD_CHECK_ISSUER, CRD_FAIL, CRD_CODE_TYPE_MISSING, "/issuer/type"},
    {"\"url\":\"https://n.example\"", "\"url\":\"n.example\"", CRD_CHECK_ISSUER,
     CRD_FAIL, CRD_CODE_MEMBER_MALFORMED, "/issuer/url"},
    {"1970-01-01", "1970", CRD_CHECK_ISSUER, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, "/issuer/dateOfBirth"},
    {"\"latitude\":1", "\"latitude\":\"1\"", CRD_CHECK_ISSUER, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, "/issuer/address/geo/latitude"},
    {"\"sourcedId\"", "\"passport\"", CRD_CHECK_ISSUER, CRD_FAIL,
     CRD_CODE_VALUE_NOT_ALLOWED, "/issuer/otherIdentifier/0/identifierType"},
    {"{\"id\":\"did:example:p\",", "{", CRD_CHECK_ISSUER, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, "/issuer/parentOrg"},
    {"[\"AchievementSubject\"]", "[\"Person\"]", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_TYPE_MISSING, S "/type"},
    {"\"identifier\":[{\"type\"", "\"identity\":[{\"type\"", CRD_CHECK_SUBJECT,
     CRD_FAIL, CRD_CODE_MEMBER_MISSING, S},
    {"\"hashed\":true,", "", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, S "/identifier/0"},
    {"sha256$c7", "sha256$g7", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, S "/identifier/0/identityHash"},
    {"\"a-salt\"", "\"FleurDeSel\"", CRD_CHECK_SUBJECT, CRD_WARN,
     CRD_CODE_IDENTITY_UNSALTED, S "/identifier/0"},
    {"\"a-salt\"", "\"\"", CRD_CHECK_SUBJECT, CRD_WARN,
     CRD_CODE_IDENTITY_UNSALTED, S "/identifier/0"},
    {"2026-02-01", "2025-02-01", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_DATES_REVERSED, S "/activityEndDate"},
    {"\"creditsEarned\":2.5", "\"creditsEarned\":\"2.5\"", CRD_CHECK_SUBJECT,
     CRD_FAIL, CRD_CODE_MEMBER_MALFORMED, S "/creditsEarned"},
    {"\"resultDescription\":\"urn:r:1\"", "\"resultDescription\":\"urn:r:9\"",
     CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
     S "/result/0/resultDescription"},
    {"\"achievedLevel\":\"urn:l:1\"", "\"achievedLevel\":\"urn:l:9\"",
     CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
     S "/result/1/achievedLevel"},
    {"\"resultDescription\":\"urn:r:2\",\"achieved",
     "\"resultDescription\":\"urn:r:1\",\"achieved", CRD_CHECK_SUBJECT,
     CRD_WARN, CRD_CODE_REFERENCE_BROKEN, S "/result/1/achievedLevel"},
    {",\"status\":\"Completed\"", "", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, S "/result/2"},
    {"\"Completed\"", "\"Done\"", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_VALUE_NOT_ALLOWED, S "/result/2/status"},
    {"\"value\":\"87\"", "\"value\":\"101\"", CRD_CHECK_SUBJECT, CRD_WARN,
     CRD_CODE_RESULT_NOT_ALLOWED, S "/result/0/value"},
    {"\"value\":\"87\"", "\"value\":\"good\"", CRD_CHECK_SUBJECT, CRD_WARN,
     CRD_CODE_RESULT_NOT_ALLOWED, S "/result/0/value"},
    {"\"value\":\"87\"", "\"value\":\"49.5 %\"", CRD_CHECK_SUBJECT, CRD_WARN,
     CRD_CODE_RESULT_BELOW_REQUIRED, S "/result/0/value"},
    {"\"status\":\"Completed\"", "\"status\":\"Completed\",\"value\":\"C\"",
     CRD_CHECK_SUBJECT, CRD_WARN, CRD_CODE_RESULT_NOT_ALLOWED,
     S "/result/2/value"},
    {"\"value\":\"87\"", "\"value\":87", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, S "/result/0/value"},
    {"\"ext:Course\"", "\"Kurs\"", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_VALUE_NOT_ALLOWED, A "/achievementType"},
    {"\"description\":\"D\",", "", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, A},
    {"\"criteria\":{\"narrative\":\"C\"}", "\"criteria\":\"C\"",
     CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_MEMBER_MALFORMED, A "/criteria"},
    {"\"creator\":\"did:example:i\"", "\"creator\":\"me\"", CRD_CHECK_SUBJECT,
     CRD_FAIL, CRD_CODE_MEMBER_MALFORMED, A "/creator"},
    {"\"tag\":[\"t\"]", "\"tag\":[\"t\",1]", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, A "/tag/1"},
    {"\"name\":\"A\"", "\"name\":[\"A\"]", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, A "/name"},
    {"\"targetUrl\":\"https://n.example/t\",", "", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_MEMBER_MISSING, A "/alignment/0"},
    {"\"CFItem\"", "\"Item\"", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_VALUE_NOT_ALLOWED, A "/alignment/0/targetType"},
    {"[\"Related\"]", "[\"Other\"]", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_TYPE_MISSING, A "/related/0/type"},
    {"\"Percent\"", "\"Prozent\"", CRD_CHECK_SUBJECT, CRD_FAIL,
     CRD_CODE_VALUE_NOT_ALLOWED, A "/resultDescription/0/resultType"},
    {"\"requiredValue\":\"50\"", "\"requiredValue\":\"-1\"", CRD_CHECK_SUBJECT,
     CRD_WARN, CRD_CODE_VALUE_NOT_ALLOWED,
     A "/resultDescription/0/requiredValue"},
    {"\"requiredLevel\":\"urn:l:1\"", "\"requiredLevel\":\"urn:l:9\"",
     CRD_CHECK_SUBJECT, CRD_FAIL, CRD_CODE_REFERENCE_BROKEN,
     A "/resultDescription/1/requiredLevel"},
    {"[\"Evidence\"]", "[\"Proof\"]", CRD_CHECK_EVIDENCE, CRD_FAIL,
     CRD_CODE_TYPE_MISSING, "/evidence/0/type"},
    {"\"https://n.example/e\"", "\"e\"", CRD_CHECK_EVIDENCE, CRD_FAIL,
     CRD_CODE_MEMBER_MALFORMED, "/evidence/0/id"},
};

static crd_report *look(crd_arena *arena, const char *text)
{
    crd_env env = fixture_env();
    crd_credential credential;
    crd_report *report = NULL;
    assert_int_equal(
        crd_report_new(&report, arena, CRD_REPORT_CREDENTIAL, env.now, NULL),
        CRD_OK);
    crd_credential_read(&credential, fixture_parse(arena, text));
    crd_check_badge(report, &credential);
    return report;
}

static void every_rule_is_found_at_its_place(void **state)
{
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(look(&arena, FULL)->check_count, 0);
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        const change *c = &CHANGES[i];
        const crd_report *r =
            look(&arena, fixture_replace(&arena, FULL, c->from, c->to));
        bool found = r->check_count == 1 && r->checks[0].id == c->check &&
                     r->checks[0].result == c->result &&
                     r->checks[0].code == c->code &&
                     crd_span_is(r->checks[0].pointer, c->pointer) &&
                     crd_span_starts(r->checks[0].clause, "Open Badges 3.0, ");
        if (!found) {
            print_error("%s -> %s: %zu findings\n", c->from, c->to,
                        r->check_count);
            for (size_t k = 0; k < r->check_count; k++) {
                print_error("  %.*s %.*s\n", (int)r->checks[k].detail.len,
                            r->checks[k].detail.data,
                            (int)r->checks[k].pointer.len,
                            r->checks[k].pointer.data);
            }
        }
        assert_true(found);
    }
    crd_arena_free(&arena);
}

static void two_subjects_are_refused(void **state)
{
    crd_arena arena;
    const crd_report *r;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    r = look(&arena,
             "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
             "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
             "\"id\":\"urn:uuid:1\",\"type\":[\"OpenBadgeCredential\"],"
             "\"credentialSubject\":[{},{}]}");
    assert_int_equal(r->check_count, 1);
    assert_int_equal(r->checks[0].code, CRD_CODE_MEMBER_MALFORMED);
    crd_arena_free(&arena);
}

static void an_endorsement_names_what_it_endorses(void **state)
{
    static const char *const TEXT =
        "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
        "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
        "\"id\":\"urn:uuid:1\",\"name\":\"E\","
        "\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],"
        "\"credentialSubject\":{\"id\":\"did:example:i\","
        "\"type\":[\"EndorsementSubject\"],\"endorsementComment\":\"Good.\"}}";
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(look(&arena, TEXT)->check_count, 0);
    assert_int_equal(
        look(&arena,
             fixture_replace(&arena, TEXT, "\"id\":\"did:example:i\",", ""))
            ->check_count,
        1);
    assert_int_equal(
        look(&arena, fixture_replace(&arena, TEXT, "\"name\":\"E\",", ""))
            ->check_count,
        1);
    crd_arena_free(&arena);
}

/* SHA-256 of the identity with its salt after it: of "abc", however it is cut.
 */
static void identity_hashes(void **state)
{
    char text[CRD_IDENTITY_HASH_TEXT];
    (void)state;
    crd_identity_hash(text, CRD_SPAN("abc"), CRD_SPAN_NONE);
    assert_string_equal(text, "sha256$ba7816bf8f01cfea414140de5dae2223b00361a3"
                              "96177a9cb410ff61f20015ad");
    crd_identity_hash(text, CRD_SPAN("a"), CRD_SPAN("bc"));
    assert_string_equal(text, "sha256$ba7816bf8f01cfea414140de5dae2223b00361a3"
                              "96177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_found_at_its_place),
        cmocka_unit_test(two_subjects_are_refused),
        cmocka_unit_test(an_endorsement_names_what_it_endorses),
        cmocka_unit_test(identity_hashes),
    };
    return cmocka_run_group_tests_name("badge", tests, NULL, NULL);
}
