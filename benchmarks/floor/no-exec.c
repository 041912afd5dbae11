// Preloaded, so that a program that would become another ends there and can be counted alone.
#include <unistd.h>

int execve(const char *path, char *const words[], char *const variables[]) {
    (void)path, (void)words, (void)variables;
    _exit(0);
}
