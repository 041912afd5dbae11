#define _GNU_SOURCE
#include "CPosix.h"

#include <spawn.h>

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

int vault_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int vault_wait_for_input(struct pollfd *request, const sigset_t *mask) {
  return ppoll(request, 1, (struct timespec *)0, mask);
}

short vault_spawn_own_session(void) { return POSIX_SPAWN_SETSID; }
