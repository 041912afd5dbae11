// Preloaded into the built program by the campaign (scripts/campaign builds it): a clock that is off, waits
// that take no time, a kill or an error at a chosen call, writes that the kernel really does in part, and a
// disk that fills up at a chosen write.
//
//   DISTURB_CLOCK   seconds by which the wall clock is ahead
//   DISTURB_TIME    a file of eight bytes, shared by all that run in one world: the microseconds by which its
//                   time is ahead of the real one
//   DISTURB_HASTE   usleep returns at once, and lets the time of DISTURB_TIME pass instead
//   DISTURB_CALL    the calls that count: write, sync, send or recv
//   DISTURB_AT      which of them is disturbed, from 1
//   DISTURB_HOW     kill: the program is gone before it
//                   eio, enospc: it fails; eio+, enospc+: and so does every later one
//                   half: half of it is written, and the caller told so
//                   half+: the same, and from then on there is no space
//                   broken: from then on every write and sync fails with EIO
//                   fill: before it, DISTURB_FILLER takes the whole disk but DISTURB_PAGES pages
//   DISTURB_COUNT   a file that grows by a byte with every call that counts
//
// A write is write, pwrite or posix_fallocate on a regular file beyond the standard three.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

// MARK: the clock

typedef _Atomic long long shared_time;

// Where there is no such file, or it can't be mapped, time is what it is.
static shared_time *ahead(void) {
    static shared_time *place;
    const char *path = getenv("DISTURB_TIME");
    if (place || !path) return place;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (file < 0) return NULL;
    void *map = mmap(NULL, sizeof *place, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return place = map == MAP_FAILED ? NULL : map;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (syscall(SYS_clock_gettime, clock, time) != 0) return -1;
    if (clock != CLOCK_REALTIME) return 0;
    shared_time *shared = ahead();
    long long nanoseconds = time->tv_nsec + (shared ? atomic_load(shared) * 1000 : 0);
    time->tv_sec += number("DISTURB_CLOCK") + nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
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
    if (getenv("DISTURB_HASTE")) {
        shared_time *shared = ahead();
        if (shared) atomic_fetch_add(shared, microseconds);
        return 0;
    }
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    return nanosleep(&pause, NULL);
}

// MARK: what is disturbed

static int is_broken;

static void append(const char *path, const char *bytes, size_t count) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return;
    (void)!syscall(SYS_write, file, bytes, count);
    close(file);
}

// Somebody else takes the disk.
static void fill(void) {
    const char *path = getenv("DISTURB_FILLER");
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    static const char page[4096] = {1};
    long pages = 0;
    while (syscall(SYS_pwrite64, file, page, sizeof page, pages * 4096) == (long)sizeof page) pages++;
    long left = number("DISTURB_PAGES");
    (void)!ftruncate(file, (pages > left ? pages - left : 0) * 4096);
    close(file);
}

enum verdict { plain, half, refused };

static enum verdict fail(int code) {
    errno = code;
    return refused;
}

// The call that was chosen.
static enum verdict strike(const char *how) {
    if (strcmp(how, "kill") == 0) kill(getpid(), SIGKILL);
    if (strncmp(how, "eio", 3) == 0) return fail(EIO);
    if (strncmp(how, "enospc", 6) == 0) return fail(ENOSPC);
    if (strncmp(how, "half", 4) == 0) return half;
    if (strcmp(how, "fill") == 0) fill();
    is_broken = strcmp(how, "broken") == 0;
    return is_broken ? fail(EIO) : plain;
}

// Those after it.
static enum verdict aftermath(const char *how) {
    if (strcmp(how, "eio+") == 0) return fail(EIO);
    return strcmp(how, "enospc+") == 0 || strcmp(how, "half+") == 0 ? fail(ENOSPC) : plain;
}

static enum verdict judge(const char *call) {
    static long seen;
    const char *chosen = getenv("DISTURB_CALL"), *how = getenv("DISTURB_HOW");
    if (!chosen || strcmp(call, chosen) != 0) return is_broken ? fail(EIO) : plain;
    const char *tally = getenv("DISTURB_COUNT");
    if (tally) append(tally, ".", 1);
    long at = number("DISTURB_AT");
    seen++;
    if (!how || at == 0 || seen < at) return plain;
    if (is_broken) return fail(EIO);
    return seen == at ? strike(how) : aftermath(how);
}

static enum verdict judge_write(int file) {
    struct stat facts;
    if (file <= 2 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) return plain;
    return judge("write");
}

// MARK: the disk

static size_t share(enum verdict verdict, size_t count) {
    return verdict == half && count > 1 ? count / 2 : count;
}

ssize_t write(int file, const void *bytes, size_t count) {
    enum verdict verdict = judge_write(file);
    return verdict == refused ? -1 : syscall(SYS_write, file, bytes, share(verdict, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    enum verdict verdict = judge_write(file);
    return verdict == refused ? -1 : syscall(SYS_pwrite64, file, bytes, share(verdict, count), place);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    return pwrite(file, bytes, count, place);
}

// It says what is wrong by its value, and reserves all or nothing.
int posix_fallocate(int file, off_t place, off_t count) {
    if (judge_write(file) == refused) return errno;
    return syscall(SYS_fallocate, file, 0, place, count) == 0 ? 0 : errno;
}

int fdatasync(int file) { return judge("sync") == refused ? -1 : (int)syscall(SYS_fdatasync, file); }

int fsync(int file) { return judge("sync") == refused ? -1 : (int)syscall(SYS_fsync, file); }

// MARK: the network

ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    if (judge("send") == refused) return -1;
    return syscall(SYS_sendto, socket, bytes, count, flags, NULL, 0);
}

ssize_t recv(int socket, void *bytes, size_t count, int flags) {
    if (judge("recv") == refused) return -1;
    return syscall(SYS_recvfrom, socket, bytes, count, flags, NULL, NULL);
}
