/* SPDX-License-Identifier: Apache-2.0 */
/* Multibase (Controlled Identifiers 1.0, 2.4): the first character names the
 * encoding of the rest. */
#include "credimur/crypto.h"
#include "crypto/encoding.h"

crd_rc crd_encoding_foreign(crd_error *error, const char *encoding,
                            crd_span text, size_t offset)
{
    unsigned char c = (unsigned char)text.data[offset];
    if (c > ' ' && c < 0x7f) {
        return crd_fail_at(error, CRD_CODE_ENCODING_MALFORMED, offset,
                           "'%c' is not a character of %s.", c, encoding);
    }
    return crd_fail_at(error, CRD_CODE_ENCODING_MALFORMED, offset,
                       "The byte 0x%02x is not a character of %s.", c,
                       encoding);
}

crd_rc crd_multibase_read(uint8_t *out, size_t *out_len, size_t capacity,
                          crd_span text, crd_error *error)
{
    crd_span rest;
    crd_rc rc;
    if (text.len == 0) {
        return crd_fail_at(error, CRD_CODE_ENCODING_MALFORMED, 0,
                           "A multibase value is empty.");
    }
    rest = (crd_span){text.data + 1, text.len - 1};
    switch (text.data[0]) {
    case 'z':
        rc = crd_base58_read(out, out_len, capacity, rest, error);
        break;
    case 'u':
        rc = crd_base64url_read(out, out_len, capacity, rest, error);
        break;
    default:
        return crd_fail_at(error, CRD_CODE_ENCODING_MALFORMED, 0,
                           "A multibase value must begin with z (base58) or u "
                           "(base64url).");
    }
    if (rc != CRD_OK && error && error->offset != CRD_NO_OFFSET) {
        error->offset++; /* the first character */
    }
    return rc;
}
