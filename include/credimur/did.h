/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room did: DIDs, controller documents (Controlled Identifiers 1.0), did:key,
 * did:jwk and did:web. A resolver turns a verification method's URL into a key,
 * and says under which relationships its controller lists it. What is on the
 * web is asked of the caller.
 */
#ifndef CREDIMUR_DID_H
#define CREDIMUR_DID_H

#include "credimur/crypto.h"
#include "credimur/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Verification relationships (CID 2.3), as bits. */
typedef enum crd_relationship {
    CRD_REL_AUTHENTICATION = 1u << 0,
    CRD_REL_ASSERTION_METHOD = 1u << 1,
    CRD_REL_KEY_AGREEMENT = 1u << 2,
    CRD_REL_CAPABILITY_INVOCATION = 1u << 3,
    CRD_REL_CAPABILITY_DELEGATION = 1u << 4
} crd_relationship;

/** A verification method as its controller document lists it. */
typedef struct crd_verification_method {
    crd_span id;         /**< absolute URL with fragment */
    crd_span controller; /**< id of the controller document */
    crd_public_key key;
    uint32_t relationships; /**< bits of crd_relationship */
    bool has_expires, has_revoked;
    crd_instant expires, revoked;
} crd_verification_method;

#define CRD_DID_KEY_TEXT_MAX 192
/** "did:key:z6Mk..." of a key; ends in NUL. */
CRD_API CRD_MUST_USE crd_rc crd_did_key_write(char out[CRD_DID_KEY_TEXT_MAX],
                                              const crd_public_key *key,
                                              crd_error *error);
/** "did:key:z6Mk...#z6Mk..."; ends in NUL. */
CRD_API CRD_MUST_USE crd_rc
crd_did_key_method_write(char out[2 * CRD_DID_KEY_TEXT_MAX],
                         const crd_public_key *key, crd_error *error);

/**
 * Resolves a did:key verification method (a DID URL with its fragment): the
 * fragment must repeat the key. All of authentication, assertionMethod,
 * capabilityInvocation and capabilityDelegation hold. METHOD_URL_MALFORMED,
 * KEY_MALFORMED, KEY_UNSUPPORTED. Texts are borrowed from `url`.
 */
CRD_API CRD_MUST_USE crd_rc crd_did_key_resolve(crd_verification_method *out,
                                                crd_span url, crd_error *error);

/** Longer ones are refused. */
#define CRD_DID_JWK_TEXT_MAX 8192
/**
 * Resolves a did:jwk verification method (did:jwk Method Specification,
 * "Read"): the fragment is `0`, the identifier canonical base64url of a JSON
 * Web Key. All relationships hold; with the `use` "sig" all but keyAgreement,
 * with "enc" that alone. METHOD_URL_MALFORMED; KEY_MALFORMED, also for a JWK
 * with a secret, one that names a member twice (security case 7), and X25519;
 * KEY_UNSUPPORTED for a kind other than Ed25519. Texts are borrowed from
 * `url`.
 */
CRD_API CRD_MUST_USE crd_rc crd_did_jwk_resolve(crd_verification_method *out,
                                                crd_arena *arena,
                                                const crd_limits *limits,
                                                crd_span url, crd_error *error);

/** Longer ones are refused. */
#define CRD_DID_WEB_TEXT_MAX 1024
/**
 * The URL of the document of a did:web (did:web Method Specification, "Read",
 * steps 1 to 5), ending in NUL. Stricter than the text: a host is a full
 * domain name in small letters, an escape is `%3A` before a port or a byte
 * beyond ASCII in a path, so that one document has one DID. Whether the port
 * may be asked is the fetcher's to say. DID_WEB_MALFORMED (security case 132).
 */
CRD_API CRD_MUST_USE crd_rc crd_did_web_url(crd_span *out, crd_arena *arena,
                                            crd_span did, crd_error *error);
/**
 * Where the document of a controller is fetched from: a did:web's URL, or an
 * https: id itself. METHOD_UNSUPPORTED for all else, DID_WEB_MALFORMED.
 */
CRD_API CRD_MUST_USE crd_rc crd_controller_document_url(crd_span *out,
                                                        crd_arena *arena,
                                                        crd_span id,
                                                        crd_error *error);

/**
 * Retrieve Verification Method (CID 3.3) from a controller document already
 * at hand. `document_url` is where it was had from: its `id` must equal it.
 * Reads methods of the types Multikey and Ed25519VerificationKey2020; others
 * are KEY_UNSUPPORTED. `out->relationships` may be 0. Codes:
 * METHOD_URL_MALFORMED, CONTROLLER_DOCUMENT_MALFORMED, CONTROLLER_DOCUMENT_ID,
 * METHOD_NOT_FOUND, METHOD_AMBIGUOUS, METHOD_MALFORMED, METHOD_CONTROLLER,
 * KEY_MALFORMED (security cases 59 to 62).
 */
CRD_API CRD_MUST_USE crd_rc crd_controller_document_method(
    crd_verification_method *out, crd_arena *arena, const crd_json *document,
    crd_span document_url, crd_span method_url, crd_error *error);

/**
 * Resolves any method we know: did:key and did:jwk by themselves, https: and
 * did:web by the document that `env->fetch` gives for
 * crd_controller_document_url of the method's URL without its fragment. Else
 * METHOD_UNSUPPORTED (a scheme or DID method we lack), DID_WEB_MALFORMED or
 * KEY_UNAVAILABLE (it would need the network and `env->fetch` is NULL or
 * failed). `out->controller` is the document's id; texts are borrowed from
 * `method_url` or live in `arena`.
 */
CRD_API CRD_MUST_USE crd_rc crd_resolve_method(crd_verification_method *out,
                                               crd_arena *arena,
                                               const crd_env *env,
                                               crd_span method_url,
                                               crd_error *error);

/**
 * Whether the key serves `relationship` for what was signed at `made` and is
 * looked at now, at `at`: METHOD_RELATIONSHIP (security case 57);
 * METHOD_EXPIRED when it had expired by `made`, for a key that merely expired
 * still stands for what it signed before (CID 2.2; case 63); METHOD_REVOKED
 * when it is revoked by `at`, for a thief can write any `made` (case 64).
 */
CRD_API CRD_MUST_USE crd_rc crd_method_permits(
    const crd_verification_method *method, crd_relationship relationship,
    crd_instant made, crd_instant at, crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
