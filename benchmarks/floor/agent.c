// agent SOCKET KEY-FILE: an agent in C that opens boxes, one client at a time, and does nothing else.
// The floor of our agent: the same messages, the same key per box, the same question to the kernel.
#define _GNU_SOURCE
#include "message.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <sys/un.h>
#include <unistd.h>

static void answer(int client, const vault_key *key, unsigned char *message, size_t length) {
    static unsigned char padded[MESSAGE];
    // key 32 ‖ table u32 ‖ id 16 ‖ column u32 ‖ generation u64 ‖ type u16 ‖ box
    unsigned char *payload = message + 6;
    if (length < 6 + 66 || message[5] != ASK_OPEN || memcmp(payload, key->key_id, 32) != 0)
        fail("not understood");
    unsigned char *where = payload + 32;
    place at = {(uint32_t)number(where, 4), where + 4, (uint32_t)number(where + 20, 4),
                number(where + 24, 8)};
    size_t count;
    unsigned type;
    const unsigned char *content =
        open_box(key, at, where + 34, length - 6 - 66, padded, &count, &type);
    if (type != number(where + 32, 2)) fail("another type");
    memcpy(payload, content, count);
    send_message(client, message, CONTENT, count);
}

int main(int count, char **words) {
    if (count != 3) fail("agent SOCKET KEY-FILE");
    // It ends with whoever started it.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    vault_key key;
    read_key(words[2], &key);
    struct sockaddr_un address;
    int listener = unix_socket(words[1], &address);
    unlink(words[1]);
    if (bind(listener, (void *)&address, sizeof address) != 0 || listen(listener, 8) != 0)
        fail("can't listen");
    for (;;) {
        int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0) continue;
        check_peer(client);
        static unsigned char message[MESSAGE];
        size_t length;
        while ((length = receive(client, message)) > 0) answer(client, &key, message, length);
        close(client);
    }
}
