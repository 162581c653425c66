/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room audit: who did what, when. Each tenant has a chain of events; an event
 * holds the digest of the one before it, so a row that is edited, deleted or
 * moved is found and named (security case 180).
 *
 *     hash(n) = SHA-256( hash(n-1), row(n) )      hash(0) = 32 zero bytes
 *
 * row(n) is the canonical form (RFC 8785) of {"action", "actor", "at",
 * "commitment", "detail", "role", "seq", "subject", "tenant"}: `at` in RFC
 * 3339, cut off below the microsecond, `commitment` in hexadecimal and only
 * where there is a personal part, `tenant` as a UUID. Anyone can compute it
 * again with a JSON library.
 *
 * What an event says about a person stands apart from the chain, which holds
 * only HMAC-SHA-256(salt, person id, text). An erasure removes salt, text and
 * person id and is itself an event; the chain still verifies, and nobody can
 * test a guess against what is left (security case 181). Actor, subject and
 * detail hold ids alone, nothing personal.
 */
#ifndef PLATFORM_AUDIT_AUDIT_H
#define PLATFORM_AUDIT_AUDIT_H

#include "credimur/crypto.h"
#include "credimur/json.h"
#include "platform/store/store.h"

/** What is to be written down. */
typedef struct crd_audit_event {
    crd_uuid tenant;          /**< CRD_UUID_NIL: the installation */
    crd_span actor;           /**< id of an account or program; not empty */
    crd_span role;            /**< in which role; may be empty */
    crd_span action;          /**< noun.verb; not empty */
    crd_span subject;         /**< id of what it was done to; may be empty */
    const crd_json *detail;   /**< an object, nothing personal; NULL: {} */
    crd_uuid person;          /**< whose `personal` is; nil: nobody's */
    const crd_json *personal; /**< an object that can be erased; NULL: none */
} crd_audit_event;

/** The end of a chain. */
typedef struct crd_audit_head {
    crd_uuid tenant;
    int64_t seq; /**< 0: no event yet */
    uint8_t hash[CRD_SHA256_BYTES];
} crd_audit_head;

/** TENANT:SEQ:HASH, with a NUL. */
#define CRD_AUDIT_HEAD_TEXT_MAX (CRD_UUID_TEXT_MAX + 20 + 1 + 65)
void crd_audit_head_write(char out[CRD_AUDIT_HEAD_TEXT_MAX],
                          const crd_audit_head *head);
/** AUDIT_HEAD. */
CRD_MUST_USE crd_rc crd_audit_head_parse(crd_audit_head *out, crd_span text,
                                         crd_error *error);

/**
 * Appends `event` at `env->now` inside the caller's transaction, so that there
 * is no change without its event and no event without its change. `*head`
 * (may be NULL) is then the end of the chain. `env->random` is needed for a
 * personal part. AUDIT_DETAIL for an event that lacks who, what or when.
 */
CRD_MUST_USE crd_rc crd_audit_append(crd_audit_head *head, crd_store_tx *tx,
                                     const crd_env *env,
                                     const crd_audit_event *event,
                                     crd_error *error);

/**
 * Erases what the chain of `event->tenant` holds about `person`, and appends
 * `event` (action `audit.erase`, set here) that says how many events it
 * touched. Nothing about the person: `*erased` is 0 and no event is written.
 * After the commit, crd_store_settle removes it from the log as well.
 */
CRD_MUST_USE crd_rc crd_audit_erase(uint64_t *erased, crd_store_tx *tx,
                                    const crd_env *env,
                                    const crd_audit_event *event,
                                    crd_uuid person, crd_error *error);

/** What is known of a chain after it was walked. */
typedef struct crd_audit_finding {
    crd_code fault;      /**< AUDIT_*, or CRD_CODE_NONE: unbroken */
    int64_t seq;         /**< the first bad event */
    int64_t events;      /**< that were read */
    int64_t erased;      /**< whose personal part was erased */
    crd_audit_head head; /**< of the events as they are */
} crd_audit_finding;

/**
 * Walks the chain of `tenant` and compares its end with the one that the store
 * remembers and with `expected` (NULL: none), which somebody wrote down
 * before. A broken chain is a finding, not a failure of the call.
 */
CRD_MUST_USE crd_rc crd_audit_verify(crd_audit_finding *out, crd_store_tx *tx,
                                     crd_uuid tenant,
                                     const crd_audit_head *expected,
                                     crd_error *error);

/** The tenants that have a chain, in the arena. */
CRD_MUST_USE crd_rc crd_audit_tenants(crd_uuid **out, size_t *count,
                                      crd_arena *arena, crd_store_tx *tx,
                                      crd_error *error);

/** The latest time that any chain holds; 1970 where there is no event. */
CRD_MUST_USE crd_rc crd_audit_latest(crd_instant *out, crd_store_tx *tx,
                                     crd_error *error);

/** An event as it is listed; its texts are good during the call. */
typedef struct crd_audit_entry {
    int64_t seq;
    crd_instant at;
    crd_span actor, role, action, subject, detail;
    crd_span personal; /**< `.data` NULL: there is none, or it was erased */
    int64_t erased_by; /**< the event that erased it, or 0 */
    uint8_t hash[CRD_SHA256_BYTES];
} crd_audit_entry;

/** Called for each event; anything but CRD_OK ends the list with it. */
typedef crd_rc (*crd_audit_entry_fn)(void *context,
                                     const crd_audit_entry *entry,
                                     crd_error *error);

/** The events of a chain, latest first; an empty filter takes all. */
CRD_MUST_USE crd_rc crd_audit_list(crd_store_tx *tx, crd_uuid tenant,
                                   crd_span subject, crd_span action,
                                   int64_t count, crd_audit_entry_fn entry,
                                   void *context, crd_error *error);

/** An event as it is exported; all is good during the call. */
typedef struct crd_audit_link {
    int64_t seq;
    crd_span row; /**< the canonical row, byte for byte what was digested */
    crd_span previous; /**< 32 bytes, if nobody changed them */
    crd_span hash;     /**< likewise */
} crd_audit_link;

typedef crd_rc (*crd_audit_link_fn)(void *context, const crd_audit_link *link,
                                    crd_error *error);

/**
 * The events of a chain from the first on, as they stand: whether it is
 * unbroken is what crd_audit_verify says, or whoever computes the digests.
 * Nothing personal is in it.
 */
CRD_MUST_USE crd_rc crd_audit_export(crd_store_tx *tx, crd_uuid tenant,
                                     crd_audit_link_fn link, void *context,
                                     crd_error *error);

#endif
