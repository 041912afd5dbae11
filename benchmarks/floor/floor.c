#define _GNU_SOURCE
#include "floor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void fail(const char *what) {
    fprintf(stderr, "floor: %s\n", what);
    exit(1);
}

uint64_t number(const unsigned char *bytes, int count) {
    uint64_t value = 0;
    while (count--) value = value << 8 | bytes[count];
    return value;
}

void put_number(unsigned char *bytes, int count, uint64_t value) {
    for (int i = 0; i < count; i++) bytes[i] = (unsigned char)(value >> 8 * i);
}

void subkeys(const unsigned char vk[32], vault_key *key) {
    crypto_kdf_derive_from_key(key->key_id, 32, 0, "VltKeyID", vk);
    crypto_kdf_derive_from_key(key->records, 32, 1, "VltRecrd", vk);
    crypto_kdf_derive_from_key(key->manifest, 32, 3, "VltMnfst", vk);
    crypto_kdf_derive_from_key(key->names, 32, 2, "VltIndex", vk);
}

void read_key(const char *path, vault_key *key) {
    if (sodium_init() < 0) fail("libsodium does not start");
    unsigned char bytes[56];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, bytes, sizeof bytes) != sizeof bytes) fail("no key file");
    close(file);
    subkeys(bytes, key);
    memcpy(key->vault_id, bytes + 32, 16);
    key->epoch = number(bytes + 48, 8);
}

static void box_key(const vault_key *key, place at, unsigned char result[32]) {
    unsigned char message[72];
    memcpy(message, "vault/rec/v1", 12);
    put_number(message + 12, 4, 1);
    memcpy(message + 16, key->vault_id, 16);
    put_number(message + 32, 8, key->epoch);
    put_number(message + 40, 4, at.table);
    memcpy(message + 44, at.id, 16);
    put_number(message + 60, 4, at.column);
    put_number(message + 64, 8, at.generation);
    crypto_generichash(result, 32, message, sizeof message, key->records, 32);
}

void page_id(int64_t row, unsigned char id[16]) {
    put_number(id, 8, (uint64_t)row >> 32);
    put_number(id + 8, 8, (uint64_t)row & 0xFFFFFFFF);
}

const unsigned char *open_box(
    const vault_key *key, place at, const unsigned char *body, size_t count,
    unsigned char *padded, size_t *length, unsigned *type) {
    unsigned char own[32];
    if (count < NONCE + MAC + 8) fail("a body is too short");
    box_key(key, at, own);
    if (crypto_secretbox_open_easy(padded, body + NONCE, count - NONCE, body, own) != 0)
        fail("a box does not open");
    *type = (unsigned)number(padded, 2);
    *length = number(padded + 4, 4);
    if (*length > count - NONCE - MAC - 8) fail("a length is wrong");
    return padded + 8;
}

size_t seal_box(
    const vault_key *key, place at, unsigned type, const unsigned char *payload, size_t count,
    size_t block, unsigned char *body) {
    unsigned char own[32];
    size_t size = (8 + count + 1 + block - 1) / block * block;
    unsigned char *padded = calloc(1, size);
    put_number(padded, 2, type);
    put_number(padded + 2, 2, 1);
    put_number(padded + 4, 4, count);
    memcpy(padded + 8, payload, count);
    padded[8 + count] = 0x80;
    box_key(key, at, own);
    randombytes_buf(body, NONCE);
    crypto_secretbox_easy(body + NONCE, padded, size, body, own);
    free(padded);
    return NONCE + MAC + size;
}

const unsigned char *field(
    const unsigned char *fields, size_t length, unsigned wanted, size_t *count) {
    const unsigned char *end = fields + length;
    while (end - fields >= 6) {
        size_t size = number(fields + 2, 4);
        if (size > (size_t)(end - fields) - 6) fail("a field is too long");
        if (number(fields, 2) == wanted) {
            *count = size;
            return fields + 6;
        }
        fields += 6 + size;
    }
    *count = 0;
    return NULL;
}

sqlite3 *open_database(const char *path, int flags) {
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) fail("the database does not open");
    return db;
}

sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) fail(sqlite3_errmsg(db));
    return statement;
}

void run(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sqlite3_errmsg(db));
}
