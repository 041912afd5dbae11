"""Landing files (docs/format.md, chapter 10): secrets on their way into the database."""

import struct

from vault_format import Damaged, VaultKey, digest, read_fields

RECORD, ELSEWHERE, ONE_TIME_KEY = 33, 34, 35
HEAD = {b"vault/hold/v1": 21, b"vault/land/v1": 21, b"vault/away/v1": 17}


def landed(data, intent, key):
    """What a landing file says: None, {"secret", "fields"}, or {"elsewhere"}. Anything else is Damaged."""
    if not any(data):
        return None
    for start, length in [(21, 104)]:
        one_time = attempt(key, data[start:start + length], intent, 2, 64, ONE_TIME_KEY)
        if one_time is not None:
            rest = data[start + length:]
            return boxes(rest, intent, VaultKey(one_time, key.vault_id, key.epoch))
    return boxes(data, intent, key)


def boxes(data, intent, key):
    for start in (21, 17):
        for length in (1064, 2088, 3112):
            body = data[start:start + length]
            record = attempt(key, body, intent, 1, 1024, RECORD)
            if record is not None:
                return with_secret(data[start + length:], record, key)
            path = attempt(key, body, intent, 1, 1024, ELSEWHERE)
            if path is not None:
                return {"elsewhere": path.decode()}
    raise Damaged("a landing file's boxes don't open")


def with_secret(rest, record, key):
    name, fields = record[:16], read_fields(record[16:])
    for length in range(168, len(rest) + 1, 128):
        if digest(rest[:length]) == fields[2]:
            secret = key.unseal(rest[:length], 1, name, 2, struct.unpack("<Q", fields[1])[0], 128, 2, "a landed secret")
            return {"secret": secret, "fields": fields}
    raise Damaged("a landed secret has not the digest of its record")


def attempt(key, body, intent, column, block, wanted):
    try:
        return key.unseal(body, 4, intent, column, 1, block, wanted)
    except Damaged:
        return None
