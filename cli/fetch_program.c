/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, asking and ending credimur-fetch. It is found beside this program
 * or where it was installed, never by PATH, and gets an empty environment. */
#include "cli/fetch_program.h"
#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Where it lies under the folder of this program in the build. */
#define BESIDE "libexec/credimur/credimur-fetch"
#define INSTALLED CREDIMUR_LIBEXEC "/credimur-fetch"

enum { PATH_LEN_MAX = 4096, GRACE_MS = 2000 };

void cli_fetch_program_init(cli_fetch_program *program)
{
    *program = (cli_fetch_program){.fd = -1};
}

/* ---- Starting -------------------------------------------------------------
 */

/* The path of it; false if it is in neither place. */
static bool find_program(char out[PATH_LEN_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_LEN_MAX - sizeof BESIDE);
    while (n > 0 && out[n - 1] != '/') {
        n--;
    }
    if (n > 0) {
        memcpy(out + n, BESIDE, sizeof BESIDE);
        if (access(out, X_OK) == 0) {
            return true;
        }
    }
    snprintf(out, PATH_LEN_MAX, "%s", INSTALLED);
    return access(out, X_OK) == 0;
}

/* A worker of ours has all signals blocked; the child is to obey them. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF);
}

static int spawn(pid_t *pid, const char *path, int line)
{
    char *argv[] = {(char *)(uintptr_t) "credimur-fetch", NULL},
         *none[] = {NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed) {
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        failed = posix_spawn_file_actions_adddup2(&files, line, STDIN_FILENO);
        failed = failed ? failed
                        : posix_spawn_file_actions_adddup2(&files, line,
                                                           STDOUT_FILENO);
        failed = failed ? failed : set_signals(&attributes);
        failed = failed
                     ? failed
                     : posix_spawn(pid, path, &files, &attributes, argv, none);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

static bool start(cli_fetch_program *program, cli_app *app)
{
    char path[PATH_LEN_MAX];
    int line[2], failed;
    if (program->pid || program->missing) {
        return !program->missing;
    }
    if (!find_program(path)) {
        failed = ENOENT;
    } else if (socketpair(AF_UNIX, SOCK_STREAM, 0, line) != 0) {
        failed = errno;
    } else {
        fcntl(line[0], F_SETFD, FD_CLOEXEC);
        fcntl(line[1], F_SETFD, FD_CLOEXEC);
        failed = spawn(&program->pid, path, line[1]);
        close(line[1]);
        if (!failed) {
            program->fd = line[0];
            return true;
        }
        close(line[0]);
    }
    program->pid = 0;
    program->missing = true;
    cli_warn(app, "nothing can be fetched: %s cannot be started: %s", path,
             cli_errno_words(failed));
    return false;
}

/* ---- Ending ---------------------------------------------------------------
 */

static void reap(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* When its line closes it ends by itself, unless it is stuck. */
void cli_fetch_program_end(cli_fetch_program *program)
{
    if (program->pid) {
        close(program->fd);
        reap(program->pid);
        cli_fetch_program_init(program);
    }
}

static crd_net_reason give_up(cli_fetch_program *program, crd_net_reason reason)
{
    kill(program->pid, SIGKILL);
    cli_fetch_program_end(program);
    return reason;
}

/* ---- Asking ---------------------------------------------------------------
 */

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until the line is ready for `event`. */
static crd_net_reason wait_for(int fd, short event, int64_t deadline_ms)
{
    struct pollfd line = {.fd = fd, .events = event};
    for (;;) {
        int64_t left = deadline_ms - clock_ms();
        int ready = left > 0 ? poll(&line, 1, (int)left) : 0;
        if (ready > 0) {
            return CRD_NET_HAD;
        }
        if (ready == 0) {
            return CRD_NET_TIME;
        }
        if (errno != EINTR) {
            return CRD_NET_SYSTEM;
        }
    }
}

static crd_net_reason send_all(int fd, crd_span text, int64_t deadline_ms)
{
    size_t done = 0;
    while (done < text.len) {
        crd_net_reason reason = wait_for(fd, POLLOUT, deadline_ms);
        ssize_t n;
        if (reason != CRD_NET_HAD) {
            return reason;
        }
        n = send(fd, text.data + done, text.len - done,
                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            return CRD_NET_SYSTEM;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return CRD_NET_HAD;
}

static crd_net_reason receive_all(int fd, char *to, size_t len,
                                  int64_t deadline_ms)
{
    size_t done = 0;
    while (done < len) {
        crd_net_reason reason = wait_for(fd, POLLIN, deadline_ms);
        ssize_t n;
        if (reason != CRD_NET_HAD) {
            return reason;
        }
        n = recv(fd, to + done, len - done, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
            return CRD_NET_SYSTEM;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return CRD_NET_HAD;
}

/* The octets after the length; `.data` NULL where there is no memory. */
static crd_net_reason receive(crd_span *out, crd_arena *arena, int fd,
                              int64_t deadline_ms)
{
    char length[CRD_NET_LENGTH_OCTETS];
    crd_net_reason reason = receive_all(fd, length, sizeof length, deadline_ms);
    size_t len;
    char *octets;
    if (reason != CRD_NET_HAD) {
        return reason;
    }
    len = crd_net_length_read(length);
    if (len > CRD_NET_ANSWER_MAX) {
        return CRD_NET_SYSTEM;
    }
    octets = crd_arena_alloc(arena, len);
    *out = (crd_span){octets, len};
    return octets ? receive_all(fd, octets, len, deadline_ms) : CRD_NET_HAD;
}

crd_rc cli_fetch_program_ask(cli_fetch_program *program, cli_app *app,
                             crd_net_answer *answer, crd_arena *arena,
                             const crd_net_question *question, crd_error *error)
{
    int64_t deadline = clock_ms() + question->timeout_ms + GRACE_MS;
    crd_span octets = CRD_SPAN_NONE;
    crd_net_reason reason;
    crd_buffer text;
    *answer = (crd_net_answer){.reason = CRD_NET_SYSTEM};
    if (!start(program, app)) {
        return CRD_OK;
    }
    crd_buffer_init(&text, NULL, CRD_NET_QUESTION_MAX);
    crd_net_question_write(&text, question);
    reason = text.rc == CRD_OK
                 ? send_all(program->fd, crd_buffer_span(&text), deadline)
                 : CRD_NET_URL;
    crd_buffer_free(&text);
    if (reason == CRD_NET_URL) { /* it was too long to be asked for */
        answer->reason = reason;
        return CRD_OK;
    }
    if (reason == CRD_NET_HAD) {
        reason = receive(&octets, arena, program->fd, deadline);
    }
    if (reason == CRD_NET_HAD && !octets.data) {
        (void)give_up(program, CRD_NET_SYSTEM);
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (reason != CRD_NET_HAD ||
        crd_net_answer_read(answer, octets, NULL) != CRD_OK) {
        answer->reason =
            give_up(program, reason == CRD_NET_HAD ? CRD_NET_SYSTEM : reason);
    }
    return CRD_OK;
}
