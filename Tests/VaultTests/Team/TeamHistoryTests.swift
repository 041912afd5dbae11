import Testing

@testable import Vault

@Suite("A team's manifests")
struct TeamHistoryTests {
    private var spoken: SpokenTeam
    private var alice: Person { spoken.team.alice }

    /// Founded, and written twice.
    init() throws {
        spoken = try SpokenTeam()
        try spoken.write(by: spoken.team.alice)
        try spoken.write(by: spoken.team.alice)
    }

    @Test mutating func `follow one another, by whoever may write`() throws {
        let bob = try spoken.team.join("bob", as: .writer)
        try spoken.write(by: alice)
        try spoken.write(by: bob)
        #expect(spoken.history.point?.epoch == 4)
        #expect(spoken.history.newest?.author == bob.id)
    }

    @Test func `leave out no epoch and repeat none`() throws {
        for epoch: UInt64 in [0, 1, 2, 4] {
            #expect(try spoken.refusal(by: alice) { $0.epoch = epoch } == .notNext(epoch: 3))
        }
    }

    @Test func `stand after the one before, whatever their epoch`() throws {
        for head in [SignedStatement.origin, [UInt8](repeating: 9, count: 32)] {
            #expect(try spoken.refusal(by: alice) { $0.before = head } == .notNext(epoch: 3))
        }
    }

    @Test func `are over the tree of this vault`() throws {
        #expect(try spoken.refusal(by: alice) { $0.vaultID = .random() } == .notNext(epoch: 3))
    }

    @Test func `are of this vault, and of no other kind`() throws {
        let genuine = try spoken.manifest(by: alice)
        var other = spoken
        let content = Array(genuine.body.dropFirst(60))
        let keys = alice.keys
        for statement in [
            SignedStatement(
                .manifest, of: .random(), after: spoken.history.head, content, by: keys.signing),
            SignedStatement(
                .audit, of: spoken.team.vaultID, after: spoken.history.head, content,
                by: keys.signing),
        ] {
            #expect(throws: HistoryRefusal.notNext(epoch: 3)) { try other.take(statement) }
        }
        try other.take(genuine)
    }

    @Test mutating func `name a roster that there was, and no older one than the one before`()
        throws
    {
        let old = (spoken.team.roster.count, spoken.team.roster.head)
        try spoken.team.join("bob")
        let wanted = HistoryRefusal.otherRoster(epoch: 3)
        #expect(
            try spoken.refusal(by: alice) { $0.rosterHead = [UInt8](repeating: 9, count: 32) }
                == wanted)
        #expect(try spoken.refusal(by: alice) { $0.rosterCount += 1 } == wanted)
        #expect(try spoken.refusal(by: alice) { $0.rosterCount = .max } == wanted)
        #expect(try spoken.refusal(by: alice) { $0.rosterHead = old.1 } == wanted)
        try spoken.write(by: alice)
        #expect(
            try spoken.refusal(by: alice) { ($0.rosterCount, $0.rosterHead) = old }
                == .otherRoster(epoch: 4))
    }

    @Test mutating func `come after no entry that breaks the roster's rules`() throws {
        let bob = try spoken.team.join("bob")
        let keys = bob.keys
        let entry = RosterEntry(
            number: spoken.team.roster.count, time: Team.now, author: bob.id,
            change: .accept(losing: [UInt8](repeating: 1, count: 32)))
        let statement = SignedStatement(
            .roster, of: spoken.team.vaultID, after: spoken.team.roster.head, entry.bytes,
            by: keys.signing)
        spoken.team.entries.append(statement)
        #expect(
            try spoken.refusal(by: alice) {
                $0.rosterCount += 1
                $0.rosterHead = statement.head
            } == .roster(number: 3, .notAnAdmin))
    }

    @Test mutating func `are under the key that the roster names`() throws {
        let other = [UInt8](repeating: 9, count: 32)
        #expect(try spoken.refusal(by: alice) { $0.keyEpoch = 2 } == .otherKey(epoch: 3))
        #expect(try spoken.refusal(by: alice) { $0.keyID = other } == .otherKey(epoch: 3))
        let bob = try spoken.team.join("bob")
        try spoken.team.add(.remove(member: bob.id), by: alice)
        // Whoever was removed has the key still.
        #expect(try spoken.refusal(by: alice) == .otherKey(epoch: 3))
        try spoken.team.add(.rekey(epoch: 2, keyID: other), by: alice)
        try spoken.write(by: alice)
    }

    @Test mutating func `are written by no reader, and by nobody who is no member`() throws {
        let (rita, bob) = (try spoken.team.join("rita", as: .reader), try spoken.team.join("bob"))
        try spoken.write(by: alice)
        let wanted = HistoryRefusal.notAllowed(epoch: 4)
        #expect(try spoken.refusal(by: rita) == wanted)
        #expect(try spoken.refusal(by: Person("nobody")) == wanted)
        #expect(try spoken.refusal(by: bob) == nil)
    }

    @Test mutating func `are written by an admin, where they change the team`() throws {
        let (bob, carol) = (
            try spoken.team.join("bob"), try spoken.team.join("carol", as: .admin)
        )
        try spoken.write(by: alice)
        let other = [UInt8](repeating: 9, count: 32)
        #expect(
            try spoken.refusal(by: bob) { $0.slotDigest = other } == .notAllowed(epoch: 4))
        #expect(try spoken.refusal(by: carol) { $0.slotDigest = other } == nil)
        try spoken.team.add(.accept(losing: other), by: alice)
        #expect(try spoken.refusal(by: bob) == .notAllowed(epoch: 4))
        #expect(try spoken.refusal(by: carol) == nil)
    }

    @Test mutating func `are written by nobody whom the same manifest raises`() throws {
        let (bob, rita) = (try spoken.team.join("bob"), try spoken.team.join("rita", as: .reader))
        try spoken.write(by: alice)
        try spoken.team.add(.role(member: bob.id, .admin), by: alice)
        try spoken.team.add(.role(member: rita.id, .admin), by: alice)
        let dora = try spoken.team.join("dora", as: .admin)
        for person in [bob, rita, dora] {
            #expect(try spoken.refusal(by: person) == .notAllowed(epoch: 4))
        }
        try spoken.write(by: alice)
        #expect(try spoken.refusal(by: dora) == nil)
    }

    @Test mutating func `are written by nobody whom the same manifest lowers`() throws {
        let bob = try spoken.team.join("bob", as: .admin)
        try spoken.write(by: alice)
        try spoken.team.add(.role(member: bob.id, .reader), by: alice)
        #expect(try spoken.refusal(by: bob) == .notAllowed(epoch: 4))
    }

    @Test mutating func `are signed by their author`() throws {
        let bob = try spoken.team.join("bob")
        try spoken.write(by: alice)
        #expect(try spoken.refusal(by: alice) { $0.signer = bob } == .notSigned(epoch: 4))
        let genuine = try spoken.manifest(by: alice)
        var signature = genuine.signature
        signature[10] ^= 1
        #expect(throws: HistoryRefusal.notSigned(epoch: 4)) {
            try spoken.take(SignedStatement(body: genuine.body, signature: signature))
        }
    }

    @Test mutating func `list their event heads by ascending member, none twice`() throws {
        let heads = [3, 1, 1].map { (byte: UInt8) in
            EventHead(
                member: RecordID([UInt8](repeating: byte, count: 16)) ?? .zero, count: 1,
                head: SignedStatement.origin)
        }
        #expect(try spoken.refusal(by: alice) { $0.events = [heads[1], heads[0]] } == nil)
        for wrong in [[heads[0], heads[1]], [heads[1], heads[2]]] {
            #expect(try spoken.refusal(by: alice) { $0.events = wrong } == .malformed(epoch: 3))
        }
    }
}
