/* SPDX-License-Identifier: Apache-2.0 */
/** A verification report in words, in columns, or as JSON. */
#ifndef CREDIMUR_CLI_VERDICT_H
#define CREDIMUR_CLI_VERDICT_H

#include "credimur/report.h"

typedef enum cli_verdict_form {
    CLI_FORM_SENTENCE = 0, /**< the sentence and what else must be known */
    CLI_FORM_EXPLAIN,      /**< with every check, clause and place */
    CLI_FORM_LINE,         /**< one line, the file's name first */
    CLI_FORM_PLAIN,        /**< tab-separated */
    CLI_FORM_CSV,
    CLI_FORM_JSON
} cli_verdict_form;

typedef struct cli_verdict_style {
    cli_verdict_form form;
    bool color;
    bool terminal; /**< names are kept apart from the text around them */
    bool many;     /**< JSON gets a member `file`, and NDJSON `line` */
} cli_verdict_style;

/** Where a document came from. */
typedef struct cli_source {
    const char *file;
    uint64_t line; /**< 1-based in NDJSON; 0: the whole file */
} cli_source;

/** The header of a table; nothing for the forms that have none. */
void cli_verdict_begin(crd_buffer *out, const cli_verdict_style *style);
/** Appends `report` in the style, with its newline. */
void cli_verdict_write(crd_buffer *out, const cli_verdict_style *style,
                       cli_source source, const crd_report *report);
/** Appends what is no credential: no verdict, but why. */
void cli_verdict_write_error(crd_buffer *out, const cli_verdict_style *style,
                             cli_source source, const crd_error *error);

#endif
