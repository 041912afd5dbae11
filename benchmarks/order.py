"""The functions that the hot commands run, for the linker to put beside each other: what stands together is one page fault.

    order.py --builds DIR    writes hot-functions, from the release program with its symbols
"""
import argparse
import pathlib
import re
import subprocess
import sys

import counts
import stage as stages

FILE = pathlib.Path(__file__).with_name("hot-functions")
# What one runs and the ones before it did not comes behind.
COMMANDS = ["list", "exec", "show", "status"]


def functions(profile, program):
    """Those of the program, mangled. Callgrind writes a name once and its number from then on."""
    objects, names, here = {}, {}, False
    for line in profile.read_text().splitlines():
        if found := re.match(r"(ob|cob)=\((\d+)\)(?: (.*))?$", line):
            objects.setdefault(found[2], found[3])
            if found[1] == "ob":
                here = objects[found[2]] == str(program)
        elif found := re.match(r"(fn|cfn)=\((\d+)\)(?: (.*))?$", line):
            names.setdefault(found[2], found[3])
            # Callgrind numbers what calls itself; without a symbol there is an address.
            name = names[found[2]].split("'")[0]
            if found[1] == "fn" and here and not name.startswith("0x"):
                yield name


def profile(stage, program, home, name):
    out = stage.folder / "callgrind"
    words = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out}",
             program, *counts.COMMANDS[name]]
    preload = {"LD_PRELOAD": str(stage.floor("no-exec.so"))} if name == "exec" else {}
    done = subprocess.run([str(word) for word in words], env=home.environment | preload,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise stages.Failure(f"valgrind {name}: status {done.returncode}\n{done.stderr}")
    return out


def main():
    parser = argparse.ArgumentParser(prog="order-functions", description=__doc__.splitlines()[0])
    parser.add_argument("--builds", required=True)
    parser.add_argument("--program", required=True, help="the release program before strip")
    chosen = parser.parse_args()
    with stages.Stage("/dev/shm", chosen.builds) as stage:
        # Valgrind does not read the newest debug information, and needs the symbols alone.
        program = stage.folder / "vault"
        stages.run(["strip", "--strip-debug", "-o", program, chosen.program])
        home = stage.home("home")
        home.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
        home.unlock()
        hot = {}
        for name in COMMANDS:
            hot |= dict.fromkeys(functions(profile(stage, program, home, name), program))
    FILE.write_text("".join(f"{name}\n" for name in hot))
    print(f"order-functions: {len(hot)} functions are in {FILE.name}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except stages.Failure as failure:
        sys.exit(f"order-functions: {failure}")
