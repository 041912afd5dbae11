// list DATABASE KEY-FILE [verified]: the name and access key id of every key.
// The floor of `vault list`: the manifest and every page are read, every box is opened, by a key at hand. With
// `verified` it also holds the pages against the manifest and the manifest against its MAC, as a reader must.
#define _GNU_SOURCE
#include "floor.h"

#include <stdio.h>
#include <string.h>

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

static void add_leaf(crypto_generichash_state *all, place at, const unsigned char *body, size_t size) {
    unsigned char leaf[13 + 4 + 16 + 8 + 32], digest[32];
    memcpy(leaf, "vault/leaf/v1", 13);
    put_number(leaf + 13, 4, at.table);
    memcpy(leaf + 17, at.id, 16);
    put_number(leaf + 33, 8, at.generation);
    crypto_generichash(leaf + 41, 32, body, size, NULL, 0);
    crypto_generichash(digest, 32, leaf, sizeof leaf, NULL, 0);
    crypto_generichash_update(all, digest, 32);
}

static void check(const vault_key *key, sqlite3_stmt *manifest, crypto_generichash_state *leaves) {
    unsigned char digest[32], tag[32];
    const unsigned char *body = sqlite3_column_blob(manifest, 0);
    if (sqlite3_column_bytes(manifest, 0) != 232 || sqlite3_column_bytes(manifest, 1) != 32)
        fail("the manifest has another size");
    crypto_generichash(tag, 32, body, 232, key->manifest, 32);
    crypto_generichash_final(leaves, digest, 32);
    if (memcmp(tag, sqlite3_column_blob(manifest, 1), 32) != 0 || memcmp(digest, body + 160, 32) != 0)
        fail("the pages are not the manifest's");
}

int main(int count, char **words) {
    if (count != 3 && count != 4) fail("list DATABASE KEY-FILE [verified]");
    crypto_generichash_state leaves;
    static char output[1 << 16];
    setvbuf(stdout, output, _IOFBF, sizeof output);
    vault_key key;
    read_key(words[2], &key);
    sqlite3 *db = open_database(words[1], SQLITE_OPEN_READONLY);
    run(db, "BEGIN");
    sqlite3_stmt *manifest = prepare(db, "SELECT body, tag FROM manifest");
    if (sqlite3_step(manifest) != SQLITE_ROW) fail("no manifest");
    crypto_generichash_init(&leaves, NULL, 0, 32);
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
        if (count == 4) add_leaf(&leaves, at, sqlite3_column_blob(pages, 2), size);
        if (type == KEYS) print_keys(page, length);
    }
    if (count == 4) check(&key, manifest, &leaves);
    return fflush(stdout) != 0;
}
