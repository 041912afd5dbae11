#define _GNU_SOURCE
#include "CPosix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

const char *_Nonnull vault_called_name(void) { return program_invocation_short_name; }

// Foundation names files with mktemp, and the linker warns of it: the C library's names can be guessed. This takes its place
// within the program, with names that can't. Foundation opens such a file only if it is new (O_EXCL).
__attribute__((visibility("hidden"))) char *mktemp(char *template) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  unsigned char drawn[6];
  size_t length = strlen(template);
  if (length < sizeof drawn || strcmp(template + length - sizeof drawn, "XXXXXX") != 0 ||
      getrandom(drawn, sizeof drawn, 0) != sizeof drawn) {
    errno = EINVAL;
    template[0] = 0;
    return template;
  }
  for (size_t index = 0; index < sizeof drawn; index++) {
    template[length - sizeof drawn + index] = letters[drawn[index] & 63];
  }
  return template;
}
