#define _GNU_SOURCE
#include "CTerminal.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>

int test_open_terminal(char *path, int capacity) {
  int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (controller < 0 || grantpt(controller) != 0 || unlockpt(controller) != 0 ||
      ptsname_r(controller, path, (size_t)capacity) != 0)
    return -1;
  return controller;
}

short test_spawn_setsid(void) { return POSIX_SPAWN_SETSID; }

void test_set_window_size(int controller, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  ioctl(controller, TIOCSWINSZ, &size);
}
