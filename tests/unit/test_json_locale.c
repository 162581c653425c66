/* SPDX-License-Identifier: Apache-2.0 */
/* Room json under a locale with a decimal comma, where the C library reads
 * and prints 0,5: nothing changes. Skipped as a whole where no such locale is
 * installed. */
#include "json_support.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static void numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        double value;
    } CASES[] = {{"0.5", 0.5},
                 {"-12.50e1", -125.0},
                 {"123456789.123456789123", 123456789.123456789123},
                 {"2.2250738585072011e-308", 2.2250738585072011e-308}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        crd_json number = crd_json_number(crd_span_of(CASES[i].text));
        double value;
        assert_int_equal(crd_json_double(&value, &number, NULL), CRD_OK);
        assert_true(value == CASES[i].value);
    }
}

static void numbers_are_written(void **state)
{
    crd_buffer b;
    crd_buffer_init(&b, NULL, 1000);
    assert_int_equal(
        crd_jcs_write(&b,
                      must_parse(*state, "[0.10,333333333.33333329,5e-324,"
                                         "5.684341886080802e-14,1.5E30]"),
                      NULL),
        CRD_OK);
    assert_span(crd_buffer_span(&b), "[0.1,333333333.3333333,5e-324,"
                                     "5.684341886080802e-14,1.5e+30]");
    crd_buffer_free(&b);
}

static bool enter_comma_locale(void)
{
    static const char *const NAMES[] = {"de_DE.UTF-8", "fr_FR.UTF-8",
                                        "nl_NL.UTF-8", "es_ES.UTF-8",
                                        "de_DE.utf8",  "de_DE"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (setlocale(LC_NUMERIC, NAMES[i])) {
            /* The C library itself is under its spell, or nothing is shown. */
            return strtod("0,5", NULL) == 0.5;
        }
    }
    return false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(numbers_are_read),
        WITH_ARENA(numbers_are_written),
    };
    if (!enter_comma_locale()) {
        puts("1..0 # SKIP no locale with a decimal comma is installed");
        return 0;
    }
    return cmocka_run_group_tests_name("json_locale", tests, NULL, NULL);
}
