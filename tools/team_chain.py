"""The chain of manifests, the slots, and the members' own events (docs/format.md, chapter 10b)."""

import struct

from team_format import AUDIT, MANIFEST, Statement
from vault_format import check, digest
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


def manifest_chain(rows, states, whole):
    """The manifests by epoch, all of them checked. A replica's begin where the machine came in."""
    check(rows, "no manifest")
    before, chain = None, {}
    for epoch in sorted(rows):
        where = f"manifest {epoch}"
        spoken = Spoken(*rows[epoch], where)
        check(spoken.manifest.epoch == epoch, f"{where}: says another epoch")
        if before or whole:
            check_place(spoken, before, states[-1].vault_id)
        check_spoken(spoken, before, states)
        before = chain[epoch] = spoken
    return chain


def check_place(spoken, before, vault_id):
    check(spoken.manifest.epoch == (before.manifest.epoch if before else 0) + 1, f"{spoken.where}: a gap before it")
    spoken.check_place(vault_id, before.head if before else bytes(32))
    check(spoken.manifest.before == (before.tag if before else bytes(32)), f"{spoken.where}: the tree's MAC before")


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
    if before and (spoken.entries > before.entries or spoken.slots != before.slots) or spoken.manifest.epoch == 1:
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


def member_events(rows, roster, whole):
    """Each member's events by number: all of them, or the newest where a replica has no more. Rows of nobody prove nothing."""
    found = {}
    for member, sequence in sorted(rows):
        if member not in roster.ever:
            continue
        where = f"audit {member.hex()} {sequence}"
        event = Event(*rows[member, sequence], where)
        check((event.member, event.number) == (member, sequence), f"{where}: another's or another number")
        chain = found.setdefault(member, {})
        if whole:
            check(sequence == len(chain) + 1, f"{where}: a gap before it")
            event.check_place(roster.vault_id, chain[sequence - 1].head if chain else bytes(32))
        check(event.vault_id == roster.vault_id, f"{where}: another vault's")
        check(whole or not chain, f"{where}: two newest events")
        event.check_signature(roster.ever[member].keys[:32])
        chain[sequence] = event
    return found


def check_heads(spoken, events):
    """No member's events end before, or are others than, what a manifest names."""
    for member, (sequence, head) in spoken.heads.items():
        chain = events.get(member, {})
        check(chain and max(chain) >= sequence, f"audit {member.hex()}: fewer events than {spoken.where} names")
        check(sequence not in chain or chain[sequence].head == head, f"audit {member.hex()} {sequence}: not the one that {spoken.where} names")
