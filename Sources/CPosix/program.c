#define _GNU_SOURCE
#include "CPosix.h"

#include <errno.h>
#include <stdlib.h>

const char *_Nonnull vault_called_name(void) { return program_invocation_short_name; }

// Foundation names files with mktemp, between whose name and whose file another program has time; the linker warns of it.
// Nothing here asks for such a file. This takes the C library's place within the program, and whoever calls it fails.
__attribute__((visibility("hidden"))) char *mktemp(char *template) {
  template[0] = 0;
  errno = ENOTSUP;
  return template;
}
