/* SPDX-License-Identifier: Apache-2.0 */
/* The bench: every line several times, with what the bare machine does right
 * before and after, and the median of it all beside its gate and its goal. */
#include "bench/bench.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS_MAX = 25 };

static const double RAW_SECONDS = 0.1;

typedef struct settings {
    int runs;
    double seconds;
    bool json;
    bool gates; /* a missed gate is a failure */
    bool has_lines;
    regex_t lines;
} settings;

typedef struct figures {
    double median, low, high;
} figures;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static figures figures_of(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return (figures){(values[(count - 1) / 2] + values[count / 2]) / 2,
                     values[0], values[count - 1]};
}

typedef struct outcome {
    figures value, rate, raw;
} outcome;

static double measure_raw(const bench_line *line)
{
    if (line->raw_is_scaling) {
        return raw_scaling(5 * RAW_SECONDS);
    }
    return raw_rate(line->base ? line->base : RAW_VERIFY, RAW_SECONDS);
}

static outcome measure(bench *b, const bench_line *line, const settings *s)
{
    double values[RUNS_MAX], rates[RUNS_MAX], raws[RUNS_MAX];
    for (int i = 0; i < s->runs; i++) {
        double before = measure_raw(line);
        rates[i] = line->run(b, s->seconds);
        raws[i] = (before + measure_raw(line)) / 2;
        values[i] = line->base ? rates[i] / raws[i] : rates[i];
    }
    return (outcome){figures_of(values, s->runs), figures_of(rates, s->runs),
                     figures_of(raws, s->runs)};
}

static bool reaches(const bench_line *line, double value, double mark)
{
    return strcmp(line->better, "higher") == 0 ? value >= mark : value <= mark;
}

/* ---- Output ---------------------------------------------------------------
 */

static void print_json(const bench_line *line, const outcome *o)
{
    printf("{\"line\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"better\":\"%s\",",
           line->name, o->value.median, line->unit, line->better);
    if (line->gate > 0) {
        printf("\"gate\":%g,", line->gate);
    } else {
        printf("\"gate\":null,");
    }
    printf("\"goal\":%g,\"base\":\"%s\",\"raw\":%.6g}\n", line->goal,
           raw_name(line->base), o->raw.median);
}

static void print_head(const settings *s)
{
    printf("%d run%s of about %g CPU-seconds each, median [lowest..highest].\n"
           "V and S are OpenSSL's Ed25519 verify and sign of 64 bytes,\n"
           "measured right before and after each run, on one core.\n\n"
           "%-46s %27s  %-28s %6s %6s\n",
           s->runs, s->runs == 1 ? "" : "s", s->seconds, "line", "figure",
           "per CPU-second", "gate", "goal");
}

static void print_row(const bench_line *line, const outcome *o)
{
    const char *unit = line->base ? raw_name(line->base) : line->unit;
    const char *short_unit = line->raw_is_scaling ? "x" : unit;
    char figure[64], rate[64] = "", gate[16] = "-";
    snprintf(figure, sizeof figure, "%.3g %s [%.3g..%.3g]", o->value.median,
             short_unit, o->value.low, o->value.high);
    if (line->base) {
        snprintf(rate, sizeof rate, "%.0f [%.0f..%.0f]", o->rate.median,
                 o->rate.low, o->rate.high);
    } else if (line->raw_is_scaling) {
        snprintf(rate, sizeof rate, "(bare libsodium: %.2f x)", o->raw.median);
    }
    if (line->gate > 0) {
        snprintf(gate, sizeof gate, "%g", line->gate);
    }
    printf("%-46s %27s  %-28s %6s %6g  %s\n", line->name, figure, rate, gate,
           line->goal,
           reaches(line, o->value.median, line->goal) ? "goal"
           : line->gate > 0 && !reaches(line, o->value.median, line->gate)
               ? "MISSED"
               : "");
    fflush(stdout);
}

/* Measures the lines that are wanted; false if one misses its gate. */
static bool run_lines(bench *b, const bench_line *lines, const settings *s)
{
    bool good = true;
    for (const bench_line *line = lines; line->name; line++) {
        if (s->has_lines && regexec(&s->lines, line->name, 0, NULL, 0) != 0) {
            continue;
        }
        outcome o = measure(b, line, s);
        if (s->json) {
            print_json(line, &o);
        } else {
            print_row(line, &o);
        }
        fflush(stdout);
        good = good &&
               (line->gate == 0 || reaches(line, o.value.median, line->gate));
    }
    return good;
}

/* ---- Arguments ------------------------------------------------------------
 */

static const char USAGE[] =
    "usage: bench [--lines REGEX] [--runs N] [--seconds S] [--quick] [--json]\n"
    "             [--gates] [--command CREDIMUR --measure MEASURE "
    "--folder DIR]\n";

static bool read_regex(settings *s, const char *text)
{
    s->has_lines = true;
    return regcomp(&s->lines, text, REG_EXTENDED | REG_NOSUB) == 0;
}

static bool read_value(settings *s, bench *b, const char *flag,
                       const char *value)
{
    if (strcmp(flag, "--lines") == 0) {
        return read_regex(s, value);
    }
    if (strcmp(flag, "--runs") == 0) {
        s->runs = (int)strtol(value, NULL, 10);
        return s->runs >= 1 && s->runs <= RUNS_MAX;
    }
    if (strcmp(flag, "--seconds") == 0) {
        s->seconds = strtod(value, NULL);
        return s->seconds > 0;
    }
    const char **path = strcmp(flag, "--command") == 0   ? &b->command
                        : strcmp(flag, "--measure") == 0 ? &b->measure
                        : strcmp(flag, "--folder") == 0  ? &b->folder
                                                         : NULL;
    if (path) {
        *path = value;
    }
    return path != NULL;
}

static bool read_arguments(settings *s, bench *b, char **words)
{
    for (; *words; words++) {
        if (strcmp(*words, "--json") == 0) {
            s->json = true;
        } else if (strcmp(*words, "--gates") == 0) {
            s->gates = true;
        } else if (strcmp(*words, "--quick") == 0) {
            s->runs = 1;
            s->seconds = 0.3;
        } else if (!words[1] || !read_value(s, b, words[0], words[1])) {
            fprintf(stderr, "bench: %s\n%s", *words, USAGE);
            return false;
        } else {
            words++;
        }
    }
    return true;
}

int main(int count, char **words)
{
    settings s = {.runs = 5, .seconds = 1};
    static bench b;
    (void)count;
    if (!read_arguments(&s, &b, words + 1)) {
        return 2;
    }
    bench_open(&b);
    if (!s.json) {
        print_head(&s);
    }
    bool good = run_lines(&b, BENCH_LIBRARY_LINES, &s);
    good = run_lines(&b, BENCH_STATUS_LINES, &s) && good;
    if (b.folder) {
        good = run_lines(&b, BENCH_STORE_LINES, &s) && good;
    }
    if (b.command && b.measure && b.folder) {
        good = run_lines(&b, BENCH_COMMAND_LINES, &s) && good;
    }
    bench_close(&b);
    if (s.has_lines) {
        regfree(&s.lines);
    }
    return s.gates && !good ? 1 : 0;
}
