"""Statements that members of the golden team sign against the rules, with their real keys."""

import copy
import struct

import nacl.bindings as sodium

from team_chain import manifest_chain
from team_format import MANIFEST, ROSTER
from team_roster import roster_states
from team_vault import TeamVault
from vault_format import digest, write_fields

NOW = 1_900_000_000
SOMEBODY, STRANGER = b"S" * 16, b"T" * 16


def flipped(data, at):
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def number(value):
    return struct.pack("<Q", value)


class Forger:
    def __init__(self, rows, members):
        self.rows, self.members = rows, members
        self.states = roster_states(rows.roster)
        self.roster, chain = self.states[-1], manifest_chain(rows.manifests, self.states)
        self.newest = chain[max(chain)]
        self.key = TeamVault(rows).unlock(members["bob"])
        self.open = {offer.name: place for place, offer in self.roster.invitations.items()}

    def entry(self, author, kind, fields, signer=None, place=None, before=None):
        """The roster's next entry, in the author's name."""
        fields = {1: number(self.roster.count if place is None else place), 2: number(NOW), 3: self.members[author].id,
                  4: bytes([kind])} | fields
        body = ROSTER + self.roster.vault_id + (before or self.roster.head) + write_fields(fields)
        return body, self.signature(body, signer or author)

    def signature(self, body, signer):
        return sodium.crypto_sign(body, self.members[signer].secret_sign)[:64]

    def team(self, author, entry=None, *, signer=None, entries=None, epoch=None, key_epoch=None, tag=None, heads=None):
        """The golden rows with a next manifest, which names one more entry if there is one."""
        rows, last = copy.deepcopy(self.rows), self.newest
        if entry:
            rows.roster[self.roster.count] = list(entry)
        count = entries or self.roster.count + bool(entry)
        head = digest(b"".join(entry)) if entry else self.states[count - 1].head
        tree = bytearray(last.manifest.body)
        struct.pack_into("<Q", tree, 32, epoch or last.manifest.epoch + 1)
        struct.pack_into("<Q", tree, 40, key_epoch or last.manifest.key_epoch)
        tree[80:112] = last.tag
        content = self.members[author].id + number(count) + head + last.slots + bytes(tree)
        content += digest(bytes(tree), self.key.manifest) if tag is None else tag
        heads = last.heads if heads is None else heads
        content += struct.pack("<I", len(heads))
        content += b"".join(member + number(sequence) + head for member, (sequence, head) in sorted(heads.items()))
        body = MANIFEST + self.roster.vault_id + last.head + content
        rows.manifests[epoch or last.manifest.epoch + 1] = [body, self.signature(body, signer or author)]
        return rows

    def keys(self, seed):
        return (sodium.crypto_sign_seed_keypair(seed * 32)[0] + sodium.crypto_box_seed_keypair(seed * 32)[0])

    def broken_entries(self):
        """What the refusal says, the author, the entry's kind, its fields."""
        carol, bob, dave = (self.members[name].id for name in ("carol", "bob", "dave"))
        invite = {5: STRANGER, 6: b"zoe", 7: b"\x01", 9: number(NOW + 60), 10: b"k" * 32, 11: b"p" * 32}
        erin = self.open[b"erin"]
        used = self.roster.invitations[erin].key
        # The first admission was of bob; its invitation is used.
        taken = self.states[1].entry.fields[5]
        fresh = self.keys(b"n")
        admit = {5: erin, 8: fresh, 12: SOMEBODY}
        early = {2: number(self.roster.entry.time)}
        yield "its author is no admin", "carol", 8, {15: bytes(32)}
        yield "its author is no admin", "dave", 8, {15: bytes(32)}
        yield "the founding is the first entry", "bob", 1, {6: b"bob", 8: self.members["bob"].keys, 14: bytes(32)}
        yield "other fields than its kind has", "bob", 6, {7: b"\x01", 12: carol}
        yield "other fields than its kind has", "bob", 8, {}
        yield "of no known kind", "bob", 9, {}
        yield "no name", "bob", 2, invite | {6: b"zo e"}
        yield "no role", "bob", 2, invite | {7: b"\x04"}
        yield "the name is a member's", "bob", 2, invite | {6: b"carol"}
        yield "the name is a member's", "bob", 2, invite | {6: b"frank"}
        yield "the name is a member's", "bob", 2, invite | {6: b"recovery-code"}
        yield "the invitation's id or key", "bob", 2, invite | {5: taken}
        yield "the invitation's id or key", "bob", 2, invite | {5: carol}
        yield "the invitation's id or key", "bob", 2, invite | {10: used}
        yield "it has expired", "bob", 2, invite | {9: number(NOW)}
        yield "the invitation is not open", "bob", 3, {5: taken}
        yield "the invitation is not open", "bob", 4, admit | early | {5: taken}
        yield "the invitation has expired", "bob", 4, admit
        yield "the member's id or one of its keys", "bob", 4, admit | early | {12: dave}
        yield "the member's id or one of its keys", "bob", 4, admit | early | {8: self.members["dave"].keys[:32] + fresh[32:]}
        yield "the member's id or one of its keys", "bob", 4, admit | early | {8: fresh[:32] + self.members["dave"].keys[32:]}
        yield "nothing can be sealed", "bob", 4, admit | early | {8: fresh[:32] + bytes(32)}
        yield "nothing can be sealed", "bob", 4, admit | early | {8: b"\x01" + bytes(31) + fresh[32:]}
        yield "no member, or the role", "bob", 5, {7: b"\x01", 12: carol}
        yield "no member, or the role", "bob", 5, {7: b"\x02", 12: dave}
        yield "no member, or its own author", "bob", 6, {12: bob}
        yield "no member, or its own author", "bob", 6, {12: dave}
        yield "not the next key", "bob", 7, {13: number(4), 14: bytes(32)}
        yield "not the next key", "bob", 7, {13: number(3), 14: self.roster.key_id}
        yield "its number", "bob", 8, {1: number(3), 15: bytes(32)}
