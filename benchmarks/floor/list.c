// list DATABASE KEY-FILE: the name and access key id of every key.
// The floor of `vault list`: the manifest and every page are read, every box is opened, by a key at hand.
#define _GNU_SOURCE
#include "floor.h"

#include <stdio.h>

static void print_keys(const unsigned char *page, size_t length) {
    uint64_t count = number(page, 4);
    const unsigned char *entry = page + 4, *end = page + length;
    while (count-- && end - entry >= 20) {
        size_t size = number(entry, 4), name_length, id_length;
        const unsigned char *fields = entry + 20;
        const unsigned char *name = field(fields, size - 16, 3, &name_length);
        const unsigned char *id = field(fields, size - 16, 6, &id_length);
        fwrite_unlocked(name, 1, name_length, stdout);
        putc_unlocked(' ', stdout);
        fwrite_unlocked(id, 1, id_length, stdout);
        putc_unlocked('\n', stdout);
        entry += 4 + size;
    }
}

int main(int count, char **words) {
    if (count != 3) fail("list DATABASE KEY-FILE");
    static char output[1 << 16];
    setvbuf(stdout, output, _IOFBF, sizeof output);
    vault_key key;
    read_key(words[2], &key);
    sqlite3 *db = open_database(words[1], SQLITE_OPEN_READONLY);
    run(db, "BEGIN");
    sqlite3_stmt *manifest = prepare(db, "SELECT body, tag FROM manifest");
    if (sqlite3_step(manifest) != SQLITE_ROW) fail("no manifest");
    sqlite3_stmt *pages = prepare(db, "SELECT id, generation, body FROM page ORDER BY id");
    while (sqlite3_step(pages) == SQLITE_ROW) {
        static unsigned char padded[1 << 17];
        size_t length;
        unsigned type;
        place at = {PAGES, sqlite3_column_blob(pages, 0), 1, (uint64_t)sqlite3_column_int64(pages, 1)};
        size_t size = (size_t)sqlite3_column_bytes(pages, 2);
        if (size > sizeof padded) fail("a page is too large");
        const unsigned char *page =
            open_box(&key, at, sqlite3_column_blob(pages, 2), size, padded, &length, &type);
        if (type == KEYS) print_keys(page, length);
    }
    return fflush(stdout) != 0;
}
