#define _GNU_SOURCE
#include "CPosixProgress.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

// A thread and not a timer's signal: a signal would cut short whatever the program waits for.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change;
static pthread_t drawer;
static int is_running = 0, is_ending = 0, is_drawn = 0, holds = 0;
static int terminal = -1;
static char text[160];
static struct timespec quiet_since;

static const long patience_ms = 500, step_ms = 120;
static const char *const frames[] = {"|", "/", "-", "\\"};

static struct timespec now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

static long since(struct timespec start) {
  struct timespec time = now();
  return (time.tv_sec - start.tv_sec) * 1000 + (time.tv_nsec - start.tv_nsec) / 1000000;
}

static void put(const char *bytes, size_t count) {
  ssize_t ignored = write(STDERR_FILENO, bytes, count);
  (void)ignored;
}

// For one write only, so that a stopped process keeps nobody from asking.
static int take_turn(void) { return terminal < 0 || flock(terminal, LOCK_EX | LOCK_NB) == 0; }

static void end_turn(void) {
  if (terminal >= 0) flock(terminal, LOCK_UN);
}

static void erase(void) {
  // Where another process asks, the line is its question's.
  if (is_drawn && take_turn()) {
    put("\r\033[K", 4);
    end_turn();
  }
  is_drawn = 0;
}

static void draw(unsigned frame) {
  char line[256];
  struct winsize size = {0};
  int width = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 8 ? size.ws_col - 1 : 79;
  // A background job leaves the terminal to others.
  if (tcgetpgrp(STDERR_FILENO) != getpgrp()) return;
  int room = width - 2 < (int)strlen(text) ? width - 2 : (int)strlen(text);
  // The cursor goes back to the line's beginning: a question of another process is written over the sign.
  int count = snprintf(line, sizeof line, "\r%s %.*s\033[K\r", frames[frame % 4], room, text);
  if (count <= 0 || count >= (int)sizeof line) return;
  is_drawn = take_turn();
  if (!is_drawn) return;
  put(line, (size_t)count);
  end_turn();
}

static void *run(void *unused) {
  (void)unused;
  unsigned frame = 0;
  pthread_mutex_lock(&lock);
  while (!is_ending) {
    struct timespec until = now();
    until.tv_nsec += step_ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&change, &lock, &until);
    if (!is_ending && holds == 0 && since(quiet_since) >= patience_ms) draw(frame++);
  }
  pthread_mutex_unlock(&lock);
  return NULL;
}

void vault_progress_begin(const char *what, int turns) {
  if (is_running) return;
  terminal = turns;
  snprintf(text, sizeof text, "%s", what);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&change, &attributes);
  pthread_condattr_destroy(&attributes);
  quiet_since = now();
  is_ending = 0;
  holds = 0;
  // The program's signals are its main thread's.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  is_running = pthread_create(&drawer, NULL, run, NULL) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void vault_progress_say(const char *what) {
  if (!is_running) return;
  pthread_mutex_lock(&lock);
  snprintf(text, sizeof text, "%s", what);
  pthread_mutex_unlock(&lock);
}

void vault_progress_clear(void) {
  if (!is_running) return;
  pthread_mutex_lock(&lock);
  erase();
  quiet_since = now();
  pthread_mutex_unlock(&lock);
}

void vault_progress_hold(void) {
  if (!is_running) return;
  pthread_mutex_lock(&lock);
  holds++;
  erase();
  pthread_mutex_unlock(&lock);
}

void vault_progress_release(void) {
  if (!is_running) return;
  pthread_mutex_lock(&lock);
  if (holds > 0) holds--;
  quiet_since = now();
  pthread_mutex_unlock(&lock);
}

void vault_progress_end(void) {
  if (!is_running) return;
  pthread_mutex_lock(&lock);
  is_ending = 1;
  erase();
  pthread_cond_signal(&change);
  pthread_mutex_unlock(&lock);
  pthread_join(drawer, NULL);
  is_running = 0;
}
