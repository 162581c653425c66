/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes to the whole of verify: an error or a report, which can be written
 * and is the same whatever was verified before. */
#include "credimur/verify.h"
#include "target.h"

enum { REPORT_BYTES_MAX = 1 << 26, USES_MAX = 1000, FRESH_ONE_IN = 16 };

/* A controller document. */
#define DOCUMENT                                                               \
    "{\"id\":\"https://issuer.example.edu/keys\","                             \
    "\"assertionMethod\":[{\"id\":\"https://issuer.example.edu/keys#1\","      \
    "\"type\":\"Multikey\",\"controller\":"                                    \
    "\"https://issuer.example.edu/keys\",\"publicKeyMultibase\":"              \
    "\"z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH\"}]}"

/* As published: the same for whoever is asked about. */
static crd_rc fetch(void *context, crd_fetched *out, crd_arena *arena,
                    crd_fetch_kind kind, crd_span url, crd_error *error)
{
    (void)context;
    (void)arena;
    (void)kind;
    (void)url;
    (void)error;
    out->body = CRD_SPAN(DOCUMENT);
    out->media_type = CRD_SPAN("application/json");
    return CRD_OK;
}

static crd_verifier *new_verifier(void)
{
    crd_env env = crd_env_default((crd_instant){1767225600, 0});
    crd_verifier *verifier = NULL;
    env.limits.json_values = 20000;
    env.limits.quads = 20000;
    env.fetch = fetch;
    must_hold(crd_verifier_new(&verifier, &env, NULL) == CRD_OK);
    return verifier;
}

static void write_report(crd_buffer *out, crd_verifier *verifier,
                         crd_arena *arena, crd_span bytes)
{
    static const crd_verify_options OPTIONS = {
        .recipient = {"ann@example.org", 15}};
    crd_report *report = NULL;
    crd_error error;
    crd_rc rc = crd_verify(verifier, &report, arena, bytes, &OPTIONS, &error);
    if (rc != CRD_OK) {
        must_hold(error.message[0] && crd_code_get(error.code)->rc == rc);
        crd_report_write_json_error(out, &error);
        return;
    }
    bool good = report->verdict == CRD_VALID;
    must_hold(good == (crd_report_deciding(report) == NULL));
    must_hold(!good || report->verified_document);
    crd_report_write_json(out, report);
    must_hold(crd_buffer_rc(out, NULL) == CRD_OK);
    crd_buffer headline;
    crd_buffer_init(&headline, NULL, REPORT_BYTES_MAX);
    crd_report_headline(&headline, report);
    must_hold(crd_buffer_rc(&headline, NULL) == CRD_OK && headline.len > 0);
    crd_buffer_free(&headline);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static crd_verifier *used;
    static unsigned uses;
    crd_span bytes = {(const char *)data, size};
    crd_buffer report, other;
    crd_json *envelope = NULL;
    crd_arena arena;
    if (uses++ % USES_MAX == 0) { /* before contexts fill memory */
        crd_verifier_free(used);
        used = new_verifier();
    }
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&report, NULL, REPORT_BYTES_MAX);
    crd_buffer_init(&other, NULL, REPORT_BYTES_MAX);
    write_report(&report, used, &arena, bytes);
    must_hold(crd_json_parse(&envelope, &arena, crd_buffer_span(&report), NULL,
                             NULL) == CRD_OK);
    if (crd_hash(bytes.data, size) % FRESH_ONE_IN == 0) {
        crd_verifier *fresh = new_verifier();
        write_report(&other, fresh, &arena, bytes);
        must_hold(
            crd_span_equal(crd_buffer_span(&report), crd_buffer_span(&other)));
        crd_verifier_free(fresh);
    }
    crd_buffer_free(&report);
    crd_buffer_free(&other);
    crd_arena_free(&arena);
    return 0;
}
