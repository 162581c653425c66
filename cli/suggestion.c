/* SPDX-License-Identifier: Apache-2.0 */
/* What a mistyped word may have been meant to be: suggested, never guessed. */
#include "cli/command.h"

enum { WORD_MAX = 32 };

/* Edits (insert, delete, change, swap neighbours) from `a` to `b`. */
static uint32_t distance(const char *a, const char *b)
{
    uint32_t rows[3][WORD_MAX + 1];
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX) {
        return UINT32_MAX;
    }
    for (size_t j = 0; j <= m; j++) {
        rows[0][j] = (uint32_t)j;
    }
    for (size_t i = 1; i <= n; i++) {
        uint32_t *now = rows[i % 3], *last = rows[(i + 2) % 3];
        const uint32_t *older = rows[(i + 1) % 3];
        now[0] = (uint32_t)i;
        for (size_t j = 1; j <= m; j++) {
            uint32_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && older[j - 2] + 1 < best) {
                best = older[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return rows[n % 3][m];
}

const char *cli_nearest(const char *word, const char *const *words,
                        uint32_t count)
{
    const char *nearest = NULL;
    uint32_t best = strlen(word) < 4 ? 2 : 3;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t d = distance(word, words[i]);
        if (d < best) {
            best = d;
            nearest = words[i];
        }
    }
    return nearest;
}
