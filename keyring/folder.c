/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of keys: opening, listing, reading and storing (security case
 * 176). */
#include "keyring/folder.h"
#include "keyring/key_file.h"
#include "keyring/random.h"
#include "keyring/secret_memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".key"
#define SUFFIX_LEN (sizeof SUFFIX - 1)
#define FILE_NAME_MAX (CRD_KEY_NAME_MAX + SUFFIX_LEN + 1)

/* What the system said, in words, never as a bare number. */
static crd_rc io_failed(const char *doing, const char *path, crd_error *error)
{
    char why[96];
    if (strerror_r(errno, why, sizeof why) != 0) {
        snprintf(why, sizeof why, "the system refused");
    }
    return crd_fail(error, CRD_CODE_KEY_FILE_IO, "%s %s: %s.", doing, path,
                    why);
}

crd_rc crd_key_name_check(crd_span name, crd_error *error)
{
    bool good = name.len >= 1 && name.len <= CRD_KEY_NAME_MAX;
    for (size_t i = 0; good && i < name.len; i++) {
        char c = name.data[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!good) {
        return crd_fail(error, CRD_CODE_KEY_NAME,
                        "The name of a key has 1 to 64 characters, of small "
                        "letters, digits and hyphens.");
    }
    return CRD_OK;
}

/* The entry of a new folder in its parent is on the disk. */
static void sync_parent(int fd)
{
    int parent = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent >= 0) {
        fsync(parent);
        close(parent);
    }
}

crd_rc crd_key_folder_open(crd_key_folder *out, const char *path, bool make,
                           crd_error *error)
{
    struct stat st;
    bool made = false;
    int fd;
    if (make) {
        made = mkdir(path, 0700) == 0;
        if (!made && errno != EEXIST) {
            return io_failed("Cannot make the folder", path, error);
        }
    }
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return crd_fail(error, CRD_CODE_KEY_FILE_NOT_FOUND,
                        "There is no folder of keys at %s.", path);
    }
    if (fd < 0) {
        return io_failed("Cannot open the folder", path, error);
    }
    if (made) {
        sync_parent(fd);
    }
    if (fstat(fd, &st) != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        close(fd);
        return crd_fail(error, CRD_CODE_KEY_FILE_OPEN,
                        "Others may put keys into this folder. Close it: chmod "
                        "700 '%s'",
                        path);
    }
    *out = (crd_key_folder){fd, path};
    return CRD_OK;
}

void crd_key_folder_close(crd_key_folder *folder)
{
    close(folder->fd);
    folder->fd = -1;
}

/* The name of the key whose file this is; `.data` NULL if it is none. */
static crd_span name_of_file(const char *file)
{
    size_t len = strlen(file);
    crd_span name = {file, len > SUFFIX_LEN ? len - SUFFIX_LEN : 0};
    if (name.len == 0 || strcmp(file + name.len, SUFFIX) != 0 ||
        crd_key_name_check(name, NULL) != CRD_OK) {
        return CRD_SPAN_NONE;
    }
    return name;
}

static int by_name(const void *a, const void *b)
{
    return crd_span_compare(*(const crd_span *)a, *(const crd_span *)b);
}

static crd_rc collect_names(crd_span **out, size_t *count, crd_arena *arena,
                            DIR *dir, crd_error *error)
{
    crd_span *names = NULL;
    size_t n = 0, capacity = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        crd_span name = name_of_file(e->d_name);
        if (!name.data) {
            continue;
        }
        if (n == capacity) {
            crd_span *more;
            capacity = capacity ? 2 * capacity : 16;
            more = CRD_NEW_N(arena, crd_span, capacity);
            if (!more) {
                return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
            }
            if (n) {
                memcpy(more, names, n * sizeof *names);
            }
            names = more;
        }
        names[n] = crd_arena_copy(arena, name);
        if (!names[n++].data) {
            return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    if (n) {
        qsort(names, n, sizeof *names, by_name);
    }
    *out = names;
    *count = n;
    return CRD_OK;
}

crd_rc crd_key_folder_names(crd_span **out, size_t *count, crd_arena *arena,
                            const crd_key_folder *folder, crd_error *error)
{
    /* A stream of its own, for closing it closes its descriptor. */
    int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    crd_rc rc;
    if (!dir) {
        rc = io_failed("Cannot list the folder", folder->path, error);
        if (fd >= 0) {
            close(fd);
        }
        return rc;
    }
    rc = collect_names(out, count, arena, dir, error);
    closedir(dir);
    return rc;
}

/* Whether the open file may be believed. */
static crd_rc check_file(int fd, const char *path, crd_error *error)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return io_failed("Cannot look at", path, error);
    }
    if (!S_ISREG(st.st_mode)) {
        return crd_fail(error, CRD_CODE_KEY_FILE_LINK, "%s is no plain file.",
                        path);
    }
    if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return crd_fail(error, CRD_CODE_KEY_FILE_OPEN,
                        "Others may read this key file. Close it: chmod 600 "
                        "'%s'",
                        path);
    }
    if (st.st_size > (off_t)CRD_KEY_FILE_MAX) {
        return crd_fail(error, CRD_CODE_KEY_FILE_LARGE,
                        "%s is larger than 64 KiB.", path);
    }
    return CRD_OK;
}

static crd_rc read_all(crd_span *out, int fd, const char *path,
                       crd_error *error)
{
    char *data = crd_secret_alloc(CRD_KEY_FILE_MAX + 1);
    size_t len = 0;
    ssize_t n = 1;
    crd_rc rc = CRD_OK;
    if (!data) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    while (n > 0 && len <= CRD_KEY_FILE_MAX) {
        n = read(fd, data + len, CRD_KEY_FILE_MAX + 1 - len);
        if (n < 0 && errno == EINTR) {
            n = 1;
        } else if (n > 0) {
            len += (size_t)n;
        }
    }
    if (n < 0) {
        rc = io_failed("Cannot read", path, error);
    } else if (len > CRD_KEY_FILE_MAX) { /* it grew meanwhile */
        rc = crd_fail(error, CRD_CODE_KEY_FILE_LARGE,
                      "%s is larger than 64 KiB.", path);
    }
    if (rc != CRD_OK) {
        crd_secret_free(data);
        return rc;
    }
    *out = (crd_span){data, len};
    return CRD_OK;
}

crd_rc crd_key_folder_read(crd_span *out, const crd_key_folder *folder,
                           crd_span name, crd_error *error)
{
    char path[4096], file[FILE_NAME_MAX];
    crd_rc rc;
    int fd;
    CRD_TRY(crd_key_name_check(name, error));
    snprintf(file, sizeof file, "%.*s" SUFFIX, (int)name.len, name.data);
    snprintf(path, sizeof path, "%s/%s", folder->path, file);
    /* A link could lead out of the folder; opening a pipe could wait. */
    fd = openat(folder->fd, file,
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return crd_fail(error, CRD_CODE_KEY_FILE_NOT_FOUND,
                        "There is no key named %.*s.", (int)name.len,
                        name.data);
    }
    if (fd < 0 && errno == ELOOP) {
        return crd_fail(error, CRD_CODE_KEY_FILE_LINK,
                        "%s is a symbolic link; a key must be a plain file.",
                        path);
    }
    if (fd < 0) {
        return io_failed("Cannot open", path, error);
    }
    rc = check_file(fd, path, error);
    if (rc == CRD_OK) {
        rc = read_all(out, fd, path, error);
    }
    close(fd);
    return rc;
}

/* Writes and syncs the file, mode 0600 whatever the umask; false with errno
 * set. */
static bool write_all(int fd, crd_span text)
{
    size_t done = 0;
    if (fchmod(fd, S_IRUSR | S_IWUSR) != 0) {
        return false;
    }
    while (done < text.len) {
        ssize_t n = write(fd, text.data + done, text.len - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0;
}

/* Puts the finished file in its place. A link, not a rename: it fails where
 * there is a key of this name, even one made a moment ago, and a key once
 * replaced is lost. */
static crd_rc put_in_place(const crd_key_folder *folder, const char *beside,
                           const char *file, crd_error *error)
{
    if (linkat(folder->fd, beside, folder->fd, file, 0) != 0) {
        if (errno == EEXIST) {
            return crd_fail(error, CRD_CODE_KEY_FILE_EXISTS,
                            "There is a key file %s already; it was left as it "
                            "is.",
                            file);
        }
        return io_failed("Cannot store a key in", folder->path, error);
    }
    if (fsync(folder->fd) != 0) {
        crd_rc rc = io_failed("Cannot store a key in", folder->path, error);
        unlinkat(folder->fd, file, 0);
        return rc;
    }
    return CRD_OK;
}

/* The same for a file that is to take the place of another. */
static crd_rc put_over(const crd_key_folder *folder, const char *beside,
                       const char *file, crd_error *error)
{
    if (renameat(folder->fd, beside, folder->fd, file) != 0 ||
        fsync(folder->fd) != 0) {
        return io_failed("Cannot store a key in", folder->path, error);
    }
    return CRD_OK;
}

static crd_rc store(const crd_key_folder *folder, crd_span name, crd_span text,
                    bool over, crd_error *error)
{
    char file[FILE_NAME_MAX], beside[FILE_NAME_MAX], mark[17];
    uint8_t random[8];
    crd_rc rc;
    int fd;
    CRD_TRY(crd_key_name_check(name, error));
    CRD_TRY(crd_keyring_random(random, sizeof random, error));
    crd_hex_write(mark, random, sizeof random);
    snprintf(file, sizeof file, "%.*s" SUFFIX, (int)name.len, name.data);
    snprintf(beside, sizeof beside, ".new-%s", mark);
    fd = openat(folder->fd, beside,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return io_failed("Cannot write into", folder->path, error);
    }
    if (write_all(fd, text)) {
        rc = over ? put_over(folder, beside, file, error)
                  : put_in_place(folder, beside, file, error);
    } else {
        rc = io_failed("Cannot write a key into", folder->path, error);
    }
    close(fd);
    unlinkat(folder->fd, beside, 0);
    return rc;
}

crd_rc crd_key_folder_store(const crd_key_folder *folder, crd_span name,
                            crd_span text, crd_error *error)
{
    return store(folder, name, text, false, error);
}

crd_rc crd_key_folder_replace(const crd_key_folder *folder, crd_span name,
                              crd_span text, crd_error *error)
{
    return store(folder, name, text, true, error);
}
