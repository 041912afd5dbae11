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

// posix_spawn_file_actions_addclosefrom_np, which the module leaves out too: the new process has no descriptor from `first` on.
// `actions` is a posix_spawn_file_actions_t.
int test_close_from(void *actions, int first);

// The process that listens at a Unix socket, 0 for none; struct ucred is missing from the module, too.
int test_server_process(const char *path);

// How often some bytes occur in others; memmem is missing from the module.
long test_count(const unsigned char *bytes, size_t count, const unsigned char *wanted, size_t length);

// How many of some patterns of one length occur in bytes, each place counted; a pattern has 8 bytes at least.
long test_count_any(const unsigned char *bytes, size_t count, const unsigned char *patterns, size_t number,
                    size_t length);

// Starts a program that stops when it is about to end, its memory whole, and waits for that; its process, or -1.
// What it writes goes to the file `output`. Only the calling thread can let it go on.
int test_run_until_exit(char *const words[], char *const variables[], const char *output, int descriptor,
                        const char *input);

// Lets it end; the status of waitpid(2).
int test_let_end(int process);

#endif
