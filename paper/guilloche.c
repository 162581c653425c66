/* SPDX-License-Identifier: Apache-2.0 */
/* Draws what room rosette writes. Only the SVG that crd_rosette_svg makes is
 * understood: groups, paths of M c s z, copies turned about the centre. */
#include "paper/guilloche.h"

#include "credimur/rosette.h"

#include <stdio.h>
#include <stdlib.h>

/* A band has at most 12 petals, and so as many turned copies of its curve. */
enum { TURNS_MAX = 32 };

typedef struct plate {
    cairo_t *cr;
    double ink;
    const char *path;        /* path data of the band, or NULL */
    double turns[TURNS_MAX]; /* degrees: the copies of the path */
    size_t turn_count;
} plate;

/* The value of an attribute within the tag at `tag`, or NULL. */
static const char *attribute(const char *tag, const char *name)
{
    const char *end = strchr(tag, '>');
    const char *at = strstr(tag, name);
    return at && end && at < end ? at + strlen(name) : NULL;
}

static double next_number(const char **p)
{
    while (**p == ' ') {
        (*p)++;
    }
    char *end = NULL;
    long value = strtol(*p, &end, 10);
    *p = end;
    return (double)value;
}

/* Path data: one M, one c, then s, whose first handle mirrors the last. */
static void trace(cairo_t *cr, const char *p)
{
    double handle_x = 0, handle_y = 0;
    char command = 0;
    cairo_new_path(cr);
    while (*p && *p != 'z' && *p != '"') {
        double v[6] = {handle_x, handle_y};
        if (*p == 'M' || *p == 'c' || *p == 's') {
            command = *p++;
        } else if (command == 0 || !strchr("-0123456789 ", *p)) {
            return;
        }
        if (command == 'M') {
            double x = next_number(&p);
            cairo_move_to(cr, x, next_number(&p));
            continue;
        }
        for (size_t i = command == 'c' ? 0 : 2; i < 6; i++) {
            v[i] = next_number(&p);
        }
        cairo_rel_curve_to(cr, v[0], v[1], v[2], v[3], v[4], v[5]);
        handle_x = v[4] - v[2];
        handle_y = v[5] - v[3];
    }
    cairo_close_path(cr);
}

/* Strokes the path in each of its turns, and forgets it. */
static void press(plate *p)
{
    const double radian = 3.14159265358979323846 / 180;
    for (size_t i = 0; p->path && i < p->turn_count; i++) {
        cairo_save(p->cr);
        cairo_rotate(p->cr, p->turns[i] * radian);
        trace(p->cr, p->path);
        cairo_restore(p->cr);
        cairo_stroke(p->cr);
    }
    p->path = NULL;
    p->turn_count = 0;
}

/* "rotate(12.34)": degrees with at most two decimals, in any locale. */
static double degrees(const char *p)
{
    double whole = next_number(&p);
    char decimals[3] = "00";
    if (*p == '.') {
        for (size_t i = 0; i < 2 && p[i + 1] >= '0' && p[i + 1] <= '9'; i++) {
            decimals[i] = p[i + 1];
        }
    }
    return whole + (double)strtol(decimals, NULL, 10) / 100;
}

/* A copy of the path, or of the whole group that holds it. */
static void copy(plate *p, const char *tag)
{
    const char *id = attribute(tag, "href=\"#");
    const char *turn = attribute(tag, "rotate(");
    if (!id || !turn) {
        return;
    }
    bool group = id[8] == 'a' || id[8] == 'c';
    size_t before = p->turn_count;
    size_t from = group ? before : 1;
    for (size_t i = 0; i < from && p->turn_count < TURNS_MAX; i++) {
        double base = group ? p->turns[i] : 0;
        p->turns[p->turn_count++] = base + degrees(turn);
    }
}

static void take_colour(plate *p, const char *tag)
{
    const char *stroke = attribute(tag, "stroke=\"#");
    unsigned long rgb = stroke ? strtoul(stroke, NULL, 16) : 0;
    double part[3];
    for (int i = 0; i < 3; i++) {
        double full = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;
        part[i] = 1 - p->ink * (1 - full);
    }
    if (stroke) {
        cairo_set_source_rgb(p->cr, part[0], part[1], part[2]);
    }
}

/* The tags one after another; a band ends where the next ink begins. */
static void print(plate *p, const char *svg)
{
    for (const char *tag = strchr(svg, '<'); tag; tag = strchr(tag + 1, '<')) {
        if (attribute(tag, " stroke=\"#")) {
            press(p);
            take_colour(p, tag);
        }
        if (strncmp(tag, "<path", 5) == 0) {
            p->path = attribute(tag, " d=\"");
            p->turns[0] = 0;
            p->turn_count = 1;
        } else if (strncmp(tag, "<use", 4) == 0) {
            copy(p, tag);
        }
    }
    press(p);
}

crd_rc paper_guilloche(cairo_t *cr, const uint8_t digest[32], double width,
                       double ink, crd_error *error)
{
    plate p = {.cr = cr, .ink = ink};
    crd_buffer svg;
    crd_buffer_init(&svg, crd_allocator_default(), CRD_ROSETTE_BYTES_MAX + 1);
    crd_rc rc = crd_rosette_svg(&svg, digest, (crd_rosette_options){0}, error);
    crd_buffer_append(&svg, "", 1);
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(&svg, error);
    }
    if (rc == CRD_OK) {
        cairo_save(cr);
        cairo_scale(cr, width / 1000, width / 1000);
        cairo_set_line_width(cr, width < 150 ? 3 : 2.4);
        print(&p, svg.data);
        cairo_restore(cr);
    }
    crd_buffer_free(&svg);
    return rc;
}
