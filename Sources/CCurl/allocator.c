#define _GNU_SOURCE
#include "ccurl_internal.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

// malloc_usable_size(3) covers the block as malloc rounded it up, so nothing of it is left.
static void wipe(void *memory) {
    explicit_bzero(memory, malloc_usable_size(memory));
}

void *ccurl_zeroing_malloc(size_t size) {
    return malloc(size);
}

void *ccurl_zeroing_calloc(size_t count, size_t size) {
    return calloc(count, size);
}

// realloc(3) may move a block and leave its bytes behind, so the move is made here.
void *ccurl_zeroing_realloc(void *memory, size_t size) {
    if (!memory)
        return malloc(size);
    void *moved = malloc(size);
    if (!moved)
        return NULL;
    size_t held = malloc_usable_size(memory);
    memcpy(moved, memory, held < size ? held : size);
    ccurl_zeroing_free(memory);
    return moved;
}

char *ccurl_zeroing_strdup(const char *text) {
    return strdup(text);
}

void ccurl_zeroing_free(void *memory) {
    if (!memory)
        return;
    wipe(memory);
    free(memory);
}

void *ccurl_openssl_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    return malloc(size);
}

// OpenSSL takes a size of zero as free(3).
void *ccurl_openssl_realloc(void *memory, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    if (size == 0) {
        ccurl_zeroing_free(memory);
        return NULL;
    }
    return ccurl_zeroing_realloc(memory, size);
}

void ccurl_openssl_free(void *memory, const char *file, int line) {
    (void)file;
    (void)line;
    ccurl_zeroing_free(memory);
}
