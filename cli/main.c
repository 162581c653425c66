/* SPDX-License-Identifier: Apache-2.0 */
/* The program credimur: the table of all commands. */
#include "cli/commands.h"
#include "cli/program.h"

static const cli_command *const COMMANDS[] = {&CLI_INIT,
                                              &CLI_ISSUE,
                                              &CLI_VERIFY,
                                              &CLI_SHOW,
                                              &CLI_CERTIFICATE,
                                              &CLI_SIGN,
                                              &CLI_BAKE,
                                              &CLI_UNBAKE,
                                              &CLI_KEY_NEW,
                                              &CLI_KEY_LIST,
                                              &CLI_KEY_SHOW,
                                              &CLI_KEY_SEAL,
                                              &CLI_KEY_UNSEAL,
                                              &CLI_EXPAND,
                                              &CLI_CANONIZE,
                                              &CLI_MIGRATE_STATUS,
                                              &CLI_MIGRATE_APPLY,
                                              &CLI_BACKUP_CREATE,
                                              &CLI_BACKUP_VERIFY,
                                              &CLI_BACKUP_RESTORE,
                                              &CLI_AUDIT_LIST,
                                              &CLI_AUDIT_VERIFY,
                                              &CLI_AUDIT_EXPORT,
                                              &CLI_JOB_LIST,
                                              &CLI_JOB_SHOW,
                                              &CLI_JOB_PAUSE,
                                              &CLI_JOB_RESUME,
                                              &CLI_JOB_CANCEL,
                                              &CLI_ACHIEVEMENT_CHECK,
                                              &CLI_DOCTOR,
                                              &CLI_HELP,
                                              &CLI_COMPLETION,
                                              &CLI_VERSION,
                                              NULL};

int main(int argc, char **argv)
{
    static const cli_program PROGRAM = {"credimur", COMMANDS, NULL};
    return cli_program_main(&PROGRAM, argc, argv);
}
