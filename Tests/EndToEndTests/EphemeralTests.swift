import Foundation
import Glibc
import Testing
import VaultTestSupport

@Suite("A command with a key of its own", .serialized)
struct EphemeralTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "90d")
    }

    /// Only what was there before is left, here and there.
    private func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try simulator.living(of: "alice").count == 1, sourceLocation: sourceLocation)
        let names = try home.listed().map(\.name).sorted()
        #expect(names == ["admin", "alice"], sourceLocation: sourceLocation)
        #expect(
            try home.succeed("recover").output.contains("Nothing was open"),
            sourceLocation: sourceLocation)
    }

    private func run(_ words: [String], _ command: String...) throws -> Finished {
        let finished = try EphemeralCommand.start(home, ["exec"] + words, command).finish()
        home.keep(finished)
        return finished
    }

    @Test func `has one that works, expires, has our tag, and is the user's`() throws {
        let running = try EphemeralCommand(home)
        let key = try simulator.key(running.accessKeyID)
        #expect(key.secretKey == running.secret)
        #expect(key.owner == "alice" && key.state == "ACTIVE" && !key.deleted)
        #expect(key.tag?.hasPrefix("vlt1-") == true)
        let end = try Date(#require(key.expirationDate), strategy: .iso8601)
        #expect((3500...3600).contains(end.timeIntervalSinceNow))
        #expect(try running.finish().status == 0)
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
        home.expectNoTrace(of: [running.secret])
    }

    @Test(arguments: [0, 1, 64, 126])
    func `loses it whatever its status, which is vault's`(status: Int) throws {
        let ended = try run(["alice", "--ephemeral", "1min"], "sh", "-c", "exit \(status)")
        #expect(ended.status == status, "\(ended.errors)")
        #expect(ended.errors.isEmpty)
        try expectNothingLeft()
    }

    @Test func `is told when it ends`() throws {
        let told = try run(["alice", "--ephemeral", "2h"], "sh", "-c", "echo $OSC_VAULT_EXPIRES")
        let end = try Date(
            told.output.trimmingCharacters(in: .whitespacesAndNewlines), strategy: .iso8601)
        #expect((7100...7200).contains(end.timeIntervalSinceNow))
    }

    @Test func `may be for a user who has no key here`() throws {
        try simulator.control(
            "users", "{\"do\":\"create\",\"userName\":\"bob\",\"rights\":\"own\"}")
        let running = try run(
            ["--user", "bob", "--ephemeral", "1h"], "sh", "-c", "echo $OSC_ACCESS_KEY")
        let id = running.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try simulator.key(id).owner == "bob")
        #expect(try simulator.key(id).deleted)
    }

    @Test func `loses it at once when it is killed`() throws {
        let running = try EphemeralCommand(home)
        kill(running.command, SIGKILL)
        #expect(try running.end().status == 128 + SIGKILL)
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
    }

    @Test func `gets a signal that is meant to end vault, and loses the key`() throws {
        let running = try EphemeralCommand(home)
        kill(running.vault.process, SIGTERM)
        #expect(try running.end().status == 9)
        #expect(FileManager.default.fileExists(atPath: home.path("first.signal")))
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
    }

    @Test func `is ended at the terminal by Ctrl-C, and vault tidies up after it`() throws {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault,
            [
                "exec", "alice", "--ephemeral", "1h", "--password-file", home.path("password"),
                "--", "sh", "-c",
                "trap 'exit 5' INT; echo it runs; while :; do sleep 0.05; done",
            ], environment: home.environment, answers: [("it runs", "\u{3}")])
        #expect(status == 5, "\(terminal.screen)")
        try expectNothingLeft()
    }

    @Test func `two of them stand beside each other`() throws {
        let first = try EphemeralCommand(home, "first")
        let second = try EphemeralCommand(home, "second", ending: 3)
        #expect(first.accessKeyID != second.accessKeyID)
        let leases = try EphemeralCommand.leases(home)
        #expect(leases.map(\.state) == ["running", "running"])
        for one in [first, second] {
            let lease = leases.first { $0.accessKeyId == one.accessKeyID }
            #expect(lease?.pid == one.vault.process && lease?.user == "alice")
        }
        #expect(try first.finish().status == 0)
        #expect(try !simulator.key(second.accessKeyID).deleted)
        #expect(try EphemeralCommand.leases(home).count == 1)
        #expect(try second.finish().status == 3)
        try expectNothingLeft()
    }

    @Test func `neither makes a list's check fail nor can be meddled with`() throws {
        let running = try EphemeralCommand(home)
        #expect(try home.vault("list", "--check", "--expiring", "30d").status == 0)
        let leased = try #require(try home.listed().first { $0.name.hasPrefix("alice.lease-") })
        #expect(leased.status == "ok")
        #expect(try home.vault("list").output.contains("a command's, ends with it"))
        for words in [
            ["rotate", leased.name], ["disable", leased.name], ["forget", leased.name, "-y"],
            ["delete-key", leased.name, "-y"], ["expire", leased.name, "2d"],
            ["tag", leased.name, "x"], ["profile", "set", "test", "--signing-key", leased.name],
            ["exec", leased.name, "--ephemeral", "1h"],
        ] {
            let words = words + ["--password-file", home.path("password")]
            let run = words.first == "exec" ? words + ["--", "true"] : words
            home.expect(75, "is leased to a command", try home.bare(run))
        }
        // Nothing else is held up by it, and it stands in nobody's way.
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
        #expect(try home.succeed("rotate", "--due", "--plan").output.isEmpty)
        try home.succeed("tag", "alice", "mine")
        #expect(try !home.succeed("status").output.contains("pending"))
        #expect(try running.finish().status == 0)
        try expectNothingLeft()
    }

    @Test func `stands in the trail with its program, never its arguments`() throws {
        _ = try run(["alice", "--ephemeral", "1h"], "sh", "-c", "exit 0 # argument")
        let log = try home.succeed("log").output
        for words in ["lease begun", "given to", "lease ended"] { #expect(log.contains(words)) }
        #expect(log.split(separator: "\n").contains { $0.hasSuffix(" sh") })
        #expect(!log.contains("argument"))
    }
}
