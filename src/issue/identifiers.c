/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that come out the same each time, and tell nothing to those without the
 * secret: UUIDs of version 8 (RFC 9562, 5.8) made by HMAC-SHA-256; and salts,
 * one for each identity (security case 183). */
#include <stdio.h>

#include "issue/issuance.h"

static void sha256(uint8_t out[CRD_SHA256_BYTES], crd_span text)
{
    uint8_t digest[CRD_DIGEST_MAX];
    crd_digest(digest, CRD_SHA256, text.data, text.len);
    memcpy(out, digest, CRD_SHA256_BYTES);
}

/* A mailbox is the same in capitals: what a class list spells one way today
 * and another way tomorrow is one person. */
static void sha256_lower(uint8_t out[CRD_SHA256_BYTES], crd_span text)
{
    char small[320];
    size_t len = text.len < sizeof small ? text.len : sizeof small;
    for (size_t i = 0; i < len; i++) {
        char c = text.data[i];
        small[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    sha256(out, (crd_span){small, len});
}

crd_rc crd_person_key_of(crd_person_key *out, const crd_award *award,
                         crd_error *error)
{
    if (award->external_id.len) {
        out->kind = 'i';
        sha256(out->digest, award->external_id);
    } else if (award->did.len) {
        out->kind = 'd';
        sha256(out->digest, award->did);
    } else if (award->email.len) {
        out->kind = 'e';
        sha256_lower(out->digest, award->email);
    } else if (award->name.len) {
        out->kind = 'n';
        sha256(out->digest, award->name);
    } else {
        return crd_fail(error, CRD_CODE_PERSON_UNNAMED, "%s", "");
    }
    return CRD_OK;
}

/* HMAC over the use, the achievement (or nothing) and the person: fields of
 * fixed length, so that no two inputs can run into each other. */
static void derive(uint8_t out[CRD_SHA256_BYTES], const crd_issuance *issuance,
                   char use, bool for_achievement, const crd_person_key *person)
{
    uint8_t message[2 + 2 * CRD_SHA256_BYTES] = {0};
    message[0] = (uint8_t)use;
    message[1] = (uint8_t)person->kind;
    if (for_achievement) {
        memcpy(message + 2, issuance->achievement_digest, CRD_SHA256_BYTES);
    }
    memcpy(message + 2 + CRD_SHA256_BYTES, person->digest, CRD_SHA256_BYTES);
    crd_hmac_sha256(out, issuance->issuer.secret, issuance->issuer.secret_len,
                    message, sizeof message);
}

static void write_uuid(char out[CRD_URN_UUID_TEXT],
                       uint8_t bytes[CRD_SHA256_BYTES])
{
    char hex[2 * 16 + 1];
    bytes[6] = (uint8_t)(0x80 | (bytes[6] & 0x0f)); /* version 8 */
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f)); /* variant */
    crd_hex_write(hex, bytes, 16);
    snprintf(out, CRD_URN_UUID_TEXT, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", hex,
             hex + 8, hex + 12, hex + 16, hex + 20);
}

crd_rc crd_award_id(char out[CRD_URN_UUID_TEXT], const crd_issuance *issuance,
                    const crd_award *award, crd_error *error)
{
    crd_person_key person;
    uint8_t mac[CRD_SHA256_BYTES];
    CRD_TRY(crd_person_key_of(&person, award, error));
    derive(mac, issuance, 'c', true, &person);
    write_uuid(out, mac);
    return CRD_OK;
}

void crd_subject_id(char out[CRD_URN_UUID_TEXT], const crd_issuance *issuance,
                    const crd_person_key *person)
{
    uint8_t mac[CRD_SHA256_BYTES];
    derive(mac, issuance, 's', false, person);
    write_uuid(out, mac);
}

void crd_salt(char out[CRD_SALT_TEXT], const crd_issuance *issuance,
              const crd_person_key *person)
{
    uint8_t mac[CRD_SHA256_BYTES];
    derive(mac, issuance, 'h', true, person);
    crd_hex_write(out, mac, (CRD_SALT_TEXT - 1) / 2);
}
