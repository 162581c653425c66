/* SPDX-License-Identifier: Apache-2.0 */
/* What happens round each command, in whichever program it runs. */
#include "cli/program.h"

#include "cli/commands.h"
#include "cli/libexec.h"
#include "cli/message.h"
#include "cli/text.h"

#include "credimur/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * A closed standard stream would lend its number to the next file that is
 * opened. Its place is taken by something that fails when it is used.
 */
static void occupy_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            int taken = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
            if (taken >= 0 && taken != fd) {
                close(taken);
            }
        }
    }
}

static bool wants_color(const char *choice, int fd)
{
    const char *none = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (choice && strcmp(choice, "auto") != 0) {
        return strcmp(choice, "always") == 0;
    }
    return !(none && none[0]) && !(terminal && strcmp(terminal, "dumb") == 0) &&
           isatty(fd) == 1;
}

int cli_open_output(cli_app *app)
{
    const char *path = cli_value(app, "output");
    cli_output file;
    crd_error error;
    if (!path || strcmp(path, "-") == 0) {
        return 0;
    }
    if (cli_output_file(&file, path, app->yes, &error) != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    cli_output_discard(&app->out);
    app->out = file;
    return 0;
}

/* The XDG specification has relative paths ignored; who set one is told. */
static void tell_ignored(cli_app *app)
{
    const char *data = getenv("XDG_DATA_HOME");
    if (data && data[0] && data[0] != '/') {
        cli_warn(app,
                 "XDG_DATA_HOME is %s, which does not begin with /, and "
                 "is ignored.",
                 cli_visible(&app->arena, crd_span_of(data)));
    }
}

/* What does the work, if it is this program that does it. */
static int (*runner(const cli_app *app))(cli_app *app)
{
    const cli_own *own = app->program->own;
    for (; own && own->command; own++) {
        if (own->command == app->command) {
            return own->run;
        }
    }
    return app->command->run;
}

static int run(cli_app *app)
{
    int (*work)(cli_app * app) = runner(app);
    app->color_err = wants_color(cli_value(app, "color"), STDERR_FILENO);
    if (cli_has(app, "help")) {
        cli_help_write(app, &app->out, app->command, NULL);
        return 0;
    }
    if (cli_has(app, "version")) {
        return CLI_VERSION.run(app);
    }
    if (!work) {
        return cli_libexec_run(app, app->command->program);
    }
    if ((app->command->shared & CLI_WITH_OUTPUT) && !app->command->own_output) {
        int status = cli_open_output(app);
        if (status) {
            return status;
        }
    }
    app->color = wants_color(cli_value(app, "color"), app->out.fd);
    tell_ignored(app);
    return work(app);
}

/* A run that ends so has no result: what was prepared is not written. */
static bool has_result(const cli_app *app, int status)
{
    return app->said_error || status == CLI_EXIT_DONE ||
           status == CLI_EXIT_NEGATIVE || status == CLI_EXIT_UNDECIDED ||
           status == CLI_EXIT_PARTLY;
}

/* Under --json stdout holds one object also where the result is a file. */
static int tell_file(cli_app *app, const char *path, int status)
{
    crd_buffer text;
    crd_error error;
    crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
    crd_buffer_append_text(&text, "{\"schema\":\"credimur.output/1\",\"ok\":"
                                  "true,\"output\":");
    crd_json_write_string(&text, crd_span_of(path));
    crd_buffer_append_text(&text, "}\n");
    cli_output_stdout(&app->out);
    cli_put(&app->out, crd_buffer_span(&text));
    crd_buffer_free(&text);
    if (cli_output_close(&app->out, &error) != CRD_OK) {
        app->json = false;
        return cli_error(app, NULL, &error);
    }
    return status;
}

static int finish(cli_app *app, int status)
{
    crd_error error;
    if (!has_result(app, status) ||
        (status != CLI_EXIT_DONE && app->out.temporary &&
         app->out.text.len == 0)) {
        cli_output_discard(&app->out);
        return status;
    }
    cli_output_flush(&app->out);
    if (app->out.failure == EPIPE) {
        cli_output_discard(&app->out); /* the reader has left: no message */
        return status;
    }
    const char *path = app->out.path;
    if (cli_output_close(&app->out, &error) != CRD_OK) {
        app->json = false;
        return cli_error(app, NULL, &error);
    }
    return path && app->json && !app->said_error ? tell_file(app, path, status)
                                                 : status;
}

int cli_program_main(const cli_program *program, int argc, char **argv)
{
    cli_app app = {
        .commands = program->commands, .program = program, .argv = argv};
    int status;

    occupy_streams();
    crd_arena_init(&app.arena, crd_allocator_default(), 0);
    app.color_err = wants_color(NULL, STDERR_FILENO);
    cli_output_stdout(&app.out);
    status = cli_parse(&app, argc, argv);
    if (status == 0) {
        status = run(&app);
    } else if (status < 0) {
        status = CLI_EXIT_DONE; /* the help that was asked for is written */
    }
    status = finish(&app, status);
    crd_arena_free(&app.arena);
    return status;
}
