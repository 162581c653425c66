/* SPDX-License-Identifier: Apache-2.0 */
/* Room rosette: small, well-formed, the same everywhere, never the same for
 * two digests. `test_rosette --mark FILE` writes the mark of Credimur. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <expat.h>
#include <openssl/sha.h>

#include "credimur/rosette.h"

#define ROUNDS 10000

/* The rosette of the SHA-256 of `word`. */
static void draw(crd_buffer *out, const char *word, crd_rosette_options o)
{
    uint8_t digest[32];
    SHA256((const unsigned char *)word, strlen(word), digest);
    crd_buffer_init(out, NULL, 1 << 16);
    assert_int_equal(crd_rosette_svg(out, digest, o, NULL), CRD_OK);
}

static void draw_number(crd_buffer *out, int number, crd_rosette_options o)
{
    char word[16];
    snprintf(word, sizeof word, "%d", number);
    draw(out, word, o);
}

typedef struct shape {
    unsigned elements;
    unsigned uses;
    unsigned broken; /* references to nothing */
    char ids[8][16];
    unsigned id_count;
} shape;

static void XMLCALL on_start(void *data, const char *name, const char **a)
{
    shape *s = data;
    bool found = false;
    s->elements++;
    for (; a[0]; a += 2) {
        if (strcmp(a[0], "id") == 0 && s->id_count < 8) {
            snprintf(s->ids[s->id_count++], 16, "%s", a[1]);
        }
        if (strcmp(a[0], "href") == 0) {
            for (unsigned i = 0; i < s->id_count; i++) {
                found = found || strcmp(s->ids[i], a[1] + 1) == 0;
            }
        }
    }
    s->uses += strcmp(name, "use") == 0;
    s->broken += strcmp(name, "use") == 0 && !found;
}

static void is_small_and_well_formed(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        crd_rosette_options o = {i % 3 ? 0 : 4000000000u, i % 2};
        shape s = {0};
        crd_buffer b;
        XML_Parser parser = XML_ParserCreate(NULL);
        draw_number(&b, i, o);
        assert_in_range(b.len, 1000, CRD_ROSETTE_BYTES_MAX - 1);
        XML_SetUserData(parser, &s);
        XML_SetStartElementHandler(parser, on_start);
        assert_int_equal(XML_Parse(parser, b.data, (int)b.len, 1),
                         XML_STATUS_OK);
        /* svg, a group in a group and a path for each band, the heart. */
        assert_int_equal(s.elements, 8 + s.uses);
        assert_in_range(s.uses, 2 + 2, 12 + 10);
        assert_int_equal(s.broken, 0);
        XML_ParserFree(parser);
        crd_buffer_free(&b);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Even without their colours and ids, that is by their curves alone. */
static void no_two_are_alike(void **state)
{
    char **curves = calloc(ROUNDS, sizeof *curves);
    (void)state;
    assert_non_null(curves);
    for (int i = 0; i < ROUNDS; i++) {
        crd_buffer b;
        draw_number(&b, i, (crd_rosette_options){0, true});
        crd_buffer_append_char(&b, 0);
        curves[i] = malloc(b.len);
        assert_non_null(curves[i]);
        snprintf(curves[i], b.len, "%s", strstr(b.data, " d=\""));
        for (char *c = strchr(curves[i], '"') + 1; (c = strchr(c, '#'));) {
            memset(c, '#', 9);
            c += 9;
        }
        for (char *c = curves[i]; (c = strstr(c, "id=\""));) {
            memset(c, '#', 13);
        }
        crd_buffer_free(&b);
    }
    qsort(curves, ROUNDS, sizeof *curves, by_text);
    for (int i = 1; i < ROUNDS; i++) {
        assert_string_not_equal(curves[i - 1], curves[i]);
    }
    for (int i = 0; i < ROUNDS; i++) {
        free(curves[i]);
    }
    free(curves);
}

/* SHA-256 over the rosettes of 0 to 999: the bytes every machine writes. */
static void the_bytes_are_the_same_everywhere(void **state)
{
    static const char expected[] =
        "3a6fca0e7b9f6187dbb08e2d02500fa54c144394ef07198a52457bf814ded875";
    uint8_t digest[32];
    char hex[65];
    crd_buffer all;
    (void)state;
    crd_buffer_init(&all, NULL, 1 << 24);
    for (int i = 0; i < 1000; i++) {
        crd_buffer b;
        draw_number(&b, i, (crd_rosette_options){i % 2 ? 32 : 0, i % 4 == 3});
        crd_buffer_append_span(&all, crd_buffer_span(&b));
        crd_buffer_free(&b);
    }
    assert_int_equal(all.rc, CRD_OK);
    SHA256((const unsigned char *)all.data, all.len, digest);
    for (int i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(hex, expected);
    crd_buffer_free(&all);
}

static void options_change_what_they_say(void **state)
{
    crd_buffer plain, sized, bold, mono;
    (void)state;
    draw(&plain, "a", (crd_rosette_options){0, false});
    draw(&sized, "a", (crd_rosette_options){65, false});
    draw(&bold, "a", (crd_rosette_options){64, false});
    draw(&mono, "a", (crd_rosette_options){0, true});
    crd_buffer_append_char(&plain, 0);
    crd_buffer_append_char(&sized, 0);
    crd_buffer_append_char(&bold, 0);
    crd_buffer_append_char(&mono, 0);
    assert_null(strstr(plain.data, "width=\"65\""));
    assert_non_null(strstr(sized.data, " width=\"65\" height=\"65\""));
    assert_string_equal(strstr(plain.data, "<g"), strstr(sized.data, "<g"));
    assert_null(strstr(sized.data, "stroke-width=\"4.5\""));
    assert_non_null(strstr(bold.data, "stroke-width=\"4.5\""));
    assert_null(strstr(plain.data, "currentColor"));
    assert_non_null(strstr(mono.data, "stroke=\"currentColor\""));
    assert_null(strstr(mono.data, "stroke=\"#"));
    crd_buffer_free(&plain);
    crd_buffer_free(&sized);
    crd_buffer_free(&bold);
    crd_buffer_free(&mono);
}

static void a_small_buffer_stays_as_it_was(void **state)
{
    static const uint8_t digest[32] = {0};
    crd_error error;
    (void)state;
    for (size_t limit = 2; limit < 2000; limit += 61) {
        crd_buffer b;
        crd_buffer_init(&b, NULL, limit);
        crd_buffer_append_text(&b, "x");
        assert_int_equal(crd_rosette_svg(&b, digest,
                                         (crd_rosette_options){0, false},
                                         &error),
                         CRD_E_LIMIT);
        assert_int_equal(b.len, 1);
        crd_buffer_free(&b);
    }
}

static void the_mark_is_the_rosette_of_the_name(void **state)
{
    char path[4096], file[CRD_ROSETTE_BYTES_MAX + 1];
    const char *source = getenv("CREDIMUR_SOURCE");
    crd_buffer b;
    FILE *f;
    size_t len;
    (void)state;
    snprintf(path, sizeof path, "%s/docs/mark.svg", source ? source : ".");
    f = fopen(path, "rb");
    assert_non_null(f);
    len = fread(file, 1, sizeof file, f);
    fclose(f);
    draw(&b, "credimur", (crd_rosette_options){0, false});
    assert_int_equal(len, b.len);
    assert_memory_equal(file, b.data, len);
    crd_buffer_free(&b);
}

static int write_mark(const char *path)
{
    crd_buffer b;
    FILE *f = fopen(path, "wb");
    bool ok;
    if (!f) {
        return 1;
    }
    draw(&b, "credimur", (crd_rosette_options){0, false});
    ok = fwrite(b.data, 1, b.len, f) == b.len;
    ok = fclose(f) == 0 && ok;
    crd_buffer_free(&b);
    return !ok;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_small_and_well_formed),
        cmocka_unit_test(no_two_are_alike),
        cmocka_unit_test(the_bytes_are_the_same_everywhere),
        cmocka_unit_test(options_change_what_they_say),
        cmocka_unit_test(a_small_buffer_stays_as_it_was),
        cmocka_unit_test(the_mark_is_the_rosette_of_the_name),
    };
    if (count == 3 && strcmp(arguments[1], "--mark") == 0) {
        return write_mark(arguments[2]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
