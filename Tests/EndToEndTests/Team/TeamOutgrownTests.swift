import Foundation
import Testing
import VaultTestSupport

/// A standby without the newest epochs took over, and others went on: bob's machine refuses the server from then on.
@Suite("What a server has lost", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamOutgrownTests {
    private let team: TestTeam
    private let bob: TeamMember

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
        try bob.home.write("a private password of bob", to: "mine")
    }

    private var alice: TeamMember { team.alice }
    private static let create = ["create-key", "--user", "alice", "--name", "deploy"]
    private static let print = ["sh", "-c", "printf %s \"$OSC_SECRET_KEY\""]

    /// The server has what it had when it was remembered, and alice writes.
    private func outgrow() throws {
        try team.database.goBack()
        try alice.succeed("profile", "set", "test", "--default-lifetime", "30d")
    }

    /// What the sentence says, done as it says it; and a secret out of the file that it makes.
    private func secretAfterLeaving(of key: String, in refused: Finished) throws -> String {
        let way = "'vault team leave --to FILE --offline'"
        #expect(refused.errors.contains(way), "\(refused.errors)")
        let file = bob.home.path("private/mine.db")
        let password = bob.home.path("mine")
        let left = try bob.vault(
            ["team", "leave", "--to", file, "--offline", "--no-recovery"]
                + ["--new-password-file", password] + TeamMember.cheap)
        #expect(left.status == 0, "\(left.errors)")
        #expect(left.output.contains("2 keys"), "\(left.output)")
        let verified = try bob.home.bare([
            "verify", "--vault", file, "--password-file", password,
        ])
        #expect(verified.status == 0, "\(verified.errors)")
        return try bob.home.bare(
            ["exec", key, "--vault", file, "--password-file", password, "--"] + Self.print
        ).output
    }

    @Test func `is still given out by a machine that has seen it`() throws {
        try team.database.remember()
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let secret = try bob.secret(of: "deploy")
        try outgrow()
        for words in [["list"], ["exec", "deploy", "--", "true"], ["recover", "-y"]] {
            let refused = try bob.vault(words)
            #expect(refused.status == 65, "\(words): \(refused.errors)")
            #expect(refused.errors.contains("two histories"), "\(refused.errors)")
        }
        let shown = try bob.succeed("show", "deploy", "--reveal", "--offline")
        #expect(shown.output == secret + "\n")
        #expect(shown.errors.contains("the team's database was not asked"), "\(shown.errors)")
        #expect(try bob.vault(["exec", "deploy", "--offline", "--"] + Self.print).output == secret)
        let written = try bob.succeed("env", "deploy", "--format", "json", "--offline")
        #expect(written.output.contains(secret))
        #expect(try bob.succeed("list", "--offline").output.contains("deploy"))
        let backup = bob.home.path("team.backup")
        try bob.succeed("backup", backup, "--offline")
        #expect(try bob.succeed("verify", backup).output.contains("2 keys"))
        let refused = try bob.vault("list")
        #expect(try secretAfterLeaving(of: "deploy", in: refused) == secret)
        try goOn()
    }

    @Test(arguments: [["rotate", "admin"], ["verify"], ["recover"], ["profile", "use", "test"]])
    func `is not asked for what writes`(words: [String]) throws {
        let refused = try bob.vault(words + ["--offline"])
        #expect(refused.status == 64, "\(refused.errors)")
        #expect(refused.errors.contains("--offline leaves alone"), "\(refused.errors)")
    }

    /// As docs/team.md says: with what the server shows, as a machine that has seen nothing.
    private func goOn() throws {
        let folder = bob.home.path("state/osc-vault")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where [".replica", ".team", ".events"].contains(where: name.hasSuffix) {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        }
        #expect(!(try bob.succeed("list").output.contains("deploy")))
        // What was used meanwhile is in the log of the history that goes on.
        #expect(try alice.succeed("log").output.contains("bob"))
        try alice.succeed("verify")
    }

    @Test func `and a creation that was under way is taken from its landing file`() throws {
        try team.database.remember()
        try team.simulator.disturb("slowAfterCommit", ",\"seconds\":5")
        let heard = try team.simulator.requests().count
        let child = try Child(
            BuiltProducts.vault, Self.create + ["--password-file", bob.passwordFile],
            environment: bob.home.environment.merging(["OSC_VAULT": bob.url]) { $1 })
        eventually {
            (try? team.simulator.requests().dropFirst(heard)
                .contains { $0.action == "CreateAccessKey" }) ?? false
        }
        try outgrow()
        let left = try child.finish()
        #expect(left.status == 75, "\(left.errors)")
        #expect(!left.errors.contains("Free what is in the way"), "\(left.errors)")
        let living = try #require(try team.simulator.living(of: "alice").first)
        #expect(try secretAfterLeaving(of: "deploy", in: left) == living.secretKey)
        #expect(try bob.vault("recover").errors.contains("team leave --to FILE --offline"))
    }
}
