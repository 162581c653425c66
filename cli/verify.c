/* SPDX-License-Identifier: Apache-2.0 */
/* credimur verify: files, stdin, images, lines; the verdict and its reasons. */
#include "cli/verify.h"

#include "cli/commands.h"
#include "cli/home.h"
#include "cli/message.h"
#include "cli/pipeline.h"
#include "cli/signing.h"
#include "cli/text.h"

#include <errno.h>

void cli_verification_count(cli_verification *v, unsigned what, uint64_t n)
{
    int status = what == CRD_VALID     ? CLI_EXIT_DONE
                 : what == CRD_INVALID ? CLI_EXIT_NEGATIVE
                                       : CLI_EXIT_UNDECIDED;
    v->seen[what] += n;
    if (n > 0 && v->worst != CLI_EXIT_NEGATIVE && status != CLI_EXIT_DONE) {
        v->worst = status;
    }
}

static bool is_table(const cli_verification *v)
{
    return v->style.form == CLI_FORM_PLAIN || v->style.form == CLI_FORM_CSV;
}

static void put(cli_verification *v, const crd_buffer *text)
{
    if (crd_buffer_rc(text, NULL) == CRD_OK) {
        cli_put_folded(&v->app->out, crd_buffer_span(text));
    } else if (!v->app->out.failure) {
        v->app->out.failure = ENOMEM; /* part of the result is lost */
    }
}

/*
 * What cannot be looked at: for one file the message is all there is; among
 * several it is a line in its place, and the others are still verified.
 */
static int tell_error(cli_verification *v, cli_source source,
                      const crd_error *error)
{
    int status = crd_code_get(error->code)->exit_status;
    if (status == 70) {
        return cli_error(v->app, source.file, error);
    }
    if (!v->style.many && !is_table(v)) {
        bool json = v->app->json;
        v->app->json = false;
        (void)cli_error(v->app, source.file, error);
        v->app->json = json;
    }
    if (v->style.many || is_table(v) || v->style.form == CLI_FORM_JSON) {
        crd_buffer text;
        crd_buffer_init(&text, v->env.allocator, SIZE_MAX / 2);
        cli_verdict_write_error(&text, &v->style, source, error);
        put(v, &text);
        crd_buffer_free(&text);
        v->app->said_error = true;
    }
    cli_verification_count(v, CLI_SEEN_NO_CREDENTIAL, 1);
    return error->code == CRD_CODE_FILE_NOT_FOUND && !v->style.many ? 5 : 0;
}

static crd_rc verify_document(cli_verification *v, crd_verifier *verifier,
                              cli_input *in, crd_error *error)
{
    size_t limit = v->env.limits.document_bytes;
    crd_arena arena;
    crd_report *report = NULL;
    crd_buffer text;

    if (limit < v->env.limits.image_bytes) {
        limit = v->env.limits.image_bytes;
    }
    CRD_TRY(cli_input_fill(in, limit + 1, error));
    crd_span bytes = cli_input_unused(in);
    if (bytes.len > limit) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "the input is larger than the limit of %zu bytes",
                        limit);
    }
    crd_arena_init(&arena, v->env.allocator, 0);
    crd_rc rc =
        crd_verify(verifier, &report, &arena, bytes, &v->options, error);
    if (rc == CRD_OK) {
        crd_buffer_init(&text, v->env.allocator, SIZE_MAX / 2);
        cli_verdict_write(&text, &v->style, (cli_source){in->name, 0}, report);
        put(v, &text);
        crd_buffer_free(&text);
        cli_verification_count(v, report->verdict, 1);
    }
    crd_arena_free(&arena);
    return rc;
}

/* One file, or stdin; 0 unless the run must end here. */
static int verify_input(cli_verification *v, crd_verifier *verifier,
                        const char *name)
{
    cli_source source = {name, 0};
    cli_verdict_form form = v->style.form;
    bool lines = false;
    cli_input in;
    crd_error error;

    crd_rc rc = cli_input_open(&in, name, &error);
    if (rc != CRD_OK) {
        return tell_error(v, source, &error);
    }
    rc = cli_is_lines(&lines, &in, v->env.limits.document_bytes, &error);
    if (rc == CRD_OK && lines) {
        if (form == CLI_FORM_SENTENCE) {
            v->style.form = CLI_FORM_LINE;
        }
        rc = cli_verify_lines(v, &in, &error);
        v->style.form = form;
        cli_input_close(&in);
        if (rc != CRD_OK && v->app->out.failure == EPIPE) {
            return CLI_EXIT_UNDECIDED; /* the reader has left */
        }
        return rc == CRD_OK ? 0 : cli_error(v->app, name, &error);
    }
    if (rc == CRD_OK) {
        rc = verify_document(v, verifier, &in, &error);
    }
    cli_input_close(&in);
    return rc == CRD_OK ? 0 : tell_error(v, source, &error);
}

static void summarise(const cli_verification *v)
{
    uint64_t all = v->seen[0] + v->seen[1] + v->seen[2] + v->seen[3];
    bool told = v->summaries == 1 && v->app->arg_count <= 1;
    if (all > 1 && !told) {
        cli_note(v->app,
                 "%llu valid, %llu not valid, %llu undecided, %llu no "
                 "credential",
                 (unsigned long long)v->seen[CRD_VALID],
                 (unsigned long long)v->seen[CRD_INVALID],
                 (unsigned long long)v->seen[CRD_UNDETERMINED],
                 (unsigned long long)v->seen[CLI_SEEN_NO_CREDENTIAL]);
    }
}

/* ---- Flags --------------------------------------------------------------- */

/* "2026-05-03" or a full time; a date is echoed as what it was read as. */
static int read_time(cli_app *app, const char *flag, crd_instant *out)
{
    crd_span text = crd_span_of(cli_value(app, flag));
    char words[CRD_INSTANT_TEXT_MAX];
    crd_error error;
    if (crd_instant_parse(out, text, NULL) == CRD_OK) {
        return 0;
    }
    if (crd_date_parse(out, text, &error) != CRD_OK) {
        return cli_usage(app, NULL,
                         "--%s is a date, 2026-05-03, or a time with its "
                         "zone, 2026-05-03T09:00:00Z; not %s",
                         flag, text.data);
    }
    crd_instant_write(words, *out);
    cli_note(app, "--%s %s is read as %s", flag, text.data, words);
    return 0;
}

static cli_verdict_form form_of(const cli_app *app)
{
    const char *format = cli_value(app, "format");
    if (app->json || (format && strcmp(format, "json") == 0)) {
        return CLI_FORM_JSON;
    }
    if (cli_has(app, "plain") || (format && strcmp(format, "plain") == 0)) {
        return CLI_FORM_PLAIN;
    }
    if (format && strcmp(format, "csv") == 0) {
        return CLI_FORM_CSV;
    }
    if (cli_has(app, "explain")) {
        return CLI_FORM_EXPLAIN;
    }
    return format || app->arg_count > 1 ? CLI_FORM_LINE : CLI_FORM_SENTENCE;
}

/* The trust register: --policy, else the file of this installation. */
static int read_trust(cli_app *app, crd_verify_options *options)
{
    const char *path = cli_value(app, "policy");
    crd_limits limits = crd_limits_default();
    crd_trust *trust;
    crd_json *root;
    crd_buffer text;
    crd_error error;

    options->require_trusted = cli_has(app, "trusted");
    if (!path) {
        path = cli_home_path(app, "trust.json");
        if (!path || !cli_file_exists(path)) {
            return 0;
        }
    }
    trust = crd_arena_calloc(&app->arena, 1, sizeof *trust);
    crd_buffer_init(&text, crd_allocator_default(), limits.document_bytes);
    crd_rc rc = trust
                    ? cli_read_file(&text, path, limits.document_bytes, &error)
                    : crd_fail(&error, CRD_CODE_MEMORY, "%s", "");
    if (rc == CRD_OK) {
        rc = crd_json_parse(&root, &app->arena, crd_buffer_span(&text), &limits,
                            &error);
    }
    if (rc == CRD_OK) {
        rc = crd_trust_read(trust, &app->arena, root, &error);
    }
    crd_buffer_free(&text);
    options->trust = trust;
    if (rc == CRD_OK) {
        return 0;
    }
    /* 1 would be read as a verdict on the credential. */
    int status = cli_error_try(app, path, &error,
                               "Mend the register; it is written as "
                               "{\"issuers\":[{\"id\":\"did:key:z6Mk...\"}]}");
    return status == CLI_EXIT_NEGATIVE ? CLI_EXIT_USAGE : status;
}

static int read_options(cli_verification *v)
{
    cli_app *app = v->app;
    crd_verify_options *o = &v->options;
    if (cli_has(app, "at")) {
        int status = read_time(app, "at", &o->at);
        if (status) {
            return status;
        }
        o->has_at = true;
    }
    o->recipient = crd_span_of(cli_value(app, "recipient"));
    o->has_challenge = cli_has(app, "challenge");
    o->challenge = crd_span_of(cli_value(app, "challenge"));
    o->has_domain = cli_has(app, "domain");
    o->domain = crd_span_of(cli_value(app, "domain"));
    o->fail_on_warn = cli_has(app, "fail-on");
    o->offline = cli_has(app, "offline");
    v->style.form = form_of(app);
    v->style.color = app->color;
    v->style.terminal = app->out.terminal;
    v->style.many = app->arg_count > 1;
    v->jobs = cli_number(app, "jobs", cli_processors());
    return read_trust(app, o);
}

enum { TIMEOUT_S = 5, TIMEOUT_MAX_S = 60 };

/* What is not in the files is asked of the web, unless that is forbidden. */
static int prepare_fetcher(cli_verification *v)
{
    uint32_t timeout_s = cli_number(v->app, "timeout", TIMEOUT_S);
    crd_error error;
    if (timeout_s > TIMEOUT_MAX_S) {
        return cli_usage(v->app, NULL, "--timeout is at most %d seconds",
                         TIMEOUT_MAX_S);
    }
    if (v->options.offline) {
        return 0;
    }
    if (cli_fetcher_new(&v->fetcher, v->app, timeout_s, &error) != CRD_OK) {
        return cli_error(v->app, NULL, &error);
    }
    v->env.fetch = cli_fetch;
    v->env.fetch_context = v->fetcher;
    return 0;
}

static int run_verify(cli_app *app)
{
    static const char *const STDIN[] = {"-"};
    cli_verification v = {.app = app};
    const char *const *names = app->arg_count ? app->args : STDIN;
    size_t count = app->arg_count ? app->arg_count : 1;
    crd_verifier *verifier;
    crd_error error;
    crd_buffer head;
    int status;

    if (cli_nothing_to_read(app)) {
        return cli_usage(app, "credimur verify FILE",
                         "there is no file, and nothing comes on stdin");
    }
    v.env = crd_env_default(cli_now());
    status = read_options(&v);
    if (status == 0) {
        status = prepare_fetcher(&v);
    }
    if (status) {
        return status;
    }
    if (crd_verifier_new(&verifier, &v.env, &error) != CRD_OK) {
        cli_fetcher_free(v.fetcher);
        return cli_error(app, NULL, &error);
    }
    crd_buffer_init(&head, v.env.allocator, 4096);
    cli_verdict_begin(&head, &v.style);
    put(&v, &head);
    crd_buffer_free(&head);
    for (size_t i = 0; i < count && status == 0; i++) {
        status = verify_input(&v, verifier, names[i]);
    }
    crd_verifier_free(verifier);
    cli_fetcher_free(v.fetcher);
    summarise(&v);
    if (status == 0 && app->out.path) {
        cli_note(app, "The report is in %s.", app->out.path);
    }
    return status ? status : v.worst;
}

static const cli_flag FLAGS[] = {
    {"explain", 0, CLI_SWITCH, NULL,
     "every check with its clause, place and what to do"},
    {"recipient", 0, CLI_TEXT, "MAIL",
     "check that the credential is about the person with this address"},
    {"trusted", 0, CLI_SWITCH, NULL,
     "nothing can be decided of an issuer outside the trust register"},
    {"policy", 0, CLI_FILE, "FILE", "the trust register to use"},
    {"challenge", 0, CLI_TEXT, "TEXT", "a presentation must answer this"},
    {"domain", 0, CLI_TEXT, "TEXT", "a presentation must be made for this"},
    {"format", 0, CLI_CHOICE, "table|json|csv|plain",
     "how to write the reports of several files"},
    {NULL},
};

const cli_command CLI_VERIFY = {
    .noun = "",
    .verb = "verify",
    .summary = "Checks credentials: signature, issuer, dates and rules; says "
               "why.",
    .usage = "[FILE|-]...",
    .about = "Reads JSON, NDJSON (one report a line, no limit on the file), "
             "and PNG and SVG with a badge baked in, found by content. "
             "Without a file, stdin is read. Of NDJSON the lines that are "
             "valid are counted and the others listed; -v lists all.\n"
             "With --json, ok says that the command did its work; whether to "
             "believe the credential is the verdict: a forgery is ok true, "
             "verdict invalid.\n"
             "Without a trust register the check is left out. With one, an "
             "issuer who is not in it is a warning; with --fail-on warn that "
             "is a negative (exit 1), with --trusted it cannot be decided "
             "(exit 3).",
    .args_max = CLI_ANY_NUMBER,
    .shared = CLI_WITH_OUTPUT | CLI_WITH_PLAIN | CLI_WITH_NETWORK |
              CLI_WITH_AT | CLI_WITH_FAIL_ON | CLI_WITH_JOBS,
    .flags = FLAGS,
    .examples = {"credimur verify ann.json",
                 "credimur verify --explain < ann.json", NULL},
    .next = {"credimur show ann.json", "credimur verify --explain ann.json",
             "credimur help exit-codes", NULL},
    .exits = "0 every credential valid and at least one seen, 1 one is not "
             "valid, 3 one could not be decided or is no credential, 5 the "
             "only file is not there (one missing among several is 3); the "
             "worst of several counts, 1 before 3 before 0.",
    .run = run_verify,
};
