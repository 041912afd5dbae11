#ifndef CPOSIX_TERMINAL_H
#define CPOSIX_TERMINAL_H

#include <sys/ioctl.h>
#include <termios.h>

// ioctl is variadic, which Swift can't call. Gives the terminal `to` the window size of `from`; the kernel tells
// the programs on it.
static inline int vault_copy_window_size(int from, int to) {
  struct winsize size;
  return ioctl(from, TIOCGWINSZ, &size) == 0 ? ioctl(to, TIOCSWINSZ, &size) : -1;
}

// c_cc is an array, which Swift imports as a tuple without subscripts. The key that stops a program, 0 for none.
static inline unsigned char vault_stop_key(const struct termios *settings) { return settings->c_cc[VSUSP]; }

// POSIX_SPAWN_SETSID, which Swift's Glibc module leaves out.
short vault_spawn_own_session(void);

#endif
