/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command `credimur` as a table. A row says everything about a command:
 * its words, arguments, flags, examples and what comes next. Parsing, --help,
 * completion and the flag lists of the manual pages are read from it, so a
 * command exists in all four or in none.
 */
#ifndef CREDIMUR_CLI_COMMAND_H
#define CREDIMUR_CLI_COMMAND_H

#include "cli/output.h"
#include "credimur/base.h"

struct cli_app;

/** What the value of a flag is: decides parsing, completion and help. */
typedef enum cli_kind {
    CLI_SWITCH, /**< no value */
    CLI_TEXT,   /**< any UTF-8 text */
    CLI_LIST,   /**< text; the flag may be repeated */
    CLI_FILE,   /**< a file name; "-" where the help says so */
    CLI_DIR,    /**< a folder */
    CLI_NUMBER, /**< a whole number of at least 1 */
    CLI_CHOICE  /**< one of the words in `value`, parted by '|' */
} cli_kind;

typedef struct cli_flag {
    const char *name;  /**< without dashes; NULL ends a list */
    char letter;       /**< short form, or 0 */
    cli_kind kind;     /**< what its value is */
    const char *value; /**< "FILE", or the words of a choice; NULL: a switch */
    const char *help;  /**< one line, no full stop */
} cli_flag;

/** Shared flags that a command takes beside those that every one takes. */
enum {
    CLI_WITH_OUTPUT = 1u << 0,
    CLI_WITH_PLAIN = 1u << 1,
    CLI_WITH_DRY_RUN = 1u << 2,
    CLI_WITH_NETWORK = 1u << 3,
    CLI_WITH_AT = 1u << 4,
    CLI_WITH_FAIL_ON = 1u << 5,
    CLI_WITH_JOBS = 1u << 6,
    CLI_WITH_STORE = 1u << 7
};

#define CLI_ANY_NUMBER UINT32_MAX

typedef struct cli_command {
    const char *noun;    /**< "key", or "" for a frequent verb */
    const char *verb;    /**< "new", "verify" */
    const char *summary; /**< one sentence with its full stop */
    const char *usage;   /**< the arguments, "[FILE|-]..."; may be "" */
    const char *about;   /**< further paragraphs for --help, or NULL */
    uint32_t args_min, args_max;
    uint32_t shared;         /**< CLI_WITH_* */
    const cli_flag *flags;   /**< ended by a NULL name; NULL: none of its own */
    const char *examples[4]; /**< lines that work as printed, NULL-ended */
    const char *next[4];     /**< commands that come next, NULL-ended */
    bool own_output;         /**< opens the file of --output itself */
    const char *exits;       /**< exit codes: "0 valid, 1 invalid, 3 ..." */
    const char *completes;   /**< words an argument may be, parted by '|' */
    int (*run)(struct cli_app *app); /**< NULL: `program` does the work */
    const char *program;             /**< of libexec/credimur */
} cli_command;

/** A flag as given. Order of the command line. */
typedef struct cli_given {
    const cli_flag *flag;
    const char *value; /**< NULL for a switch */
} cli_given;

/** One run of the program. */
typedef struct cli_app {
    const cli_command *const *commands; /**< the table, NULL-ended */
    const cli_command *command;
    const struct cli_program *program;
    char **argv;     /**< as main() was given it */
    crd_arena arena; /**< for the whole run: arguments, messages, paths */
    cli_given *given;
    uint32_t given_count;
    const char **args;
    uint32_t arg_count;
    cli_output out;
    bool json, quiet, verbose, yes, no_input;
    bool color;      /**< on stdout */
    bool color_err;  /**< on stderr */
    bool said_error; /**< an error object went to stdout under --json */
} cli_app;

/** True if the flag was given. `name` must be in the command's table. */
bool cli_has(const cli_app *app, const char *name);
/** The value of a flag, or NULL. */
const char *cli_value(const cli_app *app, const char *name);
/** The value of a CLI_NUMBER, or `otherwise`. */
uint32_t cli_number(const cli_app *app, const char *name, uint32_t otherwise);

/** "key new", "verify". */
const char *cli_command_words(cli_app *app, const cli_command *command);

/* program.c */

/** Turns the result to the file of --output, if there is one; 0 or status. */
int cli_open_output(cli_app *app);

/* grammar.c */

/** Reads the command line into `app`; 0, or the exit status after a message. */
int cli_parse(cli_app *app, int argc, char **argv);
/** The shared flags that `command` takes; `i` from 0; NULL at the end. */
const cli_flag *cli_shared_flag(const cli_command *command, uint32_t i);
/* suggestion.c */

/** The nearest of the words, or NULL if none is near enough to suggest. */
const char *cli_nearest(const char *word, const char *const *words,
                        uint32_t count);
/* grammar.c */

/** True if `word` is one of `choices` ("a|b|c"). */
bool cli_is_choice(const char *choices, const char *word);

/* help.c */

/** Writes the help of a command, of a noun, or of the whole (both NULL). */
void cli_help_write(cli_app *app, cli_output *to, const cli_command *command,
                    const char *noun);
/** The command with these words, or NULL. */
const cli_command *cli_find(const cli_app *app, const char *noun,
                            const char *verb);

#endif
