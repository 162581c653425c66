/* SPDX-License-Identifier: Apache-2.0 */
/* The row of certificate. credimur-paper does the work (cli/certificate.c), so
 * that credimur itself links no cairo. */
#include "cli/commands.h"
#include "cli/document.h"

static const cli_flag FLAGS[] = {
    {"paper", 0, CLI_CHOICE, "a4|letter", "the size of the sheet; else a4"},
    {"format", 0, CLI_CHOICE, "pdf|png|svg",
     "what to write; else what the name of the output ends in, else pdf"},
    {"url", 0, CLI_TEXT, "URL",
     "where the credential can be verified: printed, and as a QR code"},
    CLI_LINE_FLAG,
    {NULL},
};

const cli_command CLI_CERTIFICATE = {
    .noun = "",
    .verb = "certificate",
    .summary = "Prints a credential as a certificate; verifies nothing.",
    .usage = "[FILE|-] [-o OUT]",
    .about = "One sheet, landscape, with the rosette of the credential. Names "
             "of any length and script are set as large as they fit, and "
             "nothing is cut.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = FLAGS,
    .examples = {"credimur certificate ann.json -o ann.pdf",
                 "credimur certificate ann.json --paper letter --url "
                 "https://college.example/ann -o ann.pdf",
                 "credimur certificate ann.png --format svg > ann.svg", NULL},
    .next = {"credimur verify ann.json", "credimur show ann.json", NULL},
    .exits = "0 done, 2 usage, 3 no credential, too long for the sheet or not "
             "writable, 5 the file is not there, 7 the output exists.",
    .program = "credimur-paper",
};
