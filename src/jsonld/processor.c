/* SPDX-License-Identifier: Apache-2.0 */
/* The processor: compiled contexts and the documents they came from, kept
 * from one document to the next; and expand() (json-ld11-api, 9.2). */
#include "jsonld/expansion.h"

/* Compiled contexts take a few hundred kilobytes in honest use. No document
 * may make more of them than fit into ROOM_BYTES. What earlier ones have made
 * is forgotten before it takes from that more than half. */
#define ROOM_BYTES ((size_t)48 << 20)
#define KEPT_BYTES (ROOM_BYTES / 2)
#define SETS_MAX 64

/* The result of applying a list of addresses to a context. */
struct context_set {
    const context *active;
    uint32_t hash;
    uint32_t count;
    const crd_span *urls;
    context *result;
};

struct crd_jsonld {
    const crd_allocator *allocator;
    crd_limits limits;
    crd_arena arena;
    struct remote_document *documents;
    struct context_set sets[SETS_MAX];
    uint32_t set_count;
    context *initial; /* no base, no terms */
    crd_jsonld_loader_fn loader;
    void *loader_context;
};

crd_arena *processor_arena(crd_jsonld *processor)
{
    return &processor->arena;
}

const crd_limits *processor_limits(const crd_jsonld *processor)
{
    return &processor->limits;
}

bool processor_has_room(const crd_jsonld *processor)
{
    return processor->arena.total < ROOM_BYTES;
}

static void forget(crd_jsonld *processor)
{
    crd_arena_free(&processor->arena);
    processor->documents = NULL;
    processor->set_count = 0;
    processor->initial = NULL;
}

crd_rc crd_jsonld_new(crd_jsonld **out, const crd_allocator *allocator,
                      const crd_limits *limits, crd_error *error)
{
    crd_jsonld *processor =
        allocator->alloc(allocator->context, sizeof *processor);
    if (!processor) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(processor, 0, sizeof *processor);
    processor->allocator = allocator;
    processor->limits = *limits;
    crd_arena_init(&processor->arena, allocator, 2 * ROOM_BYTES);
    *out = processor;
    return CRD_OK;
}

void crd_jsonld_free(crd_jsonld *processor)
{
    if (processor) {
        crd_arena_free(&processor->arena);
        processor->allocator->release(processor->allocator->context, processor);
    }
}

void crd_jsonld_set_loader(crd_jsonld *processor, crd_jsonld_loader_fn loader,
                           void *loader_context)
{
    processor->loader = loader;
    processor->loader_context = loader_context;
    forget(processor);
}

/* ---- Remote contexts
 * --------------------------------------------------------- */

static crd_rc unknown_context(const processing *p, crd_span url,
                              const crd_json *at)
{
    return context_fail(p, CRD_CODE_JSONLD_LOADING_REMOTE_CONTEXT_FAILED, at,
                        "The context \"%.*s\" is not one of those we know, "
                        "and contexts are never fetched.",
                        (int)(url.len > 120 ? 120 : url.len), url.data);
}

crd_rc processor_load(const struct remote_document **out, const processing *p,
                      crd_span url, const crd_json *at)
{
    crd_jsonld *processor = p->processor;
    const crd_embedded_context *embedded;
    struct remote_document *d;
    crd_span text = CRD_SPAN_NONE;
    crd_json *json;
    crd_error inner;
    crd_limits limits = processor->limits;
    for (d = processor->documents; d; d = d->next) {
        if (crd_span_equal(d->url, url)) {
            *out = d;
            return CRD_OK;
        }
    }
    embedded = crd_embedded_context_find(url);
    if (embedded) {
        text.data = embedded->text;
        text.len = embedded->len;
    } else if (!processor->loader ||
               processor->loader(processor->loader_context, &text, url,
                                 &inner) != CRD_OK) {
        return unknown_context(p, url, at);
    }
    d = crd_arena_calloc(&processor->arena, 1, sizeof *d);
    if (!d || !(d->url = crd_arena_copy(&processor->arena, url)).data) {
        return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
    }
    crd_error_clear(&inner);
    if (crd_json_parse(&json, &processor->arena, text, &limits, &inner) !=
        CRD_OK) {
        if (inner.code == CRD_CODE_MEMORY) {
            return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
        }
        return unknown_context(p, url, at);
    }
    d->context = crd_json_get(json, "@context");
    d->next = processor->documents;
    processor->documents = d;
    *out = d;
    return CRD_OK;
}

/* ---- Context sets
 * -------------------------------------------------------------- */

static bool is_address_list(const crd_json *local)
{
    if (local->type == CRD_JSON_STRING) {
        return iri_has_scheme(crd_json_span(local));
    }
    if (local->type != CRD_JSON_ARRAY || local->len == 0) {
        return false;
    }
    for (uint32_t i = 0; i < local->len; i++) {
        if (local->as.items[i].type != CRD_JSON_STRING ||
            !iri_has_scheme(crd_json_span(&local->as.items[i]))) {
            return false;
        }
    }
    return true;
}

static const crd_json *address(const crd_json *local, uint32_t i)
{
    return local->type == CRD_JSON_STRING ? local : &local->as.items[i];
}

static bool same_set(const struct context_set *set, const context *active,
                     uint32_t hash, const crd_json *local, uint32_t count)
{
    if (set->active != active || set->hash != hash || set->count != count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!crd_span_equal(set->urls[i], crd_json_span(address(local, i)))) {
            return false;
        }
    }
    return true;
}

/* A copy of the addresses that lives as long as the processor. */
static const crd_span *keep_urls(crd_jsonld *processor, const crd_json *local,
                                 uint32_t count)
{
    crd_span *urls = CRD_NEW_N(&processor->arena, crd_span, count);
    for (uint32_t i = 0; urls && i < count; i++) {
        urls[i] =
            crd_arena_copy(&processor->arena, crd_json_span(address(local, i)));
        if (!urls[i].data) {
            return NULL;
        }
    }
    return urls;
}

crd_rc processor_context_set(context **out, const processing *p,
                             context *active, const crd_json *local)
{
    crd_jsonld *processor = p->processor;
    processing inner = *p;
    struct process_options options = {0};
    struct context_set *set;
    uint32_t hash = 0, count;
    *out = NULL;
    if (!active->in_processor || p->mode_1_0 || !is_address_list(local)) {
        return CRD_OK;
    }
    count = local->type == CRD_JSON_STRING ? 1 : local->len;
    for (uint32_t i = 0; i < count; i++) {
        crd_span url = crd_json_span(address(local, i));
        hash = hash * 31 + crd_hash(url.data, url.len);
    }
    for (uint32_t i = 0; i < processor->set_count; i++) {
        if (same_set(&processor->sets[i], active, hash, local, count)) {
            *out = processor->sets[i].result;
            return CRD_OK;
        }
    }
    if (processor->set_count == SETS_MAX || !processor_has_room(processor)) {
        return CRD_OK;
    }
    set = &processor->sets[processor->set_count];
    inner.arena = &processor->arena;
    inner.in_processor = true;
    CRD_TRY(context_process(&set->result, &inner, active, local, &options));
    set->active = active;
    set->hash = hash;
    set->count = count;
    set->urls = keep_urls(processor, local, count);
    if (!set->urls) {
        return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
    }
    processor->set_count++;
    *out = set->result;
    return CRD_OK;
}

/* ---- expand()
 * -------------------------------------------------------------------- */

/* The context to begin with: the processor's own where there is no base. */
static crd_rc first_context(context **out, struct expansion *x)
{
    crd_jsonld *processor = x->p.processor;
    const crd_json *local = x->options->expand_context;
    processing own = x->p;
    struct process_options options = {.base_url = x->options->base};
    if (x->options->base.data || local) {
        *out = context_new(&x->p, x->options->base);
    } else {
        own.arena = &processor->arena;
        own.in_processor = true;
        if (!processor->initial) {
            processor->initial = context_new(&own, CRD_SPAN_NONE);
        }
        *out = processor->initial;
    }
    if (!*out) {
        return expansion_no_memory(x);
    }
    if (local) {
        const crd_json *inside = crd_json_get(local, "@context");
        return context_process(out, &x->p, *out, inside ? inside : local,
                               &options);
    }
    return CRD_OK;
}

crd_rc expand_document(struct expansion *x, crd_json *out,
                       crd_jsonld *processor, crd_arena *arena,
                       const crd_json *document,
                       const crd_jsonld_options *options, crd_error *error)
{
    static const struct property NONE;
    context *active;
    crd_json *graph;
    memset(x, 0, sizeof *x);
    x->p.processor = processor;
    x->p.arena = arena;
    x->p.mode_1_0 = options->mode_1_0;
    x->p.document = document;
    x->p.error = error;
    x->options = options;
    x->safe = options->safe;
    if (processor->arena.total >= KEPT_BYTES ||
        processor->set_count == SETS_MAX) {
        forget(processor);
    }
    CRD_TRY(first_context(&active, x));
    CRD_TRY(expand_element(x, out, active, NONE, document, false));
    /* 9.2, step 8: a map of nothing but @graph is what the graph holds. */
    if (out->type == CRD_JSON_OBJECT && out->len == 1 &&
        (graph = keyword_of(out, KW_GRAPH)) != NULL) {
        *out = *graph;
    }
    if (out->type == CRD_JSON_NULL) {
        *out = empty_array();
        return CRD_OK;
    }
    return array_of(x, out, *out);
}

/* Takes the notes of expansion.h out of the tree. Values of @value belong to
 * the document and are left alone. */
static void clear_notes(crd_json *v)
{
    v->spare = 0;
    if (v->type == CRD_JSON_STRING) {
        v->offset = 0;
    } else if (v->type == CRD_JSON_ARRAY) {
        for (uint32_t i = 0; i < v->len; i++) {
            clear_notes(&v->as.items[i]);
        }
    } else if (v->type == CRD_JSON_OBJECT) {
        for (uint32_t i = 0; i < v->len; i++) {
            crd_json_member *m = &v->as.members[i];
            m->key_hash = crd_hash(m->key, m->key_len);
            if (m->key != keyword_text(KW_VALUE).data) {
                clear_notes(&m->value);
            }
        }
    }
}

crd_rc crd_jsonld_expand(crd_json **out, crd_jsonld *processor,
                         crd_arena *arena, const crd_json *document,
                         const crd_jsonld_options *options, crd_error *error)
{
    struct expansion x;
    crd_json *result = CRD_NEW(arena, crd_json);
    if (!result) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    CRD_TRY(expand_document(&x, result, processor, arena, document, options,
                            error));
    clear_notes(result);
    *out = result;
    return CRD_OK;
}
