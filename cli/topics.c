/* SPDX-License-Identifier: Apache-2.0 */
/* Topics of `credimur help` that are no command. */
#include "cli/topics.h"

#include "cli/message.h"

typedef struct exit_row {
    int status;
    const char *meaning;
} exit_row;

static const exit_row EXITS[] = {
    {0, "done; for verify: every credential valid, and at least one seen"},
    {1, "a definite negative: signature wrong, expired, a rule not met"},
    {2, "the command line cannot be understood"},
    {3, "could not be decided or done: no credential, output not writable"},
    {4, "not permitted"},
    {5, "not found"},
    {6, "partly done: some rows failed"},
    {7, "conflict: it exists already, or a rule is not met"},
    {70, "a fault of Credimur itself: please report it"},
    {130, "interrupted (143: terminated)"},
};

static void exit_codes(cli_app *app)
{
    cli_output *out = &app->out;
    cli_put_text(out, "Exit  Meaning\n");
    for (size_t i = 0; i < sizeof EXITS / sizeof *EXITS; i++) {
        cli_print(out, "%4d  %s\n", EXITS[i].status, EXITS[i].meaning);
    }
    cli_put_text(out, "\nWith several files the worst counts: 1 before 3 "
                      "before 0.\ncredimur help codes lists the codes of "
                      "errors and checks.\n");
}

static void codes(cli_app *app)
{
    for (unsigned i = 1; i < CRD_CODE_COUNT; i++) {
        const crd_code_info *info = crd_code_get((crd_code)i);
        cli_print(&app->out, "%s  %d  %s\n", info->word, info->exit_status,
                  info->title);
    }
    cli_note(app, "A code, the exit status it leads to, and what it means.\n"
                  "Next: credimur help CODE");
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
        "CREDIMUR_STORE the store where --store is not given\n"
        "NO_COLOR       no colour if it is set and not empty\n"
        "TERM           no colour if it is dumb\n"
        "\nA relative folder is ignored, as the XDG specification asks, and "
        "that is "
        "said.\nNo other variable is read. Secrets are never taken from "
        "one.\n");
}

static void csv(cli_app *app)
{
    cli_put_text(
        &app->out,
        "A class list has a header and a row for each person:\n\n"
        "Student number,Name,E-mail,Issued on,Grade\n"
        "1041,Ann Lee,ann@example.org,2026-05-03,A\n"
        "1042,Bob Lee,bob@example.org,2026-05-03,B\n"
        "\nCommas, semicolons or tabs; UTF-8, with or without a byte order "
        "mark; a first line\nsep=; is understood. Columns are known by their "
        "names in twelve languages, and what\neach was taken as is said; "
        "--map COLUMN=FIELD says it better. Fields:\n\n"
        "  email name given_name family_name did external_id issued_on "
        "expires_on\n  started_on ended_on evidence_url evidence_name result "
        "narrative\n  licence_number role term credits_earned\n"
        "\nA person is known by external_id, else by email, else by name: two "
        "people with one\naddress need a column with their student numbers.\n"
        "Dates are 2026-05-03, 2026/05/03 or 03.05.2026; 3/5/2026 can be read "
        "in two ways and\nis refused.\n");
}

/* Kept in step with what `issue` takes by tests/cli/grammar.test. */
static void definition(cli_app *app)
{
    cli_put_text(
        &app->out,
        "{\"id\": \"https://college.example/achievements/food-safety\",\n"
        " \"type\": [\"Achievement\"], \"achievementType\": "
        "\"MicroCredential\",\n"
        " \"name\": \"Food Safety\",\n"
        " \"description\": \"Handles, stores and cooks food so that nobody "
        "falls ill.\",\n"
        " \"criteria\": {\"narrative\": \"Passed the written and the practical "
        "test.\"}}\n");
    cli_note(app,
             "\nThat is a whole achievement: credimur help definition > "
             "food.json, change the words,\nand keep the id for ever: it says "
             "which achievement this is.\n"
             "credimur init --example adds a complete one; what else may stand "
             "in it is in\ncredimur-formats(5).\n"
             "Next: credimur issue --achievement food.json --to "
             "ann@example.org --name \"Ann Lee\"");
}

static void corrections(cli_app *app)
{
    cli_put_text(
        &app->out,
        "What has been issued is signed and is never changed. After a "
        "mistake:\n\n"
        "  in a class list, before it is sent\n"
        "      Mend the list, delete the file of credentials (or the lines "
        "concerned) and\n      run the same command again: the others keep "
        "their ids.\n"
        "  in a credential that somebody has\n"
        "      Issue it again with the mended text and ask for the old one "
        "to be deleted.\n      Both verify: this version cannot revoke, and a "
        "did:key cannot either.\n"
        "  to be able to correct later\n"
        "      Issue with --expires: a credential that ends can be issued "
        "anew.\n"
        "  a key that others may have seen\n"
        "      Make a new one (credimur key new) and tell those who trust the "
        "old one.\n\n"
        "A row of a class list that says something else than its credential "
        "is told when\nthe list is issued again; nothing is changed.\n");
}

const cli_topic CLI_TOPICS[] = {
    {"codes", codes},
    {"corrections", corrections},
    {"csv", csv},
    {"definition", definition},
    {"exit-codes", exit_codes},
    {"formats", formats},
    {"environment", environment},
    {NULL, NULL},
};
