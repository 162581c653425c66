/* SPDX-License-Identifier: Apache-2.0 */
/* Does the credential still stand? Bitstring Status List 1.0, 3.2, and the
 * 1EdTechRevocationList of Open Badges 3.0. What is not known is not "good". */
#include "credimur/status.h"
#include "verify/pipeline.h"

#define CLAUSE_MODEL "VC Data Model 2.0, 4.10"

/* Each may be at another address; nobody needs more. */
#define ENTRIES_MAX 16

/* One entry, asked. What the answer is made of lives in `own`. */
typedef struct question {
    crd_inquiry *inquiry;
    crd_report *report;
    const crd_credential *credential;
    crd_status_entry entry;
    crd_span pointer;
    bool counts; /* revocation, suspension or a purpose we do not know */
    crd_arena own;
    crd_status_list *kept; /* a list that no cache has */
} question;

static const char *clause_of(const crd_status_entry *entry)
{
    static const char *const CLAUSES[] = {
        [CRD_STATUS_BITSTRING] = "Bitstring Status List 1.0, 3.2",
        [CRD_STATUS_LIST_2021] = "StatusList2021, 3.2",
        [CRD_STATUS_REVOCATION_LIST] = "Open Badges 3.0, CredentialStatus"};
    return CLAUSES[entry->kind];
}

static void add(const question *q, crd_result result, crd_code code,
                const char *detail)
{
    crd_report_add(q->report, CRD_CHECK_STATUS, result, q->counts, code,
                   clause_of(&q->entry), q->pointer, "%s", detail);
}

/* ---- The list -------------------------------------------------------------
 */

/* What is wrong with a list says nothing of the credential, and takes no more
 * memory than a document may; only when the machine has none is there no
 * report at all. */
static crd_rc explain(question *q, crd_rc rc, crd_error *cause,
                      crd_error *error)
{
    return crd_arena_explain(&q->own, rc, cause) == CRD_E_MEMORY
               ? crd_fail(error, CRD_CODE_MEMORY, "%s", "")
               : CRD_OK;
}

/* `*document` is NULL if it could not be had; that is reported. */
static crd_rc fetch_list(question *q, crd_fetched *fetched, crd_json **document,
                         crd_error *error)
{
    const crd_env *env = &q->inquiry->env;
    crd_error cause;
    crd_rc rc;
    *document = NULL;
    if (!env->fetch) {
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_UNAVAILABLE,
            "Without a network the status list cannot be asked, so it may "
            "have been revoked.");
        return CRD_OK;
    }
    rc = env->fetch(env->fetch_context, fetched, &q->own, CRD_FETCH_STATUS_LIST,
                    q->entry.list, &cause);
    if (rc != CRD_OK) {
        CRD_TRY(explain(q, rc, &cause, error));
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_UNAVAILABLE, "");
        return CRD_OK;
    }
    rc = crd_json_parse(document, &q->own, fetched->body, &env->limits, &cause);
    if (rc != CRD_OK) {
        *document = NULL;
        CRD_TRY(explain(q, rc, &cause, error));
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_LIST_MALFORMED, "");
    }
    return CRD_OK;
}

/* Security cases 114, 115: the list is its own issuer's, by that issuer's own
 * key, and never by one that it brings itself. `plain` if no register was
 * needed to tell. */
static crd_rc prove_list(question *q, const crd_json *document, bool *proven,
                         bool *plain, crd_error *error)
{
    crd_verify_options options = *q->inquiry->options;
    crd_inquiry inquiry = *q->inquiry;
    inquiry.arena = &q->own;
    inquiry.options = &options;
    *plain = !options.resolve && !options.known_context;
    options.trust = NULL;
    CRD_TRY(crd_verify_genuine(&inquiry, proven, document, error));
    if (!*proven && q->inquiry->options->trust) {
        options.trust = q->inquiry->options->trust;
        *plain = false;
        CRD_TRY(crd_verify_genuine(&inquiry, proven, document, error));
    }
    return CRD_OK;
}

/* Proves, reads and keeps the list; a fault is left in `cause`. */
static crd_rc read_list(question *q, const crd_status_list **out,
                        const crd_json *document, crd_instant fetched_at,
                        crd_error *cause)
{
    crd_inquiry *inquiry = q->inquiry;
    bool proven, plain;
    crd_credential list;
    if (!crd_json_is(document, CRD_JSON_OBJECT)) {
        return crd_fail(cause, CRD_CODE_STATUS_LIST_TYPE, "%s", "");
    }
    crd_credential_read(&list, document);
    if (!crd_span_equal(list.issuer_id, q->credential->issuer_id)) {
        return crd_fail(cause, CRD_CODE_STATUS_LIST_ISSUER, "%s", "");
    }
    CRD_TRY(prove_list(q, document, &proven, &plain, cause));
    if (!proven) {
        return crd_fail(cause, CRD_CODE_STATUS_LIST_UNPROVEN, "%s", "");
    }
    CRD_TRY(crd_status_list_read(&q->kept, inquiry->env.allocator, document,
                                 q->entry.list, inquiry->env.now,
                                 inquiry->env.limits.clock_skew_s, cause));
    *out = q->kept;
    if (plain) {
        CRD_TRY(crd_status_cache_put(inquiry->verifier->lists, q->kept,
                                     q->entry.list, fetched_at, cause));
        q->kept = NULL;
    }
    return CRD_OK;
}

/* The list from the cache, or from its address; NULL after a fault, which is
 * reported. */
static crd_rc find_list(question *q, const crd_status_list **out,
                        crd_error *error)
{
    crd_fetched fetched = {0};
    crd_json *document;
    crd_error cause;
    crd_rc rc;
    *out = crd_status_cache_get(q->inquiry->verifier->lists, q->entry.list,
                                q->inquiry->env.now);
    if (*out) {
        if (crd_span_equal((*out)->issuer, q->credential->issuer_id)) {
            return CRD_OK;
        }
        *out = NULL;
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_LIST_ISSUER, "");
        return CRD_OK;
    }
    CRD_TRY(fetch_list(q, &fetched, &document, error));
    if (!document) {
        return CRD_OK;
    }
    rc = read_list(q, out, document, fetched.fetched_at, &cause);
    if (rc != CRD_OK) {
        *out = NULL;
        CRD_TRY(explain(q, rc, &cause, error));
        add(q, CRD_NOT_CHECKED, cause.code, cause.message);
    }
    return CRD_OK;
}

/* ---- What it says ---------------------------------------------------------
 */

static void judge_bits(const question *q, uint8_t value)
{
    crd_span purpose = q->entry.purpose;
    if (crd_span_is(purpose, "message")) {
        crd_span said = crd_status_entry_message(&q->entry, value);
        int len = (int)(said.len < 200 ? said.len : 200);
        crd_report_add(q->report, CRD_CHECK_STATUS, CRD_PASS, false,
                       CRD_CODE_NONE, clause_of(&q->entry), q->pointer,
                       "Its issuer says of it: %.*s", len, said.data);
    } else if (value == 0 || crd_span_is(purpose, "refresh")) {
        return;
    } else if (crd_span_is(purpose, "revocation")) {
        add(q, CRD_FAIL, CRD_CODE_STATUS_REVOKED, "");
    } else if (crd_span_is(purpose, "suspension")) {
        add(q, CRD_FAIL, CRD_CODE_STATUS_SUSPENDED, "");
    } else {
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_PURPOSE_UNKNOWN, "");
    }
}

static crd_rc ask_bits(question *q, crd_error *error)
{
    const crd_status_list *list;
    crd_error cause;
    uint8_t value;
    CRD_TRY(find_list(q, &list, error));
    if (!list) {
        return CRD_OK;
    }
    if (crd_status_lookup(&value, list, &q->entry, &cause) == CRD_OK) {
        judge_bits(q, value);
    } else {
        add(q, CRD_NOT_CHECKED, cause.code, cause.message);
    }
    return CRD_OK;
}

/* Such a list is not signed: it is as good as the address that the issuer
 * signed. */
static crd_rc ask_names(question *q, crd_error *error)
{
    crd_span id = crd_json_get_text(q->credential->root, "id");
    crd_fetched fetched = {0};
    crd_revocation found;
    crd_json *document;
    crd_error cause;
    CRD_TRY(fetch_list(q, &fetched, &document, error));
    if (!document) {
        return CRD_OK;
    }
    if (crd_revocation_find(&found, document, &q->entry, id, &cause) !=
        CRD_OK) {
        add(q,
            cause.code == CRD_CODE_STATUS_ENTRY_MALFORMED ? CRD_FAIL
                                                          : CRD_NOT_CHECKED,
            cause.code, cause.message);
    } else if (found.issuer.len &&
               !crd_span_equal(found.issuer, q->credential->issuer_id)) {
        add(q, CRD_NOT_CHECKED, CRD_CODE_STATUS_LIST_ISSUER, "");
    } else if (found.revoked) {
        add(q, CRD_FAIL, CRD_CODE_STATUS_REVOKED, "");
    }
    return CRD_OK;
}

static crd_rc ask(question *q, crd_error *error)
{
    crd_rc rc;
    q->counts = !crd_span_is(q->entry.purpose, "refresh") &&
                !crd_span_is(q->entry.purpose, "message");
    crd_arena_init(&q->own, q->inquiry->env.allocator,
                   q->inquiry->env.limits.document_memory);
    rc = q->entry.kind == CRD_STATUS_REVOCATION_LIST ? ask_names(q, error)
                                                     : ask_bits(q, error);
    crd_status_list_free(q->kept);
    crd_arena_free(&q->own);
    return rc;
}

/* ---- The entries ----------------------------------------------------------
 */

static bool is_repeated(const crd_json *all, uint32_t which)
{
    crd_span id = crd_json_get_text(crd_many_at(all, which), "id");
    for (uint32_t i = 0; id.len && i < which; i++) {
        if (crd_span_equal(crd_json_get_text(crd_many_at(all, i), "id"), id)) {
            return true;
        }
    }
    return false;
}

/* True if the entry can be asked. */
static bool read_entry(crd_report *report, crd_status_entry *out,
                       const crd_json *root, const crd_json *all,
                       uint32_t which)
{
    const crd_json *one = crd_many_at(all, which);
    crd_error cause;
    if (is_repeated(all, which)) {
        crd_report_add(report, CRD_CHECK_STATUS, CRD_FAIL, true,
                       CRD_CODE_STATUS_ENTRY_MALFORMED, CLAUSE_MODEL,
                       crd_pointer(report, root, one),
                       "Two status entries have the same id.");
        return false;
    }
    if (crd_status_entry_read(out, root, one, &cause) != CRD_OK) {
        crd_report_add_error(report, CRD_CHECK_STATUS,
                             cause.code == CRD_CODE_STATUS_ENTRY_MALFORMED
                                 ? CRD_FAIL
                                 : CRD_NOT_CHECKED,
                             true, CLAUSE_MODEL, &cause);
        return false;
    }
    return true;
}

/* Security case 122: no list is asked for before the document is known to be
 * genuine, nor where it fails anyway. */
static bool may_ask(const crd_report *report)
{
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].required &&
            report->checks[i].result == CRD_FAIL) {
            return false;
        }
    }
    return report->verified_document;
}

crd_rc crd_check_status(crd_inquiry *inquiry, crd_report *report,
                        const crd_credential *credential, crd_error *error)
{
    const crd_json *root = credential->root;
    const crd_json *all = crd_json_get(root, "credentialStatus");
    uint32_t count = crd_many_count(all);
    question questions[ENTRIES_MAX];
    bool readable[ENTRIES_MAX];
    if (count > ENTRIES_MAX) {
        crd_report_add(report, CRD_CHECK_STATUS, CRD_NOT_CHECKED, true,
                       CRD_CODE_STATUS_ENTRIES, CLAUSE_MODEL,
                       crd_pointer(report, root, all), "%s", "");
        return CRD_OK;
    }
    memset(questions, 0, sizeof questions);
    for (uint32_t i = 0; i < count; i++) {
        question *q = &questions[i];
        q->inquiry = inquiry;
        q->report = report;
        q->credential = credential;
        q->pointer = crd_pointer(report, root, crd_many_at(all, i));
        readable[i] = read_entry(report, &q->entry, root, all, i);
    }
    if (count && !may_ask(report)) {
        crd_report_add(report, CRD_CHECK_STATUS, CRD_NOT_CHECKED, true,
                       CRD_CODE_STATUS_NOT_ASKED, CLAUSE_MODEL,
                       crd_pointer(report, root, all), "%s", "");
        return CRD_OK;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (readable[i]) {
            CRD_TRY(ask(&questions[i], error));
        }
    }
    crd_report_pass(report, CRD_CHECK_STATUS,
                    count ? "Its status list says nothing against it."
                          : "It names no status list, so it cannot be "
                            "revoked.");
    return CRD_OK;
}
