"""Reads the landing files of docs/vectors.json with tools/vault_landing.py, whole, padded and with a damaged header."""

import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "tools"))

from vault_format import Damaged, VaultKey  # noqa: E402
from vault_landing import landed  # noqa: E402

vectors = {
    vector["name"]: {name: bytes.fromhex(value) for name, value in vector["values"].items()}
    for vector in json.loads((root / "docs/vectors.json").read_text())["vectors"]
}
key = VaultKey(vectors["subkeys"]["vault_key"], vectors["password slot"]["vault_id"], 1)
secret = vectors["secret"]["payload"]


def expect(truth, what):
    if not truth:
        sys.exit(f"check_landings: {what}")


def read(name, data):
    return landed(data, vectors[name]["intent"], key)


def refuses(name, data):
    try:
        read(name, data)
    except Damaged:
        return True
    return False


for name, wanted in {"landing": secret, "hold": secret, "away": None}.items():
    file = vectors[name]["file"]
    for data in (file, file + bytes(4096 - len(file)), bytes(13) + file[13:]):
        found = read(name, data)
        expect(found.get("secret") == wanted, f"{name}: another secret")
        expect((found.get("elsewhere") == "/media/usb") == (wanted is None), f"{name}: another directory")
    box = len(file) - 60 if name == "landing" else 40
    expect(refuses(name, file[:box] + bytes([file[box] ^ 1]) + file[box + 1:]), f"{name}: a changed box was accepted")
    expect(refuses(name, file[:200]), f"{name}: a file that was cut off was accepted")
expect(read("landing", bytes(4096)) is None and read("landing", b"") is None, "an empty file holds nothing")
print("check_landings: 3 kinds read, 6 damaged files refused")
