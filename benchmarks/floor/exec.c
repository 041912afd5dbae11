// exec DATABASE KEY-FILE NAME quiet|event COMMAND [WORD…]: runs a command with one key's variables.
// The floor of `vault exec`: the manifest, a profile, the name's and the key's page are read, one
// secret is opened, and with `event` an audit event is in the spool before, durably.
#define _GNU_SOURCE
#include "spool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char id[16];
static uint64_t generation;
static int found_key, found_profile;

static void set_variable(const char *name, const unsigned char *bytes, size_t length) {
    char text[256];
    if (length >= sizeof text) fail("a value is too long");
    memcpy(text, bytes, length);
    text[length] = 0;
    setenv(name, text, 1);
}

static void take_profile(const unsigned char *fields, size_t length) {
    size_t size;
    const unsigned char *region = field(fields, length, 2, &size);
    set_variable("OSC_REGION", region, size);
    found_profile = 1;
}

static void take_key(const unsigned char *fields, size_t length) {
    size_t size;
    generation = number(field(fields, length, 1, &size), 8);
    const unsigned char *key_id = field(fields, length, 6, &size);
    set_variable("OSC_ACCESS_KEY", key_id, size);
    found_key = 1;
}

static void take_name(const unsigned char *fields, size_t length) {
    size_t size;
    const unsigned char *key = field(fields, length, 1, &size);
    if (size != 16) fail("a name leads nowhere");
    memcpy(id, key, 16);
}

// The entry of an id, or the first one where that is NULL.
static void look(
    const unsigned char *page, const unsigned char *wanted,
    void (*take)(const unsigned char *fields, size_t length)) {
    uint64_t count = number(page, 4);
    for (const unsigned char *entry = page + 4; count--; entry += 4 + number(entry, 4)) {
        if (wanted && memcmp(entry + 4, wanted, 16) != 0) continue;
        take(entry + 20, number(entry, 4) - 16);
        return;
    }
}

// The page of an entry (docs/format.md, chapter 5).
static uint64_t page_of(const unsigned char *entry, uint64_t pages) {
    uint64_t width = 0, hash = number(entry, 8);
    while (1ull << width < pages) width++;
    uint64_t page = hash & ((1ull << width) - 1);
    return page < pages ? page : page & ((1ull << (width - 1)) - 1);
}

static void read_page(
    sqlite3 *db, const vault_key *key, unsigned kind, uint64_t page, const unsigned char *wanted,
    void (*take)(const unsigned char *fields, size_t length)) {
    static unsigned char padded[1 << 17];
    int64_t row = (int64_t)((uint64_t)kind << 32 | page);
    unsigned char where[16];
    page_id(row, where);
    sqlite3_stmt *read = prepare(db, "SELECT generation, body FROM page WHERE place = ?1");
    sqlite3_bind_int64(read, 1, row);
    if (sqlite3_step(read) != SQLITE_ROW) fail("no such page");
    size_t length, size = (size_t)sqlite3_column_bytes(read, 1);
    unsigned type;
    if (size > sizeof padded) fail("a page is too large");
    place at = {PAGES, where, 1, (uint64_t)sqlite3_column_int64(read, 0)};
    look(open_box(key, at, sqlite3_column_blob(read, 1), size, padded, &length, &type), wanted, take);
    sqlite3_finalize(read);
}

// By the index of names, so that it costs two pages however many keys there are.
static void find(sqlite3 *db, const vault_key *key, const unsigned char *manifest, const char *name) {
    char message[128] = "vault/name/v1";
    unsigned char hash[32];
    if (strlen(name) > 64) fail("a name is too long");
    strcat(message, name);
    crypto_generichash(hash, 32, (unsigned char *)message, strlen(message), key->names, 32);
    read_page(db, key, PROFILES, 0, NULL, take_profile);
    read_page(db, key, NAMES, page_of(hash, number(manifest + 288, 4)), hash, take_name);
    read_page(db, key, KEYS, page_of(id, number(manifest + 156, 4)), id, take_key);
    if (!found_key || !found_profile) fail("no such key");
}

static void open_secret(sqlite3 *db, const vault_key *key) {
    unsigned char padded[1024];
    size_t length;
    unsigned type;
    sqlite3_stmt *secret = prepare(db, "SELECT body FROM secret WHERE id = ?1");
    sqlite3_bind_blob(secret, 1, id, 16, SQLITE_STATIC);
    if (sqlite3_step(secret) != SQLITE_ROW || sqlite3_column_bytes(secret, 0) > 1024)
        fail("no secret");
    const unsigned char *bytes = open_box(
        key, (place){SECRETS, id, 2, generation}, sqlite3_column_blob(secret, 0),
        (size_t)sqlite3_column_bytes(secret, 0), padded, &length, &type);
    set_variable("OSC_SECRET_KEY", bytes, length);
    sqlite3_finalize(secret);
}

int main(int count, char **words) {
    if (count < 6) fail("exec DATABASE KEY-FILE NAME quiet|event COMMAND [WORD…]");
    int writes = strcmp(words[4], "event") == 0;
    vault_key key;
    read_key(words[2], &key);
    sqlite3 *db = open_database(words[1], SQLITE_OPEN_READONLY);
    run(db, "BEGIN");
    sqlite3_stmt *manifest = prepare(db, "SELECT body, tag FROM manifest");
    if (sqlite3_step(manifest) != SQLITE_ROW) fail("no manifest");
    if (sqlite3_column_bytes(manifest, 0) != 372) fail("the manifest has another size");
    find(db, &key, sqlite3_column_blob(manifest, 0), words[3]);
    if (writes) spool_event(words[1], &key, sqlite3_column_blob(manifest, 0));
    sqlite3_finalize(manifest);
    open_secret(db, &key);
    sqlite3_close(db);
    execvp(words[5], words + 5);
    fail("the command does not start");
}
