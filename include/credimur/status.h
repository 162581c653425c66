/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room status: whether a credential still stands. Bitstring Status List v1.0
 * (W3C Recommendation, "BSL"), its predecessor StatusList2021, and the
 * 1EdTechRevocationList of Open Badges 3.0.
 *
 * Nothing here fetches or verifies a proof: a list credential is handed in
 * when it is verified. No function answers "not set" when it does not know:
 * whatever is missing, short, foreign or stale is an error.
 */
#ifndef CREDIMUR_STATUS_H
#define CREDIMUR_STATUS_H

#include "credimur/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Lists -----------------------------------------------------------------
 */

/** Fewer entries would tell who is looked up (BSL 6.1; case 112). */
#define CRD_STATUS_ENTRIES_MIN ((uint64_t)131072)
/** A list, decoded: 2^26 bits (security case 119). */
#define CRD_STATUS_BYTES_MAX ((size_t)8 << 20)
/** Its gzip, which stands in memory beside it: both are below 16 MiB. */
#define CRD_STATUS_GZIP_MAX (CRD_STATUS_BYTES_MAX - ((size_t)64 << 10))
/** Bits of one entry, at most. */
#define CRD_STATUS_SIZE_MAX 8

typedef enum crd_status_kind {
    CRD_STATUS_BITSTRING = 0,  /**< BitstringStatusListEntry and its list */
    CRD_STATUS_LIST_2021,      /**< StatusList2021Entry and its list */
    CRD_STATUS_REVOCATION_LIST /**< 1EdTechRevocationList: names, no bits */
} crd_status_kind;

/**
 * A bitstring and what its credential says of it. One block of memory; read
 * the members, change them by the functions only.
 */
typedef struct crd_status_list {
    crd_status_kind kind;
    uint8_t size;  /**< bits of an entry, for crd_status_list_get and _set */
    uint8_t *bits; /**< the left-most bit of the first byte is index 0 */
    size_t bytes;
    crd_span issuer;          /**< of the list credential; empty if unread */
    const crd_span *purposes; /**< what a set bit may mean */
    size_t purpose_count;
    bool has_from, has_until, has_ttl;
    crd_instant from, until; /**< validity of the list credential */
    int64_t ttl_ms;          /**< when to look for a newer one */
    size_t memory;           /**< bytes the whole object takes */
    const crd_allocator *allocator;
} crd_status_list;

/**
 * A list with nothing set. `entries` is rounded up to whole bytes, and at
 * least CRD_STATUS_ENTRIES_MIN; `size` is 1 to CRD_STATUS_SIZE_MAX.
 * STATUS_LIST_SHORT, STATUS_LIST_LARGE, STATUS_LIST_MALFORMED (the size),
 * MEMORY.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_list_new(crd_status_list **out,
                                                const crd_allocator *allocator,
                                                uint64_t entries, unsigned size,
                                                crd_error *error);
CRD_API void crd_status_list_free(crd_status_list *list);

/** How many entries of `list->size` bits it holds. */
CRD_API uint64_t crd_status_list_entries(const crd_status_list *list);
/** The value at `index`; STATUS_INDEX_RANGE beyond the end. */
CRD_API CRD_MUST_USE crd_rc crd_status_list_get(uint8_t *out,
                                                const crd_status_list *list,
                                                uint64_t index,
                                                crd_error *error);
/** Sets it; STATUS_INDEX_RANGE, also for a value that needs more bits. */
CRD_API CRD_MUST_USE crd_rc crd_status_list_set(crd_status_list *list,
                                                uint64_t index, unsigned value,
                                                crd_error *error);

/**
 * Bitstring Generation, BSL 3.3: appends `encodedList`, gzip in multibase
 * base64url. The same bits give the same text: gzip holds no time and no name.
 * STATUS_LIST_LARGE if the gzip is beyond CRD_STATUS_GZIP_MAX (a list of 2^26
 * bits of which nearly half are set), MEMORY.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_list_encode(crd_buffer *out,
                                                   const crd_status_list *list,
                                                   crd_error *error);

/**
 * Bitstring Expansion, BSL 3.4. `kind` says how the text is written: multibase
 * `u`, or the bare base64 or base64url of StatusList2021. Exactly one gzip
 * member with nothing after it, its CRC and length right, no longer than
 * CRD_STATUS_BYTES_MAX (STATUS_LIST_LARGE) and no shorter than
 * CRD_STATUS_ENTRIES_MIN bits (STATUS_LIST_SHORT); all else is
 * STATUS_LIST_MALFORMED. No more than 16 MiB of memory for any text.
 */
CRD_API CRD_MUST_USE crd_rc
crd_status_list_decode(crd_status_list **out, const crd_allocator *allocator,
                       crd_status_kind kind, crd_span text, crd_error *error);

/* ---- Entries ---------------------------------------------------------------
 */

/** A `credentialStatus`, read. Everything is borrowed from the credential. */
typedef struct crd_status_entry {
    crd_status_kind kind;
    crd_span id;         /**< of the entry; empty if it has none */
    crd_span list;       /**< URL of the list */
    crd_span purpose;    /**< "revocation" for a 1EdTechRevocationList */
    crd_span index_text; /**< digits; empty for a 1EdTechRevocationList */
    uint64_t index;
    uint8_t size;             /**< bits */
    const crd_json *messages; /**< `statusMessage`, or NULL */
} crd_status_entry;

/**
 * Reads one status entry of the document `root` (for the pointer in `error`;
 * may be NULL). `statusListIndex` is text of digits; `statusSize` 1 to
 * CRD_STATUS_SIZE_MAX, above 1 with its messages.
 * STATUS_TYPE_UNKNOWN; STATUS_INDEX_RANGE for an index of more than 64 bits;
 * STATUS_ENTRY_MALFORMED for all else (security cases 109, 110).
 */
CRD_API CRD_MUST_USE crd_rc crd_status_entry_read(crd_status_entry *out,
                                                  const crd_json *root,
                                                  const crd_json *entry,
                                                  crd_error *error);

/** What `value` means by the entry's messages; "unset" and "set" without. */
CRD_API crd_span crd_status_entry_message(const crd_status_entry *entry,
                                          uint8_t value);

/* ---- List credentials ------------------------------------------------------
 */

/**
 * Reads the list out of a list credential whose proof is verified and whose
 * document was had from `url`: its type, its id (absent, or `url`), its
 * validity at `at` with `skew_s` seconds of tolerance, no status of its own
 * (security case 123), its subject, purposes and bits. Whether its issuer may
 * speak for a credential is for the caller to ask, of `out->issuer`.
 * STATUS_LIST_TYPE, STATUS_LIST_FOREIGN, STATUS_LIST_NESTED,
 * STATUS_LIST_STALE, STATUS_LIST_NOT_YET_VALID, and those of
 * crd_status_list_decode.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_list_read(
    crd_status_list **out, const crd_allocator *allocator, const crd_json *root,
    crd_span url, crd_instant at, int64_t skew_s, crd_error *error);

/**
 * Validate Algorithm, BSL 3.2, steps 5, 9 and 10: the value of `entry` in a
 * list of crd_status_list_read. STATUS_LIST_TYPE for a list of another kind,
 * STATUS_LIST_PURPOSE, STATUS_LIST_SHORT, STATUS_INDEX_RANGE.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_lookup(uint8_t *out,
                                              const crd_status_list *list,
                                              const crd_status_entry *entry,
                                              crd_error *error);

/** What a list credential says besides its bits. */
typedef struct crd_status_list_options {
    crd_span id;      /**< its URL, without query or fragment (case 184) */
    crd_span issuer;  /**< a URL */
    crd_span purpose; /**< "revocation" or "suspension" */
    crd_instant from, until;
    int64_t ttl_ms; /**< 0: not said */
} crd_status_list_options;

/**
 * Generate Algorithm, BSL 3.1, steps 2 to 4: the unsigned
 * BitstringStatusListCredential of a list of one-bit entries. The same list
 * and options give the same document, so it can be signed ahead of time.
 * MEMBER_MALFORMED, DATES_REVERSED, VALUE_NOT_ALLOWED (another purpose, or a
 * list of more than one bit, which we do not issue), and those of
 * crd_status_list_encode.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_list_credential_make(
    crd_json **out, crd_arena *arena, const crd_status_list *list,
    const crd_status_list_options *options, crd_error *error);

/* ---- 1EdTechRevocationList -------------------------------------------------
 */

/** What a 1EdTechRevocationList says of one credential; borrowed from it. */
typedef struct crd_revocation {
    bool revoked;
    crd_span reason; /**< may be empty */
    crd_span issuer; /**< whom the list names; may be empty */
} crd_revocation;

/**
 * Looks for `credential_id` in the document `root` had from `entry->list`.
 * Such a list is not signed: what it says is as good as its https address.
 * A document without `revokedCredentials` is no list (an error page must not
 * read as "not revoked"): STATUS_LIST_MALFORMED; STATUS_LIST_FOREIGN if its
 * id is another; STATUS_ENTRY_MALFORMED for a credential without an id.
 */
CRD_API CRD_MUST_USE crd_rc crd_revocation_find(crd_revocation *out,
                                                const crd_json *root,
                                                const crd_status_entry *entry,
                                                crd_span credential_id,
                                                crd_error *error);

/* ---- Cache -----------------------------------------------------------------
 */

/** Decoded lists by URL, for one thread. */
typedef struct crd_status_cache crd_status_cache;

/** The smallest cache: one list of any size fits, and its successor. */
#define CRD_STATUS_CACHE_MIN ((size_t)17 << 20)
/** No longer URL is kept. */
#define CRD_STATUS_URL_MAX 8192

/**
 * An empty cache that takes at most `bytes` (at least CRD_STATUS_CACHE_MIN)
 * and serves nothing longer than `max_age_s` seconds after it was fetched;
 * `skew_s` is the tolerance of crd_status_list_read.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_cache_new(
    crd_status_cache **out, const crd_allocator *allocator, size_t bytes,
    int64_t max_age_s, int64_t skew_s, crd_error *error);
CRD_API void crd_status_cache_free(crd_status_cache *cache);

/**
 * The list had from `url`, if it may be used at `at`: within its validity, no
 * older than its ttl or the cache's age. Else NULL: fetch it. Borrowed until
 * the next put. Costs a hash of the URL; no proof, gunzip or base64.
 */
CRD_API const crd_status_list *
crd_status_cache_get(crd_status_cache *cache, crd_span url, crd_instant at);

/**
 * Keeps `list`, verified and read from `url` at `fetched_at`; the least used
 * ones make room. On success the cache owns the list. STATUS_LIST_STALE if a
 * newer one (by `validFrom`) of this URL was seen before: a replayed list
 * would undo a revocation (security case 117). That is remembered of lists
 * whose bits were given up too, as long as the URLs fit. LIMIT_BYTES, MEMORY.
 */
CRD_API CRD_MUST_USE crd_rc crd_status_cache_put(crd_status_cache *cache,
                                                 crd_status_list *list,
                                                 crd_span url,
                                                 crd_instant fetched_at,
                                                 crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
