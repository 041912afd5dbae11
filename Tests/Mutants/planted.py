"""Bugs of the kind that fuzzing is for: name, file, old text, new text, which target finds it.

    python3 Tests/Mutants/planted.py TREE [SECONDS]

TREE is a copy of the sources that is built and changed; each target gets SECONDS (60). One line a bug, one of figures.
"""

import pathlib
import subprocess
import sys

FORMAT = "Sources/Vault/Format/"
API = "Sources/APIClient/"

PLANTED = [
    ("a negative length is taken", FORMAT + "ByteReader.swift",
     "guard count >= 0, count <= remaining else", "guard count <= remaining else", "page"),
    ("a field may reach beyond its entry", FORMAT + "TLV.swift",
     "            guard Int(count) <= end - offset else { throw .damaged(\"a record ends too early\") }\n", "", "page"),
    ("a number may be shorter than it is read", FORMAT + "TLV.swift",
     "guard place.count == Integer.bitWidth / 8 else {", "guard place.count <= Integer.bitWidth / 8 else {", "page"),
    ("the last epoch is followed by an addition", "Sources/Vault/Crypto/Attestation.swift",
     "old.epoch.addingReportingOverflow(1)", "(old.epoch + 1, false)", "manifest"),
    ("a slot's salt is written a byte short", "Sources/Vault/Slots/Slot.swift",
     "salt = Array(try reader.take(16))\n        self.bytes = bytes",
     "salt = Array(try reader.take(16))\n        self.bytes = bytes.last == 0xA5 ? bytes.dropLast() : bytes", "slot"),
    ("an event's number is counted up without care", "Sources/Vault/Spool/SpoolChain.swift",
     "SpoolHead(sequence: base.count &+ UInt64", "SpoolHead(sequence: base.count + UInt64", "spool"),
    ("a recovery code may be too short", "Sources/Vault/Crypto/RecoveryCode.swift",
     "guard digits.count == groupCount * groupDigits else", "guard digits.count <= groupCount * groupDigits else",
     "recovery"),
    ("an answer that ends in a text is read on", API + "Answer/JSONStringReader.swift",
     "guard position < bytes.count else { throw JSONScanError(reason: .syntax, offset: position) }\n        defer",
     "defer", "answer"),
    ("an answer may be nested as deep as it likes", API + "Answer/JSONScanner.swift",
     "guard path.count < Self.deepest else { throw failure(.tooDeep) }\n        position += 1",
     "position += 1\n        path.reserveCapacity(1 << (path.count * 4))", "error"),
    ("a date's hour is taken as it comes", API + "Answer/DateReader.swift",
     "return sign * (hours * 3600 + minutes * 60)", "return sign * Int(Int16(hours * 3600 + minutes * 60))", "date"),
    ("a message to the agent may be cut short", "Sources/Agent/Protocol/FrameReader.swift",
     "guard count >= 0, count <= remaining else { throw MalformedMessage() }", "", "agent"),
    ("a status of the agent is believed", "Sources/Agent/Protocol/AgentReply+Frame.swift",
     "        default: throw MalformedMessage()\n        }\n    }\n}\n\nextension FixedWidthInteger",
     "        case let other:\n            _ = [0, 1][Int(other)]\n            throw MalformedMessage()\n        }\n    }\n}\n\n"
     "extension FixedWidthInteger", "reply"),
    ("a landing file's box may be longer than the file", FORMAT + "LandingKind+Open.swift",
     "let counts = SecretBox.counts(upTo: longest, block: block)",
     "let counts = SecretBox.counts(upTo: longest + block, block: block)", "landing"),
]


def check_texts(tree):
    """How many of them have nothing to break."""
    wrong = [name for name, file, old, _, _ in PLANTED if (tree / file).read_text().count(old) != 1]
    for name in wrong:
        print(f"{name}: ITS TEXT DOES NOT STAND IN THE SOURCES, ONCE")
    return len(wrong)


def main():
    tree = pathlib.Path(sys.argv[1])
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    found = 0
    for name, file, old, new, target in PLANTED:
        path = tree / file
        text = path.read_text()
        path.write_text(text.replace(old, new))
        try:
            ended = subprocess.run(["scripts/fuzz", seconds, target], cwd=tree, capture_output=True, text=True)
        finally:
            path.write_text(text)
        told = [line for line in ended.stdout.splitlines() if line.startswith(target + ":")]
        verdict = "DOES NOT BUILD" if not told else "FOUND" if ended.returncode else "NOT FOUND"
        found += verdict == "FOUND"
        print(f"{name}: {verdict} ({', '.join(told)})", flush=True)
    print(f"planted bugs: {len(PLANTED)}, {found} found", flush=True)
    sys.exit(found != len(PLANTED))


if __name__ == "__main__":
    main()
