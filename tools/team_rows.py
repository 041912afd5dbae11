"""A team's rows, from a plain pg_dump of the schema osc_vault or from a replica (docs/format.md, chapter 10b)."""

import dataclasses
import re
import struct

from vault_file import opened, tree_rows
from vault_format import TABLES, Damaged, check
from vault_tree import TreeRows

REPLICA, BACKUP = 0x4F565250, 0x4F565442
SIGNED = "sequence INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL"
REPLICA_TABLES = TABLES | {
    "event_head": f"CREATE TABLE event_head(member BLOB PRIMARY KEY NOT NULL, {SIGNED}) STRICT, WITHOUT ROWID",
    "member_slot": "CREATE TABLE member_slot(member BLOB PRIMARY KEY NOT NULL, key_epoch INTEGER NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "own_event": f"CREATE TABLE own_event(member BLOB NOT NULL, {SIGNED}, PRIMARY KEY(member, sequence)) STRICT, WITHOUT ROWID",
    "signed_manifest": "CREATE TABLE signed_manifest(epoch INTEGER PRIMARY KEY, body BLOB NOT NULL, signature BLOB NOT NULL) STRICT",
    "signed_roster": "CREATE TABLE signed_roster(number INTEGER PRIMARY KEY, body BLOB NOT NULL, signature BLOB NOT NULL) STRICT",
}
MEMBER_EVENT = f"CREATE TABLE member_event(member BLOB NOT NULL, {SIGNED}, PRIMARY KEY(member, sequence)) STRICT, WITHOUT ROWID"
# The tables of the schema: how many of their first columns tell rows apart, and all their columns.
COLUMNS = {
    "vault": (1, "only_one format id"), "manifest": (1, "epoch body signature"), "roster": (1, "number body signature"),
    "audit": (2, "member sequence body signature"), "request": (2, "invite member body"),
    "slot": (2, "member key_epoch body epoch"), "page": (1, "place generation body epoch"), "node": (1, "place body epoch"),
    "directory": (1, "kind body epoch"), "secret": (1, "id generation body epoch"), "event": (1, "sequence body epoch"),
    "gone": (1, "id epoch"),
}


@dataclasses.dataclass
class TeamRows:
    """All rows by what tells them apart. `whole` says whether the members' events are all there, or the newest only."""

    tree: TreeRows
    manifests: dict
    roster: dict
    audit: dict
    slots: dict
    requests: dict
    gone: set
    whole: bool


def replica_rows(path):
    """A replica, or a backup, which has all of the members' events."""
    is_backup = path.read_bytes()[68:72] == struct.pack(">I", BACKUP)
    tables = REPLICA_TABLES | ({"member_event": MEMBER_EVENT} if is_backup else {})
    with opened(path, BACKUP if is_backup else REPLICA, tables) as db:
        def rows(sql, keys=1):
            return keyed(db.execute(sql), keys)
        for table in ["slot", "event_head", "own_event"] if is_backup else ["slot"]:
            check(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, f"{table}: not empty")
        events = "member_event" if is_backup else "event_head"
        found = TeamRows(
            tree=tree_rows(db), manifests=rows("SELECT epoch, body, signature FROM signed_manifest"),
            roster=rows("SELECT number, body, signature FROM signed_roster"),
            audit=rows(f"SELECT member, sequence, body, signature FROM {events}", 2),
            slots=rows("SELECT member, key_epoch, body FROM member_slot", 2), requests={}, gone=set(), whole=is_backup)
        manifest = db.execute("SELECT body, tag FROM manifest").fetchone()
    check(found.manifests, "no manifest")
    newest = found.manifests[max(found.manifests)][0]
    check(newest[148:552] == b"".join(manifest), "manifest: not the newest signed one")
    return found


def dump_rows(text):
    tables = {name: keyed(rows, COLUMNS[name][0], name) for name, rows in dumped(text).items()}
    check(list(tables["vault"]) == [1], "vault: not one row")
    format_, vault_id = tables["vault"][1]
    check(format_ == 1, "vault: another format")
    without_epoch = {name: {key: row[:-1] for key, row in tables[name].items()} for name in ("page", "node", "directory", "secret", "event", "slot")}
    single = {name: {key: row[0] for key, row in without_epoch[name].items()} for name in ("node", "directory", "event")}
    tree = TreeRows(single["directory"], single["node"], without_epoch["page"], without_epoch["secret"], single["event"])
    found = TeamRows(tree=tree, manifests=tables["manifest"], roster=tables["roster"], audit=tables["audit"],
                     slots=without_epoch["slot"], requests=tables["request"], gone=set(tables["gone"]), whole=True)
    check(found.roster and found.roster.get(0, [b""])[0][12:28] == vault_id, "vault: not the roster's")
    return found


def keyed(rows, keys, table="a table"):
    found = {}
    for row in rows:
        key = tuple(row[:keys]) if keys != 1 else row[0]
        check(key not in found, f"{table}: two rows of one key")
        found[key] = list(row[keys:])
    return found


def dumped(text):
    """The rows of each table, columns in the order of COLUMNS, from COPY and from INSERT."""
    found, orders = {name: [] for name in COLUMNS}, created(text)
    copies = re.finditer(r"^COPY osc_vault\.(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", text, re.M | re.S)
    for table, columns, lines in (match.groups() for match in copies):
        for line in lines.splitlines():
            add(found, table, columns, [value(word.replace("\\\\", "\\")) for word in line.split("\t")])
    inserts = re.finditer(r"^INSERT INTO osc_vault\.(\w+)(?: \(([^)]*)\))?(?: OVERRIDING \w+ VALUE)? VALUES\s+([^;]*);$", text, re.M)
    for table, columns, lines in (match.groups() for match in inserts):
        for row in re.findall(r"\(([^()]*)\)", lines):
            add(found, table, columns or orders.get(table), [value(word.strip().strip("'")) for word in row.split(",")])
    return found


def created(text):
    """The columns of each table as the dump creates them: an INSERT without column names follows that order."""
    tables = re.findall(r"^CREATE TABLE osc_vault\.(\w+) \(\n(.*?)^\);$", text, re.M | re.S)
    return {name: ",".join(re.findall(r"^    (?!CONSTRAINT)(\w+) ", body, re.M)) for name, body in tables}


def add(found, table, columns, values):
    check(table in found, f"{table}: a table that the schema does not have")
    check(columns is not None, f"{table}: the dump does not say its columns")
    names, expected = [name.strip() for name in columns.split(",")], COLUMNS[table][1].split()
    check(sorted(names) == sorted(expected) and len(values) == len(names), f"{table}: other columns")
    row = dict(zip(names, values))
    found[table].append([row[name] for name in expected])


def value(word):
    if word.startswith("\\x"):
        return bytes.fromhex(word[2:])
    if re.fullmatch(r"-?[0-9]+", word):
        return int(word)
    raise Damaged(f"neither a number nor bytes in hexadecimal: {word[:20]!r}")
