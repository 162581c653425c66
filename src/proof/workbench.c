/* SPDX-License-Identifier: Apache-2.0 */
/* The workbench of room proof, and the table of its suites. */
#include "proof/integrity.h"

/* What a verifier keeps of a document, at most; a class list needs far less. */
#define KEPT_BYTES ((size_t)8 << 20)
#define CANONICAL_TIMES 64 /* N-Quads are longer than JSON, within bounds */

const crd_suite_steps *crd_suite_get(crd_suite suite)
{
    switch (suite) {
    case CRD_SUITE_EDDSA_RDFC_2022:
        return &crd_eddsa_rdfc_2022;
    case CRD_SUITE_EDDSA_JCS_2022:
        return &crd_eddsa_jcs_2022;
    case CRD_SUITE_NONE:
        break;
    }
    return NULL;
}

const char *crd_suite_name(crd_suite suite)
{
    const crd_suite_steps *steps = crd_suite_get(suite);
    return steps ? steps->name : "";
}

crd_suite crd_suite_find(crd_span name)
{
    static const crd_suite ALL[] = {CRD_SUITE_EDDSA_RDFC_2022,
                                    CRD_SUITE_EDDSA_JCS_2022};
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        if (crd_span_is(name, crd_suite_name(ALL[i]))) {
            return ALL[i];
        }
    }
    return CRD_SUITE_NONE;
}

crd_rc crd_integrity_new(crd_integrity **out, const crd_env *env,
                         crd_error *error)
{
    const crd_allocator *allocator =
        env->allocator ? env->allocator : crd_allocator_default();
    size_t document = env->limits.document_bytes;
    size_t ceiling = document > SIZE_MAX / CANONICAL_TIMES
                         ? SIZE_MAX
                         : document * CANONICAL_TIMES;
    crd_integrity *bench = allocator->alloc(allocator->context, sizeof *bench);
    crd_rc rc;
    if (!bench) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(bench, 0, sizeof *bench);
    bench->allocator = allocator;
    bench->limits = env->limits;
    crd_arena_init(&bench->scratch, allocator, env->limits.document_memory);
    crd_buffer_init(&bench->canonical, allocator, ceiling);
    crd_buffer_init(&bench->config, allocator, ceiling);
    crd_buffer_init(&bench->key, allocator, ceiling);
    for (size_t i = 0; i < KEPT_OPTIONS; i++) {
        crd_buffer_init(&bench->options[i].text, allocator, ceiling);
    }
    rc = crd_jsonld_new(&bench->jsonld, allocator, &env->limits, error);
    if (rc != CRD_OK) {
        crd_integrity_free(bench);
        return rc;
    }
    *out = bench;
    return CRD_OK;
}

void crd_integrity_free(crd_integrity *bench)
{
    if (bench) {
        const crd_allocator *allocator = bench->allocator;
        crd_jsonld_free(bench->jsonld);
        crd_arena_free(&bench->scratch);
        crd_buffer_free(&bench->canonical);
        crd_buffer_free(&bench->config);
        crd_buffer_free(&bench->key);
        for (size_t i = 0; i < KEPT_OPTIONS; i++) {
            crd_buffer_free(&bench->options[i].text);
        }
        allocator->release(allocator->context, bench);
    }
}

crd_jsonld *crd_integrity_jsonld(crd_integrity *bench)
{
    return bench->jsonld;
}

crd_rc crd_integrity_rest(crd_integrity *bench, crd_rc rc, crd_error *error)
{
    crd_buffer *const buffers[] = {&bench->canonical, &bench->config,
                                   &bench->key};
    rc = crd_arena_explain(&bench->scratch, rc, error);
    crd_arena_shrink(&bench->scratch, KEPT_BYTES);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) {
        if (buffers[i]->capacity > KEPT_BYTES) {
            crd_buffer_free(buffers[i]);
        }
    }
    return rc;
}

void crd_suite_sha256(uint8_t hash[CRD_SHA256_BYTES], const crd_buffer *text)
{
    uint8_t digest[CRD_DIGEST_MAX];
    crd_digest(digest, CRD_SHA256, text->data, text->len);
    memcpy(hash, digest, CRD_SHA256_BYTES);
}

crd_rc crd_object_without(crd_json *out, crd_arena *arena,
                          const crd_json *object, const char *a, const char *b,
                          crd_error *error)
{
    crd_json copy = crd_json_object();
    for (uint32_t i = 0; i < object->len; i++) {
        const crd_json_member *m = &object->as.members[i];
        crd_span key = crd_json_key(m);
        if ((a && crd_span_is(key, a)) || (b && crd_span_is(key, b))) {
            continue;
        }
        if (!crd_json_add(arena, &copy, key, m->value)) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    *out = copy;
    return CRD_OK;
}
