import Foundation
import Testing
import VaultTestSupport

@testable import Vault

@Suite("An invitation that has ended", .enabled(if: PostgresPrograms.exist))
struct InvitationEndTests {
    private static let afterwards = SharedTeam.later + 1
    private let team: SharedTeam

    init() throws { team = try SharedTeam() }

    @Test func `by its time gives its name to the next one`() throws {
        let old = try team.invite("bob")
        try team.join("bob", code: old)
        var alice = try team.unlocked()
        let code = try alice.invite(
            team.name("bob"), as: .reader, until: Self.afterwards + 3_600, at: Self.afterwards)
        #expect(alice.team?.invitations.map(\.role) == [.reader])
        #expect(try team.database.psql("SELECT count(*) FROM osc_vault.request") == "0")
        // The same machine asks again, and is let in.
        try team.join("bob", code: text(code.text), at: Self.afterwards)
        try alice.admit(team.name("bob"), at: Self.afterwards)
        #expect(try team.unlocked("bob").team?.own.role == .reader)
    }

    @Test func `not yet keeps its name`() throws {
        _ = try team.invite("bob")
        var alice = try team.unlocked()
        #expect(throws: VaultError.team(.roster(.taken))) {
            _ = try alice.invite(
                team.name("bob"), as: .reader, until: Self.afterwards, at: SharedTeam.now)
        }
    }

    @Test func `by an admin is told to whoever waits`() throws {
        try team.join("bob", code: team.invite("bob"))
        #expect(throws: VaultError.team(.notAdmitted)) { _ = try team.unlocked("bob") }
        var alice = try team.unlocked()
        try alice.cancelInvitation(of: team.name("bob"), at: SharedTeam.now)
        #expect(throws: VaultError.team(.invitationEnded)) { _ = try team.unlocked("bob") }
        // Another one of the same name is not the one that was asked by.
        _ = try team.invite("bob")
        #expect(throws: VaultError.team(.invitationEnded)) { _ = try team.unlocked("bob") }
    }

    @Test func `by its time is told to whoever waits`() throws {
        try team.join("bob", code: team.invite("bob"))
        #expect(throws: VaultError.team(.invitationExpired)) {
            _ = try team.unlocked("bob", at: Self.afterwards)
        }
    }

    @Test func `of somebody who was removed is followed by another on the same machine`() throws {
        try team.take("bob")
        var alice = try team.unlocked()
        try alice.removeMember(
            named: team.name("bob"), on: "here", by: nil, at: SharedTeam.now)
        try team.take("bob")
        #expect(try team.secret("first", in: team.unlocked("bob")) == "first's secret")
    }

    @Test func `and one that never was are told apart from a member's`() throws {
        try team.take("bob")
        var alice = try team.unlocked()
        let (bob, eve) = (try team.name("bob"), try team.name("eve"))
        #expect(throws: VaultError.team(.alreadyMember(bob))) {
            try alice.admit(bob, at: SharedTeam.now)
        }
        #expect(throws: VaultError.team(.alreadyMember(bob))) {
            try alice.cancelInvitation(of: bob, at: SharedTeam.now)
        }
        #expect(throws: VaultError.team(.noInvitation(eve))) {
            try alice.admit(eve, at: SharedTeam.now)
        }
    }

    @Test func `a role is another admin's to change`() throws {
        var alice = try team.unlocked()
        let name = try team.name("alice")
        #expect(throws: VaultError.team(.ownRole)) {
            try alice.changeRole(of: name, to: .reader, at: SharedTeam.now)
        }
    }
}

@Suite("The log of a team's vault", .enabled(if: PostgresPrograms.exist))
struct TeamAuthorTests {
    @Test func `names who has written each event, and the role that was given`() throws {
        let team = try SharedTeam()
        try team.take("bob")
        var bob = try team.unlocked("bob")
        try bob.commit(at: SharedTeam.now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: SharedTeam.now, action: .stored, key: "second"))
        }
        var alice = try team.unlocked()
        try alice.changeRole(of: team.name("bob"), to: .reader, at: SharedTeam.now)
        try alice.removeMember(
            named: team.name("bob"), on: "here", by: nil, at: SharedTeam.now)
        let told = try team.unlocked().auditTrail(since: nil).map(\.event).suffix(5)
        #expect(told.map(\.author) == ["alice", "alice", "bob", "alice", "alice"])
        #expect(told.map(\.detail) == ["bob: writer", "bob", nil, "bob: reader", "bob"])
    }
}
