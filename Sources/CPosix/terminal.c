#include "CPosixTerminal.h"

#include <sys/ioctl.h>
#include <sys/sysmacros.h>

int vault_copy_window_size(int from, int to) {
  struct winsize size;
  return ioctl(from, TIOCGWINSZ, &size) == 0 ? ioctl(to, TIOCSWINSZ, &size) : -1;
}

uint64_t vault_terminal_device(int terminal) {
  unsigned int number = 0;
  if (ioctl(terminal, TIOCGDEV, &number) != 0) return 0;
  // As the kernel packs it for programs of 32 bits.
  return makedev((number & 0xfff00u) >> 8, (number & 0xffu) | (number >> 12 & 0xfff00u));
}

uint32_t vault_device_major(uint64_t device) { return major(device); }

uint32_t vault_device_minor(uint64_t device) { return minor(device); }
