"""What a person sees at a terminal: the few control sequences that vault and shells use, and no more."""

import re

SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[78=>]|\x1b\([A-Z0-9]")


class Screen:
    def __init__(self):
        self.main, self.other = [""], [""]
        self.row, self.column = 0, 0
        self.alternate = False
        self.rest = ""

    @property
    def lines(self):
        return self.other if self.alternate else self.main

    def feed(self, text):
        text, self.rest = self.rest + text, ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                match = SEQUENCE.match(text, at)
                if match is None:
                    # The rest of a sequence that was cut; what is no sequence at all is left out.
                    if len(text) - at < 32:
                        self.rest = text[at:]
                        return
                    at += 1
                    continue
                self.control(match)
                at = match.end()
                continue
            self.put(text[at])
            at += 1

    def put(self, character):
        if character == "\n":
            self.row += 1
            while len(self.lines) <= self.row:
                self.lines.append("")
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character >= " ":
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + character + line[self.column + 1 :]
            self.column += 1

    def control(self, match):
        numbers, name = match.group(1), match.group(2)
        if name is None:
            return
        first = int(numbers.split(";")[0] or 0) if not numbers.startswith("?") else 0
        if numbers == "?1049" and name in "hl":
            self.alternate = name == "h"
            if self.alternate:
                self.kept, self.row, self.column, self.other = (self.row, self.column), 0, 0, [""]
            else:
                self.row, self.column = self.kept
        elif name == "K":
            line = self.lines[self.row]
            self.lines[self.row] = {0: line[: self.column], 1: " " * self.column + line[self.column :]}.get(first, "")
        elif name == "H":
            parts = (numbers.split(";") + ["1"])[:2]
            self.row, self.column = (max(0, int(part or 1) - 1) for part in parts)
            while len(self.lines) <= self.row:
                self.lines.append("")
        elif name == "A":
            self.row = max(0, self.row - max(1, first))
        elif name == "J":
            del self.lines[self.row + 1 :]
            self.lines[self.row] = self.lines[self.row][: self.column]
