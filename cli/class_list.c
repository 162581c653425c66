/* SPDX-License-Identifier: Apache-2.0 */
/* Class lists: rows read in order, issued on all threads, deposited in order;
 * a bad row is named and stops nothing else (cli.md 5 and 8). */
#include "cli/issue.h"

#include "cli/deposit.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/text.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

enum { BATCH_ROWS = 64, ERRORS_SHOWN = 20 };

typedef enum row_state {
    ROW_GOOD = 0,
    ROW_BAD,
    ROW_THERE,   /* issued by an earlier run */
    ROW_REPEATED /* the same person and achievement as an earlier row */
} row_state;
enum { ROW_STATES = 4 };

typedef struct row {
    uint64_t number;
    row_state state;
    crd_award award;
    char id[CRD_URN_UUID_TEXT];
    size_t at, len;     /* of the credential, in the batch's output */
    const char *column; /* of a bad row; NULL: no single cell */
    crd_error *error;
} row;

typedef struct class_list {
    cli_issuing *issuing;
    cli_deposit deposit;
    cli_input in;
    crd_csv *csv;
    cli_columns columns;
    crd_issuance *ids; /* the reading thread's own: ids are made there */
    uint64_t bytes, total_bytes;
    uint64_t rows, tally[ROW_STATES];
    cli_progress progress;
    crd_buffer errors; /* JSON of the first ERRORS_SHOWN */
} class_list;

/* ---- Reading ------------------------------------------------------------- */

static crd_rc read_bytes(void *context, char *out, size_t capacity, size_t *got,
                         crd_error *error)
{
    class_list *list = context;
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

static crd_rc make_bad(row *r, cli_batch *batch, const crd_error *why,
                       crd_error *error)
{
    r->state = ROW_BAD;
    r->error = CRD_NEW(&batch->arena, crd_error);
    if (!r->error) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *r->error = *why;
    return CRD_OK;
}

/* Has this award been issued, by an earlier run or an earlier row? */
static crd_rc look_up(class_list *list, row *r, crd_error *error)
{
    uint8_t id[CLI_UUID_BYTES];
    uint8_t mark;
    CRD_TRY(crd_award_id(r->id, list->ids, &r->award, error));
    if (!cli_uuid_read(id, crd_span_of(r->id))) {
        return crd_fail(error, CRD_CODE_INTERNAL, "%s", "");
    }
    mark = cli_id_set_get(&list->deposit.ids, id);
    if (mark) {
        r->state = mark == CLI_ID_THERE ? ROW_THERE : ROW_REPEATED;
    } else if (!cli_id_set_add(&list->deposit.ids, id, CLI_ID_THIS_RUN)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return CRD_OK;
}

static crd_rc read_row(class_list *list, row *r, cli_batch *batch,
                       const crd_csv_row *cells, crd_error *error)
{
    crd_error why;
    crd_rc rc =
        cli_columns_award(&r->award, &r->column, &batch->arena, &list->columns,
                          cells, &list->issuing->defaults, &why);
    if (rc == CRD_OK) {
        rc = look_up(list, r, &why);
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
    class_list *list = context;
    row *rows = crd_arena_calloc(&batch->arena, BATCH_ROWS, sizeof *rows);
    crd_csv_event event = CRD_CSV_ROW;
    crd_csv_row cells;
    crd_error why;

    if (!rows) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    batch->items = rows;
    while (batch->count < BATCH_ROWS && !cli_interrupted()) {
        row *r = &rows[batch->count];
        crd_rc rc = crd_csv_next(list->csv, &event, &cells, &why);
        if (rc != CRD_OK) {
            *error = why;
            return rc;
        }
        if (event == CRD_CSV_END) {
            break;
        }
        r->number = cells.number;
        if (event == CRD_CSV_BAD_ROW) {
            r->column = cells.column && cells.column <= list->columns.count
                            ? list->columns.headers[cells.column - 1]
                            : NULL;
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
    const class_list *list;
    crd_issuance *issuance;
} list_worker;

static crd_rc refuse_row(const class_list *list, row *r, cli_batch *batch,
                         const crd_error *why, crd_error *error)
{
    if (why->code == CRD_CODE_RESULT_NOT_ALLOWED ||
        why->code == CRD_CODE_RESULT_BELOW_REQUIRED) {
        r->column = column_of(&list->columns, CLI_FIELD_RESULT);
    }
    return make_bad(r, batch, why, error);
}

static crd_rc work_batch(void *context, cli_batch *batch, crd_error *error)
{
    const list_worker *worker = context;
    row *rows = batch->items;
    for (size_t i = 0; i < batch->count; i++) {
        row *r = &rows[i];
        crd_error why;
        if (r->state != ROW_GOOD) {
            continue;
        }
        r->at = batch->out.len;
        crd_rc rc = crd_issue(worker->issuance, &batch->out, &r->award, &why);
        if (rc == CRD_E_MEMORY || rc == CRD_E_INTERNAL) {
            *error = why;
            return rc;
        }
        if (rc != CRD_OK) {
            CRD_TRY(refuse_row(worker->list, r, batch, &why, error));
        }
        r->len = batch->out.len - r->at;
    }
    return crd_buffer_rc(&batch->out, error);
}

/* ---- Depositing ---------------------------------------------------------- */

static void name_bad_row(class_list *list, const row *r)
{
    cli_app *app = list->issuing->app;
    crd_buffer text;
    const char *remedy = crd_code_get(r->error->code)->remedy;
    if (list->tally[ROW_BAD] > ERRORS_SHOWN) {
        return;
    }
    crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
    crd_buffer_printf(&text, "row %llu", (unsigned long long)r->number);
    if (r->column) {
        crd_buffer_append_text(&text, ", column \"");
        cli_text_visible(&text, crd_span_of(r->column));
        crd_buffer_append_char(&text, '"');
    }
    crd_buffer_append_text(&text, ": ");
    cli_text_visible(&text, crd_span_of(r->error->message));
    if (text.len && text.data[text.len - 1] != '.') {
        crd_buffer_append_char(&text, '.');
    }
    crd_buffer_printf(&text, " %s [%s]\n", remedy,
                      crd_code_get(r->error->code)->word);
    cli_progress_end(&list->progress);
    (void)cli_write_all(2, crd_buffer_span(&text));
    crd_buffer_free(&text);
    if (app->json) {
        crd_buffer_printf(&list->errors, "%s{\"row\":%llu,\"column\":",
                          list->errors.len ? "," : "",
                          (unsigned long long)r->number);
        if (r->column) {
            crd_json_write_string(&list->errors, crd_span_of(r->column));
        } else {
            crd_buffer_append_text(&list->errors, "null");
        }
        crd_buffer_append_text(&list->errors, ",\"error\":");
        cli_error_write(&list->errors, NULL, r->error);
        crd_buffer_append_char(&list->errors, '}');
    }
}

static crd_rc write_batch(void *context, cli_batch *batch, crd_error *error)
{
    class_list *list = context;
    const row *rows = batch->items;
    for (size_t i = 0; i < batch->count; i++) {
        const row *r = &rows[i];
        if (r->state == ROW_GOOD && r->len == 0) {
            break; /* the work stopped before this row */
        }
        if (r->state == ROW_GOOD) {
            crd_span credential = {batch->out.data + r->at, r->len};
            CRD_TRY(cli_deposit_put(&list->deposit, r->id, r->award.name,
                                    credential, error));
        }
        list->tally[r->state]++;
        list->rows++;
        if (r->state == ROW_BAD) {
            name_bad_row(list, r);
        }
    }
    cli_progress_tell(&list->progress, list->tally[ROW_GOOD],
                      list->total_bytes
                          ? (double)list->bytes / (double)list->total_bytes
                          : -1,
                      list->tally[ROW_BAD]);
    return CRD_OK;
}

/* ---- A pass over the list ------------------------------------------------ */

/* The columns, from the first row; the maps of --map over the aliases. */
static crd_rc read_header(class_list *list, crd_error *error)
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

static crd_rc open_list(class_list *list, crd_error *error)
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

static void close_list(class_list *list)
{
    crd_issuance_free(list->ids);
    crd_csv_free(list->csv);
    cli_input_close(&list->in);
    list->ids = NULL;
    list->csv = NULL;
    list->bytes = 0;
}

static crd_rc run_pass(class_list *list, crd_error *error)
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

static void tell_json(class_list *list, bool ok)
{
    cli_output *out = &list->issuing->app->out;
    cli_print(out,
              "{\"schema\":\"credimur.issue/1\",\"ok\":%s,\"dry_run\":%s,"
              "\"issued\":%llu,\"skipped\":%llu,\"repeated\":%llu,"
              "\"failed\":%llu,\"errors\":[",
              ok ? "true" : "false", list->deposit.dry_run ? "true" : "false",
              (unsigned long long)list->tally[ROW_GOOD],
              (unsigned long long)list->tally[ROW_THERE],
              (unsigned long long)list->tally[ROW_REPEATED],
              (unsigned long long)list->tally[ROW_BAD]);
    cli_put(out, crd_buffer_span(&list->errors));
    cli_put_text(out, "]}\n");
}

static void tell(class_list *list)
{
    cli_app *app = list->issuing->app;
    char a[CLI_COUNT_TEXT_MAX], b[CLI_COUNT_TEXT_MAX], c[CLI_COUNT_TEXT_MAX],
        d[CLI_COUNT_TEXT_MAX];
    if (list->tally[ROW_BAD] > ERRORS_SHOWN) {
        cli_note(app, "... and %s more rows that failed",
                 cli_count_words(a, list->tally[ROW_BAD] - ERRORS_SHOWN));
    }
    cli_note(app, "%s %s, skipped %s already there, %s repeated, %s failed",
             list->deposit.dry_run ? "would issue" : "issued",
             cli_count_words(a, list->tally[ROW_GOOD]),
             cli_count_words(b, list->tally[ROW_THERE]),
             cli_count_words(c, list->tally[ROW_REPEATED]),
             cli_count_words(d, list->tally[ROW_BAD]));
    if (list->deposit.kind == CLI_DEPOSIT_STREAM && !list->deposit.dry_run) {
        cli_note(app, "To a pipe nothing is skipped: with -o OUT a second run "
                      "issues what is missing only.");
    } else if (list->deposit.kind == CLI_DEPOSIT_LINES &&
               list->deposit.length > 0) {
        cli_note(app, "Next: credimur verify %s", list->deposit.path);
    }
}

static int status_of(const class_list *list)
{
    uint64_t done = list->tally[ROW_GOOD] + list->tally[ROW_THERE] +
                    list->tally[ROW_REPEATED];
    if (list->tally[ROW_BAD] == 0) {
        return CLI_EXIT_DONE;
    }
    return done ? CLI_EXIT_PARTLY : CLI_EXIT_NEGATIVE;
}

static int stopped(class_list *list, int number)
{
    cli_note(list->issuing->app,
             "Stopped after row %llu. The same command with -o or --out-dir "
             "goes on from there.",
             (unsigned long long)list->rows + 1);
    return 128 + number;
}

/* With --all-or-nothing every row is issued once to nowhere. */
static crd_rc rehearse(class_list *list, crd_error *error)
{
    bool dry_run = list->deposit.dry_run;
    list->deposit.dry_run = true;
    crd_rc rc = run_pass(list, error);
    close_list(list);
    list->deposit.dry_run = dry_run;
    if (rc != CRD_OK || list->tally[ROW_BAD] || cli_interrupted()) {
        return rc;
    }
    memset(list->tally, 0, sizeof list->tally);
    list->rows = 0;
    if (!cli_id_set_forget(&list->deposit.ids, CLI_ID_THIS_RUN)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    return open_list(list, error);
}

static int issue_rows(class_list *list)
{
    cli_app *app = list->issuing->app;
    bool rehearsed = cli_has(app, "all-or-nothing");
    crd_error error;
    crd_rc rc = CRD_OK;
    if (rehearsed) {
        rc = rehearse(list, &error);
    }
    if (rc == CRD_OK && !list->tally[ROW_BAD] && !cli_interrupted()) {
        rc = run_pass(list, &error);
        rehearsed = false;
    }
    cli_progress_end(&list->progress);
    if (rc != CRD_OK) {
        tell(list);
        return cli_error(app, cli_value(app, "csv"), &error);
    }
    if (cli_interrupted()) {
        return stopped(list, cli_interrupted());
    }
    if (rehearsed) {
        list->tally[ROW_GOOD] = 0;
        cli_note(app, "Nothing was issued: --all-or-nothing was asked for.");
    }
    if (list->csv && crd_csv_encoding_of(list->csv) == CRD_CSV_WINDOWS_1252) {
        cli_warn(app, "the list is read as Windows-1252, not UTF-8: look at "
                      "the names");
    }
    tell(list);
    if (app->json && list->deposit.kind != CLI_DEPOSIT_STREAM) {
        tell_json(list, status_of(list) == CLI_EXIT_DONE);
    }
    return rehearsed ? CLI_EXIT_NEGATIVE : status_of(list);
}

static crd_rc open_deposit(class_list *list, crd_error *error)
{
    cli_app *app = list->issuing->app;
    const char *file = cli_value(app, "output");
    const char *folder = cli_value(app, "out-dir");
    bool dry_run = cli_has(app, "dry-run");
    if (folder) {
        return cli_deposit_open(&list->deposit, app, CLI_DEPOSIT_FOLDER, folder,
                                dry_run, error);
    }
    if (file && strcmp(file, "-") != 0) {
        return cli_deposit_open(&list->deposit, app, CLI_DEPOSIT_LINES, file,
                                dry_run, error);
    }
    return cli_deposit_open(&list->deposit, app, CLI_DEPOSIT_STREAM, NULL,
                            dry_run, error);
}

int cli_issue_list(cli_issuing *issuing)
{
    cli_app *app = issuing->app;
    class_list list = {.issuing = issuing, .in = {.fd = -1}};
    crd_error error;
    int status;

    if (cli_has(app, "all-or-nothing") &&
        strcmp(cli_value(app, "csv"), "-") == 0) {
        return cli_usage(app, NULL,
                         "--all-or-nothing reads the list twice: give a file, "
                         "not stdin");
    }
    crd_buffer_init(&list.errors, crd_allocator_default(), 1 << 20);
    if (open_list(&list, &error) != CRD_OK) {
        status = cli_error(app, cli_value(app, "csv"), &error);
    } else if (open_deposit(&list, &error) != CRD_OK) {
        status = cli_error(app, NULL, &error);
    } else {
        if (list.columns.left_out) {
            cli_note(app, "Columns without a use here: %s",
                     list.columns.left_out);
        }
        if (list.deposit.cut) {
            cli_note(app, "A broken last line of %s was cut off.",
                     list.deposit.path);
        }
        cli_interrupt_watch();
        cli_progress_start(&list.progress, app, "issued", 0);
        status = issue_rows(&list);
        if (cli_deposit_close(&list.deposit, &error) != CRD_OK) {
            status = cli_error(app, NULL, &error);
        }
    }
    close_list(&list);
    crd_buffer_free(&list.errors);
    return status;
}
