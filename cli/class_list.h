/* SPDX-License-Identifier: Apache-2.0 */
/** A class list while it is issued: its rows, and what is told of them. */
#ifndef CREDIMUR_CLI_CLASS_LIST_H
#define CREDIMUR_CLI_CLASS_LIST_H

#include "cli/deposit.h"
#include "cli/input.h"
#include "cli/issue.h"
#include "cli/progress.h"

typedef enum cli_row_state {
    CLI_ROW_GOOD = 0,
    CLI_ROW_BAD,
    CLI_ROW_THERE,   /**< issued by an earlier run */
    CLI_ROW_REPEATED /**< the same in every cell as an earlier row */
} cli_row_state;
enum { CLI_ROW_STATES = 4 };

typedef struct cli_row {
    uint64_t number;
    uint64_t first; /**< REPEATED: the row that it repeats */
    cli_row_state state;
    bool differs; /**< THERE: it says something else than what is there */
    bool nobody;  /**< GOOD: the credential will not say whose it is */
    uint8_t content[CLI_MARK_BYTES]; /**< THERE: of what is there */
    crd_award award;
    char id[CRD_URN_UUID_TEXT];
    size_t at, len;     /**< of the credential, in the batch's output */
    const char *column; /**< of a bad row; NULL: no single cell */
    crd_error *error;
} cli_row;

typedef struct cli_class_list {
    cli_issuing *issuing;
    cli_deposit deposit;
    cli_input in;
    crd_csv *csv;
    cli_columns columns;
    crd_issuance *ids; /**< the reading thread's own: ids are made there */
    uint64_t bytes, total_bytes;
    uint64_t last; /**< number of the last row that was written */
    uint64_t rows, tally[CLI_ROW_STATES], differing, nobodies;
    bool rehearsed; /**< --all-or-nothing: nothing was issued */
    cli_progress progress;
    crd_buffer errors, repeats, differences; /**< members of JSON lists */
} cli_class_list;

/* class_row.c */

/** Has this award been issued, by an earlier run or an earlier row? */
CRD_MUST_USE crd_rc cli_row_look_up(cli_class_list *list, cli_row *r,
                                    const crd_csv_row *cells, crd_error *error);
/** True if no cell of the row says anything. */
bool cli_row_is_blank(const crd_csv_row *cells);

/* class_tell.c */

/** Names a row that was not simply issued, once it is counted. */
void cli_class_name_row(cli_class_list *list, const cli_row *r);
/** What the columns were taken as, and what is continued. */
void cli_class_tell_start(cli_class_list *list);
/** The counts, and what to do next. */
void cli_class_tell_end(cli_class_list *list, int status);

#endif
