/* SPDX-License-Identifier: Apache-2.0 */
/* Room status_list: an index for each document, and what its bit means. */
#include "place.h"

#include "platform/audit/audit.h"
#include "platform/status_list/status_list.h"

#include <pthread.h>
#include <sys/wait.h>

static const crd_uuid TENANT = {{1, 2, 3}};
static const crd_slot_reason WHY = {{"account:1", 9},
                                    {"issuer-admin", 12},
                                    {"issued-in-error", 15},
                                    {"The wrong course.", 17}};

static crd_slot_request request(crd_slot_purpose purpose)
{
    return (crd_slot_request){.tenant = TENANT,
                              .issuer = CRD_SPAN("did:web:college.example"),
                              .purpose = purpose};
}

static crd_slot allocate(place *p, crd_store_tx *tx, const crd_slot_request *q,
                         bool *begun)
{
    crd_slot slot;
    place_ok(crd_slots_allocate(&slot, begun, tx, &p->env, q, &p->error),
             &p->error);
    return slot;
}

static bool same(crd_slot a, crd_slot b)
{
    return crd_uuid_equal(a.list, b.list) && a.index == b.index;
}

/* ---- Allocating ---------------------------------------------------------- */

typedef struct issuing {
    crd_store *store;
    place p;
    crd_slot slots[30];
    crd_rc rc;
    pthread_t thread;
} issuing;

enum { ISSUERS = 4, EACH = 30 };

static crd_rc issue_one(void *context, crd_store_tx *tx, crd_error *error)
{
    issuing *a = context;
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    return crd_slots_allocate(&a->slots[EACH - 1], NULL, tx, &a->p.env, &q,
                              error);
}

static void *issue(void *context)
{
    issuing *a = context;
    for (int i = 0; i < EACH && a->rc == CRD_OK; i++) {
        a->rc = crd_store_write(a->store, issue_one, a, &a->p.error);
        a->slots[i] = a->slots[EACH - 1];
    }
    return NULL;
}

/* Security case 124: threads that draw the very same numbers get indices of
 * their own, and the store takes no index twice whoever asks. */
static void test_no_index_twice(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    issuing *all = calloc(ISSUERS, sizeof *all);
    for (int i = 0; i < ISSUERS; i++) {
        all[i] = (issuing){.store = store, .p = *p};
        all[i].p.env.random_context = &all[i].p;
        assert_int_equal(pthread_create(&all[i].thread, NULL, issue, &all[i]),
                         0);
    }
    for (int i = 0; i < ISSUERS; i++) {
        pthread_join(all[i].thread, NULL);
        place_ok(all[i].rc, &all[i].p.error);
    }
    for (int a = 0; a < ISSUERS * EACH; a++) {
        for (int b = 0; b < a; b++) {
            assert_false(same(all[a / EACH].slots[a % EACH],
                              all[b / EACH].slots[b % EACH]));
        }
    }
    free(all);
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select allocated from status_list"),
                     ISSUERS * EACH);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(p->file, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "insert into status_index select list_id, idx, null, "
                     "state, '', '', '', 0, 1 from status_index limit 1",
                     NULL, NULL, NULL),
        SQLITE_CONSTRAINT);
    sqlite3_close(db);
}

/* Security case 125: of 10,000 indices neither the places nor the order tell
 * anything. The random bytes are the same in each run. */
static void test_random_indices(void **state)
{
    enum { ISSUES = 10000, BUCKETS = 64, EXPECTED = ISSUES / BUCKETS };
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    int64_t counts[BUCKETS] = {0}, squares = 0, last = 0;
    int ascents = 0, neighbours = 0;
    p->drawn = 20260528;
    for (int i = 0; i < ISSUES; i++) {
        int64_t index = allocate(p, tx, &q, NULL).index;
        assert_in_range(index, 0, CRD_STATUS_ENTRIES_MIN - 1);
        counts[index / (int64_t)(CRD_STATUS_ENTRIES_MIN / BUCKETS)]++;
        ascents += index > last;
        neighbours += index - last <= 8 && last - index <= 8;
        last = index;
    }
    for (int i = 0; i < BUCKETS; i++) {
        squares += (counts[i] - EXPECTED) * (counts[i] - EXPECTED);
    }
    /* Chi-square of 63 degrees of freedom: 103.4 is exceeded by chance once in
     * a thousand times, and less than 31 is too even to be chance. */
    assert_in_range(squares / EXPECTED, 31, 103);
    /* Half of the steps go up (standard deviation 29); 1.3 are as short as
     * this. */
    assert_in_range(ascents, 4885, 5115);
    assert_in_range(neighbours, 0, 8);
    crd_store_rollback(tx);
    crd_store_close(store);
}

/* Security cases 184, 185: all that an issuer issues shares one large list for
 * each purpose, and its beginning is told, once. */
static void test_shared_lists(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_slot_request held = request(CRD_SLOT_SUSPENSION);
    crd_slot_request other = q;
    bool begun;
    crd_slot first = allocate(p, tx, &q, &begun);
    assert_true(begun);
    for (int i = 0; i < 20; i++) {
        assert_true(
            crd_uuid_equal(allocate(p, tx, &q, &begun).list, first.list));
        assert_false(begun);
    }
    assert_false(
        crd_uuid_equal(allocate(p, tx, &held, &begun).list, first.list));
    assert_true(begun);
    other.issuer = CRD_SPAN("did:web:school.example");
    assert_false(
        crd_uuid_equal(allocate(p, tx, &other, &begun).list, first.list));
    assert_true(begun);
    other = q;
    other.tenant.bytes[0] = 9;
    assert_false(
        crd_uuid_equal(allocate(p, tx, &other, &begun).list, first.list));
    assert_true(begun);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select min(entries) from status_list"),
                     CRD_STATUS_ENTRIES_MIN);
}

/* Three quarters full is full. */
static void test_full_list(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    bool begun;
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot first = allocate(p, tx, &q, NULL);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    place_tamper(p->file, "update status_list set allocated = 98303");
    tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot last = allocate(p, tx, &q, &begun);
    assert_false(begun);
    assert_true(crd_uuid_equal(last.list, first.list));
    crd_slot next = allocate(p, tx, &q, &begun);
    assert_true(begun);
    assert_false(crd_uuid_equal(next.list, first.list));
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    assert_int_equal(place_ask(p->file, "select max(number) from status_list"),
                     2);
    crd_store_close(store);
}

/* Gives these bytes over and over. */
static crd_rc scripted(void *context, uint8_t *out, size_t len,
                       crd_error *error)
{
    const uint8_t **next = context;
    (void)error;
    for (size_t i = 0; i < len; i++) {
        out[i] = len == 4 ? *(*next)++ : 7;
    }
    return CRD_OK;
}

static crd_rc stuck(void *context, uint8_t *out, size_t len, crd_error *error)
{
    (void)context;
    (void)error;
    memset(out, 5, len);
    return CRD_OK;
}

/* A draw that would make low indices likelier is drawn anew; a source that
 * always gives the same ends, and nothing is stored. */
static void test_draws(void **state)
{
    static const uint8_t BYTES[] = {0, 0, 0, 4, 255, 255, 255, 255, 0, 0, 0, 5};
    const uint8_t *next = BYTES;
    place *p = *state;
    crd_store *store = place_make(p);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_slot slot;
    p->env.random = scripted;
    p->env.random_context = &next;
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    assert_int_equal(allocate(p, tx, &q, NULL).index, 4);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    place_tamper(p->file, "update status_list set entries = 200000");
    tx = place_begin(p, store, CRD_STORE_WRITE);
    assert_int_equal(allocate(p, tx, &q, NULL).index, 5);
    p->env.random = stuck;
    allocate(p, tx, &q, NULL);
    assert_int_equal(
        crd_slots_allocate(&slot, NULL, tx, &p->env, &q, &p->error),
        CRD_E_INTERNAL);
    assert_int_equal(p->error.code, CRD_CODE_SLOT_DRAWS);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    assert_int_equal(place_ask(p->file, "select count(*) from status_index"),
                     3);
    tx = place_begin(p, store, CRD_STORE_WRITE);
    p->env.random = NULL;
    assert_int_equal(
        crd_slots_allocate(&slot, NULL, tx, &p->env, &q, &p->error),
        CRD_E_INTERNAL);
    crd_store_rollback(tx);
    crd_store_close(store);
}

static void test_one_slot_for_a_document(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_slot slot, again;
    q.document = (crd_uuid){{4, 5, 6}};
    slot = allocate(p, tx, &q, NULL);
    place_ok(crd_slots_of(&again, tx, q.document, &p->error), &p->error);
    assert_true(same(slot, again));
    assert_int_equal(
        crd_slots_allocate(&again, NULL, tx, &p->env, &q, &p->error),
        CRD_E_CONFLICT);
    assert_int_equal(p->error.code, CRD_CODE_STORE_CONFLICT);
    assert_int_equal(crd_slots_of(&again, tx, TENANT, &p->error),
                     CRD_E_NOT_FOUND);
    crd_store_rollback(tx);
    crd_store_close(store);
}

/* Security case 124: a restore of yesterday's backup, and chance that repeats
 * itself, give no index that was given since. */
static void test_restore(void **state)
{
    enum { BEFORE = 20, LOST = 40, AFTER = 40 };
    place *p = *state;
    char backup[96], other[96], url[112];
    crd_slot given[BEFORE + LOST], slot, first = {CRD_UUID_NIL, 0};
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    bool begun;
    snprintf(backup, sizeof backup, "%s/backup", p->root);
    snprintf(other, sizeof other, "%s/other.sqlite", p->root);
    snprintf(url, sizeof url, "sqlite:%s", other);
    crd_store *store = place_make(p);
    uint64_t drawn = p->drawn;
    for (int i = 0; i < BEFORE + LOST; i++) {
        if (i == BEFORE) {
            place_ok(crd_store_backup(store, backup, false, &p->error),
                     &p->error);
            drawn = p->drawn;
        }
        crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
        given[i] = allocate(p, tx, &q, NULL);
        place_ok(crd_store_commit(tx, &p->error), &p->error);
    }
    crd_store_close(store);
    place_ok(crd_store_restore(url, backup, &p->env, NULL, NULL, &p->error),
             &p->error);
    place_ok(crd_store_open(&store, url, NULL, &p->error), &p->error);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    p->drawn = drawn;
    for (int i = 0; i < AFTER; i++) {
        slot = allocate(p, tx, &q, &begun);
        assert_int_equal(begun, i == 0);
        first = i == 0 ? slot : first;
        assert_true(crd_uuid_equal(slot.list, first.list));
        for (int k = 0; k < BEFORE + LOST; k++) {
            assert_false(same(slot, given[k]));
        }
    }
    /* What was given before the backup can still be revoked. */
    place_ok(crd_slots_revoke(tx, &p->env, given[0], &WHY, &p->error),
             &p->error);
    crd_store_rollback(tx);
    crd_store_close(store);
}

/* ---- Changing ------------------------------------------------------------ */

typedef crd_rc (*event_fn)(crd_store_tx *tx, const crd_env *env, crd_slot slot,
                           const crd_slot_reason *why, crd_error *error);

static const event_fn EVENTS[] = {crd_slots_suspend, crd_slots_reinstate,
                                  crd_slots_revoke, crd_slots_replace};

enum { NO_WAY = -1, NO_PURPOSE = -2, UNREACHABLE = -3 };

/* The whole table: purpose, from, and what follows from suspend, reinstate,
 * revoke and replace. */
static const int TABLE[CRD_SLOT_PURPOSE_COUNT][CRD_SLOT_STATE_COUNT][4] = {
    {{NO_PURPOSE, NO_PURPOSE, CRD_SLOT_REVOKED, CRD_SLOT_REPLACED},
     {UNREACHABLE, UNREACHABLE, UNREACHABLE, UNREACHABLE},
     {NO_PURPOSE, NO_PURPOSE, NO_WAY, NO_WAY},
     {NO_PURPOSE, NO_PURPOSE, CRD_SLOT_REVOKED, NO_WAY}},
    {{CRD_SLOT_SUSPENDED, NO_WAY, CRD_SLOT_REVOKED, CRD_SLOT_REPLACED},
     {NO_WAY, CRD_SLOT_VALID, CRD_SLOT_REVOKED, CRD_SLOT_REPLACED},
     {NO_WAY, NO_WAY, NO_WAY, NO_WAY},
     {NO_WAY, NO_WAY, CRD_SLOT_REVOKED, NO_WAY}}};

/* How a slot comes to each state from valid. */
static const event_fn REACH[CRD_SLOT_STATE_COUNT] = {
    NULL, crd_slots_suspend, crd_slots_revoke, crd_slots_replace};

static crd_slot_record show(place *p, crd_store_tx *tx, crd_arena *arena,
                            crd_slot slot)
{
    crd_slot_record r;
    place_ok(crd_slots_show(&r, arena, tx, slot, &p->error), &p->error);
    return r;
}

static bool bit_of(place *p, crd_store_tx *tx, crd_slot slot, int64_t *version)
{
    crd_status_list *bits;
    uint8_t bit;
    place_ok(crd_slots_bits(&bits, version, crd_allocator_default(), tx,
                            slot.list, &p->error),
             &p->error);
    place_ok(crd_status_list_get(&bit, bits, (uint64_t)slot.index, &p->error),
             &p->error);
    crd_status_list_free(bits);
    return bit;
}

/* One field of the table, in a transaction of its own that is undone. */
static void try_way(place *p, crd_store *store, int purpose, int from,
                    int event)
{
    int to = TABLE[purpose][from][event];
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request((crd_slot_purpose)purpose);
    crd_slot slot = allocate(p, tx, &q, NULL);
    int64_t before, after;
    crd_arena arena;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    if (REACH[from]) {
        place_ok(REACH[from](tx, &p->env, slot, &WHY, &p->error), &p->error);
    }
    assert_int_equal(show(p, tx, &arena, slot).state, from);
    assert_int_equal(bit_of(p, tx, slot, &before), from != CRD_SLOT_VALID);
    crd_rc rc = EVENTS[event](tx, &p->env, slot, &WHY, &p->error);
    if (to >= 0) {
        place_ok(rc, &p->error);
    } else {
        assert_int_equal(rc, CRD_E_CONFLICT);
        assert_int_equal(p->error.code, to == NO_PURPOSE ? CRD_CODE_SLOT_PURPOSE
                                                         : CRD_CODE_SLOT_STATE);
        to = from;
    }
    assert_int_equal(show(p, tx, &arena, slot).state, to);
    assert_int_equal(bit_of(p, tx, slot, &after), to != CRD_SLOT_VALID);
    assert_int_equal(after - before, rc == CRD_OK);
    crd_audit_finding finding;
    place_ok(crd_audit_verify(&finding, tx, TENANT, NULL, &p->error),
             &p->error);
    assert_int_equal(finding.fault, CRD_CODE_NONE);
    assert_int_equal(finding.events, (REACH[from] != NULL) + (rc == CRD_OK));
    crd_arena_free(&arena);
    crd_store_rollback(tx);
}

static void test_every_way(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    int tried = 0;
    for (int purpose = 0; purpose < CRD_SLOT_PURPOSE_COUNT; purpose++) {
        for (int from = 0; from < CRD_SLOT_STATE_COUNT; from++) {
            for (int event = 0; event < 4; event++) {
                if (TABLE[purpose][from][event] != UNREACHABLE) {
                    try_way(p, store, purpose, from, event);
                    tried++;
                }
            }
        }
    }
    assert_int_equal(tried, 28);
    crd_store_close(store);
}

static crd_rc see(void *context, const crd_audit_entry *entry, crd_error *error)
{
    int *seen = context;
    (void)error;
    assert_true(crd_span_is(entry->action, "status.revoke"));
    assert_true(crd_span_is(entry->actor, "account:1"));
    assert_true(crd_span_is(
        entry->detail, "{\"document\":\"04050600-0000-0000-0000-000000000000\","
                       "\"from\":\"valid\",\"reason\":\"issued-in-error\","
                       "\"to\":\"revoked\"}"));
    ++*seen;
    return CRD_OK;
}

static void test_what_is_told(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_arena arena;
    int seen = 0;
    q.document = (crd_uuid){{4, 5, 6}};
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_slot slot = allocate(p, tx, &q, NULL);
    crd_slot_record r = show(p, tx, &arena, slot);
    assert_int_equal(r.reason_code.len, 0);
    p->env.now.seconds += 60;
    place_ok(crd_slots_revoke(tx, &p->env, slot, &WHY, &p->error), &p->error);
    r = show(p, tx, &arena, slot);
    assert_true(same(r.slot, slot));
    assert_true(crd_uuid_equal(r.tenant, TENANT));
    assert_true(crd_span_is(r.issuer, "did:web:college.example"));
    assert_true(crd_uuid_equal(r.document, q.document));
    assert_true(crd_span_is(r.reason_code, "issued-in-error"));
    assert_true(crd_span_is(r.reason, "The wrong course."));
    assert_true(crd_span_is(r.actor, "account:1"));
    assert_int_equal(r.changed.seconds, PLACE_NOW + 60);
    assert_int_equal(r.row_version, 2);
    place_ok(crd_audit_list(tx, TENANT, CRD_SPAN(""), CRD_SPAN(""), 10, see,
                            &seen, &p->error),
             &p->error);
    assert_int_equal(seen, 1);
    slot.index = (slot.index + 1) % 131072;
    assert_int_equal(crd_slots_show(&r, &arena, tx, slot, &p->error),
                     CRD_E_NOT_FOUND);
    assert_int_equal(crd_slots_revoke(tx, &p->env, slot, &WHY, &p->error),
                     CRD_E_NOT_FOUND);
    assert_int_equal(p->error.code, CRD_CODE_SLOT_NOT_FOUND);
    crd_arena_free(&arena);
    crd_store_rollback(tx);
    crd_store_close(store);
}

static void test_reasons(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_slot slot = allocate(p, tx, &q, NULL);
    static const char LONG[1025] = {0};
    crd_slot_reason bad[5] = {WHY, WHY, WHY, WHY, WHY};
    bad[0].actor = CRD_SPAN("");
    bad[1].code = CRD_SPAN("");
    bad[2].code = CRD_SPAN("Not a code");
    bad[3].code =
        CRD_SPAN("a-code-that-is-longer-than-sixty-four-characters-is-"
                 "no-code-at-all");
    bad[4].text = (crd_span){LONG, sizeof LONG};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(
            crd_slots_revoke(tx, &p->env, slot, &bad[i], &p->error),
            CRD_E_VALUE);
        assert_int_equal(p->error.code, CRD_CODE_SLOT_REASON);
    }
    crd_store_rollback(tx);
    crd_store_close(store);
}

static void test_words(void **state)
{
    (void)state;
    for (int i = 0; i < CRD_SLOT_STATE_COUNT; i++) {
        const char *word = crd_slot_state_word((crd_slot_state)i);
        assert_int_equal(crd_slot_state_find(crd_span_of(word)), i);
    }
    for (int i = 0; i < CRD_SLOT_PURPOSE_COUNT; i++) {
        const char *word = crd_slot_purpose_word((crd_slot_purpose)i);
        assert_int_equal(crd_slot_purpose_find(crd_span_of(word)), i);
    }
    assert_int_equal(crd_slot_state_find(CRD_SPAN("lost")),
                     CRD_SLOT_STATE_COUNT);
    assert_int_equal(crd_slot_purpose_find(CRD_SPAN("message")),
                     CRD_SLOT_PURPOSE_COUNT);
    assert_string_equal(crd_slot_state_word(CRD_SLOT_STATE_COUNT), "");
    assert_string_equal(crd_slot_purpose_word(CRD_SLOT_PURPOSE_COUNT), "");
}

/* ---- Publishing ---------------------------------------------------------- */

/* The list as it is published gives back the bits of the store. */
static void test_encoded(void **state)
{
    enum { ISSUED = 300 };
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_status_list *bits, *back;
    crd_slot slots[ISSUED];
    crd_buffer text;
    int64_t version;
    size_t set = 0;
    for (int i = 0; i < ISSUED; i++) {
        slots[i] = allocate(p, tx, &q, NULL);
        if (i % 3 == 0) {
            place_ok(crd_slots_revoke(tx, &p->env, slots[i], &WHY, &p->error),
                     &p->error);
        }
    }
    place_ok(crd_slots_bits(&bits, &version, crd_allocator_default(), tx,
                            slots[0].list, &p->error),
             &p->error);
    crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
    place_ok(crd_status_list_encode(&text, bits, &p->error), &p->error);
    place_ok(crd_status_list_decode(&back, crd_allocator_default(),
                                    CRD_STATUS_BITSTRING,
                                    crd_buffer_span(&text), &p->error),
             &p->error);
    assert_int_equal(back->bytes, CRD_STATUS_ENTRIES_MIN / 8);
    assert_memory_equal(back->bits, bits->bits, bits->bytes);
    for (int i = 0; i < ISSUED; i++) {
        uint8_t bit;
        place_ok(crd_status_list_get(&bit, back, (uint64_t)slots[i].index,
                                     &p->error),
                 &p->error);
        assert_int_equal(bit, i % 3 == 0);
    }
    for (size_t i = 0; i < back->bytes * 8; i++) {
        set += back->bits[i / 8] >> (7 - i % 8) & 1;
    }
    assert_int_equal(set, ISSUED / 3);
    crd_status_list_free(back);
    crd_status_list_free(bits);
    crd_buffer_free(&text);
    assert_int_equal(crd_slots_bits(&bits, &version, crd_allocator_default(),
                                    tx, TENANT, &p->error),
                     CRD_E_NOT_FOUND);
    crd_store_rollback(tx);
    crd_store_close(store);
}

static size_t due(place *p, crd_store_tx *tx, crd_uuid *first)
{
    crd_uuid lists[4];
    size_t n;
    place_ok(crd_slots_changed(lists, &n, 4, tx, &p->error), &p->error);
    *first = n ? lists[0] : CRD_UUID_NIL;
    return n;
}

/* Revokes in another process, which ends before anything is published. */
static void revoke_and_die(place *p, crd_slot slot)
{
    pid_t child = fork();
    if (child == 0) {
        crd_store *store;
        crd_store_tx *tx;
        bool done =
            crd_store_open(&store, p->url, NULL, &p->error) == CRD_OK &&
            crd_store_begin(&tx, store, CRD_STORE_WRITE, &p->error) == CRD_OK &&
            crd_slots_revoke(tx, &p->env, slot, &WHY, &p->error) == CRD_OK &&
            crd_store_commit(tx, &p->error) == CRD_OK;
        _exit(done ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* Security case 126: what was revoked before a crash is published after it. */
static void test_crash_before_publication(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_WRITE);
    crd_slot_request q = request(CRD_SLOT_REVOCATION);
    crd_uuid first;
    int64_t version, newer;
    crd_slot slot = allocate(p, tx, &q, NULL);
    assert_int_equal(due(p, tx, &first), 1); /* never published */
    assert_false(bit_of(p, tx, slot, &version));
    place_ok(crd_slots_published(tx, slot.list, version, &p->error), &p->error);
    assert_int_equal(due(p, tx, &first), 0);
    place_ok(crd_store_commit(tx, &p->error), &p->error);
    crd_store_close(store);
    revoke_and_die(p, slot);
    store = place_open(p);
    tx = place_begin(p, store, CRD_STORE_WRITE);
    assert_int_equal(due(p, tx, &first), 1);
    assert_true(crd_uuid_equal(first, slot.list));
    assert_true(bit_of(p, tx, slot, &newer));
    assert_true(newer > version);
    /* A slow publisher of the older bits, and one of bits never drawn. */
    place_ok(crd_slots_published(tx, slot.list, version, &p->error), &p->error);
    place_ok(crd_slots_published(tx, slot.list, newer + 1, &p->error),
             &p->error);
    assert_int_equal(due(p, tx, &first), 1);
    place_ok(crd_slots_published(tx, slot.list, newer, &p->error), &p->error);
    assert_int_equal(due(p, tx, &first), 0);
    crd_store_rollback(tx);
    crd_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_no_index_twice),
        PLACE_TEST(test_random_indices),
        PLACE_TEST(test_shared_lists),
        PLACE_TEST(test_full_list),
        PLACE_TEST(test_draws),
        PLACE_TEST(test_one_slot_for_a_document),
        PLACE_TEST(test_restore),
        PLACE_TEST(test_every_way),
        PLACE_TEST(test_what_is_told),
        PLACE_TEST(test_reasons),
        cmocka_unit_test(test_words),
        PLACE_TEST(test_encoded),
        PLACE_TEST(test_crash_before_publication),
    };
    return cmocka_run_group_tests_name("status_list", tests, NULL, NULL);
}
