/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiled contexts: the active context of JSON-LD (json-ld11-api, 4.1) as a
 * read-only hash table of term definitions.
 *
 * A context is made once and then only read. What JSON-LD calls "updating the
 * active context" with a scoped context is a look-up in `derived`: the result
 * of applying that term's context to this one, made when it is first needed.
 * Contexts of the processor live as long as it does; contexts that a document
 * carries inside itself live in the document's arena.
 */
#ifndef JSONLD_CONTEXT_H
#define JSONLD_CONTEXT_H

#include "credimur/json.h"
#include "credimur/jsonld.h"
#include "jsonld/iri.h"
#include "jsonld/keyword.h"

enum container {
    CONTAINER_GRAPH = 1 << 0,
    CONTAINER_ID = 1 << 1,
    CONTAINER_INDEX = 1 << 2,
    CONTAINER_LANGUAGE = 1 << 3,
    CONTAINER_LIST = 1 << 4,
    CONTAINER_SET = 1 << 5,
    CONTAINER_TYPE = 1 << 6
};

typedef enum base_direction {
    DIRECTION_UNSET = 0,
    DIRECTION_NULL,
    DIRECTION_LTR,
    DIRECTION_RTL
} base_direction;

/* "ltr" or "rtl". */
crd_span direction_text(base_direction d);

/* A term definition (json-ld11-api, 4.2). Never changed once made. */
typedef struct definition {
    crd_span term;
    uint32_t hash;      /* crd_hash of the term */
    const iri *mapping; /* IRI mapping; NULL: null */
    const iri *type;    /* type mapping; NULL: none */
    uint8_t container;  /* bits of enum container */
    uint8_t direction;  /* direction mapping */
    bool prefix;        /* prefix flag */
    bool is_protected;
    bool reverse;          /* reverse property */
    bool second_name;      /* of name_is_second */
    bool has_language;     /* language mapping is there; it may be null */
    crd_span language;     /* `.data` NULL: null */
    crd_span index;        /* index mapping; `.data` NULL: none */
    crd_span nest;         /* nest value; `.data` NULL: none */
    const crd_json *local; /* scoped context; NULL: none */
    crd_span base_url;     /* where `local` came from */
    bool in_processor;     /* lives as long as the processor */
} definition;

struct slot {
    uint32_t hash;
    const definition *definition;
};

/* One remembered application of a scoped context. */
struct derived {
    const definition *definition;
    uint32_t flags;
    struct context *context;
};

typedef struct context {
    struct slot *slots; /* open addressing; slot_mask + 1 of them */
    uint32_t slot_mask;
    uint32_t count;
    bool in_processor;    /* lives as long as the processor */
    bool has_value_alias; /* some term stands for @value */
    uint8_t direction;    /* default base direction */
    crd_span base_iri;    /* `.data` NULL: null */
    crd_span original_base;
    crd_span vocab;    /* vocabulary mapping; `.data` NULL: none */
    crd_span language; /* default language; `.data` NULL: none */
    struct context *previous;
    /* Terms that stand for @type, at most a few. */
    const definition *type_aliases[4];
    uint32_t type_alias_count; /* more than 4: look at every key */
    struct derived *derived;   /* open addressing by definition and flags */
    uint32_t derived_mask;
    uint32_t derived_count;
    struct iri_set *names; /* of context_names; NULL until asked for */
} context;

/* A remote context being processed: the array "remote contexts", as a list. */
struct remote {
    crd_span url;
    const struct remote *older;
    uint32_t count; /* of the list up to here */
};

/* Everything that context processing needs to know. */
typedef struct processing {
    crd_jsonld *processor;
    crd_arena *arena; /* where new contexts live */
    bool in_processor;
    bool mode_1_0;
    uint32_t depth;           /* nesting of remote contexts so far */
    const crd_json *document; /* for the pointers of errors; may be NULL */
    crd_error *error;
} processing;

/* Inputs of Context Processing (5.1.2) beside the two contexts. */
struct process_options {
    crd_span base_url;
    const struct remote *remotes;
    bool override_protected;
    bool no_propagate;
    bool skip_known_remotes; /* validate scoped context = false */
    uint32_t chain;          /* terms that wait for one another so far */
};

/* Context Processing (json-ld11-api, 5.1.2). */
crd_rc context_process(context **out, const processing *p, context *active,
                       const crd_json *local,
                       const struct process_options *options);

/* A new, empty active context with this base. NULL: memory is out. */
context *context_new(const processing *p, crd_span base);

/* No entry of a table stands further from where its hash would have it. Honest
 * names never come near that in a table that is at most half full; names made
 * to collide (the hash has no key) would make every look-up linear, and are
 * refused. */
#define PROBES_MAX 256u

/* The definition of `term`, or NULL. `hash` is crd_hash of it. */
static inline const definition *context_find(const context *c, crd_span term,
                                             uint32_t hash)
{
    for (uint32_t n = 0; n <= PROBES_MAX; n++) {
        const struct slot *slot = &c->slots[(hash + n) & c->slot_mask];
        const definition *d = slot->definition;
        if (!d) {
            return NULL;
        }
        if (slot->hash == hash && d->term.len == term.len &&
            crd_bytes_equal(d->term.data, term.data, term.len)) {
            return d;
        }
    }
    return NULL;
}

enum derive_flags {
    DERIVE_PROPERTY = 1, /* property-scoped: override protected */
    DERIVE_TYPE = 2      /* type-scoped: does not propagate */
};

/*
 * Applies the scoped context of `d` to `active`, or finds the result of having
 * done so before.
 */
crd_rc context_derive(context **out, const processing *p, context *active,
                      const definition *d, uint32_t flags);

/* Whether `term`, as a member, means what the rules know by another term. */
bool name_is_second(crd_span term, crd_span mapping);

/*
 * Whether the IRI `text`, which stands between brackets in memory, is of a
 * vocabulary that the rules read, or `c` (NULL: none), or a scoped context at
 * any depth of it, has a term for it.
 */
crd_rc context_names(bool *has_term, const processing *p, context *c,
                     crd_span text);

/* ---- Between the files of context processing ------------------------------
 */

/* A local context (a map) whose terms are being defined. */
struct local {
    const crd_json *map;
    uint8_t *states; /* per member: 0 not begun, 1 begun, 2 defined */
    uint32_t *index; /* open addressing over the members, index + 1 */
    uint32_t index_mask;
    bool is_protected;
    uint32_t chain; /* terms that wait for one another */
    const struct process_options *options;
};

/* The number of the member `key`, or UINT32_MAX. */
uint32_t local_find(const struct local *l, crd_span key);

/* Create Term Definition (5.2.2) for member `number` of the local context. */
crd_rc term_define(const processing *p, context *active, struct local *l,
                   uint32_t number);

/* Adds or replaces a definition while the context is being made. */
crd_rc context_put(const processing *p, context *c, const definition *d);
/* Takes a definition away while the context is being made. */
void context_remove(context *c, const definition *d);

/* How an expanded IRI came out. */
struct expanded {
    crd_span text;       /* `.data` NULL: null */
    keyword keyword;     /* of the text, or KW_NOT */
    const iri *compiled; /* the same as a compiled iri, if there is one */
};

enum expand_flags { EXPAND_DOCUMENT_RELATIVE = 1, EXPAND_VOCAB = 2 };

/*
 * IRI Expansion (5.3.2). `l` is the local context while it is processed, else
 * NULL. `hash` is crd_hash of `value`. Memory from `p->arena`.
 */
crd_rc iri_expand(struct expanded *out, const processing *p, context *active,
                  crd_span value, uint32_t hash, unsigned flags,
                  struct local *l);

/* Fills `error` with the place of `at` in the document. */
crd_rc context_fail(const processing *p, crd_code code, const crd_json *at,
                    const char *format, ...) CRD_PRINTF(4, 5);

/* ---- The processor ---------------------------------------------------------
 */

/* A remote context, read once. */
struct remote_document {
    crd_span url;
    const crd_json *context; /* the value of its @context; NULL: none */
    struct remote_document *next;
};

/* The document of `url`, from memory, the embedded ones, or the loader. */
crd_rc processor_load(const struct remote_document **out, const processing *p,
                      crd_span url, const crd_json *at);

/* The result of applying `local` to `active`, compiled once and kept, if
 * `local` is a list of addresses and `active` one of the processor's own
 * contexts; else NULL, and the caller processes it for this document. */
crd_rc processor_context_set(context **out, const processing *p,
                             context *active, const crd_json *local);

crd_arena *processor_arena(crd_jsonld *processor);
const crd_limits *processor_limits(const crd_jsonld *processor);
/* False when compiled contexts have taken all the room they may. */
bool processor_has_room(const crd_jsonld *processor);

#endif
