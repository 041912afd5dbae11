// Preloaded into the built program by the campaign (scripts/campaign builds it): a clock that is off, waits
// that take no time, writes that the kernel really does in part, and a disk that fills up at a chosen write.
//
//   DISTURB_CLOCK   seconds by which the wall clock is ahead
//   DISTURB_HASTE   usleep returns at once
//   DISTURB_COUNT   a file that grows by a byte with every write that counts
//   DISTURB_AT      which of them is disturbed, from 1
//   DISTURB_HOW     half: half of it is written, and the caller told so
//                   half-full: the same, and from then on there is no space
//                   failing: from then on every write and sync fails with EIO
//                   fill: before it, DISTURB_FILLER takes the whole disk but DISTURB_PAGES pages
//
// What counts: write, pwrite and posix_fallocate on regular files beyond the standard three.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

// MARK: the clock

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (syscall(SYS_clock_gettime, clock, time) != 0) return -1;
    if (clock == CLOCK_REALTIME) time->tv_sec += number("DISTURB_CLOCK", 0);
    return 0;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

int usleep(useconds_t microseconds) {
    if (getenv("DISTURB_HASTE")) return 0;
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    return nanosleep(&pause, NULL);
}

// MARK: the disk

static int is_full, is_failing;
static long seen;

static void append(const char *path, const char *bytes, size_t count) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return;
    (void)!syscall(SYS_write, file, bytes, count);
    close(file);
}

static void fill(void) {
    const char *path = getenv("DISTURB_FILLER");
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    static const char page[4096] = {1};
    long pages = 0;
    while (syscall(SYS_pwrite64, file, page, sizeof page, pages * 4096) == (long)sizeof page) pages++;
    long left = number("DISTURB_PAGES", 0);
    (void)!ftruncate(file, (pages > left ? pages - left : 0) * 4096);
    close(file);
}

enum verdict { plain, half, refused };

static enum verdict judge(int file) {
    struct stat facts;
    const char *tally = getenv("DISTURB_COUNT");
    if (!tally || file <= 2 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) return plain;
    append(tally, ".", 1);
    if (++seen == number("DISTURB_AT", 0)) {
        const char *how = getenv("DISTURB_HOW");
        if (!how) return plain;
        if (strcmp(how, "fill") == 0) fill();
        if (strcmp(how, "failing") == 0) is_failing = 1;
        if (strcmp(how, "half-full") == 0) is_full = 1;
        if (strncmp(how, "half", 4) == 0) return half;
    } else if (is_full) {
        errno = ENOSPC;
        return refused;
    }
    if (is_failing) errno = EIO;
    return is_failing ? refused : plain;
}

static size_t share(enum verdict verdict, size_t count) {
    return verdict == half && count > 1 ? count / 2 : count;
}

ssize_t write(int file, const void *bytes, size_t count) {
    enum verdict verdict = judge(file);
    return verdict == refused ? -1 : syscall(SYS_write, file, bytes, share(verdict, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    enum verdict verdict = judge(file);
    return verdict == refused ? -1 : syscall(SYS_pwrite64, file, bytes, share(verdict, count), place);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    return pwrite(file, bytes, count, place);
}

// It says what is wrong by its value, and reserves all or nothing.
int posix_fallocate(int file, off_t place, off_t count) {
    if (judge(file) == refused) return errno;
    return syscall(SYS_fallocate, file, 0, place, count) == 0 ? 0 : errno;
}

int fdatasync(int file) {
    if (is_failing) return errno = EIO, -1;
    return (int)syscall(SYS_fdatasync, file);
}

int fsync(int file) {
    if (is_failing) return errno = EIO, -1;
    return (int)syscall(SYS_fsync, file);
}
