#ifndef CPOSIX_SIGNALS_H
#define CPOSIX_SIGNALS_H

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

// Swift's Glibc module has no signalfd: blocked signals are read from a descriptor, beside others that poll watches.
static inline int vault_signal_descriptor(const sigset_t *signals) {
  return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

// signalfd_siginfo is missing with it. The next signal, or 0; `by_kernel` is 1 where no process has sent it, as for
// Ctrl-C, which the terminal sends to its whole foreground group.
static inline int vault_read_signal(int descriptor, int *by_kernel) {
  struct signalfd_siginfo info;
  if (read(descriptor, &info, sizeof info) != (ssize_t)sizeof info)
    return 0;
  *by_kernel = info.ssi_code > 0;
  return (int)info.ssi_signo;
}

#endif
