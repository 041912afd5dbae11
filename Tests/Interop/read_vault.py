"""Reads a vault with its password, written from docs/format.md alone: it shares no code with the program.

Usage: read_vault.py VAULT_DB PASSWORD_FILE [MARK_FILE]
Prints one JSON object: keys (with their secrets), profiles, intents, audit, epoch. Any check that fails ends it with 1.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import struct
import sys

import nacl.bindings as sodium

SCHEMA = {"audit", "directory", "manifest", "node", "page", "secret", "slot"}
KINDS = (16, 17, 18, 19)


def check(truth, what):
    if not truth:
        sys.exit(f"read_vault: {what}")


def digest(message, key=b""):
    return hashlib.blake2b(message, digest_size=32, key=key).digest()


def subkey(key, number, context):
    return hashlib.blake2b(
        b"", digest_size=32, key=key, salt=struct.pack("<QQ", number, 0), person=context + bytes(8)
    ).digest()


def open_box(body, key):
    return sodium.crypto_secretbox_open(body[24:], body[:24], key)


def open_slot(slot, password):
    magic, version, kind, kdf, zero, passes, memory, lanes, number = struct.unpack_from("<4sBBBBIIII", slot)
    check(len(slot) == 168 and magic == b"VSL1" and version == 1 and zero == 0, "a slot is none")
    if kind != 1:
        return None
    check(kdf == 2 and lanes == 1 and 65536 <= memory <= 1 << 20 and 3 <= passes <= 16, "parameters")
    check(memory * passes <= 8 << 20, "parameters ask for too much")
    root = sodium.crypto_pwhash_alg(
        32, password, slot[48:64], passes, memory << 10, sodium.crypto_pwhash_ALG_ARGON2ID13)
    tag = digest(slot[:136], subkey(root, 2, b"VltSlot1"))
    check(hmac.compare_digest(tag, slot[136:]), "wrong password, or a damaged slot")
    return open_box(slot[64:136], subkey(root, 1, b"VltSlot1"))


class Reader:
    def __init__(self, path, password):
        self.spool = path + "-spool"
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        check(self.scalar("PRAGMA application_id") == 0x4F564C54, "not a vault")
        check(self.scalar("PRAGMA user_version") == 1, "another format")
        names = {row[0] for row in self.db.execute("SELECT name FROM sqlite_schema")}
        check(names == SCHEMA, "tables added or removed")
        self.slots = [row[0] for row in self.db.execute("SELECT body FROM slot ORDER BY number")]
        check(1 <= len(self.slots) <= 8, "the number of slots")
        check(sum(p * m for p, m in (struct.unpack_from("<II", s, 8) for s in self.slots)) <= 8 << 20, "their work")
        self.vault_id = self.slots[0][24:40]
        (self.key_epoch,) = struct.unpack_from("<Q", self.slots[0], 40)
        check({slot[24:48] for slot in self.slots} == {self.slots[0][24:48]}, "a slot of another key")
        key = next(filter(None, (open_slot(slot, password) for slot in self.slots)))
        self.key_id = subkey(key, 0, b"VltKeyID")
        self.records, self.manifest_key = subkey(key, 1, b"VltRecrd"), subkey(key, 3, b"VltMnfst")
        self.audit_key, self.mark_key = subkey(key, 4, b"VltAudit"), subkey(key, 5, b"VltHiWat")
        self.name_key = subkey(key, 2, b"VltIndex")

    def scalar(self, sql):
        return self.db.execute(sql).fetchone()[0]

    def unseal(self, body, table, name, column, generation, block):
        place = b"vault/rec/v1" + struct.pack("<I", 1) + self.vault_id + struct.pack("<QI", self.key_epoch, table)
        place += name + struct.pack("<IQ", column, generation)
        padded = open_box(body, digest(place, self.records))
        check(len(padded) % block == 0, "a size is no multiple of its block")
        kind, version, length = struct.unpack_from("<HHI", padded)
        rest = padded[8 + length:]
        check(version == 1 and rest == b"\x80" + bytes(len(rest) - 1) and len(rest) <= block, "padding")
        return kind, padded[8:8 + length]

    def manifest(self):
        body, tag = self.db.execute("SELECT body, tag FROM manifest").fetchone()
        check(digest(body, self.manifest_key) == tag, "the manifest's tag")
        fields = struct.unpack("<12s16sIQQ32s32sQI32s176sQ32s", body)
        check(fields[0] == b"vault/man/v1" and fields[1] == self.vault_id and fields[2] == 1, "the manifest")
        check(fields[4] == self.key_epoch and fields[5] == self.key_id, "the manifest's key")
        check(fields[8] == len(self.slots) and fields[9] == digest(b"".join(self.slots)), "the slots")
        return fields, tag

    def pages(self, fields):
        entries = {}
        for index, kind in enumerate(KINDS):
            count, number, expected = struct.unpack_from("<IQ32s", fields[10], 44 * index)
            entries[kind] = self.kind(kind, count, expected)
            check(len(entries[kind]) == number, "more or fewer entries")
        names = {}
        for name, entry in entries[19].items():
            names[name] = entry[1]
        for key, entry in entries[16].items():
            name = digest(b"vault/name/v1" + entry[3], self.name_key)[:16]
            check(names.pop(name, None) == key, "a name leads to another key")
        check(not names, "a name without a key")
        return entries

    def kind(self, kind, count, expected):
        row = self.db.execute("SELECT body FROM directory WHERE kind = ?", (kind,)).fetchone()
        nodes = row[0] if row else b""
        check(digest(b"vault/dir/v1" + struct.pack("<II", kind, count) + nodes) == expected, "a directory")
        check(len(nodes) == 32 * ((count + 63) // 64), "a directory's size")
        leaves = b""
        for number in range(len(nodes) // 32):
            (body,) = self.db.execute("SELECT body FROM node WHERE place = ?", (kind << 32 | number,)).fetchone()
            node = digest(b"vault/node/v1" + struct.pack("<II", kind, number) + body)
            check(node == nodes[32 * number:32 * number + 32], "a node")
            leaves += body
        check(len(leaves) == 40 * count, "the nodes' size")
        rows = self.db.execute(
            "SELECT place, generation, body FROM page WHERE place >> 32 = ? ORDER BY place", (kind,)).fetchall()
        check([row[0] & 0xFFFFFFFF for row in rows] == list(range(count)), "pages missing or too many")
        entries = {}
        for number, (_, generation, body) in enumerate(rows):
            check(leaves[40 * number:40 * number + 40] == struct.pack("<Q", generation) + digest(body), "a page")
            place = struct.pack("<QQ", kind, number)
            found, payload = self.unseal(body, 2, place, 1, generation, 4096)
            check(found == kind, "a page's kind")
            for name, fields in page_entries(payload).items():
                check(page_of(name, count) == number, "an entry in another page than its own")
                entries[name] = fields
        return entries

    def secret(self, name, entry):
        generation, body = self.db.execute("SELECT generation, body FROM secret WHERE id = ?", (name,)).fetchone()
        check(struct.pack("<Q", generation) == entry[1] and digest(body) == entry[2], "a secret's row")
        kind, payload = self.unseal(body, 1, name, 2, generation, 128)
        check(kind == 2, "a secret's type")
        return payload

    def audit(self, fields):
        head, events = bytes(32), []
        for sequence, body in self.db.execute("SELECT sequence, body FROM audit ORDER BY sequence"):
            check(sequence == len(events) + 1, "a gap in the audit log")
            head = digest(head + struct.pack("<Q", sequence) + digest(body), self.audit_key)
            kind, payload = self.unseal(body, 3, bytes(8) + struct.pack("<Q", sequence), 1, 1, 256)
            check(kind == 32, "an event's type")
            events.append(tlv(payload))
        check(fields[11] == len(events) and fields[12] == head, "the audit log's chain")
        return self.spooled(events, head)

    def spooled(self, events, head):
        data = open(self.spool, "rb").read() if os.path.exists(self.spool) else b""
        header, records = data[:70], [data[at:at + 552] for at in range(70, len(data), 552)]
        if records and (len(records[-1]) < 552 or bytes(32) in records[-1]):
            records.pop()
        if not records:
            return events
        check(header[:30] == b"vault/spool/v1" + self.vault_id, "another vault's spool")
        (count,) = struct.unpack_from("<Q", header, 30)
        check(count < len(events) or (count, header[38:]) == (len(events), head), "a spool of another state")
        link, waiting = digest(header), []
        for number, record in enumerate(records, count + 1):
            kind, payload = self.unseal(record, 6, link[:16], 1, number, 512)
            check(kind == 37, "a spooled event's type")
            waiting.append(tlv(payload))
            link = digest(link + record)
        if count < len(events):
            check(events[count:count + len(waiting)] == waiting, "a spool of another state")
            return events
        return events + waiting

    def mark(self, path, fields, tag):
        mark = open(path, "rb").read()
        check(len(mark) == 101 and mark[:29] == b"vault/mark/v1" + self.vault_id, "the mark")
        check(digest(mark[:69], self.mark_key) == mark[69:], "the mark's tag")
        (epoch,) = struct.unpack_from("<Q", mark, 29)
        check(epoch < fields[3] or (epoch == fields[3] and mark[37:69] == tag), "the file is older than the mark")


def tlv(data):
    fields, offset = {}, 0
    while offset < len(data):
        tag, length = struct.unpack_from("<HI", data, offset)
        check(tag > max(fields, default=0), "fields out of order")
        fields[tag] = data[offset + 6:offset + 6 + length]
        offset += 6 + length
    return fields


def page_of(name, count):
    width = (count - 1).bit_length()
    (word,) = struct.unpack_from("<Q", name)
    page = word % (1 << width)
    return page if page < count else word % (1 << (width - 1))


def page_entries(payload):
    (count,), offset, entries = struct.unpack_from("<I", payload), 4, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<I", payload, offset)
        name = payload[offset + 4:offset + 20]
        entries[name] = tlv(payload[offset + 20:offset + 4 + length])
        offset += 4 + length
    check(offset == len(payload) and list(entries) == sorted(entries), "a page's entries")
    return entries


def main(path, password_file, mark_file=None):
    reader = Reader(path, open(password_file, "rb").read().removesuffix(b"\n"))
    fields, tag = reader.manifest()
    entries = reader.pages(fields)
    if mark_file:
        reader.mark(mark_file, fields, tag)
    check(reader.scalar("SELECT count(*) FROM secret") == len(entries[16]), "more or fewer secrets than keys")
    text = lambda fields, number: fields[number].decode() if number in fields else None
    date = lambda fields, number: struct.unpack("<q", fields[number])[0] if number in fields else None
    keys = [
        {"name": text(key, 3), "user": text(key, 5), "access_key_id": text(key, 6), "expires": date(key, 9),
         "secret": reader.secret(name, key).decode()}
        for name, key in entries[16].items()
    ]
    json.dump({
        "epoch": fields[3], "keys": sorted(keys, key=lambda key: key["name"]),
        "profiles": sorted(text(profile, 1) for profile in entries[17].values()),
        "intents": sorted(text(intent, 7) for intent in entries[18].values()),
        "audit": [struct.unpack("<H", event[2])[0] for event in reader.audit(fields)],
    }, sys.stdout, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
