/* SPDX-License-Identifier: Apache-2.0 */
/* credimur completion: scripts for bash, zsh and fish, from the table. */
#include "cli/commands.h"
#include "cli/message.h"

#include <stdio.h>

/* Names of keys, asked of the program itself while the user types. */
#define KEY_NAMES "credimur key list --plain 2>/dev/null | cut -f1"

/* Codes of errors; there is no quote in it, so that it may stand in quotes. */
#define CODES "credimur help codes 2>/dev/null | sed s/\\ .*//"

/* The i-th flag a command takes: its own first, then the shared ones. */
static const cli_flag *flag_at(const cli_command *command, uint32_t i)
{
    uint32_t own = 0;
    while (command->flags && command->flags[own].name) {
        own++;
    }
    if (i < own) {
        return &command->flags[i];
    }
    const cli_flag *shared = cli_shared_flag(command, i - own);
    return shared;
}

static bool names_key(const cli_flag *flag)
{
    return flag->value && strcmp(flag->value, "KEY") == 0;
}

/* An achievement is a file, or the example that init adds. */
static bool names_achievement(const cli_flag *flag)
{
    return strcmp(flag->name, "achievement") == 0;
}

static bool is_help(const cli_command *command)
{
    return command == &CLI_HELP;
}

/* "a|b|c" as "a b c". */
static void put_words(cli_output *out, const char *choices)
{
    for (; choices && *choices; choices++) {
        cli_put(out, (crd_span){*choices == '|' ? " " : choices, 1});
    }
}

/* True for the first row of its noun: a noun is listed once. */
static bool first_of_noun(const cli_app *app, uint32_t row)
{
    for (uint32_t i = 0; i < row; i++) {
        if (strcmp(app->commands[i]->noun, app->commands[row]->noun) == 0) {
            return false;
        }
    }
    return true;
}

/* The words that may follow "credimur", or the verbs of a noun. */
static void put_first_words(const cli_app *app, cli_output *out,
                            const char *noun)
{
    const char *gap = "";
    for (uint32_t i = 0; app->commands[i]; i++) {
        const cli_command *c = app->commands[i];
        const char *word = noun ? c->verb : c->noun[0] ? c->noun : c->verb;
        bool listed = noun ? strcmp(c->noun, noun) == 0
                           : !c->noun[0] || first_of_noun(app, i);
        if (listed) {
            cli_print(out, "%s%s", gap, word);
            gap = " ";
        }
    }
}

/* ---- bash ---------------------------------------------------------------- */

static void bash_values(cli_output *out, const cli_command *command,
                        const char *words)
{
    const cli_flag *f;
    for (uint32_t i = 0; (f = flag_at(command, i)) != NULL; i++) {
        if (f->kind != CLI_CHOICE && !names_key(f) && !names_achievement(f)) {
            continue;
        }
        cli_print(out, "    \"%s --%s\") words=\"", words, f->name);
        if (names_key(f)) {
            cli_put_text(out, "$(" KEY_NAMES ")");
        } else if (names_achievement(f)) {
            cli_put_text(out, "example $(compgen -f -- \"$cur\")");
        } else {
            put_words(out, f->value);
        }
        cli_put_text(out, "\"; all=1 ;;\n");
    }
}

static void bash_flags(const cli_app *app, cli_output *out,
                       const cli_command *command, const char *words)
{
    const cli_flag *f;
    cli_print(out, "    \"%s\") words=\"", words);
    for (uint32_t i = 0; (f = flag_at(command, i)) != NULL; i++) {
        cli_print(out, "%s--%s", i ? " " : "", f->name);
    }
    if (command->completes) {
        cli_put_text(out, " ");
        put_words(out, command->completes);
        if (is_help(command)) {
            cli_put_text(out, " ");
            put_first_words(app, out, NULL);
            cli_put_text(out, " $(" CODES ")");
        }
        cli_put_text(out, "\"; all=1 ;;\n");
        return;
    }
    cli_put_text(out, "\" ;;\n");
}

static void bash(cli_app *app)
{
    cli_output *out = &app->out;
    cli_put_text(
        out,
        "# bash completion of credimur: eval \"$(credimur completion bash)\"\n"
        "_credimur()\n{\n"
        "    local cur=\"${COMP_WORDS[COMP_CWORD]}\"\n"
        "    local prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
        "    local command=\"\" words=\"\" all=\"\" i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        [[ ${COMP_WORDS[i]} == -* ]] && continue\n"
        "        command=\"${COMP_WORDS[i]}\"\n"
        "        case \"$command\" in\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        const char *noun = app->commands[i]->noun;
        if (noun[0] && first_of_noun(app, i)) {
            cli_print(out,
                      "        %s) ((i + 1 < COMP_CWORD)) && "
                      "command+=\" ${COMP_WORDS[i+1]}\" ;;\n",
                      noun);
        }
    }
    cli_put_text(out, "        esac\n        break\n    done\n"
                      "    case \"$command $prev\" in\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        bash_values(out, app->commands[i],
                    cli_command_words(app, app->commands[i]));
    }
    cli_put_text(out, "    *) case \"$command\" in\n    \"\") words=\"");
    put_first_words(app, out, NULL);
    cli_put_text(out, "\"; all=1 ;;\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        const char *noun = app->commands[i]->noun;
        if (noun[0] && first_of_noun(app, i)) {
            cli_print(out, "    \"%s\") words=\"", noun);
            put_first_words(app, out, noun);
            cli_put_text(out, "\"; all=1 ;;\n");
        }
        bash_flags(app, out, app->commands[i],
                   cli_command_words(app, app->commands[i]));
    }
    cli_put_text(out,
                 "    esac ;;\n    esac\n"
                 "    if [[ -n $all || $cur == -* ]]; then\n"
                 "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                 "    fi\n}\n"
                 "complete -o default -F _credimur credimur\n");
}

/* ---- zsh ----------------------------------------------------------------- */

/* Text inside '...[...]': quotes, brackets and colons are escaped. */
static void zsh_text(cli_output *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'') {
            cli_put_text(out, "'\\''");
            continue;
        }
        if (strchr("[]:\\", *text)) {
            cli_put_text(out, "\\");
        }
        cli_put(out, (crd_span){text, 1});
    }
}

static void zsh_flag(cli_output *out, const cli_flag *f)
{
    const char *star = f->kind == CLI_LIST ? "*" : "";
    if (f->letter) {
        cli_print(out, "            '(-%c --%s)'{-%c,--%s}'[", f->letter,
                  f->name, f->letter, f->name);
    } else {
        cli_print(out, "            '%s--%s[", star, f->name);
    }
    zsh_text(out, f->help);
    cli_put_text(out, "]");
    if (f->kind == CLI_CHOICE) {
        cli_print(out, ":%s:(", f->name);
        put_words(out, f->value);
        cli_put_text(out, ")");
    } else if (names_key(f)) {
        cli_print(out, ":KEY:($(" KEY_NAMES "))");
    } else if (names_achievement(f)) {
        cli_put_text(out, ":ID:{ compadd example; _files }");
    } else if (f->kind != CLI_SWITCH) {
        cli_print(out, ":%s:%s", f->value,
                  f->kind == CLI_FILE  ? "_files"
                  : f->kind == CLI_DIR ? "_files -/"
                                       : "");
    }
    cli_put_text(out, "' \\\n");
}

static void zsh(cli_app *app)
{
    cli_output *out = &app->out;
    cli_put_text(out, "#compdef credimur\n_credimur()\n{\n"
                      "    local command=$words[2]\n"
                      "    if (( CURRENT == 2 )); then\n"
                      "        compadd -- ");
    put_first_words(app, out, NULL);
    cli_put_text(out, "\n        return\n    fi\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        const char *noun = app->commands[i]->noun;
        if (noun[0] && first_of_noun(app, i)) {
            cli_print(out,
                      "    if [[ $command == %s ]]; then\n"
                      "        if (( CURRENT == 3 )); then\n"
                      "            compadd -- ",
                      noun);
            put_first_words(app, out, noun);
            cli_put_text(out, "\n            return\n        fi\n"
                              "        command=\"$command $words[3]\"\n"
                              "    fi\n");
        }
    }
    cli_put_text(out, "    case \"$command\" in\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        const cli_command *c = app->commands[i];
        const cli_flag *f;
        cli_print(out, "    '%s')\n        _arguments -s \\\n",
                  cli_command_words(app, c));
        for (uint32_t k = 0; (f = flag_at(c, k)) != NULL; k++) {
            zsh_flag(out, f);
        }
        cli_put_text(out, "            '*:argument:");
        if (c->completes) {
            cli_put_text(out, "(");
            put_words(out, c->completes);
            if (is_help(c)) {
                cli_put_text(out, " ");
                put_first_words(app, out, NULL);
                cli_put_text(out, " $(" CODES ")");
            }
            cli_put_text(out, ")");
        } else {
            cli_put_text(out, "_files");
        }
        cli_put_text(out, "' ;;\n");
    }
    cli_put_text(out, "    esac\n}\n"
                      "compdef _credimur credimur\n");
}

/* ---- fish ---------------------------------------------------------------- */

static void fish_text(cli_output *out, const char *text)
{
    cli_put_text(out, "'");
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') {
            cli_put_text(out, "\\");
        }
        cli_put(out, (crd_span){text, 1});
    }
    cli_put_text(out, "'");
}

static void fish_seen(cli_output *out, const cli_command *c)
{
    cli_put_text(out, "complete -c credimur -n '");
    if (c->noun[0]) {
        cli_print(out, "__fish_seen_subcommand_from %s; and ", c->noun);
    }
    cli_print(out, "__fish_seen_subcommand_from %s'", c->verb);
}

static void fish_flag(cli_output *out, const cli_command *c, const cli_flag *f)
{
    fish_seen(out, c);
    cli_print(out, " -l %s", f->name);
    if (f->letter) {
        cli_print(out, " -s %c", f->letter);
    }
    if (names_achievement(f)) {
        cli_put_text(out, " -r -a example");
    } else if (f->kind == CLI_CHOICE || names_key(f)) {
        cli_put_text(out, " -x -a '");
        if (names_key(f)) {
            cli_put_text(out, "(" KEY_NAMES ")");
        } else {
            put_words(out, f->value);
        }
        cli_put_text(out, "'");
    } else if (f->kind != CLI_SWITCH) {
        bool file = f->kind == CLI_FILE || f->kind == CLI_DIR;
        cli_put_text(out, file ? " -r" : " -x");
    }
    cli_put_text(out, " -d ");
    fish_text(out, f->help);
    cli_put_text(out, "\n");
}

static void fish(cli_app *app)
{
    cli_output *out = &app->out;
    cli_put_text(out, "# fish completion of credimur\n");
    for (uint32_t i = 0; app->commands[i]; i++) {
        const cli_command *c = app->commands[i];
        const cli_flag *f;
        if (!c->noun[0] || first_of_noun(app, i)) {
            cli_print(out,
                      "complete -c credimur -n '__fish_use_subcommand' -f -a "
                      "%s -d ",
                      c->noun[0] ? c->noun : c->verb);
            fish_text(out, c->noun[0] ? "" : c->summary);
            cli_put_text(out, "\n");
        }
        if (c->noun[0]) {
            cli_print(out,
                      "complete -c credimur -n '__fish_seen_subcommand_from "
                      "%s' -f -a %s -d ",
                      c->noun, c->verb);
            fish_text(out, c->summary);
            cli_put_text(out, "\n");
        }
        for (uint32_t k = 0; (f = flag_at(c, k)) != NULL; k++) {
            fish_flag(out, c, f);
        }
        if (c->completes) {
            fish_seen(out, c);
            cli_put_text(out, " -f -a '");
            put_words(out, c->completes);
            if (is_help(c)) {
                cli_put_text(out, " ");
                put_first_words(app, out, NULL);
                cli_put_text(out, " (" CODES ")");
            }
            cli_put_text(out, "'\n");
        }
    }
}

static int run_completion(cli_app *app)
{
    if (!cli_is_choice(CLI_COMPLETION.completes, app->args[0])) {
        return cli_usage(app, "credimur completion bash",
                         "the shell is one of %s, not %s",
                         CLI_COMPLETION.completes, app->args[0]);
    }
    switch (app->args[0][0]) {
    case 'b':
        bash(app);
        break;
    case 'z':
        zsh(app);
        break;
    default:
        fish(app);
        break;
    }
    return CLI_EXIT_DONE;
}

const cli_command CLI_COMPLETION = {
    .noun = "",
    .verb = "completion",
    .summary = "Prints the completion script of a shell.",
    .usage = "bash|zsh|fish",
    .about = "bash: eval \"$(credimur completion bash)\" in ~/.bashrc. zsh: "
             "into a file _credimur in $fpath. fish: into "
             "~/.config/fish/completions/credimur.fish.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .examples = {"credimur completion bash",
                 "credimur completion fish > credimur.fish", NULL},
    .next = {"credimur help", NULL},
    .exits = "0 done, 2 there is no such shell.",
    .completes = "bash|zsh|fish",
    .run = run_completion,
};
