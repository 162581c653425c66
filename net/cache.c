/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the cache: a mark, a digest of all that follows, the times, the
 * kind, the address, the media type and the document. */
#include "net/cache.h"
#include "net/fetch.h"
#include "net/octets.h"
#include "net/url.h"

#include "credimur/crypto.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MARK[] = "credimur-cache 1\n";
#define MARK_LEN (sizeof MARK - 1)
#define HEAD_LEN (MARK_LEN + CRD_SHA256_BYTES)

enum {
    NAME_LEN = 2 * CRD_SHA256_BYTES,
    FOLDER_BYTES_MAX = 64 << 20,
    FILE_BYTES_MAX = 32 << 20
};

static const char TEMPORARY[] = "new-";

static void name_of(char out[NAME_LEN + 1], crd_fetch_kind kind, crd_span url)
{
    uint8_t digest[CRD_SHA256_BYTES];
    char text[CRD_NET_URL_MAX + 16];
    size_t len = (size_t)snprintf(text, sizeof text, "%u %.*s", (unsigned)kind,
                                  (int)url.len, url.data);
    crd_digest(digest, CRD_SHA256, text, len);
    crd_hex_write(out, digest, sizeof digest);
}

/* ---- The folder -----------------------------------------------------------
 */

/* Makes the folder and those above it, for the owner alone. */
static void make_folder(const char *path)
{
    char each[4096];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof each) {
        return;
    }
    memcpy(each, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (each[i] == '/' || each[i] == '\0') {
            char kept = each[i];
            each[i] = '\0';
            if (mkdir(each, 0700) != 0 && errno != EEXIST) {
                return;
            }
            each[i] = kept;
        }
    }
}

/* Only where no other user could have laid the files. */
static int open_folder(const char *path, bool make)
{
    struct stat st;
    int fd;
    if (make) {
        make_folder(path);
    }
    fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_uid != geteuid() ||
                    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* ---- Reading --------------------------------------------------------------
 */

static bool read_file(crd_span *out, crd_arena *arena, int folder,
                      const char *name)
{
    struct stat st;
    char *data = NULL;
    size_t len = 0, done = 0;
    int fd =
        openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
        (st.st_mode & (S_IRWXG | S_IRWXO)) == 0 && st.st_size > 0 &&
        st.st_size <= FILE_BYTES_MAX) {
        len = (size_t)st.st_size;
        data = crd_arena_alloc(arena, len);
    }
    while (data && done < len) {
        ssize_t n = read(fd, data + done, len - done);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    *out = (crd_span){data, len};
    return data && done == len;
}

/* What the file says; false if it is damaged. */
static bool read_kept(crd_net_kept *out, crd_span file)
{
    uint8_t digest[CRD_SHA256_BYTES];
    crd_octets rest;
    uint64_t seconds, fresh;
    uint32_t nanoseconds, kind;
    if (file.len < HEAD_LEN || memcmp(file.data, MARK, MARK_LEN) != 0) {
        return false;
    }
    rest = (crd_octets){file.data + HEAD_LEN, file.data + file.len};
    crd_digest(digest, CRD_SHA256, rest.at, file.len - HEAD_LEN);
    if (memcmp(digest, file.data + MARK_LEN, sizeof digest) != 0 ||
        !crd_octets_take(&rest, &seconds, 8) ||
        !crd_octets_take32(&rest, &nanoseconds) ||
        !crd_octets_take(&rest, &fresh, 8) ||
        !crd_octets_take32(&rest, &kind) ||
        !crd_octets_take_text(&rest, &out->url) ||
        !crd_octets_take_text(&rest, &out->media_type)) {
        return false;
    }
    out->fetched_at = (crd_instant){(int64_t)seconds, nanoseconds};
    out->fresh_s = (int64_t)fresh;
    out->kind = (crd_fetch_kind)kind;
    out->body = crd_octets_rest(&rest);
    return true;
}

/* A file from the future was written by a clock that was wrong. */
static bool is_fresh(const crd_net_kept *kept, int64_t fresh_max_s,
                     crd_instant now)
{
    int64_t from = kept->fetched_at.seconds;
    int64_t life = kept->fresh_s < fresh_max_s ? kept->fresh_s : fresh_max_s;
    return from <= now.seconds && life > 0 && now.seconds - from < life;
}

bool crd_net_cache_get(crd_net_kept *out, crd_arena *arena, const char *folder,
                       crd_fetch_kind kind, crd_span url, int64_t fresh_max_s,
                       crd_instant now)
{
    char name[NAME_LEN + 1];
    crd_net_kept kept;
    crd_span file;
    bool found;
    int fd = open_folder(folder, false);
    if (fd < 0) {
        return false;
    }
    name_of(name, kind, url);
    found = read_file(&file, arena, fd, name);
    close(fd);
    if (!found || !read_kept(&kept, file) || kept.kind != kind ||
        !crd_span_equal(kept.url, url) || !is_fresh(&kept, fresh_max_s, now)) {
        return false;
    }
    *out = kept;
    return true;
}

/* ---- Writing --------------------------------------------------------------
 */

/* Is the file past the longest life there is, or one that was begun and never
 * put in its place? */
static bool is_over(const char *name, const struct stat *st, crd_instant now)
{
    int64_t age = now.seconds - (int64_t)st->st_mtime;
    return age > CRD_NET_FRESH_SCHEMA_S ||
           (strncmp(name, TEMPORARY, sizeof TEMPORARY - 1) == 0 && age > 60);
}

static bool is_ours(const char *name)
{
    return strncmp(name, TEMPORARY, sizeof TEMPORARY - 1) == 0 ||
           (strlen(name) == NAME_LEN &&
            strspn(name, "0123456789abcdef") == NAME_LEN);
}

/* Drops what is over; the bytes of what stays. */
static uint64_t sweep(int folder, crd_instant now)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    uint64_t bytes = 0;
    if (!dir) {
        if (fd >= 0) {
            close(fd);
        }
        return UINT64_MAX;
    }
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        struct stat st;
        if (!is_ours(e->d_name) ||
            fstatat(folder, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        if (is_over(e->d_name, &st, now)) {
            unlinkat(folder, e->d_name, 0);
        } else {
            bytes += (uint64_t)st.st_size;
        }
    }
    closedir(dir);
    return bytes;
}

static void write_kept(crd_buffer *out, const crd_net_kept *kept)
{
    uint8_t digest[CRD_SHA256_BYTES] = {0};
    crd_buffer_append(out, MARK, MARK_LEN);
    crd_buffer_append(out, digest, sizeof digest);
    crd_octets_put(out, (uint64_t)kept->fetched_at.seconds, 8);
    crd_octets_put(out, kept->fetched_at.nanoseconds, 4);
    crd_octets_put(out, (uint64_t)kept->fresh_s, 8);
    crd_octets_put(out, (uint64_t)kept->kind, 4);
    crd_octets_put_text(out, kept->url);
    crd_octets_put_text(out, kept->media_type);
    crd_buffer_append_span(out, kept->body);
    if (out->rc == CRD_OK) {
        crd_digest(digest, CRD_SHA256, out->data + HEAD_LEN,
                   out->len - HEAD_LEN);
        memcpy(out->data + MARK_LEN, digest, sizeof digest);
    }
}

static bool write_all(int fd, crd_span text)
{
    size_t done = 0;
    while (done < text.len) {
        ssize_t n = write(fd, text.data + done, text.len - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Beside its place and then into it. It is not forced to the disk: one that a
 * loss of power has cut short does not agree with its digest. */
static void put_file(int folder, const char *name, crd_span text)
{
    char beside[64];
    int fd;
    snprintf(beside, sizeof beside, "%s%ld-%.16s", TEMPORARY, (long)getpid(),
             name);
    fd = openat(folder, beside,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return;
    }
    if (fchmod(fd, 0600) != 0 || !write_all(fd, text) ||
        renameat(folder, beside, folder, name) != 0) {
        unlinkat(folder, beside, 0);
    }
    close(fd);
}

void crd_net_cache_put(const char *folder, const crd_net_kept *document,
                       crd_instant now)
{
    char name[NAME_LEN + 1];
    crd_buffer text;
    int fd = open_folder(folder, true);
    if (fd < 0) {
        return;
    }
    crd_buffer_init(&text, NULL, FILE_BYTES_MAX);
    write_kept(&text, document);
    if (text.rc == CRD_OK &&
        sweep(fd, now) < (uint64_t)FOLDER_BYTES_MAX - text.len) {
        name_of(name, document->kind, document->url);
        put_file(fd, name, crd_buffer_span(&text));
    }
    crd_buffer_free(&text);
    close(fd);
}
