/* SPDX-License-Identifier: Apache-2.0 */
/* credimur issue: who, what, when; one person here, class lists beside. */
#include "cli/issue.h"

#include "cli/commands.h"
#include "cli/home.h"
#include "cli/input.h"
#include "cli/message.h"
#include "cli/text.h"

#include "credimur/credential.h"

#include <stdio.h>
#include <unistd.h>

enum { EVIDENCE_MAX = 16 };

crd_rc cli_issuance_new(crd_issuance **out, cli_issuing *issuing,
                        crd_error *error)
{
    return crd_issuance_new(out, &issuing->env, &issuing->signing.issuer,
                            issuing->achievement, &issuing->options, error);
}

bool cli_names_nobody(const cli_issuing *issuing, const crd_award *award)
{
    bool named = award->name.len && !issuing->options.without_name;
    bool mailed = award->email.len && issuing->options.identify_by_email;
    return !named && !mailed && !award->did.len;
}

const char *cli_issue_remedy(const crd_error *error)
{
    switch (error->code) {
    case CRD_CODE_DATES_REVERSED:
        return "Give --expires, or its column, a day after that of the award.";
    case CRD_CODE_MEMBER_MISSING:
    case CRD_CODE_MEMBER_MALFORMED:
    case CRD_CODE_TYPE_MISSING:
    case CRD_CODE_VALUE_NOT_ALLOWED:
    case CRD_CODE_REFERENCE_BROKEN:
        return "Mend it in the file of --achievement; credimur help "
               "definition shows one that works.";
    default:
        return crd_code_get(error->code)->remedy;
    }
}

/* A file, or the name of one that init put into the folder. */
static const char *achievement_path(cli_app *app, const char *word)
{
    if (!strchr(word, '/') && !cli_file_exists(word)) {
        crd_span name = crd_arena_printf(&app->arena, "%s.json", word);
        const char *path = name.data ? cli_home_path(app, name.data) : NULL;
        if (path && cli_file_exists(path)) {
            return path;
        }
    }
    return word;
}

static int read_achievement(cli_issuing *issuing)
{
    cli_app *app = issuing->app;
    const char *word = cli_value(app, "achievement");
    crd_limits limits = crd_limits_default();
    crd_buffer text;
    crd_error error;

    if (!word) {
        return cli_usage(app, "credimur issue --achievement example --to MAIL",
                         "what is awarded is missing: --achievement");
    }
    const char *path = achievement_path(app, word);
    if (strcmp(word, "example") == 0 && path == word &&
        !cli_file_exists(word)) {
        return cli_fail(app, CRD_CODE_FILE_NOT_FOUND,
                        "there is no example here; credimur init --example "
                        "adds it");
    }
    crd_buffer_init(&text, crd_allocator_default(), limits.document_bytes + 1);
    crd_rc rc = cli_read_file(&text, path, limits.document_bytes, &error);
    if (rc == CRD_OK) {
        rc = crd_json_parse(&issuing->achievement, &app->arena,
                            crd_buffer_span(&text), &limits, &error);
    }
    crd_buffer_free(&text);
    if (rc == CRD_OK) {
        return 0;
    }
    static const char *const KNOWN[] = {"example"};
    return cli_error_try(app, path, &error,
                         cli_nearest(word, KNOWN, 1)
                             ? "credimur issue --achievement example; credimur "
                               "init --example adds it"
                             : NULL);
}

static int read_date(cli_app *app, const char *flag, bool *has,
                     crd_instant *out)
{
    const char *text = cli_value(app, flag);
    crd_error error;
    *has = text != NULL;
    if (text && cli_date_read(out, crd_span_of(text), &error) != CRD_OK) {
        return cli_usage(app, NULL, "--%s: %s; write it as 2026-05-03", flag,
                         error.message);
    }
    return 0;
}

/* The grade of a list belongs to the achievement's first description. */
static crd_span first_description(const crd_json *achievement)
{
    const crd_json *list = crd_json_get(achievement, "resultDescription");
    if (crd_json_is(list, CRD_JSON_ARRAY) && list->len) {
        list = &list->as.items[0];
    }
    return crd_json_get_text(list, "id");
}

static int prepare(cli_issuing *issuing)
{
    cli_app *app = issuing->app;
    cli_defaults *d = &issuing->defaults;
    int status = read_achievement(issuing);
    if (status == 0) {
        status = read_date(app, "date", &d->has_date, &d->date);
    }
    if (status == 0) {
        status = read_date(app, "expires", &d->has_expires, &d->expires);
    }
    if (status) {
        return status;
    }
    d->now = cli_now();
    d->result_description = first_description(issuing->achievement);
    issuing->env = crd_env_default(d->now);
    issuing->options = (crd_issue_options){
        .plain = cli_has(app, "plain"),
        .without_name = cli_has(app, "without-name"),
        .identify_by_email = cli_has(app, "identify-by"),
    };
    return cli_signing_open(app, &issuing->signing);
}

/* ---- One person ---------------------------------------------------------- */

static int read_person(cli_app *app, crd_award *award)
{
    const char *to = cli_value(app, "to");
    award->name = crd_span_of(cli_value(app, "name"));
    if (!to && !award->name.len) {
        return cli_usage(app, "credimur issue --achievement example --to MAIL",
                         "who gets it is missing: --to MAIL or --to DID");
    }
    if (to && strncmp(to, "did:", 4) == 0) {
        if (!cli_is_did(crd_span_of(to))) {
            return cli_usage(app, NULL, "--to %s is not a DID", to);
        }
        award->did = crd_span_of(to);
    } else if (to && cli_is_email(crd_span_of(to))) {
        award->email = crd_span_of(to);
    } else if (to) {
        return cli_usage(app, NULL,
                         "--to is an e-mail address or a DID, not %s", to);
    }
    return 0;
}

static void read_result(cli_issuing *issuing, crd_award *award,
                        crd_award_result *result)
{
    const char *value = cli_value(issuing->app, "result");
    if (value) {
        result->description = issuing->defaults.result_description;
        result->value = crd_span_of(value);
        award->results = result;
        award->result_count = 1;
    }
}

static int read_award(cli_issuing *issuing, crd_award *award,
                      crd_award_evidence evidence[EVIDENCE_MAX])
{
    cli_app *app = issuing->app;
    const cli_defaults *d = &issuing->defaults;
    int status = read_person(app, award);
    if (status) {
        return status;
    }
    award->valid_from = d->has_date ? d->date : d->now;
    award->has_awarded = d->has_date;
    award->awarded = d->date;
    award->has_valid_until = d->has_expires;
    award->valid_until = d->expires;
    award->evidence = evidence;
    for (uint32_t i = 0; i < app->given_count; i++) {
        if (strcmp(app->given[i].flag->name, "evidence") != 0) {
            continue;
        }
        if (award->evidence_count == EVIDENCE_MAX) {
            return cli_usage(app, NULL, "--evidence may be given %d times",
                             EVIDENCE_MAX);
        }
        if (!crd_is_url(crd_span_of(app->given[i].value))) {
            return cli_usage(app, NULL,
                             "--evidence is the address of a page, with "
                             "https:// in front; not %s",
                             app->given[i].value);
        }
        evidence[award->evidence_count++].id = crd_span_of(app->given[i].value);
    }
    return 0;
}

static int issue_one(cli_issuing *issuing)
{
    cli_app *app = issuing->app;
    crd_award_evidence evidence[EVIDENCE_MAX] = {{{0}}};
    crd_award award = {{0}};
    crd_award_result result = {{0}};
    crd_issuance *issuance;
    crd_buffer credential;
    crd_error error;

    int status = read_award(issuing, &award, evidence);
    read_result(issuing, &award, &result);
    if (status == 0 && !cli_has(app, "dry-run")) {
        status = cli_open_output(app);
    }
    if (status) {
        return status;
    }
    crd_rc rc = cli_issuance_new(&issuance, issuing, &error);
    if (rc != CRD_OK) {
        return cli_error_try(app, cli_value(app, "achievement"), &error,
                             cli_issue_remedy(&error));
    }
    crd_buffer_init(&credential, crd_allocator_default(), SIZE_MAX / 2);
    rc = crd_issue(issuance, &credential, &award, &error);
    if (rc == CRD_OK && !cli_has(app, "dry-run")) {
        cli_put(&app->out, crd_buffer_span(&credential));
        cli_put_text(&app->out, "\n");
    }
    crd_buffer_free(&credential);
    crd_issuance_free(issuance);
    if (rc != CRD_OK) {
        return cli_error_try(app, NULL, &error, cli_issue_remedy(&error));
    }
    if (cli_names_nobody(issuing, &award)) {
        cli_warn(app, "the credential holds no name, no hashed e-mail and no "
                      "DID: nobody can tell whose it is. Give --name, or "
                      "--identify-by email.");
    }
    if (cli_has(app, "dry-run")) {
        cli_note(app, "Would issue to %s; nothing was written.",
                 award.name.len ? cli_visible(&app->arena, award.name)
                                : cli_value(app, "to"));
        if (app->json) {
            cli_put_text(&app->out, "{\"schema\":\"credimur.issue/1\",\"ok\":"
                                    "true,\"dry_run\":true,\"issued\":1}\n");
        }
    } else if (app->out.path) {
        cli_note(app, "Next: credimur verify %s", app->out.path);
    }
    return CLI_EXIT_DONE;
}

/* ---- The command --------------------------------------------------------- */

/* Flags of the one way make no sense in the other. */
static int check_flags(cli_app *app, bool list)
{
    static const char *const ONE[] = {"to", "name", "result", "evidence"};
    static const char *const LIST[] = {"map", "out-dir", "all-or-nothing",
                                       "jobs"};
    for (size_t i = 0; list && i < sizeof ONE / sizeof *ONE; i++) {
        if (cli_has(app, ONE[i])) {
            return cli_usage(app, NULL,
                             "--%s is for one person; with --csv it is a "
                             "column of the list",
                             ONE[i]);
        }
    }
    for (size_t i = 0; !list && i < sizeof LIST / sizeof *LIST; i++) {
        if (cli_has(app, LIST[i])) {
            return cli_usage(app, NULL, "--%s goes with --csv", LIST[i]);
        }
    }
    if (cli_has(app, "out-dir") && cli_has(app, "output")) {
        return cli_usage(app, NULL,
                         "--out-dir and --output are two places: choose one");
    }
    return 0;
}

static int run_issue(cli_app *app)
{
    cli_issuing issuing = {.app = app};
    bool list = cli_has(app, "csv");
    int status = check_flags(app, list);
    if (status == 0) {
        status = prepare(&issuing);
    }
    if (status) {
        return status;
    }
    status = list ? cli_issue_list(&issuing) : issue_one(&issuing);
    cli_signing_close(&issuing.signing);
    return status;
}

static const cli_flag FLAGS[] = {
    {"achievement", 0, CLI_FILE, "ID",
     "what is awarded: a file, or a name such as example"},
    {"to", 0, CLI_TEXT, "MAIL|DID", "who gets it"},
    {"name", 0, CLI_TEXT, "NAME", "the person's name, as it is to be read"},
    {"date", 0, CLI_TEXT, "DATE",
     "awarded on this day, 2026-05-03 or 03.05.2026; now without it"},
    {"expires", 0, CLI_TEXT, "DATE",
     "valid until this day, or until a time, 2026-05-03T09:00:00Z"},
    {"result", 0, CLI_TEXT, "GRADE",
     "what was reached; the achievement says what there is and is needed"},
    {"evidence", 0, CLI_LIST, "URL", "what the person made; may be repeated"},
    {"identify-by", 0, CLI_CHOICE, "email",
     "put the e-mail address in, hashed and salted"},
    {"without-name", 0, CLI_SWITCH, NULL, "leave the person's name out"},
    {"output", 'o', CLI_FILE, "FILE",
     "one person: a new file, kept if it is there unless --yes; a class list: "
     "lines are appended, and those already there are skipped"},
    {"plain", 0, CLI_SWITCH, NULL,
     "Open Badges alone, without terms of our own"},
    CLI_SIGNING_FLAGS,
    {"csv", 0, CLI_FILE, "FILE", "a class list; - is stdin"},
    {"map", 0, CLI_LIST, "COLUMN=FIELD",
     "what a column of the list is; may be repeated"},
    {"out-dir", 0, CLI_DIR, "DIR", "a file for each person, in DIR"},
    {"all-or-nothing", 0, CLI_SWITCH, NULL,
     "issue nothing unless every row is good"},
    {NULL},
};

const cli_command CLI_ISSUE = {
    .noun = "",
    .verb = "issue",
    .summary = "Issues signed Open Badges 3.0 credentials to one person or to "
               "a class list.",
    .usage = "--achievement ID (--to MAIL|DID | --csv FILE)",
    .about =
        "The name goes into the credential; an e-mail address only with "
        "--identify-by email; an id of the person only if it is a DID.\n"
        "A class list may use commas, semicolons or tabs. Columns are known "
        "by many names; --map names others. Fields: email, name, given_name, "
        "family_name, did, external_id, issued_on, expires_on, started_on, "
        "ended_on, evidence_url, evidence_name, result, narrative, "
        "licence_number, role, term, credits_earned. Good rows are issued, "
        "bad rows are named. With -o OUT lines are appended, and rows already "
        "there are skipped: the same command goes on where it was stopped. "
        "Dates are written 2026-05-03, 2026/05/03 or 03.05.2026; 3/5/2026 is "
        "refused, since it can be read in two ways.",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_DRY_RUN | CLI_WITH_JOBS,
    .flags = FLAGS,
    .examples = {"credimur issue --achievement example --to ann@example.org "
                 "--name \"Ann Lee\"",
                 "credimur issue --achievement example --csv class.csv -o "
                 "class.ndjson",
                 NULL},
    .next = {"credimur verify class.ndjson", "credimur show ann.json",
             "credimur bake ann.json --image badge.png -o ann.png", NULL},
    .exits = "0 done, 1 no row could be issued, 2 usage, 3 not writable, 5 "
             "nothing is set up or a file is not there, 6 some rows failed, 7 "
             "a file exists, or holds something else.",
    .own_output = true,
    .run = run_issue,
};
