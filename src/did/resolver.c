/* SPDX-License-Identifier: Apache-2.0 */
/* From the URL of a verification method to its key, by the URL's scheme; and
 * what a key may be used for. */
#include "credimur/did.h"
#include "did/method_url.h"

crd_rc crd_controller_document_url(crd_span *out, crd_arena *arena, crd_span id,
                                   crd_error *error)
{
    if (crd_span_starts(id, "did:web:")) {
        return crd_did_web_url(out, arena, id, error);
    }
    if (crd_span_starts(id, "https://")) {
        *out = id;
        return CRD_OK;
    }
    return crd_fail(error, CRD_CODE_METHOD_UNSUPPORTED,
                    "Documents with keys are had from https: and did:web "
                    "addresses only.");
}

/* A document on the web, had through the caller. */
static crd_rc fetch(crd_json **out, crd_arena *arena, const crd_env *env,
                    crd_span url, crd_error *error)
{
    crd_fetched fetched = {0};
    crd_error cause;
    crd_rc rc;
    if (!env->fetch) {
        return crd_fail(error, CRD_CODE_KEY_UNAVAILABLE,
                        "The issuer's key is at a web address, and nothing is "
                        "fetched here.");
    }
    crd_error_clear(&cause);
    rc = env->fetch(env->fetch_context, &fetched, arena,
                    CRD_FETCH_CONTROLLER_DOCUMENT, url, &cause);
    if (rc == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (rc != CRD_OK) {
        return crd_fail(error, CRD_CODE_KEY_UNAVAILABLE,
                        "The document with the issuer's key could not be had. "
                        "%s",
                        cause.message);
    }
    rc = crd_json_parse(out, arena, fetched.body, &env->limits, &cause);
    if (rc == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (rc != CRD_OK) {
        return crd_fail(error, CRD_CODE_CONTROLLER_DOCUMENT_MALFORMED,
                        "The document with the issuer's key cannot be read. %s",
                        cause.message);
    }
    return CRD_OK;
}

/* The method is looked for in the document of its controller: that of an
 * https: method says that URL, that of a did:web method the DID. */
static crd_rc resolve_on_web(crd_verification_method *out, crd_arena *arena,
                             const crd_env *env, const method_url *parts,
                             crd_span method, crd_error *error)
{
    crd_json *document = NULL;
    crd_span url;
    CRD_TRY(crd_controller_document_url(&url, arena, parts->document, error));
    CRD_TRY(fetch(&document, arena, env, url, error));
    return crd_controller_document_method(out, arena, document, parts->document,
                                          method, error);
}

static crd_rc resolve_did(crd_verification_method *out, crd_arena *arena,
                          const crd_env *env, const method_url *parts,
                          crd_span url, crd_error *error)
{
    size_t name = 0;
    while (name < parts->rest.len && parts->rest.data[name] != ':') {
        name++;
    }
    /* DID syntax (Decentralized Identifiers 1.0, 3.1): a method, then an
     * identifier that is not empty. */
    if (name == 0 || name + 1 >= parts->rest.len) {
        return crd_fail(error, CRD_CODE_METHOD_URL_MALFORMED,
                        "This is not a DID: a method and an identifier must "
                        "follow did: and each other.");
    }
    if (crd_span_starts(parts->rest, "key:")) {
        return crd_did_key_resolve(out, url, error);
    }
    if (crd_span_starts(parts->rest, "jwk:")) {
        return crd_did_jwk_resolve(out, arena, &env->limits, url, error);
    }
    if (crd_span_starts(parts->rest, "web:")) {
        return resolve_on_web(out, arena, env, parts, url, error);
    }
    return crd_fail(error, CRD_CODE_METHOD_UNSUPPORTED,
                    "The DID method %.*s is not one that this version "
                    "resolves.",
                    (int)(name < 32 ? name : 32), parts->rest.data);
}

crd_rc crd_resolve_method(crd_verification_method *out, crd_arena *arena,
                          const crd_env *env, crd_span url, crd_error *error)
{
    method_url parts;
    CRD_TRY(crd_method_url_split(&parts, url, error));
    if (crd_span_is(parts.scheme, "did")) {
        return resolve_did(out, arena, env, &parts, url, error);
    }
    if (crd_span_is(parts.scheme, "https")) {
        return resolve_on_web(out, arena, env, &parts, url, error);
    }
    return crd_fail(error, CRD_CODE_METHOD_UNSUPPORTED,
                    "Keys are found by did: and https: only.");
}

static const char *relationship_name(crd_relationship relationship)
{
    switch (relationship) {
    case CRD_REL_AUTHENTICATION:
        return "authentication";
    case CRD_REL_ASSERTION_METHOD:
        return "assertionMethod";
    case CRD_REL_KEY_AGREEMENT:
        return "keyAgreement";
    case CRD_REL_CAPABILITY_INVOCATION:
        return "capabilityInvocation";
    case CRD_REL_CAPABILITY_DELEGATION:
        return "capabilityDelegation";
    }
    return "this";
}

crd_rc crd_method_permits(const crd_verification_method *method,
                          crd_relationship relationship, crd_instant made,
                          crd_instant at, crd_error *error)
{
    char when[CRD_INSTANT_TEXT_MAX];
    if ((method->relationships & (uint32_t)relationship) == 0) {
        return crd_fail(error, CRD_CODE_METHOD_RELATIONSHIP,
                        "The controller does not list this key under %s.",
                        relationship_name(relationship));
    }
    if (method->has_revoked && crd_instant_compare(method->revoked, at) <= 0) {
        crd_instant_write(when, method->revoked);
        return crd_fail(error, CRD_CODE_METHOD_REVOKED,
                        "The key was revoked at %s.", when);
    }
    if (method->has_expires &&
        crd_instant_compare(method->expires, made) <= 0) {
        crd_instant_write(when, method->expires);
        return crd_fail(error, CRD_CODE_METHOD_EXPIRED,
                        "The key expired at %s.", when);
    }
    return CRD_OK;
}
