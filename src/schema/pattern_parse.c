/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of patterns: ECMA-262, 22.2.1, with the leniency that
 * schema/pattern.h states. */
#include "schema/pattern_parse.h"

#include "schema/unicode_category.h"

typedef struct parser {
    crd_arena *arena;
    crd_error *error;
    const char *begin, *at, *end;
    unsigned depth;
} parser;

static crd_rc syntax(parser *p, const char *what)
{
    return crd_fail_at(p->error, CRD_CODE_SCHEMA_PATTERN,
                       (size_t)(p->at - p->begin), "The pattern has %s.", what);
}

static crd_rc unsupported(parser *p, const char *what)
{
    return crd_fail_at(p->error, CRD_CODE_SCHEMA_PATTERN_UNSUPPORTED,
                       (size_t)(p->at - p->begin),
                       "The pattern uses %s, which is not offered.", what);
}

static crd_rc memory(parser *p)
{
    return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
}

static bool looking_at(const parser *p, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(p->end - p->at) >= len && memcmp(p->at, text, len) == 0;
}

static bool take(parser *p, const char *text)
{
    if (!looking_at(p, text)) {
        return false;
    }
    p->at += strlen(text);
    return true;
}

/* The character at hand; the text is not at its end. */
static uint32_t take_character(parser *p)
{
    size_t size;
    uint32_t code = pattern_decode(&size, p->at, p->end);
    p->at += size;
    return code;
}

static crd_rc new_node(parser *p, pattern_node **out, pattern_kind kind)
{
    *out = crd_arena_calloc(p->arena, 1, sizeof **out);
    if (!*out) {
        return memory(p);
    }
    (*out)->kind = (uint8_t)kind;
    return CRD_OK;
}

static crd_rc new_one(parser *p, pattern_node **out, pattern_op op, uint32_t x,
                      const pattern_set *set)
{
    CRD_TRY(new_node(p, out, PATTERN_ONE));
    (*out)->one.op = (uint8_t)op;
    (*out)->one.x = x;
    (*out)->one.set = set;
    return CRD_OK;
}

static crd_rc new_set(parser *p, pattern_set **out)
{
    *out = crd_arena_calloc(p->arena, 1, sizeof **out);
    return *out ? CRD_OK : memory(p);
}

/* ---- Escapes --------------------------------------------------------------
 */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly `count` hexadecimal digits; nothing is taken if there are fewer. */
static bool take_hex(parser *p, int count, uint32_t *out)
{
    uint32_t value = 0;
    if (p->end - p->at < count) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        int digit = hex_digit(p->at[i]);
        if (digit < 0) {
            return false;
        }
        value = value << 4 | (uint32_t)digit;
    }
    p->at += count;
    *out = value;
    return true;
}

/* After "\u": XXXX, two of them that make a pair, or {X...}. */
static bool take_unicode(parser *p, uint32_t *out)
{
    uint32_t value = 0, low;
    if (take(p, "{")) {
        const char *first = p->at;
        while (p->at < p->end && hex_digit(*p->at) >= 0) {
            value = value << 4 | (uint32_t)hex_digit(*p->at++);
            if (value > PATTERN_CODE_MAX) {
                return false;
            }
        }
        *out = value;
        return p->at > first && take(p, "}");
    }
    if (!take_hex(p, 4, out)) {
        return false;
    }
    if (*out >= 0xd800 && *out <= 0xdbff && looking_at(p, "\\u")) {
        const char *back = p->at;
        p->at += 2;
        if (take_hex(p, 4, &low) && low >= 0xdc00 && low <= 0xdfff) {
            *out = 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00);
        } else {
            p->at = back;
        }
    }
    return true;
}

/* After "\p" or "\P": {Name}, {General_Category=Name}, {gc=Name}. */
static crd_rc take_property(parser *p, pattern_set *set, bool inverted)
{
    const char *close = memchr(p->at, '}', (size_t)(p->end - p->at));
    crd_span name;
    uint32_t categories;
    if (!looking_at(p, "{") || !close) {
        return syntax(p, "\\p without a property in braces");
    }
    p->at++;
    if (!take(p, "General_Category=")) {
        take(p, "gc=");
    }
    name = (crd_span){p->at, close > p->at ? (size_t)(close - p->at) : 0};
    if (crd_span_is(name, "ASCII")) {
        uint32_t first = inverted ? 128 : 0;
        uint32_t last = inverted ? PATTERN_CODE_MAX : 127;
        p->at = close + 1;
        return pattern_set_add(p->arena, set, first, last) ? CRD_OK : memory(p);
    }
    categories = schema_category_set(name);
    if (!categories) {
        return unsupported(p, "a Unicode property that is no general category");
    }
    set->categories |=
        inverted ? SCHEMA_CATEGORIES_ALL & ~categories : categories;
    p->at = close + 1;
    return CRD_OK;
}

/* After a backslash: what stands for one character, in and outside a class. */
static crd_rc take_character_escape(parser *p, uint32_t *out)
{
    static const char LETTERS[] = "tnvfr";
    static const char CODES[] = "\t\n\v\f\r";
    char c = *p->at;
    const char *known = memchr(LETTERS, c, sizeof LETTERS - 1);
    if (known) {
        p->at++;
        *out = (uint32_t)CODES[known - LETTERS];
        return CRD_OK;
    }
    if ((unsigned char)c >= 0x80) {
        *out = take_character(p);
        return CRD_OK;
    }
    p->at++;
    if (c == '0' && !(p->at < p->end && *p->at >= '0' && *p->at <= '9')) {
        *out = 0;
        return CRD_OK;
    }
    if (c == 'c' && p->at < p->end && (*p->at | 0x20) >= 'a' &&
        (*p->at | 0x20) <= 'z') {
        *out = (uint32_t)*p->at++ & 31u;
        return CRD_OK;
    }
    if ((c == 'x' && take_hex(p, 2, out)) ||
        (c == 'u' && take_unicode(p, out))) {
        return CRD_OK;
    }
    p->at--;
    if ((c >= '1' && c <= '9') || c == 'k') {
        return unsupported(p, "a backreference");
    }
    if (c == '0' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
        return syntax(p, "an escape that means nothing");
    }
    p->at++;
    *out = (uint32_t)c;
    return CRD_OK;
}

/* After a backslash: \d, \p{...} and the like go into `set`. */
static crd_rc take_class_escape(parser *p, pattern_set *set, bool *taken)
{
    char c = *p->at;
    *taken = false;
    if (c == 'p' || c == 'P') {
        p->at++;
        *taken = true;
        return take_property(p, set, c == 'P');
    }
    if (memchr("dDwWsS", c, 6)) {
        p->at++;
        *taken = true;
        return pattern_set_add_escape(p->arena, set, c) ? CRD_OK : memory(p);
    }
    return CRD_OK;
}

/* ---- Classes --------------------------------------------------------------
 */

/* One member of a class: a character, or (`*is_set`) many, put into `set`. */
static crd_rc take_class_atom(parser *p, pattern_set *set, uint32_t *code,
                              bool *is_set)
{
    *is_set = false;
    if (!take(p, "\\")) {
        *code = take_character(p);
        return CRD_OK;
    }
    if (p->at == p->end) {
        return syntax(p, "a backslash at its end");
    }
    if (take(p, "b")) {
        *code = '\b';
        return CRD_OK;
    }
    CRD_TRY(take_class_escape(p, set, is_set));
    return *is_set ? CRD_OK : take_character_escape(p, code);
}

static crd_rc take_class_range(parser *p, pattern_set *set)
{
    uint32_t first, last;
    bool first_is_set, last_is_set;
    CRD_TRY(take_class_atom(p, set, &first, &first_is_set));
    if (!looking_at(p, "-") || p->end - p->at < 2 || p->at[1] == ']') {
        bool added =
            first_is_set || pattern_set_add(p->arena, set, first, first);
        return added ? CRD_OK : memory(p);
    }
    p->at++;
    CRD_TRY(take_class_atom(p, set, &last, &last_is_set));
    if (!first_is_set && !last_is_set) {
        if (first > last) {
            return syntax(p, "a range that ends before it begins");
        }
        return pattern_set_add(p->arena, set, first, last) ? CRD_OK : memory(p);
    }
    /* Beside a class like \w the '-' stands for itself. */
    if (!pattern_set_add(p->arena, set, '-', '-') ||
        (!first_is_set && !pattern_set_add(p->arena, set, first, first)) ||
        (!last_is_set && !pattern_set_add(p->arena, set, last, last))) {
        return memory(p);
    }
    return CRD_OK;
}

/* After "[". */
static crd_rc take_class(parser *p, pattern_node **out)
{
    pattern_set *set;
    CRD_TRY(new_set(p, &set));
    set->negated = take(p, "^");
    while (p->at < p->end && *p->at != ']') {
        CRD_TRY(take_class_range(p, set));
    }
    if (!take(p, "]")) {
        return syntax(p, "a class without its closing bracket");
    }
    pattern_set_close(set);
    return new_one(p, out, PATTERN_CLASS, 0, set);
}

/* ---- Terms ----------------------------------------------------------------
 */

static crd_rc take_disjunction(parser *p, pattern_node **out);

/* After "(". */
static crd_rc take_group(parser *p, pattern_node **out)
{
    pattern_node *inside, *look = NULL;
    if (take(p, "?=") || looking_at(p, "?!")) {
        CRD_TRY(new_node(p, &look, PATTERN_GROUP_LOOK));
        look->negated = take(p, "?!");
    } else if (looking_at(p, "?<=") || looking_at(p, "?<!")) {
        return unsupported(p, "lookbehind");
    } else if (take(p, "?<")) {
        const char *close = memchr(p->at, '>', (size_t)(p->end - p->at));
        if (!close || close == p->at) {
            return syntax(p, "a group with a name that does not end");
        }
        p->at = close + 1;
    } else if (!take(p, "?:") && looking_at(p, "?")) {
        return unsupported(p, "a group with modifiers");
    }
    if (++p->depth > SCHEMA_PATTERN_DEPTH_MAX) {
        return crd_fail_at(p->error, CRD_CODE_SCHEMA_SIZE,
                           (size_t)(p->at - p->begin),
                           "The pattern has more than %u groups inside each "
                           "other.",
                           SCHEMA_PATTERN_DEPTH_MAX);
    }
    CRD_TRY(take_disjunction(p, &inside));
    p->depth--;
    if (!take(p, ")")) {
        return syntax(p, "a group without its closing parenthesis");
    }
    if (look) {
        look->child = inside;
    }
    *out = look ? look : inside;
    return CRD_OK;
}

/* After a backslash, outside a class. */
static crd_rc take_escape(parser *p, pattern_node **out)
{
    pattern_set *set;
    uint32_t code;
    bool is_set;
    if (p->at == p->end) {
        return syntax(p, "a backslash at its end");
    }
    if (*p->at == 'b' || *p->at == 'B') {
        return new_one(
            p, out, *p->at++ == 'b' ? PATTERN_BOUNDARY : PATTERN_NOT_BOUNDARY,
            0, NULL);
    }
    CRD_TRY(new_set(p, &set));
    CRD_TRY(take_class_escape(p, set, &is_set));
    if (is_set) {
        pattern_set_close(set);
        return new_one(p, out, PATTERN_CLASS, 0, set);
    }
    CRD_TRY(take_character_escape(p, &code));
    return new_one(p, out, PATTERN_CHARACTER, code, NULL);
}

/* ".": anything but a line terminator. */
static crd_rc new_dot(parser *p, pattern_node **out)
{
    pattern_set *set;
    CRD_TRY(new_set(p, &set));
    if (!pattern_set_add(p->arena, set, '\n', '\n') ||
        !pattern_set_add(p->arena, set, '\r', '\r') ||
        !pattern_set_add(p->arena, set, 0x2028, 0x2029)) {
        return memory(p);
    }
    set->negated = true;
    pattern_set_close(set);
    return new_one(p, out, PATTERN_CLASS, 0, set);
}

static crd_rc take_atom(parser *p, pattern_node **out)
{
    if (take(p, "(")) {
        return take_group(p, out);
    }
    if (take(p, "[")) {
        return take_class(p, out);
    }
    if (take(p, "\\")) {
        return take_escape(p, out);
    }
    if (take(p, ".")) {
        return new_dot(p, out);
    }
    if (take(p, "^")) {
        return new_one(p, out, PATTERN_START, 0, NULL);
    }
    if (take(p, "$")) {
        return new_one(p, out, PATTERN_END, 0, NULL);
    }
    if (memchr("*+?", *p->at, 3)) {
        return syntax(p, "a quantifier with nothing before it");
    }
    return new_one(p, out, PATTERN_CHARACTER, take_character(p), NULL);
}

static bool take_number(parser *p, uint32_t *out)
{
    const char *first = p->at;
    uint32_t value = 0;
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9') {
        uint32_t digit = (uint32_t)(*p->at++ - '0');
        /* Beyond any program's size, so that it need not be exact. */
        value = value > 99999999 ? value : value * 10 + digit;
    }
    *out = value;
    return p->at > first;
}

/* {n}, {n,} or {n,m}; what is none of them is no quantifier. */
static bool take_braces(parser *p, uint32_t *min, uint32_t *max)
{
    const char *back = p->at;
    if (take(p, "{") && take_number(p, min)) {
        *max = *min;
        if (take(p, ",") && !take_number(p, max)) {
            *max = PATTERN_UNBOUNDED;
        }
        if (take(p, "}")) {
            return true;
        }
    }
    p->at = back;
    return false;
}

static bool take_quantifier(parser *p, uint32_t *min, uint32_t *max)
{
    bool plus = looking_at(p, "+"), question = looking_at(p, "?");
    if (plus || question || looking_at(p, "*")) {
        p->at++;
        *min = plus;
        *max = question ? 1 : PATTERN_UNBOUNDED;
    } else if (!take_braces(p, min, max)) {
        return false;
    }
    /* Lazy or greedy, what matches is the same. */
    take(p, "?");
    return true;
}

static crd_rc take_term(parser *p, pattern_node **out)
{
    uint32_t min, max;
    pattern_node *atom, *repeat;
    CRD_TRY(take_atom(p, &atom));
    *out = atom;
    if (!take_quantifier(p, &min, &max)) {
        return CRD_OK;
    }
    if (min > max) {
        return syntax(p, "a quantifier whose bounds are out of order");
    }
    CRD_TRY(new_node(p, &repeat, PATTERN_REPEAT));
    repeat->min = min;
    repeat->max = max;
    repeat->child = atom;
    *out = repeat;
    return CRD_OK;
}

static crd_rc take_sequence(parser *p, pattern_node **out)
{
    pattern_node **last;
    CRD_TRY(new_node(p, out, PATTERN_SEQUENCE));
    last = &(*out)->child;
    while (p->at < p->end && *p->at != '|' && *p->at != ')') {
        CRD_TRY(take_term(p, last));
        last = &(*last)->next;
    }
    return CRD_OK;
}

static crd_rc take_disjunction(parser *p, pattern_node **out)
{
    pattern_node **last;
    CRD_TRY(new_node(p, out, PATTERN_ALTERNATIVE));
    last = &(*out)->child;
    do {
        CRD_TRY(take_sequence(p, last));
        last = &(*last)->next;
    } while (take(p, "|"));
    return CRD_OK;
}

crd_rc pattern_parse(pattern_node **out, crd_arena *arena, crd_span source,
                     crd_error *error)
{
    parser p = {arena, error, source.data, source.data, NULL, 0};
    p.end = p.begin + source.len;
    CRD_TRY(take_disjunction(&p, out));
    return p.at < p.end ? syntax(&p, "a closing parenthesis that opens nowhere")
                        : CRD_OK;
}
