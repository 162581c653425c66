/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the commands that need a store. credimur-store does the work
 * (cli/store), so that credimur itself links no database. */
#include "cli/commands.h"

#define PROGRAM .program = "credimur-store"

/* ---- migrate ------------------------------------------------------------- */

const cli_command CLI_MIGRATE_STATUS = {
    .noun = "migrate",
    .verb = "status",
    .summary = "Lists the steps of the store's schema, and which it lacks.",
    .usage = "",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_PLAIN | CLI_WITH_STORE,
    .examples = {"credimur migrate status", "credimur migrate status --json",
                 NULL},
    .next = {"credimur backup create FILE", "credimur migrate apply", NULL},
    .exits = "0 nothing is missing, 1 steps are missing or it does not fit "
             "this program, 3 the store cannot be used, 5 there is none.",
    PROGRAM,
};

const cli_command CLI_MIGRATE_APPLY = {
    .noun = "migrate",
    .verb = "apply",
    .summary = "Brings the store's schema up to date; makes a store where "
               "there is none.",
    .usage = "",
    .about = "Each step happens whole or not at all, so it can be interrupted "
             "and run again. Make a backup first.",
    .shared = CLI_WITH_DRY_RUN | CLI_WITH_STORE,
    .examples = {"credimur migrate apply",
                 "credimur migrate apply --store sqlite:college/store.sqlite",
                 NULL},
    .next = {"credimur doctor", "credimur audit list", NULL},
    .exits = "0 done, 3 the store cannot be used or was made by another "
             "version of this program.",
    PROGRAM,
};

/* ---- backup -------------------------------------------------------------- */

const cli_command CLI_BACKUP_CREATE = {
    .noun = "backup",
    .verb = "create",
    .summary = "Writes what the store holds now to one file, while it is in "
               "use.",
    .usage = "FILE",
    .about = "The file holds personal data and is readable by its owner alone. "
             "An existing file is kept unless --yes.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_STORE,
    .examples = {"credimur backup create monday.backup",
                 "credimur backup create --yes latest.backup", NULL},
    .next = {"credimur backup verify monday.backup", NULL},
    .exits = "0 done, 3 it could not be written, 5 there is no store, 7 there "
             "is such a file.",
    PROGRAM,
};

const cli_command CLI_BACKUP_VERIFY = {
    .noun = "backup",
    .verb = "verify",
    .summary = "Reads a backup from end to end: its pages, and its audit "
               "chains.",
    .usage = "FILE",
    .args_min = 1,
    .args_max = 1,
    .examples = {"credimur backup verify north.backup",
                 "credimur backup verify --json north.backup", NULL},
    .next = {"credimur backup restore north.backup", NULL},
    .exits = "0 it is sound, 1 it is damaged or its audit chain is broken, 3 "
             "it is no backup, 5 there is none.",
    PROGRAM,
};

const cli_command CLI_BACKUP_RESTORE = {
    .noun = "backup",
    .verb = "restore",
    .summary = "Makes a store from a backup, where there is none.",
    .usage = "FILE",
    .about = "The backup is verified first. A store is never overwritten: "
             "restore to another place, or move away what is there. What was "
             "done since the backup is not in it.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_STORE,
    .examples = {"credimur backup restore north.backup --store "
                 "sqlite:restored/store.sqlite",
                 "credimur backup restore --json north.backup --store "
                 "sqlite:again/store.sqlite",
                 NULL},
    .next = {"credimur doctor", "credimur audit verify", NULL},
    .exits = "0 done, 1 the backup is damaged or its audit chain is broken, 3 "
             "it is no backup or could not be written, 5 there is none, 7 "
             "there is a store already.",
    PROGRAM,
};

/* ---- audit --------------------------------------------------------------- */

static const cli_flag AUDIT_LIST_FLAGS[] = {
    {"subject", 0, CLI_TEXT, "ID", "only what was done to this"},
    {"action", 0, CLI_TEXT, "ACTION", "only this, store.migrate for example"},
    {"limit", 0, CLI_NUMBER, "N", "the latest N; without it, all"},
    {"personal", 0, CLI_SWITCH, NULL,
     "also what the events say about persons, unless it was erased"},
    {NULL},
};

const cli_command CLI_AUDIT_LIST = {
    .noun = "audit",
    .verb = "list",
    .summary = "Lists who did what and when, latest first.",
    .usage = "",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_PLAIN | CLI_WITH_STORE,
    .flags = AUDIT_LIST_FLAGS,
    .examples = {"credimur audit list --limit 20",
                 "credimur audit list --action store.migrate --json", NULL},
    .next = {"credimur audit verify", NULL},
    .exits = "0 done, also where there is none, 3 the store cannot be used, 5 "
             "there is no store.",
    PROGRAM,
};

static const cli_flag AUDIT_VERIFY_FLAGS[] = {
    {"head", 0, CLI_LIST, "HEAD",
     "an end that was printed before, TENANT:SEQ:HASH; may be repeated"},
    {NULL},
};

const cli_command CLI_AUDIT_VERIFY = {
    .noun = "audit",
    .verb = "verify",
    .summary = "Proves that no audit event was changed, or names the first "
               "that was.",
    .usage = "[--head HEAD]...",
    .about = "The end of each chain is printed. Keep it in another place and "
             "give it with --head later: then a chain that was cut or written "
             "anew is found as well.",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_STORE,
    .flags = AUDIT_VERIFY_FLAGS,
    .examples = {"credimur audit verify", "credimur audit verify --json", NULL},
    .next = {"credimur audit list", "credimur backup verify FILE", NULL},
    .exits = "0 unbroken, 1 broken, 2 --head is none, 3 the store cannot be "
             "read, 5 there is no store.",
    PROGRAM,
};

const cli_command CLI_AUDIT_EXPORT = {
    .noun = "audit",
    .verb = "export",
    .summary = "Writes every audit event, first to last, for somebody else to "
               "check.",
    .usage = "",
    .about = "One JSON object a line: the row as it was digested, the digest "
             "before it, and hash = SHA-256(previous, row), the digest before "
             "as 32 bytes. Nothing personal is in it.",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_STORE,
    .examples = {"credimur audit export",
                 "credimur audit export -o audit.ndjson", NULL},
    .next = {"credimur audit verify", NULL},
    .exits = "0 done, also where there is none, 3 the store cannot be used, 5 "
             "there is no store.",
    PROGRAM,
};

/* ---- job ----------------------------------------------------------------- */

static const cli_flag JOB_LIST_FLAGS[] = {
    {"state", 0, CLI_CHOICE, "waiting|running|paused|done|failed|cancelled",
     "only jobs in this state"},
    {"kind", 0, CLI_TEXT, "KIND", "only jobs of this kind"},
    {"limit", 0, CLI_NUMBER, "N", "the latest N; without it, 100"},
    {NULL},
};

const cli_command CLI_JOB_LIST = {
    .noun = "job",
    .verb = "list",
    .summary = "Lists background work, latest first.",
    .usage = "",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_PLAIN | CLI_WITH_STORE,
    .flags = JOB_LIST_FLAGS,
    .examples = {"credimur job list", "credimur job list --state failed --json",
                 NULL},
    .next = {"credimur job show JOB", NULL},
    .exits = "0 done, also where there is none, 3 the store cannot be used, 5 "
             "there is no store.",
    PROGRAM,
};

const cli_command CLI_JOB_SHOW = {
    .noun = "job",
    .verb = "show",
    .summary = "Shows a job: what it is to do, how far it is, why it failed.",
    .usage = "JOB",
    .about = "JOB is an id, or a unique beginning of one.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT | CLI_WITH_STORE,
    .examples = {"credimur job show 01987cc8", "credimur job show --json 01987",
                 NULL},
    .next = {"credimur job list", NULL},
    .exits = "0 done, 2 more than one begins so, 3 the store cannot be used, 5 "
             "there is none.",
    PROGRAM,
};

const cli_command CLI_JOB_PAUSE = {
    .noun = "job",
    .verb = "pause",
    .summary = "Halts a job until it is resumed.",
    .usage = "JOB",
    .about = "One that runs stops after the step it is at; nothing is lost.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_STORE,
    .examples = {"credimur job pause 0198f2a4",
                 "credimur job pause --json 0198f2a4", NULL},
    .next = {"credimur job resume JOB", "credimur job show JOB", NULL},
    .exits = "0 done, 2 more than one begins so, 3 the store cannot be used, 5 "
             "there is none, 7 it is not in a state that allows this.",
    PROGRAM,
};

const cli_command CLI_JOB_RESUME = {
    .noun = "job",
    .verb = "resume",
    .summary = "Lets a job go on that was paused, or that failed.",
    .usage = "JOB",
    .about = "It goes on from what it had done; its attempts count anew.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_STORE,
    .examples = {"credimur job resume 01987cc8",
                 "credimur job resume --json 01987cc8", NULL},
    .next = {"credimur job show JOB", NULL},
    .exits = "0 done, 2 more than one begins so, 3 the store cannot be used, 5 "
             "there is none, 7 it is not in a state that allows this.",
    PROGRAM,
};

const cli_command CLI_JOB_CANCEL = {
    .noun = "job",
    .verb = "cancel",
    .summary = "Ends a job that is not done yet.",
    .usage = "JOB",
    .about = "One that runs stops after the step it is at. What it has done "
             "stays done, and it cannot be resumed.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_STORE,
    .examples = {"credimur job cancel 0198f2a4",
                 "credimur job cancel --json 0198f2a4", NULL},
    .next = {"credimur job list", NULL},
    .exits = "0 done, 2 more than one begins so, 3 the store cannot be used, 5 "
             "there is none, 7 it is not in a state that allows this.",
    PROGRAM,
};

/* ---- achievement --------------------------------------------------------- */

static const cli_flag ACHIEVEMENT_CHECK_FLAGS[] = {
    {"profile", 0, CLI_TEXT, "NAME|FILE",
     "the framework; a file has a / or ends in .json"},
    {NULL},
};

const cli_command CLI_ACHIEVEMENT_CHECK = {
    .noun = "achievement",
    .verb = "check",
    .summary = "Tests a definition against a framework, and names all it "
               "lacks.",
    .usage = "FILE [--profile NAME|FILE]",
    .about = "Without --profile: what holds for every definition. Profiles are "
             "looked for in profiles/ of $XDG_DATA_HOME/credimur, then among "
             "those installed.",
    .args_min = 1,
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = ACHIEVEMENT_CHECK_FLAGS,
    .examples = {"credimur achievement check data-analysis.json",
                 "credimur achievement check data-analysis.json --profile "
                 "EU-AnnexI-2022",
                 NULL},
    .next = {"credimur issue --achievement FILE --to MAIL", NULL},
    .exits = "0 it fits, 1 it does not, 2 the command line is wrong, 3 the "
             "definition or profile cannot be read, 5 there is no such file or "
             "profile.",
    PROGRAM,
};

/* ---- doctor -------------------------------------------------------------- */

const cli_command CLI_DOCTOR = {
    .noun = "",
    .verb = "doctor",
    .summary = "Examines the store: its file, schema, pages, audit chains, "
               "jobs, clock and disk.",
    .usage = "",
    .about = "Each line is pass, fail, warn or not_checked, with what to do.",
    .shared = CLI_WITH_OUTPUT | CLI_WITH_STORE,
    .examples = {"credimur doctor", "credimur doctor --json", NULL},
    .next = {"credimur backup create FILE", "credimur migrate status", NULL},
    .exits = "0 nothing failed, 1 something did.",
    PROGRAM,
};
