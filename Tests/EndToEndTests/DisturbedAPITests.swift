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

    /// What OUTSCALE made is found by its tag and deleted, so the failure is the disturbance's own.
    @Test(arguments: [
        ("dropAfterCommit", 69, "ended before the answer was complete"),
        ("halfAnswer", 69, "ended before the answer was complete"),
        ("malformedJSON", 76, "no proper JSON"), ("missingSecretKey", 76, "it has no secret"),
        ("hugeBody", 76, "larger than any honest answer"),
    ])
    func `a creation whose answer is lost is sent once, and undone`(
        kind: String, status: Int32, words: String
    ) throws {
        try simulator.disturb(kind, kind == "hugeBody" ? ",\"bytes\":52428800" : "")
        let failed = try create()
        home.expect(status, words, failed)
        // The admin key was the first.
        #expect(try simulator.creations().count == 2)
        let lost = try #require(try simulator.keys().first { $0.owner == "alice" })
        #expect(lost.deleted)
        #expect(failed.errors.contains("\(lost.accessKeyId); its secret was lost"))
        #expect(try !home.vault("list").errors.contains("pending"))
    }

    @Test(arguments: [
        ("dropBeforeCommit", "one may still appear"), ("html502", "502"),
        ("redirect", "redirection"),
    ])
    func `a creation that may still come about is sent once, and stays open`(
        kind: String, words: String
    ) throws {
        let location = kind == "redirect" ? ",\"location\":\"\(simulator.origin)/elsewhere\"" : ""
        try simulator.disturb(kind, location)
        let failed = try create("-o", "json")
        home.expect(75, words, failed)
        #expect(failed.output.contains("\"kind\":\"pending\""))
        #expect(try simulator.creations().count == 2)
        #expect(try !simulator.requests().contains { $0.action.contains("elsewhere") })
        #expect(try home.vault("list").errors.contains("pending"))
        #expect(try !home.vault("list").output.contains("alice"))
        // The name is free: whatever appears under the lost tag will be deleted.
        #expect(try create().status == 0)
    }

    @Test func `a creation that OUTSCALE throttles leaves nothing open`() throws {
        try simulator.disturb("status429")
        home.expect(69, "slow down", try create())
        #expect(try simulator.creations().count == 2)
        #expect(try !home.vault("list").errors.contains("pending"))
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

    /// The vault knows the account of today without one, and learns of it by OUTSCALE's refusal.
    @Test func `a ceiling that has come is told, and then refused before the request`() throws {
        try simulator.control("policy", "{\"MaxAccessKeyExpirationSeconds\":864000}")
        home.expect(78, "beyond the account's ceiling", try create("--expires", "2100-01-31"))
        #expect(try simulator.creations().count == 2)
        home.expect(78, "beyond the account's ceiling", try create("--expires", "2100-01-31"))
        home.expect(78, "demands an expiry", try create())
        #expect(try simulator.creations().count == 2)
        #expect(try simulator.creations().filter(\.committed).count == 1)
    }

    @Test(arguments: [0, 1])
    func `a span up to the account's ceiling or beyond it is cut, and it is said`(
        known: Int
    ) throws {
        try simulator.control("policy", "{\"MaxAccessKeyExpirationSeconds\":864000}")
        if known == 1 { _ = try create("--expires", "2100-01-31") }
        for (name, span) in [("beyond", "90d"), ("up-to", "10d")] {
            home.expect(
                0, "cut to its ceiling", try create("--name", name, "--expires", span))
        }
        #expect(try simulator.creations().filter(\.committed).count == 3)
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
