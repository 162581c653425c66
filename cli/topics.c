/* SPDX-License-Identifier: Apache-2.0 */
/* Topics of `credimur help`: exit codes, formats, environment. */
#include "cli/topics.h"

typedef struct exit_row {
    int status;
    const char *meaning;
} exit_row;

static const exit_row EXITS[] = {
    {0, "done; for verify: every credential valid, and at least one seen"},
    {1, "a definite negative: signature wrong, expired, a rule not met"},
    {2, "the command line cannot be understood"},
    {3, "could not be decided or could not be done: unknown suite, no "
        "credential, output not writable"},
    {4, "not permitted"},
    {5, "not found"},
    {6, "partly done: some rows failed"},
    {7, "conflict: it exists already, or a rule is not met"},
    {70, "a fault of Credimur itself: please report it"},
    {130, "interrupted (143: terminated)"},
};

/* The codes of codes.def that lead to `status`, in lines of 79 columns. */
static void put_codes(cli_output *out, int status)
{
    size_t column = 0;
    for (unsigned i = 1; i < CRD_CODE_COUNT; i++) {
        const crd_code_info *info = crd_code_get((crd_code)i);
        size_t n = strlen(info->word) + 1;
        if (info->exit_status != status) {
            continue;
        }
        if (column == 0 || column + n > 79) {
            cli_put_text(out, column ? "\n     " : "     ");
            column = 5;
        }
        cli_print(out, " %s", info->word);
        column += n;
    }
    if (column) {
        cli_put_text(out, "\n");
    }
}

static void exit_codes(cli_app *app)
{
    cli_output *out = &app->out;
    cli_put_text(out, "Exit  Meaning, and the codes of errors and checks that "
                      "lead to it\n");
    for (size_t i = 0; i < sizeof EXITS / sizeof *EXITS; i++) {
        cli_print(out, "%4d  %s\n", EXITS[i].status, EXITS[i].meaning);
        put_codes(out, EXITS[i].status);
    }
    cli_put_text(out,
                 "\nWith several files the worst counts: 1 before 3 before "
                 "0.\ncredimur help CODE explains one.\n");
}

static void formats(cli_app *app)
{
    cli_put_text(
        &app->out,
        "What is read, found by content and never by name\n"
        "  JSON     a credential or a presentation with its proof (VC Data "
        "Model 2.0, 1.1)\n"
        "  NDJSON   one credential a line; lines are limited, the file is "
        "not\n"
        "  PNG      with a badge baked in (Open Badges 3.0; 2.0 is read)\n"
        "  SVG      the same\n"
        "  CSV      class lists: comma, semicolon or tab; with or without a "
        "byte order mark\n"
        "\nWhat is written\n"
        "  issue    an OpenBadgeCredential; with --csv NDJSON, or a file each\n"
        "  verify   sentences; --json the report, one object a document; "
        "--format csv\n"
        "  bake     PNG or SVG, whichever the picture is\n"
        "\nSuites: eddsa-rdfc-2022, eddsa-jcs-2022. More in "
        "credimur-formats(5).\n");
}

static void environment(cli_app *app)
{
    cli_put_text(
        &app->out,
        "XDG_DATA_HOME  keys, issuer and secret are in "
        "$XDG_DATA_HOME/credimur\n"
        "HOME           the folder is ~/.local/share/credimur where "
        "XDG_DATA_HOME is not set\n"
        "XDG_CACHE_HOME what was fetched is kept in $XDG_CACHE_HOME/credimur, "
        "else in\n"
        "               ~/.cache/credimur\n"
        "NO_COLOR       no colour if it is set and not empty\n"
        "TERM           no colour if it is dumb\n"
        "\nNo other variable is read. Secrets are never taken from one.\n");
}

const cli_topic CLI_TOPICS[] = {
    {"exit-codes", exit_codes},
    {"formats", formats},
    {"environment", environment},
    {NULL, NULL},
};
