"""The constructions of docs/format.md that its vectors are computed with; shares no code with the program, nor with tools/."""

import base64
import hashlib
import struct

import nacl.bindings as sodium

ID = {"vault": bytes(range(16)), "record": bytes(range(0x60, 0x70)), "page": struct.pack("<QQ", 16, 0),
      "profile": bytes(range(0xA0, 0xB0)), "intent": bytes(range(0xF0, 0x100))}
VAULT_KEY = bytes(range(0x40, 0x60))


def H(message, key=b""):
    return hashlib.blake2b(message, digest_size=32, key=key).digest()


def kdf(key, number, context):
    return hashlib.blake2b(
        b"", digest_size=32, key=key, salt=struct.pack("<QQ", number, 0), person=context + bytes(8)
    ).digest()


def pwhash(password, salt, passes, memory, count=32):
    return sodium.crypto_pwhash_alg(count, password, salt, passes, memory, sodium.crypto_pwhash_ALG_ARGON2ID13)


def padded(kind, payload, block):
    plain = struct.pack("<HHI", kind, 1, len(payload)) + payload + b"\x80"
    return plain + bytes(-len(plain) % block)


def context(table, record, column, generation, epoch=1):
    return b"vault/rec/v1" + struct.pack("<I16sQI16sIQ", 1, ID["vault"], epoch, table, record, column, generation)


def sealed(where, nonce, plain, vault_key=VAULT_KEY):
    key = H(where, kdf(vault_key, 1, b"VltRecrd"))
    return key, nonce + sodium.crypto_secretbox(plain, nonce, key)


def fields(*pairs):
    return b"".join(struct.pack("<HI", tag, len(value)) + value for tag, value in pairs)


def slot(kind, derivation, passes, memory, number, salt, nonce, root, vault_key=VAULT_KEY):
    head = b"VSL1" + struct.pack("<BBBBIIII16sQ", 1, kind, derivation, 0, passes, memory, min(passes, 1), number, ID["vault"], 1)
    key, mac = kdf(root, 1, b"VltSlot1"), kdf(root, 2, b"VltSlot1")
    box = sodium.crypto_secretbox(vault_key, nonce, key)
    tagged = head + salt + nonce + box
    return {"salt": salt, "nonce": nonce, "vault_key": vault_key, "root": root, "wrapping_key": key, "tag_key": mac,
            "box": box, "tag": H(tagged, mac), "slot": tagged + H(tagged, mac)}


def written_code(code, domain):
    """Eight groups of four bytes and a check byte, in base32."""
    groups = [code[place:place + 4] for place in range(0, 32, 4)]
    checked = [group + H(domain + bytes([number]) + group)[:1] for number, group in enumerate(groups)]
    return b"-".join(base64.b32encode(group) for group in checked)
