/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room report: what a verification found. One report, the same through every
 * door (library, command, HTTP, page): checks in the order of the 1EdTech
 * validator's steps, then ours; a verdict; a sentence; and, when the
 * signatures are good, the only document that a caller may use.
 *
 * A verdict is not an error: a function that could look at the document
 * returns CRD_OK whatever it found.
 */
#ifndef CREDIMUR_REPORT_H
#define CREDIMUR_REPORT_H

#include "credimur/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Nothing is ever valid by leaving memory at zero. */
typedef enum crd_verdict {
    CRD_UNDETERMINED = 0,
    CRD_VALID,
    CRD_INVALID
} crd_verdict;

typedef enum crd_result {
    CRD_NOT_CHECKED = 0,
    CRD_PASS,
    CRD_WARN,
    CRD_FAIL
} crd_result;

/** The 1EdTech validator's steps in its order, then ours. */
typedef enum crd_check_id {
    CRD_CHECK_JSON_LD = 0,
    CRD_CHECK_CONTEXT_TYPE,
    CRD_CHECK_JSON_SCHEMA,
    CRD_CHECK_CREDENTIAL_SCHEMA,
    CRD_CHECK_SUBJECT,
    CRD_CHECK_EVIDENCE,
    CRD_CHECK_ISSUER,
    CRD_CHECK_PROOF,
    CRD_CHECK_REFRESH,
    CRD_CHECK_STATUS,
    CRD_CHECK_EXPIRY,
    CRD_CHECK_ISSUANCE,
    CRD_CHECK_ENDORSEMENTS,
    CRD_CHECK_CREDENTIALS, /**< those inside a presentation */
    CRD_CHECK_RECIPIENT,   /**< is this about the person asked for? (R109) */
    CRD_CHECK_TRUST,       /**< does the verifier know the issuer? */
    CRD_CHECK_COUNT
} crd_check_id;

/** One finding. Texts live in the report's arena or are static. */
typedef struct crd_check {
    crd_check_id id;
    crd_result result;
    bool required;
    crd_code code;    /**< CRD_CODE_NONE for a pass */
    crd_span detail;  /**< one English sentence */
    crd_span clause;  /**< of which text: "VCDM 2.0, 4.9"; may be empty */
    crd_span pointer; /**< RFC 6901; `.data` NULL when there is no place */
} crd_check;

typedef enum crd_report_kind {
    CRD_REPORT_CREDENTIAL = 0,
    CRD_REPORT_PRESENTATION,
    CRD_REPORT_ENDORSEMENT
} crd_report_kind;

/** Who, to whom, what and when, for the sentence; as the document says. */
typedef struct crd_facts {
    crd_span credential_id;
    crd_span issuer_id, issuer_name;
    crd_span subject_id, subject_name;
    uint32_t subject_more; /**< further names of the subject that differ */
    crd_span achievement_name;
    bool has_awarded, has_valid_from, has_valid_until;
    crd_instant awarded, valid_from, valid_until;
} crd_facts;

/** In the caller's arena, and gone with it. Only this room writes to it. */
typedef struct crd_report {
    crd_report_kind kind;
    crd_verdict verdict; /**< set by crd_report_decide */
    crd_instant at;      /**< the time the question was asked for */
    crd_check *checks;   /**< in the order of crd_check_id */
    size_t check_count;
    size_t check_capacity;
    crd_facts facts;
    /**
     * The document whose signatures were found good, complete with its proofs:
     * the only one to show, store or pass on. NULL when
     * there is none. A document may be genuine and yet expired: look at the
     * verdict too.
     */
    const crd_json *verified_document;
    struct crd_report **children; /**< of credentials or endorsements inside */
    size_t child_count;
    size_t child_capacity;
    crd_span pointer; /**< where in the parent's document; "" for the root */
    crd_arena *arena;
    bool out_of_memory; /**< a finding was lost: the verdict is not valid */
} crd_report;

/**
 * Beyond this many findings, more of the same kind are dropped and details
 * are short: the verdict stands, and a hostile document cannot make the report
 * large, or slow to make.
 */
#define CRD_REPORT_FINDINGS_MAX 128

static inline bool crd_report_is_full(const crd_report *report)
{
    return report->check_count >= CRD_REPORT_FINDINGS_MAX;
}

/** An empty report of the question asked for `at`. */
CRD_API CRD_MUST_USE crd_rc crd_report_new(crd_report **out, crd_arena *arena,
                                           crd_report_kind kind, crd_instant at,
                                           crd_error *error);

/**
 * Adds a finding in its place. `clause` is static text; `pointer` may be
 * CRD_SPAN_NONE. An empty format takes the title of the code. If memory is
 * out this is remembered, and crd_report_decide fails.
 */
CRD_API void crd_report_add(crd_report *report, crd_check_id id,
                            crd_result result, bool required, crd_code code,
                            const char *clause, crd_span pointer,
                            const char *format, ...) CRD_PRINTF(8, 9);
/** A pass, unless the check has another finding already; `detail` static. */
CRD_API void crd_report_pass(crd_report *report, crd_check_id id,
                             const char *detail);
/** A finding made of an error: its code, message and pointer. */
CRD_API void crd_report_add_error(crd_report *report, crd_check_id id,
                                  crd_result result, bool required,
                                  const char *clause, const crd_error *error);
/** Puts `child` (of the same arena or one that lives as long) inside. */
CRD_API void crd_report_nest(crd_report *report, crd_report *child);

/** The worst result of the check, and whether there is a finding at all. */
CRD_API bool crd_report_result(const crd_report *report, crd_check_id id,
                               crd_result *result);

/**
 * Computes the verdict: a required `fail` makes it invalid; else a required
 * `not_checked` undetermined; else valid. With `fail_on_warn` a warning is a
 * failure. CRD_E_MEMORY if a finding was lost.
 */
CRD_API CRD_MUST_USE crd_rc crd_report_decide(crd_report *report,
                                              bool fail_on_warn,
                                              crd_error *error);

/** The finding that decided; NULL when the verdict is valid. */
CRD_API const crd_check *crd_report_deciding(const crd_report *report);

/** 0 valid, 1 invalid, 3 undetermined. */
CRD_API int crd_verdict_exit_status(crd_verdict verdict);

/** "valid", "pass", "json-ld" ...; never NULL. */
CRD_API const char *crd_verdict_word(crd_verdict verdict);
CRD_API const char *crd_result_word(crd_result result);
CRD_API const char *crd_check_word(crd_check_id id);

/** The sentence of the verdict, in English, without a final newline. What a
 *  name hides is visible, and one that reads like a sentence is quoted. */
CRD_API void crd_report_headline(crd_buffer *out, const crd_report *report);
/** The same for a terminal or a page: each name between U+2068 and U+2069, so
 *  that its direction of writing ends with it. */
CRD_API void crd_report_headline_isolated(crd_buffer *out,
                                          const crd_report *report);

/** The envelope `credimur.verify/1`: one compact JSON object, no newline. */
CRD_API void crd_report_write_json(crd_buffer *out, const crd_report *report);

/** The same envelope for what is no credential: no verdict, `ok` false. */
CRD_API void crd_report_write_json_error(crd_buffer *out,
                                         const crd_error *error);

#ifdef __cplusplus
}
#endif
#endif
