/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a command and prints what it took: measure STDOUT COMMAND [WORD...]
 * gives "CPU-seconds wall-seconds peak-KiB exit-status" on a line.
 *
 * A program of its own because the peak memory of a process counts that of
 * the process it was forked from, and this one has next to none.
 */
/* wait4 is older than POSIX and in no version of it. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* In the child: the command with its output in a file. */
static void become(const char *output, char **command)
{
    int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0) {
        execv(command[0], command);
    }
    perror(command[0]);
    _exit(127);
}

int main(int count, char **words)
{
    struct rusage used;
    int status;
    if (count < 3) {
        fputs("usage: measure STDOUT COMMAND [WORD...]\n", stderr);
        return 2;
    }
    double start = wall();
    pid_t child = fork();
    if (child == 0) {
        become(words[1], words + 2);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("measure");
        return 70;
    }
    printf("%.6f %.6f %ld %d\n",
           seconds(used.ru_utime) + seconds(used.ru_stime), wall() - start,
           used.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
