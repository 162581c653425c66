/* SPDX-License-Identifier: Apache-2.0 */
/* Room crypto: digests, text encodings, Multikey, signers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/crypto.h"

static void assert_hex(const uint8_t *data, size_t len, const char *expected)
{
    char text[2 * CRD_DIGEST_MAX + 1];
    assert_true(len <= CRD_DIGEST_MAX);
    crd_hex_write(text, data, len);
    assert_string_equal(text, expected);
}

/* Bytes that look like any, the same in each run. */
static void fill(uint8_t *out, size_t len, uint32_t seed)
{
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (uint8_t)(seed >> 24);
    }
}

/* FIPS 180-4, the examples of NIST for "abc", none, and two blocks. */
static void digests_match_the_published_examples(void **state)
{
    static const char TWO[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    uint8_t out[CRD_DIGEST_MAX];
    (void)state;
    assert_int_equal(crd_digest_size(CRD_SHA256), 32);
    assert_int_equal(crd_digest_size(CRD_SHA384), 48);
    crd_digest(out, CRD_SHA256, "abc", 3);
    assert_hex(
        out, 32,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crd_digest(out, CRD_SHA256, NULL, 0);
    assert_hex(
        out, 32,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crd_digest(out, CRD_SHA256, TWO, sizeof TWO - 1);
    assert_hex(
        out, 32,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    crd_digest(out, CRD_SHA384, "abc", 3);
    assert_hex(out, 48,
               "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5be"
               "d8086072ba1e7cc2358baeca134c825a7");
}

/* RFC 4231, cases 1, 2 and 6. */
static void hmac_matches_rfc_4231(void **state)
{
    uint8_t key[131], out[CRD_SHA256_BYTES];
    (void)state;
    memset(key, 0x0b, sizeof key);
    crd_hmac_sha256(out, key, 20, "Hi There", 8);
    assert_hex(
        out, 32,
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    crd_hmac_sha256(out, "Jefe", 4, "what do ya want for nothing?", 28);
    assert_hex(
        out, 32,
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    crd_hmac_sha256(out, key, sizeof key,
                    "Test Using Larger Than Block-Size Key - Hash Key First",
                    54);
    assert_hex(
        out, 32,
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void secrets_are_wiped_and_compared_whole(void **state)
{
    uint8_t a[32], b[32];
    (void)state;
    fill(a, sizeof a, 1);
    memcpy(b, a, sizeof b);
    assert_true(crd_equal_constant_time(a, b, sizeof a));
    b[31] ^= 1;
    assert_false(crd_equal_constant_time(a, b, sizeof a));
    assert_true(crd_equal_constant_time(a, b, 31));
    crd_wipe(a, sizeof a);
    for (size_t i = 0; i < sizeof a; i++) {
        assert_int_equal(a[i], 0);
    }
}

static void assert_base58(const void *data, size_t len, const char *text)
{
    char written[CRD_BASE58_TEXT_MAX(64)];
    uint8_t read[64];
    size_t read_len;
    assert_int_equal(crd_base58_write(written, data, len), strlen(text));
    assert_string_equal(written, text);
    assert_int_equal(
        crd_base58_read(read, &read_len, sizeof read, crd_span_of(text), NULL),
        CRD_OK);
    assert_int_equal(read_len, len);
    assert_memory_equal(read, data, len);
}

static void base58_matches_the_published_examples(void **state)
{
    (void)state;
    assert_base58("Hello World!", 12, "2NEpo7TZRRrLZSi2U");
    assert_base58("The quick brown fox jumps over the lazy dog.", 44,
                  "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6"
                  "Z");
    assert_base58("\0\0\x28\x7f\xb4\xcd", 6, "11233QC4");
    assert_base58("", 0, "");
    assert_base58("\0", 1, "1");
    assert_base58("\0\0\0\0\0", 5, "11111");
    assert_base58("\x39", 1, "z");
    assert_base58("\x3a", 1, "21");
    assert_base58("\xff\xff\xff\xff", 4, "7YXq9G");
    assert_base58("\x01\0\0\0\0", 5, "7YXq9H");
}

static void base58_round_trips_at_every_length(void **state)
{
    static uint8_t data[CRD_BASE58_BYTES_MAX], read[CRD_BASE58_BYTES_MAX];
    static char text[CRD_BASE58_TEXT_MAX(CRD_BASE58_BYTES_MAX)];
    (void)state;
    for (size_t len = 0; len <= sizeof data; len++) {
        size_t text_len, read_len = 0;
        fill(data, len, (uint32_t)len);
        if (len % 3 == 0) {
            memset(data, 0xff, len); /* the longest text of this length */
        } else if (len % 7 == 0) {
            memset(data, 0, len / 2); /* leading zeros */
        }
        text_len = crd_base58_write(text, data, len);
        assert_true(text_len < (size_t)CRD_BASE58_TEXT_MAX(len));
        assert_int_equal(text[text_len], 0);
        /* Exactly as much room as is needed: the last byte is not lost. */
        assert_int_equal(crd_base58_read(read, &read_len, len,
                                         (crd_span){text, text_len}, NULL),
                         CRD_OK);
        assert_int_equal(read_len, len);
        assert_memory_equal(read, data, len);
        if (len > 0) {
            assert_int_equal(crd_base58_read(read, &read_len, len - 1,
                                             (crd_span){text, text_len}, NULL),
                             CRD_E_VALUE);
        }
    }
}

/* Security case 66: base58 with 0, O, I, l; a string of 100 kB. */
static void base58_refuses_foreign_characters_and_long_texts(void **state)
{
    static const char *const FOREIGN[] = {"z0",    "zO",    "zI", "zl", "z ",
                                          "z\x80", "z\xff", "z+", "z-", "z_"};
    static uint8_t out[4096];
    crd_error error;
    size_t len = 77;
    char *text = malloc(100000);
    (void)state;
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        assert_int_equal(crd_base58_read(out, &len, sizeof out,
                                         crd_span_of(FOREIGN[i]), &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_ENCODING_MALFORMED);
        assert_int_equal(error.offset, 1);
    }
    assert_int_equal(
        crd_base58_read(out, &len, sizeof out, (crd_span){"a\0a", 3}, &error),
        CRD_E_VALUE);
    memset(text, 'z', 100000);
    assert_int_equal(crd_base58_read(out, &len, sizeof out,
                                     (crd_span){text, 100000}, &error),
                     CRD_E_VALUE);
    memset(text, '1', 100000);
    assert_int_equal(crd_base58_read(out, &len, sizeof out,
                                     (crd_span){text, 100000}, &error),
                     CRD_E_VALUE);
    assert_int_equal(crd_base58_read(out, &len, 3, (crd_span){text, 4}, &error),
                     CRD_E_VALUE);
    assert_int_equal(len, 77);
    assert_int_equal(crd_base58_read(out, &len, 4, (crd_span){text, 4}, &error),
                     CRD_OK);
    assert_int_equal(len, 4);
    free(text);
}

/* RFC 4648, section 10, in the alphabet of its section 5. */
static void base64url_matches_rfc_4648(void **state)
{
    static const struct {
        const char *data, *text;
    } EXAMPLES[] = {
        {"", ""},
        {"f", "Zg"},
        {"fo", "Zm8"},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg"},
        {"fooba", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xbf", "-_-_"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof EXAMPLES / sizeof *EXAMPLES; i++) {
        char text[CRD_BASE64URL_TEXT_MAX(8)];
        uint8_t data[8];
        size_t len = strlen(EXAMPLES[i].data), read_len;
        assert_int_equal(
            crd_base64url_write(text, (const uint8_t *)EXAMPLES[i].data, len),
            strlen(EXAMPLES[i].text));
        assert_string_equal(text, EXAMPLES[i].text);
        assert_int_equal(crd_base64url_read(data, &read_len, len,
                                            crd_span_of(EXAMPLES[i].text),
                                            NULL),
                         CRD_OK);
        assert_int_equal(read_len, len);
        assert_memory_equal(data, EXAMPLES[i].data, len);
        if (len) {
            assert_int_equal(crd_base64url_read(data, &read_len, len - 1,
                                                crd_span_of(EXAMPLES[i].text),
                                                NULL),
                             CRD_E_VALUE);
        }
    }
}

static void base64url_round_trips(void **state)
{
    uint8_t data[200], read[200];
    char text[CRD_BASE64URL_TEXT_MAX(sizeof data)];
    (void)state;
    for (size_t len = 0; len <= sizeof data; len++) {
        size_t read_len, text_len;
        fill(data, len, (uint32_t)len);
        text_len = crd_base64url_write(text, data, len);
        assert_int_equal(text_len + 1, CRD_BASE64URL_TEXT_MAX(len));
        assert_int_equal(crd_base64url_read(read, &read_len, sizeof read,
                                            (crd_span){text, text_len}, NULL),
                         CRD_OK);
        assert_int_equal(read_len, len);
        assert_memory_equal(read, data, len);
    }
}

/* Security case 102: base64url with +, /, =, white space, trailing bits. */
static void base64url_is_strict(void **state)
{
    static const struct {
        const char *text;
        size_t offset;
    } BAD[] = {
        {"-_+_", 2},
        {"/_-_", 0},
        {"Zg==", 2},
        {"Zm8=", 3},
        {"Zm 9v", 2},
        {"Zm9v\n", 4},
        {"\tZm9v", 0},
        {"Zh", 1},
        {"Zm9", 2},
        {"Z", CRD_NO_OFFSET},
        {"Zm9vY", CRD_NO_OFFSET},
        {"Zm9\x80", 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        uint8_t out[16];
        size_t len = 77;
        crd_error error;
        assert_int_equal(crd_base64url_read(out, &len, sizeof out,
                                            crd_span_of(BAD[i].text), &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_ENCODING_MALFORMED);
        assert_int_equal(error.offset, BAD[i].offset);
        assert_int_equal(len, 77);
    }
}

static void multibase_names_its_encoding(void **state)
{
    uint8_t out[16];
    size_t len;
    crd_error error;
    (void)state;
    assert_int_equal(crd_multibase_read(out, &len, sizeof out,
                                        CRD_SPAN("z2NEpo7TZRRrLZSi2U"), NULL),
                     CRD_OK);
    assert_int_equal(len, 12);
    assert_memory_equal(out, "Hello World!", 12);
    assert_int_equal(
        crd_multibase_read(out, &len, sizeof out, CRD_SPAN("uZm9v"), NULL),
        CRD_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(out, "foo", 3);
    assert_int_equal(
        crd_multibase_read(out, &len, sizeof out, CRD_SPAN(""), &error),
        CRD_E_VALUE);
    assert_int_equal(
        crd_multibase_read(out, &len, sizeof out, CRD_SPAN("mZm9v"), &error),
        CRD_E_VALUE);
    assert_int_equal(error.offset, 0);
    assert_int_equal(
        crd_multibase_read(out, &len, sizeof out, CRD_SPAN("z2NE0"), &error),
        CRD_E_VALUE);
    assert_int_equal(error.offset, 4);
}

/* The examples of Controlled Identifiers 1.0 and of did:key. */
static void multikey_reads_and_writes_the_three_kinds(void **state)
{
    static const struct {
        const char *text;
        crd_key_kind kind;
        uint8_t len;
    } KEYS[] = {
        {"z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu", CRD_KEY_ED25519,
         32},
        {"zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", CRD_KEY_P256, 33},
        {"z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Ka"
         "au9",
         CRD_KEY_P384, 49},
    };
    (void)state;
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        crd_public_key key;
        char text[CRD_MULTIKEY_TEXT_MAX];
        assert_int_equal(
            crd_multikey_read(&key, crd_span_of(KEYS[i].text), NULL), CRD_OK);
        assert_int_equal(key.kind, KEYS[i].kind);
        assert_int_equal(key.len, KEYS[i].len);
        assert_int_equal(crd_multikey_write(text, &key, NULL), CRD_OK);
        assert_string_equal(text, KEYS[i].text);
        key.len--;
        assert_int_equal(crd_multikey_write(text, &key, NULL), CRD_E_VALUE);
    }
}

/* Multikey text of any bytes. */
static const char *multikey_of(const char *prefix, const uint8_t *key,
                               size_t len)
{
    static char text[CRD_BASE58_TEXT_MAX(600) + 1];
    uint8_t bytes[600];
    memcpy(bytes, prefix, 2);
    memcpy(bytes + 2, key, len);
    text[0] = 'z';
    crd_base58_write(text + 1, bytes, len + 2);
    return text;
}

/* Security case 65: a wrong multicodec prefix (X25519 0xec01 and others). */
static void multikey_refuses_other_prefixes(void **state)
{
    static const struct {
        const char *prefix;
        size_t len;
        crd_code code;
    } OTHERS[] = {
        {"\xec\x01", 32, CRD_CODE_KEY_MALFORMED},
        {"\x80\x26", 32, CRD_CODE_KEY_MALFORMED}, /* a secret key */
        {"\xed\x02", 32, CRD_CODE_KEY_MALFORMED},
        {"\x01\xed", 32, CRD_CODE_KEY_MALFORMED},
        {"\x00\xed", 32, CRD_CODE_KEY_MALFORMED},
        {"\xe7\x01", 33, CRD_CODE_KEY_UNSUPPORTED},
        {"\xeb\x01", 96, CRD_CODE_KEY_UNSUPPORTED},
        {"\x85\x24", 526, CRD_CODE_KEY_UNSUPPORTED},
        {"\x82\x24", 67, CRD_CODE_KEY_UNSUPPORTED},
    };
    uint8_t bytes[600];
    (void)state;
    fill(bytes, sizeof bytes, 5);
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        crd_public_key key = {.kind = CRD_KEY_NONE};
        crd_error error;
        const char *text = multikey_of(OTHERS[i].prefix, bytes, OTHERS[i].len);
        crd_rc rc = crd_multikey_read(&key, crd_span_of(text), &error);
        assert_int_equal(error.code, OTHERS[i].code);
        assert_int_equal(rc, crd_code_get(OTHERS[i].code)->rc);
        assert_int_equal(key.kind, CRD_KEY_NONE);
        /* An error never repeats a value that may be a secret. */
        assert_null(strstr(error.message, text + 1));
    }
}

/* Security case 66: keys of 31 and 33 bytes, leading ones, 100 kB. */
static void multikey_needs_the_exact_length(void **state)
{
    static const char *const BAD[] = {
        "",
        "z",
        "z1",
        "6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu",
        "u7QF-cM0S",
        "z16MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu",
        "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu ",
        "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cx0",
        "z11111111111111111111111111111111111111111111111",
    };
    uint8_t bytes[64];
    char *text = malloc(100000);
    crd_public_key key;
    crd_error error;
    (void)state;
    fill(bytes, sizeof bytes, 9);
    bytes[0] = 2; /* a compressed point, for the curves that need one */
    for (size_t len = 0; len < sizeof bytes; len++) {
        static const struct {
            const char *prefix;
            size_t len;
        } KINDS[] = {{"\xed\x01", 32}, {"\x80\x24", 33}, {"\x81\x24", 49}};
        for (size_t k = 0; k < 3; k++) {
            crd_rc rc = crd_multikey_read(
                &key, crd_span_of(multikey_of(KINDS[k].prefix, bytes, len)),
                &error);
            assert_int_equal(rc, len == KINDS[k].len ? CRD_OK : CRD_E_VALUE);
        }
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_int_equal(crd_multikey_read(&key, crd_span_of(BAD[i]), &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_KEY_MALFORMED);
    }
    memset(text, 'z', 100000);
    assert_int_equal(crd_multikey_read(&key, (crd_span){text, 100000}, &error),
                     CRD_E_VALUE);
    free(text);
    bytes[0] = 4; /* an uncompressed point */
    assert_int_equal(
        crd_multikey_read(&key, crd_span_of(multikey_of("\x80\x24", bytes, 33)),
                          &error),
        CRD_E_VALUE);
}

static void hex_is_lower_case(void **state)
{
    char text[9];
    (void)state;
    crd_hex_write(text, (const uint8_t *)"\x00\x9a\xbc\xff", 4);
    assert_string_equal(text, "009abcff");
    crd_hex_write(text, NULL, 0);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_match_the_published_examples),
        cmocka_unit_test(hmac_matches_rfc_4231),
        cmocka_unit_test(secrets_are_wiped_and_compared_whole),
        cmocka_unit_test(hex_is_lower_case),
        cmocka_unit_test(base58_matches_the_published_examples),
        cmocka_unit_test(base58_round_trips_at_every_length),
        cmocka_unit_test(base58_refuses_foreign_characters_and_long_texts),
        cmocka_unit_test(base64url_matches_rfc_4648),
        cmocka_unit_test(base64url_round_trips),
        cmocka_unit_test(base64url_is_strict),
        cmocka_unit_test(multibase_names_its_encoding),
        cmocka_unit_test(multikey_reads_and_writes_the_three_kinds),
        cmocka_unit_test(multikey_refuses_other_prefixes),
        cmocka_unit_test(multikey_needs_the_exact_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
