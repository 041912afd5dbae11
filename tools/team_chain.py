"""The chain of manifests, the slots, and the members' own events (docs/format.md, chapter 10b)."""

import struct

from team_format import AUDIT, MANIFEST, Statement
from vault_format import Damaged, check, digest
from vault_tree import Manifest


class Spoken(Statement):
    """A manifest's statement."""

    def __init__(self, body, signature, where):
        super().__init__(MANIFEST, body, signature, where)
        content = self.content
        check(len(content) >= 496, f"{where}: too short")
        self.author, self.entries, self.roster_head, self.slots = struct.unpack_from("<16sQ32s32s", content)
        check(content[88:100] == b"vault/man/v1", f"{where}: no tree's manifest in it")
        self.manifest, self.tag = Manifest(content[88:460]), content[460:492]
        (count,) = struct.unpack_from("<I", content, 492)
        check(len(content) == 496 + 56 * count, f"{where}: its length")
        heads = [struct.unpack_from("<16sQ32s", content, 496 + 56 * place) for place in range(count)]
        check([head[0] for head in heads] == sorted({head[0] for head in heads}), f"{where}: its event heads are not ascending")
        self.heads = {member: (sequence, head) for member, sequence, head in heads}


def manifest_chain(rows, states):
    """The manifests by epoch, all of them checked. What came before the oldest is not known."""
    check(rows, "no manifest")
    before, chain = None, {}
    for epoch in sorted(rows):
        where = f"manifest {epoch}"
        spoken = Spoken(*rows[epoch], where)
        check(spoken.manifest.epoch == epoch, f"{where}: says another epoch")
        check((spoken.before == bytes(32)) == (epoch == 1), f"{where}: does not follow the one before")
        if before:
            check_place(spoken, before)
        check_spoken(spoken, before, states)
        before = chain[epoch] = spoken
    return chain


def check_place(spoken, before):
    check(spoken.manifest.epoch == before.manifest.epoch + 1, f"{spoken.where}: a gap before it")
    spoken.check_place(before.vault_id, before.head)
    check(spoken.manifest.before == before.tag, f"{spoken.where}: the tree's MAC before")


def check_spoken(spoken, before, states):
    where, tree = spoken.where, spoken.manifest
    check(spoken.vault_id == tree.vault_id == states[-1].vault_id, f"{where}: another vault's")
    check(tree.slots == 0 and tree.slots_digest == digest(b""), f"{where}: a tree with slots")
    check(1 <= spoken.entries <= len(states) and states[spoken.entries - 1].head == spoken.roster_head,
          f"{where}: names a roster that is none of the states")
    check(not before or spoken.entries >= before.entries, f"{where}: names an older roster than the manifest before")
    roster = states[spoken.entries - 1]
    check(not roster.owes_rekey, f"{where}: its roster owes a rekey")
    check((tree.key_epoch, tree.key_id) == (roster.key_epoch, roster.key_id), f"{where}: another key than the roster's")
    check_author(spoken, before, roster, states)


def check_author(spoken, before, roster, states):
    where, rosters = spoken.where, [roster]
    if before:
        rosters.append(states[before.entries - 1])
    check(all(state.may_write(spoken.author) for state in rosters), f"{where}: its author may not write")
    if before and (spoken.entries > before.entries or spoken.slots != before.slots):
        check(all(state.is_admin(spoken.author) for state in rosters), f"{where}: its author is no admin")
    spoken.check_signature(roster.members[spoken.author].keys[:32])


def check_newest(spoken, states, slots):
    """The newest manifest names the roster's last entry, and the slots that are there: one for each member."""
    where, roster = spoken.where, states[-1]
    check(spoken.entries == len(states), f"{where}: does not name the roster's last entry")
    for member, key_epoch in slots:
        check(member in roster.members and key_epoch == roster.key_epoch, f"slot {member.hex()}: no member's, or of another key")
    check({member for member, _ in slots} == set(roster.members), "slot: a member has none")
    whole = b"".join(member + struct.pack("<Q", epoch) + slots[member, epoch][0] for member, epoch in sorted(slots))
    check(digest(whole) == spoken.slots, "slot: the slots are not the newest manifest's")


class Event(Statement):
    def __init__(self, body, signature, where):
        super().__init__(AUDIT, body, signature, where)
        check(len(self.content) > 24, f"{where}: too short")
        self.member, self.number = struct.unpack_from("<16sQ", self.content)
        self.box = self.content[24:]


class Trail:
    """What each member has signed, by number, and what is wrong with the rest: that stops nobody, since anybody may add such rows."""

    def __init__(self, rows, roster, whole):
        self.events, self.findings, self.whole = {member: {} for member in roster.ever}, [], whole
        # Heads of events that are gone, which an admin has accepted.
        self.accepted = roster.accepted
        for member, sequence in sorted(rows):
            if member in roster.ever:
                self.take(rows[member, sequence], f"audit {member.hex()} {sequence}", roster, (member, sequence))
            else:
                self.findings.append(f"audit {member.hex()} {sequence}: nobody's")

    def take(self, row, where, roster, place):
        chain = self.events[place[0]]
        try:
            event = Event(*row, where)
            check((event.member, event.number) == place and event.vault_id == roster.vault_id, f"{where}: another's, or another number")
            event.check_signature(roster.ever[place[0]].keys[:32])
        except Damaged as error:
            self.findings.append(str(error))
            return
        before = chain[max(chain)].head if chain else bytes(32)
        if self.whole and event.before != before and event.before not in self.accepted:
            self.findings.append(f"{where}: does not stand after the one before it, so something is gone")
        chain[event.number] = event

    def compare(self, heads, who):
        """What somebody has seen of the members' events, a manifest's author or a machine."""
        for member, (sequence, head) in heads.items():
            chain = self.events.get(member, {})
            is_newer = not self.whole and any(number > sequence for number in chain)
            if head not in self.accepted and (chain[sequence].head != head if sequence in chain else not is_newer):
                self.findings.append(f"audit {member.hex()} {sequence}: gone, or another than {who} has seen")
