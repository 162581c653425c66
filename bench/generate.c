/* SPDX-License-Identifier: Apache-2.0 */
/* Prints credentials of the workload, one a line:
 * generate full|nostatus|minimal FIRST COUNT [ISSUER] */
#include "bench/workload.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    workload kind;
} KINDS[] = {{"full", WORKLOAD_FULL},
             {"nostatus", WORKLOAD_FULL_NOSTATUS},
             {"minimal", WORKLOAD_MINIMAL}};

int main(int count, char **words)
{
    size_t k = 0, kinds = sizeof KINDS / sizeof KINDS[0];
    while (count >= 4 && k < kinds && strcmp(KINDS[k].name, words[1])) {
        k++;
    }
    if (count < 4 || k == kinds) {
        fputs("usage: generate full|nostatus|minimal FIRST COUNT [ISSUER]\n",
              stderr);
        return 2;
    }
    uint64_t first = strtoull(words[2], NULL, 10);
    uint64_t many = strtoull(words[3], NULL, 10);
    crd_span issuer = crd_span_of(count > 4 ? words[4] : WORKLOAD_ISSUER);
    crd_buffer line;
    bool ok = true;
    crd_buffer_init(&line, NULL, 1 << 20);
    for (uint64_t n = first; ok && n - first < many; n++) {
        crd_buffer_clear(&line);
        workload_write(&line, KINDS[k].kind, n, issuer);
        crd_buffer_append_char(&line, '\n');
        ok = crd_buffer_rc(&line, NULL) == CRD_OK &&
             fwrite(line.data, 1, line.len, stdout) == line.len;
    }
    ok = fflush(stdout) == 0 && ok;
    crd_buffer_free(&line);
    return ok ? 0 : 1;
}
