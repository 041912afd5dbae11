import Foundation
import Testing
import VaultTestSupport

/// A standby without the newest epochs took over, and others went on: bob's machine refuses the server from then on.
@Suite("What a server has lost", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamOutgrownTests {
    private let creation: BobsCreation

    init() throws { creation = try BobsCreation() }

    private var team: TestTeam { creation.team }
    private var bob: TeamMember { creation.bob }
    private var alice: TeamMember { team.alice }

    /// The server has what it had when it was remembered, and alice writes.
    private func outgrow() throws {
        try team.database.goBack()
        try alice.succeed("profile", "set", "test", "--default-lifetime", "30d")
    }

    /// What the sentence says, done as it says it; and a secret out of the file that it makes.
    private func secretAfterLeaving(in refused: Finished) throws -> String {
        let way = "'vault team leave --to FILE --offline'"
        #expect(refused.errors.contains(way), "\(refused.errors)")
        let left = try creation.leave("--offline")
        #expect(left.status == 0, "\(left.errors)")
        #expect(left.output.contains("2 keys"), "\(left.output)")
        let verified = try creation.inPrivate("verify")
        #expect(verified.status == 0, "\(verified.errors)")
        return try creation.privateSecret().output
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
        let given = try bob.vault(
            "exec", "deploy", "--offline", "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"")
        #expect(given.output == secret)
        let written = try bob.succeed("env", "deploy", "--format", "json", "--offline")
        #expect(written.output.contains(secret))
        #expect(try bob.succeed("list", "--offline").output.contains("deploy"))
        let backup = bob.home.path("team.backup")
        try bob.succeed("backup", backup, "--offline")
        #expect(try bob.succeed("verify", backup).output.contains("2 keys"))
        let refused = try bob.vault("list")
        #expect(try secretAfterLeaving(in: refused) == secret)
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
        try bob.lose(".replica", ".team", ".events")
        #expect(!(try bob.succeed("list").output.contains("deploy")))
        // What was used meanwhile is in the log of the history that goes on.
        #expect(try alice.succeed("log").output.contains("bob"))
        try alice.succeed("verify")
    }

    @Test func `and a creation that was under way is taken from its landing file`() throws {
        try team.database.remember()
        let left = try creation.during(outgrow)
        #expect(left.status == 75, "\(left.errors)")
        #expect(!left.errors.contains("Free what is in the way"), "\(left.errors)")
        let living = try #require(try team.simulator.living(of: "alice").first)
        #expect(try secretAfterLeaving(in: left) == living.secretKey)
        #expect(try bob.vault("recover").errors.contains("team leave --to FILE --offline"))
    }
}
