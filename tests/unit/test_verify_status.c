/* SPDX-License-Identifier: Apache-2.0 */
/* Room verify: the status of a credential (Bitstring Status List 1.0, 3.2;
 * StatusList2021; 1EdTechRevocationList), from entry to verdict. */
#include "credimur/status.h"
#include "tests/unit/verify_world.h"

#define LIST "https://n.example/s/1"
#define OTHER_LIST "https://n.example/s/2"
#define INDEX 94567u

/* What the network holds. */
typedef struct web {
    const char *url, *body;
} web;

static web pages[8];
static unsigned page_count;

static crd_rc fetch_page(void *context, crd_fetched *out, crd_arena *arena,
                         crd_fetch_kind kind, crd_span url, crd_error *error)
{
    world *w = context;
    (void)arena;
    w->fetches++;
    assert_int_equal(kind, CRD_FETCH_STATUS_LIST);
    for (unsigned i = 0; i < page_count; i++) {
        if (crd_span_is(url, pages[i].url)) {
            out->body = crd_span_of(pages[i].body);
            out->fetched_at = w->env.now;
            return CRD_OK;
        }
    }
    return crd_fail(error, CRD_CODE_DOCUMENT_UNAVAILABLE, "%s", "");
}

static void serve(const char *url, const char *body)
{
    assert_true(page_count < sizeof pages / sizeof *pages);
    pages[page_count++] = (web){url, body};
}

/* Nothing served and nothing remembered. */
static void renew(world *w)
{
    page_count = 0;
    w->fetches = 0;
    crd_verifier_free(w->verifier);
    w->verifier = NULL;
    assert_int_equal(crd_verifier_new(&w->verifier, &w->env, NULL), CRD_OK);
}

static int begin(void **state)
{
    world *w;
    set_up(state);
    w = *state;
    w->env.fetch = fetch_page;
    renew(w);
    return 0;
}

static crd_instant instant(const char *text)
{
    crd_instant t;
    assert_int_equal(crd_instant_parse(&t, crd_span_of(text), NULL), CRD_OK);
    return t;
}

/* An unsigned list by `issuer`, with INDEX set or not. */
static char *bare_list(world *w, const char *url, const char *issuer,
                       const char *purpose, bool set)
{
    crd_status_list_options o = {.id = crd_span_of(url),
                                 .issuer = crd_span_of(issuer),
                                 .purpose = crd_span_of(purpose),
                                 .from = instant("2026-06-01T00:00:00Z"),
                                 .until = instant("2026-06-08T00:00:00Z")};
    crd_status_list *list = NULL;
    crd_json *made = NULL;
    char *text;
    assert_int_equal(crd_status_list_new(&list, NULL, 131072, 1, NULL), CRD_OK);
    assert_int_equal(crd_status_list_set(list, INDEX, set, NULL), CRD_OK);
    assert_int_equal(
        crd_status_list_credential_make(&made, &w->arena, list, &o, NULL),
        CRD_OK);
    text = fixture_write(&w->arena, made);
    crd_status_list_free(list);
    return text;
}

static char *list_of(world *w, const char *purpose, bool set)
{
    return sign_as(w, bare_list(w, LIST, w->college.did, purpose, set),
                   &w->college);
}

static const char *entry(world *w, const char *id, const char *purpose,
                         const char *index, const char *url)
{
    return crd_arena_printf(&w->arena,
                            "{\"id\":\"%s\","
                            "\"type\":\"BitstringStatusListEntry\","
                            "\"statusPurpose\":\"%s\","
                            "\"statusListIndex\":\"%s\","
                            "\"statusListCredential\":\"%s\"}",
                            id, purpose, index, url)
        .data;
}

/* The badge that `key` awards, with this `credentialStatus`. */
static char *with_by(world *w, const fixture_key *key, const char *status)
{
    crd_span to = crd_arena_printf(
        &w->arena, "\"credentialStatus\":%s,\"evidence\":[", status);
    return sign_as(
        w,
        swap(w, fixture_badge(&w->arena, key->did), "\"evidence\":[", to.data),
        key);
}

static char *with(world *w, const char *status)
{
    return with_by(w, &w->college, status);
}

static char *usual(world *w, const char *purpose)
{
    return with(w, entry(w, LIST "#94567", purpose, "94567", LIST));
}

/* A list for each word, and a bit that is set or not. */
static void what_a_bit_means(void **state)
{
    static const struct {
        const char *purpose;
        bool set;
        crd_verdict verdict;
        crd_code code;
    } ROWS[] = {
        {"revocation", false, CRD_VALID, CRD_CODE_NONE},
        {"revocation", true, CRD_INVALID, CRD_CODE_STATUS_REVOKED},
        {"suspension", false, CRD_VALID, CRD_CODE_NONE},
        {"suspension", true, CRD_INVALID, CRD_CODE_STATUS_SUSPENDED},
        {"refresh", true, CRD_VALID, CRD_CODE_NONE},
        {"message", true, CRD_VALID, CRD_CODE_NONE},
        {"honour", false, CRD_VALID, CRD_CODE_NONE},
        {"honour", true, CRD_UNDETERMINED, CRD_CODE_STATUS_PURPOSE_UNKNOWN},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        char purpose[64];
        char *bare =
            bare_list(w, LIST, w->college.did, "revocation", ROWS[i].set);
        snprintf(purpose, sizeof purpose, "\"statusPurpose\":\"%s\"",
                 ROWS[i].purpose);
        renew(w);
        bare = swap(w, bare, "\"statusPurpose\":\"revocation\"", purpose);
        serve(LIST, sign_as(w, bare, &w->college));
        expect(w, usual(w, ROWS[i].purpose), ROWS[i].verdict, ROWS[i].code);
        assert_int_equal(w->fetches, 1);
        assert_non_null(w->report->verified_document);
    }
}

static void the_headline_says_so(void **state)
{
    static const struct {
        const char *purpose, *sentence;
    } ROWS[] = {{"revocation", "Revoked by its issuer."},
                {"suspension", "Suspended by its issuer."}};
    world *w = *state;
    for (size_t i = 0; i < 2; i++) {
        crd_buffer out;
        renew(w);
        serve(LIST, list_of(w, ROWS[i].purpose, true));
        verify(w, usual(w, ROWS[i].purpose));
        crd_buffer_init(&out, NULL, 1 << 16);
        crd_report_headline(&out, w->report);
        assert_true(crd_span_is(crd_buffer_span(&out), ROWS[i].sentence));
        crd_buffer_free(&out);
    }
}

/* Security case 118: a list that cannot be had, and a page in its place, leave
 * the verdict open. */
static void a_list_that_cannot_be_had(void **state)
{
    static const char *const PAGES[] = {"<html>404</html>", "", "null", "[]"};
    world *w = *state;
    char *text = usual(w, "revocation");
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_STATUS_UNAVAILABLE);
    assert_int_equal(w->fetches, 1);
    w->options.offline = true;
    expect(w, text, CRD_UNDETERMINED, CRD_CODE_STATUS_UNAVAILABLE);
    assert_int_equal(w->fetches, 1);
    w->options.offline = false;
    for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++) {
        renew(w);
        serve(LIST, PAGES[i]);
        expect(w, text, CRD_UNDETERMINED,
               i < 2 ? CRD_CODE_STATUS_LIST_MALFORMED
                     : CRD_CODE_STATUS_LIST_TYPE);
    }
    /* What says nothing of its standing leaves it standing. */
    renew(w);
    expect(w, usual(w, "refresh"), CRD_VALID, CRD_CODE_NONE);
}

/* Security cases 114, 115: a list that is not signed, is signed with a key
 * that it brings itself, was changed, or is by somebody else. */
static void a_list_that_is_not_the_issuers(void **state)
{
    world *w = *state;
    char *text = usual(w, "revocation");
    char *bare = bare_list(w, LIST, w->college.did, "revocation", false);
    char *foreign = bare_list(w, LIST, w->mallory.did, "revocation", false);
    const struct {
        char *list;
        crd_code code;
    } ROWS[] = {
        {bare, CRD_CODE_STATUS_LIST_UNPROVEN},
        {sign_as(w, bare, &w->mallory), CRD_CODE_STATUS_LIST_UNPROVEN},
        {swap(w, sign_as(w, bare, &w->college), "2026-06-08", "2026-06-09"),
         CRD_CODE_STATUS_LIST_UNPROVEN},
        {sign_as(w, foreign, &w->mallory), CRD_CODE_STATUS_LIST_ISSUER},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        renew(w);
        serve(LIST, ROWS[i].list);
        expect(w, text, CRD_UNDETERMINED, ROWS[i].code);
        /* and is not remembered */
        expect(w, text, CRD_UNDETERMINED, ROWS[i].code);
        assert_int_equal(w->fetches, 2);
    }
}

/* Security cases 109, 113, 116, 117, 123: a list that has no such entry, is
 * for another purpose or address, is out of date, or has a status itself,
 * which is not followed. */
static void a_list_with_a_fault(void **state)
{
    static const struct {
        const char *from, *to;
        crd_code code;
    } ROWS[] = {
        {"\"statusPurpose\":\"revocation\"", "\"statusPurpose\":\"suspension\"",
         CRD_CODE_STATUS_LIST_PURPOSE},
        {"\"id\":\"" LIST "\"", "\"id\":\"" OTHER_LIST "\"",
         CRD_CODE_STATUS_LIST_FOREIGN},
        {"2026-06-08", "2026-06-01", CRD_CODE_STATUS_LIST_STALE},
        {"2026-06-01", "2026-06-02", CRD_CODE_STATUS_LIST_NOT_YET_VALID},
        {"\"credentialSubject\":",
         "\"credentialStatus\":{\"id\":\"" OTHER_LIST "#1\","
         "\"type\":\"BitstringStatusListEntry\","
         "\"statusPurpose\":\"revocation\",\"statusListIndex\":\"1\","
         "\"statusListCredential\":\"" OTHER_LIST "\"},"
         "\"credentialSubject\":",
         CRD_CODE_STATUS_LIST_NESTED},
    };
    world *w = *state;
    char *bare = bare_list(w, LIST, w->college.did, "revocation", false);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        renew(w);
        serve(LIST,
              sign_as(w, swap(w, bare, ROWS[i].from, ROWS[i].to), &w->college));
        expect(w, usual(w, "revocation"), CRD_UNDETERMINED, ROWS[i].code);
        assert_int_equal(w->fetches, 1);
    }
    renew(w);
    serve(LIST, sign_as(w, bare, &w->college));
    expect(w, with(w, entry(w, LIST "#1", "revocation", "131072", LIST)),
           CRD_UNDETERMINED, CRD_CODE_STATUS_INDEX_RANGE);
}

/* Security case 121: of two entries the revoked one wins, and one of a type
 * that is not known leaves the verdict open. */
static void several_entries(void **state)
{
    world *w = *state;
    const char *first = entry(w, LIST "#94567", "revocation", "94567", LIST);
    const char *second =
        entry(w, OTHER_LIST "#94567", "suspension", "94567", OTHER_LIST);
    const char *strange = "{\"id\":\"https://n.example/x\","
                          "\"type\":\"IdentityObject\"}";
    crd_span both = crd_arena_printf(&w->arena, "[%s,%s]", first, second);
    crd_span mixed = crd_arena_printf(&w->arena, "[%s,%s]", strange, first);
    crd_span same = crd_arena_printf(&w->arena, "[%s,%s]", first, first);
    for (int revoked = 0; revoked < 2; revoked++) {
        renew(w);
        serve(LIST, list_of(w, "revocation", false));
        serve(OTHER_LIST, sign_as(w,
                                  bare_list(w, OTHER_LIST, w->college.did,
                                            "suspension", revoked),
                                  &w->college));
        expect(w, with(w, both.data), revoked ? CRD_INVALID : CRD_VALID,
               revoked ? CRD_CODE_STATUS_SUSPENDED : CRD_CODE_NONE);
        assert_int_equal(w->fetches, 2);
        renew(w);
        serve(LIST, list_of(w, "revocation", revoked));
        expect(w, with(w, mixed.data), revoked ? CRD_INVALID : CRD_UNDETERMINED,
               revoked ? CRD_CODE_STATUS_REVOKED
                       : CRD_CODE_STATUS_TYPE_UNKNOWN);
    }
    renew(w);
    expect(w, with(w, same.data), CRD_INVALID, CRD_CODE_STATUS_ENTRY_MALFORMED);
    expect(w, with(w, entry(w, LIST "#1", "revocation", "-1", LIST)),
           CRD_INVALID, CRD_CODE_STATUS_ENTRY_MALFORMED);
    assert_int_equal(w->fetches, 0);
}

static void more_entries_than_anybody_needs(void **state)
{
    world *w = *state;
    crd_buffer all;
    crd_buffer_init(&all, NULL, 1 << 16);
    for (int i = 0; i < 17; i++) {
        char id[64];
        snprintf(id, sizeof id, "https://n.example/s/%d", i);
        crd_buffer_append_text(&all, i ? "," : "[");
        crd_buffer_append_text(&all,
                               entry(w, "urn:x:1", "revocation", "1", id));
    }
    crd_buffer_append_char(&all, ']');
    crd_buffer_append_char(&all, '\0');
    expect(w, with(w, crd_buffer_span(&all).data), CRD_UNDETERMINED,
           CRD_CODE_STATUS_ENTRIES);
    assert_int_equal(w->fetches, 0);
    crd_buffer_free(&all);
}

/* Security case 122: nothing is fetched for a document that is not known to be
 * genuine, or that fails anyway. */
static void nothing_is_fetched_before_the_proof(void **state)
{
    world *w = *state;
    char *text = usual(w, "revocation");
    serve(LIST, list_of(w, "revocation", true));
    verify(w, swap(w, text, "Liat Cohen", "Noa Cohen"));
    assert_int_equal(w->report->verdict, CRD_INVALID);
    verify(w, swap(w, text, "\"proof\"", "\"prof\""));
    assert_int_equal(w->report->verdict, CRD_INVALID);
    verify(w, swap(w, text, "eddsa-rdfc-2022", "another-rdfc-2022"));
    assert_int_equal(w->report->verdict, CRD_UNDETERMINED);
    w->options.has_at = true;
    w->options.at = instant("2040-01-01T00:00:00Z");
    expect(w, text, CRD_INVALID, CRD_CODE_EXPIRED);
    assert_int_equal(w->fetches, 0);
}

/* A list is proven and decompressed once while it is fresh. */
static void a_fresh_list_is_asked_once(void **state)
{
    world *w = *state;
    serve(LIST, list_of(w, "revocation", false));
    for (int i = 0; i < 3; i++) {
        expect(w, usual(w, "revocation"), CRD_VALID, CRD_CODE_NONE);
    }
    expect(w, with(w, entry(w, LIST "#5", "revocation", "5", LIST)), CRD_VALID,
           CRD_CODE_NONE);
    assert_int_equal(w->fetches, 1);
    w->options.has_at = true;
    w->options.at = instant("2026-06-01T13:00:01Z");
    expect(w, usual(w, "revocation"), CRD_VALID, CRD_CODE_NONE);
    assert_int_equal(w->fetches, 2);
    /* Somebody else cannot point at it. */
    w->options.has_at = false;
    expect(
        w,
        with_by(w, &w->mallory, entry(w, LIST "#6", "revocation", "6", LIST)),
        CRD_UNDETERMINED, CRD_CODE_STATUS_LIST_ISSUER);
}

/* StatusList2021 differs in its names, and writes its bits in plain base64. It
 * belongs to version 1.1 of the data model. */
static void a_list_of_2021(void **state)
{
#define V1                                                                     \
    "\"https://www.w3.org/2018/credentials/v1\","                              \
    "\"https://w3id.org/vc/status-list/2021/v1\","                             \
    "\"https://w3id.org/security/data-integrity/v2\""
    static const char *const CHANGES[][2] = {
        {V2, V1},
        {"BitstringStatusListCredential", "StatusList2021Credential"},
        {"\"BitstringStatusList\"", "\"StatusList2021\""},
        {"\"encodedList\":\"u", "\"encodedList\":\""},
        {"validFrom", "issuanceDate"},
        {"validUntil", "expirationDate"},
    };
    world *w = *state;
    crd_span bare = crd_arena_printf(
        &w->arena,
        "{\"@context\":[" V1 "],\"id\":\"urn:x:1\","
        "\"type\":[\"VerifiableCredential\"],\"issuer\":\"%s\","
        "\"issuanceDate\":\"2026-05-03T09:00:00Z\","
        "\"credentialSubject\":{\"id\":\"did:example:liat\"},"
        "\"credentialStatus\":{\"id\":\"" LIST "#94567\","
        "\"type\":\"StatusList2021Entry\",\"statusPurpose\":\"revocation\","
        "\"statusListIndex\":\"94567\","
        "\"statusListCredential\":\"" LIST "\"}}",
        w->college.did);
    char *text = sign_as(w, bare.data, &w->college);
    for (int set = 0; set < 2; set++) {
        char *list = bare_list(w, LIST, w->college.did, "revocation", set);
        for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
            list = swap(w, list, CHANGES[i][0], CHANGES[i][1]);
        }
        renew(w);
        serve(LIST, sign_as(w, list, &w->college));
        expect(w, text, set ? CRD_INVALID : CRD_VALID,
               set ? CRD_CODE_STATUS_REVOKED : CRD_CODE_NONE);
    }
}

static void a_1edtech_revocation_list(void **state)
{
#define NAMED "urn:uuid:9f2e2a3c-8d0b-4c8e-9f6f-1f0b7f0e2a10"
    static const struct {
        const char *body;
        crd_verdict verdict;
        crd_code code;
    } ROWS[] = {
        {"{\"id\":\"" LIST "\",\"revokedCredentials\":[]}", CRD_VALID,
         CRD_CODE_NONE},
        {"{\"id\":\"" LIST "\",\"revokedCredentials\":[{\"id\":\"" NAMED
         "\"}]}",
         CRD_INVALID, CRD_CODE_STATUS_REVOKED},
        {"{\"id\":\"" LIST "\",\"issuer\":\"https://m.example\","
         "\"revokedCredentials\":[]}",
         CRD_UNDETERMINED, CRD_CODE_STATUS_LIST_ISSUER},
        {"{\"error\":404}", CRD_UNDETERMINED, CRD_CODE_STATUS_LIST_MALFORMED},
    };
    world *w = *state;
    char *bare = swap(w, badge(w), "\"evidence\":[",
                      "\"credentialStatus\":{\"id\":\"" LIST
                      "\",\"type\":\"1EdTechRevocationList\"},\"evidence\":[");
    char *text = sign_as(w,
                         swap(w, bare, OB,
                              OB ",\"https://purl.imsglobal.org/spec/ob/v3p0/"
                                 "extensions.json\""),
                         &w->college);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        renew(w);
        serve(LIST, ROWS[i].body);
        expect(w, text, ROWS[i].verdict, ROWS[i].code);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_a_bit_means),
        T(the_headline_says_so),
        T(a_list_that_cannot_be_had),
        T(a_list_that_is_not_the_issuers),
        T(a_list_with_a_fault),
        T(several_entries),
        T(more_entries_than_anybody_needs),
        T(nothing_is_fetched_before_the_proof),
        T(a_fresh_list_is_asked_once),
        T(a_list_of_2021),
        T(a_1edtech_revocation_list),
    };
    return cmocka_run_group_tests_name("verify_status", tests, NULL, NULL);
}
