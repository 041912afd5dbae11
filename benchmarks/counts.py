"""Counts of the hot commands: instructions, system calls, syncs, questions to the agent. No clock is asked.

    counts.py --builds DIR            measures and compares with counts.json; 1 if something has grown
    counts.py --builds DIR --update   measures and writes counts.json
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

import stage as stages
import traces

FILE = pathlib.Path(__file__).with_name("counts.json")
TOLERANCE = 0.10
COMMANDS = {
    "list": ["list"],
    "show": ["show", "key-5"],
    "status": ["status"],
    "exec": ["exec", "key-5", "--", "true"],
    "create-key": ["create-key", "--user", "alice", "--expires", "30d", "--name"],
}


def measure(builds):
    parent = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else "/tmp"
    with stages.Stage(parent, builds) as stage:
        home = stage.home("home")
        # A program's hash tables have another order in each process unless this is set.
        home.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
        home.unlock()
        home.vault("profile", "set", "work", "--endpoint", stages.Cloud(stage).origin,
                   "--allow-insecure-loopback")
        return {name: counts(stage, home, name, words) for name, words in COMMANDS.items()}


def counts(stage, home, name, words):
    def program(run):
        return [stage.vault, *words, *([f"made-by-{run}"] if words[-1] == "--name" else [])]

    # What `exec` becomes is not ours to count.
    preload = [f"LD_PRELOAD={stage.floor('no-exec.so')}"] if name == "exec" else []
    # The first use of a home makes files that stay.
    traces.trace(stage, program("first"), home.environment, preload)
    traced = traces.trace(stage, program("strace"), home.environment, preload)
    return {"instructions": instructions(stage, program("callgr"), home.environment, preload),
            "system calls": traced.calls, "syncs": traced.syncs,
            "agent trips": traced.agent_trips}


def instructions(stage, words, environment, preload):
    environment = environment | dict(word.split("=", 1) for word in preload)
    # Not valgrind's own words: their descriptor is among those that `exec` closes.
    out = stage.folder / "callgrind"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *map(str, words)],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    found = re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.M) if out.exists() else None
    if done.returncode != 0 or not found:
        raise stages.Failure(f"valgrind {words[1]}: status {done.returncode}\n{done.stderr}")
    out.unlink()
    return int(found[1])


def made_with():
    """What else decides how many instructions there are."""
    def package(name):
        return stages.run(["pkg-config", "--modversion", name]).strip()

    swift = stages.run(["swift", "--version"]).splitlines()[0]
    return {"swift": re.search(r"Swift version \S+", swift)[0],
            "libc": stages.run(["getconf", "GNU_LIBC_VERSION"]).strip(),
            "valgrind": stages.run(["valgrind", "--version"]).strip(),
            **{name: package(name) for name in ("libsodium", "sqlite3", "libcurl")}}


def compare(kept, now, judged):
    """Gives the sentences about what has grown, and about what has shrunk."""
    grown, shrunk = [], []
    for name, before in kept.items():
        for what in judged:
            old, new = before[what], now[name][what]
            sentence = f"{name}: {old:,} → {new:,} {what}"
            if new > old * (1 + TOLERANCE):
                grown.append(sentence)
            elif new < old * (1 - TOLERANCE):
                shrunk.append(sentence)
    return grown, shrunk


def main():
    parser = argparse.ArgumentParser(prog="check-counts", description=__doc__.splitlines()[0])
    parser.add_argument("--builds", required=True)
    parser.add_argument("--update", action="store_true", help="writes benchmarks/counts.json")
    chosen = parser.parse_args()
    now, tools = measure(chosen.builds), made_with()
    if chosen.update:
        FILE.write_text(json.dumps({"made with": tools, "counts": now}, indent=2) + "\n")
        return 0
    kept = json.loads(FILE.read_text())
    judged = ["system calls", "syncs", "agent trips"]
    if kept["made with"] == tools:
        judged.insert(0, "instructions")
    else:
        print("check-counts: instructions are not compared, since counts.json was made with "
              f"{kept['made with']}, and here are {tools}")
    grown, shrunk = compare(kept["counts"], now, judged)
    for sentence in grown:
        print(f"check-counts: grown: {sentence}")
    for sentence in shrunk:
        print(f"check-counts: shrunk: {sentence}; 'scripts/check-counts --update' keeps it so")
    if grown:
        print("check-counts: more than 10 % over benchmarks/counts.json. Where it is meant: "
              "scripts/check-counts --update, in the same commit")
        return 1
    print(f"check-counts: {', '.join(now)}: {', '.join(judged)} as in benchmarks/counts.json")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except stages.Failure as failure:
        sys.exit(f"check-counts: {failure}")
