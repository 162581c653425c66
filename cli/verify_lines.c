/* SPDX-License-Identifier: Apache-2.0 */
/* NDJSON: one credential a line, verified on all threads, reported in order.
 * Limits hold for each line and none for the file. */
#include "cli/verify.h"

#include "cli/message.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/significance.h"
#include "cli/text.h"

#include <sys/stat.h>

/* KEPT_BYTES: what a worker keeps of one line for the next. */
enum { BATCH_BYTES = 1 << 18, BATCH_LINES = 256, KEPT_BYTES = 8 << 20 };

/* One line of a batch: where it stands in `in`. */
typedef struct line {
    uint64_t number;
    size_t at, len;
    bool too_long;
} line;

typedef struct lines {
    cli_verification *v;
    cli_input *in;
    uint64_t number; /* of the last line read */
    uint64_t bytes, total_bytes;
    uint64_t done;
    uint64_t seen[5]; /* as cli_batch.tally */
    cli_progress progress;
} lines;

typedef struct line_worker {
    cli_verification *v;
    cli_input *in;
    crd_verifier *verifier;
    crd_arena arena;
} line_worker;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Drops the rest of a line that is over the limit, in bounded memory. */
static crd_rc skip_line(lines *job, crd_error *error)
{
    cli_input *in = job->in;
    for (;;) {
        CRD_TRY(cli_input_fill(in, 1, error));
        crd_span text = cli_input_unused(in);
        const char *newline =
            text.len ? memchr(text.data, '\n', text.len) : NULL;
        if (newline || in->ended) {
            in->used += newline ? (size_t)(newline - text.data) + 1 : text.len;
            return CRD_OK;
        }
        in->used += text.len;
    }
}

/* The next line without its newline; `*more` false at the end. */
static crd_rc next_line(lines *job, crd_span *out, bool *too_long, bool *more,
                        crd_error *error)
{
    cli_input *in = job->in;
    size_t limit = job->v->env.limits.document_bytes;
    size_t want = 1, looked = 0;
    *too_long = false;
    for (;;) {
        CRD_TRY(cli_input_fill(in, want, error));
        crd_span text = cli_input_unused(in);
        const char *newline =
            text.len > looked
                ? memchr(text.data + looked, '\n', text.len - looked)
                : NULL;
        size_t len = newline ? (size_t)(newline - text.data) : text.len;
        if (len > limit) {
            *too_long = true;
            *out = CRD_SPAN_NONE;
            *more = true;
            return skip_line(job, error);
        }
        if (newline || in->ended) {
            *more = newline || len > 0;
            *out = (crd_span){text.data, len};
            in->used += len + (newline ? 1 : 0);
            return CRD_OK;
        }
        looked = text.len;
        want = text.len + 1;
    }
}

static bool all_blank(crd_span text)
{
    while (text.len && is_blank(text.data[text.len - 1])) {
        text.len--;
    }
    return text.len == 0;
}

static crd_rc read_batch(void *context, cli_batch *batch, bool *more,
                         crd_error *error)
{
    lines *job = context;
    line *list = CRD_NEW_N(&batch->arena, line, BATCH_LINES);
    if (!list) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    *more = true;
    while (batch->count < BATCH_LINES && batch->in.len < BATCH_BYTES) {
        crd_span text;
        bool too_long;
        CRD_TRY(next_line(job, &text, &too_long, more, error));
        if (!*more) {
            break;
        }
        job->number++;
        job->bytes += text.len + 1;
        if (!too_long && all_blank(text)) {
            continue;
        }
        list[batch->count++] =
            (line){job->number, batch->in.len, text.len, too_long};
        crd_buffer_append_span(&batch->in, text);
    }
    *more = *more || batch->count > 0;
    batch->items = list;
    return crd_buffer_rc(&batch->in, error);
}

static bool has_warning(const crd_report *report)
{
    for (size_t i = 0; i < report->check_count; i++) {
        if (report->checks[i].result == CRD_WARN) {
            return true;
        }
    }
    return false;
}

/* In words the reader looks for what is wrong; the rest is counted. */
static bool is_listed(const cli_verification *v, const crd_report *report)
{
    return v->style.form != CLI_FORM_LINE || v->app->verbose ||
           report->verdict != CRD_VALID || has_warning(report);
}

static void verify_line(line_worker *w, cli_batch *batch, const line *l)
{
    const crd_env *env = &w->v->env;
    cli_source source = {w->in->name, l->number};
    crd_report *report = NULL;
    crd_json *root;
    crd_error error;
    crd_rc rc;

    crd_arena_shrink(&w->arena, KEPT_BYTES);
    if (l->too_long) {
        rc = crd_fail(&error, CRD_CODE_LIMIT_BYTES,
                      "the line is longer than the limit of %zu bytes",
                      env->limits.document_bytes);
    } else {
        crd_span text = {batch->in.data + l->at, l->len};
        rc = crd_json_parse(&root, &w->arena, text, &env->limits, &error);
    }
    if (rc == CRD_OK) {
        rc = crd_verify_json(w->verifier, &report, &w->arena, root,
                             &w->v->options, &error);
    }
    if (rc == CRD_OK) {
        batch->tally[report->verdict]++;
        if (report->verdict == CRD_VALID &&
            cli_is_self_declared(report->verified_document)) {
            batch->tally[CLI_SEEN_UNREVIEWED]++;
        }
        if (is_listed(w->v, report)) {
            cli_verdict_write(&batch->out, &w->v->style, source, report);
        }
    } else {
        batch->tally[CLI_SEEN_NO_CREDENTIAL]++;
        cli_verdict_write_error(&batch->out, &w->v->style, source, &error);
    }
}

static crd_rc work_batch(void *worker, cli_batch *batch, crd_error *error)
{
    const line *list = batch->items;
    for (size_t i = 0; i < batch->count; i++) {
        verify_line(worker, batch, &list[i]);
    }
    crd_arena_shrink(&((line_worker *)worker)->arena, KEPT_BYTES);
    return crd_buffer_rc(&batch->out, error);
}

static crd_rc write_batch(void *context, cli_batch *batch, crd_error *error)
{
    lines *job = context;
    cli_verification *v = job->v;
    cli_put(&v->app->out, crd_buffer_span(&batch->out));
    for (unsigned i = 0; i < 4; i++) {
        cli_verification_count(v, i, batch->tally[i]);
        job->seen[i] += batch->tally[i];
    }
    job->seen[CLI_SEEN_UNREVIEWED] += batch->tally[CLI_SEEN_UNREVIEWED];
    job->done += batch->count;
    cli_progress_tell(
        &job->progress, job->done,
        job->total_bytes ? (double)job->bytes / (double)job->total_bytes : -1,
        v->seen[CRD_INVALID] + v->seen[CRD_UNDETERMINED] +
            v->seen[CLI_SEEN_NO_CREDENTIAL]);
    if (v->app->out.failure) {
        return crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                        "the reports cannot be written: %s",
                        cli_errno_words(v->app->out.failure));
    }
    return CRD_OK;
}

static crd_rc make_workers(lines *job, line_worker *workers, void **contexts,
                           crd_error *error)
{
    for (uint32_t i = 0; i < job->v->jobs; i++) {
        workers[i] = (line_worker){.v = job->v, .in = job->in};
        crd_arena_init(&workers[i].arena, job->v->env.allocator,
                       job->v->env.limits.document_memory);
        contexts[i] = &workers[i];
    }
    for (uint32_t i = 0; i < job->v->jobs; i++) {
        CRD_TRY(crd_verifier_new(&workers[i].verifier, &job->v->env, error));
    }
    return CRD_OK;
}

/* The last line, on stdout: of a class this is the result. */
static void put_summary(const lines *job)
{
    cli_output *out = &job->v->app->out;
    const char *name =
        strcmp(job->in->name, "-") == 0 ? "stdin" : job->in->name;
    uint64_t unreviewed = job->seen[CLI_SEEN_UNREVIEWED];
    char a[CLI_COUNT_TEXT_MAX], b[CLI_COUNT_TEXT_MAX], c[CLI_COUNT_TEXT_MAX],
        d[CLI_COUNT_TEXT_MAX];
    cli_print(out,
              "%s: %s valid, %s not valid, %s undecided, %s no "
              "credential.",
              cli_visible(&job->v->app->arena, crd_span_of(name)),
              cli_count_words(a, job->seen[CRD_VALID]),
              cli_count_words(b, job->seen[CRD_INVALID]),
              cli_count_words(c, job->seen[CRD_UNDETERMINED]),
              cli_count_words(d, job->seen[CLI_SEEN_NO_CREDENTIAL]));
    if (unreviewed && unreviewed == job->seen[CRD_VALID]) {
        cli_put_text(out, " Not reviewed by anyone else.");
    } else if (unreviewed) {
        cli_print(out, " %s not reviewed by anyone else.",
                  cli_count_words(a, unreviewed));
    }
    cli_put_text(out, "\n");
}

crd_rc cli_verify_lines(cli_verification *v, cli_input *in, crd_error *error)
{
    lines job = {.v = v, .in = in};
    struct stat info;
    line_worker *workers = CRD_NEW_N(&v->app->arena, line_worker, v->jobs);
    void **contexts = CRD_NEW_N(&v->app->arena, void *, v->jobs);
    if (!workers || !contexts) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (fstat(in->fd, &info) == 0 && S_ISREG(info.st_mode)) {
        job.total_bytes = (uint64_t)info.st_size;
    }
    cli_progress_start(&job.progress, v->app, "verified", 0);
    crd_rc rc = make_workers(&job, workers, contexts, error);
    if (rc == CRD_OK) {
        cli_pipeline pipeline = {.context = &job,
                                 .read = read_batch,
                                 .work = work_batch,
                                 .write = write_batch,
                                 .workers = contexts,
                                 .jobs = v->jobs};
        rc = cli_pipeline_run(&pipeline, error);
    }
    cli_progress_end(&job.progress);
    if (rc == CRD_OK && v->style.form == CLI_FORM_LINE) {
        put_summary(&job);
        v->summaries++;
    }
    for (uint32_t i = 0; i < v->jobs; i++) {
        crd_verifier_free(workers[i].verifier);
        crd_arena_free(&workers[i].arena);
    }
    return rc;
}
