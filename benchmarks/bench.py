"""`make bench`: our program against programs in C that do the same work; one table.

docs/performance.md tells what the rows mean.
"""
import argparse
import json
import pathlib
import platform
import signal
import sys
import tempfile
import time

import operations
import pairs
import plot
import stage as stages
import table


def arguments():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="measured pairs of each row; 40")
    parser.add_argument("-o", choices=["table", "json"], default="table", dest="output")
    parser.add_argument("--directory", default=tempfile.gettempdir(),
                        help="where the vaults are made; its disk counts")
    parser.add_argument("--only", help="rows of this group alone: lists, execs, agent, unlock …")
    parser.add_argument("--peers", action="store_true", help="other people's programs instead")
    parser.add_argument("--without-largest", action="store_true", help="no vault of 1e6 keys")
    parser.add_argument("--nice", type=int, default=0,
                        help="as root, on a machine that is not idle: the priority of all that runs")
    parser.add_argument("--plot", help="writes the curves to this SVG file")
    parser.add_argument("--builds", required=True, help="where BenchVaults and the simulator are")
    chosen = parser.parse_args()
    if chosen.rounds < pairs.LEAST:
        parser.error(f"--rounds is at least {pairs.LEAST}")
    return chosen


def tell(words):
    print(f"bench: {words}", file=sys.stderr, flush=True)


def idle():
    """The share of the processors' time that nobody wanted, over two seconds."""
    def times():
        fields = pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]
        return list(map(int, fields))
    before = times()
    time.sleep(2)
    spent = [after - start for after, start in zip(times(), before)]
    return (spent[3] + spent[4]) / max(sum(spent), 1)


def machine():
    model = [line.split(":")[1].strip() for line in
             pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {"processors": len(model), "model": model[0] if model else platform.machine(),
            "kernel": platform.release(), "idle before": f"{idle():.0%}",
            "date": time.strftime("%Y-%m-%d %H:%M")}


def measured_rows(groups, only):
    rows, failures = [], 0
    for group in groups:
        if only and group.__name__ not in only.split(","):
            continue
        tell(group.__name__.replace("_", " "))
        try:
            for row in group():
                rows.append(row)
        except (stages.Failure, OSError) as failure:
            # The other rows are worth having.
            tell(f"{group.__name__}: {failure}")
            rows.append(table.Row(f"{group.__name__}: failed", verdict="failed"))
            failures += 1
    return rows, failures


def main():
    chosen = arguments()
    # What was started has to be ended, however this ends.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    facts = machine()
    with stages.Stage(chosen.directory, chosen.builds, chosen.nice) as stage:
        subject = operations.Operations(stage, chosen.rounds, not chosen.without_largest)
        rows, failures = measured_rows(subject.peers() if chosen.peers else subject.all(), chosen.only)
        curves = []
        if chosen.plot:
            tell("curves")
            try:
                curves = plot.curves(subject, not chosen.without_largest)
                pathlib.Path(chosen.plot).write_text(plot.svg(curves))
            except (stages.Failure, OSError) as failure:
                tell(f"curves: {failure}")
                failures += 1
    if chosen.output == "json":
        print(json.dumps({"machine": facts, "rows": [vars(row) for row in rows], "curves": [
            {"panel": c.panel, "name": c.name, "points": c.points} for c in curves]},
            ensure_ascii=False, indent=1))
    else:
        print(table.text(rows))
        print("\n" + ", ".join(f"{name} {value}" for name, value in facts.items()))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    try:
        main()
    except stages.Failure as failure:
        sys.exit(f"bench: {failure}")
