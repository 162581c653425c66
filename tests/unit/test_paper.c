/* SPDX-License-Identifier: Apache-2.0 */
/* Room paper: what is asked for is written, and what does not fit is refused
 * whole. That other programs read it, tests/cli/test_certificate.py shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "paper/certificate.h"

#if defined(__SANITIZE_ADDRESS__)
/* As in libexec/credimur/credimur_paper.c. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\n";
}
#endif

static const crd_certificate ANN = {.institution = {"North", 5},
                                    .learner = {"Ann Lee", 7},
                                    .credential = {"Food Safety", 11}};

static void each_format_begins_as_it_must(void **state)
{
    static const char *const BEGINS[] = {"%PDF-1.", "\x89PNG\r\n", "<?xml"};
    (void)state;
    for (int format = CRD_PAPER_PDF; format <= CRD_PAPER_SVG; format++) {
        crd_buffer out;
        crd_buffer_init(&out, crd_allocator_default(), 1 << 24);
        assert_int_equal(crd_certificate_write(&out, &ANN,
                                               (crd_paper_format)format,
                                               CRD_PAPER_A4, NULL),
                         CRD_OK);
        assert_true(crd_span_starts(crd_buffer_span(&out), BEGINS[format]));
        crd_buffer_free(&out);
    }
}

/* Security case 147: text that fits no sheet is refused, and never cut. */
static void what_does_not_fit_is_refused(void **state)
{
    static char name[4000];
    crd_certificate words = ANN;
    crd_error error;
    crd_buffer out;
    (void)state;
    memset(name, 'W', sizeof name);
    words.learner = (crd_span){name, sizeof name};
    crd_buffer_init(&out, crd_allocator_default(), 1 << 24);
    crd_buffer_append_text(&out, "before");
    assert_int_equal(crd_certificate_write(&out, &words, CRD_PAPER_PDF,
                                           CRD_PAPER_LETTER, &error),
                     CRD_E_LIMIT);
    assert_int_equal(error.code, CRD_CODE_PAPER_TEXT);
    assert_true(crd_span_is(crd_buffer_span(&out), "before"));
    crd_buffer_free(&out);
}

static void a_small_buffer_stays_as_it_was(void **state)
{
    crd_buffer out;
    (void)state;
    crd_buffer_init(&out, crd_allocator_default(), 4096);
    assert_int_not_equal(
        crd_certificate_write(&out, &ANN, CRD_PAPER_PNG, CRD_PAPER_A4, NULL),
        CRD_OK);
    assert_int_equal(out.len, 0);
    crd_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_begins_as_it_must),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(a_small_buffer_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
