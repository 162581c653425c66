/* SPDX-License-Identifier: Apache-2.0 */
/* Progress that tells the truth: counts, rate, time left. */
#include "cli/progress.h"

#include "cli/message.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

double cli_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *cli_count_words(char out[CLI_COUNT_TEXT_MAX], uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    char *p = out;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            *p++ = ',';
        }
        *p++ = digits[i];
    }
    *p = '\0';
    return out;
}

void cli_progress_start(cli_progress *progress, cli_app *app, const char *verb,
                        uint64_t total)
{
    *progress = (cli_progress){.app = app,
                               .verb = verb,
                               .total = total,
                               .started = cli_seconds(),
                               .terminal = isatty(STDERR_FILENO) == 1};
    progress->told = progress->started;
}

void cli_progress_tell(cli_progress *progress, uint64_t done, double share,
                       uint64_t errors)
{
    double now = cli_seconds();
    double spent = now - progress->started;
    char line[160], a[CLI_COUNT_TEXT_MAX], b[CLI_COUNT_TEXT_MAX];
    int n;

    if (progress->app->quiet ||
        now - progress->told < (progress->terminal ? 0.2 : 10.0)) {
        return;
    }
    progress->told = now;
    n = snprintf(line, sizeof line, "%s %s", progress->verb,
                 cli_count_words(a, done));
    if (progress->total) {
        n += snprintf(line + n, sizeof line - (size_t)n, "/%s",
                      cli_count_words(b, progress->total));
    }
    if (share > 0) {
        n += snprintf(line + n, sizeof line - (size_t)n, "  %d%%",
                      (int)(share * 100));
    }
    n += snprintf(line + n, sizeof line - (size_t)n, "  %s/s",
                  cli_count_words(a, (uint64_t)((double)done / spent)));
    if (share > 0 && share <= 1) {
        n += snprintf(line + n, sizeof line - (size_t)n, "  ETA %d s",
                      (int)(spent / share - spent + 0.5));
    }
    n += snprintf(line + n, sizeof line - (size_t)n, "  errors %s",
                  cli_count_words(b, errors));
    if (progress->terminal) {
        progress->drawn = true;
        (void)cli_write_all(STDERR_FILENO, CRD_SPAN("\r\033[K"));
        (void)cli_write_all(STDERR_FILENO, (crd_span){line, (size_t)n});
    } else {
        cli_note(progress->app, "%s", line);
    }
}

void cli_progress_end(cli_progress *progress)
{
    if (progress->drawn) {
        (void)cli_write_all(STDERR_FILENO, CRD_SPAN("\r\033[K"));
        progress->drawn = false;
    }
}
