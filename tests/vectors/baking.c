/* SPDX-License-Identifier: Apache-2.0 */
/* The baked badges of the 1EdTech validators, Open Badges 3.0 and 2.0: each
 * is unbaked, and the PNG and the SVG of a pair hold the same credential
 * (but simple-jwt, which was signed twice, with two keys). */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/bake.h"
#include "tests/support/suite.h"

typedef struct expectation {
    const char *file;
    crd_baked_form form;
    crd_baked_payload payload;
    const char *begins; /* the text, white space left out */
    bool as_png;        /* holds what the PNG before it holds */
} expectation;

static const expectation badges_3[] = {
    {"validator-tests/simple-json.png", CRD_BAKED_PNG_CREDENTIAL,
     CRD_PAYLOAD_JSON, "{\"@context\":[\"https://www.w3.org/ns/credentials/v2"},
    {"validator-tests/simple-json.svg", CRD_BAKED_SVG_CREDENTIAL,
     CRD_PAYLOAD_JSON, "{\"@context\":[\"https://www.w3.org/ns/credentials/v2",
     true},
    {"validator-tests/simple-jwt.png", CRD_BAKED_PNG_CREDENTIAL,
     CRD_PAYLOAD_JWS, "eyJ"},
    {"validator-tests/simple-jwt.svg", CRD_BAKED_SVG_CREDENTIAL,
     CRD_PAYLOAD_JWS, "eyJ"},
    {"validator-tests/simple-jwt_v1.png", CRD_BAKED_PNG_CREDENTIAL,
     CRD_PAYLOAD_JWS, "eyJ"},
    {"validator-tests/simple-jwt_v1.svg", CRD_BAKED_SVG_CREDENTIAL,
     CRD_PAYLOAD_JWS, "eyJ", true},
};

static const expectation badges_2[] = {
    {"validator-tests/simple-badge.png", CRD_BAKED_PNG_ITXT, CRD_PAYLOAD_JSON,
     "{\"@context\":\"https://w3id.org/openbadges/v2\""},
    {"validator-tests/assets/robotics-badge.png", CRD_BAKED_NONE,
     CRD_PAYLOAD_NONE, ""},
    {"validator-tests/assets/beths-robot-badge.png", CRD_BAKED_NONE,
     CRD_PAYLOAD_NONE, ""},
    {"validator-core/public_domain_heart.png", CRD_BAKED_NONE, CRD_PAYLOAD_NONE,
     ""},
};

/* The text without white space, ended by a NUL. */
static char *squeeze(crd_span text)
{
    char *out = malloc(text.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        if (!strchr(" \t\r\n", text.data[i])) {
            out[n++] = text.data[i];
        }
    }
    if (!out) {
        exit(99);
    }
    out[n] = 0;
    return out;
}

/* Takes the badge out, bakes it in anew, takes it out again. Returns what it
 * held, squeezed; NULL if something was wrong. */
static char *check(suite *s, const expectation *e)
{
    crd_limits limits = crd_limits_default();
    crd_span image = suite_file(s, e->file);
    crd_unbaked found, again;
    crd_error error;
    crd_arena arena;
    crd_buffer baked;
    char *text = NULL;
    bool ok;
    crd_rc rc;
    crd_arena_init(&arena, NULL, 0);
    crd_buffer_init(&baked, NULL, limits.image_bytes);
    rc = crd_unbake(&limits, &found, &arena, image, &error);
    if (e->form == CRD_BAKED_NONE) {
        suite_check(
            s, rc == CRD_E_NOT_FOUND && error.code == CRD_CODE_BAKE_NO_BADGE,
            e->file, "a badge was found");
    } else if (suite_check(s, rc == CRD_OK, e->file, "%s", error.message)) {
        text = squeeze(found.text);
        suite_check(s,
                    found.form == e->form && found.payload == e->payload &&
                        strncmp(text, e->begins, strlen(e->begins)) == 0,
                    e->file, "%s: %.60s", crd_baked_form_name(found.form),
                    text);
        ok = crd_bake(&limits, &baked, image, found.text, CRD_BAKE_REPLACE,
                      &error) == CRD_OK &&
             crd_unbake(&limits, &again, &arena, crd_buffer_span(&baked),
                        &error) == CRD_OK;
        suite_check(s, ok && crd_span_equal(found.text, again.text), e->file,
                    "baked again: %s", ok ? "another text" : error.message);
    }
    crd_buffer_free(&baked);
    crd_arena_free(&arena);
    free((void *)(uintptr_t)image.data);
    return text;
}

static int open_badges_3(void)
{
    suite *s = suite_open("baking-open-badges-3", "open-badges-3");
    char *previous = NULL;
    if (!s) {
        return suite_missing();
    }
    for (size_t i = 0; i < sizeof badges_3 / sizeof *badges_3; i++) {
        char *text = check(s, &badges_3[i]);
        if (badges_3[i].as_png) {
            suite_check(s, text && previous && strcmp(text, previous) == 0,
                        badges_3[i].file,
                        "does not hold the credential of the PNG");
        }
        free(previous);
        previous = text;
    }
    free(previous);
    return suite_close(s);
}

static int open_badges_2(void)
{
    suite *s = suite_open("baking-open-badges-2", "open-badges-2");
    if (!s) {
        return suite_missing();
    }
    for (size_t i = 0; i < sizeof badges_2 / sizeof *badges_2; i++) {
        free(check(s, &badges_2[i]));
    }
    return suite_close(s);
}

int main(int count, char **arguments)
{
    return count > 1 && strcmp(arguments[1], "2") == 0 ? open_badges_2()
                                                       : open_badges_3();
}
