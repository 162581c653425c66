/* SPDX-License-Identifier: Apache-2.0 */
/* Hash Related Blank Node and Hash N-Degree Quads (RDFC-1.0, 4.7, 4.8). */
#include "canon/canon.h"
#include "rdf/sort.h"

/* Gossip paths may be this long. Two equal lists of so many blank nodes are
 * told apart with that depth; the stack it takes is below 1 MB. */
#define DEPTH_MAX 1000u

/* One entry of the map Hn: a related blank node under its hash. */
typedef struct related {
    uint8_t digest[CRD_DIGEST_MAX];
    uint32_t blank;
} related;

/* Scratch memory of one level of recursion, kept for the next visit. */
typedef struct crd_gossip {
    crd_scratch related; /* related: Hn */
    crd_scratch order;   /* uint32_t: Hn by hash, and room for sorting */
    crd_scratch data;    /* char: data to hash */
    crd_scratch list;    /* uint32_t: blank node list, recursion list */
    crd_scratch path;    /* char */
    crd_scratch chosen;  /* char: chosen path */
    crd_scratch issuer;  /* uint32_t: what the chosen issuer issued */
} gossip;

static crd_rc refuse(crd_canon *c)
{
    return crd_fail(c->error, CRD_CODE_CANON_WORK, "%s", "");
}

/* Takes the cost of hashing `bytes` more bytes from the budget. */
static crd_rc spend(crd_canon *c, size_t bytes)
{
    uint64_t cost = (uint64_t)bytes + 64; /* a block for the padding */
    if (cost > c->left.bytes) {
        return refuse(c);
    }
    c->left.bytes -= cost;
    return CRD_OK;
}

static char *put_hex(const crd_canon *c, char *out, const uint8_t *digest)
{
    crd_hex_write(out, digest, c->digest_size);
    return out + 2 * c->digest_size;
}

/* Hash Related Blank Node (4.7.3). */
static crd_rc hash_related(crd_canon *c, uint8_t out[CRD_DIGEST_MAX],
                           uint32_t blank, const crd_quad *quad, char position)
{
    const crd_term *predicate = &c->dataset->terms[quad->predicate];
    size_t room = (size_t)predicate->len + 2 * CRD_DIGEST_MAX + 2;
    char *input, *end;
    CRD_TRY(spend(c, room));
    CRD_TRY(crd_canon_scratch(c, &c->text, room));
    input = end = c->text.data;
    *end++ = position; /* hrbn.1 */
    if (position != 'g') {
        /* hrbn.2: the text of the term has its < and >. */
        memcpy(end, predicate->text, predicate->len);
        end += predicate->len;
    }
    if (crd_issuer_has(&c->canonical, blank)) { /* hrbn.3 */
        end = crd_canon_label_write(end, "_:c14n", c->canonical.id_of[blank]);
    } else if (crd_issuer_has(&c->temporary, blank)) {
        end = crd_canon_label_write(end, "_:b", c->temporary.id_of[blank]);
    } else { /* hrbn.4 */
        end = put_hex(c, end, c->blanks[blank].digest);
    }
    crd_digest(out, c->hash, input, (size_t)(end - input)); /* hrbn.5 */
    return CRD_OK;
}

static int compare_related(const void *context, uint32_t a, uint32_t b)
{
    const related *list = context;
    int c = memcmp(list[a].digest, list[b].digest, CRD_DIGEST_MAX);
    return c ? c
             : (list[a].blank > list[b].blank) -
                   (list[a].blank < list[b].blank);
}

/* Steps 1 to 3: fills Hn and sorts it by hash; within a hash by blank node,
 * as the permuter wants it. */
static crd_rc find_related(crd_canon *c, gossip *g, uint32_t blank,
                           uint32_t *count)
{
    static const char POSITIONS[] = {'s', 'o', 'g'};
    const crd_blank *b = &c->blanks[blank];
    related *list;
    uint32_t *order;
    uint32_t n = 0;
    CRD_TRY(
        crd_canon_scratch(c, &g->related, 3 * (size_t)b->count * sizeof *list));
    list = g->related.data;
    for (uint32_t i = 0; i < b->count; i++) { /* hndq.3 */
        const crd_quad *q = &c->dataset->quads[c->mentions[b->first + i]];
        const uint32_t terms[] = {q->subject, q->object, q->graph};
        for (int k = 0; k < 3; k++) { /* hndq.3.1 */
            if (terms[k] == b->term || !crd_canon_is_blank(c, terms[k])) {
                continue;
            }
            list[n].blank = c->dataset->terms[terms[k]].mark;
            memset(list[n].digest, 0, CRD_DIGEST_MAX);
            CRD_TRY(hash_related(c, list[n].digest, list[n].blank, q,
                                 POSITIONS[k]));
            n++;
        }
    }
    CRD_TRY(crd_canon_scratch(c, &g->order, 2 * (size_t)n * sizeof *order));
    order = g->order.data;
    for (uint32_t i = 0; i < n; i++) {
        order[i] = i;
    }
    crd_sort(order, n, order + n, compare_related, list);
    *count = n;
    return CRD_OK;
}

/* Steps 5.4.4.3 and 5.4.5.5: can `path` no longer become the chosen one? */
static bool is_hopeless(const gossip *g, size_t chosen_len, size_t path_len)
{
    return chosen_len && path_len >= chosen_len &&
           crd_span_compare((crd_span){g->path.data, path_len},
                            (crd_span){g->chosen.data, chosen_len}) > 0;
}

/* Steps 5.4.1 to 5.4.5 for one permutation. `*len` is the length of the path,
 * 0 if it was given up. */
static crd_rc follow(crd_canon *c, gossip *g, const uint32_t *order,
                     uint32_t count, size_t chosen_len, size_t *len,
                     uint32_t depth)
{
    uint32_t *recursion = (uint32_t *)g->list.data + count; /* 5.4.3 */
    uint32_t recursions = 0;
    char *path = g->path.data, *end = path; /* 5.4.2 */
    *len = 0;
    for (uint32_t i = 0; i < count; i++) {             /* 5.4.4 */
        if (crd_issuer_has(&c->canonical, order[i])) { /* 5.4.4.1 */
            end = crd_canon_label_write(end, "_:c14n",
                                        c->canonical.id_of[order[i]]);
        } else { /* 5.4.4.2 */
            if (!crd_issuer_has(&c->temporary, order[i])) {
                recursion[recursions++] = order[i];
            }
            end = crd_canon_label_write(
                end, "_:b", crd_issuer_issue(&c->temporary, order[i]));
        }
        if (is_hopeless(g, chosen_len, (size_t)(end - path))) { /* 5.4.4.3 */
            return CRD_OK;
        }
    }
    for (uint32_t i = 0; i < recursions; i++) { /* 5.4.5 */
        uint8_t digest[CRD_DIGEST_MAX];
        CRD_TRY(crd_hash_n_degree(c, digest, recursion[i], depth + 1));
        end = crd_canon_label_write(/* 5.4.5.2 */
                                    end, "_:b",
                                    crd_issuer_issue(&c->temporary,
                                                     recursion[i]));
        *end++ = '<'; /* 5.4.5.3 */
        end = put_hex(c, end, digest);
        *end++ = '>';
        if (is_hopeless(g, chosen_len, (size_t)(end - path))) { /* 5.4.5.5 */
            return CRD_OK;
        }
    }
    *len = (size_t)(end - path);
    return CRD_OK;
}

/* Takes the path just followed and its issuer for the chosen ones. */
static crd_rc choose(crd_canon *c, gossip *g, uint32_t before)
{
    const crd_issuer *issuer = &c->temporary;
    size_t size = (issuer->count - before) * sizeof *issuer->issued;
    crd_scratch path = g->path;
    g->path = g->chosen;
    g->chosen = path;
    CRD_TRY(crd_canon_scratch(c, &g->path, path.size));
    CRD_TRY(crd_canon_scratch(c, &g->issuer, size));
    if (size) {
        memcpy(g->issuer.data, issuer->issued + before, size);
    }
    return CRD_OK;
}

/* Steps 5.2 to 5.4 and 5.6 for the `count` blank nodes of one related hash,
 * which lie sorted in g->list. */
static crd_rc choose_path(crd_canon *c, gossip *g, uint32_t count,
                          size_t *chosen_len, uint32_t depth)
{
    const uint32_t before = c->temporary.count;
    uint32_t *order = g->list.data;
    size_t room = count * (2 * (size_t)CRD_LABEL_MAX + 2 * CRD_DIGEST_MAX + 3);
    uint32_t chosen_count = 0;
    /* Every permutation has to be looked at, and how many there are is known
     * beforehand: a hopeless list costs nothing. */
    uint64_t permutations = crd_permuter_count(order, count);
    if (permutations > 1) {
        if (permutations > c->left.permutations) {
            return refuse(c);
        }
        c->left.permutations -= permutations;
    }
    CRD_TRY(crd_canon_scratch(c, &g->path, room));
    *chosen_len = 0; /* 5.2, 5.3 */
    do {             /* 5.4 */
        size_t len;
        crd_issuer_rewind(&c->temporary, before); /* 5.4.1 */
        CRD_TRY(follow(c, g, order, count, *chosen_len, &len, depth));
        if (len &&
            (!*chosen_len || /* 5.4.6 */
             crd_span_compare((crd_span){g->path.data, len},
                              (crd_span){g->chosen.data, *chosen_len}) < 0)) {
            *chosen_len = len;
            chosen_count = c->temporary.count - before;
            CRD_TRY(choose(c, g, before));
        }
    } while (crd_permuter_next(order, count));
    crd_issuer_rewind(&c->temporary, before); /* 5.6 */
    for (uint32_t i = 0; i < chosen_count; i++) {
        crd_issuer_issue(&c->temporary, ((uint32_t *)g->issuer.data)[i]);
    }
    return CRD_OK;
}

static crd_rc gossip_at(crd_canon *c, uint32_t depth, gossip **out)
{
    if (!c->gossips) {
        c->gossips = crd_arena_calloc(c->arena, DEPTH_MAX, sizeof *c->gossips);
    }
    if (c->gossips && !c->gossips[depth]) {
        c->gossips[depth] = crd_arena_calloc(c->arena, 1, sizeof(gossip));
    }
    if (!c->gossips || !c->gossips[depth]) {
        return crd_fail(c->error, CRD_CODE_MEMORY, "%s", "");
    }
    *out = c->gossips[depth];
    return CRD_OK;
}

/* How many entries of Hn from `first` on have the hash of `first`. */
static uint32_t group_size(const related *list, const uint32_t *order,
                           uint32_t first, uint32_t count)
{
    uint32_t n = 1;
    while (first + n < count &&
           memcmp(list[order[first + n]].digest, list[order[first]].digest,
                  CRD_DIGEST_MAX) == 0) {
        n++;
    }
    return n;
}

crd_rc crd_hash_n_degree(crd_canon *c, uint8_t out[CRD_DIGEST_MAX],
                         uint32_t blank, uint32_t depth)
{
    gossip *g = NULL;
    uint32_t count = 0;
    size_t room;
    char *data, *end;
    if (depth >= DEPTH_MAX || !c->left.calls) {
        return refuse(c);
    }
    c->left.calls--;
    CRD_TRY(gossip_at(c, depth, &g));
    CRD_TRY(find_related(c, g, blank, &count)); /* hndq.1 to hndq.3 */
    /* A hash per group, a path per related blank node. */
    room = count * (2 * (size_t)CRD_LABEL_MAX + 4 * CRD_DIGEST_MAX + 4);
    CRD_TRY(spend(c, room));
    CRD_TRY(crd_canon_scratch(c, &g->data, room + 1));
    data = end = g->data.data;         /* hndq.4 */
    for (uint32_t i = 0; i < count;) { /* hndq.5 */
        const related *list = g->related.data;
        const uint32_t *order = g->order.data;
        uint32_t n = group_size(list, order, i, count);
        uint32_t *group;
        size_t path_len = 0;
        end = put_hex(c, end, list[order[i]].digest); /* hndq.5.1 */
        CRD_TRY(crd_canon_scratch(c, &g->list, 2 * (size_t)n * sizeof *group));
        group = g->list.data;
        for (uint32_t k = 0; k < n; k++) {
            group[k] = list[order[i + k]].blank;
        }
        CRD_TRY(choose_path(c, g, n, &path_len, depth));
        memcpy(end, g->chosen.data, path_len); /* hndq.5.5 */
        end += path_len;
        i += n;
    }
    crd_digest(out, c->hash, data, (size_t)(end - data)); /* hndq.6 */
    return CRD_OK;
}
