#define _GNU_SOURCE  // O_TMPFILE
#include "CPosixFilesystem.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <unistd.h>

int vault_rename_new(const char *from, const char *to) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int vault_open_nameless(const char *directory) {
  return open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

int vault_rename_exchange(const char *one, const char *other) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}
