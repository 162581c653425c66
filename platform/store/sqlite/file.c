/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a store: for their owner alone, and never half there. SQLite
 * gives the log beside a file the mode of the file. */
#include "platform/store/sqlite/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const BESIDE[] = {"-wal", "-shm", "-journal"};
enum { BESIDE_COUNT = sizeof BESIDE / sizeof *BESIDE };

static crd_rc cannot(const char *verb, const char *path, crd_error *error)
{
    if (errno == ENOSPC || errno == EDQUOT) {
        return crd_fail(error, CRD_CODE_STORE_FULL, "%s", "");
    }
    return crd_fail(error, CRD_CODE_STORE_IO, "%s cannot be %s", path, verb);
}

/* The folder of `path`, "." without one. */
static crd_rc folder_of(char out[PATH_MAX], const char *path, crd_error *error)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 1;
    if (n >= PATH_MAX) {
        return crd_fail(error, CRD_CODE_STORE_URL,
                        "the name of the store is too long");
    }
    memcpy(out, slash ? path : ".", n);
    if (slash == path) {
        out[n++] = '/';
    }
    out[n] = '\0';
    return CRD_OK;
}

static crd_rc closed(const char *path, const struct stat *info,
                     const char *mode, crd_error *error)
{
    if (info->st_mode & 077) {
        return crd_fail(error, CRD_CODE_STORE_OPEN_TO_OTHERS,
                        "others can reach %s; close it: chmod %s '%s'", path,
                        mode, path);
    }
    return CRD_OK;
}

static crd_rc folder_ready(const char *path, bool create, crd_error *error)
{
    char folder[PATH_MAX];
    struct stat info;
    CRD_TRY(folder_of(folder, path, error));
    if (stat(folder, &info) != 0) {
        if (!create) {
            return crd_fail(error, CRD_CODE_STORE_NOT_FOUND,
                            "there is no store at %s", path);
        }
        if (mkdir(folder, 0700) != 0 || stat(folder, &info) != 0) {
            return cannot("made", folder, error);
        }
    }
    return closed(folder, &info, "700", error);
}

crd_rc crd_sqlite_file_make(const char *path, crd_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST ? crd_fail(error, CRD_CODE_FILE_EXISTS,
                                          "there is a file %s already", path)
                               : cannot("made", path, error);
    }
    fchmod(fd, 0600); /* whatever the umask took away */
    close(fd);
    return CRD_OK;
}

crd_rc crd_sqlite_file_ready(const char *path, bool create, crd_error *error)
{
    struct stat info;
    CRD_TRY(folder_ready(path, create, error));
    if (lstat(path, &info) != 0) {
        if (errno != ENOENT) {
            return cannot("opened", path, error);
        }
        if (!create) {
            return crd_fail(error, CRD_CODE_STORE_NOT_FOUND,
                            "there is no store at %s", path);
        }
        crd_rc rc = crd_sqlite_file_make(path, error);
        if ((rc != CRD_OK && rc != CRD_E_CONFLICT) || lstat(path, &info) != 0) {
            return rc != CRD_OK ? rc : cannot("opened", path, error);
        }
    }
    if (!S_ISREG(info.st_mode)) {
        return crd_fail(error, CRD_CODE_STORE_FOREIGN, "%s is not a plain file",
                        path);
    }
    return closed(path, &info, "600", error);
}

crd_rc crd_sqlite_file_sync(const char *path, crd_error *error)
{
    char folder[PATH_MAX];
    CRD_TRY(folder_of(folder, path, error));
    const char *const both[] = {path, folder};
    for (int i = 0; i < 2; i++) {
        int fd = open(both[i], O_RDONLY | O_CLOEXEC);
        bool synced = fd >= 0 && fsync(fd) == 0;
        if (fd >= 0) {
            close(fd);
        }
        if (!synced) {
            return cannot("kept", path, error);
        }
    }
    return CRD_OK;
}

crd_rc crd_sqlite_file_there(const char *path, crd_error *error)
{
    return access(path, F_OK) == 0 ? CRD_OK
                                   : crd_fail(error, CRD_CODE_STORE_NOT_FOUND,
                                              "there is no backup at %s", path);
}

crd_rc crd_sqlite_vacant(const char *path, crd_error *error)
{
    struct stat info;
    CRD_TRY(folder_ready(path, true, error));
    if (lstat(path, &info) == 0) {
        return crd_fail(error, CRD_CODE_STORE_NOT_EMPTY,
                        "there is something at %s already", path);
    }
    return errno == ENOENT ? CRD_OK : cannot("looked at", path, error);
}

/* link() and not rename(): it never replaces what came there meanwhile. */
crd_rc crd_sqlite_rename(const char *from, const char *to, bool replace,
                         crd_error *error)
{
    if ((replace ? rename(from, to) : link(from, to)) != 0) {
        return errno == EEXIST
                   ? crd_fail(error, CRD_CODE_STORE_NOT_EMPTY,
                              "there is something at %s already", to)
                   : cannot("made", to, error);
    }
    crd_sqlite_discard(from);
    return crd_sqlite_file_sync(to, error);
}

void crd_sqlite_discard(const char *path)
{
    char name[PATH_MAX];
    unlink(path);
    for (int i = 0; i < BESIDE_COUNT; i++) {
        int n = snprintf(name, sizeof name, "%s%s", path, BESIDE[i]);
        if (n > 0 && (size_t)n < sizeof name) {
            unlink(name);
        }
    }
}
