/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of room status share. */
#ifndef TESTS_UNIT_STATUS_SUPPORT_H
#define TESTS_UNIT_STATUS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credimur/status.h"

#define URL "https://northfield.example/status/3"
#define ISSUER "did:web:northfield.example"
#define AT "2026-06-01T12:00:00Z"

static inline void assert_code(crd_rc rc, const crd_error *error, crd_code code)
{
    assert_string_equal(crd_code_get(error->code)->word,
                        crd_code_get(code)->word);
    assert_int_equal(rc, crd_code_get(code)->rc);
    assert_true(error->message[0] != '\0');
}

static inline crd_instant instant(const char *text)
{
    crd_instant t;
    assert_int_equal(crd_instant_parse(&t, crd_span_of(text), NULL), CRD_OK);
    return t;
}

static inline crd_status_list *new_list(uint64_t entries)
{
    crd_status_list *list = NULL;
    assert_int_equal(crd_status_list_new(&list, NULL, entries, 1, NULL),
                     CRD_OK);
    return list;
}

static inline crd_status_list_options options(void)
{
    return (crd_status_list_options){.id = CRD_SPAN(URL),
                                     .issuer = CRD_SPAN(ISSUER),
                                     .purpose = CRD_SPAN("revocation"),
                                     .from = instant("2026-06-01T00:00:00Z"),
                                     .until = instant("2026-06-08T00:00:00Z"),
                                     .ttl_ms = 3600000};
}

#endif
