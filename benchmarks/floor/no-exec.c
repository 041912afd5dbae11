// Preloaded, so that a program that would become another ends there and can be counted alone. valgrind, which
// is counted with, begins by becoming another too, and may.
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int execve(const char *path, char *const words[], char *const variables[]) {
    if (strstr(path, "valgrind")) return (int)syscall(SYS_execve, path, words, variables);
    _exit(0);
}
