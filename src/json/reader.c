/* SPDX-License-Identifier: Apache-2.0 */
/* The strict reader: RFC 8259 and I-JSON (RFC 7493), in one pass over a copy
 * of the text. */
#include "json/json.h"

#include <stdio.h>

#include "base/utf8.h"
#include "json/scan.h"

/* Values wait on a stack until their container closes, and then move into
 * one array of exactly their number. An entry is a member even inside an
 * array, where its name stays unset. The entry of an open container holds in
 * `value.len` the index of the container around it. */
#define ENTRIES 128
#define NONE UINT32_MAX

typedef struct reader {
    crd_arena *arena;
    crd_limits limits;
    crd_error *error;
    crd_span text; /* the caller's bytes, for line and column */
    char *base;    /* our copy, SCAN_PADDING zero bytes after it */
    char *end;
    crd_json_member *stack;
    uint32_t top;
    uint32_t capacity;
    uint32_t current; /* the innermost open container, or NONE */
    uint32_t depth;
    uint32_t values;
    char next; /* the byte after the root, which a NUL may have replaced */
    crd_rc rc;
    crd_json_member first[ENTRIES];
} reader;

/* ---- Failing -------------------------------------------------------------
 */

/* Lines end with LF, CR LF or CR; columns count characters. */
static void find_line(crd_error *error, crd_span text)
{
    const char *begin = text.data;
    const char *at = text.data + error->offset;
    error->line = error->column = 1;
    for (const char *p = text.data; p < at; p++) {
        if (*p == '\n' || (*p == '\r' && !(p + 1 < at && p[1] == '\n'))) {
            error->line++;
            begin = p + 1;
        }
    }
    for (const char *p = begin; p < at; p++) {
        error->column += ((unsigned char)*p & 0xc0) != 0x80;
    }
}

static char *fail(reader *r, crd_code code, const char *at, const char *message)
{
    size_t offset = (size_t)(at - r->base);
    r->rc = crd_fail_at(r->error, code, offset, "%s", message);
    if (r->error && offset <= r->text.len) {
        find_line(r->error, r->text);
    }
    return NULL;
}

static char *out_of_memory(reader *r)
{
    r->rc = crd_arena_explain(
        r->arena, crd_fail(r->error, CRD_CODE_MEMORY, "%s", ""), r->error);
    return NULL;
}

/* Something other than `wanted` stands at `at`. */
static char *unexpected(reader *r, const char *at, const char *wanted)
{
    unsigned char c = (unsigned char)*at;
    char message[160];
    size_t size = at < r->end ? utf8_size(at, r->end) : 0;
    if (at >= r->end) {
        snprintf(message, sizeof message,
                 "The text ends where %s was expected.", wanted);
    } else if (size == 0) {
        return fail(r, CRD_CODE_JSON_UTF8, at, "");
    } else if (c == 0) {
        snprintf(message, sizeof message,
                 "Expected %s, found a NUL byte. JSON is UTF-8; this may be "
                 "UTF-16.",
                 wanted);
    } else if (c < 0x20 || c == 0x7f) {
        snprintf(message, sizeof message,
                 "Expected %s, found the control character U+%04X.", wanted, c);
    } else if (c == '\'') {
        snprintf(message, sizeof message,
                 "Expected %s, found ' (strings stand in \").", wanted);
    } else if (c == '/') {
        snprintf(message, sizeof message,
                 "Expected %s, found / (JSON has no comments).", wanted);
    } else {
        snprintf(message, sizeof message, "Expected %s, found %.*s.", wanted,
                 (int)size, at);
    }
    return fail(r, CRD_CODE_JSON_SYNTAX, at, message);
}

/* ---- Strings --------------------------------------------------------------
 */

static int hex4(const char *p)
{
    int code = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code;
}

/* Reads the escape \uXXXX at `p`, or two of them that make one character. */
static char *read_unicode_escape(reader *r, char *p, char **out)
{
    int code = hex4(p + 2);
    if (code < 0) {
        return fail(r, CRD_CODE_JSON_SYNTAX, p,
                    "\\u must be followed by four hexadecimal digits.");
    }
    p += 6;
    if (code >= 0xd800 && code <= 0xdfff) {
        int low = p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : -1;
        if (code > 0xdbff || low < 0xdc00 || low > 0xdfff) {
            return fail(r, CRD_CODE_JSON_SURROGATE, p - 6, "");
        }
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        p += 6;
    }
    *out += utf8_write(*out, (uint32_t)code);
    return p;
}

static char *read_escape(reader *r, char *p, char **out)
{
    static const char NAMES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    const char *found;
    if (p[1] == 'u') {
        return read_unicode_escape(r, p, out);
    }
    found = p[1] ? strchr(NAMES, p[1]) : NULL;
    if (!found) {
        return fail(r, CRD_CODE_JSON_SYNTAX, p,
                    "This escape is none of JSON's (\\\" \\\\ \\/ \\b \\f \\n "
                    "\\r \\t \\uXXXX).");
    }
    *(*out)++ = MEANT[found - NAMES];
    return p + 2;
}

/* A string from its first byte `p` that is not plain: unescaped in place,
 * which never makes it longer. */
static char *read_hard_string(reader *r, char *start, char *p, uint32_t *len)
{
    char *out = p;
    while (*p != '"') {
        unsigned char c = (unsigned char)*p;
        if (c == '\\') {
            if (!(p = read_escape(r, p, &out))) {
                return NULL;
            }
        } else if (c >= 0x80) {
            size_t size = utf8_size(p, r->end);
            if (size == 0) {
                return fail(r, CRD_CODE_JSON_UTF8, p, "");
            }
            memmove(out, p, size);
            out += size;
            p += size;
        } else if (c < 0x20) {
            return p == r->end ? fail(r, CRD_CODE_JSON_SYNTAX, p,
                                      "The text ends inside a string.")
                               : fail(r, CRD_CODE_JSON_SYNTAX, p,
                                      "A control character in a string must be "
                                      "escaped.");
        } else {
            char *stop = scan_plain(p);
            memmove(out, p, (size_t)(stop - p));
            out += stop - p;
            p = stop;
        }
    }
    *out = '\0';
    *len = (uint32_t)(out - start);
    return p + 1;
}

/* A string whose opening quote is before `start`. */
static inline char *read_string(reader *r, char *start, uint32_t *len)
{
    char *p = scan_plain(start);
    if (CRD_LIKELY(*p == '"')) {
        *p = '\0';
        *len = (uint32_t)(p - start);
        return p + 1;
    }
    return read_hard_string(r, start, p, len);
}

/* ---- Numbers and literals -------------------------------------------------
 */

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char *skip_digits(char *p)
{
    while (is_digit(*p)) {
        p++;
    }
    return p;
}

/* RFC 8259, 6. The value keeps the text; nothing is computed. */
static char *read_number(reader *r, char *start, uint32_t *len)
{
    char *p = start + (*start == '-');
    if (!is_digit(*p)) {
        return unexpected(r, p, "a digit after -");
    }
    if (*p == '0' && is_digit(p[1])) {
        return fail(r, CRD_CODE_JSON_SYNTAX, p,
                    "A number must not begin with 0 and another digit.");
    }
    p = skip_digits(p);
    if (*p == '.') {
        if (!is_digit(*++p)) {
            return unexpected(r, p, "a digit after the decimal point");
        }
        p = skip_digits(p);
    }
    if (*p == 'e' || *p == 'E') {
        p += p[1] == '+' || p[1] == '-' ? 2 : 1;
        if (!is_digit(*p)) {
            return unexpected(r, p, "a digit of the exponent");
        }
        p = skip_digits(p);
    }
    if ((size_t)(p - start) > r->limits.json_number_bytes) {
        return fail(r, CRD_CODE_JSON_NUMBER_LENGTH, start, "");
    }
    *len = (uint32_t)(p - start);
    return p;
}

static char *read_literal(reader *r, char *p, crd_json *value)
{
    static const struct {
        char text[6];
        uint8_t len, type;
    } LITERALS[] = {{"true", 4, CRD_JSON_TRUE},
                    {"false", 5, CRD_JSON_FALSE},
                    {"null", 4, CRD_JSON_NULL}};
    for (size_t i = 0; i < 3; i++) {
        if (memcmp(p, LITERALS[i].text, LITERALS[i].len) == 0) {
            value->type = LITERALS[i].type;
            return p + LITERALS[i].len;
        }
    }
    return unexpected(r, p, "a value");
}

/* ---- Containers -----------------------------------------------------------
 */

static inline bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline char *skip_space(char *p)
{
    while (is_space(*p)) {
        p++;
    }
    return p;
}

static bool grow_stack(reader *r)
{
    const crd_allocator *a = r->arena->allocator;
    size_t bytes = (size_t)r->capacity * 2 * sizeof *r->stack;
    crd_json_member *larger = a->alloc(a->context, bytes);
    if (!larger) {
        out_of_memory(r);
        return false;
    }
    memcpy(larger, r->stack, (size_t)r->top * sizeof *larger);
    if (r->stack != r->first) {
        a->release(a->context, r->stack);
    }
    r->stack = larger;
    r->capacity *= 2;
    return true;
}

static inline bool push(reader *r, const char *at)
{
    if (CRD_UNLIKELY(r->top == r->capacity) && !grow_stack(r)) {
        return false;
    }
    if (CRD_UNLIKELY(++r->values > r->limits.json_values)) {
        fail(r, CRD_CODE_JSON_VALUES, at, "");
        return false;
    }
    r->top++;
    return true;
}

/* A member's name with its colon; returns where its value begins. */
static inline char *read_name(reader *r, char *p, crd_json_member *entry)
{
    uint32_t len;
    if (*p != '"') {
        return unexpected(r, p, "a member name in quotes");
    }
    if (r->top - r->current - 1 > r->limits.json_members) {
        return fail(r, CRD_CODE_JSON_MEMBERS, p, "");
    }
    entry->key = ++p;
    if (!(p = read_string(r, p, &len))) {
        return NULL;
    }
    entry->key_len = len;
    entry->key_hash = crd_hash(entry->key, len);
    p = skip_space(p);
    if (*p != ':') {
        return unexpected(r, p, "a colon after the member name");
    }
    return skip_space(p + 1);
}

/* The steps from the root to the container `index`, then to `name`. */
static void point_to_member(reader *r, uint32_t index,
                            const crd_json_member *member)
{
    json_step steps[JSON_DEPTH_CEILING + 1];
    size_t at = JSON_DEPTH_CEILING;
    steps[at] = (json_step){member->key, member->key_len, 0};
    for (uint32_t outer; (outer = r->stack[index].value.len) != NONE;
         index = outer) {
        const crd_json_member *entry = &r->stack[index];
        bool named = r->stack[outer].value.type == CRD_JSON_OBJECT;
        steps[--at] =
            (json_step){named ? entry->key : NULL, named ? entry->key_len : 0,
                        index - outer - 1};
    }
    json_error_point(r->error, steps + at, JSON_DEPTH_CEILING + 1 - at);
}

static bool refuse_duplicate(reader *r, const crd_json_member *member)
{
    char message[160];
    bool long_name = member->key_len > 64;
    snprintf(message, sizeof message,
             "The member name \"%.*s\"%s stands twice in one object, which "
             "can be read in two ways.",
             long_name ? 0 : (int)member->key_len, member->key,
             long_name ? " (a long one)" : "");
    fail(r, CRD_CODE_JSON_DUPLICATE_KEY, member->key - 1, message);
    if (r->error) {
        point_to_member(r, r->current, member);
    }
    return false;
}

static bool same_name(const crd_json_member *a, const crd_json_member *b)
{
    return a->key_hash == b->key_hash &&
           crd_span_equal(crd_json_key(a), crd_json_key(b));
}

/* More members than this are sorted, so that chosen hashes gain nothing. */
#define COMPARE_IN_PAIRS 64u

static bool sorted_names_differ(reader *r, const crd_json_member *members,
                                size_t count)
{
    const crd_allocator *a = r->arena->allocator;
    json_sorted *list = a->alloc(a->context, 2 * count * sizeof *list);
    const crd_json_member *twice = NULL;
    if (!list) {
        out_of_memory(r);
        return false;
    }
    json_sort(list, list + count, members, count);
    for (size_t i = 1; i < count && !twice; i++) {
        if (same_name(list[i - 1].member, list[i].member)) {
            twice = list[i - 1].member > list[i].member ? list[i - 1].member
                                                        : list[i].member;
        }
    }
    a->release(a->context, list);
    return !twice || refuse_duplicate(r, twice);
}

/* I-JSON, 2.3. Names are compared after unescaping. */
static inline bool names_differ(reader *r, const crd_json_member *members,
                                size_t count)
{
    uint64_t seen = 0;
    if (CRD_UNLIKELY(count > COMPARE_IN_PAIRS)) {
        return sorted_names_differ(r, members, count);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t bit = (uint64_t)1 << (members[i].key_hash & 63);
        for (size_t k = 0; (seen & bit) && k < i; k++) {
            if (same_name(&members[k], &members[i])) {
                return refuse_duplicate(r, &members[i]);
            }
        }
        seen |= bit;
    }
    return true;
}

static inline bool open_container(reader *r, const char *at, uint8_t type)
{
    crd_json *value = &r->stack[r->top - 1].value;
    if (CRD_UNLIKELY(r->depth >= r->limits.json_depth)) {
        fail(r, CRD_CODE_JSON_DEPTH, at, "");
        return false;
    }
    r->depth++;
    value->type = type;
    value->len = r->current;
    r->current = r->top - 1;
    return true;
}

/* Moves the waiting values of the current container into the arena. */
static inline bool close_container(reader *r)
{
    crd_json_member *entries = &r->stack[r->current + 1];
    crd_json *value = &r->stack[r->current].value;
    size_t count = r->top - r->current - 1;
    uint32_t outer = value->len;
    if (value->type == CRD_JSON_OBJECT) {
        if (!names_differ(r, entries, count)) {
            return false;
        }
        value->as.members = NULL;
        if (count) {
            value->as.members = CRD_NEW_N(r->arena, crd_json_member, count);
            if (!value->as.members) {
                out_of_memory(r);
                return false;
            }
            memcpy(value->as.members, entries, count * sizeof *entries);
        }
    } else {
        value->as.items = NULL;
        if (count) {
            value->as.items = CRD_NEW_N(r->arena, crd_json, count);
            if (!value->as.items) {
                out_of_memory(r);
                return false;
            }
        }
        for (size_t i = 0; i < count; i++) {
            value->as.items[i] = entries[i].value;
        }
    }
    value->len = (uint32_t)count;
    r->top = r->current + 1;
    r->current = outer;
    r->depth--;
    return true;
}

/* ---- The text -------------------------------------------------------------
 */

/* A value that is no container, into the newest entry. */
static inline char *read_scalar(reader *r, char *p, crd_json *value)
{
    if (CRD_LIKELY(*p == '"')) {
        value->type = CRD_JSON_STRING;
        value->as.text = p + 1;
        return read_string(r, p + 1, &value->len);
    }
    if (*p == '-' || is_digit(*p)) {
        value->type = CRD_JSON_NUMBER;
        value->as.text = p;
        return read_number(r, p, &value->len);
    }
    value->len = 0;
    value->as.text = NULL;
    return read_literal(r, p, value);
}

/* After a value that ends before `p`: closes what closes here. Returns where
 * the next value or name begins, or the end of the root. */
static inline char *read_end(reader *r, char *p, char c)
{
    while (r->current != NONE) {
        bool object = r->stack[r->current].value.type == CRD_JSON_OBJECT;
        if (is_space(c)) {
            p = skip_space(p + 1);
            c = *p;
        }
        if (c == ',') {
            return p + 1;
        }
        if (c != (object ? '}' : ']')) {
            return unexpected(r, p, object ? "a comma or }" : "a comma or ]");
        }
        if (!close_container(r)) {
            return NULL;
        }
        c = *++p;
    }
    r->next = c;
    return p;
}

/* One value from `p`, which is not white space. Returns what follows it. */
static char *read_value(reader *r, char *p)
{
    do {
        crd_json_member *entry;
        crd_json *value;
        char c;
        p = skip_space(p);
        if (!push(r, p)) {
            return NULL;
        }
        entry = &r->stack[r->top - 1];
        if (r->current != NONE &&
            r->stack[r->current].value.type == CRD_JSON_OBJECT &&
            !(p = read_name(r, p, entry))) {
            return NULL;
        }
        value = &entry->value;
        value->flags = 0;
        value->spare = 0;
        value->offset = (uint32_t)(p - r->base);
        if (*p == '{' || *p == '[') {
            char close = *p == '{' ? '}' : ']';
            if (!open_container(r, p,
                                *p == '{' ? CRD_JSON_OBJECT : CRD_JSON_ARRAY)) {
                return NULL;
            }
            p = skip_space(p + 1);
            if (*p != close) {
                continue;
            }
            c = close;
        } else {
            if (!(p = read_scalar(r, p, value))) {
                return NULL;
            }
            /* The NUL after a number lies on the byte to be looked at. */
            c = *p;
            if (value->type == CRD_JSON_NUMBER) {
                *p = '\0';
            }
        }
        if (!(p = read_end(r, p, c))) {
            return NULL;
        }
    } while (r->current != NONE);
    return p;
}

/* Copies the text and refuses what can be seen at its front. */
static char *begin(reader *r, crd_span text)
{
    char *p;
    r->base = crd_arena_alloc(r->arena, text.len + SCAN_PADDING);
    if (!r->base) {
        return out_of_memory(r);
    }
    if (text.len) {
        memcpy(r->base, text.data, text.len);
    }
    memset(r->base + text.len, 0, SCAN_PADDING);
    r->end = r->base + text.len;
    if (memcmp(r->base, "\xef\xbb\xbf", 3) == 0) {
        return fail(r, CRD_CODE_JSON_BOM, r->base, "");
    }
    if (memcmp(r->base, "\xff\xfe", 2) == 0 ||
        memcmp(r->base, "\xfe\xff", 2) == 0) {
        return fail(r, CRD_CODE_JSON_UTF8, r->base,
                    "This looks like UTF-16; JSON is UTF-8.");
    }
    p = skip_space(r->base);
    return p == r->end ? fail(r, CRD_CODE_JSON_EMPTY, p, "") : p;
}

/* White space and then the end; `p` is where the root ended. */
static bool only_space_follows(reader *r, char *p)
{
    *p = r->next;
    p = skip_space(p);
    if (p == r->end) {
        return true;
    }
    unexpected(r, p, "the end of the text after the value");
    return false;
}

static crd_rc too_large(crd_error *error, size_t limit)
{
    return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                    "The document is larger than %zu bytes.", limit);
}

/* Reads the value at the front of `text`; unless `used` is wanted, nothing
 * may follow it. */
static crd_rc read_text(crd_json **out, size_t *used, crd_arena *arena,
                        crd_span text, const crd_limits *limits,
                        crd_error *error)
{
    reader r;
    char *p;
    crd_json *root = NULL;
    r.arena = arena;
    r.limits = limits ? *limits : crd_limits_default();
    r.error = error;
    r.text = text;
    r.stack = r.first;
    r.top = r.depth = r.values = 0;
    r.capacity = ENTRIES;
    r.current = NONE;
    r.rc = CRD_OK;
    if (r.limits.json_depth > JSON_DEPTH_CEILING) {
        r.limits.json_depth = JSON_DEPTH_CEILING;
    }
    if ((p = begin(&r, text)) && (p = read_value(&r, p)) &&
        (used || only_space_follows(&r, p)) &&
        !(root = CRD_NEW(arena, crd_json))) {
        out_of_memory(&r);
    }
    if (root) {
        *root = r.stack[0].value;
        if (root->type == CRD_JSON_NUMBER) {
            r.base[p - r.base] = '\0';
        }
        *out = root;
        if (used) {
            *used = (size_t)(p - r.base);
        }
    }
    if (r.stack != r.first) {
        arena->allocator->release(arena->allocator->context, r.stack);
    }
    return r.rc;
}

/* Offsets are 32 bits wide, whatever the limits say. */
static size_t bytes_max(const crd_limits *limits)
{
    size_t max =
        limits ? limits->document_bytes : crd_limits_default().document_bytes;
    return max < UINT32_MAX - SCAN_PADDING ? max : UINT32_MAX - SCAN_PADDING;
}

crd_rc crd_json_parse(crd_json **out, crd_arena *arena, crd_span text,
                      const crd_limits *limits, crd_error *error)
{
    if (text.len > bytes_max(limits)) {
        return too_large(error, bytes_max(limits));
    }
    return read_text(out, NULL, arena, text, limits, error);
}

/* Where the value that begins at `begin` ends, if it is well-formed: looks at
 * brackets and strings only, so that not the whole rest of a long file is
 * copied for one line of it. */
static size_t find_end(crd_span text, size_t from)
{
    const char *end = text.data + text.len;
    const char *p = text.data + from;
    size_t depth = 0;
    while (p < end) {
        bool whole = true;
        char c = *p++;
        if (c == '"') {
            while ((p = scan_unescaped(p, end)) < end && *p != '"') {
                p += *p == '\\' && end - p > 1 ? 2 : 1;
            }
            p += p < end;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
        } else {
            whole = p < end && is_space(*p);
        }
        if (whole && depth == 0) {
            break;
        }
    }
    return (size_t)(p - text.data);
}

static size_t space_end(crd_span text, size_t from)
{
    while (from < text.len && is_space(text.data[from])) {
        from++;
    }
    return from;
}

crd_rc crd_json_parse_prefix(crd_json **out, size_t *used, crd_arena *arena,
                             crd_span text, const crd_limits *limits,
                             crd_error *error)
{
    size_t end = find_end(text, space_end(text, 0));
    size_t taken = 0;
    if (end > bytes_max(limits)) {
        return too_large(error, bytes_max(limits));
    }
    CRD_TRY(read_text(out, &taken, arena, (crd_span){text.data, end}, limits,
                      error));
    *used = space_end(text, taken);
    return CRD_OK;
}
