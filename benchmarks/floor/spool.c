#define _GNU_SOURCE
#include "spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { HEADER = 70, RECORD = 552, MOST = 64, SPOOL = 6, SPOOLED_EVENT = 37 };

static void make_header(const vault_key *key, const unsigned char *manifest, unsigned char *header) {
    memcpy(header, "vault/spool/v1", 14);
    memcpy(header + 14, key->vault_id, 16);
    memcpy(header + 30, manifest + 332, 40);
}

// The link behind all records, which the next record's key follows from.
static void chain(const unsigned char *spool, int records, unsigned char link[32]) {
    unsigned char message[32 + RECORD];
    crypto_generichash(link, 32, spool, HEADER, NULL, 0);
    for (int record = 0; record < records; record++) {
        memcpy(message, link, 32);
        memcpy(message + 32, spool + HEADER + record * RECORD, RECORD);
        crypto_generichash(link, 32, message, sizeof message, NULL, 0);
    }
}

void spool_event(const char *database, const vault_key *key, const unsigned char *manifest) {
    char path[4096];
    snprintf(path, sizeof path, "%s-spool", database);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || flock(file, LOCK_EX) != 0) fail("the spool can't be locked");
    static unsigned char spool[HEADER + MOST * RECORD];
    ssize_t size = pread(file, spool, sizeof spool, 0);
    // A full one begins anew; bringing it into the database is the program's work.
    int records = size < HEADER ? 0 : (int)(size - HEADER) / RECORD % MOST;
    make_header(key, manifest, spool);
    unsigned char link[32], payload[80] = {0};
    chain(spool, records, link);
    unsigned char *next = spool + HEADER + records * RECORD;
    place at = {SPOOL, link, 1, number(manifest + 332, 8) + (uint64_t)records + 1};
    seal_box(key, at, SPOOLED_EVENT, payload, sizeof payload, 512, next);
    size_t first = records ? (size_t)(next - spool) : 0, end = (size_t)(next - spool) + RECORD;
    if (pwrite(file, spool + first, end - first, (off_t)first) != (ssize_t)(end - first) ||
        fdatasync(file) != 0)
        fail("the spool can't be written");
    close(file);
}
