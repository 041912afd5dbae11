"""What strace shows of one run: calls, syncs, questions to the agent, connections."""
import dataclasses
import re
import subprocess

import stage as stages

CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
SYNCS = ("fsync", "fdatasync")


@dataclasses.dataclass
class Trace:
    lines: list

    @property
    def calls(self):
        return len(self.lines)

    @property
    def syncs(self):
        return sum(name in SYNCS for name, _ in self.lines)

    @property
    def agent_trips(self):
        """Messages to a socket of the agent's name; numbers of closed ones count no more."""
        trips, agents = 0, set()
        for name, rest in self.lines:
            descriptor = rest.split(",")[0].split(")")[0]
            if name == "connect" and "agent" in rest and "AF_UNIX" in rest:
                agents.add(descriptor)
            elif name == "close":
                agents.discard(descriptor)
            elif name in ("sendto", "sendmsg", "write") and descriptor in agents:
                trips += 1
        return trips

    def connections(self, port):
        return sum(name == "connect" and f"htons({port})" in rest for name, rest in self.lines)

    def syncs_until_stored(self):
        """From the read that brought the new key's secret to the word "Stored"."""
        answered, syncs = False, 0
        for name, rest in self.lines:
            if name in ("recvfrom", "read") and "SecretKey" in rest:
                answered, syncs = True, 0
            elif name in ("write", "writev") and "Stored" in rest:
                if answered:
                    return syncs
            elif name in SYNCS:
                syncs += 1
        raise stages.Failure("the trace has no answer, or no Stored")


def trace(stage, words, environment, program_environment=()):
    """Runs a program under strace. `program_environment` are A=b words that it alone gets."""
    log = stage.folder / "trace"
    extra = [word for pair in program_environment for word in ("-E", pair)]
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "4096", "-e", "signal=none", "-o", str(log), *extra,
         *map(str, words)],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise stages.Failure(f"strace {' '.join(map(str, words))}: {done.stderr}")
    matches = map(CALL.match, log.read_text(errors="replace").splitlines())
    return Trace([(match[1], match[2]) for match in matches if match])
