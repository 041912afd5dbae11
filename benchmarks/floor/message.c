#define _GNU_SOURCE
#include "message.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

size_t receive(int socket, unsigned char *message) {
    size_t have = 0;
    while (have < 4 || have < number(message, 4) + 4) {
        if (have >= 4 && number(message, 4) + 4 > MESSAGE) fail("a message is too long");
        ssize_t count = read(socket, message + have, MESSAGE - have);
        if (count == 0 && have == 0) return 0;
        if (count <= 0) fail("a message was cut off");
        have += (size_t)count;
    }
    return have;
}

void send_message(int socket, unsigned char *message, unsigned code, size_t payload) {
    put_number(message, 4, payload + 2);
    message[4] = 1;
    message[5] = (unsigned char)code;
    if (write(socket, message, payload + 6) != (ssize_t)(payload + 6)) fail("can't send");
}

void check_peer(int socket) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != geteuid())
        fail("another user's");
}

int unix_socket(const char *path, void *address) {
    struct sockaddr_un *name = address;
    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    strncpy(name->sun_path, path, sizeof name->sun_path - 1);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}
