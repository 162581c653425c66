/* SPDX-License-Identifier: Apache-2.0 */
/* The program credimur-store: the commands that need a store. */
#include "cli/commands.h"
#include "cli/program.h"
#include "cli/store/place.h"

static const cli_command *const COMMANDS[] = {
    &CLI_MIGRATE_STATUS, &CLI_MIGRATE_APPLY,     &CLI_BACKUP_CREATE,
    &CLI_BACKUP_VERIFY,  &CLI_BACKUP_RESTORE,    &CLI_AUDIT_LIST,
    &CLI_AUDIT_VERIFY,   &CLI_AUDIT_EXPORT,      &CLI_JOB_LIST,
    &CLI_JOB_SHOW,       &CLI_JOB_PAUSE,         &CLI_JOB_RESUME,
    &CLI_JOB_CANCEL,     &CLI_ACHIEVEMENT_CHECK, &CLI_DOCTOR,
    &CLI_HELP,           &CLI_VERSION,           NULL};

static const cli_own OWN[] = {{&CLI_MIGRATE_STATUS, cli_migrate_status},
                              {&CLI_MIGRATE_APPLY, cli_migrate_apply},
                              {&CLI_BACKUP_CREATE, cli_backup_create},
                              {&CLI_BACKUP_VERIFY, cli_backup_verify},
                              {&CLI_BACKUP_RESTORE, cli_backup_restore},
                              {&CLI_AUDIT_LIST, cli_audit_list},
                              {&CLI_AUDIT_VERIFY, cli_audit_verify},
                              {&CLI_AUDIT_EXPORT, cli_audit_export},
                              {&CLI_JOB_LIST, cli_job_list},
                              {&CLI_JOB_SHOW, cli_job_show},
                              {&CLI_JOB_PAUSE, cli_job_pause},
                              {&CLI_JOB_RESUME, cli_job_resume},
                              {&CLI_JOB_CANCEL, cli_job_cancel},
                              {&CLI_ACHIEVEMENT_CHECK, cli_achievement_check},
                              {&CLI_DOCTOR, cli_doctor},
                              {NULL, NULL}};

int main(int argc, char **argv)
{
    static const cli_program PROGRAM = {"credimur-store", COMMANDS, OWN};
    return cli_program_main(&PROGRAM, argc, argv);
}
