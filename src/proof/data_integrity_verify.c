/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying proofs: VC Data Integrity 1.0, 4.4 (Verify Proof) and 4.5 (Verify
 * Proof Sets and Chains), by its intent: read word for word, step 6 of 4.5
 * tests a status that no failure ever changes, and one bad proof in a set
 * would pass (security case 80). */
#include "proof/integrity.h"

#define DI_FORM "VC Data Integrity 1.0, 2.1"
#define DI_VERIFY "VC Data Integrity 1.0, 4.4"
#define DI_SETS "VC Data Integrity 1.0, 4.5"
#define EDDSA_VERIFY "Data Integrity EdDSA Cryptosuites 1.0, 3.2.2"
#define EDDSA_JCS_VERIFY "Data Integrity EdDSA Cryptosuites 1.0, 3.3.2"
#define CID_RETRIEVE "Controlled Identifiers 1.0, 3.3"

/* One document on the workbench. */
typedef struct job {
    crd_integrity *bench;
    crd_arena *arena;
    const crd_env *env;
    const crd_json *document;
    const crd_proof_expectation *expected;
    crd_json unsecured; /* without proofs; in the scratch arena */
    bool has_hash[3];   /* by crd_suite, of `unsecured` */
    uint8_t hash[3][CRD_SHA256_BYTES];
    const crd_json *signed_context; /* of the first good proof */
    bool want_traces;
} job;

/* Turns a return code into a finding. Only a lack of memory goes on up. */
static crd_rc settle(crd_proof_finding *f, crd_rc rc, const char *clause)
{
    if (rc == CRD_E_MEMORY || rc == CRD_E_INTERNAL) {
        return rc;
    }
    f->clause = clause;
    f->result = rc == CRD_E_UNSUPPORTED || rc == CRD_E_UNAVAILABLE
                    ? CRD_NOT_CHECKED
                    : CRD_FAIL;
    return CRD_OK;
}

#define SETTLE(expression, clause)                                             \
    do {                                                                       \
        crd_rc settle_rc_ = (expression);                                      \
        if (settle_rc_ != CRD_OK) {                                            \
            return settle(f, settle_rc_, clause);                              \
        }                                                                      \
    } while (0)

static crd_instant later(crd_instant t, int64_t seconds)
{
    t.seconds += seconds;
    return t;
}

/* `created` and `expires`, with the tolerance of crd_limits. */
static crd_rc check_dates(const job *j, const crd_json *proof, crd_error *error)
{
    crd_span created = crd_json_get_text(proof, "created");
    crd_span expires = crd_json_get_text(proof, "expires");
    int64_t skew = j->env->limits.clock_skew_s;
    crd_instant t;
    if (created.data) {
        CRD_TRY(crd_instant_parse(&t, created, error));
        if (crd_instant_compare(t, later(j->expected->at, skew)) > 0) {
            return crd_fail(error, CRD_CODE_PROOF_NOT_YET_VALID,
                            "The proof says it was made on %.*s, which has not "
                            "come yet.",
                            (int)created.len, created.data);
        }
    }
    if (expires.data) {
        CRD_TRY(crd_instant_parse(&t, expires, error));
        if (crd_instant_compare(t, later(j->expected->at, -skew)) < 0) {
            return crd_fail(error, CRD_CODE_PROOF_EXPIRED,
                            "The proof expired on %.*s.", (int)expires.len,
                            expires.data);
        }
    }
    return CRD_OK;
}

/* 4.4 step 6: the same set of strings, a single one being a set of one. */
static bool domain_is(const crd_json *domain, crd_span wanted)
{
    if (!crd_json_is(domain, CRD_JSON_ARRAY)) {
        return crd_json_is(domain, CRD_JSON_STRING) &&
               crd_span_equal(crd_json_span(domain), wanted);
    }
    for (uint32_t i = 0; i < domain->len; i++) {
        if (!crd_span_equal(crd_json_span(&domain->as.items[i]), wanted)) {
            return false;
        }
    }
    return domain->len > 0;
}

/* 4.4 steps 5 to 7. */
static crd_rc check_expectation(const job *j, const crd_json *proof,
                                crd_error *error)
{
    const crd_proof_expectation *e = j->expected;
    crd_span purpose = crd_json_get_text(proof, "proofPurpose");
    const crd_json *challenge = crd_json_get(proof, "challenge");
    if (e->purpose && !crd_span_is(purpose, e->purpose)) {
        return crd_fail(error, CRD_CODE_PROOF_PURPOSE,
                        "The proof was made for %.*s, and %s is needed here.",
                        (int)(purpose.len < 60 ? purpose.len : 60),
                        purpose.data, e->purpose);
    }
    if (e->has_domain && !domain_is(crd_json_get(proof, "domain"), e->domain)) {
        return crd_fail(error, CRD_CODE_PROOF_DOMAIN, "%s", "");
    }
    if (e->has_challenge &&
        (!crd_json_is(challenge, CRD_JSON_STRING) ||
         !crd_span_equal(crd_json_span(challenge), e->challenge))) {
        return crd_fail(error, CRD_CODE_PROOF_CHALLENGE, "%s", "");
    }
    return CRD_OK;
}

/* Keys of did:key methods are kept: their text says all there is to know. */
static crd_rc resolve_kept(const job *j, crd_verification_method *out,
                           crd_span url, crd_error *error)
{
    crd_integrity *bench = j->bench;
    kept_key *slot = NULL;
    for (size_t i = 0; i < KEPT_KEYS && !slot; i++) {
        crd_span kept = {bench->keys[i].url, bench->keys[i].url_len};
        if (kept.len && crd_span_equal(kept, url)) {
            slot = &bench->keys[i];
        }
    }
    if (!slot) {
        if (url.len > sizeof bench->keys[0].url) {
            return crd_fail(error, CRD_CODE_METHOD_URL_MALFORMED, "%s", "");
        }
        CRD_TRY(crd_did_key_resolve(out, url, error));
        slot = &bench->keys[bench->next_key++ % KEPT_KEYS];
        memcpy(slot->url, url.data, url.len);
        slot->url_len = url.len;
        slot->controller_len = out->controller.len;
        slot->method = *out;
    }
    *out = slot->method;
    out->id = url;
    out->controller = (crd_span){url.data, slot->controller_len};
    return CRD_OK;
}

/* A scheme or DID method that we lack may have rules of its own for what a
 * method's URL looks like: it is not for us to call it malformed. */
static bool is_foreign(crd_span url)
{
    static const char *const OURS[] = {
        "https:", "did:jwk:", "did:key:", "did:web:"};
    for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) {
        if (crd_span_starts(url, OURS[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < url.len; i++) {
        char c = url.data[i];
        if (c == ':') {
            return i > 0 && i + 1 < url.len && !memchr(url.data, '#', url.len);
        }
        if (!((c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return false;
}

static crd_rc resolve(const job *j, crd_verification_method *out, crd_span url,
                      crd_error *error)
{
    const crd_proof_expectation *e = j->expected;
    if (is_foreign(url)) {
        return crd_fail(error, CRD_CODE_METHOD_UNSUPPORTED,
                        "Keys of the kind %.*s cannot be found by this "
                        "version.",
                        (int)(url.len < 80 ? url.len : 80), url.data);
    }
    if (e->resolve) {
        return e->resolve(e->resolve_context, out, j->arena, j->env, url,
                          error);
    }
    if (crd_span_starts(url, "did:key:")) {
        return resolve_kept(j, out, url, error);
    }
    return crd_resolve_method(out, j->arena, j->env, url, error);
}

/* Is the key one that its controller uses for this, and was it then? */
static crd_rc check_method(const job *j, const crd_json *proof,
                           const crd_verification_method *m, crd_error *error)
{
    crd_span created = crd_json_get_text(proof, "created");
    crd_instant made = j->expected->at;
    if (created.data) {
        CRD_TRY(crd_instant_parse(&made, created, error));
    }
    CRD_TRY(crd_method_permits(m, j->expected->relationship, made,
                               j->expected->at, error));
    if (m->key.kind != CRD_KEY_ED25519) {
        return crd_fail(error, CRD_CODE_PROOF_KEY_KIND, "%s", "");
    }
    return CRD_OK;
}

static crd_rc read_value(uint8_t signature[CRD_ED25519_SIGNATURE_BYTES],
                         const crd_json *proof, crd_error *error)
{
    crd_span text = crd_json_get_text(proof, "proofValue");
    size_t len = 0;
    if (!text.len || text.data[0] != 'z' ||
        crd_base58_read(signature, &len, CRD_ED25519_SIGNATURE_BYTES,
                        (crd_span){text.data + 1, text.len - 1},
                        NULL) != CRD_OK ||
        len != CRD_ED25519_SIGNATURE_BYTES) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "The proofValue is not a signature of 64 bytes in "
                        "base58btc after a z.");
    }
    return CRD_OK;
}

static bool starts_with(const crd_json *contexts, const crd_json *prefix)
{
    uint32_t count = prefix->type == CRD_JSON_ARRAY ? prefix->len : 1;
    uint32_t have = contexts->type == CRD_JSON_ARRAY ? contexts->len : 1;
    for (uint32_t i = 0; i < count; i++) {
        const crd_json *p =
            prefix->type == CRD_JSON_ARRAY ? &prefix->as.items[i] : prefix;
        const crd_json *c = contexts->type == CRD_JSON_ARRAY && i < have
                                ? &contexts->as.items[i]
                                : contexts;
        if (i >= have || !crd_json_equal(p, c)) {
            return false;
        }
    }
    return true;
}

/* EdDSA Cryptosuites, 3.3.2 step 4, for eddsa-jcs-2022; a proof that names no
 * contexts over a document that has some is refused (security case 44). A
 * proof of eddsa-rdfc-2022 is read under the document's own contexts, so it
 * may not bring others. `*context` is what was signed. */
static crd_rc find_context(const crd_json **context, const job *j,
                           crd_suite suite, const crd_json *proof,
                           crd_error *error)
{
    const crd_json *own = crd_json_get(j->document, "@context");
    const crd_json *named = crd_json_get(proof, "@context");
    *context = own;
    if (suite == CRD_SUITE_EDDSA_JCS_2022) {
        if ((own == NULL) != (named == NULL) ||
            (named && !starts_with(own, named))) {
            return crd_fail(error, CRD_CODE_PROOF_CONTEXT, "%s", "");
        }
        *context = named;
    } else if (named && !crd_json_equal(own, named)) {
        return crd_fail(error, CRD_CODE_PROOF_CONTEXT, "%s", "");
    }
    return CRD_OK;
}

/* `object` with another value for `@context`, in the same place. */
static crd_rc with_context(crd_json *out, crd_arena *arena,
                           const crd_json *object, const crd_json *context,
                           crd_error *error)
{
    crd_json copy = crd_json_object();
    for (uint32_t i = 0; i < object->len; i++) {
        const crd_json_member *m = &object->as.members[i];
        bool is_context = crd_span_is(crd_json_key(m), "@context");
        if (!crd_json_add(arena, &copy, crd_json_key(m),
                          is_context ? *context : m->value)) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    *out = copy;
    return CRD_OK;
}

/* The hash of what stands under this proof. */
static crd_rc hash_document(job *j, uint8_t hash[CRD_SHA256_BYTES],
                            crd_suite suite, const crd_json *proof,
                            const crd_json *context, crd_error *error)
{
    const crd_suite_steps *steps = crd_suite_get(suite);
    const crd_json *previous = crd_json_get(proof, "previousProof");
    const crd_json *own = crd_json_get(j->document, "@context");
    bool as_sent = context == own || crd_json_equal(context, own);
    crd_json unsecured = j->unsecured, matching;
    if (!previous && as_sent && j->has_hash[suite] && !j->want_traces) {
        memcpy(hash, j->hash[suite], CRD_SHA256_BYTES);
        return CRD_OK;
    }
    if (!as_sent) {
        CRD_TRY(with_context(&unsecured, &j->bench->scratch, &j->unsecured,
                             context, error));
    }
    if (previous) {
        /* 4.5 step 3.3. */
        crd_json copy;
        CRD_TRY(crd_proof_chain_matching(&matching, &j->bench->scratch,
                                         j->document, previous, error));
        CRD_TRY(crd_object_without(&copy, &j->bench->scratch, &unsecured, NULL,
                                   NULL, error));
        if (!crd_json_add(&j->bench->scratch, &copy, CRD_SPAN("proof"),
                          matching)) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
        unsecured = copy;
    }
    CRD_TRY(steps->document(j->bench, hash, &unsecured, error));
    if (!previous && as_sent) {
        memcpy(j->hash[suite], hash, CRD_SHA256_BYTES);
        j->has_hash[suite] = true;
    }
    return CRD_OK;
}

static crd_rc keep_trace(const job *j, crd_proof_finding *f,
                         const uint8_t *hash_data, const uint8_t *signature)
{
    crd_proof_trace *t = crd_arena_calloc(j->arena, 1, sizeof *t);
    if (!t) {
        return crd_fail(&f->error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(t->config_hash, hash_data, CRD_SHA256_BYTES);
    memcpy(t->document_hash, hash_data + CRD_SHA256_BYTES, CRD_SHA256_BYTES);
    memcpy(t->signature, signature, CRD_ED25519_SIGNATURE_BYTES);
    t->signature_len = CRD_ED25519_SIGNATURE_BYTES;
    t->canonical_document =
        crd_arena_copy(j->arena, crd_buffer_span(&j->bench->canonical));
    t->canonical_config =
        crd_arena_copy(j->arena, crd_buffer_span(&j->bench->config));
    f->trace = t;
    return t->canonical_document.data && t->canonical_config.data
               ? CRD_OK
               : crd_fail(&f->error, CRD_CODE_MEMORY, "%s", "");
}

/* Verify Proof of the suites (3.2.2, 3.3.2), steps 3 to 7. */
static crd_rc verify_signature(job *j, crd_proof_finding *f,
                               const crd_json *context)
{
    const crd_suite_steps *steps = crd_suite_get(f->suite);
    const char *clause =
        f->suite == CRD_SUITE_EDDSA_JCS_2022 ? EDDSA_JCS_VERIFY : EDDSA_VERIFY;
    uint8_t signature[CRD_ED25519_SIGNATURE_BYTES];
    uint8_t hash_data[2 * CRD_SHA256_BYTES];
    bool good = false;
    SETTLE(read_value(signature, f->proof, &f->error), clause);
    SETTLE(hash_document(j, hash_data + CRD_SHA256_BYTES, f->suite, f->proof,
                         context, &f->error),
           clause);
    SETTLE(steps->options(j->bench, hash_data, &j->unsecured, f->proof,
                          j->want_traces, &f->error),
           clause);
    if (j->want_traces) {
        CRD_TRY(keep_trace(j, f, hash_data, signature));
    }
    SETTLE(crd_verify_signature(&good, &f->method.key, signature,
                                sizeof signature, hash_data, sizeof hash_data,
                                &f->error),
           clause);
    if (!good) {
        return settle(
            f, crd_fail(&f->error, CRD_CODE_SIGNATURE_MISMATCH, "%s", ""),
            clause);
    }
    /* Proofs of one set must have signed one and the same reading. */
    if (j->signed_context && context &&
        !crd_json_equal(j->signed_context, context)) {
        return settle(f,
                      crd_fail(&f->error, CRD_CODE_PROOF_CONTEXT,
                               "The proofs were made under different "
                               "contexts."),
                      DI_SETS);
    }
    j->signed_context = j->signed_context ? j->signed_context : context;
    f->result = CRD_PASS;
    return CRD_OK;
}

/* Verify Proof (4.4), cheap steps first. */
static crd_rc verify_one(job *j, crd_proof_finding *f)
{
    const crd_json *place = NULL, *context = NULL;
    crd_rc rc = crd_proof_check_form(&f->suite, f->proof, &place, &f->error);
    crd_span url;
    if (rc != CRD_OK) {
        crd_span pointer = crd_json_pointer_of(j->arena, j->document, place);
        f->pointer = pointer.data ? pointer : f->pointer;
        return settle(f, rc, DI_FORM);
    }
    SETTLE(check_expectation(j, f->proof, &f->error), DI_VERIFY);
    SETTLE(check_dates(j, f->proof, &f->error), DI_FORM);
    SETTLE(find_context(&context, j, f->suite, f->proof, &f->error),
           f->suite == CRD_SUITE_EDDSA_JCS_2022 ? EDDSA_JCS_VERIFY
                                                : EDDSA_VERIFY);
    url = crd_json_get_text(f->proof, "verificationMethod");
    SETTLE(resolve(j, &f->method, url, &f->error), CID_RETRIEVE);
    f->has_method = true;
    SETTLE(check_method(j, f->proof, &f->method, &f->error), CID_RETRIEVE);
    return verify_signature(j, f, context);
}

/* Duplicate ids and circles make the whole set unreadable (case 82). */
static crd_rc check_set(job *j, crd_proof_findings *out, crd_error *error)
{
    crd_error why;
    crd_rc rc = CRD_OK;
    for (size_t i = 0; i < out->count && rc == CRD_OK; i++) {
        crd_span id = crd_json_get_text(out->each[i].proof, "id");
        for (size_t k = 0; id.data && k < i && rc == CRD_OK; k++) {
            if (crd_span_equal(id,
                               crd_json_get_text(out->each[k].proof, "id"))) {
                rc = crd_fail(&why, CRD_CODE_PROOF_CHAIN,
                              "Two proofs have one id.");
            }
        }
    }
    for (size_t i = 0; i < out->count && rc == CRD_OK; i++) {
        crd_suite suite;
        const crd_json *place;
        rc = crd_proof_check_form(&suite, out->each[i].proof, &place, &why);
        if (rc == CRD_E_UNSUPPORTED) {
            rc = CRD_OK;
        }
    }
    if (rc == CRD_OK) {
        rc = crd_proof_chain_is_open(j->document, &why);
    }
    if (rc == CRD_OK || why.code != CRD_CODE_PROOF_CHAIN) {
        return CRD_OK; /* a malformed proof is found on its own */
    }
    for (size_t i = 0; i < out->count; i++) {
        out->each[i].result = CRD_FAIL;
        out->each[i].error = why;
        out->each[i].clause = DI_SETS;
    }
    out->result = CRD_FAIL;
    (void)error;
    return CRD_OK;
}

/* A proof can build on no more proofs than there may be; each id is looked
 * for among all of them. */
static crd_rc check_previous(const job *j, const crd_json *proof,
                             crd_error *error)
{
    const crd_json *previous = crd_json_get(proof, "previousProof");
    uint32_t limit = j->env->limits.proofs;
    if (crd_json_is(previous, CRD_JSON_ARRAY) && previous->len > limit) {
        crd_rc rc = crd_fail(error, CRD_CODE_PROOF_LIMIT,
                             "A proof builds on %u others; the limit is %u.",
                             (unsigned)previous->len, (unsigned)limit);
        crd_error_point(error, j->document, previous);
        return rc;
    }
    return CRD_OK;
}

static crd_rc open_findings(crd_proof_findings *out, const job *j,
                            crd_error *error)
{
    bool many = crd_json_is(crd_json_get(j->document, "proof"), CRD_JSON_ARRAY);
    out->count = crd_proof_count(j->document);
    if (out->count > j->env->limits.proofs) {
        return crd_fail(error, CRD_CODE_PROOF_LIMIT,
                        "There are %zu proofs; the limit is %u.", out->count,
                        (unsigned)j->env->limits.proofs);
    }
    out->each = crd_arena_calloc(j->arena, out->count + 1, sizeof *out->each);
    if (!out->each) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (size_t i = 0; i < out->count; i++) {
        crd_proof_finding *f = &out->each[i];
        f->proof = crd_proof_at(j->document, i);
        CRD_TRY(check_previous(j, f->proof, error));
        f->result = CRD_NOT_CHECKED;
        f->clause = "";
        f->pointer = many ? crd_arena_printf(j->arena, "/proof/%zu", i)
                          : CRD_SPAN("/proof");
        if (!f->pointer.data) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    return CRD_OK;
}

/* One bad proof fails the set; one that could not be checked leaves it open. */
static void combine(crd_proof_findings *out)
{
    out->result = out->count ? CRD_PASS : CRD_FAIL;
    for (size_t i = 0; i < out->count; i++) {
        crd_result r = out->each[i].result;
        if (r == CRD_FAIL ||
            (r == CRD_NOT_CHECKED && out->result == CRD_PASS)) {
            out->result = r;
        }
    }
}

/* The document as it was signed: with the contexts that were (case 43), and
 * whether it can be read in safe mode under them (case 45). */
static crd_rc finish(crd_proof_findings *out, job *j, crd_error *error)
{
    static const crd_jsonld_options SAFE = {.safe = true};
    const crd_json *own = crd_json_get(j->document, "@context");
    crd_json *expanded;
    crd_json read = j->unsecured;
    if (out->result == CRD_PASS) {
        out->document = j->document;
        if (j->signed_context && !crd_json_equal(j->signed_context, own)) {
            crd_json *copy = CRD_NEW(j->arena, crd_json);
            if (!copy) {
                return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
            }
            CRD_TRY(with_context(copy, j->arena, j->document, j->signed_context,
                                 error));
            out->document = copy;
            CRD_TRY(with_context(&read, &j->bench->scratch, &j->unsecured,
                                 j->signed_context, error));
        }
    }
    if (j->has_hash[CRD_SUITE_EDDSA_RDFC_2022]) {
        out->expansion = CRD_OK; /* it went all the way to RDF */
        return CRD_OK;
    }
    out->expansion =
        crd_jsonld_expand(&expanded, j->bench->jsonld, &j->bench->scratch,
                          &read, &SAFE, &out->expansion_error);
    if (out->expansion == CRD_E_MEMORY) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return CRD_OK;
}

static crd_rc verify_all(crd_proof_findings *out, job *j, crd_error *error)
{
    memset(out, 0, sizeof *out);
    crd_error_clear(&out->expansion_error);
    CRD_TRY(open_findings(out, j, error));
    crd_arena_reset(&j->bench->scratch);
    CRD_TRY(crd_object_without(&j->unsecured, &j->bench->scratch, j->document,
                               "proof", NULL, error));
    CRD_TRY(check_set(j, out, error));
    for (size_t i = 0; i < out->count; i++) {
        if (out->each[i].result == CRD_NOT_CHECKED) {
            crd_rc rc = verify_one(j, &out->each[i]);
            if (rc != CRD_OK) {
                return crd_fail(error, out->each[i].error.code, "%s",
                                out->each[i].error.message);
            }
        }
    }
    combine(out);
    return finish(out, j, error);
}

crd_rc crd_proofs_verify(crd_proof_findings *out, crd_integrity *bench,
                         crd_arena *arena, const crd_env *env,
                         const crd_json *document,
                         const crd_proof_expectation *expectation,
                         bool want_traces, crd_error *error)
{
    crd_proof_findings found;
    job j = {.bench = bench,
             .arena = arena,
             .env = env,
             .document = document,
             .expected = expectation,
             .want_traces = want_traces};
    if (!crd_json_is(document, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL, "%s", "");
    }
    CRD_TRY(crd_integrity_rest(bench, verify_all(&found, &j, error), error));
    *out = found;
    return CRD_OK;
}
