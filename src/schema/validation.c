/* SPDX-License-Identifier: Apache-2.0 */
/* The validation vocabulary: assertions about the value itself (JSON Schema
 * Validation, 6). */
#include "schema/schema.h"

/* ---- Types ----------------------------------------------------------------
 */

/* The bit of a crd_json_type, and one more for "integer". */
#define TYPE(type) (1u << (type))
#define INTEGER (1u << 7)
#define NUMBER TYPE(CRD_JSON_NUMBER)

static const struct {
    const char *name;
    unsigned types;
} TYPES[] = {
    {"null", TYPE(CRD_JSON_NULL)},
    {"boolean", TYPE(CRD_JSON_FALSE) | TYPE(CRD_JSON_TRUE)},
    {"object", TYPE(CRD_JSON_OBJECT)},
    {"array", TYPE(CRD_JSON_ARRAY)},
    {"number", NUMBER},
    {"string", TYPE(CRD_JSON_STRING)},
    {"integer", INTEGER},
};
#define TYPE_COUNT (sizeof TYPES / sizeof *TYPES)

static unsigned type_of(const crd_json *name)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (crd_json_is_text(name, TYPES[i].name)) {
            return TYPES[i].types;
        }
    }
    return 0;
}

static crd_rc compile_type(schema_compiler *c, schema_node *node,
                           const crd_json *value, schema_keyword *keyword)
{
    bool list = crd_json_is(value, CRD_JSON_ARRAY);
    keyword->as.types = list ? 0 : type_of(value);
    for (uint32_t i = 0; list && i < value->len; i++) {
        unsigned types = type_of(&value->as.items[i]);
        if (!types) {
            return schema_refuse(c, node, &value->as.items[i],
                                 CRD_CODE_SCHEMA_KEYWORD,
                                 "This is not the name of a type.");
        }
        keyword->as.types |= types;
    }
    if (!keyword->as.types) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "The name of a type was expected here.");
    }
    node->types = keyword->as.types;
    return CRD_OK;
}

static bool is_of(const crd_json *value, unsigned types)
{
    return (types & TYPE(value->type)) ||
           ((types & INTEGER) && value->type == CRD_JSON_NUMBER &&
            schema_decimal_is_integer(schema_decimal_of(value)));
}

bool schema_allows_type(const schema_node *node, const crd_json *value)
{
    /* References that lead around in a circle end with the steps. */
    for (int steps = 0; node && steps < 16; steps++) {
        if (node->types && !is_of(value, node->types)) {
            return false;
        }
        node = node->reference;
    }
    return true;
}

static const char *const TYPE_WORDS[TYPE_COUNT] = {
    "null",     "true or false", "an object",     "a list",
    "a number", "text",          "a whole number"};

/* What the types are called for people: "text or a list". */
static void append_types(crd_buffer *out, unsigned types)
{
    const char *parted = "";
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (types & TYPES[i].types) {
            crd_buffer_printf(out, "%s%s", parted, TYPE_WORDS[i]);
            parted = " or ";
        }
    }
}

static bool wrong_type(const schema_visit *v, const schema_keyword *k)
{
    crd_buffer text;
    crd_buffer_init(&text, v->run->arena->allocator, 256);
    crd_buffer_append_text(&text, "This must be ");
    append_types(&text, k->as.types);
    crd_buffer_append_text(&text, ", but is ");
    append_types(&text, TYPE(v->place->value->type));
    crd_buffer_append_char(&text, '.');
    if (crd_buffer_rc(&text, v->run->error) == CRD_OK) {
        schema_failed(v, k, "%.*s", (int)text.len, text.data);
    } else {
        v->run->rc = text.rc;
    }
    crd_buffer_free(&text);
    return false;
}

static bool apply_type(const schema_visit *v, const schema_keyword *k)
{
    if (is_of(v->place->value, k->as.types)) {
        return true;
    }
    return schema_tells(v->run) && wrong_type(v, k);
}

/* ---- Values ---------------------------------------------------------------
 */

static crd_rc compile_const(schema_compiler *c, schema_node *node,
                            const crd_json *value, schema_keyword *keyword)
{
    (void)c;
    (void)node;
    keyword->as.json = value;
    return CRD_OK;
}

static bool apply_const(const schema_visit *v, const schema_keyword *k)
{
    return schema_equal(v->run, v->place->value, k->as.json) ||
           schema_failed(v, k, "This is not the one value that is allowed.");
}

static crd_rc compile_enum(schema_compiler *c, schema_node *node,
                           const crd_json *value, schema_keyword *keyword)
{
    if (!crd_json_is(value, CRD_JSON_ARRAY)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "\"enum\" is not a list.");
    }
    keyword->as.json = value;
    return CRD_OK;
}

static bool apply_enum(const schema_visit *v, const schema_keyword *k)
{
    const crd_json *list = k->as.json;
    for (uint32_t i = 0; i < list->len && v->run->rc == CRD_OK; i++) {
        if (schema_equal(v->run, v->place->value, &list->as.items[i])) {
            return true;
        }
    }
    return schema_failed(v, k,
                         "This is none of the %u values that are "
                         "allowed.",
                         (unsigned)list->len);
}

/* ---- Numbers --------------------------------------------------------------
 */

static crd_rc compile_number(schema_compiler *c, schema_node *node,
                             const crd_json *value, schema_keyword *keyword)
{
    if (!crd_json_is(value, CRD_JSON_NUMBER)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "A number was expected here.");
    }
    keyword->as.number = schema_decimal_of(value);
    return CRD_OK;
}

/* The bound as it is written in the schema, for the message. */
static crd_span written(const schema_keyword *k)
{
    const crd_json *value = crd_json_get_span(k->node->json, k->name);
    crd_span text = crd_json_span(value);
    text.len = text.len < 40 ? text.len : 40;
    return text;
}

/* True if there is nothing to check, or the order of value and bound is one
 * of the two; `word` is for the message. */
static bool apply_order(const schema_visit *v, const schema_keyword *k,
                        int order, bool or_equal, const char *word)
{
    const crd_json *value = v->place->value;
    crd_span bound;
    int found;
    if (value->type != CRD_JSON_NUMBER || !schema_spend(v->run, 1)) {
        return true;
    }
    found = schema_decimal_compare(schema_decimal_of(value), k->as.number);
    if (found == 0 ? or_equal : (found < 0) == (order < 0)) {
        return true;
    }
    bound = written(k);
    return schema_failed(v, k, "The number must be %s %.*s.", word,
                         (int)bound.len, bound.data);
}

static bool apply_maximum(const schema_visit *v, const schema_keyword *k)
{
    return apply_order(v, k, -1, true, "at most");
}

static bool apply_exclusive_maximum(const schema_visit *v,
                                    const schema_keyword *k)
{
    return apply_order(v, k, -1, false, "less than");
}

static bool apply_minimum(const schema_visit *v, const schema_keyword *k)
{
    return apply_order(v, k, 1, true, "at least");
}

static bool apply_exclusive_minimum(const schema_visit *v,
                                    const schema_keyword *k)
{
    return apply_order(v, k, 1, false, "more than");
}

static crd_rc compile_multiple_of(schema_compiler *c, schema_node *node,
                                  const crd_json *value,
                                  schema_keyword *keyword)
{
    CRD_TRY(compile_number(c, node, value, keyword));
    if (keyword->as.number.digits == 0 || keyword->as.number.negative) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "\"multipleOf\" is not greater than 0.");
    }
    return CRD_OK;
}

static bool apply_multiple_of(const schema_visit *v, const schema_keyword *k)
{
    const crd_json *value = v->place->value;
    schema_decimal number;
    crd_span bound;
    if (value->type != CRD_JSON_NUMBER) {
        return true;
    }
    number = schema_decimal_of(value);
    if (number.digits > SCHEMA_DIGITS_MAX ||
        k->as.number.digits > SCHEMA_DIGITS_MAX) {
        v->run->rc = crd_fail(v->run->error, CRD_CODE_SCHEMA_SIZE,
                              "\"multipleOf\" is asked of a number with more "
                              "than %u digits.",
                              SCHEMA_DIGITS_MAX);
        return false;
    }
    /* Long division: about as many steps as both have digits, multiplied. */
    if (!schema_spend(v->run, (uint64_t)(number.digits + 1) *
                                  (k->as.number.digits + 1))) {
        return false;
    }
    if (schema_decimal_is_multiple(number, k->as.number)) {
        return true;
    }
    bound = written(k);
    return schema_failed(v, k, "The number must be a multiple of %.*s.",
                         (int)bound.len, bound.data);
}

/* ---- Text -----------------------------------------------------------------
 */

static uint64_t characters(crd_span text)
{
    uint64_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

/* A count of something and its bound: at most or at least. */
static bool apply_count(const schema_visit *v, const schema_keyword *k,
                        crd_json_type type, bool at_most, const char *what)
{
    const crd_json *value = v->place->value;
    uint64_t count = value->len;
    if (value->type != (uint8_t)type) {
        return true;
    }
    if (type == CRD_JSON_STRING) {
        if (!schema_spend(v->run, value->len / 64)) {
            return false;
        }
        count = characters(crd_json_span(value));
    }
    if (at_most ? count <= k->as.bound : count >= k->as.bound) {
        return true;
    }
    return schema_failed(v, k, "There are %llu %s; there must be at %s %llu.",
                         (unsigned long long)count, what,
                         at_most ? "most" : "least",
                         (unsigned long long)k->as.bound);
}

static bool apply_max_length(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_STRING, true, "characters");
}

static bool apply_min_length(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_STRING, false, "characters");
}

static crd_rc compile_pattern(schema_compiler *c, schema_node *node,
                              const crd_json *value, schema_keyword *keyword)
{
    if (!crd_json_is(value, CRD_JSON_STRING)) {
        return schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                             "\"pattern\" is not text.");
    }
    return schema_compile_pattern(c, &keyword->as.pattern, node, value,
                                  crd_json_span(value));
}

static bool apply_pattern(const schema_visit *v, const schema_keyword *k)
{
    const crd_json *value = v->place->value;
    schema_run *r = v->run;
    crd_span pattern;
    bool matches;
    if (value->type != CRD_JSON_STRING || r->rc != CRD_OK) {
        return true;
    }
    r->rc = schema_pattern_match(&matches, &r->matcher, k->as.pattern,
                                 crd_json_span(value), r->error);
    if (r->rc != CRD_OK || matches) {
        return true;
    }
    pattern = crd_json_span(crd_json_get_span(k->node->json, k->name));
    return schema_failed(v, k, "The text does not match the pattern %.*s%s",
                         (int)(pattern.len < 120 ? pattern.len : 120),
                         pattern.data, pattern.len > 120 ? "..." : "");
}

/* ---- Lists ----------------------------------------------------------------
 */

static bool apply_max_items(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_ARRAY, true, "items");
}

static bool apply_min_items(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_ARRAY, false, "items");
}

static crd_rc compile_unique_items(schema_compiler *c, schema_node *node,
                                   const crd_json *value,
                                   schema_keyword *keyword)
{
    if (crd_json_is(value, CRD_JSON_FALSE)) {
        keyword->apply = NULL;
        return CRD_OK;
    }
    return crd_json_is(value, CRD_JSON_TRUE)
               ? CRD_OK
               : schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                               "\"uniqueItems\" is neither true nor false.");
}

static bool apply_unique_items(const schema_visit *v, const schema_keyword *k)
{
    uint32_t first, second;
    return v->place->value->type != CRD_JSON_ARRAY ||
           schema_is_unique(v->run, v->place->value, &first, &second) ||
           schema_failed(v, k, "The items %u and %u are equal.",
                         (unsigned)first, (unsigned)second);
}

/* ---- Objects --------------------------------------------------------------
 */

static bool apply_max_properties(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_OBJECT, true, "members");
}

static bool apply_min_properties(const schema_visit *v, const schema_keyword *k)
{
    return apply_count(v, k, CRD_JSON_OBJECT, false, "members");
}

static crd_rc compile_required(schema_compiler *c, schema_node *node,
                               const crd_json *value, schema_keyword *keyword)
{
    keyword->as.json = value;
    return schema_is_names(value)
               ? CRD_OK
               : schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                               "\"required\" is not a list of names.");
}

/* All names are members of the visit's value. */
static bool has_all(const schema_visit *v, const schema_keyword *k,
                    const crd_json *names)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    for (uint32_t i = 0; i < names->len; i++) {
        crd_span name = crd_json_span(&names->as.items[i]);
        if (!schema_spend(v->run, 1 + value->len / 16)) {
            return false;
        }
        if (!crd_json_get_span(value, name)) {
            valid = schema_failed(v, k, "The member \"%.*s\" is missing.",
                                  (int)(name.len < 100 ? name.len : 100),
                                  name.data);
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

static bool apply_required(const schema_visit *v, const schema_keyword *k)
{
    return v->place->value->type != CRD_JSON_OBJECT ||
           has_all(v, k, k->as.json);
}

static crd_rc compile_dependent_required(schema_compiler *c, schema_node *node,
                                         const crd_json *value,
                                         schema_keyword *keyword)
{
    bool good = crd_json_is(value, CRD_JSON_OBJECT);
    for (uint32_t i = 0; good && i < value->len; i++) {
        good = schema_is_names(&value->as.members[i].value);
    }
    keyword->as.json = value;
    return good ? CRD_OK
                : schema_refuse(c, node, value, CRD_CODE_SCHEMA_KEYWORD,
                                "\"dependentRequired\" is not an object of "
                                "lists of names.");
}

bool schema_requires_dependents(const schema_visit *v, const schema_keyword *k,
                                const crd_json *lists)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != CRD_JSON_OBJECT) {
        return true;
    }
    for (uint32_t i = 0; i < lists->len; i++) {
        const crd_json_member *member = &lists->as.members[i];
        if (!schema_spend(v->run, 1 + value->len / 16)) {
            return false;
        }
        if (crd_json_is(&member->value, CRD_JSON_ARRAY) &&
            crd_json_get_span(value, crd_json_key(member)) &&
            !has_all(v, k, &member->value)) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    return valid;
}

static bool apply_dependent_required(const schema_visit *v,
                                     const schema_keyword *k)
{
    return schema_requires_dependents(v, k, k->as.json);
}

#define RULE(name, phase, compile, apply)                                      \
    {                                                                          \
        name, SCHEMA_BOTH, SCHEMA_VALIDATION, SCHEMA_HOLDS_NONE, phase,        \
            compile, apply                                                     \
    }

const schema_rule schema_validation_rules[] = {
    RULE("type", SCHEMA_FIRST, compile_type, apply_type),
    RULE("const", SCHEMA_FIRST, compile_const, apply_const),
    RULE("enum", SCHEMA_FIRST, compile_enum, apply_enum),
    RULE("maximum", SCHEMA_FIRST, compile_number, apply_maximum),
    RULE("exclusiveMaximum", SCHEMA_FIRST, compile_number,
         apply_exclusive_maximum),
    RULE("minimum", SCHEMA_FIRST, compile_number, apply_minimum),
    RULE("exclusiveMinimum", SCHEMA_FIRST, compile_number,
         apply_exclusive_minimum),
    RULE("multipleOf", SCHEMA_FIRST, compile_multiple_of, apply_multiple_of),
    RULE("maxLength", SCHEMA_FIRST, schema_compile_bound, apply_max_length),
    RULE("minLength", SCHEMA_FIRST, schema_compile_bound, apply_min_length),
    RULE("pattern", SCHEMA_THEN, compile_pattern, apply_pattern),
    RULE("maxItems", SCHEMA_FIRST, schema_compile_bound, apply_max_items),
    RULE("minItems", SCHEMA_FIRST, schema_compile_bound, apply_min_items),
    RULE("uniqueItems", SCHEMA_THEN, compile_unique_items, apply_unique_items),
    RULE("maxProperties", SCHEMA_FIRST, schema_compile_bound,
         apply_max_properties),
    RULE("minProperties", SCHEMA_FIRST, schema_compile_bound,
         apply_min_properties),
    RULE("required", SCHEMA_FIRST, compile_required, apply_required),
    RULE("dependentRequired", SCHEMA_FIRST, compile_dependent_required,
         apply_dependent_required),
    {.name = NULL}};
