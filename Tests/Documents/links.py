"""Holds the documents to what they point at.

- Every relative link leads to a file that is there, and its `#part` to a heading.
- The text of a link to a test's file is the name of a test in that file.
- Each numbered row of SECURITY.md's threat model has a row of its own that says which test shows it, or that none does.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
TEST = re.compile(r'@Test\b(?:\([^)]*\)|[^`{])*?func\s+`([^`]+)`|@Test\(\s*"((?:[^"\\]|\\.)*)"')


def tests(file):
    return {quoted or named for quoted, named in TEST.findall(file.read_text(encoding="utf-8"))}


def headings(file):
    """The parts of a page by which a link can name them."""
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.startswith("#"):
            name = line.lstrip("#").strip().lower()
            yield re.sub(r"[^\w\- ]", "", name).replace(" ", "-")


def broken_links(page, text):
    without_blocks = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    for name, target in LINK.findall(without_blocks):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.relative_to(ROOT)}: there is no {target}"
        elif part and part not in headings(file):
            yield f"{page.relative_to(ROOT)}: {path or page.name} has no part #{part}"
        elif file.suffix == ".swift" and file.is_relative_to(ROOT / "Tests") and name not in tests(file):
            yield f"{page.relative_to(ROOT)}: {path} has no test '{name}'"


def unshown_promises(text):
    """What the threat model promises and no row shows, or the reverse."""
    model, _, shown = text.partition("## Threat model")[2].partition("### Which test shows it")
    promised = re.findall(r"^\| (\d+) \|", model, re.M)
    rows = dict(re.findall(r"^\| (\d+) \| (.*) \|$", shown.partition("\n## ")[0], re.M))
    if not promised:
        yield "SECURITY.md: no numbered row in the threat model"
    for number in promised:
        row = rows.pop(number, "")
        if not LINK.search(row) and not re.search(r"not shown by a test|no promise", row):
            yield f"SECURITY.md: nothing shows promise {number}"
    for number in rows:
        yield f"SECURITY.md: there is no promise {number}"


def complaints():
    for page in sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")):
        yield from broken_links(page, page.read_text(encoding="utf-8"))
    yield from unshown_promises((ROOT / "SECURITY.md").read_text(encoding="utf-8"))


def judge_the_judge():
    """A checker that finds nothing proves nothing: these must be found."""
    page = ROOT / "SECURITY.md"
    text = page.read_text(encoding="utf-8")
    name, target = next(link for link in LINK.findall(text) if link[1].endswith(".swift"))
    assert list(broken_links(page, f"[{name} not]({target})")), "a test of another name was taken"
    assert not list(broken_links(page, f"[{name}]({target})"))
    assert list(broken_links(page, "[x](docs/nothing.md)")) and list(broken_links(page, "[x](README.md#nothing)"))
    assert list(unshown_promises(re.sub(r"^\| 5 \| \[.*\n", "", text, flags=re.M))), "a promise without a row was taken"


if __name__ == "__main__":
    judge_the_judge()
    found = list(complaints())
    print("\n".join(found) or "the documents' links lead somewhere, and every linked test is there")
    sys.exit(1 if found else 0)
