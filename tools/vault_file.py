"""A private vault's files: the database, its spool, its mark, and landing files beside it (docs/format.md, 1, 7a, 9, 10)."""

import contextlib
import pathlib
import sqlite3
import struct

from vault_format import (APPLICATION_ID, PROFILES, TABLES, VaultKey, check, check_slots, digest, open_slot, read_fields)
from vault_landing import landed
from vault_tree import Manifest, Tree, TreeRows, contents, told


@contextlib.contextmanager
def opened(path, application_id, tables):
    """A database that is only read, and has these tables and nothing else."""
    with contextlib.closing(sqlite3.connect(f"{pathlib.Path(path).resolve().as_uri()}?mode=ro", uri=True)) as db:
        check(db.execute("PRAGMA application_id").fetchone()[0] == application_id, f"{path}: another kind of file")
        check(db.execute("PRAGMA user_version").fetchone()[0] == 1, f"{path}: another format")
        found = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
        check(found == tables, f"{path}: tables were added, removed or changed")
        yield db


def tree_rows(db):
    """A tree's rows, as a private vault and a replica have them."""
    return TreeRows(
        directories=dict(db.execute("SELECT kind, body FROM directory")), nodes=dict(db.execute("SELECT place, body FROM node")),
        pages={place: row for place, *row in db.execute("SELECT place, generation, body FROM page")},
        secrets={name: row for name, *row in db.execute("SELECT id, generation, body FROM secret")},
        events=dict(db.execute("SELECT sequence, body FROM audit")))


class VaultFile:
    def __init__(self, path, credentials):
        self.path = pathlib.Path(path)
        with opened(path, APPLICATION_ID, TABLES) as db:
            slots = db.execute("SELECT number, body FROM slot ORDER BY number").fetchall()
            body, self.tag = db.execute("SELECT body, tag FROM manifest").fetchone()
            rows = tree_rows(db)
        check(all(struct.unpack_from("<I", slot, 20)[0] == number for number, slot in slots), "a slot's number")
        slots = [slot for _, slot in slots]
        check_slots(slots)
        key = next(filter(None, (open_slot(slot, credentials) for slot in slots)), None)
        check(key is not None, "the credential opens no slot")
        self.key = VaultKey(key, slots[0][24:40], struct.unpack_from("<Q", slots[0], 40)[0])
        manifest = Manifest(body)
        manifest.check(self.tag, self.key)
        check(manifest.slots == len(slots) and manifest.slots_digest == digest(b"".join(slots)), "the slots")
        self.tree = Tree(rows, manifest, self.key)

    def contents(self, secrets):
        found = contents(self.tree, secrets)
        profiles = self.tree.entries()[PROFILES]
        found["landed"] = [
            {"intent": intent.hex(), "elsewhere": found.get("elsewhere")} if "elsewhere" in found
            else {"intent": intent.hex()} | told(found["fields"], found["secret"], profiles, secrets)
            for intent, found in self.landings()
        ]
        found["audit"] += [struct.unpack("<H", event[2])[0] for event in self.spooled(*self.tree.events())]
        return found

    def spooled(self, events, head):
        """What waits in the spool and is not in the database (chapter 7a)."""
        path = self.path.with_name(self.path.name + "-spool")
        data = path.read_bytes() if path.exists() else b""
        header, records = data[:70], [data[at:at + 552] for at in range(70, len(data), 552)]
        if records and (len(records[-1]) < 552 or bytes(32) in records[-1]):
            records.pop()
        if not records:
            return []
        check(header[:30] == b"vault/spool/v1" + self.key.vault_id, "another vault's spool")
        (count,) = struct.unpack_from("<Q", header, 30)
        check(count < len(events) or (count, header[38:]) == (len(events), head), "a spool of another state")
        link, waiting = digest(header), []
        for number, record in enumerate(records, count + 1):
            waiting.append(read_fields(self.key.unseal(record, 6, link[:16], 1, number, 512, 37, f"spooled event {number}")))
            link = digest(link + record)
        if count < len(events):
            plain = [{field: event[field] for field in event if field < 6} for event in events]
            check(plain[count:count + len(waiting)] == waiting, "a spool of another state")
            return []
        return waiting

    def check_mark(self, path):
        mark, epoch = pathlib.Path(path).read_bytes(), self.tree.manifest.epoch
        check(len(mark) == 101 and mark[:29] == b"vault/mark/v1" + self.key.vault_id, "the mark")
        check(digest(mark[:69], self.key.mark) == mark[69:], "the mark's MAC")
        (marked,) = struct.unpack_from("<Q", mark, 29)
        check(marked < epoch or (marked == epoch and mark[37:69] == self.tag), "the file is older than the mark")

    def landings(self):
        """What the landing files beside the vault hold (chapter 10)."""
        for path in sorted(self.path.parent.glob("landing-*")):
            intent = bytes.fromhex(path.name.removeprefix("landing-"))
            found = landed(path.read_bytes(), intent, self.key)
            if found:
                yield intent, found
