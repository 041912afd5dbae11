#ifndef CPOSIX_SOCKET_H
#define CPOSIX_SOCKET_H

#include <sys/types.h>

// struct ucred is missing from Swift's Glibc module. Who is at the other end of a Unix socket, as the
// kernel noted it when the connection was made; 0, or -1 with errno set.
int vault_peer(int socket, uid_t *user, pid_t *process);

// 1 if the descriptor is a Unix socket that listens. SO_ACCEPTCONN is missing from Swift's Glibc module.
int vault_is_listening(int descriptor);

// SO_SNDTIMEO is missing from Swift's Glibc module. Connecting, and sending, take at most so many seconds.
void vault_limit_connecting(int socket, long seconds);

// The path that a Unix socket is bound to, ended by a zero; 0, or -1 if there is none or no room for it.
int vault_socket_path(int socket, char *path, unsigned long capacity);

// signalfd is missing from Swift's Glibc module. Blocks SIGTERM, SIGINT and SIGHUP, and gives a descriptor
// that they are read from.
int vault_ending_signals(void);

// The next of them, 0 if none has come.
int vault_next_ending_signal(int descriptor);

// timerfd is missing from Swift's Glibc module. A descriptor that becomes readable once, when so many seconds have
// passed; a suspended machine's time counts.
int vault_alarm(long seconds);

// timerfd is missing from Swift's Glibc module. A descriptor that becomes readable when the clock is set,
// which the kernel also does when the machine wakes up.
int vault_clock_changes(void);

// Forgets the changes that have been seen.
void vault_forget_clock_changes(int descriptor);

#endif
