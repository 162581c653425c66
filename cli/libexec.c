/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and becoming a program of libexec/credimur. */
#include "cli/libexec.h"
#include "cli/message.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

const char *cli_libexec_find(cli_app *app, const char *name)
{
    char here[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", here, sizeof here);
    crd_span path;
    while (n > 0 && here[n - 1] != '/') {
        n--;
    }
    if (n > 0) {
        path = crd_arena_printf(&app->arena, "%.*slibexec/credimur/%s", (int)n,
                                here, name);
        if (path.data && access(path.data, X_OK) == 0) {
            return path.data;
        }
    }
    path = crd_arena_printf(&app->arena, "%s/%s", CREDIMUR_LIBEXEC, name);
    return path.data && access(path.data, X_OK) == 0 ? path.data : NULL;
}

int cli_libexec_run(cli_app *app, const char *name)
{
    const char *path = cli_libexec_find(app, name);
    if (!path) {
        return cli_fail(app, CRD_CODE_PROGRAM_MISSING,
                        "the program %s/%s is missing", CREDIMUR_LIBEXEC, name);
    }
    execv(path, app->argv);
    return cli_fail(app, CRD_CODE_PROGRAM_MISSING, "%s cannot be started: %s",
                    path, cli_errno_words(errno));
}
