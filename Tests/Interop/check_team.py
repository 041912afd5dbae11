"""Reads the team's vault of Tests/VaultTests/Golden/team with tools/, and refuses what a server, or a member, has made of it.

Each forgery says the row that the refusal has to name. Usage: check_team.py
"""

import copy
import json
import pathlib
import sqlite3
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "tools"))

from team_format import member_from_file  # noqa: E402
from team_forger import Forger, flipped  # noqa: E402
from team_rows import dump_rows, replica_rows  # noqa: E402
from team_vault import TeamVault  # noqa: E402
from vault_format import Damaged, recovery_code  # noqa: E402

golden = root / "Tests/VaultTests/Golden/team"
known = json.loads((golden / "team.json").read_text())
dump = dump_rows((golden / "copy.sql").read_text())
files = {name: (golden / f"{name}.member").read_bytes() for name in known["passwords"]}
members = {name: member_from_file(file, known["passwords"][name].encode())[0] for name, file in files.items()}
ids = {name: member.id for name, member in members.items()}
refused = 0


def expect(truth, what):
    if not truth:
        sys.exit(f"check_team: {what}")


def read(rows, member="bob", marks=()):
    team = TeamVault(rows)
    for mark in marks:
        team.check_mark((golden / mark).read_bytes())
    return team.contents(members[member], secrets=True)


def refuses(words, rows, member="bob", marks=()):
    """The rows are refused, and the refusal has these words."""
    global refused
    try:
        read(rows, member, marks)
    except (Damaged, KeyError) as error:
        expect(words in str(error), f"refused for another reason than '{words}': {error}")
        refused += 1
        return
    expect(False, f"accepted: {words}")


def finds(words, rows, marks=()):
    """The rows are read, and what is wrong with them is told: members' events may be anybody's rows."""
    global refused
    found = read(rows, marks=marks)
    told(found)
    expect(found["findings"] and all(words in finding for finding in found["findings"]), f"{found['findings']} instead of '{words}'")
    refused += 1


def expect_damaged(words, act):
    try:
        act()
    except Damaged as error:
        expect(words in str(error), f"refused for another reason than '{words}': {error}")
        return
    expect(False, f"accepted: {words}")


def told(found):
    """What every door must show."""
    expect({key["name"]: key["secret"] for key in found["keys"]} == known["secrets"], "other secrets")
    expect({key["name"]: key["access_key_id"] for key in found["keys"]} == known["keys"], "other keys")
    expect(found["head"] == known["head"], "another head")
    here = {member["name"]: member["role"] for member in found["members"]}
    expect(here == {m["name"]: m["role"] for m in known["members"]["members"] if m["state"] == "member"}, "other members")
    asked = sorted(m["name"] for m in known["members"]["members"] if m["state"] != "member")
    expect(found["invited"] == asked, "other invitations")
    expect({key["name"] for key in found["keys"] if key.get("removed_member") == "dave"} == {"one", "two"}, "dave's keys are not due")


def reading():
    for name in ("bob", "carol"):
        found = read(copy.deepcopy(dump), name, [f"{name}.team", "dave.team", "carol.events", "dave.events"])
        told(found)
        expect(found["asking"] == [{"request": found["asking"][0]["request"], "name": "erin"}], "erin does not ask")
        expect(found["given"] == {ids["carol"].hex(): [None, 9, 9], ids["dave"].hex(): [None]}, "other events")
        told(read(replica_rows(golden / f"{name}.replica"), name, [f"{name}.team"]))
    expect(dump_rows((golden / "inserts.sql").read_text()) == dump, "the two dumps have other rows")
    team = TeamVault(dump)
    told(team.contents(team.member_of_code(recovery_code(known["recoveryCode"])), secrets=True))
    for name, file in files.items():
        expect(team.member_of_file(file, known["passwords"][name].encode()).id == ids[name], "another member's file")


def server():
    """What somebody can do who has the database and no key."""
    def changed(table, key, column=0, at=-1):
        rows = copy.deepcopy(dump)
        row = getattr(rows.tree if table in vars(rows.tree) else rows, table)
        row[key] = flipped(row[key], at) if isinstance(row[key], bytes) else [
            flipped(value, at) if place == column else value for place, value in enumerate(row[key])]
        return rows

    def without(table, *keys):
        rows = copy.deepcopy(dump)
        for key in keys:
            del getattr(rows.tree if table in vars(rows.tree) else rows, table)[key]
        return rows
    newest, last = max(dump.manifests), max(dump.roster)
    secret, other = sorted(dump.tree.secrets)[:2]
    carol = (ids["carol"], max(sequence for member, sequence in dump.audit if member == ids["carol"]))
    refuses("page 16/0", changed("pages", 16 << 32, 1))
    refuses("node 16/0", changed("nodes", 16 << 32))
    refuses("directory 17", changed("directories", 17))
    refuses(f"secret {secret.hex()}", changed("secrets", secret, 1))
    refuses("event 3:", changed("events", 3))
    refuses(f"manifest {newest}: not signed", changed("manifests", newest, 0))
    refuses("manifest 4: not signed", changed("manifests", 4, 1))
    refuses("roster 1: not signed", changed("roster", 1, 1))
    refuses("roster 2: not signed", changed("roster", 2, 0))
    finds(f"audit {ids['carol'].hex()} 3", changed("audit", carol))
    finds(f"audit {ids['dave'].hex()} 1: not signed", changed("audit", (ids["dave"], 1)))
    refuses("slot: the slots are not", changed("slots", (ids["carol"], 2)))
    refuses("manifest 5: a gap", without("manifests", 4))
    refuses(f"manifest {newest - 1}: does not name", without("manifests", newest))
    refuses(f"manifest {newest}: names a roster that is none", without("roster", last))
    finds(f"audit {ids['carol'].hex()} 2: does not stand after", without("audit", (ids["carol"], 1)))
    finds(f"audit {ids['carol'].hex()} 3: gone", without("audit", carol))
    # No manifest names a removed member's events. Who has seen them is the member's own machine.
    expect(not read(without("audit", (ids["dave"], 1)))["findings"], "dave's event is named")
    finds(f"audit {ids['dave'].hex()} 1: gone, or another than the mark", without("audit", (ids["dave"], 1)), ["dave.events"])
    refuses("slot: a member has none", without("slots", (ids["bob"], 2)))
    refuses("page", without("pages", 16 << 32))
    refuses(f"secret {secret.hex()}: missing", without("secrets", secret))
    refuses("the log's chain", without("events", max(dump.tree.events)))
    swapped, page, gone, slot = (copy.deepcopy(dump) for _ in range(4))
    rows = swapped.tree.secrets
    rows[secret], rows[other] = rows[other], rows[secret]
    refuses(f"secret {secret.hex()}", swapped)
    page.tree.pages[16 << 32 | 1] = page.tree.pages[16 << 32]
    refuses("pages missing or too many", page)
    gone.gone.add(secret)
    refuses("gone", gone)
    slot.slots[ids["dave"], 2] = slot.slots[ids["bob"], 2]
    refuses(f"slot {ids['dave'].hex()}", slot)
    nobody = copy.deepcopy(dump)
    nobody.audit[bytes(16), 1] = [b"", b""]
    finds(f"audit {bytes(16).hex()} 1: nobody's", nobody)
    asking = copy.deepcopy(dump)
    place, row = next(iter(asking.requests.items()))
    asking.requests[place] = [flipped(row[0], 70)]
    expect("wrong" in read(asking)["asking"][0], "a request that was changed counts")


def forged():
    """What members can do who have the vault's key: their signatures are right, and the rules are not."""
    forger = Forger(dump, members)
    told(read(forger.team("bob", forger.entry("bob", 8, {15: bytes(32)}))) | {"head": known["head"]})
    for words, author, kind, fields in forger.broken_entries():
        refuses(f"roster {len(dump.roster)}: {words}", forger.team("bob", forger.entry(author, kind, fields)))
    number = max(dump.manifests) + 1
    refuses(f"manifest {number}: its author may not write", forger.team("carol"))
    refuses(f"manifest {number}: its author may not write", forger.team("dave"))
    refuses(f"manifest {number}: not signed", forger.team("bob", signer="carol"))
    refuses(f"manifest {number}: names an older roster", forger.team("bob", entries=3))
    refuses(f"manifest {number + 1}: a gap", forger.team("bob", epoch=number + 1))
    refuses(f"manifest {number}: another key", forger.team("bob", key_epoch=3))
    refuses("the manifest's MAC", forger.team("bob", tag=bytes(32)))
    for number in (3, 9):
        found = read(forger.team("bob", heads={ids["carol"]: (number, bytes(32))}))["findings"]
        expect(len(found) == 1 and found[0].startswith(f"audit {ids['carol'].hex()} {number}: gone"), "a named event is not missed")


def machine():
    """What somebody can do with a machine's files."""
    def replica(sql):
        with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").exists() else None) as folder:
            path = pathlib.Path(folder) / "replica"
            path.write_bytes((golden / "bob.replica").read_bytes())
            with sqlite3.connect(path) as db:
                db.execute(sql)
            db.close()
            return replica_rows(path)
    newest = max(dump.manifests)
    refuses("slot", replica("UPDATE member_slot SET body = zeroblob(120)"))
    refuses(f"manifest {newest - 1}: a gap", replica(f"DELETE FROM signed_manifest WHERE epoch = {newest - 2}"))
    finds("audit", replica("UPDATE event_head SET sequence = sequence + 1"))
    finds("gone", replica("DELETE FROM event_head"))
    refuses("roster 5: a gap", replica("DELETE FROM signed_roster WHERE number = 4"))
    refuses("page 16/0", replica("UPDATE page SET generation = generation + 1 WHERE place >> 32 = 16"))
    for words, sql in [("not the newest signed one", "UPDATE manifest SET tag = zeroblob(32)"),
                       ("tables were added", "CREATE TABLE other(a)"),
                       ("no slots of its own", "INSERT INTO slot VALUES (0, x'00')")]:
        expect_damaged(words, lambda sql=sql: replica(sql))
    password = known["passwords"]["bob"].encode()
    for words, file in [("it does not open", flipped(files["bob"], 299)), ("not a member's file", files["bob"][:-1]),
                        ("the password does not open", flipped(files["bob"], 100))]:
        expect_damaged(words, lambda file=file: member_from_file(file, password))
    team = TeamVault(dump)
    expect_damaged("not the team of this recovery code", lambda: team.member_of_code(bytes(32)))
    for mark, at, words in [("bob.team", 40, "manifest"), ("bob.team", 107, "roster"), ("bob.team", 13, "another vault's"),
                            ("carol.events", 13, "not a mark of this vault")]:
        expect_damaged(words, lambda: team.check_mark(flipped((golden / mark).read_bytes(), at)))


reading()
server()
forged()
machine()
print(f"check_team: 2 dumps and 2 replicas read, {refused} forgeries refused by their rows")
