/* SPDX-License-Identifier: Apache-2.0 */
/* One credentialStatus: Bitstring Status List 1.0, 2.1; StatusList2021, 2.1;
 * Open Badges 3.0, CredentialStatus. */
#include "credential/text.h"
#include "credimur/credential.h"
#include "status/status.h"

static const struct {
    const char *type;
    crd_status_kind kind;
} TYPES[] = {
    {"BitstringStatusListEntry", CRD_STATUS_BITSTRING},
    {"StatusList2021Entry", CRD_STATUS_LIST_2021},
    {"1EdTechRevocationList", CRD_STATUS_REVOCATION_LIST},
};

/* One entry being read. */
typedef struct reading {
    crd_status_entry out;
    const crd_json *root, *entry;
    crd_error *error;
} reading;

static crd_rc fail_at(const reading *r, crd_code code, const crd_json *place,
                      const char *what)
{
    crd_rc rc = crd_fail(r->error, code, "%s", what);
    crd_error_point(r->error, r->root, place ? place : r->entry);
    return rc;
}

static crd_rc malformed(const reading *r, const crd_json *place,
                        const char *what)
{
    return fail_at(r, CRD_CODE_STATUS_ENTRY_MALFORMED, place, what);
}

static crd_rc read_type(reading *r)
{
    const crd_json *type = crd_json_get(r->entry, "type");
    int found = 0;
    if (!crd_json_is(r->entry, CRD_JSON_OBJECT)) {
        return malformed(r, r->entry, "A status entry is not an object.");
    }
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (crd_many_has(type, TYPES[i].type)) {
            r->out.kind = TYPES[i].kind;
            found++;
        }
    }
    if (found > 1) {
        return malformed(r, type,
                         "A status entry is of several types, so it "
                         "could be read in several ways.");
    }
    if (found == 0) {
        return fail_at(r, CRD_CODE_STATUS_TYPE_UNKNOWN, type, "");
    }
    return CRD_OK;
}

static crd_rc read_url(reading *r, crd_span *out, const char *name)
{
    const crd_json *value = crd_json_get(r->entry, name);
    if (!crd_json_is(value, CRD_JSON_STRING) ||
        !crd_is_url(crd_json_span(value))) {
        crd_rc rc = crd_fail(r->error, CRD_CODE_STATUS_ENTRY_MALFORMED,
                             "The %s of the status entry is not a URL.", name);
        crd_error_point(r->error, r->root, value ? value : r->entry);
        return rc;
    }
    *out = crd_json_span(value);
    return CRD_OK;
}

static crd_rc read_purpose(reading *r)
{
    const crd_json *value = crd_json_get(r->entry, "statusPurpose");
    if (!crd_json_is(value, CRD_JSON_STRING) || value->len == 0) {
        return malformed(r, value, "The statusPurpose is not text.");
    }
    r->out.purpose = crd_json_span(value);
    return CRD_OK;
}

/* "an arbitrary size integer greater than or equal to 0, expressed as a string
 * in base 10": digits, nothing else, and no list holds more than 64 bits'. */
static crd_rc read_index(reading *r)
{
    const crd_json *value = crd_json_get(r->entry, "statusListIndex");
    uint64_t index = 0;
    if (!crd_json_is(value, CRD_JSON_STRING) || value->len == 0) {
        return malformed(r, value,
                         "The statusListIndex is not text of "
                         "digits.");
    }
    r->out.index_text = crd_json_span(value);
    for (uint32_t i = 0; i < value->len; i++) {
        if (value->as.text[i] < '0' || value->as.text[i] > '9') {
            return malformed(r, value,
                             "The statusListIndex is not text of digits.");
        }
    }
    for (uint32_t i = 0; i < value->len; i++) {
        unsigned digit = (unsigned)(value->as.text[i] - '0');
        if (index > (UINT64_MAX - digit) / 10) {
            return fail_at(r, CRD_CODE_STATUS_INDEX_RANGE, value,
                           "The statusListIndex is larger than any list.");
        }
        index = index * 10 + digit;
    }
    r->out.index = index;
    return CRD_OK;
}

static crd_rc read_size(reading *r)
{
    const crd_json *value = crd_json_get(r->entry, "statusSize");
    double size = 1;
    if (value &&
        (!crd_json_is(value, CRD_JSON_NUMBER) ||
         crd_json_double(&size, value, NULL) != CRD_OK ||
         !(size >= 1 && size <= CRD_STATUS_SIZE_MAX) || size != (int)size)) {
        return malformed(r, value,
                         "The statusSize is not a whole number from "
                         "1 to 8.");
    }
    r->out.size = (uint8_t)size;
    return CRD_OK;
}

/* The number that a `status` of a message stands for; -1 if it is none. */
static int hexadecimal(crd_span text)
{
    int value = 0;
    if (text.len < 3 || text.len > 4 || text.data[0] != '0' ||
        text.data[1] != 'x') {
        return -1;
    }
    for (size_t i = 2; i < text.len; i++) {
        char c = text.data[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* As many messages as values, each of another value: so each has one. */
static crd_rc read_messages(reading *r)
{
    const crd_json *messages = crd_json_get(r->entry, "statusMessage");
    unsigned values = 1u << r->out.size;
    bool seen[1u << CRD_STATUS_SIZE_MAX] = {false};
    if (!messages && r->out.size == 1) {
        return CRD_OK;
    }
    if (!crd_json_is(messages, CRD_JSON_ARRAY) || messages->len != values) {
        return malformed(r, messages,
                         "The statusMessage does not have one message for "
                         "each value of statusSize bits.");
    }
    for (uint32_t i = 0; i < messages->len; i++) {
        const crd_json *each = &messages->as.items[i];
        crd_span status = crd_json_get_text(each, "status");
        int value = status.data ? hexadecimal(status) : -1;
        if (value < 0 || (unsigned)value >= values || seen[value] ||
            !crd_json_get_text(each, "message").data) {
            return malformed(r, each,
                             "A statusMessage does not have a status such as "
                             "0x1, its own, and a message.");
        }
        seen[value] = true;
    }
    r->out.messages = messages;
    return CRD_OK;
}

static crd_rc read_bitstring(reading *r)
{
    CRD_TRY(read_purpose(r));
    CRD_TRY(read_url(r, &r->out.list, "statusListCredential"));
    CRD_TRY(read_index(r));
    if (crd_json_get(r->entry, "id")) {
        CRD_TRY(read_url(r, &r->out.id, "id"));
        if (crd_span_equal(r->out.id, r->out.list)) {
            return malformed(r, crd_json_get(r->entry, "id"),
                             "The id of the status entry is that of the "
                             "list.");
        }
    }
    if (r->out.kind == CRD_STATUS_BITSTRING) {
        CRD_TRY(read_size(r));
        CRD_TRY(read_messages(r));
    }
    return CRD_OK;
}

crd_rc crd_status_entry_read(crd_status_entry *out, const crd_json *root,
                             const crd_json *entry, crd_error *error)
{
    reading r = {
        .root = root, .entry = entry, .error = error, .out = {.size = 1}};
    CRD_TRY(read_type(&r));
    if (r.out.kind == CRD_STATUS_REVOCATION_LIST) {
        CRD_TRY(read_url(&r, &r.out.list, "id"));
        r.out.id = r.out.list;
        r.out.purpose = CRD_SPAN("revocation");
    } else {
        CRD_TRY(read_bitstring(&r));
    }
    *out = r.out;
    return CRD_OK;
}

crd_span crd_status_entry_message(const crd_status_entry *entry, uint8_t value)
{
    for (uint32_t i = 0; entry->messages && i < entry->messages->len; i++) {
        const crd_json *each = &entry->messages->as.items[i];
        if (hexadecimal(crd_json_get_text(each, "status")) == value) {
            return crd_json_get_text(each, "message");
        }
    }
    return value ? CRD_SPAN("set") : CRD_SPAN("unset");
}
