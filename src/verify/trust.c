/* SPDX-License-Identifier: Apache-2.0 */
/* The trust register of a verifier: whom it knows, and by which keys. It is
 * data that the caller hands in. */
#include "verify/pipeline.h"

static const crd_trusted_issuer *find(const crd_trust *trust, crd_span id)
{
    for (size_t i = 0; trust && i < trust->count; i++) {
        if (crd_span_equal(trust->issuers[i].id, id)) {
            return &trust->issuers[i];
        }
    }
    return NULL;
}

bool crd_trust_names_key(const crd_trust *trust, crd_span issuer,
                         const crd_public_key *key)
{
    const crd_trusted_issuer *known = find(trust, issuer);
    char text[CRD_MULTIKEY_TEXT_MAX];
    if (!known || !known->key_count ||
        crd_multikey_write(text, key, NULL) != CRD_OK) {
        return false;
    }
    for (size_t i = 0; i < known->key_count; i++) {
        if (crd_span_is(known->keys[i], text)) {
            return true;
        }
    }
    return false;
}

void crd_check_trust(const crd_inquiry *inquiry, crd_report *report,
                     crd_span issuer)
{
    const crd_verify_options *o = inquiry->options;
    if (!o->trust && !o->require_trusted) {
        return;
    }
    if (find(o->trust, issuer)) {
        crd_report_pass(report, CRD_CHECK_TRUST,
                        "The issuer is in your trust register.");
        return;
    }
    crd_report_add(report, CRD_CHECK_TRUST,
                   o->require_trusted ? CRD_NOT_CHECKED : CRD_WARN,
                   o->require_trusted, CRD_CODE_ISSUER_NOT_TRUSTED, "",
                   CRD_SPAN("/issuer"), "%s", "");
}

static crd_rc malformed(crd_error *error, const crd_json *root,
                        const crd_json *place, crd_code code, const char *what)
{
    crd_rc rc = crd_fail(error, code, "%s", what);
    crd_error_point(error, root, place);
    return rc;
}

static crd_rc read_keys(crd_trusted_issuer *out, crd_arena *arena,
                        const crd_json *root, const crd_json *keys,
                        crd_error *error)
{
    crd_span *list;
    if (keys->type != CRD_JSON_ARRAY) {
        return malformed(error, root, keys, CRD_CODE_MEMBER_MALFORMED,
                         "The keys of an issuer are a list.");
    }
    list = CRD_NEW_N(arena, crd_span, keys->len + 1u);
    if (!list) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < keys->len; i++) {
        crd_public_key key;
        const crd_json *one = &keys->as.items[i];
        if (one->type != CRD_JSON_STRING ||
            crd_multikey_read(&key, crd_json_span(one), NULL) != CRD_OK) {
            return malformed(error, root, one, CRD_CODE_MEMBER_MALFORMED,
                             "This is not a public key in multibase, such as "
                             "z6Mk...");
        }
        list[i] = crd_json_span(one);
    }
    out->keys = list;
    out->key_count = keys->len;
    return CRD_OK;
}

static crd_rc read_issuer(crd_trusted_issuer *out, crd_arena *arena,
                          const crd_json *root, const crd_json *one,
                          crd_error *error)
{
    memset(out, 0, sizeof *out);
    if (one->type != CRD_JSON_OBJECT) {
        return malformed(error, root, one, CRD_CODE_MEMBER_MALFORMED,
                         "An issuer of the register is an object.");
    }
    for (uint32_t i = 0; i < one->len; i++) {
        const crd_json_member *m = &one->as.members[i];
        crd_span key = crd_json_key(m);
        bool text = m->value.type == CRD_JSON_STRING;
        if (crd_span_is(key, "id") && text) {
            out->id = crd_json_span(&m->value);
        } else if (crd_span_is(key, "name") && text) {
            out->name = crd_json_span(&m->value);
        } else if (crd_span_is(key, "keys")) {
            CRD_TRY(read_keys(out, arena, root, &m->value, error));
        } else {
            return malformed(error, root, &m->value, CRD_CODE_MEMBER_UNKNOWN,
                             "An issuer of the register has id, name and keys "
                             "alone.");
        }
    }
    if (!crd_is_url(out->id)) {
        return malformed(error, root, one, CRD_CODE_MEMBER_MISSING,
                         "An issuer of the register needs an id that is a "
                         "URL.");
    }
    return CRD_OK;
}

crd_rc crd_trust_read(crd_trust *out, crd_arena *arena, const crd_json *root,
                      crd_error *error)
{
    const crd_json *issuers = crd_json_get(root, "issuers");
    crd_trusted_issuer *list;
    if (!crd_json_is(issuers, CRD_JSON_ARRAY)) {
        return malformed(error, root, root, CRD_CODE_MEMBER_MISSING,
                         "A trust register is an object with a list of "
                         "issuers.");
    }
    for (uint32_t i = 0; i < root->len; i++) {
        if (!crd_span_is(crd_json_key(&root->as.members[i]), "issuers")) {
            return malformed(error, root, &root->as.members[i].value,
                             CRD_CODE_MEMBER_UNKNOWN,
                             "A trust register holds issuers and nothing "
                             "else.");
        }
    }
    list = CRD_NEW_N(arena, crd_trusted_issuer, issuers->len + 1u);
    if (!list) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < issuers->len; i++) {
        CRD_TRY(
            read_issuer(&list[i], arena, root, &issuers->as.items[i], error));
    }
    out->issuers = list;
    out->count = issuers->len;
    return CRD_OK;
}
