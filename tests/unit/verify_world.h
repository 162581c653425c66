/* SPDX-License-Identifier: Apache-2.0 */
/* A verifier, a network that is counted, three people with keys, and a badge
 * that one of them awards: shared by the tests of room verify. */
#ifndef TESTS_VERIFY_WORLD_H
#define TESTS_VERIFY_WORLD_H

#include "credimur/badge.h"
#include "credimur/verify.h"
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

static inline crd_rc fetch(void *context, crd_fetched *out, crd_arena *arena,
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
{
    world *w = *state;
    crd_verifier_free(w->verifier);
    crd_integrity_free(w->bench);
    crd_arena_free(&w->arena);
    free(w);
    return 0;
}

static inline crd_verdict verify(world *w, const char *text)
{
    crd_rc rc = crd_verify(w->verifier, &w->report, &w->arena,
                           crd_span_of(text), &w->options, &w->error);
    if (rc != CRD_OK) {
        print_error("%s\n", w->error.message);
    }
    assert_int_equal(rc, CRD_OK);
    return w->report->verdict;
}

static inline crd_code deciding(const world *w)
{
    const crd_check *check = crd_report_deciding(w->report);
    return check ? check->code : CRD_CODE_NONE;
}

static inline void expect(world *w, const char *text, crd_verdict verdict,
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

static inline char *badge(world *w)
{
    return fixture_badge(&w->arena, w->college.did);
}

static inline char *sign_as(world *w, const char *text, const fixture_key *key)
{
    return fixture_sign(&w->arena, w->bench, text, key,
                        CRD_SUITE_EDDSA_RDFC_2022, NULL);
}

static inline char *good(world *w)
{
    return sign_as(w, badge(w), &w->college);
}

static inline char *swap(world *w, const char *text, const char *from,
                         const char *to)
{
    return fixture_replace(&w->arena, text, from, to);
}

#define V2 "\"https://www.w3.org/ns/credentials/v2\""
#define OB "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""

/* `holder` may be NULL: none is named. */
static inline char *presentation(world *w, const char *holder,
                                 const fixture_key *key, const char *inside)
{
    crd_span named =
        crd_arena_printf(&w->arena, "\"holder\":\"%s\",", holder ? holder : "");
    crd_span text = crd_arena_printf(&w->arena,
                                     "{\"@context\":[" V2
                                     "],\"type\":[\"VerifiablePresentation\"],"
                                     "%s\"verifiableCredential\":[%s]}",
                                     holder ? named.data : "", inside);
    crd_proof_options o = {.purpose = CRD_SPAN("authentication"),
                           .created = CRD_SPAN(FIXTURE_CREATED),
                           .domain = CRD_SPAN("v.example"),
                           .challenge = CRD_SPAN("c-1")};
    return fixture_sign(&w->arena, w->bench, text.data, key,
                        CRD_SUITE_EDDSA_RDFC_2022, &o);
}

static inline char *awarded_to(world *w, const char *subject)
{
    return sign_as(w, swap(w, badge(w), "did:example:liat", subject),
                   &w->college);
}

static inline char *endorsement_of(world *w, const fixture_key *key,
                                   const char *until, const char *what)
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
        key->did, until, what);
    return sign_as(w, text.data, key);
}

static inline char *endorsement(world *w, const fixture_key *key,
                                const char *until)
{
    return endorsement_of(w, key, until, "https://northfield.example/food");
}

static inline char *endorsed(world *w, const char *inside)
{
    crd_span to = crd_arena_printf(&w->arena,
                                   "\"endorsement\":[%s],"
                                   "\"evidence\":[",
                                   inside);
    return sign_as(w, swap(w, badge(w), "\"evidence\":[", to.data),
                   &w->college);
}

#endif
