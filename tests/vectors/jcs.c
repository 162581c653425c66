/* SPDX-License-Identifier: Apache-2.0 */
/* The test data of RFC 8785: six documents and 100,000 numbers. */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/json.h"
#include "tests/support/suite.h"

static void release(crd_span file)
{
    free((void *)(uintptr_t)file.data);
}

static crd_rc canonical(crd_buffer *out, crd_span text, crd_error *error)
{
    crd_arena arena;
    crd_json *root;
    crd_limits limits = crd_limits_default();
    crd_rc rc;
    crd_arena_init(&arena, NULL, 0);
    rc = crd_json_parse(&root, &arena, text, &limits, error);
    if (rc == CRD_OK) {
        rc = crd_jcs_write(out, root, error);
    }
    crd_arena_free(&arena);
    return rc;
}

static void run_document(suite *s, const char *name)
{
    char path[512];
    crd_buffer out;
    crd_error error;
    crd_rc rc;
    snprintf(path, sizeof path, "input/%s", name);
    crd_span input = suite_file(s, path);
    snprintf(path, sizeof path, "output/%s", name);
    crd_span wanted = suite_file(s, path);
    crd_buffer_init(&out, NULL, 1 << 20);
    crd_error_clear(&error);
    rc = canonical(&out, input, &error);
    suite_check(s,
                rc == CRD_OK && crd_span_equal(crd_buffer_span(&out), wanted),
                name, "gave %.*s %s", (int)out.len, out.data, error.message);
    crd_buffer_free(&out);
    release(input);
    release(wanted);
}

/* One line: the bits of a double in hexadecimal, and its text. Checked both
 * ways; returns false after saying why. */
static bool number_is_right(crd_span line, char *why, size_t size)
{
    char text[CRD_DOUBLE_TEXT_MAX], *comma;
    uint64_t bits = strtoull(line.data, &comma, 16);
    crd_span wanted = {comma + 1, line.len - (size_t)(comma + 1 - line.data)};
    crd_json number = crd_json_number(wanted);
    double value, back;
    memcpy(&value, &bits, sizeof value);
    size_t len = crd_double_write(text, value);
    if (!crd_span_equal((crd_span){text, len}, wanted)) {
        snprintf(why, size, "%.*s gave %.*s", (int)line.len, line.data,
                 (int)len, text);
        return false;
    }
    if (crd_json_double(&back, &number, NULL) != CRD_OK || back != value) {
        snprintf(why, size, "%.*s does not read back", (int)line.len,
                 line.data);
        return false;
    }
    return true;
}

#define LINES_A_CASE 1000

static void run_numbers(suite *s)
{
    crd_span file = suite_file(s, "es6-numbers-100000.csv");
    const char *at = file.data, *end = file.data + file.len;
    size_t lines = 0;
    while (at < end) {
        char name[64], why[160] = "";
        size_t first = lines + 1;
        for (size_t n = 0; n < LINES_A_CASE && at < end; n++, lines++) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            stop = stop ? stop : end;
            crd_span line = {at, (size_t)(stop - at)};
            at = stop + (stop < end);
            if (!why[0] && !number_is_right(line, why, sizeof why)) {
                break;
            }
        }
        snprintf(name, sizeof name, "numbers, lines %zu to %zu", first, lines);
        suite_check(s, !why[0], name, "%s", why);
    }
    if (lines != 100000) {
        suite_fail(s, "numbers", "%zu lines, not 100,000", lines);
    }
    release(file);
}

int main(void)
{
    suite *s = suite_open("jcs", "jcs");
    char **names;
    if (!s) {
        return suite_missing();
    }
    names = suite_list(s, "input");
    for (char **name = names; *name; name++) {
        run_document(s, *name);
        free(*name);
    }
    free(names);
    run_numbers(s);
    return suite_close(s);
}
