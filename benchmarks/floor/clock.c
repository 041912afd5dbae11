// clock PROGRAM [WORD…]: runs a program without its output and prints "nanoseconds peak-KiB status".
// A program of its own, because a child's peak begins with its parent's, and Python's is large.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

int main(int count, char **words) {
    if (count < 2) return 64;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    struct timespec start, end;
    struct rusage usage;
    pid_t process;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (posix_spawn(&process, words[1], &actions, NULL, words + 1, environ) != 0) return 71;
    if (wait4(process, &status, 0, &usage) != process) return 71;
    clock_gettime(CLOCK_MONOTONIC, &end);
    long long time = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
    printf("%lld %ld %d\n", time, usage.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
