#!/usr/bin/env python3
"""Reads a vault without the program that wrote it, and writes one. Made from docs/format.md alone.

  vault_reader.py read VAULT.DB [--password-file FILE] [--key-file FILE] [--recovery-file FILE] [--mark FILE] [--secrets]
  vault_reader.py team DUMP-OR-REPLICA (--member-file FILE --password-file FILE | --recovery-file FILE) [--mark FILE]… [--secrets]
  vault_reader.py write CONTENT.json NEW.DB --password-file FILE [--kdf-memory KIB] [--kdf-passes N]

`read` checks everything that docs/format.md lets a reader check and prints one JSON object; with --secrets, the secret
keys too. `team` does so for a team's vault: what `pg_dump -n osc_vault` has written as plain SQL, or a member's replica.
Rows of members' events that are wrong keep nobody from the rest: they are `findings`, and the exit code is 1.
`write` takes the shape of `read` and makes a vault that `vault` opens. Needs PyNaCl. Exit codes: 0, 1 damaged, 2 usage.
"""

import argparse
import json
import pathlib
import sqlite3
import struct
import sys

from team_rows import dump_rows, replica_rows
from team_vault import TeamVault
from vault_file import VaultFile
from vault_format import Credentials, Damaged, recovery_code
from vault_writer import write


def password_of(arguments):
    return arguments.password_file and arguments.password_file.read_bytes().removesuffix(b"\n")


def code_of(arguments):
    return arguments.recovery_file and recovery_code(arguments.recovery_file.read_text())


def read(arguments):
    key_file = arguments.key_file and arguments.key_file.read_bytes()
    vault = VaultFile(arguments.vault, Credentials(password_of(arguments), code_of(arguments), key_file))
    if arguments.mark:
        vault.check_mark(arguments.mark)
    return vault.contents(arguments.secrets)


def read_team(arguments):
    whole = arguments.vault.read_bytes()
    is_replica = whole[:16] == b"SQLite format 3\0"
    team = TeamVault(replica_rows(arguments.vault) if is_replica else dump_rows(whole.decode()))
    for mark in arguments.mark:
        team.check_mark(mark.read_bytes())
    code = code_of(arguments)
    member = team.member_of_code(code) if code else team.member_of_file(arguments.member_file.read_bytes(), password_of(arguments))
    return team.contents(member, arguments.secrets)


def parser():
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = whole.add_subparsers(required=True, dest="command")
    reading, team = commands.add_parser("read"), commands.add_parser("team")
    for command in (reading, team):
        command.add_argument("vault", type=pathlib.Path)
        command.add_argument("--password-file", type=pathlib.Path)
        command.add_argument("--recovery-file", type=pathlib.Path)
        command.add_argument("--secrets", action="store_true", help="print the secret keys")
    reading.add_argument("--key-file", type=pathlib.Path)
    reading.add_argument("--mark", type=pathlib.Path)
    team.add_argument("--member-file", type=pathlib.Path)
    team.add_argument("--mark", type=pathlib.Path, action="append", default=[], help="a .team or .events file; may be given twice")
    writing = commands.add_parser("write")
    writing.add_argument("content", type=pathlib.Path)
    writing.add_argument("vault", type=pathlib.Path)
    writing.add_argument("--password-file", type=pathlib.Path, required=True)
    writing.add_argument("--kdf-memory", type=int, default=262144, help="KiB; 262144 if not given")
    writing.add_argument("--kdf-passes", type=int, default=3)
    return whole


def main():
    whole = parser()
    arguments = whole.parse_args()
    if arguments.command == "write":
        write(json.loads(arguments.content.read_text()), arguments.vault, password_of(arguments),
              arguments.kdf_passes, arguments.kdf_memory)
        return
    if arguments.command == "team":
        if not (arguments.recovery_file or (arguments.member_file and arguments.password_file)):
            whole.error("name a member's file and its password's, or a recovery file")
        found = read_team(arguments)
    else:
        if not (arguments.password_file or arguments.recovery_file or arguments.key_file):
            whole.error("name a password file, a recovery file or a key file")
        found = read(arguments)
    json.dump(found, sys.stdout, indent=1)
    if found.get("findings"):
        raise Damaged("\n".join(found["findings"]))


if __name__ == "__main__":
    try:
        main()
    except (Damaged, sqlite3.Error, struct.error, KeyError, ValueError, OSError) as error:
        sys.exit(f"vault_reader: {error}")
