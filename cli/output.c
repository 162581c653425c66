/* SPDX-License-Identifier: Apache-2.0 */
/* Results on stdout or in a file: buffered, checked, and whole or not there. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 1 << 16 };

/* The file beside its name while it is being written: a signal removes it. */
static char unfinished[4096];

static void remove_unfinished(int number)
{
    unlink(unfinished);
    signal(number, SIG_DFL);
    raise(number);
}

static void guard_unfinished(const char *path)
{
    struct sigaction action = {.sa_handler = remove_unfinished};
    snprintf(unfinished, sizeof unfinished, "%s", path);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

const char *cli_errno_words(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return "no space is left on the disk";
    case EBADF:
        return "it is closed";
    case EACCES:
    case EPERM:
        return "permission is denied";
    case EROFS:
        return "the disk is read-only";
    case ENOENT:
        return "the file or its folder does not exist";
    case ENOTDIR:
        return "a part of its path is not a folder";
    case EISDIR:
        return "it is a folder";
    case EEXIST:
        return "it exists already";
    case EFBIG:
        return "the file would be too large";
    case EPIPE:
        return "nobody reads it any more";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    case ENAMETOOLONG:
        return "its name is too long";
    case ELOOP:
        return "its links go round in a circle";
    case ENXIO:
        return "nothing answers there";
    case EIO:
        return "the device reports a fault";
    case ENOMEM:
        return "memory is out";
    default:
        return "the system refused it";
    }
}

int cli_write_all(int fd, crd_span bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.data, bytes.len);
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        if (n == 0) {
            return EIO;
        }
        bytes.data += n;
        bytes.len -= (size_t)n;
    }
    return 0;
}

static void output_init(cli_output *out)
{
    memset(out, 0, sizeof *out);
    crd_buffer_init(&out->text, crd_allocator_default(), SIZE_MAX / 2);
}

void cli_output_stdout(cli_output *out)
{
    output_init(out);
    out->fd = STDOUT_FILENO;
    out->terminal = isatty(STDOUT_FILENO) == 1;
}

static crd_rc cannot_write(crd_error *error, const char *path, int number)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (number == ENOENT && slash) {
        return crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                        "there is no folder %.*s to write %s into",
                        (int)(slash - path), path, slash + 1);
    }
    return crd_fail(error, CRD_CODE_OUTPUT_FAILED, "%s cannot be written: %s",
                    path ? path : "stdout", cli_errno_words(number));
}

crd_rc cli_output_file(cli_output *out, const char *path, bool replace,
                       crd_error *error)
{
    struct stat info;
    bool exists = stat(path, &info) == 0;

    output_init(out);
    out->path = path;
    out->replace = replace;
    if (exists && !S_ISREG(info.st_mode)) {
        out->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        if (out->fd < 0) {
            return cannot_write(error, path, errno);
        }
        out->terminal = isatty(out->fd) == 1;
        return CRD_OK;
    }
    if (exists && !replace) {
        return crd_fail(error, CRD_CODE_FILE_EXISTS, "%s exists already", path);
    }
    size_t size = strlen(path) + sizeof ".XXXXXX";
    out->temporary = crd_allocator_default()->alloc(NULL, size);
    if (!out->temporary) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    snprintf(out->temporary, size, "%s.XXXXXX", path);
    out->fd = mkstemp(out->temporary);
    if (out->fd < 0) {
        crd_allocator_default()->release(NULL, out->temporary);
        out->temporary = NULL;
        return cannot_write(error, path, errno);
    }
    guard_unfinished(out->temporary);
    mode_t mask = umask(0);
    umask(mask);
    fchmod(out->fd, exists ? info.st_mode & 0777 : 0666 & ~mask);
    return CRD_OK;
}

void cli_output_flush(cli_output *out)
{
    int number = crd_buffer_rc(&out->text, NULL) == CRD_OK ? 0 : ENOMEM;
    if (number == 0 && out->failure == 0 && out->text.len > 0) {
        number = cli_write_all(out->fd, crd_buffer_span(&out->text));
    }
    if (out->failure == 0) {
        out->failure = number;
    }
    crd_buffer_clear(&out->text);
}

void cli_put(cli_output *out, crd_span bytes)
{
    crd_buffer_append_span(&out->text, bytes);
    if (out->text.len >= PAGE) {
        cli_output_flush(out);
    }
}

void cli_put_text(cli_output *out, const char *text)
{
    cli_put(out, crd_span_of(text));
}

void cli_print(cli_output *out, const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n > 0) {
        size_t len = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
        cli_put(out, (crd_span){line, len});
    }
}

static void forget_temporary(cli_output *out)
{
    if (out->temporary) {
        unlink(out->temporary);
        unfinished[0] = '\0';
        crd_allocator_default()->release(NULL, out->temporary);
        out->temporary = NULL;
    }
}

void cli_output_discard(cli_output *out)
{
    crd_buffer_free(&out->text);
    if (out->path && out->fd >= 0) {
        close(out->fd);
    }
    out->fd = -1;
    forget_temporary(out);
}

/*
 * Gives the finished file its name. Where nothing may be replaced, link(2)
 * refuses even a file that appeared meanwhile; a file system without hard
 * links gets the rename after the check at the start.
 */
static int publish(cli_output *out)
{
    if (!out->replace) {
        if (link(out->temporary, out->path) == 0) {
            return 0;
        }
        if (errno == EEXIST) {
            return EEXIST;
        }
    }
    if (rename(out->temporary, out->path) != 0) {
        return errno;
    }
    return 0;
}

crd_rc cli_output_close(cli_output *out, crd_error *error)
{
    bool used = out->text.len > 0 || out->failure != 0 || out->path != NULL;
    int number;

    if (out->fd < 0) {
        return CRD_OK;
    }
    cli_output_flush(out);
    number = out->failure;
    if (number == 0 && out->temporary && fsync(out->fd) != 0) {
        number = errno;
    }
    if (out->path || used) {
        /* Some disks say only here that they were full. */
        if (close(out->fd) != 0 && number == 0 && errno != EINTR) {
            number = errno;
        }
    }
    if (number == 0 && out->temporary) {
        number = publish(out);
    }
    const char *path = out->path;
    out->fd = -1;
    forget_temporary(out);
    crd_buffer_free(&out->text);
    if (number == EEXIST) {
        return crd_fail(error, CRD_CODE_FILE_EXISTS,
                        "%s appeared while it was being written", path);
    }
    return number ? cannot_write(error, path, number) : CRD_OK;
}
