/* SPDX-License-Identifier: Apache-2.0 */
/* Walking a chain: the first event that is not as it was written is named
 * (security case 180). */
#include "platform/audit/canonical.h"

#include <stdio.h>
#include <stdlib.h>

/* Columns of the statement audit_walk. */
enum {
    SEQ,
    AT,
    ACTOR,
    ROLE,
    ACTION,
    SUBJECT,
    DETAIL,
    COMMITMENT,
    PREVIOUS,
    HASH,
    PERSONAL_SEQ,
    PERSON,
    SALT,
    CONTENT,
    ERASED_BY
};

static bool is_digest(crd_span bytes)
{
    return bytes.len == CRD_SHA256_BYTES;
}

/* The erasing event stands later in the chain and says that it erases. */
static crd_rc is_erasure(bool *good, crd_store_tx *tx, crd_uuid tenant,
                         int64_t seq, int64_t by, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(
        &found, &rows, tx, CRD_SQL_AUDIT_ACTION_AT,
        CRD_STORE_VALUES(crd_store_uuid(&tenant), crd_store_integer(by)),
        error));
    *good = found && by > seq &&
            crd_span_is(crd_store_column_text(&rows, 0), "audit.erase");
    crd_store_end(&rows);
    return CRD_OK;
}

/* The personal part: as it was committed to, or erased by an event. */
static crd_rc check_personal(crd_audit_finding *out, crd_buffer *work,
                             const crd_store_rows *rows, crd_uuid tenant,
                             crd_error *error)
{
    crd_span commitment = crd_store_column_blob(rows, COMMITMENT);
    crd_span salt = crd_store_column_blob(rows, SALT);
    crd_span content = crd_store_column_text(rows, CONTENT);
    int64_t by = crd_store_column_integer(rows, ERASED_BY);
    bool there = crd_store_column_integer(rows, PERSONAL_SEQ) > 0;
    bool good = there == is_digest(commitment);
    if (good && there && by) {
        good = !salt.data && !content.data;
        if (good) {
            CRD_TRY(
                is_erasure(&good, rows->tx, tenant, out->head.seq, by, error));
        }
        out->erased += good;
    } else if (good && there) {
        uint8_t again[CRD_SHA256_BYTES] = {0};
        good = salt.len == CRD_AUDIT_SALT_BYTES;
        if (good) {
            CRD_TRY(crd_audit_commit(
                again, work, (const uint8_t *)salt.data, salt.len,
                crd_store_column_uuid(rows, PERSON), content, error));
            good = memcmp(again, commitment.data, sizeof again) == 0;
        }
    }
    if (!good) {
        out->fault = CRD_CODE_AUDIT_PERSONAL;
    }
    return CRD_OK;
}

/* One row against its own digest. */
static crd_rc is_as_written(bool *good, crd_buffer *work,
                            const crd_store_rows *rows, crd_uuid tenant,
                            int64_t seq, crd_error *error)
{
    uint8_t again[CRD_SHA256_BYTES];
    crd_span commitment = crd_store_column_blob(rows, COMMITMENT);
    crd_span previous = crd_store_column_blob(rows, PREVIOUS);
    crd_span hash = crd_store_column_blob(rows, HASH);
    if (!is_digest(previous) || !is_digest(hash) ||
        (commitment.data && !is_digest(commitment))) {
        *good = false;
        return CRD_OK;
    }
    crd_audit_row row = {.tenant = tenant,
                         .seq = seq,
                         .at = crd_store_column_instant(rows, AT),
                         .actor = crd_store_column_text(rows, ACTOR),
                         .role = crd_store_column_text(rows, ROLE),
                         .action = crd_store_column_text(rows, ACTION),
                         .subject = crd_store_column_text(rows, SUBJECT),
                         .detail = crd_store_column_text(rows, DETAIL),
                         .commitment = (const uint8_t *)commitment.data,
                         .previous = (const uint8_t *)previous.data};
    CRD_TRY(crd_audit_hash(again, work, &row, error));
    *good = memcmp(again, hash.data, sizeof again) == 0;
    return CRD_OK;
}

/*
 * The next row. One that is itself as it was written but follows another
 * digest shows that the row before it was changed together with its own.
 */
static crd_rc check_row(crd_audit_finding *out, crd_buffer *work,
                        const crd_store_rows *rows, crd_uuid tenant,
                        crd_error *error)
{
    int64_t seq = crd_store_column_integer(rows, SEQ);
    bool good;
    out->seq = out->head.seq + 1;
    if (seq != out->seq) {
        out->fault = CRD_CODE_AUDIT_MISSING;
        return CRD_OK;
    }
    out->events++;
    CRD_TRY(is_as_written(&good, work, rows, tenant, seq, error));
    if (!good) {
        out->fault = CRD_CODE_AUDIT_ALTERED;
        return CRD_OK;
    }
    if (memcmp(crd_store_column_blob(rows, PREVIOUS).data, out->head.hash,
               sizeof out->head.hash) != 0) {
        out->fault = CRD_CODE_AUDIT_ALTERED;
        out->seq = seq > 1 ? seq - 1 : 1;
        return CRD_OK;
    }
    out->head.seq = seq;
    memcpy(out->head.hash, crd_store_column_blob(rows, HASH).data,
           sizeof out->head.hash);
    return check_personal(out, work, rows, tenant, error);
}

/* A head that somebody remembers, against the event of its number. */
static void compare(crd_audit_finding *out, int64_t seq, const uint8_t *hash,
                    const uint8_t *found)
{
    if (out->fault != CRD_CODE_NONE) {
        return;
    }
    if (seq > out->head.seq || (found && memcmp(found, hash, 32) != 0)) {
        out->fault = CRD_CODE_AUDIT_TRUNCATED;
        out->seq = seq > out->head.seq ? out->head.seq + 1 : seq;
    }
}

static crd_rc compare_stored(crd_audit_finding *out, crd_store_tx *tx,
                             crd_uuid tenant, crd_error *error)
{
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_AUDIT_HEAD,
                          CRD_STORE_VALUES(crd_store_uuid(&tenant)), error));
    int64_t seq = found ? crd_store_column_integer(&rows, 0) : 0;
    crd_span hash = found ? crd_store_column_blob(&rows, 1) : CRD_SPAN_NONE;
    if (out->fault == CRD_CODE_NONE &&
        (seq != out->head.seq ||
         (seq > 0 && (!is_digest(hash) ||
                      memcmp(hash.data, out->head.hash, hash.len) != 0)))) {
        out->fault = CRD_CODE_AUDIT_TRUNCATED;
        out->seq = out->head.seq + 1;
    }
    crd_store_end(&rows);
    return CRD_OK;
}

static crd_rc walk(crd_audit_finding *out, crd_buffer *work, crd_store_tx *tx,
                   crd_uuid tenant, const crd_audit_head *expected,
                   crd_error *error)
{
    crd_store_rows rows;
    uint8_t met[CRD_SHA256_BYTES];
    bool found, meets = expected && expected->seq == 0;
    memset(met, 0, sizeof met);
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_AUDIT_WALK,
                            CRD_STORE_VALUES(crd_store_uuid(&tenant)), error));
    while (out->fault == CRD_CODE_NONE) {
        CRD_TRY(crd_store_next(&found, &rows, error));
        if (!found) {
            break;
        }
        crd_rc rc = check_row(out, work, &rows, tenant, error);
        if (rc != CRD_OK) {
            crd_store_end(&rows);
            return rc;
        }
        if (expected && out->head.seq == expected->seq) {
            memcpy(met, out->head.hash, sizeof met);
            meets = true;
        }
    }
    crd_store_end(&rows);
    if (expected) {
        compare(out, expected->seq, expected->hash, meets ? met : NULL);
    }
    return compare_stored(out, tx, tenant, error);
}

crd_rc crd_audit_verify(crd_audit_finding *out, crd_store_tx *tx,
                        crd_uuid tenant, const crd_audit_head *expected,
                        crd_error *error)
{
    crd_audit_finding finding = {.fault = CRD_CODE_NONE};
    crd_buffer work;
    finding.head.tenant = tenant;
    crd_buffer_init(&work, crd_allocator_default(), CRD_AUDIT_ROW_MAX);
    crd_rc rc = walk(&finding, &work, tx, tenant, expected, error);
    crd_buffer_free(&work);
    if (rc == CRD_OK) {
        finding.seq = finding.fault == CRD_CODE_NONE ? 0 : finding.seq;
        *out = finding;
    }
    return rc;
}

/* ---- Heads as text ------------------------------------------------------- */

void crd_audit_head_write(char out[CRD_AUDIT_HEAD_TEXT_MAX],
                          const crd_audit_head *head)
{
    char tenant[CRD_UUID_TEXT_MAX], hash[2 * CRD_SHA256_BYTES + 1];
    crd_uuid_write(tenant, head->tenant);
    crd_hex_write(hash, head->hash, sizeof head->hash);
    snprintf(out, CRD_AUDIT_HEAD_TEXT_MAX, "%s:%lld:%s", tenant,
             (long long)head->seq, hash);
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

crd_rc crd_audit_head_parse(crd_audit_head *out, crd_span text,
                            crd_error *error)
{
    enum { TENANT = CRD_UUID_TEXT_MAX - 1, HASH_TEXT = 2 * CRD_SHA256_BYTES };
    crd_audit_head head;
    crd_uuid last;
    bool good =
        text.len > TENANT + 2 + HASH_TEXT &&
        text.len < CRD_AUDIT_HEAD_TEXT_MAX && text.data[TENANT] == ':' &&
        text.data[text.len - HASH_TEXT - 1] == ':' &&
        crd_uuid_range(&head.tenant, &last, (crd_span){text.data, TENANT});
    head.seq = 0;
    for (size_t i = TENANT + 1; good && i < text.len - HASH_TEXT - 1; i++) {
        int d = digit(text.data[i]);
        good = d >= 0 && d < 10 && head.seq < INT64_MAX / 10 - 1;
        head.seq = head.seq * 10 + d;
    }
    for (size_t i = 0; good && i < CRD_SHA256_BYTES; i++) {
        const char *pair = text.data + text.len - HASH_TEXT + 2 * i;
        int high = digit(pair[0]), low = digit(pair[1]);
        good = high >= 0 && low >= 0;
        head.hash[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
    }
    if (!good) {
        return crd_fail(error, CRD_CODE_AUDIT_HEAD, "%s", "");
    }
    *out = head;
    return CRD_OK;
}
