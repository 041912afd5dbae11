import Foundation
import Testing
import VaultTestSupport

/// A team on a database of its own, with its OUTSCALE account. alice has made it.
final class TestTeam {
    let simulator: Simulator
    let database: PostgresDatabase
    let alice: TeamMember

    /// - Parameter server: one of the team's own, where its settings or its end are part of the test.
    convenience init(on server: PostgresServer? = nil) throws {
        try self.init(in: (server ?? PostgresServer.shared.get()).newDatabase())
    }

    init(in database: PostgresDatabase) throws {
        simulator = try Simulator()
        self.database = database
        alice = try TeamMember("alice", at: database.url())
        try alice.home.prepareWithKey(for: simulator)
        let file = alice.home.path("recovery-code")
        let made = try create("--new-recovery-file", file)
        #expect(made.status == 0, "\(made.errors)")
    }

    /// Makes the team's vault of alice's private one.
    func create(_ more: String...) throws -> Finished {
        try alice.home.bare(
            ["team", "create", alice.url, "--name", "alice"] + more + [
                "--password-file", alice.home.path("password"), "--new-password-file",
                alice.passwordFile,
            ] + TeamMember.cheap)
    }

    /// A new member, who was invited, has joined and was admitted.
    func admit(_ name: String, as role: String) throws -> TeamMember {
        let member = try TeamMember(name, at: alice.url)
        let joined = try member.join(with: alice.invite(name, as: role))
        #expect(joined.status == 0, "\(joined.errors)")
        try alice.succeed("member", "admit", name)
        return member
    }
}
