#ifndef CPOSIX_PROCESS_H
#define CPOSIX_PROCESS_H

#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// prctl is variadic, which Swift can't call: no core, no ptrace by others, no /proc/PID/mem.
static inline int vault_forbid_dumping(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Swift's Glibc module has no close_range. Everything from `first` on is closed at execve.
static inline int vault_close_on_exec_from(unsigned int first) {
  return (int)syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC);
}

// struct sigaction's handler is a macro over a union, which Swift does not import.
static inline int vault_default_signal(int signal_number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  return sigaction(signal_number, &action, (struct sigaction *)0);
}

static inline int vault_ignore_signal(int signal_number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_IGN;
  sigemptyset(&action.sa_mask);
  return sigaction(signal_number, &action, (struct sigaction *)0);
}

// 1 where a signal is ignored, which execve hands on.
static inline int vault_ignores_signal(int signal_number) {
  struct sigaction action = {0};
  return sigaction(signal_number, (struct sigaction *)0, &action) == 0 && action.sa_handler == SIG_IGN;
}

// The signal that came while a secret was being typed, 0 for none; a handler may do no more than store it.
int vault_caught_signal(void);
void vault_forget_signal(void);

// Keeps the list of variables that the process was started with; what is removed afterwards stays in there. Not 0 where
// memory is short.
int vault_keep_environment(void);

// That list, with the null pointer that ends it; without one that was kept, the list as it is.
char **vault_inherited_environment(void);

// The list as it is now: without what was removed.
char **vault_own_environment(void);

// Catches a signal without SA_RESTART, so that a read of the terminal ends with EINTR.
int vault_catch_signal(int signal_number, struct sigaction *previous);

static inline int vault_restore_signal(int signal_number, const struct sigaction *previous) {
  return sigaction(signal_number, previous, (struct sigaction *)0);
}

// ppoll is missing from Swift's Glibc module. Waits without end, with `mask` in force meanwhile. The requests are pollfd's,
// which this header does not name: the structure would be this module's for Swift, and each file with one would need it.
int vault_wait_for_input(void *requests, unsigned int count, const sigset_t *mask);

// pidfd_open is missing from Swift's Glibc module. Readable when that child has ended; -1 where the kernel is older than 5.3.
static inline int vault_process_descriptor(pid_t process) {
#ifdef SYS_pidfd_open
  return (int)syscall(SYS_pidfd_open, process, 0);
#else
  return -1;
#endif
}

// prctl is variadic, which Swift can't call: nothing that this process runs gains rights by being run.
static inline int vault_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

// prctl is variadic, which Swift can't call. The name that /proc/PID/comm tells; 15 bytes of it count.
static inline int vault_name_process(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// POSIX_SPAWN_SETSID is missing from Swift's Glibc module.
short vault_spawn_own_session(void);

// RLIMIT_MEMLOCK is missing from Swift's Glibc module, and so is pipe2.
static inline uint64_t vault_memory_lock_limit(void) {
  struct rlimit limits = {0, 0};
  getrlimit(RLIMIT_MEMLOCK, &limits);
  return (uint64_t)limits.rlim_cur;
}

int vault_pipe(int *ends);

// Zeroes the registers that bytes are copied and hashed in, as far as nobody else's values are in them.
void vault_clear_vector_registers(void);

// Zeroes as many bytes below the caller's frame; of pages that nobody has touched none is made for it.
void vault_wipe_touched_stack(size_t count);

#endif
