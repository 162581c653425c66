/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of the command line, driven by the table of commands: flags may
 * stand anywhere, "--" ends them, and a single-valued flag is given once. */
#include "cli/message.h"
#include "cli/text.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct shared_flag {
    cli_flag flag;
    uint32_t needs; /* bit of cli_command.shared; 0: every command takes it */
} shared_flag;

static const shared_flag SHARED[] = {
    {{"output", 'o', CLI_FILE, "FILE",
      "write the result to FILE; an existing file is kept unless --yes"},
     CLI_WITH_OUTPUT},
    {{"plain", 0, CLI_SWITCH, NULL,
      "tab-separated columns whose order never changes"},
     CLI_WITH_PLAIN},
    {{"dry-run", 'n', CLI_SWITCH, NULL,
      "do everything but write; the report is that of the real run"},
     CLI_WITH_DRY_RUN},
    {{"offline", 0, CLI_SWITCH, NULL,
      "no network; what would need it is not checked"},
     CLI_WITH_NETWORK},
    {{"timeout", 0, CLI_NUMBER, "S",
      "wait at most S seconds for each document from the web; without it, 5"},
     CLI_WITH_NETWORK},
    {{"at", 0, CLI_TEXT, "TIME",
      "verify as of this time: 2026-05-03 or 2026-05-03T09:00:00Z"},
     CLI_WITH_AT},
    {{"fail-on", 0, CLI_CHOICE, "warn", "a warning counts as a negative"},
     CLI_WITH_FAIL_ON},
    {{"jobs", 0, CLI_NUMBER, "N",
      "work on N threads; without it, one for each processor"},
     CLI_WITH_JOBS},
    {{"store", 0, CLI_TEXT, "URL",
      "the store, sqlite:PATH; without it store.sqlite of this user"},
     CLI_WITH_STORE},
    {{"json", 0, CLI_SWITCH, NULL, "the result as JSON"}, 0},
    {{"quiet", 'q', CLI_SWITCH, NULL, "only errors on stderr"}, 0},
    {{"verbose", 'v', CLI_SWITCH, NULL,
      "tell more; verify lists what is valid too"},
     0},
    {{"color", 0, CLI_CHOICE, "auto|always|never",
      "colour; NO_COLOR and TERM=dumb are obeyed too"},
     0},
    {{"no-input", 0, CLI_SWITCH, NULL, "never ask; name what is missing"}, 0},
    {{"yes", 'y', CLI_SWITCH, NULL, "answer yes to what would be asked"}, 0},
    {{"help", 'h', CLI_SWITCH, NULL, "this help"}, 0},
    {{"version", 0, CLI_SWITCH, NULL, "the version"}, 0},
};
enum { SHARED_COUNT = sizeof SHARED / sizeof *SHARED };

/* A command may have a flag of the name with a text of its own. */
static bool is_own(const cli_command *command, const char *name)
{
    for (const cli_flag *f = command->flags; f && f->name; f++) {
        if (strcmp(f->name, name) == 0) {
            return true;
        }
    }
    return false;
}

const cli_flag *cli_shared_flag(const cli_command *command, uint32_t i)
{
    for (uint32_t k = 0; k < SHARED_COUNT; k++) {
        uint32_t needs = SHARED[k].needs;
        bool takes = needs == 0 || (command && (command->shared & needs));
        if (takes && !(command && is_own(command, SHARED[k].flag.name)) &&
            i-- == 0) {
            return &SHARED[k].flag;
        }
    }
    return NULL;
}

bool cli_is_choice(const char *choices, const char *word)
{
    size_t n = strlen(word);
    while (choices && *choices) {
        size_t m = strcspn(choices, "|");
        if (m == n && memcmp(choices, word, n) == 0) {
            return true;
        }
        choices += m + (choices[m] == '|');
    }
    return false;
}

/* ---- Flags --------------------------------------------------------------- */

enum { WORD_MAX = 32 };

typedef struct name_part {
    const char *text;
    size_t len;
} name_part;

static bool is_named(const cli_flag *flag, name_part name)
{
    return name.len == 1 ? flag->letter == name.text[0]
                         : strlen(flag->name) == name.len &&
                               memcmp(flag->name, name.text, name.len) == 0;
}

/* The flag as this command knows it: its own first. */
static const cli_flag *flag_of(const cli_command *command, name_part name)
{
    for (const cli_flag *f = command ? command->flags : NULL; f && f->name;
         f++) {
        if (is_named(f, name)) {
            return f;
        }
    }
    const cli_flag *f;
    for (uint32_t i = 0; (f = cli_shared_flag(command, i)) != NULL; i++) {
        if (is_named(f, name)) {
            return f;
        }
    }
    return NULL;
}

/* Before the command is known: does a flag of this name take a value? */
static bool takes_value(const cli_app *app, name_part name)
{
    for (uint32_t k = 0; k < SHARED_COUNT; k++) {
        if (is_named(&SHARED[k].flag, name)) {
            return SHARED[k].flag.kind != CLI_SWITCH;
        }
    }
    for (uint32_t k = 0; app->commands[k]; k++) {
        for (const cli_flag *f = app->commands[k]->flags; f && f->name; f++) {
            if (is_named(f, name)) {
                return f->kind != CLI_SWITCH;
            }
        }
    }
    return false;
}

/* True if the argument begins a flag: "-" alone is stdin. */
static bool is_flag(const char *arg)
{
    return arg[0] == '-' && arg[1] != '\0';
}

/* Does this flag argument take the next one as its value? */
static bool eats_next(const cli_app *app, const char *arg)
{
    if (arg[1] == '-') {
        name_part name = {arg + 2, strlen(arg + 2)};
        return !strchr(arg, '=') && takes_value(app, name);
    }
    /* "-qo FILE": the last letter of a cluster may. */
    for (const char *p = arg + 1; *p; p++) {
        if (takes_value(app, (name_part){p, 1})) {
            return p[1] == '\0';
        }
    }
    return false;
}

static int unknown_flag(cli_app *app, const char *arg, name_part name)
{
    const char *words[64];
    uint32_t count = 0;
    char typed[WORD_MAX + 1] = "";
    const cli_command *command = app->command;
    const cli_flag *f;

    for (f = command ? command->flags : NULL; f && f->name && count < 40; f++) {
        words[count++] = f->name;
    }
    for (uint32_t i = 0; (f = cli_shared_flag(command, i)) != NULL; i++) {
        words[count++] = f->name;
    }
    if (name.len <= WORD_MAX) {
        memcpy(typed, name.text, name.len);
        typed[name.len] = '\0';
    }
    const char *near = typed[0] ? cli_nearest(typed, words, count) : NULL;
    const char *of = command ? cli_command_words(app, command) : "";
    char hint[160];
    if (near) {
        snprintf(hint, sizeof hint, "--%s", near);
    } else {
        snprintf(hint, sizeof hint, "credimur %s%s--help", of, *of ? " " : "");
    }
    return cli_usage(app, hint, "%s%s%s has no flag %s", "credimur",
                     *of ? " " : "", of, arg);
}

static int add_given(cli_app *app, const cli_flag *flag, const char *value)
{
    for (uint32_t i = 0; i < app->given_count; i++) {
        if (app->given[i].flag == flag && flag->kind != CLI_LIST &&
            flag->kind != CLI_SWITCH) {
            return cli_usage(app, NULL, "--%s is given twice", flag->name);
        }
    }
    if (value && flag->kind == CLI_CHOICE &&
        !cli_is_choice(flag->value, value)) {
        return cli_usage(app, NULL, "--%s is one of %s, not %s", flag->name,
                         flag->value, value);
    }
    if (value && (flag->kind == CLI_TEXT || flag->kind == CLI_LIST) &&
        !cli_text_is_utf8(crd_span_of(value))) {
        return cli_usage(app, NULL, "the value of --%s is not UTF-8",
                         flag->name);
    }
    if (value && flag->kind == CLI_NUMBER) {
        size_t digits = strspn(value, "0123456789");
        if (digits == 0 || digits > 6 || value[digits] ||
            strtoul(value, NULL, 10) == 0) {
            return cli_usage(app, NULL,
                             "--%s is a whole number from 1 to 999999, not %s",
                             flag->name, value);
        }
    }
    app->given[app->given_count++] = (cli_given){flag, value};
    return 0;
}

/* One flag with its value, if it takes one; `*next` moves over the latter. */
static int read_flag(cli_app *app, const char *arg, name_part name,
                     const char *attached, char **argv, int argc, int *next)
{
    const cli_flag *flag = flag_of(app->command, name);
    if (!flag || (name.len == 1 && arg[1] == '-')) {
        return unknown_flag(app, arg, name);
    }
    if (flag->kind == CLI_SWITCH) {
        return attached
                   ? cli_usage(app, NULL, "--%s takes no value", flag->name)
                   : add_given(app, flag, NULL);
    }
    if (!attached) {
        if (*next >= argc || (argv[*next][0] == '-' && argv[*next][1] == '-')) {
            return cli_usage(app, NULL, "--%s needs a value: --%s=%s",
                             flag->name, flag->name, flag->value);
        }
        attached = argv[(*next)++];
    }
    return add_given(app, flag, attached);
}

static int read_cluster(cli_app *app, char **argv, int argc, int *next)
{
    const char *arg = argv[*next - 1];
    for (const char *p = arg + 1; *p; p++) {
        name_part name = {p, 1};
        const cli_flag *flag = flag_of(app->command, name);
        bool valued = flag && flag->kind != CLI_SWITCH;
        const char *attached = valued && p[1] ? p + 1 : NULL;
        int status = read_flag(app, arg, name, attached, argv, argc, next);
        if (status || valued) {
            return status;
        }
    }
    return 0;
}

static int read_all(cli_app *app, int argc, char **argv, const int words[2])
{
    bool open = true;
    int i = 1;
    while (i < argc) {
        const char *arg = argv[i];
        if (i == words[0] || i == words[1]) {
            i++;
            continue;
        }
        i++;
        if (!open || !is_flag(arg)) {
            app->args[app->arg_count++] = arg;
        } else if (strcmp(arg, "--") == 0) {
            open = false;
        } else if (arg[1] == '-') {
            const char *equals = strchr(arg, '=');
            name_part name = {arg + 2, equals ? (size_t)(equals - arg - 2)
                                              : strlen(arg + 2)};
            int status = read_flag(app, arg, name, equals ? equals + 1 : NULL,
                                   argv, argc, &i);
            if (status) {
                return status;
            }
        } else {
            int status = read_cluster(app, argv, argc, &i);
            if (status) {
                return status;
            }
        }
    }
    return 0;
}

/* ---- Which command ------------------------------------------------------- */

/* Aliases that are accepted and never printed. */
static const char *without_alias(const char *word)
{
    return strcmp(word, "keys") == 0           ? "key"
           : strcmp(word, "canonicalize") == 0 ? "canonize"
           : strcmp(word, "canonicalise") == 0 ? "canonize"
                                               : word;
}

static bool is_noun(const cli_app *app, const char *word)
{
    for (uint32_t i = 0; app->commands[i]; i++) {
        if (strcmp(app->commands[i]->noun, word) == 0) {
            return true;
        }
    }
    return false;
}

/* The places of the first two words that are no flags; 0: there is none. */
static void find_words(const cli_app *app, int argc, char **argv, int words[2])
{
    int found = 0;
    words[0] = words[1] = 0;
    for (int i = 1; i < argc && found < 2; i++) {
        if (strcmp(argv[i], "--") == 0) {
            return;
        }
        if (!is_flag(argv[i])) {
            words[found++] = i;
        } else if (eats_next(app, argv[i])) {
            i++;
        }
    }
}

static bool wants(int argc, char **argv, const char *flag, const char *letter)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], flag) == 0 ||
            (letter && strcmp(argv[i], letter) == 0)) {
            return true;
        }
    }
    return false;
}

/* Words of other programs for what is here, or for what is not. */
static const char *other_word(const char *word)
{
    static const char *const WORDS[][2] = {
        {"revoke", "credimur help corrections"},
        {"suspend", "credimur help corrections"},
        {"correct", "credimur help corrections"},
        {"delete", "credimur help corrections"},
        {"check", "credimur verify FILE"},
        {"validate", "credimur verify FILE"},
        {"test", "credimur verify FILE"},
        {"award", "credimur issue --help"},
        {"create", "credimur issue --help"},
        {"view", "credimur show FILE"},
        {"print", "credimur show FILE"},
        {"inspect", "credimur show FILE"},
        {"embed", "credimur bake --help"},
        {"extract", "credimur unbake IMG"},
        {"keygen", "credimur key new NAME"},
        {"setup", "credimur init --help"},
        {"man", "credimur help"},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcmp(WORDS[i][0], word) == 0) {
            return WORDS[i][1];
        }
    }
    return NULL;
}

static int unknown_command(cli_app *app, const char *noun, const char *word)
{
    const char *words[64];
    uint32_t count = 0;
    char hint[96];
    snprintf(hint, sizeof hint, "credimur help%s%s", noun ? " " : "",
             noun ? noun : "");
    for (uint32_t i = 0; app->commands[i] && count < 63; i++) {
        const cli_command *c = app->commands[i];
        if (noun && strcmp(c->noun, noun) == 0) {
            words[count++] = c->verb;
        } else if (!noun) {
            words[count++] = c->noun[0] ? c->noun : c->verb;
        }
    }
    const char *other = noun ? NULL : other_word(word);
    const char *near = other ? NULL : cli_nearest(word, words, count);
    if (other) {
        snprintf(hint, sizeof hint, "%s", other);
    } else if (near) {
        snprintf(hint, sizeof hint, "credimur %s%s%s", noun ? noun : "",
                 noun ? " " : "", near);
    }
    return cli_usage(app, hint, "there is no command \"%s%s%s\"",
                     noun ? noun : "", noun ? " " : "", word);
}

/* Bare "credimur" or "credimur key": help; asked for, or as an error. */
static int overview(cli_app *app, const char *noun, int argc, char **argv)
{
    if (wants(argc, argv, "--help", "-h")) {
        cli_help_write(app, &app->out, NULL, noun);
        return -1;
    }
    if (!noun && wants(argc, argv, "--version", NULL)) {
        app->command = cli_find(app, "", "version");
        return 0;
    }
    if (noun || argc > 1) {
        char hint[96];
        snprintf(hint, sizeof hint, "credimur help%s%s", noun ? " " : "",
                 noun ? noun : "");
        return cli_usage(app, hint,
                         noun ? "credimur %s needs a verb"
                              : "%sthe command is missing",
                         noun ? noun : "");
    }
    cli_output to_stderr;
    cli_output_stdout(&to_stderr);
    to_stderr.fd = 2;
    cli_help_write(app, &to_stderr, NULL, NULL);
    cli_output_flush(&to_stderr);
    cli_output_discard(&to_stderr);
    return CLI_EXIT_USAGE;
}

static int choose(cli_app *app, int argc, char **argv, int words[2])
{
    find_words(app, argc, argv, words);
    if (!words[0]) {
        return overview(app, NULL, argc, argv);
    }
    const char *first = without_alias(argv[words[0]]);
    app->command = cli_find(app, "", first);
    if (app->command) {
        words[1] = 0;
        return 0;
    }
    if (!is_noun(app, first)) {
        return unknown_command(app, NULL, first);
    }
    if (!words[1]) {
        return overview(app, first, argc, argv);
    }
    app->command = cli_find(app, first, argv[words[1]]);
    return app->command ? 0 : unknown_command(app, first, argv[words[1]]);
}

static int count_args(cli_app *app)
{
    const cli_command *c = app->command;
    char hint[160];
    snprintf(hint, sizeof hint, "credimur %s --help",
             cli_command_words(app, c));
    if (app->arg_count < c->args_min) {
        return cli_usage(app, hint, "credimur %s needs %s",
                         cli_command_words(app, c), c->usage);
    }
    if (app->arg_count > c->args_max) {
        return cli_usage(app, hint, "\"%s\" is one argument too many",
                         app->args[c->args_max]);
    }
    return 0;
}

/* A cluster like -qvy holds a flag a letter. */
static size_t flags_at_most(int argc, char **argv)
{
    size_t most = 1;
    for (int i = 1; i < argc; i++) {
        most += is_flag(argv[i]) && argv[i][1] != '-' ? strlen(argv[i]) : 1;
    }
    return most;
}

int cli_parse(cli_app *app, int argc, char **argv)
{
    int words[2];
    app->json = wants(argc, argv, "--json", NULL);
    app->args = CRD_NEW_N(&app->arena, const char *, argc + 1);
    app->given = CRD_NEW_N(&app->arena, cli_given, flags_at_most(argc, argv));
    if (!app->args || !app->given) {
        return cli_fail(app, CRD_CODE_MEMORY, "the command line is too long");
    }
    int status = choose(app, argc, argv, words);
    if (status || !app->command) {
        return status;
    }
    status = read_all(app, argc, argv, words);
    if (status) {
        return status;
    }
    app->json = cli_has(app, "json");
    app->quiet = cli_has(app, "quiet");
    app->verbose = cli_has(app, "verbose");
    app->yes = cli_has(app, "yes");
    app->no_input = cli_has(app, "no-input");
    if (cli_has(app, "help") || cli_has(app, "version")) {
        return 0;
    }
    return count_args(app);
}

/* ---- What was given ------------------------------------------------------ */

static const cli_given *given(const cli_app *app, const char *name)
{
    for (uint32_t i = 0; i < app->given_count; i++) {
        if (strcmp(app->given[i].flag->name, name) == 0) {
            return &app->given[i];
        }
    }
    return NULL;
}

bool cli_has(const cli_app *app, const char *name)
{
    return given(app, name) != NULL;
}

const char *cli_value(const cli_app *app, const char *name)
{
    const cli_given *g = given(app, name);
    return g ? g->value : NULL;
}

uint32_t cli_number(const cli_app *app, const char *name, uint32_t otherwise)
{
    const char *text = cli_value(app, name);
    return text ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

const char *cli_command_words(cli_app *app, const cli_command *command)
{
    if (!command->noun[0]) {
        return command->verb;
    }
    crd_span words =
        crd_arena_printf(&app->arena, "%s %s", command->noun, command->verb);
    return words.data ? words.data : command->verb;
}

const cli_command *cli_find(const cli_app *app, const char *noun,
                            const char *verb)
{
    for (uint32_t i = 0; app->commands[i]; i++) {
        const cli_command *c = app->commands[i];
        if (strcmp(c->noun, noun) == 0 && strcmp(c->verb, verb) == 0) {
            return c;
        }
    }
    return NULL;
}
