"""Types command lines into real shells, presses Tab, and reads what then stands on the line.

check.py FOLDER: FOLDER has bin/osc-vault, bin/vault, completions/, and home/ with a vault whose agent is unlocked.
"""

import os
import pty
import re
import select
import signal
import sys
import time

FOLDER = os.path.abspath(sys.argv[1])
SHOW = "\x07"  # Ctrl-G shows the line that stands there.
PATIENCE = 20

ENVIRONMENT = {
    "PATH": FOLDER + "/bin:/usr/bin:/bin",
    "HOME": FOLDER + "/home",
    "XDG_DATA_HOME": FOLDER + "/home/data",
    "XDG_STATE_HOME": FOLDER + "/home/state",
    "XDG_CONFIG_HOME": FOLDER + "/home/config",
    "XDG_RUNTIME_DIR": FOLDER + "/home/run",
    "XDG_DATA_DIRS": FOLDER + "/share:/usr/share",
    "TERM": "dumb",
    "LANG": "C.UTF-8",
    "SWIFT_BACKTRACE": "enable=no",
}

# What is typed before Tab, and what stands there afterwards. {v} is each of the two names.
UNLOCKED = [
    ("{v} sta", "{v} status "),
    ("{v} prof", "{v} profile "),
    ("{v} profile sh", "{v} profile show "),
    ("{v} ls --all", "{v} ls --all-profiles "),
    ("{v} list --color=al", "{v} list --color=always "),
    ("{v} env --format dot", "{v} env --format dotenv "),
    ("{v} help sal", "{v} help salvage "),
    ("{v} completion fi", "{v} completion fish "),
    # Names, from the agent.
    ("{v} show ali", "{v} show alice "),
    ("{v} rotate terraform ali", "{v} rotate terraform alice "),
    ("{v} exec ter", "{v} exec terraform "),
    ("{v} profile use wo", "{v} profile use work "),
    ("{v} list --profile wo", "{v} list --profile work "),
    ("{v} list --user ev", "{v} list --user eve "),
    # Names with what readline takes for the end of a word.
    ("{v} show bob@ex", "{v} show bob@example "),
    # Files.
    ("{v} list --vault some-fi", "{v} list --vault some-file "),
    ("{v} list --vault=some-fi", "{v} list --vault=some-file "),
    ("{v} recover --landing some-fo", "{v} recover --landing some-folder/"),
    ("{v} backup some-fi", "{v} backup some-file "),
    # Another program, and its own completion.
    ("{v} exec alice -- only-he", "{v} exec alice -- only-here "),
    ("{v} exec alice --mask -- only-here fir", "{v} exec alice --mask -- only-here first-word "),
    ("{v} exec -- only-here fir", "{v} exec -- only-here first-word "),
    # Nothing belongs there: no subcommand after another, no key's name for a number.
    ("{v} ls sta", "{v} ls sta"),
    ("{v} slot remove ali", "{v} slot remove ali"),
    ("{v} list --user sta", "{v} list --user sta"),
    ("{v} list -- --all", "{v} list -- --all"),
]
LOCKED = [
    ("{v} show ali", "{v} show ali"),
    ("{v} sta", "{v} status "),
    ("{v} exec alice -- only-here fir", "{v} exec alice -- only-here first-word "),
]


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, *words):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(FOLDER + "/home/work")
            os.execve(words[0], words, ENVIRONMENT)

    def prepare(self, *lines):
        for line in lines:
            self.send(line + "\r")
        # Put together by the shell: what is typed is echoed.
        self.send("echo READ''Y\r")
        self.read_until("READY")
        return self

    def send(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, mark):
        seen, end = "", time.monotonic() + PATIENCE
        while mark not in seen:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise SystemExit(f"completion: no '{mark}' within {PATIENCE} s; the shell wrote: {seen!r}")
            try:
                seen += os.read(self.terminal, 65536).decode(errors="replace")
            except OSError:
                raise SystemExit(f"completion: the shell has ended; it wrote: {seen!r}")
        return seen

    def complete(self, line):
        self.send("\x15" + line + "\t" + SHOW)
        shown = self.read_until("]LINE")
        return re.findall(r"LINE\[(.*?)\]LINE", shown, re.S)[-1]

    def end(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def bash(*setup):
    return Shell("/bin/bash", "--norc", "--noprofile", "-i").prepare(
        "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; PS1='$ '",
        *setup,
        '_only_here() { COMPREPLY=($(compgen -W first-word -- "${COMP_WORDS[COMP_CWORD]}")); }',
        "complete -F _only_here only-here",
        """bind -x '"\\C-g": printf "LINE[%s]%s\\n" "$READLINE_LINE" LINE'""",
    )


def zsh(*setup):
    return Shell("/bin/zsh", "-f", "-i").prepare(
        "unset zle_bracketed_paste; setopt no_beep no_prompt_sp; PS1='$ '",
        *setup,
        "_only_here() { compadd first-word; }; compdef _only_here only-here",
        "show() { print -r -- \"LINE[$BUFFER]\"LINE }; zle -N show",
        "bindkey '^G' show; bindkey '^U' kill-whole-line",
    )


def fish(*setup):
    return Shell("/usr/bin/fish", "-i").prepare(
        "function fish_prompt; echo '$ '; end; set -g fish_autosuggestion_enabled 0",
        *setup,
        "complete -c only-here -f -a first-word",
        "bind \\cg 'printf \"LINE[%s]%s\\n\" (commandline -b) LINE'; bind \\cu 'commandline \"\"'",
    )


def shells():
    """Each shell as it finds what is installed, and as it takes what the program writes."""
    yield "bash", lambda: bash(". /usr/share/bash-completion/bash_completion")
    yield "bash without bash-completion", lambda: bash(
        "source <(vault completion bash)", "source <(osc-vault completion bash)")
    yield "zsh", lambda: zsh(
        f"fpath=({FOLDER}/share/zsh/site-functions $fpath); autoload -U compinit; compinit -u -D")
    yield "zsh, sourced", lambda: zsh(
        "autoload -U compinit; compinit -u -D", "source <(osc-vault completion zsh)")
    yield "fish", fish
    yield "fish, sourced", lambda: fish("osc-vault completion fish | source")


def check(name, start, table):
    failures = 0
    for program in "osc-vault", "vault":
        shell = start()
        for typed, expected in table:
            typed, expected = typed.format(v=program), expected.format(v=program)
            line = shell.complete(typed)
            if line.rstrip() != expected.rstrip():
                print(f"completion: {name}: '{typed}' became '{line}', not '{expected}'", file=sys.stderr)
                failures += 1
        shell.end()
    return failures


def main():
    table = LOCKED if "--locked" in sys.argv else UNLOCKED
    failures, count = 0, 0
    for name, start in shells():
        failures += check(name, start, table)
        count += 2 * len(table)
    if failures:
        raise SystemExit(f"completion: {failures} of {count} lines were completed otherwise")
    print(f"completion: {count} lines completed by bash, zsh and fish as they should be")


main()
