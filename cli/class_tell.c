/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a class list: each row that was not simply issued, the
 * counts, and what to do next. */
#include "cli/class_list.h"

#include "cli/message.h"
#include "cli/text.h"

enum { SHOWN = 20 };

static void put_line(cli_class_list *list, const crd_buffer *text)
{
    cli_progress_end(&list->progress);
    (void)cli_write_all(2, crd_buffer_span(text));
}

static void name_bad_row(cli_class_list *list, const cli_row *r)
{
    crd_buffer text;
    const char *remedy = cli_issue_remedy(r->error);
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
    put_line(list, &text);
    crd_buffer_free(&text);
}

static void add_error(cli_class_list *list, const cli_row *r)
{
    crd_buffer_printf(&list->errors, "%s{\"row\":%llu,\"column\":",
                      list->errors.len ? "," : "",
                      (unsigned long long)r->number);
    if (r->column) {
        crd_json_write_shown(&list->errors, crd_span_of(r->column));
    } else {
        crd_buffer_append_text(&list->errors, "null");
    }
    crd_buffer_append_text(&list->errors, ",\"error\":");
    cli_error_write(&list->errors, NULL, r->error, cli_issue_remedy(r->error));
    crd_buffer_append_char(&list->errors, '}');
}

static void name_repeat(cli_class_list *list, const cli_row *r)
{
    if (list->tally[CLI_ROW_REPEATED] <= SHOWN) {
        cli_progress_end(&list->progress);
        cli_note(list->issuing->app, "row %llu repeats row %llu.",
                 (unsigned long long)r->number, (unsigned long long)r->first);
    }
    if (list->issuing->app->json) {
        crd_buffer_printf(&list->repeats, "%s{\"row\":%llu,\"of\":%llu}",
                          list->repeats.len ? "," : "",
                          (unsigned long long)r->number,
                          (unsigned long long)r->first);
    }
}

static void name_difference(cli_class_list *list, const cli_row *r)
{
    list->differing++;
    if (list->differing <= SHOWN) {
        cli_progress_end(&list->progress);
        cli_warn(list->issuing->app,
                 "row %llu says something else now than its credential in "
                 "%s, which stays as it is.",
                 (unsigned long long)r->number, list->deposit.path);
    }
    if (list->issuing->app->json) {
        crd_buffer_printf(&list->differences, "%s{\"row\":%llu,\"id\":\"%s\"}",
                          list->differences.len ? "," : "",
                          (unsigned long long)r->number, r->id);
    }
}

void cli_class_name_row(cli_class_list *list, const cli_row *r)
{
    if (r->state == CLI_ROW_BAD) {
        if (list->tally[CLI_ROW_BAD] <= SHOWN) {
            name_bad_row(list, r);
        }
        if (list->issuing->app->json) {
            add_error(list, r);
        }
    } else if (r->state == CLI_ROW_REPEATED) {
        name_repeat(list, r);
    } else if (r->state == CLI_ROW_THERE && r->differs) {
        name_difference(list, r);
    } else if (r->state == CLI_ROW_GOOD && r->nobody) {
        list->nobodies++;
    }
}

void cli_class_tell_start(cli_class_list *list)
{
    cli_app *app = list->issuing->app;
    const cli_deposit *d = &list->deposit;
    char count[CLI_COUNT_TEXT_MAX];
    cli_note(app, "Columns: %s", list->columns.taken);
    if (list->columns.left_out) {
        cli_note(app, "Columns without a use here: %s; --map gives them one.",
                 list->columns.left_out);
    }
    if (d->held) {
        cli_note(app, "Continuing %s, which holds %s credential%s.", d->path,
                 cli_count_words(count, d->held), d->held == 1 ? "" : "s");
    }
    if (d->cut) {
        cli_note(app, "A broken last line of %s was cut off.", d->path);
    }
}

static void tell_counts(cli_class_list *list)
{
    cli_app *app = list->issuing->app;
    char a[CLI_COUNT_TEXT_MAX], b[CLI_COUNT_TEXT_MAX], c[CLI_COUNT_TEXT_MAX],
        d[CLI_COUNT_TEXT_MAX];
    if (list->tally[CLI_ROW_BAD] > SHOWN) {
        cli_note(app, "... and %s more rows that failed",
                 cli_count_words(a, list->tally[CLI_ROW_BAD] - SHOWN));
    }
    if (list->tally[CLI_ROW_REPEATED] > SHOWN) {
        cli_note(app, "... and %s more rows that repeat others",
                 cli_count_words(a, list->tally[CLI_ROW_REPEATED] - SHOWN));
    }
    cli_note(app, "%s %s, skipped %s already there, %s repeated, %s failed",
             list->deposit.dry_run ? "would issue" : "issued",
             cli_count_words(a, list->tally[CLI_ROW_GOOD]),
             cli_count_words(b, list->tally[CLI_ROW_THERE]),
             cli_count_words(c, list->tally[CLI_ROW_REPEATED]),
             cli_count_words(d, list->tally[CLI_ROW_BAD]));
}

static void tell_warnings(cli_class_list *list)
{
    cli_app *app = list->issuing->app;
    char count[CLI_COUNT_TEXT_MAX];
    if (list->differing) {
        cli_warn(app,
                 "%s of those already there %s from the list. To replace one: "
                 "take it out of %s and run this again, or issue the whole "
                 "list to a new place.",
                 cli_count_words(count, list->differing),
                 list->differing == 1 ? "differs" : "differ",
                 list->deposit.path);
    }
    if (list->nobodies) {
        cli_warn(app,
                 "%s credential%s no name, no hashed e-mail and no DID: "
                 "nobody can tell whose. Name a column name, or use "
                 "--identify-by email.",
                 cli_count_words(count, list->nobodies),
                 list->nobodies == 1 ? " holds" : "s hold");
    }
    if (list->csv && crd_csv_encoding_of(list->csv) == CRD_CSV_WINDOWS_1252) {
        cli_warn(app, "the list is read as Windows-1252, not UTF-8: look at "
                      "the names");
    }
}

static void tell_next(cli_class_list *list)
{
    cli_app *app = list->issuing->app;
    const cli_deposit *d = &list->deposit;
    if (d->dry_run) {
        return;
    }
    if (d->kind == CLI_DEPOSIT_STREAM) {
        cli_note(app, "To a pipe nothing is skipped: with -o OUT a second run "
                      "issues what is missing only.");
    } else if (d->kind == CLI_DEPOSIT_FOLDER) {
        cli_note(app, "Next: credimur verify %s/*.json", d->path);
    } else if (d->length > 0) {
        cli_note(app, "Next: credimur verify %s", d->path);
    }
}

static void tell_json(cli_class_list *list, bool ok)
{
    cli_output *out = &list->issuing->app->out;
    cli_print(out,
              "{\"schema\":\"credimur.issue/1\",\"ok\":%s,\"dry_run\":%s,"
              "\"issued\":%llu,\"skipped\":%llu,\"repeated\":%llu,"
              "\"failed\":%llu,\"differing\":%llu,\"nameless\":%llu,",
              ok ? "true" : "false", list->deposit.dry_run ? "true" : "false",
              (unsigned long long)list->tally[CLI_ROW_GOOD],
              (unsigned long long)list->tally[CLI_ROW_THERE],
              (unsigned long long)list->tally[CLI_ROW_REPEATED],
              (unsigned long long)list->tally[CLI_ROW_BAD],
              (unsigned long long)list->differing,
              (unsigned long long)list->nobodies);
    cli_put_text(out, "\"errors\":[");
    cli_put(out, crd_buffer_span(&list->errors));
    cli_put_text(out, "],\"repeats\":[");
    cli_put(out, crd_buffer_span(&list->repeats));
    cli_put_text(out, "],\"differences\":[");
    cli_put(out, crd_buffer_span(&list->differences));
    cli_put_text(out, "]}\n");
}

void cli_class_tell_end(cli_class_list *list, int status)
{
    bool to_stdout =
        list->deposit.kind == CLI_DEPOSIT_STREAM && !list->deposit.dry_run;
    if (list->rehearsed) {
        list->tally[CLI_ROW_GOOD] = 0;
        cli_note(list->issuing->app,
                 "Nothing was issued: --all-or-nothing was asked for.");
    }
    tell_counts(list);
    tell_warnings(list);
    tell_next(list);
    if (list->issuing->app->json && (!to_stdout || list->rehearsed) &&
        status != CLI_EXIT_UNDECIDED) { /* the error is the object then */
        tell_json(list, status == CLI_EXIT_DONE);
    }
}
