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

#endif
