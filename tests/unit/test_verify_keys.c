/* SPDX-License-Identifier: Apache-2.0 */
/* Room verify: whose key it is, whom the verifier knows, who is asked over the
 * network; presentations, endorsements and recipients. */
#include "tests/unit/verify_world.h"

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

#define DID_WEB "did:web:uni.example:staff"
#define DID_WEB_URL "https://uni.example/staff/did.json"

/* A document at DID_WEB with one key, listed under `relationship`; `ends` is
 * a member of the method, with its comma. */
static void serve_did_web(world *w, char served[2048], const char *relationship,
                          const char *method, const char *ends)
{
    char multikey[CRD_MULTIKEY_TEXT_MAX];
    assert_int_equal(crd_multikey_write(multikey, &w->college.signer.key, NULL),
                     CRD_OK);
    snprintf(served, 2048,
             "{\"@context\":\"https://www.w3.org/ns/did/v1\",\"id\":"
             "\"" DID_WEB "\",\"verificationMethod\":[{\"id\":\"%s\","
             "\"type\":\"Multikey\",\"controller\":\"" DID_WEB "\",%s"
             "\"publicKeyMultibase\":\"%s\"}],\"%s\":[\"%s\"]}",
             method, ends, multikey, relationship, method);
    w->served = served;
}

/* Security cases 42, 60, 63: a key in the document of a did:web: only the
 * address that the issuer's name stands for is asked, and what is there
 * decides. */
static void a_did_web_issuer_is_asked(void **state)
{
    static const char METHOD[] = DID_WEB "#key-1";
    world *w = *state;
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .verification_method = CRD_SPAN(DID_WEB "#key-1")};
    char served[2048];
    char *text =
        fixture_sign(&w->arena, w->bench, fixture_badge(&w->arena, DID_WEB),
                     &w->college, CRD_SUITE_EDDSA_RDFC_2022, &o);
    serve_did_web(w, served, "assertionMethod", METHOD, "");
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->fetches, 1);
    assert_string_equal(w->asked, DID_WEB_URL);
    /* Rotated: it had not expired when it signed. */
    serve_did_web(w, served, "assertionMethod", METHOD,
                  "\"expires\":\"2026-05-20T00:00:00Z\",");
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    serve_did_web(w, served, "assertionMethod", METHOD,
                  "\"revoked\":\"2026-05-20T00:00:00Z\",");
    expect(w, text, CRD_INVALID, CRD_CODE_METHOD_REVOKED);
    serve_did_web(w, served, "authentication", METHOD, "");
    expect(w, text, CRD_INVALID, CRD_CODE_METHOD_RELATIONSHIP);
    serve_did_web(w, served, "assertionMethod", DID_WEB "#key-2", "");
    expect(w, text, CRD_INVALID, CRD_CODE_METHOD_NOT_FOUND);
    w->served = "{\"id\":\"did:web:evil.example\"}";
    expect(w, text, CRD_INVALID, CRD_CODE_CONTROLLER_DOCUMENT_ID);
    w->served = NULL;
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_KEY_UNAVAILABLE);
    w->fetches = 0;
    w->options.offline = true;
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_KEY_UNAVAILABLE);
    assert_int_equal(w->fetches, 0);
}

/* Security cases 42, 55: a key at another did:web than the issuer's. */
static void no_other_did_web_is_asked(void **state)
{
    static const char *const ISSUERS[] = {"did:web:uni.example",
                                          "https://uni.example/staff/",
                                          "did:web:Uni.example:staff"};
    world *w = *state;
    crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .verification_method = CRD_SPAN(DID_WEB "#key-1")};
    char served[2048];
    serve_did_web(w, served, "assertionMethod", DID_WEB "#key-1", "");
    for (size_t i = 0; i < sizeof ISSUERS / sizeof *ISSUERS; i++) {
        expect(w,
               fixture_sign(&w->arena, w->bench,
                            fixture_badge(&w->arena, ISSUERS[i]), &w->college,
                            CRD_SUITE_EDDSA_RDFC_2022, &o),
               CRD_UNDETERMINED, CRD_CODE_KEY_UNAVAILABLE);
    }
    assert_int_equal(w->fetches, 0);
}

/* Security case 53: a did:key that the document of a did:web issuer lists, and
 * one that it does not. */
static void a_did_web_document_binds_other_keys(void **state)
{
    world *w = *state;
    char served[2048];
    char *text = sign_as(w, fixture_badge(&w->arena, DID_WEB), &w->college);
    serve_did_web(w, served, "assertionMethod", w->college.method, "");
    expect(w, text, CRD_VALID, CRD_CODE_NONE);
    assert_string_equal(w->asked, DID_WEB_URL);
    serve_did_web(w, served, "assertionMethod", DID_WEB "#key-1", "");
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

/* Security cases 58, 86, 87, 88, 90: presentations. */
static void presentations(void **state)
{
    world *w = *state;
    char *mine = awarded_to(w, w->liat.did);
    char *broken = swap(w, mine, "Passed the test.", "Passed all tests.");
    crd_span two = crd_arena_printf(&w->arena, "%s,%s", mine, broken);
    char *text = presentation(w, w->liat.did, &w->liat, mine);
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
    expect(w, presentation(w, w->liat.did, &w->liat, two.data), CRD_INVALID,
           CRD_CODE_CREDENTIAL_INSIDE);
    assert_int_equal(w->report->children[0]->verdict, CRD_VALID);
    assert_int_equal(w->report->children[1]->verdict, CRD_INVALID);
    expect(w, presentation(w, w->liat.did, &w->liat, ""), CRD_INVALID,
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
    expect(
        w,
        presentation(w, w->liat.did, &w->liat, awarded_to(w, w->mallory.did)),
        CRD_INVALID, CRD_CODE_HOLDER_MISMATCH);
    expect(w,
           presentation(w, w->liat.did, &w->liat, awarded_to(w, "urn:uuid:77")),
           CRD_VALID, CRD_CODE_NONE);
    assert_true(crd_report_result(w->report, CRD_CHECK_CREDENTIALS, &result));
    assert_int_equal(result, CRD_WARN);
}

/* Security cases 87, 88: a credential is no answer to anything. */
static void a_credential_is_no_answer(void **state)
{
    world *w = *state;
    w->options.has_domain = true;
    w->options.domain = CRD_SPAN("v.example");
    expect(w, good(w), CRD_INVALID, CRD_CODE_PROOF_DOMAIN);
    w->options.has_challenge = true;
    w->options.challenge = CRD_SPAN("c-1");
    expect(w, good(w), CRD_INVALID, CRD_CODE_PROOF_CHALLENGE);
    assert_null(w->report->verified_document);
    expect(w, swap(w, good(w), "Passed the test.", "Passed all tests."),
           CRD_INVALID, CRD_CODE_PROOF_CHALLENGE);
}

/* Security cases 87, 88, 89: a presentation that names no holder is signed by
 * somebody: not by the person it was awarded to, it answers no challenge. */
static void nobody_named_as_holder(void **state)
{
    world *w = *state;
    char *hers = awarded_to(w, w->liat.did);
    crd_result result;
    expect(w, presentation(w, NULL, &w->liat, hers), CRD_VALID, CRD_CODE_NONE);
    assert_true(crd_report_result(w->report, CRD_CHECK_CREDENTIALS, &result));
    assert_int_equal(result, CRD_PASS);
    expect(w, presentation(w, NULL, &w->mallory, hers), CRD_VALID,
           CRD_CODE_NONE);
    assert_true(crd_report_result(w->report, CRD_CHECK_CREDENTIALS, &result));
    assert_int_equal(result, CRD_WARN);
    w->options.has_challenge = w->options.has_domain = true;
    w->options.challenge = CRD_SPAN("c-1");
    w->options.domain = CRD_SPAN("v.example");
    expect(w, presentation(w, NULL, &w->mallory, hers), CRD_INVALID,
           CRD_CODE_HOLDER_MISMATCH);
    expect(w, presentation(w, NULL, &w->liat, hers), CRD_VALID, CRD_CODE_NONE);
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

/* An endorsement of one thing, put into another, is not
 * shown as endorsing it, good as its signature is. */
static void endorsements_of_something_else(void **state)
{
    static const char *const OTHERS[] = {"https://other.example/food",
                                         "did:example:other"};
    world *w = *state;
    crd_result result;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        expect(w,
               endorsed(w, endorsement_of(w, &w->liat, "2030-01-01T00:00:00Z",
                                          OTHERS[i])),
               CRD_VALID, CRD_CODE_NONE);
        assert_true(
            crd_report_result(w->report, CRD_CHECK_ENDORSEMENTS, &result));
        assert_int_equal(result, CRD_WARN);
        assert_int_equal(w->report->children[0]->verdict, CRD_INVALID);
        assert_int_equal(crd_report_deciding(w->report->children[0])->code,
                         CRD_CODE_ENDORSEMENT_OF_OTHER);
    }
    /* The issuer is endorsed where the issuer stands. */
    crd_span profile = crd_arena_printf(
        &w->arena, "College\",\"endorsement\":[%s]}",
        endorsement_of(w, &w->liat, "2030-01-01T00:00:00Z", w->college.did));
    expect(
        w,
        sign_as(w, swap(w, badge(w), "College\"}", profile.data), &w->college),
        CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->report->children[0]->verdict, CRD_VALID);
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

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(the_key_must_be_the_issuers),
        T(the_issuers_document_decides),
        T(a_did_web_issuer_is_asked),
        T(no_other_did_web_is_asked),
        T(a_did_web_document_binds_other_keys),
        T(only_the_issuer_is_asked),
        T(no_key_from_a_fragment),
        T(the_register_names_keys),
        T(a_register_is_read_strictly),
        T(presentations),
        T(holder_and_subject),
        T(a_credential_is_no_answer),
        T(nobody_named_as_holder),
        T(endorsements),
        T(endorsements_of_something_else),
        T(recipients),
    };
    return cmocka_run_group_tests_name("verify_keys", tests, NULL, NULL);
}
