/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the files of room schema share: the compiled form, the compiler's
 * state and the state of one validation.
 *
 * A schema becomes a graph. A node is a subschema at its place in a document;
 * it holds keywords, each a function with its prepared arguments. A resource
 * is a document or a subschema with an `$id`: the base of references and the
 * unit of the dynamic scope.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "credimur/schema.h"
#include "schema/decimal.h"
#include "schema/pattern.h"
#include "schema/table.h"

/* ---- The compiled form ----------------------------------------------------
 */

/** Drafts, as bits. */
#define SCHEMA_2019_09 1u
#define SCHEMA_2020_12 2u
#define SCHEMA_BOTH (SCHEMA_2019_09 | SCHEMA_2020_12)

/** Vocabularies that hold keywords with an effect, as bits. In 2019-09
 *  `unevaluated...` belong to the applicators; a dialect has the bit. */
#define SCHEMA_CORE 1u
#define SCHEMA_APPLICATOR 2u
#define SCHEMA_UNEVALUATED 4u
#define SCHEMA_VALIDATION 8u
#define SCHEMA_CONTENT 16u

typedef struct schema_dialect {
    unsigned draft;
    unsigned vocabularies;
} schema_dialect;

typedef struct schema_document {
    const crd_json *root;
    crd_span url; /**< where it was found; may be empty */
} schema_document;

/** A `$dynamicAnchor`, or (name empty) `$recursiveAnchor: true`. */
typedef struct schema_anchor {
    crd_span name;
    struct schema_node *node;
    struct schema_anchor *next;
} schema_anchor;

typedef struct schema_resource {
    crd_span uri; /**< the base; without a fragment */
    const schema_document *document;
    struct schema_node *node;
    schema_dialect dialect;
    schema_anchor *dynamic; /**< the anchors that a dynamic reference finds */
    bool reached;
} schema_resource;

/** From a node's parent to the node: a keyword, and a name or index in it. */
typedef struct schema_step {
    crd_span keyword;
    crd_span name;
    uint32_t index;
    enum {
        SCHEMA_STEP_KEYWORD,
        SCHEMA_STEP_NAME,
        SCHEMA_STEP_INDEX,
        SCHEMA_STEP_POINTER /**< `keyword` is the rest of a pointer */
    } kind;
} schema_step;

typedef struct schema_node {
    const crd_json *json; /**< an object, true or false */
    schema_resource *resource;
    struct schema_node *parent; /**< NULL: the root of a document */
    schema_step step;
    struct schema_keyword *keywords;
    uint32_t count;
    bool queued;
    bool unevaluated; /**< needs to know what other keywords looked at */
    unsigned types;   /**< `type` (validation.c); 0: any */
    const struct schema_node *reference; /**< where `$ref` leads, or NULL */
    crd_span dynamic_anchor;
    struct schema_node *next; /**< in the compiler's queue */
} schema_node;

struct schema_visit;
struct schema_keyword;

/** Applies a keyword; false if the instance does not fulfil it. */
typedef bool (*schema_apply_fn)(const struct schema_visit *visit,
                                const struct schema_keyword *keyword);

typedef struct schema_keyword {
    schema_apply_fn apply;
    crd_span name;
    const schema_node *node; /**< whose keyword it is */
    bool late;               /**< depends on what the others found */
    union {
        const schema_node *schema;
        struct {
            const schema_node *const *nodes;
            uint32_t count;
        } list;
        const crd_json *json;
        uint64_t bound;
        schema_decimal number;
        const schema_pattern *pattern;
        unsigned types;
        const void *data;
    } as;
} schema_keyword;

struct crd_schema {
    const schema_node *root;
    crd_schema_limits limits;
};

/* ---- Compiling ------------------------------------------------------------
 */

typedef struct schema_compiler {
    crd_arena *arena;
    crd_schema_limits limits;
    crd_schema_load_fn load;
    void *load_context;
    crd_error *error;
    schema_table rules[2];  /**< by name, of each draft */
    schema_table nodes;     /**< by the address of their JSON value */
    schema_table resources; /**< by URI */
    schema_table anchors;   /**< by URI, '#' and name */
    schema_table documents; /**< by URL */
    uint32_t node_count, document_count;
    uint64_t work;             /**< steps that are left */
    schema_node *first, *last; /**< to be compiled */
} schema_compiler;

/** Which of its parts a keyword applies as schemas. */
typedef enum schema_holds {
    SCHEMA_HOLDS_NONE,
    SCHEMA_HOLDS_ONE,
    SCHEMA_HOLDS_LIST,
    SCHEMA_HOLDS_MAP,
    SCHEMA_HOLDS_ONE_OR_LIST, /**< `items` of 2019-09 */
    SCHEMA_HOLDS_SOME_OF_MAP  /**< `dependencies`: others are lists of names */
} schema_holds;

/** When a keyword of a node is applied: what is cheap and likely to fail
 *  first, what depends on the others last. */
typedef enum schema_phase {
    SCHEMA_FIRST,
    SCHEMA_THEN,
    SCHEMA_LAST,
    SCHEMA_PHASES
} schema_phase;

/** A keyword of the standard. `compile` prepares `keyword`, whose `apply` is
 *  set already; it may clear it: then there is nothing to do at run time.
 *  Without `compile` the keyword only holds schemas to refer to. */
typedef struct schema_rule {
    const char *name;
    unsigned drafts;
    unsigned vocabulary;
    schema_holds holds;
    schema_phase phase;
    crd_rc (*compile)(schema_compiler *c, schema_node *node,
                      const crd_json *value, schema_keyword *keyword);
    schema_apply_fn apply;
} schema_rule;

/** The rules of each vocabulary, ended by one whose name is NULL. */
extern const schema_rule schema_core_rules[];
extern const schema_rule schema_applicator_rules[];
extern const schema_rule schema_object_rules[];
extern const schema_rule schema_array_rules[];
extern const schema_rule schema_unevaluated_rules[];
extern const schema_rule schema_validation_rules[];

/** The rule for `name` in the dialect; NULL: none, it is ignored. */
const schema_rule *schema_rule_find(const schema_compiler *c,
                                    schema_dialect dialect, crd_span name);

/** Fails with `code` at `place` of the node's document. */
crd_rc schema_refuse(schema_compiler *c, const schema_node *node,
                     const crd_json *place, crd_code code, const char *format,
                     ...) CRD_PRINTF(5, 6);

/** Memory for `count` things of `size` bytes, all zero. */
crd_rc schema_allocate(schema_compiler *c, void **out, size_t count,
                       size_t size);

/** Sees to it that `node` will be compiled. */
void schema_enqueue(schema_compiler *c, schema_node *node);

/** The node of the subschema `value` of `node`, to be compiled. */
crd_rc schema_child(schema_compiler *c, const schema_node **out,
                    const schema_node *node, const crd_json *value);

/** `.compile` for a keyword whose value is a schema, a list of schemas (at
 *  least one), or a map of schemas (as.data: schema_properties). */
crd_rc schema_compile_one(schema_compiler *c, schema_node *node,
                          const crd_json *value, schema_keyword *keyword);
crd_rc schema_compile_list(schema_compiler *c, schema_node *node,
                           const crd_json *value, schema_keyword *keyword);
crd_rc schema_compile_map(schema_compiler *c, schema_node *node,
                          const crd_json *value, schema_keyword *keyword);

/** The pattern `source`; errors point to `place`. */
crd_rc schema_compile_pattern(schema_compiler *c, const schema_pattern **out,
                              const schema_node *node, const crd_json *place,
                              crd_span source);

/** Takes `steps` from what is left for compiling: SCHEMA_SIZE. */
crd_rc schema_compile_spend(schema_compiler *c, uint64_t steps);

/** A non-negative integer. */
crd_rc schema_compile_bound(schema_compiler *c, schema_node *node,
                            const crd_json *value, schema_keyword *keyword);

/** True for a list of texts. */
bool schema_is_names(const crd_json *value);

/** Makes nodes of the document's root and of all subschemas below it. */
crd_rc schema_index_document(schema_compiler *c, schema_resource **out,
                             const schema_document *document,
                             schema_dialect dialect);
/** The same for one more subschema below `parent`. */
crd_rc schema_index(schema_compiler *c, schema_node **out, const crd_json *json,
                    schema_node *parent, schema_step step);

/** The node that a value of a document is, or NULL. */
schema_node *schema_node_find(const schema_compiler *c, const crd_json *json);

/** The document at `url`: seen before, embedded, or loaded. */
crd_rc schema_document_get(schema_compiler *c, const schema_document **out,
                           crd_span url);

/** The dialect that a metaschema stands for; `place` is the `$schema`. */
crd_rc schema_dialect_of(schema_compiler *c, schema_dialect *out,
                         const schema_node *node, const crd_json *place);

/** Where the reference `value` of `node` leads; `*name` is the plain name in
 *  its fragment, empty if there is none. */
crd_rc schema_resolve(schema_compiler *c, schema_node **out, crd_span *name,
                      const schema_node *node, const crd_json *value);

/** The key of an anchor in the compiler's table; `.data` NULL: no memory. */
crd_span schema_anchor_key(schema_compiler *c, const schema_resource *resource,
                           crd_span name);

/* ---- Schemas by member name ------------------------------------------------
 */

typedef struct schema_property {
    crd_span name;
    uint32_t hash; /**< crd_hash, as in a member */
    const schema_node *schema;
} schema_property;

/** Sorted by hash, so that a member is found in few steps. */
typedef struct schema_properties {
    schema_property *list;
    uint32_t count;
} schema_properties;

const schema_property *schema_property_find(const schema_properties *map,
                                            const crd_json_member *member);
void schema_properties_sort(schema_properties *map);

/* ---- Validating -----------------------------------------------------------
 */

/** Which members or items have been looked at by a schema that held (the
 *  annotations that `unevaluated...` need). */
typedef struct schema_marks {
    uint64_t few;   /**< the first 64 */
    uint64_t *many; /**< all of them, if there are more */
    uint32_t words; /**< of `many` */
    bool all;
} schema_marks;

/** Words of marks, kept for the next time. */
typedef struct schema_spare {
    struct schema_spare *next;
    uint32_t words;
} schema_spare;

typedef struct schema_run {
    crd_arena *arena;
    crd_error *error;
    crd_rc rc; /**< a failure that sticks: nothing is known any more */
    const crd_schema_limits *limits;
    schema_matcher matcher; /**< holds the steps that are left, too */
    uint32_t depth;
    uint32_t quiet; /**< inside schemas that may fail without harm */
    crd_schema_failure *failures; /**< NULL: only whether it is valid */
    size_t listed, total;
    schema_spare *spare;
    void *scratch; /**< of uniqueItems */
    size_t scratch_size;
} schema_run;

/** A value of the instance and the way to it. */
typedef struct schema_place {
    const crd_json *value;
    const struct schema_place *outer;
    const crd_json_member *member; /**< NULL: `index` of an array */
    uint32_t index;
} schema_place;

/** The dynamic scope: the resources entered, the innermost first. */
typedef struct schema_scope {
    const schema_resource *resource;
    const struct schema_scope *outer;
} schema_scope;

/** A node applied to a value. */
typedef struct schema_visit {
    schema_run *run;
    const schema_place *place;
    const schema_scope *scope;
    schema_marks *marks; /**< NULL: nobody asks */
} schema_visit;

/** Takes `steps` from what is left; false if there are not so many. */
bool schema_spend(schema_run *run, uint64_t steps);

/** Applies `node` at `place`; what it looked at is added to `marks`. */
bool schema_apply(schema_run *run, const schema_node *node,
                  const schema_place *place, const schema_scope *scope,
                  schema_marks *marks);

/** The same at the visit's own place. */
bool schema_apply_here(const schema_visit *visit, const schema_node *node);
/** The same, telling no failures. */
bool schema_try_here(const schema_visit *visit, const schema_node *node);

/** Applies `node` to a member or item of the visit's value, without marks. */
bool schema_apply_member(const schema_visit *visit, const schema_node *node,
                         const crd_json_member *member);
bool schema_apply_item(const schema_visit *visit, const schema_node *node,
                       uint32_t index);

/** True while failures are told, so that all of them must be looked for. */
static inline bool schema_tells(const schema_run *run)
{
    return run->failures && run->quiet == 0;
}

/** Tells a failure, if they are told. Always false. */
bool schema_failed(const schema_visit *visit, const schema_keyword *keyword,
                   const char *format, ...) CRD_PRINTF(3, 4);

void schema_mark(schema_marks *marks, uint32_t index);
bool schema_is_marked(const schema_marks *marks, uint32_t index);
/** Empty marks for `count` members or items; false if memory is out. */
bool schema_marks_open(schema_run *run, schema_marks *marks, uint32_t count);
void schema_marks_add(schema_run *run, schema_marks *to,
                      const schema_marks *marks);
void schema_marks_close(schema_run *run, schema_marks *marks);

/** True if the `type` of the node, or of what its `$ref` leads to, allows
 *  `value`: what else the node asks for is then worth telling. */
bool schema_allows_type(const schema_node *node, const crd_json *value);

/** For every member of `lists` that the visit's value has too: has it the
 *  members listed there? Entries that are no lists say nothing. */
bool schema_requires_dependents(const schema_visit *visit,
                                const schema_keyword *keyword,
                                const crd_json *lists);

/** Equal as data: order of members aside, numbers by their decimal value. */
bool schema_equal(schema_run *run, const crd_json *a, const crd_json *b);
/** False if two items of the array are equal; their places are told. */
bool schema_is_unique(schema_run *run, const crd_json *array, uint32_t *first,
                      uint32_t *second);

#endif
