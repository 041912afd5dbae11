import Foundation
import Testing
import VaultTestSupport

/// A team in which bob, a writer, creates a key, and has a place for a private vault.
struct BobsCreation {
    let team: TestTeam
    let bob: TeamMember
    let words = ["create-key", "--user", "alice", "--name", "deploy"]

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
        try bob.home.write("a private password of bob", to: "mine")
    }

    /// Runs `body` while OUTSCALE has made the key and not answered yet.
    ///
    /// - Returns: the end of the creation.
    func during(_ body: () throws -> Void) throws -> Finished {
        let simulator = team.simulator
        try simulator.disturb("slowAfterCommit", ",\"seconds\":5")
        let heard = try simulator.requests().count
        let child = try Child(
            BuiltProducts.vault, words + ["--password-file", bob.passwordFile],
            environment: bob.home.environment.merging(["OSC_VAULT": bob.url]) { $1 })
        eventually {
            (try? simulator.requests().dropFirst(heard)
                .contains { $0.action == "CreateAccessKey" }) ?? false
        }
        try body()
        let finished = try child.finish()
        try simulator.control("faults", #"{"faults":[]}"#)
        return finished
    }

    /// Copies the team's vault into bob's private one.
    func leave(_ more: String...) throws -> Finished {
        try bob.vault(
            ["team", "leave", "--to", privateVault, "--no-recovery", "--new-password-file"]
                + [privatePassword] + more + TeamMember.cheap)
    }

    /// Runs `vault` on the private one.
    func inPrivate(_ words: String...) throws -> Finished {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return try bob.home.bare(
            words[..<end] + ["--vault", privateVault, "--password-file", privatePassword]
                + words[end...])
    }

    /// The secret that a command would get from the private one.
    func privateSecret() throws -> Finished {
        try inPrivate("exec", "deploy", "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"")
    }

    private var privateVault: String { bob.home.path("private/mine.db") }
    private var privatePassword: String { bob.home.path("mine") }
}
