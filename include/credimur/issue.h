/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room issue: the issuing pipeline: an Open Badges 3.0 credential on VC Data
 * Model 2.0 from an achievement, an issuer and a person. What is the same for
 * all persons is prepared once (`crd_issuance`); a person costs a document, a
 * canonical form and a signature. The rules of `verify` run before signing.
 */
#ifndef CREDIMUR_ISSUE_H
#define CREDIMUR_ISSUE_H

#include "credimur/proof.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who issues. All of it is borrowed and must outlive what is made of it. */
typedef struct crd_issuer {
    const crd_json *profile;      /**< an OB 3.0 Profile with id and name */
    crd_span verification_method; /**< URL of the signing key */
    const crd_signer *signer;
    crd_suite suite;
    const uint8_t *secret; /**< for ids and salts; 32 bytes or more */
    size_t secret_len;
} crd_issuer;

typedef struct crd_issue_options {
    bool plain;             /**< our extension context and its terms stay out */
    bool without_name;      /**< the name is not put into the credential */
    bool identify_by_email; /**< the e-mail goes in, hashed and salted */
} crd_issue_options;

/** One result of a person. Empty spans are left out. */
typedef struct crd_award_result {
    crd_span description; /**< id of a ResultDescription of the achievement */
    crd_span value;
    crd_span status; /**< "Completed" ... */
    crd_span achieved_level;
} crd_award_result;

typedef struct crd_award_evidence {
    crd_span id; /**< URL */
    crd_span name;
    crd_span description;
    crd_span narrative;
    crd_span genre;
} crd_award_evidence;

/** One person's award. Texts UTF-8; empty spans are left out. */
typedef struct crd_award {
    crd_span external_id; /**< the issuer's own number of the person */
    crd_span name;
    crd_span email;
    crd_span did;           /**< a DID that the holder gave */
    crd_instant valid_from; /**< required */
    bool has_valid_until;
    crd_instant valid_until;
    bool has_awarded;
    crd_instant awarded; /**< awardedDate */
    bool has_activity_start, has_activity_end;
    crd_instant activity_start, activity_end;
    crd_span licence_number;
    crd_span narrative;
    crd_span role;
    crd_span term;
    crd_span credits_earned; /**< a JSON number */
    const crd_award_result *results;
    size_t result_count;
    const crd_award_evidence *evidence;
    size_t evidence_count;
} crd_award;

/** An issuer and an achievement made ready. One serves one thread. */
typedef struct crd_issuance crd_issuance;

/**
 * Prepares. Refuses, by pointer, a member of `achievement` that Open Badges
 * and our extension context do not know, and whatever `verify` would refuse.
 */
CRD_API CRD_MUST_USE crd_rc crd_issuance_new(crd_issuance **out,
                                             const crd_env *env,
                                             const crd_issuer *issuer,
                                             const crd_json *achievement,
                                             const crd_issue_options *options,
                                             crd_error *error);
CRD_API void crd_issuance_free(crd_issuance *issuance);

#define CRD_URN_UUID_TEXT 46
/**
 * The id that the award will have: "urn:uuid:" of HMAC-SHA-256 over
 * achievement id and external id, else DID, else e-mail, else name (version
 * 8). The same person and achievement give the same id. VALUE if all four are
 * empty.
 */
CRD_API CRD_MUST_USE crd_rc crd_award_id(char out[CRD_URN_UUID_TEXT],
                                         const crd_issuance *issuance,
                                         const crd_award *award,
                                         crd_error *error);

/**
 * SHA-256 of what the credential says: its JCS form without its proof, and
 * without validFrom where there is no awardedDate, since then the clock chose
 * it. Two credentials that say the same have the same digest.
 */
CRD_API CRD_MUST_USE crd_rc crd_content_digest(uint8_t out[CRD_SHA256_BYTES],
                                               crd_arena *arena,
                                               const crd_json *credential,
                                               crd_error *error);
/** The same of the credential that crd_issue would make. */
CRD_API CRD_MUST_USE crd_rc crd_award_digest(uint8_t out[CRD_SHA256_BYTES],
                                             crd_issuance *issuance,
                                             const crd_award *award,
                                             crd_error *error);

/**
 * Issues: appends the signed credential to `out`, compact JSON on one line
 * without its newline. On failure nothing is appended.
 */
CRD_API CRD_MUST_USE crd_rc crd_issue(crd_issuance *issuance, crd_buffer *out,
                                      const crd_award *award, crd_error *error);

/**
 * Signs a credential or presentation that somebody else wrote (`credimur
 * sign`): checked as `verify` would before it is signed. `created` is
 * `env->now`. Output in `arena`.
 */
CRD_API CRD_MUST_USE crd_rc crd_issue_sign(crd_json **out,
                                           crd_integrity *integrity,
                                           crd_arena *arena, const crd_env *env,
                                           const crd_issuer *issuer,
                                           const crd_json *document,
                                           crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
