import Foundation
import Testing
import VaultTestSupport

/// A database that was lost, emptied or rebuilt: each command says what works, and that works.
@Suite("A team's server that was lost", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamLostServerTests {
    private static let commands = [
        ["list"], ["exec", "admin", "--", "true"], ["status"], ["verify"], ["recover", "-y"],
        ["team", "head"], ["team", "check", "1-\(String(repeating: "0", count: 32))"], ["log"],
        ["create-key", "--user", "alice", "--name", "new"], ["member", "list"],
    ]

    private let team: TestTeam
    private let bob: TeamMember
    private var alice: TeamMember { team.alice }

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
    }

    /// Each command names a backup of this machine's copy, its restoration, and the ways without the server.
    private func expectWays(from member: TeamMember) throws {
        for words in Self.commands {
            let refused = try member.vault(words)
            // `status` needs no open vault, and says why this one is not.
            #expect(refused.status == 65, "\(words): \(refused.status) \(refused.errors)")
            for way in [
                "'vault restore FILE'", "'vault backup FILE", "--offline",
                "'vault team leave --to FILE --offline'",
            ] { #expect(refused.errors.contains(way), "\(words): \(refused.errors)") }
        }
        let doctor = try member.vault("doctor")
        #expect(doctor.status == 12)
        #expect(doctor.output.contains("vault restore FILE"), "\(doctor.output)")
        #expect(try member.succeed("list", "--offline").output.contains("deploy"))
    }

    /// From bob's copy into what `empty` leaves, and back to work.
    private func rebuild(_ empty: () throws -> Void) throws {
        let secret = try bob.vault("show", "deploy", "--reveal", "--offline").output
        let head = try alice.vault("list", "--offline")
        #expect(head.status == 0)
        let file = bob.home.path("rescue.backup")
        try bob.succeed("backup", file, "--offline")
        try empty()
        let epoch = try #require(
            try bob.vault("restore", file).errors.firstMatch(of: /--accept-epoch (\d+)/)?.1)
        try bob.succeed("restore", file, "--accept-epoch", String(epoch))
        // Another member goes on: uses, changes, and is seen by the first.
        #expect(try alice.secret(of: "deploy") + "\n" == secret)
        try alice.succeed("create-key", "--user", "alice", "--name", "after")
        #expect(try bob.secret(of: "after").count == 40)
        let verified = try bob.succeed("verify")
        #expect(verified.errors.contains("brought back from a copy"), "\(verified.errors)")
        #expect(try bob.findings()["rows"]?.status != "problem")
    }

    @Test(arguments: [
        "DROP SCHEMA osc_vault CASCADE", "TRUNCATE osc_vault.vault", "TRUNCATE osc_vault.manifest",
        "DROP TABLE osc_vault.page",
    ])
    func `is brought back from a member's copy, as every command says`(disaster: String) throws {
        try team.database.psql(disaster)
        try expectWays(from: bob)
        try rebuild {
            guard disaster != "DROP SCHEMA osc_vault CASCADE" else { return }
            let file = bob.home.path("rescue.backup")
            let refused = try bob.vault("restore", file, "--accept-epoch", "1")
            #expect(refused.status != 0)
            try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        }
    }

    @Test func `with its whole database is told as one that was lost`() throws {
        let (name, server) = (team.database.name, team.database.server)
        try server.psql("postgres", "DROP DATABASE \(name) WITH (FORCE)")
        try expectWays(from: bob)
        try rebuild { try server.psql("postgres", "CREATE DATABASE \(name)") }
    }

    @Test func `in part names the tables' removal where a backup comes back`() throws {
        try team.database.psql("TRUNCATE osc_vault.manifest")
        let file = bob.home.path("rescue.backup")
        let made = try bob.succeed("backup", file, "--offline")
        let epoch = try #require(made.output.firstMatch(of: /epoch (\d+)/)?.1)
        let refused = try bob.vault("restore", file, "--accept-epoch", String(epoch))
        #expect(refused.status == 73)
        #expect(refused.errors.contains("DROP SCHEMA osc_vault CASCADE"), "\(refused.errors)")
    }

    @Test func `is not put back by a login that may only read, which says who can`() throws {
        let carol = try team.admit("carol", as: "reader")
        for line in try alice.succeed("team", "grants").output.split(separator: "\n") {
            try team.database.psql(String(line))
        }
        let login = "carol\(UUID().uuidString.prefix(8).lowercased())"
        try team.database.psql("CREATE ROLE \(login) LOGIN; GRANT osc_vault_reader TO \(login)")
        // Her copy has to have the epoch that the server goes back to.
        try carol.succeed("list")
        try team.database.remember()
        try bob.succeed("profile", "set", "test", "--default-lifetime", "30d")
        try carol.succeed("list")
        try team.database.goBack()
        // The same place: who asks is no part of it.
        let url = carol.url.replacing("user=postgres", with: "user=\(login)")
        let refused = try carol.vault(["recover", "-y"], environment: ["OSC_VAULT": url])
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(refused.errors.contains("Have a writer run 'vault recover'"), "\(refused.errors)")
        try bob.succeed("recover", "-y")
        try carol.succeed("list")
    }
}
