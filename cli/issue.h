/* SPDX-License-Identifier: Apache-2.0 */
/** The two ways of `credimur issue`: one person, or a class list. */
#ifndef CREDIMUR_CLI_ISSUE_H
#define CREDIMUR_CLI_ISSUE_H

#include "cli/columns.h"
#include "cli/signing.h"

/** What all awards of a run share. */
typedef struct cli_issuing {
    cli_app *app;
    cli_signing signing;
    crd_env env;
    crd_issue_options options;
    crd_json *achievement;
    cli_defaults defaults;
} cli_issuing;

/** An issuance ready to sign, for one thread. */
CRD_MUST_USE crd_rc cli_issuance_new(crd_issuance **out, cli_issuing *issuing,
                                     crd_error *error);
/** True if the credential will not say whose it is. */
bool cli_names_nobody(const cli_issuing *issuing, const crd_award *award);
/** What to do about an error of issuing: speaks to who issues. */
const char *cli_issue_remedy(const crd_error *error);
/** Issues the list of --csv; the exit status. */
int cli_issue_list(cli_issuing *issuing);

#endif
