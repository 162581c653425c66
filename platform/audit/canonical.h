/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes that a chain is made over. Only this room includes it. */
#ifndef PLATFORM_AUDIT_CANONICAL_H
#define PLATFORM_AUDIT_CANONICAL_H

#include "platform/audit/audit.h"

enum { CRD_AUDIT_SALT_BYTES = 32, CRD_AUDIT_ROW_MAX = 1 << 24 };

/** A row as the chain sees it: `detail` is JSON in canonical form already. */
typedef struct crd_audit_row {
    crd_uuid tenant;
    int64_t seq;
    crd_instant at;
    crd_span actor, role, action, subject, detail;
    const uint8_t *commitment; /**< NULL: no personal part */
    const uint8_t *previous;
} crd_audit_row;

/** `work` is emptied and used. Fails only for want of memory. */
CRD_MUST_USE crd_rc crd_audit_hash(uint8_t out[CRD_SHA256_BYTES],
                                   crd_buffer *work, const crd_audit_row *row,
                                   crd_error *error);
CRD_MUST_USE crd_rc crd_audit_commit(uint8_t out[CRD_SHA256_BYTES],
                                     crd_buffer *work, const uint8_t *salt,
                                     size_t salt_len, crd_uuid person,
                                     crd_span text, crd_error *error);

/** Appends the canonical row: the text that is digested. */
void crd_audit_row_write(crd_buffer *out, const crd_audit_row *row);

#endif
