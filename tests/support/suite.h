/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How a suite from outside is run and counted (conformance.md, 7): one TAP
 * line a case, one row a suite, and build/report/SUITE.json with every failed
 * and skipped case by name. passed + failed + skipped + not applicable must be
 * the total, or the run fails.
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include "credimur/base.h"

typedef struct suite suite;

/** Opens the suite `name`, whose files lie in the vectors' folder `folder`.
 *  Without the folder: with CI=true the run fails, elsewhere the suite is one
 *  skipped case, by name, and NULL comes back: return suite_missing(). */
suite *suite_open(const char *name, const char *folder);
int suite_missing(void);

/** Path of `file` under the suite's folder; static buffer of 4 rotating. */
const char *suite_path(const suite *s, const char *file);
/** The root of all vectors (CREDIMUR_VECTORS or ../shared/vectors). */
const char *suite_vectors(void);
/** Reads a whole file with malloc; `.data` NULL if it is not there. */
crd_span suite_read(const char *path);
/** Reads a file of the suite's folder; ends the program if it is not there. */
crd_span suite_file(const suite *s, const char *file);
/** Sorted names of the folder `sub` of the suite ("" for the folder itself);
 *  malloc'd, ended by NULL. */
char **suite_list(const suite *s, const char *sub);

void suite_pass(suite *s, const char *name);
void suite_fail(suite *s, const char *name, const char *why, ...)
    CRD_PRINTF(3, 4);
/** `reason`: one word of the fixed list of conformance.md 7.3. */
void suite_skip(suite *s, const char *name, const char *reason);
/** What the suite itself excludes; counted, not a TAP line. */
void suite_not_applicable(suite *s, const char *name);
/** Pass if `ok`, else fail with the text. */
bool suite_check(suite *s, bool ok, const char *name, const char *why, ...)
    CRD_PRINTF(4, 5);

/** Prints plan and row, writes the report; the exit status for main. */
int suite_close(suite *s);

#endif
