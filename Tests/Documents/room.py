"""One bash at a terminal of its own, which is given commands one by one, and a person's answers to what they ask."""

import codecs
import os
import pty
import select
import signal
import struct
import fcntl
import termios
import time

from screen import Screen

# Commands come through descriptor 7 and end in a zero byte; each one's status goes out through descriptor 8.
LOOP = r"""
trap : INT
__last=0
while IFS= read -r -d '' -u 7 __command; do
    (exit "$__last")
    eval "$__command" 7<&- 8>&-
    __last=$?
    printf '%s\n' "$__last" >&8
done
"""


class Silent(Exception):
    """A command asks something that nobody answers, or takes too long."""


class Room:
    def __init__(self, columns=140, rows=50):
        give, take = os.pipe(), os.pipe()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # High numbers first: what the pipes got may be 7 or 8.
            read, write = fcntl.fcntl(give[0], fcntl.F_DUPFD, 20), fcntl.fcntl(take[1], fcntl.F_DUPFD, 20)
            os.dup2(read, 7)
            os.dup2(write, 8)
            os.closerange(9, 64)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-c", LOOP], dict(os.environ, TERM="xterm-256color", TZ="UTC"))
        os.close(give[0])
        os.close(take[1])
        self.commands, self.statuses = give[1], take[0]
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def run(self, command, answer, seconds=60):
        """What the terminal showed, line by line, and the command's status. `answer` gets the line at which the
        command waits, and gives what to type or None."""
        screen, apart, status = Screen(), [], None
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        os.write(self.commands, command.encode() + b"\0")
        end, asked = time.monotonic() + seconds, None
        while True:
            ready, _, _ = select.select([self.terminal, self.statuses], [], [], 0.05)
            if self.terminal in ready:
                try:
                    screen.feed(decoder.decode(os.read(self.terminal, 65536)))
                except OSError:
                    break
                asked = None
            elif self.statuses in ready:
                # What it wrote is here by now, since it wrote that before its status.
                status = int(os.read(self.statuses, 16))
                break
            elif time.monotonic() > end:
                raise Silent(f"$ {command}\nhas not ended; the last line is: {screen.lines[screen.row]!r}")
            elif asked is None:
                asked = screen.lines[screen.row]
                reply = answer(asked)
                if reply is not None:
                    if screen.alternate:
                        apart += [(screen.kept[0], line.rstrip()) for line in screen.other if line.strip()]
                    os.write(self.terminal, reply.encode() + b"\r")
        lines = [line.rstrip() for line in screen.main]
        # What was on the alternate screen, where it came in between.
        for row, line in reversed(apart):
            lines.insert(row, line)
        while lines and not lines[-1]:
            lines.pop()
        return lines, status

    def close(self):
        os.close(self.commands)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
