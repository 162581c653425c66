/* SPDX-License-Identifier: Apache-2.0 */
/** The rows of the table in main.c, one file a command or noun; those of
 * credimur-store in store_rows.c, that of credimur-paper in certificate_row.c.
 */
#ifndef CREDIMUR_CLI_COMMANDS_H
#define CREDIMUR_CLI_COMMANDS_H

#include "cli/command.h"

extern const cli_command CLI_INIT;
extern const cli_command CLI_ISSUE;
extern const cli_command CLI_VERIFY;
extern const cli_command CLI_SHOW;
extern const cli_command CLI_CERTIFICATE;
extern const cli_command CLI_SIGN;
extern const cli_command CLI_BAKE;
extern const cli_command CLI_UNBAKE;
extern const cli_command CLI_KEY_NEW;
extern const cli_command CLI_KEY_LIST;
extern const cli_command CLI_KEY_SHOW;
extern const cli_command CLI_KEY_SEAL;
extern const cli_command CLI_KEY_UNSEAL;
extern const cli_command CLI_EXPAND;
extern const cli_command CLI_CANONIZE;
extern const cli_command CLI_MIGRATE_STATUS;
extern const cli_command CLI_MIGRATE_APPLY;
extern const cli_command CLI_BACKUP_CREATE;
extern const cli_command CLI_BACKUP_VERIFY;
extern const cli_command CLI_BACKUP_RESTORE;
extern const cli_command CLI_AUDIT_LIST;
extern const cli_command CLI_AUDIT_VERIFY;
extern const cli_command CLI_AUDIT_EXPORT;
extern const cli_command CLI_JOB_LIST;
extern const cli_command CLI_JOB_SHOW;
extern const cli_command CLI_JOB_PAUSE;
extern const cli_command CLI_JOB_RESUME;
extern const cli_command CLI_JOB_CANCEL;
extern const cli_command CLI_ACHIEVEMENT_CHECK;
extern const cli_command CLI_DOCTOR;
extern const cli_command CLI_HELP;
extern const cli_command CLI_COMPLETION;
extern const cli_command CLI_VERSION;

#endif
