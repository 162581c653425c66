/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a proof: VC Data Integrity 1.0, 2.1 (Proofs). A well-formed
 * proof of a suite that we do not have is no error of the document. */
#include "proof/integrity.h"

#define MEMBER_TEXT 1u
#define MEMBER_TIME 2u
#define MEMBER_TEXTS 4u /* a text or an array of texts */

typedef struct proof_member {
    const char *name;
    unsigned form;
    bool required;
} proof_member;

static const proof_member MEMBERS[] = {
    {"id", MEMBER_TEXT, false},
    {"created", MEMBER_TIME, false},
    {"expires", MEMBER_TIME, false},
    {"verificationMethod", MEMBER_TEXT, true},
    {"proofPurpose", MEMBER_TEXT, true},
    {"proofValue", MEMBER_TEXT, true},
    {"domain", MEMBER_TEXTS, false},
    {"challenge", MEMBER_TEXT, false},
    {"nonce", MEMBER_TEXT, false},
    {"previousProof", MEMBER_TEXTS, false},
};

static bool is_texts(const crd_json *value)
{
    if (!crd_json_is(value, CRD_JSON_ARRAY) || value->len == 0) {
        return false;
    }
    for (uint32_t i = 0; i < value->len; i++) {
        if (value->as.items[i].type != CRD_JSON_STRING) {
            return false;
        }
    }
    return true;
}

static bool has_form(const crd_json *value, unsigned form)
{
    crd_instant instant;
    if (value->type != CRD_JSON_STRING) {
        return form == MEMBER_TEXTS && is_texts(value);
    }
    return form != MEMBER_TIME ||
           crd_instant_parse(&instant, crd_json_span(value), NULL) == CRD_OK;
}

/* A name that a suite could have: visible ASCII, so that it can be told. */
static bool is_name(crd_span name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] <= 0x20 || name.data[i] >= 0x7f) {
            return false;
        }
    }
    return name.len > 0 && name.len <= 64;
}

static bool equal_but_case(crd_span a, const char *b)
{
    if (a.len != strlen(b)) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        char c = a.data[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != b[i]) {
            return false;
        }
    }
    return true;
}

/* Which suite; SUITE_UNSUPPORTED for one that is well named but not ours. */
static crd_rc find_suite(crd_suite *suite, const crd_json *proof,
                         const crd_json **place, crd_error *error)
{
    const crd_json *type = crd_json_get(proof, "type");
    const crd_json *name = crd_json_get(proof, "cryptosuite");
    crd_span text;
    *place = type ? type : proof;
    if (!crd_json_is(type, CRD_JSON_STRING) || !is_name(crd_json_span(type))) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "The proof does not say in its type what it is.");
    }
    if (!crd_json_is_text(type, "DataIntegrityProof")) {
        if (equal_but_case(crd_json_span(type), "dataintegrityproof")) {
            return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                            "The type DataIntegrityProof is written wrongly.");
        }
        return crd_fail(error, CRD_CODE_SUITE_UNSUPPORTED,
                        "The proof is of type %.*s, which this version cannot "
                        "check.",
                        (int)type->len, type->as.text);
    }
    *place = name ? name : proof;
    if (!crd_json_is(name, CRD_JSON_STRING) || !is_name(crd_json_span(name))) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "The proof does not name its cryptosuite.");
    }
    text = crd_json_span(name);
    *suite = crd_suite_find(text);
    if (*suite != CRD_SUITE_NONE) {
        return CRD_OK;
    }
    if (equal_but_case(text, "eddsa-rdfc-2022") ||
        equal_but_case(text, "eddsa-jcs-2022")) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "The cryptosuite %.*s is written in the wrong case.",
                        (int)text.len, text.data);
    }
    return crd_fail(error, CRD_CODE_SUITE_UNSUPPORTED,
                    "The proof is of the cryptosuite %.*s, which this version "
                    "cannot check.",
                    (int)text.len, text.data);
}

crd_rc crd_proof_check_form(crd_suite *suite, const crd_json *proof,
                            const crd_json **place, crd_error *error)
{
    crd_rc rc;
    *suite = CRD_SUITE_NONE;
    *place = proof;
    if (!crd_json_is(proof, CRD_JSON_OBJECT)) {
        return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                        "A proof is an object; this is not one.");
    }
    rc = find_suite(suite, proof, place, error);
    if (rc != CRD_OK && error->code != CRD_CODE_SUITE_UNSUPPORTED) {
        return rc;
    }
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        const proof_member *m = &MEMBERS[i];
        const crd_json *value = crd_json_get(proof, m->name);
        /* Suites that we do not have may lack members, not bend them. */
        if (!value && (!m->required || rc != CRD_OK)) {
            continue;
        }
        if (!value) {
            *place = proof;
            return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                            "The proof has no %s.", m->name);
        }
        if (!has_form(value, m->form)) {
            *place = value;
            return crd_fail(error, CRD_CODE_PROOF_MALFORMED,
                            "The member %s of the proof does not have the form "
                            "it needs.",
                            m->name);
        }
    }
    return rc;
}
