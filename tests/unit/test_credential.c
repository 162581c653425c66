/* SPDX-License-Identifier: Apache-2.0 */
/* Room credential: the rules of the data models, one break at a time. */
#include "credimur/credential.h"
#include "tests/unit/fixture.h"

typedef struct change {
    const char *from, *to;
    crd_check_id check;
    crd_code code;
    const char *pointer;
} change;

/* A minimal credential of each data model; every rule holds. */
#define V2                                                                     \
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"                \
    "\"id\":\"urn:uuid:1\",\"type\":[\"VerifiableCredential\"],"               \
    "\"name\":\"N\",\"issuer\":{\"id\":\"did:example:i\",\"name\":\"I\"},"     \
    "\"validFrom\":\"2026-05-03T09:00:00Z\","                                  \
    "\"validUntil\":\"2027-05-03T09:00:00Z\","                                 \
    "\"credentialSubject\":{\"id\":\"did:example:s\",\"a\":1},"                \
    "\"credentialStatus\":{\"type\":\"S\"},"                                   \
    "\"credentialSchema\":{\"id\":\"https://x.example/s\",\"type\":\"J\"},"    \
    "\"refreshService\":{\"type\":\"R\"},\"termsOfUse\":[{\"type\":\"T\"}],"   \
    "\"evidence\":[{\"type\":\"E\"}],"                                         \
    "\"relatedResource\":[{\"id\":\"https://x.example/r\","                    \
    "\"digestSRI\":\"sha384-x\"}]}"

#define V1                                                                     \
    "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"],"              \
    "\"id\":\"urn:uuid:1\",\"type\":[\"VerifiableCredential\"],"               \
    "\"issuer\":\"did:example:i\","                                            \
    "\"issuanceDate\":\"2026-05-03T09:00:00Z\","                               \
    "\"expirationDate\":\"2027-05-03T09:00:00Z\","                             \
    "\"credentialSubject\":[{\"id\":\"did:example:s\",\"a\":1}],"              \
    "\"credentialStatus\":{\"id\":\"https://x.example/st\",\"type\":\"S\"},"   \
    "\"refreshService\":{\"id\":\"https://x.example/rf\",\"type\":\"R\"}}"

static const change V2_CHANGES[] = {
    {"\"id\":\"urn:uuid:1\"", "\"id\":\"one\"", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_MEMBER_MALFORMED, "/id"},
    {"\"id\":\"urn:uuid:1\"", "\"id\":[\"urn:uuid:1\"]", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_MEMBER_MALFORMED, "/id"},
    {"[\"VerifiableCredential\"]", "[]", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_TYPE_MISSING, "/type"},
    {"[\"VerifiableCredential\"]", "[\"Other\"]", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_TYPE_MISSING, "/type"},
    {"[\"VerifiableCredential\"]", "[\"VerifiableCredential\",1]",
     CRD_CHECK_CONTEXT_TYPE, CRD_CODE_TYPE_MISSING, "/type"},
    {"\"type\":[\"VerifiableCredential\"],", "", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_TYPE_MISSING, ""},
    {"\"name\":\"N\"", "\"name\":1", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_MEMBER_MALFORMED, "/name"},
    {"\"name\":\"N\"", "\"name\":[{\"@language\":\"en\"}]",
     CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MALFORMED, "/name"},
    {"\"issuer\":{\"id\":\"did:example:i\",\"name\":\"I\"},", "",
     CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MISSING, ""},
    {"{\"id\":\"did:example:i\",\"name\":\"I\"}", "{\"name\":\"I\"}",
     CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MALFORMED, "/issuer"},
    {"{\"id\":\"did:example:i\",\"name\":\"I\"}", "\"the college\"",
     CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MALFORMED, "/issuer"},
    {"{\"id\":\"did:example:i\",\"name\":\"I\"}", "[\"did:example:i\"]",
     CRD_CHECK_ISSUER, CRD_CODE_MEMBER_MALFORMED, "/issuer"},
    {"{\"id\":\"did:example:s\",\"a\":1}", "\"Liat\"", CRD_CHECK_SUBJECT,
     CRD_CODE_MEMBER_MALFORMED, "/credentialSubject"},
    {"{\"id\":\"did:example:s\",\"a\":1}", "{}", CRD_CHECK_SUBJECT,
     CRD_CODE_MEMBER_MALFORMED, "/credentialSubject"},
    {"{\"id\":\"did:example:s\",\"a\":1}", "[]", CRD_CHECK_SUBJECT,
     CRD_CODE_MEMBER_MISSING, "/credentialSubject"},
    {"\"did:example:s\"", "\"s\"", CRD_CHECK_SUBJECT, CRD_CODE_MEMBER_MALFORMED,
     "/credentialSubject/id"},
    {"{\"type\":\"S\"}", "\"https://x.example/st\"", CRD_CHECK_STATUS,
     CRD_CODE_MEMBER_MALFORMED, "/credentialStatus"},
    {"{\"type\":\"S\"}", "{\"id\":\"https://x.example/st\"}", CRD_CHECK_STATUS,
     CRD_CODE_MEMBER_MALFORMED, "/credentialStatus"},
    {"{\"type\":\"S\"}", "{\"id\":\"\",\"type\":\"S\"}", CRD_CHECK_STATUS,
     CRD_CODE_MEMBER_MALFORMED, "/credentialStatus/id"},
    {"{\"type\":\"S\"}", "[]", CRD_CHECK_STATUS, CRD_CODE_MEMBER_MALFORMED,
     "/credentialStatus"},
    {"{\"id\":\"https://x.example/s\",", "{", CRD_CHECK_CREDENTIAL_SCHEMA,
     CRD_CODE_MEMBER_MALFORMED, "/credentialSchema"},
    {"{\"type\":\"R\"}", "{}", CRD_CHECK_REFRESH, CRD_CODE_MEMBER_MALFORMED,
     "/refreshService"},
    {"[{\"type\":\"T\"}]", "[{\"type\":\"T\"},7]", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_MEMBER_MALFORMED, "/termsOfUse/1"},
    {"[{\"type\":\"E\"}]", "[{\"type\":[]}]", CRD_CHECK_EVIDENCE,
     CRD_CODE_MEMBER_MALFORMED, "/evidence/0"},
    {",\"digestSRI\":\"sha384-x\"", "", CRD_CHECK_CONTEXT_TYPE,
     CRD_CODE_MEMBER_MISSING, "/relatedResource/0"},
    {"\"relatedResource\":[",
     "\"relatedResource\":[{\"id\":\"https://x.example/r\","
     "\"digestSRI\":\"sha384-x\"},",
     CRD_CHECK_CONTEXT_TYPE, CRD_CODE_MEMBER_MALFORMED, "/relatedResource/1"},
    {"2026-05-03T09:00:00Z", "2026-05-03", CRD_CHECK_ISSUANCE,
     CRD_CODE_TIME_MALFORMED, "/validFrom"},
    {"\"2027-05-03T09:00:00Z\"", "2027", CRD_CHECK_EXPIRY,
     CRD_CODE_TIME_MALFORMED, "/validUntil"},
    {"2027-05-03T09:00:00Z", "2026-05-03T08:00:00Z", CRD_CHECK_EXPIRY,
     CRD_CODE_DATES_REVERSED, "/validUntil"},
    /* A date that only the other version of the data model looks at. */
    {"\"validUntil\"", "\"expirationDate\"", CRD_CHECK_EXPIRY,
     CRD_CODE_MEMBER_UNKNOWN, "/expirationDate"},
};

static const change V1_CHANGES[] = {
    {"\"issuanceDate\":\"2026-05-03T09:00:00Z\",", "", CRD_CHECK_ISSUANCE,
     CRD_CODE_MEMBER_MISSING, ""},
    {"2027-05-03T09:00:00Z", "2026-05-05T09:00:00Z", CRD_CHECK_EXPIRY,
     CRD_CODE_EXPIRED, "/expirationDate"},
    {"\"expirationDate\"", "\"validUntil\"", CRD_CHECK_EXPIRY,
     CRD_CODE_MEMBER_UNKNOWN, "/validUntil"},
    {"2026-05-03T09:00:00Z", "2026-07-03T09:00:00Z", CRD_CHECK_ISSUANCE,
     CRD_CODE_NOT_YET_VALID, "/issuanceDate"},
    {"{\"id\":\"https://x.example/st\",", "{", CRD_CHECK_STATUS,
     CRD_CODE_MEMBER_MALFORMED, "/credentialStatus"},
    {"{\"id\":\"https://x.example/rf\",", "{", CRD_CHECK_REFRESH,
     CRD_CODE_MEMBER_MALFORMED, "/refreshService"},
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
    crd_check_contexts(report, &credential, NULL, NULL);
    crd_check_data_model(report, &credential);
    crd_check_validity(report, &credential, env.limits.clock_skew_s);
    return report;
}

static unsigned failures(const crd_report *report)
{
    unsigned n = 0;
    for (size_t i = 0; i < report->check_count; i++) {
        n += report->checks[i].result == CRD_FAIL;
    }
    return n;
}

static void run(const char *text, const change *changes, size_t count)
{
    crd_arena arena;
    crd_arena_init(&arena, NULL, 0);
    assert_int_equal(failures(look(&arena, text)), 0);
    for (size_t i = 0; i < count; i++) {
        const change *c = &changes[i];
        const crd_report *r =
            look(&arena, fixture_replace(&arena, text, c->from, c->to));
        bool found = false;
        for (size_t k = 0; k < r->check_count; k++) {
            found |= r->checks[k].id == c->check &&
                     r->checks[k].result == CRD_FAIL &&
                     r->checks[k].code == c->code &&
                     crd_span_is(r->checks[k].pointer, c->pointer) &&
                     r->checks[k].clause.len > 0;
        }
        if (!found) {
            print_error("not found: %s -> %s\n", c->from, c->to);
        }
        assert_true(found);
        /* What ended before it began has expired as well. */
        assert_int_equal(failures(r),
                         c->code == CRD_CODE_DATES_REVERSED ? 2 : 1);
    }
    crd_arena_free(&arena);
}

/* Security cases 27, 28, 29, 30: ids that are none, and a subject that is a
 * text. */
static void rules_of_2_0(void **state)
{
    (void)state;
    run(V2, V2_CHANGES, sizeof V2_CHANGES / sizeof *V2_CHANGES);
}

static void rules_of_1_1(void **state)
{
    (void)state;
    run(V1, V1_CHANGES, sizeof V1_CHANGES / sizeof *V1_CHANGES);
}

static void urls(void **state)
{
    static const char *const GOOD[] = {
        "https://x.example/", "urn:uuid:1",        "did:key:z6Mk", "data:,x",
        "a+b-c.1:x",          "mailto:a@b.example"};
    static const char *const BAD[] = {"",
                                      "x",
                                      ":x",
                                      "1a:x",
                                      "x:",
                                      "https://x.example/a b",
                                      "https://x.example/\n",
                                      "x<y:z",
                                      "https://x.example/<",
                                      "/a/b"};
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        assert_true(crd_is_url(crd_span_of(GOOD[i])));
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_false(crd_is_url(crd_span_of(BAD[i])));
    }
    assert_false(crd_is_url((crd_span){"urn:a\0b", 7}));
}

/* Security case 13: a NUL does not cut an identifier short. */
static void a_nul_does_not_cut(void **state)
{
    crd_arena arena;
    const crd_report *r;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    r = look(&arena,
             fixture_replace(&arena, V2, "urn:uuid:1", "urn:uuid:1\\u0000x"));
    assert_int_equal(failures(r), 1);
    crd_arena_free(&arena);
}

/* Security case 17: numbers that a double does not hold. */
static void numbers_that_cannot_be_kept(void **state)
{
    static const char *const BAD[] = {"1e400", "9007199254740993",
                                      "9223372036854775808",
                                      "-9223372036854775808"};
    static const char *const GOOD[] = {"-0", "0.1", "9007199254740991",
                                       "1.000000000000000005", "1e-7"};
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char to[64];
        snprintf(to, sizeof to, "\"a\":[%s]", BAD[i]);
        assert_int_equal(
            failures(look(&arena, fixture_replace(&arena, V2, "\"a\":1", to))),
            1);
    }
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        char to[64];
        snprintf(to, sizeof to, "\"a\":%s", GOOD[i]);
        assert_int_equal(
            failures(look(&arena, fixture_replace(&arena, V2, "\"a\":1", to))),
            0);
    }
    crd_arena_free(&arena);
}

static void many_related_resources_are_refused_at_once(void **state)
{
    crd_arena arena;
    crd_buffer b;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&b, NULL, (size_t)16 << 20);
    crd_buffer_append_text(&b, "\"relatedResource\":[");
    for (int i = 0; i < 50000; i++) {
        crd_buffer_append_text(&b, "{\"id\":\"https://x.example/r\"},");
    }
    crd_buffer_append_char(&b, '\0');
    assert_int_equal(
        failures(
            look(&arena,
                 fixture_replace(&arena, V2, "\"relatedResource\":[", b.data))),
        1);
    crd_buffer_free(&b);
    crd_arena_free(&arena);
}

static crd_facts facts_of(crd_arena *arena, const char *text)
{
    crd_credential credential;
    crd_facts facts;
    crd_credential_read(&credential, fixture_parse(arena, text));
    crd_credential_facts(&facts, &credential);
    return facts;
}

/* Security case 46: the order of an array is not signed, so what is shown
 * does not depend on it. */
static void the_order_of_names_does_not_matter(void **state)
{
#define NAMED(a, b) "{\"issuer\":{\"id\":\"urn:i\",\"name\":[" a "," b "]}}"
#define SAY(text, tag) "{\"@value\":\"" text "\",\"@language\":\"" tag "\"}"
#define IDENTITY(text)                                                         \
    "{\"hashed\":false,\"identityType\":\"name\",\"identityHash\":\"" text "\"}"
    static const struct {
        const char *one, *other, *shown;
    } ROWS[] = {
        {NAMED(SAY("X", "de"), SAY("Y", "en")),
         NAMED(SAY("Y", "en"), SAY("X", "de")), "Y"},
        {NAMED(SAY("X", "de"), SAY("A", "fr")),
         NAMED(SAY("A", "fr"), SAY("X", "de")), "X"},
        {NAMED(SAY("A", "en"), "\"Z\""), NAMED("\"Z\"", SAY("A", "en")), "Z"},
        {NAMED("\"B\"", "\"A\""), NAMED("\"A\"", "\"B\""), "A"},
        {NAMED("1", "\"B\""), NAMED("\"B\"", "1"), "B"},
    };
    crd_arena arena;
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        assert_true(crd_span_is(facts_of(&arena, ROWS[i].one).issuer_name,
                                ROWS[i].shown));
        assert_true(crd_span_is(facts_of(&arena, ROWS[i].other).issuer_name,
                                ROWS[i].shown));
    }
    for (int i = 0; i < 2; i++) {
        crd_facts facts = facts_of(
            &arena, i ? "{\"credentialSubject\":{\"identifier\":[" IDENTITY(
                            "Mallory") "," IDENTITY("Ann") "]}}"
                      : "{\"credentialSubject\":{\"identifier\":[" IDENTITY(
                            "Ann") "," IDENTITY("Mallory") "]}}");
        assert_true(crd_span_is(facts.subject_name, "Ann"));
        assert_int_equal(facts.subject_more, 1);
    }
    crd_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_of_2_0),
        cmocka_unit_test(rules_of_1_1),
        cmocka_unit_test(urls),
        cmocka_unit_test(a_nul_does_not_cut),
        cmocka_unit_test(numbers_that_cannot_be_kept),
        cmocka_unit_test(the_order_of_names_does_not_matter),
        cmocka_unit_test(many_related_resources_are_refused_at_once),
    };
    return cmocka_run_group_tests_name("credential", tests, NULL, NULL);
}
