/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate: what stands where on the sheet, in which type. Lengths are
 * points, 72 to the inch. */
#include "paper/certificate.h"

#include "base/visible.h"
#include "paper/guilloche.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include <stdio.h>

#define FAMILIES                                                               \
    ", Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, "          \
    "Noto Serif CJK SC, DejaVu Serif, serif"
#define BODY "Noto Serif" FAMILIES
#define DISPLAY "Noto Serif Display" FAMILIES

enum { TEXT_MAX = 4096, URL_MAX = 1024 };
enum { MARGIN = 92, TOP = 58, FOOT = 132, CODE = 76, SEAL = 92 };

/* A line of the middle: it shrinks by steps until it fits its box. */
typedef struct line {
    const char *font; /* without its size */
    crd_span text;
    double gap;     /* above it */
    double largest; /* size of type */
    double height;  /* of its box */
    double grey;    /* 0 is black */
    double spacing; /* between letters, where the script allows it */
    PangoLayout *layout;
} line;

enum { LINES = 7 };

typedef struct sheet {
    cairo_t *cr;
    PangoContext *pango;
    double width, height;
    const crd_certificate *words;
    crd_error *error;
} sheet;

/* ---- Type ---------------------------------------------------------------- */

/* Letters of joined scripts must not be parted. */
static bool may_be_spaced(crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0xd6) {
            return false;
        }
    }
    return true;
}

static void set_type(const line *l, double size)
{
    PangoFontDescription *type = pango_font_description_from_string(l->font);
    PangoAttrList *list = pango_attr_list_new();
    pango_font_description_set_size(type, (int)(size * PANGO_SCALE));
    pango_layout_set_font_description(l->layout, type);
    if (l->spacing > 0 && may_be_spaced(l->text)) {
        double space = l->spacing * size;
        pango_attr_list_insert(
            list, pango_attr_letter_spacing_new((int)(space * PANGO_SCALE)));
    }
    /* A hyphen that is not in the name is not put into it. */
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(l->layout, list);
    pango_attr_list_unref(list);
    pango_font_description_free(type);
}

static void extent(PangoLayout *layout, double *width, double *height)
{
    int w, h;
    pango_layout_get_size(layout, &w, &h);
    *width = (double)w / PANGO_SCALE;
    *height = (double)h / PANGO_SCALE;
}

/*
 * The largest type in which the text stands on one line; from half of the
 * largest downward on several. False if not even the smallest fits.
 */
static bool fit(line *l, double measure)
{
    for (double size = l->largest; size >= 5; size *= 0.92) {
        double width, height;
        bool wraps = size < l->largest * 0.56;
        set_type(l, size);
        pango_layout_set_width(l->layout,
                               wraps ? (int)(measure * PANGO_SCALE) : -1);
        extent(l->layout, &width, &height);
        if (width <= measure && height <= l->height) {
            pango_layout_set_width(l->layout, (int)(measure * PANGO_SCALE));
            return true;
        }
    }
    return false;
}

static crd_rc set(const sheet *s, line *l, double measure, PangoAlignment align)
{
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), 16 * TEXT_MAX);
    if (l->text.len > TEXT_MAX) {
        return crd_fail(s->error, CRD_CODE_PAPER_TEXT, "%s", "");
    }
    visible_write(&text, l->text);
    crd_rc rc = crd_buffer_rc(&text, s->error);
    if (rc == CRD_OK) {
        l->layout = pango_layout_new(s->pango);
        pango_layout_set_text(l->layout, text.data, (int)text.len);
        pango_layout_set_alignment(l->layout, align);
        pango_layout_set_wrap(l->layout, PANGO_WRAP_WORD_CHAR);
        if (!fit(l, measure)) {
            rc = crd_fail(s->error, CRD_CODE_PAPER_TEXT,
                          "%.60s... is too long for the sheet", text.data);
        }
    }
    crd_buffer_free(&text);
    return rc;
}

static double put(const sheet *s, const line *l, double x, double y)
{
    double width, height;
    extent(l->layout, &width, &height);
    cairo_set_source_rgb(s->cr, l->grey, l->grey, l->grey);
    cairo_move_to(s->cr, x, y);
    pango_cairo_show_layout(s->cr, l->layout);
    return height;
}

/* ---- The sheet ----------------------------------------------------------- */

/* A fine rule within a stronger one, as an engraver would frame it. */
static void draw_frame(const sheet *s)
{
    static const double RULES[][2] = {{26, 1.1}, {30.5, 0.35}};
    for (size_t i = 0; i < 2; i++) {
        double at = RULES[i][0];
        cairo_set_line_width(s->cr, RULES[i][1]);
        cairo_rectangle(s->cr, at, at, s->width - 2 * at, s->height - 2 * at);
        cairo_set_source_rgb(s->cr, 0.16, 0.16, 0.18);
        cairo_stroke(s->cr);
    }
}

/* A short rule that swells in the middle. */
static void draw_swelled_rule(const sheet *s, double y)
{
    double x = s->width / 2;
    cairo_move_to(s->cr, x - 60, y);
    cairo_curve_to(s->cr, x - 20, y, x - 12, y - 0.9, x, y - 0.9);
    cairo_curve_to(s->cr, x + 12, y - 0.9, x + 20, y, x + 60, y);
    cairo_curve_to(s->cr, x + 20, y, x + 12, y + 0.9, x, y + 0.9);
    cairo_curve_to(s->cr, x - 12, y + 0.9, x - 20, y, x - 60, y);
    cairo_set_source_rgb(s->cr, 0.16, 0.16, 0.18);
    cairo_fill(s->cr);
}

static crd_rc draw_rosette(const sheet *s, double x, double y, double width,
                           double ink)
{
    cairo_save(s->cr);
    cairo_translate(s->cr, x, y);
    crd_rc rc = paper_guilloche(s->cr, s->words->digest, width, ink, s->error);
    cairo_restore(s->cr);
    return rc;
}

/* The lines of the middle, centred together in what the foot leaves. */
static crd_rc draw_middle(const sheet *s)
{
    const crd_certificate *w = s->words;
    bool named = w->credential.len > 0;
    line lines[LINES] = {
        {BODY " Medium", w->institution, 0, 21, 46, 0.1, 0.09},
        {BODY " Italic", CRD_SPAN("certifies that"), 34, 12.5, 24, 0.25},
        {DISPLAY " Medium", w->learner, 4, 54, 100, 0},
        {BODY " Italic",
         named ? CRD_SPAN("has been awarded the credential")
               : CRD_SPAN("has been awarded this credential"),
         8, 12.5, 24, 0.25},
        {DISPLAY " Medium", w->credential, 5, 27, 62, 0.05},
        {BODY, w->quiet, 6, 11, 30, 0.32, 0.02},
        {BODY, w->date, 10, 11, 20, 0.1},
    };
    double measure = s->width - 2 * MARGIN, total = 0;
    crd_rc rc = CRD_OK;
    for (size_t i = 0; i < LINES && rc == CRD_OK; i++) {
        double width, height;
        if (lines[i].text.len == 0) {
            continue;
        }
        rc = set(s, &lines[i], measure, PANGO_ALIGN_CENTER);
        if (rc == CRD_OK) {
            extent(lines[i].layout, &width, &height);
            total += lines[i].gap + height;
        }
    }
    double y = TOP + (s->height - TOP - FOOT - total) / 2;
    for (size_t i = 0; i < LINES; i++) {
        if (rc == CRD_OK && lines[i].layout) {
            y += lines[i].gap;
            y += put(s, &lines[i], MARGIN, y);
            if (i == 0) {
                draw_swelled_rule(s, y + 15);
            }
        }
        if (lines[i].layout) {
            g_object_unref(lines[i].layout);
        }
    }
    return rc;
}

/* ---- The foot: code, words, seal ------------------------------------------
 */

/* The QR code as one shape, so that no seam shows between its modules; with
 * the four light modules that ISO/IEC 18004 wants around it. */
static crd_rc draw_code(const sheet *s, const char *url, double x, double y)
{
    QRcode *code = QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M);
    if (!code) {
        return crd_fail(s->error, CRD_CODE_PAPER_FAILED, "%s", "");
    }
    double module = (double)CODE / code->width;
    cairo_save(s->cr);
    cairo_set_source_rgb(s->cr, 1, 1, 1);
    cairo_rectangle(s->cr, x - 4 * module, y - 4 * module, CODE + 8 * module,
                    CODE + 8 * module);
    cairo_fill(s->cr);
    cairo_translate(s->cr, x, y);
    cairo_scale(s->cr, module, module);
    for (int i = 0; i < code->width * code->width; i++) {
        if (code->data[i] & 1) {
            cairo_rectangle(s->cr, i % code->width, i / code->width, 1, 1);
        }
    }
    cairo_set_source_rgb(s->cr, 0, 0, 0);
    cairo_fill(s->cr);
    cairo_restore(s->cr);
    QRcode_free(code);
    return CRD_OK;
}

/* An attribute of cairo's tags is in quotes: what would end them stays out. */
static bool may_be_linked(const char *url)
{
    return strpbrk(url, "'\\") == NULL;
}

static crd_rc put_foot_line(const sheet *s, line *l, double x, double *y,
                            double measure)
{
    crd_rc rc = l->text.len ? set(s, l, measure, PANGO_ALIGN_LEFT) : CRD_OK;
    if (l->layout && rc == CRD_OK) {
        *y += l->gap;
        *y += put(s, l, x, *y);
    }
    if (l->layout) {
        g_object_unref(l->layout);
    }
    return rc;
}

static crd_rc draw_verify(const sheet *s, const char *url, double x, double *y,
                          double measure)
{
    char link[URL_MAX + 16];
    line words = {BODY " Italic", CRD_SPAN("Verify at"), 0, 9, 20, 0.25};
    line place = {BODY, s->words->verify_url, 1, 9, 34, 0};
    bool linked = may_be_linked(url);
    CRD_TRY(put_foot_line(s, &words, x, y, measure));
    snprintf(link, sizeof link, "uri='%s'", url);
    if (linked) {
        cairo_tag_begin(s->cr, CAIRO_TAG_LINK, link);
    }
    crd_rc rc = put_foot_line(s, &place, x, y, measure);
    if (linked) {
        cairo_tag_end(s->cr, CAIRO_TAG_LINK);
    }
    return rc;
}

static crd_rc draw_foot(const sheet *s)
{
    char url[URL_MAX + 1];
    crd_span place = s->words->verify_url;
    double x = 62, y = s->height - 58 - CODE;
    line id = {BODY, s->words->id, 5, 7, 28, 0.4};
    line caution = {BODY " Italic",
                    CRD_SPAN("The signed credential is what counts; "
                             "this sheet only shows what it says."),
                    3,
                    7,
                    20,
                    0.4};
    snprintf(url, sizeof url, "%.*s", (int)place.len, place.data);
    CRD_TRY(draw_rosette(s, s->width - 62 - SEAL / 2.0,
                         s->height - 58 - SEAL / 2.0, SEAL, 1));
    if (place.len) {
        CRD_TRY(draw_code(s, url, x, y));
        x += CODE + 18;
    } else {
        y += CODE - 26;
    }
    double measure = s->width - x - 62 - SEAL - 24;
    if (place.len) {
        CRD_TRY(draw_verify(s, url, x, &y, measure));
    }
    CRD_TRY(put_foot_line(s, &id, x, &y, measure));
    return put_foot_line(s, &caution, x, &y, measure);
}

static crd_rc draw(const sheet *s)
{
    cairo_set_source_rgb(s->cr, 1, 1, 1);
    cairo_paint(s->cr);
    CRD_TRY(draw_rosette(s, s->width / 2, s->height / 2 - 22, s->height - 100,
                         0.06));
    draw_frame(s);
    CRD_TRY(draw_middle(s));
    return draw_foot(s);
}

/* ---- Formats ------------------------------------------------------------- */

static cairo_status_t append(void *context, const unsigned char *data,
                             unsigned int length)
{
    crd_buffer *out = context;
    crd_buffer_append(out, data, length);
    return out->rc == CRD_OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* Who it is for and what it is, to those who look at the file's properties. */
static crd_rc describe(cairo_surface_t *pdf, const crd_certificate *words,
                       crd_error *error)
{
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), 64 * TEXT_MAX);
    visible_write(&text, words->credential);
    crd_buffer_append_text(&text, words->credential.len ? ": " : "");
    visible_write(&text, words->learner);
    crd_buffer_append(&text, "", 1);
    size_t author = text.len;
    visible_write(&text, words->institution);
    crd_buffer_append(&text, "", 1);
    crd_rc rc = crd_buffer_rc(&text, error);
    if (rc == CRD_OK) {
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE,
                                       text.data);
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_AUTHOR,
                                       text.data + author);
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR,
                                       "Credimur");
    }
    crd_buffer_free(&text);
    return rc;
}

static const double DOTS = 200.0 / 72; /* of a PNG, to the point */

static cairo_surface_t *surface_of(crd_buffer *out, crd_paper_format format,
                                   double width, double height)
{
    switch (format) {
    case CRD_PAPER_PNG:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                          (int)(width * DOTS + 0.5),
                                          (int)(height * DOTS + 0.5));
    case CRD_PAPER_SVG:
        return cairo_svg_surface_create_for_stream(append, out, width, height);
    default:
        return cairo_pdf_surface_create_for_stream(append, out, width, height);
    }
}

/* Type is set alike for every format: in points, and never on a pixel grid. */
static crd_rc draw_on(sheet *s)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    cairo_font_options_t *options = cairo_font_options_create();
    s->pango = pango_font_map_create_context(fonts);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(s->pango, options);
    pango_cairo_context_set_resolution(s->pango, 72);
    pango_context_set_round_glyph_positions(s->pango, FALSE);
    pango_cairo_update_context(s->cr, s->pango);
    crd_rc rc = draw(s);
    g_object_unref(s->pango);
    cairo_font_options_destroy(options);
    g_object_unref(fonts);
    return rc;
}

static crd_rc check(const crd_certificate *words, crd_error *error)
{
    crd_span url = words->verify_url;
    for (size_t i = 0; i < url.len; i++) {
        if (url.data[i] <= 0x20 || url.data[i] >= 0x7f) {
            return crd_fail(error, CRD_CODE_PAPER_FAILED,
                            "the address to verify at is not printable ASCII");
        }
    }
    if (url.len > URL_MAX || words->learner.len > TEXT_MAX ||
        words->credential.len > TEXT_MAX || words->institution.len > TEXT_MAX) {
        return crd_fail(error, CRD_CODE_PAPER_TEXT, "%s", "");
    }
    return CRD_OK;
}

crd_rc crd_certificate_write(crd_buffer *out,
                             const crd_certificate *certificate,
                             crd_paper_format format, crd_paper_size size,
                             crd_error *error)
{
    const size_t before = out->len;
    sheet s = {.width = 297 / 25.4 * 72,
               .height = 210 / 25.4 * 72,
               .words = certificate,
               .error = error};
    if (size == CRD_PAPER_LETTER) {
        s.width = 792;
        s.height = 612;
    }
    CRD_TRY(check(certificate, error));
    cairo_surface_t *surface = surface_of(out, format, s.width, s.height);
    s.cr = cairo_create(surface);
    crd_rc rc = CRD_OK;
    if (format == CRD_PAPER_PNG) {
        cairo_scale(s.cr, DOTS, DOTS);
    } else if (format == CRD_PAPER_PDF) {
        rc = describe(surface, certificate, error);
    } else {
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    }
    if (rc == CRD_OK) {
        rc = draw_on(&s);
    }
    cairo_status_t status = cairo_status(s.cr);
    cairo_destroy(s.cr);
    if (rc == CRD_OK && format == CRD_PAPER_PNG && !status) {
        status = cairo_surface_write_to_png_stream(surface, append, out);
    }
    cairo_surface_finish(surface);
    status = status ? status : cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(out, error);
    }
    if (rc == CRD_OK && status) {
        rc = crd_fail(error, CRD_CODE_PAPER_FAILED, "%s",
                      cairo_status_to_string(status));
    }
    if (rc != CRD_OK) {
        out->len = before;
    }
    return rc;
}
