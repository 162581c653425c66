/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room badge: Open Badges 3.0 (1EdTech): the rules of AchievementCredential,
 * Achievement, Profile, Result, Alignment, Evidence, IdentityObject and
 * EndorsementCredential that stand in its prose and tables. Findings go into
 * the report, each with its clause and pointer.
 */
#ifndef CREDIMUR_BADGE_H
#define CREDIMUR_BADGE_H

#include "credimur/credential.h"
#include "credimur/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** All rules that the credential's types call for; none for other types. */
CRD_API void crd_check_badge(crd_report *report,
                             const crd_credential *credential);

/** The rules of one Achievement that stands at `pointer`. */
CRD_API void crd_check_achievement(crd_report *report, crd_check_id id,
                                   const crd_json *achievement,
                                   crd_span pointer);

/** The rules of one Profile that stands at `pointer`. */
CRD_API void crd_check_profile(crd_report *report, crd_check_id id,
                               const crd_json *profile, crd_span pointer);

/** "sha256$" and 64 hexadecimal digits, with the NUL. */
#define CRD_IDENTITY_HASH_TEXT 72
/** identityHash of an identity and its salt (OB 3.0, IdentityHash). */
CRD_API void crd_identity_hash(char out[CRD_IDENTITY_HASH_TEXT],
                               crd_span identity, crd_span salt);

/**
 * Recipient check (R109): is the subject the person with this e-mail? Pass,
 * fail, or not_checked where the credential names no mailbox.
 */
CRD_API void crd_check_recipient(crd_report *report,
                                 const crd_credential *credential,
                                 crd_span email);

#ifdef __cplusplus
}
#endif
#endif
