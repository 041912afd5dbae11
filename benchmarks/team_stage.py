"""What a team's benchmark stands on: a private PostgreSQL behind TLS with an authority of its own, and members with homes.

Everything that is started here is ended here, by its process id.
"""
import contextlib
import glob
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import threading
import time

ADMIN = "AKBENCHADMIN00000000"
CHEAP = ["--kdf-memory", "64MiB", "--kdf-passes", "3"]


class Failure(Exception):
    """Something that a measurement needs did not work; the text says what."""


def run(words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Stage:
    def __init__(self, folder, vault, maker):
        self.folder = pathlib.Path(folder).resolve()
        self.vault = pathlib.Path(vault).resolve()
        self.maker = pathlib.Path(maker).resolve()
        self.members = []
        self.wires = contextlib.ExitStack()
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        if not programs:
            raise Failure("there is no PostgreSQL server here; 'scripts/bootstrap tests' installs it")
        self.programs = pathlib.Path(programs[-1])
        self.port = free_port()

    def __enter__(self):
        os.chmod(self.folder, 0o711)
        self._authority()
        data = self.folder / "pg"
        data.mkdir()
        self.user = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(data, entry.pw_uid, entry.pw_gid)
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        run([self.programs / "initdb", "-D", data / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"], **self.user)
        for name in ("server.pem", "server.key", "ca.pem"):
            copy = data / "data" / name
            copy.write_bytes((self.folder / name).read_bytes())
            copy.chmod(0o600)
            if self.user:
                os.chown(copy, self.user["user"], self.user["group"])
        hba = data / "data" / "pg_hba.conf"
        hba.write_text("local all all trust\nhostssl all all 127.0.0.1/32 cert map=bench\n")
        (data / "data" / "pg_ident.conf").write_text("bench bench postgres\n")
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": data,
                    "ssl": "on", "ssl_cert_file": "server.pem", "ssl_key_file": "server.key",
                    "ssl_ca_file": "ca.pem", "shared_buffers": "64MB"}
        words = [self.programs / "postgres", "-D", data / "data"]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        self.log = open(self.folder / "postgres.log", "w")
        self.server = subprocess.Popen([str(word) for word in words], stdout=self.log, stderr=self.log,
                                       stdin=subprocess.DEVNULL, **self.user)
        for _ in range(300):
            with contextlib.suppress(Failure):
                self.psql("postgres", "SELECT 1")
                return self
            time.sleep(0.1)
        self.__exit__()
        raise Failure((self.folder / "postgres.log").read_text())

    def __exit__(self, *_):
        for member in self.members:
            with contextlib.suppress(Failure):
                member.run("lock")
        self.wires.close()
        self.server.send_signal(signal.SIGINT)
        self.server.wait()
        self.log.close()

    def _authority(self):
        """An authority, a certificate for `localhost`, and one for a client called `bench`."""
        with contextlib.chdir(self.folder):
            run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench CA",
                 "-keyout", "ca.key", "-out", "ca.pem"])
            for name, subject in (("server", "/CN=localhost"), ("client", "/CN=bench")):
                run(["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout",
                     f"{name}.key", "-out", f"{name}.csr"])
                pathlib.Path("names").write_text("subjectAltName=DNS:localhost\n")
                run(["openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                     "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", f"{name}.pem"])
                os.chmod(f"{name}.key", 0o600)

    def psql(self, database, sql):
        return run([self.programs / "psql", "-X", "-q", "-A", "-t", "-h", self.folder / "pg", "-p", self.port,
                    "-U", "postgres", "-d", database, "-c", sql])

    def team(self, name, keys):
        return Team(self, name, keys)


class Wire:
    """Stands between a client and the server, and counts what goes over the line in both directions."""

    def __init__(self, port):
        self.target = port
        self.total = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source, sink):
        with contextlib.suppress(OSError):
            while piece := source.recv(1 << 16):
                self.total += len(piece)
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


class Team:
    """A database with a team's vault. All its addresses lead through one port, so that they are one place."""

    def __init__(self, stage, name, keys):
        self.stage, self.name, self.keys = stage, name, keys
        stage.psql("postgres", f"CREATE DATABASE {name}")
        self.wire = Wire(stage.port)
        stage.wires.callback(self.wire.listener.close)
        folder = stage.folder
        words = (f"sslmode=verify-full&sslrootcert={folder}/ca.pem&sslcert={folder}/client.pem"
                 f"&sslkey={folder}/client.key")
        self.url = f"postgresql://postgres@localhost:{self.wire.port}/{name}?{words}"

    def psql_with_tls(self):
        run([self.stage.programs / "psql", "-X", "-q", "-A", "-t", "-c", "select 1", self.url],
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.stage.folder)})

    def found(self):
        """alice, with the keys of a private vault that BenchVaults has made."""
        alice = Member(self, "alice")
        secret = alice.path / "secret"
        secret.write_text("S" * 40 + "\n")
        run([self.stage.maker, alice.path, "--keys", self.keys, "--events", 100, "--password-file",
             alice.password, "--admin-id", ADMIN, "--admin-secret-file", secret])
        private = {key: value for key, value in alice.environment.items() if key != "OSC_VAULT"}
        run([self.stage.vault, "team", "create", self.url, "--name", "alice", "--no-recovery", *CHEAP,
             "--password-file", alice.password, "--new-password-file", alice.password], env=private)
        self.alice = alice
        return alice

    def join(self, name, as_role="writer"):
        member = Member(self, name)
        code = self.alice.path / f"code-{name}"
        self.alice.run("member", "invite", name, "--role", as_role, "--code-file", code)
        run([self.stage.vault, "team", "join", self.url, "--name", name, "--code-file", code, *CHEAP,
             "--new-password-file", member.password], env=member.environment)
        self.alice.run("member", "admit", name)
        return member

    @contextlib.contextmanager
    def counting(self):
        before = self.wire.total
        counted = type("Counted", (), {"total": 0})()
        yield counted
        # Its last bytes may be on their way to us.
        time.sleep(0.2)
        counted.total = self.wire.total - before


class Member:
    def __init__(self, team, name):
        self.team = team
        self.path = team.stage.folder / f"{team.name}-{name}"
        (self.path / "run").mkdir(mode=0o700, parents=True)
        self.path.chmod(0o700)
        self.password = self.path / "password"
        self.password.touch(mode=0o600)
        self.password.write_text(f"the member's password of {name}\n")
        self.environment = {
            "HOME": str(self.path), "XDG_DATA_HOME": str(self.path / "data"),
            "XDG_STATE_HOME": str(self.path / "state"), "XDG_RUNTIME_DIR": str(self.path / "run"),
            "PATH": "/usr/bin:/bin", "OSC_VAULT": team.url,
        }
        self.is_unlocked = False
        team.stage.members.append(self)

    def run(self, *words):
        words = list(words)
        if not self.is_unlocked or words[0] == "member":
            place = words.index("--") if "--" in words else len(words)
            words[place:place] = ["--password-file", self.password]
        if words[0] == "lock":
            words = ["lock"]
        return run([self.team.stage.vault, *words], env=self.environment)

    def unlock(self, fetching=True):
        """The agent takes part from now on, so that no password's derivation is measured."""
        self.run("unlock", "--quiet", "--timeout", "12h", "--max", "12h")
        self.is_unlocked = True
        if not fetching:
            for copy in (self.path / "state").rglob("*.replica"):
                copy.unlink()

    def add(self, name):
        secret = self.path / "secret"
        secret.write_text("S" * 40 + "\n")
        with open(secret) as source:
            words = [self.team.stage.vault, "add", name, "--access-key-id", f"AK{time.monotonic_ns():018d}"[:20],
                     "--secret-fd", str(source.fileno()), "--no-verify", "-q"]
            if not self.is_unlocked:
                words += ["--password-file", self.password]
            run(words, env=self.environment, pass_fds=[source.fileno()])
