"""What a measurement stands on: built programs, homes with vaults, agents, the simulated API behind TLS.

Everything that is started here is ended here, by its process id.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOOR = ROOT / "benchmarks" / "floor"
ADMIN = "AKBENCHADMIN00000000"
PASSWORD = "correct horse battery staple"
# What each floor program is made of beside its own file.
PROGRAMS = {
    "vault-key": ["floor.c"], "list": ["floor.c"], "write": ["floor.c", "commit.c"],
    "exec": ["floor.c", "spool.c"], "agent": ["floor.c", "message.c"],
    "trips": ["floor.c", "message.c"], "clock": [],
}


class Failure(Exception):
    """Something that a measurement needs did not work; the text says what."""


def run(words, **options):
    """Runs a command that must succeed; gives what it wrote."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def raise_priority(process, nice):
    """Of a process and of its session: where the kernel groups by session, the first alone does nothing."""
    os.setpriority(os.PRIO_PROCESS, process, nice)
    group = pathlib.Path(f"/proc/{process}/autogroup")
    if group.exists():
        group.write_text(str(nice))


class Home:
    """A user's home with one vault in it, and its agent."""

    def __init__(self, stage, name, keys, events):
        self.stage = stage
        self.path = stage.folder / name
        self.database = self.path / "data" / "osc-vault" / "vault.db"
        self.key = self.path / "key"
        self.socket = self.path / "run" / "osc-vault" / "agent.sock"
        self.environment = {
            "HOME": str(self.path), "XDG_DATA_HOME": str(self.path / "data"),
            "XDG_STATE_HOME": str(self.path / "state"), "XDG_RUNTIME_DIR": str(self.path / "run"),
            "PATH": "/usr/bin:/bin",
        }
        for folder in (self.path, self.path / "run"):
            folder.mkdir(mode=0o700)
        run([stage.maker, self.path, "--keys", keys, "--events", events, "--password-file",
             stage.password, "--admin-id", ADMIN, "--admin-secret-file", stage.secret],
            env={"LD_PRELOAD": str(stage.floor("plain-memory.so")), "PATH": "/usr/bin:/bin"})
        run([stage.floor("vault-key"), self.database, stage.password, self.key])

    def vault(self, *words):
        return run([self.stage.vault, *words], env=self.environment, stdin=subprocess.DEVNULL)

    def unlock(self):
        self.vault("unlock", "--quiet", "--timeout", "12h", "--max", "12h",
                   "--password-file", self.stage.password)
        if self.stage.nice:
            raise_priority(self._agent(), self.stage.nice)

    def end_agent(self):
        if process := self._agent():
            os.kill(process, signal.SIGTERM)

    def _agent(self):
        """Its process id; the number that it has left may be another's by now."""
        try:
            process = int(pathlib.Path(f"{self.socket}.lock").read_text())
            program = os.readlink(f"/proc/{process}/exe").removesuffix(" (deleted)")
        except (OSError, ValueError):
            return None
        return process if program == str(self.stage.vault) else None

    def copy(self, name):
        """A copy of the database, for floors that write."""
        folder = self.stage.folder / name
        folder.mkdir(mode=0o700)
        shutil.copy(self.database, folder / "vault.db")
        return folder / "vault.db"


class Stage:
    def __init__(self, parent, builds, nice=0):
        """`builds` is where Swift has put the tools."""
        self.nice = nice
        self.vault = (ROOT / ".build" / "dist" / "vault").resolve()
        self.maker = pathlib.Path(builds) / "BenchVaults"
        self.simulator_program = pathlib.Path(builds) / "outscale-simulator"
        self.folder = pathlib.Path(parent).resolve() / f"vault-bench-{os.getpid():08d}"
        self.password = self.folder / "password"
        self.secret = self.folder / "secret"
        self.homes = []
        self.children = []

    def __enter__(self):
        if self.nice:
            raise_priority(os.getpid(), self.nice)
        self.folder.mkdir(mode=0o700)
        for path, text in ((self.password, PASSWORD), (self.secret, "S" * 40)):
            path.touch(mode=0o600)
            path.write_text(text + "\n")
        try:
            self._build_floors()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for home in self.homes:
            home.end_agent()
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _build_floors(self):
        (self.folder / "floor").mkdir()
        for name, parts in PROGRAMS.items():
            sources = [FLOOR / f"{name}.c"] + [FLOOR / part for part in parts]
            libraries = ["-lsodium", "-lsqlite3"] if parts else []
            run(["clang", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", self.floor(name),
                 *sources, *libraries])
        for name in ("no-exec", "no-delay", "plain-memory"):
            run(["clang", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o",
                 self.floor(f"{name}.so"), FLOOR / f"{name}.c"])

    def floor(self, name):
        return self.folder / "floor" / name

    def home(self, name, keys=10, events=100):
        home = Home(self, name, keys, events)
        self.homes.append(home)
        return home

    def start(self, words, **options):
        child = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, **options)
        self.children.append(child)
        return child

    def wait(self, what, is_there):
        for _ in range(1000):
            if is_there():
                return
            time.sleep(0.01)
        raise Failure(f"{what} did not start")


class Cloud:
    """The simulated API, where wanted behind TLS with a certificate authority of its own."""

    def __init__(self, stage):
        self.stage = stage
        self.token = os.urandom(16).hex()
        port = stage.folder / "port"
        self.log = stage.folder / "api.log"
        self.process = stage.start([
            stage.simulator_program, "--port-file", port, "--control-token", self.token, "--user",
            "alice", "--seconds", 43200, "--root-key", f"{ADMIN}:{stage.secret}", "--seed", 1,
            "--log", self.log],
            env={"LD_PRELOAD": str(stage.floor("no-delay.so")), "PATH": "/usr/bin:/bin"})
        stage.wait("the simulated API", lambda: port.exists() and port.read_text().strip())
        self.port = int(port.read_text())
        self.origin = f"http://127.0.0.1:{self.port}"
        # Each round makes a key.
        self.control("quota", {"quota": 100_000})

    def control(self, path, body):
        request = urllib.request.Request(
            f"{self.origin}/_control/{path}", json.dumps(body).encode(),
            {"X-Control-Token": self.token})
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    def actions(self):
        """The calls that were seen since the last time."""
        seen = [request["action"] for request in self.control("state", {})["requests"]]
        self.control("requests", {})
        return seen

    def front(self):
        """Speaks TLS before the API; gives the address and the authority's file."""
        folder = self.stage.folder / "tls"
        folder.mkdir()
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        run(["openssl", "req", "-x509", *new, "-subj", "/CN=bench-ca", "-keyout", "ca.key", "-out",
             "ca.pem"], cwd=folder)
        run(["openssl", "req", *new[:-2], "-subj", "/CN=bench", "-keyout", "server.key", "-out",
             "server.csr"], cwd=folder)
        (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
        run(["openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem"], cwd=folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # Without TCP_NODELAY one small write waits 40 ms for the acknowledgement of the one before.
        (folder / "stunnel.conf").write_text(f"""foreground = yes
pid =
syslog = no
debug = 5
socket = l:TCP_NODELAY=1
socket = r:TCP_NODELAY=1
[api]
accept = 127.0.0.1:{port}
connect = 127.0.0.1:{self.port}
cert = {folder}/server.pem
key = {folder}/server.key
""")
        self.front_log = folder / "stunnel.log"
        with open(self.front_log, "w") as log:
            self.stage.start(["stunnel4", folder / "stunnel.conf"], stderr=log)

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        self.stage.wait("stunnel", answers)
        return f"https://127.0.0.1:{port}", folder / "ca.pem"
