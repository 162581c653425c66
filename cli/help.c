/* SPDX-License-Identifier: Apache-2.0 */
/* Help, written from the table of commands and the table of codes. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/text.h"
#include "cli/topics.h"

#include "credimur/json.h"

#include <stdio.h>

static const char *const PURPOSE =
    "Credimur issues and verifies micro-credentials: Open Badges 3.0 on the "
    "Verifiable\nCredentials Data Model, signed, and checked with every "
    "reason told.\n";

/* Writes `text` in lines of at most 79 columns, each after `indent` blanks. */
static void put_wrapped(cli_output *to, const char *text, size_t indent)
{
    size_t column = indent;
    while (*text) {
        size_t n = strcspn(text, " \n");
        if (column > indent && column + 1 + n > 79) {
            cli_print(to, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            cli_put_text(to, " ");
            column++;
        }
        cli_put(to, (crd_span){text, n});
        column += n;
        text += n;
        if (*text == '\n') {
            cli_print(to, "\n%*s", (int)indent, "");
            column = indent;
        }
        text += *text != '\0';
    }
    cli_put_text(to, "\n");
}

enum { FLAG_COLUMN = 30 };

static void put_flag(cli_output *to, const cli_flag *flag)
{
    char left[80];
    int n = flag->letter
                ? snprintf(left, sizeof left, "  -%c, --%s", flag->letter,
                           flag->name)
                : snprintf(left, sizeof left, "      --%s", flag->name);
    if (flag->value) {
        n += snprintf(left + n, sizeof left - (size_t)n, " %s", flag->value);
    }
    cli_put_text(to, left);
    if (n > FLAG_COLUMN - 2) {
        cli_print(to, "\n%*s", FLAG_COLUMN, "");
    } else {
        cli_print(to, "%*s", FLAG_COLUMN - n, "");
    }
    put_wrapped(to, flag->help, FLAG_COLUMN);
}

static void put_flags(cli_output *to, const cli_command *command)
{
    const cli_flag *f;
    cli_put_text(to, "\nFlags\n");
    for (f = command->flags; f && f->name; f++) {
        put_flag(to, f);
    }
    for (uint32_t i = 0; (f = cli_shared_flag(command, i)) != NULL; i++) {
        put_flag(to, f);
    }
}

static void put_lines(cli_output *to, const char *title,
                      const char *const *lines)
{
    if (lines[0]) {
        cli_print(to, "\n%s\n", title);
    }
    for (; *lines; lines++) {
        cli_print(to, "  %s\n", *lines);
    }
}

static void command_help(cli_app *app, cli_output *to,
                         const cli_command *command)
{
    cli_print(to, "%s\n\nUsage: credimur %s%s%s [flags]\n", command->summary,
              cli_command_words(app, command), command->usage[0] ? " " : "",
              command->usage);
    if (command->about) {
        cli_put_text(to, "\n");
        put_wrapped(to, command->about, 0);
    }
    put_lines(to, "Examples", command->examples);
    put_flags(to, command);
    cli_put_text(to, "\nExit codes: ");
    put_wrapped(to, command->exits, 12);
    put_lines(to, "Next", command->next);
}

static void put_command_line(cli_app *app, cli_output *to,
                             const cli_command *command)
{
    cli_print(to, "  %-12s ", cli_command_words(app, command));
    put_wrapped(to, command->summary, 15);
}

static void overview(cli_app *app, cli_output *to)
{
    cli_put_text(to, PURPOSE);
    cli_put_text(to, "\nUsage: credimur COMMAND [arguments] [flags]\n\n"
                     "Commands\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        put_command_line(app, to, app->commands[i]);
    }
    cli_put_text(to,
                 "\nFrom nothing to a verified credential\n"
                 "  credimur init --example\n"
                 "  credimur issue --achievement example --to ann@example.org "
                 "--name \"Ann Lee\" -o ann.json\n"
                 "  credimur verify ann.json\n"
                 "\nMore: credimur COMMAND --help, and credimur help TOPIC: "
                 "achievement, csv,\ncorrections, formats, environment, "
                 "exit-codes, codes, or any code that an error\nshows.\n");
}

void cli_help_write(cli_app *app, cli_output *to, const cli_command *command,
                    const char *noun)
{
    if (command) {
        command_help(app, to, command);
        return;
    }
    if (!noun) {
        overview(app, to);
        return;
    }
    cli_print(to, "Usage: credimur %s VERB [arguments] [flags]\n\nVerbs\n",
              noun);
    for (uint32_t i = 0; app->commands[i]; i++) {
        if (strcmp(app->commands[i]->noun, noun) == 0) {
            put_command_line(app, to, app->commands[i]);
        }
    }
}

/* ---- The table as JSON: what completion and manual pages are checked with -
 */

static void member(crd_buffer *out, const char *name, const char *text)
{
    crd_buffer_printf(out, ",\"%s\":", name);
    crd_json_write_string(out, crd_span_of(text));
}

static void lines_json(crd_buffer *out, const char *name,
                       const char *const *lines)
{
    crd_buffer_printf(out, ",\"%s\":[", name);
    for (uint32_t i = 0; lines[i]; i++) {
        crd_buffer_append_text(out, i ? "," : "");
        crd_json_write_string(out, crd_span_of(lines[i]));
    }
    crd_buffer_append_char(out, ']');
}

static const char *const KINDS[] = {"switch", "text",   "list",  "file",
                                    "folder", "number", "choice"};

static void flag_json(crd_buffer *out, const cli_flag *flag, bool first,
                      bool shared)
{
    crd_buffer_printf(out, "%s{\"name\":\"%s\"", first ? "" : ",", flag->name);
    if (flag->letter) {
        crd_buffer_printf(out, ",\"letter\":\"%c\"", flag->letter);
    }
    member(out, "kind", KINDS[flag->kind]);
    if (flag->value) {
        member(out, "value", flag->value);
    }
    member(out, "help", flag->help);
    crd_buffer_append_text(out, shared ? ",\"shared\":true}" : "}");
}

static void command_json(cli_app *app, crd_buffer *out,
                         const cli_command *command)
{
    const cli_flag *f;
    bool first = true;
    crd_buffer_append_text(out, "{\"command\":");
    crd_json_write_string(out, crd_span_of(cli_command_words(app, command)));
    member(out, "summary", command->summary);
    member(out, "usage", command->usage);
    member(out, "about", command->about ? command->about : "");
    lines_json(out, "examples", command->examples);
    lines_json(out, "next", command->next);
    member(out, "exits", command->exits);
    crd_buffer_append_text(out, ",\"flags\":[");
    for (f = command->flags; f && f->name; f++, first = false) {
        flag_json(out, f, first, false);
    }
    for (uint32_t i = 0; (f = cli_shared_flag(command, i)) != NULL;
         i++, first = false) {
        flag_json(out, f, first, true);
    }
    crd_buffer_append_text(out, "]}\n");
}

static int write_table(cli_app *app)
{
    crd_buffer out;
    crd_buffer_init(&out, crd_allocator_default(), 1 << 22);
    for (uint32_t i = 0; app->commands[i]; i++) {
        command_json(app, &out, app->commands[i]);
    }
    cli_put(&app->out, crd_buffer_span(&out));
    crd_buffer_free(&out);
    return CLI_EXIT_DONE;
}

/* ---- credimur help ------------------------------------------------------- */

static int explain_code(cli_app *app, crd_code code)
{
    const crd_code_info *info = crd_code_get(code);
    cli_print(&app->out, "%s: %s\n", info->word, info->title);
    if (info->remedy[0]) {
        cli_print(&app->out, "  try:  %s\n", info->remedy);
    }
    cli_print(&app->out, "  exit status %d, HTTP status %d%s%s\n",
              info->exit_status, info->http_status,
              info->problem[0] ? ", problem type " : "", info->problem);
    return CLI_EXIT_DONE;
}

static int no_topic(cli_app *app, const char *word)
{
    const char *words[CRD_CODE_COUNT + 64];
    char hint[96] = "credimur help";
    uint32_t count = 0;
    for (uint32_t i = 0; app->commands[i] && count < 48; i++) {
        const cli_command *c = app->commands[i];
        words[count++] = c->noun[0] ? c->noun : c->verb;
    }
    for (uint32_t i = 0; CLI_TOPICS[i].word; i++) {
        words[count++] = CLI_TOPICS[i].word;
    }
    for (unsigned i = 1; i < CRD_CODE_COUNT; i++) {
        words[count++] = crd_code_get((crd_code)i)->word;
    }
    const char *near = cli_nearest(word, words, count);
    if (near) {
        snprintf(hint, sizeof hint, "credimur help %s", near);
    }
    return cli_usage(app, hint, "there is no help on \"%s\"", word);
}

static int run_help(cli_app *app)
{
    const char *word = app->arg_count ? app->args[0] : NULL;
    const char *second = app->arg_count > 1 ? app->args[1] : NULL;
    const cli_command *command;

    if (!word) {
        if (app->json) {
            return write_table(app);
        }
        overview(app, &app->out);
        return CLI_EXIT_DONE;
    }
    command = second ? cli_find(app, word, second) : cli_find(app, "", word);
    if (command) {
        command_help(app, &app->out, command);
        return CLI_EXIT_DONE;
    }
    if (second) {
        return no_topic(app, second);
    }
    for (uint32_t i = 0; app->commands[i]; i++) {
        if (strcmp(app->commands[i]->noun, word) == 0) {
            cli_help_write(app, &app->out, NULL, word);
            return CLI_EXIT_DONE;
        }
    }
    for (uint32_t i = 0; CLI_TOPICS[i].word; i++) {
        if (strcmp(CLI_TOPICS[i].word, word) == 0) {
            CLI_TOPICS[i].write(app);
            return CLI_EXIT_DONE;
        }
    }
    crd_code code = crd_code_find(word);
    return code == CRD_CODE_NONE ? no_topic(app, word)
                                 : explain_code(app, code);
}

const cli_command CLI_HELP = {
    .noun = "",
    .verb = "help",
    .summary = "Explains a command, a topic or the code of an error.",
    .usage = "[COMMAND|TOPIC|CODE]",
    .about = "Topics: definition (how to write one), csv (class lists), "
             "corrections (after a mistake), formats, environment, exit-codes, "
             "codes. With --json and no argument: the table of commands, one "
             "JSON object a line.",
    .args_max = 2,
    .examples = {"credimur help verify", "credimur help exit-codes", NULL},
    .next = {"credimur init --example", "credimur verify --help",
             "credimur help signature-mismatch", NULL},
    .exits = "0 done, 2 there is no such topic.",
    .completes = "achievement|codes|corrections|csv|environment|exit-codes|"
                 "formats",
    .run = run_help,
};
