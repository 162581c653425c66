/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target once over every file of the folders named: the corpora
 * are replayed by the suite, with any compiler and without libFuzzer. */
#include "target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* Runs the file through the target; false if it cannot be read. */
static bool replay(const char *path)
{
    static const size_t most = 1 << 20;
    FILE *f = fopen(path, "rb");
    uint8_t *all = malloc(most), *exact = NULL;
    size_t len = 0;
    bool ok = f && all;
    if (ok) {
        len = fread(all, 1, most, f);
        ok = !ferror(f) && len < most;
    }
    /* A block of just this size lets ASan see one byte too far. */
    if (ok && (exact = malloc(len ? len : 1))) {
        memcpy(exact, all, len);
        LLVMFuzzerTestOneInput(exact, len);
    }
    if (f) {
        fclose(f);
    }
    free(all);
    free(exact);
    return ok;
}

int main(int count, char **folders)
{
    size_t files = 0;
    for (int i = 1; i < count; i++) {
        DIR *d = opendir(folders[i]);
        struct dirent *e;
        while (d && (e = readdir(d))) {
            char path[4096];
            if (e->d_name[0] == '.') {
                continue;
            }
            snprintf(path, sizeof path, "%s/%s", folders[i], e->d_name);
            if (!replay(path)) {
                fprintf(stderr, "%s cannot be read\n", path);
                return 1;
            }
            files++;
        }
        if (d) {
            closedir(d);
        }
    }
    printf("%zu files\n", files);
    return files ? 0 : 1;
}
