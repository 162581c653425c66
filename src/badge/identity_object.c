/* SPDX-License-Identifier: Apache-2.0 */
/* IdentityObject: Open Badges 3.0, IdentityObject and IdentityHash; and the
 * recipient check (Open Badges 3.0, Verification, "Recipient"). */
#include "badge/model.h"

#define CLAUSE "Open Badges 3.0, IdentityObject"
#define CLAUSE_RECIPIENT "Open Badges 3.0, Verification"

#define HASH_PREFIX "sha256$"

/* The salt of the specification's own example, and so of many badges. */
#define EXAMPLE_SALT "FleurDeSel"

void crd_identity_hash(char out[CRD_IDENTITY_HASH_TEXT], crd_span identity,
                       crd_span salt)
{
    char text[1024];
    uint8_t digest[CRD_DIGEST_MAX];
    size_t len = identity.len < 512 ? identity.len : 512;
    size_t salted = salt.len < 512 ? salt.len : 512;
    if (len) {
        memcpy(text, identity.data, len);
    }
    if (salted) {
        memcpy(text + len, salt.data, salted);
    }
    crd_digest(digest, CRD_SHA256, text, len + salted);
    memcpy(out, HASH_PREFIX, sizeof HASH_PREFIX - 1);
    crd_hex_write(out + sizeof HASH_PREFIX - 1, digest, CRD_SHA256_BYTES);
    crd_wipe(text, sizeof text);
}

static bool is_hash(crd_span text, const char *prefix, size_t digits)
{
    size_t n = strlen(prefix);
    if (!crd_span_starts(text, prefix) || text.len != n + digits) {
        return false;
    }
    for (size_t i = n; i < text.len; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
              (c >= 'A' && c <= 'F'))) {
            return false;
        }
    }
    return true;
}

static void check_identity(crd_report *report, const crd_json *root,
                           const crd_json *identity)
{
    const crd_json *hash = crd_json_get(identity, "identityHash");
    crd_span salt = crd_json_get_text(identity, "salt");
    if (!crd_json_is(crd_json_get(identity, "hashed"), CRD_JSON_TRUE) ||
        !crd_json_is(hash, CRD_JSON_STRING)) {
        return;
    }
    if (!is_hash(crd_json_span(hash), HASH_PREFIX, 64) &&
        !is_hash(crd_json_span(hash), "md5$", 32)) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_FAIL, true,
                       CRD_CODE_MEMBER_MALFORMED, CLAUSE,
                       crd_pointer(report, root, hash),
                       "The identityHash is neither sha256$ and 64 digits nor "
                       "md5$ and 32.");
    } else if (!salt.len || crd_span_is(salt, EXAMPLE_SALT)) {
        crd_report_add(report, CRD_CHECK_SUBJECT, CRD_WARN, false,
                       CRD_CODE_IDENTITY_UNSALTED, CLAUSE,
                       crd_pointer(report, root, identity), "%s", "");
    }
}

void crd_check_identities(crd_report *report, const crd_json *root,
                          const crd_json *subject)
{
    const crd_json *all = crd_json_get(subject, "identifier");
    for (uint32_t i = 0; i < crd_many_count(all); i++) {
        check_identity(report, root, crd_many_at(all, i));
    }
}

/* A mailbox in small letters, ASCII only: what most issuers hashed. */
static crd_span lower(char *out, size_t size, crd_span text)
{
    size_t len = text.len < size ? text.len : size;
    for (size_t i = 0; i < len; i++) {
        char c = text.data[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (crd_span){out, len};
}

static bool equal_but_case(crd_span a, crd_span b)
{
    for (size_t i = 0; a.len == b.len && i < a.len; i++) {
        char x = a.data[i], y = b.data[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y - 'A' + 'a') : y;
        if (x != y) {
            return false;
        }
    }
    return a.len == b.len;
}

static bool matches(const crd_json *identity, crd_span email)
{
    crd_span hash = crd_json_get_text(identity, "identityHash");
    crd_span salt = crd_json_get_text(identity, "salt");
    char text[CRD_IDENTITY_HASH_TEXT], small[320];
    if (!crd_json_is(crd_json_get(identity, "hashed"), CRD_JSON_TRUE)) {
        return equal_but_case(hash, email);
    }
    crd_identity_hash(text, email, salt);
    if (equal_but_case(hash, crd_span_of(text))) {
        return true;
    }
    crd_identity_hash(text, lower(small, sizeof small, email), salt);
    return equal_but_case(hash, crd_span_of(text));
}

void crd_check_recipient(crd_report *report, const crd_credential *credential,
                         crd_span email)
{
    bool named = false;
    for (uint32_t s = 0; s < crd_many_count(credential->subjects); s++) {
        const crd_json *subject = crd_many_at(credential->subjects, s);
        const crd_json *all = crd_json_get(subject, "identifier");
        for (uint32_t i = 0; i < crd_many_count(all); i++) {
            const crd_json *identity = crd_many_at(all, i);
            if (!crd_json_is_text(crd_json_get(identity, "identityType"),
                                  "emailAddress") ||
                crd_span_starts(crd_json_get_text(identity, "identityHash"),
                                "md5$")) {
                continue;
            }
            named = true;
            if (matches(identity, email)) {
                crd_report_pass(report, CRD_CHECK_RECIPIENT,
                                "It was awarded to this mailbox.");
                return;
            }
        }
    }
    if (named) {
        crd_report_add(report, CRD_CHECK_RECIPIENT, CRD_FAIL, true,
                       CRD_CODE_RECIPIENT_MISMATCH, CLAUSE_RECIPIENT,
                       CRD_SPAN("/credentialSubject"), "%s", "");
    } else {
        crd_report_add(report, CRD_CHECK_RECIPIENT, CRD_NOT_CHECKED, true,
                       CRD_CODE_RECIPIENT_UNNAMED, CLAUSE_RECIPIENT,
                       CRD_SPAN("/credentialSubject"), "%s", "");
    }
}
