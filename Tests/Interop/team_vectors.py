"""The vectors of a team's vault: from docs/format.md, sections 10a and 10b."""

import hashlib
import struct

import nacl.bindings as sodium

from vector_parts import ID, VAULT_KEY, H, context, fields, kdf, padded, pwhash, sealed, slot, written_code

u64 = struct.Struct("<Q").pack
TIME = 1_800_000_000
INVITED, CANCELLED = bytes(range(0x30, 0x40)), bytes(range(0x50, 0x60))


class Somebody:
    """A member with a seed."""

    def __init__(self, seed, member):
        self.seed, self.id = seed, member
        self.public, self.secret = sodium.crypto_sign_seed_keypair(kdf(seed, 1, b"VltMembr"))
        self.receiving, self.opening = sodium.crypto_box_seed_keypair(kdf(seed, 2, b"VltMembr"))
        self.keys = self.public + self.receiving

    def signature(self, body):
        return sodium.crypto_sign(body, self.secret)[:64]

    def statement(self, prefix, before, content):
        body = prefix + ID["vault"] + before + content
        signature = self.signature(body)
        return {"body": body, "signature": signature, "statement_head": H(body + signature)}


ALICE = Somebody(bytes(range(1, 33)), bytes(range(0x10, 0x20)))
BOB = Somebody(bytes(range(0x21, 0x41)), bytes(range(0x20, 0x30)))
CODE, SECOND_CODE, RECOVERY = bytes(range(0x80, 0xA0)), bytes(range(0x61, 0x81)), bytes(range(0xC0, 0xE0))


def invite_pair(code):
    return sodium.crypto_sign_seed_keypair(H(b"vault/invite/sign/v1", code))


def pin(code, founding, count, head):
    return H(ID["vault"] + founding + u64(count) + head, H(b"vault/invite/pin/v1", code))


def recovery_code(name, key_id):
    """The recovery code as a member of the team that Alice founds."""
    seed = H(b"vault/team/recovery/v1", RECOVERY)
    keys = Somebody(seed, None).keys
    bound = ID["vault"] + ALICE.id + ALICE.keys + keys + key_id + name
    return Somebody(seed, H(bound, H(b"vault/team/found/v1", RECOVERY))[:16])


class Entries:
    """A roster's entries, all by Alice."""

    def __init__(self):
        self.all, self.head = [], bytes(32)

    def add(self, kind, *pairs):
        content = fields((1, u64(len(self.all))), (2, u64(TIME + len(self.all))), (3, ALICE.id), (4, bytes([kind])), *pairs)
        statement = ALICE.statement(b"vault/ros/v1", self.head, content)
        self.all.append(statement)
        self.head = statement["statement_head"]

    def invite(self, invitation, name, role, code):
        seal = pin(code, self.all[0]["statement_head"], len(self.all), self.head)
        self.add(2, (5, invitation), (6, name), (7, bytes([role])), (9, u64(TIME + 3600)), (10, invite_pair(code)[0]), (11, seal))


def roster(recovery):
    """One entry of each kind, and a second invitation."""
    entries = Entries()
    entries.add(1, (5, recovery.id), (6, b"alice"), (8, ALICE.keys + recovery.keys), (14, H(b"key")))
    entries.invite(INVITED, b"bob", 2, CODE)
    entries.add(4, (5, INVITED), (8, BOB.keys), (12, BOB.id))
    entries.invite(CANCELLED, b"carol", 1, SECOND_CODE)
    entries.add(3, (5, CANCELLED))
    entries.add(5, (7, b"\x03"), (12, BOB.id))
    entries.add(6, (12, BOB.id))
    entries.add(7, (13, u64(2)), (14, kdf(VAULT_KEY, 0, b"VltKeyID")))
    entries.add(8, (15, H(b"a losing branch")))
    return entries.all


def sealed_for(member, plain, seed):
    """crypto_box_seal, with a throw-away pair of that seed."""
    public, secret = sodium.crypto_box_seed_keypair(seed)
    nonce = hashlib.blake2b(public + member.receiving, digest_size=24).digest()
    return public + sodium.crypto_box(plain, nonce, member.receiving, secret)


def member_slot(member, seed):
    box = sealed_for(member, VAULT_KEY + ID["vault"] + u64(2) + member.id, seed)
    assert sodium.crypto_box_seal_open(box, member.receiving, member.opening)[:32] == VAULT_KEY
    return box


def member_file(founding):
    password, file_key, salt = b"alice's password", bytes(range(0xA1, 0xC1)), bytes(range(0x70, 0x80))
    opened = slot(1, 2, 3, 65536, 0, salt, bytes(range(0x20, 0x38)), pwhash(password, salt, 3, 65536 << 10), file_key)
    key, nonce = kdf(file_key, 3, b"VltMembr"), bytes(range(0x58, 0x70))
    box = nonce + sodium.crypto_secretbox(ALICE.seed + ALICE.id + founding, nonce, key)
    return {"password": password, "seed": ALICE.seed, "member": ALICE.id, "founding": founding, "file_key": file_key, "box_key": key,
            "file": b"vault/mem/v1" + opened["slot"] + box}


def event():
    payload = fields((1, struct.pack("<q", TIME)), (2, struct.pack("<H", 9)), (3, b"alice"), (5, b"terraform"))
    where = context(7, ALICE.id, 1, 1, epoch=2)
    key, box = sealed(where, bytes(range(0x18, 0x30)), padded(38, payload, 256))
    return {"payload": payload, "context": where, "key": key, "box": box,
            **ALICE.statement(b"vault/aud/v2", bytes(32), ALICE.id + u64(1) + box)}


def tree_manifest():
    """A tree without pages and events, at epoch 3."""
    def directory(kind):
        return struct.pack("<IQ", 0, 0) + H(b"vault/dir/v1" + struct.pack("<II", kind, 0))
    body = b"vault/man/v1" + ID["vault"] + struct.pack("<IQQ", 1, 3, 2) + kdf(VAULT_KEY, 0, b"VltKeyID") + bytes([0x5A]) * 32
    body += struct.pack("<QI", TIME, 0) + H(b"") + b"".join(map(directory, (16, 17, 18, 19))) + u64(0) + bytes(32)
    return body, H(body, kdf(VAULT_KEY, 3, b"VltMnfst"))


def manifest(entries, slots, noted):
    body, tag = tree_manifest()
    digest = H(b"".join(member + u64(2) + box for member, box in sorted(slots.items())))
    content = ALICE.id + u64(len(entries)) + entries[-1]["statement_head"] + digest + body + tag
    content += struct.pack("<I", 1) + ALICE.id + u64(1) + noted["statement_head"]
    return {"slot_digest": digest, **ALICE.statement(b"vault/man/v2", H(b"the manifest before"), content)}


def request(founding):
    body = b"vault/joi/v1" + ID["vault"] + bytes(32) + INVITED + BOB.id + BOB.keys
    return {"invitation": INVITED, "member": BOB.id, "keys": BOB.keys, "code": CODE, "seed": BOB.seed,
            "request": body + sodium.crypto_sign(body, invite_pair(CODE)[1])[:64] + BOB.signature(body)}


def team():
    yield "member keys", "A member's two public keys from the seed.", {"seed": ALICE.seed, "keys": ALICE.keys}
    first = ALICE.statement(b"vault/ros/v1", bytes(32), fields(
        (1, u64(0)), (2, u64(TIME)), (3, ALICE.id), (4, b"\x01"), (6, b"alice"), (8, ALICE.keys), (14, H(b"key"))))
    yield "founding", "A roster's first entry, by the member of 'member keys'.", {
        "vault_id": ID["vault"], "member": ALICE.id, "key_id": H(b"key"), **first}
    head, last = first["statement_head"], H(b"some later entry")
    yield "invitation", "A code, its key, and its pin in a roster of 7 entries.", {
        "vault_id": ID["vault"], "code": CODE, "text": written_code(CODE, b"vault/invite/check/v1"), "key": invite_pair(CODE)[0],
        "founding": head, "head": last, "pin": pin(CODE, head, 7, last)}
    recovery = recovery_code(b"alice", H(b"key"))
    yield "recovery member", "A recovery code's keys, and its id in the team that the member of 'member keys' founds as 'alice'.", {
        "code": RECOVERY, "text": written_code(RECOVERY, b"vault/recovery/check/v1"), "seed": recovery.seed, "keys": recovery.keys,
        "vault_id": ID["vault"], "founder": ALICE.id, "founder_keys": ALICE.keys, "key_id": H(b"key"), "name": b"alice",
        "member": recovery.id}
    entries = roster(recovery)
    names = ["found", "invite", "admit", "invite again", "cancel", "role", "remove", "rekey", "accept"]
    for number, (name, entry) in enumerate(zip(names, entries)):
        yield f"roster {name}", f"Entry {number} of one roster, which has one of each kind.", entry
    founding = entries[0]["statement_head"]
    yield "member file", "The founder's file: Argon2id with 3 passes over 64 MiB.", member_file(founding)
    yield "join request", "What bob asks by the invitation of that roster; two signatures.", request(founding)
    slots = {ALICE.id: member_slot(ALICE, bytes(range(32))), recovery.id: member_slot(recovery, bytes(range(32, 64)))}
    yield "member slots", "The vault's key of key epoch 2 for the two who are members after that roster.", {
        "vault_key": VAULT_KEY, "alice": slots[ALICE.id], "recovery": slots[recovery.id]}
    noted = event()
    yield "member event", "The founder's first event, under that key.", noted
    spoken = manifest(entries, slots, noted)
    yield "team manifest", "Epoch 3, over that roster, those slots, and that event; an empty tree.", spoken
    point = u64(3) + spoken["statement_head"] + u64(len(entries)) + entries[-1]["statement_head"]
    yield "team marks", "What a machine remembers of that manifest, and of that event.", {
        "mark": b"vault/tmk/v1" + ID["vault"] + point,
        "events": b"vault/evm/v1" + ID["vault"] + ALICE.id + u64(1) + noted["statement_head"]}
