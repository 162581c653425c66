/* SPDX-License-Identifier: Apache-2.0 */
/* $XDG_DATA_HOME/credimur: issuer, keys, secret. */
#include "cli/home.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

const char *cli_home_path(cli_app *app, const char *name)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    const char *slash = name[0] ? "/" : "";
    crd_span path = CRD_SPAN_NONE;
    /* The XDG specification: a relative path is to be ignored. */
    if (data && data[0] == '/') {
        path =
            crd_arena_printf(&app->arena, "%s/credimur%s%s", data, slash, name);
    } else if (home && home[0]) {
        path = crd_arena_printf(&app->arena, "%s/.local/share/credimur%s%s",
                                home, slash, name);
    }
    return path.data;
}

const char *cli_cache_path(cli_app *app)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    crd_span path = CRD_SPAN("");
    if (cache && cache[0] == '/') {
        path = crd_arena_printf(&app->arena, "%s/credimur", cache);
    } else if (home && home[0] == '/') {
        path = crd_arena_printf(&app->arena, "%s/.cache/credimur", home);
    }
    return path.data ? path.data : "";
}

bool cli_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

static crd_rc no_home(crd_error *error)
{
    return crd_fail(error, CRD_CODE_NO_HOME, "%s", "");
}

crd_rc cli_home_make(cli_app *app, crd_error *error)
{
    const char *home = cli_home_path(app, "");
    if (!home) {
        return no_home(error);
    }
    crd_span copy = crd_arena_copy(&app->arena, crd_span_of(home));
    char *path = crd_arena_alloc(&app->arena, copy.len + 1);
    if (!copy.data || !path) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memcpy(path, copy.data, copy.len + 1);
    for (char *p = path + 1;; p++) {
        if (*p == '/' || *p == '\0') {
            char kept = *p;
            *p = '\0';
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                                "the folder %s cannot be made: %s", path,
                                cli_errno_words(errno));
            }
            *p = kept;
            if (kept == '\0') {
                return CRD_OK;
            }
        }
    }
}

crd_rc cli_home_write(cli_app *app, const char *name, crd_span text,
                      bool replace, crd_error *error)
{
    const char *path = cli_home_path(app, name);
    cli_output out;
    if (!path) {
        return no_home(error);
    }
    mode_t mask = umask(077);
    crd_rc rc = cli_output_file(&out, path, replace, error);
    umask(mask);
    if (rc != CRD_OK) {
        return rc;
    }
    cli_put(&out, text);
    return cli_output_close(&out, error);
}
