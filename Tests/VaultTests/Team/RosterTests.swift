import SecretMemory
import Testing

@testable import Vault

@Suite("A team's roster")
struct RosterTests {
    @Test func `begins with its founder, who is an admin`() throws {
        let team = try Team()
        #expect(team.roster.all.map(\.name.description) == ["alice"])
        #expect(team.roster.member(team.alice.id)?.role == .admin)
        #expect(team.roster.keyEpoch == 1 && team.roster.count == 1)
    }

    @Test func `has the recovery code for an admin where there is one`() throws {
        let code = RecoveryCode.random()
        let keys = MemberKeys(recoveryCode: code)
        var team = try Team()
        var roster = Roster(of: team.vaultID)
        let id = RecordID.random()
        let founding = RosterEntry.Founding(
            founder: team.alice.id, name: try team.alice.entryName, keys: team.alice.publicKeys,
            recovery: RosterEntry.Recovery(id: id, keys: keys.publicKeys),
            keyID: [UInt8](repeating: 1, count: 32))
        let mine = team.alice.keys
        try roster.append(
            roster.entry(
                .found(founding), by: team.alice.id, at: Team.now, signedBy: mine.signing))
        #expect(roster.member(id)?.role == .admin)
        team.roster = roster
        // It may remove the last person, whose password is lost.
        try roster.append(
            roster.entry(
                .remove(member: team.alice.id), by: id, at: Team.now, signedBy: keys.signing))
        #expect(roster.member(team.alice.id) == nil)
    }

    @Test func `says the same to whoever reads it from its first entry on`() throws {
        var team = try Team()
        let bob = try team.join("bob", as: .admin)
        try team.add(.role(member: bob.id, .reader), by: team.alice)
        try team.add(.remove(member: bob.id), by: team.alice)
        try team.add(.rekey(epoch: 2, keyID: [UInt8](repeating: 2, count: 32)), by: team.alice)
        try team.add(.accept(losing: [UInt8](repeating: 3, count: 32)), by: team.alice)
        var read = Roster(of: team.vaultID)
        for entry in team.entries {
            try read.append(SignedStatement(body: entry.body, signature: entry.signature))
        }
        #expect(read.all == team.roster.all && read.head == team.roster.head)
        #expect(read.keyEpoch == 2 && read.count == 7)
    }

    @Test func `takes no entry whose body or signature has another bit`() throws {
        let team = try Team()
        let entry = try #require(team.entries.first)
        for index in 0..<(entry.body.count + 64) {
            var (body, signature) = (entry.body, entry.signature)
            if index < body.count { body[index] ^= 1 } else { signature[index - body.count] ^= 1 }
            var roster = Roster(of: team.vaultID)
            #expect(throws: RosterRefusal.self, "byte \(index)") {
                try roster.append(SignedStatement(body: body, signature: signature))
            }
            #expect(roster.count == 0)
        }
    }

    @Test func `takes no entry twice, none left out and none of another team`() throws {
        var team = try Team()
        try team.join("bob")
        for number in team.entries.indices where number > 0 {
            var roster = Roster(of: team.vaultID)
            for entry in team.entries.prefix(number) { try roster.append(entry) }
            #expect(throws: RosterRefusal.notNext) {
                try roster.append(team.entries[number - 1])
            }
            for later in team.entries.dropFirst(number + 1) {
                #expect(throws: RosterRefusal.notNext) { try roster.append(later) }
            }
        }
        let other = try Team()
        #expect(throws: RosterRefusal.notNext) {
            var roster = Roster(of: other.vaultID)
            try roster.append(team.entries[0])
        }
    }

    @Test(arguments: [MemberRole.reader, .writer])
    func `is written by admins alone`(role: MemberRole) throws {
        var team = try Team()
        let bob = try team.join("bob", as: role)
        #expect(throws: RosterRefusal.notAnAdmin) {
            try team.add(.role(member: bob.id, .admin), by: bob)
        }
    }

    @Test func `is not written in another's name`() throws {
        var team = try Team()
        let bob = try team.join("bob")
        let keys = bob.keys
        #expect(throws: RosterRefusal.notSigned) {
            _ = try team.roster.entry(
                .role(member: bob.id, .admin), by: team.alice.id, at: Team.now,
                signedBy: keys.signing)
        }
    }

    @Test func `keeps its last admin`() throws {
        var team = try Team()
        let bob = try team.join("bob")
        #expect(throws: RosterRefusal.lastAdmin) {
            try team.add(.role(member: team.alice.id, .writer), by: team.alice)
        }
        #expect(throws: RosterRefusal.oneself) {
            try team.add(.remove(member: team.alice.id), by: team.alice)
        }
        try team.add(.role(member: bob.id, .admin), by: team.alice)
        try team.add(.role(member: team.alice.id, .reader), by: team.alice)
        #expect(throws: RosterRefusal.lastAdmin) {
            try team.add(.role(member: bob.id, .reader), by: bob)
        }
    }

    @Test func `wants a new key for the vault next after a removal`() throws {
        var team = try Team()
        let bob = try team.join("bob")
        let carol = try team.join("carol")
        try team.add(.remove(member: bob.id), by: team.alice)
        #expect(throws: RosterRefusal.rekeyOwed) {
            try team.add(.role(member: carol.id, .reader), by: team.alice)
        }
        #expect(throws: RosterRefusal.wrongKeyEpoch) {
            try team.add(.rekey(epoch: 3, keyID: [UInt8](repeating: 2, count: 32)), by: team.alice)
        }
        #expect(throws: RosterRefusal.noChange) {
            try team.add(.rekey(epoch: 2, keyID: team.roster.keyID), by: team.alice)
        }
        try team.add(.rekey(epoch: 2, keyID: [UInt8](repeating: 2, count: 32)), by: team.alice)
        try team.add(.role(member: carol.id, .reader), by: team.alice)
    }

    @Test func `gives nobody a key that opens nothing`() throws {
        var team = try Team()
        let (code, invitation) = try team.invite("bob")
        let bob = Person("bob")
        let honest = try team.request(for: invitation, code: code, of: bob)
        // The point of order 1 and the point of order 4, for which nothing can be sealed.
        for low in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] {
            let keys = MemberPublicKeys(signing: honest.keys.signing, receiving: low)
            #expect(throws: RosterRefusal.malformed) {
                try team.add(
                    .admit(invitation: invitation.id, member: bob.id, keys: keys), by: team.alice)
            }
        }
    }

    @Test func `lets nobody come back with an old id, name, key or invitation`() throws {
        var team = try Team()
        let bob = try team.join("bob")
        #expect(throws: RosterRefusal.taken) { _ = try team.invite("bob") }
        try team.add(.remove(member: bob.id), by: team.alice)
        try team.add(.rekey(epoch: 2, keyID: [UInt8](repeating: 2, count: 32)), by: team.alice)
        // The name is free again; the person comes with new keys.
        let (code, invitation) = try team.invite("bob")
        let request = try team.request(for: invitation, code: code, of: bob)
        #expect(throws: RosterRefusal.taken) {
            try team.add(team.roster.admission(of: request), by: team.alice)
        }
        let anew = Person("bob")
        let second = try team.request(for: invitation, code: code, of: anew)
        try team.add(team.roster.admission(of: second), by: team.alice)
        #expect(team.roster.member(anew.id)?.name.description == "bob")
    }
}
