#ifndef CPOSIX_PROGRAM_H
#define CPOSIX_PROGRAM_H

// The last part of the name that this program was called by, as the kernel gave it to main; also where there is no /proc,
// which Swift reads the command line from.
const char *_Nonnull vault_called_name(void);

#endif
