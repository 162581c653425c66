/* SPDX-License-Identifier: Apache-2.0 */
/* Context Processing (json-ld11-api, 5.1) into compiled contexts. */
#include "jsonld/context.h"

#include <stdio.h>

#define REMOTES_MAX 256

crd_span direction_text(base_direction d)
{
    return d == DIRECTION_LTR ? CRD_SPAN("ltr") : CRD_SPAN("rtl");
}

crd_rc context_fail(const processing *p, crd_code code, const crd_json *at,
                    const char *format, ...)
{
    char text[256];
    va_list args;
    crd_rc rc;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rc = crd_fail(p->error, code, "%s", text);
    crd_error_point(p->error, p->document, at);
    return rc;
}

static crd_rc no_memory(const processing *p)
{
    return crd_fail(p->error, CRD_CODE_MEMORY, "%s", "");
}

/* ---- The table ------------------------------------------------------------
 */

context *context_new(const processing *p, crd_span base)
{
    context *c = crd_arena_calloc(p->arena, 1, sizeof *c);
    if (!c) {
        return NULL;
    }
    c->slot_mask = 15;
    c->slots = crd_arena_calloc(p->arena, c->slot_mask + 1, sizeof *c->slots);
    c->base_iri = c->original_base = base;
    c->in_processor = p->in_processor;
    return c->slots ? c : NULL;
}

static crd_rc collision(const processing *p, const crd_json *at)
{
    return context_fail(p, CRD_CODE_JSONLD_CONTEXT_OVERFLOW, at,
                        "The terms of a context were chosen to make reading "
                        "it slow.");
}

static crd_rc insert(const processing *p, context *c, const definition *d)
{
    for (uint32_t n = 0; n <= PROBES_MAX; n++) {
        struct slot *slot = &c->slots[(d->hash + n) & c->slot_mask];
        if (!slot->definition) {
            slot->hash = d->hash;
            slot->definition = d;
            return CRD_OK;
        }
    }
    return collision(p, NULL);
}

/* Gives the table room for `count` definitions at a load of at most half. */
static crd_rc resize(const processing *p, context *c, uint32_t count)
{
    struct slot *old = c->slots;
    uint32_t old_mask = c->slot_mask, mask = old_mask;
    while (mask + 1 < 2 * count) {
        mask = 2 * mask + 1;
    }
    if (mask == old_mask) {
        return CRD_OK;
    }
    c->slots = crd_arena_calloc(p->arena, (size_t)mask + 1, sizeof *c->slots);
    if (!c->slots) {
        c->slots = old;
        return no_memory(p);
    }
    c->slot_mask = mask;
    for (uint32_t i = 0; i <= old_mask; i++) {
        if (old[i].definition) {
            CRD_TRY(insert(p, c, old[i].definition));
        }
    }
    return CRD_OK;
}

/* What the rest wants to know of all definitions at once. */
static void note(context *c, const definition *d)
{
    keyword k = d->mapping ? d->mapping->keyword : KW_NOT;
    c->has_value_alias = c->has_value_alias || k == KW_VALUE;
    if (k == KW_TYPE && d->term.data[0] != '@') {
        for (uint32_t i = 0; i < c->type_alias_count && i < 4; i++) {
            if (crd_span_equal(c->type_aliases[i]->term, d->term)) {
                c->type_aliases[i] = d;
                return;
            }
        }
        if (c->type_alias_count < 4) {
            c->type_aliases[c->type_alias_count] = d;
        }
        c->type_alias_count++;
    }
}

crd_rc context_put(const processing *p, context *c, const definition *d)
{
    CRD_TRY(resize(p, c, c->count + 1));
    CRD_TRY(insert(p, c, d));
    c->count++;
    note(c, d);
    return CRD_OK;
}

void context_remove(context *c, const definition *d)
{
    uint32_t i = d->hash & c->slot_mask, hole;
    while (c->slots[i].definition != d) {
        i = (i + 1) & c->slot_mask;
    }
    /* Close the gap, so that no later entry of the run becomes unreachable.
     * None further away can be meant for it. */
    hole = i;
    for (uint32_t gap = 1; gap <= PROBES_MAX; gap++) {
        i = (i + 1) & c->slot_mask;
        if (!c->slots[i].definition) {
            break;
        }
        if (((i - c->slots[i].hash) & c->slot_mask) >= gap) {
            c->slots[hole] = c->slots[i];
            hole = i;
            gap = 0;
        }
    }
    c->slots[hole].definition = NULL;
    c->count--;
}

/* Step 1: a clone that may be changed. It forgets what was derived from the
 * original, and takes room for `more` definitions. */
static crd_rc clone(context **out, const processing *p, const context *from,
                    uint32_t more)
{
    context *c = CRD_NEW(p->arena, context);
    size_t bytes = ((size_t)from->slot_mask + 1) * sizeof *from->slots;
    if (!c) {
        return no_memory(p);
    }
    *c = *from;
    c->in_processor = p->in_processor;
    c->derived = NULL;
    c->names = NULL;
    c->derived_mask = c->derived_count = 0;
    c->slots = crd_arena_alloc(p->arena, bytes);
    if (!c->slots) {
        return no_memory(p);
    }
    memcpy(c->slots, from->slots, bytes);
    *out = c;
    return resize(p, c, c->count + more);
}

/* ---- Local contexts ---------------------------------------------------------
 */

uint32_t local_find(const struct local *l, crd_span key)
{
    uint32_t hash;
    if (!l->index) {
        for (uint32_t i = 0; i < l->map->len; i++) {
            if (crd_span_equal(crd_json_key(&l->map->as.members[i]), key)) {
                return i;
            }
        }
        return UINT32_MAX;
    }
    hash = crd_hash(key.data, key.len);
    for (uint32_t n = 0; n <= PROBES_MAX; n++) {
        uint32_t i = l->index[(hash + n) & l->index_mask];
        const crd_json_member *m = &l->map->as.members[i - 1];
        if (i == 0) {
            break;
        }
        if (m->key_hash == hash && crd_span_equal(crd_json_key(m), key)) {
            return i - 1;
        }
    }
    return UINT32_MAX;
}

static crd_rc local_prepare(struct local *l, const processing *p,
                            const crd_json *map,
                            const struct process_options *options)
{
    memset(l, 0, sizeof *l);
    l->map = map;
    l->options = options;
    l->chain = options->chain;
    l->states = crd_arena_calloc(p->arena, (size_t)map->len + 1, 1);
    if (!l->states) {
        return no_memory(p);
    }
    if (map->len <= 8) {
        return CRD_OK;
    }
    l->index_mask = 31;
    while (l->index_mask + 1 < 2 * map->len) {
        l->index_mask = 2 * l->index_mask + 1;
    }
    l->index =
        crd_arena_calloc(p->arena, (size_t)l->index_mask + 1, sizeof *l->index);
    if (!l->index) {
        return no_memory(p);
    }
    for (uint32_t i = 0; i < map->len; i++) {
        uint32_t s = map->as.members[i].key_hash & l->index_mask, probes = 0;
        while (l->index[s]) {
            s = (s + 1) & l->index_mask;
            if (++probes > PROBES_MAX) {
                return collision(p, map);
            }
        }
        l->index[s] = i + 1;
    }
    return CRD_OK;
}

/* ---- Step 5.2: a context given by its address
 * --------------------------------- */

static bool already_included(const struct remote *remotes, crd_span url)
{
    for (; remotes; remotes = remotes->older) {
        if (crd_span_equal(remotes->url, url)) {
            return true;
        }
    }
    return false;
}

static crd_rc resolve_url(crd_span *out, const processing *p,
                          const crd_json *reference, crd_span base_url)
{
    crd_span text = crd_json_span(reference);
    if (iri_has_scheme(base_url)) { /* 5.2.1 */
        return iri_resolve(out, p->arena, base_url, text, p->error);
    }
    if (!iri_has_scheme(text)) {
        return context_fail(p, CRD_CODE_JSONLD_LOADING_DOCUMENT_FAILED,
                            reference,
                            "The context \"%.*s\" is not an absolute address.",
                            (int)(text.len > 120 ? 120 : text.len), text.data);
    }
    *out = text;
    return CRD_OK;
}

static crd_rc process_remote(context **result, const processing *p,
                             const crd_json *reference,
                             const struct process_options *options,
                             struct remote *here)
{
    struct process_options inner = *options;
    processing deeper = *p;
    const struct remote_document *document;
    crd_span url;
    crd_rc rc;
    CRD_TRY(resolve_url(&url, p, reference, options->base_url));
    if (options->skip_known_remotes &&
        already_included(here->older, url)) { /* 5.2.2 */
        here->url = CRD_SPAN_NONE;
        return CRD_OK;
    }
    here->url = url;
    here->count = here->older ? here->older->count + 1 : 1;
    if (here->count > REMOTES_MAX ||
        p->depth >= processor_limits(p->processor)->context_depth) { /* 5.2.3 */
        return context_fail(p, CRD_CODE_JSONLD_CONTEXT_OVERFLOW, reference,
                            "The context %.*s includes others too deeply.",
                            (int)(url.len > 120 ? 120 : url.len), url.data);
    }
    CRD_TRY(processor_load(&document, p, url, reference)); /* 5.2.4, 5.2.5 */
    if (!document->context) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_REMOTE_CONTEXT,
                            reference, "%.*s holds no @context.",
                            (int)(url.len > 120 ? 120 : url.len), url.data);
    }
    deeper.depth++;
    deeper.document = NULL; /* its errors are not places of the document */
    inner.base_url = document->url;
    inner.remotes = here;
    inner.no_propagate = false;
    rc = context_process(result, &deeper, *result, document->context,
                         &inner); /* 5.2.6 */
    if (rc != CRD_OK) {
        crd_error_point(p->error, p->document, reference);
    }
    return rc;
}

/* ---- Steps 5.5 to 5.13: a context definition
 * ----------------------------------- */

static crd_rc check_version(const processing *p, const crd_json *map)
{
    const crd_json *version = crd_json_get(map, "@version");
    double value = 0;
    if (!version) {
        return CRD_OK;
    }
    if (version->type != CRD_JSON_NUMBER ||
        crd_json_double(&value, version, NULL) != CRD_OK || value != 1.1) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_VERSION_VALUE, version,
                            "%s", "");
    }
    if (p->mode_1_0) {
        return context_fail(p, CRD_CODE_JSONLD_PROCESSING_MODE_CONFLICT,
                            version, "%s", "");
    }
    return CRD_OK;
}

/* 5.6.8: the map, and of the imported one what the map does not have. */
static crd_rc merge(const crd_json **map, const processing *p,
                    const crd_json *imported,
                    const struct process_options *options)
{
    crd_json *merged = CRD_NEW(p->arena, crd_json);
    struct local l;
    if (!merged) {
        return no_memory(p);
    }
    CRD_TRY(local_prepare(&l, p, *map, options));
    *merged = crd_json_object();
    for (uint32_t i = 0; i < imported->len; i++) {
        const crd_json_member *m = &imported->as.members[i];
        if (local_find(&l, crd_json_key(m)) == UINT32_MAX &&
            !crd_json_add(p->arena, merged, crd_json_key(m), m->value)) {
            return no_memory(p);
        }
    }
    for (uint32_t i = 0; i < (*map)->len; i++) {
        const crd_json_member *m = &(*map)->as.members[i];
        if (!crd_json_add(p->arena, merged, crd_json_key(m), m->value)) {
            return no_memory(p);
        }
    }
    *map = merged;
    return CRD_OK;
}

/* 5.6 */
static crd_rc import(const crd_json **map, const processing *p,
                     const struct process_options *options)
{
    const crd_json *reference = crd_json_get(*map, "@import");
    const struct remote_document *document;
    crd_span url;
    if (!reference) {
        return CRD_OK;
    }
    if (p->mode_1_0) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_CONTEXT_ENTRY, reference,
                            "%s", "");
    }
    if (reference->type != CRD_JSON_STRING) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_IMPORT_VALUE, reference,
                            "%s", "");
    }
    CRD_TRY(resolve_url(&url, p, reference, options->base_url));
    CRD_TRY(processor_load(&document, p, url, reference));
    if (!crd_json_is(document->context, CRD_JSON_OBJECT)) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_REMOTE_CONTEXT,
                            reference, "%s", "");
    }
    if (crd_json_get(document->context, "@import")) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_CONTEXT_ENTRY, reference,
                            "An imported context may not import another.");
    }
    return merge(map, p, document->context, options);
}

/* 5.7 */
static crd_rc set_base(const processing *p, context *result,
                       const crd_json *map,
                       const struct process_options *options)
{
    const crd_json *value = crd_json_get(map, "@base");
    if (!value || options->remotes) {
        return CRD_OK;
    }
    if (value->type == CRD_JSON_NULL) {
        result->base_iri = CRD_SPAN_NONE;
        return CRD_OK;
    }
    if (value->type == CRD_JSON_STRING &&
        iri_has_scheme(crd_json_span(value))) {
        result->base_iri = crd_json_span(value);
        return CRD_OK;
    }
    if (value->type == CRD_JSON_STRING && result->base_iri.data) {
        return iri_resolve(&result->base_iri, p->arena, result->base_iri,
                           crd_json_span(value), p->error);
    }
    return context_fail(p, CRD_CODE_JSONLD_INVALID_BASE_IRI, value, "%s", "");
}

/* 5.8 */
static crd_rc set_vocab(const processing *p, context *result,
                        const crd_json *map)
{
    const crd_json *value = crd_json_get(map, "@vocab");
    struct expanded e;
    crd_span text;
    if (!value) {
        return CRD_OK;
    }
    if (value->type == CRD_JSON_NULL) {
        result->vocab = CRD_SPAN_NONE;
        return CRD_OK;
    }
    if (value->type != CRD_JSON_STRING) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_VOCAB_MAPPING, value,
                            "%s", "");
    }
    text = crd_json_span(value);
    if (p->mode_1_0 && !iri_has_scheme(text) && !iri_is_blank(text)) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_VOCAB_MAPPING, value,
                            "%s", "");
    }
    CRD_TRY(iri_expand(&e, p, result, text, crd_hash(text.data, text.len),
                       EXPAND_VOCAB | EXPAND_DOCUMENT_RELATIVE, NULL));
    if (!e.text.data || (!iri_has_scheme(e.text) && !iri_is_blank(e.text))) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_VOCAB_MAPPING, value,
                            "%s", "");
    }
    result->vocab = e.text;
    return CRD_OK;
}

/* 5.9 to 5.11 */
static crd_rc set_text_defaults(const processing *p, context *result,
                                const crd_json *map)
{
    const crd_json *value = crd_json_get(map, "@language");
    if (value) {
        if (value->type != CRD_JSON_NULL && value->type != CRD_JSON_STRING) {
            return context_fail(p, CRD_CODE_JSONLD_INVALID_DEFAULT_LANGUAGE,
                                value, "%s", "");
        }
        result->language =
            value->type == CRD_JSON_NULL ? CRD_SPAN_NONE : crd_json_span(value);
    }
    value = crd_json_get(map, "@direction");
    if (value) {
        if (p->mode_1_0) {
            return context_fail(p, CRD_CODE_JSONLD_INVALID_CONTEXT_ENTRY, value,
                                "%s", "");
        }
        if (value->type == CRD_JSON_NULL) {
            result->direction = DIRECTION_UNSET;
        } else if (crd_json_is_text(value, "ltr")) {
            result->direction = DIRECTION_LTR;
        } else if (crd_json_is_text(value, "rtl")) {
            result->direction = DIRECTION_RTL;
        } else {
            return context_fail(p, CRD_CODE_JSONLD_INVALID_BASE_DIRECTION,
                                value, "%s", "");
        }
    }
    value = crd_json_get(map, "@propagate");
    if (value && p->mode_1_0) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_CONTEXT_ENTRY, value,
                            "%s", "");
    }
    if (value && value->type != CRD_JSON_TRUE &&
        value->type != CRD_JSON_FALSE) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_PROPAGATE_VALUE, value,
                            "%s", "");
    }
    return CRD_OK;
}

/* 5.13: every other entry defines a term. */
static bool defines_term(crd_span key)
{
    switch (keyword_find(key)) {
    case KW_BASE:
    case KW_DIRECTION:
    case KW_IMPORT:
    case KW_LANGUAGE:
    case KW_PROPAGATE:
    case KW_PROTECTED:
    case KW_VERSION:
    case KW_VOCAB:
        return false;
    default:
        return true;
    }
}

static crd_rc process_definition(context **result, const processing *p,
                                 const crd_json *map,
                                 const struct process_options *options)
{
    const crd_json *is_protected;
    struct local l;
    CRD_TRY(check_version(p, map));
    CRD_TRY(import(&map, p, options));
    CRD_TRY(resize(p, *result, (*result)->count + map->len));
    CRD_TRY(set_base(p, *result, map, options));
    CRD_TRY(set_vocab(p, *result, map));
    CRD_TRY(set_text_defaults(p, *result, map));
    is_protected = crd_json_get(map, "@protected");
    if (is_protected && is_protected->type != CRD_JSON_TRUE &&
        is_protected->type != CRD_JSON_FALSE) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_PROTECTED_VALUE,
                            is_protected, "%s", "");
    }
    CRD_TRY(local_prepare(&l, p, map, options));
    l.is_protected = crd_json_is(is_protected, CRD_JSON_TRUE);
    for (uint32_t i = 0; i < map->len; i++) {
        if (defines_term(crd_json_key(&map->as.members[i]))) {
            CRD_TRY(term_define(p, *result, &l, i));
        }
    }
    return CRD_OK;
}

static bool has_protected(const context *c)
{
    bool found = false;
    for (uint32_t i = 0; !found && i <= c->slot_mask; i++) {
        const definition *d = c->slots[i].definition;
        found = d && d->is_protected;
    }
    return found;
}

/* 5.1: a null context begins anew. */
static crd_rc nullify(context **result, const processing *p,
                      const context *active, const crd_json *at,
                      bool override_protected, bool no_propagate)
{
    context *fresh;
    if (!override_protected && has_protected(active)) {
        return context_fail(p, CRD_CODE_JSONLD_INVALID_CONTEXT_NULLIFICATION,
                            at, "%s", "");
    }
    fresh = context_new(p, active->original_base);
    if (!fresh) {
        return no_memory(p);
    }
    if (no_propagate) {
        fresh->previous = *result;
    }
    *result = fresh;
    return CRD_OK;
}

crd_rc context_process(context **out, const processing *p, context *active,
                       const crd_json *local,
                       const struct process_options *given)
{
    struct process_options options = *given;
    const crd_json *propagate = crd_json_get(local, "@propagate");
    uint32_t count = local->type == CRD_JSON_ARRAY ? local->len : 1;
    struct remote *remotes = NULL;
    context *result;
    CRD_TRY(clone(&result, p, active, 0)); /* 1 */
    if (propagate) {                       /* 2 */
        options.no_propagate = propagate->type == CRD_JSON_FALSE;
    }
    if (options.no_propagate && !result->previous) { /* 3 */
        result->previous = active;
    }
    if (count) {
        remotes = crd_arena_calloc(p->arena, count, sizeof *remotes);
        if (!remotes) {
            return no_memory(p);
        }
    }
    for (uint32_t i = 0; i < count; i++) { /* 4, 5 */
        const crd_json *c =
            local->type == CRD_JSON_ARRAY ? &local->as.items[i] : local;
        if (c->type == CRD_JSON_NULL) {
            CRD_TRY(nullify(&result, p, result, c, options.override_protected,
                            options.no_propagate));
        } else if (c->type == CRD_JSON_STRING) {
            remotes[i].older = options.remotes;
            CRD_TRY(process_remote(&result, p, c, &options, &remotes[i]));
        } else if (c->type == CRD_JSON_OBJECT) {
            CRD_TRY(process_definition(&result, p, c, &options));
        } else {
            return context_fail(p, CRD_CODE_JSONLD_INVALID_LOCAL_CONTEXT, c,
                                "%s", "");
        }
    }
    *out = result; /* 6 */
    return CRD_OK;
}

/* ---- Scoped contexts, remembered
 * ------------------------------------------------ */

static uint32_t derived_hash(const definition *d, uint32_t flags)
{
    return (uint32_t)(((uintptr_t)d >> 4) * 0x9e3779b1u) + flags;
}

static crd_rc remember(const processing *p, context *active,
                       const definition *d, uint32_t flags, context *result)
{
    uint32_t s;
    if (2 * (active->derived_count + 1) > active->derived_mask) {
        struct derived *old = active->derived;
        uint32_t old_mask = active->derived_mask;
        uint32_t mask = old ? 2 * old_mask + 1 : 7;
        active->derived = crd_arena_calloc(p->arena, (size_t)mask + 1,
                                           sizeof *active->derived);
        if (!active->derived) {
            active->derived = old;
            return no_memory(p);
        }
        active->derived_mask = mask;
        for (uint32_t i = 0; old && i <= old_mask; i++) {
            if (old[i].context) {
                s = derived_hash(old[i].definition, old[i].flags) & mask;
                while (active->derived[s].context) {
                    s = (s + 1) & mask;
                }
                active->derived[s] = old[i];
            }
        }
    }
    s = derived_hash(d, flags) & active->derived_mask;
    while (active->derived[s].context) {
        s = (s + 1) & active->derived_mask;
    }
    active->derived[s] = (struct derived){d, flags, result};
    active->derived_count++;
    return CRD_OK;
}

/* A context of the processor keeps only what lasts as long as itself: not what
 * a term of this document makes of it (5.1, step 7 leads from a context of the
 * document back to one of the processor, and step 8 then applies the term). */
crd_rc context_derive(context **out, const processing *p, context *active,
                      const definition *d, uint32_t flags)
{
    processing inner = *p;
    struct process_options options = {
        .base_url = d->base_url,
        .override_protected = flags & DERIVE_PROPERTY,
        .no_propagate = flags & DERIVE_TYPE,
    };
    bool kept = active->in_processor && d->in_processor;
    context *result;
    if (active->derived) {
        for (uint32_t s = derived_hash(d, flags) & active->derived_mask;
             active->derived[s].context; s = (s + 1) & active->derived_mask) {
            if (active->derived[s].definition == d &&
                active->derived[s].flags == flags) {
                *out = active->derived[s].context;
                return CRD_OK;
            }
        }
    }
    if (kept) {
        if (!processor_has_room(p->processor)) {
            return crd_fail(p->error, CRD_CODE_JSONLD_CONTEXT_OVERFLOW,
                            "Scoped contexts are nested in too many ways.");
        }
        inner.arena = processor_arena(p->processor);
        inner.document = NULL;
    }
    inner.in_processor = kept;
    CRD_TRY(context_process(&result, &inner, active, d->local, &options));
    if (kept || !active->in_processor) {
        CRD_TRY(remember(&inner, active, d, flags, result));
    }
    *out = result;
    return CRD_OK;
}
