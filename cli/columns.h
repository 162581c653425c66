/* SPDX-License-Identifier: Apache-2.0 */
/** Class lists: which column is what, whatever it is called, and rows as
 * awards. The aliases are those of the systems people export from. */
#ifndef CREDIMUR_CLI_COLUMNS_H
#define CREDIMUR_CLI_COLUMNS_H

#include "cli/command.h"
#include "credimur/csv.h"
#include "credimur/issue.h"

typedef enum cli_field {
    CLI_FIELD_NONE = 0, /**< not known: left out, with a notice */
    CLI_FIELD_EMAIL,
    CLI_FIELD_NAME,
    CLI_FIELD_GIVEN_NAME,
    CLI_FIELD_FAMILY_NAME,
    CLI_FIELD_DID,
    CLI_FIELD_EXTERNAL_ID,
    CLI_FIELD_ISSUED_ON,
    CLI_FIELD_EXPIRES_ON,
    CLI_FIELD_STARTED_ON,
    CLI_FIELD_ENDED_ON,
    CLI_FIELD_EVIDENCE_URL,
    CLI_FIELD_EVIDENCE_NAME,
    CLI_FIELD_RESULT,
    CLI_FIELD_NARRATIVE,
    CLI_FIELD_LICENCE_NUMBER,
    CLI_FIELD_ROLE,
    CLI_FIELD_TERM,
    CLI_FIELD_CREDITS_EARNED,
    CLI_FIELD_UNUSED, /**< known, but this command has no use for it */
    CLI_FIELD_COUNT
} cli_field;

/** The header of a list, understood. */
typedef struct cli_columns {
    const char **headers; /**< as the file spells them */
    cli_field *fields;
    uint32_t count;
    const char *taken;    /**< what each column was taken as, for people */
    const char *left_out; /**< names of columns without a use, or NULL */
} cli_columns;

/** What every row of a list has unless it says otherwise. */
typedef struct cli_defaults {
    bool has_date, has_expires;
    crd_instant date, expires, now;
    crd_span result_description; /**< id of the achievement's description */
} cli_defaults;

/* aliases.c */

/** Names of columns in their short form: "E-Mail-Adresse" and "e_mail
 * adresse" are both "emailadresse", "Prénom" is "prenom". */
enum { CLI_SHORT_MAX = 80 };
void cli_short_name(char out[CLI_SHORT_MAX], crd_span name);
/** The field that a column of this name is, or CLI_FIELD_NONE. */
cli_field cli_field_named(crd_span header);
/** What a column of names is, beside one of given or family names. */
cli_field cli_field_beside(crd_span header, bool given, bool family);
/** The field of ours with this name ("issued_on"), or CLI_FIELD_NONE. */
cli_field cli_field_find(const char *name);
/** "issued_on"; "" for none. */
const char *cli_field_word(cli_field field);

/* columns.c */

/** Understands a header; `maps` are "COLUMN=FIELD". LIST_COLUMNS, USAGE. */
CRD_MUST_USE crd_rc cli_columns_read(cli_columns *out, crd_arena *arena,
                                     const crd_csv_row *header,
                                     const char *const *maps,
                                     uint32_t map_count, crd_error *error);
/** A row as an award, its texts in `arena`. `*column` names the cell at
 * fault (LIST_*), or is NULL. */
CRD_MUST_USE crd_rc cli_columns_award(crd_award *out, const char **column,
                                      crd_arena *arena,
                                      const cli_columns *columns,
                                      const crd_csv_row *row,
                                      const cli_defaults *defaults,
                                      crd_error *error);
/** A plain date or a full time as people write it. LIST_DATE. */
CRD_MUST_USE crd_rc cli_date_read(crd_instant *out, crd_span text,
                                  crd_error *error);
/** True for a DID; one of the method key must name a key. */
bool cli_is_did(crd_span text);
/** True for something@somewhere.org without spaces or controls. */
bool cli_is_email(crd_span text);

#endif
