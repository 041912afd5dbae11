// What the floor programs share: just enough of docs/format.md to read a vault with its key at hand.
// A floor is the least that the machine asks for the work: it checks nothing that it need not, and it
// keeps its keys in ordinary memory. It is a measure, no example.
#pragma once
#include <sodium.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    unsigned char records[32];   // K_r
    unsigned char manifest[32];  // K_m
    unsigned char names[32];     // K_n
    unsigned char vault_id[16];
    unsigned char key_id[32];
    uint64_t epoch;
} vault_key;

// Where a box stands.
typedef struct {
    uint32_t table;
    const unsigned char *id;
    uint32_t column;
    uint64_t generation;
} place;

enum { SECRETS = 1, PAGES = 2, AUDIT = 3 };
enum { SECRET = 2, KEYS = 16, PROFILES = 17, JOURNAL = 18, NAMES = 19, EVENT = 32 };

#define NONCE 24
#define MAC 16

_Noreturn void fail(const char *what);
uint64_t number(const unsigned char *bytes, int count);
void put_number(unsigned char *bytes, int count, uint64_t value);

// The 56 bytes of a key file: the vault's key, its id, its epoch.
void read_key(const char *path, vault_key *key);
void subkeys(const unsigned char vk[32], vault_key *key);

// The id of the page in a row: its kind u64 ‖ its number u64.
void page_id(int64_t row, unsigned char id[16]);

// Opens nonce ‖ box; gives the payload within `padded`, and its type.
const unsigned char *open_box(
    const vault_key *key, place at, const unsigned char *body, size_t count,
    unsigned char *padded, size_t *length, unsigned *type);
// Seals a payload into nonce ‖ box, of whole blocks; gives the body's length.
size_t seal_box(
    const vault_key *key, place at, unsigned type, const unsigned char *payload, size_t count,
    size_t block, unsigned char *body);

// One field of an entry; `count` is its length, 0 for none.
const unsigned char *field(
    const unsigned char *fields, size_t length, unsigned wanted, size_t *count);

sqlite3 *open_database(const char *path, int flags);
sqlite3_stmt *prepare(sqlite3 *db, const char *sql);
void run(sqlite3 *db, const char *sql);
