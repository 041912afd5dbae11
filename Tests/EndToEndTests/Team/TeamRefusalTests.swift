import Foundation
import Testing
import VaultTestSupport

/// What a team's address is refused for without a server, and before any question.
@Suite("A team's address where it does not belong", .serialized)
struct TeamRefusalTests {
    private static let address = "postgresql://alice@127.0.0.1:1/vault?sslmode=verify-full"
    private let home: Workspace

    init() throws { home = try Workspace() }

    @Test(arguments: [
        "init --no-recovery", "passwd", "rekey --no-recovery",
        "salvage copy.db --to new.db", "slot list", "slot add password",
        "slot add recovery", "slot add key-file new.key", "slot remove 1",
    ])
    func `is refused by commands for files, in one sentence`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        for finished in [
            try home.bare(words + ["--vault", Self.address]),
            try home.bare(words, environment: ["OSC_VAULT": Self.address]),
        ] {
            #expect(finished.status == 64, "\(finished.errors)")
            #expect(
                finished.errors.hasPrefix(
                    "vault: \(Self.address) is a team's vault: "))
            #expect(finished.errors.hasSuffix(" Nothing was done.\n"))
            #expect(finished.errors.count { $0 == "\n" } == 1)
        }
        // Not even a folder was made for it.
        #expect(!FileManager.default.fileExists(atPath: home.path("data")))
    }

    @Test(arguments: [
        "team head", "team check 1-0123456789abcdef0123456789abcdef", "member list",
        "member invite bob --role reader", "member admit bob", "member cancel bob",
        "member role bob writer", "member remove bob -y", "team leave --to mine.db --no-recovery",
    ])
    func `is what commands of a team ask for`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let finished = try home.bare(words)
        #expect(finished.status == 64, "\(finished.errors)")
        #expect(finished.errors.contains("--vault 'postgresql://…'"))
    }
}

/// An address that is refused for itself, before any question.
@Suite("A team's address", .serialized)
struct TeamAddressTests {
    private let member: TeamMember

    init() throws { member = try TeamMember("alice", at: "postgresql://127.0.0.1:1/vault") }

    @Test(arguments: [
        "postgresql://alice:tr0ub4dor@127.0.0.1:1/vault?sslmode=verify-full",
        "postgresql://127.0.0.1:1/vault?sslmode=verify-full&password=tr0ub4dor",
    ])
    func `with a password in it is refused, and the password is not said`(url: String) throws {
        for finished in [
            try member.home.bare(["list", "--vault", url]),
            try member.home.bare(["list"], environment: ["OSC_VAULT": url]),
            try member.home.bare(["team", "join", url, "--name", "alice"]),
        ] {
            #expect(finished.status == 78, "\(finished.errors)")
            #expect(!finished.errors.contains("tr0ub4dor"))
        }
    }

    @Test(arguments: ["disable", "allow", "prefer", "require", "verify-ca", nil])
    func `that asks for less than verify-full is refused`(mode: String?) throws {
        let url = member.url + (mode.map { "?sslmode=\($0)" } ?? "")
        let finished = try TeamMember("alice", at: url).join(
            with: "IQDRVQM5-Q5NIZRU4-WGD7GL6K-KTF54SZJ-7DESSCRJ-XPYGWSCJ-YO6TN7H2-LH6I3XI3")
        #expect(finished.status == 78, "\(finished.errors)")
    }

    /// Without a terminal the first question would be the end (77).
    @Test(arguments: ["create", "join"])
    func `that asks for less than verify-full is refused before any question`(command: String)
        throws
    {
        try member.home.prepare(for: nil)
        let finished = try member.home.bare(
            [
                "team", command, member.url + "?sslmode=require", "--name", "alice",
                "--no-recovery",
            ].filter { command == "create" || $0 != "--no-recovery" })
        member.home.expect(78, "sslmode is require", finished)
    }

    @Test(arguments: [true, false])
    func `stands beside a key file that opens the private vault`(isNamed: Bool) throws {
        let home = member.home
        try home.prepare(for: nil)
        try home.succeed("slot", "add", "key-file", home.path("key"))
        let url = member.url + "?sslmode=verify-full"
        let finished = try home.bare(
            [
                "team", "create", url, "--name", "alice", "--no-recovery", "--key-file",
                home.path("key"), "--new-password-file", home.path("password"), "--kdf-memory",
                "64MiB",
            ], environment: isNamed ? ["OSC_VAULT": url] : [:])
        // As far as to the server, which is not there.
        home.expect(69, "can't be reached", finished)
    }

    @Test func `where nobody answers is unreachable`() throws {
        let url = "postgresql://127.0.0.1:1/vault?sslmode=verify-full"
        let finished = try TeamMember("alice", at: url).join(
            with: "IQDRVQM5-Q5NIZRU4-WGD7GL6K-KTF54SZJ-7DESSCRJ-XPYGWSCJ-YO6TN7H2-LH6I3XI3")
        #expect(finished.status == 69, "\(finished.errors)")
    }

    @Test func `without a member's file opens nothing`() throws {
        let url = "postgresql://127.0.0.1:1/vault?sslmode=verify-full"
        let finished = try member.home.bare(["list", "--vault", url])
        // Whether there is a vault to join at all, nobody can tell.
        #expect(finished.status == 69, "\(finished.errors)")
    }
}
