/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that call the library: canonicalise, verify, issue. */
#include "bench/bench.h"

#include "credimur/canon.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * SHA-256 of the canonical N-Quads of `full` 0 to 63, one after another, as
 * jsonld 9.0.0 with rdf-canonize 5.0.0 gives them; tests/js computes it anew.
 */
static const char CANONICAL_SHA256[] =
    "490daf5199fb007c660940f1e05ee0cc061dcee35d152cb811995411a442f2e9";

void bench_must(crd_rc rc, const crd_error *error, const char *what)
{
    if (rc != CRD_OK) {
        fprintf(stderr, "bench: %s: %s: %s\n", what, crd_strerror(rc),
                error ? error->message : "");
        exit(70);
    }
}

/* The text of `b->text`, kept. */
static crd_span keep(bench *b)
{
    crd_error error;
    bench_must(crd_buffer_rc(&b->text, &error), &error, "a text");
    crd_span kept = crd_arena_copy(&b->kept, crd_buffer_span(&b->text));
    bench_must(kept.data ? CRD_OK : CRD_E_MEMORY, NULL, "keeping a text");
    return kept;
}

static crd_json *parse(bench *b, crd_arena *arena, crd_span text)
{
    crd_json *out = NULL;
    crd_error error;
    bench_must(crd_json_parse(&out, arena, text, &b->env.limits, &error),
               &error, "parsing");
    return out;
}

static void canonicalise(bench *b, const crd_json *document)
{
    crd_jsonld_options options = {.safe = true};
    crd_dataset *dataset;
    crd_error error;
    uint8_t digest[CRD_DIGEST_MAX];
    bench_must(crd_jsonld_to_rdf(&dataset, b->processor, &b->scratch, document,
                                 &options, &error),
               &error, "toRdf");
    bench_must(crd_rdfc10(&b->text, NULL, &b->scratch, dataset, CRD_SHA256,
                          &b->env.limits, &error),
               &error, "RDFC-1.0");
    /* The digest of the result too: the least work it is held against, and
     * every use of it, includes that. */
    crd_digest(digest, CRD_SHA256, b->text.data, b->text.len);
}

static void sign(bench *b, crd_suite suite, const crd_json *document)
{
    crd_json *signed_document = NULL;
    crd_error error;
    b->issuer.suite = suite;
    bench_must(crd_issue_sign(&signed_document, b->integrity, &b->scratch,
                              &b->env, &b->issuer, document, &error),
               &error, "signing");
    crd_json_write(&b->text, signed_document);
}

void bench_sign(bench *b, crd_suite suite, uint64_t n)
{
    crd_arena_reset(&b->scratch);
    crd_buffer_clear(&b->text);
    crd_span did = b->issuer.verification_method;
    did.len = (size_t)((const char *)memchr(did.data, '#', did.len) - did.data);
    workload_write(&b->text, WORKLOAD_FULL_NOSTATUS, n, did);
    crd_json *document = parse(b, &b->scratch, crd_buffer_span(&b->text));
    crd_buffer_clear(&b->text);
    sign(b, suite, document);
}

/* ---- The lines ------------------------------------------------------------
 */

typedef void (*step_fn)(bench *b, unsigned turn);

/* Steps per CPU-second, after a warm-up of one turn. */
static double rate_of(bench *b, double seconds, step_fn step)
{
    long done = 0;
    double start = 0, spent = -1;
    for (bool warm = false; spent < seconds; warm = true) {
        for (unsigned i = 0; i < BENCH_DOCUMENTS; i++) {
            crd_arena_reset(&b->scratch);
            crd_buffer_clear(&b->text);
            step(b, i);
        }
        if (!warm) {
            start = raw_cpu_seconds();
            continue;
        }
        done += BENCH_DOCUMENTS;
        spent = raw_cpu_seconds() - start;
    }
    return (double)done / spent;
}

static void step_canonicalise(bench *b, unsigned turn)
{
    canonicalise(b, b->documents[turn]);
}

static double run_canonicalise(bench *b, double seconds)
{
    return rate_of(b, seconds, step_canonicalise);
}

static void verify(bench *b, crd_span text)
{
    crd_report *report = NULL;
    crd_error error;
    bench_must(
        crd_verify(b->verifier, &report, &b->scratch, text, NULL, &error),
        &error, "verifying");
    if (report->verdict != CRD_VALID) {
        crd_report_headline(&b->text, report);
        fprintf(stderr, "bench: a credential is not valid: %.*s\n",
                (int)b->text.len, b->text.data);
        exit(70);
    }
}

static void step_verify_rdfc(bench *b, unsigned turn)
{
    verify(b, b->signed_by[CRD_SUITE_EDDSA_RDFC_2022][turn]);
}

static void step_verify_jcs(bench *b, unsigned turn)
{
    verify(b, b->signed_by[CRD_SUITE_EDDSA_JCS_2022][turn]);
}

static double run_verify_rdfc(bench *b, double seconds)
{
    return rate_of(b, seconds, step_verify_rdfc);
}

static double run_verify_jcs(bench *b, double seconds)
{
    return rate_of(b, seconds, step_verify_jcs);
}

static void step_issue_rdfc(bench *b, unsigned turn)
{
    sign(b, CRD_SUITE_EDDSA_RDFC_2022, b->documents[turn]);
}

static void step_issue_jcs(bench *b, unsigned turn)
{
    sign(b, CRD_SUITE_EDDSA_JCS_2022, b->documents[turn]);
}

static double run_issue_rdfc(bench *b, double seconds)
{
    return rate_of(b, seconds, step_issue_rdfc);
}

static double run_issue_jcs(bench *b, double seconds)
{
    return rate_of(b, seconds, step_issue_jcs);
}

const bench_line BENCH_LIBRARY_LINES[] = {
    {"canonicalise", "ratio", "higher", RAW_VERIFY, 1.0, 2.6, false,
     run_canonicalise},
    {"verify eddsa-rdfc-2022-nostatus", "ratio", "higher", RAW_VERIFY, 0.45,
     1.0, false, run_verify_rdfc},
    {"verify eddsa-jcs-2022-nostatus", "ratio", "higher", RAW_VERIFY, 0.7, 1.1,
     false, run_verify_jcs},
    {"issue eddsa-rdfc-2022", "ratio", "higher", RAW_SIGN, 0.25, 0.5, false,
     run_issue_rdfc},
    {"issue eddsa-jcs-2022", "ratio", "higher", RAW_SIGN, 0.5, 0.8, false,
     run_issue_jcs},
    {NULL},
};

/* ---- Opening --------------------------------------------------------------
 */

static crd_rc sign_with_secret(void *context, uint8_t out[CRD_SIGNATURE_MAX],
                               size_t *out_len, const void *message,
                               size_t message_len, crd_error *error)
{
    (void)error;
    crd_ed25519_sign(out, context, message, message_len);
    *out_len = CRD_ED25519_SIGNATURE_BYTES;
    return CRD_OK;
}

static void open_issuer(bench *b)
{
    uint8_t seed[CRD_ED25519_SEED_BYTES];
    char method[2 * CRD_DID_KEY_TEXT_MAX];
    crd_error error;
    memset(seed, 5, sizeof seed); /* any key will do, and always the same */
    crd_ed25519_from_seed(&b->signer.key, b->secret, seed);
    b->signer.sign = sign_with_secret;
    b->signer.context = b->secret;
    bench_must(crd_did_key_method_write(method, &b->signer.key, &error), &error,
               "writing a DID");
    b->issuer.signer = &b->signer;
    b->issuer.verification_method =
        crd_arena_copy(&b->kept, crd_span_of(method));
}

/* No document is timed whose canonical form is ours alone. */
static void check_canonical(bench *b)
{
    uint8_t digest[CRD_DIGEST_MAX];
    char hex[2 * CRD_SHA256_BYTES + 1];
    crd_buffer all;
    crd_error error;
    crd_buffer_init(&all, NULL, SIZE_MAX / 2);
    for (uint64_t n = 0; n < BENCH_DOCUMENTS; n++) {
        crd_arena_reset(&b->scratch);
        crd_buffer_clear(&b->text);
        workload_write(&b->text, WORKLOAD_FULL, n, CRD_SPAN(WORKLOAD_ISSUER));
        crd_json *document = parse(b, &b->scratch, crd_buffer_span(&b->text));
        crd_buffer_clear(&b->text);
        canonicalise(b, document);
        crd_buffer_append_span(&all, crd_buffer_span(&b->text));
    }
    bench_must(crd_buffer_rc(&all, &error), &error, "canonical forms");
    crd_digest(digest, CRD_SHA256, all.data, all.len);
    crd_hex_write(hex, digest, CRD_SHA256_BYTES);
    crd_buffer_free(&all);
    if (strcmp(hex, CANONICAL_SHA256)) {
        fprintf(stderr,
                "bench: the canonical N-Quads are not those of rdf-canonize\n"
                "  ours: SHA-256 %s\n  its:  SHA-256 %s\n",
                hex, CANONICAL_SHA256);
        exit(1);
    }
}

void bench_open(bench *b)
{
    crd_error error;
    crd_instant now;
    bench_must(
        crd_instant_parse(&now, CRD_SPAN("2026-01-15T09:00:00Z"), &error),
        &error, "the time");
    b->env = crd_env_default(now);
    crd_arena_init(&b->kept, NULL, 0);
    crd_arena_init(&b->scratch, NULL, 0);
    crd_buffer_init(&b->text, NULL, SIZE_MAX / 2);
    bench_must(
        crd_jsonld_new(&b->processor, b->env.allocator, &b->env.limits, &error),
        &error, "a processor");
    bench_must(crd_integrity_new(&b->integrity, &b->env, &error), &error,
               "a workbench");
    bench_must(crd_verifier_new(&b->verifier, &b->env, &error), &error,
               "a verifier");
    open_issuer(b);
    check_canonical(b);
    crd_span did = b->issuer.verification_method;
    did.len = (size_t)((const char *)memchr(did.data, '#', did.len) - did.data);
    for (unsigned i = 0; i < BENCH_DOCUMENTS; i++) {
        crd_buffer_clear(&b->text);
        workload_write(&b->text, WORKLOAD_FULL, i, did);
        b->documents[i] = parse(b, &b->kept, keep(b));
        for (int s = CRD_SUITE_EDDSA_RDFC_2022; s <= CRD_SUITE_EDDSA_JCS_2022;
             s++) {
            bench_sign(b, (crd_suite)s, i);
            b->signed_by[s][i] = keep(b);
        }
    }
}

void bench_close(bench *b)
{
    crd_verifier_free(b->verifier);
    crd_integrity_free(b->integrity);
    crd_jsonld_free(b->processor);
    crd_buffer_free(&b->text);
    crd_arena_free(&b->scratch);
    crd_arena_free(&b->kept);
    crd_wipe(b->secret, sizeof b->secret);
}
