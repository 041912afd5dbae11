"""A team's vault as a whole: checks everything, opens everything (docs/format.md, chapters 10a and 10b)."""

import struct

from team_chain import Trail, check_newest, manifest_chain
from team_format import member_from_file, recovery_member, request
from team_roster import ROLES, roster_states
from vault_format import Damaged, VaultKey, check, digest, read_fields
from vault_tree import Tree, contents


class TeamVault:
    def __init__(self, rows):
        self.rows, self.states = rows, roster_states(rows.roster)
        self.roster, self.vault_id = self.states[-1], self.states[0].vault_id
        self.chain = manifest_chain(rows.manifests, self.states)
        self.newest = self.chain[max(self.chain)]
        check_newest(self.newest, self.states, rows.slots)
        self.trail = Trail(rows.audit, self.roster, rows.whole)
        self.trail.compare(self.newest.heads, f"the author of {self.newest.where}")

    def member_of_file(self, data, password):
        member, vault_id = member_from_file(data, password)
        check(vault_id == self.vault_id, "the member's file is of another vault")
        check(member.founding == self.roster.founding, "roster 0: not the first entry that the member's file names")
        return member

    def member_of_code(self, code):
        member = recovery_member(code, self.states[0].entry)
        check(self.states[0].entry.fields.get(5) == member.id, "roster 0: not the team of this recovery code")
        return member

    def unlock(self, member):
        holder = self.roster.members.get(member.id)
        check(holder is not None, f"roster: {member.id.hex()}, who opens, is no member")
        check(holder.keys == member.keys, "the roster has other keys of this member")
        box = self.rows.slots[member.id, self.roster.key_epoch][0]
        key = VaultKey(member.vault_key(box, self.vault_id, self.roster.key_epoch), self.vault_id, self.roster.key_epoch)
        check(key.key_id == self.roster.key_id, f"slot {member.id.hex()}: brings another key than the roster's")
        self.newest.manifest.check(self.newest.tag, key)
        return key

    def contents(self, member, secrets):
        key = self.unlock(member)
        found = contents(Tree(self.rows.tree, self.newest.manifest, key), secrets)
        check(not self.rows.gone & self.rows.tree.secrets.keys(), "gone: a secret that is there")
        return {
            "vault": self.vault_id.hex(), "head": f"{self.newest.manifest.epoch}-{self.newest.head[:16].hex()}",
            "key_epoch": self.roster.key_epoch, "roster": self.roster.count,
            "members": [self.told(member) for member in sorted(self.roster.members)],
            "invited": sorted(offer.name.decode() for offer in self.roster.invitations.values()),
            "findings": self.trail.findings,
            "asking": [self.asked(place, row) for place, row in sorted(self.rows.requests.items())],
            "given": {member.hex(): self.given(chain, key) for member, chain in sorted(self.trail.events.items()) if chain},
        } | found

    def told(self, member):
        holder = self.roster.members[member]
        return {"id": member.hex(), "name": holder.name.decode(), "role": ROLES[holder.role]}

    def asked(self, place, row):
        """A request is anybody's until an admin takes it, so one that is wrong is told, and refuses nothing."""
        where = f"request {place[0].hex()} {place[1].hex()}"
        offer = self.roster.invitations.get(place[0])
        try:
            statement = request(row[0][:-128], row[0][-128:], where)
            check(statement.vault_id == self.vault_id and statement.content[:32] == b"".join(place), f"{where}: another's")
            check(offer is not None, f"{where}: no open invitation")
            statement.check_signature(offer.key)
        except Exception as error:
            return {"request": where, "wrong": str(error)}
        return {"request": where, "name": offer.name.decode()}

    def given(self, chain, key):
        """The actions of a member's events; None for what does not open under the present key: a former one has sealed it."""
        return [self.action(event, key) for _, event in sorted(chain.items())]

    def action(self, event, key):
        try:
            payload = key.unseal(event.box, 7, event.member, 1, event.number, 256, 38, event.where)
        except Damaged:
            return None
        return struct.unpack("<H", read_fields(payload)[2])[0]

    def check_mark(self, mark):
        for count in (108, 84):
            if len(mark) == count + 16:
                check(digest(mark[:count])[:16] == mark[count:], "the mark's own digest")
                mark = mark[:count]
        if mark[:12] == b"vault/tmk/v1":
            vault_id, epoch, head, entries, roster_head = struct.unpack("<16sQ32sQ32s", mark[12:])
            check(vault_id == self.vault_id, "the mark is another vault's")
            check(epoch in self.chain and self.chain[epoch].head == head, f"manifest {epoch}: not the one that the mark has seen")
            check(1 <= entries <= len(self.states) and self.states[entries - 1].head == roster_head,
                  f"roster {entries - 1}: not the one that the mark has seen")
        else:
            magic, vault_id, member, number, head = struct.unpack("<12s16s16sQ32s", mark)
            check(magic == b"vault/evm/v1" and vault_id == self.vault_id, "not a mark of this vault")
            if number:
                self.trail.compare({member: (number, head)}, "the mark")
