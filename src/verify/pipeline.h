/* SPDX-License-Identifier: Apache-2.0 */
/* One question about one document, inside room verify. */
#ifndef VERIFY_PIPELINE_H
#define VERIFY_PIPELINE_H

#include "credential/text.h"
#include "credimur/badge.h"
#include "credimur/status.h"
#include "credimur/verify.h"

struct crd_verifier {
    crd_env env;
    crd_integrity *integrity;
    crd_status_cache *lists; /* proven by their issuers' own keys */
};

typedef struct crd_inquiry {
    crd_verifier *verifier;
    crd_env env; /* of this question: `now` is its time */
    crd_arena *arena;
    size_t arena_limit; /* of the caller's */
    const crd_verify_options *options;
    uint32_t documents; /* looked at so far, those inside included */
} crd_inquiry;

/* A credential (or an endorsement, by `kind`); the report is decided. */
crd_rc crd_verify_credential(crd_inquiry *inquiry, crd_report **out,
                             const crd_json *root, crd_report_kind kind,
                             crd_error *error);

/* A presentation and all credentials inside. */
crd_rc crd_verify_presentation(crd_inquiry *inquiry, crd_report **out,
                               const crd_json *root, crd_error *error);

/* A report that only says that the room for this is not built yet. */
crd_rc crd_verify_not_built(crd_inquiry *inquiry, crd_report **out,
                            const char *what, crd_error *error);

/* The proofs of `root`: json-ld and proof. Only the document of `who` (the
 * issuer or holder) may be fetched, and that only if no check failed yet. */
crd_rc crd_verify_proofs(crd_inquiry *inquiry, crd_report *report,
                         crd_proof_findings *findings, const crd_json *root,
                         crd_span who, bool presentation, crd_error *error);

/* Does the key belong to the one named? */
crd_rc crd_check_binding(crd_inquiry *inquiry, crd_report *report,
                         const crd_proof_findings *findings, crd_span who,
                         bool presentation, crd_error *error);

/* Is `root` what its issuer signed, by the issuer's own key? */
crd_rc crd_verify_genuine(crd_inquiry *inquiry, bool *genuine,
                          const crd_json *root, crd_error *error);

/* Has it been revoked or suspended? After all that may fail before it. */
crd_rc crd_check_status(crd_inquiry *inquiry, crd_report *report,
                        const crd_credential *credential, crd_error *error);

/* Does the verifier know the issuer? */
void crd_check_trust(const crd_inquiry *inquiry, crd_report *report,
                     crd_span issuer);
/* Does the register name this key for this issuer? */
bool crd_trust_names_key(const crd_trust *trust, crd_span issuer,
                         const crd_public_key *key);

/* Every endorsement inside, each with a report of its own. */
crd_rc crd_verify_endorsements(crd_inquiry *inquiry, crd_report *report,
                               const crd_credential *credential,
                               crd_error *error);

#endif
