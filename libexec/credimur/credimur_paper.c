/* SPDX-License-Identifier: Apache-2.0 */
/* The program credimur-paper: the command that prints. */
#include "cli/certificate.h"
#include "cli/commands.h"
#include "cli/program.h"

#if defined(__SANITIZE_ADDRESS__)
/* fontconfig keeps its configuration to the end, and cairo 1.16 forgets a part
 * of each CFF font that it puts into a PDF: neither is ours to free. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

static const cli_command *const COMMANDS[] = {&CLI_CERTIFICATE, &CLI_HELP,
                                              &CLI_VERSION, NULL};

static const cli_own OWN[] = {{&CLI_CERTIFICATE, cli_certificate},
                              {NULL, NULL}};

int main(int argc, char **argv)
{
    static const cli_program PROGRAM = {"credimur-paper", COMMANDS, OWN};
    return cli_program_main(&PROGRAM, argc, argv);
}
