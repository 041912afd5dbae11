// write DATABASE KEY-FILE: one page more and the manifest anew, in one durable transaction.
// The floor of a write. Its pages belong to no manifest, so it is given a copy of a vault.
#define _GNU_SOURCE
#include "commit.h"

int main(int count, char **words) {
    if (count != 3) fail("write DATABASE KEY-FILE");
    vault_key key;
    read_key(words[2], &key);
    sqlite3 *db = open_for_writing(words[1]);
    run(db, "BEGIN IMMEDIATE");
    static unsigned char id[16], payload[200], body[8192];
    // No page of profiles has such a number.
    int64_t row = (int64_t)PROFILES << 32 | 1u << 30 | randombytes_uniform(1u << 30);
    page_id(row, id);
    size_t size = seal_box(
        &key, (place){PAGES, id, 1, 1}, PROFILES, payload, sizeof payload, 4096, body);
    sqlite3_stmt *insert = prepare(db, "INSERT INTO page(place, generation, body) VALUES (?1, 1, ?2)");
    sqlite3_bind_int64(insert, 1, row);
    sqlite3_bind_blob(insert, 2, body, (int)size, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(db));
    sqlite3_finalize(insert);
    write_manifest(db, &key);
    run(db, "COMMIT");
    return 0;
}
