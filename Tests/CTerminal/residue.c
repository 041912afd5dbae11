#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t slot_of(uint64_t head, size_t mask) {
  return (size_t)((head * 0x9E3779B97F4A7C15u) >> 32) & mask;
}

long test_count_any(const unsigned char *bytes, size_t count, const unsigned char *patterns, size_t number,
                    size_t length) {
  if (length < 8 || count < length) return 0;
  size_t capacity = 1024;
  while (capacity < number * 4) capacity *= 2;
  const unsigned char **table = calloc(capacity, sizeof *table);
  if (!table) return -1;
  uint64_t head;
  for (size_t i = 0; i < number; i++) {
    memcpy(&head, patterns + i * length, 8);
    size_t at = slot_of(head, capacity - 1);
    while (table[at]) at = (at + 1) & (capacity - 1);
    table[at] = patterns + i * length;
  }
  long found = 0;
  for (size_t place = 0; place + length <= count; place++) {
    memcpy(&head, bytes + place, 8);
    for (size_t at = slot_of(head, capacity - 1); table[at]; at = (at + 1) & (capacity - 1)) {
      if (memcmp(table[at], bytes + place, length) == 0) {
        found++;
        break;
      }
    }
  }
  free(table);
  return found;
}

static void become(char *const words[], char *const variables[], const char *output, int descriptor,
                   const char *input) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  int in = open("/dev/null", O_RDONLY), out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0) _exit(126);
  dup2(in, 0);
  dup2(out, 1);
  dup2(out, 2);
  if (descriptor > 2) {
    int extra = open(input, O_RDONLY);
    if (extra < 0) _exit(126);
    dup2(extra, descriptor);
  }
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  execve(words[0], words, variables);
  _exit(127);
}

int test_run_until_exit(char *const words[], char *const variables[], const char *output, int descriptor,
                        const char *input) {
  pid_t process = fork();
  if (process == 0) become(words, variables, output, descriptor, input);
  if (process < 0) return -1;
  int status = 0;
  // It stops first at its execve.
  if (waitpid(process, &status, 0) < 0 || !WIFSTOPPED(status)) return -1;
  ptrace(PTRACE_SETOPTIONS, process, 0, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
  int signal_to_give = 0;
  for (;;) {
    if (ptrace(PTRACE_CONT, process, 0, signal_to_give) != 0) return -1;
    while (waitpid(process, &status, 0) < 0)
      if (errno != EINTR) return -1;
    if (!WIFSTOPPED(status)) return -1;
    if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) return process;
    signal_to_give = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
  }
}

int test_let_end(int process) {
  int status = -1;
  ptrace(PTRACE_CONT, process, 0, 0);
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}
