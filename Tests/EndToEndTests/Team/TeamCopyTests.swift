import Foundation
import Testing
import VaultTestSupport

@Suite("Copies of a team's vault", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamCopyTests {
    private let team: TestTeam
    private var alice: TeamMember { team.alice }

    init() throws { team = try TestTeam() }

    @Test func `a backup is made, checked, and brought into an empty database`() throws {
        let bob = try team.admit("bob", as: "writer")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let secret = try bob.secret(of: "deploy")
        let file = alice.home.path("team.backup")
        let made = try alice.succeed("backup", file)
        #expect(made.output.contains("2 keys, 3 members; every record verified"), "\(made.output)")
        alice.home.expectNoTrace(of: [secret])
        #expect(try alice.succeed("verify", file).output.contains("2 keys"))
        let head = try alice.succeed("team", "head").output
        #expect(try bob.vault("verify", file).status == 0)
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        #expect(try alice.vault("list").status != 0)
        #expect(try alice.vault("restore", file).status == 77, "nobody was asked")
        #expect(try alice.vault("restore", file, "--accept-epoch", "1").status == 64)
        let epoch = String(try #require(head.split(separator: "-").first))
        let restored = try alice.succeed("restore", file, "--accept-epoch", epoch)
        #expect(restored.output.contains("as its members have signed it"))
        #expect(try alice.succeed("team", "head").output == head)
        #expect(try bob.secret(of: "deploy") == secret)
        #expect(try alice.vault("restore", file, "--accept-epoch", epoch).status == 73)
    }

    @Test func `a file that is none, or no file of a team, is refused`() throws {
        let file = alice.home.path("other")
        try alice.home.write("not a vault", to: "other")
        #expect(try alice.vault("verify", file).status == 65)
        #expect(try alice.vault("restore", file, "--accept-epoch", "1").status == 65)
        #expect(try alice.vault("verify", alice.home.path("data/osc-vault/vault.db")).status == 65)
        let backup = alice.home.path("team.backup")
        try alice.succeed("backup", backup)
        #expect(try alice.vault("backup", backup).status == 73)
        // Without the address it is no private vault's copy.
        #expect(try alice.home.vault("verify", backup).status == 65)
    }

    @Test
    func `a server that is behind is told by every command, and recover puts back what it lost`()
        throws
    {
        let bob = try team.admit("bob", as: "writer")
        try team.database.remember()
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let secret = try bob.secret(of: "deploy")
        let head = try bob.succeed("team", "head").output
        try team.database.goBack()
        let heard = try team.simulator.requests().count
        for words in [
            ["list"], ["exec", "deploy", "--", "true"], ["rotate", "deploy"], ["verify"],
        ] {
            let refused = try bob.vault(words)
            #expect(refused.status == 65, "\(words): \(refused.errors)")
            #expect(refused.errors.contains("'vault recover' puts back"), "\(refused.errors)")
        }
        #expect(try bob.vault("recover").status == 77, "nobody was asked")
        #expect(try team.simulator.requests().count == heard)
        let back = try bob.succeed("recover", "-y")
        #expect(back.errors.contains("again"), "\(back.errors)")
        #expect(try bob.succeed("team", "head").output == head)
        #expect(try alice.secret(of: "deploy") == secret)
    }

    @Test func `a private copy opens with its own password alone, and is in the team's log`() throws
    {
        let bob = try team.admit("bob", as: "reader")
        let secret = try alice.secret(of: "admin")
        let file = bob.home.path("private/mine.db")
        try bob.home.write("a private password of bob", to: "mine")
        let left = try bob.succeed(
            "team", "leave", "--to", file, "--no-recovery", "--new-password-file",
            bob.home.path("mine"), "--kdf-memory", "64MiB", "--kdf-passes", "3")
        #expect(left.output.contains("1 key"), "\(left.output)")
        // What it prints is to stand in no transcript.
        let given = try Child(
            BuiltProducts.vault,
            [
                "exec", "admin", "--vault", file, "--password-file", bob.home.path("mine"), "--",
                "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"",
            ], environment: bob.home.environment
        ).finish()
        #expect(given.output == secret, "\(given.errors)")
        let wrong = try bob.home.bare([
            "list", "--vault", file, "--password-file", bob.passwordFile,
        ])
        #expect(wrong.status == 77)
        #expect(try alice.succeed("log").output.contains("copied privately"))
        let verified = try bob.home.bare([
            "verify", "--vault", file, "--password-file", bob.home.path("mine"),
        ])
        #expect(verified.status == 0, "\(verified.errors)")
        bob.home.expectNoTrace(of: [secret])
    }
}
