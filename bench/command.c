/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that run the command: whole processes, from file to file. */
#include "bench/bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, WORDS_MAX = 16 };

typedef struct usage {
    double cpu, wall;
    long peak_kib;
    int status;
} usage;

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(70);
}

static const char *path_of(bench *b, const char *name)
{
    crd_span path = crd_arena_printf(&b->kept, "%s/%s", b->folder, name);
    return path.data ? path.data : (stop(name, "no memory"), NULL);
}

/* In the child: measure, whose own output comes through the pipe. */
static void become(const char *const *words, int out)
{
    /* execv changes no word, but its type is older than const. */
    union {
        const char *const *ours;
        char *const *its;
    } all = {words};
    int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    execv(words[0], all.its);
    perror(words[0]);
    _exit(127);
}

/* Runs credimur with the words, ended by NULL; its result goes to nowhere. */
static usage run_command(bench *b, const char *const *words)
{
    const char *all[WORDS_MAX] = {b->measure, "/dev/null", b->command};
    usage u = {0};
    int ends[2], status;
    for (size_t i = 0; words[i] && i + 4 < WORDS_MAX; i++) {
        all[i + 3] = words[i];
    }
    if (pipe(ends) != 0) {
        stop("pipe", "it cannot be made");
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become(all, ends[1]);
    }
    close(ends[1]);
    FILE *f = fdopen(ends[0], "r");
    if (child < 0 || !f ||
        fscanf(f, "%lf %lf %ld %d", &u.cpu, &u.wall, &u.peak_kib, &u.status) !=
            4) {
        stop(words[0], "it could not be measured");
    }
    fclose(f);
    waitpid(child, &status, 0);
    if (u.status != 0) {
        fprintf(stderr, "bench: credimur %s: exit status %d\n", words[0],
                u.status);
        exit(70);
    }
    return u;
}

/* ---- Files ----------------------------------------------------------------
 */

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        stop(path, "it cannot be written");
    }
    return f;
}

static void close_file(FILE *f, const char *path)
{
    bool good = !ferror(f);
    if (fclose(f) != 0 || !good) {
        stop(path, "it cannot be written");
    }
}

static void write_achievement(bench *b)
{
    const char *path = path_of(b, "achievement.json");
    FILE *f = create(path);
    crd_buffer_clear(&b->text);
    workload_write_achievement(&b->text, 0);
    fwrite(b->text.data, 1, b->text.len, f);
    close_file(f, path);
}

/* A list with every column that a row of `full` has something for. */
static void write_list(bench *b)
{
    const char *path = path_of(b, "class.csv");
    FILE *f = create(path);
    fputs("external id,name,email,issued on,expires on,evidence url,"
          "evidence name,grade\r\n",
          f);
    for (unsigned n = 0; n < BENCH_ROWS; n++) {
        fprintf(f,
                "S-%06u,Learner Number %u,learner-%u@example.org,2025-01-15,"
                "2035-01-15,https://issuer.example.edu/evidence/%u,"
                "Workplace project report,%u\r\n",
                n, n, n, n, 70 + n % 30);
    }
    close_file(f, path);
}

static void write_signed(bench *b, const char *name, unsigned many)
{
    const char *path = path_of(b, name);
    FILE *f = create(path);
    for (unsigned n = 0; n < many; n++) {
        bench_sign(b, CRD_SUITE_EDDSA_RDFC_2022, n);
        crd_buffer_append_char(&b->text, '\n');
        fwrite(b->text.data, 1, b->text.len, f);
    }
    close_file(f, path);
}

/* The issuer and the one credential are cheap, the rest is not. */
static void make_files(bench *b)
{
    if (b->has_files) {
        return;
    }
    b->has_files = true;
    setenv("XDG_DATA_HOME", path_of(b, "data"), 1);
    setenv("XDG_CONFIG_HOME", path_of(b, "config"), 1);
    run_command(b, (const char *[]){"init", "--quiet", "--name",
                                    "Example College", "--no-input", NULL});
    write_signed(b, "one.json", 1);
    write_achievement(b);
    write_list(b);
    write_signed(b, "signed.ndjson", BENCH_ROWS);
}

/* ---- The lines ------------------------------------------------------------
 */

static double run_bulk_issue(bench *b, double seconds)
{
    (void)seconds;
    make_files(b);
    const char *out = path_of(b, "issued.ndjson");
    unlink(out);
    usage u = run_command(
        b, (const char *[]){"issue", "--quiet", "--achievement",
                            path_of(b, "achievement.json"), "--csv",
                            path_of(b, "class.csv"), "-o", out, NULL});
    unlink(out);
    return BENCH_ROWS / u.cpu;
}

static usage verify_file(bench *b, const char *jobs)
{
    make_files(b);
    return run_command(b, (const char *[]){"verify", "--quiet", "--offline",
                                           "--jobs", jobs,
                                           path_of(b, "signed.ndjson"), NULL});
}

static double run_verify_file(bench *b, double seconds)
{
    (void)seconds;
    return BENCH_ROWS / verify_file(b, "1").cpu;
}

static double run_two_threads(bench *b, double seconds)
{
    (void)seconds;
    double alone = verify_file(b, "1").wall;
    return alone / verify_file(b, "2").wall;
}

static usage verify_one(bench *b)
{
    static bool has_one;
    if (!b->has_files && !has_one) {
        write_signed(b, "one.json", 1);
        has_one = true;
    }
    return run_command(
        b, (const char *[]){"verify", path_of(b, "one.json"), NULL});
}

static double run_one_cpu(bench *b, double seconds)
{
    double spent = 0, times = 0;
    double until = raw_wall_seconds() + seconds;
    do {
        spent += verify_one(b).cpu;
        times++;
    } while (raw_wall_seconds() < until);
    return 1000 * spent / times;
}

static double run_one_memory(bench *b, double seconds)
{
    (void)seconds;
    return (double)verify_one(b).peak_kib / 1024;
}

const bench_line BENCH_COMMAND_LINES[] = {
    {"bulk issue 100,000 file to file", "ratio", "higher", RAW_SIGN, 0.25, 0.5,
     false, run_bulk_issue},
    {"verify a file of 100,000-nostatus, one thread", "ratio", "higher",
     RAW_VERIFY, 0.45, 1.0, false, run_verify_file},
    {"verify a file of 100,000-nostatus, two threads", "times one thread",
     "higher", RAW_NONE, 0, 1.9, true, run_two_threads},
    {"CLI verify whole process, CPU", "ms", "lower", RAW_NONE, 10, 3, false,
     run_one_cpu},
    {"CLI verify whole process, peak memory", "MB", "lower", RAW_NONE, 16, 8,
     false, run_one_memory},
    {NULL},
};
