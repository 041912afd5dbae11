import Foundation
import Testing
import VaultTestSupport

@Suite("Many commands on one vault", .serialized)
struct CrowdTests {
    private let simulator: Simulator
    private let home: Workspace

    /// A vault that opens with its recovery code: fifty derivations of a password would take minutes.
    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.bare([
            "init", "--recovery-file", home.path("code"), "--kdf-memory", "64MiB", "--kdf-passes",
            "3", "--new-password-file", home.path("password"),
        ])
        try home.succeed(
            "profile", "add", "test", "--region", "eu-west-2", "--endpoint", simulator.origin,
            "--allow-insecure-loopback")
        try home.vault(
            "create-key", "--name", "admin", "--login", "root@example.com", "--login-password-fd",
            "3")
    }

    private func start(_ words: [String], waiting seconds: Int) throws -> Child {
        var words = words
        words.insert(
            contentsOf: ["--recovery-file", home.path("code")],
            at: words.firstIndex(of: "--") ?? words.endIndex)
        return try Child(
            BuiltProducts.vault, words,
            environment: home.environment.merging(["OSC_VAULT_WAIT": String(seconds)]) { $1 })
    }

    private func create(_ name: String, for user: String, waiting seconds: Int) throws -> Child {
        try start(["create-key", "--user", user, "--name", name], waiting: seconds)
    }

    /// Everything that was acknowledged is there, exact, and nothing else is at OUTSCALE.
    private func expectExactly(_ names: [String]) throws {
        let listed = try home.listed().filter { $0.name != "admin" }
        #expect(listed.map(\.name).sorted() == names.sorted())
        let issued = try simulator.keys().filter { $0.owner != nil && !$0.deleted }
        #expect(Set(listed.map(\.accessKeyId)) == Set(issued.map(\.accessKeyId)))
        for key in listed {
            let finished = try start(
                ["exec", key.name, "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\""], waiting: 0
            ).finish()
            #expect(
                finished.output == (try simulator.key(key.accessKeyId).secretKey), "\(key.name)")
        }
    }

    @Test func `fifty at once that wait their turn create fifty keys`() throws {
        let users = ["alice", "bob", "carol", "dave", "erin"]
        for user in users.dropFirst() {
            try simulator.control(
                "users", "{\"do\":\"create\",\"userName\":\"\(user)\",\"rights\":\"own\"}")
        }
        // Ten each, which is the quota.
        let names = (0..<50).map { "\(users[$0 % 5])-\($0)" }
        let children = try names.enumerated().map { number, name in
            try create(name, for: users[number % 5], waiting: 900)
        }
        for (name, child) in zip(names, children) {
            let finished = try child.finish(within: 900)
            #expect(finished.status == 0, "\(name): \(finished.errors)")
        }
        try expectExactly(names)
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `those that do not wait are refused clearly, and lose nothing`() throws {
        let names = (0..<8).map { "alice-\($0)" }
        let children = try names.map { try create($0, for: "alice", waiting: 0) }
        var acknowledged: [String] = []
        for (name, child) in zip(names, children) {
            let finished = try child.finish(within: 300)
            if finished.status == 0 {
                acknowledged.append(name)
            } else {
                home.expect(74, "another vault command is at work on this vault", finished)
            }
        }
        #expect(!acknowledged.isEmpty)
        try expectExactly(acknowledged)
    }

    @Test func `one that waits for a person lets the others go on`() throws {
        let terminal = try TypedTerminal()
        let typing = try terminal.start(
            BuiltProducts.vault, ["create-key", "--user", "alice", "--name", "late"],
            environment: home.environment, until: "Master password")
        #expect(try create("early", for: "alice", waiting: 0).finish().status == 0)
        terminal.type(Workspace.password + "\n")
        #expect(try typing.finish().status == 0, "\(terminal.shown)")
        try expectExactly(["early", "late"])
    }

    @Test func `one that has waited long enough sends nothing and says who is in the way`() throws {
        let lock = open(home.path("data/osc-vault/vault.lock"), O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX) == 0)
        let before = try simulator.requests().count
        let refused = try create("late", for: "alice", waiting: 1).finish()
        home.expect(74, "another vault command is at work on this vault", refused)
        #expect(refused.errors.contains("waiting for its end"))
        #expect(try simulator.requests().count == before)
        let waits = try create("early", for: "alice", waiting: 300)
        #expect(flock(lock, LOCK_UN) == 0)
        #expect(try waits.finish(within: 300).status == 0)
        try expectExactly(["early"])
    }
}
