/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier, and the way from bytes to a document: which container this
 * is, and what is no credential at all. */
#include "credimur/bake.h"
#include "verify/pipeline.h"

/* Decoded status lists: some hundred of the smallest; none older than this. */
#define LISTS_BYTES ((size_t)32 << 20)
#define LISTS_AGE_S 3600

crd_rc crd_verifier_new(crd_verifier **out, const crd_env *env,
                        crd_error *error)
{
    const crd_allocator *allocator =
        env->allocator ? env->allocator : crd_allocator_default();
    crd_verifier *verifier =
        allocator->alloc(allocator->context, sizeof *verifier);
    crd_rc rc;
    if (!verifier) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(verifier, 0, sizeof *verifier);
    verifier->env = *env;
    verifier->env.allocator = allocator;
    rc = crd_integrity_new(&verifier->integrity, env, error);
    if (rc == CRD_OK) {
        rc = crd_status_cache_new(&verifier->lists, allocator, LISTS_BYTES,
                                  LISTS_AGE_S, env->limits.clock_skew_s, error);
    }
    if (rc != CRD_OK) {
        crd_verifier_free(verifier);
        return rc;
    }
    *out = verifier;
    return CRD_OK;
}

void crd_verifier_free(crd_verifier *verifier)
{
    if (verifier) {
        const crd_allocator *allocator = verifier->env.allocator;
        crd_status_cache_free(verifier->lists);
        crd_integrity_free(verifier->integrity);
        allocator->release(allocator->context, verifier);
    }
}

crd_jsonld *crd_verifier_jsonld(crd_verifier *verifier)
{
    return crd_integrity_jsonld(verifier->integrity);
}

/* Every document has the same room, however large the arena may grow. */
static void open_inquiry(crd_inquiry *inquiry, crd_verifier *verifier,
                         crd_arena *arena, const crd_verify_options *options)
{
    size_t room = verifier->env.limits.document_memory;
    static const crd_verify_options NOTHING_ELSE;
    memset(inquiry, 0, sizeof *inquiry);
    inquiry->verifier = verifier;
    inquiry->env = verifier->env;
    inquiry->arena = arena;
    inquiry->options = options ? options : &NOTHING_ELSE;
    if (inquiry->options->has_at) {
        inquiry->env.now = inquiry->options->at;
    }
    if (inquiry->options->offline) {
        inquiry->env.fetch = NULL;
    }
    inquiry->arena_limit = arena->limit;
    if (room < arena->limit - arena->total) {
        arena->limit = arena->total + room;
    }
}

static crd_rc close_inquiry(crd_inquiry *inquiry, crd_rc rc, crd_error *error)
{
    rc = crd_arena_explain(inquiry->arena, rc, error);
    inquiry->arena->limit = inquiry->arena_limit;
    return rc;
}

crd_rc crd_verify_not_built(crd_inquiry *inquiry, crd_report **out,
                            const char *what, crd_error *error)
{
    crd_report *report;
    CRD_TRY(crd_report_new(&report, inquiry->arena, CRD_REPORT_CREDENTIAL,
                           inquiry->env.now, error));
    crd_report_add(report, CRD_CHECK_PROOF, CRD_NOT_CHECKED, true,
                   CRD_CODE_NOT_BUILT, "", CRD_SPAN_NONE,
                   "This is %s, which this version cannot check yet.", what);
    CRD_TRY(crd_report_decide(report, inquiry->options->fail_on_warn, error));
    *out = report;
    return CRD_OK;
}

/* An assertion of Open Badges 1 or 2: their contexts, or their types. */
static bool is_old_badge(const crd_json *value)
{
    static const char *const TYPES[] = {"Assertion", "BadgeClass"};
    const crd_json *contexts = crd_json_get(value, "@context");
    for (uint32_t i = 0; i < crd_many_count(contexts); i++) {
        const crd_json *c = crd_many_at(contexts, i);
        if (c->type == CRD_JSON_STRING &&
            crd_span_starts(crd_json_span(c), "https://w3id.org/openbadges/")) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (crd_many_has(crd_json_get(value, "type"), TYPES[i])) {
            return true;
        }
    }
    return false;
}

static crd_rc verify_value(crd_inquiry *inquiry, crd_report **report,
                           const crd_json *value, crd_error *error)
{
    uint32_t types = crd_types_of(value);
    if (!crd_json_is(value, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL,
                        "A credential is one JSON object; this is something "
                        "else.");
    }
    if (types & CRD_TYPE_ENVELOPED) {
        return crd_verify_not_built(inquiry, report,
                                    "a credential in an envelope", error);
    }
    if (types & CRD_TYPE_PRESENTATION) {
        return crd_verify_presentation(inquiry, report, value, error);
    }
    if (types & CRD_TYPE_CREDENTIAL || crd_json_get(value, "proof")) {
        return crd_verify_credential(inquiry, report, value,
                                     CRD_REPORT_CREDENTIAL, error);
    }
    if (is_old_badge(value)) {
        return crd_verify_not_built(inquiry, report,
                                    "a badge of Open Badges 1 or 2", error);
    }
    return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL,
                    "This JSON is neither a verifiable credential nor a "
                    "presentation: it has no such type and no proof.");
}

crd_rc crd_verify_json(crd_verifier *verifier, crd_report **report,
                       crd_arena *arena, const crd_json *value,
                       const crd_verify_options *options, crd_error *error)
{
    crd_inquiry inquiry;
    open_inquiry(&inquiry, verifier, arena, options);
    return close_inquiry(&inquiry, verify_value(&inquiry, report, value, error),
                         error);
}

static bool is_base64url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Three parts of base64url with dots between, and disclosures after a tilde
 * if it is an SD-JWT. */
static bool is_jose(crd_span text, bool *selective)
{
    size_t dots = 0, i = 0, part = 0;
    while (text.len && strchr(" \t\r\n", text.data[text.len - 1])) {
        text.len--;
    }
    for (; i < text.len && text.data[i] != '~'; i++) {
        if (text.data[i] == '.') {
            if (part == 0 || ++dots > 2) {
                return false;
            }
            part = 0;
        } else if (is_base64url(text.data[i])) {
            part++;
        } else {
            return false;
        }
    }
    *selective = i < text.len;
    return dots == 2 && crd_span_starts(text, "ey");
}

/* Containers that other tools make and that hold no badge we can read. */
static const char *foreign_container(crd_span bytes)
{
    static const struct {
        const char *magic;
        size_t len;
        const char *name;
    } FOREIGN[] = {
        {"%PDF-", 5, "a PDF"},
        {"PK\003\004", 4, "a ZIP archive"},
        {"\037\213", 2, "a gzip file"},
        {"\377\330\377", 3, "a JPEG picture, which cannot hold a badge"},
        {"GIF8", 4, "a GIF picture, which cannot hold a badge"},
        {"RIFF", 4, "a WebP picture, which cannot hold a badge"},
    };
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        if (bytes.len >= FOREIGN[i].len &&
            memcmp(bytes.data, FOREIGN[i].magic, FOREIGN[i].len) == 0) {
            return FOREIGN[i].name;
        }
    }
    return NULL;
}

static crd_rc verify_text(crd_inquiry *inquiry, crd_report **report,
                          crd_span text, crd_error *error)
{
    bool selective = false;
    crd_json *value;
    if (is_jose(text, &selective)) {
        return crd_verify_not_built(
            inquiry, report, selective ? "an SD-JWT" : "a JSON Web Token",
            error);
    }
    CRD_TRY(crd_json_parse(&value, inquiry->arena, text, &inquiry->env.limits,
                           error));
    return verify_value(inquiry, report, value, error);
}

static crd_rc verify_image(crd_inquiry *inquiry, crd_report **report,
                           crd_span bytes, crd_error *error)
{
    crd_unbaked badge;
    CRD_TRY(
        crd_unbake(&inquiry->env.limits, &badge, inquiry->arena, bytes, error));
    if (badge.payload == CRD_PAYLOAD_URL) {
        return crd_verify_not_built(
            inquiry, report, "a badge that is kept at a web address", error);
    }
    CRD_TRY(verify_text(inquiry, report, badge.text, error));
    if (badge.has_old_beside) {
        crd_report_add(*report, CRD_CHECK_CONTEXT_TYPE, CRD_WARN, false,
                       CRD_CODE_BAKE_OLD_BESIDE,
                       "Open Badges 3.0, Document Formats", CRD_SPAN_NONE, "%s",
                       "");
        return crd_report_decide(*report, inquiry->options->fail_on_warn,
                                 error);
    }
    return CRD_OK;
}

crd_rc crd_verify(crd_verifier *verifier, crd_report **report, crd_arena *arena,
                  crd_span bytes, const crd_verify_options *options,
                  crd_error *error)
{
    crd_inquiry inquiry;
    const char *foreign = foreign_container(bytes);
    crd_rc rc;
    if (foreign) {
        return crd_fail(error, CRD_CODE_CONTAINER_UNSUPPORTED, "This is %s.",
                        foreign);
    }
    open_inquiry(&inquiry, verifier, arena, options);
    rc = crd_image_detect(bytes) != CRD_IMAGE_NONE
             ? verify_image(&inquiry, report, bytes, error)
             : verify_text(&inquiry, report, bytes, error);
    return close_inquiry(&inquiry, rc, error);
}
