import Foundation
import Testing
import VaultTestSupport

/// What OUTSCALE or the network does wrong.
@Suite("A disturbed API", .serialized)
struct DisturbedAPITests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
    }

    private func create(_ more: String...) throws -> Finished {
        try home.bare(
            ["create-key", "--user", "alice", "--password-file", home.path("password")] + more)
    }

    @Test(arguments: [
        ("dropAfterCommit", 75, "not settled"), ("dropBeforeCommit", 75, "not settled"),
        ("halfAnswer", 75, "not settled"), ("malformedJSON", 75, "not settled"),
        ("missingSecretKey", 75, "it has no secret"), ("html502", 75, "502"),
        ("redirect", 75, "redirection"), ("status429", 69, "slow down"),
    ])
    func `a creation is sent once, whatever comes back`(
        kind: String, status: Int32, words: String
    ) throws {
        let location = kind == "redirect" ? ",\"location\":\"\(simulator.origin)/elsewhere\"" : ""
        try simulator.disturb(kind, location)
        home.expect(status, words, try create())
        // The admin key was the first.
        #expect(try simulator.creations().count == 2)
        #expect(try !simulator.requests().contains { $0.action.contains("elsewhere") })
        let next = try home.vault("list")
        #expect(next.errors.contains("pending") == (status == 75))
        #expect(try !home.vault("list").output.contains("alice"))
    }

    @Test func `a lost answer names the key that has our tag`() throws {
        try simulator.disturb("dropAfterCommit")
        let failed = try create("-o", "json")
        let orphan = try #require(try simulator.keys().first { $0.owner == "alice" })
        #expect(failed.errors.contains(orphan.accessKeyId))
        #expect(failed.errors.contains(try #require(orphan.tag)))
        #expect(failed.output.contains("\"kind\":\"pending\""))
    }

    @Test func `an answer of 50 MB is refused and not kept`() throws {
        try simulator.disturb("hugeBody", ",\"bytes\":52428800")
        home.expect(75, "larger than any honest answer", try create())
    }

    @Test func `a clock that is off by an hour is named as the cause`() throws {
        try simulator.control("clock", "{\"offset\":3600}")
        let failed = try create()
        home.expect(76, "clock is wrong by 60 min (it is behind)", failed)
        #expect(try simulator.creations().count == 1)
    }

    @Test func `a clock that is off by two minutes is refused before the request`() throws {
        try simulator.control("clock", "{\"offset\":120}")
        home.expect(78, "Set the clock", try create())
        #expect(try simulator.creations().count == 1)
    }

    @Test func `an expiry beyond the account's ceiling is refused before the request`() throws {
        try simulator.control("policy", "{\"MaxAccessKeyExpirationSeconds\":864000}")
        home.expect(78, "beyond the account's ceiling", try create("--expires", "90d"))
        home.expect(78, "demands an expiry", try create())
        #expect(try simulator.creations().count == 1)
        #expect(try create("--expires", "5d").status == 0)
    }

    @Test func `a full quota is refused before the request`() throws {
        try simulator.control("quota", "{\"quota\":1}")
        #expect(try create().status == 0)
        home.expect(76, "OUTSCALE allows 1", try create("--name", "second"))
        #expect(try simulator.creations().count == 2)
    }

    @Test func `an API that is down leaves nothing open`() throws {
        try home.vault(
            "profile", "add", "down", "--region", "eu-west-2", "--endpoint", "http://127.0.0.1:1",
            "--allow-insecure-loopback")
        let failed = try home.bare([
            "create-key", "--profile", "down", "--login", "root@example.com", "--login-password-fd",
            "3",
            "--password-file", home.path("password"),
        ])
        home.expect(69, "unreachable", failed)
        #expect(try !home.vault("list").errors.contains("pending"))
    }

    @Test func `a dry run creates nothing`() throws {
        let rehearsed = try create("--dry-run")
        #expect(rehearsed.status == 0)
        #expect(try simulator.creations().count == 1)
        #expect(try !home.vault("list").output.contains("alice"))
    }

    @Test func `a new user's key is stored although it may do nothing yet`() throws {
        try simulator.control(
            "users", "{\"do\":\"create\",\"userName\":\"carol\",\"rights\":\"none\"}")
        let created = try home.vault("create-key", "--user", "carol")
        #expect(created.status == 0)
        #expect(created.errors.contains("OUTSCALE accepts the key"))
    }

    @Test func `a key that exists already is added with what OUTSCALE knows of it`() throws {
        let answer = try simulator.control(
            "keys",
            "{\"do\":\"create\",\"owner\":\"alice\",\"tag\":\"old\",\"expirationDate\":\"2063-04-05\"}"
        )
        let key = try JSONDecoder().decode(Simulator.Key.self, from: answer)
        try home.write(key.secretKey, to: "login")
        let added = try home.vault(
            "add", "ci", "--user", "alice", "--access-key-id", key.accessKeyId, "--secret-fd", "3")
        #expect(added.status == 0, "\(added.errors)")
        let shown = try home.vault("show", "ci").output
        #expect(shown.contains("2063-04-05T00:00:00Z"))
        #expect(try home.run(printing: "ci", [:])["OSC_SECRET_KEY"] == key.secretKey)
    }
}
