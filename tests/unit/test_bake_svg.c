/* SPDX-License-Identifier: Apache-2.0 */
/* Room bake, SVG: the badge goes in and comes out, the picture stays, and no
 * entity is expanded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/bake.h"

#define XMLNS "xmlns=\"http://www.w3.org/2000/svg\""
#define NEW "xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""
#define OLD "xmlns:openbadges=\"http://openbadges.org\""
#define JWS "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2lnbmF0dXJl"
#define W3C_DTD                                                                \
    "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "                        \
    "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">"

static crd_rc bake(crd_buffer *out, const char *image, const char *text,
                   crd_bake_mode mode, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_buffer_init(out, NULL, 1 << 20);
    return crd_bake(&limits, out, crd_span_of(image), crd_span_of(text), mode,
                    error);
}

static void bakes_to(const char *image, const char *text, const char *result)
{
    crd_buffer out;
    assert_int_equal(bake(&out, image, text, CRD_BAKE_NEW, NULL), CRD_OK);
    crd_buffer_append_char(&out, 0);
    assert_string_equal(out.data, result);
    crd_buffer_free(&out);
}

static void the_badge_stands_after_the_first_tag(void **state)
{
    (void)state;
    bakes_to("<?xml version=\"1.0\"?>\n<!-- > --><svg " XMLNS
             " a='>'>\n <g/>\r\n</svg>\n",
             "{}",
             "<?xml version=\"1.0\"?>\n<!-- > --><svg " NEW " " XMLNS
             " a='>'><openbadges:credential><![CDATA[{}]]>"
             "</openbadges:credential>\n <g/>\r\n</svg>\n");
    bakes_to("<svg\n" XMLNS "><g/></svg>", JWS,
             "<svg " NEW "\n" XMLNS "><openbadges:credential verify=\"" JWS
             "\"></openbadges:credential><g/></svg>");
    /* The prefix is bound already, to this or to something else. */
    bakes_to("<svg " XMLNS " " NEW "></svg>", "{}",
             "<svg " XMLNS " " NEW "><openbadges:credential><![CDATA[{}]]>"
             "</openbadges:credential></svg>");
    bakes_to("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" " OLD "></s:svg>",
             "{}",
             "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" " OLD
             "><openbadges:credential " NEW "><![CDATA[{}]]>"
             "</openbadges:credential></s:svg>");
}

static void what_xml_cannot_hold_is_escaped(void **state)
{
    (void)state;
    bakes_to("<svg " XMLNS "></svg>",
             "{\"a\":\"]]>]]>\xef\xbf\xbf\xef\xbf\xbe\",\r\n\"b\":[[1]]\r}",
             "<svg " NEW " " XMLNS "><openbadges:credential><![CDATA["
             "{\"a\":\"]]\\u003e]]\\u003e\\uffff\\ufffe\",\n\"b\":[[1]]\n}"
             "]]></openbadges:credential></svg>");
}

typedef struct reading {
    crd_rc rc;
    crd_unbaked found;
    crd_error error;
    char text[512];
} reading;

static reading unbake(const char *image)
{
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    reading r = {.rc = CRD_OK};
    crd_arena_init(&arena, NULL, 1 << 20);
    r.rc = crd_unbake(&limits, &r.found, &arena, crd_span_of(image), &r.error);
    if (r.rc == CRD_OK) {
        assert_true(r.found.text.len < sizeof r.text);
        memcpy(r.text, r.found.text.data, r.found.text.len);
    }
    crd_arena_free(&arena);
    return r;
}

static void every_form_is_read(void **state)
{
    static const struct {
        const char *image, *text;
        crd_baked_form form;
        crd_baked_payload payload;
    } cases[] = {
        {"<svg " XMLNS " " NEW "><openbadges:credential>\n<![CDATA[ {\"a\":"
         "\"<&\"}\n]]> </openbadges:credential></svg>",
         "{\"a\":\"<&\"}", CRD_BAKED_SVG_CREDENTIAL, CRD_PAYLOAD_JSON},
        {"<svg " XMLNS "><x:credential xmlns:x=\"https://purl.imsglobal.org/ob/"
         "v3p0\">{&quot;a&quot;:&#49;}</x:credential></svg>",
         "{\"a\":1}", CRD_BAKED_SVG_CREDENTIAL, CRD_PAYLOAD_JSON},
        {"<svg " XMLNS " " NEW "><openbadges:credential verify='" JWS
         "'/><g/></svg>",
         JWS, CRD_BAKED_SVG_CREDENTIAL, CRD_PAYLOAD_JWS},
        {"<svg " XMLNS " " OLD "><openbadges:assertion verify='" JWS
         "'/></svg>",
         JWS, CRD_BAKED_SVG_OLD, CRD_PAYLOAD_JWS},
        {"<svg " XMLNS " " OLD "><openbadges:assertion "
         "verify='https://e.example/?a&amp;b'/></svg>",
         "https://e.example/?a&b", CRD_BAKED_SVG_OLD, CRD_PAYLOAD_URL},
        {"<svg " XMLNS " " OLD "><g><openbadges:assertion "
         "verify='https://e.example/1'><![CDATA[{}]]></openbadges:assertion>"
         "</g></svg>",
         "{}", CRD_BAKED_SVG_OLD, CRD_PAYLOAD_JSON},
        {"<svg " XMLNS " " OLD "><openbadges:credential>{}"
         "</openbadges:credential></svg>",
         "{}", CRD_BAKED_SVG_OLD, CRD_PAYLOAD_JSON},
        {"<svg " XMLNS " " NEW "><openbadges:assertion>{}"
         "</openbadges:assertion></svg>",
         "{}", CRD_BAKED_SVG_OLD, CRD_PAYLOAD_JSON},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = unbake(cases[i].image);
        assert_int_equal(r.rc, CRD_OK);
        assert_int_equal(r.found.image, CRD_IMAGE_SVG);
        assert_int_equal(r.found.form, cases[i].form);
        assert_int_equal(r.found.payload, cases[i].payload);
        assert_string_equal(r.text, cases[i].text);
    }
}

static void the_new_form_wins_over_the_old(void **state)
{
    reading r = unbake("<svg " XMLNS " " OLD "><openbadges:assertion verify='"
                       "https://e.example/1'/><c:credential xmlns:c=\"https://"
                       "purl.imsglobal.org/ob/v3p0\">{}</c:credential></svg>");
    (void)state;
    assert_int_equal(r.rc, CRD_OK);
    assert_int_equal(r.found.form, CRD_BAKED_SVG_CREDENTIAL);
    assert_true(r.found.has_old_beside);
}

static void what_is_baked_comes_out_again(void **state)
{
    static const char image[] = "<svg " XMLNS "><g/></svg>";
    static const char *const texts[] = {
        "{\"a\":\"\xd8\xb3 \xe6\x9d\x8e <b> &amp;\"}", JWS};
    crd_buffer baked, again, fresh;
    crd_error error;
    reading r;
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(bake(&baked, image, texts[i], CRD_BAKE_NEW, NULL),
                         CRD_OK);
        crd_buffer_append_char(&baked, 0);
        r = unbake(baked.data);
        assert_int_equal(r.rc, CRD_OK);
        assert_string_equal(r.text, texts[i]);
        /* A second badge is refused, or takes the place of the first. */
        assert_int_equal(
            bake(&again, baked.data, texts[1 - i], CRD_BAKE_NEW, &error),
            CRD_E_CONFLICT);
        assert_int_equal(error.code, CRD_CODE_BAKE_PRESENT);
        assert_int_equal(again.len, 0);
        crd_buffer_free(&again);
        assert_int_equal(
            bake(&again, baked.data, texts[1 - i], CRD_BAKE_REPLACE, NULL),
            CRD_OK);
        assert_int_equal(bake(&fresh, image, texts[1 - i], CRD_BAKE_NEW, NULL),
                         CRD_OK);
        assert_true(
            crd_span_equal(crd_buffer_span(&again), crd_buffer_span(&fresh)));
        crd_buffer_free(&baked);
        crd_buffer_free(&again);
        crd_buffer_free(&fresh);
    }
}

static void every_old_badge_is_replaced(void **state)
{
    crd_buffer out;
    (void)state;
    assert_int_equal(
        bake(&out,
             "<svg " XMLNS " " OLD "><openbadges:assertion verify='x'/>\n"
             "<g><openbadges:assertion>{}</openbadges:assertion></g></svg>",
             "{}", CRD_BAKE_REPLACE, NULL),
        CRD_OK);
    crd_buffer_append_char(&out, 0);
    assert_string_equal(out.data,
                        "<svg " XMLNS " " OLD "><openbadges:credential " NEW
                        "><![CDATA[{}]]></openbadges:credential>\n"
                        "<g></g></svg>");
    crd_buffer_free(&out);
}

static void refuse(const char *image, crd_code code)
{
    reading r = unbake(image);
    assert_int_not_equal(r.rc, CRD_OK);
    assert_string_equal(crd_code_get(r.error.code)->word,
                        crd_code_get(code)->word);
}

/* Security case 142: DOCTYPE with declarations, external entities, a billion
 * laughs; XInclude is text like any other and nothing is fetched. The bare
 * name of a public DTD of the W3C, as in the badges of the specification's own
 * validator, is read over; any other document type is refused. */
static void entities_are_refused(void **state)
{
    static const char *const bad[] = {
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg " XMLNS ">&a;</svg>",
        "<!DOCTYPE svg []><svg " XMLNS "/>",
        "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg " XMLNS
        ">&x;</svg>",
        "<!DOCTYPE svg SYSTEM \"http://127.0.0.1/x.dtd\"><svg " XMLNS "/>",
        "<!DOCTYPE svg PUBLIC \"x\" \"http://127.0.0.1/x.dtd\"><svg " XMLNS
        "/>",
        "<!DOCTYPE svg [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;\">]><svg " XMLNS ">&c;</svg>",
        "<!DOCTYPE svg [<!ENTITY % p SYSTEM \"http://127.0.0.1/\">%p;]><svg "
        "" XMLNS "/>",
        W3C_DTD "<svg " XMLNS ">&x;</svg>",
        W3C_DTD "<svg " XMLNS " " NEW "><openbadges:credential verify='a.&x;b.c"
                "'/></svg>",
    };
    crd_buffer out;
    crd_error error;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refuse(bad[i], CRD_CODE_BAKE_DOCTYPE);
    }
    assert_int_equal(bake(&out, bad[0], "{}", CRD_BAKE_NEW, &error),
                     CRD_E_UNSUPPORTED);
    assert_int_equal(error.code, CRD_CODE_BAKE_DOCTYPE);
    assert_int_equal(out.len, 0);
    crd_buffer_free(&out);
    refuse("<svg " XMLNS ">&x;</svg>", CRD_CODE_BAKE_SVG);
    refuse("<svg " XMLNS "><x:include xmlns:x=\"http://www.w3.org/2001/XInclude"
           "\" href=\"file:///etc/passwd\"/></svg>",
           CRD_CODE_BAKE_NO_BADGE);
    assert_int_equal(unbake(W3C_DTD "<svg " XMLNS " " NEW
                                    "><openbadges:credential>{}"
                                    "</openbadges:credential></svg>")
                         .rc,
                     CRD_OK);
}

static void broken_pictures_are_refused(void **state)
{
    static const char good[] =
        "<svg " XMLNS " " NEW "><openbadges:credential verify='a.b.c'>"
        "</openbadges:credential></svg>";
    char cut[sizeof good];
    (void)state;
    assert_int_equal(unbake(good).rc, CRD_OK);
    for (size_t n = 5; n < sizeof good - 1; n++) {
        memcpy(cut, good, n);
        cut[n] = 0;
        refuse(cut, CRD_CODE_BAKE_SVG);
    }
    refuse("<svg " XMLNS "><g></svg>", CRD_CODE_BAKE_SVG);
    refuse("<svg " XMLNS "><x:g/></svg>", CRD_CODE_BAKE_SVG);
    refuse("<svg " XMLNS "/><svg " XMLNS "/>", CRD_CODE_BAKE_SVG);
    refuse("<svg " XMLNS ">\xff</svg>", CRD_CODE_BAKE_SVG);
    refuse("<svg " XMLNS "></svg>", CRD_CODE_BAKE_NO_BADGE);
    refuse("<svg></svg>", CRD_CODE_BAKE_NOT_IMAGE);
    refuse("<svg xmlns=\"http://www.w3.org/1999/xhtml\"></svg>",
           CRD_CODE_BAKE_NOT_IMAGE);
    refuse("<?xml version=\"1.0\" encoding=\"ebcdic\"?><svg " XMLNS "/>",
           CRD_CODE_BAKE_ENCODING);
    refuse("<svg " XMLNS " " NEW "><openbadges:credential/></svg>",
           CRD_CODE_BAKE_PAYLOAD);
    refuse("<svg " XMLNS " " NEW "><openbadges:credential><g/>"
           "</openbadges:credential></svg>",
           CRD_CODE_BAKE_SVG);
}

/* Security case 138, in SVG: two badges, or two texts in one. */
static void two_badges_are_refused(void **state)
{
    (void)state;
    refuse("<svg " XMLNS " " NEW "><openbadges:credential verify='a.b.c'/>"
           "<openbadges:credential verify='a.b.c'/></svg>",
           CRD_CODE_BAKE_TWICE);
    refuse("<svg " XMLNS " " OLD "><openbadges:assertion verify='a.b.c'/>"
           "<openbadges:assertion verify='a.b.c'/></svg>",
           CRD_CODE_BAKE_TWICE);
    refuse("<svg " XMLNS " " NEW "><openbadges:credential verify='a.b.c'>{}"
           "</openbadges:credential></svg>",
           CRD_CODE_BAKE_TWICE);
}

static void other_encodings_take_plain_text_only(void **state)
{
    static const char latin[] =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
        "<svg " XMLNS "><title>\xe9</title></svg>";
    crd_buffer out;
    crd_error error;
    (void)state;
    assert_int_equal(
        bake(&out, latin, "{\"a\":\"\xc3\xa9\"}", CRD_BAKE_NEW, &error),
        CRD_E_UNSUPPORTED);
    assert_int_equal(error.code, CRD_CODE_BAKE_ENCODING);
    crd_buffer_free(&out);
    assert_int_equal(bake(&out, latin, "{\"a\":\"e\"}", CRD_BAKE_NEW, NULL),
                     CRD_OK);
    crd_buffer_append_char(&out, 0);
    assert_string_equal(unbake(out.data).text, "{\"a\":\"e\"}");
    assert_non_null(strchr(out.data, '\xe9'));
    crd_buffer_free(&out);
    assert_int_equal(bake(&out, "<svg " XMLNS "/>", "{}", CRD_BAKE_NEW, NULL),
                     CRD_E_SYNTAX);
    crd_buffer_free(&out);
    bakes_to("<?xml version=\"1.0\" encoding=\"Utf-8\"?><svg " XMLNS "></svg>",
             "{\"\xc3\xa9\":1}",
             "<?xml version=\"1.0\" encoding=\"Utf-8\"?><svg " NEW " " XMLNS
             "><openbadges:credential><![CDATA[{\"\xc3\xa9\":1}]]>"
             "</openbadges:credential></svg>");
}

static void *few_alloc(void *context, size_t size)
{
    size_t *left = context;
    return *left ? (--*left, malloc(size)) : NULL;
}

static void few_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static void memory_may_fail_anywhere(void **state)
{
    static const char image[] =
        "<svg " XMLNS " " NEW "><openbadges:credential>{\"a\":1}"
        "</openbadges:credential></svg>";
    crd_limits limits = crd_limits_default();
    crd_rc read = CRD_E_MEMORY, written = CRD_E_MEMORY;
    (void)state;
    for (size_t n = 0; read != CRD_OK || written != CRD_OK; n++) {
        size_t left = n;
        crd_allocator few = {few_alloc, few_release, &left};
        crd_unbaked found = {.image = CRD_IMAGE_NONE};
        crd_arena arena;
        crd_buffer out;
        assert_true(n < 100);
        crd_arena_init(&arena, &few, 1 << 20);
        read = crd_unbake(&limits, &found, &arena, crd_span_of(image), NULL);
        assert_true(read == CRD_OK ||
                    (read == CRD_E_MEMORY && found.image == CRD_IMAGE_NONE));
        crd_arena_free(&arena);
        left = n;
        crd_buffer_init(&out, &few, 1 << 20);
        written = crd_bake(&limits, &out, crd_span_of(image), CRD_SPAN("{}"),
                           CRD_BAKE_REPLACE, NULL);
        assert_true(written == CRD_OK ||
                    (written == CRD_E_MEMORY && out.len == 0));
        crd_buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_badge_stands_after_the_first_tag),
        cmocka_unit_test(what_xml_cannot_hold_is_escaped),
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(the_new_form_wins_over_the_old),
        cmocka_unit_test(what_is_baked_comes_out_again),
        cmocka_unit_test(every_old_badge_is_replaced),
        cmocka_unit_test(entities_are_refused),
        cmocka_unit_test(broken_pictures_are_refused),
        cmocka_unit_test(two_badges_are_refused),
        cmocka_unit_test(other_encodings_take_plain_text_only),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
