/* SPDX-License-Identifier: Apache-2.0 */
/* The canonicalization algorithm (RDFC-1.0, 4.4) and its output (5). */
#include "canon/canon.h"
#include "rdf/sort.h"
#include "rdf/term.h"

/* Bytes that one call of Hash N-Degree Quads may hash, on average. */
#define BYTES_PER_CALL 1024u

crd_rc crd_canon_scratch(crd_canon *c, crd_scratch *scratch, size_t size)
{
    size_t grown = scratch->size * 2 > 256 ? scratch->size * 2 : 256;
    if (size <= scratch->size) {
        return CRD_OK;
    }
    grown = grown > size ? grown : size;
    scratch->data = crd_arena_alloc(c->arena, grown);
    scratch->size = scratch->data ? grown : 0;
    return scratch->data ? CRD_OK
                         : crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
}

char *crd_canon_label_write(char *out, const char *prefix, uint32_t id)
{
    char digits[10];
    int n = 0;
    while (*prefix) {
        *out++ = *prefix++;
    }
    do {
        digits[n++] = (char)('0' + id % 10);
        id /= 10;
    } while (id);
    while (n) {
        *out++ = digits[--n];
    }
    return out;
}

/* That a quad mentions a blank node. */
typedef struct mention {
    uint32_t blank;
    uint32_t quad;
} mention;

/* Numbers the blank node `term`, unless it has its number. */
static uint32_t number_of(crd_canon *c, uint32_t term)
{
    uint32_t *mark = &c->dataset->terms[term].mark;
    if (*mark == CRD_NO_ID) {
        *mark = c->blank_count;
        c->blanks[c->blank_count].term = term;
        c->blanks[c->blank_count++].count = 0;
    }
    c->blanks[*mark].count++;
    return *mark;
}

/* Step 2.1 for all quads, into `found`, a quad once for each blank node that
 * it mentions. Returns how many; `*text` becomes the length of all terms. */
static size_t find_mentions(crd_canon *c, mention *found, size_t *text)
{
    const crd_dataset *d = c->dataset;
    size_t count = 0;
    *text = 0;
    for (uint32_t i = 0; i < d->quad_count; i++) {
        const crd_quad *q = &d->quads[i];
        const crd_term *s = &d->terms[q->subject], *o = &d->terms[q->object];
        *text += (size_t)s->len + d->terms[q->predicate].len + o->len;
        if (s->kind == CRD_TERM_BLANK) {
            found[count++] = (mention){number_of(c, q->subject), i};
        }
        if (o->kind == CRD_TERM_BLANK && q->object != q->subject) {
            found[count++] = (mention){number_of(c, q->object), i};
        }
        if (crd_canon_is_blank(c, q->graph) && q->graph != q->subject &&
            q->graph != q->object) {
            found[count++] = (mention){number_of(c, q->graph), i};
        }
    }
    return count;
}

/* Steps 1 and 2: the blank node to quads map. */
static crd_rc map_blanks_to_quads(crd_canon *c, size_t room)
{
    crd_dataset *d = c->dataset;
    mention *found;
    size_t text, count;
    uint32_t blanks = 0, first = 0;
    for (uint32_t i = 0; i < d->term_count; i++) {
        d->terms[i].mark = CRD_NO_ID;
        blanks += d->terms[i].kind == CRD_TERM_BLANK;
    }
    c->blanks = CRD_NEW_N(c->arena, crd_blank, blanks);
    found = CRD_NEW_N(c->arena, mention, 3 * (size_t)d->quad_count);
    if (!c->blanks || !found) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    count = find_mentions(c, found, &text);
    /* Checked before anything is sorted: a long term that many quads share
     * must not be compared more often than it may be written. */
    if (text > room) {
        return crd_fail(c->error, CRD_CODE_LIMIT_BYTES,
                        "The canonical form would be larger than %zu bytes.",
                        room);
    }
    CRD_TRY(crd_issuer_new(&c->canonical, c->arena, c->blank_count, c->error));
    c->mentions = CRD_NEW_N(c->arena, uint32_t, 2 * count);
    if (!c->mentions) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    c->spare = c->mentions + count;
    for (uint32_t i = 0; i < c->blank_count; i++) {
        c->blanks[i].first = first;
        first += c->blanks[i].count;
        c->blanks[i].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        crd_blank *b = &c->blanks[found[i].blank];
        c->mentions[b->first + b->count++] = found[i].quad;
    }
    return CRD_OK;
}

static int compare_first_degree(const void *context, uint32_t a, uint32_t b)
{
    const crd_blank *blanks = context;
    return memcmp(blanks[a].digest, blanks[b].digest, CRD_DIGEST_MAX);
}

/* The end of the run of equal hashes that begins at `first`. */
static uint32_t run_end(const crd_canon *c, const uint32_t *order,
                        uint32_t first)
{
    uint32_t i = first + 1;
    while (i < c->blank_count &&
           compare_first_degree(c->blanks, order[i], order[first]) == 0) {
        i++;
    }
    return i;
}

/* Steps 3 and 4. `order` becomes the hash to blank nodes map: the nodes by
 * hash, as hexadecimal sorts as bytes do. */
static crd_rc issue_unique(crd_canon *c, uint32_t *order)
{
    for (uint32_t i = 0; i < c->blank_count; i++) {
        order[i] = i;
        memset(c->blanks[i].digest, 0, CRD_DIGEST_MAX);
        /* A single blank node has nothing to be told apart from. */
        if (c->blank_count > 1) {
            CRD_TRY(crd_hash_first_degree(c, i));
        }
    }
    crd_sort(order, c->blank_count, order + c->blank_count,
             compare_first_degree, c->blanks);
    for (uint32_t i = 0; i < c->blank_count;) {
        uint32_t end = run_end(c, order, i);
        if (end == i + 1) {
            crd_issuer_issue(&c->canonical, order[i]); /* 4.2 */
        }
        i = end;
    }
    return CRD_OK;
}

/* What one call of Hash N-Degree Quads gave (an item of step 5.1). */
typedef struct path {
    uint8_t digest[CRD_DIGEST_MAX];
    uint32_t *issued;
    uint32_t count;
} path;

static int compare_paths(const void *context, uint32_t a, uint32_t b)
{
    const path *paths = context;
    return memcmp(paths[a].digest, paths[b].digest, CRD_DIGEST_MAX);
}

/* Steps 5.2.2 to 5.2.4 for one blank node. */
static crd_rc find_path(crd_canon *c, path *out, uint32_t blank)
{
    crd_issuer *issuer = &c->temporary;
    memset(out->digest, 0, CRD_DIGEST_MAX);
    crd_issuer_rewind(issuer, 0);                         /* 5.2.2 */
    crd_issuer_issue(issuer, blank);                      /* 5.2.3 */
    CRD_TRY(crd_hash_n_degree(c, out->digest, blank, 0)); /* 5.2.4 */
    out->count = issuer->count;
    out->issued = CRD_NEW_N(c->arena, uint32_t, issuer->count);
    if (!out->issued) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(out->issued, issuer->issued, issuer->count * sizeof *out->issued);
    return CRD_OK;
}

/* Steps 5.1 to 5.3 for the blank nodes nodes[0..count) of one hash. */
static crd_rc issue_shared(crd_canon *c, const uint32_t *nodes, uint32_t count)
{
    path *paths = CRD_NEW_N(c->arena, path, count); /* 5.1 */
    uint32_t *order = CRD_NEW_N(c->arena, uint32_t, 2 * (size_t)count);
    uint32_t found = 0;
    if (!paths || !order) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < count; i++) { /* 5.2 */
        if (crd_issuer_has(&c->canonical, nodes[i])) {
            continue; /* 5.2.1 */
        }
        CRD_TRY(find_path(c, &paths[found], nodes[i]));
        order[found] = found;
        found++;
    }
    crd_sort(order, found, order + count, compare_paths, paths);
    for (uint32_t i = 0; i < found; i++) { /* 5.3 */
        const path *p = &paths[order[i]];
        for (uint32_t k = 0; k < p->count; k++) { /* 5.3.1 */
            crd_issuer_issue(&c->canonical, p->issued[k]);
        }
    }
    return CRD_OK;
}

/* Steps 3 to 5: gives every blank node its canonical identifier. */
static crd_rc issue_all(crd_canon *c)
{
    uint32_t *order = CRD_NEW_N(c->arena, uint32_t, 2 * (size_t)c->blank_count);
    if (!order) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    CRD_TRY(issue_unique(c, order));
    if (c->canonical.count == c->blank_count) {
        return CRD_OK;
    }
    CRD_TRY(crd_issuer_new(&c->temporary, c->arena, c->blank_count, c->error));
    for (uint32_t i = 0; i < c->blank_count;) { /* 5 */
        uint32_t end = run_end(c, order, i);
        if (end - i > 1) {
            CRD_TRY(issue_shared(c, order + i, end - i));
        }
        i = end;
    }
    return CRD_OK;
}

/* Step 6: the issued identifiers map, and the new texts of the terms. */
static crd_rc relabel(crd_canon *c, crd_canon_map *map)
{
    const crd_issuer *issuer = &c->canonical;
    char *texts =
        CRD_NEW_N(c->arena, char, issuer->count *(size_t)CRD_LABEL_MAX);
    crd_canon_label *labels =
        map ? CRD_NEW_N(c->arena, crd_canon_label, issuer->count) : NULL;
    if (!texts || (map && !labels)) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t id = 0; id < issuer->count; id++) {
        crd_term *term = &c->dataset->terms[c->blanks[issuer->issued[id]].term];
        char *end = crd_canon_label_write(texts, "_:c14n", id);
        if (labels) {
            labels[id].from = (crd_span){term->text + 2, term->len - 2};
            labels[id].to = (crd_span){texts + 2, (size_t)(end - texts) - 2};
        }
        term->text = texts;
        term->len = (uint32_t)(end - texts);
        texts += CRD_LABEL_MAX;
    }
    if (map) {
        *map = (crd_canon_map){labels, issuer->count};
    }
    return CRD_OK;
}

crd_rc crd_rdfc10(crd_buffer *out, crd_canon_map *map, crd_arena *arena,
                  crd_dataset *dataset, crd_hash_kind hash,
                  const crd_limits *limits, crd_error *error)
{
    crd_canon_map issued = {NULL, 0};
    crd_canon c = {
        .dataset = dataset,
        .arena = arena,
        .error = error,
        .hash = hash,
        .digest_size = crd_digest_size(hash),
        .left = {.calls = limits->canon_calls,
                 .permutations = limits->canon_permutations,
                 .bytes = (uint64_t)limits->canon_calls * BYTES_PER_CALL}};
    CRD_TRY(map_blanks_to_quads(&c, out->limit - out->len));
    if (c.blank_count) {
        CRD_TRY(issue_all(&c));
        CRD_TRY(relabel(&c, map ? &issued : NULL));
    }
    CRD_TRY(crd_dataset_sort(dataset, error)); /* 7 */
    crd_nquads_write(out, dataset);
    CRD_TRY(crd_buffer_rc(out, error));
    if (map) {
        *map = issued;
    }
    return CRD_OK;
}
