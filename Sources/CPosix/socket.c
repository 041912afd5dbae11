#define _GNU_SOURCE
#include "CPosix.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int vault_peer(int socket, uid_t *user, pid_t *process) {
  struct ucred peer = {0, (uid_t)-1, (gid_t)-1};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer)
    return -1;
  *user = peer.uid;
  *process = peer.pid;
  return 0;
}

static int socket_option(int descriptor, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

int vault_is_listening(int descriptor) {
  return socket_option(descriptor, SO_DOMAIN) == AF_UNIX &&
         socket_option(descriptor, SO_ACCEPTCONN) == 1;
}

void vault_limit_connecting(int socket, long seconds) {
  struct timeval limit = {seconds, 0};
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int vault_socket_path(int socket, char *path, unsigned long capacity) {
  struct sockaddr_un address = {0};
  socklen_t size = sizeof address - 1;
  if (getsockname(socket, (struct sockaddr *)&address, &size) != 0 || address.sun_path[0] == 0 ||
      strlen(address.sun_path) >= capacity)
    return -1;
  strcpy(path, address.sun_path);
  return 0;
}

int vault_ending_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  if (sigprocmask(SIG_BLOCK, &signals, (sigset_t *)0) != 0) return -1;
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int vault_next_ending_signal(int descriptor) {
  struct signalfd_siginfo information;
  if (read(descriptor, &information, sizeof information) != (ssize_t)sizeof information) return 0;
  return (int)information.ssi_signo;
}

int vault_alarm(long seconds) {
  struct itimerspec once = {{0, 0}, {(time_t)seconds, 0}};
  int descriptor = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
  if (descriptor < 0 || timerfd_settime(descriptor, 0, &once, (struct itimerspec *)0) == 0) return descriptor;
  close(descriptor);
  return -1;
}

static void arm(int descriptor) {
  // A moment that never comes: only a change of the clock makes the descriptor readable.
  struct itimerspec never = {{0, 0}, {(time_t)4102444800, 0}};
  timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
                  (struct itimerspec *)0);
}

int vault_clock_changes(void) {
  int descriptor = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (descriptor >= 0) arm(descriptor);
  return descriptor;
}

void vault_forget_clock_changes(int descriptor) {
  unsigned long long count;
  ssize_t ignored = read(descriptor, &count, sizeof count);
  (void)ignored;
  arm(descriptor);
}
