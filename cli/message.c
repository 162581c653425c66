/* SPDX-License-Identifier: Apache-2.0 */
/* Errors, warnings and questions, all on stderr. */
#include "cli/message.h"

#include "cli/text.h"
#include "credimur/json.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

static void to_stderr(const crd_buffer *text)
{
    if (crd_buffer_rc(text, NULL) == CRD_OK) {
        /* If even stderr is gone there is nobody left to tell. */
        (void)cli_write_all(STDERR_FILENO, crd_buffer_span(text));
    }
}

static void begin(crd_buffer *text)
{
    crd_buffer_init(text, crd_allocator_default(), 1 << 20);
}

static const char *paint(const cli_app *app, const char *code)
{
    return app->color_err ? code : "";
}

/* What to do: what fits this command, or what the code says. */
static const char *remedy_of(const crd_error *error, const char *hint)
{
    return hint ? hint : crd_code_get(error->code)->remedy;
}

void cli_error_write(crd_buffer *out, const char *file, const crd_error *error,
                     const char *hint)
{
    const crd_code_info *info = crd_code_get(error->code);
    crd_buffer_append_text(out, "{\"code\":");
    crd_json_write_shown(out, crd_span_of(info->word));
    crd_buffer_append_text(out, ",\"detail\":");
    crd_json_write_shown(out, crd_span_of(error->message));
    if (file) {
        crd_buffer_append_text(out, ",\"file\":");
        crd_json_write_shown(out, crd_span_of(file));
    }
    if (error->has_pointer) {
        crd_buffer_append_text(out, ",\"pointer\":");
        crd_json_write_shown(out, crd_span_of(error->pointer));
    }
    if (error->offset != CRD_NO_OFFSET) {
        crd_buffer_printf(out, ",\"offset\":%zu", error->offset);
    }
    if (error->line) {
        crd_buffer_printf(out, ",\"line\":%u", error->line);
    }
    if (error->column) {
        crd_buffer_printf(out, ",\"column\":%u", error->column);
    }
    crd_buffer_append_text(out, ",\"remedy\":");
    crd_json_write_shown(out, crd_span_of(remedy_of(error, hint)));
    crd_buffer_append_char(out, '}');
}

static void tell_json(cli_app *app, const char *file, const crd_error *error,
                      const char *hint)
{
    crd_buffer object;
    begin(&object);
    crd_buffer_append_text(
        &object, "{\"schema\":\"credimur.error/1\",\"ok\":false,\"errors\":[");
    cli_error_write(&object, file, error, hint);
    crd_buffer_append_text(&object, "]}\n");
    if (crd_buffer_rc(&object, NULL) == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(&object));
    }
    app->said_error = true;
    crd_buffer_free(&object);
}

static void put_place(crd_buffer *text, const char *file,
                      const crd_error *error)
{
    bool within =
        error->has_pointer || error->line || error->offset != CRD_NO_OFFSET;
    /* A file that the message names is not named twice. */
    if (!within && (!file || strstr(error->message, file))) {
        return;
    }
    crd_buffer_append_text(text, "  file: ");
    if (file) {
        cli_text_visible(text,
                         crd_span_of(strcmp(file, "-") == 0 ? "stdin" : file));
    }
    if (error->has_pointer) {
        crd_buffer_append_text(text, file ? "  " : "");
        cli_text_visible(text, error->pointer[0]
                                   ? crd_span_of(error->pointer)
                                   : CRD_SPAN("(the whole document)"));
    }
    if (error->line) {
        crd_buffer_printf(text, "  line %u", error->line);
        if (error->column) {
            crd_buffer_printf(text, ", column %u", error->column);
        }
    } else if (error->offset != CRD_NO_OFFSET) {
        crd_buffer_printf(text, "  byte %zu", error->offset);
    }
    crd_buffer_append_char(text, '\n');
}

static int tell(cli_app *app, const char *file, const crd_error *error,
                const char *hint)
{
    const crd_code_info *info = crd_code_get(error->code);
    crd_buffer text;

    begin(&text);
    crd_buffer_printf(&text, "%serror[%s]%s: ", paint(app, "\033[1;31m"),
                      info->word, paint(app, "\033[0m"));
    cli_text_visible(&text, crd_span_of(error->message));
    crd_buffer_append_char(&text, '\n');
    put_place(&text, file, error);
    if (info->title[0] && error->code != CRD_CODE_USAGE &&
        error->code != CRD_CODE_FILE_NOT_FOUND &&
        strcmp(info->title, error->message) != 0) {
        crd_buffer_printf(&text, "  why:  %s\n", info->title);
    }
    if (remedy_of(error, hint)[0]) {
        crd_buffer_printf(&text, "  try:  %s\n", remedy_of(error, hint));
    }
    to_stderr(&text);
    crd_buffer_free(&text);
    if (app->json) {
        tell_json(app, file, error, hint);
    }
    return info->exit_status ? info->exit_status : 70;
}

int cli_error(cli_app *app, const char *file, const crd_error *error)
{
    return tell(app, file, error, NULL);
}

int cli_error_try(cli_app *app, const char *file, const crd_error *error,
                  const char *hint)
{
    return tell(app, file, error, hint);
}

int cli_fail(cli_app *app, crd_code code, const char *format, ...)
{
    crd_error error;
    char message[sizeof error.message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    (void)crd_fail(&error, code, "%s", message);
    return tell(app, NULL, &error, NULL);
}

int cli_usage(cli_app *app, const char *hint, const char *format, ...)
{
    crd_error error;
    char message[sizeof error.message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    (void)crd_fail(&error, CRD_CODE_USAGE, "%s", message);
    if (!hint && app->command) {
        hint = crd_arena_printf(&app->arena, "credimur %s --help",
                                cli_command_words(app, app->command))
                   .data;
    }
    return tell(app, NULL, &error, hint);
}

CRD_PRINTF(2, 0)
static void line(const char *before, const char *format, va_list args)
{
    char message[1024];
    crd_buffer text;
    assert(format);
    begin(&text);
    vsnprintf(message, sizeof message, format, args);
    crd_buffer_append_text(&text, before);
    crd_buffer_append_text(&text, message);
    crd_buffer_append_char(&text, '\n');
    to_stderr(&text);
    crd_buffer_free(&text);
}

void cli_note(cli_app *app, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!app->quiet) {
        line("", format, args);
    }
    va_end(args);
}

void cli_warn(cli_app *app, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!app->quiet) {
        line(app->color_err ? "\033[33mwarning\033[0m: " : "warning: ", format,
             args);
    }
    va_end(args);
}

void cli_detail(cli_app *app, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (app->verbose && !app->quiet) {
        line("", format, args);
    }
    va_end(args);
}

const char *cli_ask(cli_app *app, const char *question)
{
    char answer[512];
    if (app->no_input || isatty(STDIN_FILENO) != 1 ||
        isatty(STDERR_FILENO) != 1) {
        return NULL;
    }
    (void)cli_write_all(STDERR_FILENO, crd_span_of(question));
    if (!fgets(answer, sizeof answer, stdin)) {
        return NULL;
    }
    answer[strcspn(answer, "\r\n")] = '\0';
    return answer[0] ? crd_arena_copy(&app->arena, crd_span_of(answer)).data
                     : NULL;
}
