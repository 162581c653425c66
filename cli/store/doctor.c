/* SPDX-License-Identifier: Apache-2.0 */
/* credimur doctor: is the store well? Each check says what to do. */
#include "cli/store/place.h"

#include "platform/jobs/jobs.h"

#include <stdio.h>
#include <sys/statvfs.h>

enum { MIB = 1 << 20, DISK_FAIL_MIB = 64, DISK_WARN_MIB = 1024 };

typedef enum result { PASS, WARN, FAIL, NOT_CHECKED } result;

static const char *const RESULTS[] = {"pass", "warn", "fail", "not_checked"};

typedef struct examination {
    cli_app *app;
    crd_store *store; /* NULL: it cannot be opened */
    crd_env env;
    const char *url;
    bool failed;
    bool readable; /* its schema is ours, so its tables can be asked */
    char fault[160];
} examination;

static void tell(examination *x, const char *id, result r, const char *detail,
                 const char *remedy)
{
    cli_app *app = x->app;
    x->failed = x->failed || r == FAIL;
    remedy = r == PASS ? "" : remedy;
    if (app->json) {
        crd_buffer line;
        crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
        crd_buffer_append_text(&line, "{\"schema\":\"credimur.doctor/1\"");
        cli_member_text(&line, "id", crd_span_of(id));
        cli_member_text(&line, "result", crd_span_of(RESULTS[r]));
        cli_member_text(&line, "detail", crd_span_of(detail));
        cli_member_text(&line, "remedy", crd_span_of(remedy));
        cli_put_line(app, &line);
        return;
    }
    cli_print(&app->out, "%-11s %-9s %s\n", RESULTS[r], id, detail);
    if (remedy[0]) {
        cli_print(&app->out, "%-11s %-9s try: %s\n", "", "", remedy);
    }
}

static void tell_error(examination *x, const char *id, const crd_error *error)
{
    tell(x, id, FAIL, error->message, crd_code_get(error->code)->remedy);
}

/* Opening it reads back each setting, and looks at owner and mode. */
static void examine_file(examination *x)
{
    crd_store_options options = {.any_version = true};
    crd_error error;
    if (crd_store_open(&x->store, x->url, &options, &error) != CRD_OK) {
        x->store = NULL;
        tell_error(x, "store", &error);
        return;
    }
    tell(x, "store", PASS,
         "it opens; its files are closed to others and "
         "every setting holds",
         "");
}

static void examine_schema(examination *x)
{
    crd_store_step *steps;
    size_t count;
    crd_error error;
    char detail[96];
    if (crd_store_steps(&steps, &count, &x->app->arena, x->store, &error) !=
        CRD_OK) {
        tell_error(x, "schema", &error);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        crd_code code = !steps[i].known     ? CRD_CODE_STORE_TOO_NEW
                        : steps[i].changed  ? CRD_CODE_STORE_MIGRATION_CHANGED
                        : !steps[i].applied ? CRD_CODE_STORE_TOO_OLD
                                            : CRD_CODE_NONE;
        if (code != CRD_CODE_NONE) {
            tell(x, "schema", FAIL, crd_code_get(code)->title,
                 crd_code_get(code)->remedy);
            return;
        }
    }
    snprintf(detail, sizeof detail,
             "at step %zu, which is that of this "
             "program",
             count);
    tell(x, "schema", PASS, detail, "");
    x->readable = true;
}

static void keep_fault(void *context, const char *fault)
{
    examination *x = context;
    if (!x->fault[0]) {
        snprintf(x->fault, sizeof x->fault, "%s", fault);
    }
}

static void examine_pages(examination *x)
{
    bool sound = false;
    crd_error error;
    if (crd_store_check(&sound, x->store, keep_fault, x, &error) != CRD_OK) {
        tell_error(x, "pages", &error);
    } else if (!sound) {
        tell(x, "pages", FAIL, x->fault,
             crd_code_get(CRD_CODE_STORE_CORRUPT)->remedy);
        x->readable = false;
    } else {
        tell(x, "pages", PASS, "every page, index and reference is sound", "");
    }
}

static void examine_audit(examination *x)
{
    crd_code fault;
    int64_t events;
    char detail[64], words[CLI_EVENTS_TEXT_MAX];
    int status =
        cli_audit_walk(x->app, x->store, NULL, 0, true, &fault, &events);
    if (status == CLI_EXIT_DONE) {
        snprintf(detail, sizeof detail, "%s, unbroken",
                 cli_events_words(words, events));
        tell(x, "audit", PASS, detail, "");
    } else if (fault != CRD_CODE_NONE) {
        tell(x, "audit", FAIL, crd_code_get(fault)->title,
             "credimur audit verify");
    } else {
        tell(x, "audit", FAIL, "the chain cannot be read", "");
    }
}

static crd_rc ask_jobs(examination *x, crd_store_tx *tx, crd_error *error)
{
    int64_t counts[CRD_JOB_STATE_COUNT], stuck;
    char detail[96];
    CRD_TRY(crd_jobs_count(counts, tx, error));
    CRD_TRY(crd_jobs_stuck(&stuck, tx, x->env.now, error));
    snprintf(detail, sizeof detail,
             "%lld wait, %lld run, %lld without their worker, %lld failed",
             (long long)counts[CRD_JOB_WAITING],
             (long long)counts[CRD_JOB_RUNNING], (long long)stuck,
             (long long)counts[CRD_JOB_FAILED]);
    tell(x, "jobs", stuck || counts[CRD_JOB_FAILED] ? WARN : PASS, detail,
         "credimur job list --state failed");
    return CRD_OK;
}

/* A clock that went back would date new events before old ones. */
static crd_rc ask_clock(examination *x, crd_store_tx *tx, crd_error *error)
{
    crd_instant latest;
    char detail[96], at[CRD_INSTANT_TEXT_MAX];
    CRD_TRY(crd_audit_latest(&latest, tx, error));
    crd_instant_write(at, (crd_instant){latest.seconds, 0});
    bool back = crd_instant_compare(latest, x->env.now) > 0;
    snprintf(detail, sizeof detail,
             back ? "it is before the latest event, %s"
                  : "it is after the latest event, %s",
             at);
    tell(x, "clock", back ? FAIL : PASS, detail,
         "Set the clock of this machine.");
    return CRD_OK;
}

static void ask(examination *x, const char *id,
                crd_rc (*question)(examination *x, crd_store_tx *tx,
                                   crd_error *error))
{
    crd_store_tx *tx;
    crd_error error;
    crd_rc rc = crd_store_begin(&tx, x->store, CRD_STORE_READ, &error);
    if (rc == CRD_OK) {
        rc = question(x, tx, &error);
        crd_store_rollback(tx);
    }
    if (rc != CRD_OK) {
        tell_error(x, id, &error);
    }
}

static void examine_disk(examination *x)
{
    struct statvfs disk;
    char detail[64];
    const char *path = strchr(x->url, ':');
    if (!path || statvfs(path + 1, &disk) != 0) {
        tell(x, "disk", NOT_CHECKED, "its free space is not known", "");
        return;
    }
    unsigned long long free_mib =
        (unsigned long long)disk.f_bavail * disk.f_frsize / MIB;
    snprintf(detail, sizeof detail, "%llu MiB are free", free_mib);
    tell(x, "disk",
         free_mib < DISK_FAIL_MIB   ? FAIL
         : free_mib < DISK_WARN_MIB ? WARN
                                    : PASS,
         detail, "Make room on the disk of the store.");
}

/* What needs the tables of this version, if they can be asked. */
static void examine_content(examination *x)
{
    static const char *const IDS[] = {"audit", "jobs", "clock"};
    if (x->readable) {
        examine_audit(x);
        ask(x, "jobs", ask_jobs);
        ask(x, "clock", ask_clock);
        return;
    }
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        tell(x, IDS[i], NOT_CHECKED, "what stands above has failed", "");
    }
}

int cli_doctor(cli_app *app)
{
    examination x = {.app = app, .env = cli_store_env()};
    int status = cli_store_url(app, &x.url);
    if (status) {
        return status;
    }
    examine_file(&x);
    if (x.store) {
        examine_schema(&x);
        examine_pages(&x);
        examine_content(&x);
        examine_disk(&x);
        crd_store_close(x.store);
    }
    return x.failed ? CLI_EXIT_NEGATIVE : CLI_EXIT_DONE;
}
