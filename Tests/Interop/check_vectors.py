"""Computes docs/vectors.json a second time, from docs/format.md alone, with PyNaCl and hashlib.

Usage: check_vectors.py [--write] docs/vectors.json
Without --write it compares and ends with 1 if anything differs; with it, the file is made.
"""

import base64
import hashlib
import json
import struct
import sys

import nacl.bindings as sodium

from team_vectors import team
from vector_parts import ID, VAULT_KEY, H, context, fields, kdf, padded, pwhash, sealed, slot, written_code

ABOUT = (
    "All values are hexadecimal. origin 'published': taken from the source named. origin 'own': computed by this program and, "
    "independently, by Tests/Interop/check_vectors.py; both agree. Keys and nonces are fixed and the Argon2id parameters "
    "below the floor, so nothing here may be used for a real vault."
)
def landed(entry, secret, nonce, key=VAULT_KEY):
    where, payload = context(4, ID["intent"], 1, 1), ID["record"] + entry
    box_key, box = sealed(where, nonce, padded(33, payload, 1024), key)
    file = b"vault/land/v1" + struct.pack("<II", len(box), len(secret)) + box + secret
    return {"intent": ID["intent"], "nonce": nonce, "payload": payload, "context": where, "key": box_key, "box": box,
            "file": file + H(file)}


def held(entry, plain):
    key, nonce = bytes(range(0x11, 0x31)), bytes(range(0xC8, 0xE0))
    where = context(4, ID["intent"], 2, 1)
    box_key, box = sealed(where, nonce, padded(35, key, 64))
    secret = sealed(context(1, ID["record"], 2, 1), bytes(range(0x28, 0x40)), plain, key)[1]
    old = fields((2, H(sealed(context(1, ID["record"], 2, 1), bytes(range(0x70, 0x88)), plain)[1])))
    inner = landed(entry.replace(old, fields((2, H(secret)))), secret, bytes(range(0x18, 0x30)), key)["file"]
    file = b"vault/hold/v1" + struct.pack("<II", len(box), len(inner)) + box + inner
    return {"intent": ID["intent"], "nonce": nonce, "payload": key, "context": where, "key": box_key, "box": box,
            "file": file + H(file)}


def away(path):
    where, nonce = context(4, ID["intent"], 1, 1), bytes(range(0xA8, 0xC0))
    box_key, box = sealed(where, nonce, padded(34, path, 1024))
    file = b"vault/away/v1" + struct.pack("<I", len(box)) + box
    return {"intent": ID["intent"], "nonce": nonce, "payload": path, "context": where, "key": box_key, "box": box,
            "file": file + H(file)}


def numbered(format, *values):
    return [struct.pack("<" + format, value) for value in values]


def profile():
    life, quota = numbered("q", 604_800, 4)
    seen, lifetime = numbered("q", 1_700_000_002, 7_776_000)
    return fields(
        (1, b"prod"), (2, b"eu-west-2"), (3, b"https://api.example.com"), (4, b"\x02"), (5, b"/etc/ca.pem"),
        (6, b"/etc/client.pem"), (7, b"/etc/client.key"), (8, lifetime), (9, ID["record"]), (10, b"123456789012"),
        (11, b"http://proxy:3128"), (13, life), (14, seen), (15, quota), (16, seen))


def journal():
    start, expires, later = numbered("q", 1_700_000_003, 1_800_000_000, 1_700_100_000)
    tag = b"vlt1-" + base64.b32encode(ID["intent"]).rstrip(b"=").lower()
    common = [(3, ID["profile"]), (4, b"alice"), (5, ID["record"]), (6, b"alice"), (7, tag)]
    rest = [(10, b"https://api.eu-west-2.outscale.com"), (11, bytes(range(16)).hex().encode()), (12, start)]

    def entry(kind, phase, more):
        known = [] if kind == 1 else [(13, b"")]
        return fields(*sorted([(1, bytes([kind])), (2, bytes([phase]))] + common + rest + known + more))
    zero, day = numbered("q", 0, 86_400)
    return {
        "creation": entry(1, 2, [(8, b"ci"), (9, expires), (13, b"AKOLD1\nAKOLD2"), (14, b"AKTEST00000000000000")]),
        "update": entry(2, 1, [(14, b"AKTEST00000000000000"), (15, b"\x02"), (23, b"\x01")]),
        "deletion": entry(3, 9, [(14, b"AKTEST00000000000000"), (24, b"AKTEST00000000000000")]),
        "rotation": entry(4, 6, [(9, expires), (16, ID["profile"]), (17, day), (18, later), (25, zero), (27, b"\x02")]),
        "lease": entry(5, 8, [
            (9, expires), (19, b"00000000-0000-4000-8000-000000000000"), (20, struct.pack("<Q", 4026531836)),
            (21, struct.pack("<i", 4711)), (22, struct.pack("<Q", 123456))]),
    }


def checkpoint(head):
    """Event 65 after a head that any 64 events may have given."""
    payload = fields((1, struct.pack("<q", 1_700_000_065)), (2, struct.pack("<H", 6)), (3, b"alice"), (6, head),
                     (7, struct.pack("<q", 1_700_000_064)))
    nonce, row = bytes(range(0x38, 0x50)), struct.pack("<QQ", 0, 65)
    key, box = sealed(context(3, row, 1, 1), nonce, padded(32, payload, 256))
    return {"nonce": nonce, "payload": payload, "context": context(3, row, 1, 1), "key": key, "box": box}


def directory(kind, count, nodes):
    return H(b"vault/dir/v1" + struct.pack("<II", kind, count) + nodes)


def own():
    password, salt = b"correct horse battery staple", bytes(range(16, 32))
    first = slot(1, 2, 1, 8, 0, salt, bytes(range(0x20, 0x38)), pwhash(password, salt, 1, 8192))
    code, salt = bytes(range(0xC0, 0xE0)), bytes(range(0xB0, 0xC0))
    file, file_salt = bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x50))
    both = slot(2, 2, 1, 8, 2, file_salt, bytes(range(0x90, 0xA8)),
                H(b"vault/password-and-file/v1" + file_salt + pwhash(password, file_salt, 1, 8192), file))
    alone = slot(5, 0, 0, 0, 3, file_salt, bytes(range(0xA0, 0xB8)), H(b"vault/key-file/v1" + file_salt, file))
    second = slot(3, 0, 0, 0, 1, salt, bytes(range(0xE0, 0xF8)), H(b"vault/recovery/v1" + salt, code))
    keys = {"vault_key": VAULT_KEY, "key_id": kdf(VAULT_KEY, 0, b"VltKeyID"), "records": kdf(VAULT_KEY, 1, b"VltRecrd"),
            "manifest": kdf(VAULT_KEY, 3, b"VltMnfst"), "audit": kdf(VAULT_KEY, 4, b"VltAudit"), "mark": kdf(VAULT_KEY, 5, b"VltHiWat"),
            "names": kdf(VAULT_KEY, 2, b"VltIndex")}

    payload, nonce = b"TESTSECRETKEY" + b"0" * 27, bytes(range(0x70, 0x88))
    where, plain = context(1, ID["record"], 2, 1), padded(2, payload, 128)
    key, secret = sealed(where, nonce, plain)
    secrets = {"id": ID["record"], "payload": payload, "nonce": nonce, "context": where, "plaintext": plain, "key": key,
               "box": secret, "digest": H(secret)}

    entry = fields(
        (1, struct.pack("<Q", 1)), (2, H(secret)), (3, b"alice"), (4, ID["profile"]), (5, b"alice"), (6, b"AKTEST00000000000000"),
        (7, b"\x01"), (8, struct.pack("<q", 1_700_000_000)), (9, struct.pack("<q", 1_800_000_000)), (10, b"vlt1-tag"),
        (11, struct.pack("<q", 1_700_000_001)))
    payload, nonce = struct.pack("<II", 1, 16 + len(entry)) + ID["record"] + entry, bytes(range(0x88, 0xA0))
    where = context(2, ID["page"], 1, 1)
    key, box = sealed(where, nonce, padded(16, payload, 4096))
    leaf = struct.pack("<Q", 1) + H(box)
    page = {"id": ID["page"], "nonce": nonce, "entry": entry, "payload": payload, "context": where, "key": key, "box": box, "leaf": leaf}
    node = H(b"vault/node/v1" + struct.pack("<II", 16, 0) + leaf)
    tree = {"node": leaf, "node_digest": node, "directory": node, "directory_digest": directory(16, 1, node),
            "name_hash": H(b"vault/name/v1alice", keys["names"])[:16]}

    payload = fields((1, struct.pack("<q", 1_700_000_001)), (2, struct.pack("<H", 5)), (3, b"alice"), (4, b"AKTEST00000000000000"))
    nonce, row = bytes(range(0x30, 0x48)), struct.pack("<QQ", 0, 1)
    key, event = sealed(context(3, row, 1, 1), nonce, padded(32, payload, 256))
    link = bytes(32) + struct.pack("<Q", 1) + H(event)
    audit = {"nonce": nonce, "payload": payload, "context": context(3, row, 1, 1), "key": key, "box": event, "link": link,
             "head": H(link, keys["audit"])}

    # The next event, which waits in the spool.
    header = b"vault/spool/v1" + ID["vault"] + struct.pack("<Q", 1) + audit["head"]
    nonce, place = bytes(range(0x18, 0x30)), H(header)[:16]
    key, record = sealed(context(6, place, 1, 2), nonce, padded(37, payload, 512))
    spool = {"header": header, "header_link": H(header), "nonce": nonce, "payload": payload, "context": context(6, place, 1, 2),
             "key": key, "box": record, "link": H(H(header) + record)}

    landing = landed(entry, secret, bytes(range(0x48, 0x60)))

    hold = held(entry, plain=padded(2, b"TESTSECRETKEY" + b"0" * 27, 128))

    body = b"vault/man/v1" + ID["vault"] + struct.pack("<IQQ", 1, 2, 1) + keys["key_id"] + bytes([0x5A]) * 32
    body += struct.pack("<QI", 1_700_000_001, 2) + H(first["slot"] + second["slot"])
    body += struct.pack("<IQ", 1, 1) + tree["directory_digest"]
    for kind in (17, 18, 19):
        body += struct.pack("<IQ", 0, 0) + directory(kind, 0, b"")
    body += struct.pack("<Q", 1) + audit["head"]
    tag = H(body, keys["manifest"])
    head = b"vault/mark/v1" + ID["vault"] + struct.pack("<Q", 2) + tag
    return [
        ("password slot", "Slot 0: Argon2id with 1 pass over 8 KiB, the keys from its result, the sealed vault key, the tag.",
         {"password": password, "vault_id": ID["vault"], **first}),
        ("recovery slot", "Slot 1: a recovery code, its text form in ASCII, and the slot that it opens.",
         {"code": code, "text": written_code(code, b"vault/recovery/check/v1"), "vault_id": ID["vault"], **second}),
        ("password and key file slot", "A slot 2: Argon2id as in slot 0, and its result under the key file's 32 bytes.",
         {"password": password, "file": file, "vault_id": ID["vault"], **both}),
        ("key file slot", "A slot 3: a key file alone.", {"file": file, "vault_id": ID["vault"], **alone}),
        ("subkeys", "What is derived from the vault key, and its public id.", keys),
        ("secret", "A sealed secret: table 1, column 2, generation 1.", secrets),
        ("page", "A sealed page with one key, the first of its kind: table 2, column 1, generation 1, record type 16; and what its "
         "node says of it.", page),
        ("tree", "Above the page: its node, its directory, and the digests of both; and the hash of the name 'alice'.", tree),
        ("audit", "The first event of a log: table 3, action 5, and the chain's head after it.", audit),
        ("checkpoint", "Event 65 of a log, with the link before it, here the head above, and the latest date before it.",
         checkpoint(audit["head"])),
        ("spool", "The same event once more, the second of the log, in a spool: table 6, type 37, and the links around it.", spool),
        ("manifest", "The manifest over the two slots, the page with its node and directory, and the event above; epoch 2, previous tag 32 "
         "times 5a.",
         {"body": body, "tag": tag}),
        ("landing", "The key above in a landing file, without the zeros that fill it: table 4, record type 33.", landing),
        ("hold", "The key above in a landing file under a one-time key: table 4, column 2, type 35, then as above.", hold),
        ("away", "A landing file whose secret was brought to another directory: table 4, type 34.", away(b"/media/usb")),
        ("profile", "A profile's fields; all but a proxy's login, which is a box of its own.",
         {"id": ID["profile"], "entry": profile()}),
        ("journal", "An intent's fields, of each kind; all have one id.", {"id": ID["intent"], **journal()}),
        ("mark", "The high-water mark of that manifest.", {"mark": head + H(head, keys["mark"])}),
    ]


def published():
    nacl_key = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
    nacl_message = (
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4"
        "1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52"
        "f0a089bc76897040e082f937763848645e0705")
    nacl_box = (
        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b"
        "4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
        "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5")
    def words(**values):
        return {name: bytes.fromhex(value) for name, value in values.items()}
    return [
        ("secretbox", "NaCl's own crypto_secretbox test.", "libsodium test/default/secretbox.c and .exp",
         words(key=nacl_key, nonce="69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37", message=nacl_message, box=nacl_box)),
        ("kdf", "crypto_kdf_derive_from_key: 32 bytes, number 32, context 'KDF test', key 00 to 1f.", "libsodium test/default/kdf.exp",
         words(number="2000000000000000", key=bytes(range(32)).hex(),
               subkey="154b291f11196737f8b7f491e4ca11764e0227d34f94295408a869f007aa8618")),
        ("pwhash 4096 KiB", "Argon2id13, a password of 66 characters, 19 passes over 4096 KiB, 1 lane.",
         "libsodium test/default/pwhash_argon2id.c, tv3",
         words(memory="00100000", passes="13000000",
               password=b"^T5H$JYt39n%K*j:W]!1s?vg!:jGi]Ax?..l7[p0v:1jHTpla9;]bUN;?bWyCbtqg ".hex(),
               salt=b">A 16-bytes salt".hex(), hash=base64.b64decode("ltB/ue1kPtBMBGfsysMpPigE6hiNEKZ9vs8vLNVDQGA=").hex())),
        ("pwhash 4882 KiB", "Argon2id13, empty password, 2 passes over 4882 KiB, 1 lane.", "libsodium test/default/pwhash_argon2id.c, tv3",
         words(memory="12130000", passes="02000000", password="", salt=base64.b64decode("bA81arsiXysd3WbTRzmEOw==").hex(),
               hash=base64.b64decode("Nm8QBM+7RH1DXo9rvp5cwKEOOOfD2g6JuxlXihoNcpE=").hex())),
        ("generichash abc", "BLAKE2b-256 of 'abc'.", "Python hashlib, whose BLAKE2 is the authors' own",
         words(message="616263", digest="bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")),
        ("generichash selftest", "The grand hash of RFC 7693's self-test over BLAKE2b of four lengths, with and without a key.",
         "RFC 7693, appendix E", words(digest="c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475")),
    ]


def verify_published():
    vectors = {name: values for name, _, _, values in published()}
    box, key = vectors["secretbox"], vectors["kdf"]
    assert sodium.crypto_secretbox(box["message"], box["nonce"], box["key"]) == box["box"]
    assert kdf(key["key"], 32, b"KDF test") == key["subkey"]
    for name, values in vectors.items():
        if name.startswith("pwhash"):
            passes, memory = (int.from_bytes(values[n], "little") for n in ("passes", "memory"))
            assert pwhash(values["password"], values["salt"], passes, memory * 1024) == values["hash"], name
    assert H(vectors["generichash abc"]["message"]) == vectors["generichash abc"]["digest"]
    assert selftest() == vectors["generichash selftest"]["digest"]


def sequence(count, seed):
    a, b = 0xDEAD4BAD * seed & 0xFFFFFFFF, 1
    out = bytearray()
    for _ in range(count):
        a, b = b, a + b & 0xFFFFFFFF
        out.append(b >> 24)
    return bytes(out)


def selftest():
    total = hashlib.blake2b(digest_size=32)
    for size in (20, 32, 48, 64):
        for count in (0, 3, 128, 129, 255, 1024):
            message = sequence(count, count)
            total.update(hashlib.blake2b(message, digest_size=size).digest())
            total.update(hashlib.blake2b(message, digest_size=size, key=sequence(size, size)).digest())
    return total.digest()


def document():
    def entry(name, origin, text, values, source=None):
        head = {"name": name, "origin": origin, "description": text} | ({"source": source} if source else {})
        return head | {"values": {key: value.hex() for key, value in values.items()}}
    vectors = [entry(name, "published", text, values, source) for name, text, source, values in published()]
    vectors += [entry(name, "own", text, values) for name, text, values in [*own(), *team()]]
    return {"about": ABOUT, "vectors": vectors}


verify_published()
path = sys.argv[-1]
if "--write" in sys.argv:
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(document(), indent=2) + "\n")
with open(path, encoding="utf-8") as file:
    if json.load(file) != document():
        sys.exit("check_vectors: the file has other vectors")
print(f"check_vectors: {len(document()['vectors'])} vectors agree")
