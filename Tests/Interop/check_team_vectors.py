"""Reads the team's vectors of docs/vectors.json with tools/, which Tests/Interop/check_vectors.py has computed on its own."""

import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "tools"))

from team_chain import Event, Spoken, check_newest, check_spoken  # noqa: E402
from team_format import (Member, invite_pin, invite_seed, member_from_file, recovery_member, request)  # noqa: E402
from team_roster import ADMIN, roster_states  # noqa: E402
from vault_format import VaultKey, recovery_code  # noqa: E402

import nacl.bindings as sodium  # noqa: E402

vectors = {
    vector["name"]: {name: bytes.fromhex(value) for name, value in vector["values"].items()}
    for vector in json.loads((root / "docs/vectors.json").read_text())["vectors"]
}
KINDS = ["found", "invite", "admit", "invite again", "cancel", "role", "remove", "rekey", "accept"]


def expect(truth, what):
    if not truth:
        sys.exit(f"check_team_vectors: {what}")


def statement(name):
    return [vectors[name]["body"], vectors[name]["signature"]]


states = roster_states({number: statement(f"roster {kind}") for number, kind in enumerate(KINDS)})
expect([state.head for state in states] == [vectors[f"roster {kind}"]["statement_head"] for kind in KINDS], "the roster's heads")
newest = states[-1]
alice, recovery = vectors["member file"], vectors["recovery member"]
expect({member: holder.role for member, holder in newest.members.items()} == {alice["member"]: ADMIN, recovery["member"]: ADMIN},
       "the roster's members")
expect((newest.key_epoch, newest.key_id) == (2, vectors["subkeys"]["key_id"]) and not newest.invitations, "the roster's key")

founder, vault_id = member_from_file(alice["file"], alice["password"])
expect((founder.id, founder.founding, founder.keys) == (alice["member"], newest.founding, vectors["member keys"]["keys"]), "a member's file")
code = recovery_member(recovery["code"], states[0].entry)
expect(code.keys == recovery["keys"] and code.id == recovery["member"], "the recovery code's keys")
expect(recovery_code(recovery["text"].decode()) == recovery["code"], "a recovery code's text")

invited = vectors["invitation"]
expect(recovery_code(invited["text"].decode(), b"vault/invite/check/v1") == invited["code"], "an invitation's text")
expect(sodium.crypto_sign_seed_keypair(invite_seed(invited["code"]))[0] == invited["key"], "an invitation's key")
expect(invite_pin(invited["code"], vault_id, invited["founding"], 7, invited["head"]) == invited["pin"], "an invitation's pin")
offered = states[1].entry.fields
expect(invite_pin(vectors["join request"]["code"], vault_id, newest.founding, 1, states[0].head) == offered[11], "the roster's pin")
asked = request(vectors["join request"]["request"][:-128], vectors["join request"]["request"][-128:], "request")
asked.check_signature(offered[10])
expect(Member(vectors["join request"]["seed"], asked.content[16:32]).keys == asked.content[32:], "a request's keys")

slots = {(alice["member"], 2): [vectors["member slots"]["alice"]], (recovery["member"], 2): [vectors["member slots"]["recovery"]]}
for member in (founder, code):
    expect(member.vault_key(slots[member.id, 2][0], vault_id, 2) == vectors["subkeys"]["vault_key"], "a slot")
key = VaultKey(vectors["subkeys"]["vault_key"], vault_id, 2)
spoken = Spoken(*statement("team manifest"), "manifest 3")
check_spoken(spoken, None, states)
check_newest(spoken, states, slots)
spoken.manifest.check(spoken.tag, key)
event = Event(*statement("member event"), "event")
event.check_signature(founder.keys[:32])
expect(spoken.heads == {alice["member"]: (1, event.head)}, "the manifest's event heads")
expect(key.unseal(event.box, 7, event.member, 1, 1, 256, 38) == vectors["member event"]["payload"], "an event's box")
print(f"check_team_vectors: {len(KINDS) + 8} vectors read")
