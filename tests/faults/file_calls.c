/* Stands between a process and the C library (LD_PRELOAD): writes down every call that changes a
   file under one folder, in order, and lets chosen ones fail. The process and its SQLite are the
   real ones; nothing else of them is changed.

   FAULTS_FOLDER   the folder that is watched; its files ending in "-shm" are not (shared memory,
                   made again from the log after a crash)
   FAULTS_TRACE    the file that the calls are written down in
   FAULTS_FAIL_AT  the number of the call that fails, from 1; 0 or absent: none
   FAULTS_FAIL_TO  the number of the last call that fails; absent: only that one
   FAULTS_ERRNO    with which error

   A record: call (1 byte: C create, W write, T truncate, S sync, R rename, U unlink), failed (1 byte),
   length of the path (2), length of the data (4), offset (8), path, data; numbers little-endian.
   The data of a rename is its second path. A failed call changes nothing. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static int trace = -1, fail_errno;
static long calls, fail_at, fail_to;

static long number(const char *name) {
    const char *told = getenv(name);
    return told ? atol(told) : 0;
}

__attribute__((constructor)) static void begin(void) {
    folder = getenv("FAULTS_FOLDER");
    const char *path = getenv("FAULTS_TRACE");
    if (!folder || !path) return;
    folder_length = strlen(folder);
    fail_at = number("FAULTS_FAIL_AT");
    fail_to = number("FAULTS_FAIL_TO");
    if (fail_to < fail_at) fail_to = fail_at;
    fail_errno = (int)number("FAULTS_ERRNO");
    trace = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(const char *path) {
    size_t length = strlen(path);
    if (trace < 0 || strncmp(path, folder, folder_length)) return 0;
    return length < 4 || strcmp(path + length - 4, "-shm");
}

static int watched_file(int file, char *path) {
    char link[64];
    if (trace < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return watched(path);
}

/* Does the call that comes now fail. With the turn in hand. */
static int failing(void) {
    calls++;
    return fail_at && calls >= fail_at && calls <= fail_to;
}

static void note(char call, int failed, const char *path, const void *data, uint32_t size, uint64_t at) {
    unsigned char head[16];
    uint16_t length = (uint16_t)strlen(path);
    head[0] = (unsigned char)call;
    head[1] = (unsigned char)failed;
    memcpy(head + 2, &length, 2);
    memcpy(head + 4, &size, 4);
    memcpy(head + 8, &at, 8);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)path, length}, {(void *)data, size}};
    if (syscall(SYS_writev, trace, parts, 3) < 0) abort();
}

/* One watched call: REAL is done unless it is to fail, and written down as what it became. */
#define WATCHED(TYPE, REAL, CALL, PATH, DATA, SIZE, AT)                  \
    do {                                                                 \
        pthread_mutex_lock(&turn);                                       \
        TYPE done_ = -1;                                                 \
        int error_ = fail_errno;                                         \
        if (!failing()) { done_ = (REAL); error_ = errno; }              \
        note(CALL, done_ < 0, PATH, DATA, (uint32_t)(SIZE), (uint64_t)(AT)); \
        pthread_mutex_unlock(&turn);                                     \
        errno = error_;                                                  \
        return done_;                                                    \
    } while (0)

#define NEXT(NAME, TYPE, ...) ((TYPE(*)(__VA_ARGS__))dlsym(RTLD_NEXT, NAME))

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    char path[PATH_MAX];
    ssize_t (*real)(int, const void *, size_t, off64_t) =
        NEXT("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    if (!watched_file(file, path)) return real(file, data, size, at);
    WATCHED(ssize_t, real(file, data, size, at), 'W', path, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return pwrite64(file, data, size, at);
}

ssize_t write(int file, const void *data, size_t size) {
    char path[PATH_MAX];
    ssize_t (*real)(int, const void *, size_t) = NEXT("write", ssize_t, int, const void *, size_t);
    if (!watched_file(file, path)) return real(file, data, size);
    off_t at = lseek(file, 0, SEEK_CUR);
    WATCHED(ssize_t, real(file, data, size), 'W', path, data, size, at);
}

int ftruncate64(int file, off64_t size) {
    char path[PATH_MAX];
    int (*real)(int, off64_t) = NEXT("ftruncate64", int, int, off64_t);
    if (!watched_file(file, path)) return real(file, size);
    WATCHED(int, real(file, size), 'T', path, "", 0, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fdatasync(int file) {
    char path[PATH_MAX];
    int (*real)(int) = NEXT("fdatasync", int, int);
    if (!watched_file(file, path)) return real(file);
    WATCHED(int, real(file), 'S', path, "", 0, 0);
}

int fsync(int file) {
    char path[PATH_MAX];
    int (*real)(int) = NEXT("fsync", int, int);
    if (!watched_file(file, path)) return real(file);
    WATCHED(int, real(file), 'S', path, "", 0, 0);
}

int open64(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = NEXT("open64", int, const char *, int, ...);
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    if (!(flags & O_CREAT) || !watched(path) || !access(path, F_OK)) return real(path, flags, mode);
    WATCHED(int, real(path, flags, mode), 'C', path, "", 0, 0);
}

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    return open64(path, flags, mode);
}

int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = NEXT("rename", int, const char *, const char *);
    if (!watched(from)) return real(from, to);
    WATCHED(int, real(from, to), 'R', from, to, strlen(to), 0);
}

int unlink(const char *path) {
    int (*real)(const char *) = NEXT("unlink", int, const char *);
    if (!watched(path)) return real(path);
    WATCHED(int, real(path), 'U', path, "", 0, 0);
}
