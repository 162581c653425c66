/* SPDX-License-Identifier: Apache-2.0 */
/* The disk that fails (faulty_vfs.h). For each file it keeps the bytes that
 * were synced and the writes since then. */
#include "faulty_vfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MAX = 16, SECTOR = 512 };

typedef struct change {
    long long at;
    int len; /* -1: truncated to `at` */
    char *bytes;
    struct change *next;
} change;

/* A file by its name, as the disk has it. */
typedef struct on_disk {
    char name[512];
    char *synced;
    long long len;
    change *first, **last;
} on_disk;

typedef struct faulty_file {
    sqlite3_file base;
    on_disk *disk; /* NULL: not watched */
    sqlite3_file *real;
} faulty_file;

static struct {
    sqlite3_vfs *real;
    sqlite3_vfs vfs;
    faulty_kind kind;
    int at, count, syncs;
    bool happened, dead;
    on_disk files[FILES_MAX];
    int file_count;
} disk;

void faulty_set(faulty_kind kind, int at)
{
    disk.kind = kind;
    disk.at = at;
    disk.count = disk.syncs = 0;
    disk.happened = disk.dead = false;
}

int faulty_count(void)
{
    return disk.count;
}

int faulty_syncs(void)
{
    return disk.syncs;
}

bool faulty_happened(void)
{
    return disk.happened;
}

/* ---- What the disk holds ------------------------------------------------- */

static void apply(on_disk *d, const change *c, int from, int to)
{
    if (c->len < 0) {
        d->len = c->at < d->len ? c->at : d->len;
        return;
    }
    if (c->at + to > d->len) {
        d->synced = realloc(d->synced, (size_t)(c->at + to));
        memset(d->synced + d->len, 0, (size_t)(c->at + to - d->len));
        d->len = c->at + to;
    }
    if (to > from) {
        memcpy(d->synced + c->at + from, c->bytes + from, (size_t)(to - from));
    }
}

static void forget(on_disk *d, bool keep)
{
    for (change *c = d->first; c;) {
        change *next = c->next;
        if (keep) {
            apply(d, c, 0, c->len);
        }
        free(c->bytes);
        free(c);
        c = next;
    }
    d->first = NULL;
    d->last = &d->first;
}

static void note(on_disk *d, long long at, int len, const void *bytes)
{
    change *c = calloc(1, sizeof *c);
    c->at = at;
    c->len = len;
    if (len > 0) {
        c->bytes = malloc((size_t)len);
        memcpy(c->bytes, bytes, (size_t)len);
    }
    *d->last = c;
    d->last = &c->next;
}

static on_disk *find(const char *name)
{
    for (int i = 0; i < disk.file_count; i++) {
        if (strcmp(disk.files[i].name, name) == 0) {
            return &disk.files[i];
        }
    }
    return NULL;
}

static void read_now(on_disk *d)
{
    FILE *f = fopen(d->name, "rb");
    forget(d, false);
    free(d->synced);
    d->synced = NULL;
    d->len = 0;
    if (f) {
        fseek(f, 0, SEEK_END);
        d->len = ftell(f);
        d->synced = malloc((size_t)d->len + 1);
        rewind(f);
        d->len = (long long)fread(d->synced, 1, (size_t)d->len, f);
        fclose(f);
    }
}

static on_disk *watch(const char *name)
{
    on_disk *d = find(name);
    if (!d && disk.file_count < FILES_MAX) {
        d = &disk.files[disk.file_count++];
        snprintf(d->name, sizeof d->name, "%s", name);
        d->last = &d->first;
        read_now(d);
    }
    return d;
}

/* Of the writes since the last sync: none, all, some, or torn at a sector. */
void faulty_restore(uint32_t seed)
{
    for (int i = 0; i < disk.file_count; i++) {
        on_disk *d = &disk.files[i];
        for (change *c = d->first; c; c = c->next) {
            seed = seed * 1664525u + 1013904223u;
            unsigned what = seed >> 24 & 3;
            if (what == 0) {
                continue;
            }
            int half = c->len < 0 ? 0 : c->len / 2 / SECTOR * SECTOR;
            apply(d, c, what == 2 ? half : 0, what == 1 ? half : c->len);
        }
        FILE *f = fopen(d->name, "rb+"); /* NULL: it was deleted */
        if (f) {
            if (d->len > 0) {
                fwrite(d->synced, 1, (size_t)d->len, f);
                fflush(f);
            }
            if (ftruncate(fileno(f), (off_t)d->len) != 0) {
                abort();
            }
            fclose(f);
        }
        forget(d, false);
        free(d->synced);
        memset(d, 0, sizeof *d);
    }
    disk.file_count = 0;
    faulty_set(FAULTY_NOTHING, 0);
}

/* ---- Faults -------------------------------------------------------------- */

/* Counts one operation; SQLITE_OK, or what goes wrong with it. */
static int counted(bool sync)
{
    if (disk.dead) {
        return SQLITE_IOERR;
    }
    disk.count++;
    disk.syncs += sync;
    int now = disk.kind == FAULTY_SYNC_EIO ? disk.syncs : disk.count;
    bool hit = now == disk.at && (disk.kind != FAULTY_SYNC_EIO || sync);
    switch (disk.kind) {
    case FAULTY_FULL:
        if (disk.count >= disk.at && !sync) {
            disk.happened = true;
            return SQLITE_FULL;
        }
        return SQLITE_OK;
    case FAULTY_POWER_LOSS:
        disk.dead = disk.dead || hit;
        /* fall through */
    case FAULTY_EIO:
    case FAULTY_SYNC_EIO:
    case FAULTY_SHORT:
        disk.happened = disk.happened || hit;
        return hit ? SQLITE_IOERR_WRITE : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

static faulty_file *of(sqlite3_file *file)
{
    return (faulty_file *)(void *)file;
}

#define REAL(f) (of(f)->real)
#define CALL(f, method, ...) (REAL(f)->pMethods->method(REAL(f), __VA_ARGS__))

static int do_close(sqlite3_file *f)
{
    int answer = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : 0;
    free(REAL(f));
    return answer;
}

static int do_read(sqlite3_file *f, void *to, int len, sqlite3_int64 at)
{
    return disk.dead ? SQLITE_IOERR_READ : CALL(f, xRead, to, len, at);
}

static int do_write(sqlite3_file *f, const void *from, int len,
                    sqlite3_int64 at)
{
    int answer = counted(false);
    if (answer == SQLITE_IOERR_WRITE && disk.kind == FAULTY_SHORT) {
        if (len >= 2 && CALL(f, xWrite, from, len / 2, at) == SQLITE_OK &&
            of(f)->disk) {
            note(of(f)->disk, at, len / 2, from);
        }
        return answer;
    }
    if (answer == SQLITE_IOERR_WRITE && disk.dead && of(f)->disk) {
        note(of(f)->disk, at, len, from); /* it may have got half way */
    }
    if (answer == SQLITE_OK) {
        answer = CALL(f, xWrite, from, len, at);
        if (answer == SQLITE_OK && of(f)->disk) {
            note(of(f)->disk, at, len, from);
        }
    }
    return answer;
}

static int do_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int answer = counted(true);
    if (answer == SQLITE_OK) {
        answer = CALL(f, xTruncate, size);
        if (answer == SQLITE_OK && of(f)->disk) {
            note(of(f)->disk, size, -1, NULL);
        }
    }
    return answer == SQLITE_IOERR_WRITE ? SQLITE_IOERR_TRUNCATE : answer;
}

static int do_sync(sqlite3_file *f, int flags)
{
    int answer = counted(true);
    if (answer == SQLITE_OK) {
        answer = CALL(f, xSync, flags);
        if (of(f)->disk) {
            forget(of(f)->disk, true);
        }
    }
    return answer == SQLITE_IOERR_WRITE ? SQLITE_IOERR_FSYNC : answer;
}

static int do_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return disk.dead ? SQLITE_IOERR_FSTAT : CALL(f, xFileSize, size);
}

static int do_lock(sqlite3_file *f, int level)
{
    return CALL(f, xLock, level);
}

static int do_unlock(sqlite3_file *f, int level)
{
    return CALL(f, xUnlock, level);
}

static int do_reserved(sqlite3_file *f, int *out)
{
    return CALL(f, xCheckReservedLock, out);
}

static int do_control(sqlite3_file *f, int what, void *argument)
{
    return CALL(f, xFileControl, what, argument);
}

static int do_sector(sqlite3_file *f)
{
    (void)f;
    return SECTOR;
}

/* Nothing is promised: a torn write is possible. */
static int do_device(sqlite3_file *f)
{
    (void)f;
    return 0;
}

static int do_shm_map(sqlite3_file *f, int page, int size, int extend,
                      void volatile **out)
{
    return CALL(f, xShmMap, page, size, extend, out);
}

static int do_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return CALL(f, xShmLock, offset, n, flags);
}

static void do_shm_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}

static int do_shm_unmap(sqlite3_file *f, int remove)
{
    return CALL(f, xShmUnmap, remove);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = do_close,
    .xRead = do_read,
    .xWrite = do_write,
    .xTruncate = do_truncate,
    .xSync = do_sync,
    .xFileSize = do_size,
    .xLock = do_lock,
    .xUnlock = do_unlock,
    .xCheckReservedLock = do_reserved,
    .xFileControl = do_control,
    .xSectorSize = do_sector,
    .xDeviceCharacteristics = do_device,
    .xShmMap = do_shm_map,
    .xShmLock = do_shm_lock,
    .xShmBarrier = do_shm_barrier,
    .xShmUnmap = do_shm_unmap,
};

static int do_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                   int flags, int *out_flags)
{
    faulty_file *f = of(file);
    (void)vfs;
    memset(f, 0, sizeof *f);
    f->real = calloc(1, (size_t)disk.real->szOsFile);
    int answer = disk.dead ? SQLITE_IOERR
                           : disk.real->xOpen(disk.real, name, f->real, flags,
                                              out_flags);
    if (answer != SQLITE_OK) {
        free(f->real);
        return answer;
    }
    f->disk = name ? watch(name) : NULL;
    f->base.pMethods = &METHODS;
    return SQLITE_OK;
}

/* Deleting a file is taken to last: its folder is synced with it. */
static int do_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    on_disk *d = find(name);
    (void)vfs;
    if (disk.dead) {
        return SQLITE_IOERR_DELETE;
    }
    int answer = disk.real->xDelete(disk.real, name, sync);
    if (answer == SQLITE_OK && d) {
        read_now(d);
    }
    return answer;
}

static int do_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return disk.real->xAccess(disk.real, name, flags, out);
}

static int do_full_name(sqlite3_vfs *vfs, const char *name, int len, char *out)
{
    (void)vfs;
    return disk.real->xFullPathname(disk.real, name, len, out);
}

void faulty_install(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.szOsFile = (int)sizeof(faulty_file);
    disk.vfs.zName = "faulty";
    disk.vfs.pNext = NULL;
    disk.vfs.xOpen = do_open;
    disk.vfs.xDelete = do_delete;
    disk.vfs.xAccess = do_access;
    disk.vfs.xFullPathname = do_full_name;
    sqlite3_vfs_register(&disk.vfs, 1);
}
