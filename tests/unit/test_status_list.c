/* SPDX-License-Identifier: Apache-2.0 */
/* Room status: entries, list credentials, what one says of the other, and
 * lists of names. */
#include "status_support.h"

static crd_arena arena; /* of the test that runs */

static int set_up(void **state)
{
    (void)state;
    crd_arena_init(&arena, NULL, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    crd_arena_free(&arena);
    return 0;
}

static crd_json *parse(const char *text)
{
    crd_limits limits = crd_limits_default();
    crd_json *value = NULL;
    assert_int_equal(
        crd_json_parse(&value, &arena, crd_span_of(text), &limits, NULL),
        CRD_OK);
    return value;
}

/* ---- Entries --------------------------------------------------------------
 */

#define ENTRY(index, more)                                                     \
    "{\"id\":\"" URL "#1\",\"type\":\"BitstringStatusListEntry\","             \
    "\"statusPurpose\":\"revocation\",\"statusListIndex\":" index              \
    ",\"statusListCredential\":\"" URL "\"" more "}"

static crd_rc read_entry(crd_status_entry *out, const char *text,
                         crd_error *error)
{
    crd_json *root = parse(text);
    return crd_status_entry_read(out, root, root, error);
}

static crd_status_entry entry_of(const char *text)
{
    crd_status_entry entry;
    crd_error error = {0};
    crd_rc rc = read_entry(&entry, text, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(rc, CRD_OK);
    return entry;
}

static void entries_of_three_kinds_are_read(void **state)
{
    crd_status_entry e = entry_of(ENTRY("\"94567\"", ""));
    (void)state;
    assert_int_equal(e.kind, CRD_STATUS_BITSTRING);
    assert_true(crd_span_is(e.id, URL "#1"));
    assert_true(crd_span_is(e.list, URL));
    assert_true(crd_span_is(e.purpose, "revocation"));
    assert_true(crd_span_is(e.index_text, "94567"));
    assert_int_equal(e.index, 94567);
    assert_int_equal(e.size, 1);
    assert_null(e.messages);
    assert_true(crd_span_is(crd_status_entry_message(&e, 0), "unset"));
    assert_true(crd_span_is(crd_status_entry_message(&e, 1), "set"));

    e = entry_of("{\"type\":[\"StatusList2021Entry\"],\"statusPurpose\":"
                 "\"suspension\",\"statusListIndex\":\"0\",\"statusSize\":7,"
                 "\"statusListCredential\":\"" URL "\"}");
    assert_int_equal(e.kind, CRD_STATUS_LIST_2021);
    assert_int_equal(e.size, 1);
    assert_int_equal(e.index, 0);
    assert_int_equal(e.id.len, 0);

    e = entry_of("{\"id\":\"" URL "\",\"type\":\"1EdTechRevocationList\"}");
    assert_int_equal(e.kind, CRD_STATUS_REVOCATION_LIST);
    assert_true(crd_span_is(e.list, URL));
    assert_true(crd_span_is(e.purpose, "revocation"));
}

/* Security case 109: an index that is no text of digits is malformed, one that
 * no list can hold is out of range; none of them reads as 0. A number is
 * refused too, though it has digits: the standard says text. */
static void an_index_is_text_of_digits(void **state)
{
    static const char *const BAD[] = {
        "-1",  "abc", "",      "1e3",     " 7",      "7 ",      "+7",
        "0x7", "7.0", "1,000", "\\u0667", "\\u0000", "7\\u0000"};
    static const char *const LARGE[] = {"18446744073709551616",
                                        "99999999999999999999999999999999"};
    crd_status_entry e = {.size = 77};
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char text[512];
        snprintf(text, sizeof text, ENTRY("\"%s\"", ""), BAD[i]);
        assert_code(read_entry(&e, text, &error), &error,
                    CRD_CODE_STATUS_ENTRY_MALFORMED);
        assert_string_equal(error.pointer, "/statusListIndex");
    }
    for (size_t i = 0; i < sizeof LARGE / sizeof *LARGE; i++) {
        char text[512];
        snprintf(text, sizeof text, ENTRY("\"%s\"", ""), LARGE[i]);
        assert_code(read_entry(&e, text, &error), &error,
                    CRD_CODE_STATUS_INDEX_RANGE);
    }
    assert_code(read_entry(&e, ENTRY("7", ""), &error), &error,
                CRD_CODE_STATUS_ENTRY_MALFORMED);
    assert_code(read_entry(&e, ENTRY("[\"7\"]", ""), &error), &error,
                CRD_CODE_STATUS_ENTRY_MALFORMED);
    assert_code(read_entry(&e, ENTRY("null", ""), &error), &error,
                CRD_CODE_STATUS_ENTRY_MALFORMED);
    assert_int_equal(e.size, 77);
    e = entry_of(ENTRY("\"18446744073709551615\"", ""));
    assert_true(e.index == UINT64_MAX);
    e = entry_of(ENTRY("\"00000000000000000000000000000000000012\"", ""));
    assert_true(e.index == 12);
}

#define MESSAGE(n) "{\"status\":\"" n "\",\"message\":\"m" n "\"}"
#define TWO MESSAGE("0x0") "," MESSAGE("0x1")
#define FOUR TWO "," MESSAGE("0x2") "," MESSAGE("0x3")
#define EIGHT                                                                  \
    FOUR "," MESSAGE("0x4") "," MESSAGE("0x5") "," MESSAGE("0x6") "," MESSAGE( \
        "0x7")

/* Security case 110: a statusSize of 0, negative, 2^31 or no whole number, and
 * one above 1 (such as 3) that does not have a message for each value. */
static void a_size_is_1_to_8_with_its_messages(void **state)
{
    static const char *const BAD[] = {
        ",\"statusSize\":0",
        ",\"statusSize\":-1",
        ",\"statusSize\":3",
        ",\"statusSize\":9",
        ",\"statusSize\":2147483648",
        ",\"statusSize\":1e400",
        ",\"statusSize\":1.5",
        ",\"statusSize\":\"1\"",
        ",\"statusSize\":null",
        ",\"statusSize\":2,\"statusMessage\":[" TWO "]",
        ",\"statusSize\":3,\"statusMessage\":[" FOUR "]",
        ",\"statusSize\":2,\"statusMessage\":[" EIGHT "]",
        ",\"statusSize\":2,\"statusMessage\":[" TWO "," TWO "]",
        ",\"statusSize\":2,\"statusMessage\":[" TWO
        "," MESSAGE("0x2") "," MESSAGE("0x4") "]",
        ",\"statusSize\":2,\"statusMessage\":{}",
        ",\"statusMessage\":[]",
        ",\"statusMessage\":[" FOUR "]",
        ",\"statusMessage\":[" MESSAGE("0x0") "," MESSAGE("1") "]",
        ",\"statusMessage\":[" MESSAGE("0x0") "," MESSAGE("0x") "]",
        ",\"statusMessage\":[" MESSAGE("0x0") "," MESSAGE("0xg") "]",
        ",\"statusMessage\":[" MESSAGE("0x0") "," MESSAGE("0x100") "]",
        ",\"statusMessage\":[" MESSAGE("0x0") ",{\"status\":\"0x1\"}]",
        ",\"statusMessage\":[" MESSAGE("0x0") ",7]",
    };
    crd_status_entry e;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char text[1024];
        snprintf(text, sizeof text, ENTRY("\"7\"", "%s"), BAD[i]);
        assert_code(read_entry(&e, text, &error), &error,
                    CRD_CODE_STATUS_ENTRY_MALFORMED);
    }
    e = entry_of(
        ENTRY("\"7\"", ",\"statusSize\":3,\"statusMessage\":[" EIGHT "]"));
    assert_int_equal(e.size, 3);
    assert_true(crd_span_is(crd_status_entry_message(&e, 6), "m0x6"));
    e = entry_of(
        ENTRY("\"7\"", ",\"statusSize\":1.0,\"statusMessage\":[" TWO "]"));
    assert_int_equal(e.size, 1);
    assert_true(crd_span_is(crd_status_entry_message(&e, 1), "m0x1"));
}

static void an_entry_has_the_form_it_needs(void **state)
{
    static const char *const BAD[] = {
        "7",
        "[]",
        "\"BitstringStatusListEntry\"",
        "{\"type\":[\"BitstringStatusListEntry\",\"StatusList2021Entry\"],"
        "\"statusPurpose\":\"revocation\",\"statusListIndex\":\"7\","
        "\"statusListCredential\":\"" URL "\"}",
        "{\"type\":\"1EdTechRevocationList\"}",
        "{\"type\":\"1EdTechRevocationList\",\"id\":\"revocations\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusListCredential\":\"" URL "\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":[\"revocation\"],\"statusListCredential\":\"" URL
        "\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":\"\",\"statusListCredential\":\"" URL "\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":\"revocation\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":\"revocation\",\"statusListCredential\":\"/3\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
        "\"revocation\",\"statusListCredential\":\"" URL "\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":\"revocation\",\"statusListCredential\":\"" URL
        "\",\"id\":\"" URL "\"}",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":\"7\","
        "\"statusPurpose\":\"revocation\",\"statusListCredential\":\"" URL
        "\",\"id\":7}",
    };
    static const char *const UNKNOWN[] = {
        "{}", "{\"type\":\"RevocationList2020Status\"}", "{\"type\":7}",
        "{\"type\":[\"bitstringstatuslistentry\"]}"};
    crd_status_entry e;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_code(read_entry(&e, BAD[i], &error), &error,
                    CRD_CODE_STATUS_ENTRY_MALFORMED);
    }
    for (size_t i = 0; i < sizeof UNKNOWN / sizeof *UNKNOWN; i++) {
        assert_code(read_entry(&e, UNKNOWN[i], &error), &error,
                    CRD_CODE_STATUS_TYPE_UNKNOWN);
    }
}

/* ---- List credentials -----------------------------------------------------
 */

/* A list credential in which 94567 is set. */
static crd_json *credential(void)
{
    crd_status_list_options o = options();
    crd_status_list *list = new_list(131072);
    crd_json *out = NULL;
    assert_int_equal(crd_status_list_set(list, 94567, 1, NULL), CRD_OK);
    assert_int_equal(
        crd_status_list_credential_make(&out, &arena, list, &o, NULL), CRD_OK);
    crd_status_list_free(list);
    return out;
}

static crd_rc read_at(crd_status_list **out, const crd_json *root,
                      const char *at, crd_error *error)
{
    return crd_status_list_read(out, NULL, root, CRD_SPAN(URL), instant(at),
                                300, error);
}

static crd_status_list *list_of(const crd_json *root)
{
    crd_status_list *list = NULL;
    crd_error error = {0};
    crd_rc rc = read_at(&list, root, AT, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(rc, CRD_OK);
    return list;
}

static void a_list_credential_is_made_and_read(void **state)
{
    static const char START[] =
        "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
        "\"id\":\"" URL "\",\"type\":[\"VerifiableCredential\","
        "\"BitstringStatusListCredential\"],\"issuer\":\"" ISSUER "\","
        "\"validFrom\":\"2026-06-01T00:00:00Z\","
        "\"validUntil\":\"2026-06-08T00:00:00Z\",\"credentialSubject\":"
        "{\"id\":\"" URL "#list\",\"type\":\"BitstringStatusList\","
        "\"statusPurpose\":\"revocation\",\"encodedList\":\"uH4sIAAAAAAAA_";
    static const char END[] = "\",\"ttl\":3600000}}";
    crd_json *root = credential();
    crd_buffer text, again;
    crd_status_list *list;
    (void)state;
    crd_buffer_init(&text, NULL, 1 << 20);
    crd_buffer_init(&again, NULL, 1 << 20);
    crd_json_write(&text, root);
    crd_json_write(&again, credential());
    assert_int_equal(text.len, again.len);
    assert_memory_equal(text.data, again.data, text.len);
    assert_memory_equal(text.data, START, sizeof START - 1);
    assert_memory_equal(text.data + text.len - (sizeof END - 1), END,
                        sizeof END - 1);
    list = list_of(root);
    assert_int_equal(list->kind, CRD_STATUS_BITSTRING);
    assert_true(crd_span_is(list->issuer, ISSUER));
    assert_int_equal(list->purpose_count, 1);
    assert_true(crd_span_is(list->purposes[0], "revocation"));
    assert_true(list->has_from && list->has_until && list->has_ttl);
    assert_int_equal(list->ttl_ms, 3600000);
    for (unsigned i = 94560; i < 94575; i++) {
        char entry[512];
        crd_status_entry e;
        uint8_t value = 9;
        snprintf(entry, sizeof entry, ENTRY("\"%u\"", ""), i);
        e = entry_of(entry);
        assert_int_equal(crd_status_lookup(&value, list, &e, NULL), CRD_OK);
        assert_int_equal(value, i == 94567);
    }
    crd_status_list_free(list);
    crd_buffer_free(&text);
    crd_buffer_free(&again);
}

/* Security case 184: a list has no query string that could tell who asks, and
 * the same URL for everybody. */
static void what_cannot_be_a_list_is_not_made(void **state)
{
    static const char *const IDS[] = {"", "status/3", URL "?holder=7",
                                      URL "#list", "https://a b/"};
    crd_status_list *list = new_list(131072), *wide = NULL;
    crd_status_list_options o;
    crd_json *out = NULL;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        o = options();
        o.id = crd_span_of(IDS[i]);
        assert_code(
            crd_status_list_credential_make(&out, &arena, list, &o, &error),
            &error, CRD_CODE_MEMBER_MALFORMED);
    }
    o = options();
    o.issuer = CRD_SPAN("Northfield");
    assert_code(crd_status_list_credential_make(&out, &arena, list, &o, &error),
                &error, CRD_CODE_MEMBER_MALFORMED);
    o = options();
    o.ttl_ms = -1;
    assert_code(crd_status_list_credential_make(&out, &arena, list, &o, &error),
                &error, CRD_CODE_MEMBER_MALFORMED);
    o = options();
    o.until = o.from;
    assert_code(crd_status_list_credential_make(&out, &arena, list, &o, &error),
                &error, CRD_CODE_DATES_REVERSED);
    o = options();
    o.purpose = CRD_SPAN("message");
    assert_code(crd_status_list_credential_make(&out, &arena, list, &o, &error),
                &error, CRD_CODE_VALUE_NOT_ALLOWED);
    o = options();
    assert_int_equal(crd_status_list_new(&wide, NULL, 131072, 2, NULL), CRD_OK);
    assert_code(crd_status_list_credential_make(&out, &arena, wide, &o, &error),
                &error, CRD_CODE_VALUE_NOT_ALLOWED);
    assert_null(out);
    crd_status_list_free(list);
    crd_status_list_free(wide);
}

/* The credential with one member of itself or of its subject changed. */
static crd_json *changed(bool subject, const char *name, const char *value)
{
    crd_json *root = credential();
    crd_json *object = subject ? crd_json_get(root, "credentialSubject") : root;
    if (value) {
        assert_non_null(
            crd_json_set(&arena, object, crd_span_of(name), *parse(value)));
    } else {
        assert_true(crd_json_remove(object, crd_span_of(name)));
    }
    return root;
}

/* Security cases 28, 116: the id is empty or another than the address, or the
 * type is not that of a list. */
static void a_list_of_another_address_or_type_is_refused(void **state)
{
    static const struct {
        bool subject;
        const char *name, *value;
        crd_code code;
    } BAD[] = {
        {false, "id", "\"" URL "/\"", CRD_CODE_STATUS_LIST_FOREIGN},
        {false, "id", "\"" URL "#list\"", CRD_CODE_STATUS_LIST_FOREIGN},
        {false, "id", "\"\"", CRD_CODE_STATUS_LIST_FOREIGN},
        {false, "id", "null", CRD_CODE_STATUS_LIST_FOREIGN},
        {false, "id", "[\"" URL "\"]", CRD_CODE_STATUS_LIST_FOREIGN},
        {false, "type", "\"VerifiableCredential\"", CRD_CODE_STATUS_LIST_TYPE},
        {false, "type", "7", CRD_CODE_STATUS_LIST_TYPE},
        {false, "type", NULL, CRD_CODE_STATUS_LIST_TYPE},
        {false, "type",
         "[\"StatusList2021Credential\",\"BitstringStatusListCredential\"]",
         CRD_CODE_STATUS_LIST_TYPE},
        {false, "type", "[\"StatusList2021Credential\"]",
         CRD_CODE_STATUS_LIST_TYPE}, /* its subject is not */
        {false, "credentialSubject", NULL, CRD_CODE_STATUS_LIST_TYPE},
        {false, "credentialSubject", "[]", CRD_CODE_STATUS_LIST_TYPE},
        {false, "credentialSubject", "[{},{}]", CRD_CODE_STATUS_LIST_TYPE},
        {true, "type", "\"StatusList2021\"", CRD_CODE_STATUS_LIST_TYPE},
        {true, "type", NULL, CRD_CODE_STATUS_LIST_TYPE},
        {false, "issuer", NULL, CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "statusPurpose", NULL, CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "statusPurpose", "[]", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "statusPurpose", "[7]", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "statusPurpose", "\"\"", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "statusPurpose", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
         CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "encodedList", NULL, CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "encodedList", "[\"u\"]", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "encodedList", "\"u\"", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "ttl", "\"300000\"", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "ttl", "-1", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "ttl", "0.5", CRD_CODE_STATUS_LIST_MALFORMED},
        {true, "ttl", "1e300", CRD_CODE_STATUS_LIST_MALFORMED},
    };
    crd_status_list *list = NULL;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        crd_json *root = changed(BAD[i].subject, BAD[i].name, BAD[i].value);
        assert_code(read_at(&list, root, AT, &error), &error, BAD[i].code);
    }
    assert_code(read_at(&list, parse("[]"), AT, &error), &error,
                CRD_CODE_STATUS_LIST_TYPE);
    assert_null(list);
    /* No id is no fault. */
    list = list_of(changed(false, "id", NULL));
    crd_status_list_free(list);
}

/* Security case 123: a list with a status of its own, whatever it says. */
static void a_list_with_a_status_is_refused(void **state)
{
    static const char *const STATUS[] = {ENTRY("\"7\"", ""), "[]", "null"};
    crd_status_list *list = NULL;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_code(read_at(&list,
                            changed(false, "credentialStatus", STATUS[i]), AT,
                            &error),
                    &error, CRD_CODE_STATUS_LIST_NESTED);
    }
}

/* Security case 117: a list that has expired, by either name of its end. */
static void a_list_is_good_for_its_time(void **state)
{
    static const struct {
        const char *at;
        crd_code code;
    } TIMES[] = {{"2026-05-31T23:54:59Z", CRD_CODE_STATUS_LIST_NOT_YET_VALID},
                 {"2026-05-31T23:55:00Z", CRD_CODE_NONE},
                 {"2026-06-08T00:05:00Z", CRD_CODE_NONE},
                 {"2026-06-08T00:05:01Z", CRD_CODE_STATUS_LIST_STALE},
                 {"9999-12-31T23:59:59Z", CRD_CODE_STATUS_LIST_STALE}};
    crd_status_list *list = NULL;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
        crd_rc rc = read_at(&list, credential(), TIMES[i].at, &error);
        if (TIMES[i].code == CRD_CODE_NONE) {
            assert_int_equal(rc, CRD_OK);
            crd_status_list_free(list);
        } else {
            assert_code(rc, &error, TIMES[i].code);
        }
    }
    assert_code(
        read_at(&list,
                changed(false, "expirationDate", "\"2026-05-01T00:00:00Z\""),
                AT, &error),
        &error, CRD_CODE_STATUS_LIST_STALE);
    assert_code(read_at(&list, changed(false, "validUntil", "\"tomorrow\""), AT,
                        &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(read_at(&list, changed(false, "validFrom", "7"), AT, &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    list = list_of(changed(false, "validUntil", NULL));
    assert_false(list->has_until);
    crd_status_list_free(list);
}

/* Security case 113: a revocation read from a list for suspension; a list for
 * both answers both. */
static void a_purpose_the_list_does_not_have_is_refused(void **state)
{
    crd_json *root = changed(true, "statusPurpose", "\"suspension\"");
    crd_status_list *list = list_of(root);
    crd_status_entry e = entry_of(ENTRY("\"94567\"", ""));
    crd_error error;
    uint8_t value = 9;
    (void)state;
    assert_code(crd_status_lookup(&value, list, &e, &error), &error,
                CRD_CODE_STATUS_LIST_PURPOSE);
    crd_status_list_free(list);
    list = list_of(
        changed(true, "statusPurpose", "[\"suspension\",\"revocation\"]"));
    assert_int_equal(list->purpose_count, 2);
    assert_int_equal(crd_status_lookup(&value, list, &e, &error), CRD_OK);
    assert_int_equal(value, 1);
    e.purpose = CRD_SPAN("revocatio");
    assert_code(crd_status_lookup(&value, list, &e, &error), &error,
                CRD_CODE_STATUS_LIST_PURPOSE);
    crd_status_list_free(list);
}

/* Security cases 109, 110, 112: an index beyond the list, an index times size
 * that would wrap, and a list long enough for bits but not for wider entries.
 */
static void an_index_beyond_the_list_is_refused(void **state)
{
    static const uint64_t BEYOND[] = {131072,
                                      131073,
                                      UINT64_C(1) << 31,
                                      UINT64_C(1) << 61,
                                      UINT64_C(1) << 63,
                                      UINT64_MAX};
    crd_status_list *list = list_of(credential()), *wide = NULL;
    crd_status_entry e = entry_of(ENTRY("\"131071\"", ""));
    crd_error error;
    uint8_t value = 9;
    (void)state;
    assert_int_equal(crd_status_lookup(&value, list, &e, &error), CRD_OK);
    assert_int_equal(value, 0);
    value = 9;
    for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
        e.index = BEYOND[i];
        assert_code(crd_status_lookup(&value, list, &e, &error), &error,
                    CRD_CODE_STATUS_INDEX_RANGE);
    }
    e.size = 2;
    e.index = 0;
    assert_code(crd_status_lookup(&value, list, &e, &error), &error,
                CRD_CODE_STATUS_LIST_SHORT);
    crd_status_list_free(list);
    /* Wider entries in a list that is long enough. */
    assert_int_equal(crd_status_list_new(&wide, NULL, 131072, 4, NULL), CRD_OK);
    assert_int_equal(crd_status_list_set(wide, 131071, 11, NULL), CRD_OK);
    wide->purposes = &e.purpose;
    wide->purpose_count = 1;
    e.size = 4;
    e.index = 131071;
    assert_int_equal(crd_status_lookup(&value, wide, &e, &error), CRD_OK);
    assert_int_equal(value, 11);
    value = 9;
    for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
        e.index = BEYOND[i];
        assert_code(crd_status_lookup(&value, wide, &e, &error), &error,
                    CRD_CODE_STATUS_INDEX_RANGE);
    }
    e.kind = CRD_STATUS_LIST_2021;
    e.index = 0;
    assert_code(crd_status_lookup(&value, wide, &e, &error), &error,
                CRD_CODE_STATUS_LIST_TYPE);
    assert_int_equal(value, 9);
    crd_status_list_free(wide);
}

static void a_status_list_2021_is_read(void **state)
{
    crd_json *root = parse(
        "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\","
        "\"https://w3id.org/vc/status-list/2021/v1\"],\"id\":\"" URL "\","
        "\"type\":[\"VerifiableCredential\",\"StatusList2021Credential\"],"
        "\"issuer\":{\"id\":\"" ISSUER "\"},"
        "\"issuanceDate\":\"2026-06-01T00:00:00Z\",\"credentialSubject\":"
        "{\"id\":\"" URL "#list\",\"type\":\"StatusList2021\","
        "\"statusPurpose\":\"revocation\",\"encodedList\":"
        "\"H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQA"
        "AA\"}}");
    crd_status_list *list = list_of(root);
    crd_status_entry e =
        entry_of("{\"type\":\"StatusList2021Entry\",\"statusPurpose\":"
                 "\"revocation\",\"statusListIndex\":\"94567\","
                 "\"statusListCredential\":\"" URL "\"}");
    crd_error error;
    uint8_t value = 9;
    (void)state;
    assert_int_equal(list->kind, CRD_STATUS_LIST_2021);
    assert_true(crd_span_is(list->issuer, ISSUER));
    assert_true(list->has_from && !list->has_until);
    assert_int_equal(crd_status_lookup(&value, list, &e, NULL), CRD_OK);
    assert_int_equal(value, 0);
    e = entry_of(ENTRY("\"94567\"", ""));
    assert_code(crd_status_lookup(&value, list, &e, &error), &error,
                CRD_CODE_STATUS_LIST_TYPE);
    crd_status_list_free(list);
}

/* ---- Lists of names -------------------------------------------------------
 */

#define ID "urn:uuid:9f2e2a3c-8d0b-4c8e-9f6f-1f0b7f0e2a10"

static crd_rc find(crd_revocation *out, const char *text, const char *id,
                   crd_error *error)
{
    crd_status_entry e =
        entry_of("{\"id\":\"" URL "\",\"type\":\"1EdTechRevocationList\"}");
    return crd_revocation_find(out, parse(text), &e, crd_span_of(id), error);
}

static void a_revocation_list_names_the_revoked(void **state)
{
    static const struct {
        const char *text;
        bool revoked;
    } LISTS[] = {
        {"{\"revokedCredentials\":[]}", false},
        {"{\"revokedCredentials\":{\"id\":\"" ID "\"}}", true},
        {"{\"id\":\"" URL "\",\"revokedCredentials\":[{\"id\":\"urn:a\"},"
         "{\"id\":\"" ID "\",\"revoked\":true}]}",
         true},
        {"{\"revokedCredentials\":[{\"id\":\"" ID "\",\"revoked\":false}]}",
         false},
        {"{\"revokedCredentials\":[{\"id\":\"" ID "\"},{\"id\":\"" ID
         "\",\"revoked\":false}]}",
         true},
        {"{\"revokedCredentials\":[{\"id\":\"" ID "1\"}]}", false},
    };
    crd_revocation r;
    (void)state;
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
        assert_int_equal(find(&r, LISTS[i].text, ID, NULL), CRD_OK);
        assert_int_equal(r.revoked, LISTS[i].revoked);
        assert_int_equal(r.reason.len, 0);
        assert_int_equal(r.issuer.len, 0);
    }
    assert_int_equal(find(&r,
                          "{\"issuer\":\"" ISSUER
                          "\",\"revokedCredentials\":[{\"id\":\"" ID
                          "\",\"revocationReason\":\"Typo\"}]}",
                          ID, NULL),
                     CRD_OK);
    assert_true(r.revoked);
    assert_true(crd_span_is(r.reason, "Typo"));
    assert_true(crd_span_is(r.issuer, ISSUER));
}

/* An error page in JSON is not a list in which nobody is named. */
static void what_is_no_revocation_list_is_refused(void **state)
{
    static const struct {
        const char *text;
        crd_code code;
    } BAD[] = {
        {"{}", CRD_CODE_STATUS_LIST_MALFORMED},
        {"[]", CRD_CODE_STATUS_LIST_MALFORMED},
        {"{\"error\":\"not found\"}", CRD_CODE_STATUS_LIST_MALFORMED},
        {"{\"revokedCredentials\":null}", CRD_CODE_STATUS_LIST_MALFORMED},
        {"{\"revokedCredentials\":[\"" ID "\"]}",
         CRD_CODE_STATUS_LIST_MALFORMED},
        {"{\"revokedCredentials\":[{\"id\":\"" ID "\",\"revoked\":\"no\"}]}",
         CRD_CODE_STATUS_LIST_MALFORMED},
        {"{\"id\":\"" URL "/\",\"revokedCredentials\":[]}",
         CRD_CODE_STATUS_LIST_FOREIGN},
    };
    crd_revocation r = {.revoked = true};
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_code(find(&r, BAD[i].text, ID, &error), &error, BAD[i].code);
    }
    assert_code(find(&r, "{\"revokedCredentials\":[]}", "", &error), &error,
                CRD_CODE_STATUS_ENTRY_MALFORMED);
    assert_true(r.revoked);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entries_of_three_kinds_are_read),
        TEST(an_index_is_text_of_digits),
        TEST(a_size_is_1_to_8_with_its_messages),
        TEST(an_entry_has_the_form_it_needs),
        TEST(a_list_credential_is_made_and_read),
        TEST(what_cannot_be_a_list_is_not_made),
        TEST(a_list_of_another_address_or_type_is_refused),
        TEST(a_list_with_a_status_is_refused),
        TEST(a_list_is_good_for_its_time),
        TEST(a_purpose_the_list_does_not_have_is_refused),
        TEST(an_index_beyond_the_list_is_refused),
        TEST(a_status_list_2021_is_read),
        TEST(a_revocation_list_names_the_revoked),
        TEST(what_is_no_revocation_list_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
