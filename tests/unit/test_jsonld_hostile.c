/* SPDX-License-Identifier: Apache-2.0 */
/* Room jsonld: documents made to be slow, deep or large, and what must not
 * pass from one document to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/jsonld.h"
#include "failing_allocator.h"

#define V2 "https://www.w3.org/ns/credentials/v2"

static crd_jsonld *processor;
static crd_arena arena;
static crd_limits limits;
static crd_error error;
static crd_buffer text;

static int begin(void **state)
{
    (void)state;
    limits = crd_limits_default();
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&text, crd_allocator_default(), (size_t)1 << 27);
    return crd_jsonld_new(&processor, crd_allocator_default(), &limits, NULL);
}

static int end(void **state)
{
    (void)state;
    crd_jsonld_free(processor);
    crd_arena_free(&arena);
    crd_buffer_free(&text);
    return 0;
}

/* Appends with single quotes made double. */
static void say(const char *format, ...) CRD_PRINTF(1, 2);
static void say(const char *format, ...)
{
    char piece[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    for (char *at = piece; *at; at++) {
        crd_buffer_append_char(&text, *at == '\'' ? '"' : *at);
    }
}

static crd_json *parsed(crd_arena *where)
{
    crd_json *out = NULL;
    assert_int_equal(text.rc, CRD_OK);
    if (crd_json_parse(&out, where, crd_buffer_span(&text), &limits, &error) !=
        CRD_OK) {
        fail_msg("%s (byte %zu)", error.message, error.offset);
    }
    crd_buffer_clear(&text);
    return out;
}

static crd_rc expand(crd_json **out, bool safe)
{
    crd_jsonld_options options = {.safe = safe};
    crd_json *document = parsed(&arena);
    crd_error_clear(&error);
    return crd_jsonld_expand(out, processor, &arena, document, &options,
                             &error);
}

/* The expanded form, in single quotes. */
static const char *expanded(bool safe)
{
    crd_json *out;
    crd_buffer written;
    crd_span copy;
    if (expand(&out, safe) != CRD_OK) {
        fail_msg("%s", error.message);
    }
    crd_buffer_init(&written, crd_allocator_default(), (size_t)1 << 27);
    crd_json_write(&written, out);
    copy = crd_arena_copy(&arena, crd_buffer_span(&written));
    crd_buffer_free(&written);
    for (char *at = (char *)(uintptr_t)copy.data; *at; at++) {
        *at = *at == '"' ? '\'' : *at;
    }
    return copy.data;
}

static void refused(bool safe, crd_code code)
{
    crd_json *out;
    crd_rc rc = expand(&out, safe);
    if (rc == CRD_OK || error.code != code) {
        fail_msg("%s (%s)", crd_code_get(error.code)->word, error.message);
    }
}

/* ---- Depth and size ------------------------------------------------------ */

/* Each term stands for the next: the stack must not follow them all. */
static void chains_of_terms_are_bounded(void **state)
{
    (void)state;
    say("{'@context':{");
    for (int i = 0; i < 90000; i++) {
        say("'t%d':'t%d:x',", i, i + 1);
    }
    say("'t90000':'urn:x:'}}");
    refused(false, CRD_CODE_JSONLD_CONTEXT_OVERFLOW);
    /* Nor those of a context that stands in the last term of another. */
    say("{'@context':");
    for (int depth = 0; depth < 12; depth++) {
        say("{");
        for (int i = 0; i < 60; i++) {
            say("'t%d':'t%d:x',", i, i + 1);
        }
        say("'t60':{'@id':'urn:x:','@prefix':true,'@context':");
    }
    say("{}");
    for (int depth = 0; depth < 12; depth++) {
        say("}}");
    }
    say("}");
    refused(false, CRD_CODE_JSONLD_INVALID_SCOPED_CONTEXT);
}

/* What honest contexts do. */
static void terms_may_stand_for_terms(void **state)
{
    (void)state;
    say("{'@context':{'a':'b:1','b':'c:2/','c':'urn:x:'},'a':'v'}");
    assert_string_equal(expanded(true), "[{'urn:x:2/1':[{'@value':'v'}]}]");
}

/* Many reverse properties of one node, both ways of writing them. */
static void reverse_properties_take_linear_memory(void **state)
{
    crd_json *out;
    const crd_json *reverse;
    (void)state;
    say("{'@id':'urn:x:s','@reverse':{");
    for (int i = 0; i < 20000; i++) {
        say("%s'urn:x:p%d':{'@id':'urn:x:o'}", i ? "," : "", i);
    }
    say("}}");
    assert_int_equal(expand(&out, true), CRD_OK);
    reverse = crd_json_get(&out->as.items[0], "@reverse");
    assert_int_equal(reverse->len, 20000);
    assert_non_null(crd_json_get(reverse, "urn:x:p19999"));
    say("{'@context':{");
    for (int i = 0; i < 20000; i++) {
        say("%s'r%d':{'@reverse':'urn:x:p%d'}", i ? "," : "", i, i / 2);
    }
    say("}");
    for (int i = 0; i < 20000; i++) {
        say(",'r%d':{'@id':'urn:x:o%d'}", i, i);
    }
    say("}");
    assert_int_equal(expand(&out, true), CRD_OK);
    reverse = crd_json_get(&out->as.items[0], "@reverse");
    assert_int_equal(reverse->len, 10000);
    assert_int_equal(crd_json_get(reverse, "urn:x:p9999")->len, 2);
}

/* A node with many names for @type, and for @included. */
static void aliases_of_keywords_take_linear_memory(void **state)
{
    crd_json *out;
    (void)state;
    say("{'@context':{");
    for (int i = 0; i < 20000; i++) {
        say("'t%d':'@type','i%d':'@included',", i, i);
    }
    say("'p':'urn:x:p'}");
    for (int i = 0; i < 20000; i++) {
        say(",'t%d':'urn:x:T%d','i%d':{'p':%d}", i, i, i, i + 1);
    }
    say("}");
    assert_int_equal(expand(&out, true), CRD_OK);
    assert_int_equal(crd_json_get(&out->as.items[0], "@type")->len, 20000);
    assert_int_equal(crd_json_get(&out->as.items[0], "@included")->len, 20000);
}

/* The option `ordered`, with names in the worst order. */
static void ordering_many_members_is_quick(void **state)
{
    crd_jsonld_options options = {.ordered = true};
    crd_json *out;
    const crd_json *node;
    (void)state;
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@index'}},'m':{");
    for (int i = 90000; i > 0; i--) {
        say("'%06d':'v'%s", i, i > 1 ? "," : "}");
    }
    for (int i = 90000; i > 0; i--) {
        say(",'urn:x:%06d':'v'", i);
    }
    say("}");
    assert_int_equal(crd_jsonld_expand(&out, processor, &arena, parsed(&arena),
                                       &options, &error),
                     CRD_OK);
    node = &out->as.items[0];
    assert_int_equal(node->len, 90001);
    for (uint32_t i = 2; i < node->len; i++) {
        assert_true(crd_span_compare(crd_json_key(&node->as.members[i - 1]),
                                     crd_json_key(&node->as.members[i])) < 0);
    }
    node = &node->as.members[0].value; /* "m" came first */
    assert_true(crd_span_is(
        crd_json_span(crd_json_get(&node->as.items[0], "@index")), "000001"));
}

/* Writes names whose hashes agree in their low bits, the hash being that of
 * `before` name `after`. */
static void say_colliding(int count, uint32_t mask, const char *before,
                          const char *after, int *seed, const char *format)
{
    for (int found = 0; found < count; ++*seed) {
        char name[64];
        int n = snprintf(name, sizeof name, "%surn:x:%06x%s", before,
                         (unsigned)*seed, after);
        if ((crd_hash(name, (size_t)n) & mask) == 0) {
            say(format, (unsigned)*seed);
            found++;
        }
    }
}

/* Names made to have one hash would make every look-up linear. */
static void names_made_to_collide_are_refused(void **state)
{
    int seed = 0;
    (void)state;
    say("{'@id':'urn:x:s'");
    say_colliding(1000, 0xfff, "<", ">", &seed, ",'urn:x:%06x':1");
    say("}");
    refused(true, CRD_CODE_RDF_TERMS);
    /* Terms, in one context and spread over several. */
    say("{'@context':{'@version':1.1");
    say_colliding(1000, 0xfff, "", "", &seed, ",'urn:x:%06x':null");
    say("}}");
    refused(false, CRD_CODE_JSONLD_CONTEXT_OVERFLOW);
    say("{'@context':[");
    for (int i = 0; i < 8; i++) {
        say("%s{'@version':1.1", i ? "," : "");
        say_colliding(125, 0xfff, "", "", &seed, ",'urn:x:%06x':null");
        say("}");
    }
    say("]}");
    refused(false, CRD_CODE_JSONLD_CONTEXT_OVERFLOW);
}

/* ---- From one document to the next --------------------------------------- */

/* A term that only this document defines, applied to a context that the
 * processor keeps: nothing of it may be kept with that context. */
static void terms_of_a_document_die_with_it(void **state)
{
    static const char *const NAMES[] = {"q1", "q2", "q3"};
    crd_arena own;
    (void)state;
    crd_arena_init(&own, NULL, 0);
    for (size_t i = 0; i < 3; i++) {
        crd_json *out;
        crd_jsonld_options options = {.safe = false};
        crd_span name;
        say("{'@context':{'@propagate':false,'p':{'@id':'urn:x:p','@context':"
            "{'q':'urn:x:%s'}}},'p':{'q':'v'}}",
            NAMES[i]);
        assert_int_equal(crd_jsonld_expand(&out, processor, &own, parsed(&own),
                                           &options, &error),
                         CRD_OK);
        out = crd_json_get(&out->as.items[0], "urn:x:p");
        name = crd_json_key(&out->as.items[0].as.members[0]);
        assert_true(crd_span_starts(name, "urn:x:q"));
        assert_true(
            crd_span_is((crd_span){name.data + 6, name.len - 6}, NAMES[i]));
        crd_arena_reset(&own); /* the next document lies in its place */
    }
    crd_arena_free(&own);
}

/* A context under which `deep` nested objects each take a context of their
 * own, in an order that `way` tells. */
static crd_rc nested_ways(unsigned way, unsigned deep, crd_arena *own)
{
    crd_jsonld_options options = {.safe = false};
    crd_json *out;
    say("{'@context':'urn:x:context'");
    for (unsigned i = 0; i < deep; i++) {
        say(",'%s':{'v':1", way >> i % 32 & 1 ? "a" : "b");
    }
    for (unsigned i = 0; i < deep; i++) {
        say("}");
    }
    say("}");
    return crd_jsonld_expand(&out, processor, own, parsed(own), &options,
                             &error);
}

static crd_rc wide_context(void *context, crd_span *out, crd_span url,
                           crd_error *unused)
{
    (void)url;
    (void)unused;
    *out = crd_buffer_span(context);
    return CRD_OK;
}

/* What earlier documents have made the processor keep never makes a later one
 * go beyond the limit. */
static void a_full_processor_begins_anew(void **state)
{
    crd_buffer context;
    (void)state;
    say("{'@context':{'v':'urn:x:v'");
    for (int i = 0; i < 500; i++) {
        say(",'t%d':'urn:x:t%d'", i, i);
    }
    say(",'a':{'@id':'urn:x:a','@context':{'c':'urn:x:c'}}"
        ",'b':{'@id':'urn:x:b','@context':{'d':'urn:x:d'}}}}");
    crd_buffer_init(&context, crd_allocator_default(), (size_t)1 << 20);
    crd_buffer_append_span(&context, crd_buffer_span(&text));
    crd_buffer_clear(&text);
    crd_jsonld_set_loader(processor, wide_context, &context);
    for (unsigned way = 0; way < 400; way++) {
        crd_arena own;
        crd_arena_init(&own, NULL, 0);
        if (nested_ways(way * 2654435761u, 28, &own) != CRD_OK) {
            fail_msg("document %u: %s", way, error.message);
        }
        crd_arena_free(&own);
    }
    crd_buffer_free(&context);
}

/* One document may only make so much of the contexts it names. */
static void a_document_takes_no_more_than_its_share(void **state)
{
    crd_buffer context;
    crd_arena own;
    (void)state;
    say("{'@context':{'v':'urn:x:v'");
    for (int i = 0; i < 40000; i++) {
        say(",'t%d':'urn:x:t'", i);
    }
    say(",'a':{'@id':'urn:x:a','@context':{'c':'urn:x:c'}}"
        ",'b':{'@id':'urn:x:b','@context':{'d':'urn:x:d'}}}}");
    crd_buffer_init(&context, crd_allocator_default(), (size_t)1 << 22);
    crd_buffer_append_span(&context, crd_buffer_span(&text));
    crd_buffer_clear(&text);
    crd_jsonld_set_loader(processor, wide_context, &context);
    crd_arena_init(&own, NULL, 0);
    assert_int_equal(nested_ways(0x2a5a5a5a, 60, &own), CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_JSONLD_CONTEXT_OVERFLOW);
    assert_int_equal(nested_ways(0x1b, 5, &own), CRD_OK);
    crd_arena_free(&own);
    crd_buffer_free(&context);
}

/* Each allocation in turn fails; the same processor then does it right. */
static void a_processor_outlives_failing_memory(void **state)
{
    static const char *const DOCUMENT =
        "{'@context':['" V2 "',{'x':{'@id':'urn:x:x','@context':{'y':"
        "'urn:x:y'}}}],'type':'VerifiableCredential','x':{'y':'v'},"
        "'credentialSubject':{'id':'urn:x:1'},'credentialStatus':{'id':"
        "'urn:x:2','type':'BitstringStatusListEntry','statusPurpose':'p'}}";
    crd_jsonld_options options = {.safe = true};
    const char *expected;
    crd_span before;
    (void)state;
    say("%s", DOCUMENT);
    expected = expanded(true);
    before = crd_span_of(expected);
    for (size_t n = 1; n < 200; n++) {
        failing_allocator f;
        crd_jsonld *other;
        crd_json *out;
        crd_rc rc;
        failing_init(&f, n);
        say("%s", DOCUMENT);
        assert_int_equal(crd_jsonld_new(&other, &f.allocator, &limits, NULL),
                         CRD_OK);
        rc = crd_jsonld_expand(&out, other, &arena, parsed(&arena), &options,
                               NULL);
        assert_int_equal(rc, f.failed ? CRD_E_MEMORY : CRD_OK);
        if (rc == CRD_OK) {
            crd_jsonld_free(other);
            assert_true(n > 1);
            break;
        }
        f.until_failure = SIZE_MAX;
        {
            crd_jsonld *kept = processor;
            processor = other;
            say("%s", DOCUMENT);
            expected = expanded(true);
            assert_string_equal(expected, before.data);
            processor = kept;
        }
        crd_jsonld_free(other);
        assert_int_equal(f.held, 0);
    }
}

/* The arena of a document ends at any point, with nobody to tell. */
static void running_out_of_memory_is_always_that(void **state)
{
    crd_jsonld_options options = {.safe = true};
    crd_rc rc = CRD_E_MEMORY;
    crd_json *document, *out;
    crd_dataset *dataset;
    (void)state;
    say("{'@context':['" V2 "',{'@import':'" V2 "','p':'urn:x:p/','x':{'@id':"
        "'p:x','@context':{'y':{'@id':'p:y','@type':'p:T'}}},'z':{'@id':"
        "'p:z','@container':'@id'},'r':{'@reverse':'p:r'},'l':{'@id':'p:l',"
        "'@container':'@list'}}],'type':['VerifiableCredential','p:C'],'x':"
        "{'y':'v'},'z':{'urn:x:1':{'p:q':[1,2.5,true]}},'r':{'id':'urn:x:2'},"
        "'l':['a',{'id':'_:b'}],'p:j':{'@type':'@json','@value':[{}]}}");
    document = parsed(&arena);
    for (size_t limit = 0; rc != CRD_OK; limit += 48) {
        crd_arena own;
        crd_arena_init(&own, NULL, limit + 1);
        rc = crd_jsonld_to_rdf(&dataset, processor, &own, document, &options,
                               NULL);
        if (rc == CRD_OK) {
            rc = crd_jsonld_expand(&out, processor, &own, document, &options,
                                   NULL);
        }
        if (rc != CRD_E_MEMORY && rc != CRD_OK) {
            fail_msg("%zu bytes: %s", limit, crd_strerror(rc));
        }
        crd_arena_free(&own);
    }
}

/* ---- Safe mode and the letter of the specification ------------------------
 */

/* Security cases 27, 29: a blank node label that RDF cannot write would drop
 * all that is said of the node. */
static void malformed_blank_nodes_are_refused(void **state)
{
    static const char *const BAD[] = {
        "_:", "_:a b", "_:a.", "_:<x>", "_:a:b", "_:\xc3\x97", "_:\xc2\xa0"};
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        say("{'@id':'%s','urn:x:p':'v'}", BAD[i]);
        refused(true, CRD_CODE_JSONLD_RELATIVE_ID);
        say("{'urn:x:p':{'@id':'%s'}}", BAD[i]);
        refused(true, CRD_CODE_JSONLD_RELATIVE_ID);
        say("{'@type':'%s','urn:x:p':'v'}", BAD[i]);
        refused(true, CRD_CODE_JSONLD_RELATIVE_TYPE);
    }
    say("{'@id':'_:a.b-\xc3\xa9','@type':'_:T','urn:x:p':'v'}");
    assert_string_equal(expanded(true),
                        "[{'@id':'_:a.b-\xc3\xa9','@type':['_:T'],"
                        "'urn:x:p':[{'@value':'v'}]}]");
}

/* Security case 31: a type that says something only of values. */
static void the_type_json_is_for_values(void **state)
{
    (void)state;
    say("{'@type':'@json','urn:x:p':'v'}");
    refused(true, CRD_CODE_JSONLD_RELATIVE_TYPE);
    say("{'@type':['urn:x:T','@json'],'urn:x:p':'v'}");
    refused(true, CRD_CODE_JSONLD_RELATIVE_TYPE);
    say("{'urn:x:p':{'@type':'@json','@value':{'a':[1]}}}");
    assert_string_equal(expanded(true),
                        "[{'urn:x:p':[{'@type':'@json','@value':"
                        "{'a':[1]}}]}]");
}

/* Security case 31: the names in a map by type are types. */
static void names_in_maps_are_types_and_values(void **state)
{
    (void)state;
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@type'}},"
        "'m':{'Nowhere':{'urn:x:p':'v'}}}");
    refused(true, CRD_CODE_JSONLD_RELATIVE_TYPE);
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@type'}},"
        "'m':{'@foo':{'urn:x:p':'v'}}}");
    assert_string_equal(expanded(false),
                        "[{'urn:x:m':[{'urn:x:p':[{'@value':'v'}]}]}]");
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@index'}},"
        "'m':{'gold':{'urn:x:p':'v'}}}");
    refused(true, CRD_CODE_JSONLD_DROPPED_VALUE);
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@index'}},"
        "'m':{'@none':{'urn:x:p':'v'}}}");
    assert_string_equal(expanded(true),
                        "[{'urn:x:m':[{'urn:x:p':[{'@value':'v'}]}]}]");
    say("{'@context':{'m':{'@id':'urn:x:m','@container':'@index','@index':"
        "'urn:x:a b'}},'m':{'gold':{'urn:x:p':'v'}}}");
    refused(true, CRD_CODE_JSONLD_UNDEFINED_TERM);
}

/* Security case 13: a NUL in a term does not cut what the term means. */
static void a_nul_cuts_no_term(void **state)
{
    (void)state;
    say("{'@context':{'@vocab':'urn:x:','a\\u0000b':{}},'a\\u0000b':'v'}");
    refused(true, CRD_CODE_JSONLD_UNDEFINED_TERM);
    say("{'@context':{'y':'urn:x:','y:a\\u0000b':{}},'y:a\\u0000b':'v'}");
    refused(true, CRD_CODE_JSONLD_UNDEFINED_TERM);
    say("{'@context':{'y':'urn:x\\u0000'},'y:a':'v'}");
    assert_string_equal(expanded(false), "[{'y:a':[{'@value':'v'}]}]");
}

/* 13.8.3.7.1: what has more than a graph object may have is no graph object,
 * and becomes the content of one. */
static void a_graph_object_holds_nothing_else(void **state)
{
    (void)state;
    say("{'@context':{'g':{'@id':'urn:x:g','@container':['@graph','@id']}},"
        "'g':{'urn:x:1':{'@graph':[],'urn:x:p':'v'},'urn:x:2':{'@graph':[],"
        "'@id':'urn:x:3'}}}");
    assert_string_equal(
        expanded(true),
        "[{'urn:x:g':[{'@graph':[{'@graph':[],'urn:x:p':[{'@value':'v'}]}],"
        "'@id':'urn:x:1'},{'@graph':[],'@id':'urn:x:3'}]}]");
}

/* 13.4.4: types that expand to null leave no trace. */
static void null_types_vanish(void **state)
{
    (void)state;
    say("{'@context':{'t':'@type'},'@type':'urn:x:T','t':'@foo',"
        "'urn:x:p':'v'}");
    assert_string_equal(expanded(false),
                        "[{'@type':['urn:x:T'],'urn:x:p':[{'@value':'v'}]}]");
}

/* 5.1.2, 5.1: protection ends where a property-scoped context has replaced the
 * last protected term. */
static void protection_ends_with_the_last_protected_term(void **state)
{
    (void)state;
    say("{'@context':{'a':{'@id':'urn:x:a','@protected':true},'p':{'@id':"
        "'urn:x:p','@context':{'a':'urn:x:b'}}},'p':{'@context':null,"
        "'urn:x:q':'v'}}");
    assert_string_equal(expanded(false),
                        "[{'urn:x:p':[{'urn:x:q':[{'@value':'v'}]}]}]");
    say("{'@context':{'a':{'@id':'urn:x:a','@protected':true}},'urn:x:p':"
        "{'@context':null}}");
    refused(false, CRD_CODE_JSONLD_INVALID_CONTEXT_NULLIFICATION);
}

/* Each with a processor and an arena of its own. */
#define alone(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        alone(chains_of_terms_are_bounded),
        alone(terms_may_stand_for_terms),
        alone(reverse_properties_take_linear_memory),
        alone(aliases_of_keywords_take_linear_memory),
        alone(ordering_many_members_is_quick),
        alone(names_made_to_collide_are_refused),
        alone(terms_of_a_document_die_with_it),
        alone(a_full_processor_begins_anew),
        alone(a_document_takes_no_more_than_its_share),
        alone(a_processor_outlives_failing_memory),
        alone(running_out_of_memory_is_always_that),
        alone(malformed_blank_nodes_are_refused),
        alone(the_type_json_is_for_values),
        alone(names_in_maps_are_types_and_values),
        alone(a_nul_cuts_no_term),
        alone(a_graph_object_holds_nothing_else),
        alone(null_types_vanish),
        alone(protection_ends_with_the_last_protected_term),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
