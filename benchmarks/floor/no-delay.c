// Preloaded into the simulated API: each connection gets TCP_NODELAY. Without it the body of an answer on a
// kept connection waits 40 ms for the acknowledgement of its head, which hides everything else.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int prompt(int connection) {
    int yes = 1;
    if (connection >= 0) setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connection;
}

int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict size) {
    int (*next)(int, struct sockaddr *, socklen_t *) = dlsym(RTLD_NEXT, "accept");
    return prompt(next(listener, address, size));
}

int accept4(int listener, struct sockaddr *restrict address, socklen_t *restrict size, int flags) {
    int (*next)(int, struct sockaddr *, socklen_t *, int) = dlsym(RTLD_NEXT, "accept4");
    return prompt(next(listener, address, size, flags));
}
