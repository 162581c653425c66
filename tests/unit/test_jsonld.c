/* SPDX-License-Identifier: Apache-2.0 */
/* Room jsonld: safe mode, protected terms, known contexts, compiled contexts
 * that stay what they are from one document to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/jsonld.h"

#define V2 "https://www.w3.org/ns/credentials/v2"
#define OB "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

static crd_jsonld *processor;
static crd_arena arena;
static crd_limits limits;
static crd_error error;

static int begin(void **state)
{
    (void)state;
    limits = crd_limits_default();
    crd_arena_init(&arena, NULL, 0);
    return crd_jsonld_new(&processor, crd_allocator_default(), &limits, NULL);
}

static int end(void **state)
{
    (void)state;
    crd_jsonld_free(processor);
    crd_arena_free(&arena);
    return 0;
}

/* A copy of `text` with single quotes made double. */
static crd_json *json(const char *text)
{
    crd_span copy = crd_arena_copy(&arena, crd_span_of(text));
    crd_json *out = NULL;
    char *bytes = (char *)(uintptr_t)copy.data;
    for (size_t i = 0; i < copy.len; i++) {
        if (bytes[i] == '\'') {
            bytes[i] = '"';
        }
    }
    if (crd_json_parse(&out, &arena, copy, &limits, &error) != CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    return out;
}

static crd_rc to_rdf(crd_dataset **out, const char *text, bool safe)
{
    crd_jsonld_options options = {.safe = safe};
    crd_error_clear(&error);
    return crd_jsonld_to_rdf(out, processor, &arena, json(text), &options,
                             &error);
}

static crd_span nquads(const char *text, bool safe)
{
    crd_dataset *dataset;
    crd_buffer buffer;
    crd_span copy;
    if (to_rdf(&dataset, text, safe) != CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    assert_int_equal(crd_dataset_sort(dataset, &error), CRD_OK);
    crd_buffer_init(&buffer, crd_allocator_default(), (size_t)1 << 24);
    crd_nquads_write(&buffer, dataset);
    copy = crd_arena_copy(&arena, crd_buffer_span(&buffer));
    crd_buffer_free(&buffer);
    return copy;
}

static void refused(const char *text, crd_code code, const char *pointer)
{
    crd_dataset *dataset;
    assert_int_not_equal(to_rdf(&dataset, text, true), CRD_OK);
    if (error.code != code) {
        fail_msg("%s: %s (%s)", text, crd_code_get(error.code)->word,
                 error.message);
    }
    if (pointer) {
        assert_true(error.has_pointer);
        assert_string_equal(error.pointer, pointer);
    }
}

/* Security cases 25, 26: a term that no context defines is refused by its
 * pointer, on signing and on verifying alike. */
static void undefined_terms_are_refused(void **state)
{
    (void)state;
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'credentialSubject':{'id':'urn:x:1','memberLevel':'gold'}}",
            CRD_CODE_JSONLD_UNDEFINED_TERM, "/credentialSubject/memberLevel");
    refused("{'@context':['" V2 "','" OB "'],'type':['VerifiableCredential'],"
            "'nmae':'x'}",
            CRD_CODE_JSONLD_UNDEFINED_TERM, "/nmae");
    /* The term is known elsewhere, but not in this place. */
    refused("{'@context':['" V2 "','" OB "'],'type':['VerifiableCredential'],"
            "'humanCode':'x'}",
            CRD_CODE_JSONLD_UNDEFINED_TERM, "/humanCode");
    refused("{'@context':'" V2 "','@foo':1}", CRD_CODE_JSONLD_UNDEFINED_TERM,
            "/@foo");
}

/* Security cases 27, 28, 29: an identifier that is no absolute URL would drop
 * what is said about it. */
static void relative_identifiers_are_refused(void **state)
{
    static const char *const BAD[] = {"8c7a0e9a-2d0f-4d6a-a0a1-bb4d1ccf3d10",
                                      "",
                                      "asdasd",
                                      "/x",
                                      "//example.org/x",
                                      "#x",
                                      "?x",
                                      "https://example.org/a b",
                                      "https://example.org/<x>",
                                      "1:x"};
    char text[512];
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        snprintf(text, sizeof text,
                 "{'@context':'" V2 "','id':'%s',"
                 "'type':'VerifiableCredential'}",
                 BAD[i]);
        refused(text, CRD_CODE_JSONLD_RELATIVE_ID, "/id");
        snprintf(text, sizeof text,
                 "{'@context':'" V2 "','type':'VerifiableCredential',"
                 "'credentialSubject':{'id':'%s'}}",
                 BAD[i]);
        refused(text, CRD_CODE_JSONLD_RELATIVE_ID, "/credentialSubject/id");
        snprintf(text, sizeof text,
                 "{'@context':'" V2 "','type':'VerifiableCredential',"
                 "'issuer':'%s'}",
                 BAD[i]);
        refused(text, CRD_CODE_JSONLD_RELATIVE_ID, "/issuer");
    }
}

/* Security case 30: a subject that is plain text is an identifier, so text
 * that is none is refused. */
static void a_plain_string_subject_is_refused(void **state)
{
    (void)state;
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'credentialSubject':'Ann'}",
            CRD_CODE_JSONLD_RELATIVE_ID, "/credentialSubject");
}

/* Security case 31: types that no context defines. */
static void undefined_types_are_refused(void **state)
{
    (void)state;
    refused("{'@context':'" V2 "','type':['VerifiableCredential','Diploma']}",
            CRD_CODE_JSONLD_RELATIVE_TYPE, "/type/1");
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'@type':'Diploma'}",
            CRD_CODE_JSONLD_RELATIVE_TYPE, "/@type");
    refused("{'@context':'" V2 "','type':['VerifiableCredential',7]}",
            CRD_CODE_JSONLD_INVALID_TYPE_VALUE, "/type/1");
    refused("{'@context':{'t':{'@id':'urn:t','@container':'@type'},'p':'urn:p'}"
            ",'t':{'@mistyped':{'p':'1'}}}",
            CRD_CODE_JSONLD_RELATIVE_TYPE, "/t/@mistyped");
    refused("{'@context':{'t':{'@id':'urn:t','@container':'@type'},'p':'urn:p'}"
            ",'t':{'Diploma':{'p':'1'}}}",
            CRD_CODE_JSONLD_RELATIVE_TYPE, "/t/Diploma");
}

/* Security cases 25, 31: what has a term is written by it. Written out as an
 * IRI it has the same quads, and so the same signature, but no rule sees it. */
static void iris_in_place_of_terms_are_refused(void **state)
{
    static const char *const MEMBERS[] = {
        "'https://www.w3.org/2018/credentials#validUntil':{'@value':"
        "'2020-01-01T00:00:00Z','@type':"
        "'http://www.w3.org/2001/XMLSchema#dateTime'}",
        "'https://www.w3.org/2018/credentials#credentialStatus':"
        "{'id':'urn:x:s'}",
        "'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement':"
        "{'id':'urn:x:e'}",
        "'https://schema.org/name':'N'",
        "'credentialSubject':{'id':'urn:x:2','https://purl.imsglobal.org/spec/"
        "vc/ob/vocab.html#achievement':{'id':'urn:x:3'}}"};
    char text[1024];
    (void)state;
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        snprintf(text, sizeof text,
                 "{'@context':['" V2 "','" OB "'],'id':'urn:x:1',"
                 "'type':['VerifiableCredential'],%s}",
                 MEMBERS[i]);
        refused(text, CRD_CODE_JSONLD_NOT_COMPACT, NULL);
    }
    refused("{'@context':['" V2 "','" OB "'],'id':'urn:x:1','type':["
            "'VerifiableCredential','https://purl.imsglobal.org/spec/vc/ob/"
            "vocab.html#OpenBadgeCredential']}",
            CRD_CODE_JSONLD_NOT_COMPACT, "/type/1");
    /* Nor does leaving a context out, or putting one in, help. */
    refused("{'@context':['" V2 "'],'id':'urn:x:1','type':["
            "'VerifiableCredential'],'https://www.w3.org/2018/credentials#"
            "expirationDate':'2020-01-01T00:00:00Z'}",
            CRD_CODE_JSONLD_NOT_COMPACT, NULL);
    refused("{'@context':['" V2 "'],'id':'urn:x:1','type':["
            "'VerifiableCredential','https://purl.imsglobal.org/spec/vc/clr/"
            "vocab.html#ClrCredential']}",
            CRD_CODE_JSONLD_NOT_COMPACT, "/type/1");
    refused("{'@context':['" V2 "','https://w3id.org/security/v2'],"
            "'id':'urn:x:1','type':['VerifiableCredential'],"
            "'expiration':'2020-01-01T00:00:00Z'}",
            CRD_CODE_JSONLD_NOT_COMPACT, "/expiration");
    /* What no context has a term for may be written out. */
    (void)nquads("{'@context':['" V2 "'],'id':'urn:x:1',"
                 "'type':['VerifiableCredential','https://example.org/T'],"
                 "'https://example.org/p':'v'}",
                 true);
}

/* Security cases 25, 85: what is said of the credential stands in it, not in
 * another object that bears its identifier. */
static void a_split_credential_is_refused(void **state)
{
    (void)state;
    refused("{'@context':['" V2 "','" OB "'],'id':'urn:x:1',"
            "'type':['VerifiableCredential'],'evidence':[{'id':'urn:x:1',"
            "'type':['VerifiableCredential','Evidence'],"
            "'validUntil':'2020-01-01T00:00:00Z'}]}",
            CRD_CODE_JSONLD_SPLIT_NODE, "/evidence/0/validUntil");
    (void)nquads("{'@context':['" V2 "'],'id':'urn:x:1','name':'N',"
                 "'type':['VerifiableCredential'],"
                 "'relatedResource':{'id':'urn:x:1'},"
                 "'evidence':[{'id':'urn:x:1','name':'N'}]}",
                 true);
    (void)nquads("{'@context':['" V2 "','" OB "'],'id':'urn:x:1',"
                 "'type':['VerifiableCredential','OpenBadgeCredential'],"
                 "'endorsement':[{'id':'urn:x:2','type':["
                 "'VerifiableCredential','EndorsementCredential'],"
                 "'credentialSubject':{'id':'urn:x:1','type':"
                 "['EndorsementSubject'],'endorsementComment':'Good.'}}]}",
                 true);
}

/* Security cases 35, 37: protected terms keep their meaning; a null context
 * does not take them away. */
static void protected_terms_hold(void **state)
{
    (void)state;
    refused("{'@context':['" V2 "',{'VerifiableCredential':'urn:x:other'}],"
            "'type':'VerifiableCredential'}",
            CRD_CODE_JSONLD_PROTECTED_TERM_REDEFINITION, NULL);
    refused("{'@context':['" V2 "',null],'type':'urn:x:t'}",
            CRD_CODE_JSONLD_INVALID_CONTEXT_NULLIFICATION, NULL);
    refused("{'@context':['" V2 "'],'type':'VerifiableCredential',"
            "'credentialSubject':{'@context':null,'id':'urn:x:1'}}",
            CRD_CODE_JSONLD_INVALID_CONTEXT_NULLIFICATION, NULL);
    refused("{'@context':['" V2 "'],'type':'VerifiableCredential',"
            "'credentialSubject':{'@context':{'id':'urn:x:id'}}}",
            CRD_CODE_JSONLD_PROTECTED_TERM_REDEFINITION, NULL);
}

/* Security cases 39, 42: a context is known byte for byte or not at all, and
 * nothing is fetched: a processor without a loader has no way out. */
static void contexts_are_known_byte_for_byte(void **state)
{
    static const char *const OTHERS[] = {
        "http://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2/",
        "https://www.w3.org/ns/credentials/v2?x",
        "https://www.w3.org/ns/credentials/v2#",
        "https://www.w3.org/ns/Credentials/v2",
        "https://www.w3.org:443/ns/credentials/v2",
        "https://www.w3.org/ns/./credentials/v2",
        "https://www.w3\xd0\xbe.org/ns/credentials/v2",
        "https://127.0.0.1/context",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd"};
    char text[512];
    (void)state;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        snprintf(text, sizeof text,
                 "{'@context':['" V2 "','%s'],'type':'VerifiableCredential'}",
                 OTHERS[i]);
        refused(text, CRD_CODE_JSONLD_LOADING_REMOTE_CONTEXT_FAILED,
                "/@context/1");
    }
    refused("{'@context':'credentials/v2'}",
            CRD_CODE_JSONLD_LOADING_DOCUMENT_FAILED, "/@context");
}

/* Security cases 38, 46: what leaves no trace in the signed form is refused:
 * @index, a text direction, free-floating values, a language that is none. */
static void what_would_be_lost_is_refused(void **state)
{
    (void)state;
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'name':{'@value':'x','@language':'en','@direction':'ltr'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, NULL);
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'name':{'@value':'x','@language':'not a tag'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, NULL);
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'name':{'@value':'x','@index':'y'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/name/@index");
    refused("{'@context':'" V2 "','type':'VerifiableCredential',"
            "'issuer':{'id':'urn:x:1','@language':'de'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/issuer");
    refused("['x']", CRD_CODE_JSONLD_DROPPED_VALUE, "/0");
    refused("{'@id':'urn:x:1'}", CRD_CODE_JSONLD_DROPPED_VALUE, "");
}

/* Security case 38: text, or the bare id of something, where a presentation
 * holds credentials is in no quad, and no signature would cover it. */
static void what_a_graph_would_lose_is_refused(void **state)
{
    (void)state;
    refused("{'@context':'" V2 "','type':'VerifiablePresentation',"
            "'verifiableCredential':['urn:x:1']}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/verifiableCredential");
    refused("{'@context':{'g':{'@id':'urn:g','@container':'@graph'}},"
            "'g':{'@id':'urn:x:1'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/g");
    refused("{'@context':{'g':{'@id':'urn:g','@container':['@graph','@id']}},"
            "'g':{'urn:x:1':'lost'}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/g/urn:x:1");
    refused("{'@context':{'g':{'@id':'urn:g','@container':'@graph'}},"
            "'g':{'@list':['lost']}}",
            CRD_CODE_JSONLD_DROPPED_VALUE, "/g");
}

/* Security case 46: a changed language changes the quads. */
static void language_is_part_of_the_quads(void **state)
{
    crd_span a, b;
    (void)state;
    a = nquads("{'@context':'" V2 "','id':'urn:x:1',"
               "'type':'VerifiableCredential',"
               "'name':{'@value':'Pain','@language':'fr'}}",
               true);
    b = nquads("{'@context':'" V2 "','id':'urn:x:1',"
               "'type':'VerifiableCredential',"
               "'name':{'@value':'Pain','@language':'en'}}",
               true);
    assert_false(crd_span_equal(a, b));
    assert_non_null(strstr(a.data, "\"Pain\"@fr"));
}

/* Case means nothing in a language tag, and others sign it in lower case. */
static void language_tags_are_in_lower_case(void **state)
{
    (void)state;
    assert_non_null(strstr(nquads("{'@context':'" V2 "','id':'urn:x:1',"
                                  "'type':'VerifiableCredential','name':"
                                  "{'@value':'Pain','@language':'fr-CH'}}",
                                  true)
                               .data,
                           "\"Pain\"@fr-ch ."));
}

/* Security case 17: an integer that a double cannot hold is never signed. */
static void inexact_integers_are_refused(void **state)
{
    (void)state;
    refused("{'@context':{'n':'urn:x:n'},'n':9007199254740993}",
            CRD_CODE_JSON_NUMBER_RANGE, "/n");
    refused("{'@context':{'n':'urn:x:n'},'n':[1,-9223372036854775808]}",
            CRD_CODE_JSON_NUMBER_RANGE, "/n/1");
    assert_non_null(strstr(
        nquads("{'@context':{'n':'urn:x:n'},'n':9007199254740991}", true).data,
        "\"9007199254740991\""));
}

/* Security case 47: blank node labels of the sender never meet ours. */
static void given_blank_nodes_stay_apart_from_new_ones(void **state)
{
    crd_dataset *dataset;
    uint32_t blanks = 0;
    (void)state;
    assert_int_equal(
        to_rdf(&dataset,
               "{'@context':{'p':'urn:x:p'},'p':[{'@id':'_:n0','p':'a'},"
               "{'p':'b'},{'@id':'_:b0','p':'c'},{'@id':'_:n1','p':'d'}]}",
               true),
        CRD_OK);
    for (uint32_t i = 0; i < dataset->term_count; i++) {
        blanks += dataset->terms[i].kind == CRD_TERM_BLANK;
    }
    assert_int_equal(blanks, 5);
}

/* The tables of one document are those of the next, whatever came between. */
static void compiled_contexts_do_not_change(void **state)
{
    static const char *const FIRST =
        "{'@context':['" V2 "','" OB "'],'id':'urn:x:1',"
        "'type':['VerifiableCredential','OpenBadgeCredential'],"
        "'name':'N','credentialSubject':{'type':['AchievementSubject'],"
        "'achievement':{'id':'urn:x:2','type':['Achievement'],'name':'A',"
        "'criteria':{'narrative':'C'}}}}";
    crd_span before = nquads(FIRST, true);
    crd_dataset *dataset;
    (void)state;
    (void)to_rdf(&dataset, "{'@context':['" V2 "',{'name':{'@id':'urn:x:n'}}]}",
                 true);
    (void)to_rdf(&dataset,
                 "{'@context':['" V2 "','" OB "',{'extra':'urn:x:e'}],"
                 "'type':['VerifiableCredential'],'extra':{'@context':"
                 "{'name2':'urn:x:n2'},'name2':'x'}}",
                 true);
    (void)to_rdf(&dataset, "{'@context':'" OB "'}", true);
    assert_true(crd_span_equal(before, nquads(FIRST, true)));
}

/* Every embedded context again, as a stranger's: no scoped context of them has
 * an error, which the embedded ones are trusted with. */
static crd_rc as_stranger(void *context, crd_span *out, crd_span url,
                          crd_error *unused)
{
    const crd_embedded_context *list = crd_embedded_contexts();
    (void)context;
    (void)unused;
    if (!crd_span_starts(url, "urn:stranger:")) {
        return CRD_E_NOT_FOUND;
    }
    list += strtoul(url.data + strlen("urn:stranger:"), NULL, 10);
    out->data = list->text;
    out->len = list->len;
    return CRD_OK;
}

static void embedded_contexts_have_no_errors(void **state)
{
    char text[128];
    size_t count = 0;
    crd_dataset *dataset;
    (void)state;
    crd_jsonld_set_loader(processor, as_stranger, NULL);
    for (; crd_embedded_contexts()[count].url; count++) {
        snprintf(text, sizeof text,
                 "{'@context':'urn:stranger:%zu','@id':'urn:x:1'}", count);
        if (to_rdf(&dataset, text, false) != CRD_OK) {
            fail_msg("%s: %s", crd_embedded_contexts()[count].url,
                     error.message);
        }
    }
    assert_true(count > 20);
    crd_jsonld_set_loader(processor, NULL, NULL);
}

/* Scoped contexts applied to each other without end stop at a stated limit,
 * and the processor serves the next document. */
static void scoped_contexts_are_bounded(void **state)
{
    static const char *const TYPES[] = {"Achievement", "Profile", "Result",
                                        "Alignment", "Evidence"};
    crd_dataset *dataset;
    crd_buffer text;
    unsigned seed = 7;
    (void)state;
    for (int round = 0; round < 60; round++) {
        crd_buffer_init(&text, crd_allocator_default(), (size_t)1 << 20);
        crd_buffer_append_text(&text, "{'@context':['" V2 "','" OB "']");
        for (int depth = 0; depth < 50; depth++) {
            seed = seed * 1103515245u + 12345u;
            crd_buffer_printf(&text,
                              ",'type':['%s','%s'],'evidence':{'id':"
                              "'urn:x:%d'",
                              TYPES[(seed >> 16) % 5], TYPES[(seed >> 20) % 5],
                              depth);
        }
        for (int depth = 0; depth < 51; depth++) {
            crd_buffer_append_char(&text, '}');
        }
        crd_buffer_append_char(&text, '\0');
        (void)to_rdf(&dataset, text.data, false);
        crd_buffer_free(&text);
        crd_arena_reset(&arena);
    }
    assert_int_equal(to_rdf(&dataset,
                            "{'@context':'" V2 "','id':'urn:x:1',"
                            "'type':'VerifiableCredential'}",
                            true),
                     CRD_OK);
}

/* ---- Memory that runs out
 * ----------------------------------------------------- */

static size_t allowed;

static void *sometimes(void *context, size_t size)
{
    (void)context;
    return allowed-- == 0 ? (allowed = 0, NULL) : malloc(size);
}

static void release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static void running_out_of_memory_is_an_error(void **state)
{
    static const crd_allocator failing = {sometimes, release, NULL};
    crd_jsonld_options options = {.safe = true};
    const crd_json *document =
        json("{'@context':['" V2 "','" OB "'],'id':'urn:x:1',"
             "'type':['VerifiableCredential','OpenBadgeCredential'],"
             "'name':'N','credentialSubject':{'type':['AchievementSubject']}}");
    crd_rc rc = CRD_E_MEMORY;
    (void)state;
    for (size_t n = 0; n < 1000 && rc != CRD_OK; n++) {
        crd_jsonld *p = NULL;
        crd_arena a;
        crd_dataset *dataset;
        allowed = n;
        crd_arena_init(&a, &failing, 0);
        rc = crd_jsonld_new(&p, &failing, &limits, &error);
        if (rc == CRD_OK) {
            rc = crd_jsonld_to_rdf(&dataset, p, &a, document, &options, &error);
        }
        if (rc != CRD_OK) {
            assert_int_equal(error.code, CRD_CODE_MEMORY);
        }
        crd_jsonld_free(p);
        crd_arena_free(&a);
    }
    assert_int_equal(rc, CRD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undefined_terms_are_refused),
        cmocka_unit_test(relative_identifiers_are_refused),
        cmocka_unit_test(a_plain_string_subject_is_refused),
        cmocka_unit_test(undefined_types_are_refused),
        cmocka_unit_test(iris_in_place_of_terms_are_refused),
        cmocka_unit_test(a_split_credential_is_refused),
        cmocka_unit_test(protected_terms_hold),
        cmocka_unit_test(contexts_are_known_byte_for_byte),
        cmocka_unit_test(what_would_be_lost_is_refused),
        cmocka_unit_test(what_a_graph_would_lose_is_refused),
        cmocka_unit_test(language_is_part_of_the_quads),
        cmocka_unit_test(language_tags_are_in_lower_case),
        cmocka_unit_test(inexact_integers_are_refused),
        cmocka_unit_test(given_blank_nodes_stay_apart_from_new_ones),
        cmocka_unit_test(compiled_contexts_do_not_change),
        cmocka_unit_test(embedded_contexts_have_no_errors),
        cmocka_unit_test(scoped_contexts_are_bounded),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("jsonld", tests, begin, end);
}
