// exec DATABASE KEY-FILE NAME quiet|event COMMAND [WORD…]: runs a command with one key's variables.
// The floor of `vault exec`: the manifest and the pages are read until the key and a profile are found, one
// secret is opened, and with `event` an audit event is committed before the command gets it.
#define _GNU_SOURCE
#include "commit.h"

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

static void look(const unsigned char *page, size_t length, unsigned type, const char *wanted) {
    uint64_t count = number(page, 4);
    const unsigned char *entry = page + 4, *end = page + length;
    while (count-- && end - entry >= 20) {
        size_t size = number(entry, 4), value_length;
        const unsigned char *fields = entry + 20;
        if (type == PROFILES && !found_profile) {
            const unsigned char *region = field(fields, size - 16, 2, &value_length);
            set_variable("OSC_REGION", region, value_length);
            found_profile = 1;
        } else if (type == KEYS) {
            const unsigned char *name = field(fields, size - 16, 3, &value_length);
            if (value_length == strlen(wanted) && memcmp(name, wanted, value_length) == 0) {
                memcpy(id, entry + 4, 16);
                generation = number(field(fields, size - 16, 1, &value_length), 8);
                const unsigned char *key_id = field(fields, size - 16, 6, &value_length);
                set_variable("OSC_ACCESS_KEY", key_id, value_length);
                found_key = 1;
            }
        }
        entry += 4 + size;
    }
}

static void find(sqlite3 *db, const vault_key *key, const char *name) {
    static unsigned char padded[1 << 17];
    sqlite3_stmt *pages = prepare(db, "SELECT id, generation, body FROM page ORDER BY id");
    while (!(found_key && found_profile) && sqlite3_step(pages) == SQLITE_ROW) {
        size_t length, size = (size_t)sqlite3_column_bytes(pages, 2);
        unsigned type;
        place at = {PAGES, sqlite3_column_blob(pages, 0), 1, (uint64_t)sqlite3_column_int64(pages, 1)};
        if (size > sizeof padded) fail("a page is too large");
        const unsigned char *page =
            open_box(key, at, sqlite3_column_blob(pages, 2), size, padded, &length, &type);
        look(page, length, type, name);
    }
    sqlite3_finalize(pages);
    if (!found_key) fail("no such key");
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
    sqlite3 *db =
        writes ? open_for_writing(words[1]) : open_database(words[1], SQLITE_OPEN_READONLY);
    run(db, writes ? "BEGIN IMMEDIATE" : "BEGIN");
    sqlite3_stmt *manifest = prepare(db, "SELECT body, tag FROM manifest");
    if (sqlite3_step(manifest) != SQLITE_ROW) fail("no manifest");
    sqlite3_finalize(manifest);
    find(db, &key, words[3]);
    open_secret(db, &key);
    if (writes) {
        write_event(db, &key);
        write_manifest(db, &key);
        commit(db, words[1]);
    }
    sqlite3_close(db);
    execvp(words[5], words + 5);
    fail("the command does not start");
}
