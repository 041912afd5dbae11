// A commit as the program makes one: the same journal mode, the same syncs.
#pragma once
#include "floor.h"

// Opens for writing, with the settings that decide what a commit costs.
sqlite3 *open_for_writing(const char *path);
// The manifest's row, its epoch one higher, with a MAC.
void write_manifest(sqlite3 *db, const vault_key *key);
