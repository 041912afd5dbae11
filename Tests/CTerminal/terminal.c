#define _GNU_SOURCE
#include "CTerminal.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int test_open_terminal(char *path, int capacity) {
  int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (controller < 0 || grantpt(controller) != 0 || unlockpt(controller) != 0 ||
      ptsname_r(controller, path, (size_t)capacity) != 0)
    return -1;
  return controller;
}

int test_close_from(void *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np((posix_spawn_file_actions_t *)actions, first);
}

short test_spawn_setsid(void) { return POSIX_SPAWN_SETSID; }

int test_server_process(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct ucred peer = {0, 0, 0};
  socklen_t size = sizeof peer;
  if (strlen(path) >= sizeof address.sun_path) return 0;
  strcpy(address.sun_path, path);
  int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (end < 0) return 0;
  if (connect(end, (struct sockaddr *)&address, sizeof address) != 0 ||
      getsockopt(end, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    peer.pid = 0;
  close(end);
  return (int)peer.pid;
}

long test_count(const unsigned char *bytes, size_t count, const unsigned char *wanted, size_t length) {
  long found = 0;
  const unsigned char *end = bytes + count;
  while ((bytes = memmem(bytes, (size_t)(end - bytes), wanted, length))) {
    found++;
    bytes++;
  }
  return found;
}

void test_set_window_size(int controller, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  ioctl(controller, TIOCSWINSZ, &size);
}
