/* SPDX-License-Identifier: Apache-2.0 */
/* The did:jwk method: a DID that is its own JSON Web Key (did:jwk Method
 * Specification, "Read"; RFC 7517, 4; RFC 8037, 2). */
#include "credimur/did.h"
#include "did/method_url.h"

static const char PREFIX[] = "did:jwk:";
#define PREFIX_LEN (sizeof PREFIX - 1)

#define SIGNING                                                                \
    (CRD_REL_AUTHENTICATION | CRD_REL_ASSERTION_METHOD |                       \
     CRD_REL_CAPABILITY_INVOCATION | CRD_REL_CAPABILITY_DELEGATION)

static crd_rc malformed(crd_error *error, const char *why)
{
    return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                    "The JSON Web Key in this did:jwk %s.", why);
}

/* Steps 2 and 3 of "Read". The reader is the strict one, so a key has one
 * reading: what stands twice in it is refused (security case 7). */
static crd_rc read_jwk(crd_json **out, crd_arena *arena,
                       const crd_limits *limits, crd_span identifier,
                       crd_error *error)
{
    uint8_t bytes[CRD_DID_JWK_TEXT_MAX];
    size_t len = 0;
    crd_error cause;
    crd_rc rc;
    if (identifier.len + PREFIX_LEN > CRD_DID_JWK_TEXT_MAX) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "This did:jwk has %zu characters; more than %d are not "
                        "read.",
                        identifier.len + PREFIX_LEN, CRD_DID_JWK_TEXT_MAX);
    }
    rc = crd_base64url_read(bytes, &len, sizeof bytes, identifier, &cause);
    if (rc == CRD_OK) {
        rc = crd_json_parse(out, arena, (crd_span){(const char *)bytes, len},
                            limits, &cause);
    }
    if (rc == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (rc != CRD_OK) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "The JSON Web Key in this did:jwk cannot be read. %s",
                        cause.message);
    }
    return crd_json_is(*out, CRD_JSON_OBJECT)
               ? CRD_OK
               : malformed(error, "is not a JSON object");
}

/* "A JWK for a private key must never be used": `d` holds it in every kind of
 * key pair (RFC 7518, 6.2.2 and 6.3.2; RFC 8037, 2), and `oct` is a secret as
 * a whole (RFC 7518, 6.4). Said whether or not the kind is one of ours. */
static crd_rc check_public(const crd_json *jwk, crd_span kty, crd_error *error)
{
    if (crd_json_get(jwk, "d") || crd_span_is(kty, "oct")) {
        return malformed(error, "is a secret one where a public one belongs; "
                                "it must no longer be used");
    }
    return CRD_OK;
}

static crd_rc refuse_kind(crd_span kind, crd_error *error)
{
    return crd_fail(error, CRD_CODE_KEY_UNSUPPORTED,
                    "The key is of the kind %.*s, which this version does not "
                    "verify with as a JSON Web Key.",
                    (int)(kind.len < 32 ? kind.len : 32), kind.data);
}

/* Step 4 of "Read". */
static crd_rc read_key(crd_public_key *out, const crd_json *jwk,
                       crd_error *error)
{
    crd_span kty = crd_json_get_text(jwk, "kty");
    crd_span crv = crd_json_get_text(jwk, "crv");
    crd_span x = crd_json_get_text(jwk, "x");
    uint8_t bytes[CRD_PUBLIC_KEY_MAX];
    size_t len = 0;
    crd_error cause;
    if (!kty.data) {
        return malformed(error, "does not say its kind (kty)");
    }
    CRD_TRY(check_public(jwk, kty, error));
    if (!crd_span_is(kty, "OKP")) {
        return refuse_kind(crv.data ? crv : kty, error);
    }
    if (!crv.data) {
        return malformed(error, "does not name its curve (crv)");
    }
    if (crd_span_is(crv, "X25519") || crd_span_is(crv, "X448")) {
        /* As with did:key: for key agreement, no signature can be its. */
        return malformed(error, "is not of a kind that verifies signatures");
    }
    if (!crd_span_is(crv, "Ed25519")) {
        return refuse_kind(crv, error);
    }
    if (!x.data) {
        return malformed(error, "does not hold its key (x)");
    }
    if (crd_base64url_read(bytes, &len, sizeof bytes, x, &cause) != CRD_OK) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "The x of the JSON Web Key in this did:jwk cannot be "
                        "read. %s",
                        cause.message);
    }
    return crd_public_key_read(out, CRD_KEY_ED25519, bytes, len, error);
}

/* "To create the DID Document": every relationship, unless `use` says less. */
static crd_rc read_use(uint32_t *relationships, const crd_json *jwk,
                       crd_error *error)
{
    const crd_json *use = crd_json_get(jwk, "use");
    if (use && !crd_json_is(use, CRD_JSON_STRING)) {
        return malformed(error, "has a use that is not text");
    }
    *relationships = crd_json_is_text(use, "enc") ? CRD_REL_KEY_AGREEMENT
                     : crd_json_is_text(use, "sig")
                         ? SIGNING
                         : SIGNING | CRD_REL_KEY_AGREEMENT;
    return CRD_OK;
}

crd_rc crd_did_jwk_resolve(crd_verification_method *out, crd_arena *arena,
                           const crd_limits *limits, crd_span url,
                           crd_error *error)
{
    method_url parts;
    crd_span identifier;
    crd_json *jwk = NULL;
    crd_verification_method method = {0};
    CRD_TRY(crd_method_url_split(&parts, url, error));
    if (!crd_span_starts(parts.document, PREFIX)) {
        return crd_fail(error, CRD_CODE_METHOD_URL_MALFORMED,
                        "This is not the URL of a did:jwk.");
    }
    if (!crd_span_is(parts.fragment, "0")) {
        return crd_fail_at(error, CRD_CODE_METHOD_URL_MALFORMED,
                           parts.document.len,
                           "The one key of a did:jwk is named #0.");
    }
    /* A path or a query would be part of the identifier here, and neither / nor
     * ? is a character of base64url. */
    identifier = (crd_span){parts.document.data + PREFIX_LEN,
                            parts.document.len - PREFIX_LEN};
    CRD_TRY(read_jwk(&jwk, arena, limits, identifier, error));
    CRD_TRY(read_key(&method.key, jwk, error));
    CRD_TRY(read_use(&method.relationships, jwk, error));
    method.id = url;
    method.controller = parts.document;
    *out = method;
    return CRD_OK;
}
