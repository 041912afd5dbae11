"""Runs a page's commands in order, and compares what they print with what the page shows.

    tutorial.py PAGE [--without HEADING] [--update]

It runs in the room of scripts/practice. --update writes what was printed into the page instead of comparing; lines
that differ only in what differs from run to run stay as they are.
"""

import argparse
import difflib
import os
import re
import sys

import page
from room import Room, Silent

PASSWORDS = [
    (re.compile(r"outscale|login|account", re.I), "account-password"),
    (re.compile(r"password|the same again", re.I), "rain on a tin roof at night"),
    (re.compile(r"press enter", re.I), ""),
]


def answers(step, update):
    """A question whose answer is seen is answered as the page shows it; a password is a person's own. Where the page is
    being rewritten, a question that it does not have yet is answered with yes."""
    waiting = list(step.expected)

    def answer(prompt):
        prompt = shown(prompt)
        for place, line in enumerate(waiting):
            typed = page.alike(line)[len(page.alike(prompt)) :].strip()
            if "?" in prompt and page.alike(line).startswith(page.alike(prompt)) and typed:
                del waiting[place]
                return typed
        for pattern, reply in PASSWORDS:
            if pattern.search(prompt):
                return reply
        return "y" if update and prompt.rstrip().endswith("[y/N]") else None

    return answer


def shown(line):
    """A line as the page has it: its reader's home is not the room's."""
    return line.replace(os.environ["HOME"], "/home/you")


def run(path, without, update):
    tutorial = page.read(path, without)
    if not tutorial.steps:
        raise SystemExit(f"{path}: no commands")
    room, changes, failures = Room(), [], 0
    following = {step.at: after.command for step, after in zip(tutorial.steps, tutorial.steps[1:])}
    for step in tutorial.steps:
        try:
            found, status = room.run(step.command, answers(step, update))
        except Silent as reason:
            print(f"{path}:{step.at + 1}: {reason}")
            return 1
        found = [shown(line) for line in found]
        if status != 0 and following.get(step.at) != "echo $?":
            print(f"{path}:{step.at + 1}: $ {step.command}\nends with {status}:")
            print("\n".join(found))
            failures += 1
        if page.matches(step.expected, found):
            continue
        if update:
            changes.append((step, [kept(line, step.expected) for line in found]))
            continue
        failures += 1
        print(f"{path}:{step.at + 1}: $ {step.command}\nprints something else (- the page, + the program):")
        print("\n".join(list(difflib.unified_diff(step.expected, found, lineterm="", n=9))[3:]))
    room.close()
    for step, found in reversed(changes):
        tutorial.lines[step.first : step.end] = found
    if changes:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(tutorial.lines))
    print(f"{path}: {len(tutorial.steps)} commands" + (f", {len(changes)} rewritten" if update else ""))
    return 1 if failures else 0


def kept(line, expected):
    return next((old for old in expected if page.alike(old) == page.alike(line)), line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("--without", default="")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    sys.exit(run(arguments.page, arguments.without, arguments.update))
