/* SPDX-License-Identifier: Apache-2.0 */
/* Reading files and stdin, whole up to a limit or piece by piece. */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static crd_rc cannot_read(crd_error *error, const char *name, int number)
{
    crd_code code = number == ENOENT || number == ENOTDIR
                        ? CRD_CODE_FILE_NOT_FOUND
                        : CRD_CODE_FILE_UNREADABLE;
    if (number == ENOENT) {
        return crd_fail(error, code, "there is no file %s", name);
    }
    if (number == EISDIR) {
        return crd_fail(error, code,
                        "%s is a folder; its files are %s/*.json and the like",
                        name, name);
    }
    return crd_fail(error, code, "%s cannot be read: %s",
                    strcmp(name, "-") == 0 ? "stdin" : name,
                    cli_errno_words(number));
}

crd_rc cli_input_open(cli_input *in, const char *name, crd_error *error)
{
    struct stat info;
    memset(in, 0, sizeof *in);
    in->name = name;
    crd_buffer_init(&in->ahead, crd_allocator_default(), SIZE_MAX / 2);
    in->fd = strcmp(name, "-") == 0 ? STDIN_FILENO
                                    : open(name, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) {
        return cannot_read(error, name, errno);
    }
    if (fstat(in->fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        cli_input_close(in);
        return cannot_read(error, name, EISDIR);
    }
    return CRD_OK;
}

void cli_input_close(cli_input *in)
{
    crd_buffer_free(&in->ahead);
    if (in->fd > STDIN_FILENO) {
        close(in->fd);
    }
    in->fd = -1;
}

/* Moves the unused bytes to the front when that frees most of the buffer. */
static void settle(cli_input *in)
{
    if (in->used > 0 && in->used * 2 >= in->ahead.len) {
        in->ahead.len -= in->used;
        memmove(in->ahead.data, in->ahead.data + in->used, in->ahead.len);
        in->used = 0;
    }
}

crd_rc cli_input_fill(cli_input *in, size_t want, crd_error *error)
{
    settle(in);
    while (!in->ended && in->ahead.len - in->used < want) {
        if (!crd_buffer_reserve(&in->ahead, PIECE)) {
            return crd_buffer_rc(&in->ahead, error);
        }
        ssize_t n = read(in->fd, in->ahead.data + in->ahead.len,
                         in->ahead.capacity - in->ahead.len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return cannot_read(error, in->name, errno);
        }
        in->ended = n == 0;
        in->ahead.len += (size_t)n;
    }
    return CRD_OK;
}

crd_rc cli_input_rest(crd_buffer *out, cli_input *in, size_t limit,
                      crd_error *error)
{
    CRD_TRY(cli_input_fill(in, limit + 1, error));
    crd_span text = cli_input_unused(in);
    if (text.len > limit) {
        return crd_fail(error, CRD_CODE_LIMIT_BYTES,
                        "%s is larger than the limit of %zu bytes",
                        strcmp(in->name, "-") == 0 ? "stdin" : in->name, limit);
    }
    crd_buffer_append_span(out, text);
    return crd_buffer_rc(out, error);
}

crd_rc cli_read_file(crd_buffer *out, const char *name, size_t limit,
                     crd_error *error)
{
    cli_input in;
    CRD_TRY(cli_input_open(&in, name, error));
    crd_rc rc = cli_input_rest(out, &in, limit, error);
    cli_input_close(&in);
    return rc;
}

bool cli_nothing_to_read(const cli_app *app)
{
    return app->arg_count == 0 && isatty(STDIN_FILENO) == 1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

crd_rc cli_is_lines(bool *out, cli_input *in, size_t limit, crd_error *error)
{
    size_t want = 1 << 16;
    *out = false;
    for (;;) {
        CRD_TRY(cli_input_fill(in, want, error));
        crd_span text = cli_input_unused(in);
        const char *newline =
            text.len ? memchr(text.data, '\n', text.len) : NULL;
        if (text.len == 0 || text.data[0] != '{') {
            return CRD_OK;
        }
        if (newline) {
            const char *end = newline, *next = newline;
            while (end > text.data && is_blank(end[-1])) {
                end--;
            }
            while (next < text.data + text.len && is_blank(*next)) {
                next++;
            }
            /* Within one JSON value "{" never follows "}" and a newline. */
            if (end[-1] != '}' || next < text.data + text.len) {
                *out = end[-1] == '}' && *next == '{';
                return CRD_OK;
            }
        }
        if (in->ended || text.len > limit) {
            return CRD_OK;
        }
        want = 2 * text.len;
    }
}
