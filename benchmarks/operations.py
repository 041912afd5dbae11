"""The operations that are measured, in the order of the table. Each yields its rows."""
import os
import statistics
import subprocess

import pairs
import peers
import stage as stages
import traces
from table import Row, difference_row, ratio_row, time_row, value_row


class Operations:
    def __init__(self, stage, rounds, largest):
        self.stage = stage
        self.rounds = rounds
        self.largest = largest
        # What has been measured already, by its name, so that the plot need not ask again.
        self.medians = {}
        self._homes = {}
        self._cloud = None
        self.front = None

    # What the rows stand on, made when the first needs it.

    def home(self, name, keys=10, events=100, cloud=False):
        """A home with an unlocked agent; one with a cloud has a profile that reaches it by TLS."""
        if name not in self._homes:
            home = self.stage.home(name, keys, events)
            home.unlock()
            self._homes[name] = home
            if cloud:
                self.cloud()
                address, authority = self.front
                home.vault("profile", "set", "work", "--endpoint", address, "--ca-file", authority)
        return self._homes[name]

    def cloud(self):
        if not self._cloud:
            self._cloud = stages.Cloud(self.stage)
            self.front = self._cloud.front()
        return self._cloud

    def plain_home(self):
        """One that reaches the cloud without TLS, so that a trace shows what is said."""
        home = self.home("plain")
        home.vault("profile", "set", "work", "--endpoint", self.cloud().origin,
                   "--allow-insecure-loopback")
        return home

    def vault(self, home, *words, before=None):
        """The program in a home; a word {} is the round's number."""
        program = [self.stage.vault, *words]
        return pairs.Subject(
            self.stage, lambda number: [str(w).replace("{}", str(number)) for w in program],
            home.environment, before, name=f"{home.path.name} {' '.join(map(str, words))}")

    def floor(self, name, *words, environment=None):
        return pairs.Subject(
            self.stage, [self.stage.floor(name), *words], environment or {"PATH": "/usr/bin:/bin"},
            name=f"{name} {' '.join(map(str, words))}")

    def measure(self, *subjects):
        samples = pairs.measure(subjects, self.rounds)
        for subject, mine in zip(subjects, samples):
            self.medians[subject.name] = pairs.Spread.of_samples(mine).median
        return samples

    # The rows.

    def lists(self):
        home = self.home("read")
        floor = self.floor("list", home.database, home.key)
        ours, theirs = self.measure(self.vault(home, "list"), floor)
        yield ratio_row("list, 10 keys ÷ C", ours, theirs, 1.6)
        yield value_row("… peak memory", max(s.peak_mib for s in ours), "MiB", 12, 1)
        yield self._trips(home, 2, "list")
        home = self.home("keys-1e5", 100_000, cloud=True)
        floor = self.floor("list", home.database, home.key)
        ours, theirs, verified = self.measure(
            self.vault(home, "list"), floor, self.floor("list", home.database, home.key, "verified"))
        yield ratio_row("list, 1e5 keys ÷ C", ours, theirs, 1.5)
        yield ratio_row("… ÷ C that verifies the pages", ours, verified, None)
        yield value_row("… peak memory", max(s.peak_mib for s in ours), "MiB", 64, 1)
        ours, theirs = self.measure(self.vault(home, "list", "-o", "json"), floor)
        yield ratio_row("list -o json, 1e5 keys ÷ C", ours, theirs, 2)

    def _trips(self, home, goal, *words):
        trace = traces.trace(self.stage, [self.stage.vault, *words], home.environment)
        return value_row("… agent trips", trace.agent_trips, "", goal)

    def _syncs_beside(self, *subjects):
        ours, theirs = (traces.trace(self.stage, subject.words_of(0), subject.environment).syncs
                        for subject in subjects)
        return Row("… syncs", str(ours), str(theirs), f"{ours / theirs:.2f}", "", "no goal",
                   {"ours": ours, "floor": theirs})

    def large_list(self):
        if not self.largest:
            yield Row("list, 1e6 keys", goal="≤ 3000 ms")
            yield Row("… peak memory", goal="≤ 300 MiB")
            return
        home = self.home("keys-1e6", 1_000_000)
        floor = self.floor("list", home.database, home.key)
        ours, theirs = self.measure(self.vault(home, "list"), floor)
        row = ratio_row("list, 1e6 keys ÷ C", ours, theirs, None)
        wanted = time_row("", ours, 3000)
        row.goal, row.verdict = wanted.goal, wanted.verdict
        yield row
        yield value_row("… peak memory", max(s.peak_mib for s in ours), "MiB", 300, 1)

    def execs(self):
        home = self.home("exec")
        copy = home.copy("exec-floor")
        ours = self.vault(home, "exec", "key-5", "--", "true")
        plain = pairs.Subject(self.stage, ["/usr/bin/env", "A=b", "true"], home.environment)
        silent = self.floor("exec", copy, home.key, "key-5", "quiet", "true")
        event = self.floor("exec", copy, home.key, "key-5", "event", "true")
        a, b, c, d = self.measure(ours, plain, silent, event)
        yield ratio_row("exec -- true ÷ env A=b true", a, b, 3)
        yield ratio_row("… ÷ C with a durable audit event", a, d, 1.5)
        yield ratio_row("… ÷ C without the event", a, c, None)
        yield self._trips(home, 4, "exec", "key-5", "--", "true")
        yield self._syncs_beside(ours, event)

    def agent(self):
        home = self.home("read")
        there = self.stage.folder / "floor-agent.sock"
        self.stage.start([self.stage.floor("agent"), there, home.key])
        self.stage.wait("the C agent", there.exists)
        for kind, text, goal in (("held", "agent: a box opened ÷ C agent", 1.3),
                                 ("fresh", "… with its connection", None)):
            ours, theirs = [], []
            for number in range(self.rounds + 1):
                for socket, samples in ((home.socket, ours), (there, theirs)):
                    lines = stages.run([self.stage.floor("trips"), socket, home.database, home.key,
                                        "100", kind]).split()
                    median = statistics.median(map(int, lines)) / 1e6
                    # The first round is the warm-up.
                    samples += [pairs.Sample(median, 0)] if number else []
            yield ratio_row(text, ours, theirs, goal)

    def unlock(self):
        home = self.home("unlock")
        ours = self.vault(home, "unlock", "--quiet", "--password-file", self.stage.password,
                          before=lambda: home.vault("lock", "--quiet"))
        a, b = self.measure(ours, self.floor("vault-key", home.database, self.stage.password))
        yield difference_row("unlock − crypto_pwhash", a, b, 5)

    def create(self):
        home = self.home("create", cloud=True)
        words = ["create-key", "--user", "alice", "--name", "made-{}", "--expires", "30d"]
        # What is known of the account afterwards is known for a day.
        home.vault(*[word.replace("{}", "first") for word in words])
        self.cloud().actions()
        port = self.front[0].rsplit(":", 1)[1]
        trace = traces.trace(self.stage, [
            self.stage.vault, *[word.replace("{}", "traced") for word in words]], home.environment)
        actions = self._cloud.actions()
        ours = self.vault(home, *words)
        one, bundle = self._curl(actions, self.front[1]), self._curl(actions, self._bundle())
        a, b, c = self.measure(ours, one, bundle)
        yield ratio_row("create-key ÷ curl, the same POSTs", a, b, 1.5)
        yield value_row("… API calls", len(actions), "", 3)
        yield value_row("… connections with TLS", trace.connections(port), "", 2)
        yield value_row("… agent trips", trace.agent_trips, "", 12)
        yield ratio_row("create-key ÷ curl with the system's bundle", a, c, 1.0)
        yield value_row("last byte of the answer → Stored, syncs", self._syncs(words), "", 9)

    def _curl(self, actions, authority):
        """One process that sends the same calls on one connection."""
        words = ["/usr/bin/curl"]
        for number, action in enumerate(actions):
            body = "{}"
            if action == "CreateAccessKey":
                body = '{"UserName":"alice","ExpirationDate":"2098-01-01T00:00:00Z"}'
            elif action == "ReadAccessKeys":
                body = '{"UserName":"alice"}'
            words += ["--next"] if number else []
            words += ["-sS", "--fail", "-o", "/dev/null", "--cacert", authority, "--aws-sigv4",
                      "osc:osc:eu-west-2:api", "--user", f"{stages.ADMIN}:{'S' * 40}", "-H",
                      "Content-Type: application/json", "-d", body,
                      f"{self.front[0]}/api/v1/{action}"]
        return pairs.Subject(self.stage, words, {"PATH": "/usr/bin:/bin"})

    def _bundle(self):
        """The system's authorities and ours in one file, as curl reads it by default."""
        bundle = self.stage.folder / "bundle.pem"
        with open("/etc/ssl/certs/ca-certificates.crt") as system, open(self.front[1]) as own:
            bundle.write_text(system.read() + own.read())
        return bundle

    def _syncs(self, words):
        """Read from a trace of the same command without TLS, where the answer can be seen."""
        home = self.plain_home()
        return traces.trace(self.stage, [
            self.stage.vault, *[word.replace("{}", "plain") for word in words]],
            home.environment).syncs_until_stored()

    def scale_of_keys(self):
        large = self.home("keys-1e5", 100_000, cloud=True)
        for text, goal, words in (
            ("exec", 1.3, ["exec", "key-5", "--", "true"]),
            ("create-key", 1.5, ["create-key", "--user", "alice", "--name", "grown-{}",
                                 "--expires", "30d"]),
            ("profile add", 2, ["profile", "add", "p-{}", "--region", "eu-west-2"]),
        ):
            # Of its own, since what one row writes would weigh on the next.
            small = self.home(f"small-{words[0]}", cloud=True)
            ours, theirs = self.measure(self.vault(large, *words), self.vault(small, *words))
            yield ratio_row(f"{text}, 1e5 keys ÷ 10 keys", ours, theirs, goal)
            if text == "create-key":
                yield value_row("… peak memory", max(s.peak_mib for s in ours), "MiB", 32, 1)

    def writes(self):
        home = self.home("writes")
        copy = home.copy("write-floor")
        ours = self.vault(home, "profile", "add", "w-{}", "--region", "eu-west-2")
        floor = self.floor("write", copy, home.key)
        a, b = self.measure(ours, floor)
        yield ratio_row("profile add, 10 keys ÷ C", a, b, None)
        yield self._syncs_beside(ours, floor)

    def scale_of_events(self):
        small, large = self.home("read"), self.home("events-1e6", 10, 1_000_000)
        ours, theirs = self.measure(self.vault(large, "list"), self.vault(small, "list"))
        yield ratio_row("list, 1e6 events ÷ 100 events", ours, theirs, 1.2)
        small = self.home("small-events")
        words = ["profile", "add", "e-{}", "--region", "eu-west-2"]
        ours, theirs = self.measure(self.vault(large, *words), self.vault(small, *words))
        yield ratio_row("profile add, 1e6 events ÷ 100 events", ours, theirs, 1.2)

    def logs(self):
        home = self.home("events-1e4", 10, 10_000)
        a, b = self.measure(self.vault(home, "log"), self.vault(home, "log", "--since", "1h"))
        yield time_row("log, 1e4 events", a, 100)
        yield time_row("log --since 1h, 10 of 1e4 events", b, None)

    def weight(self):
        yield value_row("size of the program", os.path.getsize(self.stage.vault) / 1e6, "MB", 20, 1)

    def secret_readers(self):
        yield from peers.secrets(self)

    def api_callers(self):
        yield from peers.calls(self)

    def elsewhere(self):
        """What `make bench-peers` measures, and what nothing here does yet."""
        yield Row("show --reveal ÷ pass show", goal=f"≤ {peers.SECRET_GOAL}")
        yield Row("one call ÷ osc-cli", goal=f"≤ {peers.CALL_GOAL}")
        yield Row("clean release build", goal="≤ 90 s")

    def peers(self):
        return [self.secret_readers, self.api_callers]

    def all(self):
        return [self.lists, self.execs, self.agent, self.unlock, self.create, self.scale_of_keys,
                self.writes, self.scale_of_events, self.logs, self.large_list, self.weight,
                self.elsewhere]
