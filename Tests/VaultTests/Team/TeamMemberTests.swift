import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("Members of a team's vault", .enabled(if: PostgresPrograms.exist))
struct TeamMemberTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    @Test func `are invited, ask, and are admitted`() throws {
        let code = try team.invite("bob")
        try team.join("bob", code: code)
        #expect(throws: VaultError.team(.notAdmitted)) { _ = try team.unlocked("bob") }
        var alice = try team.unlocked()
        #expect(try alice.requests().map(\.description) == ["bob"])
        #expect(alice.team?.invitations.map(\.name.description) == ["bob"])
        let bob = try alice.admit(team.name("bob"), at: SharedTeam.now)
        #expect(bob.role == .writer)
        var own = try team.unlocked("bob")
        #expect(try team.secret("first", in: own) == "first's secret")
        try team.add("bobs", to: &own)
        #expect(try team.secret("bobs", in: team.unlocked()) == "bobs's secret")
    }

    @Test func `are not admitted who have not asked`() throws {
        _ = try team.invite("bob")
        var alice = try team.unlocked()
        let name = try team.name("bob")
        #expect(throws: VaultError.team(.noRequest(name))) {
            try alice.admit(name, at: SharedTeam.now)
        }
    }

    @Test func `don't join with a code that was cancelled, is used, or has expired`() throws {
        let code = try team.invite("bob")
        #expect(throws: VaultError.team(.noSuchInvitation)) {
            try team.join("bob", code: code, at: SharedTeam.now + 7_200)
        }
        var alice = try team.unlocked()
        try alice.cancelInvitation(of: team.name("bob"), at: SharedTeam.now)
        #expect(throws: VaultError.team(.noSuchInvitation)) { try team.join("bob", code: code) }
        let second = try team.invite("bob")
        try team.join("bob", code: second)
        try alice.admit(team.name("bob"), at: SharedTeam.now)
        #expect(throws: VaultError.team(.noSuchInvitation)) {
            try team.join("mallory", code: second, as: "bob")
        }
    }

    @Test func `are not admitted after the invitation's end`() throws {
        try team.join("bob", code: team.invite("bob"))
        var alice = try team.unlocked()
        let name = try team.name("bob")
        #expect(throws: VaultError.team(.roster(.expired))) {
            try alice.admit(name, at: SharedTeam.now + 7_200)
        }
    }

    @Test func `who read change nothing`() throws {
        try team.take("rita", as: .reader)
        var rita = try team.unlocked("rita")
        #expect(try team.secret("first", in: rita) == "first's secret")
        #expect(throws: VaultError.team(.notAllowed(needs: .writer, has: .reader))) {
            try team.add("second", to: &rita)
        }
        #expect(try team.unlocked().contents.keyCount == 1)
    }

    @Test func `who write invite nobody`() throws {
        try team.take("bob")
        var bob = try team.unlocked("bob")
        let name = try team.name("eve")
        #expect(throws: VaultError.team(.notAllowed(needs: .admin, has: .writer))) {
            _ = try bob.invite(name, as: .admin, until: SharedTeam.later, at: SharedTeam.now)
        }
    }

    @Test func `may what their new role allows, from the next look on`() throws {
        try team.take("rita", as: .reader)
        var rita = try team.unlocked("rita")
        var alice = try team.unlocked()
        try alice.changeRole(of: team.name("rita"), to: .writer, at: SharedTeam.now)
        #expect(throws: VaultError.team(.notAllowed(needs: .writer, has: .reader))) {
            try team.add("second", to: &rita)
        }
        rita = try team.unlocked("rita")
        try team.add("second", to: &rita)
        #expect(try alice.reopened().contents.keyCount == 2)
    }

    @Test func `note what they do in chains of their own`() throws {
        try team.take("rita", as: .reader)
        var rita = try team.unlocked("rita")
        for program in ["one", "two"] {
            try rita.note(
                AuditEvent(at: SharedTeam.now, action: .executed, key: "first", detail: program))
        }
        var alice = try team.unlocked()
        let trail = try alice.memberTrail().entries
        #expect(trail.map(\.member.description) == ["rita", "rita"])
        #expect(trail.map(\.event?.detail) == ["one", "two"])
        // The next manifest names how far she had come, so nobody cuts that off.
        try team.add("second", to: &alice)
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = 2")
        let name = try team.name("rita")
        #expect(try alice.memberTrail().findings == [.eventGone(member: name, row: 2)])
        try team.forget("alice")
        #expect(try team.unlocked().warnings == [.eventsBroken(member: name, from: 2)])
    }
}

@Suite("A member who was removed", .enabled(if: PostgresPrograms.exist))
struct TeamRemovalTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
        try team.take("carol")
    }

    @Test func `opens the vault no more, and the others do`() throws {
        var alice = try team.unlocked()
        let removal = try alice.removeMember(
            named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        #expect(removal.exposedKeys == 1)
        try team.add("after", to: &alice)
        #expect(throws: VaultError.team(.removed)) { _ = try team.unlocked("bob") }
        let carol = try team.unlocked("carol")
        #expect(try team.secret("first", in: carol) == "first's secret")
        #expect(try team.secret("after", in: carol) == "after's secret")
        #expect(carol.team?.members.map(\.name.description) == ["alice", "carol", "recovery-code"])
        _ = try carol.verify()
    }

    @Test func `leaves every key marked with who has read it and since when`() throws {
        var alice = try team.unlocked()
        try alice.removeMember(named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        try team.add("after", to: &alice)
        let vault = try team.unlocked("carol")
        let first = try #require(try vault.contents.key(named: team.name("first")))
        #expect(
            first.exposure == KeyExposure(since: SharedTeam.later, member: try team.name("bob")))
        let after = try #require(try vault.contents.key(named: team.name("after")))
        #expect(after.exposure == nil)
    }

    @Test func `opens nothing that was written after, with all rows and the key of before`() throws
    {
        let bob = try team.unlocked("bob")
        let former = try #require(bob.key as? InMemoryVaultKey)
        var alice = try team.unlocked()
        try alice.removeMember(named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        let record = try #require(try alice.contents.key(named: team.name("first")))
        let sealed = try alice.sealedSecret(of: record.id)
        #expect(throws: VaultError.self) {
            _ = try former.open(sealed.box, under: sealed.context, type: sealed.type)
        }
        let keys = try team.database.psql("SELECT key_epoch FROM osc_vault.slot")
        #expect(keys == "2\n2\n2")
    }

    @Test func `takes the vault's old key from others' open vaults too, and says why`() throws {
        var carol = try team.unlocked("carol")
        var alice = try team.unlocked()
        try alice.removeMember(named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        #expect(throws: VaultError.team(.rekeyed)) { try team.add("second", to: &carol) }
        carol = try team.unlocked("carol")
        try team.add("second", to: &carol)
        #expect(carol.contents.keyCount == 2)
    }

    @Test func `is not the one who removes`() throws {
        var alice = try team.unlocked()
        let name = try team.name("alice")
        #expect(throws: VaultError.team(.roster(.oneself))) {
            try alice.removeMember(named: name, on: "here", by: nil, at: SharedTeam.later)
        }
        #expect(alice.epoch == (try team.unlocked().epoch))
    }
}
