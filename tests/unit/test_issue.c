/* SPDX-License-Identifier: Apache-2.0 */
/* Room issue: what is issued is valid; ids come out the same each time; what
 * verifying would refuse is refused before signing, by its pointer. */
#include "credimur/issue.h"
#include "credimur/verify.h"
#include "tests/unit/failing_allocator.h"
#include "tests/unit/fixture.h"

static const uint8_t SECRET[32] = "a secret of thirty-two bytes...";

#define ACHIEVEMENT                                                            \
    "{\"id\":\"https://northfield.example/food\",\"type\":[\"Achievement\"],"  \
    "\"achievementType\":\"MicroCredential\",\"name\":\"Food Safety\","        \
    "\"description\":\"Handles food safely.\","                                \
    "\"criteria\":{\"narrative\":\"Passed the test.\"},"                       \
    "\"creditsAvailable\":2,"                                                  \
    "\"resultDescription\":[{\"id\":\"urn:result:1\","                         \
    "\"type\":[\"ResultDescription\"],\"name\":\"Grade\","                     \
    "\"resultType\":\"Percent\",\"valueMin\":\"0\",\"valueMax\":\"100\"}]}"

typedef struct world {
    crd_env env;
    crd_arena arena;
    fixture_key key;
    crd_issuer issuer;
    crd_issue_options options;
    crd_issuance *issuance;
    crd_verifier *verifier;
    crd_buffer out;
    crd_error error;
} world;

static crd_award liat(const world *w)
{
    crd_award award = {.name = CRD_SPAN("Liat Cohen"),
                       .email = CRD_SPAN("Liat@example.org"),
                       .valid_from = w->env.now};
    return award;
}

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    crd_span profile;
    assert_non_null(w);
    w->env = fixture_env();
    crd_arena_init(&w->arena, NULL, 0);
    crd_buffer_init(&w->out, NULL, 1 << 20);
    fixture_key_make(&w->key, 1);
    profile = crd_arena_printf(&w->arena,
                               "{\"id\":\"%s\",\"type\":[\"Profile\"],"
                               "\"name\":\"Northfield College\"}",
                               w->key.did);
    w->issuer.profile = fixture_parse(&w->arena, profile.data);
    w->issuer.verification_method = crd_span_of(w->key.method);
    w->issuer.signer = &w->key.signer;
    w->issuer.suite = CRD_SUITE_EDDSA_RDFC_2022;
    w->issuer.secret = SECRET;
    w->issuer.secret_len = sizeof SECRET;
    assert_int_equal(crd_verifier_new(&w->verifier, &w->env, NULL), CRD_OK);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    crd_issuance_free(w->issuance);
    crd_verifier_free(w->verifier);
    crd_buffer_free(&w->out);
    crd_arena_free(&w->arena);
    free(w);
    return 0;
}

static crd_rc prepare(world *w, const char *achievement)
{
    crd_issuance_free(w->issuance);
    w->issuance = NULL;
    return crd_issuance_new(&w->issuance, &w->env, &w->issuer,
                            fixture_parse(&w->arena, achievement), &w->options,
                            &w->error);
}

static crd_json *issue(world *w, const crd_award *award)
{
    char *text;
    crd_buffer_clear(&w->out);
    crd_rc rc = crd_issue(w->issuance, &w->out, award, &w->error);
    if (rc != CRD_OK) {
        print_error("%s %s\n", w->error.message, w->error.pointer);
    }
    assert_int_equal(rc, CRD_OK);
    text =
        (char *)(uintptr_t)crd_arena_copy(&w->arena, crd_buffer_span(&w->out))
            .data;
    assert_null(strchr(text, '\n'));
    return fixture_parse(&w->arena, text);
}

static void is_valid(world *w, const crd_json *document)
{
    crd_report *report;
    assert_int_equal(crd_verify_json(w->verifier, &report, &w->arena, document,
                                     NULL, &w->error),
                     CRD_OK);
    if (report->verdict != CRD_VALID) {
        const crd_check *c = crd_report_deciding(report);
        print_error("%.*s %.*s\n", (int)c->detail.len, c->detail.data,
                    (int)c->pointer.len, c->pointer.data);
    }
    assert_int_equal(report->verdict, CRD_VALID);
    for (size_t i = 0; i < report->check_count; i++) {
        assert_int_not_equal(report->checks[i].result, CRD_WARN);
    }
}

static void what_is_issued_is_valid(void **state)
{
    world *w = *state;
    crd_award_result result = {.description = CRD_SPAN("urn:result:1"),
                               .value = CRD_SPAN("87")};
    crd_award_evidence evidence = {.id = CRD_SPAN("https://n.example/e"),
                                   .name = CRD_SPAN("Report"),
                                   .narrative = CRD_SPAN("# A report")};
    crd_award full = liat(w);
    full.external_id = CRD_SPAN("s-1");
    full.has_awarded = full.has_valid_until = true;
    full.awarded = w->env.now;
    full.valid_until = (crd_instant){w->env.now.seconds + 86400, 0};
    full.has_activity_start = full.has_activity_end = true;
    full.activity_start = (crd_instant){w->env.now.seconds - 86400, 0};
    full.activity_end = w->env.now;
    full.licence_number = CRD_SPAN("A-1");
    full.narrative = CRD_SPAN("Well done.");
    full.role = CRD_SPAN("Cook");
    full.term = CRD_SPAN("Spring");
    full.credits_earned = CRD_SPAN("2");
    full.results = &result;
    full.result_count = 1;
    full.evidence = &evidence;
    full.evidence_count = 1;
    for (int suite = CRD_SUITE_EDDSA_RDFC_2022;
         suite <= CRD_SUITE_EDDSA_JCS_2022; suite++) {
        w->issuer.suite = (crd_suite)suite;
        assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
        for (int i = 0; i < 3; i++) {
            crd_award plain = liat(w);
            is_valid(w, issue(w, &plain));
            is_valid(w, issue(w, &full));
        }
    }
}

/* Security case 182: no mailbox in a credential, unless it is asked for. */
static void who_it_is_about(void **state)
{
    world *w = *state;
    crd_award award = liat(w);
    crd_json *subject, *identity;
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    subject = crd_json_get(issue(w, &award), "credentialSubject");
    assert_true(crd_span_starts(crd_json_get_text(subject, "id"), "urn:uuid:"));
    identity = crd_json_get(subject, "identifier");
    assert_int_equal(identity->len, 1);
    identity = identity->as.items;
    assert_true(
        crd_json_is_text(crd_json_get(identity, "identityType"), "name"));
    assert_true(
        crd_json_is_text(crd_json_get(identity, "identityHash"), "Liat Cohen"));
    assert_true(crd_json_is(crd_json_get(identity, "hashed"), CRD_JSON_FALSE));
    crd_buffer_append_char(&w->out, '\0');
    assert_null(strstr(w->out.data, "example.org"));
    award.did = CRD_SPAN("did:example:liat");
    subject = crd_json_get(issue(w, &award), "credentialSubject");
    assert_true(
        crd_json_is_text(crd_json_get(subject, "id"), "did:example:liat"));
    w->options.without_name = true;
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    subject = crd_json_get(issue(w, &award), "credentialSubject");
    assert_null(crd_json_get(subject, "identifier"));
}

/* Security case 183: a salt of 128 bits for each person and achievement. */
static void salts_are_not_shared(void **state)
{
    world *w = *state;
    crd_award a = liat(w), b = liat(w);
    char salts[3][64];
    w->options.identify_by_email = w->options.without_name = true;
    for (int i = 0; i < 3; i++) {
        crd_json *identity;
        assert_int_equal(
            prepare(w, i == 2 ? fixture_replace(&w->arena, ACHIEVEMENT,
                                                "example/food", "example/fire")
                              : ACHIEVEMENT),
            CRD_OK);
        b.email = CRD_SPAN("noa@example.org");
        identity = crd_json_get(
            crd_json_get(issue(w, i == 1 ? &b : &a), "credentialSubject"),
            "identifier");
        crd_span salt = crd_json_get_text(identity->as.items, "salt");
        assert_int_equal(salt.len, 32);
        snprintf(salts[i], sizeof salts[i], "%.*s", (int)salt.len, salt.data);
        assert_true(crd_span_starts(
            crd_json_get_text(identity->as.items, "identityHash"), "sha256$"));
    }
    assert_string_not_equal(salts[0], salts[1]);
    assert_string_not_equal(salts[0], salts[2]);
}

static void the_recipient_check_finds_the_mailbox(void **state)
{
    world *w = *state;
    crd_award award = liat(w);
    crd_verify_options options = {.recipient = CRD_SPAN("liat@example.org")};
    crd_report *report;
    w->options.identify_by_email = true;
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    assert_int_equal(crd_verify_json(w->verifier, &report, &w->arena,
                                     issue(w, &award), &options, NULL),
                     CRD_OK);
    assert_int_equal(report->verdict, CRD_VALID);
}

/* Numbers by value, words by the order of the list, which is low to high. */
static void a_result_must_be_allowed_and_enough(void **state)
{
    static const struct {
        const char *allowed, *value;
        crd_code code;
    } ROWS[] = {
#define POINTS                                                                 \
    "\"valueMin\":\"0\",\"valueMax\":\"100\",\"requiredValue\":\"50\""
#define GRADES "\"allowedValue\":[\"F\",\"E\",\"A\"],\"requiredValue\":\"E\""
        {POINTS, "50", CRD_CODE_NONE},
        {POINTS, "9", CRD_CODE_RESULT_BELOW_REQUIRED},
        {POINTS, "101", CRD_CODE_RESULT_NOT_ALLOWED},
        {POINTS, "-1", CRD_CODE_RESULT_NOT_ALLOWED},
        {POINTS, "Z", CRD_CODE_RESULT_NOT_ALLOWED},
        {GRADES, "E", CRD_CODE_NONE},
        {GRADES, "A", CRD_CODE_NONE},
        {GRADES, "F", CRD_CODE_RESULT_BELOW_REQUIRED},
        {GRADES, "Z", CRD_CODE_RESULT_NOT_ALLOWED},
        {GRADES, "a", CRD_CODE_RESULT_NOT_ALLOWED},
        {"\"valueMax\":\"x\"", "Z", CRD_CODE_NONE},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_award_result result = {.description = CRD_SPAN("urn:result:1"),
                                   .value = crd_span_of(ROWS[i].value)};
        crd_award award = liat(w);
        award.results = &result;
        award.result_count = 1;
        assert_int_equal(prepare(w, fixture_replace(&w->arena, ACHIEVEMENT,
                                                    "\"valueMin\":\"0\","
                                                    "\"valueMax\":\"100\"",
                                                    ROWS[i].allowed)),
                         CRD_OK);
        crd_buffer_clear(&w->out);
        w->error.code = CRD_CODE_NONE;
        crd_rc rc = crd_issue(w->issuance, &w->out, &award, &w->error);
        assert_int_equal(rc, crd_code_get(ROWS[i].code)->rc);
        if (rc != CRD_OK) {
            assert_int_equal(w->error.code, ROWS[i].code);
            assert_string_equal(w->error.pointer,
                                "/credentialSubject/result/0/value");
            assert_int_equal(w->out.len, 0);
        }
    }
}

static void ids_come_out_the_same(void **state)
{
    world *w = *state;
    crd_award a = liat(w), b = liat(w);
    char one[CRD_URN_UUID_TEXT], two[CRD_URN_UUID_TEXT];
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    assert_int_equal(crd_award_id(one, w->issuance, &a, NULL), CRD_OK);
    assert_int_equal(strlen(one), 45);
    assert_int_equal(one[9 + 14], '8');
    assert_non_null(strchr("89ab", one[9 + 19]));
    /* what is not the key makes no difference */
    b.name = CRD_SPAN("L. Cohen");
    b.email = CRD_SPAN("liat@EXAMPLE.org");
    assert_int_equal(crd_award_id(two, w->issuance, &b, NULL), CRD_OK);
    assert_string_equal(one, two);
    b.external_id = CRD_SPAN("s-1");
    assert_int_equal(crd_award_id(two, w->issuance, &b, NULL), CRD_OK);
    assert_string_not_equal(one, two);
    /* two DIDs are two people, whatever they are called */
    a.did = CRD_SPAN("did:example:1");
    b.external_id = CRD_SPAN_NONE;
    b.did = CRD_SPAN("did:example:2");
    b.name = a.name;
    assert_int_equal(crd_award_id(one, w->issuance, &a, NULL), CRD_OK);
    assert_int_equal(crd_award_id(two, w->issuance, &b, NULL), CRD_OK);
    assert_string_not_equal(one, two);
    b.did = a.did;
    b.email = CRD_SPAN("another@example.org");
    assert_int_equal(crd_award_id(two, w->issuance, &b, NULL), CRD_OK);
    assert_string_equal(one, two);
    /* nor can one kind of key be taken for another */
    a.external_id = CRD_SPAN("x");
    b = (crd_award){.name = CRD_SPAN("x")};
    assert_int_equal(crd_award_id(one, w->issuance, &a, NULL), CRD_OK);
    assert_int_equal(crd_award_id(two, w->issuance, &b, NULL), CRD_OK);
    assert_string_not_equal(one, two);
    assert_true(crd_json_is_text(crd_json_get(issue(w, &a), "id"), one));
    /* another achievement, another secret: other ids */
    assert_int_equal(
        prepare(w, fixture_replace(&w->arena, ACHIEVEMENT, "example/food",
                                   "example/fire")),
        CRD_OK);
    assert_int_equal(crd_award_id(two, w->issuance, &a, NULL), CRD_OK);
    assert_string_not_equal(one, two);
    memset(&b, 0, sizeof b);
    assert_int_equal(crd_award_id(two, w->issuance, &b, &w->error),
                     CRD_E_VALUE);
    assert_int_equal(w->error.code, CRD_CODE_PERSON_UNNAMED);
}

/* The digest of what is there and of what would be issued agree, whenever it
 * was signed; whatever the award says changes it. */
static void content_has_a_digest(void **state)
{
    world *w = *state;
    crd_award award = liat(w), later = award;
    crd_award_result result = {.description = CRD_SPAN("urn:result:1"),
                               .value = CRD_SPAN("87")};
    uint8_t there[CRD_SHA256_BYTES], wanted[CRD_SHA256_BYTES];
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    assert_int_equal(
        crd_content_digest(there, &w->arena, issue(w, &award), NULL), CRD_OK);
    later.valid_from.seconds += 86400;
    assert_int_equal(crd_award_digest(wanted, w->issuance, &later, NULL),
                     CRD_OK);
    assert_memory_equal(there, wanted, sizeof there);
    later.has_awarded = true; /* a day that was chosen is content */
    later.awarded = later.valid_from;
    assert_int_equal(crd_award_digest(wanted, w->issuance, &later, NULL),
                     CRD_OK);
    assert_memory_not_equal(there, wanted, sizeof there);
    later = award;
    later.results = &result;
    later.result_count = 1;
    assert_int_equal(crd_award_digest(wanted, w->issuance, &later, NULL),
                     CRD_OK);
    assert_memory_not_equal(there, wanted, sizeof there);
    assert_int_equal(crd_content_digest(there, &w->arena,
                                        fixture_parse(&w->arena, "[]"), NULL),
                     CRD_E_SYNTAX);
}

static void a_definition_is_refused_by_its_pointer(void **state)
{
    static const struct {
        const char *from, *to;
        crd_code code;
        const char *pointer;
    } ROWS[] = {
        {"\"creditsAvailable\":2", "\"credits\":2", CRD_CODE_MEMBER_UNKNOWN,
         "/credits"},
        {"\"narrative\":\"Passed", "\"narative\":\"Passed",
         CRD_CODE_MEMBER_UNKNOWN, "/criteria/narative"},
        {"\"valueMin\"", "\"minValue\"", CRD_CODE_MEMBER_UNKNOWN,
         "/resultDescription/0/minValue"},
        {"\"creditsAvailable\":2", "\"creditsAvailable\":\"2\"",
         CRD_CODE_MEMBER_MALFORMED, "/creditsAvailable"},
        {"\"MicroCredential\"", "\"Microcredential\"",
         CRD_CODE_VALUE_NOT_ALLOWED, "/achievementType"},
        {"\"name\":\"Food Safety\",", "", CRD_CODE_MEMBER_MISSING, ""},
        {"https://northfield.example/food", "food", CRD_CODE_MEMBER_MALFORMED,
         "/id"},
        {"[\"Achievement\"]", "[\"Achievement\",\"Odd\"]",
         CRD_CODE_JSONLD_RELATIVE_TYPE, "/type/1"},
        {"{\"id\":\"https://n", "{\"@context\":[],\"id\":\"https://n",
         CRD_CODE_MEMBER_UNKNOWN, "/@context"},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *text =
            fixture_replace(&w->arena, ACHIEVEMENT, ROWS[i].from, ROWS[i].to);
        assert_int_not_equal(prepare(w, text), CRD_OK);
        assert_int_equal(w->error.code, ROWS[i].code);
        assert_string_equal(w->error.pointer, ROWS[i].pointer);
        assert_null(w->issuance);
    }
}

/* Our own terms bring our context; --plain leaves both out, and a term that
 * nobody defines is refused inside an extension too. */
static void extension_terms(void **state)
{
    world *w = *state;
    const char *text = fixture_replace(
        &w->arena, ACHIEVEMENT, "\"creditsAvailable\":2",
        "\"creditsAvailable\":2,\"workload\":\"PT40H\",\"outcome\":[{"
        "\"id\":\"urn:outcome:1\",\"type\":[\"LearningOutcome\"],"
        "\"name\":\"Keeps food cold\"}]");
    crd_award award = liat(w);
    for (int plain = 0; plain < 2; plain++) {
        crd_json *document, *achievement;
        w->options.plain = plain;
        assert_int_equal(prepare(w, text), CRD_OK);
        document = issue(w, &award);
        is_valid(w, document);
        achievement = crd_json_get(crd_json_get(document, "credentialSubject"),
                                   "achievement");
        assert_int_equal(crd_json_get(document, "@context")->len, 3 - plain);
        assert_int_equal(crd_json_get(achievement, "workload") == NULL, plain);
        assert_int_equal(crd_json_get(achievement, "outcome") == NULL, plain);
    }
    w->options.plain = false;
    assert_int_not_equal(
        prepare(w, fixture_replace(&w->arena, text, "\"name\":\"Keeps",
                                   "\"nome\":\"Keeps")),
        CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_JSONLD_UNDEFINED_TERM);
    assert_string_equal(w->error.pointer, "/outcome/0/nome");
}

static void a_person_is_refused_before_signing(void **state)
{
    world *w = *state;
    crd_award award = liat(w);
    crd_award_result result = {.description = CRD_SPAN("urn:result:9"),
                               .value = CRD_SPAN("87")};
    crd_award_evidence evidence = {.id = CRD_SPAN("my report")};
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    crd_buffer_append_text(&w->out, "kept");
    award.results = &result;
    award.result_count = 1;
    assert_int_equal(crd_issue(w->issuance, &w->out, &award, &w->error),
                     CRD_E_VALUE);
    assert_int_equal(w->error.code, CRD_CODE_REFERENCE_BROKEN);
    award = liat(w);
    award.evidence = &evidence;
    award.evidence_count = 1;
    assert_int_equal(crd_issue(w->issuance, &w->out, &award, &w->error),
                     CRD_E_VALUE);
    assert_string_equal(w->error.pointer, "/evidence/0/id");
    award = liat(w);
    award.did = CRD_SPAN("liat");
    assert_int_equal(crd_issue(w->issuance, &w->out, &award, &w->error),
                     CRD_E_VALUE);
    award = liat(w);
    award.has_valid_until = true;
    assert_int_equal(crd_issue(w->issuance, &w->out, &award, &w->error),
                     CRD_E_VALUE);
    assert_int_equal(w->error.code, CRD_CODE_DATES_REVERSED);
    assert_true(crd_span_is(crd_buffer_span(&w->out), "kept"));
}

static void keys_that_do_not_fit(void **state)
{
    world *w = *state;
    fixture_key other;
    fixture_key_make(&other, 9);
    w->issuer.signer = &other.signer;
    assert_int_not_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_KEY_PAIR_MISMATCH);
    w->issuer.verification_method = crd_span_of(other.method);
    assert_int_not_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_ISSUER_NOT_CONTROLLER);
    w->issuer.secret_len = 31;
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_E_USAGE);
}

static crd_rc sign(world *w, crd_json **out, const char *text)
{
    crd_integrity *bench;
    crd_rc rc;
    assert_int_equal(crd_integrity_new(&bench, &w->env, NULL), CRD_OK);
    rc = crd_issue_sign(out, bench, &w->arena, &w->env, &w->issuer,
                        fixture_parse(&w->arena, text), &w->error);
    crd_integrity_free(bench);
    return rc;
}

/* Security case 26: an undefined term is refused when signing, by its name,
 * under either suite. */
static void signing_what_others_wrote(void **state)
{
    world *w = *state;
    char *text = fixture_badge(&w->arena, w->key.did);
    crd_json *out = NULL;
    for (int suite = CRD_SUITE_EDDSA_RDFC_2022;
         suite <= CRD_SUITE_EDDSA_JCS_2022; suite++) {
        w->issuer.suite = (crd_suite)suite;
        assert_int_equal(sign(w, &out, text), CRD_OK);
        is_valid(w, out);
        assert_int_not_equal(
            sign(w, &out,
                 fixture_replace(&w->arena, text, "\"credentialSubject\":{",
                                 "\"credentialSubject\":{\"memberLevel\":1,")),
            CRD_OK);
        assert_int_equal(w->error.code, CRD_CODE_JSONLD_UNDEFINED_TERM);
        assert_non_null(strstr(w->error.message, "memberLevel"));
        assert_string_equal(w->error.pointer, "/credentialSubject/memberLevel");
    }
    assert_int_not_equal(
        sign(w, &out,
             fixture_replace(&w->arena, text, w->key.did, "did:key:z6MkOther")),
        CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_ISSUER_NOT_CONTROLLER);
    assert_int_not_equal(
        sign(w, &out,
             fixture_replace(&w->arena, text, "context-3.0.3.json\"",
                             "context-3.0.3.json\",{\"x\":\"https://x.ex/\"}")),
        CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_CONTEXT_INLINE);
    assert_int_equal(sign(w, &out, "{\"a\":1}"), CRD_E_SYNTAX);
}

/* Security case 175: what verify would refuse at any time is not signed:
 * dates without a zone or in the wrong order, members that say nothing. */
static void what_would_not_verify_is_not_signed(void **state)
{
    static const struct {
        const char *from, *to, *pointer;
        crd_code code;
    } ROWS[] = {
        {"\"2026-05-03T09:00:00Z\"", "\"2026-01-01\"", "/validFrom",
         CRD_CODE_TIME_MALFORMED},
        {"\"2031-05-03T09:00:00Z\"", "\"2031-05-03T09:00:00\"", "/validUntil",
         CRD_CODE_TIME_MALFORMED},
        {"\"2031-05-03T09:00:00Z\"", "null", "/validUntil",
         CRD_CODE_TIME_MALFORMED},
        {"\"2031-", "\"2021-", "/validUntil", CRD_CODE_DATES_REVERSED},
        {"\"name\":\"Food Safety\",\"credentialSubject\"",
         "\"name\":null,\"credentialSubject\"", "/name",
         CRD_CODE_MEMBER_MALFORMED},
        {"\"evidence\":[", "\"termsOfUse\":null,\"evidence\":[", "/termsOfUse",
         CRD_CODE_MEMBER_MALFORMED},
        {"\"evidence\":[", "\"proof\":null,\"evidence\":[", "",
         CRD_CODE_PROOF_MALFORMED},
        {"\"id\":\"https://northfield.example/e/1\"",
         "\"id\":\"https://northfield.example/e/1\",\"narrative\":null",
         "/evidence/0/narrative", CRD_CODE_MEMBER_MALFORMED},
    };
    world *w = *state;
    char *text = fixture_badge(&w->arena, w->key.did);
    crd_json *out = NULL;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_rc rc =
            sign(w, &out,
                 fixture_replace(&w->arena, text, ROWS[i].from, ROWS[i].to));
        if (rc == CRD_OK || w->error.code != ROWS[i].code) {
            print_error("%zu: %s %s %s\n", i, crd_code_get(w->error.code)->word,
                        w->error.message, w->error.pointer);
        }
        assert_int_not_equal(rc, CRD_OK);
        assert_int_equal(w->error.code, ROWS[i].code);
        assert_string_equal(w->error.pointer, ROWS[i].pointer);
    }
}

static void refused(world *w, const crd_award *award, crd_code code,
                    const char *pointer)
{
    crd_buffer_clear(&w->out);
    assert_int_not_equal(crd_issue(w->issuance, &w->out, award, &w->error),
                         CRD_OK);
    assert_int_equal(w->error.code, code);
    assert_string_equal(w->error.pointer, pointer);
    assert_int_equal(w->out.len, 0);
}

/* Security cases 145, 146: nobody signs a link that acts, a name that hides,
 * or a day that has not come. */
static void what_nobody_should_sign(void **state)
{
    static const char *const SCHEMES[] = {"javascript:alert(1)", "file:///etc",
                                          "data:text/html,x", "JavaScript:x"};
    static const char *const GOOD[] = {"https://n.example/", "HTTP://n.example",
                                       "urn:uuid:1", "did:web:n.example"};
    static const char *const NAMES[] = {"A\x1b[2J", "A\xe2\x80\xae", "A\nB",
                                        "A\xc2\x9b", "A\xe2\x81\xa6"};
    world *w = *state;
    assert_int_equal(prepare(w, ACHIEVEMENT), CRD_OK);
    for (size_t i = 0; i < 4; i++) {
        crd_award_evidence evidence = {.id = crd_span_of(SCHEMES[i])};
        crd_award award = liat(w);
        award.evidence = &evidence;
        award.evidence_count = 1;
        refused(w, &award, CRD_CODE_EVIDENCE_SCHEME, "/evidence/0/id");
        evidence.id = crd_span_of(GOOD[i]);
        (void)issue(w, &award);
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        crd_award award = liat(w);
        award.name = crd_span_of(NAMES[i]);
        refused(w, &award, CRD_CODE_NAME_DECEIVES,
                "/credentialSubject/identifier/0/identityHash");
    }
    crd_award award = liat(w);
    award.name = CRD_SPAN("\xd8\xb9\xe2\x80\x8c\xd9\x84\xe2\x80\x8f");
    (void)issue(w, &award);
    award.has_awarded = true;
    award.awarded = (crd_instant){w->env.now.seconds + 86400, 0};
    (void)issue(w, &award);
    award.awarded.seconds++;
    refused(w, &award, CRD_CODE_AWARD_FUTURE, "/awardedDate");
    assert_int_not_equal(
        prepare(w, fixture_replace(&w->arena, ACHIEVEMENT,
                                   "\"name\":\"Food Safety\"",
                                   "\"name\":\"Food\\u202eSafety\"")),
        CRD_OK);
    assert_int_equal(w->error.code, CRD_CODE_NAME_DECEIVES);
}

/* Every allocation fails once: nothing is appended, nothing leaks. */
static void memory_runs_out(void **state)
{
    world *w = *state;
    const crd_json *achievement = fixture_parse(&w->arena, ACHIEVEMENT);
    crd_award award = liat(w);
    bool done = false;
    for (size_t n = 0; !done; n++) {
        failing_allocator f;
        crd_env env = w->env;
        crd_issuance *issuance = NULL;
        crd_buffer out;
        crd_rc rc;
        failing_init(&f, n);
        env.allocator = &f.allocator;
        crd_buffer_init(&out, &f.allocator, 1 << 20);
        rc = crd_issuance_new(&issuance, &env, &w->issuer, achievement, NULL,
                              NULL);
        if (rc == CRD_OK) {
            rc = crd_issue(issuance, &out, &award, NULL);
        }
        done = !f.failed;
        assert_true(rc == CRD_OK || rc == CRD_E_MEMORY);
        assert_true(rc == CRD_OK ? out.len > 0 : out.len == 0);
        crd_issuance_free(issuance);
        crd_buffer_free(&out);
        assert_int_equal(f.held, 0);
        assert_true(n < 20000);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_is_issued_is_valid), T(who_it_is_about),
        T(salts_are_not_shared),    T(the_recipient_check_finds_the_mailbox),
        T(ids_come_out_the_same),   T(a_definition_is_refused_by_its_pointer),
        T(extension_terms),         T(a_person_is_refused_before_signing),
        T(keys_that_do_not_fit),    T(signing_what_others_wrote),
        T(memory_runs_out),         T(a_result_must_be_allowed_and_enough),
        T(content_has_a_digest),    T(what_would_not_verify_is_not_signed),
        T(what_nobody_should_sign),
    };
    return cmocka_run_group_tests_name("issue", tests, NULL, NULL);
}
