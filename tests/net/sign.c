/* SPDX-License-Identifier: Apache-2.0 */
/* A credential of an issuer on the web, signed with a key made from a number:
 *   sign NUMBER                       the key as publicKeyMultibase
 *   sign NUMBER ISSUER METHOD         a credential by it */
#include "tests/unit/fixture.h"

int main(int argc, char **argv)
{
    fixture_key key;
    crd_arena arena;
    if (argc != 2 && argc != 4) {
        return 2;
    }
    fixture_key_make(&key, (uint8_t)strtoul(argv[1], NULL, 10));
    crd_arena_init(&arena, NULL, 0);
    if (argc == 2) {
        char text[CRD_MULTIKEY_TEXT_MAX];
        assert_int_equal(crd_multikey_write(text, &key.signer.key, NULL),
                         CRD_OK);
        puts(text);
    } else {
        crd_env env = fixture_env();
        crd_integrity *bench;
        crd_proof_options o = {.purpose = CRD_SPAN("assertionMethod"),
                               .created = CRD_SPAN(FIXTURE_CREATED),
                               .verification_method = crd_span_of(argv[3])};
        assert_int_equal(crd_integrity_new(&bench, &env, NULL), CRD_OK);
        puts(fixture_sign(&arena, bench, fixture_badge(&arena, argv[2]), &key,
                          CRD_SUITE_EDDSA_RDFC_2022, &o));
        crd_integrity_free(bench);
    }
    crd_arena_free(&arena);
    return 0;
}
