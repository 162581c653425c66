/* SPDX-License-Identifier: Apache-2.0 */
/* Retrieve Verification Method from a controlled identifier document at hand
 * (Controlled Identifiers 1.0, 3.3; the document's form: 2.1 to 2.3). */
#include "credimur/did.h"
#include "did/method_url.h"

static const struct {
    const char *name;
    crd_relationship bit;
} RELATIONSHIPS[] = {
    {"authentication", CRD_REL_AUTHENTICATION},
    {"assertionMethod", CRD_REL_ASSERTION_METHOD},
    {"keyAgreement", CRD_REL_KEY_AGREEMENT},
    {"capabilityInvocation", CRD_REL_CAPABILITY_INVOCATION},
    {"capabilityDelegation", CRD_REL_CAPABILITY_DELEGATION},
};
#define RELATIONSHIP_COUNT (sizeof RELATIONSHIPS / sizeof *RELATIONSHIPS)

/* One search of one document. */
typedef struct search {
    const crd_json *document;
    crd_span method_url; /* whole */
    crd_span fragment;
    const crd_json *found;
    crd_error *error;
} search;

/* Fails at a place of the document; the message names the member. */
static crd_rc fail_at(const search *s, crd_code code, const crd_json *place,
                      const char *what)
{
    crd_rc rc = crd_fail(s->error, code, "%s", what);
    crd_error_point(s->error, s->document, place);
    return rc;
}

/* Whether an `id` or a reference means the method looked for: written whole,
 * or as #fragment relative to the document. */
static bool means_method(const search *s, const crd_json *text)
{
    crd_span t;
    if (!crd_json_is(text, CRD_JSON_STRING)) {
        return false;
    }
    t = crd_json_span(text);
    if (t.len > 0 && t.data[0] == '#') {
        t = (crd_span){t.data + 1, t.len - 1};
        return crd_span_equal(t, s->fragment);
    }
    return crd_span_equal(t, s->method_url);
}

/* Looks at the embedded methods of one member. Two methods of one name are
 * refused, whichever comes first (security case 61): a reader that stops at
 * the first match would believe whoever comes first. */
static crd_rc look_in(search *s, const char *member, bool may_refer)
{
    const crd_json *list = crd_json_get(s->document, member);
    if (!list) {
        return CRD_OK;
    }
    if (!crd_json_is(list, CRD_JSON_ARRAY)) {
        return fail_at(s, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED, list,
                       "A member that lists verification methods is not an "
                       "array.");
    }
    for (uint32_t i = 0; i < list->len; i++) {
        const crd_json *each = &list->as.items[i];
        if (may_refer && crd_json_is(each, CRD_JSON_STRING)) {
            continue;
        }
        if (!crd_json_is(each, CRD_JSON_OBJECT)) {
            return fail_at(s, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED, each,
                           "A verification method is not an object.");
        }
        if (!means_method(s, crd_json_get(each, "id"))) {
            continue;
        }
        if (s->found) {
            return fail_at(s, CRD_CODE_METHOD_AMBIGUOUS, each,
                           "Two verification methods have this name, so "
                           "either key could be meant.");
        }
        s->found = each;
    }
    return CRD_OK;
}

/* Step 7. Methods stand in `verificationMethod` or, embedded, under a
 * relationship; a map elsewhere (a service, say) that bears the same id is
 * none, though the general rule of fragments (3.4) would find it. */
static crd_rc find_method(search *s)
{
    CRD_TRY(look_in(s, "verificationMethod", false));
    for (size_t i = 0; i < RELATIONSHIP_COUNT; i++) {
        CRD_TRY(look_in(s, RELATIONSHIPS[i].name, true));
    }
    if (!s->found) {
        return fail_at(s, CRD_CODE_METHOD_NOT_FOUND, s->document,
                       "The document does not hold this verification method.");
    }
    return CRD_OK;
}

/* Step 11: the relationships that list the method, by name or by value. */
static uint32_t find_relationships(const search *s)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < RELATIONSHIP_COUNT; i++) {
        const crd_json *list = crd_json_get(s->document, RELATIONSHIPS[i].name);
        for (uint32_t k = 0; list && k < list->len; k++) {
            const crd_json *each = &list->as.items[k];
            if (each == s->found || means_method(s, each)) {
                bits |= RELATIONSHIPS[i].bit;
            }
        }
    }
    return bits;
}

/* The key of a method of the types we read: Multikey (2.2.2), and the older
 * Ed25519VerificationKey2020, whose key is written in the same way. */
static crd_rc read_key(crd_public_key *out, const search *s)
{
    const crd_json *method = s->found;
    const crd_json *type = crd_json_get(method, "type");
    const crd_json *text = crd_json_get(method, "publicKeyMultibase");
    bool older = crd_json_is_text(type, "Ed25519VerificationKey2020");
    crd_rc rc;
    if (!crd_json_is(type, CRD_JSON_STRING)) {
        return fail_at(s, CRD_CODE_METHOD_MALFORMED, type ? type : method,
                       "A verification method must have one type, a string.");
    }
    if (!older && !crd_json_is_text(type, "Multikey")) {
        return fail_at(s, CRD_CODE_KEY_UNSUPPORTED, type,
                       "Keys of this type cannot be read by this version.");
    }
    /* 2.2.1: not two properties for one key. */
    if (!crd_json_is(text, CRD_JSON_STRING) ||
        crd_json_get(method, "publicKeyJwk")) {
        return fail_at(s, CRD_CODE_METHOD_MALFORMED, method,
                       "A Multikey must have a publicKeyMultibase, and no "
                       "other key.");
    }
    rc = crd_multikey_read(out, crd_json_span(text), s->error);
    if (rc == CRD_OK && older && out->kind != CRD_KEY_ED25519) {
        rc = crd_fail(s->error, CRD_CODE_KEY_MALFORMED,
                      "An Ed25519VerificationKey2020 holds a key of another "
                      "kind.");
    }
    if (rc != CRD_OK) {
        crd_error_point(s->error, s->document, text);
    }
    return rc;
}

/* `expires` and `revoked` (2.2). A date that cannot be read is no reason to
 * believe that there is none. */
static crd_rc read_instant(bool *has, crd_instant *out, const search *s,
                           const char *member)
{
    const crd_json *text = crd_json_get(s->found, member);
    *has = text != NULL;
    if (!text) {
        return CRD_OK;
    }
    if (!crd_json_is(text, CRD_JSON_STRING) ||
        crd_instant_parse(out, crd_json_span(text), NULL) != CRD_OK) {
        return fail_at(s, CRD_CODE_METHOD_MALFORMED, text,
                       "The end of a key's life must be a date and time with "
                       "a zone.");
    }
    return CRD_OK;
}

/* Steps 8 to 10: the method has the form of one and belongs here. */
static crd_rc read_method(crd_verification_method *out, const search *s,
                          crd_span document_url)
{
    const crd_json *controller = crd_json_get(s->found, "controller");
    const crd_json *secret = crd_json_get(s->found, "secretKeyMultibase");
    if (!crd_json_is(controller, CRD_JSON_STRING)) {
        return fail_at(s, CRD_CODE_METHOD_MALFORMED,
                       controller ? controller : s->found,
                       "A verification method must have one controller, a "
                       "string.");
    }
    if (!crd_span_equal(crd_json_span(controller), document_url)) {
        return fail_at(s, CRD_CODE_METHOD_CONTROLLER, controller,
                       "The verification method names another controller than "
                       "this document.");
    }
    if (secret || crd_json_get(s->found, "secretKeyJwk")) {
        return fail_at(s, CRD_CODE_METHOD_MALFORMED, s->found,
                       "The secret key is published here, so anyone can sign "
                       "with it.");
    }
    CRD_TRY(read_key(&out->key, s));
    CRD_TRY(read_instant(&out->has_expires, &out->expires, s, "expires"));
    return read_instant(&out->has_revoked, &out->revoked, s, "revoked");
}

crd_rc
crd_controller_document_method(crd_verification_method *out, crd_arena *arena,
                               const crd_json *document, crd_span document_url,
                               crd_span method_url_text, crd_error *error)
{
    search s = {
        .document = document, .method_url = method_url_text, .error = error};
    crd_verification_method method;
    method_url parts;
    const crd_json *id;
    memset(&method, 0, sizeof method);
    /* Steps 1 to 3. */
    CRD_TRY(crd_method_url_split(&parts, method_url_text, error));
    s.fragment = parts.fragment;
    /* Step 5. */
    if (!crd_json_is(document, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED,
                        "A controller document must be an object.");
    }
    id = crd_json_get(document, "id");
    if (!crd_json_is(id, CRD_JSON_STRING)) {
        return fail_at(&s, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED,
                       id ? id : document,
                       "A controller document must have an id, a string.");
    }
    /* Step 6: it belongs to where it was had from (security case 60), and
     * that is where the method is said to be. */
    if (!crd_span_equal(crd_json_span(id), document_url)) {
        return fail_at(&s, CRD_CODE_CONTROLLER_DOCUMENT_ID, id,
                       "The id of the document is not the URL that it was had "
                       "from.");
    }
    if (!crd_span_equal(parts.document, document_url)) {
        return crd_fail(error, CRD_CODE_METHOD_NOT_FOUND,
                        "The verification method belongs to another document.");
    }
    CRD_TRY(find_method(&s));
    CRD_TRY(read_method(&method, &s, document_url));
    method.relationships = find_relationships(&s);
    method.id = crd_arena_copy(arena, method_url_text);
    method.controller = crd_arena_copy(arena, document_url);
    if (!method.id.data || !method.controller.data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = method;
    return CRD_OK;
}
