// vault-key DATABASE PASSWORD-FILE [KEY-FILE]
// Derives the password's key with the vault's own Argon2id parameters: without KEY-FILE that is all, which
// is the floor of `vault unlock`. With it the first slot is opened and the vault's key written for the others.
#define _GNU_SOURCE
#include "floor.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 3) fail("vault-key DATABASE PASSWORD-FILE [KEY-FILE]");
    if (sodium_init() < 0) fail("libsodium does not start");
    char password[1024];
    int file = open(words[2], O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, password, sizeof password);
    if (length <= 0) fail("no password");
    close(file);
    if (password[length - 1] == '\n') length--;

    sqlite3 *db = open_database(words[1], SQLITE_OPEN_READONLY);
    sqlite3_stmt *slots = prepare(db, "SELECT body FROM slot WHERE number = 0");
    if (sqlite3_step(slots) != SQLITE_ROW || sqlite3_column_bytes(slots, 0) != 168) fail("no slot");
    const unsigned char *slot = sqlite3_column_blob(slots, 0);

    unsigned char root[32];
    if (crypto_pwhash(
            root, 32, password, (unsigned long long)length, slot + 48, number(slot + 8, 4),
            number(slot + 12, 4) << 10, crypto_pwhash_ALG_ARGON2ID13) != 0)
        fail("no memory");
    if (count == 3) return 0;

    unsigned char wrapping[32], bytes[56];
    crypto_kdf_derive_from_key(wrapping, 32, 1, "VltSlot1", root);
    if (crypto_secretbox_open_easy(bytes, slot + 88, 48, slot + 64, wrapping) != 0)
        fail("the password is wrong");
    memcpy(bytes + 32, slot + 24, 16);
    memcpy(bytes + 48, slot + 40, 8);
    file = open(words[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || write(file, bytes, sizeof bytes) != sizeof bytes) fail("no key file");
    return 0;
}
