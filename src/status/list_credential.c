/* SPDX-License-Identifier: Apache-2.0 */
/* Status list credentials, read and made: Bitstring Status List 1.0, 2.2, 3.1
 * and 3.2; StatusList2021, 2.2. */
#include "credential/text.h"
#include "credimur/credential.h"
#include "status/status.h"

#include <inttypes.h>

#define CONTEXT_V2 "https://www.w3.org/ns/credentials/v2"
/* What a list may say of itself is small; its credential may not be. */
#define PURPOSES_MAX 16
#define PURPOSE_MAX 256
#define ISSUER_MAX CRD_STATUS_URL_MAX

static const struct {
    crd_status_kind kind;
    const char *credential, *subject;
} KINDS[] = {
    {CRD_STATUS_BITSTRING, "BitstringStatusListCredential",
     "BitstringStatusList"},
    {CRD_STATUS_LIST_2021, "StatusList2021Credential", "StatusList2021"},
};

/* One list credential being read. */
typedef struct reading {
    const crd_json *root, *subject;
    crd_credential credential;
    size_t kind; /* in KINDS */
    const crd_json *purposes;
    bool has_from, has_until, has_ttl;
    crd_instant from, until;
    int64_t ttl_ms;
    crd_error *error;
} reading;

static crd_rc fail_at(const reading *r, crd_code code, const crd_json *place,
                      const char *what)
{
    crd_rc rc = crd_fail(r->error, code, "%s", what);
    crd_error_point(r->error, r->root, place);
    return rc;
}

static crd_rc malformed(const reading *r, const crd_json *place,
                        const char *what)
{
    return fail_at(r, CRD_CODE_STATUS_LIST_MALFORMED, place, what);
}

/* ---- Reading --------------------------------------------------------------
 */

static crd_rc check_type(reading *r)
{
    const crd_json *type = crd_json_get(r->root, "type");
    bool old = crd_many_has(type, KINDS[1].credential);
    r->kind = old;
    if (crd_many_has(type, KINDS[0].credential) == old) {
        return fail_at(r, CRD_CODE_STATUS_LIST_TYPE, type,
                       "What stands at the address of the status list is not "
                       "a BitstringStatusListCredential.");
    }
    return CRD_OK;
}

static crd_rc check_id(reading *r, crd_span url)
{
    const crd_json *id = crd_json_get(r->root, "id");
    if (id && (!crd_json_is(id, CRD_JSON_STRING) ||
               !crd_span_equal(crd_json_span(id), url))) {
        return fail_at(r, CRD_CODE_STATUS_LIST_FOREIGN, id, "");
    }
    return CRD_OK;
}

/* A list that could be suspended would need a list, and so on (case 123). */
static crd_rc check_no_status(reading *r)
{
    const crd_json *status = crd_json_get(r->root, "credentialStatus");
    return status ? fail_at(r, CRD_CODE_STATUS_LIST_NESTED, status, "")
                  : CRD_OK;
}

/* Seconds after or before, without leaving what an int64_t holds. */
static int64_t add_seconds(int64_t a, int64_t b)
{
    if (b > 0 && a > INT64_MAX - b) {
        return INT64_MAX;
    }
    return b < 0 && a < INT64_MIN - b ? INT64_MIN : a + b;
}

/* One end of the validity: what 2.0 and 1.1 each call it. Where a list has
 * both, the narrower counts. */
static crd_rc read_bound(reading *r, const char *const names[2], bool end,
                         bool *has, crd_instant *out)
{
    for (int i = 0; i < 2; i++) {
        const crd_json *value = crd_json_get(r->root, names[i]);
        crd_instant t;
        int order;
        if (!value) {
            continue;
        }
        if (!crd_json_is(value, CRD_JSON_STRING) ||
            crd_instant_parse(&t, crd_json_span(value), NULL) != CRD_OK) {
            return malformed(r, value,
                             "The validity of the status list is not a date "
                             "and time with a zone.");
        }
        order = *has ? crd_instant_compare(t, *out) : 0;
        if (!*has || (end ? order < 0 : order > 0)) {
            *out = t;
        }
        *has = true;
    }
    return CRD_OK;
}

static crd_rc check_validity(reading *r, crd_instant at, int64_t skew_s)
{
    static const char *const FROM[2] = {"validFrom", "issuanceDate"};
    static const char *const UNTIL[2] = {"validUntil", "expirationDate"};
    crd_instant earliest, latest;
    CRD_TRY(read_bound(r, FROM, false, &r->has_from, &r->from));
    CRD_TRY(read_bound(r, UNTIL, true, &r->has_until, &r->until));
    earliest = r->from;
    earliest.seconds = add_seconds(earliest.seconds, -skew_s);
    latest = r->until;
    latest.seconds = add_seconds(latest.seconds, skew_s);
    if (r->has_until && crd_instant_compare(at, latest) > 0) {
        char text[CRD_INSTANT_TEXT_MAX];
        crd_instant_write(text, r->until);
        return crd_fail(r->error, CRD_CODE_STATUS_LIST_STALE,
                        "The status list was good until %s, so it may hide a "
                        "revocation.",
                        text);
    }
    if (r->has_from && crd_instant_compare(at, earliest) < 0) {
        return crd_fail(r->error, CRD_CODE_STATUS_LIST_NOT_YET_VALID, "%s", "");
    }
    return CRD_OK;
}

static crd_rc check_purposes(reading *r)
{
    const crd_json *value = crd_json_get(r->subject, "statusPurpose");
    uint32_t count = crd_many_count(value);
    if (count == 0 || count > PURPOSES_MAX) {
        return malformed(r, value ? value : r->subject,
                         "The status list does not have 1 to 16 purposes.");
    }
    for (uint32_t i = 0; i < count; i++) {
        const crd_json *each = crd_many_at(value, i);
        if (!crd_json_is(each, CRD_JSON_STRING) || each->len == 0 ||
            each->len > PURPOSE_MAX) {
            return malformed(r, each,
                             "A purpose of the status list is not a "
                             "short text.");
        }
    }
    r->purposes = value;
    return CRD_OK;
}

/* Milliseconds; a ceiling of centuries keeps sums within their type. */
static crd_rc check_ttl(reading *r)
{
    const crd_json *value = crd_json_get(r->subject, "ttl");
    double ttl;
    if (!value) {
        return CRD_OK;
    }
    if (!crd_json_is(value, CRD_JSON_NUMBER) ||
        crd_json_double(&ttl, value, NULL) != CRD_OK || !(ttl >= 0) ||
        !(ttl <= 9007199254740992.0) || ttl != (double)(int64_t)ttl) {
        return malformed(r, value,
                         "The ttl of the status list is not a whole "
                         "number of milliseconds.");
    }
    r->has_ttl = true;
    r->ttl_ms = (int64_t)ttl;
    return CRD_OK;
}

static crd_rc check_subject(reading *r)
{
    const crd_json *subjects = r->credential.subjects;
    r->subject =
        crd_many_count(subjects) == 1 ? crd_many_at(subjects, 0) : NULL;
    if (!crd_json_is(r->subject, CRD_JSON_OBJECT) ||
        !crd_many_has(crd_json_get(r->subject, "type"),
                      KINDS[r->kind].subject)) {
        return fail_at(r, CRD_CODE_STATUS_LIST_TYPE, subjects,
                       "The subject of the status list is not one list of the "
                       "type it needs.");
    }
    if (!r->credential.issuer_id.data || r->credential.issuer_id.len == 0 ||
        r->credential.issuer_id.len > ISSUER_MAX) {
        return malformed(r, r->credential.issuer,
                         "The issuer of the status list is not a URL.");
    }
    CRD_TRY(check_purposes(r));
    return check_ttl(r);
}

/* ---- The list's own copy of what its credential says ----------------------
 */

static size_t extra_bytes(const reading *r)
{
    uint32_t count = crd_many_count(r->purposes);
    size_t bytes = count * sizeof(crd_span) + r->credential.issuer_id.len;
    for (uint32_t i = 0; i < count; i++) {
        bytes += crd_many_at(r->purposes, i)->len;
    }
    return bytes;
}

static crd_span put(char **at, crd_span text)
{
    crd_span copy = {*at, text.len};
    memcpy(*at, text.data, text.len);
    *at += text.len;
    return copy;
}

static void keep(crd_status_list *list, const reading *r, size_t extra)
{
    uint32_t count = crd_many_count(r->purposes);
    char *extra_start = (char *)list + list->memory - extra;
    char *text = extra_start + count * sizeof(crd_span);
    for (uint32_t i = 0; i < count; i++) {
        crd_span copy = put(&text, crd_json_span(crd_many_at(r->purposes, i)));
        memcpy(extra_start + i * sizeof copy, &copy, sizeof copy);
    }
    list->purposes = (const crd_span *)(const void *)extra_start;
    list->purpose_count = count;
    list->issuer = put(&text, r->credential.issuer_id);
    list->has_from = r->has_from;
    list->from = r->from;
    list->has_until = r->has_until;
    list->until = r->until;
    list->has_ttl = r->has_ttl;
    list->ttl_ms = r->ttl_ms;
}

crd_rc crd_status_list_read(crd_status_list **out,
                            const crd_allocator *allocator,
                            const crd_json *root, crd_span url, crd_instant at,
                            int64_t skew_s, crd_error *error)
{
    reading r = {.root = root, .error = error};
    const crd_json *encoded;
    size_t extra;
    crd_rc rc;
    crd_credential_read(&r.credential, root);
    CRD_TRY(check_type(&r));
    CRD_TRY(check_id(&r, url));
    CRD_TRY(check_no_status(&r));
    CRD_TRY(check_validity(&r, at, skew_s));
    CRD_TRY(check_subject(&r));
    encoded = crd_json_get(r.subject, "encodedList");
    if (!crd_json_is(encoded, CRD_JSON_STRING)) {
        return malformed(&r, encoded ? encoded : r.subject,
                         "The status list has no encodedList.");
    }
    extra = extra_bytes(&r);
    rc = crd_status_decode(out, allocator, KINDS[r.kind].kind,
                           crd_json_span(encoded), extra, error);
    if (rc != CRD_OK) {
        crd_error_point(error, root, encoded);
        return rc;
    }
    keep(*out, &r, extra);
    return CRD_OK;
}

/* ---- Validate Algorithm, 3.2 ----------------------------------------------
 */

static bool has_purpose(const crd_status_list *list, crd_span purpose)
{
    for (size_t i = 0; i < list->purpose_count; i++) {
        if (crd_span_equal(list->purposes[i], purpose)) {
            return true;
        }
    }
    return false;
}

crd_rc crd_status_lookup(uint8_t *out, const crd_status_list *list,
                         const crd_status_entry *entry, crd_error *error)
{
    uint64_t entries = (uint64_t)list->bytes * 8 / entry->size;
    if (list->kind != entry->kind) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_TYPE,
                        "The status list is of another type than the entry.");
    }
    /* 5 */
    if (!has_purpose(list, entry->purpose)) {
        int len = (int)(entry->purpose.len < 80 ? entry->purpose.len : 80);
        return crd_fail(error, CRD_CODE_STATUS_LIST_PURPOSE,
                        "The status list is not for \"%.*s\".", len,
                        entry->purpose.data);
    }
    /* 9 */
    if (entries < CRD_STATUS_ENTRIES_MIN) {
        return crd_fail(error, CRD_CODE_STATUS_LIST_SHORT,
                        "The status list has %" PRIu64
                        " entries of %u bits; at least %" PRIu64 " are needed.",
                        entries, entry->size, CRD_STATUS_ENTRIES_MIN);
    }
    /* 10 */
    if (entry->index >= entries) {
        return crd_status_out_of_range(error, entry->index, entries);
    }
    *out = crd_status_bits_get(list, entry->size, entry->index);
    return CRD_OK;
}

/* ---- Generate Algorithm, 3.1 ----------------------------------------------
 */

static crd_rc check_options(const crd_status_list *list,
                            const crd_status_list_options *o, crd_error *error)
{
    if (!crd_is_url(o->id) || memchr(o->id.data, '?', o->id.len) ||
        memchr(o->id.data, '#', o->id.len)) {
        return crd_fail(error, CRD_CODE_MEMBER_MALFORMED,
                        "The id of a status list is a URL without a query or "
                        "fragment: all ask for the same.");
    }
    if (!crd_is_url(o->issuer)) {
        return crd_fail(error, CRD_CODE_MEMBER_MALFORMED,
                        "The issuer of a status list is a URL.");
    }
    if (crd_instant_compare(o->until, o->from) <= 0) {
        return crd_fail(error, CRD_CODE_DATES_REVERSED,
                        "The status list would end before it begins.");
    }
    if (list->size != 1 || (!crd_span_is(o->purpose, "revocation") &&
                            !crd_span_is(o->purpose, "suspension"))) {
        return crd_fail(error, CRD_CODE_VALUE_NOT_ALLOWED,
                        "A status list is issued for revocation or "
                        "suspension, with one bit an entry.");
    }
    if (o->ttl_ms < 0) {
        return crd_fail(error, CRD_CODE_MEMBER_MALFORMED,
                        "The ttl of a status list is not negative.");
    }
    return CRD_OK;
}

/* Adds a member; once memory is out, nothing more. */
static void add(crd_arena *arena, bool *good, crd_json *object,
                const char *name, crd_json value)
{
    *good = *good && crd_json_add(arena, object, crd_span_of(name), value);
}

static void add_text(crd_arena *arena, bool *good, crd_json *object,
                     const char *name, crd_span text)
{
    crd_span copy = crd_arena_copy(arena, text);
    *good = *good && copy.data;
    add(arena, good, object, name, crd_json_string(copy));
}

static void add_instant(crd_arena *arena, bool *good, crd_json *object,
                        const char *name, crd_instant instant)
{
    char text[CRD_INSTANT_TEXT_MAX];
    crd_instant_write(text, instant);
    add_text(arena, good, object, name, crd_span_of(text));
}

static crd_json make_subject(crd_arena *arena, bool *good,
                             const crd_status_list_options *o, crd_span encoded)
{
    crd_json subject = crd_json_object();
    crd_span id =
        crd_arena_printf(arena, "%.*s#list", (int)o->id.len, o->id.data);
    *good = *good && id.data;
    add(arena, good, &subject, "id", crd_json_string(id));
    add(arena, good, &subject, "type", crd_json_text(KINDS[0].subject));
    add_text(arena, good, &subject, "statusPurpose", o->purpose);
    add_text(arena, good, &subject, "encodedList", encoded);
    if (o->ttl_ms > 0) {
        add(arena, good, &subject, "ttl", crd_json_integer(arena, o->ttl_ms));
    }
    return subject;
}

/* An array of one or two static texts. */
static crd_json texts(crd_arena *arena, bool *good, const char *first,
                      const char *second)
{
    crd_json array = crd_json_array();
    *good = *good && crd_json_push(arena, &array, crd_json_text(first));
    if (second) {
        *good = *good && crd_json_push(arena, &array, crd_json_text(second));
    }
    return array;
}

static bool make(crd_json *root, crd_arena *arena,
                 const crd_status_list_options *o, crd_span encoded)
{
    bool good = true;
    *root = crd_json_object();
    add(arena, &good, root, "@context", texts(arena, &good, CONTEXT_V2, NULL));
    add_text(arena, &good, root, "id", o->id);
    add(arena, &good, root, "type",
        texts(arena, &good, "VerifiableCredential", KINDS[0].credential));
    add_text(arena, &good, root, "issuer", o->issuer);
    add_instant(arena, &good, root, "validFrom", o->from);
    add_instant(arena, &good, root, "validUntil", o->until);
    add(arena, &good, root, "credentialSubject",
        make_subject(arena, &good, o, encoded));
    return good;
}

crd_rc crd_status_list_credential_make(crd_json **out, crd_arena *arena,
                                       const crd_status_list *list,
                                       const crd_status_list_options *options,
                                       crd_error *error)
{
    crd_buffer encoded;
    crd_json *root = CRD_NEW(arena, crd_json);
    crd_rc rc;
    CRD_TRY(check_options(list, options, error));
    crd_buffer_init(&encoded, list->allocator, CRD_STATUS_BYTES_MAX * 2);
    rc = crd_status_list_encode(&encoded, list, error);
    if (rc == CRD_OK) {
        if (root && make(root, arena, options, crd_buffer_span(&encoded))) {
            *out = root;
        } else {
            rc = crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    crd_buffer_free(&encoded);
    return rc;
}
