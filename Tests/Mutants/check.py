"""Breaks the protocol on purpose, one mutant after the other, and looks whether the suites notice.

    python3 Tests/Mutants/check.py TREE [FIRST [LAST]]
    python3 Tests/Mutants/check.py --texts TREE

TREE is a copy of the sources that is built and changed. One line a mutant, one of figures. With --texts nothing is
changed: each mutant's text must stand in the sources, once.
"""

import pathlib
import subprocess
import sys

from mutants import MUTANTS


def run(tree, *words):
    return subprocess.run(words, cwd=tree, capture_output=True, text=True, timeout=1800)


def verdict(tree, suites):
    built = run(tree, "swift", "build", "--build-tests")
    if built.returncode != 0:
        errors = [line for line in built.stdout.splitlines() if "error:" in line]
        return "DOES NOT BUILD: " + (errors or ["?"])[0]
    tested = run(tree, "swift", "test", "--skip-build", "--disable-xctest", "--filter", suites)
    if "Test run with 0 tests" in tested.stdout:
        return "NO TEST RAN"
    if tested.returncode == 0:
        return "SURVIVED"
    failed = [line for line in tested.stdout.splitlines() if line.startswith("✘ Test ")]
    name = failed[0].split('"')[1] if failed and '"' in failed[0] else "the end of the test program"
    return f"killed by '{name}'"


def check_texts(tree):
    """Whether each mutant still has something to break."""
    wrong = 0
    for number, (name, file, old, _, _) in enumerate(MUTANTS, 1):
        count = (tree / file).read_text().count(old)
        if count != 1:
            print(f"{number}. {name}: ITS TEXT STANDS {count} TIMES IN {file}")
            wrong += 1
    print(f"mutants: {len(MUTANTS)}, {wrong} of them without their text")
    return wrong == 0


def main():
    if sys.argv[1] == "--texts":
        sys.exit(not check_texts(pathlib.Path(sys.argv[2])))
    tree = pathlib.Path(sys.argv[1])
    first, last = ([int(word) for word in sys.argv[2:]] + [1, len(MUTANTS)][len(sys.argv) - 2:])[:2]
    killed = 0
    chosen = MUTANTS[first - 1:last]
    for number, (name, file, old, new, suites) in enumerate(chosen, first):
        path = tree / file
        text = path.read_text()
        if text.count(old) != 1:
            result = f"ITS TEXT STANDS {text.count(old)} TIMES IN {file}"
        else:
            path.write_text(text.replace(old, new))
            try:
                result = verdict(tree, suites)
            finally:
                path.write_text(text)
        killed += result.startswith("killed")
        print(f"{number}. {name}: {result}", flush=True)
    print(f"mutants: {len(chosen)}, {killed} killed", flush=True)
    sys.exit(killed != len(chosen))


main()
