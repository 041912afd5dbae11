// trips SOCKET DATABASE KEY-FILE COUNT held|fresh: asks an agent to open a secret's box COUNT times.
// Prints the nanoseconds of each trip, a line each. `fresh` connects for each trip, `held` once. It is the same
// client whichever agent listens, so only the agents differ.
#define _GNU_SOURCE
#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static unsigned char message[MESSAGE], question[2048];
static size_t payload;

static void make_question(const char *database, const vault_key *key) {
    sqlite3 *db = open_database(database, SQLITE_OPEN_READONLY);
    sqlite3_stmt *secret = prepare(db, "SELECT id, generation, body FROM secret LIMIT 1");
    if (sqlite3_step(secret) != SQLITE_ROW) fail("no secret");
    size_t size = (size_t)sqlite3_column_bytes(secret, 2);
    payload = 66 + size;
    if (payload > sizeof question) fail("a secret is too large");
    memcpy(question, key->key_id, 32);
    put_number(question + 32, 4, SECRETS);
    memcpy(question + 36, sqlite3_column_blob(secret, 0), 16);
    put_number(question + 52, 4, 2);
    put_number(question + 56, 8, (uint64_t)sqlite3_column_int64(secret, 1));
    put_number(question + 64, 2, SECRET);
    memcpy(question + 66, sqlite3_column_blob(secret, 2), size);
    sqlite3_close(db);
}

static int connected(const char *path) {
    struct sockaddr_un address;
    int agent = unix_socket(path, &address);
    if (connect(agent, (void *)&address, sizeof address) != 0) fail("no agent there");
    check_peer(agent);
    return agent;
}

static void trip(int agent) {
    memcpy(message + 6, question, payload);
    send_message(agent, message, ASK_OPEN, payload);
    if (receive(agent, message) < 6 || message[5] != CONTENT) fail("the agent refuses");
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words) {
    if (count != 6) fail("trips SOCKET DATABASE KEY-FILE COUNT held|fresh");
    vault_key key;
    read_key(words[3], &key);
    make_question(words[2], &key);
    int fresh = strcmp(words[5], "fresh") == 0;
    int agent = fresh ? -1 : connected(words[1]);
    for (long left = atol(words[4]); left > 0; left--) {
        long long start = now();
        if (fresh) agent = connected(words[1]);
        trip(agent);
        if (fresh) close(agent);
        printf("%lld\n", now() - start);
    }
    return 0;
}
