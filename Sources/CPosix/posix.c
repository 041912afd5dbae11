#define _GNU_SOURCE
#include "CPosix.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t caught_signal = 0;

static void note_signal(int signal_number) { caught_signal = signal_number; }

int vault_caught_signal(void) { return caught_signal; }

void vault_forget_signal(void) { caught_signal = 0; }

int vault_catch_signal(int signal_number, struct sigaction *previous) {
  struct sigaction action = {0};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  return sigaction(signal_number, &action, previous);
}

static char **kept_environment = NULL;

// The texts lie where the kernel has put them, and unsetenv only takes pointers out of the list.
int vault_keep_environment(void) {
  if (kept_environment || !environ) return 0;
  size_t count = 1;
  while (environ[count - 1]) count++;
  char **list = calloc(count, sizeof *list);
  if (!list) return -1;
  memcpy(list, environ, count * sizeof *list);
  kept_environment = list;
  return 0;
}

char **vault_own_environment(void) { return environ; }

char **vault_inherited_environment(void) { return kept_environment ? kept_environment : environ; }

int vault_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int vault_wait_for_input(void *requests, unsigned int count, const sigset_t *mask) {
  return ppoll((struct pollfd *)requests, count, (struct timespec *)0, mask);
}

short vault_spawn_own_session(void) { return POSIX_SPAWN_SETSID; }
