"""The constructions of docs/format.md: digests, keys, boxes, slots, entries. It shares no code with the program."""

import base64
import hashlib
import hmac
import re
import struct

import nacl.bindings as sodium

APPLICATION_ID = 0x4F564C54
KEYS, PROFILES, JOURNAL, NAMES = KINDS = (16, 17, 18, 19)
TABLES = {
    "audit": "CREATE TABLE audit(sequence INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "directory": "CREATE TABLE directory(kind INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "manifest": "CREATE TABLE manifest(only INTEGER PRIMARY KEY CHECK (only = 1), body BLOB NOT NULL, tag BLOB NOT NULL) STRICT",
    "node": "CREATE TABLE node(place INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "page": "CREATE TABLE page(place INTEGER PRIMARY KEY, generation INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
    "secret": "CREATE TABLE secret(id BLOB PRIMARY KEY NOT NULL, generation INTEGER NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "slot": "CREATE TABLE slot(number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
}


class Damaged(Exception):
    """A check that docs/format.md asks for has failed."""


def check(truth, what):
    if not truth:
        raise Damaged(what)


def digest(message, key=b""):
    return hashlib.blake2b(message, digest_size=32, key=key).digest()


def subkey(key, number, context):
    return hashlib.blake2b(
        b"", digest_size=32, key=key, salt=struct.pack("<QQ", number, 0), person=context + bytes(8)
    ).digest()


def open_box(body, key, where="a box"):
    try:
        return sodium.crypto_secretbox_open(body[24:], body[:24], key)
    except Exception:
        raise Damaged(f"{where}: it does not open") from None


class VaultKey:
    """A vault's key, or a creation's one-time key, and what is derived from it (chapter 3)."""

    def __init__(self, key, vault_id, epoch):
        self.key, self.vault_id, self.epoch = key, vault_id, epoch
        self.key_id = subkey(key, 0, b"VltKeyID")
        self.records, self.names = subkey(key, 1, b"VltRecrd"), subkey(key, 2, b"VltIndex")
        self.manifest, self.audit = subkey(key, 3, b"VltMnfst"), subkey(key, 4, b"VltAudit")
        self.mark = subkey(key, 5, b"VltHiWat")

    def box_key(self, table, name, column, generation):
        place = b"vault/rec/v1" + struct.pack("<I", 1) + self.vault_id + struct.pack("<QI", self.epoch, table)
        return digest(place + name + struct.pack("<IQ", column, generation), self.records)

    def unseal(self, body, table, name, column, generation, block, kind, where="a box"):
        """The payload of a box of that type (chapter 4)."""
        padded = open_box(body, self.box_key(table, name, column, generation), where)
        check(len(padded) >= 8 and len(padded) % block == 0, f"{where}: its size is no multiple of its block")
        found, version, length = struct.unpack_from("<HHI", padded)
        rest = padded[8 + length:]
        check(version == 1 and rest[:1] == b"\x80" and not any(rest[1:]) and len(rest) <= block, f"{where}: its padding")
        check(found == kind, f"{where}: its type")
        return padded[8:8 + length]

    def seal(self, payload, kind, table, name, column, generation, block):
        plain = struct.pack("<HHI", kind, 1, len(payload)) + payload + b"\x80"
        nonce = sodium.randombytes(24)
        key = self.box_key(table, name, column, generation)
        return nonce + sodium.crypto_secretbox(plain + bytes(-len(plain) % block), nonce, key)

    def name_id(self, name):
        return digest(b"vault/name/v1" + name, self.names)[:16]


class Credentials:
    """What the owner has: a password, a recovery code's 32 bytes, a key file's 32 bytes; None for what is missing."""

    def __init__(self, password=None, recovery=None, key_file=None):
        self.password, self.recovery, self.key_file = password, recovery, key_file

    def root(self, kind, salt, passes, memory):
        if kind == 3:
            return self.recovery and digest(b"vault/recovery/v1" + salt, self.recovery)
        if kind == 5:
            return self.key_file and digest(b"vault/key-file/v1" + salt, self.key_file)
        if self.password is None or (kind == 2 and self.key_file is None):
            return None
        derived = argon2id(self.password, salt, passes, memory)
        return derived if kind == 1 else digest(b"vault/password-and-file/v1" + salt + derived, self.key_file)


def check_slots(slots):
    """What all slots together must be, before anything is derived."""
    check(1 <= len(slots) <= 8, "the number of slots")
    check(all(len(slot) == 168 and slot[:5] == b"VSL1\x01" and slot[7] == 0 for slot in slots), "a slot is none")
    check({slot[24:48] for slot in slots} == {slots[0][24:48]}, "a slot of another key")
    check(sum(passes * memory for passes, memory in (struct.unpack_from("<II", slot, 8) for slot in slots)) <= 8 << 20,
          "the slots together ask for too much work")
    for slot in slots:
        kind, kdf, passes, memory, lanes = slot[5], slot[6], *struct.unpack_from("<III", slot, 8)
        if kind in (1, 2):
            check(kdf == 2 and lanes == 1 and 65536 <= memory <= 1 << 20 and 3 <= passes <= 16, "a slot's parameters")
        else:
            check(kind in (3, 5) and (kdf, passes, memory, lanes) == (0, 0, 0, 0), "a slot's kind")


def open_slot(slot, credentials):
    """The vault's key from a slot (chapter 2), or None where the credentials are not the slot's."""
    passes, memory = struct.unpack_from("<II", slot, 8)
    root = credentials.root(slot[5], slot[48:64], passes, memory)
    if root is None or not hmac.compare_digest(digest(slot[:136], subkey(root, 2, b"VltSlot1")), slot[136:]):
        return None
    return open_box(slot[64:136], subkey(root, 1, b"VltSlot1"))


def password_slot(key, vault_id, password, passes, memory):
    salt, nonce = sodium.randombytes(16), sodium.randombytes(24)
    root = argon2id(password, salt, passes, memory)
    head = b"VSL1" + struct.pack("<BBBBIIII16sQ", 1, 1, 2, 0, passes, memory, 1, 0, vault_id, 1)
    body = head + salt + nonce + sodium.crypto_secretbox(key, nonce, subkey(root, 1, b"VltSlot1"))
    return body + digest(body, subkey(root, 2, b"VltSlot1"))


def argon2id(password, salt, passes, memory):
    return sodium.crypto_pwhash_alg(32, password, salt, passes, memory << 10, sodium.crypto_pwhash_ALG_ARGON2ID13)


def recovery_code(text, domain=b"vault/recovery/check/v1"):
    """The 32 bytes of a code as it is written down (chapter 2)."""
    letters = "".join(text.split()).replace("-", "").upper()
    check(len(letters) == 64, "a recovery code has 64 letters")
    code = b""
    for number in range(8):
        group = base64.b32decode(letters[number * 8:number * 8 + 8])
        expected = digest(domain + bytes([number]) + group[:4])[:1]
        check(group[4:] == expected, f"group {number + 1} of the recovery code is mistyped")
        code += group[:4]
    return code


def is_name(name):
    """Whether a key, a profile or a member may have this name (chapter 5)."""
    return re.fullmatch(rb"[A-Za-z0-9+=,@_][A-Za-z0-9+=,.@_-]{0,63}", name) is not None


def read_fields(data):
    fields, offset = {}, 0
    while offset < len(data):
        tag, length = struct.unpack_from("<HI", data, offset)
        check(tag > max(fields, default=0), "fields out of order")
        check(offset + 6 + length <= len(data), "a field ends behind its entry")
        fields[tag] = data[offset + 6:offset + 6 + length]
        offset += 6 + length
    return fields


def write_fields(fields):
    return b"".join(
        struct.pack("<HI", tag, len(fields[tag])) + fields[tag] for tag in sorted(fields) if fields[tag] is not None)


def page_of(name, count):
    """The page that an id belongs to (chapter 5)."""
    width = (count - 1).bit_length()
    (word,) = struct.unpack_from("<Q", name)
    page = word % (1 << width)
    return page if page < count else word % (1 << (width - 1))


def page_entries(payload):
    (count,), offset, entries = struct.unpack_from("<I", payload), 4, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<I", payload, offset)
        name = payload[offset + 4:offset + 20]
        entries[name] = read_fields(payload[offset + 20:offset + 4 + length])
        offset += 4 + length
    check(offset == len(payload) and list(entries) == sorted(entries), "a page's entries")
    check(len(entries) == count, "an id stands twice in a page")
    return entries


def page_payload(entries):
    body = struct.pack("<I", len(entries))
    for name in sorted(entries):
        fields = write_fields(entries[name])
        body += struct.pack("<I", 16 + len(fields)) + name + fields
    return body


def node_digest(kind, number, leaves):
    return digest(b"vault/node/v1" + struct.pack("<II", kind, number) + leaves)


def directory_digest(kind, count, nodes):
    return digest(b"vault/dir/v1" + struct.pack("<II", kind, count) + nodes)


def next_link(link, sequence, body, key):
    return digest(link + struct.pack("<Q", sequence) + digest(body), key)


def has_checkpoint(sequence):
    return sequence > 1 and sequence % 64 == 1


def later(one, other):
    """The later of two dates as they stand in fields; the first may be None."""
    return max(one or other, other, key=lambda date: struct.unpack("<q", date))
