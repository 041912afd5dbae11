// Preloaded into the tool that makes vaults: ordinary memory in place of guarded pages. A million keys would
// cost it some twenty million system calls, and the secrets that it makes up are none. Never for the program.
#include <stdlib.h>

void *sodium_malloc(size_t size) { return malloc(size); }
void sodium_free(void *memory) { free(memory); }
int sodium_mprotect_noaccess(void *memory) { return (void)memory, 0; }
int sodium_mprotect_readonly(void *memory) { return (void)memory, 0; }
int sodium_mprotect_readwrite(void *memory) { return (void)memory, 0; }
