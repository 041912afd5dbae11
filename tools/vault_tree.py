"""The tree of docs/format.md, chapters 4 to 8: rows that a manifest vouches for, whatever they were read from."""

import dataclasses
import struct

from vault_format import (JOURNAL, KEYS, KINDS, NAMES, PROFILES, check, digest, directory_digest, has_checkpoint, later, next_link,
                          node_digest, page_entries, page_of, read_fields)

STATES = {1: "ACTIVE", 2: "INACTIVE", 3: None}


@dataclasses.dataclass
class TreeRows:
    """The rows of a tree: bodies by kind, place, id or sequence; pages and secrets with their generation."""

    directories: dict = dataclasses.field(default_factory=dict)
    nodes: dict = dataclasses.field(default_factory=dict)
    pages: dict = dataclasses.field(default_factory=dict)
    secrets: dict = dataclasses.field(default_factory=dict)
    events: dict = dataclasses.field(default_factory=dict)


class Manifest:
    """A tree's manifest (chapter 8), before anything says that it is the key's."""

    def __init__(self, body):
        check(len(body) == 372, "a manifest has not 372 bytes")
        self.body = body
        (magic, self.vault_id, version, self.epoch, self.key_epoch, self.key_id, self.before, self.time, self.slots,
         self.slots_digest, self.kinds, self.events, self.head) = struct.unpack("<12s16sIQQ32s32sQI32s176sQ32s", body)
        check(magic == b"vault/man/v1" and version == 1, "a manifest is none")

    def check(self, tag, key):
        """It is the one that whoever has the key has written."""
        check(digest(self.body, key.manifest) == tag, "the manifest's MAC")
        check(self.vault_id == key.vault_id, "another vault's manifest")
        check(self.key_epoch == key.epoch and self.key_id == key.key_id, "the manifest's key")

    def kind(self, kind):
        """Pages, entries, and the directory's digest."""
        return struct.unpack_from("<IQ32s", self.kinds, 44 * KINDS.index(kind))


class Tree:
    def __init__(self, rows, manifest, key):
        self.rows, self.manifest, self.key = rows, manifest, key

    def entries(self):
        """All entries of each kind, by id."""
        check(set(self.rows.directories) <= set(KINDS), "a directory of no kind")
        check({place >> 32 for place in [*self.rows.nodes, *self.rows.pages]} <= set(KINDS), "a page or node of no kind")
        entries = {kind: self.kind(kind) for kind in KINDS}
        names = {name: entry[1] for name, entry in entries[NAMES].items()}
        for key, entry in entries[KEYS].items():
            check(names.pop(self.key.name_id(entry[3]), None) == key, f"key {key.hex()}: its name leads to another key")
            check(entry[4] in entries[PROFILES], f"key {key.hex()}: its profile is missing")
        check(not names, "a name without a key")
        check(self.rows.secrets.keys() <= entries[KEYS].keys(), "a secret without a key")
        return entries

    def kind(self, kind):
        count, number, _ = self.manifest.kind(kind)
        leaves = self.leaves(kind)
        found = sorted(place & 0xFFFFFFFF for place in self.rows.pages if place >> 32 == kind)
        check(found == list(range(count)), f"kind {kind}: pages missing or too many")
        entries = {}
        for page in range(count):
            generation, body = self.rows.pages[kind << 32 | page]
            where = f"page {kind}/{page}"
            check(leaves[40 * page:40 * page + 40] == struct.pack("<Q", generation) + digest(body), f"{where}: not its node's")
            payload = self.key.unseal(body, 2, struct.pack("<QQ", kind, page), 1, generation, 4096, kind, where)
            for name, fields in page_entries(payload).items():
                check(page_of(name, count) == page, f"{where}: an entry in another page than its own")
                entries[name] = fields
        check(len(entries) == number, f"kind {kind}: more or fewer entries")
        return entries

    def leaves(self, kind):
        """What the nodes say of the pages, once the manifest has vouched for them."""
        count, _, expected = self.manifest.kind(kind)
        nodes, leaves = self.rows.directories.get(kind, b""), b""
        check(directory_digest(kind, count, nodes) == expected, f"directory {kind}: not the manifest's")
        check(len(nodes) == 32 * ((count + 63) // 64), f"directory {kind}: its size")
        found = sorted(place & 0xFFFFFFFF for place in self.rows.nodes if place >> 32 == kind)
        check(found == list(range(len(nodes) // 32)), f"kind {kind}: nodes missing or too many")
        for number in found:
            body = self.rows.nodes[kind << 32 | number]
            check(node_digest(kind, number, body) == nodes[32 * number:32 * number + 32], f"node {kind}/{number}: not its directory's")
            leaves += body
        check(len(leaves) == 40 * count, f"kind {kind}: the nodes' size")
        return leaves

    def secret(self, name, entry):
        where = f"secret {name.hex()}"
        check(name in self.rows.secrets, f"{where}: missing")
        generation, body = self.rows.secrets[name]
        check(struct.pack("<Q", generation) == entry[1] and digest(body) == entry[2], f"{where}: not its key's")
        return self.key.unseal(body, 1, name, 2, generation, 128, 2, where)

    def events(self):
        """The fields of the log's events, and the chain's head."""
        head, events, latest = bytes(32), [], None
        for sequence in sorted(self.rows.events):
            where, body = f"event {sequence}", self.rows.events[sequence]
            check(sequence == len(events) + 1, f"{where}: a gap before it")
            due = {6: head, 7: latest} if has_checkpoint(sequence) else {}
            head = next_link(head, sequence, body, self.key.audit)
            event = read_fields(self.key.unseal(body, 3, bytes(8) + struct.pack("<Q", sequence), 1, 1, 256, 32, where))
            check({field: event[field] for field in event if field in (6, 7)} == due, f"{where}: its checkpoint")
            latest = later(latest, event[1])
            events.append(event)
        check(self.manifest.events == len(events) and self.manifest.head == head, "the log's chain is not the manifest's")
        return events, head


def text(fields, number):
    return fields[number].decode() if number in fields else None


def date(fields, number):
    return struct.unpack("<q", fields[number])[0] if number in fields else None


def told(fields, secret, profiles, secrets):
    """A key as the readers print it."""
    key = {
        "name": text(fields, 3), "profile": text(profiles.get(fields[4], {}), 1), "user": text(fields, 5),
        "access_key_id": text(fields, 6), "state": STATES.get(fields[7][0]), "created": date(fields, 8),
        "expires": date(fields, 9), "tag": text(fields, 10), "stored": date(fields, 11),
    }
    return key | {"secret": secret.decode()} if secrets else key


def contents(tree, secrets):
    """All that a tree holds, as the readers print it; every box of it has been opened."""
    entries = tree.entries()
    profiles = entries[PROFILES]
    keys = [told(entry, tree.secret(name, entry), profiles, secrets) | departure(entry) for name, entry in entries[KEYS].items()]
    return {
        "epoch": tree.manifest.epoch, "keys": sorted(keys, key=lambda key: key["name"]),
        "profiles": [
            {"name": text(profile, 1), "region": text(profile, 2), "endpoint": text(profile, 3)}
            for profile in sorted(profiles.values(), key=lambda profile: profile[1])
        ],
        "intents": sorted(text(intent, 7) for intent in entries[JOURNAL].values()),
        "audit": [struct.unpack("<H", event[2])[0] for event in tree.events()[0]],
    }


def departure(entry):
    """In a team's vault: when a member who could read the secret was removed, and who."""
    check((15 in entry) == (16 in entry), "a key has one of the fields 15 and 16")
    return {"removed": date(entry, 15), "removed_member": text(entry, 16)} if 15 in entry else {}
