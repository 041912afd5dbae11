"""A page's fenced `console` blocks: commands after `$ `, and under each what it prints."""

import dataclasses
import re


@dataclasses.dataclass
class Step:
    command: str
    expected: list
    # Lines of the page, from 0: the command's first, the first of what it prints, and the first behind that.
    at: int
    first: int
    end: int


@dataclasses.dataclass
class Page:
    lines: list
    steps: list


def read(path, leave_out):
    """The steps of a page, without those under a heading that begins with `leave_out`."""
    lines = open(path, encoding="utf-8").read().split("\n")
    steps, inside, skipped, step = [], False, None, None
    for number, line in enumerate(lines):
        heading = re.match(r"(#+) (.*)", line) if not inside else None
        if heading:
            level = len(heading.group(1))
            if skipped is not None and level <= skipped:
                skipped = None
            if leave_out and heading.group(2).startswith(leave_out):
                skipped = level
        if line.startswith("```"):
            inside = not inside and line == "```console"
            step = None
        elif inside and skipped is None:
            if line.startswith("$ "):
                step = Step(line[2:], [], number, number + 1, number + 1)
                steps.append(step)
            elif step is not None and line.startswith("> ") and not step.expected:
                step.command += "\n" + line[2:]
                step.first = step.end = number + 1
            elif step is not None:
                step.expected.append(line)
                step.end = number + 1
            else:
                raise SystemExit(f"{path}:{number + 1}: a console block begins with a command")
    return Page(lines, steps)


# What differs from one run to the next: each by a sign of its own, so that a date is not taken for a key.
VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\d(?:T| )\d\d:\d\d(?::\d\d)?Z?"), "⟨time⟩"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "⟨date⟩"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d)?\b"), "⟨hour⟩"),
    (re.compile(r"[A-Z2-7]{8}(?:-[A-Z2-7]{8}){7}"), "⟨recovery code⟩"),
    (re.compile(r"\b[A-Z0-9]{20}\b"), "⟨key id⟩"),
    (re.compile(r"\b[0-9a-f]{8}\b"), "⟨hash⟩"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://api.eu-west-2.outscale.com"),
    (re.compile(r"\b\d+ s ago\b|\bjust now\b|\bnow\b"), "⟨just now⟩"),
    (re.compile(r"replaced-\d{8}T\d{6}Z"), "replaced-⟨time⟩"),
    (re.compile(r"\blease-[0-9a-f]{6}\b"), "⟨lease⟩"),
    (re.compile(r"\bepoch \d+"), "⟨epoch⟩"),
    (re.compile(r"\b\d+ audit events"), "⟨audit events⟩"),
    (re.compile(r"\s+"), " "),
]


def alike(line):
    for pattern, sign in VARYING:
        line = pattern.sub(sign, line)
    return line.strip()


def matches(expected, found):
    """Whether the page's lines are what was found; `…` alone stands for any lines."""
    if not expected:
        return not found
    if expected[0].strip() == "…":
        return any(matches(expected[1:], found[skip:]) for skip in range(len(found) + 1))
    return bool(found) and alike(expected[0]) == alike(found[0]) and matches(expected[1:], found[1:])
