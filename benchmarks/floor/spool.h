// An event in the audit spool (docs/format.md, chapter 7a), on the disk when this returns.
#pragma once
#include "floor.h"

// Appends one behind those that are there. `manifest` is the manifest's body.
void spool_event(const char *database, const vault_key *key, const unsigned char *manifest);
