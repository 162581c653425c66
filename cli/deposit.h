/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where the credentials of a class list go: lines appended to a file, files
 * in a folder, or stdout. A deposit knows what it already holds, so that a
 * list can be run again, or on after an interruption, without a duplicate.
 */
#ifndef CREDIMUR_CLI_DEPOSIT_H
#define CREDIMUR_CLI_DEPOSIT_H

#include "cli/command.h"
#include "cli/id_set.h"

typedef enum cli_deposit_kind {
    CLI_DEPOSIT_STREAM = 0, /**< stdout, or a pipe: nothing is skipped */
    CLI_DEPOSIT_LINES,
    CLI_DEPOSIT_FOLDER
} cli_deposit_kind;

typedef struct cli_deposit {
    cli_deposit_kind kind;
    cli_app *app;
    const char *path;
    crd_span issuer, achievement;
    int fd;
    bool dry_run;
    bool made;       /**< the file was not there: it goes if it stays empty */
    uint64_t length; /**< bytes of whole lines in the file */
    uint64_t held;   /**< credentials that were there */
    uint64_t cut;    /**< bytes of a broken last line that were cut off */
    cli_id_set ids;  /**< marks CLI_ID_* */
} cli_deposit;

/** Where to, and of whom what is there must be if it is to be continued. */
typedef struct cli_deposit_place {
    cli_deposit_kind kind;
    const char *path;             /**< of -o or --out-dir; NULL: stdout */
    bool dry_run;                 /**< nothing is made, cut or written */
    crd_span issuer, achievement; /**< their ids */
} cli_deposit_place;

/**
 * Opens a deposit and reads what is there. OUTPUT_FAILED, OUTPUT_FOREIGN,
 * OUTPUT_BUSY.
 */
CRD_MUST_USE crd_rc cli_deposit_open(cli_deposit *out, cli_app *app,
                                     const cli_deposit_place *place,
                                     crd_error *error);
/** Stores one credential, wholly or not at all. */
CRD_MUST_USE crd_rc cli_deposit_put(cli_deposit *deposit, const char *id,
                                    crd_span name, crd_span credential,
                                    crd_error *error);
/** Makes it durable. */
CRD_MUST_USE crd_rc cli_deposit_close(cli_deposit *deposit, crd_error *error);

#endif
