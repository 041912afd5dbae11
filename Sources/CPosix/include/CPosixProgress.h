#ifndef CPOSIX_PROGRESS_H
#define CPOSIX_PROGRESS_H

// A sign on standard error that work goes on, which is drawn once nothing has been said for half a second. All of it is
// called from the main thread; without a beginning, nothing has an effect. Swift's own threads would bring Foundation in.
// turns is the terminal's device, locked by whoever asks on it, or -1; it stays open.
void vault_progress_begin(const char *what, int turns);

// What it says from now on; printable ASCII.
void vault_progress_say(const char *what);

// Before something else is written: the sign is erased, and drawn again after another half second.
void vault_progress_clear(void);

// While somebody else has the terminal: a question, another program.
void vault_progress_hold(void);
void vault_progress_release(void);

void vault_progress_end(void);

#endif
