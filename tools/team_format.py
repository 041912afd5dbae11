"""What a team's members sign and derive (docs/format.md, chapter 10a)."""

import struct

import nacl.bindings as sodium

from vault_format import Credentials, Damaged, check, check_slots, digest, open_box, open_slot, subkey

MANIFEST, ROSTER, AUDIT, REQUEST = PREFIXES = (b"vault/man/v2", b"vault/ros/v1", b"vault/aud/v2", b"vault/joi/v1")


def verified(body, signature, public_key):
    try:
        sodium.crypto_sign_open(signature + body, public_key)
    except Exception:
        return False
    return len(signature) == 64


class Statement:
    """Prefix, vault id, head before, content; signed by somebody who is not known yet."""

    def __init__(self, prefix, body, signature, where):
        check(len(body) >= 60 and body[:12] == prefix, f"{where}: no statement of its kind")
        check(len(signature) == 64, f"{where}: a signature has 64 bytes")
        self.body, self.signature, self.where = body, signature, where
        self.vault_id, self.before, self.content = body[12:28], body[28:60], body[60:]
        self.head = digest(body + signature)

    def check_signature(self, public_key):
        check(verified(self.body, self.signature, public_key), f"{self.where}: not signed by its author")

    def check_place(self, vault_id, before):
        check(self.vault_id == vault_id, f"{self.where}: another vault's")
        check(self.before == before, f"{self.where}: does not follow the one before")


class Member:
    """The private half: the seed, and all that follows from it."""

    def __init__(self, seed, member_id, founding=None):
        self.id, self.founding = member_id, founding
        self.public_sign, self.secret_sign = sodium.crypto_sign_seed_keypair(subkey(seed, 1, b"VltMembr"))
        self.public_box, self.secret_box = sodium.crypto_box_seed_keypair(subkey(seed, 2, b"VltMembr"))

    @property
    def keys(self):
        return self.public_sign + self.public_box

    def vault_key(self, body, vault_id, key_epoch):
        """The vault's key that a slot brings to this member. Nothing says who sealed it."""
        where = f"slot {self.id.hex()}"
        try:
            plain = sodium.crypto_box_seal_open(body, self.public_box, self.secret_box)
        except Exception:
            raise Damaged(f"{where}: it does not open") from None
        check(plain[32:] == vault_id + struct.pack("<Q", key_epoch) + self.id, f"{where}: made for another place")
        return plain[:32]


def member_from_file(data, password):
    """The member that a member's file holds, and the vault's id."""
    check(len(data) == 300 and data[:12] == b"vault/mem/v1", "not a member's file")
    slot, box = data[12:180], data[180:]
    check_slots([slot])
    check(slot[5] == 1 and slot[20:24] == bytes(4), "a member's file has a password slot of number 0")
    key = open_slot(slot, Credentials(password))
    check(key is not None, "the password does not open the member's file")
    plain = open_box(box, subkey(key, 3, b"VltMembr"), "the member's file")
    return Member(plain[:32], plain[32:48], plain[48:]), slot[24:40]


def recovery_member(code, founding):
    """The recovery code as a member of the team that its first entry names; refused where that entry is another's."""
    member = Member(digest(b"vault/team/recovery/v1", code), None)
    member.id = recovery_id(code, founding.vault_id, founding.fields, member.keys)
    return member


def recovery_id(code, vault_id, fields, code_keys):
    bound = vault_id + fields[3] + fields[8][:64] + code_keys + fields[14] + fields[6]
    return digest(bound, digest(b"vault/team/found/v1", code))[:16]


def invite_seed(code):
    return digest(b"vault/invite/sign/v1", code)


def invite_pin(code, vault_id, founding, count, head):
    return digest(vault_id + founding + struct.pack("<Q", count) + head, digest(b"vault/invite/pin/v1", code))


def usable(keys):
    """Whether a signature can be verified by these keys, and something sealed for them: libsodium refuses points of small order."""
    try:
        sodium.crypto_box_seal(b"", keys[32:])
    except Exception:
        return False
    return sodium.crypto_core_ed25519_is_valid_point(keys[:32])


def request(body, signatures, where):
    """A request to join: invitation, member id, keys. The invite key is the roster's to say."""
    statement = Statement(REQUEST, body, signatures[:64], where)
    check(len(statement.content) == 96 and statement.before == bytes(32), f"{where}: its content")
    check(verified(body, signatures[64:], statement.content[32:64]), f"{where}: not signed by the member's own key")
    return statement

