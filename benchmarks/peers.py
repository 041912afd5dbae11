"""What a user would take instead, where it is on this machine: pass, age, osc-cli."""
import pathlib
import shutil
import subprocess

import pairs
import stage as stages
from table import Row, ratio_row

# "Four times faster" is a ratio of a quarter.
SECRET_GOAL, CALL_GOAL = 0.25, 0.17


def secrets(subject):
    """One secret read, ours with its durable audit event, theirs without."""
    home = subject.home("secrets")
    ours = subject.vault(home, "show", "key-5", "--reveal")
    yield from _pass(subject, ours)
    yield from _age(subject, ours)


def _pass(subject, ours):
    text = "show --reveal ÷ pass show, agents warm"
    if not (shutil.which("pass") and shutil.which("gpg")):
        yield Row(text, goal=f"≤ {SECRET_GOAL}")
        return
    folder = subject.stage.folder / "pass"
    folder.mkdir(mode=0o700)
    environment = {"HOME": str(folder), "GNUPGHOME": str(folder), "PATH": "/usr/bin:/bin",
                   "PASSWORD_STORE_DIR": str(folder / "store")}
    try:
        stages.run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "bench",
                    "default", "default", "never"], env=environment)
        stages.run(["pass", "init", "bench"], env=environment)
        stages.run(["pass", "insert", "--multiline", "key-5"], env=environment, input="S" * 40)
        theirs = pairs.Subject(subject.stage, [shutil.which("pass"), "show", "key-5"], environment)
        yield ratio_row(text, *subject.measure(ours, theirs), SECRET_GOAL)
    finally:
        # gpg has started an agent of its own for this folder.
        subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False)


def _age(subject, ours):
    text = "show --reveal ÷ age -d, its key in a plain file"
    if not shutil.which("age"):
        yield Row(text)
        return
    key, box = subject.stage.folder / "age-key", subject.stage.folder / "secret.age"
    stages.run(["age-keygen", "-o", key])
    recipient = stages.run(["age-keygen", "-y", key]).strip()
    stages.run(["age", "-r", recipient, "-o", box, subject.stage.secret])
    theirs = pairs.Subject(
        subject.stage, [shutil.which("age"), "-d", "-i", key, box], {"PATH": "/usr/bin:/bin"})
    yield ratio_row(text, *subject.measure(ours, theirs), None)


def calls(subject):
    """Over plain HTTP for both. Ours sends four calls: `reconcile --user`, which sends one, pauses for pace."""
    text = "create-key --dry-run, 4 calls ÷ osc-cli, 1 call"
    program = stages.ROOT / ".build-interop" / "bin" / "osc-cli"
    if not program.exists():
        yield Row(text, goal=f"≤ {CALL_GOAL}")
        return
    cloud, home = subject.cloud(), subject.plain_home()
    folder = subject.stage.folder / "osc"
    (folder / ".osc").mkdir(parents=True)
    (folder / ".osc" / "config.json").write_text(
        f'{{"default":{{"access_key":"{stages.ADMIN}","secret_key":"{"S" * 40}",'
        f'"region":"eu-west-2","endpoint":"{cloud.origin}"}}}}')
    ours = subject.vault(home, "create-key", "--dry-run", "--user", "alice")
    theirs = pairs.Subject(
        subject.stage, [str(program), "api", "ReadAccessKeys"],
        {"HOME": str(folder), "PATH": f"{pathlib.Path(program).parent}:/usr/bin:/bin"})
    yield ratio_row(text, *subject.measure(ours, theirs), CALL_GOAL)
