/* SPDX-License-Identifier: Apache-2.0 */
/* Room bake, PNG: what we write, libpng reads; what is broken is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <png.h>

#include "credimur/bake.h"

#define JSON "{\"name\":\"\xd8\xb3\xd9\x84\xd9\x85\xd9\x89 \xe6\x9d\x8e\"}"
#define JWS "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2lnbmF0dXJl"

static const char signature[] = "\x89PNG\r\n\x1a\n";

/* ---- Pictures made for the tests ---------------------------------------- */

static uint32_t crc_slow(const char *data, size_t len)
{
    uint32_t c = 0xffffffffu;
    for (size_t i = 0; i < len; i++) {
        c ^= (uint8_t)data[i];
        for (int k = 0; k < 8; k++) {
            c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        }
    }
    return ~c;
}

static void put_u32(crd_buffer *out, uint32_t v)
{
    char b[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
    crd_buffer_append(out, b, 4);
}

static void put_chunk(crd_buffer *out, const char *type, const void *data,
                      size_t len)
{
    size_t start;
    put_u32(out, (uint32_t)len);
    start = out->len;
    crd_buffer_append(out, type, 4);
    crd_buffer_append(out, data, len);
    put_u32(out, crc_slow(out->data + start, out->len - start));
}

#define PUT_TEXT(out, type, literal)                                           \
    put_chunk((out), (type), (literal), sizeof(literal) - 1)

static void put_head(crd_buffer *out)
{
    crd_buffer_append(out, signature, 8);
    put_chunk(out, "IHDR", "\0\0\0\1\0\0\0\1\x08\0\0\0\0", 13);
}

static void put_tail(crd_buffer *out)
{
    /* One grey pixel, deflated. */
    put_chunk(out, "IDAT", "\x78\x9c\x63\x60\0\0\0\2\0\1", 10);
    put_chunk(out, "IEND", "", 0);
}

/* A valid picture with `data` in a chunk of `type` before the pixels. */
static crd_span picture(crd_buffer *out, const char *type, const char *data,
                        size_t len)
{
    crd_buffer_init(out, NULL, 64 << 20);
    put_head(out);
    if (type) {
        put_chunk(out, type, data, len);
    }
    put_tail(out);
    assert_int_equal(out->rc, CRD_OK);
    return crd_buffer_span(out);
}

static crd_rc unbake(crd_unbaked *found, crd_span image, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    crd_rc rc;
    crd_arena_init(&arena, NULL, 1 << 20);
    rc = crd_unbake(&limits, found, &arena, image, error);
    crd_arena_free(&arena);
    return rc;
}

static crd_rc bake(crd_buffer *out, crd_span image, const char *text,
                   crd_bake_mode mode, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_buffer_init(out, NULL, 64 << 20);
    return crd_bake(&limits, out, image, crd_span_of(text), mode, error);
}

static void refuse(crd_span image, crd_code code)
{
    crd_unbaked found = {.image = CRD_IMAGE_NONE};
    crd_error error;
    crd_buffer out;
    assert_int_not_equal(unbake(&found, image, &error), CRD_OK);
    assert_string_equal(crd_code_get(error.code)->word,
                        crd_code_get(code)->word);
    assert_int_equal(found.image, CRD_IMAGE_NONE);
    if (code == CRD_CODE_BAKE_PNG) {
        assert_int_equal(bake(&out, image, JSON, CRD_BAKE_REPLACE, &error),
                         CRD_E_SYNTAX);
        assert_int_equal(out.len, 0);
        crd_buffer_free(&out);
    }
}

/* ---- The oracle: libpng ---------------------------------------------------
 */

typedef struct source {
    crd_span rest;
} source;

static void PNGCBAPI read_source(png_structp png, png_bytep out, size_t len)
{
    source *s = png_get_io_ptr(png);
    if (len > s->rest.len) {
        png_error(png, "cut off");
    }
    memcpy(out, s->rest.data, len);
    s->rest.data += len;
    s->rest.len -= len;
}

/* Reads the whole picture; the texts of its badge chunks are compared. */
static void libpng_finds(crd_span image, const char *text)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, 0, 0, 0);
    png_infop info = png_create_info_struct(png);
    source s = {image};
    png_textp texts;
    int count = 0, badges = 0;
    if (setjmp(png_jmpbuf(png))) {
        fail_msg("libpng cannot read the picture");
    }
    png_set_read_fn(png, &s, read_source);
    png_read_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_get_text(png, info, &texts, &count);
    for (int i = 0; i < count; i++) {
        if (strcmp(texts[i].key, "openbadgecredential") == 0) {
            badges++;
            assert_int_equal(texts[i].compression, PNG_ITXT_COMPRESSION_NONE);
            assert_int_equal(texts[i].itxt_length, strlen(text));
            assert_string_equal(texts[i].text, text);
            assert_string_equal(texts[i].lang, "");
            assert_string_equal(texts[i].lang_key, "");
        }
    }
    assert_int_equal(badges, 1);
    png_destroy_read_struct(&png, &info, NULL);
}

static void libpng_reads_what_we_bake(void **state)
{
    const char *payloads[] = {JSON, JWS};
    (void)state;
    for (int i = 0; i < 2; i++) {
        crd_buffer plain, baked;
        crd_unbaked found;
        crd_span image = picture(&plain, NULL, NULL, 0);
        assert_int_equal(bake(&baked, image, payloads[i], CRD_BAKE_NEW, NULL),
                         CRD_OK);
        libpng_finds(crd_buffer_span(&baked), payloads[i]);
        assert_int_equal(unbake(&found, crd_buffer_span(&baked), NULL), CRD_OK);
        assert_int_equal(found.form, CRD_BAKED_PNG_CREDENTIAL);
        assert_int_equal(found.payload, i ? CRD_PAYLOAD_JWS : CRD_PAYLOAD_JSON);
        assert_true(crd_span_is(found.text, payloads[i]));
        assert_false(found.has_old_beside);
        crd_buffer_free(&plain);
        crd_buffer_free(&baked);
    }
}

/* ---- What stays and what goes -------------------------------------------- */

static void every_other_byte_stays(void **state)
{
    static const size_t head = 8 + 25; /* signature and IHDR */
    crd_buffer plain, baked;
    crd_span image = picture(&plain, NULL, NULL, 0);
    size_t added;
    (void)state;
    assert_int_equal(bake(&baked, image, JSON, CRD_BAKE_NEW, NULL), CRD_OK);
    added = baked.len - plain.len;
    assert_int_equal(added, 12 + 24 + strlen(JSON));
    assert_memory_equal(baked.data, plain.data, head);
    assert_memory_equal(baked.data + head + added, plain.data + head,
                        plain.len - head);
    crd_buffer_free(&plain);
    crd_buffer_free(&baked);
}

static void a_badge_is_refused_or_replaced(void **state)
{
    static const char old[] = "openbadges\0\0\0\0\0{\"a\":1}";
    crd_buffer plain, baked, again, without;
    crd_error error;
    crd_span image = picture(&plain, "iTXt", old, sizeof old - 1);
    (void)state;
    assert_int_equal(bake(&baked, image, JSON, CRD_BAKE_NEW, &error),
                     CRD_E_CONFLICT);
    assert_int_equal(error.code, CRD_CODE_BAKE_PRESENT);
    assert_int_equal(baked.len, 0);
    crd_buffer_free(&baked);
    assert_int_equal(bake(&baked, image, JWS, CRD_BAKE_REPLACE, NULL), CRD_OK);
    assert_int_equal(
        bake(&again, crd_buffer_span(&baked), JSON, CRD_BAKE_REPLACE, NULL),
        CRD_OK);
    libpng_finds(crd_buffer_span(&again), JSON);
    crd_buffer_free(&baked);
    /* The same as if there had never been one. */
    image = picture(&without, NULL, NULL, 0);
    assert_int_equal(bake(&baked, image, JSON, CRD_BAKE_NEW, NULL), CRD_OK);
    assert_true(
        crd_span_equal(crd_buffer_span(&baked), crd_buffer_span(&again)));
    crd_buffer_free(&plain);
    crd_buffer_free(&baked);
    crd_buffer_free(&again);
    crd_buffer_free(&without);
}

static void only_credentials_are_baked(void **state)
{
    static const char *const no[] = {
        "",       "hello",      "[1]",    "a.b", "a..c", "https://e.example/",
        "{\x01}", "{\"\xff\"}", "a.b.c.d"};
    crd_buffer plain, baked;
    crd_error error;
    crd_span image = picture(&plain, NULL, NULL, 0);
    (void)state;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        assert_int_equal(bake(&baked, image, no[i], CRD_BAKE_NEW, &error),
                         CRD_E_VALUE);
        assert_int_equal(error.code, CRD_CODE_BAKE_PAYLOAD);
        crd_buffer_free(&baked);
    }
    crd_buffer_free(&plain);
}

/* ---- Old forms ------------------------------------------------------------
 */

static void old_forms_are_read_and_named(void **state)
{
    static const struct {
        const char *type, *data;
        size_t len;
        crd_baked_form form;
        crd_baked_payload payload;
    } cases[] = {
#define CASE(type, data, form, payload)                                        \
    {type, data, sizeof(data) - 1, CRD_BAKED_PNG_##form, CRD_PAYLOAD_##payload}
        CASE("iTXt", "openbadges\0\0\0\0\0{}", ITXT, JSON),
        CASE("iTXt", "openbadges\0\0\0en\0kw\0a.b.c", ITXT, JWS),
        CASE("tEXt", "openbadges\0https://e.example/1 ", TEXT, URL),
        CASE("tEXt", "openbadges\0{\"a\":1}", TEXT, JSON),
        CASE("tEXt", "openbadges\0a.b.c", TEXT, JWS),
        CASE("tEXt", "openbadgecredential\0a.b.c", TEXT, JWS),
#undef CASE
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crd_buffer plain;
        crd_unbaked found;
        crd_span image =
            picture(&plain, cases[i].type, cases[i].data, cases[i].len);
        assert_int_equal(unbake(&found, image, NULL), CRD_OK);
        assert_int_equal(found.form, cases[i].form);
        assert_int_equal(found.payload, cases[i].payload);
        crd_buffer_free(&plain);
    }
}

static void the_new_form_wins_over_the_old(void **state)
{
    crd_buffer b;
    crd_unbaked found;
    (void)state;
    crd_buffer_init(&b, NULL, 1 << 20);
    put_head(&b);
    PUT_TEXT(&b, "tEXt", "openbadges\0https://e.example/1");
    PUT_TEXT(&b, "iTXt", "openbadgecredential\0\0\0\0\0{}");
    put_tail(&b);
    assert_int_equal(unbake(&found, crd_buffer_span(&b), NULL), CRD_OK);
    assert_int_equal(found.form, CRD_BAKED_PNG_CREDENTIAL);
    assert_true(found.has_old_beside);
    assert_true(crd_span_is(found.text, "{}"));
    crd_buffer_free(&b);
}

/* ---- Hostile pictures -----------------------------------------------------
 */

/* Security case 137: a huge IHDR, bombs that are never inflated, chunk length
 * 0xFFFFFFFF, bad CRC, no IEND, cut off, bytes after the end. */
static void broken_pictures_are_refused(void **state)
{
    static const char bomb[] = "profile\0\0\x78\xda\xff\xff\xff";
    crd_buffer plain, b;
    crd_span image = picture(&plain, "iCCP", bomb, sizeof bomb - 1), cut;
    (void)state;
    refuse(image, CRD_CODE_BAKE_NO_BADGE);
    for (size_t n = 8; n < image.len; n++) {
        cut = (crd_span){image.data, n};
        refuse(cut, CRD_CODE_BAKE_PNG);
    }
    for (size_t n = 8; n < image.len; n++) {
        plain.data[n] ^= 1;
        refuse(image, CRD_CODE_BAKE_PNG);
        plain.data[n] ^= 1;
    }
    crd_buffer_append_text(&plain, "<html>");
    refuse(crd_buffer_span(&plain), CRD_CODE_BAKE_PNG);
    crd_buffer_free(&plain);

    crd_buffer_init(&b, NULL, 1 << 20);
    put_head(&b);
    put_u32(&b, 0xffffffffu);
    crd_buffer_append_text(&b, "IDATxxxxxxxxxxxxxxxx");
    refuse(crd_buffer_span(&b), CRD_CODE_BAKE_PNG);
    b.len = 8;
    put_chunk(&b, "IHDR", "\x80\0\0\0\x80\0\0\0\x08\6\0\0\0", 13);
    PUT_TEXT(&b, "iTXt", "openbadgecredential\0\0\0\0\0" JWS);
    put_tail(&b);
    assert_int_equal(unbake(&(crd_unbaked){.image = CRD_IMAGE_NONE},
                            crd_buffer_span(&b), NULL),
                     CRD_OK);
    crd_buffer_free(&b);
}

/* A counting allocator that gives out at most `left` blocks. */
typedef struct meter {
    size_t left;
    size_t blocks;
    size_t largest;
} meter;

static void *meter_alloc(void *context, size_t size)
{
    meter *m = context;
    if (m->left == 0) {
        return NULL;
    }
    m->left--;
    m->blocks++;
    m->largest = size > m->largest ? size : m->largest;
    return malloc(size);
}

static void meter_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

/* Security case 137: a million chunks; reading takes no memory at all. */
static void a_million_chunks_take_no_memory(void **state)
{
    meter m = {SIZE_MAX, 0, 0};
    crd_allocator counted = {meter_alloc, meter_release, &m};
    crd_limits limits = crd_limits_default();
    crd_unbaked found;
    crd_arena arena;
    crd_buffer b;
    (void)state;
    crd_buffer_init(&b, NULL, 64 << 20);
    put_head(&b);
    for (int i = 0; i < 1000000; i++) {
        put_chunk(&b, "teSt", "", 0);
    }
    PUT_TEXT(&b, "iTXt", "openbadgecredential\0\0\0\0\0{}");
    put_tail(&b);
    crd_arena_init(&arena, &counted, 0);
    assert_int_equal(
        crd_unbake(&limits, &found, &arena, crd_buffer_span(&b), NULL), CRD_OK);
    assert_int_equal(m.blocks, 0);
    limits.image_bytes = b.len - 1;
    assert_int_equal(
        crd_unbake(&limits, &found, &arena, crd_buffer_span(&b), NULL),
        CRD_E_LIMIT);
    crd_arena_free(&arena);
    crd_buffer_free(&b);
}

/* Security case 138: two badges can be read in two ways. */
static void two_badges_are_refused(void **state)
{
    static const char *const pairs[][2] = {{"iTXt", "openbadgecredential"},
                                           {"iTXt", "openbadges"}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char data[64] = {0};
        size_t len = strlen(pairs[i][1]);
        crd_buffer b;
        memcpy(data, pairs[i][1], len);
        memcpy(data + len + 5, "{}", 2);
        crd_buffer_init(&b, NULL, 1 << 20);
        put_head(&b);
        put_chunk(&b, pairs[i][0], data, len + 7);
        put_chunk(&b, pairs[i][0], data, len + 7);
        put_tail(&b);
        refuse(crd_buffer_span(&b), CRD_CODE_BAKE_TWICE);
        crd_buffer_free(&b);
    }
    for (int i = 0; i < 2; i++) { /* one keyword, two types of chunk */
        crd_buffer b;
        crd_buffer_init(&b, NULL, 1 << 20);
        put_head(&b);
        if (i == 0) {
            PUT_TEXT(&b, "tEXt", "openbadgecredential\0a.b.c");
        }
        PUT_TEXT(&b, "iTXt", "openbadgecredential\0\0\0\0\0{}");
        if (i == 1) {
            PUT_TEXT(&b, "tEXt", "openbadgecredential\0a.b.c");
        }
        put_tail(&b);
        refuse(crd_buffer_span(&b), CRD_CODE_BAKE_TWICE);
        crd_buffer_free(&b);
    }
}

/* Security case 139: a compressed badge, in iTXt or in zTXt. */
static void a_compressed_badge_is_refused(void **state)
{
    static const char itxt[] = "openbadgecredential\0\1\0\0\0xxxx";
    static const char ztxt[] = "openbadges\0\0xxxx";
    static const char cut[] = "openbadgecredential\0\0\0en";
    crd_buffer b;
    (void)state;
    refuse(picture(&b, "iTXt", itxt, sizeof itxt - 1),
           CRD_CODE_BAKE_COMPRESSED);
    crd_buffer_free(&b);
    refuse(picture(&b, "zTXt", ztxt, sizeof ztxt - 1),
           CRD_CODE_BAKE_COMPRESSED);
    crd_buffer_free(&b);
    crd_buffer_init(&b, NULL, 1 << 20);
    put_head(&b);
    put_chunk(&b, "iTXt", cut, sizeof cut - 1);
    put_tail(&b);
    assert_int_equal(unbake(&(crd_unbaked){.image = CRD_IMAGE_NONE},
                            crd_buffer_span(&b), NULL),
                     CRD_E_SYNTAX);
    crd_buffer_free(&b);
}

/* Security case 144: the bytes say what a file is, not its name. */
static void the_kind_is_in_the_bytes(void **state)
{
    static const char *const none[] = {"",
                                       "<",
                                       "\x89PNG",
                                       "<html><svg></svg></html>",
                                       "PK\3\4",
                                       "GIF89a",
                                       "{\"svg\":1}",
                                       "<!DOCTYPE html><html>",
                                       "<!-- <svg> -->",
                                       "<?xml",
                                       "\xff\xfe<\0s\0v\0g\0",
                                       "<svgx>",
                                       "x<svg>",
                                       "<!DOCTYPE svg [<svg>"};
    static const char *const svg[] = {
        "<svg>", "\xef\xbb\xbf <svg/>", "<?xml?><!-- a --><s:svg x='1'/>",
        "<!DOCTYPE svg PUBLIC \"a>b\" 'c' [<!ENTITY a \">]\">]>\n<svg\n>"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(crd_image_detect(crd_span_of(none[i])),
                         CRD_IMAGE_NONE);
        refuse(crd_span_of(none[i]), CRD_CODE_BAKE_NOT_IMAGE);
    }
    for (size_t i = 0; i < sizeof svg / sizeof *svg; i++) {
        assert_int_equal(crd_image_detect(crd_span_of(svg[i])), CRD_IMAGE_SVG);
    }
    assert_int_equal(crd_image_detect((crd_span){signature, 8}), CRD_IMAGE_PNG);
    assert_string_equal(crd_image_kind_name(CRD_IMAGE_NONE), "none");
}

static void memory_may_fail_anywhere(void **state)
{
    crd_limits limits = crd_limits_default();
    crd_buffer plain;
    crd_span image = picture(&plain, NULL, NULL, 0);
    crd_rc rc = CRD_E_MEMORY;
    (void)state;
    for (size_t n = 0; rc != CRD_OK; n++) {
        meter m = {n, 0, 0};
        crd_allocator counted = {meter_alloc, meter_release, &m};
        crd_buffer out;
        assert_true(n < 100);
        crd_buffer_init(&out, &counted, 1 << 20);
        rc = crd_bake(&limits, &out, image, crd_span_of(JSON), CRD_BAKE_NEW,
                      NULL);
        assert_true(rc == CRD_OK || (rc == CRD_E_MEMORY && out.len == 0));
        crd_buffer_free(&out);
    }
    /* The image as baked counts against the limit too. */
    limits.image_bytes = plain.len + 10;
    {
        crd_buffer out;
        crd_buffer_init(&out, NULL, 1 << 20);
        assert_int_equal(crd_bake(&limits, &out, image, crd_span_of(JSON),
                                  CRD_BAKE_NEW, NULL),
                         CRD_E_LIMIT);
        assert_int_equal(out.len, 0);
        crd_buffer_free(&out);
    }
    crd_buffer_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libpng_reads_what_we_bake),
        cmocka_unit_test(every_other_byte_stays),
        cmocka_unit_test(a_badge_is_refused_or_replaced),
        cmocka_unit_test(only_credentials_are_baked),
        cmocka_unit_test(old_forms_are_read_and_named),
        cmocka_unit_test(the_new_form_wins_over_the_old),
        cmocka_unit_test(broken_pictures_are_refused),
        cmocka_unit_test(a_million_chunks_take_no_memory),
        cmocka_unit_test(two_badges_are_refused),
        cmocka_unit_test(a_compressed_badge_is_refused),
        cmocka_unit_test(the_kind_is_in_the_bytes),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
