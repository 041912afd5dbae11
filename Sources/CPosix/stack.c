#include "CPosixProcess.h"

#include <string.h>
#include <sys/mman.h>

__attribute__((noinline)) void vault_wipe_touched_stack(size_t count) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  // A page that is not in memory was never touched, or is in swap, where zeroes in memory would not reach it.
  unsigned char found[256];
  unsigned char below[count];
  unsigned char *end = below + count;
  unsigned char *first = below + (page - (uintptr_t)below % page) % page;
  size_t pages = first < end ? (size_t)(end - first) / page : 0;
  if (pages == 0 || pages > sizeof found || mincore(first, pages * page, found) != 0) {
    explicit_bzero(below, count);
    return;
  }
  explicit_bzero(below, (size_t)(first - below));
  for (size_t i = 0; i < pages; i++)
    if (found[i] & 1) explicit_bzero(first + i * page, page);
  explicit_bzero(first + pages * page, (size_t)(end - first) - pages * page);
}
