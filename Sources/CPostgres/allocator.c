#define _GNU_SOURCE
#include "cpostgres_internal.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

void *cpostgres_openssl_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    return malloc(size);
}

// malloc_usable_size(3) covers the block as malloc rounded it up, so nothing of it is left.
void cpostgres_openssl_free(void *memory, const char *file, int line) {
    (void)file;
    (void)line;
    if (!memory)
        return;
    explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

// realloc(3) may move a block and leave its bytes behind, so the move is made here. OpenSSL takes a size of zero as
// free(3).
void *cpostgres_openssl_realloc(void *memory, size_t size, const char *file, int line) {
    if (size == 0) {
        cpostgres_openssl_free(memory, file, line);
        return NULL;
    }
    void *moved = malloc(size);
    if (!moved || !memory)
        return moved;
    size_t held = malloc_usable_size(memory);
    memcpy(moved, memory, held < size ? held : size);
    cpostgres_openssl_free(memory, file, line);
    return moved;
}
