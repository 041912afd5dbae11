import Foundation
import Testing
import VaultTestSupport

/// Events that a server has lost, of a member whose machine has them no more.
@Suite("A gap in a team's log", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamGapTests {
    private let team: TestTeam
    private let bob: TeamMember
    private var alice: TeamMember { team.alice }

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
        for _ in 0..<3 { try bob.succeed("exec", "admin", "--", "true") }
        try forget(2)
    }

    private func forget(_ number: Int) throws {
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = \(number)")
        try bob.lose(".replica")
    }

    @Test func `is accepted by an admin, who is asked, and any other is told as before`() throws {
        for words in [["verify"], ["log"]] {
            let told = try alice.vault(words)
            #expect(told.status == 65)
            #expect(told.errors.contains("event 3 of 'bob' does not follow"), "\(told.errors)")
            #expect(told.errors.contains("'vault recover --accept-gaps'"), "\(told.errors)")
        }
        let asked = try alice.vault("recover", "--accept-gaps")
        #expect(asked.status == 77)
        #expect(asked.errors.contains("event 3 of 'bob'"), "\(asked.errors)")
        #expect(try alice.vault("verify").status == 65, "nobody has said yes")
        try alice.succeed("recover", "--accept-gaps", "-y")
        for member in [alice, bob] {
            for words in [["verify"], ["log"]] {
                let told = try member.vault(words)
                #expect(told.status == 0, "\(told.errors)")
                #expect(told.errors.contains("event 3 of 'bob'"), "\(told.errors)")
                #expect(told.errors.contains("An admin has accepted that"), "\(told.errors)")
            }
        }
        try bob.succeed("exec", "admin", "--", "true")
        try bob.succeed("exec", "admin", "--", "true")
        try forget(4)
        let told = try alice.vault("verify")
        #expect(told.status == 65)
        #expect(told.errors.contains("event 5 of 'bob' does not follow"), "\(told.errors)")
        #expect(
            !told.errors.contains(
                "event 3 of 'bob' does not follow the one before it: one between them is gone;"))
    }

    @Test func `is for an admin of a team to accept`() throws {
        let refused = try bob.vault("recover", "--accept-gaps", "-y")
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(refused.errors.contains("an admin"), "\(refused.errors)")
        let alone = try alice.home.vault("recover", "--accept-gaps", "-y")
        #expect(alone.status == 64, "\(alone.errors)")
    }
}
