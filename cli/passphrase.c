/* SPDX-License-Identifier: Apache-2.0 */
/* The passphrase of a sealed key, from a private file or the terminal
 * (security case 176). */
#include "cli/passphrase.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/text.h"

#include "credimur/crypto.h"
#include "keyring/secret_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { PASSPHRASE_SPACE = 1026 }; /* one more than may be, and a line's end */

/* As with keys: a plain file that nobody else can read. A link could lead to
 * what others can write; opening a pipe could wait. */
int cli_open_private(cli_app *app, const char *path, crd_code code, int *fd)
{
    struct stat info;
    *fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0 && errno != ELOOP) {
        return cli_fail(app,
                        errno == ENOENT ? CRD_CODE_FILE_NOT_FOUND
                                        : CRD_CODE_FILE_UNREADABLE,
                        "%s cannot be read: %s", path, cli_errno_words(errno));
    }
    if (*fd < 0 || fstat(*fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        return cli_fail(app, code, "%s is no plain file of its own", path);
    }
    if (info.st_mode & (S_IRWXG | S_IRWXO)) {
        return cli_fail(app, code,
                        "others may read the secret; close it: chmod 600 '%s'",
                        path);
    }
    return 0;
}

/* Reads up to the end of a line, of the input or of `out`; false if reading
 * failed or was interrupted. */
static bool read_line(int fd, char out[PASSPHRASE_SPACE], size_t *len)
{
    ssize_t n = 1;
    *len = 0;
    while (n > 0 && *len < PASSPHRASE_SPACE && !memchr(out, '\n', *len)) {
        n = read(fd, out + *len, PASSPHRASE_SPACE - *len);
        *len += n > 0 ? (size_t)n : 0;
    }
    if (n >= 0) {
        const char *end = memchr(out, '\n', *len);
        *len = end ? (size_t)(end - out) : *len;
        *len -= *len && out[*len - 1] == '\r';
    }
    return n >= 0;
}

static int from_file(cli_app *app, const char *path, char out[PASSPHRASE_SPACE],
                     size_t *len)
{
    int fd = -1;
    int status = cli_open_private(app, path, CRD_CODE_KEY_PASSPHRASE_OPEN, &fd);
    if (status == 0 && !read_line(fd, out, len)) {
        status =
            cli_fail(app, CRD_CODE_FILE_UNREADABLE, "%s cannot be read: %s",
                     path, cli_errno_words(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

/* Signals that would leave the terminal without its echo wait until it is
 * back. */
static bool ask_once(const char *question, char out[PASSPHRASE_SPACE],
                     size_t *len)
{
    struct termios before, silent;
    sigset_t stops, mask;
    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        return false;
    }
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGTSTP);
    sigprocmask(SIG_BLOCK, &stops, &mask);
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    bool done = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    if (done) {
        (void)cli_write_all(STDERR_FILENO, crd_span_of(question));
        done = read_line(STDIN_FILENO, out, len);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        (void)cli_write_all(STDERR_FILENO, CRD_SPAN("\n"));
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return done;
}

static int from_terminal(cli_app *app, const char *key, bool twice,
                         char out[PASSPHRASE_SPACE], size_t *len)
{
    char question[128];
    snprintf(question, sizeof question, "Passphrase of the key %s: ", key);
    bool done = ask_once(question, out, len);
    if (done && twice) {
        char *again = crd_secret_alloc(PASSPHRASE_SPACE);
        size_t again_len = 0;
        if (!again) {
            return cli_fail(app, CRD_CODE_MEMORY, "%s", "");
        }
        done = ask_once("The same again: ", again, &again_len);
        bool same = again_len == *len && memcmp(again, out, *len) == 0;
        crd_secret_free(again);
        if (done && !same) {
            return cli_fail(app, CRD_CODE_KEY_PASSPHRASE, "%s",
                            "the two are not the same");
        }
    }
    return done ? 0
                : cli_fail(app, CRD_CODE_KEY_SEALED,
                           "the key %s needs a passphrase, and none was given",
                           key);
}

int cli_passphrase_get(cli_app *app, const char *key, bool twice,
                       cli_passphrase *out)
{
    const char *path = cli_value(app, "passphrase-file");
    bool ask = !app->no_input && isatty(STDIN_FILENO) == 1 &&
               isatty(STDERR_FILENO) == 1;
    size_t len = 0;
    *out = CRD_SPAN_NONE;
    if (!path && !ask) {
        return cli_fail(app, CRD_CODE_KEY_SEALED,
                        "the key %s needs a passphrase, and none was given",
                        key);
    }
    char *bytes = crd_secret_alloc(PASSPHRASE_SPACE);
    if (!bytes) {
        return cli_fail(app, CRD_CODE_MEMORY, "%s", "");
    }
    int status = path ? from_file(app, path, bytes, &len)
                      : from_terminal(app, key, twice, bytes, &len);
    if (status) {
        crd_secret_free(bytes);
        return status;
    }
    *out = (cli_passphrase){bytes, len};
    return 0;
}

void cli_passphrase_free(cli_passphrase *passphrase)
{
    crd_secret_free((void *)(uintptr_t)passphrase->data);
    *passphrase = CRD_SPAN_NONE;
}
