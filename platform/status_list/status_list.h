/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room status_list: the status lists that an issuer keeps. Each signed
 * document has one entry of one bit, its slot; each issuer has one list for a
 * purpose, and a further one when that is three quarters full. The bits of a
 * list are those of room status of libcredimur, whose names begin with
 * crd_status_list; here they begin with crd_slot.
 *
 *  - An index is drawn at random, under a unique constraint, in the caller's
 *    transaction: it tells nothing about who was before whom, and no two
 *    documents have the same one (security cases 124, 125).
 *  - After a restore from a backup a new list is begun, under a new id: what
 *    the lost store drew since the backup is never drawn again.
 *  - What a set bit means, and why, stands with the slot, for the page at the
 *    status URL. Reasons are public: nothing personal belongs in them.
 *  - A change and its audit event are one transaction.
 *
 * Codes: SLOT_*; those of store and audit.
 */
#ifndef PLATFORM_STATUS_LIST_STATUS_LIST_H
#define PLATFORM_STATUS_LIST_STATUS_LIST_H

#include "credimur/status.h"
#include "platform/store/store.h"

/** An entry of a list. Its list's id is the last part of the list's URL. */
typedef struct crd_slot {
    crd_uuid list;
    int64_t index;
} crd_slot;

/** What the list is for; it says what may happen to its entries. */
typedef enum crd_slot_purpose {
    CRD_SLOT_REVOCATION, /**< a bit that is set stays set */
    CRD_SLOT_SUSPENSION, /**< it may be set for a while, or for good */
    CRD_SLOT_PURPOSE_COUNT
} crd_slot_purpose;

/** "revocation"; and the purpose of a word, _COUNT if it is none. */
const char *crd_slot_purpose_word(crd_slot_purpose purpose);
crd_slot_purpose crd_slot_purpose_find(crd_span word);

typedef enum crd_slot_state {
    CRD_SLOT_VALID, /**< the bit is not set; in all others it is */
    CRD_SLOT_SUSPENDED,
    CRD_SLOT_REVOKED,
    CRD_SLOT_REPLACED,
    CRD_SLOT_STATE_COUNT
} crd_slot_state;

/** "valid"; and the state of a word, _COUNT if it is none. */
const char *crd_slot_state_word(crd_slot_state state);
crd_slot_state crd_slot_state_find(crd_span word);

/* ---- Allocating ---------------------------------------------------------- */

/** Whose entry it is to be. */
typedef struct crd_slot_request {
    crd_uuid tenant;
    crd_span issuer; /**< its id, as in the credential; not empty */
    crd_slot_purpose purpose;
    crd_uuid document; /**< the signed document; nil: not known here */
} crd_slot_request;

/**
 * Draws an index that nobody has. `*begun` (may be NULL): a list was begun for
 * it, and its first holders are easily counted; whoever issues to few people
 * should be told (security case 185). SLOT_DRAWS if chance, or what gives the
 * random bytes, finds no free one: issue nothing. STORE_CONFLICT if the
 * document has its slot already.
 */
CRD_MUST_USE crd_rc crd_slots_allocate(crd_slot *out, bool *begun,
                                       crd_store_tx *tx, const crd_env *env,
                                       const crd_slot_request *request,
                                       crd_error *error);

/** The slot of a signed document. SLOT_NOT_FOUND. */
CRD_MUST_USE crd_rc crd_slots_of(crd_slot *out, crd_store_tx *tx,
                                 crd_uuid document, crd_error *error);

/* ---- Changing ------------------------------------------------------------ */

/** Who changes it, and why. Code and text are public. */
typedef struct crd_slot_reason {
    crd_span actor; /**< id of an account or program; not empty */
    crd_span role;  /**< in which role; may be empty */
    crd_span code;  /**< lower case, digits and hyphens, 1 to 64 */
    crd_span text;  /**< at most 1024 bytes; may be empty */
} crd_slot_reason;

/**
 * Each changes the state as the table of state.c allows, marks the list as
 * changed and appends `status.suspend` and so on to the tenant's audit chain,
 * of the reason the code alone. SLOT_NOT_FOUND; SLOT_REASON; SLOT_PURPOSE if
 * the list is not one for suspensions; SLOT_STATE if the state is not one from
 * which there is such a way: what is revoked stays so.
 */
CRD_MUST_USE crd_rc crd_slots_suspend(crd_store_tx *tx, const crd_env *env,
                                      crd_slot slot, const crd_slot_reason *why,
                                      crd_error *error);
CRD_MUST_USE crd_rc crd_slots_reinstate(crd_store_tx *tx, const crd_env *env,
                                        crd_slot slot,
                                        const crd_slot_reason *why,
                                        crd_error *error);
CRD_MUST_USE crd_rc crd_slots_revoke(crd_store_tx *tx, const crd_env *env,
                                     crd_slot slot, const crd_slot_reason *why,
                                     crd_error *error);
CRD_MUST_USE crd_rc crd_slots_replace(crd_store_tx *tx, const crd_env *env,
                                      crd_slot slot, const crd_slot_reason *why,
                                      crd_error *error);

/* ---- Looking ------------------------------------------------------------- */

/** A slot as it stands; its texts are in the arena. */
typedef struct crd_slot_record {
    crd_slot slot;
    crd_uuid tenant;
    crd_span issuer;
    crd_slot_purpose purpose;
    crd_uuid document; /**< nil: not known here */
    crd_slot_state state;
    crd_span reason_code, reason; /**< of the last change; empty: none */
    crd_span actor;               /**< not for the public */
    crd_instant changed;
    int64_t row_version;
} crd_slot_record;

/** What the status URL tells. SLOT_NOT_FOUND: the index is nobody's. */
CRD_MUST_USE crd_rc crd_slots_show(crd_slot_record *out, crd_arena *arena,
                                   crd_store_tx *tx, crd_slot slot,
                                   crd_error *error);

/* ---- Publishing ---------------------------------------------------------- */

/**
 * The bits of a list as they stand, to be encoded and signed; the caller frees
 * them. `*version` is what they are called once they are published.
 * SLOT_NOT_FOUND: there is no such list.
 */
CRD_MUST_USE crd_rc crd_slots_bits(crd_status_list **out, int64_t *version,
                                   const crd_allocator *allocator,
                                   crd_store_tx *tx, crd_uuid list,
                                   crd_error *error);

/**
 * Lists that must be published anew, the longest waiting first, at most `room`
 * of them. It is a fact of the store: a program that ends between a revocation
 * and its publication finds the list here again (security case 126).
 */
CRD_MUST_USE crd_rc crd_slots_changed(crd_uuid *out, size_t *found, size_t room,
                                      crd_store_tx *tx, crd_error *error);

/** These bits are published. An older version than the last changes nothing. */
CRD_MUST_USE crd_rc crd_slots_published(crd_store_tx *tx, crd_uuid list,
                                        int64_t version, crd_error *error);

#endif
