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

/** The rules of one Achievement; pointers are those of `root`. */
CRD_API void crd_check_achievement(crd_report *report, crd_check_id id,
                                   const crd_json *root,
                                   const crd_json *achievement);

/** The rules of one Profile; pointers are those of `root`. */
CRD_API void crd_check_profile(crd_report *report, crd_check_id id,
                               const crd_json *root, const crd_json *profile);

/** True if the name is a member that an extension defines. */
typedef bool (*crd_extension_fn)(void *context, crd_span name);

/**
 * Refuses, by pointer, a member of `achievement` or of anything inside it that
 * neither Open Badges 3.0 nor `extends` (may be NULL) knows; its values are
 * not looked at here. `*extended` tells whether an extension was used.
 */
CRD_API CRD_MUST_USE crd_rc crd_achievement_known(bool *extended,
                                                  const crd_json *achievement,
                                                  crd_extension_fn extends,
                                                  void *context,
                                                  crd_error *error);
/** The same for a Profile. */
CRD_API CRD_MUST_USE crd_rc crd_profile_known(bool *extended,
                                              const crd_json *profile,
                                              crd_extension_fn extends,
                                              void *context, crd_error *error);

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
