// A commit as the program makes one: the same journal mode, the same syncs.
#pragma once
#include "floor.h"

// Opens for writing, with the settings that decide what a commit costs.
sqlite3 *open_for_writing(const char *path);
// The manifest's row, its epoch one higher, with a MAC.
void write_manifest(sqlite3 *db, const vault_key *key);
// An audit event of the usual size, the next in its sequence.
void write_event(sqlite3 *db, const vault_key *key);
// COMMIT, and the directory's sync that the program adds.
void commit(sqlite3 *db, const char *path);
