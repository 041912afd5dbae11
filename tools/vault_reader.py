#!/usr/bin/env python3
"""Reads a vault without the program that wrote it, and writes one. Made from docs/format.md alone.

  vault_reader.py read VAULT.DB [--password-file FILE] [--key-file FILE] [--recovery-file FILE] [--mark FILE] [--secrets]
  vault_reader.py write CONTENT.json NEW.DB --password-file FILE [--kdf-memory KIB] [--kdf-passes N]

`read` checks everything that docs/format.md lets a reader check and prints one JSON object; with --secrets, the secret
keys too. `write` takes the same shape and makes a vault that `vault` opens. Needs PyNaCl. Exit codes: 0, 1 damaged, 2 usage.
"""

import argparse
import json
import pathlib
import sqlite3
import struct
import sys

from vault_format import (APPLICATION_ID, JOURNAL, KEYS, KINDS, NAMES, PROFILES, TABLES, Credentials, Damaged, VaultKey,
                          check, check_slots, digest, directory_digest, has_checkpoint, later, next_link, node_digest, open_slot, page_entries, page_of,
                          read_fields, recovery_code)
from vault_landing import landed
from vault_writer import write

STATES = {1: "ACTIVE", 2: "INACTIVE", 3: None}


class Reader:
    def __init__(self, path, credentials):
        self.path = pathlib.Path(path)
        self.db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)
        check(self.scalar("PRAGMA application_id") == APPLICATION_ID, "not a vault")
        check(self.scalar("PRAGMA user_version") == 1, "another format")
        tables = dict(self.db.execute("SELECT name, sql FROM sqlite_schema"))
        check(tables == TABLES, "tables were added, removed or changed")
        rows = self.db.execute("SELECT number, body FROM slot ORDER BY number").fetchall()
        check(all(struct.unpack_from("<I", body, 20)[0] == number for number, body in rows), "a slot's number")
        self.slots = [body for _, body in rows]
        check_slots(self.slots)
        opened = next(filter(None, (open_slot(slot, credentials) for slot in self.slots)), None)
        check(opened is not None, "the credential opens no slot")
        (epoch,) = struct.unpack_from("<Q", self.slots[0], 40)
        self.key = VaultKey(opened, self.slots[0][24:40], epoch)
        self.fields, self.tag = self.manifest()

    def scalar(self, sql, *values):
        return self.db.execute(sql, values).fetchone()[0]

    def manifest(self):
        body, tag = self.db.execute("SELECT body, tag FROM manifest").fetchone()
        check(digest(body, self.key.manifest) == tag, "the manifest's MAC")
        fields = struct.unpack("<12s16sIQQ32s32sQI32s176sQ32s", body)
        check(fields[0] == b"vault/man/v1" and fields[1] == self.key.vault_id and fields[2] == 1, "the manifest")
        check(fields[4] == self.key.epoch and fields[5] == self.key.key_id, "the manifest's key")
        check(fields[8] == len(self.slots) and fields[9] == digest(b"".join(self.slots)), "the slots")
        return fields, tag

    @property
    def epoch(self):
        return self.fields[3]

    def entries(self):
        """All entries of each kind, by id."""
        entries = {}
        for index, kind in enumerate(KINDS):
            count, number, expected = struct.unpack_from("<IQ32s", self.fields[10], 44 * index)
            entries[kind] = self.kind(kind, count, expected)
            check(len(entries[kind]) == number, "more or fewer entries")
        names = {name: entry[1] for name, entry in entries[NAMES].items()}
        for key, entry in entries[KEYS].items():
            check(names.pop(self.key.name_id(entry[3]), None) == key, "a name leads to another key")
            check(entry[4] in entries[PROFILES], "a key's profile is missing")
        check(not names, "a name without a key")
        check(self.scalar("SELECT count(*) FROM secret") == len(entries[KEYS]), "more or fewer secrets than keys")
        return entries

    def kind(self, kind, count, expected):
        row = self.db.execute("SELECT body FROM directory WHERE kind = ?", (kind,)).fetchone()
        nodes = row[0] if row else b""
        check(directory_digest(kind, count, nodes) == expected, "a directory")
        check(len(nodes) == 32 * ((count + 63) // 64), "a directory's size")
        leaves = b""
        for number in range(len(nodes) // 32):
            body = self.scalar("SELECT body FROM node WHERE place = ?", kind << 32 | number)
            check(node_digest(kind, number, body) == nodes[32 * number:32 * number + 32], "a node")
            leaves += body
        check(len(leaves) == 40 * count, "the nodes' size")
        rows = self.db.execute(
            "SELECT place, generation, body FROM page WHERE place >> 32 = ? ORDER BY place", (kind,)).fetchall()
        check([row[0] & 0xFFFFFFFF for row in rows] == list(range(count)), "pages missing or too many")
        entries = {}
        for number, (_, generation, body) in enumerate(rows):
            check(leaves[40 * number:40 * number + 40] == struct.pack("<Q", generation) + digest(body), "a page")
            found, payload = self.key.unseal(body, 2, struct.pack("<QQ", kind, number), 1, generation, 4096)
            check(found == kind, "a page's kind")
            for name, fields in page_entries(payload).items():
                check(page_of(name, count) == number, "an entry in another page than its own")
                entries[name] = fields
        return entries

    def secret(self, name, entry):
        row = self.db.execute("SELECT generation, body FROM secret WHERE id = ?", (name,)).fetchone()
        check(row is not None, "a key's secret is missing")
        generation, body = row
        check(struct.pack("<Q", generation) == entry[1] and digest(body) == entry[2], "a secret's row")
        kind, payload = self.key.unseal(body, 1, name, 2, generation, 128)
        check(kind == 2, "a secret's type")
        return payload

    def events(self):
        """The audit log, and what waits in the spool (chapters 7 and 7a)."""
        head, events, latest = bytes(32), [], None
        for sequence, body in self.db.execute("SELECT sequence, body FROM audit ORDER BY sequence"):
            check(sequence == len(events) + 1, "a gap in the audit log")
            due = {6: head, 7: latest} if has_checkpoint(sequence) else {}
            head = next_link(head, sequence, body, self.key.audit)
            kind, payload = self.key.unseal(body, 3, bytes(8) + struct.pack("<Q", sequence), 1, 1, 256)
            check(kind == 32, "an event's type")
            event = read_fields(payload)
            check({field: event[field] for field in event if field in (6, 7)} == due, "a checkpoint")
            latest = later(latest, event[1])
            events.append(event)
        check(self.fields[11] == len(events) and self.fields[12] == head, "the audit log's chain")
        return self.spooled(events, head)

    def spooled(self, events, head):
        path = self.path.with_name(self.path.name + "-spool")
        data = path.read_bytes() if path.exists() else b""
        header, records = data[:70], [data[at:at + 552] for at in range(70, len(data), 552)]
        if records and (len(records[-1]) < 552 or bytes(32) in records[-1]):
            records.pop()
        if not records:
            return events
        check(header[:30] == b"vault/spool/v1" + self.key.vault_id, "another vault's spool")
        (count,) = struct.unpack_from("<Q", header, 30)
        check(count < len(events) or (count, header[38:]) == (len(events), head), "a spool of another state")
        link, waiting = digest(header), []
        for number, record in enumerate(records, count + 1):
            kind, payload = self.key.unseal(record, 6, link[:16], 1, number, 512)
            check(kind == 37, "a spooled event's type")
            waiting.append(read_fields(payload))
            link = digest(link + record)
        if count < len(events):
            plain = [{field: event[field] for field in event if field < 6} for event in events]
            check(plain[count:count + len(waiting)] == waiting, "a spool of another state")
            return events
        return events + waiting

    def check_mark(self, path):
        mark = pathlib.Path(path).read_bytes()
        check(len(mark) == 101 and mark[:29] == b"vault/mark/v1" + self.key.vault_id, "the mark")
        check(digest(mark[:69], self.key.mark) == mark[69:], "the mark's MAC")
        (epoch,) = struct.unpack_from("<Q", mark, 29)
        check(epoch < self.epoch or (epoch == self.epoch and mark[37:69] == self.tag), "the file is older than the mark")

    def landings(self):
        """What the landing files beside the vault hold (chapter 10)."""
        for path in sorted(self.path.parent.glob("landing-*")):
            intent = bytes.fromhex(path.name.removeprefix("landing-"))
            found = landed(path.read_bytes(), intent, self.key)
            if found:
                yield intent, found


def text(fields, number):
    return fields[number].decode() if number in fields else None


def date(fields, number):
    return struct.unpack("<q", fields[number])[0] if number in fields else None


def told(fields, secret, profiles, secrets):
    key = {
        "name": text(fields, 3), "profile": text(profiles.get(fields[4], {}), 1), "user": text(fields, 5),
        "access_key_id": text(fields, 6), "state": STATES.get(fields[7][0]), "created": date(fields, 8),
        "expires": date(fields, 9), "tag": text(fields, 10), "stored": date(fields, 11),
    }
    return key | {"secret": secret.decode()} if secrets else key


def read(arguments):
    password = arguments.password_file and arguments.password_file.read_bytes().removesuffix(b"\n")
    recovery = arguments.recovery_file and recovery_code(arguments.recovery_file.read_text())
    key_file = arguments.key_file and arguments.key_file.read_bytes()
    reader = Reader(arguments.vault, Credentials(password, recovery, key_file))
    if arguments.mark:
        reader.check_mark(arguments.mark)
    entries = reader.entries()
    profiles = entries[PROFILES]
    keys = [told(key, reader.secret(name, key), profiles, arguments.secrets) for name, key in entries[KEYS].items()]
    waiting = [
        {"intent": intent.hex(), "elsewhere": found.get("elsewhere")} if "elsewhere" in found
        else {"intent": intent.hex()} | told(found["fields"], found["secret"], profiles, arguments.secrets)
        for intent, found in reader.landings()
    ]
    return {
        "epoch": reader.epoch, "keys": sorted(keys, key=lambda key: key["name"]),
        "profiles": [
            {"name": text(profile, 1), "region": text(profile, 2), "endpoint": text(profile, 3)}
            for profile in sorted(profiles.values(), key=lambda profile: profile[1])
        ],
        "intents": sorted(text(intent, 7) for intent in entries[JOURNAL].values()), "landed": waiting,
        "audit": [struct.unpack("<H", event[2])[0] for event in reader.events()],
    }


def parser():
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = whole.add_subparsers(required=True, dest="command")
    reading = commands.add_parser("read")
    reading.add_argument("vault", type=pathlib.Path)
    reading.add_argument("--password-file", type=pathlib.Path)
    reading.add_argument("--recovery-file", type=pathlib.Path)
    reading.add_argument("--key-file", type=pathlib.Path)
    reading.add_argument("--mark", type=pathlib.Path)
    reading.add_argument("--secrets", action="store_true", help="print the secret keys")
    writing = commands.add_parser("write")
    writing.add_argument("content", type=pathlib.Path)
    writing.add_argument("vault", type=pathlib.Path)
    writing.add_argument("--password-file", type=pathlib.Path, required=True)
    writing.add_argument("--kdf-memory", type=int, default=262144, help="KiB; 262144 if not given")
    writing.add_argument("--kdf-passes", type=int, default=3)
    return whole


def main():
    whole = parser()
    arguments = whole.parse_args()
    if arguments.command == "write":
        password = arguments.password_file.read_bytes().removesuffix(b"\n")
        write(json.loads(arguments.content.read_text()), arguments.vault, password,
              arguments.kdf_passes, arguments.kdf_memory)
        return
    if not (arguments.password_file or arguments.recovery_file or arguments.key_file):
        whole.error("name a password file, a recovery file or a key file")
    json.dump(read(arguments), sys.stdout, indent=1)


if __name__ == "__main__":
    try:
        main()
    except (Damaged, sqlite3.Error, struct.error, KeyError, ValueError, OSError) as error:
        sys.exit(f"vault_reader: {error}")
