/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fails at every write of a small workload: F3 power loss, F4 a
 * sync that fails, F5 no space left, and damaged files. */
#include "faulty_vfs.h"
#include "workload.h"

enum { UNITS = 6 };

/* Units one after the other. If `mended`, the disk works again after a failure
 * and the unit is tried once more, as a client does, with the same key; the
 * return value is how many were. */
static int run_units(place *p, crd_store *store, bool *acknowledged,
                     bool mended)
{
    int again = 0;
    for (int i = 0; i < UNITS; i++) {
        unit u = {&p->env, i};
        crd_rc rc = crd_store_write(store, workload_unit, &u, &p->error);
        if (rc != CRD_OK && mended) {
            assert_int_equal(rc, CRD_E_IO);
            faulty_set(FAULTY_NOTHING, 0);
            again++;
            rc = crd_store_write(store, workload_unit, &u, &p->error);
            place_ok(rc, &p->error);
        }
        acknowledged[i] = rc == CRD_OK;
    }
    return again;
}

/* How many operations the workload takes, from opening to closing. */
static int operations(place *p)
{
    bool acknowledged[UNITS];
    crd_store_close(place_make(p));
    faulty_set(FAULTY_NOTHING, 0);
    crd_store *store = place_open(p);
    run_units(p, store, acknowledged, false);
    crd_store_close(store);
    int n = faulty_count();
    assert_true(n > 3 * UNITS);
    return n;
}

/* F4 and F5, and writes that fail or stop half way: one fault, then the disk
 * works again. The caller tries again and everything is there once. */
static void each_fault(place *p, faulty_kind kind)
{
    int n = operations(p), met = 0;
    for (int at = 1; at <= n; at++) {
        bool acknowledged[UNITS] = {false};
        crd_store *store = NULL;
        place_empty(p->root);
        faulty_set(FAULTY_NOTHING, 0);
        crd_store_close(place_make(p));
        faulty_set(kind, at);
        if (crd_store_open(&store, p->url, NULL, &p->error) != CRD_OK) {
            faulty_set(FAULTY_NOTHING, 0);
            store = place_open(p);
        }
        met += run_units(p, store, acknowledged, true);
        crd_store_close(store);
        faulty_set(FAULTY_NOTHING, 0);
        for (int i = 0; i < UNITS; i++) {
            assert_true(acknowledged[i]);
        }
        workload_check(p, acknowledged, UNITS);
        assert_int_equal(place_ask(p->file, "select count(*) from job"), UNITS);
    }
    assert_true(met >= UNITS);
}

static void test_a_write_fails(void **state)
{
    each_fault(*state, FAULTY_EIO);
}

/* F4. What could not be synced is not acknowledged. */
static void test_a_sync_fails(void **state)
{
    each_fault(*state, FAULTY_SYNC_EIO);
}

/* F5: a refused write leaves nothing, and when there is space again all goes
 * on (D7). */
static void test_no_space(void **state)
{
    each_fault(*state, FAULTY_FULL);
}

static void test_short_writes(void **state)
{
    each_fault(*state, FAULTY_SHORT);
}

/* F3. The power goes at every operation, and the disk has kept of the writes
 * since the last sync what it liked: three times for each. */
static void test_power_loss(void **state)
{
    place *p = *state;
    int n = operations(p), lost = 0;
    for (int at = 1; at <= n; at++) {
        for (uint32_t seed = 1; seed <= 3; seed++) {
            bool acknowledged[UNITS] = {false};
            crd_store *store = NULL;
            place_empty(p->root);
            faulty_restore(0);
            crd_store_close(place_make(p));
            faulty_set(FAULTY_POWER_LOSS, at);
            if (crd_store_open(&store, p->url, NULL, &p->error) == CRD_OK) {
                run_units(p, store, acknowledged, false);
                crd_store_close(store);
            }
            for (int i = 0; i < UNITS; i++) {
                lost += !acknowledged[i];
            }
            faulty_restore(seed * 7919u + (uint32_t)at);
            workload_check(p, acknowledged, UNITS);
        }
    }
    assert_true(lost > n); /* the power did go */
}

/* ---- Damaged files ------------------------------------------------------- */

static void flip(const char *file, long at)
{
    FILE *f = fopen(file, "rb+");
    fseek(f, at, SEEK_SET);
    int byte = fgetc(f);
    fseek(f, at, SEEK_SET);
    fputc(byte ^ 0xff, f);
    fclose(f);
}

static void count_fault(void *context, const char *fault)
{
    assert_true(strlen(fault) > 0);
    ++*(int *)context;
}

/* F8 in miniature: whichever page is damaged, the chain is never said to be
 * good with other events than those written. */
static void test_a_flipped_byte(void **state)
{
    place *p = *state;
    bool acknowledged[UNITS];
    int found = 0, rounds = 0;
    crd_store *store = place_make(p);
    run_units(p, store, acknowledged, false);
    crd_store_close(store);
    int64_t size = place_ask(p->file, "select page_count * page_size from "
                                      "pragma_page_count, pragma_page_size");
    for (long at = 0; at < size; at += 509) {
        flip(p->file, at);
        rounds++;
        bool sound = false;
        int faults = 0;
        crd_rc rc = crd_store_open(&store, p->url, NULL, &p->error);
        if (rc == CRD_OK) {
            crd_audit_finding finding = {.fault = CRD_CODE_STORE_CORRUPT};
            crd_store_tx *tx;
            rc = crd_store_begin(&tx, store, CRD_STORE_READ, &p->error);
            if (rc == CRD_OK) {
                rc = crd_audit_verify(&finding, tx, CRD_UUID_NIL, NULL,
                                      &p->error);
                crd_store_rollback(tx);
            }
            if (rc == CRD_OK && finding.fault == CRD_CODE_NONE) {
                assert_int_equal(finding.events, UNITS);
            } else {
                found++;
            }
            rc =
                crd_store_check(&sound, store, count_fault, &faults, &p->error);
            assert_true(rc != CRD_OK || sound == (faults == 0));
            crd_store_close(store);
        } else {
            found++;
        }
        flip(p->file, at);
    }
    assert_true(found > 0 && rounds > 50);
    workload_check(p, acknowledged, UNITS);
}

/* F9: the log is gone, or another's. What it held is lost with it, but the
 * store opens whole or is refused. */
static void test_a_foreign_log(void **state)
{
    place *p = *state;
    bool acknowledged[UNITS], none[UNITS] = {false};
    char wal[128], copy[128], sql[800];
    crd_store *store = place_make(p);
    place_ok(crd_store_settle(store, &p->error), &p->error);
    run_units(p, store, acknowledged, false);
    snprintf(wal, sizeof wal, "%s-wal", p->file);
    snprintf(copy, sizeof copy, "%s/copy", p->root);
    snprintf(sql, sizeof sql, "cp '%s' '%s.sqlite' && cp '%s' '%s.wal'",
             p->file, copy, wal, copy);
    assert_int_equal(system(sql), 0); /* as a machine that lost power has it */
    crd_store_close(store);
    snprintf(sql, sizeof sql, "cp '%s.sqlite' '%s'", copy, p->file);
    assert_int_equal(system(sql), 0);
    workload_check(p, none, UNITS); /* without its log */
    snprintf(sql, sizeof sql,
             "cp '%s.sqlite' '%s' && head -c 10000 '%s.wal' > '%s' && chmod "
             "600 '%s'",
             copy, p->file, copy, wal, wal);
    assert_int_equal(system(sql), 0);
    workload_check(p, none, UNITS); /* with the beginning of its log */
    snprintf(sql, sizeof sql,
             "cp '%s.sqlite' '%s' && head -c 9000 /dev/zero > '%s' && chmod "
             "600 '%s'",
             copy, p->file, wal, wal);
    assert_int_equal(system(sql), 0);
    workload_check(p, none, UNITS); /* with something else */
}

int main(void)
{
    faulty_install();
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_a_write_fails), PLACE_TEST(test_a_sync_fails),
        PLACE_TEST(test_no_space),      PLACE_TEST(test_short_writes),
        PLACE_TEST(test_power_loss),    PLACE_TEST(test_a_flipped_byte),
        PLACE_TEST(test_a_foreign_log),
    };
    return cmocka_run_group_tests_name("store_faults", tests, NULL, NULL);
}
