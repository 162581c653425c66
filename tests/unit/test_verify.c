/* SPDX-License-Identifier: Apache-2.0 */
/* Room verify: from bytes to the verdict: what is no credential, what was
 * changed after signing, contexts, dates, limits, memory. */
#include "tests/unit/failing_allocator.h"
#include "tests/unit/verify_world.h"

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

/* Security cases 32-37, 39, 40: contexts that give words other meanings. */
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

/* Security case 45: signed under JCS, and yet not readable as JSON-LD. */
static void a_good_jcs_signature_is_not_enough(void **state)
{
    world *w = *state;
    char *text =
        fixture_sign(&w->arena, w->bench,
                     swap(w, badge(w), "\"credentialSubject\":{",
                          "\"credentialSubject\":{\"memberLevel\":\"gold\","),
                     &w->college, CRD_SUITE_EDDSA_JCS_2022, NULL);
    expect(w, text, CRD_INVALID, CRD_CODE_JSONLD_UNDEFINED_TERM);
    assert_null(w->report->verified_document);
}

/* Security case 47: blank nodes named by the sender: another name is no other
 * statement, another shape is. */
static void blank_nodes_may_be_renamed(void **state)
{
    world *w = *state;
    char *text = sign_as(
        w, swap(w, badge(w), "\"https://northfield.example/e/1\"", "\"_:b0\""),
        &w->college);
    verify(w, text);
    crd_result proof;
    assert_true(crd_report_result(w->report, CRD_CHECK_PROOF, &proof));
    assert_int_equal(proof, CRD_PASS);
    verify(w, swap(w, text, "\"_:b0\"", "\"_:c14n7\""));
    assert_true(crd_report_result(w->report, CRD_CHECK_PROOF, &proof));
    assert_int_equal(proof, CRD_PASS);
    expect(w, swap(w, text, "\"_:b0\"", "\"urn:b0\""), CRD_INVALID,
           CRD_CODE_SIGNATURE_MISMATCH);
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
    char *schema = swap(
        w,
        swap(w, badge(w), "context-3.0.3.json\"",
             "context-3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/"
             "extensions.json\""),
        "\"evidence\":[",
        "\"credentialSchema\":[{\"id\":\"https://n.example/s.json\","
        "\"type\":\"1EdTechJsonSchemaValidator2019\"}],\"evidence\":[");
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

/* Security cases 20, 21: what is too much is told as what it is. */
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
    /* Too little room for the document is no lack of memory. */
    for (size_t room = 1 << 12; room <= 1 << 14; room *= 2) {
        crd_arena arena;
        env = w->env;
        env.limits.document_memory = room;
        assert_int_equal(crd_verifier_new(&small, &env, NULL), CRD_OK);
        crd_arena_init(&arena, NULL, 0);
        assert_int_equal(crd_verify(small, &w->report, &arena,
                                    crd_span_of(good(w)), NULL, &w->error),
                         CRD_E_LIMIT);
        assert_int_equal(w->error.code, CRD_CODE_LIMIT_MEMORY);
        assert_int_equal(crd_code_get(w->error.code)->exit_status, 3);
        crd_arena_free(&arena);
        crd_verifier_free(small);
    }
    env = w->env;
    env.limits.credentials = 2;
    assert_int_equal(crd_verifier_new(&small, &env, NULL), CRD_OK);
    char *mine = awarded_to(w, w->liat.did);
    crd_span two = crd_arena_printf(&w->arena, "%s,%s", mine, mine);
    char *text = presentation(w, w->liat.did, &w->liat, two.data);
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
        T(a_good_jcs_signature_is_not_enough),
        T(blank_nodes_may_be_renamed),
        T(contexts_are_never_fetched),
        T(cliques_are_bounded),
        T(dates),
        T(what_has_no_room_yet),
        T(the_input_is_never_read_again),
        T(every_limit_has_its_answer),
        T(a_verifier_is_used_again),
        T(memory_runs_out),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
