import SecretMemory
import Testing

@testable import Vault

@Suite("Joining a team")
struct JoiningTests {
    @Test func `takes a code, a request and an admin`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob", as: .reader)
        let found = try #require(
            try Roster.invitation(
                for: team.code(code), in: team.entries, of: team.vaultID))
        #expect(found.invitation == invitation)
        let bob = Person("bob")
        let request = try team.request(for: invitation, code: code, of: bob)
        try team.add(team.roster.admission(of: request), by: team.alice)
        #expect(team.roster.member(bob.id)?.role == .reader)
    }

    @Test func `is done once with a code`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob")
        for (name, isFirst) in [("bob", true), ("mallory", false)] {
            let request = try team.request(for: invitation, code: code, of: Person(name))
            if isFirst {
                try team.add(team.roster.admission(of: request), by: team.alice)
            } else {
                #expect(throws: RosterRefusal.noSuchInvitation) {
                    _ = try team.roster.admission(of: request)
                }
            }
        }
    }

    @Test func `needs the code`() throws {
        var team = try Team()
        let (_, invitation) = try team.invite("bob")
        let other = InviteCode.random()
        let request = try team.request(
            for: invitation, code: revealed(other.text), of: Person("mallory"))
        #expect(throws: RosterRefusal.notSigned) { _ = try team.roster.admission(of: request) }
    }

    @Test func `needs the keys that the request names`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob")
        let request = try team.request(for: invitation, code: code, of: Person("bob"))
        for index in request.bytes.indices {
            var bytes = request.bytes
            bytes[index] ^= 1
            // Every bit is under one of the signatures.
            let changed = try? JoinRequest(reading: bytes, of: team.vaultID)
            #expect(
                changed == nil || (try? team.roster.admission(of: #require(changed))) == nil,
                "byte \(index)")
        }
        #expect(throws: RosterRefusal.malformed) {
            _ = try JoinRequest(reading: request.bytes, of: .random())
        }
        #expect(throws: RosterRefusal.malformed) {
            _ = try JoinRequest(reading: [1, 2, 3], of: team.vaultID)
        }
    }

    @Test func `ends when the invitation does`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob", until: Team.now + Team.day)
        let request = try team.request(for: invitation, code: code, of: Person("bob"))
        let change = try team.roster.admission(of: request)
        #expect(throws: RosterRefusal.expired) {
            try team.add(change, by: team.alice, at: Team.now + Team.day + 1)
        }
        #expect(throws: RosterRefusal.expired) {
            _ = try team.invite("carol", until: Team.now)
        }
        try team.add(change, by: team.alice, at: Team.now + Team.day)
    }

    @Test func `ends when the invitation is cancelled, or its author is no admin any more`() throws
    {
        var team = try Team()
        let bob = try team.join("bob", as: .admin)
        let (first, cancelled) = try team.invite("carol")
        try team.add(.cancel(invitation: cancelled.id), by: bob)
        let (second, orphaned) = try team.invite("dave", by: bob)
        try team.add(.role(member: bob.id, .writer), by: team.alice)
        for (code, invitation) in [(first, cancelled), (second, orphaned)] {
            let request = try team.request(for: invitation, code: code, of: Person("x"))
            #expect(throws: RosterRefusal.noSuchInvitation) {
                _ = try team.roster.admission(of: request)
            }
            #expect(
                try Roster.invitation(
                    for: team.code(code), in: team.entries, of: team.vaultID) == nil)
        }
    }

    /// A server that shows the one who joins a team of its own has to show the same first entry, length and head.
    @Test func `shows another team for what it is`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob")
        var forged = try Team()
        try forged.add(.invite(invitation), by: forged.alice)
        #expect(throws: RosterRefusal.notNext) {
            _ = try Roster.invitation(
                for: team.code(code), in: forged.entries, of: forged.vaultID)
        }
    }

    @Test func `shows a roster that has lost an entry before the invitation`() throws {
        var team = try Team()
        var short = team
        try team.join("carol")
        let (code, invitation) = try team.invite("bob")
        try short.add(.invite(invitation), by: short.alice)
        #expect(throws: RosterRefusal.notNext) {
            _ = try Roster.invitation(for: team.code(code), in: short.entries, of: short.vaultID)
        }
    }

    @Test func `takes no recovery code for an invitation's`() throws {
        let code = RecoveryCode.random()
        #expect(throws: VaultError.self) { _ = try InviteCode(parsing: code.text) }
    }
}
