// list DATABASE KEY-FILE [verified]: the name and access key id of every key.
// The floor of `vault list`: the manifest and every page of keys are read, every box is opened, by a key at hand. With
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

// Holds a node's leaves against the pages that were read, and its digest against the directory's next.
typedef struct {
    unsigned char leaves[64 * 40], nodes[1 << 16];
    size_t leaf_count, node_count;
} tree;

static void end_node(tree *keys) {
    if (keys->leaf_count == 0) return;
    unsigned char head[21];
    crypto_generichash_state state;
    memcpy(head, "vault/node/v1", 13);
    put_number(head + 13, 4, KEYS);
    put_number(head + 17, 4, keys->node_count);
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, head, sizeof head);
    crypto_generichash_update(&state, keys->leaves, 40 * keys->leaf_count);
    if (32 * (keys->node_count + 1) > sizeof keys->nodes) fail("too many nodes");
    crypto_generichash_final(&state, keys->nodes + 32 * keys->node_count++, 32);
    keys->leaf_count = 0;
}

static void add_leaf(tree *keys, uint64_t generation, const unsigned char *body, size_t size) {
    unsigned char *leaf = keys->leaves + 40 * keys->leaf_count++;
    put_number(leaf, 8, generation);
    crypto_generichash(leaf + 8, 32, body, size, NULL, 0);
    if (keys->leaf_count == 64) end_node(keys);
}

static void check(const vault_key *key, sqlite3_stmt *manifest, tree *keys, uint64_t pages) {
    unsigned char digest[32], tag[32], head[20];
    const unsigned char *body = sqlite3_column_blob(manifest, 0);
    if (sqlite3_column_bytes(manifest, 0) != 372 || sqlite3_column_bytes(manifest, 1) != 32)
        fail("the manifest has another size");
    crypto_generichash(tag, 32, body, 372, key->manifest, 32);
    end_node(keys);
    memcpy(head, "vault/dir/v1", 12);
    put_number(head + 12, 4, KEYS);
    put_number(head + 16, 4, pages);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, head, sizeof head);
    crypto_generichash_update(&state, keys->nodes, 32 * keys->node_count);
    crypto_generichash_final(&state, digest, 32);
    if (memcmp(tag, sqlite3_column_blob(manifest, 1), 32) != 0 || memcmp(digest, body + 168, 32) != 0)
        fail("the pages are not the manifest's");
}

int main(int count, char **words) {
    if (count != 3 && count != 4) fail("list DATABASE KEY-FILE [verified]");
    static tree keys;
    uint64_t number_of_pages = 0;
    static char output[1 << 16];
    setvbuf(stdout, output, _IOFBF, sizeof output);
    vault_key key;
    read_key(words[2], &key);
    sqlite3 *db = open_database(words[1], SQLITE_OPEN_READONLY);
    run(db, "BEGIN");
    sqlite3_stmt *manifest = prepare(db, "SELECT body, tag FROM manifest");
    if (sqlite3_step(manifest) != SQLITE_ROW) fail("no manifest");
    sqlite3_stmt *pages = prepare(
        db, "SELECT place, generation, body FROM page WHERE place < 17 << 32 ORDER BY place");
    while (sqlite3_step(pages) == SQLITE_ROW) {
        static unsigned char padded[1 << 17];
        size_t length;
        unsigned type;
        unsigned char id[16];
        page_id(sqlite3_column_int64(pages, 0), id);
        place at = {PAGES, id, 1, (uint64_t)sqlite3_column_int64(pages, 1)};
        size_t size = (size_t)sqlite3_column_bytes(pages, 2);
        if (size > sizeof padded) fail("a page is too large");
        const unsigned char *page =
            open_box(&key, at, sqlite3_column_blob(pages, 2), size, padded, &length, &type);
        if (count == 4) add_leaf(&keys, at.generation, sqlite3_column_blob(pages, 2), size);
        number_of_pages++;
        if (type == KEYS) print_keys(page, length);
    }
    if (count == 4) check(&key, manifest, &keys, number_of_pages);
    return fflush(stdout) != 0;
}
