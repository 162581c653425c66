/* SPDX-License-Identifier: Apache-2.0 */
/* Lines in a file or files in a folder, each whole or not there. */
#include "cli/deposit.h"

#include "base/utf8.h"
#include "cli/input.h"
#include "cli/text.h"
#include "credimur/issue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static crd_rc cannot(crd_error *error, const char *path, const char *what)
{
    const char *slash = strrchr(path, '/');
    if (errno == ENOENT && slash) {
        return crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                        "there is no folder %.*s to write %s into",
                        (int)(slash - path), path, slash + 1);
    }
    return crd_fail(error, CRD_CODE_OUTPUT_FAILED, "%s cannot be %s: %s", path,
                    what, cli_errno_words(errno));
}

/* ---- Lines --------------------------------------------------------------- */

static crd_rc foreign(crd_error *error, const char *path, uint64_t line,
                      const char *what)
{
    return crd_fail(error, CRD_CODE_OUTPUT_FOREIGN,
                    "line %llu of %s is %s; nothing was appended",
                    (unsigned long long)line, path, what);
}

static crd_span id_of(const crd_json *value)
{
    return crd_json_is(value, CRD_JSON_STRING) ? crd_json_span(value)
                                               : crd_json_get_text(value, "id");
}

/* What of a line is not ours; NULL: it is to be continued. */
static const char *strange(const cli_deposit *d, const crd_json *root)
{
    const crd_json *subject = crd_json_get(root, "credentialSubject");
    if (!crd_json_get(root, "proof")) {
        return "no credential";
    }
    if (!crd_span_equal(id_of(crd_json_get(root, "issuer")), d->issuer)) {
        return "a credential of another issuer";
    }
    return crd_span_equal(id_of(crd_json_get(subject, "achievement")),
                          d->achievement)
               ? NULL
               : "a credential for another achievement";
}

/* Remembers a credential that is there and what it says. */
static crd_rc learn(cli_deposit *d, crd_arena *arena, crd_span id,
                    const crd_json *root, crd_error *error)
{
    uint8_t uuid[CLI_UUID_BYTES], digest[CRD_SHA256_BYTES] = {0};
    if (!cli_uuid_read(uuid, id)) {
        return CRD_OK;
    }
    /* One that has no digest is another than any that would be issued. */
    if (root && crd_content_digest(digest, arena, root, error) != CRD_OK) {
        memset(digest, 0, sizeof digest);
    }
    cli_id *place = cli_id_set_place(&d->ids, uuid);
    if (!place) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    place->marks |= CLI_ID_THERE;
    memcpy(place->content, digest, CLI_MARK_BYTES);
    return CRD_OK;
}

static crd_rc learn_line(cli_deposit *d, crd_arena *arena, crd_span text,
                         uint64_t line, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_json *root;
    const char *what;
    crd_arena_reset(arena);
    if (crd_json_parse(&root, arena, text, &limits, NULL) != CRD_OK) {
        bool opens = line == 1 && text.len && text.data[0] == '{' &&
                     text.data[text.len - 1] == '{';
        return foreign(error, d->path, line,
                       opens ? "one of several of a single document, and no "
                               "credential by itself"
                             : "no credential");
    }
    what = strange(d, root);
    if (what) {
        return foreign(error, d->path, line, what);
    }
    d->held++;
    return learn(d, arena, crd_json_get_text(root, "id"), root, error);
}

/*
 * Reads the ids of all whole lines. What follows the last newline is half a
 * line of a run that was killed: it is to be cut off, if it is ours.
 */
static crd_rc learn_lines(cli_deposit *d, cli_input *in, crd_error *error)
{
    static const char OURS[] = "{\"@context\":";
    crd_limits limits = crd_limits_default();
    crd_arena arena;
    uint64_t line = 0;
    size_t want = 1;
    crd_rc rc = CRD_OK;
    crd_arena_init(&arena, crd_allocator_default(), 0);
    while (rc == CRD_OK) {
        rc = cli_input_fill(in, want, error);
        crd_span text = cli_input_unused(in);
        const char *end =
            rc == CRD_OK && text.len ? memchr(text.data, '\n', text.len) : NULL;
        if (end) {
            size_t len = (size_t)(end - text.data);
            rc = learn_line(d, &arena, (crd_span){text.data, len}, ++line,
                            error);
            in->used += len + 1;
            d->length += len + 1;
            want = 1;
        } else if (rc == CRD_OK && in->ended) {
            size_t same =
                text.len < sizeof OURS - 1 ? text.len : sizeof OURS - 1;
            if (text.len && memcmp(text.data, OURS, same) != 0) {
                rc = foreign(error, d->path, line + 1, "no credential");
            }
            d->cut = text.len;
            break;
        } else if (rc == CRD_OK && text.len > limits.document_bytes) {
            rc = foreign(error, d->path, line + 1, "no credential");
        } else {
            want = text.len + 1;
        }
    }
    crd_arena_free(&arena);
    return rc;
}

static crd_rc open_lines(cli_deposit *d, crd_error *error)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat info;
    cli_input in;

    d->made = stat(d->path, &info) != 0 && errno == ENOENT;
    if (d->dry_run && d->made) {
        return CRD_OK;
    }
    d->fd = d->dry_run ? open(d->path, O_RDONLY | O_CLOEXEC)
                       : open(d->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (d->fd < 0) {
        return cannot(error, d->path, "opened");
    }
    if (fstat(d->fd, &info) == 0 && !S_ISREG(info.st_mode)) {
        d->kind = CLI_DEPOSIT_STREAM;
        return CRD_OK;
    }
    if (!d->dry_run && fcntl(d->fd, F_SETLK, &lock) != 0 &&
        (errno == EACCES || errno == EAGAIN)) {
        return crd_fail(error, CRD_CODE_OUTPUT_BUSY,
                        "another run is writing to %s", d->path);
    }
    memset(&in, 0, sizeof in);
    in.fd = d->fd;
    in.name = d->path;
    crd_buffer_init(&in.ahead, crd_allocator_default(), SIZE_MAX / 2);
    crd_rc rc = learn_lines(d, &in, error);
    crd_buffer_free(&in.ahead);
    if (rc != CRD_OK || d->dry_run) {
        return rc;
    }
    if (d->cut && ftruncate(d->fd, (off_t)d->length) != 0) {
        return cannot(error, d->path, "continued");
    }
    return lseek(d->fd, (off_t)d->length, SEEK_SET) < 0
               ? cannot(error, d->path, "continued")
               : CRD_OK;
}

static crd_rc put_line(cli_deposit *d, crd_span credential, crd_error *error)
{
    crd_buffer line;
    crd_buffer_init(&line, crd_allocator_default(), SIZE_MAX / 2);
    crd_buffer_append_span(&line, credential);
    crd_buffer_append_char(&line, '\n');
    crd_rc rc = crd_buffer_rc(&line, error);
    if (rc == CRD_OK) {
        int number = cli_write_all(d->fd, crd_buffer_span(&line));
        if (number != 0) {
            /* A disk that is full took part of the line: it goes again. */
            (void)!ftruncate(d->fd, (off_t)d->length);
            rc = crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                          "%s cannot be written: %s", d->path,
                          cli_errno_words(number));
        }
        d->length += line.len;
    }
    crd_buffer_free(&line);
    return rc;
}

/* ---- A folder ------------------------------------------------------------ */

enum { SUFFIX = 36 + 5, STEM_MAX = 60 };

/* The credential in a file of the folder; NULL if there is none. */
static crd_json *read_member(const cli_deposit *d, crd_arena *arena,
                             crd_buffer *text, const char *name)
{
    crd_limits limits = crd_limits_default();
    char path[4096];
    crd_json *root = NULL;
    int n = snprintf(path, sizeof path, "%s/%s", d->path, name);
    crd_buffer_clear(text);
    if (n < 0 || (size_t)n >= sizeof path ||
        cli_read_file(text, path, limits.document_bytes, NULL) != CRD_OK ||
        crd_json_parse(&root, arena, crd_buffer_span(text), &limits, NULL) !=
            CRD_OK) {
        return NULL;
    }
    return root;
}

/* The file that becomes NAME-UUID.json: nobody can know its name before, and
 * put something else there. */
#define PART_TEXT sizeof ".0123456789abcdef.part"

static void write_part_name(char out[PART_TEXT])
{
    uint8_t random[8];
    char hex[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    crd_hex_write(hex, random, sizeof random);
    snprintf(out, PART_TEXT, ".%s.part", hex);
}

/* What a run that was killed has left; the folder is locked. */
static void remove_part(const cli_deposit *d, crd_span name)
{
    if (!d->dry_run && name.len == PART_TEXT - 1 && name.data[0] == '.' &&
        strcmp(name.data + name.len - 5, ".part") == 0) {
        unlinkat(d->fd, name.data, 0);
    }
}

/* NAME-UUID.json: the uuid is what counts, the name is for people. */
static crd_rc learn_folder(cli_deposit *d, crd_error *error)
{
    struct dirent *entry;
    struct stat info;
    crd_arena arena;
    crd_buffer text;
    DIR *folder = opendir(d->path);
    crd_rc rc = CRD_OK;
    if (!folder) {
        return cannot(error, d->path, "read");
    }
    crd_arena_init(&arena, crd_allocator_default(), 0);
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    while (rc == CRD_OK && (entry = readdir(folder)) != NULL) {
        crd_span name = crd_span_of(entry->d_name);
        remove_part(d, name);
        if (name.len < SUFFIX || name.data[0] == '.' ||
            strcmp(name.data + name.len - 5, ".json") != 0) {
            continue;
        }
        if (fstatat(d->fd, name.data, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(info.st_mode)) {
            rc = crd_fail(error, CRD_CODE_OUTPUT_FOREIGN,
                          "%s/%s has the name of a credential and is no file; "
                          "nothing was issued",
                          d->path, name.data);
            break;
        }
        crd_arena_reset(&arena);
        rc = learn(d, &arena, (crd_span){name.data + name.len - SUFFIX, 36},
                   read_member(d, &arena, &text, entry->d_name), error);
    }
    crd_buffer_free(&text);
    crd_arena_free(&arena);
    closedir(folder);
    return rc;
}

static crd_rc open_folder(cli_deposit *d, crd_error *error)
{
    struct stat info;
    if (stat(d->path, &info) != 0) {
        if (d->dry_run) {
            return CRD_OK;
        }
        if (mkdir(d->path, 0777) != 0) {
            return cannot(error, d->path, "made");
        }
    }
    d->fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->fd < 0) {
        return cannot(error, d->path, "opened");
    }
    if (!d->dry_run && flock(d->fd, LOCK_EX | LOCK_NB) != 0 &&
        errno == EWOULDBLOCK) {
        return crd_fail(error, CRD_CODE_OUTPUT_BUSY,
                        "another run is writing into %s", d->path);
    }
    return learn_folder(d, error);
}

/* A name as people write it, in their script, without what files may not
 * hold or what hides. */
static size_t write_stem(char out[STEM_MAX + 8], crd_span name)
{
    const char *end = name.data + name.len;
    size_t n = 0;
    for (const char *p = name.data; p < end && n < STEM_MAX;) {
        size_t size = utf8_size(p, end);
        bool plain =
            size == 1 && ((*p >= '0' && *p <= '9') ||
                          (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'));
        crd_span one = {p, size ? size : 1};
        if (plain || (size > 1 && !cli_text_hides(one))) {
            memcpy(out + n, p, size);
            n += size;
        } else if (n > 0 && out[n - 1] != '-') {
            out[n++] = '-';
        }
        p += one.len;
    }
    if (n > 0 && out[n - 1] != '-') {
        out[n++] = '-';
    }
    out[n] = '\0';
    return n;
}

static crd_rc put_file(cli_deposit *d, const char *id, crd_span name,
                       crd_span credential, crd_error *error)
{
    char stem[STEM_MAX + 8], file[160], part[PART_TEXT];
    const char *uuid = strncmp(id, "urn:uuid:", 9) == 0 ? id + 9 : id;
    int number;

    write_stem(stem, name);
    snprintf(file, sizeof file, "%s%s.json", stem, uuid);
    write_part_name(part);
    int fd = openat(d->fd, part,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) {
        return cannot(error, d->path, "written to");
    }
    number = cli_write_all(fd, credential);
    if (number == 0) {
        number = cli_write_all(fd, CRD_SPAN("\n"));
    }
    if (close(fd) != 0 && number == 0) {
        number = errno;
    }
    if (number == 0 && renameat(d->fd, part, d->fd, file) != 0) {
        number = errno;
    }
    if (number != 0) {
        unlinkat(d->fd, part, 0);
        return crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                        "%s/%s cannot be written: %s", d->path, file,
                        cli_errno_words(number));
    }
    return CRD_OK;
}

/* ---- All kinds ----------------------------------------------------------- */

static void deposit_free(cli_deposit *d)
{
    if (d->fd > STDERR_FILENO) {
        close(d->fd);
    }
    d->fd = -1;
    cli_id_set_free(&d->ids);
}

crd_rc cli_deposit_open(cli_deposit *out, cli_app *app,
                        const cli_deposit_place *place, crd_error *error)
{
    crd_rc rc = CRD_OK;
    *out = (cli_deposit){.kind = place->kind,
                         .app = app,
                         .path = place->path ? place->path : "stdout",
                         .issuer = place->issuer,
                         .achievement = place->achievement,
                         .fd = -1,
                         .dry_run = place->dry_run};
    if (place->kind == CLI_DEPOSIT_LINES) {
        rc = open_lines(out, error);
    } else if (place->kind == CLI_DEPOSIT_FOLDER) {
        rc = open_folder(out, error);
    }
    if (rc != CRD_OK) {
        deposit_free(out);
    }
    return rc;
}

static crd_rc put_stream(cli_deposit *d, crd_span credential, crd_error *error)
{
    if (d->fd >= 0) {
        return put_line(d, credential, error);
    }
    cli_put(&d->app->out, credential);
    cli_put_text(&d->app->out, "\n");
    return d->app->out.failure ? crd_fail(error, CRD_CODE_OUTPUT_FAILED,
                                          "stdout cannot be written: %s",
                                          cli_errno_words(d->app->out.failure))
                               : CRD_OK;
}

crd_rc cli_deposit_put(cli_deposit *deposit, const char *id, crd_span name,
                       crd_span credential, crd_error *error)
{
    if (deposit->dry_run) {
        return CRD_OK;
    }
    switch (deposit->kind) {
    case CLI_DEPOSIT_LINES:
        return put_line(deposit, credential, error);
    case CLI_DEPOSIT_FOLDER:
        return put_file(deposit, id, name, credential, error);
    default:
        return put_stream(deposit, credential, error);
    }
}

crd_rc cli_deposit_close(cli_deposit *deposit, crd_error *error)
{
    crd_rc rc = CRD_OK;
    if (deposit->fd >= 0 && !deposit->dry_run &&
        deposit->kind != CLI_DEPOSIT_STREAM && fsync(deposit->fd) != 0 &&
        errno != EINVAL) {
        rc = cannot(error, deposit->path, "written");
    }
    if (deposit->made && deposit->kind == CLI_DEPOSIT_LINES &&
        deposit->length == 0) {
        unlink(deposit->path);
    }
    deposit_free(deposit);
    return rc;
}
