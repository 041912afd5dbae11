#define _GNU_SOURCE
#include "commit.h"

#include <string.h>

sqlite3 *open_for_writing(const char *path) {
    sqlite3 *db = open_database(path, SQLITE_OPEN_READWRITE);
    run(db, "PRAGMA journal_mode = TRUNCATE");
    run(db, "PRAGMA synchronous = EXTRA");
    run(db, "PRAGMA secure_delete = ON");
    return db;
}

static void step(sqlite3 *db, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(db));
    sqlite3_finalize(statement);
}

void write_manifest(sqlite3 *db, const vault_key *key) {
    sqlite3_stmt *read = prepare(db, "SELECT body FROM manifest");
    unsigned char body[1024], tag[32];
    if (sqlite3_step(read) != SQLITE_ROW) fail("no manifest");
    size_t size = (size_t)sqlite3_column_bytes(read, 0);
    if (size > sizeof body) fail("the manifest is too large");
    memcpy(body, sqlite3_column_blob(read, 0), size);
    sqlite3_finalize(read);
    put_number(body + 32, 8, number(body + 32, 8) + 1);
    crypto_generichash(tag, 32, body, size, key->manifest, 32);
    sqlite3_stmt *write =
        prepare(db, "INSERT OR REPLACE INTO manifest(only, body, tag) VALUES (1, ?1, ?2)");
    sqlite3_bind_blob(write, 1, body, (int)size, SQLITE_STATIC);
    sqlite3_bind_blob(write, 2, tag, 32, SQLITE_STATIC);
    step(db, write);
}
