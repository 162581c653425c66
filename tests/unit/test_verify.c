/* SPDX-License-Identifier: Apache-2.0 */
/* Room verify: from bytes to the verdict; what is no credential; contexts,
 * keys, dates, presentations, endorsements, and who is asked over the
 * network. */
#include "credimur/badge.h"
#include "credimur/verify.h"
#include "tests/unit/failing_allocator.h"
#include "tests/unit/fixture.h"

typedef struct world {
    crd_env env;
    crd_verifier *verifier;
    crd_integrity *bench; /* to sign with */
    crd_arena arena;
    fixture_key college, mallory, liat;
    crd_verify_options options;
    crd_report *report;
    crd_error error;
    unsigned fetches;
    const char *served; /* what the network answers, whatever is asked */
    char asked[256];
} world;

static crd_rc fetch(void *context, crd_fetched *out, crd_arena *arena,
                    crd_fetch_kind kind, crd_span url, crd_error *error)
{
    world *w = context;
    (void)arena;
    (void)kind;
    w->fetches++;
    snprintf(w->asked, sizeof w->asked, "%.*s", (int)url.len, url.data);
    if (!w->served) {
        return crd_fail(error, CRD_CODE_KEY_UNAVAILABLE, "down");
    }
    out->body = crd_span_of(w->served);
    return CRD_OK;
}

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->env = fixture_env();
    w->env.fetch = fetch;
    w->env.fetch_context = w;
    assert_int_equal(crd_verifier_new(&w->verifier, &w->env, NULL), CRD_OK);
    assert_int_equal(crd_integrity_new(&w->bench, &w->env, NULL), CRD_OK);
    crd_arena_init(&w->arena, NULL, 0);
    fixture_key_make(&w->college, 1);
    fixture_key_make(&w->mallory, 2);
    fixture_key_make(&w->liat, 3);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    crd_verifier_free(w->verifier);
    crd_integrity_free(w->bench);
    crd_arena_free(&w->arena);
    free(w);
    return 0;
}

static crd_verdict verify(world *w, const char *text)
{
    crd_rc rc = crd_verify(w->verifier, &w->report, &w->arena,
                           crd_span_of(text), &w->options, &w->error);
    if (rc != CRD_OK) {
        print_error("%s\n", w->error.message);
    }
    assert_int_equal(rc, CRD_OK);
    return w->report->verdict;
}

static crd_code deciding(const world *w)
{
    const crd_check *check = crd_report_deciding(w->report);
    return check ? check->code : CRD_CODE_NONE;
}

static void expect(world *w, const char *text, crd_verdict verdict,
                   crd_code code)
{
    verify(w, text);
    if (w->report->verdict != verdict || deciding(w) != code) {
        const crd_check *check = crd_report_deciding(w->report);
        print_error("%s %s: %.*s\n%s\n", crd_verdict_word(w->report->verdict),
                    crd_code_get(deciding(w))->word,
                    check ? (int)check->detail.len : 0,
                    check ? check->detail.data : "", text);
    }
    assert_int_equal(w->report->verdict, verdict);
    assert_int_equal(deciding(w), code);
}

static char *badge(world *w)
{
    return fixture_badge(&w->arena, w->college.did);
}

static char *sign_as(world *w, const char *text, const fixture_key *key)
{
    return fixture_sign(&w->arena, w->bench, text, key,
                        CRD_SUITE_EDDSA_RDFC_2022, NULL);
}

static char *good(world *w)
{
    return sign_as(w, badge(w), &w->college);
}

static char *swap(world *w, const char *text, const char *from, const char *to)
{
    return fixture_replace(&w->arena, text, from, to);
}

static void a_good_badge_is_valid(void **state)
{
    world *w = *state;
    crd_result result;
    expect(w, good(w), CRD_VALID, CRD_CODE_NONE);
    for (int id = 0; id < CRD_CHECK_CREDENTIALS; id++) {
        assert_true(crd_report_result(w->report, (crd_check_id)id, &result));
        assert_int_equal(result, id == CRD_CHECK_JSON_SCHEMA ? CRD_NOT_CHECKED
                                                             : CRD_PASS);
    }
    assert_true(crd_span_is(w->report->facts.subject_name, "Liat Cohen"));
    assert_true(
        crd_span_is(w->report->facts.issuer_name, "Northfield College"));
    assert_non_null(w->report->verified_document);
    assert_int_equal(w->fetches, 0);
}

/* Security cases 1, 12, 22: what is no credential at all has no verdict, and
 * exit status 3. */
static void no_credential_at_all(void **state)
{
    static const char *const INPUTS[] = {
        "",
        " \n",
        "\xef\xbb\xbf",
        "\xef\xbb\xbf{}",
        "1",
        "\"x\"",
        "null",
        "[]",
        "[{\"type\":[\"VerifiableCredential\"]}]",
        "{}",
        "{\"a\":1}",
        "{\"type\":\"Thing\"}",
        "{\"type\":[\"VerifiableCredential\"]} {}",
        "{\"type\":\"VerifiableCredential\",}",
        "%PDF-1.7",
        "PK\003\004",
        "\x1f\x8b\x08",
        "hello",
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof INPUTS / sizeof *INPUTS; i++) {
        w->report = NULL;
        crd_rc rc = crd_verify(w->verifier, &w->report, &w->arena,
                               crd_span_of(INPUTS[i]), NULL, &w->error);
        assert_int_not_equal(rc, CRD_OK);
        assert_null(w->report);
        assert_int_equal(crd_code_get(w->error.code)->exit_status, 3);
        assert_true(w->error.message[0] != '\0');
    }
}

/* Security cases 5, 6, 7: a name that stands twice, also in the proof. */
static void duplicate_names(void **state)
{
    world *w = *state;
    static const char *const PAIRS[][2] = {
        {"\"validFrom\":", "\"issuer\":\"did:x:y\",\"validFrom\":"},
        {"\"validFrom\":", "\"\\u0069ssuer\":\"did:x:y\",\"validFrom\":"},
        {"\"proofValue\":", "\"created\":\"x\",\"proofValue\":"}};
    for (size_t i = 0; i < 3; i++) {
        char *text = swap(w, good(w), PAIRS[i][0], PAIRS[i][1]);
        assert_int_equal(crd_verify(w->verifier, &w->report, &w->arena,
                                    crd_span_of(text), NULL, &w->error),
                         CRD_E_SYNTAX);
        assert_int_equal(w->error.code, CRD_CODE_JSON_DUPLICATE_KEY);
    }
}

static void containers_without_a_room(void **state)
{
    static const char *const INPUTS[] = {
        "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln",
        "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln\n",
        "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln~WyJhIl0~",
        "{\"@context\":\"https://w3id.org/openbadges/v2\","
        "\"type\":\"Assertion\",\"id\":\"https://x.example/1\"}",
        "{\"@context\":\"https://www.w3.org/ns/credentials/v2\","
        "\"type\":\"EnvelopedVerifiableCredential\","
        "\"id\":\"data:application/vc+jwt,eyJ\"}"};
    world *w = *state;
    for (size_t i = 0; i < sizeof INPUTS / sizeof *INPUTS; i++) {
        expect(w, INPUTS[i], CRD_UNDETERMINED, CRD_CODE_NOT_BUILT);
        assert_null(w->report->verified_document);
    }
}

/* Security case 77: a proof that is missing, empty, null or a text. */
static void no_proof(void **state)
{
    static const char *const PROOFS[] = {"", ",\"proof\":[]", ",\"proof\":null",
                                         ",\"proof\":\"x\"", ",\"proof\":1"};
    world *w = *state;
    for (size_t i = 0; i < sizeof PROOFS / sizeof *PROOFS; i++) {
        char to[64];
        snprintf(to, sizeof to, "\"Test\"}]%s", PROOFS[i]);
        expect(w, swap(w, badge(w), "\"Test\"}]", to), CRD_INVALID,
               CRD_CODE_PROOF_MISSING);
        assert_null(w->report->verified_document);
    }
}

/* Security cases 25, 27, 28, 29, 30, 31, 46: what was not under the signature,
 * or was changed after it. */
static void changed_after_signing(void **state)
{
    static const char *const CHANGES[][2] = {
        {"\"credentialSubject\":{",
         "\"credentialSubject\":{\"memberLevel\":\"gold\","},
        {"\"id\":\"urn:uuid:", "\"id\":\""},
        {"\"id\":\"urn:uuid:9f2e2a3c-8d0b-4c8e-9f6f-1f0b7f0e2a10\"",
         "\"id\":\"\""},
        {"\"did:example:liat\"", "\"asdasd\""},
        {"\"did:example:liat\"", "\"did:example:noa\""},
        {"[\"AchievementSubject\"]", "[\"AchievementSubject\",\"King\"]"},
        {"[\"AchievementSubject\"]", "[\"AchievementSubject\"],\"@type\":[]"},
        {"\"name\":\"Food Safety\",\"credentialSubject\"",
         "\"name\":{\"@value\":\"Food Safety\",\"@language\":\"en\","
         "\"@direction\":\"rtl\"},\"credentialSubject\""},
        {"Passed the test.", "Passed the tests."},
        {"2031-05-03", "2041-05-03"},
        {"2026-05-03T09:00:00Z\",\"validUntil",
         "2026-05-03T09:00:01Z\",\"validUntil"},
        {"Northfield College", "Southfield College"},
        {"Liat Cohen", "Noa Cohen"},
        {"https://northfield.example/e/1", "https://northfield.example/e/2"},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        assert_int_equal(
            verify(w, swap(w, good(w), CHANGES[i][0], CHANGES[i][1])),
            CRD_INVALID);
        assert_null(w->report->verified_document);
    }
    expect(w,
           swap(w, badge(w), "\"credentialSubject\":{",
                "\"credentialSubject\":\"Liat\",\"x\":{"),
           CRD_INVALID, CRD_CODE_JSONLD_RELATIVE_ID);
}

#define V2 "\"https://www.w3.org/ns/credentials/v2\""
#define OB "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""

/* Security cases 32 to 37, 39, 40: contexts that give words other meanings. */
static void contexts(void **state)
{
    static const struct {
        const char *from, *to;
        crd_code code;
    } ROWS[] = {
        {OB "]", OB ",{\"name\":\"https://x.example/other\"}]",
         CRD_CODE_CONTEXT_INLINE},
        {OB "]", OB ",{\"@vocab\":\"https://x.example/\"}]",
         CRD_CODE_CONTEXT_INLINE},
        {OB "]", OB ",{\"@base\":\"https://x.example/\"}]",
         CRD_CODE_CONTEXT_INLINE},
        {OB "]", OB ",null]", CRD_CODE_CONTEXT_INLINE},
        {"\"@context\":[" V2 "," OB "]",
         "\"@context\":[" V2 "," OB ",\"https://x.example/ctx\"]",
         CRD_CODE_CONTEXT_UNKNOWN},
        {"https://www.w3.org/ns/credentials/v2",
         "http://www.w3.org/ns/credentials/v2", CRD_CODE_CONTEXT_FIRST},
        {"https://www.w3.org/ns/credentials/v2",
         "https://www.w3.org/ns/credentials/v2/", CRD_CODE_CONTEXT_FIRST},
        {"context-3.0.3.json", "context-3.0.3.json?x",
         CRD_CODE_CONTEXT_UNKNOWN},
        {"purl.imsglobal.org", "PURL.imsglobal.org", CRD_CODE_CONTEXT_UNKNOWN},
        {"purl.imsglobal.org",
         "purl.imsgl\xd0\xbe"
         "bal.org",
         CRD_CODE_CONTEXT_UNKNOWN},
        {V2 "," OB, OB "," V2, CRD_CODE_CONTEXT_FIRST},
        {"\"achievement\":{",
         "\"achievement\":{\"@context\":{\"name\":\"https://x.example/n\"},",
         CRD_CODE_CONTEXT_INLINE},
        {"\"achievement\":{", "\"achievement\":{\"@context\":null,",
         CRD_CODE_CONTEXT_INLINE},
        {"\"evidence\":[{",
         "\"evidence\":[{\"@context\":\"https://x.example/c\",",
         CRD_CODE_CONTEXT_UNKNOWN},
        {"\"proof\":{", "\"proof\":{\"@context\":\"https://x.example/c\",",
         CRD_CODE_CONTEXT_UNKNOWN},
        {"\"@context\":[" V2 "," OB "],", "", CRD_CODE_CONTEXT_MISSING},
        {"\"@context\":[" V2 "," OB "]", "\"@context\":[]",
         CRD_CODE_CONTEXT_MISSING},
        {"\"@context\":[" V2 "," OB "]", "\"@context\":[" V2 "]",
         CRD_CODE_JSONLD_UNDEFINED_TERM},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        verify(w, swap(w, good(w), ROWS[i].from, ROWS[i].to));
        assert_int_equal(w->report->verdict, CRD_INVALID);
        if (ROWS[i].code != CRD_CODE_JSONLD_UNDEFINED_TERM) {
            const crd_check *c = NULL;
            for (size_t k = 0; k < w->report->check_count && !c; k++) {
                c = w->report->checks[k].id == CRD_CHECK_CONTEXT_TYPE
                        ? &w->report->checks[k]
                        : NULL;
            }
            assert_non_null(c);
            assert_int_equal(c->result, CRD_FAIL);
            assert_int_equal(c->code, ROWS[i].code);
        }
        assert_null(w->report->verified_document);
    }
    assert_int_equal(w->fetches, 0);
}

/* Security case 38: keywords that no credential needs. */
static void keywords(void **state)
{
    static const char *const NAMES[] = {
        "@included", "@graph", "@reverse", "@nest", "@index", "@json",
        "@id",       "@type",  "@set",     "@list", "@import"};
    world *w = *state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        char to[96];
        snprintf(to, sizeof to, "\"achievement\":{\"%s\":[],", NAMES[i]);
        verify(w, swap(w, good(w), "\"achievement\":{", to));
        assert_int_equal(w->report->verdict, CRD_INVALID);
        assert_int_equal(deciding(w) == CRD_CODE_KEYWORD_REFUSED ||
                             deciding(w) == CRD_CODE_CONTEXT_UNKNOWN,
                         1);
    }
}

/* Security case 42: contexts at addresses that must never be asked. */
static void contexts_are_never_fetched(void **state)
{
    static const char *const URLS[] = {
        "http://127.0.0.1/c", "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd", "https://huge.example/10gb"};
    world *w = *state;
    for (size_t i = 0; i < sizeof URLS / sizeof *URLS; i++) {
        char to[160];
        snprintf(to, sizeof to, "context-3.0.3.json\",\"%s\"]", URLS[i]);
        expect(w, swap(w, good(w), "context-3.0.3.json\"]", to), CRD_INVALID,
               CRD_CODE_CONTEXT_UNKNOWN);
    }
    assert_int_equal(w->fetches, 0);
}

/* Security case 50: n-cliques of blank nodes as evidence. */
static void cliques_are_bounded(void **state)
{
    world *w = *state;
    crd_code code = CRD_CODE_NONE;
    for (int n = 3; n <= 12; n += 3) {
        crd_buffer b;
        crd_buffer_init(&b, NULL, 1 << 20);
        crd_buffer_append_text(&b, "\"evidence\":[");
        for (int i = 0; i < n; i++) {
            crd_buffer_printf(&b,
                              "{\"id\":\"_:e%d\",\"type\":[\"Evidence\"],"
                              "\"alignment\":[",
                              i);
            for (int k = 0; k < n; k++) {
                crd_buffer_printf(&b, "%s{\"id\":\"_:e%d\"}", k ? "," : "", k);
            }
            crd_buffer_append_text(&b, "]},");
        }
        crd_buffer_append(&b, "{", 2);
        verify(w, swap(w, good(w), "\"evidence\":[{", b.data));
        crd_buffer_free(&b);
        code = CRD_CODE_NONE;
        for (size_t i = 0; i < w->report->check_count; i++) {
            if (w->report->checks[i].id == CRD_CHECK_PROOF) {
                code = w->report->checks[i].code;
            }
        }
        assert_int_equal(w->report->verdict, CRD_INVALID);
        assert_int_equal(code, n == 3 ? CRD_CODE_SIGNATURE_MISMATCH : code);
    }
    assert_int_equal(code, CRD_CODE_CANON_WORK);
}

/* Security case 53: signed by Mallory, in the college's name. */
static void the_key_must_be_the_issuers(void **state)
{
    world *w = *state;
    expect(w, sign_as(w, badge(w), &w->mallory), CRD_INVALID,
           CRD_CODE_ISSUER_NOT_CONTROLLER);
    assert_null(w->report->verified_document);
    /* An issuer that no key can be compared with. */
    expect(w, sign_as(w, fixture_badge(&w->arena, "urn:uuid:1"), &w->mallory),
           CRD_UNDETERMINED, CRD_CODE_ISSUER_KEY_UNBOUND);
    w->options.offline = true;
    expect(w,
           sign_as(w, fixture_badge(&w->arena, "https://uni.example/"),
                   &w->mallory),
           CRD_UNDETERMINED, CRD_CODE_ISSUER_KEY_UNBOUND);
    assert_int_equal(w->fetches, 0);
}

/* Security case 53: the issuer's own document is had, and decides. */
static void the_issuers_document_decides(void **state)
{
    world *w = *state;
    const char *issuer = "https://uni.example/issuer";
    char *text = sign_as(w, fixture_badge(&w->arena, issuer), &w->college);
    char served[2048], multikey[CRD_MULTIKEY_TEXT_MAX];
    assert_int_equal(crd_multikey_write(multikey, &w->college.signer.key, NULL),
                     CRD_OK);
    snprintf(served, sizeof served,
             "{\"@context\":\"https://www.w3.org/ns/cid/v1\",\"id\":\"%s\","
             "\"verificationMethod\":[{\"id\":\"%s\",\"type\":\"Multikey\","
             "\"controller\":\"%s\",\"publicKeyMultibase\":\"%s\"}],"
             "\"assertionMethod\":[\"%s\"]}",
             issuer, w->college.method, issuer, multikey, w->college.method);
    w->served = served;
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    assert_string_equal(w->asked, issuer);
    w->served = "{\"id\":\"https://uni.example/issuer\"}";
    expect(w, text, CRD_INVALID, CRD_CODE_ISSUER_NOT_CONTROLLER);
    w->served = NULL;
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_ISSUER_KEY_UNBOUND);
}

/* Security cases 42, 55: before a signature is good nothing is asked but the
 * issuer's own document; after a failed check, nothing at all. */
static void only_the_issuer_is_asked(void **state)
{
    world *w = *state;
    char *text =
        swap(w, good(w), w->college.method, "https://evil.example/keys#z6Mk");
    verify(w, text);
    assert_int_equal(w->report->verdict, CRD_UNDETERMINED);
    assert_int_equal(deciding(w), CRD_CODE_KEY_UNAVAILABLE);
    assert_int_equal(w->fetches, 0);
    text = swap(
        w,
        swap(w, good(w), w->college.method, "https://uni.example/issuer#key-1"),
        w->college.did, "https://uni.example/issuer");
    verify(w, text);
    assert_int_equal(w->fetches, 1);
    assert_string_equal(w->asked, "https://uni.example/issuer");
    verify(w, swap(w, text, "[\"AchievementSubject\"]", "[\"Profile\"]"));
    assert_int_equal(w->fetches, 1);
}

/* The rule of the test loaders, that a URL's fragment holds the key, would let
 * anyone sign as anyone: the product does not have it. */
static void no_key_from_a_fragment(void **state)
{
    world *w = *state;
    char multikey[CRD_MULTIKEY_TEXT_MAX], method[256];
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED)};
    assert_int_equal(crd_multikey_write(multikey, &w->mallory.signer.key, NULL),
                     CRD_OK);
    snprintf(method, sizeof method, "https://uni.example/issuer#%s", multikey);
    o.verification_method = crd_span_of(method);
    char *text =
        fixture_sign(&w->arena, w->bench,
                     fixture_badge(&w->arena, "https://uni.example/issuer"),
                     &w->mallory, CRD_SUITE_EDDSA_RDFC_2022, &o);
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_KEY_UNAVAILABLE);
    w->served = "{\"id\":\"https://uni.example/issuer\"}";
    assert_int_not_equal(verify(w, text), CRD_VALID);
    w->options.offline = true;
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_KEY_UNAVAILABLE);
}

static void the_register_names_keys(void **state)
{
    world *w = *state;
    char multikey[CRD_MULTIKEY_TEXT_MAX], text[512];
    crd_trust trust;
    char *unbound =
        sign_as(w, fixture_badge(&w->arena, "urn:uuid:college"), &w->college);
    assert_int_equal(crd_multikey_write(multikey, &w->college.signer.key, NULL),
                     CRD_OK);
    snprintf(text, sizeof text,
             "{\"issuers\":[{\"id\":\"urn:uuid:college\",\"name\":\"N\","
             "\"keys\":[\"%s\"]}]}",
             multikey);
    assert_int_equal(
        crd_trust_read(&trust, &w->arena, fixture_parse(&w->arena, text), NULL),
        CRD_OK);
    w->options.trust = &trust;
    expect(w, unbound, CRD_VALID, CRD_CODE_NONE);
    expect(
        w,
        sign_as(w, fixture_badge(&w->arena, "urn:uuid:college"), &w->mallory),
        CRD_UNDETERMINED, CRD_CODE_ISSUER_KEY_UNBOUND);
    /* An issuer outside the register is a warning, unless it is asked for. */
    expect(w, good(w), CRD_VALID, CRD_CODE_NONE);
    w->options.require_trusted = true;
    expect(w, good(w), CRD_UNDETERMINED, CRD_CODE_ISSUER_NOT_TRUSTED);
    w->options.require_trusted = false;
    w->options.fail_on_warn = true;
    expect(w, good(w), CRD_INVALID, CRD_CODE_ISSUER_NOT_TRUSTED);
}

static void a_register_is_read_strictly(void **state)
{
    static const char *const BAD[][2] = {
        {"{}", ""},
        {"{\"issuers\":{}}", ""},
        {"{\"issuers\":[],\"x\":1}", "/x"},
        {"{\"issuers\":[{\"id\":\"https://a.example\",\"key\":1}]}",
         "/issuers/0/key"},
        {"{\"issuers\":[{\"name\":\"A\"}]}", "/issuers/0"},
        {"{\"issuers\":[{\"id\":\"https://a.example\",\"keys\":[\"k\"]}]}",
         "/issuers/0/keys/0"}};
    world *w = *state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_trust trust;
        assert_int_equal(crd_trust_read(&trust, &w->arena,
                                        fixture_parse(&w->arena, BAD[i][0]),
                                        &w->error),
                         CRD_E_VALUE);
        assert_string_equal(w->error.pointer, BAD[i][1]);
    }
}

static void dates(void **state)
{
    static const struct {
        const char *at;
        crd_verdict verdict;
        crd_code code;
    } ROWS[] = {{"2026-05-03T08:54:59Z", CRD_INVALID, CRD_CODE_NOT_YET_VALID},
                {"2026-05-03T08:55:01Z", CRD_VALID, CRD_CODE_NONE},
                {"2031-05-03T09:04:59Z", CRD_VALID, CRD_CODE_NONE},
                {"2031-05-03T09:05:01Z", CRD_INVALID, CRD_CODE_EXPIRED}};
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        w->options.has_at = true;
        assert_int_equal(
            crd_instant_parse(&w->options.at, crd_span_of(ROWS[i].at), NULL),
            CRD_OK);
        verify(w, good(w));
        assert_int_equal(w->report->verdict, ROWS[i].verdict);
        if (ROWS[i].code == CRD_CODE_EXPIRED) {
            /* genuine, and yet expired */
            assert_int_equal(deciding(w), CRD_CODE_EXPIRED);
            assert_non_null(w->report->verified_document);
        }
    }
}

static void what_has_no_room_yet(void **state)
{
    world *w = *state;
    char *status =
        swap(w, badge(w), "\"evidence\":[",
             "\"credentialStatus\":{\"id\":\"https://n.example/s#1\","
             "\"type\":\"BitstringStatusListEntry\","
             "\"statusPurpose\":\"revocation\","
             "\"statusListIndex\":\"1\","
             "\"statusListCredential\":\"https://n.example/s\"},"
             "\"evidence\":[");
    char *schema = swap(
        w,
        swap(w, badge(w), "context-3.0.3.json\"",
             "context-3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/"
             "extensions.json\""),
        "\"evidence\":[",
        "\"credentialSchema\":[{\"id\":\"https://n.example/s.json\","
        "\"type\":\"1EdTechJsonSchemaValidator2019\"}],\"evidence\":[");
    expect(w, sign_as(w, status, &w->college), CRD_UNDETERMINED,
           CRD_CODE_NOT_BUILT);
    assert_int_equal(crd_report_deciding(w->report)->id, CRD_CHECK_STATUS);
    expect(w, sign_as(w, schema, &w->college), CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->fetches, 0);
}

/* Security case 92: the input changed after the verdict does not change the
 * document that was verified. */
static void the_input_is_never_read_again(void **state)
{
    world *w = *state;
    char *text = good(w);
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    memset(text, 'x', strlen(text));
    assert_true(crd_json_is_text(
        crd_json_get(w->report->verified_document, "name"), "Food Safety"));
    assert_true(crd_span_is(w->report->facts.subject_name, "Liat Cohen"));
}

static char *presentation(world *w, const fixture_key *holder,
                          const char *inside)
{
    crd_span text = crd_arena_printf(
        &w->arena,
        "{\"@context\":[" V2 "],\"type\":[\"VerifiablePresentation\"],"
        "\"holder\":\"%s\",\"verifiableCredential\":[%s]}",
        holder->did, inside);
    crd_proof_options o = {.purpose = CRD_SPAN("authentication"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .domain = CRD_SPAN("v.example"),
                           .challenge = CRD_SPAN("c-1")};
    return fixture_sign(&w->arena, w->bench, text.data, holder,
                        CRD_SUITE_EDDSA_RDFC_2022, &o);
}

static char *awarded_to(world *w, const char *subject)
{
    return sign_as(w, swap(w, badge(w), "did:example:liat", subject),
                   &w->college);
}

/* Security cases 58, 86, 87, 88, 90: presentations. */
static void presentations(void **state)
{
    world *w = *state;
    char *mine = awarded_to(w, w->liat.did);
    char *broken = swap(w, mine, "Passed the test.", "Passed all tests.");
    crd_span two = crd_arena_printf(&w->arena, "%s,%s", mine, broken);
    char *text = presentation(w, &w->liat, mine);
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->report->child_count, 1);
    assert_true(crd_span_is(w->report->children[0]->pointer,
                            "/verifiableCredential/0"));
    w->options.has_challenge = w->options.has_domain = true;
    w->options.challenge = CRD_SPAN("c-1");
    w->options.domain = CRD_SPAN("v.example");
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    w->options.challenge = CRD_SPAN("c-2");
    expect(w, text, CRD_INVALID, CRD_CODE_PROOF_CHALLENGE);
    w->options.challenge = CRD_SPAN("c-1");
    w->options.domain = CRD_SPAN("other.example");
    expect(w, text, CRD_INVALID, CRD_CODE_PROOF_DOMAIN);
    w->options.has_challenge = w->options.has_domain = false;
    expect(w, presentation(w, &w->liat, two.data), CRD_INVALID,
           CRD_CODE_CREDENTIAL_INSIDE);
    assert_int_equal(w->report->children[0]->verdict, CRD_VALID);
    assert_int_equal(w->report->children[1]->verdict, CRD_INVALID);
    expect(w, presentation(w, &w->liat, ""), CRD_INVALID,
           CRD_CODE_PRESENTATION_EMPTY);
    expect(w, swap(w, text, "\"authentication\"", "\"assertionMethod\""),
           CRD_INVALID, CRD_CODE_PROOF_PURPOSE);
    expect(w, swap(w, text, w->liat.did, w->mallory.did), CRD_INVALID,
           CRD_CODE_SIGNATURE_MISMATCH);
}

/* Security case 89: the holder is not the subject. Two answers are allowed;
 * the stricter is taken where both have a DID. Where the subject is opaque
 * there is nothing to compare, and it is a warning. */
static void holder_and_subject(void **state)
{
    world *w = *state;
    crd_result result;
    expect(w, presentation(w, &w->liat, awarded_to(w, w->mallory.did)),
           CRD_INVALID, CRD_CODE_HOLDER_MISMATCH);
    expect(w, presentation(w, &w->liat, awarded_to(w, "urn:uuid:77")),
           CRD_VALID, CRD_CODE_NONE);
    assert_true(crd_report_result(w->report, CRD_CHECK_CREDENTIALS, &result));
    assert_int_equal(result, CRD_WARN);
}

static char *endorsement(world *w, const fixture_key *key, const char *until)
{
    crd_span text = crd_arena_printf(
        &w->arena,
        "{\"@context\":[" FIXTURE_CONTEXTS "],\"id\":\"urn:uuid:e1\","
        "\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],"
        "\"name\":\"Endorsement\",\"issuer\":{\"id\":\"%s\","
        "\"type\":[\"Profile\"],\"name\":\"Agency\"},"
        "\"validFrom\":\"2026-05-01T00:00:00Z\",\"validUntil\":\"%s\","
        "\"credentialSubject\":{\"id\":\"%s\","
        "\"type\":[\"EndorsementSubject\"],\"endorsementComment\":\"Good.\"}}",
        key->did, until, w->college.did);
    return sign_as(w, text.data, key);
}

static char *endorsed(world *w, const char *inside)
{
    crd_span to = crd_arena_printf(&w->arena,
                                   "\"endorsement\":[%s],"
                                   "\"evidence\":[",
                                   inside);
    return sign_as(w, swap(w, badge(w), "\"evidence\":[", to.data),
                   &w->college);
}

/* An endorsement that ran out takes nothing from the badge; one that was
 * forged makes it tell an untruth. */
static void endorsements(void **state)
{
    world *w = *state;
    char *e = endorsement(w, &w->liat, "2030-01-01T00:00:00Z");
    crd_result result;
    expect(w, endorsed(w, e), CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->report->child_count, 1);
    assert_int_equal(w->report->children[0]->kind, CRD_REPORT_ENDORSEMENT);
    assert_true(crd_span_is(w->report->children[0]->pointer, "/endorsement/0"));
    expect(w, endorsed(w, endorsement(w, &w->liat, "2026-05-02T00:00:00Z")),
           CRD_VALID, CRD_CODE_NONE);
    assert_true(crd_report_result(w->report, CRD_CHECK_ENDORSEMENTS, &result));
    assert_int_equal(result, CRD_WARN);
    expect(w, endorsed(w, swap(w, e, "Good.", "Best.")), CRD_INVALID,
           CRD_CODE_ENDORSEMENT_INVALID);
    expect(w, e, CRD_VALID, CRD_CODE_NONE);
}

/* The recipient check: pass for the mailbox, fail for another, and said to be
 * not checked where the credential holds none (R109). */
static void recipients(void **state)
{
    world *w = *state;
    char hash[CRD_IDENTITY_HASH_TEXT];
    crd_identity_hash(hash, CRD_SPAN("liat@example.org"), CRD_SPAN("s4lt"));
    crd_span to = crd_arena_printf(
        &w->arena,
        "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":true,"
        "\"identityType\":\"emailAddress\",\"salt\":\"s4lt\","
        "\"identityHash\":\"%s\"},",
        hash);
    char *mailed =
        sign_as(w, swap(w, badge(w), "\"identifier\":[", to.data), &w->college);
    w->options.recipient = CRD_SPAN("liat@example.org");
    expect(w, mailed, CRD_VALID, CRD_CODE_NONE);
    w->options.recipient = CRD_SPAN("Liat@Example.org");
    expect(w, mailed, CRD_VALID, CRD_CODE_NONE);
    expect(w, good(w), CRD_UNDETERMINED, CRD_CODE_RECIPIENT_UNNAMED);
    w->options.recipient = CRD_SPAN("noa@example.org");
    expect(w, mailed, CRD_INVALID, CRD_CODE_RECIPIENT_MISMATCH);
}

static void every_limit_has_its_answer(void **state)
{
    world *w = *state;
    crd_env env = w->env;
    crd_verifier *small;
    crd_buffer b;
    env.limits.document_bytes = 1000;
    assert_int_equal(crd_verifier_new(&small, &env, NULL), CRD_OK);
    assert_int_equal(crd_verify(small, &w->report, &w->arena,
                                crd_span_of(good(w)), NULL, &w->error),
                     CRD_E_LIMIT);
    crd_verifier_free(small);
    env = w->env;
    env.limits.credentials = 2;
    assert_int_equal(crd_verifier_new(&small, &env, NULL), CRD_OK);
    char *mine = awarded_to(w, w->liat.did);
    crd_span two = crd_arena_printf(&w->arena, "%s,%s", mine, mine);
    char *text = presentation(w, &w->liat, two.data);
    assert_int_equal(crd_verify(small, &w->report, &w->arena, crd_span_of(text),
                                NULL, &w->error),
                     CRD_E_LIMIT);
    crd_verifier_free(small);
    crd_buffer_init(&b, NULL, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        crd_buffer_append_char(&b, '[');
    }
    assert_int_equal(crd_verify(w->verifier, &w->report, &w->arena,
                                crd_buffer_span(&b), NULL, &w->error),
                     CRD_E_LIMIT);
    crd_buffer_free(&b);
}

/* One verifier, many documents: no document leaves a trace in the next. */
static void a_verifier_is_used_again(void **state)
{
    world *w = *state;
    char *valid = good(w), *bad = swap(w, good(w), "Liat", "Noa");
    crd_buffer first, next;
    crd_buffer_init(&first, NULL, 1 << 16);
    crd_buffer_init(&next, NULL, 1 << 16);
    verify(w, valid);
    crd_report_write_json(&first, w->report);
    for (int i = 0; i < 50; i++) {
        verify(w, bad);
        assert_int_equal(w->report->verdict, CRD_INVALID);
        verify(w, valid);
        crd_buffer_clear(&next);
        crd_report_write_json(&next, w->report);
        assert_true(
            crd_span_equal(crd_buffer_span(&first), crd_buffer_span(&next)));
    }
    crd_buffer_free(&first);
    crd_buffer_free(&next);
}

/* Every allocation fails once: no crash, no leak, and never a verdict that
 * memory made up. */
static void memory_runs_out(void **state)
{
    world *w = *state;
    char *text = endorsed(w, endorsement(w, &w->liat, "2030-01-01T00:00:00Z"));
    bool done = false;
    for (size_t n = 0; !done; n++) {
        failing_allocator f;
        crd_env env = w->env;
        crd_verifier *verifier = NULL;
        crd_report *report = NULL;
        crd_arena arena;
        crd_rc rc;
        failing_init(&f, n);
        env.allocator = &f.allocator;
        crd_arena_init(&arena, &f.allocator, 0);
        rc = crd_verifier_new(&verifier, &env, NULL);
        if (rc == CRD_OK) {
            rc = crd_verify(verifier, &report, &arena, crd_span_of(text), NULL,
                            NULL);
        }
        done = !f.failed;
        assert_true(rc == CRD_OK || rc == CRD_E_MEMORY);
        assert_true(rc != CRD_OK || report->verdict == CRD_VALID);
        crd_verifier_free(verifier);
        crd_arena_free(&arena);
        assert_int_equal(f.held, 0);
        assert_true(n < 20000);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_good_badge_is_valid),
        T(no_credential_at_all),
        T(duplicate_names),
        T(containers_without_a_room),
        T(no_proof),
        T(changed_after_signing),
        T(contexts),
        T(keywords),
        T(contexts_are_never_fetched),
        T(cliques_are_bounded),
        T(the_key_must_be_the_issuers),
        T(the_issuers_document_decides),
        T(only_the_issuer_is_asked),
        T(no_key_from_a_fragment),
        T(the_register_names_keys),
        T(a_register_is_read_strictly),
        T(dates),
        T(what_has_no_room_yet),
        T(the_input_is_never_read_again),
        T(presentations),
        T(holder_and_subject),
        T(endorsements),
        T(recipients),
        T(every_limit_has_its_answer),
        T(a_verifier_is_used_again),
        T(memory_runs_out),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
