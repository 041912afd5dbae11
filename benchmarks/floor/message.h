// Messages of docs/agent.md, protocol version 1: length u32 ‖ version u8 ‖ code u8 ‖ payload.
#pragma once
#include "floor.h"

#define MESSAGE 65536
enum { ASK_OPEN = 16 };
enum { CONTENT = 2, DOES_NOT_OPEN = 131, MALFORMED = 132 };

// Reads one whole message; gives the length of all of it, 0 where the other side has closed.
size_t receive(int socket, unsigned char *message);
// Fills in the head of a message with `payload` bytes behind it and writes all of it.
void send_message(int socket, unsigned char *message, unsigned code, size_t payload);
// Ends the program if the other side is another user's.
void check_peer(int socket);
int unix_socket(const char *path, void *address);
