/* SPDX-License-Identifier: Apache-2.0 */
/* Room jsonld: each rule of JSON-LD 1.1 that a document can break has its own
 * code (json-ld11-api, 9.6), here where the W3C suite has no test for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/jsonld.h"

static crd_jsonld *processor;
static crd_arena arena;
static crd_limits limits;
static crd_error error;
static const char *loaded; /* what every other address holds */

static crd_rc load(void *context, crd_span *out, crd_span url,
                   crd_error *unused)
{
    (void)context;
    (void)unused;
    if (!loaded || crd_span_is(url, "urn:nowhere")) {
        return CRD_E_NOT_FOUND;
    }
    *out = crd_span_of(loaded);
    return CRD_OK;
}

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
static crd_span quoted(const char *text)
{
    crd_span copy = crd_arena_copy(&arena, crd_span_of(text));
    for (char *at = (char *)(uintptr_t)copy.data; *at; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    return copy;
}

static crd_rc to_rdf(crd_dataset **out, const char *text,
                     crd_jsonld_options options)
{
    crd_json *document;
    if (crd_json_parse(&document, &arena, quoted(text), &limits, &error) !=
        CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    crd_error_clear(&error);
    return crd_jsonld_to_rdf(out, processor, &arena, document, &options,
                             &error);
}

struct row {
    const char *text;
    crd_code code;
};

static void all_refused(const struct row *rows, size_t count,
                        crd_jsonld_options options)
{
    crd_dataset *dataset;
    for (size_t i = 0; i < count; i++) {
        if (to_rdf(&dataset, rows[i].text, options) == CRD_OK ||
            error.code != rows[i].code) {
            fail_msg("%s: %s (%s)", rows[i].text,
                     crd_code_get(error.code)->word, error.message);
        }
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define CODE(name) CRD_CODE_JSONLD_##name

static void contexts_that_break_a_rule(void **state)
{
    static const struct row ROWS[] = {
        {"{'@context':{'@vocab':1}}", CODE(INVALID_VOCAB_MAPPING)},
        {"{'@context':{'@vocab':'@foo'}}", CODE(INVALID_VOCAB_MAPPING)},
        {"{'@context':{'@protected':1}}", CODE(INVALID_PROTECTED_VALUE)},
        {"{'@context':{'t':{'@id':'urn:x:t','@protected':1}}}",
         CODE(INVALID_PROTECTED_VALUE)},
        {"{'@context':{'t':{'@reverse':'x'}}}", CODE(INVALID_IRI_MAPPING)},
        {"{'@context':{'t':{'@reverse':1}}}", CODE(INVALID_IRI_MAPPING)},
        {"{'@context':{'a/b':{}}}", CODE(INVALID_IRI_MAPPING)},
        {"{'@context':{'t':{'@id':'urn:x:t','@index':'i'}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@container':'@index','@index':"
         "'i'}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@direction':'up'}}}",
         CODE(INVALID_BASE_DIRECTION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@foo':1}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@nest':'@id'}}}",
         CODE(INVALID_NEST_VALUE)},
        {"{'@context':{'t':{'@id':'@type','@prefix':true}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'@context'}}}", CODE(INVALID_KEYWORD_ALIAS)},
        {"{'@context':{'a':'b:1','b':'a:2'}}", CODE(CYCLIC_IRI_MAPPING)},
        {"{'@context':{'t':{'@type':'@foo','@id':'urn:x:t'}}}",
         CODE(INVALID_TYPE_MAPPING)},
        {"{'@context':7}", CODE(INVALID_LOCAL_CONTEXT)},
        {"{'@context':'relative'}", CODE(LOADING_DOCUMENT_FAILED)},
    };
    (void)state;
    all_refused(ROWS, COUNT(ROWS), (crd_jsonld_options){.safe = false});
}

static void what_json_ld_1_0_does_not_know(void **state)
{
    static const struct row ROWS[] = {
        {"{'@context':{'@version':1.1}}", CODE(PROCESSING_MODE_CONFLICT)},
        {"{'@context':{'@direction':'ltr'}}", CODE(INVALID_CONTEXT_ENTRY)},
        {"{'@context':{'@propagate':true}}", CODE(INVALID_CONTEXT_ENTRY)},
        {"{'@context':{'@import':'urn:x'}}", CODE(INVALID_CONTEXT_ENTRY)},
        {"{'@context':{'@vocab':'x'}}", CODE(INVALID_VOCAB_MAPPING)},
        {"{'@context':{'t':{'@id':'urn:x:t','@protected':true}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@context':{}}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@nest':'n'}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@prefix':true}}}",
         CODE(INVALID_TERM_DEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@type':'@json'}}}",
         CODE(INVALID_TYPE_MAPPING)},
        {"{'@context':{'t':{'@id':'urn:x:t','@container':'@id'}}}",
         CODE(INVALID_CONTAINER_MAPPING)},
        {"{'@context':{'t':{'@id':'urn:x:t','@container':['@set']}}}",
         CODE(INVALID_CONTAINER_MAPPING)},
        {"{'@context':{'@type':{'@container':'@set'}}}",
         CODE(KEYWORD_REDEFINITION)},
        {"{'@context':{'t':{'@id':'urn:x:t','@container':'@list'}},"
         "'t':[['a']]}",
         CODE(LIST_OF_LISTS)},
        {"{'@type':'urn:x:T','@context':{'y':'@type'},'y':'urn:x:U'}",
         CODE(COLLIDING_KEYWORDS)},
    };
    (void)state;
    all_refused(ROWS, COUNT(ROWS), (crd_jsonld_options){.mode_1_0 = true});
}

static void documents_that_break_a_rule(void **state)
{
    static const struct row ROWS[] = {
        {"{'@included':'x'}", CODE(INVALID_INCLUDED_VALUE)},
        {"{'@included':[]}", CODE(INVALID_INCLUDED_VALUE)},
        {"{'@included':{'@list':['x']}}", CODE(INVALID_INCLUDED_VALUE)},
        {"{'urn:x:p':{'@value':'v','@direction':'up'}}",
         CODE(INVALID_BASE_DIRECTION)},
        {"{'urn:x:p':{'@value':'v','@language':7}}",
         CODE(INVALID_LANGUAGE_TAGGED_STRING)},
        {"{'urn:x:p':{'@value':'v','@index':7}}", CODE(INVALID_INDEX_VALUE)},
        {"{'urn:x:p':{'@value':7,'@language':'en'}}",
         CODE(INVALID_LANGUAGE_TAGGED_VALUE)},
        {"{'urn:x:p':{'@value':'v','@type':'urn:x:T','@language':'en'}}",
         CODE(INVALID_VALUE_OBJECT)},
        {"{'urn:x:p':{'@value':'v','@type':['urn:x:T']}}",
         CODE(INVALID_TYPED_VALUE)},
        {"{'@reverse':{'urn:x:p':'v'}}", CODE(INVALID_REVERSE_PROPERTY_VALUE)},
        {"{'@reverse':{'@id':'urn:x:1'}}", CODE(INVALID_REVERSE_PROPERTY_MAP)},
        {"{'@reverse':7}", CODE(INVALID_REVERSE_VALUE)},
        {"{'urn:x:p':{'@set':[],'@id':'urn:x:1'}}",
         CODE(INVALID_SET_OR_LIST_OBJECT)},
        {"{'@nest':{'@value':'v'}}", CODE(INVALID_NEST_VALUE)},
    };
    (void)state;
    all_refused(ROWS, COUNT(ROWS), (crd_jsonld_options){.safe = false});
}

static void what_has_no_place_is_refused_in_safe_mode(void **state)
{
    static const struct row ROWS[] = {
        {"{'urn:x:p':{'@none':1,'urn:x:q':2}}", CODE(DROPPED_VALUE)},
        {"{'urn:x:p':{'@value':'v','@direction':'ltr'}}", CODE(DROPPED_VALUE)},
        {"{'@context':{'p':{'@id':'urn:x:p','@type':'urn:x:a b'}},'p':'v'}",
         CODE(DROPPED_VALUE)},
        {"{'urn:x:p':{'@value':'v','@language':'a_b'}}", CODE(DROPPED_VALUE)},
        {"{'@list':['v']}", CODE(DROPPED_VALUE)},
        {"{'urn:x:p':{'@type':'@json','@value':9007199254740993}}",
         CRD_CODE_JSON_NUMBER_RANGE},
    };
    (void)state;
    all_refused(ROWS, COUNT(ROWS), (crd_jsonld_options){.safe = true});
}

static void documents_of_others(void **state)
{
    static const struct {
        const char *text;
        crd_code code;
    } LOADED[] = {
        {"[", CODE(LOADING_REMOTE_CONTEXT_FAILED)},
        {"{}", CODE(INVALID_REMOTE_CONTEXT)},
        {"{\"@context\":\"urn:other\"}", CODE(CONTEXT_OVERFLOW)},
        {"{\"@context\":{\"@import\":\"urn:nowhere\"}}",
         CODE(LOADING_REMOTE_CONTEXT_FAILED)},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(LOADED); i++) {
        const struct row row = {"{'@context':'urn:some'}", LOADED[i].code};
        loaded = LOADED[i].text;
        crd_jsonld_set_loader(processor, load, NULL);
        all_refused(&row, 1, (crd_jsonld_options){.safe = false});
    }
}

static void contains(const char *text, crd_jsonld_options options,
                     const char *line)
{
    crd_dataset *dataset;
    crd_buffer out;
    if (to_rdf(&dataset, text, options) != CRD_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    crd_buffer_init(&out, crd_allocator_default(), (size_t)1 << 20);
    crd_nquads_write(&out, dataset);
    crd_buffer_append_char(&out, '\0');
    if (!strstr(out.data, line)) {
        fail_msg("%s gives %s", text, out.data);
    }
    crd_buffer_free(&out);
}

/* What is allowed where it might not seem so. */
static void rare_things_keep_their_meaning(void **state)
{
    const crd_jsonld_options plain = {.safe = false};
    const crd_jsonld_options based = {.base = CRD_SPAN("urn:a")};
    (void)state;
    contains("{'@context':{'@direction':'rtl'},'urn:x:p':{'@context':"
             "{'@direction':null},'urn:x:q':'v'}}",
             (crd_jsonld_options){.safe = true}, "<urn:x:q> \"v\" .");
    contains("{'@context':{'l':{'@id':'urn:x:l','@container':'@list'}},"
             "'l':{'@list':null}}",
             plain,
             "<urn:x:l> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>");
    contains("{'@id':'urn:x:s','@graph':null,'urn:x:p':'v'}", plain,
             "<urn:x:s> <urn:x:p> \"v\" .");
    contains("{'@id':'_:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
             "aaaaaaaaaaaaaaaaaaaaaaaaa','urn:x:p':'v'}",
             plain, "aaaa <urn:x:p> \"v\" .");
    contains("{'@id':'../../c','urn:x:p':{'@id':''}}", based,
             "<urn:c> <urn:x:p> <urn:a> .");
    contains("{'urn:x:p':[1e21,-1.5,1e-7,-0.0]}", plain, "\"1.0E21\"^^");
    contains("{'urn:x:p':[1e21,-1.5,1e-7,-0.0]}", plain, "\"-1.5E0\"^^");
    contains("{'urn:x:p':[1e21,-1.5,1e-7,-0.0]}", plain, "\"1.0E-7\"^^");
    contains("{'urn:x:p':[1e21,-1.5,1e-7,-0.0]}", plain, "\"0\"^^");
    contains("{'urn:x:p':{'@value':-1234567890.123456789,'@type':"
             "'http://www.w3.org/2001/XMLSchema#double'}}",
             plain, "\"-1.234567890123457E9\"^^");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contexts_that_break_a_rule),
        cmocka_unit_test(what_json_ld_1_0_does_not_know),
        cmocka_unit_test(documents_that_break_a_rule),
        cmocka_unit_test(what_has_no_place_is_refused_in_safe_mode),
        cmocka_unit_test(documents_of_others),
        cmocka_unit_test(rare_things_keep_their_meaning),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
