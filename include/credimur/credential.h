/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room credential: the Verifiable Credentials Data Model, 2.0 and 1.1 (W3C
 * Recommendations): which document this is, and the rules every credential
 * and presentation must keep. Findings go into the report, each with its
 * clause and pointer.
 */
#ifndef CREDIMUR_CREDENTIAL_H
#define CREDIMUR_CREDENTIAL_H

#include "credimur/report.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum crd_vc_version {
    CRD_VC_UNKNOWN = 0,
    CRD_VC_1_1,
    CRD_VC_2_0
} crd_vc_version;

/** Types that matter to us, as bits. */
typedef enum crd_vc_type {
    CRD_TYPE_CREDENTIAL = 1u << 0,
    CRD_TYPE_PRESENTATION = 1u << 1,
    CRD_TYPE_ACHIEVEMENT = 1u << 2, /**< or OpenBadgeCredential */
    CRD_TYPE_ENDORSEMENT = 1u << 3,
    CRD_TYPE_CLR = 1u << 4,
    CRD_TYPE_ENVELOPED = 1u << 5
} crd_vc_type;

/** A credential or presentation, looked at once. Everything is borrowed. */
typedef struct crd_credential {
    const crd_json *root;
    crd_vc_version version;
    uint32_t types; /**< bits of crd_vc_type */
    crd_span issuer_id;
    crd_span holder_id;
    const crd_json *issuer;
    const crd_json *subjects; /**< object, array of objects, or NULL */
    bool has_valid_from, has_valid_until;
    crd_instant valid_from, valid_until;
    const char *valid_from_name; /**< "validFrom" or "issuanceDate" */
    const char *valid_until_name;
} crd_credential;

/** Bits of crd_vc_type in the `type` of an object; 0 if none is known. */
CRD_API uint32_t crd_types_of(const crd_json *object);

/** Looks at `root`, an object; never fails, believes nothing. */
CRD_API void crd_credential_read(crd_credential *out, const crd_json *root);

/** The facts for the report's sentence, as far as they are there. */
CRD_API void crd_credential_facts(crd_facts *out,
                                  const crd_credential *credential);

/** True if a context is one the caller holds; for test loaders only. */
typedef bool (*crd_known_context_fn)(void *context, crd_span url);

/**
 * Context Validation (VC Data Integrity 1.0, 4.6; security cases 32 to 46):
 * all from the known list, the data model's first, none nested that is not
 * known, none written inline. `known` may be NULL: the embedded list alone.
 */
CRD_API void crd_check_contexts(crd_report *report,
                                const crd_credential *credential,
                                crd_known_context_fn known, void *context);

/**
 * The data model's rules: types, id, issuer, subject, dates, status, schema,
 * evidence, refresh, terms. Into context-type, subject, evidence, issuer ...
 */
CRD_API void crd_check_data_model(crd_report *report,
                                  const crd_credential *credential);

/** The dates of validity by themselves: well formed and in order. */
CRD_API void crd_check_period(crd_report *report,
                              const crd_credential *credential);

/** The period, and validity at the report's `at`, with `skew_s` seconds of
 * tolerance. */
CRD_API void crd_check_validity(crd_report *report,
                                const crd_credential *credential,
                                int64_t skew_s);

/** The rules of a presentation, but for what is inside and its proof. */
CRD_API void crd_check_presentation(crd_report *report,
                                    const crd_credential *presentation);

/** True for an absolute URL (RFC 3986 scheme, no space or control). */
CRD_API bool crd_is_url(crd_span text);

#ifdef __cplusplus
}
#endif
#endif
