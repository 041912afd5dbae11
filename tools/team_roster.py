"""Who was a member when: the roster's rules (docs/format.md, chapter 10a)."""

import dataclasses
import struct

from team_format import ROSTER, Statement, usable
from vault_format import check, is_name, read_fields

FOUND, INVITE, CANCEL, ADMIT, ROLE, REMOVE, REKEY, ACCEPT = range(1, 9)
READER, WRITER, ADMIN = 1, 2, 3
ROLES = {READER: "reader", WRITER: "writer", ADMIN: "admin"}
RECOVERY_CODE = b"recovery-code"
ALWAYS = {1, 2, 3, 4}
FIELDS = {FOUND: {6, 8, 14}, INVITE: {5, 6, 7, 9, 10, 11}, CANCEL: {5}, ADMIT: {5, 8, 12}, ROLE: {7, 12}, REMOVE: {12},
          REKEY: {13, 14}, ACCEPT: {15}}
SIZES = {1: 8, 2: 8, 3: 16, 4: 1, 5: 16, 7: 1, 9: 8, 10: 32, 11: 32, 12: 16, 13: 8, 14: 32, 15: 32}


def number(field):
    return int.from_bytes(field, "little")


@dataclasses.dataclass(frozen=True)
class Holder:
    """A member as the roster has it."""

    name: bytes
    role: int
    keys: bytes


@dataclasses.dataclass(frozen=True)
class Invitation:
    name: bytes
    role: int
    expiry: int
    key: bytes
    author: bytes


class Entry(Statement):
    def __init__(self, body, signature, where):
        super().__init__(ROSTER, body, signature, where)
        self.fields = read_fields(self.content)
        check(ALWAYS <= self.fields.keys() and len(self.fields[4]) == 1, f"{where}: lacks a field")
        self.kind, self.author, self.time = self.fields[4][0], self.fields[3], number(self.fields[2])
        check(self.kind in FIELDS, f"{where}: of no known kind")
        found, due = self.fields.keys() - ALWAYS, FIELDS[self.kind]
        check(found == due or (self.kind == FOUND and found == due | {5}), f"{where}: other fields than its kind has")
        for field, size in SIZES.items():
            check(field not in self.fields or len(self.fields[field]) == size, f"{where}: the size of field {field}")
        keys = 128 if self.kind == FOUND and 5 in self.fields else 64
        check(8 not in self.fields or len(self.fields[8]) == keys, f"{where}: the size of its keys")
        check(7 not in self.fields or self.fields[7][0] in ROLES, f"{where}: no role")
        check(6 not in self.fields or is_name(self.fields[6]), f"{where}: no name")


class Roster:
    """The state after so many entries. `take` makes the next one, or refuses the entry."""

    def __init__(self):
        self.vault_id, self.founding, self.count, self.head = None, None, 0, bytes(32)
        self.members, self.invitations, self.used, self.ever = {}, {}, set(), {}
        self.key_epoch, self.key_id, self.owes_rekey, self.accepted = 0, None, False, set()

    def copy(self):
        new = Roster()
        new.__dict__.update({name: value.copy() if isinstance(value, (dict, set)) else value for name, value in self.__dict__.items()})
        return new

    def is_admin(self, member):
        return member in self.members and self.members[member].role == ADMIN

    def may_write(self, member):
        return member in self.members and self.members[member].role >= WRITER

    def take(self, entry):
        new = self.copy()
        new.follow(entry)
        return new

    def follow(self, entry):
        self.entry, where = entry, entry.where
        check(number(entry.fields[1]) == self.count, f"{where}: its number")
        check((entry.kind == FOUND) == (self.count == 0), f"{where}: the founding is the first entry, and no other")
        entry.check_place(self.vault_id or entry.vault_id, self.head)
        if entry.kind == FOUND:
            entry.check_signature(entry.fields[8][:32])
        else:
            check(self.is_admin(entry.author), f"{where}: its author is no admin")
            entry.check_signature(self.members[entry.author].keys[:32])
        check(not self.owes_rekey or entry.kind == REKEY, f"{where}: after a removal comes a rekey")
        refusal = self.rules[entry.kind](self, entry.fields, entry)
        check(refusal is None, f"{where}: {refusal}")
        for invitation, offered in list(self.invitations.items()):
            if not self.is_admin(offered.author):
                del self.invitations[invitation]
        self.count, self.head = self.count + 1, entry.head

    def enter(self, member, name, role, keys):
        """A new member, unless something of it was used before."""
        if self.is_taken(name):
            return "the name is a member's, or offered to somebody"
        if not usable(keys):
            return "nothing can be sealed for the member's keys, or signed by them"
        if not self.use(member, keys[:32], keys[32:]):
            return "the member's id or one of its keys was used before"
        self.members[member] = self.ever[member] = Holder(name, role, keys)
        return None

    def use(self, *words):
        """Whether these ids and keys are new, to the roster and among themselves."""
        are_new = len(set(words)) == len(words) and not self.used & set(words)
        self.used |= set(words)
        return are_new

    def is_taken(self, name):
        return name in {member.name for member in self.members.values()} | {offer.name for offer in self.invitations.values()}

    def found(self, fields, entry):
        self.vault_id, self.founding = entry.vault_id, entry.head
        self.key_epoch, self.key_id = 1, fields[14]
        refusal = self.enter(entry.author, fields[6], ADMIN, fields[8][:64])
        if refusal is None and 5 in fields:
            refusal = self.enter(fields[5], RECOVERY_CODE, ADMIN, fields[8][64:])
        return refusal

    def invite(self, fields, entry):
        if self.is_taken(fields[6]):
            return "the name is a member's, or offered to somebody"
        if not self.use(fields[5], fields[10]):
            return "the invitation's id or key was used before"
        if number(fields[9]) <= entry.time:
            return "it has expired before it began"
        self.invitations[fields[5]] = Invitation(fields[6], fields[7][0], number(fields[9]), fields[10], entry.author)
        return None

    def cancel(self, fields, _):
        if self.invitations.pop(fields[5], None) is None:
            return "the invitation is not open"
        return None

    def admit(self, fields, entry):
        offer = self.invitations.pop(fields[5], None)
        if offer is None:
            return "the invitation is not open"
        if entry.time > offer.expiry:
            return "the invitation has expired"
        return self.enter(fields[12], offer.name, offer.role, fields[8])

    def role(self, fields, _):
        member, role = self.members.get(fields[12]), fields[7][0]
        if member is None or member.role == role:
            return "no member, or the role that it has"
        self.members[fields[12]] = dataclasses.replace(member, role=role)
        return self.without_admin()

    def remove(self, fields, entry):
        if fields[12] == entry.author or fields[12] not in self.members:
            return "no member, or its own author"
        del self.members[fields[12]]
        self.owes_rekey = True
        return self.without_admin()

    def without_admin(self):
        return None if any(map(self.is_admin, self.members)) else "no admin stays"

    def rekey(self, fields, _):
        if number(fields[13]) != self.key_epoch + 1 or fields[14] == self.key_id:
            return "not the next key"
        self.key_epoch, self.key_id, self.owes_rekey = self.key_epoch + 1, fields[14], False
        return None

    def accept(self, fields, _):
        self.accepted.add(fields[15])
        return None

    rules = {FOUND: found, INVITE: invite, CANCEL: cancel, ADMIT: admit, ROLE: role, REMOVE: remove, REKEY: rekey, ACCEPT: accept}


def roster_states(rows):
    """The roster after each of its entries; `rows` are body and signature by number."""
    states = []
    for place in sorted(rows):
        where = f"roster {place}"
        check(place == len(states), f"{where}: a gap before it")
        states.append((states[-1] if states else Roster()).take(Entry(*rows[place], where)))
    check(states, "no roster")
    return states
