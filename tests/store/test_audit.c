/* SPDX-License-Identifier: Apache-2.0 */
/* Room audit: the chain, what breaks it, and what can be erased from it. */
#include "place.h"

#include "platform/audit/audit.h"

#include <openssl/sha.h>

static const crd_uuid TENANT = {{0x01, 0x92, 7, 7, 7, 7, 0x70, 7, 0x80, 7}};
static const crd_uuid ANN = {{0x01, 0x92, 1, 1, 1, 1, 0x70, 1, 0x80, 1}};
static const crd_uuid BOB = {{0x01, 0x92, 2, 2, 2, 2, 0x70, 2, 0x80, 2}};

typedef struct writing {
    place *p;
    crd_audit_event event;
    crd_audit_head head;
} writing;

static crd_rc append(void *context, crd_store_tx *tx, crd_error *error)
{
    writing *w = context;
    return crd_audit_append(&w->head, tx, &w->p->env, &w->event, error);
}

static crd_audit_head write_event(place *p, crd_store *store, int number,
                                  const crd_uuid *person, const char *personal)
{
    crd_arena arena;
    crd_limits limits = crd_limits_default();
    char text[64];
    crd_json *detail = NULL, *about = NULL;
    writing w = {.p = p};
    crd_arena_init(&arena, crd_allocator_default(), 0);
    snprintf(text, sizeof text, "{\"z\": %d, \"a\": \"x\"}", number);
    place_ok(
        crd_json_parse(&detail, &arena, crd_span_of(text), &limits, &p->error),
        &p->error);
    if (personal) {
        place_ok(crd_json_parse(&about, &arena, crd_span_of(personal), &limits,
                                &p->error),
                 &p->error);
    }
    w.event = (crd_audit_event){.tenant = TENANT,
                                .actor = CRD_SPAN("account:1"),
                                .role = CRD_SPAN("issuer admin"),
                                .action = CRD_SPAN("award.issue"),
                                .subject = CRD_SPAN("urn:uuid:1"),
                                .detail = detail,
                                .person = person ? *person : CRD_UUID_NIL,
                                .personal = about};
    place_ok(crd_store_write(store, append, &w, &p->error), &p->error);
    p->env.now.seconds++;
    crd_arena_free(&arena);
    return w.head;
}

/* Six events; the second and fourth speak of Ann, the fifth of Bob. */
static crd_store *six_events(place *p)
{
    crd_store *store = place_make(p);
    write_event(p, store, 1, NULL, NULL);
    write_event(p, store, 2, &ANN, "{\"name\":\"Ann Zanzibar\"}");
    write_event(p, store, 3, NULL, NULL);
    write_event(p, store, 4, &ANN, "{\"mail\":\"zanzibar@example.org\"}");
    write_event(p, store, 5, &BOB, "{\"name\":\"Bob Ouagadougou\"}");
    write_event(p, store, 6, NULL, NULL);
    return store;
}

static crd_audit_finding verify(place *p, crd_store *store,
                                const crd_audit_head *expected)
{
    crd_audit_finding finding;
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_READ);
    place_ok(crd_audit_verify(&finding, tx, TENANT, expected, &p->error),
             &p->error);
    crd_store_rollback(tx);
    return finding;
}

static void test_an_unbroken_chain(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    crd_audit_finding f = verify(p, store, NULL);
    assert_int_equal(f.fault, CRD_CODE_NONE);
    assert_int_equal(f.events, 6);
    assert_int_equal(f.head.seq, 6);
    crd_uuid *tenants;
    size_t count;
    crd_arena arena;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_store_tx *tx = place_begin(p, store, CRD_STORE_READ);
    place_ok(crd_audit_tenants(&tenants, &count, &arena, tx, &p->error),
             &p->error);
    assert_int_equal(count, 1);
    assert_true(crd_uuid_equal(tenants[0], TENANT));
    crd_store_rollback(tx);
    crd_arena_free(&arena);
    crd_store_close(store);
}

/* The digest is the one that the header describes, computed by other means. */
static void test_the_digest(void **state)
{
    place *p = *state;
    static const char ROW[] =
        "{\"action\":\"award.issue\",\"actor\":\"account:1\",\"at\":"
        "\"2026-05-28T20:26:40Z\",\"detail\":{\"a\":\"x\",\"z\":1},\"role\":"
        "\"issuer admin\",\"seq\":1,\"subject\":\"urn:uuid:1\",\"tenant\":"
        "\"01920707-0707-7007-8007-000000000000\"}";
    unsigned char bytes[32 + sizeof ROW - 1] = {0}, hash[32];
    crd_store *store = place_make(p);
    crd_audit_head head = write_event(p, store, 1, NULL, NULL);
    memcpy(bytes + 32, ROW, sizeof ROW - 1);
    SHA256(bytes, sizeof bytes, hash);
    assert_memory_equal(head.hash, hash, 32);
    char text[CRD_AUDIT_HEAD_TEXT_MAX];
    crd_audit_head again;
    crd_audit_head_write(text, &head);
    place_ok(crd_audit_head_parse(&again, crd_span_of(text), &p->error),
             &p->error);
    assert_memory_equal(again.hash, head.hash, 32);
    assert_int_equal(again.seq, 1);
    assert_true(crd_uuid_equal(again.tenant, TENANT));
    text[strlen(text) - 1] = 'g';
    assert_int_equal(crd_audit_head_parse(&again, crd_span_of(text), &p->error),
                     CRD_E_USAGE);
    text[strlen(text) - 1] = '\0';
    assert_int_equal(crd_audit_head_parse(&again, crd_span_of(text), &p->error),
                     CRD_E_USAGE);
    crd_store_close(store);
}

typedef struct tampering {
    const char *sql;
    crd_code fault;
    int64_t seq;
} tampering;

/* Security case 180: every way to change a chain is found, and the first bad
 * event is named. */
static const tampering TAMPERINGS[] = {
    {"update audit_event set actor = 'account:2' where seq = 3",
     CRD_CODE_AUDIT_ALTERED, 3},
    {"update audit_event set role = '' where seq = 1", CRD_CODE_AUDIT_ALTERED,
     1},
    {"update audit_event set action = 'award.revoke' where seq = 6",
     CRD_CODE_AUDIT_ALTERED, 6},
    {"update audit_event set subject = 'urn:uuid:2' where seq = 2",
     CRD_CODE_AUDIT_ALTERED, 2},
    {"update audit_event set at = at + 1000000 where seq = 4",
     CRD_CODE_AUDIT_ALTERED, 4},
    /* The same data, written in another way. */
    {"update audit_event set detail = '{\"a\": \"x\",\"z\":3}' where seq = 3",
     CRD_CODE_AUDIT_ALTERED, 3},
    {"update audit_event set commitment = zeroblob(32) where seq = 2",
     CRD_CODE_AUDIT_ALTERED, 2},
    {"update audit_event set commitment = null where seq = 2",
     CRD_CODE_AUDIT_ALTERED, 2},
    {"update audit_event set commitment = zeroblob(32) where seq = 1",
     CRD_CODE_AUDIT_ALTERED, 1},
    {"update audit_event set hash = zeroblob(32) where seq = 5",
     CRD_CODE_AUDIT_ALTERED, 5},
    {"update audit_event set hash = x'00' where seq = 5",
     CRD_CODE_AUDIT_ALTERED, 5},
    {"update audit_event set previous = zeroblob(32) where seq = 5",
     CRD_CODE_AUDIT_ALTERED, 5},
    {"delete from audit_event where seq = 3", CRD_CODE_AUDIT_MISSING, 3},
    {"delete from audit_event where seq = 1", CRD_CODE_AUDIT_MISSING, 1},
    {"delete from audit_event where seq = 6", CRD_CODE_AUDIT_TRUNCATED, 6},
    {"delete from audit_personal; delete from audit_event",
     CRD_CODE_AUDIT_TRUNCATED, 1},
    {"delete from audit_head", CRD_CODE_AUDIT_TRUNCATED, 7},
    {"update audit_head set hash = zeroblob(32)", CRD_CODE_AUDIT_TRUNCATED, 7},
    /* Two events change places. */
    {"update audit_event set seq = 100 where seq = 3;"
     "update audit_event set seq = 3 where seq = 6;"
     "update audit_event set seq = 6 where seq = 100",
     CRD_CODE_AUDIT_ALTERED, 3},
    /* One is deleted and the others close the gap. */
    {"delete from audit_event where seq = 3;"
     "update audit_event set seq = seq - 1 where seq > 3;"
     "update audit_head set seq = 5",
     CRD_CODE_AUDIT_ALTERED, 3},
    {"insert into audit_event select tenant_id, 7, at, actor, role, action, "
     "subject, detail, null, previous, hash from audit_event where seq = 6;"
     "update audit_head set seq = 7",
     CRD_CODE_AUDIT_ALTERED, 7},
    {"update audit_personal set content = '{}' where seq = 2",
     CRD_CODE_AUDIT_PERSONAL, 2},
    {"update audit_personal set salt = zeroblob(32) where seq = 4",
     CRD_CODE_AUDIT_PERSONAL, 4},
    {"update audit_personal set person_id = zeroblob(16) where seq = 4",
     CRD_CODE_AUDIT_PERSONAL, 4},
    {"delete from audit_personal where seq = 5", CRD_CODE_AUDIT_PERSONAL, 5},
    /* An erasure that no event tells of. */
    {"update audit_personal set content = null, salt = null, person_id = null "
     "where seq = 5",
     CRD_CODE_AUDIT_PERSONAL, 5},
    {"update audit_personal set content = null, salt = null, person_id = null, "
     "erased_by = 6 where seq = 5",
     CRD_CODE_AUDIT_PERSONAL, 5},
    {"insert into audit_personal select tenant_id, 1, person_id, salt, "
     "content, null from audit_personal where seq = 2",
     CRD_CODE_AUDIT_PERSONAL, 1},
};

static void test_tampering(void **state)
{
    place *p = *state;
    for (size_t i = 0; i < sizeof TAMPERINGS / sizeof *TAMPERINGS; i++) {
        const tampering *t = &TAMPERINGS[i];
        place_empty(p->root);
        crd_store_close(six_events(p));
        place_tamper(p->file, t->sql);
        crd_store *store = place_open(p);
        crd_audit_finding f = verify(p, store, NULL);
        if (f.fault != t->fault || f.seq != t->seq) {
            print_error("%s: %s at %lld\n", t->sql, crd_code_get(f.fault)->word,
                        (long long)f.seq);
        }
        assert_int_equal(f.fault, t->fault);
        assert_int_equal(f.seq, t->seq);
        crd_store_close(store);
    }
}

/* A row whose digest was computed anew is found by the row that follows it. */
static void test_a_forged_digest(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    crd_store_close(store);
    /* Event 1 of another chain: right by itself, at the right place. */
    place other = *p;
    snprintf(other.file, sizeof other.file, "%s/o.sqlite", p->root);
    snprintf(other.url, sizeof other.url, "sqlite:%s", other.file);
    other.env.now.seconds = PLACE_NOW + 77;
    store = place_make(&other);
    write_event(&other, store, 1, NULL, NULL);
    crd_store_close(store);
    char sql[400];
    snprintf(sql, sizeof sql,
             "attach '%s' as o; update audit_event set (at, hash) = (select "
             "at, hash from o.audit_event) where seq = 1",
             other.file);
    place_tamper(p->file, sql);
    store = place_open(p);
    crd_audit_finding f = verify(p, store, NULL);
    assert_int_equal(f.fault, CRD_CODE_AUDIT_ALTERED);
    assert_int_equal(f.seq, 1);
    crd_store_close(store);
}

/* Security case 180: a chain that was cut and whose head was set back is found
 * by whoever remembers its end. */
static void test_a_remembered_head(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    crd_audit_head six = verify(p, store, NULL).head;
    crd_audit_head seven = write_event(p, store, 7, NULL, NULL);
    assert_int_equal(verify(p, store, &six).fault, CRD_CODE_NONE);
    assert_int_equal(verify(p, store, &seven).fault, CRD_CODE_NONE);
    crd_store_close(store);
    place_tamper(p->file, "delete from audit_event where seq > 5;"
                          "update audit_head set seq = 5, hash = (select hash "
                          "from audit_event where seq = 5)");
    store = place_open(p);
    assert_int_equal(verify(p, store, NULL).fault, CRD_CODE_NONE);
    crd_audit_finding f = verify(p, store, &six);
    assert_int_equal(f.fault, CRD_CODE_AUDIT_TRUNCATED);
    assert_int_equal(f.seq, 6);
    /* And written on: the same number is another event. */
    write_event(p, store, 66, NULL, NULL);
    f = verify(p, store, &six);
    assert_int_equal(f.fault, CRD_CODE_AUDIT_TRUNCATED);
    assert_int_equal(f.seq, 6);
    crd_store_close(store);
}

typedef struct erasing {
    place *p;
    crd_uuid person;
    uint64_t erased;
} erasing;

static crd_rc erase(void *context, crd_store_tx *tx, crd_error *error)
{
    erasing *e = context;
    crd_audit_event event = {.tenant = TENANT,
                             .actor = CRD_SPAN("account:1"),
                             .subject = CRD_SPAN("request:9")};
    return crd_audit_erase(&e->erased, tx, &e->p->env, &event, e->person,
                           error);
}

/* Security case 181: after an erasure no file holds what was erased, the chain
 * verifies, and the others are untouched. */
static void test_erasure(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    crd_audit_head before = verify(p, store, NULL).head;
    erasing e = {p, ANN, 0};
    assert_true(place_holds(p, "Zanzibar"));
    assert_true(place_holds(p, "zanzibar@example.org"));
    place_ok(crd_store_write(store, erase, &e, &p->error), &p->error);
    place_ok(crd_store_settle(store, &p->error), &p->error);
    assert_int_equal(e.erased, 2);
    assert_false(place_holds(p, "Zanzibar"));
    assert_false(place_holds(p, "zanzibar@"));
    assert_true(place_holds(p, "Ouagadougou"));
    crd_audit_finding f = verify(p, store, &before);
    assert_int_equal(f.fault, CRD_CODE_NONE);
    assert_int_equal(f.events, 7);
    assert_int_equal(f.erased, 2);
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select count(*) from audit_personal "
                                        "where salt is null and content is "
                                        "null and person_id is null"),
                     2);
    /* Nothing about her any more: no second event. */
    store = place_open(p);
    place_ok(crd_store_write(store, erase, &e, &p->error), &p->error);
    assert_int_equal(e.erased, 0);
    assert_int_equal(verify(p, store, NULL).events, 7);
    crd_store_close(store);
}

/* Two events with the same personal part have different commitments. */
static void test_commitments_are_salted(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    write_event(p, store, 1, &ANN, "{\"name\":\"Ann\"}");
    write_event(p, store, 1, &ANN, "{\"name\":\"Ann\"}");
    crd_store_close(store);
    assert_int_equal(place_ask(p->file, "select count(distinct commitment) "
                                        "from audit_event"),
                     2);
}

static void test_what_an_event_needs(void **state)
{
    place *p = *state;
    crd_store *store = place_make(p);
    crd_json list = crd_json_array();
    writing w = {.p = p, .event = {.tenant = TENANT, .actor = CRD_SPAN("a")}};
    assert_int_equal(crd_store_write(store, append, &w, &p->error),
                     CRD_E_VALUE);
    assert_int_equal(p->error.code, CRD_CODE_AUDIT_DETAIL);
    w.event.action = CRD_SPAN("a.b");
    w.event.detail = &list;
    assert_int_equal(crd_store_write(store, append, &w, &p->error),
                     CRD_E_VALUE);
    w.event.detail = NULL;
    place_ok(crd_store_write(store, append, &w, &p->error), &p->error);
    crd_audit_finding f = verify(p, store, NULL);
    assert_int_equal(f.events, 1);
    crd_store_close(store);
}

static crd_rc append_and_fail(void *context, crd_store_tx *tx, crd_error *error)
{
    CRD_TRY(append(context, tx, error));
    return crd_fail(error, CRD_CODE_JOB_STATE, "%s", "");
}

/* A change that is undone takes its event with it, and the number is free. */
static void test_undone_with_its_change(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    writing w = {.p = p,
                 .event = {.tenant = TENANT,
                           .actor = CRD_SPAN("a"),
                           .action = CRD_SPAN("b.c")}};
    assert_int_equal(crd_store_write(store, append_and_fail, &w, &p->error),
                     CRD_E_CONFLICT);
    assert_int_equal(verify(p, store, NULL).events, 6);
    assert_int_equal(write_event(p, store, 7, NULL, NULL).seq, 7);
    assert_int_equal(verify(p, store, NULL).fault, CRD_CODE_NONE);
    crd_store_close(store);
}

static crd_rc count_entry(void *context, const crd_audit_entry *entry,
                          crd_error *error)
{
    int64_t *seen = context; /* how many, the last seq, personal parts */
    (void)error;
    assert_true(seen[0] == 0 || entry->seq < seen[1]);
    seen[0]++;
    seen[1] = entry->seq;
    seen[2] += entry->personal.data != NULL;
    return CRD_OK;
}

static void test_list(void **state)
{
    place *p = *state;
    crd_store *store = six_events(p);
    static const struct {
        const char *subject, *action;
        int64_t count, found;
    } ROWS[] = {{"", "", 100, 6},
                {"", "", 2, 2},
                {"urn:uuid:1", "", 100, 6},
                {"urn:uuid:2", "", 100, 0},
                {"", "award.issue", 100, 6},
                {"", "award.%", 100, 0}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int64_t seen[3] = {0};
        crd_store_tx *tx = place_begin(p, store, CRD_STORE_READ);
        place_ok(crd_audit_list(tx, TENANT, crd_span_of(ROWS[i].subject),
                                crd_span_of(ROWS[i].action), ROWS[i].count,
                                count_entry, seen, &p->error),
                 &p->error);
        crd_store_rollback(tx);
        assert_int_equal(seen[0], ROWS[i].found);
        assert_int_equal(seen[2], ROWS[i].found == 6 ? 3 : seen[2]);
    }
    crd_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_an_unbroken_chain),
        PLACE_TEST(test_the_digest),
        PLACE_TEST(test_tampering),
        PLACE_TEST(test_a_forged_digest),
        PLACE_TEST(test_a_remembered_head),
        PLACE_TEST(test_erasure),
        PLACE_TEST(test_commitments_are_salted),
        PLACE_TEST(test_what_an_event_needs),
        PLACE_TEST(test_undone_with_its_change),
        PLACE_TEST(test_list),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
