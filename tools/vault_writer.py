"""Writes a vault from docs/format.md alone: what a second implementation has to do so that `vault` opens its file."""

import os
import sqlite3
import struct
import time

import nacl.bindings as sodium

from vault_format import (APPLICATION_ID, KEYS, KINDS, NAMES, PROFILES, TABLES, VaultKey, check, digest, directory_digest,
                          has_checkpoint, later, next_link, node_digest, page_of, page_payload, password_slot, write_fields)

STATES = {"ACTIVE": 1, "INACTIVE": 2, None: 3}
CREATED, STORED = 1, 5
MOST_ENTRIES = {NAMES: 256}


class Writer:
    def __init__(self, db, password, passes, memory):
        self.db, self.now = db, struct.pack("<q", int(time.time()))
        secret, vault_id = sodium.randombytes(32), sodium.randombytes(16)
        self.key = VaultKey(secret, vault_id, 1)
        self.slots = [password_slot(secret, vault_id, password, passes, memory)]
        self.entries = {kind: {} for kind in KINDS}
        self.head, self.events, self.latest = bytes(32), 0, None
        self.add_event(CREATED)

    def add_profile(self, profile, is_default):
        name = sodium.randombytes(16)
        self.entries[PROFILES][name] = {
            1: profile["name"].encode(), 2: profile["region"].encode(), 3: optional(profile.get("endpoint")),
            4: bytes([(2 if is_default else 0) | (1 if "http://" in (profile.get("endpoint") or "") else 0)]),
        }
        return name

    def add_key(self, key, profiles):
        name = sodium.randombytes(16)
        body = self.key.seal(key["secret"].encode(), 2, 1, name, 2, 1, 128)
        self.db.execute("INSERT INTO secret VALUES (?, 1, ?)", (name, body))
        self.entries[KEYS][name] = {
            1: struct.pack("<Q", 1), 2: digest(body), 3: key["name"].encode(), 4: profiles[key["profile"]],
            5: optional(key.get("user")), 6: key["access_key_id"].encode(), 7: bytes([STATES[key.get("state")]]),
            8: day(key.get("created")), 9: day(key.get("expires")), 10: optional(key.get("tag")), 11: self.now,
        }
        self.entries[NAMES][self.key.name_id(key["name"].encode())] = {1: name}
        profile = self.entries[PROFILES][profiles[key["profile"]]]
        # The first key of a profile signs its API calls.
        profile.setdefault(9, name)
        self.add_event(STORED, key)

    def add_event(self, action, key=None):
        sequence = self.events + 1
        fields = {1: self.now, 2: struct.pack("<H", action)}
        if key:
            fields |= {3: key["name"].encode(), 4: key["access_key_id"].encode()}
        if has_checkpoint(sequence):
            fields |= {6: self.head, 7: self.latest}
        body = self.key.seal(write_fields(fields), 32, 3, bytes(8) + struct.pack("<Q", sequence), 1, 1, 256)
        self.db.execute("INSERT INTO audit VALUES (?, ?)", (sequence, body))
        self.head = next_link(self.head, sequence, body, self.key.audit)
        self.events, self.latest = sequence, later(self.latest, self.now)

    def finish(self):
        directories = b"".join(self.write_kind(kind) for kind in KINDS)
        for number, slot in enumerate(self.slots):
            self.db.execute("INSERT INTO slot VALUES (?, ?)", (number, slot))
        body = struct.pack(
            "<12s16sIQQ32s32sQI32s176sQ32s", b"vault/man/v1", self.key.vault_id, 1, 1, 1, self.key.key_id, bytes(32),
            int(time.time()), len(self.slots), digest(b"".join(self.slots)), directories, self.events, self.head)
        self.db.execute("INSERT INTO manifest VALUES (1, ?, ?)", (body, digest(body, self.key.manifest)))

    def write_kind(self, kind):
        """The pages of a kind, their nodes and directory; returns its part of the manifest (chapters 5 and 8)."""
        entries = self.entries[kind]
        pages = self.shared_out(entries, MOST_ENTRIES.get(kind, 64)) if entries else []
        leaves = b""
        for number, page in enumerate(pages):
            body = self.key.seal(page_payload(page), kind, 2, struct.pack("<QQ", kind, number), 1, 1, 4096)
            self.db.execute("INSERT INTO page VALUES (?, 1, ?)", (kind << 32 | number, body))
            leaves += struct.pack("<Q", 1) + digest(body)
        nodes = b""
        for number in range((len(pages) + 63) // 64):
            some = leaves[2560 * number:2560 * number + 2560]
            self.db.execute("INSERT INTO node VALUES (?, ?)", (kind << 32 | number, some))
            nodes += node_digest(kind, number, some)
        if pages:
            self.db.execute("INSERT INTO directory VALUES (?, ?)", (kind, nodes))
        return struct.pack("<IQ32s", len(pages), len(entries), directory_digest(kind, len(pages), nodes))

    def shared_out(self, entries, most):
        """As few pages as hold at most so many entries each, and have room for them."""
        count = 1
        while True:
            pages = [{} for _ in range(count)]
            for name, fields in entries.items():
                pages[page_of(name, count)][name] = fields
            if all(len(page) <= most and len(page_payload(page)) <= 57344 for page in pages):
                return pages
            count += 1


def optional(value):
    return None if value is None else value.encode()


def day(seconds):
    return None if seconds is None else struct.pack("<q", seconds)


def write(content, path, password, passes, memory):
    """Makes a vault with the profiles and keys of `content`, as `vault_reader.py read --secrets` prints them."""
    names = [key["name"] for key in content["keys"]]
    check(len(set(names)) == len(names), "two keys have one name")
    os.makedirs(path.parent, mode=0o700, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")
    with db:
        for sql in TABLES.values():
            db.execute(sql)
        writer = Writer(db, password, passes, memory)
        profiles = {}
        for profile in content["profiles"]:
            profiles[profile["name"]] = writer.add_profile(profile, is_default=not profiles)
        for key in content["keys"]:
            writer.add_key(key, profiles)
        writer.finish()
    db.close()
