/* SPDX-License-Identifier: Apache-2.0 */
/* Room jsonld: the embedded contexts are what their digests say, in order,
 * and found by their exact URL only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/sha.h>

#include "credimur/jsonld.h"

static const crd_embedded_context *find(const char *url)
{
    return crd_embedded_context_find((crd_span){url, strlen(url)});
}

static void sha256_hex(char hex[65], const char *text, size_t len)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)text, len, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
}

/* Security case 41: an embedded context differs from its digest. */
static void digests_are_those_of_the_texts(void **state)
{
    char hex[65], changed[16384];
    (void)state;
    for (const crd_embedded_context *c = crd_embedded_contexts(); c->url; c++) {
        assert_int_equal(strlen(c->text), c->len);
        sha256_hex(hex, c->text, c->len);
        assert_string_equal(c->sha256, hex);
        assert_true(c->len < sizeof changed);
        memcpy(changed, c->text, c->len);
        changed[c->len / 2] ^= 1;
        sha256_hex(hex, changed, c->len);
        assert_string_not_equal(c->sha256, hex);
    }
}

static void the_list_is_sorted_and_each_is_found(void **state)
{
    const char *last = "";
    size_t count = 0;
    (void)state;
    for (const crd_embedded_context *c = crd_embedded_contexts(); c->url; c++) {
        assert_true(strcmp(last, c->url) < 0);
        assert_ptr_equal(find(c->url), c);
        last = c->url;
        count++;
    }
    assert_true(count >= 23);
}

static void what_a_credential_needs_is_there(void **state)
{
    static const char *const URLS[] = {
        "https://www.w3.org/2018/credentials/v1",
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/status/v1",
        "https://www.w3.org/ns/cid/v1",
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/multikey/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://w3id.org/credimur/v1"};
    (void)state;
    for (size_t i = 0; i < sizeof URLS / sizeof *URLS; i++) {
        assert_non_null(find(URLS[i]));
    }
}

static void only_the_exact_url_is_found(void **state)
{
    static const char NUL_INSIDE[] = "https://www.w3.org/ns/credentials/v2\0";
    (void)state;
    assert_null(find(""));
    assert_null(find("https://www.w3.org/ns/credentials/v"));
    assert_null(find("https://www.w3.org/ns/credentials/v2/"));
    assert_null(find("http://www.w3.org/ns/credentials/v2"));
    assert_null(find("https://WWW.w3.org/ns/credentials/v2"));
    assert_null(find("zzz"));
    assert_null(crd_embedded_context_find(CRD_SPAN_NONE));
    assert_null(crd_embedded_context_find(
        (crd_span){NUL_INSIDE, sizeof NUL_INSIDE - 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_texts),
        cmocka_unit_test(the_list_is_sorted_and_each_is_found),
        cmocka_unit_test(what_a_credential_needs_is_there),
        cmocka_unit_test(only_the_exact_url_is_found),
    };
    return cmocka_run_group_tests_name("jsonld_loader", tests, NULL, NULL);
}
