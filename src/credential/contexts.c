/* SPDX-License-Identifier: Apache-2.0 */
/* Context Validation: VC Data Integrity 1.0, 4.6 and 2.4.1; VC Data Model 2.0,
 * 4.3. What a word means may not be in the sender's hands. */
#include "credential/text.h"
#include "credimur/jsonld.h"

#define CLAUSE_CONTEXTS "VC Data Model 2.0, 4.3"
#define CLAUSE_VALIDATION "VC Data Integrity 1.0, 4.6"

typedef struct walk {
    crd_report *report;
    const crd_json *root;
    crd_known_context_fn known;
    void *known_context;
} walk;

static void fail(walk *w, crd_code code, const char *clause,
                 const crd_json *place, crd_span what)
{
    int len = (int)(what.len < 200 ? what.len : 200);
    crd_span pointer = crd_pointer(w->report, w->root, place);
    if (len) {
        crd_report_add(w->report, CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, true, code,
                       clause, pointer, "%s (%.*s)", crd_code_get(code)->title,
                       len, what.data);
    } else {
        crd_report_add(w->report, CRD_CHECK_CONTEXT_TYPE, CRD_FAIL, true, code,
                       clause, pointer, "%s", "");
    }
}

static bool is_known(const walk *w, crd_span url)
{
    return crd_embedded_context_find(url) ||
           (w->known && w->known(w->known_context, url));
}

static void check_value(walk *w, const crd_json *contexts)
{
    uint32_t count = crd_many_count(contexts);
    if (count == 0) {
        fail(w, CRD_CODE_CONTEXT_MISSING, CLAUSE_CONTEXTS, contexts,
             CRD_SPAN_NONE);
    }
    for (uint32_t i = 0; i < count; i++) {
        const crd_json *context = crd_many_at(contexts, i);
        if (context->type != CRD_JSON_STRING) {
            fail(w, CRD_CODE_CONTEXT_INLINE, CLAUSE_VALIDATION, context,
                 CRD_SPAN_NONE);
        } else if (!is_known(w, crd_json_span(context))) {
            fail(w, CRD_CODE_CONTEXT_UNKNOWN, CLAUSE_VALIDATION, context,
                 crd_json_span(context));
        }
    }
}

/* Keywords that a document of the data models may hold: language values
 * (VCDM 2.0, 11.1) are the only ones besides @context (security case 38). */
static bool is_allowed_keyword(crd_span key)
{
    return crd_span_is(key, "@value") || crd_span_is(key, "@language") ||
           crd_span_is(key, "@direction") || crd_span_is(key, "@type");
}

/* `@type` only beside `@value`: next to `type` it would be a second type. */
static void check_keyword(walk *w, const crd_json *object,
                          const crd_json_member *member)
{
    crd_span key = crd_json_key(member);
    if (!is_allowed_keyword(key) ||
        (crd_span_is(key, "@type") && !crd_json_get(object, "@value"))) {
        fail(w, CRD_CODE_KEYWORD_REFUSED, CLAUSE_VALIDATION, &member->value,
             key);
    }
}

/* A number that cannot be kept exactly would be signed as another one
 * (security case 17); one of up to 15 digits and no exponent always
 * can. */
static void check_number(walk *w, const crd_json *number)
{
    char text[CRD_DOUBLE_TEXT_MAX];
    crd_buffer out = {
        .data = text, .capacity = sizeof text, .limit = sizeof text};
    crd_error error;
    if ((number->len > 15 || memchr(number->as.text, 'e', number->len) ||
         memchr(number->as.text, 'E', number->len)) &&
        crd_jcs_write(&out, number, &error) != CRD_OK) {
        crd_error_point(&error, w->root, number);
        crd_report_add_error(w->report, CRD_CHECK_JSON_LD, CRD_FAIL, true,
                             "RFC 7493, 2.2", &error);
    }
}

/* Depth is bounded by the reader (limits->json_depth). */
static void walk_value(walk *w, const crd_json *value, unsigned depth)
{
    if (value->type == CRD_JSON_NUMBER) {
        check_number(w, value);
    } else if (value->type == CRD_JSON_ARRAY) {
        for (uint32_t i = 0; i < value->len && depth < 1000; i++) {
            walk_value(w, &value->as.items[i], depth + 1);
        }
    } else if (value->type == CRD_JSON_OBJECT) {
        for (uint32_t i = 0; i < value->len && depth < 1000; i++) {
            const crd_json_member *m = &value->as.members[i];
            if (m->key_len && m->key[0] == '@') {
                if (crd_span_is(crd_json_key(m), "@context")) {
                    check_value(w, &m->value);
                } else {
                    check_keyword(w, value, m);
                }
            } else if (m->value.type >= CRD_JSON_ARRAY ||
                       m->value.type == CRD_JSON_NUMBER) {
                walk_value(w, &m->value, depth + 1);
            }
        }
    }
}

void crd_check_contexts(crd_report *report, const crd_credential *credential,
                        crd_known_context_fn known, void *context)
{
    walk w = {.report = report,
              .root = credential->root,
              .known = known,
              .known_context = context};
    const crd_json *contexts = crd_json_get(credential->root, "@context");
    const crd_json *first =
        crd_many_count(contexts) ? crd_many_at(contexts, 0) : NULL;
    if (!contexts) {
        fail(&w, CRD_CODE_CONTEXT_MISSING, CLAUSE_CONTEXTS, credential->root,
             CRD_SPAN_NONE);
    } else if (first && credential->version == CRD_VC_UNKNOWN) {
        fail(&w, CRD_CODE_CONTEXT_FIRST, CLAUSE_CONTEXTS, first,
             first->type == CRD_JSON_STRING ? crd_json_span(first)
                                            : CRD_SPAN_NONE);
    }
    walk_value(&w, credential->root, 0);
}
