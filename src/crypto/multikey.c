/* SPDX-License-Identifier: Apache-2.0 */
/* Multikey (Controlled Identifiers 1.0, 2.2.2): a multicodec prefix that names
 * the kind of key, then the key. */
#include "credimur/crypto.h"
#include "crypto/ed25519.h"

#define PREFIX_BYTES 2

/* The multicodec of a key, as its two bytes of varint stand in the text. */
typedef struct multicodec {
    uint8_t prefix[PREFIX_BYTES];
    uint8_t key_bytes; /* 0: any */
    crd_key_kind kind; /* NONE: not a key to verify with here */
    bool secret;
    const char *name;
} multicodec;

static const multicodec MULTICODECS[] = {
    {{0xed, 0x01}, 32, CRD_KEY_ED25519, false, "Ed25519"},
    {{0x80, 0x24}, 33, CRD_KEY_P256, false, "P-256"},
    {{0x81, 0x24}, 49, CRD_KEY_P384, false, "P-384"},
    /* Kinds of others, known so that the error can name them. */
    {{0x82, 0x24}, 0, CRD_KEY_NONE, false, "P-521"},
    {{0x83, 0x24}, 0, CRD_KEY_NONE, false, "Ed448"},
    {{0x85, 0x24}, 0, CRD_KEY_NONE, false, "RSA"},
    {{0x86, 0x24}, 0, CRD_KEY_NONE, false, "SM2"},
    {{0xe7, 0x01}, 0, CRD_KEY_NONE, false, "secp256k1"},
    {{0xea, 0x01}, 0, CRD_KEY_NONE, false, "BLS12-381 G1"},
    {{0xeb, 0x01}, 0, CRD_KEY_NONE, false, "BLS12-381 G2"},
    {{0xee, 0x01}, 0, CRD_KEY_NONE, false, "BLS12-381 G1 and G2"},
    {{0x80, 0x26}, 0, CRD_KEY_NONE, true, "Ed25519"},
    {{0x86, 0x26}, 0, CRD_KEY_NONE, true, "P-256"},
    {{0x87, 0x26}, 0, CRD_KEY_NONE, true, "P-384"},
};

static const multicodec *find_prefix(const uint8_t *bytes)
{
    for (size_t i = 0; i < sizeof MULTICODECS / sizeof *MULTICODECS; i++) {
        if (memcmp(MULTICODECS[i].prefix, bytes, PREFIX_BYTES) == 0) {
            return &MULTICODECS[i];
        }
    }
    return NULL;
}

static const multicodec *find_kind(crd_key_kind kind)
{
    for (size_t i = 0; i < sizeof MULTICODECS / sizeof *MULTICODECS; i++) {
        if (kind != CRD_KEY_NONE && MULTICODECS[i].kind == kind) {
            return &MULTICODECS[i];
        }
    }
    return NULL;
}

crd_rc crd_multikey_write(char out[CRD_MULTIKEY_TEXT_MAX],
                          const crd_public_key *key, crd_error *error)
{
    uint8_t bytes[PREFIX_BYTES + CRD_PUBLIC_KEY_MAX];
    const multicodec *codec = find_kind(key->kind);
    if (!codec || key->len != codec->key_bytes) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "A key of %u bytes is of no kind that can be written.",
                        (unsigned)key->len);
    }
    memcpy(bytes, codec->prefix, PREFIX_BYTES);
    memcpy(bytes + PREFIX_BYTES, key->bytes, key->len);
    out[0] = 'z';
    crd_base58_write(out + 1, bytes, PREFIX_BYTES + (size_t)key->len);
    return CRD_OK;
}

/* The key's own form, as far as it can be told without a signature. */
static crd_rc check_key(const multicodec *codec, const uint8_t *key, size_t len,
                        crd_error *error)
{
    if (len != codec->key_bytes) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "This %s key has %zu bytes; it must have %u.",
                        codec->name, len, (unsigned)codec->key_bytes);
    }
    if (codec->kind == CRD_KEY_ED25519 && !crd_ed25519_point_sound(key)) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "This Ed25519 key is a point for which anyone can "
                        "make signatures, or is not written canonically.");
    }
    /* SEC 1, 2.3.3: a compressed point begins with 2 or 3. */
    if (codec->kind != CRD_KEY_ED25519 && key[0] != 2 && key[0] != 3) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "This %s key is not a compressed point.", codec->name);
    }
    return CRD_OK;
}

static crd_rc take_key(crd_public_key *out, const multicodec *codec,
                       const uint8_t *key, size_t len, crd_error *error)
{
    CRD_TRY(check_key(codec, key, len, error));
    memset(out, 0, sizeof *out);
    out->kind = codec->kind;
    out->len = (uint8_t)len;
    memcpy(out->bytes, key, len);
    return CRD_OK;
}

crd_rc crd_public_key_read(crd_public_key *out, crd_key_kind kind,
                           const uint8_t *bytes, size_t len, crd_error *error)
{
    const multicodec *codec = find_kind(kind);
    if (!codec) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "A key of %zu bytes is of no kind that can be read.",
                        len);
    }
    return take_key(out, codec, bytes, len, error);
}

/* Why a prefix is not of a key to verify with. */
static crd_rc refuse_prefix(const uint8_t *bytes, const multicodec *codec,
                            crd_error *error)
{
    if (!codec) {
        /* With 0xec01, X25519: for key agreement, no signature can be its. */
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "The prefix 0x%02x%02x is not one of a key that "
                        "verifies signatures.",
                        bytes[0], bytes[1]);
    }
    if (codec->secret) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "This is a secret %s key where a public one belongs; "
                        "it must no longer be used.",
                        codec->name);
    }
    return crd_fail(error, CRD_CODE_KEY_UNSUPPORTED,
                    "The key is of the kind %s, which this version does not "
                    "verify with.",
                    codec->name);
}

crd_rc crd_multikey_read(crd_public_key *out, crd_span text, crd_error *error)
{
    /* Room for an RSA key of 4,096 bits, so that the error can name it. */
    uint8_t bytes[640];
    size_t len = 0;
    const multicodec *codec;
    crd_error cause;
    if (text.len == 0 || text.data[0] != 'z') {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "A Multikey must begin with z (base58).");
    }
    text = (crd_span){text.data + 1, text.len - 1};
    if (crd_base58_read(bytes, &len, sizeof bytes, text, &cause) != CRD_OK) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "A Multikey cannot be read. %s", cause.message);
    }
    if (len < PREFIX_BYTES) {
        return crd_fail(error, CRD_CODE_KEY_MALFORMED,
                        "The Multikey is too short to name its kind.");
    }
    codec = find_prefix(bytes);
    if (!codec || codec->kind == CRD_KEY_NONE) {
        return refuse_prefix(bytes, codec, error);
    }
    return take_key(out, codec, bytes + PREFIX_BYTES, len - PREFIX_BYTES,
                    error);
}
