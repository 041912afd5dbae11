#ifndef CPOSIX_FILESYSTEM_H
#define CPOSIX_FILESYSTEM_H

#include <stdint.h>
#include <sys/vfs.h>

// Swift's Glibc module leaves out <sys/vfs.h>, so statfs can't be called from Swift.
// The magic number of the file system that holds `path`, or -1 with errno set.
static inline int64_t vault_filesystem_type(const char *path) {
  struct statfs facts;
  return statfs(path, &facts) == 0 ? (int64_t)(uint32_t)facts.f_type : -1;
}

// renameat2 is missing from Swift's Glibc module. EEXIST where the new name is taken already.
int vault_rename_new(const char *from, const char *to);

// Both names lead to the other's file, at once.
int vault_rename_exchange(const char *one, const char *other);

// O_TMPFILE is missing from Swift's Glibc module. A new file of mode 0600 in `directory`, without a name, open for writing; -1 with
// EOPNOTSUPP, EISDIR or EINVAL where the file system or the kernel knows no such files.
int vault_open_nameless(const char *directory);

#endif
