/* SPDX-License-Identifier: Apache-2.0 */
/* Class lists: rows read in order, issued on all threads, deposited in order;
 * a bad row is named and stops nothing else. */
#include "cli/class_list.h"

#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/pipeline.h"

#include <sys/stat.h>

enum { BATCH_ROWS = 64, JSON_LIST_MAX = 1 << 28 };

/* ---- Reading ------------------------------------------------------------- */

static crd_rc read_bytes(void *context, char *out, size_t capacity, size_t *got,
                         crd_error *error)
{
    cli_class_list *list = context;
    CRD_TRY(cli_input_fill(&list->in, 1, error));
    crd_span text = cli_input_unused(&list->in);
    size_t n = text.len < capacity ? text.len : capacity;
    if (n) {
        memcpy(out, text.data, n);
    }
    list->in.used += n;
    list->bytes += n;
    *got = n;
    return CRD_OK;
}

static crd_rc make_bad(cli_row *r, cli_batch *batch, const crd_error *why,
                       crd_error *error)
{
    r->state = CLI_ROW_BAD;
    r->error = CRD_NEW(&batch->arena, crd_error);
    if (!r->error) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *r->error = *why;
    return CRD_OK;
}

static crd_rc read_row(cli_class_list *list, cli_row *r, cli_batch *batch,
                       const crd_csv_row *cells, crd_error *error)
{
    crd_error why;
    crd_rc rc =
        cli_columns_award(&r->award, &r->column, &batch->arena, &list->columns,
                          cells, &list->issuing->defaults, &why);
    if (rc == CRD_OK) {
        rc = cli_row_look_up(list, r, cells, &why);
        r->nobody = cli_names_nobody(list->issuing, &r->award);
    }
    if (rc == CRD_E_MEMORY || rc == CRD_E_INTERNAL) {
        *error = why;
        return rc;
    }
    return rc == CRD_OK ? CRD_OK : make_bad(r, batch, &why, error);
}

static crd_rc read_batch(void *context, cli_batch *batch, bool *more,
                         crd_error *error)
{
    cli_class_list *list = context;
    cli_row *rows = crd_arena_calloc(&batch->arena, BATCH_ROWS, sizeof *rows);
    crd_csv_event event = CRD_CSV_ROW;
    crd_csv_row cells;
    crd_error why;

    if (!rows) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    batch->items = rows;
    while (batch->count < BATCH_ROWS && !cli_interrupted()) {
        cli_row *r = &rows[batch->count];
        crd_rc rc = crd_csv_next(list->csv, &event, &cells, &why);
        if (rc != CRD_OK) {
            *error = why;
            return rc;
        }
        if (event == CRD_CSV_END) {
            break;
        }
        if (event == CRD_CSV_ROW && cli_row_is_blank(&cells)) {
            continue;
        }
        r->number = cells.number;
        if (event == CRD_CSV_BAD_ROW) {
            r->column = cells.column && cells.column <= list->columns.count
                            ? list->columns.headers[cells.column - 1]
                            : NULL;
            /* Its message counts columns; ours names row and column itself. */
            (void)crd_fail(&why, why.code, "%s", "");
            CRD_TRY(make_bad(r, batch, &why, error));
        } else {
            CRD_TRY(read_row(list, r, batch, &cells, error));
        }
        batch->count++;
    }
    *more = batch->count > 0;
    return CRD_OK;
}

/* The column of a field, or NULL. */
static const char *column_of(const cli_columns *columns, cli_field field)
{
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->fields[i] == field) {
            return columns->headers[i];
        }
    }
    return NULL;
}

/* ---- Issuing ------------------------------------------------------------- */

typedef struct list_worker {
    const cli_class_list *list;
    crd_issuance *issuance;
} list_worker;

static crd_rc refuse_row(const cli_class_list *list, cli_row *r,
                         cli_batch *batch, const crd_error *why,
                         crd_error *error)
{
    if (why->code == CRD_CODE_RESULT_NOT_ALLOWED ||
        why->code == CRD_CODE_RESULT_BELOW_REQUIRED) {
        r->column = column_of(&list->columns, CLI_FIELD_RESULT);
    }
    return make_bad(r, batch, why, error);
}

/* What is there stays; but it is told if the list says something else now. */
static crd_rc compare(const list_worker *worker, cli_row *r, crd_error *why)
{
    uint8_t content[CRD_SHA256_BYTES];
    CRD_TRY(crd_award_digest(content, worker->issuance, &r->award, why));
    r->differs = memcmp(content, r->content, CLI_MARK_BYTES) != 0;
    return CRD_OK;
}

static crd_rc work_row(const list_worker *worker, cli_batch *batch, cli_row *r,
                       crd_error *error)
{
    crd_error why;
    crd_rc rc = CRD_OK;
    r->at = batch->out.len;
    if (r->state == CLI_ROW_GOOD) {
        rc = crd_issue(worker->issuance, &batch->out, &r->award, &why);
    } else if (r->state == CLI_ROW_THERE) {
        rc = compare(worker, r, &why);
    }
    r->len = batch->out.len - r->at;
    if (rc == CRD_E_MEMORY || rc == CRD_E_INTERNAL) {
        *error = why;
        return rc;
    }
    return rc == CRD_OK ? CRD_OK
                        : refuse_row(worker->list, r, batch, &why, error);
}

static crd_rc work_batch(void *context, cli_batch *batch, crd_error *error)
{
    cli_row *rows = batch->items;
    for (size_t i = 0; i < batch->count; i++) {
        CRD_TRY(work_row(context, batch, &rows[i], error));
    }
    return crd_buffer_rc(&batch->out, error);
}

/* ---- Depositing ---------------------------------------------------------- */

static crd_rc write_batch(void *context, cli_batch *batch, crd_error *error)
{
    cli_class_list *list = context;
    const cli_row *rows = batch->items;
    for (size_t i = 0; i < batch->count; i++) {
        const cli_row *r = &rows[i];
        if (r->state == CLI_ROW_GOOD && r->len == 0) {
            break; /* the work stopped before this row */
        }
        if (r->state == CLI_ROW_GOOD) {
            crd_span credential = {batch->out.data + r->at, r->len};
            CRD_TRY(cli_deposit_put(&list->deposit, r->id, r->award.name,
                                    credential, error));
        }
        list->tally[r->state]++;
        list->rows++;
        list->last = r->number;
        cli_class_name_row(list, r);
    }
    cli_progress_tell(&list->progress, list->tally[CLI_ROW_GOOD],
                      list->total_bytes
                          ? (double)list->bytes / (double)list->total_bytes
                          : -1,
                      list->tally[CLI_ROW_BAD]);
    return CRD_OK;
}

/* ---- A pass over the list ------------------------------------------------ */

/* The columns, from the first row; the maps of --map over the aliases. */
static crd_rc read_header(cli_class_list *list, crd_error *error)
{
    cli_app *app = list->issuing->app;
    const char **maps =
        CRD_NEW_N(&app->arena, const char *, app->given_count + 1);
    uint32_t count = 0;
    crd_csv_event event;
    crd_csv_row header;
    if (!maps) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < app->given_count; i++) {
        if (strcmp(app->given[i].flag->name, "map") == 0) {
            maps[count++] = app->given[i].value;
        }
    }
    CRD_TRY(crd_csv_next(list->csv, &event, &header, error));
    if (event != CRD_CSV_ROW) {
        return error->code ? crd_code_get(error->code)->rc
                           : crd_fail(error, CRD_CODE_LIST_COLUMNS,
                                      "the list is empty");
    }
    return cli_columns_read(&list->columns, &app->arena, &header, maps, count,
                            error);
}

static crd_rc open_list(cli_class_list *list, crd_error *error)
{
    struct stat info;
    crd_error_clear(error);
    CRD_TRY(
        cli_input_open(&list->in, cli_value(list->issuing->app, "csv"), error));
    if (fstat(list->in.fd, &info) == 0 && S_ISREG(info.st_mode)) {
        list->total_bytes = (uint64_t)info.st_size;
    }
    CRD_TRY(crd_csv_new(&list->csv, crd_allocator_default(), read_bytes, list,
                        error));
    CRD_TRY(read_header(list, error));
    return cli_issuance_new(&list->ids, list->issuing, error);
}

static void close_list(cli_class_list *list)
{
    crd_issuance_free(list->ids);
    crd_csv_free(list->csv);
    cli_input_close(&list->in);
    list->ids = NULL;
    list->csv = NULL;
    list->bytes = 0;
}

static crd_rc run_pass(cli_class_list *list, crd_error *error)
{
    cli_app *app = list->issuing->app;
    uint32_t jobs = cli_number(app, "jobs", cli_processors());
    list_worker *workers = crd_arena_calloc(&app->arena, jobs, sizeof *workers);
    void **contexts = crd_arena_calloc(&app->arena, jobs, sizeof *contexts);
    crd_rc rc = CRD_OK;
    if (!workers || !contexts) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; rc == CRD_OK && i < jobs; i++) {
        workers[i].list = list;
        contexts[i] = &workers[i];
        rc = cli_issuance_new(&workers[i].issuance, list->issuing, error);
    }
    if (rc == CRD_OK) {
        cli_pipeline pipeline = {.context = list,
                                 .read = read_batch,
                                 .work = work_batch,
                                 .write = write_batch,
                                 .workers = contexts,
                                 .jobs = jobs};
        rc = cli_pipeline_run(&pipeline, error);
    }
    for (uint32_t i = 0; i < jobs; i++) {
        crd_issuance_free(workers[i].issuance);
    }
    return rc;
}

/* ---- The whole ----------------------------------------------------------- */

static int status_of(const cli_class_list *list)
{
    uint64_t done = list->tally[CLI_ROW_GOOD] + list->tally[CLI_ROW_THERE] +
                    list->tally[CLI_ROW_REPEATED];
    if (list->tally[CLI_ROW_BAD] == 0) {
        return CLI_EXIT_DONE;
    }
    return done ? CLI_EXIT_PARTLY : CLI_EXIT_NEGATIVE;
}

static int stopped(cli_class_list *list, int number)
{
    cli_note(list->issuing->app,
             "Stopped after row %llu. The same command with -o or --out-dir "
             "goes on from there.",
             (unsigned long long)list->last);
    return 128 + number;
}

/* With --all-or-nothing every row is issued once to nowhere. */
static crd_rc rehearse(cli_class_list *list, crd_error *error)
{
    bool dry_run = list->deposit.dry_run;
    list->deposit.dry_run = true;
    crd_rc rc = run_pass(list, error);
    close_list(list);
    list->deposit.dry_run = dry_run;
    if (rc != CRD_OK || list->tally[CLI_ROW_BAD] || cli_interrupted()) {
        return rc;
    }
    memset(list->tally, 0, sizeof list->tally);
    list->rows = list->differing = list->nobodies = 0;
    crd_buffer_clear(&list->repeats);
    crd_buffer_clear(&list->differences);
    if (!cli_id_set_forget(&list->deposit.ids, CLI_ID_THIS_RUN)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return open_list(list, error);
}

static int issue_rows(cli_class_list *list)
{
    cli_app *app = list->issuing->app;
    crd_error error;
    crd_rc rc = CRD_OK;
    list->rehearsed = cli_has(app, "all-or-nothing");
    if (list->rehearsed) {
        rc = rehearse(list, &error);
    }
    if (rc == CRD_OK && !list->tally[CLI_ROW_BAD] && !cli_interrupted()) {
        rc = run_pass(list, &error);
        list->rehearsed = false;
    }
    cli_progress_end(&list->progress);
    if (rc == CRD_OK && cli_interrupted()) {
        return stopped(list, cli_interrupted());
    }
    if (rc == CRD_OK && list->rows == 0) {
        rc = crd_fail(&error, CRD_CODE_LIST_NO_ROWS, "%s", "");
    }
    if (rc != CRD_OK) {
        if (list->rows) {
            cli_class_tell_end(list, CLI_EXIT_UNDECIDED);
        }
        return cli_error(app, cli_value(app, "csv"), &error);
    }
    int status = list->rehearsed ? CLI_EXIT_NEGATIVE : status_of(list);
    cli_class_tell_end(list, status);
    return status;
}

static crd_rc open_deposit(cli_class_list *list, crd_error *error)
{
    cli_issuing *issuing = list->issuing;
    const char *file = cli_value(issuing->app, "output");
    cli_deposit_place place = {
        .path = cli_value(issuing->app, "out-dir"),
        .dry_run = cli_has(issuing->app, "dry-run"),
        .issuer = crd_json_get_text(issuing->signing.profile, "id"),
        .achievement = crd_json_get_text(issuing->achievement, "id")};
    if (place.path) {
        place.kind = CLI_DEPOSIT_FOLDER;
    } else if (file && strcmp(file, "-") != 0) {
        place.kind = CLI_DEPOSIT_LINES;
        place.path = file;
    }
    return cli_deposit_open(&list->deposit, issuing->app, &place, error);
}

int cli_issue_list(cli_issuing *issuing)
{
    cli_app *app = issuing->app;
    cli_class_list list = {.issuing = issuing, .in = {.fd = -1}};
    crd_error error;
    int status;

    if (cli_has(app, "all-or-nothing") &&
        strcmp(cli_value(app, "csv"), "-") == 0) {
        return cli_usage(app, NULL,
                         "--all-or-nothing reads the list twice: give a file, "
                         "not stdin");
    }
    crd_buffer_init(&list.errors, crd_allocator_default(), JSON_LIST_MAX);
    crd_buffer_init(&list.repeats, crd_allocator_default(), JSON_LIST_MAX);
    crd_buffer_init(&list.differences, crd_allocator_default(), JSON_LIST_MAX);
    if (open_list(&list, &error) != CRD_OK) {
        status = cli_error(app, cli_value(app, "csv"), &error);
    } else if (open_deposit(&list, &error) != CRD_OK) {
        status = cli_error(app, NULL, &error);
    } else {
        cli_class_tell_start(&list);
        cli_interrupt_watch();
        cli_progress_start(&list.progress, app, "issued", 0);
        status = issue_rows(&list);
        if (cli_deposit_close(&list.deposit, &error) != CRD_OK) {
            status = cli_error(app, NULL, &error);
        }
    }
    close_list(&list);
    crd_buffer_free(&list.errors);
    crd_buffer_free(&list.repeats);
    crd_buffer_free(&list.differences);
    return status;
}
