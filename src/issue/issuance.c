/* SPDX-License-Identifier: Apache-2.0 */
/* Making an issuer and an achievement ready, and issuing to one person after
 * another. Everything `verify` would refuse is refused here first. */
#include "issue/issuance.h"

#define CONTEXT_V2 "https://www.w3.org/ns/credentials/v2"
#define CONTEXT_OB "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define CONTEXT_OWN "https://w3id.org/credimur/v1"
#define SECRET_BYTES_MIN 32
#define ROW_BYTES_MAX ((size_t)64 << 20)

static crd_rc out_of_memory(crd_error *error)
{
    return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
}

static crd_rc error_of(const crd_check *check, crd_error *error)
{
    crd_rc rc = crd_fail(error, check->code, "%.*s", (int)check->detail.len,
                         check->detail.data);
    if (error && check->pointer.data &&
        check->pointer.len < sizeof error->pointer) {
        memcpy(error->pointer, check->pointer.data, check->pointer.len);
        error->pointer[check->pointer.len] = '\0';
        error->has_pointer = true;
    }
    return rc;
}

/* Who writes a definition is told of all that one object lacks at once. */
static void add_missing(const crd_report *report, size_t first,
                        crd_error *error)
{
    const crd_check *one = &report->checks[first];
    for (size_t i = first + 1; error && one->code == CRD_CODE_MEMBER_MISSING &&
                               i < report->check_count;
         i++) {
        const crd_check *check = &report->checks[i];
        size_t used = strlen(error->message);
        if (check->code == CRD_CODE_MEMBER_MISSING &&
            crd_span_equal(check->pointer, one->pointer) &&
            used + 1 + check->detail.len < sizeof error->message) {
            error->message[used] = ' ';
            memcpy(error->message + used + 1, check->detail.data,
                   check->detail.len);
            error->message[used + 1 + check->detail.len] = '\0';
        }
    }
}

crd_rc crd_report_error(const crd_report *report, crd_error *error)
{
    if (report->out_of_memory) {
        return out_of_memory(error);
    }
    for (size_t i = 0; i < report->check_count; i++) {
        const crd_check *check = &report->checks[i];
        if (check->required && check->result == CRD_FAIL) {
            crd_rc rc = error_of(check, error);
            add_missing(report, i, error);
            return rc;
        }
    }
    return CRD_OK;
}

/* What only raises a verifier's eyebrows is a mistake of who issues: a grade
 * that there is not, or one that is not enough. */
static crd_rc refuse_results(const crd_report *report, crd_error *error)
{
    for (size_t i = 0; i < report->check_count; i++) {
        crd_code code = report->checks[i].code;
        if (code == CRD_CODE_RESULT_NOT_ALLOWED ||
            code == CRD_CODE_RESULT_BELOW_REQUIRED) {
            return error_of(&report->checks[i], error);
        }
    }
    return CRD_OK;
}

/* ---- Our extension context ------------------------------------------------
 */

/* Is `name` a term that the context, or one inside it, defines? */
static bool defines(const crd_json *context, crd_span name, unsigned depth)
{
    for (uint32_t i = 0;
         crd_json_is(context, CRD_JSON_OBJECT) && i < context->len; i++) {
        const crd_json_member *m = &context->as.members[i];
        bool keyword = m->key_len && m->key[0] == '@';
        if ((!keyword && crd_span_equal(crd_json_key(m), name)) ||
            (depth < 8 &&
             defines(crd_json_get(&m->value, "@context"), name, depth + 1))) {
            return true;
        }
    }
    return false;
}

static bool own_term(void *context, crd_span name)
{
    return defines(context, name, 0);
}

static crd_rc read_own_context(crd_json **out, crd_issuance *issuance,
                               crd_error *error)
{
    const crd_embedded_context *own =
        crd_embedded_context_find(CRD_SPAN(CONTEXT_OWN));
    crd_json *document = NULL;
    *out = NULL;
    if (own) {
        crd_span text = {own->text, own->len};
        CRD_TRY(crd_json_parse(&document, &issuance->kept, text,
                               &issuance->env.limits, error));
        *out = crd_json_get(document, "@context");
    }
    return CRD_OK;
}

/* A copy without the members that only our context defines. */
static crd_rc strip(crd_json *out, crd_issuance *issuance,
                    const crd_json *value, const crd_json *own, unsigned depth,
                    crd_error *error)
{
    crd_json copy =
        value->type == CRD_JSON_ARRAY ? crd_json_array() : crd_json_object();
    *out = *value;
    if (value->type < CRD_JSON_ARRAY || depth > 64) {
        return CRD_OK;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        crd_json inner;
        bool placed;
        if (value->type == CRD_JSON_ARRAY) {
            CRD_TRY(strip(&inner, issuance, &value->as.items[i], own, depth + 1,
                          error));
            placed = crd_json_push(&issuance->kept, &copy, inner) != NULL;
        } else {
            const crd_json_member *m = &value->as.members[i];
            if (defines(own, crd_json_key(m), 0)) {
                continue;
            }
            CRD_TRY(strip(&inner, issuance, &m->value, own, depth + 1, error));
            placed = crd_json_add(&issuance->kept, &copy, crd_json_key(m),
                                  inner) != NULL;
        }
        if (!placed) {
            return out_of_memory(error);
        }
    }
    *out = copy;
    return CRD_OK;
}

/* ---- Making ready ---------------------------------------------------------
 */

static crd_json list_of(crd_issuance *issuance, const char *a, const char *b,
                        bool *failed)
{
    crd_json list = crd_json_array();
    *failed |= !crd_json_push(&issuance->kept, &list, crd_json_text(a));
    *failed |= b && !crd_json_push(&issuance->kept, &list, crd_json_text(b));
    return list;
}

static crd_rc prepare_constants(crd_issuance *issuance, bool extended,
                                crd_error *error)
{
    bool failed = false;
    crd_span id = crd_json_get_text(&issuance->achievement, "id");
    uint8_t digest[CRD_DIGEST_MAX];
    issuance->contexts = list_of(issuance, CONTEXT_V2, CONTEXT_OB, &failed);
    if (extended) {
        failed |= !crd_json_push(&issuance->kept, &issuance->contexts,
                                 crd_json_text(CONTEXT_OWN));
    }
    issuance->types = list_of(issuance, "VerifiableCredential",
                              "OpenBadgeCredential", &failed);
    issuance->subject_types =
        list_of(issuance, "AchievementSubject", NULL, &failed);
    issuance->result_types = list_of(issuance, "Result", NULL, &failed);
    issuance->evidence_types = list_of(issuance, "Evidence", NULL, &failed);
    crd_digest(digest, CRD_SHA256, id.data, id.len);
    memcpy(issuance->achievement_digest, digest, CRD_SHA256_BYTES);
    crd_instant_write(issuance->created, issuance->env.now);
    return failed ? out_of_memory(error) : CRD_OK;
}

/* The key that signs must be the one that the method names, and the method the
 * issuer's: else nobody could ever verify what we issue. */
static crd_rc check_key(const crd_issuer *issuer, crd_span issuer_id,
                        crd_error *error)
{
    crd_verification_method method;
    if (!crd_span_starts(issuer->verification_method, "did:key:")) {
        return CRD_OK;
    }
    CRD_TRY(crd_did_key_resolve(&method, issuer->verification_method, error));
    if (method.key.len != issuer->signer->key.len ||
        memcmp(method.key.bytes, issuer->signer->key.bytes, method.key.len) !=
            0) {
        return crd_fail(error, CRD_CODE_KEY_PAIR_MISMATCH,
                        "The verification method names another key than the "
                        "one that signs.");
    }
    if (crd_span_starts(issuer_id, "did:key:") &&
        !crd_span_equal(method.controller, issuer_id)) {
        return crd_fail(error, CRD_CODE_ISSUER_NOT_CONTROLLER,
                        "The key that would sign does not belong to the "
                        "issuer named.");
    }
    return CRD_OK;
}

static crd_rc check_parts(crd_issuance *issuance, const crd_json *profile,
                          const crd_json *achievement, crd_error *error)
{
    crd_report *report;
    crd_rc rc;
    CRD_TRY(crd_name_check(crd_json_get_text(profile, "name"),
                           CRD_SPAN("/name"), error));
    CRD_TRY(crd_name_check(crd_json_get_text(achievement, "name"),
                           CRD_SPAN("/name"), error));
    CRD_TRY(crd_report_new(&report, &issuance->kept, CRD_REPORT_CREDENTIAL,
                           issuance->env.now, error));
    crd_check_profile(report, CRD_CHECK_ISSUER, profile, profile);
    rc = crd_report_error(report, error);
    if (rc != CRD_OK) {
        return rc;
    }
    crd_check_achievement(report, CRD_CHECK_SUBJECT, achievement, achievement);
    return crd_report_error(report, error);
}

/* Pointers of the whole credential become those of the file given. */
static void repoint(crd_error *error)
{
    static const char *const PREFIXES[] = {"/credentialSubject/achievement",
                                           "/issuer"};
    for (size_t i = 0; error && error->has_pointer && i < 2; i++) {
        size_t n = strlen(PREFIXES[i]);
        if (strncmp(error->pointer, PREFIXES[i], n) == 0) {
            memmove(error->pointer, error->pointer + n,
                    strlen(error->pointer + n) + 1);
            return;
        }
    }
}

/* A credential for nobody goes all the way, in safe mode whatever the suite:
 * what it passes, every person's passes, but for what is theirs alone. */
static crd_rc rehearse(crd_issuance *issuance, crd_error *error)
{
    static const crd_jsonld_options SAFE = {.safe = true};
    crd_award nobody = {.external_id = CRD_SPAN("nobody"),
                        .name = CRD_SPAN("Nobody"),
                        .valid_from = issuance->env.now};
    crd_json document;
    crd_json *expanded;
    crd_rc rc = crd_award_document(&document, issuance, &nobody, error);
    if (rc == CRD_OK) {
        rc = crd_jsonld_expand(&expanded,
                               crd_integrity_jsonld(issuance->integrity),
                               &issuance->row, &document, &SAFE, error);
        if (rc != CRD_OK) {
            repoint(error);
        }
    }
    crd_arena_reset(&issuance->row);
    return rc;
}

static crd_rc prepare(crd_issuance *issuance, const crd_json *achievement,
                      crd_error *error)
{
    const crd_json *profile = issuance->issuer.profile;
    bool in_achievement = false, in_profile = false;
    bool plain = issuance->options.plain;
    crd_json *own;
    CRD_TRY(read_own_context(&own, issuance, error));
    CRD_TRY(crd_achievement_known(&in_achievement, achievement, own_term, own,
                                  error));
    CRD_TRY(crd_profile_known(&in_profile, profile, own_term, own, error));
    CRD_TRY(check_parts(issuance, profile, achievement, error));
    CRD_TRY(
        check_key(&issuance->issuer, crd_json_get_text(profile, "id"), error));
    issuance->achievement = *achievement;
    issuance->profile = *profile;
    if (plain && in_achievement) {
        CRD_TRY(strip(&issuance->achievement, issuance, achievement, own, 0,
                      error));
    }
    if (plain && in_profile) {
        CRD_TRY(strip(&issuance->profile, issuance, profile, own, 0, error));
    }
    CRD_TRY(prepare_constants(issuance,
                              !plain && (in_achievement || in_profile), error));
    return rehearse(issuance, error);
}

crd_rc crd_issuance_new(crd_issuance **out, const crd_env *env,
                        const crd_issuer *issuer, const crd_json *achievement,
                        const crd_issue_options *options, crd_error *error)
{
    const crd_allocator *allocator =
        env->allocator ? env->allocator : crd_allocator_default();
    crd_issuance *issuance;
    crd_rc rc;
    if (!issuer->secret || issuer->secret_len < SECRET_BYTES_MIN) {
        return crd_fail(error, CRD_CODE_SECRET_SHORT, "%s", "");
    }
    issuance = allocator->alloc(allocator->context, sizeof *issuance);
    if (!issuance) {
        return out_of_memory(error);
    }
    memset(issuance, 0, sizeof *issuance);
    issuance->allocator = allocator;
    issuance->env = *env;
    issuance->env.now.nanoseconds = 0;
    issuance->issuer = *issuer;
    if (options) {
        issuance->options = *options;
    }
    crd_arena_init(&issuance->kept, allocator, 0);
    crd_arena_init(&issuance->row, allocator, ROW_BYTES_MAX);
    rc = crd_integrity_new(&issuance->integrity, env, error);
    if (rc == CRD_OK) {
        rc = prepare(issuance, achievement, error);
    }
    if (rc != CRD_OK) {
        crd_issuance_free(issuance);
        return rc;
    }
    *out = issuance;
    return CRD_OK;
}

void crd_issuance_free(crd_issuance *issuance)
{
    if (issuance) {
        const crd_allocator *allocator = issuance->allocator;
        crd_integrity_free(issuance->integrity);
        crd_arena_free(&issuance->kept);
        crd_arena_free(&issuance->row);
        allocator->release(allocator->context, issuance);
    }
}

/* ---- Issuing --------------------------------------------------------------
 */

/* The rules of `verify`, but for the time: what begins later may be issued
 * today. */
static crd_rc check_document(crd_issuance *issuance, const crd_json *document,
                             crd_error *error)
{
    crd_credential credential;
    crd_report *report;
    CRD_TRY(crd_report_new(&report, &issuance->row, CRD_REPORT_CREDENTIAL,
                           issuance->env.now, error));
    crd_credential_read(&credential, document);
    crd_check_data_model(report, &credential);
    crd_check_period(report, &credential);
    crd_check_badge(report, &credential);
    CRD_TRY(crd_report_error(report, error));
    return refuse_results(report, error);
}

static crd_rc issue(crd_issuance *issuance, crd_buffer *out,
                    const crd_award *award, crd_error *error)
{
    crd_proof_options options = {.suite = issuance->issuer.suite,
                                 .verification_method =
                                     issuance->issuer.verification_method,
                                 .purpose = CRD_SPAN("assertionMethod"),
                                 .created = crd_span_of(issuance->created)};
    crd_json document;
    crd_json *signed_document;
    CRD_TRY(crd_award_check(award, issuance->env.now, error));
    CRD_TRY(crd_award_document(&document, issuance, award, error));
    CRD_TRY(check_document(issuance, &document, error));
    CRD_TRY(crd_proof_create(&signed_document, issuance->integrity,
                             &issuance->row, &document, &options,
                             issuance->issuer.signer, NULL, error));
    crd_json_write(out, signed_document);
    return crd_buffer_rc(out, error);
}

crd_rc crd_issue(crd_issuance *issuance, crd_buffer *out,
                 const crd_award *award, crd_error *error)
{
    size_t before = out->len;
    crd_rc rc = issue(issuance, out, award, error);
    if (rc != CRD_OK) {
        out->len = before;
    }
    crd_arena_reset(&issuance->row);
    return rc;
}
