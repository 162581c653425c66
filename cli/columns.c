/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of class lists and what they are called elsewhere. */
#include "cli/columns.h"

#include "cli/text.h"
#include "credimur/credential.h"
#include "credimur/crypto.h"

#include <stdio.h>

enum { EVIDENCE_MAX = 8 };

static crd_rc apply_map(cli_columns *columns, const char *map, crd_error *error)
{
    const char *equals = strrchr(map, '=');
    char wanted[CLI_SHORT_MAX], here[CLI_SHORT_MAX];
    cli_field field = equals ? cli_field_find(equals + 1) : CLI_FIELD_NONE;
    if (field == CLI_FIELD_NONE) {
        return crd_fail(error, CRD_CODE_USAGE,
                        "--map is COLUMN=FIELD, such as Klasse=external_id; "
                        "not %s",
                        map);
    }
    cli_short_name(wanted, (crd_span){map, (size_t)(equals - map)});
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->fields[i] == field) {
            columns->fields[i] = CLI_FIELD_UNUSED; /* the map says better */
        }
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        cli_short_name(here, crd_span_of(columns->headers[i]));
        if (strcmp(here, wanted) == 0) {
            columns->fields[i] = field;
            return CRD_OK;
        }
    }
    return crd_fail(error, CRD_CODE_USAGE,
                    "--map %s: the list has no such column", map);
}

static crd_rc nobody_named(const cli_columns *columns, crd_error *error)
{
    char seen[200];
    size_t n = 0;
    for (uint32_t i = 0; i < columns->count && n + 1 < sizeof seen; i++) {
        int put = snprintf(seen + n, sizeof seen - n, "%s\"%s\"", i ? ", " : "",
                           columns->headers[i]);
        n = put > 0 ? n + (size_t)put : n;
    }
    return crd_fail(error, CRD_CODE_LIST_COLUMNS,
                    columns->count == 1
                        ? "the first row is %s%s and no column of it says who "
                          "gets a credential; is it a title?"
                        : "the columns are %s%s; none of them says who gets a "
                          "credential",
                    seen, n >= sizeof seen ? "..." : "");
}

/* Each field once, but for evidence; and somebody must be named. */
static crd_rc check_columns(const cli_columns *columns, crd_error *error)
{
    const char *seen[CLI_FIELD_COUNT] = {NULL};
    for (uint32_t i = 0; i < columns->count; i++) {
        cli_field f = columns->fields[i];
        bool many = f == CLI_FIELD_EVIDENCE_URL || f == CLI_FIELD_NONE ||
                    f == CLI_FIELD_EVIDENCE_NAME || f == CLI_FIELD_UNUSED;
        if (seen[f] && !many) {
            return crd_fail(error, CRD_CODE_LIST_COLUMNS,
                            "the columns \"%.80s\" and \"%.80s\" say the "
                            "same; choose with --map",
                            seen[f], columns->headers[i]);
        }
        seen[f] = columns->headers[i];
    }
    if (!seen[CLI_FIELD_EMAIL] && !seen[CLI_FIELD_NAME] &&
        !seen[CLI_FIELD_GIVEN_NAME] && !seen[CLI_FIELD_FAMILY_NAME] &&
        !seen[CLI_FIELD_EXTERNAL_ID] && !seen[CLI_FIELD_DID]) {
        return nobody_named(columns, error);
    }
    return CRD_OK;
}

static const char *names_left_out(crd_arena *arena, const cli_columns *columns)
{
    crd_span names = CRD_SPAN_NONE;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->fields[i] == CLI_FIELD_NONE ||
            columns->fields[i] == CLI_FIELD_UNUSED) {
            names = crd_arena_printf(
                arena, "%s%s\"%s\"", names.data ? names.data : "",
                names.data ? ", " : "",
                cli_visible(arena, crd_span_of(columns->headers[i])));
        }
    }
    return names.data;
}

/* "Nachname" = family_name, "Note" = result */
static const char *names_taken(crd_arena *arena, const cli_columns *columns)
{
    crd_span names = CRD_SPAN_NONE;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->fields[i] != CLI_FIELD_NONE &&
            columns->fields[i] != CLI_FIELD_UNUSED) {
            names = crd_arena_printf(
                arena, "%s%s\"%s\" = %s", names.data ? names.data : "",
                names.data ? ", " : "",
                cli_visible(arena, crd_span_of(columns->headers[i])),
                cli_field_word(columns->fields[i]));
        }
    }
    return names.data ? names.data : "";
}

static bool has_field(const cli_columns *columns, cli_field field)
{
    bool found = false;
    for (uint32_t i = 0; i < columns->count; i++) {
        found = found || columns->fields[i] == field;
    }
    return found;
}

/* A name beside a part of a name is the other part. */
static void part_names(cli_columns *columns)
{
    bool given = has_field(columns, CLI_FIELD_GIVEN_NAME);
    bool family = has_field(columns, CLI_FIELD_FAMILY_NAME);
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->fields[i] == CLI_FIELD_NAME) {
            columns->fields[i] = cli_field_beside(
                crd_span_of(columns->headers[i]), given, family);
        }
    }
}

crd_rc cli_columns_read(cli_columns *out, crd_arena *arena,
                        const crd_csv_row *header, const char *const *maps,
                        uint32_t map_count, crd_error *error)
{
    cli_columns c = {.count = header->count};
    c.headers = CRD_NEW_N(arena, const char *, header->count);
    c.fields = CRD_NEW_N(arena, cli_field, header->count);
    if (!c.headers || !c.fields) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < c.count; i++) {
        c.headers[i] = crd_arena_copy(arena, header->cells[i]).data;
        if (!c.headers[i]) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
        c.fields[i] = cli_field_named(header->cells[i]);
    }
    part_names(&c);
    for (uint32_t i = 0; i < map_count; i++) {
        CRD_TRY(apply_map(&c, maps[i], error));
    }
    CRD_TRY(check_columns(&c, error));
    c.left_out = names_left_out(arena, &c);
    c.taken = names_taken(arena, &c);
    *out = c;
    return CRD_OK;
}

/* ---- Cells --------------------------------------------------------------- */

bool cli_is_email(crd_span text)
{
    size_t at = 0, signs = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c == 0x7f || strchr("<>()[]\\,;:\"", c)) {
            return false;
        }
        if (c == '@') {
            signs++;
            at = i;
        }
    }
    crd_span host = {text.data + at + 1, text.len - at - 1};
    bool dotted = host.len && memchr(host.data, '.', host.len) != NULL;
    return signs == 1 && at > 0 && dotted && text.len <= 254 &&
           host.data[0] != '.' && text.data[text.len - 1] != '.';
}

bool cli_is_did(crd_span text)
{
    crd_public_key key;
    crd_error error;
    size_t colons = 0;
    if (!crd_span_starts(text, "did:") || text.data[text.len - 1] == ':') {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c >= 0x7f || strchr("/?#\"<>\\", c)) {
            return false;
        }
        colons += c == ':';
    }
    if (!crd_span_starts(text, "did:key:")) {
        return colons >= 2;
    }
    text.data += sizeof "did:key:" - 1;
    text.len -= sizeof "did:key:" - 1;
    return crd_multikey_read(&key, text, &error) == CRD_OK ||
           error.code == CRD_CODE_KEY_UNSUPPORTED;
}

/* Three numbers parted by `sep`: "03.05.2026"; false if it is not that. */
static bool three_numbers(unsigned out[3], crd_span text, char sep)
{
    size_t i = 0;
    for (unsigned k = 0; k < 3; k++) {
        size_t digits = 0;
        out[k] = 0;
        while (i < text.len && text.data[i] >= '0' && text.data[i] <= '9' &&
               digits < 4) {
            out[k] = out[k] * 10 + (unsigned)(text.data[i] - '0');
            digits++;
            i++;
        }
        if (digits == 0 || (k < 2 && (i >= text.len || text.data[i] != sep))) {
            return false;
        }
        i += k < 2;
    }
    return i == text.len;
}

static bool date_of(crd_instant *out, unsigned year, unsigned month,
                    unsigned day)
{
    char iso[16];
    int n = snprintf(iso, sizeof iso, "%04u-%02u-%02u", year, month, day);
    return year >= 1900 && n == 10 &&
           crd_date_parse(out, (crd_span){iso, 10}, NULL) == CRD_OK;
}

/* Month or day first cannot be told apart unless one is beyond 12. */
static bool slashed(crd_instant *out, const unsigned n[3])
{
    if (n[0] >= 1900) {
        return date_of(out, n[0], n[1], n[2]);
    }
    unsigned year = n[2] < 100 ? 2000 + n[2] : n[2];
    if (n[0] > 12 && n[1] <= 12) {
        return date_of(out, year, n[1], n[0]);
    }
    if (n[1] > 12 && n[0] <= 12) {
        return date_of(out, year, n[0], n[1]);
    }
    return n[0] == n[1] && date_of(out, year, n[0], n[1]);
}

/* Excel keeps days as numbers; 43000 to 60000 are those of 2017 to 2064. */
static bool is_day_number(crd_span text)
{
    return text.len == 5 && text.data[0] >= '4' && text.data[0] <= '5' &&
           strspn(text.data, "0123456789") >= 5;
}

crd_rc cli_date_read(crd_instant *out, crd_span text, crd_error *error)
{
    unsigned n[3];
    if (crd_date_parse(out, text, NULL) == CRD_OK ||
        crd_instant_parse(out, text, NULL) == CRD_OK) {
        return CRD_OK;
    }
    if (three_numbers(n, text, '.') && date_of(out, n[2], n[1], n[0])) {
        return CRD_OK;
    }
    if (three_numbers(n, text, '/')) {
        if (slashed(out, n)) {
            return CRD_OK;
        }
        return crd_fail(error, CRD_CODE_LIST_DATE,
                        "\"%.*s\" can be read in two ways, or in none",
                        (int)(text.len < 40 ? text.len : 40), text.data);
    }
    return crd_fail(error, CRD_CODE_LIST_DATE, "\"%.*s\" is not a date%s",
                    (int)(text.len < 40 ? text.len : 40), text.data,
                    is_day_number(text)
                        ? " but a day as Excel counts them: format the cells "
                          "of the column as dates and save the list again"
                        : "");
}

static crd_span trimmed(crd_span text)
{
    while (text.len && strchr(" \t\r\n", text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len && strchr(" \t\r\n", text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool is_number(crd_span text)
{
    size_t digits = 0, dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        digits += text.data[i] >= '0' && text.data[i] <= '9';
        dots += text.data[i] == '.';
    }
    return digits > 0 && dots <= 1 && digits + dots == text.len &&
           text.data[0] != '.' && text.data[text.len - 1] != '.' &&
           (text.data[0] != '0' || text.len == 1 || text.data[1] == '.');
}

static crd_rc not_this(crd_error *error, crd_code code, crd_span cell,
                       const char *what)
{
    return crd_fail(error, code, "\"%.*s\" is not %s",
                    (int)(cell.len < 80 ? cell.len : 80), cell.data, what);
}

/* A row while it is read. */
typedef struct reading {
    crd_award *award;
    crd_award_evidence *evidence; /* EVIDENCE_MAX of them */
    crd_award_result *result;
    crd_span given, family;
    size_t names; /* evidence names so far, in the order of their columns */
} reading;

static crd_rc read_date(bool *has, crd_instant *out, crd_span cell,
                        crd_error *error)
{
    CRD_TRY(cli_date_read(out, cell, error));
    *has = true;
    return CRD_OK;
}

static crd_rc read_evidence(reading *r, cli_field field, crd_span cell,
                            crd_error *error)
{
    crd_award *a = r->award;
    if (field == CLI_FIELD_EVIDENCE_NAME) {
        if (r->names < EVIDENCE_MAX) {
            r->evidence[r->names++].name = cell;
        }
        return CRD_OK;
    }
    if (!crd_is_url(cell)) {
        return not_this(error, CRD_CODE_LIST_URL, cell,
                        "the address of a page");
    }
    if (a->evidence_count < EVIDENCE_MAX) {
        r->evidence[a->evidence_count++].id = cell;
    }
    return CRD_OK;
}

static crd_rc read_cell(reading *r, cli_field field, crd_span cell,
                        crd_error *error)
{
    crd_award *a = r->award;
    bool has = false;
    switch (field) {
    case CLI_FIELD_EMAIL:
        if (!cli_is_email(cell)) {
            return not_this(error, CRD_CODE_LIST_EMAIL, cell,
                            "an e-mail address");
        }
        a->email = cell;
        return CRD_OK;
    case CLI_FIELD_DID:
        if (!cli_is_did(cell)) {
            return not_this(error, CRD_CODE_LIST_URL, cell, "a DID");
        }
        a->did = cell;
        return CRD_OK;
    case CLI_FIELD_ISSUED_ON:
        CRD_TRY(read_date(&a->has_awarded, &a->awarded, cell, error));
        a->valid_from = a->awarded;
        return CRD_OK;
    case CLI_FIELD_EXPIRES_ON:
        CRD_TRY(read_date(&has, &a->valid_until, cell, error));
        a->has_valid_until = has;
        return CRD_OK;
    case CLI_FIELD_STARTED_ON:
        return read_date(&a->has_activity_start, &a->activity_start, cell,
                         error);
    case CLI_FIELD_ENDED_ON:
        return read_date(&a->has_activity_end, &a->activity_end, cell, error);
    case CLI_FIELD_EVIDENCE_URL:
    case CLI_FIELD_EVIDENCE_NAME:
        return read_evidence(r, field, cell, error);
    case CLI_FIELD_CREDITS_EARNED:
        if (!is_number(cell)) {
            return not_this(error, CRD_CODE_LIST_NUMBER, cell, "a number");
        }
        a->credits_earned = cell;
        return CRD_OK;
    case CLI_FIELD_RESULT:
        r->result->value = cell;
        a->result_count = 1;
        return CRD_OK;
    case CLI_FIELD_NAME:
        a->name = cell;
        return CRD_OK;
    case CLI_FIELD_GIVEN_NAME:
        r->given = cell;
        return CRD_OK;
    case CLI_FIELD_FAMILY_NAME:
        r->family = cell;
        return CRD_OK;
    case CLI_FIELD_EXTERNAL_ID:
        a->external_id = cell;
        return CRD_OK;
    case CLI_FIELD_NARRATIVE:
        a->narrative = cell;
        return CRD_OK;
    case CLI_FIELD_LICENCE_NUMBER:
        a->licence_number = cell;
        return CRD_OK;
    case CLI_FIELD_ROLE:
        a->role = cell;
        return CRD_OK;
    case CLI_FIELD_TERM:
        a->term = cell;
        return CRD_OK;
    default:
        return CRD_OK;
    }
}

/* Han, kana or hangul: the family name comes first, and nothing between. */
static bool is_east_asian(crd_span name)
{
    unsigned a = (unsigned char)name.data[0];
    return name.len >= 3 && a >= 0xe3 && a <= 0xed;
}

static crd_rc join_names(reading *r, crd_arena *arena, crd_error *error)
{
    crd_award *a = r->award;
    if (a->name.len || (!r->given.len && !r->family.len)) {
        return CRD_OK;
    }
    crd_span first = r->given, second = r->family;
    bool apart = first.len && second.len;
    if (apart && is_east_asian(first) && is_east_asian(second)) {
        first = r->family;
        second = r->given;
        apart = false;
    }
    a->name = crd_arena_printf(arena, "%s%s%s", first.len ? first.data : "",
                               apart ? " " : "", second.len ? second.data : "");
    return a->name.data ? CRD_OK : crd_fail(error, CRD_CODE_MEMORY, "%s", "");
}

crd_rc cli_columns_award(crd_award *out, const char **column, crd_arena *arena,
                         const cli_columns *columns, const crd_csv_row *row,
                         const cli_defaults *defaults, crd_error *error)
{
    reading r = {.award = out};
    memset(out, 0, sizeof *out);
    *column = NULL;
    r.evidence = crd_arena_calloc(arena, EVIDENCE_MAX, sizeof *r.evidence);
    r.result = crd_arena_calloc(arena, 1, sizeof *r.result);
    if (!r.evidence || !r.result) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    r.result->description = defaults->result_description;
    out->evidence = r.evidence;
    out->results = r.result;
    out->valid_from = defaults->has_date ? defaults->date : defaults->now;
    out->has_awarded = defaults->has_date;
    out->awarded = defaults->date;
    out->has_valid_until = defaults->has_expires;
    out->valid_until = defaults->expires;
    for (uint32_t i = 0; i < columns->count && i < row->count; i++) {
        crd_span cell = trimmed(row->cells[i]);
        if (cell.len == 0 || columns->fields[i] == CLI_FIELD_NONE) {
            continue;
        }
        *column = columns->headers[i];
        cell = crd_arena_copy(arena, cell);
        if (!cell.data) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
        CRD_TRY(read_cell(&r, columns->fields[i], cell, error));
    }
    *column = NULL;
    return join_names(&r, arena, error);
}
