import Foundation
import Testing
import VaultTestSupport

@Suite("A key that is changed", .serialized)
struct KeyChangeTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "9d", "--tag", "ci")
    }

    @Test func `disable and enable keep expiry and tag, which UpdateAccessKey would clear`() throws
    {
        let before = try home.listed("alice")
        try home.succeed("disable", "alice")
        var key = try simulator.key(before.accessKeyId)
        #expect(key.state == "INACTIVE")
        #expect(key.expirationDate == before.expiresAt && key.tag == "ci")
        #expect(try home.listed("alice").state == "INACTIVE")
        try home.succeed("enable", "alice")
        key = try simulator.key(before.accessKeyId)
        #expect(key.state == "ACTIVE" && key.expirationDate == before.expiresAt)
    }

    @Test(arguments: [["exec", "alice", "--", "true"], ["env", "alice", "--shell", "sh"]])
    func `what uses an inactive key says so, and how it becomes active`(words: [String]) throws {
        try home.succeed("disable", "alice")
        let used = try home.bare(
            [words[0], "--password-file", home.path("password")] + words.dropFirst())
        #expect(used.status == 0)
        #expect(used.errors.contains("key 'alice' is inactive"))
        #expect(used.errors.contains("'vault enable alice' makes it active."))
        try home.succeed("enable", "alice")
        #expect(try !home.vault("env", "alice", "--shell", "sh").errors.contains("inactive"))
    }

    @Test func `a key that signs is not said to wake itself`() throws {
        try home.succeed("disable", "admin", "--yes")
        let used = try home.vault("env", "admin", "--shell", "sh")
        #expect(used.errors.contains("key 'admin' is inactive"))
        #expect(!used.errors.contains("vault enable"))
    }

    @Test func `an expiry is set, moved and removed`() throws {
        let id = try home.listed("alice").accessKeyId
        try home.succeed("expire", "alice", "2031-01-31")
        #expect(try simulator.key(id).expirationDate == "2031-01-31T00:00:00Z")
        try home.succeed("expire", "alice", "never")
        #expect(try simulator.key(id).expirationDate == nil)
        #expect(try home.listed("alice").expiresAt == nil)
        home.expect(64, "not in the future", try home.vault("expire", "alice", "2020-01-01"))
        home.expect(64, "is no date", try home.vault("expire", "alice", "soon"))
    }

    @Test func `a tag is set and removed, and the vault's own are refused`() throws {
        let id = try home.listed("alice").accessKeyId
        try home.succeed("tag", "alice", "pipeline 7")
        #expect(try simulator.key(id).tag == "pipeline 7")
        try home.succeed("tag", "alice", "")
        #expect(try simulator.key(id).tag == nil)
        home.expect(64, "the vault's own", try home.vault("tag", "alice", "vlt1-x"))
    }

    @Test func `a deleted key is gone on both sides, inactive before it went`() throws {
        let id = try home.listed("alice").accessKeyId
        home.expect(77, "Give -y if you are sure", try home.vault("delete-key", "alice"))
        try home.succeed("delete-key", "alice", "--yes")
        #expect(try simulator.key(id).deleted)
        #expect(try home.listed().map(\.name) == ["admin"])
        let actions = try simulator.requests().map(\.action)
        let update = try #require(actions.lastIndex(of: "UpdateAccessKey"))
        #expect(update < (try #require(actions.lastIndex(of: "DeleteAccessKey"))))
    }

    @Test func `the key that signs is only taken away after a warning`() throws {
        let refused = try home.vault("disable", "admin")
        home.expect(77, "signs the calls of profile 'test'", refused)
        #expect(try simulator.key(home.listed("admin").accessKeyId).state == "ACTIVE")
        try home.succeed("disable", "admin", "--yes")
        #expect(try simulator.key(home.listed("admin").accessKeyId).state == "INACTIVE")
    }

    @Test(arguments: ["dropAfterCommit", "halfAnswer", "html502"])
    func `a change whose answer is lost is looked at, not guessed`(kind: String) throws {
        try simulator.disturb(kind, action: "UpdateAccessKey")
        try home.succeed("disable", "alice")
        #expect(try simulator.key(home.listed("alice").accessKeyId).state == "INACTIVE")
    }

    @Test func `a change that can't be confirmed stays open, and recover finishes it`() throws {
        try simulator.disturb("html502", action: "UpdateAccessKey", ",\"every\":true")
        home.expect(75, "so does 'vault recover'", try home.vault("disable", "alice"))
        #expect(try home.vault("list").errors.contains("pending"))
        try simulator.control("faults", "{\"faults\":[]}")
        #expect(try home.succeed("recover").output.contains("finished the change of 'alice'"))
        #expect(try home.listed("alice").state == "INACTIVE")
    }

    @Test func `a deletion that OUTSCALE refuses tells what the key is now`() throws {
        try simulator.disturb(
            "error", action: "DeleteAccessKey",
            ",\"every\":true,\"status\":409,\"code\":\"9029\",\"type\":\"Conflict\"")
        home.expect(76, "9029", try home.vault("delete-key", "alice", "--yes"))
        #expect(try home.listed("alice").state == "INACTIVE")
        #expect(try !home.vault("list").errors.contains("pending"))
    }
}
