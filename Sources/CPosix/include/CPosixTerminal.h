#ifndef CPOSIX_TERMINAL_H
#define CPOSIX_TERMINAL_H

#include <stdint.h>
#include <termios.h>

// ioctl is variadic, which Swift can't call. Gives the terminal `to` the window size of `from`; the kernel tells
// the programs on it.
int vault_copy_window_size(int from, int to);

// c_cc is an array, which Swift imports as a tuple without subscripts. The key that stops a program, 0 for none.
static inline unsigned char vault_stop_key(const struct termios *settings) { return settings->c_cc[VSUSP]; }
static inline unsigned char vault_interrupt_key(const struct termios *settings) { return settings->c_cc[VINTR]; }
static inline unsigned char vault_quit_key(const struct termios *settings) { return settings->c_cc[VQUIT]; }

// TIOCGDEV is missing from Swift's Glibc module. The number of the device that `/dev/tty` stands for; 0 where the kernel
// does not tell.
uint64_t vault_terminal_device(int terminal);

// Macros over 64 bits, which Swift does not import.
uint32_t vault_device_major(uint64_t device);
uint32_t vault_device_minor(uint64_t device);

#endif
