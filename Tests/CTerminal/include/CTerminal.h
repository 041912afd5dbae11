#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stddef.h>

// Swift's Glibc module has no pseudo-terminals. Opens one and writes the path of its other end to
// `path`; the descriptor, or -1.
int test_open_terminal(char *path, int capacity);

// ioctl is variadic, which Swift can't call.
void test_set_window_size(int controller, int rows, int columns);

// POSIX_SPAWN_SETSID, which the module leaves out too.
short test_spawn_setsid(void);

// The process that listens at a Unix socket, 0 for none; struct ucred is missing from the module, too.
int test_server_process(const char *path);

// How often some bytes occur in others; memmem is missing from the module.
long test_count(const unsigned char *bytes, size_t count, const unsigned char *wanted, size_t length);

#endif
