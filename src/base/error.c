/* SPDX-License-Identifier: Apache-2.0 */
/* Return codes, the one table of codes, and the caller's error. */
#include "credimur/base.h"

#include <stdio.h>

static const crd_code_info CODES[CRD_CODE_COUNT] = {
#define CRD_CODE(id, word, rc, exit, http, problem, title, remedy)             \
    {word, rc, exit, http, problem, title, remedy},
#include "credimur/codes.def"
#undef CRD_CODE
};

const crd_code_info *crd_code_get(crd_code code)
{
    return &CODES[(unsigned)code < CRD_CODE_COUNT ? code : CRD_CODE_NONE];
}

crd_code crd_code_find(const char *word)
{
    for (unsigned i = 0; i < CRD_CODE_COUNT; i++) {
        if (strcmp(CODES[i].word, word) == 0) {
            return (crd_code)i;
        }
    }
    return CRD_CODE_NONE;
}

void crd_error_clear(crd_error *error)
{
    if (error) {
        error->code = CRD_CODE_NONE;
        error->offset = CRD_NO_OFFSET;
        error->line = error->column = 0;
        error->has_pointer = false;
        error->message[0] = error->pointer[0] = '\0';
    }
}

static crd_rc fill(crd_error *error, crd_code code, size_t offset,
                   const char *format, va_list args)
{
    const crd_code_info *info = crd_code_get(code);
    if (error) {
        crd_error_clear(error);
        error->code = code;
        error->offset = offset;
        vsnprintf(error->message, sizeof error->message, format, args);
        if (error->message[0] == '\0') {
            snprintf(error->message, sizeof error->message, "%s", info->title);
        }
    }
    return info->rc == CRD_OK ? CRD_E_INTERNAL : info->rc;
}

crd_rc crd_fail(crd_error *error, crd_code code, const char *format, ...)
{
    va_list args;
    crd_rc rc;
    va_start(args, format);
    rc = fill(error, code, CRD_NO_OFFSET, format, args);
    va_end(args);
    return rc;
}

crd_rc crd_fail_at(crd_error *error, crd_code code, size_t offset,
                   const char *format, ...)
{
    va_list args;
    crd_rc rc;
    va_start(args, format);
    rc = fill(error, code, offset, format, args);
    va_end(args);
    return rc;
}

const char *crd_strerror(crd_rc rc)
{
    static const char *const NAMES[] = {
        "ok",          "memory",    "limit",   "syntax",   "value",
        "unsupported", "not-found", "refused", "conflict", "permission",
        "unavailable", "io",        "usage",   "internal"};
    return (unsigned)rc < sizeof NAMES / sizeof *NAMES ? NAMES[rc] : "unknown";
}
