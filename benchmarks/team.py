"""`scripts/bench-team`: what a team's vault costs beside psql on the same server by the same TLS; one table.

docs/performance.md tells what the rows mean. The server, its authority and all members are made for the run and end with it.
"""
import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import threading
import time

import team_stage

GOALS = {"list ÷ psql": 1.2, "exec ÷ psql": 2.5, "bytes for one new key": 64 * 1024, "join, seconds": 10}


def arguments():
    parser = argparse.ArgumentParser(prog="bench-team", description=__doc__)
    parser.add_argument("--vault", required=True, help="the program")
    parser.add_argument("--maker", required=True, help="BenchVaults")
    parser.add_argument("--keys", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40, help="pairs of each ratio")
    parser.add_argument("--seconds", type=float, default=10, help="for which writers write")
    parser.add_argument("-o", choices=["table", "json"], default="table", dest="output")
    return parser.parse_args()


def tell(words):
    print(f"bench-team: {words}", file=sys.stderr, flush=True)


def ratio(ours, floor, rounds):
    """Both again and again, one after the other: what the machine does beside hits both."""
    pairs = []
    for _ in range(rounds):
        times = []
        for body in (floor, ours):
            begin = time.perf_counter()
            body()
            times.append(time.perf_counter() - begin)
        pairs.append(times)
    ours_ms = statistics.median(pair[1] for pair in pairs) * 1000
    floor_ms = statistics.median(pair[0] for pair in pairs) * 1000
    return {"ours ms": round(ours_ms, 1), "psql ms": round(floor_ms, 1),
            "ratio": round(statistics.median(pair[1] / pair[0] for pair in pairs), 2)}


def writers(members, seconds):
    """Commits a second of members who add keys at once, each by commands one after the other."""
    end = time.perf_counter() + seconds
    counts = [0] * len(members)

    def write(index):
        while time.perf_counter() < end:
            members[index].add(f"w-{time.monotonic_ns()}-{index}")
            counts[index] += 1

    threads = [threading.Thread(target=write, args=(index,)) for index in range(len(members))]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"commits": sum(counts), "a second": round(sum(counts) / (time.perf_counter() - begin), 1)}


def small(stage, options):
    """Ten keys: what a command costs beside the server's own client."""
    tell("a team of ten members, ten keys")
    team = stage.team("small", keys=10)
    alice = team.found()
    members = [alice] + [team.join(f"m{number}") for number in range(1, 10)]
    for member in members:
        member.unlock()
        member.run("list")
    psql = team.psql_with_tls
    yield "list ÷ psql", ratio(lambda: alice.run("list"), psql, options.rounds)
    yield "exec ÷ psql", ratio(lambda: alice.run("exec", "key-1", "--", "true"), psql, options.rounds)
    yield "1 writer", writers(members[:1], options.seconds)
    yield "10 writers", writers(members, options.seconds)


def large(stage, options):
    """As many keys as --keys says: founding, joining, and what one new key costs a machine that has all others."""
    tell(f"a team with {options.keys} keys")
    team = stage.team("large", keys=options.keys)
    begin = time.perf_counter()
    alice = team.found()
    yield "team create, seconds", {"seconds": round(time.perf_counter() - begin, 2)}
    bob = team.join("bob", as_role="reader")
    bob.unlock(fetching=False)
    with team.counting() as wire:
        begin = time.perf_counter()
        bob.run("list", "--user", "user-1")
        seconds = time.perf_counter() - begin
    yield "join, seconds", {"seconds": round(seconds, 2), "bytes": wire.total}
    with team.counting() as wire:
        alice.add("one-more")
    yield "bytes to add one key", {"bytes": wire.total}
    with team.counting() as wire:
        bob.run("show", "one-more")
    yield "bytes for one new key", {"bytes": wire.total}
    begin = time.perf_counter()
    bob.run("list", "--user", "user-1")
    yield "list with nothing new, seconds", {"seconds": round(time.perf_counter() - begin, 3)}


def main():
    options = arguments()
    # A socket's path has room for no more than 107 bytes, so a short one.
    with tempfile.TemporaryDirectory(prefix="vbt-") as folder, contextlib.ExitStack() as ends:
        stage = ends.enter_context(team_stage.Stage(folder, options.vault, options.maker))
        rows = {}
        for name, figures in [*small(stage, options), *large(stage, options)]:
            rows[name] = figures
            tell(f"{name}: {figures}")
    if options.output == "json":
        print(json.dumps({"rows": rows, "goals": GOALS, "load": os.getloadavg()[0]}, indent=1))
        return
    for name, figures in rows.items():
        goal = GOALS.get(name)
        value = figures.get("ratio", figures.get("seconds", figures.get("bytes")))
        verdict = "" if goal is None else ("met" if value <= goal else "missed")
        words = ", ".join(f"{key} {value}" for key, value in figures.items())
        print(f"{name:32} {words:48} {'' if goal is None else f'≤ {goal:g}':>10} {verdict}")


if __name__ == "__main__":
    main()
